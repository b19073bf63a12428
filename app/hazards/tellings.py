"""Who was told of a major hazard (重大隐患告知书), when it was served, and whether it was read.

Source: 三年行动方案 (2024) 主方案 11②, 危化(九): 重大隐患信息送达主要负责人和实际控制人，留送达、已读记录 (R010)
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.documents.models import Document
from app.hazards.models import Hazard, HazardReading

NOTICES = {"major_hazard_notice_principal": "主要负责人", "major_hazard_notice_controller": "实际控制人"}


@dataclass(frozen=True)
class Telling:
    """One notice to one addressee. receipt: its 送达回执, None before it is served; reading: the first one, None: 未读"""

    capacity: str
    paper: Document
    receipt: Document | None
    reading: HazardReading | None

    @property
    def is_served(self) -> bool:
        return self.paper.delivery is not None

    @property
    def words(self) -> str:
        """「主要负责人已读」"""
        state = "已读" if self.reading else "未读" if self.is_served else "待送达"
        return f"{self.capacity}{state}"


def tellings(rows: list[Hazard]) -> dict[int, list[Telling]]:
    """{hazard: its notices, the person in charge first}; two queries, whatever the number of hazards."""
    ids = [str(row.id) for row in rows if row.is_major]
    if not ids:
        return {}
    query = select(Document).where(Document.subject_kind == "hazard", Document.subject_id.in_(ids),
                                   Document.template_id.in_([*NOTICES, "delivery_receipt"]))  # fmt: skip
    papers = list(db.session.scalars(query.options(joinedload(Document.delivery)).order_by(Document.id)))
    receipts = {each["number"]: paper for paper in papers if paper.template_id not in NOTICES for each in paper.facts["papers"]}
    notices = [paper for paper in papers if paper.template_id in NOTICES]
    read = readings_of([paper.id for paper in notices])
    found: dict[int, list[Telling]] = {}
    for paper in notices:
        one = Telling(NOTICES[paper.template_id], paper, receipts.get(paper.number), read.get(paper.id))
        found.setdefault(int(paper.subject_id), []).append(one)
    return found


def readings_of(document_ids: list[int]) -> dict[int, HazardReading]:
    """{paper: who opened it first}"""
    query = select(HazardReading).where(HazardReading.document_id.in_(document_ids)).order_by(HazardReading.id.desc())
    return {row.document_id: row for row in db.session.scalars(query)} if document_ids else {}


def of(row: Hazard) -> list[Telling]:
    return tellings([row]).get(row.id, [])


def unread(row: Hazard) -> list[Telling]:
    """Served and not read (送达后未读)."""
    return [each for each in of(row) if each.is_served and each.reading is None]


def read_by(user_id: int, hazard_id: int) -> set[int]:
    """The notices of a hazard this account has opened."""
    query = select(HazardReading.document_id).where(HazardReading.hazard_id == hazard_id, HazardReading.user_id == user_id)
    return set(db.session.scalars(query))
