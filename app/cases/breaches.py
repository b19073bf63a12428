"""From what the form says of the violations to what a proposal keeps of them, and to what papers tell (违法行为与裁量)."""


from decimal import Decimal, InvalidOperation

from app.cases.rules import money
from app.core.clock import today
from app.law.articles import citation
from app.law.penalty_lengths import COUNTED, Length
from app.law.penalty_rules import TIERS
from app.penalties import breaches as penalties
from app.penalties import circumstances, tiers
from app.penalties.models import Breach
from app.penalties.rules import lengths_of

# Whom the articles name, by the capacity a party answers in; a manager may also be 直接负责的主管人员 of the conduct itself.
SUBJECTS = {
    "entity": ("entity",), "main_responsible_person": ("main_responsible", "direct_responsible"),
    "other_manager": ("other_managers", "direct_responsible"), "directly_responsible_supervisor": ("direct_responsible",),
    "directly_responsible_person": ("direct_responsible",), "sole_investor": ("sole_investor",),
}  # fmt: skip
MONEY = ("fine", "confiscate_gain")
GIVEN = ("deaths", "injuries", "loss_yuan", "income_yuan", "original_fine_yuan", "original_decision", "ordered_on", "rechecked_on")


def rows(party, said: dict) -> list[Breach]:
    """The breaches a form names against this party, in the order of the form, not yet kept.

    Args: said: the answers of `propose_penalty`, whole or as far as they go
    """
    return [row(party, answer, place) for place, answer in enumerate(said.get("breaches") or [], 1) if answer.get("rule")]


def row(party, answer: dict, place: int = 1) -> Breach:
    rule_id, item = penalties.split(answer["rule"])
    found = {
        "position": place, "rule_id": rule_id, "item": item, "tier": answer.get("tier") or "",
        "conduct_on": penalties.day(answer.get("conduct_on")) or party.case.conduct_on,
        "conduct": answer.get("conduct") or "", "violated": citation(answer.get("breached")),
        "violated_articles": answer.get("breached") or [],
        "given": {key: value for key in GIVEN if (value := _said(key, answer.get(key))) not in (None, "")},
        "sanctions": sanctions(answer), "fine_yuan": _yuan(answer.get("fine_yuan")),
        "gain_yuan": _yuan(answer.get("gain_yuan")),
        "circumstances": answer.get("circumstances") or [], "circumstance_note": answer.get("circumstance_note") or "",
        "circumstance_evidence": answer.get("circumstance_evidence") or [], "mitigated": bool(answer.get("mitigated")),
        "weighing": answer.get("weighing") or "", "deviation": answer.get("deviation") or "",
        "law_choice": answer.get("law_choice") or "", "law_reason": answer.get("law_reason") or "",
        "tier_facts": answer.get("tier_facts") or {},
    }  # fmt: skip
    subjects = SUBJECTS[party.capacity]
    breach = tiers.weigh(penalties.reckoned(Breach(**found), subjects, today()))  # the range first, then the place in it
    return penalties.reckoned(breach, subjects, today()) if breach.benchmark else breach


def _yuan(text: str | None) -> Decimal | None:
    """Half-typed amounts of a draft are none yet; the form itself refuses them when it is sent."""
    try:
        return money(text)
    except InvalidOperation:
        return None


def _said(key: str, value):
    return text_of(_yuan(value)) if key in penalties.AMOUNTS else value


def sanctions(answer: dict) -> list[dict]:
    """The kinds of penalty of one breach: [{"code", "unit" and "count" (how long), "scope", "text" (as papers print it)}],
    what is empty left out."""
    return [sanction(code, answer) for code in answer.get("sanctions") or []]


def sanction(code: str, answer: dict) -> dict:
    gain = _yuan(answer.get("gain_yuan"))
    if code in MONEY or code == "warning":
        return {"code": code, "text": f"没收违法所得 {gain:,.2f} 元"} if gain and code == "confiscate_gain" else {"code": code}
    length = length_of(code, answer)
    scope = answer.get("revoked_licence" if code == "revoke_license" else "sanction_detail")
    told = {"code": code, "scope": scope, "text": "，".join(filter(None, (length and length_words(length), scope)))}
    told |= {"unit": length.unit, "count": length.count} if length else {}
    return {name: value for name, value in told.items() if value}


