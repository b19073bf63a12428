"""Forms that ask one question: their tasks may be done several at once, where the designer allows it."""

from typing import NamedTuple

from app.decisions import FeelError, compile_expression

CHOICES = ("radio", "select")


class Choice(NamedTuple):
    """The only question that must be answered. options: ((value, label), …): the answers that ask for nothing more."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]


def quick_choice(document: dict) -> Choice | None:
    """The choice of a form that requires nothing besides it, else None.

    An answer that shows another required field (问题是什么 where 有问题) is not offered: it wants a text of its own. So
    does a table of rows or a file that is always shown, whose own rules nobody could answer for several at once.
    """
    required = [(field, hides) for field, hides in _fields(document.get("components", [])) if _is_required(field)]
    asked = [field for field, hides in required if not hides]
    if len(asked) != 1 or asked[0].get("type") not in CHOICES:
        return None
    field, others = asked[0], [hides for _, hides in required if hides]
    options = tuple((each["value"], each["label"]) for each in field.get("values") or []
                    if all(_is_hidden(hides, {field["key"]: each["value"]}) for hides in others))  # fmt: skip
    return Choice(field["key"], field.get("label", ""), options) if options else None


def _fields(components: list, around: tuple[str, ...] = ()):
    """(field, the conditions that hide it: its own and those of the groups around it)."""
    for field in components:
        hide = (field.get("conditional") or {}).get("hide")
        hides = (*around, hide) if hide else around
        if field.get("type") == "group":
            yield from _fields(field.get("components", []), hides)
        else:
            yield field, hides


def _is_required(field: dict) -> bool:
    rules = field.get("validate") or {}
    return bool(rules.get("required") or rules.get("minLength")) or field.get("type") == "dynamiclist"


def _is_hidden(hides: tuple[str, ...], answers: dict) -> bool:
    """Whether this answer alone hides the field; a condition that cannot be read hides nothing."""
    try:
        return any(compile_expression(hide, lenient=True).evaluate(answers) is True for hide in hides)
    except FeelError:
        return False
