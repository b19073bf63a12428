"""What the address of a to-do list says: view, filters, order, place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import InstrumentedAttribute

from app.core.clock import ZONE
from app.core.words import Asked, asked
from app.workflow.models import WorkItem

VIEWS = {"todo": "我的待办", "mine": "我在办", "pool": "待领取", "done": "已办", "started": "我发起的", "drafts": "我的草稿"}
OPEN_VIEWS = ("todo", "mine", "pool")
SPANS = {"over": "期限已过", "today": "今天", "week": "本周", "later": "以后"}


class Order(NamedTuple):
    """How open tasks are listed. column: None = the place by due day that each branch keeps in its index."""

    words: str
    column: InstrumentedAttribute | None
    newest_first: bool
    read: Callable  # the value out of a cursor; ValueError when it is none


def moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


SORTS = {
    "due": Order("期限近的在前", None, False, date.fromisoformat),
    "new": Order("最新收到的在前", WorkItem.opened_at, True, moment),
    "subject": Order("按案号、对象", WorkItem.subject_label, False, str),
}


@dataclass(frozen=True)
class Filter:
    """What the address of a list says. `span`, `step`, `process` and `q` narrow it; `after`/`before` page by key."""

    view: str = "todo"
    span: str = ""
    step: str = ""
    process: str = ""
    q: str = ""
    sort: str = "due"
    after: str = ""
    before: str = ""
    number: int = 0  # how many rows precede this page, for 「第 21–40 件」

    @classmethod
    def from_args(cls, args) -> "Filter":
        """Unknown values fall back to the plain list; an address never breaks."""
        number = args.get("n", "0")
        return cls(
            view=_known(args.get("view"), VIEWS, "todo"),
            span=_known(args.get("span"), SPANS, ""),
            step=args.get("step", "")[:40],
            process=args.get("process", "")[:80],
            q=args.get("q", "").strip()[:60],
            sort=_known(args.get("sort"), SORTS, "due"),
            after=args.get("after", ""),
            before=args.get("before", ""),
            number=min(int(number), 10**7) if number.isdecimal() else 0,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.span or self.step or self.process or self.q)

    @property
    def is_open(self) -> bool:
        """Whether it lists open tasks."""
        return self.view in OPEN_VIEWS

    @property
    def asked(self) -> Asked:
        return asked(self.q)

    @property
    def texts(self) -> tuple[str, ...]:
        """What each task of the list must say; signs no word is made of are taken literally."""
        return self.asked.texts or tuple(self.q.split())

    @property
    def is_indexed(self) -> bool:
        """Whether the search index can answer it."""
        return bool(self.asked.words or (not self.q and (self.step or self.process)))

    def args(self, **changes) -> dict:
        """The address of this list with some things changed; paging starts anew."""
        kept = {name: getattr(self, name) for name in ("view", "span", "step", "process", "q", "sort")} | changes
        return {key: value for key, value in kept.items() if value and (key, value) not in USUAL}


USUAL = {("view", "todo"), ("sort", "due")}  # need not be said


def _known(value, allowed, fallback):
    return value if value in allowed else fallback
