"""Reading accidents (事故) and how they are told in a letter."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import local
from app.core.database import db
from app.core.errors import NotFound
from app.documents.rendering import day as day_words
from app.law.penalty_rules import GRADES
from app.supervision import queries
from app.supervision.accident_models import Accident


def accident(accident_id: int) -> Accident:
    """Raises: NotFound("accident")"""
    found = db.session.get(Accident, accident_id)
    if found is None:
        raise NotFound("accident", "没有这起事故，请从督办页重新查找")
    return found


def accidents(user) -> list[Accident]:
    """The latest first, with their interviews."""
    query = select(Accident).where(queries.within(user, Accident)).order_by(Accident.happened_at.desc()).limit(200)
    return list(db.session.scalars(query.options(joinedload(Accident.enterprise), selectinload(Accident.interviews))))


def words(row: Accident) -> str:
    """「2026年9月7日，某公司熔炼车间发生一般事故，死亡1人，重伤2人。」"""
    happened_on = day_words(local(row.happened_at).date().isoformat())
    hurt = f"死亡{row.deaths}人，重伤{row.injuries}人"
    return (
        f"{happened_on}，{row.enterprise.name}{row.place}发生{GRADES[row.grade]}（{row.number}），{hurt}。{row.brief}"
    )
