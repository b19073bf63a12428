"""Measuring: how long something took, many times; what machine it ran on."""

import gc
import os
import platform
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from app.core.settings import ROOT

PACKAGES = ("Flask", "SQLAlchemy", "SpiffWorkflow", "marshmallow", "WeasyPrint")


@dataclass(frozen=True)
class Figure:
    """One measured thing.

    Args: name: stable identifier; label: Chinese; values: in `unit`; budget: limit of architecture §10 in the same
          unit, compared with `judged` ("p95", "median" or "max"); missing: why it could not be measured
    """

    name: str
    label: str
    values: tuple[float, ...] = ()
    unit: str = "ms"
    budget: float | None = None
    judged: str = "p95"
    missing: str = ""

    @property
    def median(self) -> float:
        return self._at(0.5)

    @property
    def p95(self) -> float:
        return self._at(0.95)

    @property
    def max(self) -> float:
        return max(self.values)

    def _at(self, share: float) -> float:
        """The smallest value that at least this share of the values does not exceed."""
        ordered = sorted(self.values)
        return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]

    @property
    def within(self) -> bool | None:
        """Whether the budget is kept; None without a budget or without values."""
        if self.budget is None or not self.values:
            return None
        return getattr(self, self.judged) <= self.budget

    def as_dict(self) -> dict:
        told = {"name": self.name, "label": self.label, "n": len(self.values), "unit": self.unit}
        if self.values:
            told |= {key: round(getattr(self, key), 3) for key in ("median", "p95", "max")}
        if self.budget is not None:
            told |= {"budget": self.budget, "judged": self.judged, "within": self.within}
        return told | ({"missing": self.missing} if self.missing else {})


def timed(act: Callable[[], object]) -> float:
    """Milliseconds one call takes."""
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def repeated(acts: Iterable[Callable[[], object]], warm: int = 3) -> tuple[float, ...]:
    """Milliseconds of each call, the first `warm` left out; garbage of before is not charged to them."""
    gc.collect()
    return tuple([timed(act) for act in acts][warm:])


def machine() -> dict:
    """What the figures hold for."""
    return {
        "cpu": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in PACKAGES},
        "load": round(os.getloadavg()[0], 2),  # how busy the machine was; above the cores the figures say little
        "date": date.today().isoformat(),
        "commit": _commit(),
    }


def _line(path: str, key: str) -> str:
    if not Path(path).is_file():
        return ""
    found = (line for line in Path(path).read_text().splitlines() if line.startswith(key))
    return next(found, "").partition(":")[2].strip()


def _commit() -> str:
    """The commit, marked where files differ from it; "" outside a checkout."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=ROOT, capture_output=True, text=True
        )
    except OSError:
        return ""
    return told.stdout.strip()
