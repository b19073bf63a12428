"""What the law lets the office punish with, as data: read from ``data/penalties.yaml`` and checked.

A rule id names a breach for ever; its versions differ by date. Code, tables and tests quote the id. Pure: no database, no
clock. The arithmetic is in `app.law.penalty_ranges`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

PENALTIES_FILE = Path(__file__).with_name("data") / "penalties.yaml"
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
EFFECTS = ("must_not", "may_not", "lenient", "harsh")


class PenaltyDataError(ValueError):
    """The penalty file is wrong; the message (Chinese) names the rule."""


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
    subtiers: bool = False
    base: tuple[str, str] | None = None
    doubt: str = ""

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

    def parameter(self, name: str, on: date) -> Mapping:
        """The dated parameter in force on that day; before the first of them, the first."""
        rows = self.parameters[name]
        return next((row for row in reversed(rows) if row["effective_from"] <= on), rows[0])


# --- reading the file -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def load_penalties() -> PenaltyBook:
    """The penalties the product ships with."""
    return read_penalties(PENALTIES_FILE.read_text(encoding="utf-8"))


def read_penalties(text: str) -> PenaltyBook:
    """Parse and check a penalty file.

    Raises: PenaltyDataError: names the rule and what is wrong with it
    """
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        laws = {key: Law(key, **entry) for key, entry in data["laws"].items()}
        rules = _versions([_rule(entry, laws) for entry in data["rules"]])
        book = _book(data, _resolve_same_as(rules, data["rules"]))
    except PenaltyDataError:
        raise
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise PenaltyDataError(f"处罚幅度文件读不懂：{error}") from error
    _check_links(book)
    return book


def _book(data: dict, rules: Mapping[str, tuple[PenaltyRule, ...]]) -> PenaltyBook:
    grades = data["accident_grades"]
    return PenaltyBook(
        rules=rules,
        grades={key: _counts(grades["from"][key]) for key in GRADES},
        grade_basis=grades["basis"],
        recount=grades["recount"],
        subtiers=_subtiers(data["accident_subtiers"]),
        circumstances={code: Circumstance(code, **entry) for code, entry in data["circumstances"].items()},
        combos=tuple(_combo(entry) for entry in data["dual_combos"]),
        overlaps=tuple(Overlap(frozenset(entry["rules"]), entry["why"]) for entry in data["overlaps"]),
        principles={entry["id"]: Principle(**entry) for entry in data["principles"]},
        daily=data["daily_penalty"],
        closure=data["closure_order"],
        income_base=data["income_base"],
        parameters={name: _dated(name, rows) for name, rows in data["parameters"].items()},
        pending=tuple(data["pending"]),
    )


def _rule(entry: dict, laws: Mapping[str, Law]) -> PenaltyRule:
    where = entry.get("id", "（没有 id）")
    if entry["law"] not in laws:
        raise PenaltyDataError(f"{where}：law 写的 {entry['law']} 不在 laws 里")
    facts = dict(entry)
    facts["law"] = laws[entry["law"]]
    facts["cross_with"] = tuple(entry.get("cross_with", ()))
    facts["items"] = {str(key): Item(str(key), **item) for key, item in entry.get("items", {}).items()}
    facts["duty_items"] = {str(key): text for key, text in entry.get("duty_items", {}).items()}
    facts["tiers"] = _tiers(where, entry["tiers"])
    rule = PenaltyRule(**facts)
    _check_rule(rule)
    return rule


def _tiers(where: str, tiers: dict) -> dict[str, dict[str, Penalty]]:
    read: dict[str, dict[str, Penalty]] = {}
    for tier, subjects in tiers.items():
        _known(where, "档", tier, TIERS)
        if "same_as" in subjects:
            continue
        for subject, entry in subjects.items():
            _known(where, "主体", subject, SUBJECTS)
            below = read.get(entry.get("inherits"), {}).get(subject)
            if "inherits" in entry and below is None:
                raise PenaltyDataError(f"{where} {tier} {subject}：inherits 应写在它前面、有同一主体的档")
            read.setdefault(tier, {})[subject] = _penalty(f"{where} {tier} {subject}", entry, below or Penalty())
    return read


FIELDS = {"sanctions", "any_of", "mode", "by_grade", "by_gain", "bans", "subtiers", "base_rule", "base_tier", "doubt",
          "inherits"} | {measure.value for measure in Measure if measure is not Measure.GAIN}  # fmt: skip


def _penalty(where: str, entry: dict, below: Penalty) -> Penalty:
    if unknown := entry.keys() - FIELDS:
        raise PenaltyDataError(f"{where}：不认识的字段 {'、'.join(sorted(unknown))}")
    for code in (*entry.get("sanctions", ()), *entry.get("any_of", ())):
        _known(where, "处罚种类", code, SANCTIONS)
    gain = entry.get("by_gain")
    amount = _amount(where, entry, entry.get("mode", "must"))
    if gain:
        amount = _amount(where, {"fine": gain["fine"]}, gain["fine_mode"])
    by_grade = {_known(where, "等级", grade, GRADES): _amount(where, part, entry.get("mode", "must"))
                for grade, part in entry.get("by_grade", {}).items()}  # fmt: skip
    bans = tuple(_ban(where, ban) for ban in entry.get("bans", ()))
    return Penalty(
        sanctions=tuple(entry.get("sanctions", below.sanctions)),
        any_of=tuple(entry.get("any_of", below.any_of)),
        amount=amount or below.amount,
        by_grade=by_grade or below.by_grade,
        gain_from=Decimal(gain["from"]) if gain else below.gain_from,
        gain_amount=_amount(where, {"multiple_of_gain": gain["multiple_of_gain"]}) if gain else below.gain_amount,
        bans=bans or below.bans,
        subtiers=entry.get("subtiers", False),
        base=(entry["base_rule"], entry["base_tier"]) if "base_rule" in entry else None,
        doubt=entry.get("doubt", ""),
    )


def _amount(where: str, entry: dict, mode: str = "must") -> Amount | None:
    found = [measure for measure in Measure if measure.value in entry]
    if len(found) > 1 or mode not in ("must", "may"):
        raise PenaltyDataError(f"{where}：罚款只能写一种算法，mode 是 must 或者 may")
    if not found:
        return None
    if found[0] is Measure.DAILY:
        return Amount(Measure.DAILY, Decimal(1), Decimal(1), mode)
    pair = entry[found[0].value]
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair)):
        raise PenaltyDataError(f"{where}：{found[0].value} 应写作 [下限, 上限]，两个整数")
    low, high = (Decimal(number) for number in pair)
    if not 0 <= low <= high or high == 0:
        raise PenaltyDataError(f"{where}：{found[0].value} 的下限不能大于上限，上限要大于零")
    return Amount(found[0], low, high, mode)


def _ban(where: str, entry: dict) -> Ban:
    years = entry["years"]
    if years != "life" and not (type(years) is int and years > 0):
        raise PenaltyDataError(f"{where}：bans 的 years 应是年数或者 life")
    return Ban(None if years == "life" else years, entry["scope"], entry.get("trigger", ""), entry.get("from", ""))


def _counts(entry: dict) -> Counts:
    return Counts(entry["deaths"], entry["injuries"], Decimal(entry["loss_yuan"]))


def _subtiers(entry: dict) -> Subtiers:
    grades = {}
    for grade, rows in entry["grades"].items():
        _known("accident_subtiers", "等级", grade, GRADES)
        grades[grade] = tuple(Subtier(_counts(row), *(Decimal(end) for end in row["fine"])) for row in rows)
        for lower, upper in pairwise(grades[grade]):
            if lower.high != upper.low or not upper.low < upper.high:
                raise PenaltyDataError(f"accident_subtiers {grade}：各档应首尾相接、由低到高")
    return Subtiers(entry["name"], entry["effective_from"], entry["confidence"], grades)


def _combo(entry: dict) -> Combo:
    same = entry["person_rules"] == "same_article"
    people = () if same else tuple(entry["person_rules"])
    return Combo(**{**entry, "entity_rules": tuple(entry["entity_rules"]), "person_rules": people})


def _dated(name: str, rows: list[dict]) -> tuple[Mapping, ...]:
    days = [row["effective_from"] for row in rows]
    if not rows or days != sorted(set(days)):
        raise PenaltyDataError(f"parameters {name}：至少一行，按 effective_from 由早到晚，不重复")
    return tuple(rows)


def _versions(rules: list[PenaltyRule]) -> dict[str, tuple[PenaltyRule, ...]]:
    found: dict[str, list[PenaltyRule]] = {}
    for rule in rules:
        found.setdefault(rule.id, []).append(rule)
    for key, versions in found.items():
        versions.sort(key=lambda rule: rule.law.effective_from)
        for earlier, later in pairwise(versions):
            if (earlier.law.effective_to or date.max) >= later.law.effective_from:
                raise PenaltyDataError(f"{key}：{earlier.law} 与 {later.law} 的施行期间重叠")
    return {key: tuple(versions) for key, versions in found.items()}


def _resolve_same_as(rules: dict[str, tuple[PenaltyRule, ...]], entries: list[dict]) -> dict:
    """A tier punished like a tier of another rule of the same law carries that tier's penalties."""
    for entry in entries:
        for tier, subjects in entry["tiers"].items():
            if "same_as" not in subjects:
                continue
            target, like = subjects["same_as"]["rule"], subjects["same_as"]["tier"]
            other = next((rule for rule in rules.get(target, ()) if rule.law.id == entry["law"]), None)
            if other is None or like not in other.tiers:
                raise PenaltyDataError(f"{entry['id']} {tier}：same_as 的 {target} {like} 不存在")
            for rule in rules[entry["id"]]:
                if rule.law.id == entry["law"]:
                    rule.tiers[tier], rule.same_as[tier] = other.tiers[like], other.cite
    return rules


