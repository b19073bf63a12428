"""What must hold before a 通报 or 曝光 goes out, as pure functions and words.

Source: 鄂州市安全生产治本攻坚三年行动方案 (2024-2026), main plan 10④, 22③, its part for fire protection 15 (待核);
        政府信息公开条例 (2019) art. 15: no personal privacy in what is made public
"""

import re
from collections.abc import Iterable
from datetime import date

from app.core.errors import RuleBroken

PROCESS = "public_circular"
KINDS = {"notice": "通报", "exposure": "公开曝光"}
PAPERS = {"notice": "circular_notice", "exposure": "exposure_notice"}
STATUSES = {
    "drafting": "拟稿中", "review": "待审核", "approval": "待审批", "approved": "待发布", "published": "已发布，跟踪整改",
    "correcting": "待审批更正", "followed": "整改完成", "refused": "不同意通报", "withdrawn": "已撤回",
}  # fmt: skip
ENDED = ("followed", "refused", "withdrawn")
FALSE_REPORTS = 2  # monthly reports sent back as false from which on a unit is a candidate (三年行动方案三(四)1，待核)
RESULTS = {"continue": "继续跟踪", "done": "全部整改", "correct": "更正", "withdraw": "撤回"}
PERSONAL = {  # what points to one person, whoever that is
    "身份证号": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII),
    "手机号码": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII),
}
PRIVACY = "公开的文字不得有个人信息（政府信息公开条例第15条）"


def require_no_personal_data(texts: dict[str, str], people: Iterable[str], units: Iterable[str]) -> None:
    """Nothing that is published may name a person or carry a person's number.

    Args:   texts: {field: text}; people: names of the people of the units; units: names of units, which may stand in the
            text although a person's name is part of them
    Raises: RuleBroken("personal_data")
    """
    faults = {}
    for field, text in texts.items():
        for unit in sorted(units, key=len, reverse=True):
            text = text.replace(unit, "")
        found = [words for words, pattern in PERSONAL.items() if pattern.search(text)]
        found += sorted({f"姓名“{name}”" for name in people if len(name) > 1 and name in text})
        if found:
            faults[field] = f"文字里有{'、'.join(found)}，请删去或者只写职务"
    if faults:
        raise RuleBroken("personal_data", f"{PRIVACY}。{'；'.join(faults.values())}", faults)


def require_entries(number: int) -> None:
    """Raises: RuleBroken("entries")"""
    if not number:
        text = "还没有名单：请勾选候选，或者写点名的隐患编号、单位"
        raise RuleBroken("entries", text, {"candidates": text})


def require_publication(status: str, published_on: date, approved_on: date | None, on: date) -> None:
    """Approved first, then published (先审批后发布). Raises: RuleBroken("not_approved" | "published_on")"""
    if status != "approved" or approved_on is None:
        raise RuleBroken("not_approved", "还没有批准，不能发布；通报和曝光须经主要负责人审批（三年行动方案22③，待核）")
    require_day(published_on, approved_on, on)


def require_day(published_on: date, approved_on: date, on: date) -> None:
    """Raises: RuleBroken("published_on")"""
    if not approved_on <= published_on <= on:
        text = f"发布日期应在批准（{approved_on}）至今天之间"
        raise RuleBroken("published_on", text, {"published_on": text})


def require_all_removed(numbers: list[str]) -> None:
    """It is followed until nothing it names is left. Args: numbers: of the open hazards. Raises: RuleBroken("follow_result")"""
    if numbers:
        text = f"名单里的隐患 {'、'.join(numbers)} 还没有销号，请继续跟踪，不能办结（三年行动方案消防15，待核）"
        raise RuleBroken("follow_result", text, {"follow_result": text})
