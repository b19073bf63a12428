"""Two enterprises check themselves (企业自查): one every week and month, one every day of a fortnight; some are missed."""

from collections import Counter
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
PLANS = (("qiye", 0, 33, ("weekly", "monthly")), ("quqiye", 1, 14, ("daily",)))  # account, its enterprise, begins days ago, kinds
MISSED = {("weekly", 1), ("daily", 1), ("daily", 3)}  # by kind and number of the check, from 0
METHODS = {"daily": "on_site", "weekly": "combined", "monthly": "meeting"}
FOUND = {("monthly", 0): "污水池入口没有上锁，警示牌褪色。", ("daily", 2): "清洗池检修口没有挂牌，临时围挡移开。"}
CONFINED_SPACES = 6  # place in the list of 工贸: 有限空间是否挂牌上锁、物理隔离
WORDS = {
    "daily": ("生产车间", "班前巡查设备防护、用电、消防通道，约四十分钟。", "设备和通道正常，作业人员持证上岗。"),
    "weekly": ("生产车间、仓库、配电间", "安全部会同车间逐项核对清单，查看现场和台账，约两小时。", "总体受控，台账齐全。"),
    "monthly": ("全厂", "主要负责人召集各部门，听取本月自查和整改情况，现场抽查两处。", "本月自查按计划完成，整改责任已落实到人。"),
}  # fmt: skip


def check_themselves(people: dict[str, User], enterprises: list[Enterprise]) -> None:
    """Let the days pass from the first plan on; the latest check of each kind is still to be made."""
    for account, place, days, kinds in PLANS:
        _weeks_of(people[account], enterprises[place], today() - timedelta(days=days), kinds)


def _weeks_of(person: User, firm: Enterprise, since: date, kinds: tuple) -> None:
    names, last, number = [each.name for each in firm.persons], mark_day(today(), 0, holiday_table().estimated), Counter()
    with _morning(since):
        set_plan(person, firm.id, since, "工贸", [
            {"kind": kind, "responsible": names[0] if kind == "monthly" else names[1], "department": "安全部", "method": METHODS[kind]}
            for kind in kinds
        ])  # fmt: skip
    for days in range((today() - since).days + 1):
        with _morning(since + timedelta(days=days)):
            workflow.fire_due_timers()
            begin_self_checks()
            for row in self_checks.open_checks(firm.id):
                if row.begins_on == today() and row.due_on < last:
                    which = (row.kind, number[row.kind])
                    if which not in MISSED:
                        _made(person, row, names, FOUND.get(which))
                    number[row.kind] += 1


def _morning(day: date):
    return frozen(min(datetime.combine(day, MORNING, ZONE), now()))


def _made(person: User, row: SelfCheck, names: list[str], found: str | None) -> None:
    place, process, result = WORDS[row.kind]
    checklist = {item.id: {"answer": "conform"} for item in inspections.checklist(row.content)}
    if found:
        checklist[list(checklist)[CONFINED_SPACES]] = {"answer": "violate", "note": found, "photos": [photo(person, "before")]}
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
