"""Rows of a referral."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Party
from app.core.database import db


class Referral(db.Model):
    """The referral of one party suspected of a crime (涉嫌犯罪案件移送).

    status: opened → grouped → reported → approved | not_approved → transferred → filed | not_filed
    """

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    status: Mapped[str] = mapped_column(String(20))
    suspected_crime: Mapped[str] = mapped_column(String(200), default="")
    group: Mapped[list] = mapped_column(JSON, default=list)  # user ids, the first leads
    facts: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(String(400), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    head_opinion: Mapped[str] = mapped_column(Text, default="")
    acting_ground: Mapped[str] = mapped_column(String(200), default="")
    transferred_at: Mapped[datetime | None]
    police_receiver: Mapped[str] = mapped_column(String(60), default="")
    copied_on: Mapped[date | None]
    procuratorate_receiver: Mapped[str] = mapped_column(String(60), default="")
    closed_on: Mapped[date | None]

    party: Mapped[Party] = relationship()
    steps: Mapped[list["ReferralStep"]] = relationship(order_by="ReferralStep.id")


class ReferralStep(db.Model):
    """What happened between the bureau, the police and the procuratorate after the transfer.

    kind: reply | supplement | objection | reconsideration | supervision | handover
    """

    __tablename__ = "referral_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(String(20))
    happened_at: Mapped[datetime | None]
    detail: Mapped[dict] = mapped_column(JSON, default=dict)  # the rest of the form, as it was sent
