"""The law of amounts and steps around one party's penalty, as pure functions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import RuleBroken

# 行政处罚法 (2021) art. 72(1)1 and 行政强制法 (2011) art. 45: 3 % of the fine a day, never more than the fine itself.
LATE_RATE = Decimal("0.03")
CENT = Decimal("0.01")
CONFISCATION = "confiscate_gain"


@dataclass(frozen=True)
class Measure:
    """How heavy a proposed penalty is: its kinds and its two amounts in yuan (0 where the kind is absent)."""

    kinds: frozenset[str]
    fine_yuan: Decimal
    gain_yuan: Decimal

    @classmethod
    def of(cls, sanctions: list[dict], fine_yuan: Decimal | None, gain_yuan: Decimal | None = None) -> "Measure":
        kinds = frozenset(sanction["code"] for sanction in sanctions)
        return cls(kinds, (fine_yuan or Decimal(0)) if "fine" in kinds else Decimal(0),
                   (gain_yuan or Decimal(0)) if CONFISCATION in kinds else Decimal(0))  # fmt: skip

    def heavier_than(self, other: "Measure") -> list[str]:
        """Chinese reasons why this is heavier than `other`: a kind that was not there, or a larger amount."""
        reasons = [f"增加了处罚种类 {kind}" for kind in sorted(self.kinds - other.kinds)]
        if self.fine_yuan > other.fine_yuan:
            reasons.append(f"罚款由 {other.fine_yuan:,.2f} 元增加到 {self.fine_yuan:,.2f} 元")
        if self.gain_yuan > other.gain_yuan:
            reasons.append(f"没收由 {other.gain_yuan:,.2f} 元增加到 {self.gain_yuan:,.2f} 元")
        return reasons


@dataclass(frozen=True)
class Threshold:
    """From what on a procedure is due. Amounts in yuan by party kind, the amount itself included."""

    id: str
    effective_from: date
    effective_to: date | None
    fine_from_yuan: dict
    confiscation_from_yuan: dict
    always: tuple[str, ...]
    basis: str
    confidence: str
    parameter: bool
    note: str

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def triggers(self, party_kind: str, measure: Measure, names: dict[str, str]) -> list[str]:
        """Why the procedure is due for this one party (amounts of several parties are never added); empty: it is not."""
        found = [names[kind] for kind in self.always if kind in measure.kinds]
        for amount, limits, word in (
            (measure.fine_yuan, self.fine_from_yuan, "罚款"),
            (measure.gain_yuan, self.confiscation_from_yuan, "没收违法所得"),
        ):
            if amount and amount >= limits[party_kind]:
                found.append(f"{word} {amount:,.2f} 元，达到 {limits[party_kind]:,} 元")
        return found


def require_whole_proposal(outcome: str, sanctions: list[dict], fine_yuan: Decimal | None, reason: str) -> None:
    """A penalty names its kinds and, for a fine, its amount; any other outcome gives its reason.

    Raises: RuleBroken("sanctions_missing" | "fine_missing" | "reason_missing")
    Source: 行政处罚法 (2021) arts. 9, 33, 57
    """
    if outcome != "penalty":
        if not reason.strip():
            raise RuleBroken("reason_missing", "请写明不予处罚、撤案或者移送的理由（罚法第57条）", {"reason": "请写明理由"})
        return
    if not sanctions:
        raise RuleBroken("sanctions_missing", "请选择至少一种处罚（罚法第9条）", {"sanctions": "请选择至少一种处罚"})
    if any(sanction["code"] == "fine" for sanction in sanctions) and not (fine_yuan and fine_yuan > 0):
        raise RuleBroken("fine_missing", "罚款须写明数额，且大于零", {"fine_yuan": "请填写大于零的罚款数额"})


def require_not_heavier(proposed: Measure, notified: Measure | None) -> None:
    """A decision is never heavier than what the party was told; a statement or a hearing never aggravates it.

    Raises: RuleBroken("not_notified" | "heavier_than_notified")
    Source: 行政处罚法 (2021) arts. 44, 45, 62
    """
    if notified is None:
        raise RuleBroken("not_notified", "拟作出的处罚还没有告知当事人，不能作出决定（罚法第44条、第62条）。请先告知")
    if reasons := proposed.heavier_than(notified):
        raise RuleBroken(
            "heavier_than_notified",
            f"比告知的处罚更重：{'；'.join(reasons)}。不得因陈述申辩加重（罚法第45条）；有新事实的，请重新告知",
        )


def late_payment_yuan(fine_yuan: Decimal, due_on: date, paid: list[tuple[date, Decimal]], until: date) -> Decimal:
    """The late-payment penalty (加处罚款) run up from the day after `due_on` through `until`, in yuan, without interest.

    3 % of what is still unpaid for each day, at most the fine itself: with nothing paid it stops growing on day 34.

    Args:   paid: (day, yuan) of each payment of the fine; the day of payment itself no longer runs on that part
    Source: 行政处罚法 (2021) art. 72; 行政强制法 (2011) art. 45. That a part payment lowers the daily sum is practice (M)
    """
    owed = Decimal(0)
    for days in range(1, (until - due_on).days + 1):
        day = due_on + timedelta(days)
        owed += LATE_RATE * (fine_yuan - sum(yuan for paid_on, yuan in paid if paid_on <= day))
        if owed >= fine_yuan:
            return fine_yuan.quantize(CENT)
    return owed.quantize(CENT)


def require_payment_fits(paid: "Paid", open_yuan: "Paid", decided_on: date, on: date) -> None:
    """A payment is more than nothing, at most what is open of each part, and lies between the decision and today.

    Args:   paid: what was received; open_yuan: what is still open of the fine and, on the day of payment, of the
            late-payment penalty
    Raises: RuleBroken("payment_date" | "payment_amount" | "late_amount")
    Source: 行政处罚法 (2021) arts. 67, 72, 74
    """
    if not decided_on <= paid.on <= on:
        text = f"缴款日期应在 {decided_on} 至 {on} 之间"
        raise RuleBroken("payment_date", text, {"paid_on": text})
    if not 0 <= paid.fine_yuan <= open_yuan.fine_yuan or paid.fine_yuan + paid.late_yuan <= 0:
        text = f"罚款尚欠 {open_yuan.fine_yuan:,.2f} 元，本次金额须大于零且不超过它；多缴的部分由银行退回"
        raise RuleBroken("payment_amount", text, {"amount_yuan": text})
    if not 0 <= paid.late_yuan <= open_yuan.late_yuan:
        text = f"到 {paid.on} 应缴的加处罚款为 {open_yuan.late_yuan:,.2f} 元，不能多收（罚法第72条）"
        raise RuleBroken("late_amount", text, {"late_yuan": text})


@dataclass(frozen=True)
class Paid:
    """A sum in yuan, split into the fine and the late-payment penalty, on a day."""

    fine_yuan: Decimal
    late_yuan: Decimal
    on: date
