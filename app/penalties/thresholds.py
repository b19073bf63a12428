"""The dated thresholds of hearing and collective deliberation (`data/thresholds.yaml`)."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml

from app.core.errors import RuleBroken
from app.penalties.rules import Threshold

FILE = Path(__file__).with_name("data") / "thresholds.yaml"


@cache
def load() -> dict[str, tuple[Threshold, ...]]:
    """{"hearing" | "deliberation": its versions}."""
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    return {name: tuple(Threshold(**{**row, "always": tuple(row["always"])}) for row in rows) for name, rows in raw.items()}


def threshold(name: str, on: date) -> Threshold:
    """The version in force on that day.

    Raises: RuleBroken("no_threshold")
    """
    found = next((version for version in load()[name] if version.in_force(on)), None)
    if found is None:
        raise RuleBroken("no_threshold", f"{on} 没有可适用的“{name}”门槛，请法制人员先设定")
    return found
