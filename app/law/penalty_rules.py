"""What the law lets the office punish with, as data; `app.law.penalty_file` reads and checks it.

A rule id names a breach for ever; its versions differ by date. Code, tables and tests quote the id. Pure: no database, no
clock. The arithmetic is in `app.law.penalty_ranges`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.law.penalty_lengths import Length

WHERE_TO_SET = "app/law/data/penalties.yaml"

SUBJECTS = {
    "entity": "生产经营单位",
    "main_responsible": "主要负责人",
    "other_managers": "其他负责人和安全生产管理人员",
    "direct_responsible": "直接负责的主管人员和其他直接责任人员",
    "sole_investor": "个人经营的投资人",
}
TIERS = {
    "first": "首次查处",
    "overdue": "逾期未改正",
    "refusal": "拒不改正、拒不执行",
    "serious": "情节严重",
    "accident": "导致生产安全事故",
    "standing": "不分阶梯",
}
GRADES = {"general": "一般事故", "larger": "较大事故", "major": "重大事故", "extraordinary": "特别重大事故"}
SANCTIONS = {
    "warning": "警告",
    "fine": "罚款",
    "confiscate_gain": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_business": "责令停产停业整顿",
    "stop_construction": "责令停止建设",
    "suspend_qualification": "暂停与安全生产有关的资格",
    "revoke_license": "吊销资质、资格、证照",
    "closure_order": "予以关闭",
    "career_ban": "职业、行业禁入",
    "demotion_removal": "降级、撤职",
    "detention": "行政拘留",
}
ORDERS = {"concurrent": "责令限期改正", "precondition": "责令限期改正", "none": ""}
CONFIDENCE = ("high", "medium", "low")
READINGS = {"both_ends": "上限、下限都不更重", "ceiling": "先比上限，相同再比下限"}  # of which law is lighter
EFFECTS = ("must_not", "may_not", "lenient", "harsh")


class Measure(StrEnum):
    """What the two numbers of an amount are multiplied by; the value is the field in the file."""

    YUAN = "fine"
    INCOME = "percent_of_income"
    GAIN = "multiple_of_gain"
    BASE = "multiple_of_base"
    DAILY = "daily"


@dataclass(frozen=True)
class Law:
    """One statute in one version."""

    id: str
    name: str
    version: str
    effective_from: date
    effective_to: date | None = None

    def __str__(self) -> str:
        """「安全生产法（2021）」"""
        return f"{self.name}（{self.version}）"


@dataclass(frozen=True)
class Amount:
    """From `low` through `high`, both included. `low` 0: the law names no minimum, yet a fine of 0 is none."""

    measure: Measure
    low: Decimal
    high: Decimal
    mode: str = "must"


@dataclass(frozen=True)
class Ban:
    """What may no longer be done; `years` None: for life."""

    years: int | None
    scope: str
    trigger: str = ""
    begins: str = ""

    def __str__(self) -> str:
        when = f"{self.trigger}的，" if self.trigger else ""
        since = f"自{self.begins}起" if self.begins else ""
        length = f"{self.years}年内不得担任、从事" if self.years else "终身不得担任、从事"
        return f"{when}{since}{length}：{self.scope}"

    @property
    def length(self) -> Length:
        return Length("year", self.years) if self.years else Length("life")


@dataclass(frozen=True)
class Penalty:
    """What one kind of party faces in one tier. At most one of `amount`, `by_grade`, `gain_amount` tells the fine."""

    sanctions: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    amount: Amount | None = None
    by_grade: Mapping[str, Amount] = field(default_factory=dict)
    gain_from: Decimal | None = None
    gain_amount: Amount | None = None
    bans: tuple[Ban, ...] = ()
    lengths: Mapping[str, tuple[Length, Length]] = field(default_factory=dict)
    subtiers: bool = False
    base: tuple[str, str] | None = None
    grades_from: str = ""

    @property
    def has_fine(self) -> bool:
        return bool(self.amount or self.by_grade)


@dataclass(frozen=True)
class Item:
    number: str
    conduct: str
    duty_article: str = ""
    crime: str = ""


@dataclass(frozen=True)
class PenaltyRule:
    """One breach in one version of its law. `tiers`: {tier: {subject: Penalty}}; empty: this article sets no amount."""

    id: str
    law: Law
    article: str
    conduct: str
    order_to_correct: str
    tiers: Mapping[str, Mapping[str, Penalty]]
    paragraph: str = ""
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    duty_article: str = ""
    items: Mapping[str, Item] = field(default_factory=dict)
    duty_items: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    cross_with: tuple[str, ...] = ()
    order: str = ""
    scope: str = ""
    crime: str = ""
    note: str = ""
    warning: str = ""
    instead: str = ""
    superseded: str = ""
    successor: str = ""
    confidence: str = "high"

    @property
    def version(self) -> str:
        """What distinguishes this version of the id: the day its law took effect."""
        return self.law.effective_from.isoformat()

    @property
    def cite(self) -> str:
        """「安全生产法（2021）第103条第1款」"""
        return self._cite(self.paragraph)

    def cite_in(self, tier: str) -> str:
        """The paragraph that punishes in this tier: 「安全生产法（2021）第94条第1款」"""
        return self._cite(self.paragraphs.get(tier, self.paragraph))

    def _cite(self, paragraph: str) -> str:
        articles = "、".join(f"第{number}条" for number in self.article.split(","))
        return f"{self.law}{articles}" + (f"第{paragraph.replace('-', '至')}款" if paragraph else "")

    @property
    def order_text(self) -> str:
        return self.order or ORDERS[self.order_to_correct]

    @property
    def in_force(self) -> str:
        """「2021-09-01 起」, 「2014-12-01 至 2021-08-31」"""
        since, until = self.law.effective_from, self.law.effective_to
        return f"{since} 至 {until}" if until else f"{since} 起"

    def covers(self, on: date) -> bool:
        return self.law.effective_from <= on <= (self.law.effective_to or date.max)

    def kinds(self, entity: bool) -> set[str]:
        """Every kind this rule gives, in whatever tier, to an entity or to a person."""
        found = [each for tier in self.tiers.values() for party, each in tier.items() if (party == "entity") == entity]
        return {kind for each in found for kind in (*each.sanctions, *each.any_of)}

    def subjects(self, tier: str) -> Mapping[str, Penalty]:
        return self.tiers.get(tier, {})


@dataclass(frozen=True)
class Counts:
    """Three numbers by which an accident is graded; the loss in yuan."""

    deaths: int
    injuries: int
    loss_yuan: Decimal

    def reaches(self, floor: "Counts") -> bool:
        """Whether any one indicator is at or above that of `floor`."""
        pairs = ((self.deaths, floor.deaths), (self.injuries, floor.injuries), (self.loss_yuan, floor.loss_yuan))
        return any(mine >= least for mine, least in pairs)


@dataclass(frozen=True)
class Subtier:
    floor: Counts
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Subtiers:
    """How an order splits the accident fines of the law from a day on."""

    name: str
    effective_from: date
    confidence: str
    grades: Mapping[str, tuple[Subtier, ...]]


@dataclass(frozen=True)
class Circumstance:
    """A circumstance of discretion: effect must_not, may_not, lenient or harsh."""

    code: str
    effect: str
    article: str
    text: str
    persons_only: bool = False
    confidence: str = "high"


@dataclass(frozen=True)
class Combo:
    """Where two articles (or two subjects of one: `person_rules` empty) together make a dual penalty."""

    id: str
    name: str
    entity_rules: tuple[str, ...]
    tier: str
    person_rules: tuple[str, ...]
    person: str | None
    note: str = ""
    confidence: str = "high"


@dataclass(frozen=True)
class Overlap:
    rules: frozenset[str]
    why: str


@dataclass(frozen=True)
class Principle:
    id: str
    text: str
    basis: str
    confidence: str = "high"


@dataclass(frozen=True)
class PenaltyBook:
    """Everything the file holds."""

    rules: Mapping[str, tuple[PenaltyRule, ...]]
    grades: Mapping[str, Counts]
    grade_basis: str
    recount: str
    subtiers: Subtiers
    circumstances: Mapping[str, Circumstance]
    combos: tuple[Combo, ...]
    overlaps: tuple[Overlap, ...]
    principles: Mapping[str, Principle]
    daily: Mapping
    closure: Mapping
    income_base: Mapping
    parameters: Mapping[str, tuple[Mapping, ...]]
    pending: tuple[Mapping, ...]

    def rules_at(self, law_id: str, article: int, on: date) -> list[PenaltyRule]:
        """The rules of one article, of all its paragraphs, in the version that covers the day."""
        of_law = (rule for versions in self.rules.values() for rule in versions if rule.law.id == law_id and rule.covers(on))
        return [rule for rule in of_law if str(article) in rule.article.split(",")]

    def parameter(self, name: str, on: date) -> Mapping:
        """The dated parameter in force on that day; before the first of them, the first."""
        rows = self.parameters[name]
        return next((row for row in reversed(rows) if row["effective_from"] <= on), rows[0])
