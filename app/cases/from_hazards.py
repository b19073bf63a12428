"""What a case begun beside the supervision of a hidden danger (隐患) opens with: facts, evidence and parties."""

from app.documents import queries as documents
from app.documents.rendering import day
from app.enterprises import queries as enterprises
from app.hazards import rules
from app.supervision import queries as supervision

FILING, FAILED = (
    "xzcff-2021-54-2",
    "aqscf-2021-41-2",
)  # whatever meets the standard must be filed; hazards are to be removed in time
CAUSE = "未采取措施消除事故隐患"


def from_hazard(row) -> dict:
    """The application for the filing. Source: 安全生产法 (2021) arts. 41(2), 102; 行政处罚法 (2021) art. 54(2)"""
    found_on = row.found_on.isoformat()
    person = enterprises.person_in_charge(row.enterprise_id)
    persons = [{"person": person.id, "capacity": "main_responsible_person"}] if person else []
    return {
        "enterprise_id": row.enterprise_id, "source": "supervision", "discovered_on": (row.overdue_on or row.found_on).isoformat(),
        "conduct_on": (row.overdue_on or row.found_on).isoformat(), "continuing": True, "cause": CAUSE, "entity_party": True,
        "persons": persons, "officers": row.finders, "basis": [FILING, FAILED],
        "facts": f"{day(found_on)}，经{rules.SOURCES[row.source]}发现{row.enterprise.name}{row.place}存在重大事故隐患"
                 f"（{row.number}）：{row.description.rstrip('。')}。判定依据：{row.standard}{row.standard_item}。{overdue(row)}",
    }  # fmt: skip


def overdue(row) -> str:
    if row.due_on is None:
        return ""
    told = "，本机关已告知主要负责人和实际控制人" if row.signed_on else ""
    granted = sum(each.result == "grant" for each in row.extensions)
    term = f"经批准延期{granted}次，至{day(row.due_on.isoformat())}" if granted else day(row.due_on.isoformat())
    return f"整改期限{term}{told}，期限届满没有消除{'' if granted else '，也没有经批准延期'}。"


def evidence(row) -> list[dict]:
    """What stands on the hazard's file when its case is filed: photographs, records of monitoring, served papers and letters.

    Returns: items as `commands.add_evidence` takes them
    Source: 行政处罚法 (2021) art. 46
    """
    watched = [each for each in row.records if each.link == "monitoring"]
    letters = [paper for each in supervision.instruments_of(row.id) for paper in documents.of_subject("instrument", each.id)]
    listings = [paper for each in supervision.listings_of(row.id) for paper in documents.of_subject("listing", each.id)]
    served = [paper for paper in [*documents.of_subject("hazard", row.id), *letters, *listings] if paper.delivery]
    return [
        _item("electronic", f"隐患 {row.number} 现场照片", "隐患存在", row.found_on, row.found_by, row.photos, row.place),
        *[_item("document", f"隐患 {row.number} 监控记录", "隐患没有消除", each.at.date(), each.by, each.evidence, row.place)
          for each in watched],
        *[_item("document", f"《{paper.title}》{paper.number}", "已告知隐患和整改期限", paper.delivery.delivered_on, "本机关",
                paper.delivery.receipts or []) for paper in served],
    ]  # fmt: skip


def _item(kind: str, name: str, proves: str, on, provider: str, files: list, place: str = "") -> dict:
    return {"kind": kind, "name": name, "proves": proves, "obtained_on": on, "place": place, "provider": provider, "files": files}
