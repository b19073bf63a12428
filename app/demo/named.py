"""One who left letters unanswered is named in a 曝光, and an accident is followed by interviews; both are still being followed."""

from datetime import datetime, time, timedelta

from app.core.clock import ZONE, frozen, now, today
from app.demo.hazards import photo
from app.documents.commands import render_pending
from app.enterprises.models import Enterprise
from app.identity.models import User
from app.identity.seeding import DEMO_DISTRICT
from app.law.queries import holiday_table
from app.supervision import circular_queries as circulars
from app.workflow import commands as workflow
from app.workflow import queries

INDUSTRY = "b-jx"  # 市经信局
BODY = "经提醒敦促、下达整改通知书，名单所列单位在规定期限内没有书面回复，隐患治理没有进展。"
DEMANDS = "立即组织整改，落实责任、措施、资金、时限和预案。\n十个工作日内书面报告，整改结果向社会公布。"


def name_the_silent(people: dict[str, User], firm: Enterprise) -> None:
    """Expose the first who never replied, eight working days ago; the head approved before it was published."""
    safety = people["anweiban"]
    with frozen(_morning(working_days_ago=8)):
        begun = workflow.start_process(safety, "public_circular", {"circular_kind": "exposure"})
        silent = next(each for each in circulars.candidates(safety) if each.key.startswith("letter:"))
        _do(safety, begun, {
            "circular_title": "重大事故隐患逾期没有消除", "candidates": [silent.key], "hazard_numbers": None, "units": [], "body": BODY,
            "requirements": DEMANDS,
        })  # fmt: skip
        _do(people["fenguan"], begun, {"circular_review": "agree", "opinion": "事实清楚，没有个人信息，同意送审。"})
    with frozen(_morning(working_days_ago=7)):
        _do(people["juzhang"], begun, {"circular_result": "approve", "opinion": "同意公开曝光。"})
        render_pending()
        _do(safety, begun, {"published_on": today().isoformat(), "published_where": "市政府网站曝光台（演示）",
                            "publication_files": [photo(safety, "check")]})  # fmt: skip
    with frozen(_morning(working_days_ago=5)):
        workflow.start_process(safety, "accident_interview", {
            "enterprise_id": firm.id, "happened_at": f"{today() - timedelta(days=1)}T16:20", "place": "二号装卸平台",
            "brief": "装卸作业中货物滑落，砸伤一名作业人员。", "deaths": 0, "injuries": 1, "loss_yuan": "120000.00",
            "local_organisation_id": DEMO_DISTRICT, "department_ids": [INDUSTRY],
        })  # fmt: skip


def _do(person: User, begun, answers: dict) -> None:
    [item] = queries.open_items(begun.root_id)
    workflow.complete_task(person, item.id, answers)


def _morning(working_days_ago: int) -> datetime:
    day, table = today(), holiday_table().estimated
    while working_days_ago:
        day -= timedelta(days=1)
        working_days_ago -= table.is_working_day(day)
    return min(datetime.combine(day, time(9, 30), ZONE), now())
