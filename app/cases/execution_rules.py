"""When a court may be asked to enforce a fine nobody paid (催告、申请法院强制执行), as pure functions."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import RuleBroken

# 行政强制法 (2011) art. 40, and the court's refusal (arts. 57, 58): why execution ends without the whole sum.
END_GROUNDS = {
    "party_dead": "公民死亡，无遗产可供执行，又无义务承受人", "party_ended": "法人或者其他组织终止，无财产可供执行，又无义务承受人",
    "object_lost": "执行标的灭失", "decision_revoked": "据以执行的行政决定被撤销",
    "court_refused": "人民法院裁定不准予强制执行，且不再申请复议", "court_terminated": "人民法院裁定终结执行",
}  # fmt: skip


@dataclass(frozen=True)
class CourtWindow:
    """The days between which an application to the court is accepted.

    demand_served_on: of the last reminder paper (催告书); None: none was served
    wait_over: last of the ten working days after it; suing_ended: last day to sue (after a review, that of suing then)
    last_day: of the three months; each None: not known yet (待公布)
    deferred_to: last day of a deferral or of instalments (延期、分期); None: none granted
    way: what the party may still do until suing_ended: 起诉, or 申请复议 where a review comes first (复议法第23条)
    suing_at_least: where suing_ended is not known yet: the time to sue does not end before this day
    """

    demand_served_on: date | None
    wait_over: date | None
    suing_ended: date | None
    last_day: date | None
    deferred_to: date | None = None
    suing_at_least: date | None = None
    way: str = "起诉"


def require_court_window(window: CourtWindow, on: date, late_reason: str, field: str) -> None:
    """Not before ten working days after the served reminder, the end of the time to sue and of a deferral; within three
    months of the last of these two.

    Args:   on: day of the application; late_reason: what justifies a late one (正当理由), empty: nothing does
            field: of the form, that the refusal belongs to
    Raises: RuleBroken("demand_missing" | "deferred" | "demand_wait" | "suing_open" | "window_unknown" | "window_over")
    Source: 行政强制法 (2011) arts. 53, 54, 69; 行政处罚法 (2021) art. 72(2); 法释〔2018〕1号 arts. 48, 156
    """
    if window.demand_served_on is None:
        _refuse("demand_missing", "还没有送达催告书，不能申请法院强制执行（强法第54条）。请先制作并送达催告书", field)
    if window.deferred_to and on <= window.deferred_to:
        text = f"批准的延期、分期缴纳到 {window.deferred_to} 才结束，不能申请；结束之日起三个月内申请（罚法第72条第2款）。现在请按期收缴"
        _refuse("deferred", text, field)
    if window.suing_ended is None and window.suing_at_least and on <= window.suing_at_least:
        text = (
            f"当事人可以{window.way}到 {window.suing_at_least}，遇放假还要顺延，{on} 早了；"
            "期满次日起三个月内申请（强法第53条）。现在可以继续催缴"
        )
        _refuse("suing_open", text, field)
    for day in (window.wait_over, window.suing_ended, window.last_day):
        if day is None:
            text = "申请法院的起止日期要用到还没有公布的放假安排，不能按暂估办理。公布以后，请系统管理员在“假期表”导入，再来申请"
            _refuse("window_unknown", text, field)
    if on <= window.wait_over:
        text = f"催告书 {window.demand_served_on} 送达，满十个工作日是 {window.wait_over}，{on} 早了；次日起才能申请（强法第54条、第69条）"
        _refuse("demand_wait", text, field)
    if on <= window.suing_ended:
        text = f"当事人可以{window.way}到 {window.suing_ended}，{on} 早了；期满次日起三个月内申请（强法第53条）。现在可以继续催缴"
        _refuse("suing_open", text, field)
    if on > window.last_day and not late_reason.strip():
        text = (
            f"申请期限已于 {window.last_day} 届满，没有正当理由的法院不予受理（强法第53条，行诉解释第156条）。"
            "有正当理由的，请写明理由再报批；没有的，继续催缴或者依法终结执行"
        )
        _refuse("window_over", text, field)


def require_no_relief(deferred_to: date | None, on: date) -> None:
    """While a deferral or instalments are kept nothing is overdue that could be demanded.

    Raises: RuleBroken("deferred")
    Source: 行政处罚法 (2021) art. 66
    """
    if deferred_to and on <= deferred_to:
        _refuse("deferred", f"批准的延期、分期缴纳到 {deferred_to} 才结束，按期缴纳期间不能催告（罚法第66条）。现在请按期收缴", "follow_up")


def require_something_owed(unpaid_yuan, late_yuan) -> None:
    """Raises: RuleBroken("nothing_owed"). Source: 行政强制法 (2011) art. 53"""
    if not unpaid_yuan and not late_yuan:
        raise RuleBroken("nothing_owed", "罚款和加处罚款已经缴清，没有可以申请执行的款项")


def require_end_ground(ground: str | None, ruling: str | None) -> None:
    """Execution ends only on a ground of the law; a court's refusal only where the court refused.

    Raises: RuleBroken("end_ground" | "no_ruling")
    Source: 行政强制法 (2011) arts. 40, 57, 58
    """
    if ground not in END_GROUNDS:
        _refuse("end_ground", "终结执行要有法定情形（强法第40条）：请选择", "end_ground")
    if ground == "court_refused" and ruling != "refused" or ground == "court_terminated" and ruling != "granted":
        _refuse("no_ruling", "没有登记法院的相应裁定，不能以此终结执行（强法第57条、第58条）", "end_ground")


def require_order(earlier: date | None, later: date, on: date, words: str, field: str) -> None:
    """Raises: RuleBroken("court_date"): before what it follows, or not yet"""
    if later > on or (earlier and later < earlier):
        since = f"{earlier} 至 " if earlier else "不晚于 "
        _refuse("court_date", f"{words}应在 {since}{on} 之间" if earlier else f"{words}{since}{on}", field)


def _refuse(code: str, text: str, field: str):
    raise RuleBroken(code, text, {field: text})
