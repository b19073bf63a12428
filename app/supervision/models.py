"""Rows of supervision (督办): letters, the ladder of a hazard, listings with their progress, and the 一案双查 list."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard
from app.identity.models import Organisation
from app.supervision import rules
from app.workflow.models import Instance


class Instrument(db.Model):
    """One letter (提醒敦促函、整改通知书、约谈) to an enterprise, a department or a district, until its reply."""

    __tablename__ = "instrument"
    __table_args__ = (Index("ix_instrument_organisation_status", "organisation_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # key of rules.KINDS
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))  # the bureau it is issued by
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    target_organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    target_name: Mapped[str] = mapped_column(String(200))
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"), index=True)
    ladder_id: Mapped[int | None] = mapped_column(ForeignKey("ladder.id"), index=True)
    accident_id: Mapped[int | None] = mapped_column(ForeignKey("accident.id"), index=True)  # it was followed by the interview
    after_id: Mapped[int | None] = mapped_column(ForeignKey("instrument.id"))  # the one whose look-back led to it
    title: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[str] = mapped_column(Text, default="")
    requirements: Mapped[str] = mapped_column(Text, default="")
    reply_by: Mapped[date | None]
    meeting: Mapped[dict] = mapped_column(JSON, default=dict)  # at, place, attendees
    status: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.LETTER_STATUSES
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    served_on: Mapped[date | None]
    record: Mapped[dict] = mapped_column(
        JSON, default=dict
    )  # of the meeting: held_on, participants, content, promise, promised_on
    reminders: Mapped[list] = mapped_column(JSON, default=list)  # [{"kind", "on"}]
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_on: Mapped[date | None]
    reply_files: Mapped[list] = mapped_column(JSON, default=list)
    replied_by: Mapped[str] = mapped_column(String(120), default="", server_default="")  # whose account handed it in; "": it came on paper
    returned_replies: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")  # [{"on", "by", "reply", "files", "opinion"}]
    reply_opinion: Mapped[str] = mapped_column(Text, default="")
    silent_on: Mapped[date | None]  # the day its silence was noted (到期未回复, 通报候选)
    look_back: Mapped[dict] = mapped_column(JSON, default=dict)  # result, note, photos, on, by
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)
    created_at: Mapped[datetime]

    enterprise: Mapped[Enterprise | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    hazard: Mapped[Hazard | None] = relationship()

    @property
    def words(self) -> str:
        return rules.KINDS[self.kind]

    @property
    def meeting_at(self) -> str | None:
        """When the interview is, ISO; None: no interview, or a letter of earlier days says it in words."""
        at = self.meeting.get("at")
        return at if at and rules.is_moment(at) else None

    @property
    def paper_words(self) -> str:
        """How the paper is called: 「约谈通知书」 where the measure is 「约谈」."""
        return "约谈通知书" if self.kind == "interview" else self.words


class Ladder(db.Model):
    """The ladder (升级阶梯) a major hazard climbs until it is removed, a reply is accepted, or closure is proposed."""

    __tablename__ = "ladder"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    rung: Mapped[str] = mapped_column(String(20), default="")  # key of rules.RUNGS
    reached: Mapped[list] = mapped_column(JSON, default=list)  # [{"rung", "on"}], each once
    filing: Mapped[dict] = mapped_column(JSON, default=dict)  # outcome, reason, article of the filing standard
    case_instance_id: Mapped[str | None] = mapped_column(String(36))  # the penalty case that was begun beside it
    closure: Mapped[dict] = mapped_column(JSON, default=dict)  # facts, ground, result, government's decision
    neglect: Mapped[dict] = mapped_column(JSON, default=dict)  # first_rung, reason, article, as the table of repeated neglect said
    pauses: Mapped[list] = mapped_column(JSON, default=list)  # [{"why": key of rules.PAUSES, "reason", "on", "until"}]
    started_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")  # key of rules.LADDER_ENDS
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)

    hazard: Mapped[Hazard] = relationship()
    instruments: Mapped[list[Instrument]] = relationship(order_by="Instrument.id")


class Listing(db.Model):
    """A listing (挂牌督办) of one major hazard at city or district level, until it is taken off and published."""

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_organisation_status", "organisation_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    ladder_id: Mapped[int | None] = mapped_column(ForeignKey("ladder.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))  # key of rules.LEVELS
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))  # the body that has listed it
    status: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.LISTING_STATUSES
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    refusal: Mapped[str] = mapped_column(Text, default="", server_default="")  # why the head does not list it
    trigger: Mapped[dict] = mapped_column(JSON, default=dict)  # listed, reason, article as the table said
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requirement: Mapped[str] = mapped_column(Text, default="")
    acceptance: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None] = mapped_column(index=True)
    listed_on: Mapped[date | None]
    overdue_on: Mapped[date | None]
    look_again_on: Mapped[date | None]  # refused: when the ladder looks at it again
    raised_on: Mapped[date | None]  # to the city
    raised_from: Mapped[str] = mapped_column(String(10), default="", server_default="")  # 「区级」, words of rules.LEVELS
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # supervises it in person (督办领导)
    leader: Mapped[str] = mapped_column(String(160), default="", server_default="")  # post and name, as the notice prints it
    reminders: Mapped[list] = mapped_column(JSON, default=list)  # [{"kind", "on"}]
    delisting_note: Mapped[str] = mapped_column(Text, default="")
    delisted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    delisted_on: Mapped[date | None]
    published_on: Mapped[date | None]
    published_where: Mapped[str] = mapped_column(String(200), default="")
    publication_files: Mapped[list] = mapped_column(JSON, default=list)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)

    instance: Mapped[Instance] = relationship()
    hazard: Mapped[Hazard] = relationship()
    organisation: Mapped[Organisation] = relationship()
    progress: Mapped[list["ListingProgress"]] = relationship(order_by="ListingProgress.month")
    extensions: Mapped[list["ListingExtension"]] = relationship(order_by="ListingExtension.id")
    checks: Mapped[list["ListingCheck"]] = relationship(order_by="ListingCheck.id")

    @property
    def is_standing(self) -> bool:
        return self.status in rules.STANDING

    def is_overdue(self, on: date) -> bool:
        return self.is_standing and self.due_on is not None and on > self.due_on

    @property
    def percent(self) -> int | None:
        """How far it was when last reported; None before the first report."""
        known = [each.percent for each in self.progress if each.percent is not None]
        return known[-1] if known else None

    @property
    def missed(self) -> int:
        """Months of which nothing was reported (缺报)."""
        return sum(each.reported_on is None for each in self.progress)


class ListingProgress(db.Model):
    """What was reported of one month of a listing, or that nothing was (缺报)."""

    __tablename__ = "listing_progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    month: Mapped[int]  # the first, the second …
    due_on: Mapped[date]
    reported_on: Mapped[date | None]
    by: Mapped[str] = mapped_column(String(120), default="")
    percent: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    photos: Mapped[list] = mapped_column(JSON, default=list)
    returned_on: Mapped[date | None]  # it turned out false and was sent back (虚报退回)
    returned_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    returned_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class ListingExtension(db.Model):
    """More time asked for a listing (延期) and the answer."""

    __tablename__ = "listing_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    asked_on: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    ground: Mapped[str] = mapped_column(Text)
    protection: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(String(10), default="")  # grant | refuse
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]
    opinion: Mapped[str] = mapped_column(Text, default="")


class ListingCheck(db.Model):
    """A check before a listing is taken off (核验)."""

    __tablename__ = "listing_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    result: Mapped[str] = mapped_column(String(10))  # pass | fail
    names: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    photos: Mapped[list] = mapped_column(JSON, default=list)


class ListingBatch(db.Model):
    """Several major hazards whose listing was proposed in one go (成批挂牌), with one summary table (汇总表) of them."""

    __tablename__ = "listing_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")  # below the summary table
    confirmed_on: Mapped[date | None]  # the table was printed
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)

    organisation: Mapped[Organisation] = relationship()
    items: Mapped[list["ListingBatchItem"]] = relationship(order_by="ListingBatchItem.id")

    @property
    def listings(self) -> list[Listing]:
        return [item.listing for item in self.items if item.listing]


class ListingBatchItem(db.Model):
    """One hazard of a batch: its listing, or why it was not proposed."""

    __tablename__ = "listing_batch_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("listing_batch.id"), index=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    refusal: Mapped[str] = mapped_column(Text, default="")

    hazard: Mapped[Hazard] = relationship()
    listing: Mapped[Listing | None] = relationship()


class AccountabilityReview(db.Model):
    """倒查追责 of one hazard: the original records, what was found, the head's conclusion, to whom it was handed over."""

    __tablename__ = "accountability_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    ground: Mapped[str] = mapped_column(String(20))  # key of rules.ACCOUNTABILITY
    reason: Mapped[str] = mapped_column(Text)
    records: Mapped[list] = mapped_column(JSON, default=list)  # [{"words", "document_id"}], as they stood when it began
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    begun_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.REVIEW_STATUSES
    enterprise_facts: Mapped[str] = mapped_column(Text, default="")
    office_facts: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list] = mapped_column(JSON, default=list)
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_on: Mapped[date | None]
    conclusion: Mapped[str] = mapped_column(String(10), default="")  # hold | settle
    transfer_to: Mapped[str] = mapped_column(String(120), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    concluded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    concluded_on: Mapped[date | None]
    transferred_on: Mapped[date | None]
    transfer_receiver: Mapped[str] = mapped_column(String(120), default="")
    transfer_receipts: Mapped[list] = mapped_column(JSON, default=list)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)

    hazard: Mapped[Hazard] = relationship()


class FollowUp(db.Model):
    """An entry of the 一案双查 list: a major hazard stays, so it is looked into who in the office answers for it, too."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    noted_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    hazard: Mapped[Hazard] = relationship()
