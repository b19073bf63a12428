"""Units where the same kind of hazard comes back (老大难): whom enforcement should aim at (精准执法对象).

Source: 三年行动方案 (2024) 004 危化(五), 融媒体 三2 (待核): 同一隐患反复出现的，升为精准执法对象
"""

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.database import db
from app.hazards import rules
from app.hazards.models import Hazard


def targets(enterprise_ids: Collection[int]) -> dict[int, int]:
    """{enterprise: how many of its open hazards have come back so often}; the others are missing."""
    query = select(Hazard.enterprise_id, func.count()).where(
        Hazard.enterprise_id.in_(enterprise_ids), Hazard.status.in_(rules.OPEN), Hazard.recurrence >= rules.REPEATED)  # fmt: skip
    return dict(map(tuple, db.session.execute(query.group_by(Hazard.enterprise_id)))) if enterprise_ids else {}


def words(number: int | None) -> str:
    """Beside the name of the unit, where an inspection is planned."""
    return f"精准执法对象：{number} 条隐患屡改屡犯" if number else ""
