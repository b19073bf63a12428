"""The law of referrals as pure functions."""

from datetime import date, datetime

from app.core.errors import RuleBroken


def require_group(certified: int, chosen: int) -> None:
    """Two or more officers form the group (专案组). Source: 行政执法机关移送涉嫌犯罪案件的规定 (2020) art. 5"""
    if chosen < 2 or certified < chosen:
        message = f"专案组应有两名以上持证执法人员，所选 {chosen} 人中执法证有效的有 {certified} 人"
        raise RuleBroken("referral_group", message, {"group": message})


def require_head(is_head: bool) -> None:
    """The head, or whoever is appointed to act as head, decides; a deputy's approval is void.

    Args:   is_head: holds the post of head, or of acting head (主持工作), on the day
    Raises: RuleBroken("head_only")
    Source: 行政执法机关移送涉嫌犯罪案件的规定 (2020) art. 5
    """
    if not is_head:
        message = "移送由正职负责人或者主持工作的负责人决定（移送规定第5条）；由他人主持工作的，请管理员凭任命文件登记"
        raise RuleBroken("head_only", message)


def require_member(user_id: int, group: list[int]) -> None:
    if user_id not in group:
        raise RuleBroken("not_in_group", "您不是专案组成员，请由专案组成员办理")


def require_not_before(moment: datetime, earliest: datetime | None, field: str, label: str) -> None:
    if earliest and moment < earliest:
        raise RuleBroken("too_early", f"{label}早于前一步，请检查", {field: f"不能早于 {earliest:%Y-%m-%d %H:%M}"})


def require_copy_to_procuratorate(transferred_on: date, copied_on: date) -> None:
    """The letter is copied to the procuratorate at the same time. Source: 应急〔2019〕54号 art. 8"""
    if copied_on < transferred_on:
        raise RuleBroken("copy_early", "抄送检察院的日期早于移送，请检查", {"copied_on": "不能早于移送日期"})
