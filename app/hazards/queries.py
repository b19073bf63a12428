"""Reading hidden dangers (隐患)."""

from datetime import date

from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.core.models import Attachment
from app.enterprises import queries as enterprises
from app.hazards import rules
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.law.periods import compute, day_of
from app.law.queries import holiday_table
from app.law.remaining import SOON_WORKING_DAYS, Remaining, left_until
from app.law.tables import queries as tables
from app.notices.rules import mark_day


def hazard(hazard_id: int) -> Hazard:
    """Raises: NotFound("hazard")"""
    found = db.session.get(Hazard, hazard_id)
    if found is None:
        raise NotFound("hazard", "没有这条隐患，可能地址有误，请从隐患台账重新查找")
    return found


def hazard_by_number(number: str) -> Hazard | None:
    return db.session.scalar(select(Hazard).where(Hazard.number == number.strip()))


def of_instance(root_id: str) -> Hazard | None:
    """The hazard a process is about."""
    return db.session.scalar(select(Hazard).where(Hazard.instance_id == root_id))


def hazards_of_enterprise(enterprise_id: int) -> list[Hazard]:
    """Newest first."""
    return list(db.session.scalars(select(Hazard).where(Hazard.enterprise_id == enterprise_id).order_by(Hazard.id.desc())))


def hazards_of_origin(kind: str, origin_id: int) -> list[Hazard]:
    """What came of one row of another package, e.g. ("finding", its id)."""
    query = select(Hazard).where(Hazard.origin_kind == kind, Hazard.origin_id == origin_id)
    return list(db.session.scalars(query.order_by(Hazard.id)))


def open_beside(row: Hazard) -> list[Hazard]:
    """The other open hazards of its enterprise: what it may be the same as."""
    others = [each for each in hazards_of_enterprise(row.enterprise_id) if each.id != row.id and each.is_open]
    return sorted(others, key=lambda each: each.place != row.place)


def suspected_same(row: Hazard) -> list[Hazard]:
    """The other hazards of its enterprise, not yet closed, of the same place or the same item of the standard (疑似重复)."""
    names, together = _kinds(row), rules.found_together(row.origin_kind, row.found_on)
    return [each for each in open_beside(row) if names & _kinds(each)
            and (together is None or together != rules.found_together(each.origin_kind, each.found_on))]  # fmt: skip


def _kinds(row: Hazard) -> set[str]:
    return rules.kinds(rules.spot(row.place, row.enterprise.address), row.standard_item)


def may_see(user, row: Hazard) -> bool:
    """By role × area × sector × relation; the bureau above sees what it verifies, an enterprise its own and no other's."""
    if user.has_role("enterprise_user"):
        own = enterprises.enterprise_of(user.id)
        return own is not None and own.id == row.enterprise_id and row.is_told
    if identity.may_see_matter(user, row.organisation_id, row.area_id, row.sector, row.finders):
        return True
    if row.raised_from_id and identity.may_see_matter(user, row.raised_from_id, row.area_id, row.sector):
        return True  # it still does what is to be done on the spot
    levels = {identity.superior_bureau(row.organisation_id)}
    district = identity.district_bureau(row.organisation_id, row.area_id)
    if district != row.organisation_id:  # of its own matters its posts see what they cover, no more
        levels.add(district)
    return any(identity.may_see_matter(user, bureau) for bureau in levels - {None})


def bureau_that_checks(row: Hazard) -> str:
    """The bureau of the first check (区级初核): the district's for a major hazard, the bureau in charge for any other.

    Raises: RuleBroken("no_district_bureau"): two levels are asked for and one does not exist
    Source: 三年行动方案 (2024) 主方案 10①
    """
    if not row.is_major:
        return row.organisation_id
    found = identity.district_bureau(row.organisation_id, row.area_id)
    if found is None:
        area = next((each.name for each in identity.areas() if each.id == row.area_id), "该单位所在地区")
        raise RuleBroken("no_district_bureau", f"重大隐患须经区、市两级验收，{area}还没有登记区级应急管理部门；"
                         "请管理员在“人员与机构”中登记该机构和执法人员，然后再报告整改完成")  # fmt: skip
    return found


def is_in_charge(user, row: Hazard) -> bool:
    """Whether a post of this person covers the hazard itself, not only what the bureau above verifies."""
    return identity.may_see_matter(user, row.organisation_id, row.area_id, row.sector)


def enterprise_desk(row: Hazard) -> list[int]:
    """Whose desk the enterprise's own steps come to; empty: it has no account, the officers write what it hands in."""
    return enterprises.account_holders(row.enterprise_id)


def judged(row: Hazard) -> dict:
    """What the table said of the grade last: {"grade", "reason", "article"}; {} before."""
    told = [each for each in tables.told([row.instance_id]) if each.row.key == "hazard_grade"]
    return dict(told[-1].row.value) if told else {}


def passed_levels(row: Hazard) -> set[str]:
    """The levels at which it was checked and found removed, since it was last found not to be."""
    return {each.level for each in row.round_checks if each.result == "pass"}


def require_closable(row: Hazard) -> None:
    """Raises: RuleBroken, as rules.require_closable"""
    links = {each.link for each in row.records}
    rules.require_closable(links, row.grade, row.handling == "immediate", passed_levels(row), row.signed_on is not None)


def remind_on(due_on: date) -> date:
    """The working day on which the last day is near, as for every other last day of the office."""
    return mark_day(due_on, SOON_WORKING_DAYS, holiday_table().estimated)


def last_day(rule_id: str, start: date) -> date:
    """The last day of a period of the office."""
    return day_of(compute(rule_id, start, table=holiday_table().estimated).last_day)


def left_of(row: Hazard) -> Remaining | None:
    """What is left to its last day, None where none runs."""
    return lefts([row]).get(row.id)


def lefts(rows: list[Hazard]) -> dict[int, Remaining]:
    """{hazard: what is left to its last day}; those where none runs are missing."""
    running = [row for row in rows if row.due_on is not None and row.status in rules.RUNNING]
    table = holiday_table().estimated if running else None
    return {row.id: left_until(row.due_on, table, today()) for row in running}


def pictures(row: Hazard) -> list[int]:
    """Those of its photographs that a page can show."""
    wanted = [*row.photos, *row.after_photos]
    return list(db.session.scalars(select(Attachment.id).where(Attachment.id.in_(wanted), Attachment.media_type.startswith("image/"))))
