"""Hazards somebody names by their number: beyond a person's reach it is as if there were none, and the attempt is in the audit."""

from app.core.errors import AnliuError, RuleBroken
from app.hazards import commands, queries
from app.hazards.models import Hazard


def hazard_named(actor, number: str, field: str = "hazard_number") -> Hazard:
    """Args: field: of the form that names it. Raises: RuleBroken(field), which `keep_refusal` keeps where there is one"""
    found = queries.hazard_by_number(number or "")
    if found is None or not queries.may_see(actor, found):
        text = f"在您的管辖范围内没有编号为“{number}”的隐患，请核对"
        refused = RuleBroken(field, text, {field: text})
        refused.hazard_id = found and found.id
        raise refused
    return found


def keep_refusal(user, error: AnliuError, asked: str) -> None:
    """Write down who tried what with a hazard of another area. Args: asked: method and address"""
    hazard_id = getattr(error, "hazard_id", None)
    if hazard_id and user.is_authenticated:
        commands.note_refusal(user, hazard_id, asked, error.code, error.message)
