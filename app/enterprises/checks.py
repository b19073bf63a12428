"""What form fields may hold: ids that exist and may be chosen, registered with the forms, so every task is covered; and
whom a matter just begun is about."""

from flask import has_app_context

from app.core.clock import today
from app.core.database import db
from app.core.models import Attachment
from app.enterprises.models import Enterprise, EnterprisePerson
from app.identity.models import User
from app.identity.permissions import ROLES
from app.law.articles import load_articles
from app.workflow.forms import register_value_check
from app.workflow.registry import names_matter


@names_matter
def enterprise_name(data: dict) -> str:
    """The enterprise chosen at the start, so that lists never show a matter about nobody."""
    row = db.session.get(Enterprise, data["enterprise_id"]) if data.get("enterprise_id") else None
    return row.name if row else ""


def known(component_type: str):
    """Register `f(value, properties) -> Chinese sentence | None`; a form read without a database is checked in shape."""

    def register(function):
        def check(value, properties):
            return function(value, properties) if has_app_context() else None

        register_value_check(component_type, check)
        return function

    return register


@known("anliu-enterprise")
def enterprise(value: int, _properties):
    row = db.session.get(Enterprise, value)
    if row is None:
        return "没有这家企业，请重新选择"
    return None if row.active else f"{row.name}已注销，请核对"


@known("anliu-person")
def person(value: int, _properties):
    """Someone who has left may still answer for what was done in office, so retired persons are allowed."""
    return None if db.session.get(EnterprisePerson, value) else "没有这个人员，请重新选择"


@known("anliu-officers")
def officers(value: list[int], _properties):
    """Each must hold a certificate in force today. Source: 行政处罚法 (2021) art. 42"""
    for user_id in value:
        row = db.session.get(User, user_id)
        if row is None or not row.active:
            return "选的人员中有人已停用或不存在，请重新选择"
        if row.certificate(today()) is None:
            return f"{row.name}没有有效的执法证，不能作为执法人员（罚法 第42条）"
    return None


@known("anliu-user")
def user(value: int, properties):
    row = db.session.get(User, value)
    if row is None or not row.active:
        return "没有这个人员或已停用，请重新选择"
    role = properties.get("role")
    return None if not role or row.has_role(role) else f"{row.name}现在不是{ROLES.get(role, role)}，请重新选择"


@known("anliu-article")
def articles(value: list[str], _properties):
    """That it was in force on the day of the conduct is the command's rule: the day may be another form's answer."""
    return None if set(value) <= load_articles().by_id.keys() else "有条款没有登记，请从列表中重新选择"


@known("anliu-file")
def attachments(value: list[int], _properties):
    found = db.session.scalars(db.select(Attachment.id).where(Attachment.id.in_(value))).all()
    return None if set(value) <= set(found) else "有附件没有传好，请重新上传"


@known("anliu-signature")
def signature(value: int, _properties):
    row = db.session.get(Attachment, value)
    return None if row and row.media_type.startswith("image/") else "签名没有存好，请重新签名"