def length_of(code: str, answer: dict) -> Length | None:
    name = penalties.LENGTH_FIELDS.get(code)
    unit = answer.get(f"{name}_unit")
    return Length(unit, answer.get(f"{name}_count") if unit in COUNTED else None) if unit else None


def length_words(length: Length) -> str:
    """「期限30日」, 「至整改合格」"""
    return f"期限{length}" if length.unit in COUNTED else str(length)


def answers_of(breach: Breach) -> dict:
    """The row of the form that said this breach; what was empty is left out."""
    kinds = [sanction["code"] for sanction in breach.sanctions]
    told = {each["code"]: each.get("scope") or each.get("text") for each in breach.sanctions if each["code"] not in MONEY}
    licence = told.pop("revoke_license", None)
    detail = next(filter(None, told.values()), None)
    said = {
        "rule": ":".join(filter(None, (breach.rule_id, breach.item))), "tier": breach.tier, "conduct_on": breach.conduct_on.isoformat(),
        "breached": breach.violated_articles, "conduct": breach.conduct, **breach.given, "sanctions": kinds, "sanction_detail": detail,
        "revoked_licence": licence, **length_answers(breach),
        "fine_yuan": text_of(breach.fine_yuan), "gain_yuan": text_of(breach.gain_yuan), "circumstances": breach.circumstances,
        "has_circumstances": bool(breach.circumstances) or None, "circumstance_note": breach.circumstance_note,
        "circumstance_evidence": breach.circumstance_evidence,
        "mitigated": breach.mitigated, "weighing": breach.weighing, "deviation": breach.deviation, "law_choice": breach.law_choice,
        "law_reason": breach.law_reason, "tier_facts": breach.tier_facts,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in (None, "", [], {})}


def length_answers(breach: Breach) -> dict:
    found = {}
    for code, length in lengths_of(breach.sanctions).items():
        name = penalties.LENGTH_FIELDS[code]
        found |= {f"{name}_unit": length.unit, f"{name}_count": length.count}
    return found


def text_of(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


# --- papers ---------------------------------------------------------------------------------------------------------


def paper_rows(found: list[Breach]) -> list[dict]:
    """Columns of the notice and the decision: each violation with its facts, articles, weighing and penalty."""
    return [
        {"name": penalties.conduct_of(each), "facts": each.conduct or None, "violated": each.violated or None, "basis": each.basis,
         "discretion": penalties.discretion_words(each), "measure": measure(each)}
        for each in found
    ]  # fmt: skip


def discretion_rows(found: list[Breach]) -> list[dict]:
    """Columns of the discretion statement (裁量说明书) inside the 案件处理呈批表."""
    return [
        {"name": penalties.conduct_of(each), "code": code_of(each), "basis": each.basis, "tier": TIERS.get(each.tier),
         "range": penalties.range_words(each.min_yuan, each.max_yuan), "circumstances": circumstance_words(each),
         "suggestion": penalties.suggestion_words(each), "measure": measure(each),
         "weighing": "。".join(filter(None, (penalties.tier_words(each), each.weighing))) or None,
         "version": each.rule_version}
        for each in found
    ]  # fmt: skip


def measure(breach: Breach) -> str | None:
    return penalties.measure_words(breach.sanctions, breach.fine_yuan, breach.gain_yuan, in_capitals=True) or None


def code_of(breach: Breach) -> str:
    return f"{breach.rule_id}第{breach.item}项" if breach.item else breach.rule_id


def circumstance_words(breach: Breach) -> str:
    told = [circumstances.words(breach.circumstances), breach.circumstance_note.rstrip("。")]
    proven = f"证据：{'、'.join(breach.circumstance_evidence)}" if breach.circumstance_evidence else ""
    return "；".join(filter(None, (*told, proven)))
