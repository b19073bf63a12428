"""Reading circulars (通报、曝光) and who is a candidate for one."""

from dataclasses import dataclass

from sqlalchemy import select

from app.core.database import db
from app.core.errors import NotFound
from app.documents.rendering import day as day_words
from app.enterprises import queries as enterprises
from app.hazards import ledger_queries as ledger
from app.hazards import ledger_statistics
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.supervision import circular_rules, queries, rules
from app.supervision.circular_models import Circular, CircularEntry


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be named. key: stays the same as long as the ground does; facts: as they would be printed"""

    key: str
    name: str
    facts: str
    enterprise_id: int | None = None
    hazard_id: int | None = None


def circular(circular_id: int) -> Circular:
    """Raises: NotFound("circular")"""
    found = db.session.get(Circular, circular_id)
    if found is None:
        raise NotFound("circular", "没有这份通报，请从督办页重新查找")
    return found


def circulars(user) -> list[Circular]:
    """Newest first."""
    query = select(Circular).where(queries.within(user, Circular)).order_by(Circular.id.desc()).limit(200)
    return list(db.session.scalars(query))


def circulars_of(hazard_id: int) -> list[Circular]:
    """Those published that name this hazard, newest first."""
    query = (
        select(Circular)
        .join(CircularEntry)
        .where(CircularEntry.hazard_id == hazard_id, Circular.published_on.is_not(None))
    )
    return list(db.session.scalars(query.order_by(Circular.id.desc())))


def may_see(user, row: Circular) -> bool:
    return identity.may_see_matter(user, row.organisation_id) or row.organisation_id in identity.bureaus_below(
        identity.bureaus_seen_by(user)
    )


def candidates(user, but: int | None = None) -> list[Candidate]:
    """到期未回函 (R044), 整改缓慢 (R030), 挂牌逾期, 月报虚报 (R051): those no circular has named for it yet.

    Args: but: a circular that does not count
    """
    ended = ("refused", "withdrawn")
    query = (
        select(CircularEntry.candidate).join(Circular).where(Circular.status.not_in(ended), Circular.id != (but or 0))
    )
    named = set(db.session.scalars(query))
    found = [*_silent(user), *_listed_too_long(user), *_false(user), *_slow(user)]
    return [each for each in found if each.key not in named]


def _silent(user):
    for row in queries.silent(queries.letters(user)):
        facts = (
            f"{day_words(row.served_on.isoformat())}收到{row.paper_words}（{row.number}），到期没有回复。"
            if row.served_on
            else ""
        )
        yield Candidate(
            f"letter:{row.id}", row.target_name, facts or "通知约谈，没有到场。", row.enterprise_id, row.hazard_id
        )


def _listed_too_long(user):
    for row in queries.listings(user, state="overdue"):
        due = day_words(row.due_on.isoformat())
        facts = f"重大事故隐患{rules.LEVELS[row.level]}挂牌督办（{row.number}），督办期限{due}届满，没有消除。"
        yield Candidate(f"listing:{row.id}", row.hazard.enterprise.name, facts, row.hazard.enterprise_id, row.hazard_id)


def _false(user):
    """Whose monthly progress was sent back as false twice or more."""
    for row in queries.listings(user):
        months = [each.month for each in row.progress if each.returned_on]
        if len(months) >= circular_rules.FALSE_REPORTS:
            facts = (
                f"挂牌督办（{row.number}）第{'、'.join(map(str, months))}个月的进展报告不实，被退回{len(months)}次。"
            )
            yield Candidate(
                f"false:{row.id}:{len(months)}",
                row.hazard.enterprise.name,
                facts,
                row.hazard.enterprise_id,
                row.hazard_id,
            )


def _slow(user):
    for pace in ledger_statistics.slow(ledger.wanted(ledger.Filter(), ledger.seen_by(user))):
        months = "，".join(f"{int(month[5:])}月到期{due}条、按期整改{done}条" for month, due, done in pace.months)
        firm = enterprises.enterprise_by_name(pace.name)
        yield Candidate(
            f"slow:{pace.name}:{pace.months[-1][0]}", pace.name, f"隐患整改缓慢：{months}。", firm and firm.id
        )


def of_hazard(row: Hazard) -> Candidate:
    """A hazard named by its number. Only what the ledger knows without people's names is printed."""
    grade = "重大事故隐患" if row.grade == "major" else "事故隐患"
    left = "已经销号" if not row.is_open else "没有消除"
    due = f"，整改期限{day_words(row.due_on.isoformat())}" if row.due_on else ""
    return Candidate(
        "", row.enterprise.name, f"{row.place}存在{grade}（{row.number}）{due}，{left}。", row.enterprise_id, row.id
    )


def people_of(entries: list[Candidate]) -> set[str]:
    """Names of people that might slip into what is written of these units: theirs, and those their hazards name."""
    found = {
        each.name
        for entry in entries
        if entry.enterprise_id
        for each in enterprises.persons(entry.enterprise_id, False)
    }
    rows = [db.session.get(Hazard, entry.hazard_id) for entry in entries if entry.hazard_id]
    for entry in entries:
        if entry.enterprise_id:
            found.add(enterprises.enterprise(entry.enterprise_id).legal_representative or "")
    for row in rows:
        found |= {row.responsible_person or "", row.actual_controller or "", *(row.found_by or "").split("、")}
    return {name.strip() for name in found} - {""}


def present_states(row: Circular) -> list[dict]:
    """[{"number", "status"}] of what it names, as it stands today."""
    return [{"number": each.hazard.number, "status": each.hazard.status} for each in row.entries if each.hazard]
