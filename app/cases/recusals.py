"""Recusal (回避): who asked for whom to stand aside and why, who decided; and the law of it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case, CaseOfficer, Hearing, Party
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.identity.models import User
from app.workflow import duties
from app.workflow.registry import duty_group

APPLICANTS = {"party": "当事人申请", "self": "本人请求", "colleague": "办案人员提出"}
# 行政处罚法 (2021) art. 43(1)
GROUNDS = {"interest": "与案件有直接利害关系", "relation": "有其他关系可能影响公正执法"}
RESULTS = {"granted": "决定回避", "refused": "驳回"}
ENDED = ("closed", "archived", "refused")
MAY_STAND_ASIDE = ("officer", "team_leader", "legal_reviewer", "hearing_officer", "deputy_head", "head")


class Recusal(db.Model):
    """A request that somebody stand aside in a case, and the decision on it. Until then the investigation goes on."""

    __tablename__ = "recusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))  # who is to stand aside
    applicant: Mapped[str] = mapped_column(String(12))  # key of APPLICANTS
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))  # the party that asked
    ground: Mapped[str] = mapped_column(String(12))  # key of GROUNDS
    reason: Mapped[str] = mapped_column(Text)
    requested_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    result: Mapped[str | None] = mapped_column(String(12))  # key of RESULTS; None: undecided
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    collective: Mapped[dict] = mapped_column(
        JSON, default=dict
    )  # of a head's: {"held_on": ISO date, "attendees": names}

    person: Mapped[User] = relationship(foreign_keys=[user_id])
    successor: Mapped[User | None] = relationship(foreign_keys=[successor_id])
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])
    party: Mapped[Party | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.result is None

    @property
    def asked_by(self) -> str:
        return f"{self.party.name}申请" if self.party else APPLICANTS[self.applicant]


@duty_group("case_officers", "是本案的承办人")
def case_officers(root_id: str) -> list[int]:
    """The officers in charge of the case this matter is about."""
    query = select(CaseOfficer.user_id).join(Case, Case.id == CaseOfficer.case_id).where(Case.root_id == root_id)
    return list(db.session.scalars(query))


def of_case(case_id: int) -> list[Recusal]:
    """Every request in a case, the last first."""
    return list(db.session.scalars(select(Recusal).where(Recusal.case_id == case_id).order_by(Recusal.id.desc())))


def undecided(user) -> list[tuple["Recusal", Case]]:
    """The requests this person may decide on, the oldest first."""
    query = select(Recusal, Case).join(Case, Case.id == Recusal.case_id).where(
        Recusal.result.is_(None), Recusal.user_id != user.id, Case.status.not_in(ENDED),
        Case.organisation_id.in_(identity.bureaus_seen_by(user)),
    )  # fmt: skip
    return [tuple(found) for found in db.session.execute(query.order_by(Recusal.id).limit(20))]


def may_stand_aside(case: Case) -> list[User]:
    """The people of the bureau who could take part in the case and were not recused from it."""
    gone = duties.excluded(case.root_id)
    people = [each for each in identity.colleagues(case.organisation_id) if each.id not in gone]
    return [each for each in people if any(each.has_role(role, case.organisation_id) for role in MAY_STAND_ASIDE)]


def is_head(person: User, case: Case) -> bool:
    """Whether the persons in charge must decide together."""
    return person.head_post(case.organisation_id) is not None


def hearings_to_come(case: Case, presider_id: int) -> list[Hearing]:
    """The hearings of this case this person is to preside over and that were not held yet."""
    query = select(Hearing).join(Party, Party.id == Hearing.party_id)
    return list(db.session.scalars(query.where(
        Party.case_id == case.id, Hearing.presider_id == presider_id, Hearing.result.is_(None))))  # fmt: skip


def require_applicant(applicant: str, is_self: bool, has_party: bool) -> None:
    """A party asks under its name; somebody stands aside at their own request only by their own login.

    Raises: RuleBroken("applicant")
    Source: 行政处罚法 (2021) art. 43(2)
    """
    if applicant == "party" and not has_party:
        raise RuleBroken("applicant", "当事人申请回避的，请选明是哪一方当事人", {"applicant": "请选择当事人"})
    if (applicant == "self") != is_self:
        message = "自行回避由本人登录提出" if applicant == "self" else "请求自己回避的，提出人请选“本人请求”"
        raise RuleBroken("applicant", f"{message}（罚法第43条）", {"applicant": message})


def require_decider(decides_self: bool, of_head: bool, of_deputy: bool, by_head: bool, attendees: list[str]) -> None:
    """The person in charge decides, never on themselves; on the head the persons in charge decide together.

    Args:   of_head, of_deputy: what the person is who is to stand aside; by_head: the decider is (acting) head;
            attendees: names of those who deliberated on the head's recusal
    Raises: RuleBroken("own_recusal" | "collective" | "head_decides")
    Source: 行政处罚法 (2021) art. 43(3); the head's own case by analogy with 民事诉讼法 (2023) art. 49 (M)
    """
    if decides_self:
        raise RuleBroken("own_recusal", "不能决定自己的回避（罚法第43条），请由其他负责人决定")
    if of_head and len(set(attendees)) < 2:
        message = "主要负责人的回避由本机关负责人集体讨论决定，请填写讨论日期和两名以上参加人"
        raise RuleBroken("collective", message, {"attendees": message})
    if of_deputy and not of_head and not by_head:
        raise RuleBroken("head_decides", "分管负责人的回避由主要负责人决定（罚法第43条），请报主要负责人")


def require_successor(needed: str, has_successor: bool) -> None:
    """Raises: RuleBroken("successor"): nobody takes over what must not stand empty"""
    if needed and not has_successor:
        message = f"{needed}，决定回避须同时指定接替人员"
        raise RuleBroken("successor", message, {"successor_id": message})
