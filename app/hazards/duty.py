"""What is left to do about a hidden danger, as one sentence (责任句); to its enterprise in its own words."""

from datetime import date

from app.core.clock import today
from app.hazards import queries, rules
from app.hazards.models import Hazard
from app.law.calendar import words as full_day

Parts = list[tuple[str, bool]]  # [(words, emphasised)]
OFFICE = {  # by status: what the office does next, after the name of the enterprise
    "registered": "报告的隐患等待受理", "sent_back": "的隐患信息已退回，等待补正", "assessing": "的隐患等待评估定级",
    "assessed": "的隐患已定级，请完成告知", "reported": "已收到告知，请督促编制治理方案", "extension_pending": "申请延期，请审批",
    "accepted": "的隐患已通过验收，请审批销号",
}  # fmt: skip
OWN = {  # the same to the enterprise
    "registered": "隐患已登记，等待监管部门受理", "sent_back": "请补正隐患信息", "assessing": "监管部门正在评估，先落实防范措施",
    "assessed": "监管部门正在送达告知", "extension_pending": "延期申请等待答复，防范措施不能停",
    "acceptance_pending": "已报告整改，等待现场验收", "accepted": "已通过验收，等待监管部门办结", "transferred": "已转给其他部门办理",
    "merged": "与另一条隐患合并办理", "rejected": "没有受理",
}  # fmt: skip
OWN_LINKS = {"closure": "办结"}
OWN_STATUSES = {"accepted": "已通过验收", "closed": "已办结", "extension_pending": "延期等答复"}


def duty(row: Hazard, is_enterprise: bool) -> Parts:
    """One sentence: what, by when, about whom."""
    return _own(row) if is_enterprise else _of_office(row)


def status_words(status: str, is_enterprise: bool) -> str:
    """The state as the reader calls it: an enterprise has nothing to do with 销号."""
    return (OWN_STATUSES.get(status) if is_enterprise else None) or rules.STATUSES[status]


def link_words(link: str, is_enterprise: bool) -> str:
    """One of the seven links, as the reader calls it."""
    return (OWN_LINKS.get(link) if is_enterprise else None) or rules.LINKS[link]


def _of_office(row: Hazard) -> Parts:
    name = (row.enterprise.name, True)
    if row.closed_on:
        return [name, ("的隐患已于", False), (_spoken(row.closed_on), True), ("销号", False)]
    if row.status == "acceptance_pending":
        return [name, (f"已报告整改，请办理{_next_check(row)}", False)]
    if row.status == "rectifying" and row.due_on:
        by = "本应在" if row.overdue_on else "在"
        return [("督促", False), name, (by, False), (_spoken(row.due_on), True), ("前消除隐患", False)]
    return [name, (OFFICE.get(row.status, f"：{rules.STATUSES[row.status]}"), False)]


def _next_check(row: Hazard) -> str:
    if not row.is_major:
        return "验收"
    return "市级复核" if "district" in queries.passed_levels(row) else "区级验收"


def _own(row: Hazard) -> Parts:
    if row.closed_on:
        return [(row.place, True), ("的隐患已于", False), (_spoken(row.closed_on), True), ("办结", False)]
    if row.status in ("reported", "rectifying") and row.due_on:
        act = "消除隐患" if row.status == "rectifying" else "提交治理方案并消除隐患"
        return [("请在", False), (_spoken(row.due_on), True), ("前", False), (act, False), ("：", False), (row.place, True)]
    return [(row.place, True), ("：", False), (OWN.get(row.status, rules.STATUSES[row.status]), False)]


def _spoken(on: date) -> str:
    """「11月26日（周四）」; another year is named."""
    return full_day(on).removeprefix(f"{today().year}年")
