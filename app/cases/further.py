"""What a further proceeding against the same party may propose: made again after a revocation, or a daily penalty."""

from datetime import date
from decimal import Decimal

from app.cases import daily_rules, remedy_rules
from app.cases.breaches import answers_of
from app.cases.models import Party
from app.law.penalty_amounts import daily_penalty_days
from app.penalties import queries as penalties
from app.penalties.models import Breach


def require_follows(party: Party, outcome: str, facts: str, breaches: list[Breach]) -> None:
    """The proposal keeps to what its proceeding was begun for. A first proceeding is free.

    Raises: RuleBroken("same_act" | "daily_only" | "daily_terms")
    Source: 行政复议法 (2023) art. 64(2); 行政诉讼法 (2017) art. 71; 安全生产法 (2021) art. 112
    """
    if party.round_kind == "redo" and outcome == "penalty":
        before = penalties.proposal(party.follows_id)
        alike = _plain(facts) == _plain(before.facts) and sorted(map(_act, breaches)) == sorted(
            map(_act, before.breaches)
        )
        remedy_rules.require_other_act(party.round_terms["redo"], alike)
    if party.round_kind == "daily" and outcome == "penalty":
        daily_rules.require_as_found([(each.rule_id, each.given) for each in breaches], party.round_terms)


def _plain(text: str) -> str:
    return "".join(text.split())


def _act(breach: Breach) -> tuple:
    return breach.rule_id, breach.item or "", breach.tier, breach.fine_yuan or Decimal(0)


def opening(party: Party) -> dict:
    """What the form of its first proposal opens with.

    Of a daily penalty: the refusal, its days and its amount; of a decision made again: what was proposed before.
    """
    if party.round_kind == "redo":
        return proposed_before(penalties.proposal(party.follows_id))
    terms = party.round_terms
    ordered, rechecked = (date.fromisoformat(terms[name]) for name in ("ordered_on", "rechecked_on"))
    days, fine = daily_penalty_days(ordered, rechecked), Decimal(terms["original_fine_yuan"])
    refusal = (
        f"{ordered} 责令{party.name}改正，{terms['original_decision']}对其罚款 {fine:,.2f} 元。{rechecked} 复查，仍未改正，"
        f"属于受到罚款处罚后拒不改正。自责令改正之日的次日起至复查之日共 {days} 日。"
    )
    row = {
        **terms, "rule": daily_rules.RULE, "tier": "refusal", "conduct_on": rechecked.isoformat(), "sanctions": ["fine"],
        "fine_yuan": str(fine * days), "weighing": f"原罚款 {fine:,.2f} 元，按日连续处罚 {days} 日。",
        "breached": penalties.proposal(party.follows_id).violated_articles,
    }  # fmt: skip
    return {"proposal_outcome": "penalty", "facts": refusal, "breaches": [row]}


def proposed_before(last) -> dict:
    """The form as the last proposal filled it in."""
    ground = last.ground or {}
    return {
        "proposal_outcome": last.outcome, "facts": last.facts, "violated": last.violated_articles, "basis": last.basis_articles,
        "breaches": [answers_of(breach) for breach in last.breaches], "in_campaign": bool(last.uniform),
        "uniform": last.uniform, "has_exemption": bool(ground.get("conditions")),
        "dual_reason": last.dual_reason, "reason": last.reason,
        "education": last.education, "no_penalty_ground": ground.get("code"), "ground_conditions": ground.get("conditions"),
        "ground_evidence": ground.get("evidence"), "exemption_reason": ground.get("reason"),
    }  # fmt: skip
