"""The daily penalty (按日连续处罚) as pure functions: when it may be begun, what it comes to.

The amount itself is the rule AQ112 of app.law: the original fine for each day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import RuleBroken
from app.law.penalty_amounts import daily_penalty_days

RULE = "AQ112"


@dataclass(frozen=True)
class Found:
    """What a daily penalty rests on: the order to correct, the fine decided, the failed re-inspection."""

    party_kind: str
    fine_yuan: Decimal | None
    decided_on: date | None
    delivered_on: date | None
    ordered_on: date
    order_delivered_on: date
    rechecked_on: date

    @property
    def days(self) -> int:
        """From the day after the order was made through the re-inspection."""
        return daily_penalty_days(self.ordered_on, self.rechecked_on)

    @property
    def amount_yuan(self) -> Decimal:
        return (self.fine_yuan or Decimal(0)) * self.days


def require_fined(
    party_kind: str, fine_yuan: Decimal | None, delivered_on: date | None, voided_on: date | None
) -> None:
    """Only an entity, and only one that was fined by a decision it has received and that stands.

    Raises: RuleBroken("daily_person" | "daily_not_fined")
    Source: 安全生产法 (2021) art. 112
    """
    if party_kind != "entity":
        raise RuleBroken("daily_person", "按日连续处罚只适用于生产经营单位，不适用于个人（安法第112条）")
    if not fine_yuan or delivered_on is None or voided_on:
        raise RuleBroken(
            "daily_not_fined", "没有已经送达而且有效的罚款决定，不能按日连续处罚（安法第112条）。请先作出并送达处罚决定"
        )


def require_refusal(found: Found, on: date) -> None:
    """Ordered to correct, the order served, fined, and on a later re-inspection still not corrected.

    Raises: RuleBroken("daily_dates")
    Source: 安全生产法 (2021) art. 112; that the re-inspection follows the fine is practice (M)
    """
    if not found.ordered_on <= found.order_delivered_on:
        _refuse("责令改正的文书送达以后，才谈得上拒不改正：送达日期不能早于作出日期", "order_delivered_on")
    if found.order_delivered_on >= found.rechecked_on:
        _refuse(f"复查应当在责令改正文书送达（{found.order_delivered_on}）以后进行", "rechecked_on")
    if found.rechecked_on < found.delivered_on:
        _refuse(
            f"应当在罚款决定送达（{found.delivered_on}）以后复查，仍不改正的才是受到罚款处罚后拒不改正（待核）",
            "rechecked_on",
        )
    if found.rechecked_on > on:
        _refuse(f"复查日期不能晚于 {on}", "rechecked_on")


def require_as_found(breaches: list[tuple[str, dict]], terms: dict) -> None:
    """The proposal punishes just the refusal, reckoned as it was approved.

    Args:   breaches: (rule id, what its range was asked with); terms: ordered_on, rechecked_on, original_fine_yuan
    Raises: RuleBroken("daily_only" | "daily_terms")
    Source: 安全生产法 (2021) art. 112
    """
    if [rule for rule, _ in breaches] != [RULE]:
        text = "本程序只处理受到罚款后拒不改正（安法第112条）。其他违法行为请另行立案"
        raise RuleBroken("daily_only", text, {"breaches": text})
    [(_, given)] = breaches
    if any(given.get(name) != terms[name] for name in ("ordered_on", "rechecked_on", "original_fine_yuan")):
        text = (
            f"应与批准启动时一致：责令改正 {terms['ordered_on']}，复查 {terms['rechecked_on']}，"
            f"原罚款 {Decimal(terms['original_fine_yuan']):,.2f} 元（安法第112条）。有出入的，请以新的复查另行启动"
        )
        raise RuleBroken("daily_terms", text, {"breaches": text})


def _refuse(text: str, field: str):
    text = f"{text}（安法第112条）" if "安法" not in text else text
    raise RuleBroken("daily_dates", text, {field: text})
