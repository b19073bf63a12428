"""Hazards somebody names by their number: beyond a person's reach it is as if there were none, and the attempt is in the audit."""

from app.core.errors import RuleBroken
from app.hazards import queries
from app.hazards.models import Hazard


def hazard_named(actor, number: str, field: str = "hazard_number") -> Hazard:
    """Args: field: of the form that names it. Raises: RuleBroken(field), which stands in the audit where there is one"""
    found = queries.hazard_by_number(number or "")
    if found is None or not queries.may_see(actor, found):
        text = f"在您的管辖范围内没有编号为“{number}”的隐患，请核对"
        refused = RuleBroken(field, text, {field: text})
        refused.about = f"hazard:{found.id}" if found else ""  # so that the attempt is kept
        raise refused
    return found
