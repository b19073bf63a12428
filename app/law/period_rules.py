"""Statutory periods as data: the dated versions of every period, read from ``data/periods.yaml`` and checked.

A rule id names a period for ever; its versions differ by date. Code, diagrams (``law.period``) and tests quote the id.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

import yaml

from app.core.yaml_file import read_yaml

RULES_FILE = Path(__file__).with_name("data") / "periods.yaml"


class PeriodDataError(ValueError):
    """The rule file is wrong; the message (Chinese) names the rule."""


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"


class Kind(StrEnum):
    """What the last day means: see ``meta.fields.kind`` of the rule file."""

    DEADLINE = "deadline"
    WAIT = "wait"
    EFFECT = "effect"
    DURATION = "duration"
    LOOKBACK = "lookback"


BINDS = {
    "agency": "本机关", "party": "当事人", "court": "法院", "police": "公安机关", "review_authority": "复议机关",
    "enterprise": "企业", "procuratorate": "检察院",
}  # fmt: skip
OWED = ("fine_payment",)  # binds the party as a duty: what follows the last day is its lateness
UNIT_WORDS = {
    Unit.WORKING_DAY: "个工作日",
    Unit.CALENDAR_DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}


@dataclass(frozen=True)
class Basis:
    """Where a period is written. Several laws are parallel lists separated by 「；」, articles of one law by commas."""

    law: str
    article: str
    version: str

    def __str__(self) -> str:
        """「行政处罚法（2021）第64条、第85条」"""
        parts = zip_longest(*(text.split("；") for text in (self.law, self.version, self.article)), fillvalue="")
        return "；".join(_cite(*part) for part in parts)


@dataclass(frozen=True)
class Extension:
    """How far the law lets a period be prolonged. ``length`` and ``times`` are None where the law sets no number."""

    by_whom: str
    unit: Unit
    length: int | None
    times: int | None
    rule: str | None = None


@dataclass(frozen=True)
class PeriodRule:
    """One period in one version. ``length`` None: not fixed by law or not verified, the office must set it."""

    id: str
    name_zh: str
    procedure: str
    start_event: str
    length: int | None
    unit: Unit
    binds: str
    rolls_to_next_working_day: bool
    on_lapse: str
    basis: Basis
    effective_from: date | None
    confidence: str
    effective_to: date | None = None
    kind: Kind = Kind.DEADLINE
    direction: str = "forward"
    suspended_by: tuple[str, ...] = ()
    extension: Extension | None = None
    parameter: bool = False
    note: str = ""

    @property
    def version(self) -> str:
        """What distinguishes this version of the id: the day it took effect, or ``base``."""
        return self.effective_from.isoformat() if self.effective_from else "base"

    @property
    def is_right(self) -> bool:
        """Whether the party may act until the last day and the office goes on after it; a fine is owed, not a right."""
        return self.binds == "party" and self.kind is Kind.DEADLINE and self.id not in OWED

    @property
    def is_backward(self) -> bool:
        return self.direction == "backward"

    @property
    def rolls(self) -> bool:
        """Whether a last day that is not a working day moves to the next one (meta.computation.roll)."""
        in_days = self.unit in (Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR)
        return self.rolls_to_next_working_day and in_days and not self.is_backward

    @property
    def amount(self) -> str:
        """「15 日」, 「5 个工作日」"""
        if self.length is None:
            return "每次另定" if self.is_granted else "未定"
        return f"{self.length} {UNIT_WORDS[self.unit]}"

    @property
    def is_granted(self) -> bool:
        """Whether an approval may name the last day by itself (批准延期、分期；鉴定期间)."""
        return self.extension is not None and self.extension.length is None and self.extension.rule is None

    @property
    def is_verified(self) -> bool:
        return self.confidence == "high" and (not self.parameter or self.is_granted)

    @property
    def searched(self) -> str:
        """What a search looks at."""
        return f"{self.id}{self.name_zh}{self.procedure}{self.start_event}{self.on_lapse}{self.basis}{self.amount}{self.note}"

    def covers(self, on: date) -> bool:
        return (self.effective_from or date.min) <= on <= (self.effective_to or date.max)

    @property
    def in_force(self) -> str:
        """「2021-07-15 起」, 「1996-10-01 至 2021-07-14」"""
        start = self.effective_from.isoformat() if self.effective_from else "施行日未核"
        return f"{start} 至 {self.effective_to}" if self.effective_to else f"{start} 起"


@dataclass(frozen=True)
class PeriodRules:
    """All periods: ``versions[id]`` oldest first; ``grounds`` are the lawful reasons for not counting days."""

    versions: Mapping[str, tuple[PeriodRule, ...]]
    grounds: Mapping[str, str]

    def version_on(self, rule_id: str, on: date) -> PeriodRule | None:
        return next((rule for rule in self.versions[rule_id] if rule.covers(on)), None)

    def version(self, rule_id: str, version: str) -> PeriodRule | None:
        return next((rule for rule in self.versions.get(rule_id, ()) if rule.version == version), None)


def find_periods(words: str) -> list[tuple[PeriodRule, ...]]:
    """The periods (all versions of each, oldest first) whose name, start, law or consequence has every word."""
    terms = words.split()
    return [
        versions for versions in load_rules().versions.values()
        if any(all(term in rule.searched for term in terms) for rule in versions)
    ]  # fmt: skip


class SetLength(NamedTuple):
    """A length the law left open, as the office has set it from a day; document: what it rests on (文号)."""

    rule_id: str
    since: date
    length: int
    document: str


_lengths: Callable[[], tuple[SetLength, ...]] = tuple


def lengths_from(reader: Callable[[], tuple[SetLength, ...]]) -> None:
    """Say where the lengths the office has set are read; until then there are none."""
    global _lengths
    _lengths = reader


def load_rules() -> PeriodRules:
    """The rules the product ships with, with the lengths the office has set."""
    return _with_lengths(_lengths())


@lru_cache(maxsize=4)
def _with_lengths(lengths: tuple[SetLength, ...]) -> PeriodRules:
    rules = shipped_rules()
    versions = dict(rules.versions)
    for each in sorted(lengths, key=lambda one: one.since):
        if each.rule_id in versions:
            versions[each.rule_id] = with_length(versions[each.rule_id], each)
    return PeriodRules(versions, rules.grounds)


def with_length(versions: tuple[PeriodRule, ...], said: SetLength) -> tuple[PeriodRule, ...]:
    """The versions of one period, the one in force on that day split in two: from then on it has the length set.

    A version that begins on that very day is replaced: periods already running under it get the length, too.
    """
    found: list[PeriodRule] = []
    for rule in versions:
        if not rule.covers(said.since):
            found.append(rule)
            continue
        if (rule.effective_from or date.min) < said.since:
            found.append(replace(rule, effective_to=said.since - timedelta(days=1)))
        found.append(replace(rule, effective_from=said.since, length=said.length, parameter=False, confidence="high",
                             note=f"{said.since} 起按{said.document}设定"))  # fmt: skip
    return tuple(found)


@lru_cache(maxsize=1)
def shipped_rules() -> PeriodRules:
    """The rule file, read once."""
    return read_rules(RULES_FILE.read_text(encoding="utf-8"))


def forget_rules() -> None:
    """The file has changed."""
    shipped_rules.cache_clear()
    _with_lengths.cache_clear()


def read_rules(text: str) -> PeriodRules:
    """Parse and check a rule file.

    Raises: PeriodDataError: names the rule and what is wrong with it
    """
    try:
        data = read_yaml(text)
        grounds, entries = data["meta"]["suspension_grounds"], data["rules"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise PeriodDataError(f"期间规则文件读不懂：{error}") from error
    if not isinstance(grounds, dict) or not isinstance(entries, list):
        raise PeriodDataError("期间规则文件读不懂：suspension_grounds 应是对照表，rules 应是列表")
    versions: dict[str, list[PeriodRule]] = {}
    for number, entry in enumerate(entries, 1):
        rule = _read_rule(entry, number)
        _check_rule(rule, grounds)
        versions.setdefault(rule.id, []).append(rule)
    for rule_id, same_id in versions.items():
        same_id.sort(key=lambda rule: rule.effective_from or date.min)
        _check_versions(rule_id, same_id, versions)
    return PeriodRules({rule_id: tuple(same_id) for rule_id, same_id in versions.items()}, grounds)


def _cite(law: str, version: str, article: str) -> str:
    """One law: its name, year or version, articles; what is not verified is said, not hidden."""
    stated = "" if version in ("", "未核", "地方") else version
    if stated:
        law = f"{law[:-1]}，{stated}）" if law.endswith("）") else f"{law}（{stated}）"
    if article in ("", "无"):
        return law
    if article == "未核":
        return f"{law}，条号待核"
    numbers = article.split(",")
    return law + ("、".join(f"第{n}条" for n in numbers) if all(n.isdigit() for n in numbers) else article)


NAMES = {field.name for field in fields(PeriodRule)}
OPTIONAL = {"effective_to", "kind", "direction", "suspended_by", "extension", "parameter", "note"}


def _read_rule(entry: object, number: int) -> PeriodRule:
    name = entry.get("id", f"第 {number} 条") if isinstance(entry, dict) else f"第 {number} 条"
    if not isinstance(entry, dict):
        raise PeriodDataError(f"期间规则 {name}：应是一组“名称: 值”")
    if missing := NAMES - OPTIONAL - entry.keys():
        raise PeriodDataError(f"期间规则 {name}：缺少 {'、'.join(sorted(missing))}")
    if unknown := entry.keys() - NAMES:
        raise PeriodDataError(f"期间规则 {name}：不认识 {'、'.join(sorted(map(str, unknown)))}")
    try:
        converted = {key: CONVERTERS.get(key, _text)(value) for key, value in entry.items()}
        return PeriodRule(**converted)
    except (TypeError, ValueError) as error:
        raise PeriodDataError(f"期间规则 {name}：{error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"“{value}”应是文字")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"“{value}”应是 true 或 false")
    return value


def _amount(value: object) -> int | None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError(f"长度“{value}”应是正整数，未定的写 null")
    return value


def _day(value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", _text(value)):
        raise ValueError(f"日期“{value}”应写作 YYYY-MM-DD")
    return date.fromisoformat(value)


def _one_of(allowed: Iterable[str]):
    def convert(value: object) -> str:
        if value not in set(allowed):
            raise ValueError(f"“{value}”应是 {'、'.join(sorted(allowed))} 之一")
        return value

    return convert


def _extension(value: object) -> Extension | None:
    if value is None:
        return None
    return Extension(
        by_whom=_text(value["by_whom"]),
        unit=Unit(value["unit"]),
        length=_amount(value["length"]),
        times=_amount(value["times"]),
        rule=value.get("rule"),
    )


CONVERTERS = {
    "length": _amount,
    "unit": Unit,
    "kind": Kind,
    "binds": _one_of(BINDS),
    "direction": _one_of({"forward", "backward"}),
    "confidence": _one_of({"high", "medium", "low"}),
    "rolls_to_next_working_day": _flag,
    "parameter": _flag,
    "basis": lambda value: Basis(**{key: _text(text) for key, text in value.items()}),
    "effective_from": _day,
    "effective_to": _day,
    "suspended_by": lambda value: tuple(_text(ground) for ground in value),
    "extension": _extension,
}


def _check_rule(rule: PeriodRule, grounds: Mapping[str, str]) -> None:
    problems = [
        (not re.fullmatch(r"[a-z][a-z0-9_]*", rule.id), "id 只用小写字母、数字和下划线"),
        (rule.length is None and not rule.parameter, "长度未定的必须标 parameter: true"),
        (set(rule.suspended_by) - grounds.keys(), "suspended_by 有没有登记的事由"),
        (rule.suspended_by and (rule.unit is Unit.HOUR or rule.is_backward), "小时制和倒数的期间不扣除日子"),
        (rule.effective_to and (rule.effective_from or date.min) > rule.effective_to, "版本的止日早于起日"),
    ]
    for wrong, why in problems:
        if wrong:
            raise PeriodDataError(f"期间规则 {rule.id}（{rule.version}）：{why}")


def _check_versions(rule_id: str, same_id: list[PeriodRule], ids: Mapping[str, object]) -> None:
    for earlier, later in pairwise(same_id):
        if (earlier.effective_to or date.max) >= (later.effective_from or date.min):
            raise PeriodDataError(f"期间规则 {rule_id}：版本 {earlier.in_force} 与 {later.in_force} 重叠")
    for rule in same_id:
        if rule.extension and rule.extension.rule and rule.extension.rule not in ids:
            raise PeriodDataError(f"期间规则 {rule_id}：延长所按的 {rule.extension.rule} 不存在")
