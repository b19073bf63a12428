"""The shape of what the case page sends."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.cases.models import CAPACITIES

PERSONAL = [code for code in CAPACITIES if code != "entity"]


class NewParty(Schema):
    """One more party: the enterprise itself (`person` empty), or one of its persons with capacity and address."""

    class Meta:
        unknown = EXCLUDE  # the CSRF token rides along

    person = fields.Integer(load_default=None, allow_none=True)
    capacity = fields.String(load_default="entity", validate=validate.OneOf(list(CAPACITIES), error="请选择责任身份"))
    address = fields.String(load_default="", validate=validate.Length(max=200, error="地址不超过 200 字"))