# --- checks ---------------------------------------------------------------------------------------------------------


def _known(where: str, what: str, code: object, known: Mapping) -> object:
    if code not in known:
        raise PenaltyDataError(f"{where}：{what} {code} 不认识，可以是 {'、'.join(known)}")
    return code


def _check_rule(rule: PenaltyRule) -> None:
    _known(rule.id, "order_to_correct", rule.order_to_correct, ORDERS)
    if rule.confidence not in CONFIDENCE:
        raise PenaltyDataError(f"{rule.id}：confidence 应是 {'、'.join(CONFIDENCE)} 之一")
    law = rule.law
    if not all(type(day) is date for day in (law.effective_from, law.effective_to or law.effective_from)):
        raise PenaltyDataError(f"{rule.id}：{law} 的施行日期应写作 YYYY-MM-DD")
    if law.effective_to and law.effective_to < law.effective_from:
        raise PenaltyDataError(f"{rule.id}：{law} 的止日早于起日")
    for tier in rule.paragraphs:
        _known(rule.id, "paragraphs 的档", tier, rule.tiers)
    if not rule.tiers and not (rule.instead or rule.superseded):
        raise PenaltyDataError(f"{rule.id}：没有任何一档处罚，又没有写 instead 或者 superseded")


def _check_links(book: PenaltyBook) -> None:
    named = {(rule.id, other) for versions in book.rules.values() for rule in versions for other in rule.cross_with}
    named |= {(combo.id, other) for combo in book.combos for other in (*combo.entity_rules, *combo.person_rules)}
    named |= {("overlaps", other) for overlap in book.overlaps for other in overlap.rules}
    named |= {("daily_penalty", book.daily["rule"]), ("closure_order", book.closure["rule"])}
    bases = {(rule.id, penalty.base[0]) for versions in book.rules.values() for rule in versions
             for subjects in rule.tiers.values() for penalty in subjects.values() if penalty.base}  # fmt: skip
    for where, other in sorted(named | bases):
        if other not in book.rules:
            raise PenaltyDataError(f"{where}：提到的规则 {other} 不存在")
    for circumstance in book.circumstances.values():
        if circumstance.effect not in EFFECTS:
            raise PenaltyDataError(f"情节 {circumstance.code}：effect 应是 {'、'.join(EFFECTS)} 之一")
    for grade, rows in book.subtiers.grades.items():
        _check_subtiers_stay_inside(book, grade, rows)


def _check_subtiers_stay_inside(book: PenaltyBook, grade: str, rows: tuple[Subtier, ...]) -> None:
    for versions in book.rules.values():
        for penalty in (part for rule in versions for subjects in rule.tiers.values() for part in subjects.values()):
            if penalty.subtiers and grade in penalty.by_grade:
                amount = penalty.by_grade[grade]
                if (rows[0].low, rows[-1].high) != (amount.low, amount.high):
                    raise PenaltyDataError(f"accident_subtiers {grade}：各档合起来应正好是条文的幅度")
