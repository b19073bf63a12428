"""What must hold when the office supervises (督办), as pure functions and words.

Source: 安全生产法 (2021) arts. 41(3), 113; 鄂州市安全生产治本攻坚三年行动方案 (2024-2026), main plan 三(三)4, 10①②④⑦ (待核);
        its parts for construction (11) and market supervision (16), which differ (待核)
"""

from datetime import date, datetime, time

from app.core.errors import NotAllowed, RuleBroken
from app.law.periods import corresponding_day
from app.law.remaining import Remaining

LADDER = {"reminder": "提醒敦促函", "rectification": "整改通知书", "interview": "约谈"}  # the letters it climbs by
KINDS = LADDER | {"proposal": "安全监察建议书"}
TO_OFFICES = ("proposal",)  # only to a government or a department, never to an enterprise
PAPERS = {
    "reminder": "reminder_letter",
    "rectification": "supervision_rectification_notice",
    "interview": "interview_notice",
    "proposal": "supervision_proposal",
}
REPLY_PERIODS = {
    "reminder": "reminder_reply",
    "rectification": "rectification_notice_reply",
    "interview": "interview_promise",
    "proposal": "proposal_reply",
}
RUNGS = {**LADDER, "listing": "挂牌督办", "closure": "提请关闭"}
LETTER_STATUSES = {
    "drafting": "起草中", "approval": "待审签", "issued": "已签发", "waiting": "等回复", "replied": "待审核回复",
    "accepted": "回复已认可", "rejected": "回复未认可", "silent": "到期未回复", "ended": "已终止",
}  # fmt: skip
LADDER_ENDS = {
    "answered": "回复已认可",
    "removed": "隐患已消除",
    "proposed": "已提请关闭",
    "not_listed": "没有批准挂牌",  # of the first ladders, which ended there
    "not_proposed": "没有批准提请关闭",
}
PAUSES = {  # why the ladder waits for a day on which it is looked at again (再看日期)
    "refused": "负责人不同意挂牌", "not_listed": "不符合挂牌条件", "listed": "已经挂牌督办", "closure_refused": "负责人不同意提请关闭",
    "waits": "暂缓",
}  # fmt: skip
LISTING_STATUSES = {
    "proposed": "待审批", "not_listed": "不符合挂牌条件", "refused": "不同意挂牌", "approved": "待送达", "supervising": "督办中",
    "extension_pending": "延期待批", "verifying": "待核验", "verified": "待审批摘牌", "delisted": "已摘牌", "published": "已摘牌并公布",
}  # fmt: skip
STANDING = ("approved", "supervising", "extension_pending", "verifying", "verified")
PENDING = "proposed"
ACCOUNTABILITY_PROCESS = "accountability_review"
ACCOUNTABILITY = {
    "not_inspected": "未排查", "refused": "查出以后拒不整改", "as_accident": "重大隐患逾期不整改，视同事故",
}  # fmt: skip
REVIEW_STATUSES = {
    "verifying": "核查中", "concluding": "待作结论", "concluded": "已作结论", "transferred": "已移交", "settled": "已了结",
}  # fmt: skip
CONCLUSIONS = {"hold": "应当追究责任", "settle": "不予追究责任"}
LEVELS = {"city": "市级", "district": "区级", "committee": "专委会", "sector": "行业内部"}
MEETING_HOURS = (time(8), time(18))  # of an interview; office practice [M]
CONSTRUCTION = ("建筑", "住建", "房屋市政", "建设工程")  # how the files of enterprises call that sector


def sector_of(words: str) -> str:
    """What the trigger table knows the sector as: the part of the plan for construction differs (R366)."""
    return "construction" if any(each in words for each in CONSTRUCTION) else "other"


def overdue_days(due_on: date | None, on: date) -> int:
    """Days since the last day; 0 while it is not over."""
    return max(0, (on - due_on).days) if due_on else 0


SOON_DAYS = 7


def left_of(due_on: date, on: date) -> Remaining:
    """What is left of a listing, in calendar days, as its period runs."""
    days = (due_on - on).days
    if days < 0:
        return Remaining(-days, "天", "over", f"逾期 {-days} 天")
    state = "today" if days == 0 else "soon" if days <= SOON_DAYS else "ok"
    return Remaining(days, "天", state, "今天到期" if days == 0 else f"剩 {days} 天")


def month_ends_on(listed_on: date, month: int) -> date:
    """The day the n-th month of a listing is full, when its progress is to be reported."""
    return corresponding_day(listed_on, month)


def require_major(grade: str | None, is_open: bool) -> None:
    """Only a major hazard that is not removed climbs or is listed. Raises: RuleBroken("hazard_number")"""
    if grade != "major" or not is_open:
        text = "只能对还没有销号的重大隐患督办；一般隐患限期整改，已销号的不再督办"
        raise RuleBroken("hazard_number", text, {"hazard_number": text})


def require_addressee(kind: str, target_organisation_id: str | None) -> None:
    """A 安全监察建议书 goes to a government or a department (R054). Raises: RuleBroken("target_kind")"""
    if kind in TO_OFFICES and not target_organisation_id:
        text = f"{KINDS[kind]}只发给政府、部门，请选“部门或者区”；对企业用整改通知书或者约谈"
        raise RuleBroken("target_kind", text, {"target_kind": text})


def require_settled_major(is_signed: bool) -> None:
    """A major grade is confirmed by a second person and signed by the head before it is listed. Raises: RuleBroken("hazard_number")

    Source: 三年行动方案 (2024) 主方案 8②、10⑦ (待核)
    """
    if not is_signed:
        text = "这条隐患的重大定级还没有复核、告知并经主要负责人签批，不能挂牌督办；请先办完这些环节（三年行动方案8②、10⑦，待核）"
        raise RuleBroken("hazard_number", text, {"hazard_number": text})


