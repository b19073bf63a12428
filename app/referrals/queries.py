"""Reading referrals."""

from sqlalchemy import select

from app.core.database import db
from app.core.errors import NotFound
from app.referrals.models import Referral

STATUS = {
    "opened": "待指定专案组", "grouped": "核实中", "reported": "待负责人决定", "approved": "待移送",
    "not_approved": "不移送", "transferred": "公安审查中", "filed": "公安已立案", "not_filed": "公安不立案",
}  # fmt: skip


def of_instance(instance_id: str) -> Referral:
    """Raises: NotFound("referral")"""
    referral = db.session.scalar(select(Referral).where(Referral.instance_id == instance_id))
    if not referral:
        raise NotFound("referral", "没有这次移送")
    return referral


def of_party(party_id: int) -> list[Referral]:
    return list(db.session.scalars(select(Referral).where(Referral.party_id == party_id).order_by(Referral.id)))
