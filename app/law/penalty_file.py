"""Reading ``data/penalties.yaml``: bad data is refused with the rule and what is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from app.core.yaml_file import read_yaml
from app.law.penalty_figures import SetFigure, with_figures
from app.law.penalty_lengths import UNITS, Length, read_length
from app.law.penalty_rules import (
    CONFIDENCE,
    EFFECTS,
    GRADES,
    ORDERS,
    READINGS,
    SANCTIONS,
    SUBJECTS,
    TIERS,
    Amount,
    Ban,
    Circumstance,
    Combo,
    Counts,
    Item,
    Law,
    Measure,
    Overlap,
    Penalty,
    PenaltyBook,
    PenaltyRule,
    Principle,
    Subtier,
    Subtiers,
)

PENALTIES_FILE = Path(__file__).with_name("data") / "penalties.yaml"


class PenaltyDataError(ValueError):
    """The penalty file is wrong; the message (Chinese) names the rule."""


_figures: Callable[[], tuple[SetFigure, ...]] = tuple


def figures_from(reader: Callable[[], tuple[SetFigure, ...]]) -> None:
    """Say where the figures the office has set are read; until then there are none."""
    global _figures
    _figures = reader


def load_penalties() -> PenaltyBook:
    """The penalties the product ships with, with the figures the office has set."""
    return _with_figures(_figures())


@lru_cache(maxsize=4)
def _with_figures(figures: tuple[SetFigure, ...]) -> PenaltyBook:
    return with_figures(shipped_penalties(), figures)


@lru_cache(maxsize=1)
def shipped_penalties() -> PenaltyBook:
    """The penalty file, read once."""
    return read_penalties(PENALTIES_FILE.read_text(encoding="utf-8"))


def forget_penalties() -> None:
    """The file has changed."""
    shipped_penalties.cache_clear()
    _with_figures.cache_clear()


def read_penalties(text: str) -> PenaltyBook:
    """Parse and check a penalty file.

    Raises: PenaltyDataError: names the rule and what is wrong with it
    """
    try:
        data = read_yaml(text)
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


FIELDS = {"sanctions", "any_of", "mode", "by_grade", "by_gain", "bans", "subtiers", "base_rule", "base_tier", "grades_from",
          "inherits", "lengths"} | {measure.value for measure in Measure if measure is not Measure.GAIN}  # fmt: skip


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
        lengths=_lengths(where, entry) or below.lengths,
        subtiers=entry.get("subtiers", False),
        base=(entry["base_rule"], entry["base_tier"]) if "base_rule" in entry else None,
        grades_from=entry.get("grades_from", ""),
    )


def _lengths(where: str, entry: dict) -> dict[str, tuple[Length, Length]]:
    found = {}
    for code, pair in entry.get("lengths", {}).items():
        shortest, longest = (read_length(text) for text in pair)
        if not shortest.no_longer_than(longest):
            raise PenaltyDataError(f"{where}：lengths 的最短不能比最长还长")
        found[_known(where, "处罚种类", code, SANCTIONS)] = (shortest, longest)
    return found


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
    for row in book.parameters["sanction_lengths"]:
        for code in row.keys() & SANCTIONS.keys():
            for unit in row[code]:
                _known("sanction_lengths", "期限单位", unit, UNITS)
    named = {(rule.id, other) for versions in book.rules.values() for rule in versions for other in rule.cross_with}
    named |= {(combo.id, other) for combo in book.combos for other in (*combo.entity_rules, *combo.person_rules)}
    named |= {("overlaps", other) for overlap in book.overlaps for other in overlap.rules}
    named |= {("daily_penalty", book.daily["rule"]), ("closure_order", book.closure["rule"])}
    bases = {(rule.id, penalty.base[0]) for versions in book.rules.values() for rule in versions
             for subjects in rule.tiers.values() for penalty in subjects.values() if penalty.base}  # fmt: skip
    for where, other in sorted(named | bases):
        if other not in book.rules:
            raise PenaltyDataError(f"{where}：提到的规则 {other} 不存在")
    for row in book.parameters["lighter_law"]:
        _known("lighter_law", "比较方法", row["reading"], READINGS)
    for circumstance in book.circumstances.values():
        if circumstance.effect not in EFFECTS:
            raise PenaltyDataError(f"情节 {circumstance.code}：effect 应是 {'、'.join(EFFECTS)} 之一")
    for grade, rows in book.subtiers.grades.items():
        _check_subtiers_stay_inside(book, grade, rows)
    check_grades(book)


def check_grades(book: PenaltyBook) -> None:
    """What a parameter gives for a grade stays inside the article. Raises: PenaltyDataError"""
    narrowed = [(rule.id, part) for versions in book.rules.values() for rule in versions for subjects in rule.tiers.values()
                for part in subjects.values() if part.grades_from]  # fmt: skip
    for where, penalty in narrowed:
        _known(where, "grades_from", penalty.grades_from, book.parameters)
        for row in book.parameters[penalty.grades_from]:
            for low, high in (row[grade] for grade in GRADES if row[grade]):
                if not penalty.amount.low <= low <= high <= penalty.amount.high:
                    raise PenaltyDataError(f"{penalty.grades_from}：[{low}, {high}] 超出 {where} 的条文幅度")


def _check_subtiers_stay_inside(book: PenaltyBook, grade: str, rows: tuple[Subtier, ...]) -> None:
    for versions in book.rules.values():
        for penalty in (part for rule in versions for subjects in rule.tiers.values() for part in subjects.values()):
            if penalty.subtiers and grade in penalty.by_grade:
                amount = penalty.by_grade[grade]
                if (rows[0].low, rows[-1].high) != (amount.low, amount.high):
                    raise PenaltyDataError(f"accident_subtiers {grade}：各档合起来应正好是条文的幅度")
