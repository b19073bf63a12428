"""What a further proceeding against the same party may propose: made again after a revocation, or a daily penalty."""

from decimal import Decimal

from app.cases import daily_rules, remedy_rules
from app.cases.models import Party
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
