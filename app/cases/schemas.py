"""The shape of what the case page sends."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.cases.models import CAPACITIES
from app.cases.recusals import GROUNDS, RESULTS
from app.core.schemas import PageForm

PERSONAL = [code for code in CAPACITIES if code != "entity"]


class NewParty(Schema):
    """One more party: the enterprise itself (`person` empty), or one of its persons with capacity and address."""

    class Meta:
        unknown = EXCLUDE  # the CSRF token rides along

    person = fields.Integer(load_default=None, allow_none=True)
    capacity = fields.String(load_default="entity", validate=validate.OneOf(list(CAPACITIES), error="请选择责任身份"))
    address = fields.String(load_default="", validate=validate.Length(max=200, error="地址不超过 200 字"))


class RecusalRequest(PageForm):
    """Who is to stand aside and why. applicant: `self`, `colleague`, or `party:<id>`."""

    user_id = fields.Integer(required=True)
    applicant = fields.String(required=True, validate=validate.Regexp(r"(self|colleague|party:\d+)$", error="请选择提出人"))
    ground = fields.String(required=True, validate=validate.OneOf(list(GROUNDS), error="请选择事由"))
    reason = fields.String(required=True, validate=validate.Length(max=500, error="最多 500 个字"))


class RecusalDecision(PageForm):
    """The decision; `attendees` (names, one a line) and `held_on` only for the head's own recusal."""

    result = fields.String(required=True, validate=validate.OneOf(list(RESULTS), error="请选择决定"))
    reason = fields.String(required=True, validate=validate.Length(max=500, error="最多 500 个字"))
    successor_id = fields.Integer(load_default=None)
    held_on = fields.Date(load_default=None)
    attendees = fields.String(load_default="", validate=validate.Length(max=200, error="最多 200 个字"))


class PeriodSuspension(PageForm):
    """Days that do not count (中止): ground, article, from when; `to_on` where the end is known already."""

    ground = fields.String(required=True)
    article = fields.String(required=True, validate=validate.Length(max=200, error="最多 200 个字"))
    from_on = fields.Date(required=True)
    to_on = fields.Date(load_default=None)


class PeriodResumption(PageForm):
    """The last day that does not count (恢复)."""

    to_on = fields.Date(required=True)
