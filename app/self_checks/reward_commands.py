"""Registering an enterprise's scheme of rewards and the rewards paid; the two kinds never exclude each other (R023)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed
from app.enterprises import queries as enterprises
from app.hazards import queries as hazards
from app.self_checks import queries, rules
from app.self_checks.reward_models import EmployeeReward, RewardScheme


def scheme_of(enterprise_id: int) -> RewardScheme | None:
    return db.session.scalar(select(RewardScheme).where(RewardScheme.enterprise_id == enterprise_id))


def rewards_of(enterprise_id: int) -> dict[int, dict[str, EmployeeReward]]:
    """{hazard: {kind: reward}} of the hazards of an enterprise that have any."""
    ids = [row.id for row in hazards.hazards_of_enterprise(enterprise_id)]
    found: dict[int, dict[str, EmployeeReward]] = {}
    for row in db.session.scalars(select(EmployeeReward).where(EmployeeReward.hazard_id.in_(ids))):
        found.setdefault(row.hazard_id, {})[row.kind] = row
    return found


@command(permission="work_tasks")
def register_scheme(actor, enterprise_id: int, title: str, in_force_on: date, content: str) -> RewardScheme:
    """Register the enterprise's scheme (奖励制度登记), or its new text.

    Raises: NotAllowed("other_enterprise"); RuleBroken("scheme")
    Source: 三年行动方案 (2024) 工业4、工贸3: 建立员工报告隐患奖励制度
    """
    firm = enterprises.enterprise(enterprise_id)
    queries.require_may_plan(actor, firm)
    rules.require_scheme_words(title, content)
    row = scheme_of(firm.id) or RewardScheme(enterprise_id=firm.id)
    row.title, row.in_force_on, row.content, row.set_by, row.set_at = title.strip(), in_force_on, content.strip(), actor.id, now()
    db.session.add(row)
    return row


@command(permission="work_tasks")
def register_reward(actor, enterprise_id: int, hazard_number: str, reporter: str, amount_yuan: Decimal, granted_on: date,
                    ground: str) -> EmployeeReward:  # fmt: skip
    """Register what an employee got for reporting a hazard: from the enterprise by its own account, from the government by the office.

    Raises: NotAllowed("other_enterprise"); RuleBroken("hazard" | "scheme" | "reward" | "granted_on" | "reward_twice")
    Source: 三年行动方案 (2024) 工业4、工贸3: 企业内部奖励与政府奖励分开
    """
    firm = enterprises.enterprise(enterprise_id)
    queries.require_may_plan(actor, firm)
    kind = "internal" if actor.has_role("enterprise_user") else "government"
    hazard = hazards.hazard_by_number(hazard_number)
    if hazard is not None and hazard.enterprise_id != firm.id:
        raise NotAllowed("other_enterprise", "这条隐患不是这家企业的，不能登记奖励；这次访问已经记入审计")
    rules.require_rewardable(hazard is not None, kind, scheme_of(firm.id) is not None)
    rules.require_reward(reporter, amount_yuan, ground)
    rules.require_granted_on(granted_on, hazard.found_on, today())
    rules.require_first_of_kind(kind, kind in rewards_of(firm.id).get(hazard.id, {}))
    row = EmployeeReward(hazard_id=hazard.id, kind=kind, reporter=reporter.strip(), amount_yuan=amount_yuan, granted_on=granted_on,
                         ground=ground.strip(), by=actor.id, at=now())  # fmt: skip
    db.session.add(row)
    return row
