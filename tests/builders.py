"""Valid things to test with, made through the commands a person would use."""

from app.core.command import SYSTEM
from app.enterprises.commands import add_person, create_enterprise
from app.enterprises.rules import uscc_check_digit


def uscc(number: int) -> str:
    """An invented credit code with a right check digit; another number gives another code."""
    body = f"9142070{number:010d}"
    return body + uscc_check_digit(body)


def make_enterprise(number: int = 1, **facts):
    """An enterprise with file; `number` makes code and name unique."""
    wanted = {
        "name": f"云泽第{number}机械有限公司",
        "uscc": uscc(number),
        "area_id": "ar-echeng",
        "sector": "工贸",
    } | facts
    return create_enterprise(SYSTEM, **wanted)


def make_person(enterprise, name: str = "周砚秋", capacity: str = "main_responsible_person", **facts):
    """A person in charge of that enterprise."""
    return add_person(SYSTEM, enterprise.id, name, capacity, **facts)
