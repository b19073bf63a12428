"""Rows of issued papers: the paper, its number ledger, its delivery, the signed scans."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.core.models import Attachment
from app.documents import catalogue
from app.identity.models import User

STATUS = {"pending": "正在制作", "rendered": "已制作", "failed": "制作失败"}


class DocumentNumber(db.Model):
    """The number ledger (文号流水): the last number taken of one series in one year."""

    __tablename__ = "document_number"

    organ: Mapped[str] = mapped_column(String(40), primary_key=True)  # Organ.ledger: the area as it prints, and whose papers
    series: Mapped[str] = mapped_column(String(20), primary_key=True)  # 代字
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # entity | person: each counts for itself
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Document(db.Model):
    """An issued paper (文书). Facts, HTML and number never change; the worker adds the PDF."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("organ", "series", "kind", "year", "serial"),
        Index("ix_document_subject", "subject_kind", "subject_id", "template_id"),
        Index("ix_document_list", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[str] = mapped_column(String(60), index=True)
    template_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(80), unique=True)
    organ: Mapped[str] = mapped_column(String(40))
    series: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))  # entity | person: to whom it speaks
    year: Mapped[int]
    serial: Mapped[int]
    addressee: Mapped[str] = mapped_column(String(200), default="", index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    root_instance_id: Mapped[str | None] = mapped_column(String(36), index=True)
    instance_id: Mapped[str | None] = mapped_column(String(36), index=True)
    party_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    facts: Mapped[dict] = mapped_column(JSON)
    html: Mapped[str] = mapped_column(Text, deferred=True)
    demo: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[str] = mapped_column(String(10), default="pending", index=True)
    failure: Mapped[str] = mapped_column(Text, default="")
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    rendered_at: Mapped[datetime | None]
    issuer: Mapped[User | None] = relationship()
    delivery: Mapped["Delivery | None"] = relationship(back_populates="document")
    attempts: Mapped[list["DeliveryAttempt"]] = relationship(back_populates="document", order_by="DeliveryAttempt.id")
    notice: Mapped["PublicNotice | None"] = relationship(
        back_populates="document", foreign_keys="PublicNotice.document_id"
    )
    scans: Mapped[list["DocumentScan"]] = relationship(back_populates="document", order_by="DocumentScan.id")

    @property
    def template(self) -> catalogue.Template:
        return catalogue.template(self.template_id)

    @property
    def name(self) -> str:
        return self.template.name

    @property
    def is_rendered(self) -> bool:
        return self.status == "rendered"

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be handed over to somebody, with a receipt of its own."""
        return self.template.receipt == "separate" and self.delivery is None

    @property
    def state(self) -> tuple[str, str]:
        """Words and kind of the mark in lists."""
        if self.delivery:
            return "已送达", "done"
        if self.notice and self.notice.published_on:
            return "公告中", "wait"
        if self.status == "failed":
            return STATUS["failed"], "bad"
        if self.status == "pending":
            return STATUS["pending"], "wait"
        return ("待送达", "wait") if self.template.receipt == "separate" else ("已制作", "done")


class Delivery(db.Model):
    """The valid delivery of one paper (送达). Later periods run from `effective_on`."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    method: Mapped[str] = mapped_column(String(20))
    receiver_name: Mapped[str] = mapped_column(String(80), default="")
    receiver_relation: Mapped[str] = mapped_column(String(30), default="")
    delivered_on: Mapped[date]  # signed, left, received; public notice: the day of publication
    delivered_at: Mapped[str] = mapped_column(String(20), default="")  # local ISO moment when it is known
    effective_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    refusal_reason: Mapped[str] = mapped_column(String(300), default="")
    witness: Mapped[str] = mapped_column(String(200), default="")
    recordings: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids: photographs, recordings of the refusal
    through: Mapped[str] = mapped_column(String(120), default="")  # who handed it over for us (委托、转交)
    mail_number: Mapped[str] = mapped_column(String(60), default="")
    dispatched_on: Mapped[date | None]  # posted
    deliverers: Mapped[list] = mapped_column(JSON)  # [{"name", "badge_no"}]
    note: Mapped[str] = mapped_column(Text, default="")
    receipts: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    document: Mapped[Document] = relationship(back_populates="delivery")


class DeliveryAttempt(db.Model):
    """One attempt to deliver a paper that did not succeed (没有送达成的经过). Source: 民事诉讼法 (2023) arts. 87, 95"""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    failure: Mapped[str] = mapped_column(String(30))  # key of rules.FAILURES[method]
    attempted_at: Mapped[str] = mapped_column(String(20))  # local ISO moment; of a letter: when it came back
    dispatched_on: Mapped[date | None]
    mail_number: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    account: Mapped[str] = mapped_column(Text)  # what happened, whom they met
    deliverers: Mapped[list] = mapped_column(JSON)  # [{"name", "badge_no"}]
    evidence: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    document: Mapped[Document] = relationship(back_populates="attempts")


class PublicNotice(db.Model):
    """Delivery of one paper by public notice (公告送达): proposed, approved, published, and counted by the clock."""

    __tablename__ = "public_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    root_id: Mapped[str] = mapped_column(String(36), index=True)  # the process it is dealt with in
    status: Mapped[str] = mapped_column(String(12))  # key of rules.NOTICE_STATUSES
    ground: Mapped[str] = mapped_column(String(30), default="")  # key of rules.GROUNDS
    account: Mapped[str] = mapped_column(Text, default="")  # the reason and what was tried
    officers: Mapped[list] = mapped_column(JSON, default=list)  # [{"name", "badge_no"}]
    medium: Mapped[str] = mapped_column(String(200), default="")
    published_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    proof: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    document: Mapped[Document] = relationship(back_populates="notice", foreign_keys=[document_id])


class DeliveryAddress(db.Model):
    """Where and how a party wants its papers (送达地址确认书). It counts once the signed paper is kept.

    Source: 行政处罚法 (2021) art. 61(2); 民事诉讼法 (2023) arts. 88–90
    """

    __tablename__ = "delivery_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is dealt with in
    matter_root_id: Mapped[str | None] = mapped_column(String(36), index=True)  # of the papers it was asked for
    party_id: Mapped[int | None] = mapped_column(index=True)
    addressee: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))  # entity | person
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(80), default="")  # who may receive in the party's place (代收人)
    electronic: Mapped[bool] = mapped_column(default=False)
    system: Mapped[str] = mapped_column(String(120), default="")  # the e-mail address or number agreed to
    signed_on: Mapped[date | None]
    scans: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids: the signed paper


class DocumentScan(db.Model):
    """A scan or photograph of the paper as signed by hand (签字扫描件)."""

    __tablename__ = "document_scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    document: Mapped[Document] = relationship(back_populates="scans")
    attachment: Mapped[Attachment] = relationship()
