"""Two enterprises check themselves (企业自查): one every week and month, one every day of a fortnight; some are missed."""

from datetime import date, datetime, time, timedelta

from app.core.clock import ZONE, frozen, now, today
from app.core.files import store_attachment
from app.demo.hazards import photo, picture
from app.enterprises.models import Enterprise
from app.identity.models import User
from app.inspections import queries as inspections
from app.law.queries import holiday_table
from app.notices.rules import mark_day
from app.self_checks import queries as self_checks
from app.self_checks.commands import set_plan
from app.self_checks.models import SelfCheck
from app.self_checks.sweep import begin_self_checks
from app.workflow import commands as workflow
from app.workflow import queries

MORNING = time(9)
PLANS = (  # (account, its enterprise, begins days ago, kinds, which checks nobody makes, counted from 0)
    ("qiye", 0, 33, ("weekly", "monthly"), (2,)),
    ("quqiye", 1, 14, ("daily",), (3, 6)),
)
METHODS = {"daily": "on_site", "weekly": "combined", "monthly": "meeting"}
FOUND = {1: "砂轮机防护罩松动。"}  # by the number of the check
WORDS = {
    "daily": ("生产车间", "班前巡查设备防护、用电、消防通道，约四十分钟。", "设备和通道正常，作业人员持证上岗。"),
    "weekly": ("生产车间、仓库、配电间", "安全部会同车间逐项核对清单，查看现场和台账，约两小时。", "总体受控，台账齐全。"),
    "monthly": ("全厂", "主要负责人召集各部门，听取本月自查和整改情况，现场抽查两处。", "本月自查按计划完成，整改责任已落实到人。"),
}  # fmt: skip


def check_themselves(people: dict[str, User], enterprises: list[Enterprise]) -> None:
    """Let the days pass from the first plan on; the latest check of each kind is still to be made."""
    for account, place, days, kinds, skipped in PLANS:
        _weeks_of(people[account], enterprises[place], today() - timedelta(days=days), kinds, skipped)


def _weeks_of(person: User, firm: Enterprise, since: date, kinds: tuple, skipped: tuple) -> None:
    names, last, made = [each.name for each in firm.persons], mark_day(today(), 0, holiday_table().estimated), 0
    with _morning(since):
        set_plan(person, firm.id, since, "工贸", [
            {"kind": kind, "responsible": names[0] if kind == "monthly" else names[1], "department": "安全部", "method": METHODS[kind]}
            for kind in kinds
        ])  # fmt: skip
    for number in range((today() - since).days + 1):
        with _morning(since + timedelta(days=number)):
            workflow.fire_due_timers()
            begin_self_checks()
            for row in self_checks.open_checks(firm.id):
                if row.begins_on == today() and row.due_on < last:
                    if made not in skipped:
                        _made(person, row, names, made)
                    made += 1


def _morning(day: date):
    return frozen(min(datetime.combine(day, MORNING, ZONE), now()))


def _made(person: User, row: SelfCheck, names: list[str], number: int) -> None:
    place, process, result = WORDS[row.kind]
    checklist = {item.id: {"answer": "conform"} for item in inspections.checklist(row.content)}
    if number in FOUND:
        checklist[list(checklist)[6]] = {"answer": "violate", "note": FOUND[number], "photos": [photo(person, "before")]}
    _do(person, row, {
        "checked_on": today().isoformat(), "place": place, "led_by_principal": row.kind == "monthly", "checklist": checklist,
        "participants": [{"participant_name": name, "participant_kind": "staff"} for name in names[:2]]
        + ([{"participant_name": "滕见山", "participant_kind": "expert"}] if row.kind == "monthly" else []),
        "process_note": process, "result": result,
    })  # fmt: skip
    signature = store_attachment(person, "签名（演示）.png", picture("receipt")).id
    _do(person, row, {"sign_result": "sign", "signer": names[0], "signature": signature})


def _do(person: User, row: SelfCheck, answers: dict) -> None:
    [item] = queries.open_items(row.instance_id)
    workflow.complete_task(person, item.id, answers)
