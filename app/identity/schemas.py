"""Shapes of the forms of people, posts and certificates."""

from marshmallow import fields
from marshmallow.validate import Length, OneOf

from app.core.schemas import PageForm
from app.identity.permissions import ROLES


class PersonForm(PageForm):
    username = fields.String(required=True, validate=Length(max=40, error="最多 40 个字符"))
    name = fields.String(required=True, validate=Length(max=80, error="最多 80 个字"))
    phone = fields.String(load_default="", validate=Length(max=40, error="最多 40 个字符"))
    email = fields.Email(load_default="", error_messages={"invalid": "邮箱地址不对"})
    password = fields.String(required=True)


class ContactForm(PageForm):
    phone = fields.String(load_default="", validate=Length(max=40, error="最多 40 个字符"))
    email = fields.Email(load_default="", error_messages={"invalid": "邮箱地址不对"})


class PostForm(PageForm):
    organisation_id = fields.String(required=True)
    title = fields.String(required=True, validate=Length(max=80, error="最多 80 个字"))
    role = fields.String(required=True, validate=OneOf(ROLES, error="请从列表中选一个角色"))
    area_id = fields.String(load_default=None)
    sector = fields.String(load_default=None, validate=Length(max=40, error="最多 40 个字"))
    from_on = fields.Date(required=True)
    to_on = fields.Date(load_default=None)
    acting_document = fields.String(load_default="", validate=Length(max=120, error="最多 120 个字"))


class SubstitutionForm(PageForm):
    substitute_id = fields.Integer(required=True)
    from_on = fields.Date(required=True)
    to_on = fields.Date(required=True)
    reason = fields.String(required=True, validate=Length(max=200, error="最多 200 个字"))


class AbsenceForm(SubstitutionForm):
    principal_id = fields.Integer(required=True)


class CertificateForm(PageForm):
    number = fields.String(required=True, validate=Length(max=40, error="最多 40 个字符"))
    issued_by = fields.String(required=True, validate=Length(max=80, error="最多 80 个字"))
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)


class DayForm(PageForm):
    on = fields.Date(required=True)


class OrganisationForm(PageForm):
    organisation_id = fields.String(required=True, validate=Length(max=40, error="最多 40 个字符"))
    name = fields.String(required=True, validate=Length(max=120, error="最多 120 个字"))
    kind = fields.String(required=True, validate=Length(max=40, error="最多 40 个字"))
    parent_id = fields.String(required=True)
    area_id = fields.String(load_default=None)
