"""Correcting a slip in an issued paper (更正), as pure functions: what is a slip, and what has to be revoked instead."""

import re

from app.core.errors import RuleBroken
from app.penalties.rules import KINDS as PENALTIES

KINDS = {"correct": "更正笔误", "revoke": "撤销决定"}
STATUSES = {"proposed": "办理中", "refused": "不批准", "approved": "已批准"}
SLIPS = {
    "typo": "错字、漏字、多字", "name": "名称、姓名的写法", "number": "文号、编号、证件号", "date": "日期", "article": "条文序号",
    "address": "地址、联系方式",
}  # fmt: skip
AMOUNT = re.compile(r"[￥元%％]|百分之|[壹贰叁肆伍陆柒捌玖拾佰仟萬]")
WAY = "事实、处罚种类、金额有误的，不能更正，应当撤销后重新作出（罚法第75条第2款）"


def require_slips(text: str, protected: list[str], slips: list[dict]) -> None:
    """Each names words of the paper as they stand there, and touches neither facts, nor kind, nor amount.

    Args:   text: the paper as it prints, without blanks; protected: sums and facts as they print
            slips: [{"slip_kind" (key of SLIPS), "wrong", "right"}]
    Raises: RuleBroken("no_slips" | "slip_same" | "slip_not_found" | "slip_amount" | "slip_kind" | "slip_facts")
    Source: 行政处罚法 (2021) arts. 5, 75(2); what may be corrected is practice (M)
    """
    if not slips:
        _refuse("no_slips", "请写明更正的内容")
    for slip in slips:
        wrong, right = _plain(slip["wrong"]), _plain(slip["right"])
        if wrong == right:
            _refuse("slip_same", f"“{slip['wrong']}”与更正后的文字相同")
        if wrong not in text:
            _refuse("slip_not_found", f"文书上没有“{slip['wrong']}”，请照文书上的文字填写")
        if AMOUNT.search(wrong + right) or any(wrong in each for each in protected if _is_amount(each)):
            _refuse("slip_amount", f"“{slip['wrong']}”涉及金额：{WAY}")
        if [word for word in PENALTIES.values() if word in wrong] != [word for word in PENALTIES.values() if word in right]:
            _refuse("slip_kind", f"“{slip['wrong']}”涉及处罚种类：{WAY}")
        in_facts = any(wrong in _plain(each) for each in protected if not _is_amount(each))
        if in_facts and slip["slip_kind"] != "typo" or in_facts and _digits(wrong) != _digits(right):
            _refuse("slip_facts", f"“{slip['wrong']}”属于认定的事实：{WAY}")


def _is_amount(text: str) -> bool:
    return bool(re.fullmatch(r"[\d,.]+", text))


def _plain(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def require_revocable(is_decision: bool, delivered: bool, voided_on) -> None:
    """Only a penalty decision that stands is revoked by its own organ; what was never served is not in force yet.

    Raises: RuleBroken("not_revocable")
    Source: 行政处罚法 (2021) art. 75(2)
    """
    if not is_decision:
        _refuse("not_revocable", "在这里只能撤销行政处罚决定；其他文书由作出它的程序撤回、解除或者重新制作", "correction_kind")
    if voided_on:
        _refuse("not_revocable", f"这份决定已于 {voided_on} 撤销", "correction_kind")
    if not delivered:
        _refuse("not_revocable", "决定书还没有送达，请先在送达环节办理，或者退回审批重新制作", "correction_kind")


def _refuse(code: str, text: str, field: str = "slips"):
    raise RuleBroken(code, text, {field: text})
