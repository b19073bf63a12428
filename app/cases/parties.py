"""From what a form says about the parties to what the case keeps of them (当事人)."""

from app.cases.models import CAPACITIES
from app.core.errors import RuleBroken
from app.enterprises import queries as enterprises


def rows(enterprise_id: int, with_entity: bool | None, persons: list[dict] | None) -> list[dict]:
    """The parties a form names, each as `commands.name_parties` wants it.

    Args:   persons: [{"person" (enterprise_person id), "capacity", "address"}]
    Raises: NotFound; RuleBroken("person_elsewhere" | "id_no_missing")
    """
    enterprise = enterprises.enterprise(enterprise_id)
    entity = [entity_row(enterprise)] if with_entity else []
    return entity + [person_row(enterprise, answer) for answer in persons or []]


def entity_row(enterprise) -> dict:
    return {
        "kind": "entity", "capacity": "entity", "enterprise_id": enterprise.id, "enterprise_person_id": None,
        "name": enterprise.name, "id_no": enterprise.uscc, "legal_representative": enterprise.legal_representative,
        "position": "", "employer_name": "", "address": enterprise.address, "phone": enterprise.phone,
    }  # fmt: skip


def person_row(enterprise, answer: dict) -> dict:
    person = enterprises.person(answer["person"])
    if person.enterprise_id != enterprise.id:
        raise RuleBroken("person_elsewhere", f"{person.name}不是该单位的人员，请重新选择", {"persons": "请选择该单位的人员"})
    if not person.id_no:
        text = f"{person.name}没有登记身份证号码，请先到企业页补录"
        raise RuleBroken("id_no_missing", text, {"persons": text})
    return {
        "kind": "person", "capacity": answer["capacity"], "enterprise_id": enterprise.id,
        "enterprise_person_id": person.id, "name": person.name, "id_no": person.id_no, "legal_representative": "",
        "position": person.position or CAPACITIES[answer["capacity"]], "employer_name": enterprise.name,
        "address": answer["address"], "phone": person.phone,
    }  # fmt: skip
