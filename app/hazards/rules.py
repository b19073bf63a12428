"""What must hold on the way of a hidden danger (事故隐患), as pure functions and words.

Source: 安全生产法 (2021) arts. 21(5), 41, 65, 118; 安全生产事故隐患排查治理暂行规定 (2007) arts. 14-18, 23;
        鄂州市安全生产治本攻坚三年行动方案 (2024-2026), main plan 8, 10, 11
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import RuleBroken

PROCESS = "hazard"
LINKS = {
    "discovery": "排查", "registration": "登记", "assessment": "评估", "report": "报告", "monitoring": "监控",
    "rectification": "治理", "closure": "销账",
}  # fmt: skip
SOURCES = {
    "self_check": "企业自查", "spot_check": "部门抽查", "cross_inspection": "交叉检查", "flying_inspection": "飞行检查",
    "grid_patrol": "社区网格排查", "third_party": "第三方协查", "expert": "专家排查", "report": "群众举报",
    "supervision": "政府督查", "inspection_finding": "执法检查",
}  # fmt: skip
OWN_SOURCES = ("spot_check", "cross_inspection", "flying_inspection", "supervision", "inspection_finding")
NAMED_SOURCES = ("self_check", *OWN_SOURCES)  # of these the enterprise may know how, and by whom, it was found
LOOKED_INTO = "监管部门核查"  # what it is told of all others: who reports is protected
BEFORE_ACCEPTANCE = ("registered", "sent_back", "rejected", "transferred", "merged")
GRADES = {"general": "一般", "major": "重大"}
# A third grade some sectors know, and into which of the two it counts; parameters of the plan (待核).
SECTOR_GRADES = {
    "larger": ("较大", "general", "市属企业"), "prominent": ("突出", "major", "文物"),
}  # fmt: skip
HANDLINGS = {"immediate": "立即整改", "time_limited": "限期整改", "listed": "挂账整改"}
STATUSES = {
    "registered": "待受理", "sent_back": "退回补正", "assessing": "待评估", "assessed": "已定级", "reported": "已通知",
    "rectifying": "整改中", "extension_pending": "延期待批", "acceptance_pending": "待验收", "accepted": "待销号", "closed": "已销号",
    "transferred": "已移送", "merged": "已合并", "rejected": "不予受理", "archived": "子库历史记录",
}  # fmt: skip
OPEN = (
    "registered", "sent_back", "assessing", "assessed", "reported", "rectifying", "extension_pending", "acceptance_pending",
    "accepted",
)  # fmt: skip
RECTIFIED = ("acceptance_pending", "accepted")  # it is said to be removed, or found so: only the office has still to act
RUNNING = tuple(status for status in OPEN if status not in RECTIFIED)  # the last day counts
ENDS = ("merged", "rejected", "archived")  # of these nothing is followed up
REMINDED = {  # kinds of reminders, as the page lists them
    "soon": "临期", "last_day": "到期", "overdue": "逾期", "monitoring": "一周没有监控记录", "transfer": "移送没有签收",
    "unread": "告知书逾期未读", "feedback": "移送逾期没有反馈",
}  # fmt: skip
LEVELS = {"district": "区级", "city": "市级"}
CUT_OFFS = (  # (in force from, last day of 存量): 2023年及以前排查发现的为存量（三年行动方案 一(三)1）；以后调整的在后面加一行（待核）
    (date(2024, 1, 1), date(2023, 12, 31)),
)
REPEATED = 2  # 复发次数: from so many earlier ones of the same kind on it is 老大难, the third report is told of (004 危化(五)，待核)
RECORD_IS_FINAL = "环节记录提交以后不能修改、删除；写错了的，另记一条说明（三年行动方案：全过程留痕）"


def stock_until(on: date) -> date:
    """The last day of 存量 by the plan in force that day."""
    return next((last for since, last in reversed(CUT_OFFS) if since <= on), CUT_OFFS[0][1])


def is_stock(found_on: date, until: date) -> bool:
    """存量: found by the cut-off day; later ones are 增量."""
    return found_on <= until


def kinds(place: str, standard_item: str) -> set[str]:
    """What makes two hazards of one enterprise the same kind (同部位或者同判定条款): they share one of these.

    Source: 三年行动方案 (2024) 主方案 11③, 危化(五), 融媒体 三2
    """
    names = ((part, "".join(said.split()).lower()) for part, said in (("place", place), ("item", standard_item)))
    return {f"{part}:{said}" for part, said in names if said}


def spot(place: str, site: str) -> str:
    """The place as far as it tells one hazard from another: the site as a whole is none."""
    return "" if place.strip() == site.strip() else place


def found_together(origin_kind: str | None, found_on: date) -> tuple | None:
    """What one inspection found at one place is several hazards, none of them the other again; None: found by itself."""
    return (origin_kind, found_on) if origin_kind else None


def recurrences(rows: Iterable[tuple]) -> dict[int, int]:
    """{id: how many earlier ones of the same kind}.

    Args: rows: (id, place, standard_item, `found_together`) of one enterprise, oldest first
    """
    seen: dict[str, dict[int, tuple | None]] = {}
    found = {}
    for row_id, place, item, together in rows:
        names = kinds(place, item)
        earlier = {each: key for name in names for each, key in seen.get(name, {}).items()}
        found[row_id] = sum(key is None or key != together for key in earlier.values())
        for name in names:
            seen.setdefault(name, {})[row_id] = together
    return found


def comes_too_late(kind: str, due_on: date | None, on: date) -> bool:
    """A reminder made up for after its time (the worker stood still) would say what is no longer true: it is not told."""
    if due_on is None:
        return False
    return {"soon": on >= due_on, "last_day": on > due_on}.get(kind, False)


def waits_for_receipt(transferred_to: str, received_on: date | None) -> bool:
    """Handed to another department that has not signed for it (移送待签收)."""
    return bool(transferred_to) and received_on is None


def waits_for_feedback(received_on: date | None, feedback_on: date | None) -> bool:
    """Signed for by another department that has not said what came of it (移送待反馈)."""
    return received_on is not None and feedback_on is None


def require_mergeable(is_open: bool, is_major: bool, other_leads_on: bool, other_is_major: bool) -> None:
    """Only an open hazard is merged, into one of the same enterprise that leads on; a major one only into a major one.

    Args:   other_leads_on: the other one is open, another one and of the same enterprise
    Raises: RuleBroken("not_open" | "same_as")
    """
    if not is_open:
        raise RuleBroken("not_open", "这条隐患已经办结，不能再合并")
    if not other_leads_on:
        text = "请选择同一企业还没有销号的另一条隐患"
        raise RuleBroken("same_as", text, {"same_as": text})
    if is_major and not other_is_major:
        text = "重大隐患只能并入另一条重大隐患；要并入一般隐患，请反过来把那一条并入本条"
        raise RuleBroken("same_as", text, {"same_as": text})


def needs_acceptance(source: str, by_enterprise: bool) -> bool:
    """What the bureau did not find itself is looked at before it is taken over."""
    return by_enterprise or source not in OWN_SOURCES


def told_source(source: str) -> str:
    """How it was found, in the words for the enterprise and the papers it is served: never that somebody reported it.

    Source: 安全生产法 (2021) art. 73: 举报制度; 三年行动方案 (2024) 主方案 23①: 隐去举报人信息 (R161, 待核)
    """
    return SOURCES[source] if source in NAMED_SOURCES else LOOKED_INTO


def is_told(source: str, status: str, grade: str | None) -> bool:
    """Whether the enterprise sees it: what came from outside only once it has been accepted (受理)."""
    return source in NAMED_SOURCES or grade is not None or status not in BEFORE_ACCEPTANCE


def missing_links(done: Iterable[str]) -> list[str]:
    """The links before 销账 that have no record, in words and in order."""
    known = set(done)
    return [words for link, words in LINKS.items() if link != "closure" and link not in known]


def handling(grade: str, on_the_spot: bool) -> str:
    """立即整改 for a general one that is removed on the spot, 限期整改 for other general ones, 挂账整改 for major ones."""
    if grade == "major":
        return "listed"
    return "immediate" if on_the_spot else "time_limited"


def require_found(found_on: date, on: date) -> None:
    """Raises: RuleBroken("found_on")"""
    if found_on > on:
        text = "发现日期不能晚于今天"
        raise RuleBroken("found_on", text, {"found_on": text})


def require_sector_grade(sector_grade: str, listed: bool, must_suspend: bool, beyond_unit: bool) -> None:
    """A sector's own third grade must fold into the same of the two grades (R004).

    Raises: RuleBroken("sector_grade")
    """
    if not sector_grade:
        return
    words, folds_into, _ = SECTOR_GRADES[sector_grade]
    found = "major" if listed or must_suspend or beyond_unit else "general"
    if found != folds_into:
        text = f"行业等级“{words}”折算为{GRADES[folds_into]}隐患，与所填情形得出的{GRADES[found]}不符，请核对"
        raise RuleBroken("sector_grade", text, {"sector_grade": text})


def require_general_on_spot(on_the_spot: bool, is_major: bool) -> None:
    """Only a general hazard is removed on the spot. Raises: RuleBroken("on_the_spot")

    Source: 三年行动方案 (2024) 主方案 8, 10①: 一般隐患立行立改，重大隐患挂账整改、两级验收
    """
    if on_the_spot and is_major:
        text = "所填情形属于重大事故隐患，不能当场整改、当场销号，须挂账整改并经两级验收（三年行动方案8、10①）；请取消“能够当场整改”"
        raise RuleBroken("on_the_spot", text, {"on_the_spot": text})


def require_grounds(listed: bool, item: str) -> None:
    """Raises: RuleBroken("standard_item"): a listed case names its item. Source: 安全生产法 (2021) art. 118(2)"""
    if listed and not item.strip():
        text = "属于判定标准列举情形的，须写明标准的条、款、项（安法第118条第2款）"
        raise RuleBroken("standard_item", text, {"standard_item": text})


def require_as_ordered(due_on: date, ordered: date | None, on: date) -> None:
    """While an order to rectify (责令限期整改) runs, its last day is the hazard's. Raises: RuleBroken("due_on")

    Source: 安全生产法 (2021) art. 65
    """
    if ordered and ordered >= on and due_on != ordered:
        text = f"责令限期整改指令书限 {ordered} 前整改，整改期限应与它一致；需要更长的，在检查的“整改复查”中申请延期（安法第65条）"
        raise RuleBroken("due_on", text, {"due_on": text})


def require_not_ordered(ordered: date | None) -> None:
    """More time for what was ordered is asked for where it was ordered. Raises: RuleBroken("extension_ordered")"""
    if ordered:
        text = f"整改期限 {ordered} 由责令限期整改指令书规定，延期请在检查的“整改复查”中申请，批准以后本条期限随之改动"
        raise RuleBroken("extension_ordered", text, {"until_on": text})


def require_deadline(due_on: date, on: date) -> None:
    """Raises: RuleBroken("due_on")"""
    if due_on < on:
        text = "整改期限不能早于今天"
        raise RuleBroken("due_on", text, {"due_on": text})


def require_five(responsibility: str, measures: str, funds_yuan: Decimal | None, deadline: date | None, contingency: str) -> None:
    """The five that must be settled (五落实): 责任、措施、资金、时限、预案, none may be missing.

    Raises: RuleBroken("five_settled") naming what is missing
    Source: 三年行动方案 (2024) 主方案; 安全生产事故隐患排查治理暂行规定 (2007) art. 15
    """
    five = {
        "responsibility": ("责任", responsibility.strip()), "measures": ("措施", measures.strip()),
        "funds_yuan": ("资金", funds_yuan is not None and funds_yuan > 0), "plan_deadline": ("时限", deadline),
        "contingency": ("预案", contingency.strip()),
    }  # fmt: skip
    missing = {field: words for field, (words, given) in five.items() if not given}
    if missing:
        text = f"五落实还缺：{'、'.join(missing.values())}，补齐以后才能提交治理方案"
        raise RuleBroken("five_settled", text, dict.fromkeys(missing, "五落实缺这一项"))


def require_plan_in_time(deadline: date, due_on: date) -> None:
    """Raises: RuleBroken("plan_deadline")"""
    if deadline > due_on:
        text = f"方案的时限应在整改期限 {due_on} 以内；来不及的，申请延期"
        raise RuleBroken("plan_deadline", text, {"plan_deadline": text})


def require_extension_in_time(on: date, due_on: date, until_on: date) -> None:
    """More time is asked for before the last day is over, and to a later day.

    Raises: RuleBroken("extension_late" | "extension_until")
    Source: 安全生产违法行为行政处罚办法 (2015) art. 16: 期限届满前提出（新办法待核）
    """
    require_before_last_day(on, due_on)
    if until_on <= due_on:
        text = f"延期应晚于原期限 {due_on}"
        raise RuleBroken("extension_until", text, {"until_on": text})


def require_before_last_day(on: date, due_on: date) -> None:
    """Raises: RuleBroken("extension_late")"""
    if on > due_on:
        raise RuleBroken("extension_late", f"整改期限已于 {due_on} 届满，届满以后不能再申请延期，请立即完成整改并报告")


def require_extensions_left(granted: int, most: int | None) -> None:
    """No more extensions than the parameter allows. Args: most: None: no number is set

    Raises: RuleBroken("extension_times")
    """
    if most is not None and granted >= most:
        text = f"整改期限已延期 {granted} 次，最多 {most} 次（待核），不能再延期；请立即完成整改并报告，逾期的转入督办"
        raise RuleBroken("extension_times", text)


def require_length(until_on: date, due_on: date, days: int | None) -> None:
    """One extension adds so many days at the most (待核). Raises: RuleBroken("extension_length")"""
    if days is not None and until_on > (latest := due_on + timedelta(days=days)):
        text = f"一次延期最多 {days} 日（待核的参数），最晚可以延到 {latest}"
        raise RuleBroken("extension_length", text, {"until_on": text})


def require_within(until_on: date, limit_on: date, whose: str, field: str = "until_on") -> None:
    """While another office has set a last day of its own, it moves first.

    Args:   whose: 「区级挂牌督办 GP-2026-00001」; field: where the day was typed
    Raises: RuleBroken("extension_listed")
    Source: 三年行动方案 (2024) 主方案 10⑦ (待核)
    """
    if until_on > limit_on:
        text = (f"本隐患{whose}到 {limit_on} 为止，延期不能超过督办期限；请先申请督办延期，"
                "经挂牌机关批准以后再申请本项延期（三年行动方案10⑦，待核）")  # fmt: skip
        raise RuleBroken("extension_listed", text, {field: text})


def require_protection(ground: str, protection: str) -> None:
    """No delay without warning signs, monitoring and protective measures meanwhile (R014).

    Raises: RuleBroken("protection")
    Source: 三年行动方案 (2024): 设警示标识、监测和防范措施; 安全生产事故隐患排查治理暂行规定 (2007) art. 16
    """
    fields = {"ground": ground, "protection": protection}
    missing = {field: "延期必填" for field, given in fields.items() if not given.strip()}
    if missing:
        raise RuleBroken("protection", "申请延期须写明理由和延期期间的防范措施（警示、监测、防护），缺一不可", missing)


def require_photos(field: str, photos: list, words: str) -> None:
    """Raises: RuleBroken("photos"). Source: 三年行动方案 (2024): 整改前后照片佐证"""
    if not photos:
        text = f"{words}须有照片佐证"
        raise RuleBroken("photos", text, {field: text})


def require_closable(links: Iterable[str], grade: str | None, immediate: bool, passed: set[str], signed: bool) -> None:
    """Nothing is removed from the list while a link has no record, a level has not checked it, or the head not signed.

    Args:   links: those with a record; passed: levels whose latest check passed; signed: by the head (major only)
    Raises: RuleBroken("links_missing" | "checks_missing" | "not_signed"), naming what is missing
    Source: 三年行动方案 (2024) 主方案 8, 10①: 市区两级把关销号; 安全生产法 (2021) art. 41(3)
    """
    if missing := missing_links(links):
        raise RuleBroken("links_missing", f"还不能销号：缺{'、'.join(missing)}环节的记录，请先补办")
    if grade == "major" and not signed:
        raise RuleBroken("not_signed", "还不能销号：重大隐患须经主要负责人签批，请先办理签批")
    needed = {"district", "city"} if grade == "major" else set() if immediate else {"district"}
    if unmet := [words for level, words in LEVELS.items() if level in needed - passed]:
        raise RuleBroken("checks_missing", f"还不能销号：{'、'.join(unmet)}验收还没有通过，请先验收")