def require_after_rectification(due_on: date, rectify_by: date | None, on: date) -> None:
    """A listing does not end before the day the hazard is to be removed by, while that day is still to come.

    Raises: RuleBroken("listing_due_on")
    """
    if rectify_by and rectify_by >= on and due_on < rectify_by:
        text = f"督办期限不能早于整改期限 {rectify_by}：整改还没有到期，督办不会先逾期；请填这一天或者以后"
        raise RuleBroken("listing_due_on", text, {"listing_due_on": text})


def require_reply_day(reply_by: date | None, on: date, field: str = "reply_by") -> None:
    """Raises: RuleBroken(field)"""
    if reply_by is not None and reply_by <= on:
        text = "回复期限应在今天以后"
        raise RuleBroken(field, text, {field: text})


def is_moment(at: str) -> bool:
    """Whether it is an ISO moment; the first letters had the time in words."""
    try:
        return bool(datetime.fromisoformat(at))
    except ValueError:
        return False


def moment_of(at: str) -> datetime:
    """Raises: RuleBroken("meeting_at"): it is in words"""
    if not is_moment(at):
        text = "约谈时间请写成日期和时刻，如 2026-12-01T09:00；已经送审的请退回起草人改写"
        raise RuleBroken("meeting_at", text, {"meeting_at": text})
    return datetime.fromisoformat(at)


def require_meeting(at: datetime, earliest: date | None, is_working_day: bool) -> None:
    """An interview (约谈) is held in the hours of a working day, the notice handed over in time to prepare for it.

    Args:   earliest: the first day the parameter leaves time for; None: it is not set
    Raises: RuleBroken("meeting_at")
    """
    if not is_working_day:
        text = f"{at.date()} 不是工作日，约谈应定在工作日，请改定时间"
    elif not MEETING_HOURS[0] <= at.time() <= MEETING_HOURS[1]:
        text = "约谈应定在上班时间（8时至18时），请改定时间"
    elif earliest is not None and at.date() < earliest:
        text = f"约谈时间太近：通知应提前送达，最早可以定在 {earliest}（提前的天数是待核的参数），请改定时间"
    else:
        return
    raise RuleBroken("meeting_at", text, {"meeting_at": text})


def require_record(held_on: date, promised_on: date | None, on: date) -> None:
    """A meeting is recorded after it was held, with a deadline still to come. Raises: RuleBroken("held_on" | "promised_on")"""
    if held_on > on:
        text = "约谈日期不能晚于今天"
        raise RuleBroken("held_on", text, {"held_on": text})
    if promised_on is not None and promised_on <= on:
        text = "承诺的期限应在今天以后"
        raise RuleBroken("promised_on", text, {"promised_on": text})


def require_received(replied_on: date, served_on: date | None, on: date) -> None:
    """Raises: RuleBroken("replied_on")"""
    if not (served_on or date.min) <= replied_on <= on:
        text = f"收到回复的日期应在送达（{served_on}）至今天之间"
        raise RuleBroken("replied_on", text, {"replied_on": text})


def require_due(due_on: date | None, on: date) -> None:
    """Raises: RuleBroken("listing_due_on")"""
    if due_on is None or due_on <= on:
        text = "督办期限应在今天以后"
        raise RuleBroken("listing_due_on", text, {"listing_due_on": text})


def require_as_accident(is_major: bool, is_overdue: bool) -> None:
    """Only a major hazard that is left after its day counts as an accident. Raises: RuleBroken("accountability_ground")"""
    if not (is_major and is_overdue):
        text = "视同事故的是逾期没有消除的重大隐患；这条隐患不是，请按“未排查”或者“拒不整改”发起（管道电力(一)三，待核）"
        raise RuleBroken("accountability_ground", text, {"accountability_ground": text})


def require_look_again(until_on: date | None, on: date) -> None:
    """Who does not agree says when it is looked at again: no hazard that stays is dropped. Raises: RuleBroken("look_again_on")"""
    if until_on is None or until_on <= on:
        text = "请写明再看日期，应在今天以后；隐患没有消除，督办不能就此了结（三年行动方案10②，待核）"
        raise RuleBroken("look_again_on", text, {"look_again_on": text})


def require_extension(on: date, due_on: date, until_on: date, granted: int, most: int | None) -> None:
    """Asked for before the last day is over, to a later day, and no more often than the plan allows.

    Args:   granted: extensions granted so far; most: None: no number is set
    Raises: RuleBroken("extension_late" | "extension_until" | "extension_times")
    """
    if most is not None and granted >= most:
        raise RuleBroken(
            "extension_times", f"挂牌督办已延期 {granted} 次，最多 {most} 次（待核），不能再延期；请抓紧治理"
        )
    if on > due_on:
        raise RuleBroken("extension_late", f"督办期限已于 {due_on} 届满，届满以后不能再申请延期，请立即完成治理")
    if until_on <= due_on:
        text = f"延期应晚于原期限 {due_on}"
        raise RuleBroken("extension_until", text, {"until_on": text})


def require_level(bureau_id: str | None, listing_bureau_id: str, level: str) -> None:
    """Who has listed takes off: an account of a district, a committee or a department cannot take off what the city has listed (R036).

    Raises: NotAllowed("level")
    """
    if bureau_id != listing_bureau_id:
        raise NotAllowed(
            "level",
            f"这是{LEVELS[level]}挂牌，谁挂牌谁审批、谁摘牌，本机关不能办理；请由挂牌的机关办理（三年行动方案10⑦，待核）",
        )
