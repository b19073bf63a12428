"""Rows of an administrative-penalty case: the case, its officers and parties, evidence, hearing, review, deliberation."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import local
from app.core.database import db

SOURCES = {
    "inspection": "现场检查", "report": "举报投诉", "transfer": "其他机关移送", "accident": "事故调查",
    "assigned": "上级交办", "supervision": "隐患督办", "other": "其他",
}  # fmt: skip
CASE_STATUSES = {
    "proposed": "待立案", "refused": "不予立案", "investigating": "调查取证", "handling": "分别处理", "closing": "待结案",
    "closed": "已结案", "archived": "已归档", "executing": "当场处罚，缴款执行",
}  # fmt: skip
CAPACITIES = {
    "entity": "生产经营单位", "main_responsible_person": "主要负责人", "other_manager": "其他负责人和安全生产管理人员",
    "directly_responsible_supervisor": "直接负责的主管人员", "directly_responsible_person": "其他直接责任人员",
    "sole_investor": "个人经营的投资人",
}  # fmt: skip
STAGES = {
    "proposal": "呈批", "notice": "告知", "statement": "申辩听证", "review": "法制审核", "deliberation": "集体讨论",
    "decision": "决定", "delivery": "送达", "payment": "缴款执行",
}  # fmt: skip
OUTCOMES = {"penalized": "处罚", "no_penalty": "不予处罚", "withdrawn": "撤案", "transferred": "移送", "voided": "决定撤销"}
ROUNDS = {"redo": "重新处理", "daily": "按日连续处罚"}
# 行政处罚法 (2021) art. 46: the eight kinds of evidence.
EVIDENCE_KINDS = {
    "document": "书证", "object": "物证", "audiovisual": "视听资料", "electronic": "电子数据", "testimony": "证人证言",
    "party_statement": "当事人陈述", "appraisal": "鉴定意见", "scene_record": "勘验笔录、现场笔录",
}  # fmt: skip
# 应急管理 practice of 行政处罚法 (2021) art. 58: what a legal review concludes on.
REVIEW_POINTS = {
    "subject": "主体", "authority": "权限", "procedure": "程序", "facts": "事实和证据", "basis": "法律依据",
    "discretion": "裁量", "papers": "文书", "crime": "是否涉嫌犯罪",
}  # fmt: skip
REVIEW_RESULTS = {"approve": "同意", "correct": "纠正", "supplement": "补充调查", "not_competent": "不属于本机关管辖", "refer": "移送"}


METHODS = {"": "登记保存", "sealing": "查封", "seizure": "扣押"}


class Case(db.Model):
    """An administrative-penalty case (行政处罚案件). It exists from the application on; `number` comes with the filing."""

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_status", "status", "filed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(80), unique=True)  # that of the 立案审批表
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    root_id: Mapped[str | None] = mapped_column(String(36), index=True)  # root instance of its process
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    discovered_on: Mapped[date]
    cause: Mapped[str] = mapped_column(String(300))
    facts: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(500))
    basis_articles: Mapped[list] = mapped_column(JSON, default=list)  # ids of app.law.articles; `basis` is their citation
    conduct_on: Mapped[date]  # of the conduct; for a continuing one the day it ended (art. 36)
    harmful: Mapped[bool] = mapped_column(default=False)  # life or health with harm done: five years instead of two
    filing: Mapped[dict] = mapped_column(JSON, default=dict)  # what was found before filing, see filing_facts.py
    status: Mapped[str] = mapped_column(String(20))
    applied_on: Mapped[date]
    filed_on: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(String(30), default="")  # what the officers do next in the investigation
    plan: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[dict] = mapped_column(JSON, default=dict)  # 调查终结报告: course, nature, discretion_note, crime_opinion
    concluded_on: Mapped[date | None]
    withdrawal_ground: Mapped[str] = mapped_column(Text, default="")
    closure: Mapped[dict] = mapped_column(JSON, default=dict)  # ground, papers_complete, remaining
    closed_on: Mapped[date | None]
    archive: Mapped[dict] = mapped_column(JSON, default=dict)  # volumes, pages, retention, location
    archived_on: Mapped[date | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    officers: Mapped[list["CaseOfficer"]] = relationship(cascade="all, delete-orphan", order_by="CaseOfficer.position")
    parties: Mapped[list["Party"]] = relationship(back_populates="case", order_by="Party.id")
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.number")

    @property
    def officer_ids(self) -> list[int]:
        return [officer.user_id for officer in self.officers]

    @property
    def is_dual(self) -> bool:
        """一案双罚: an entity and at least one person."""
        return {party.kind for party in self.parties} == {"entity", "person"}

    @property
    def title(self) -> str:
        first = next((p.name for p in self.parties), "")
        return f"{first}{'等' if len({p.id_no for p in self.parties}) > 1 else ''}{self.cause}案"


class CaseOfficer(db.Model):
    """An officer in charge (承办人)."""

    __tablename__ = "case_officer"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    position: Mapped[int]  # 0 = first named
    badge_no: Mapped[str] = mapped_column(String(60))  # certificate as it was at the filing


class Party(db.Model):
    """A party (当事人): the entity or one responsible person. Name, number and address as at the filing."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("case_id", "kind", "id_no", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)  # 2, 3, …: a further proceeding against the same party
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))  # the proceeding whose decision it rests on
    round_kind: Mapped[str] = mapped_column(String(12), default="")  # why: key of ROUNDS; empty: the first one
    round_terms: Mapped[dict] = mapped_column(JSON, default=dict)  # redo: ground; daily: what was found, see daily_rules
    kind: Mapped[str] = mapped_column(String(10))  # entity | person
    capacity: Mapped[str] = mapped_column(String(40))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))  # the entity itself, or the employer
    enterprise_person_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise_person.id"))
    name: Mapped[str] = mapped_column(String(200), index=True)
    id_no: Mapped[str] = mapped_column(String(40))  # credit code or identity number
    legal_representative: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[str] = mapped_column(String(80), default="")
    employer_name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    stage: Mapped[str] = mapped_column(String(20), default="")  # key of STAGES; empty: not yet handled separately
    outcome: Mapped[str | None] = mapped_column(String(20))  # key of OUTCOMES
    closed_on: Mapped[date | None]
    notice: Mapped[dict] = mapped_column(JSON, default=dict)  # drafted: statement_period, contact (user id)
    case: Mapped[Case] = relationship(back_populates="parties")

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def label(self) -> str:
        return f"{self.name} · {self.case.cause}{f'（{ROUNDS[self.round_kind]}）' if self.round_kind else ''}"

    @property
    def masked_id_no(self) -> str:
        """Of a person only the first four and the last four digits; of an entity all."""
        if self.kind == "entity" or len(self.id_no) < 9:
            return self.id_no
        return f"{self.id_no[:4]}{'*' * (len(self.id_no) - 8)}{self.id_no[-4:]}"


