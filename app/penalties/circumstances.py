"""Circumstances that weigh on a penalty (情节) and grounds not to punish: what each must be shown with.

The codes, their effect and articles are data of `app.law.penalty_rules`; here is what the office asks for before it
believes them. Source: 行政处罚法 (2021) arts. 28, 30-36, 40, 49; proof asked for as the office's table of discretion has it.
"""

from collections.abc import Iterable

from app.core.errors import RuleBroken
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import Circumstance

CONDITIONS = {
    "minor": "违法行为轻微", "corrected": "已经及时改正（复查合格）", "no_harm": "没有造成危害后果", "first_time": "初次违法",
    "slight_harm": "危害后果轻微", "no_fault": "当事人有证据足以证明没有主观过错",
    "incapable": "不满十四周岁，或者不能辨认、控制自己的行为", "expired": "超过追责时效未被发现",
}  # fmt: skip
NEEDS = {  # every condition of a ground must be found
    "N1": ("minor", "corrected", "no_harm"), "N2": ("first_time", "slight_harm", "corrected"), "N3": ("no_fault",),
    "N4": ("incapable",), "N5": ("expired",),
}  # fmt: skip
PROOF = {
    "N1": "复查意见书、危害后果说明", "N2": "违法记录查询结果、复查意见书", "N3": "当事人提交的证据", "N4": "身份证明或者鉴定意见",
    "N5": "证明违法行为终了日的证据", "L1": "整改前后的证据，发生在责令改正之前更有力", "L2": "胁迫或者诱骗的证据",
    "L3": "询问笔录，能看出供述在先", "L4": "立功材料，普通配合不算", "L5": "写明条款", "L6": "身份证明", "L7": "鉴定意见",
    "A1": "预警或者应急响应文件", "A2": "此前的处罚决定书", "A3": "音像记录", "A4": "证明该情形的证据",
}  # fmt: skip
LENIENT, HARSH = "lenient", "harsh"


def circumstance(code: str) -> Circumstance:
    return load_penalties().circumstances[code]


def weighing() -> list[Circumstance]:
    """Those that make a penalty lighter or heavier."""
    return [each for each in load_penalties().circumstances.values() if each.effect in (LENIENT, HARSH)]


def cite(one: Circumstance) -> str:
    return one.article if "令" in one.article else f"罚法{one.article}"


def require_ground(code: str | None, conditions: Iterable[str], evidence: Iterable[int], is_person: bool) -> None:
    """No penalty is a decision of its own: it names its ground, finds every condition of it, and shows the evidence.

    Raises: RuleBroken("ground_missing" | "ground_persons_only" | "ground_unmet" | "ground_unproven")
    Source: 行政处罚法 (2021) arts. 30, 31, 33, 36
    """
    if code not in NEEDS:
        text = "不予处罚须写明法定情形（罚法第30条、第31条、第33条、第36条）。请选择其中一种；都不符合的，应当处罚"
        raise RuleBroken("ground_missing", text, {"no_penalty_ground": text})
    ground = circumstance(code)
    if ground.persons_only and not is_person:
        text = f"“{ground.text}”只适用于个人（{cite(ground)}）。请选择其他情形"
        raise RuleBroken("ground_persons_only", text, {"no_penalty_ground": text})
    if missing := [CONDITIONS[name] for name in NEEDS[code] if name not in set(conditions)]:
        text = f"“{ground.text}”（{cite(ground)}）还缺：{'、'.join(missing)}。请查明后勾选；不具备的，不能按这一情形不予处罚"
        raise RuleBroken("ground_unmet", text, {"ground_conditions": text})
    if not list(evidence):
        text = f"“{ground.text}”须有证据：{PROOF[code]}（{cite(ground)}）。请勾选证据；还没有的，先收集"
        raise RuleBroken("ground_unproven", text, {"ground_evidence": text})


def require_circumstances(codes: Iterable[str], note: str, evidence: Iterable[int], mitigated: bool) -> None:
    """Each circumstance is told and proven; only one that makes lighter allows to go below the range (减轻).

    Raises: RuleBroken("mitigation_without_ground" | "circumstance_unproven")
    Source: 行政处罚法 (2021) arts. 32, 34, 40
    """
    found = [circumstance(code) for code in codes]
    if mitigated and not any(each.effect == LENIENT for each in found):
        text = "减轻处罚须有法定的从轻、减轻情形（罚法第32条）。请先勾选情节，或者在法定幅度以内处罚"
        raise RuleBroken("mitigation_without_ground", text, {"mitigated": text})
    if found and not (note.strip() and list(evidence)):
        wanted = "；".join(f"{each.text}：{PROOF[each.code]}" for each in found)
        text = f"情节须有事实和证据（罚法第40条）。请写明事实并勾选证据（{wanted}）"
        raise RuleBroken("circumstance_unproven", text, {"circumstance_evidence" if note.strip() else "circumstance_note": text})


def effects(codes: Iterable[str]) -> set[str]:
    """Which ways these point: lenient, harsh, both, or none."""
    return {circumstance(code).effect for code in codes}


def words(codes: Iterable[str]) -> str:
    """As papers name them, with their articles; 「没有法定从轻、减轻或者从重情节」 when there are none."""
    named = [f"{each.text}（{cite(each)}）" for each in map(circumstance, codes)]
    return "；".join(named) or "没有法定从轻、减轻或者从重情节"
