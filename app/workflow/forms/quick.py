"""Forms that ask one question: their tasks may be done several at once, where the designer allows it."""

from typing import NamedTuple

CHOICES = ("radio", "select")


class Choice(NamedTuple):
    """The only question that must be answered. options: ((value, label), …)"""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]


def quick_choice(document: dict) -> Choice | None:
    """The choice of a form that requires nothing besides it, else None. A field that is required only under a condition
    counts as required; so does a table of rows or a file, whose own rules nobody could answer for several at once."""
    required = [field for field in _fields(document.get("components", [])) if _is_required(field)]
    if len(required) != 1 or required[0].get("type") not in CHOICES or not required[0].get("values"):
        return None
    field = required[0]
    return Choice(field["key"], field.get("label", ""), tuple((each["value"], each["label"]) for each in field["values"]))


def _fields(components: list):
    for field in components:
        if field.get("type") == "group":
            yield from _fields(field.get("components", []))
        else:
            yield field


def _is_required(field: dict) -> bool:
    rules = field.get("validate") or {}
    return bool(rules.get("required") or rules.get("minLength")) or field.get("type") == "dynamiclist"