class Approval(db.Model):
    """One opinion of the approval chain (审批意见), of the case or of one party; `step`: the task's id in the diagram."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(12))  # approve | agree | return | refuse
    opinion: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime]


class Evidence(db.Model):
    """A piece of evidence (证据), shared by all parties; `files`: [{"attachment_id", "name", "sha256"}]."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]  # 1, 2, 3, … within the case
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    proves: Mapped[str] = mapped_column(Text)
    obtained_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    provider: Mapped[str] = mapped_column(String(200), default="")
    files: Mapped[list] = mapped_column(JSON, default=list)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]

    @property
    def sentence(self) -> str:
        """As papers list it."""
        return f"{self.obtained_on.year}年{self.obtained_on.month}月{self.obtained_on.day}日《{self.name}》，证明{self.proves}"


class Inquiry(db.Model):
    """One questioning (询问): the notice that called for it and, once held, its record."""

    __tablename__ = "inquiry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    employer: Mapped[str] = mapped_column(String(200), default="")
    appear_at: Mapped[datetime | None]
    notice: Mapped[dict] = mapped_column(JSON, default=dict)  # place, materials
    record: Mapped[dict] = mapped_column(JSON, default=dict)  # identity, times, questions, officers, recorder
    held_on: Mapped[date | None]
    session_no: Mapped[int | None]


