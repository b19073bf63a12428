"""Answers given in a form, as a person reads them: labels and words instead of keys, codes and ids."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select

from app.core.database import db
from app.core.models import Attachment
from app.enterprises.models import Enterprise, EnterprisePerson
from app.identity.models import User
from app.law.articles import citation
from app.penalties.breaches import rule_words
from app.penalties.tiers import facts_words

LABELS = ("label", "dateLabel", "timeLabel")
PEOPLE = {"anliu-officers", "anliu-user"}
CHECKED = {"conform": "符合", "violate": "不符合", "na": "不适用"}


@dataclass(frozen=True)
class Line:
    """kind: text | law | files | rows | money. value: words, [Attachment], [[Line]] or a decimal string."""

    label: str
    kind: str
    value: object


def lines(form: dict, answers: dict) -> list[Line]:
    """Everything answered, in the order of the form; what was left empty is left out."""
    return list(_walk(form.get("components", []), answers))


def _walk(components, answers):
    for field in components:
        kind, key = field.get("type"), field.get("key")
        if kind == "group":
            yield from _walk(field["components"], answers.get(field["path"], {}) if field.get("path") else answers)
        elif kind == "dynamiclist":
            rows = [list(_walk(field["components"], row)) for row in answers.get(field["path"]) or []]
            if any(rows):
                yield Line(field.get("label", ""), "rows", [row for row in rows if row])
        elif key and answers.get(key) not in (None, "", [], {}):
            label = next((field[name] for name in LABELS if field.get(name)), key)
            yield _line(field, label, answers[key])


def _line(field: dict, label: str, value) -> Line:
    kind = field["type"]
    if kind == "anliu-file" or kind == "anliu-signature":
        ids = value if isinstance(value, list) else [value]
        return Line(label, "files", list(db.session.scalars(select(Attachment).where(Attachment.id.in_(ids)))))
    if kind == "anliu-article":
        return Line(label, "law", citation(value))
    if kind == "anliu-money":
        return Line(label, "money" if _is_amount(value) else "text", str(value))
    return Line(label, "text", _words(field, kind, value))


def _words(field: dict, kind: str, value) -> str:
    if kind == "checkbox":
        return "是" if value else "否"
    if kind in PEOPLE:
        return _names(User, value)
    if kind == "anliu-enterprise":
        return _names(Enterprise, value)
    if kind == "anliu-person":
        return _names(EnterprisePerson, value)
    if kind == "anliu-inspection":
        return _checked(value)
    if kind == "anliu-tier-facts":
        return facts_words(value)
    if kind == "anliu-rule":
        return rule_words(str(value))
    if kind == "datetime":
        return _moment(str(value))
    options = {option["value"]: option["label"] for option in field.get("values", [])}
    return "、".join(str(options.get(one, one)) for one in (value if isinstance(value, list) else [value]))


def _names(model, ids) -> str:
    ids = ids if isinstance(ids, list) else [ids]
    names = dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all())
    return "、".join(names.get(one, f"编号 {one}") for one in ids)


def _checked(answers: dict) -> str:
    given = [one.get("answer") for one in answers.values()]
    return "，".join(f"{words} {given.count(code)} 项" for code, words in CHECKED.items() if given.count(code))


def _moment(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = f"{at.year}年{at.month}月{at.day}日"
    return day if len(text) == 10 else f"{day} {at:%H:%M}"


def _is_amount(value) -> bool:
    try:
        return Decimal(value).is_finite()
    except (InvalidOperation, TypeError):
        return False
