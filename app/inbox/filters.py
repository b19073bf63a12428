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
SPANS = {"over": "已逾期", "today": "今天", "week": "本周", "later": "以后"}
STEPS = {
    "inspection_plan": "检查方案", "inspection": "现场检查", "outcome": "检查处理", "on_site_measure": "现场措施",
    "resumption_review": "恢复审查", "rectification": "责令整改", "rectification_review": "整改复查", "transfer": "移送部门",
    "filing": "立案", "party": "列当事人", "investigation": "调查取证", "evidence": "证据", "inquiry": "询问",
    "conclusion": "调查终结", "withdrawal": "撤案", "proposal": "处理呈批", "approval": "审批", "notice": "告知",
    "statement": "陈述申辩", "statement_review": "申辩复核", "hearing_application": "听证申请", "hearing": "听证",
    "hearing_report": "听证报告", "legal_review": "法制审核", "deliberation": "集体讨论", "decision": "决定",
    "delivery": "送达", "payment": "缴款", "enforcement": "强制执行", "closure": "结案", "archive": "归档",
    "referral_group": "移送专案组", "referral_report": "移送报告", "referral_decision": "移送决定",
    "referral_transfer": "移送公安", "police_reply": "公安回复", "material_supplement": "补充材料", "objection": "移送异议",
    "police_reconsideration": "公安复议", "supervision": "立案监督", "property_handover": "财物移交",
    "measure": "强制措施", "power_cutoff": "停电停供", "lapse_check": "期满核对", "relief": "延期分期", "public_notice": "公告送达",
    "delivery_address": "送达地址", "extension": "期限延长",
    "spot_notice": "当场告知", "spot_decision": "当场决定", "spot_report": "当场备案",
    "recheck": "改正复查", "review": "行政复议", "litigation": "行政诉讼",
}  # fmt: skip


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
