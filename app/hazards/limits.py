"""What bounds the last day of a hazard (整改期限): how often it may be extended, and what other packages say, e.g. its listing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.clock import today
from app.hazards import rules
from app.hazards.models import Hazard
from app.law.period_rules import load_rules


@dataclass(frozen=True)
class Limit:
    """until: no extension goes beyond it; words: whose day it is, 「区级挂牌督办 GP-2026-00001」"""

    until: date
    words: str


LIMITS: list[Callable] = []


def deadline_limit(function):
    """Register `f(hazard) -> Limit | None`, a last day set by another office."""
    LIMITS.append(function)
    return function


def limits(row: Hazard) -> list[Limit]:
    return [found for each in LIMITS if (found := each(row))]


def granted(row: Hazard) -> int:
    """How often it was extended."""
    return sum(each.result == "grant" for each in row.extensions)


def most_extensions() -> int | None:
    """How often it may be, as the parameter says (待核); None: no number is set."""
    rule = load_rules().version_on("hazard_rectification", today())
    return rule.extension.times if rule and rule.extension else None


def longest_extension() -> int | None:
    """By how many days at a time, as the parameter says (待核); None: no length is set."""
    rule = load_rules().version_on("hazard_rectification", today())
    return rule.extension.length if rule and rule.extension else None


def require_grantable(row: Hazard, until_on: date) -> None:
    """Raises: RuleBroken("extension_times" | "extension_length" | "extension_listed")

    Source: 三年行动方案 (2024) 主方案 10⑦: 督办期限由挂牌机关决定 (待核)
    """
    rules.require_extensions_left(granted(row), most_extensions())
    rules.require_length(until_on, row.due_on, longest_extension())
    for each in limits(row):
        rules.require_within(until_on, each.until, each.words)


def require_anew(row: Hazard, new_due_on: date) -> None:
    """The last day after a check that failed keeps to the listing as an extension does, while that still runs.

    Raises: RuleBroken("extension_listed")
    """
    for each in limits(row):
        if each.until >= today():
            rules.require_within(new_due_on, each.until, each.words, "new_due_on")
