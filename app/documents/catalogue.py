"""The catalogue of papers: `documents/<id>/document.yaml` says what a paper is and which facts it needs."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property

import marshmallow as ma

from app.core.clock import ZONE
from app.core.errors import NotFound, RuleBroken
from app.core.settings import ROOT, Organ
from app.core.yaml_file import read_yaml

FOLDER = ROOT / "documents"
LAYOUT = FOLDER / "_layout"
KINDS = {"entity": "单位", "person": "个人"}
OPEN = {"allow_none": True, "load_default": None}  # every fact may be absent until the paper is issued


@dataclass(frozen=True)
class Field:
    """One fact of a paper. `of` of a list: "text" or its columns; `required_when`: {other field: value that demands it};
    `filled_by`: organ | number | today, facts the issuing command adds itself."""

    name: str
    label: str
    required: bool
    kind: str  # text | longtext | date | datetime | money | int | bool | choice | list
    options: dict | None = None
    of: str | tuple["Field", ...] | None = None
    at_least: int = 0
    required_when: dict | None = None
    filled_by: str | None = None
    article: str = ""

    @classmethod
    def load(cls, raw: dict) -> "Field":
        of = raw.get("of")
        return cls(**{**raw, "of": tuple(map(cls.load, of)) if isinstance(of, list) else of})

    def is_needed(self, facts: dict) -> bool:
        if self.required:
            return True
        return any(_holds(facts.get(other), value) for other, value in (self.required_when or {}).items())

    def is_answered(self, value) -> bool:
        if value is None or isinstance(value, str) and not value.strip():
            return False
        return len(value) >= max(self.at_least, 1) if isinstance(value, list) else True

    def schema(self) -> ma.fields.Field:
        """The marshmallow field; whether an answer is needed is asked by `Template.missing`, not here."""
        messages = {"error_messages": {"invalid": f"{self.label}的写法不对，请检查"}}
        match self.kind:
            case "list" if self.of == "text":
                return ma.fields.List(ma.fields.String(), **OPEN)
            case "list":
                columns = {column.name: column.schema() for column in self.of}
                return ma.fields.List(ma.fields.Nested(_schema(columns)), **OPEN)
            case "choice":
                known = ma.validate.OneOf(
                    list(self.options), error=f"{self.label}只能是：{'、'.join(self.options.values())}"
                )
                return ma.fields.String(**OPEN, validate=known)
            case "date":
                return ma.fields.Date(**OPEN, **messages)
            case "datetime":
                return LocalDateTime(**OPEN, **messages)
            case "money":
                return ma.fields.Decimal(places=2, **OPEN, validate=_not_negative, **messages)
            case "int":
                return ma.fields.Integer(strict=True, **OPEN, **messages)
            case "bool":
                return ma.fields.Boolean(**OPEN, **messages)
            case "text" | "longtext":
                return ma.fields.String(**OPEN, **messages)
        raise ValueError(f"unknown kind {self.kind} of field {self.name}")


class LocalDateTime(ma.fields.Field):
    """A moment as it prints: local wall time to the minute, read from ISO text with or without a zone; where only the
    day is known, the day."""

    default_error_messages = {"invalid": "时间的写法不对，请检查"}

    def _deserialize(self, value, attr, data, **kwargs):
        try:
            if len(value) == len("2026-11-12"):
                return date.fromisoformat(value)
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as wrong:
            raise self.make_error("invalid") from wrong
        return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def _holds(value, wanted) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, dict) and item.get("code") == wanted for item in value)
    return value == wanted


def _not_negative(value) -> None:
    if value < 0:
        raise ma.ValidationError("金额不能小于零")


def _schema(columns: dict) -> type[ma.Schema]:
    class Facts(ma.Schema):
        class Meta:
            unknown = ma.EXCLUDE  # one builder of facts serves several papers; a paper keeps what it prints

    return Facts.from_dict(columns, name="Facts")


@dataclass(frozen=True)
class Template:
    """One paper of the catalogue."""

    id: str
    title: str  # as printed
    name: str  # as listed, e.g. 行政处罚决定书（单位）
    series: str  # 代字
    series_confidence: str
    category: str
    stage: str
    audience: str  # external | internal
    volume: str  # main | restricted
    layout: str  # official | form
    party: str | None  # entity | person: of whom the paper speaks; None: the fact party_kind says it
    signers: list
    copies: int
    delivery: list  # lawful methods; none: an internal paper
    receipt: str  # how its delivery is proved: separate (送达回执) | on_paper (signed on the paper itself) | none
    remedy: str
    basis: list
    fields: tuple[Field, ...]
    issuer: str = "bureau"  # in whose name it goes out: bureau | safety_office (安委办) | enterprise (its own, only filed here)

    @cached_property
    def schema(self) -> ma.Schema:
        return _schema({field.name: field.schema() for field in self.fields})()

    @property
    def hash(self) -> str:
        """sha256 over the paper's own folder and the shared layout: the version of the template."""
        digest = hashlib.sha256()
        for file in sorted([*(FOLDER / self.id).iterdir(), *LAYOUT.iterdir()]):
            if file.is_file() and file.name != "sample.json":
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()

    def sample(self) -> dict:
        return json.loads((FOLDER / self.id / "sample.json").read_text("utf-8"))

    def missing(self, facts: dict) -> list[tuple[Field, str]]:
        """The needed facts that are absent: (field, label as told to a person), columns of lists included."""
        absent = []
        for field in self.fields:
            value = facts.get(field.name)
            if field.is_needed(facts) and not field.is_answered(value):
                least = f"（至少 {field.at_least} 项）" if field.at_least > 1 else ""
                absent.append((field, field.label + least))
            elif field.kind == "list" and field.of != "text":
                absent += [(field, f"{field.label}第 {row} 项的{column.label}") for row, item in enumerate(value or [], 1)
                           for column in field.of if column.required and not column.is_answered(item.get(column.name))]  # fmt: skip
        return absent

    def clean(self, facts: dict) -> dict:
        """Check and normalise the facts into JSON values (dates ISO, amounts as text with two decimals).

        Raises: RuleBroken("document_facts"): a value cannot be read; RuleBroken("document_fields"): needed facts absent,
                named in the message
        """
        cleaned = self.load(facts)
        if absent := self.missing(cleaned):
            labels = "、".join(label for _, label in absent)
            raise RuleBroken(
                "document_fields", f"《{self.name}》还缺：{labels}。请补齐后再签发",
                {field.name: f"还缺{label}" for field, label in absent},
            )  # fmt: skip
        return cleaned

    def load(self, facts: dict) -> dict:
        """The facts as JSON values, not asking whether they are complete (drafts)."""
        try:
            return _plain(self.schema.load(_plain(facts)))
        except ma.ValidationError as wrong:
            labels = {field.name: field.label for field in self.fields}
            named = "、".join(labels[name] for name in wrong.messages if name in labels)
            raise RuleBroken(
                "document_facts", f"《{self.name}》这些内容写法不对：{named}。请改正后再签发",
                {name: f"{labels.get(name, name)}的写法不对" for name in wrong.messages},
            ) from wrong  # fmt: skip

    def kind(self, facts: dict) -> str:
        """Whose series the number comes from: entity or person."""
        return self.party or facts.get("party_kind") or "entity"

    def filled(self, organ: Organ, on: date) -> dict:
        """The facts the office adds itself: the organ's particulars and the day."""
        known = {
            "organ_name": organ.name, "organ_address": organ.address, "organ_phone": organ.phone,
            "reconsideration_organ": organ.government, "court": organ.court, "police_name": organ.police,
            "procuratorate_name": organ.procuratorate, "payment_bank": organ.payment_bank,
            "payment_account": organ.payment_account, "medium": organ.medium, "issued_on": on.isoformat(),
        }  # fmt: skip
        return {field.name: known[field.name] for field in self.fields if field.filled_by in ("organ", "today")}


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@cache
def catalogue() -> dict[str, Template]:
    """All papers by id, in the order of the folders."""
    found = {}
    for file in sorted(FOLDER.glob("*/document.yaml")):
        raw = read_yaml(file.read_text("utf-8"))
        found[raw["id"]] = Template(**{**raw, "fields": tuple(map(Field.load, raw["fields"]))})
    return found


def template(template_id: str) -> Template:
    """Raises: NotFound("document_template")"""
    if template_id not in catalogue():
        raise NotFound("document_template", f"没有名为“{template_id}”的文书模板，请检查流程图里的文书名称")
    return catalogue()[template_id]
