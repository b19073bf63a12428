"""What the desk must know of each kind of thing that can be drafted; one module registers each kind.

A draft of every kind takes the same road (`commands.py`): begun from what is released, saved, submitted, approved by a
second person. Only these five questions differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.designer.models import DesignDraft
from app.workflow.problems import Problem


@dataclass(frozen=True)
class Source:
    """What a draft begins from. files: [(kind, name, content)]; version: None when nothing of that key is released."""

    name: str
    version: int | None
    files: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Change:
    """One thing a draft changes, as a sentence (Chinese). element: what it is about, None = the whole."""

    words: str
    element: str | None = None


@dataclass(frozen=True)
class Kind:
    """word: what it is called (流程, 表单, 决策表); extension: of the file it is downloaded as.

    source: f(key) -> Source, raises NotFound when nothing of that key is released;
    newest: f(key) -> (version, effective_on) of the last release, or None;
    problems: f(draft) -> what the check finds, errors first or in the order of the file; never raises;
    changes: f(draft) -> [Change] against what is released now; never raises;
    release: f(actor, draft, effective_on) -> [(key, version)]; runs inside `approve_draft`; raises what refuses it
    """

    word: str
    extension: str
    source: Callable[[str], Source]
    newest: Callable[[str], tuple[int, date] | None]
    problems: Callable[[DesignDraft], list[Problem]]
    changes: Callable[[DesignDraft], list[Change]]
    release: Callable[[object, DesignDraft, date], list[tuple[str, int]]]


KINDS: dict[str, Kind] = {}
