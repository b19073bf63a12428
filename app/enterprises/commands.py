"""Opening and changing the file of an enterprise."""

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.enterprises import queries, rules
from app.enterprises.models import Enterprise, EnterpriseAccount, EnterpriseChange, EnterprisePerson
from app.identity import queries as identity

LABELS = {
    "name": "企业名称", "uscc": "统一社会信用代码", "address": "地址", "area_id": "辖区", "sector": "行业", "scale": "规模",
    "legal_representative": "法定代表人", "contact": "联系人", "phone": "电话", "active": "在营",
}  # fmt: skip


@command(permission="edit_enterprises")
def create_enterprise(actor, name: str, uscc: str, address="", area_id=None, sector="", scale="",
                      legal_representative="", contact="", phone="", demo=False) -> Enterprise:  # fmt: skip
    """Open the file of an enterprise (建档).

    Raises: RuleBroken("uscc" | "uscc_taken" | "name")
    """
    uscc, name = rules.clean_uscc(uscc), name.strip()
    rules.require_uscc(uscc)
    if not name:
        raise RuleBroken("name", "请填写企业名称", {"name": "还没填"})
    if known := queries.enterprise_by_uscc(uscc):
        raise RuleBroken("uscc_taken", f"这个信用代码已建档：{known.name}", {"uscc": f"已属于{known.name}"})
    created = Enterprise(
        name=name, uscc=uscc, address=address, area_id=area_id, sector=sector, scale=scale,
        legal_representative=legal_representative, contact=contact, phone=phone, demo=demo, created_at=now(),
    )  # fmt: skip
    db.session.add(created)
    db.session.flush()  # callers need the id
    note_change(actor, created, "建档")
    return created


@command(permission="edit_enterprises")
def edit_enterprise(actor, enterprise_id: int, version: int | None = None, **fields) -> Enterprise:
    """Change what the file says; each change is kept with who and when.

    Args:   version: of the page the person edited; fields: of LABELS
    Raises: Conflict("stale"): someone changed the file in between; RuleBroken("uscc" | "uscc_taken")
    """
    enterprise = queries.enterprise(enterprise_id)
    if version is not None and enterprise.version != version:
        raise Conflict("stale", "这份档案刚刚被他人改过，请刷新后再改；您填写的内容已保留在本页")
    if "uscc" in fields:
        fields["uscc"] = rules.clean_uscc(fields["uscc"])
        rules.require_uscc(fields["uscc"])
        known = queries.enterprise_by_uscc(fields["uscc"])
        if known and known.id != enterprise.id:
            raise RuleBroken("uscc_taken", f"这个信用代码已建档：{known.name}", {"uscc": f"已属于{known.name}"})
    changed = apply_changes(enterprise, fields)
    if changed:
        note_change(actor, enterprise, "更正：" + "；".join(changed))
    return enterprise


def apply_changes(enterprise: Enterprise, fields: dict) -> list[str]:
    """Set the fields that differ; returns 「地址：甲 → 乙」 for each."""
    changed = []
    for key, value in fields.items():
        before = getattr(enterprise, key)
        if before != value:
            changed.append(f"{LABELS[key]}：{_shown(before)} → {_shown(value)}")
            setattr(enterprise, key, value)
    return changed


def _shown(value) -> str:
    return {True: "是", False: "否", None: "空", "": "空"}.get(value, value)


def note_change(actor, enterprise: Enterprise, text: str, reason: str = "") -> None:
    """One line in the file's history; part of the command that made the change."""
    change = EnterpriseChange(at=now(), user_id=actor.id, user_name=actor.name, text=text, reason=reason)
    change.enterprise = enterprise
    db.session.add(change)


@command(permission="edit_enterprises")
def add_person(
    actor, enterprise_id: int, name: str, capacity: str, position="", id_no="", phone=""
) -> EnterprisePerson:
    """Record a person of the enterprise with the capacity in which the law may hold them responsible.

    Raises: RuleBroken("capacity" | "id_no" | "name" | "person_known")
    Source: 安全生产法 (2021) arts. 5, 94, 95 (主要负责人), 96 (其他负责人); 一案双罚
    """
    enterprise, name, id_no = queries.enterprise(enterprise_id), name.strip(), id_no.strip().upper()
    rules.require_capacity(capacity)
    rules.require_id_number(id_no, today())
    if not name:
        raise RuleBroken("name", "请填写姓名", {"name": "还没填"})
    for known in enterprise.persons:
        if known.active and (known.name, known.capacity, known.id_no) == (name, capacity, id_no):
            raise RuleBroken("person_known", f"{name}已登记为{rules.CAPACITIES[capacity]}", {"name": "已登记"})
    person = EnterprisePerson(enterprise=enterprise, name=name, id_no=id_no, position=position, capacity=capacity,
                              phone=phone, from_on=today())  # fmt: skip
    db.session.add(person)
    db.session.flush()  # callers need the id
    note_change(actor, enterprise, f"登记人员：{name}，{rules.CAPACITIES[capacity]}")
    return person


@command(permission="edit_enterprises")
def retire_person(actor, person_id: int, reason: str = "") -> EnterprisePerson:
    """The person no longer holds the post; the record stays, for what was done while they did."""
    person = queries.person(person_id)
    if not person.active:
        raise RuleBroken("person_retired", f"{person.name}已登记离任")
    person.active, person.retired_on = False, today()
    note_change(actor, person.enterprise, f"人员离任：{person.name}，{rules.CAPACITIES[person.capacity]}", reason)
    return person


@command(permission="set_risk_level")
def set_risk_level(actor, enterprise_id: int, level: str, reason: str) -> Enterprise:
    """Assess the risk colour (红橙黄蓝), with its ground.

    Raises: RuleBroken("risk_level" | "risk_reason" | "risk_same")
    """
    rules.require_risk_level(level, reason)
    enterprise = queries.enterprise(enterprise_id)
    if enterprise.risk_level == level:
        raise RuleBroken("risk_same", f"现在就是{rules.RISK_LEVELS[level]}，没有变动", {"level": "没有变动"})
    before = rules.RISK_LEVELS.get(enterprise.risk_level, "未评定")
    enterprise.risk_level = level
    note_change(actor, enterprise, f"风险等级：{before} → {rules.RISK_LEVELS[level]}", reason.strip())
    return enterprise


@command(permission="manage_people")
def tie_account(actor, user_id: int, enterprise_id: int) -> EnterpriseAccount:
    """Give an account to an enterprise (企业账号); an account belongs to one enterprise, the last one named.

    Raises: NotFound("user" | "enterprise"); RuleBroken("not_enterprise_user")
    """
    person = identity.user(user_id)
    if not person.has_role("enterprise_user"):
        raise RuleBroken("not_enterprise_user", f"{person.name}不是企业账号，请先登记“企业”岗位")
    account = db.session.get(EnterpriseAccount, user_id) or EnterpriseAccount(user_id=user_id)
    account.enterprise_id = queries.enterprise(enterprise_id).id
    db.session.add(account)
    return account