class Statement(db.Model):
    """What a party did with its right of statement and defence, or to a hearing (陈述申辩、听证申请), for one notice."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("proposal_id", "right"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))  # the proposal the notice told of
    right: Mapped[str] = mapped_column(String(12))  # statement | hearing
    result: Mapped[str] = mapped_column(String(12))  # exercised | waived | lapsed
    received_on: Mapped[date]
    record: Mapped[dict] = mapped_column(JSON, default=dict)  # declarant, times, place, text, materials, officers
    adoption: Mapped[str | None] = mapped_column(String(20))  # adopted | partly_adopted | not_adopted
    adoption_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_lapse_unchecked(self) -> bool:
        """The clock ran out, and nobody has yet looked whether something came in time."""
        return self.result == "lapsed" and "lapse_note" not in self.record


class Hearing(db.Model):
    """A hearing (听证) of one party."""

    __tablename__ = "hearing"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    applied_on: Mapped[date]
    hearing_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200))
    is_public: Mapped[bool] = mapped_column(default=True)
    closed_reason: Mapped[str] = mapped_column(String(300), default="")
    presider_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    members: Mapped[list] = mapped_column(JSON, default=list)  # names
    recorder_name: Mapped[str] = mapped_column(String(80))
    notice_delivered_on: Mapped[date | None]
    result: Mapped[str | None] = mapped_column(String(12))  # held | absent | adjourned
    record: Mapped[dict] = mapped_column(JSON, default=dict)
    report: Mapped[dict] = mapped_column(JSON, default=dict)

    @property
    def starts_at(self) -> datetime:
        return local(self.hearing_at)


class LegalReview(db.Model):
    """One legal review (法制审核) of a proposal; a returned one is followed by a new one."""

    __tablename__ = "legal_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    points: Mapped[dict] = mapped_column(JSON)  # {key of REVIEW_POINTS: {"conform", "note"}}
    result: Mapped[str] = mapped_column(String(20))  # key of REVIEW_RESULTS
    opinion: Mapped[str] = mapped_column(Text)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    legal_head_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_on: Mapped[date]


class Deliberation(db.Model):
    """A collective deliberation (集体讨论) by the persons in charge."""

    __tablename__ = "deliberation"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    record: Mapped[dict] = mapped_column(JSON)  # times, place, attendees with speech and vote, observers, recorder
    conclusion: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(12))  # agree | revise | supplement
    presider_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    held_on: Mapped[date]


class Reminder(db.Model):
    """A step taken while a fine is overdue (逾期跟踪): a reminder, the formal demand (催告书), the end."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # overdue | reminded | demand | ended
    on: Mapped[date]
    number: Mapped[str | None] = mapped_column(String(80))  # of the 催告书, once served
    served_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    late_yuan: Mapped[str] = mapped_column(String(20), default="0.00")  # the late-payment penalty as it stood
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class CourtApplication(db.Model):
    """An application to the court to enforce a decision (申请法院强制执行); after a refusal a new row follows."""

    __tablename__ = "court_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    remedy: Mapped[str] = mapped_column(String(12))  # none | reviewed | sued: the review or the court left the decision standing
    remedy_on: Mapped[date | None]  # when the party received the decision of the review, or the judgment took effect
    amount_yuan: Mapped[str] = mapped_column(String(20))  # the fine still owed, as applied for
    late_yuan: Mapped[str] = mapped_column(String(20))
    last_day: Mapped[date]  # of the three months
    late_reason: Mapped[str] = mapped_column(Text, default="")
    party_opinion: Mapped[str] = mapped_column(Text)
    property_clues: Mapped[str] = mapped_column(Text)
    drafted_on: Mapped[date]
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_on: Mapped[date | None]
    acceptance: Mapped[str | None] = mapped_column(String(12))  # accepted | refused
    accepted_on: Mapped[date | None]
    court_number: Mapped[str] = mapped_column(String(80), default="")
    ruling: Mapped[str | None] = mapped_column(String(12))  # granted | refused
    ruled_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # the court's, of a refusal
    result: Mapped[str | None] = mapped_column(String(12))  # collected | terminated
    closed_on: Mapped[date | None]


class Preservation(db.Model):
    """Things kept for the case, with their list: registered as evidence for seven working days (先行登记保存), or sealed or
    seized for thirty days (查封、扣押)."""

    __tablename__ = "preservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # key of preservation_rules.KINDS
    method: Mapped[str] = mapped_column(String(12), default="")  # sealing | seizure; empty: registration
    status: Mapped[str] = mapped_column(String(12))  # key of preservation_rules.STATUSES
    holder: Mapped[str] = mapped_column(String(200))  # whose things
    holder_kind: Mapped[str] = mapped_column(String(10), default="entity")  # entity | person
    emergency_reason: Mapped[str] = mapped_column(Text, default="")  # why it was done on the spot (当场实施)
    seized_at: Mapped[str] = mapped_column(String(20), default="")  # local ISO moment; empty: approved before
    items: Mapped[list] = mapped_column(JSON, default=list)  # [{"name", "spec", "quantity", "state"[, "disposal", "whereto"]}]
    reason: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200))
    keeper: Mapped[str] = mapped_column(String(200))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_on: Mapped[date]
    notice_number: Mapped[str | None] = mapped_column(String(80))
    started_on: Mapped[date | None]
    disposal: Mapped[str | None] = mapped_column(String(12))  # key of preservation_rules.DISPOSALS
    disposal_note: Mapped[str] = mapped_column(Text, default="")
    disposed_on: Mapped[date | None]
    case: Mapped[Case] = relationship()

    @property
    def label(self) -> str:
        more = f"等 {len(self.items)} 件" if len(self.items) > 1 else ""
        return f"{METHODS[self.method]} {self.items[0]['name']}{more}"
