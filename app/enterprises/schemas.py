"""Shapes of the forms of an enterprise's file."""

from marshmallow import fields
from marshmallow.validate import Length, OneOf

from app.core.schemas import PageForm
from app.enterprises.rules import CAPACITIES, RISK_LEVELS, SCALES


def _words(most: int, **options):
    return fields.String(validate=Length(max=most, error=f"最多 {most} 个字"), **options)


class EnterpriseForm(PageForm):
    name = _words(120, required=True)
    uscc = fields.String(required=True)
    address = _words(200, load_default="")
    area_id = fields.String(load_default=None)
    sector = _words(40, load_default="")
    scale = fields.String(load_default="", validate=OneOf(("", *SCALES), error="请从列表中选"))
    legal_representative = _words(80, load_default="")
    contact = _words(80, load_default="")
    phone = _words(40, load_default="")


class PersonForm(PageForm):
    name = _words(80, required=True)
    capacity = fields.String(required=True, validate=OneOf(CAPACITIES, error="请从列表中选"))
    position = _words(80, load_default="")
    id_no = fields.String(load_default="")
    phone = _words(40, load_default="")


class RiskForm(PageForm):
    level = fields.String(required=True, validate=OneOf(RISK_LEVELS, error="请选红、橙、黄、蓝中的一种"))
    reason = _words(500, required=True)
