"""The law of amounts and steps around one party's penalty, as pure functions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import RuleBroken
from app.law.penalty_lengths import Length

# 行政处罚法 (2021) art. 72(1)1 and 行政强制法 (2011) art. 45: 3 % of the fine a day, never more than the fine itself.
LATE_RATE = Decimal("0.03")
CENT = Decimal("0.01")
LATE_WHY = {
    "added": "按未缴的罚款加处", "paused": "停止计算（复议、诉讼或者批准的延期、分期）", "capped": "已达罚款本金，不再增加",
    "settled": "罚款已缴清，不再增加",
}  # fmt: skip
CONFISCATION = "confiscate_gain"
KINDS = {
    "warning": "警告", "fine": "罚款", "confiscate_gain": "没收违法所得", "confiscate_goods": "没收非法财物",
    "suspend_business": "责令停产停业整顿",
    "stop_construction": "责令停止建设", "suspend_qualification": "暂停与安全生产有关的资格",
    "revoke_license": "吊销许可证件", "closure_order": "予以关闭", "career_ban": "限制从业",
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """How heavy a proposed penalty is: its kinds, its two amounts in yuan (0 where the kind is absent), how long kinds
    without an amount last, and the same of each single breach by its name."""

    kinds: frozenset[str]
    fine_yuan: Decimal
    gain_yuan: Decimal
    each: Mapping[str, "Measure"] = field(default_factory=dict)
    lengths: Mapping[str, Length] = field(default_factory=dict)

    @classmethod
    def of(cls, sanctions: list[dict], fine_yuan: Decimal | None, gain_yuan: Decimal | None = None, each=None) -> "Measure":
        kinds = frozenset(sanction["code"] for sanction in sanctions)
        return cls(kinds, (fine_yuan or Decimal(0)) if "fine" in kinds else Decimal(0),
                   (gain_yuan or Decimal(0)) if CONFISCATION in kinds else Decimal(0), each or {}, lengths_of(sanctions))  # fmt: skip

    def heavier_than(self, other: "Measure") -> list[str]:
        """Chinese reasons why this is heavier than `other`: a kind or a breach that was not there, or a larger amount,
        of the whole or of one breach (a sum that is no larger may hide one breach made heavier at another's cost)."""
        reasons = [f"增加了处罚种类“{KINDS[kind]}”" for kind in sorted(self.kinds - other.kinds)]
        if self.fine_yuan > other.fine_yuan:
            reasons.append(f"罚款由 {other.fine_yuan:,.2f} 元增加到 {self.fine_yuan:,.2f} 元")
        if self.gain_yuan > other.gain_yuan:
            reasons.append(f"没收由 {other.gain_yuan:,.2f} 元增加到 {self.gain_yuan:,.2f} 元")
        reasons += self._longer_than(other)
        for name, measure in self.each.items():
            if name not in other.each:
                reasons.append(f"增加了“{name}”")
            elif more := measure.heavier_than(other.each[name]) if not reasons else measure._longer_than(other.each[name]):
                reasons += [f"“{name}”{words}" for words in more]
        return reasons

    def _longer_than(self, other: "Measure") -> list[str]:
        """Where a kind lasts longer than it did, or it cannot be said that it does not."""
        changed = ((KINDS[code], self.lengths.get(code), other.lengths.get(code)) for code in sorted(self.kinds & other.kinds))
        return [f"{name}由“{told or '没有写期限'}”改为“{mine or '没有写期限'}”，期限更长或者不能比较"
                for name, mine, told in changed if not _no_longer(mine, told)]  # fmt: skip


def lengths_of(sanctions: list[dict]) -> dict[str, Length]:
    """{kind: how long it lasts} of the kinds that say so."""
    return {each["code"]: Length(each["unit"], each.get("count")) for each in sanctions if each.get("unit")}


def _no_longer(mine: Length | None, told: Length | None) -> bool:
    return mine == told or bool(mine and told and mine.no_longer_than(told))


def require_whole_proposal(outcome: str, breaches: list[dict], reason: str) -> None:
    """A penalty names what it punishes; any other outcome gives its reason.

    Raises: RuleBroken("breaches_missing" | "reason_missing")
    Source: 行政处罚法 (2021) arts. 5, 33, 57
    """
    if outcome != "penalty" and not reason.strip():
        raise RuleBroken("reason_missing", "请写明不予处罚、撤案或者移送的理由（罚法第57条）", {"reason": "请写明理由"})
    if outcome == "penalty" and not breaches:
        text = "给予处罚的，须逐项写明违法行为、条款和裁量（罚法第5条、第57条）。请增加一条"
        raise RuleBroken("breaches_missing", text, {"breaches": text})


def require_no_quiet_aggravation(proposed: Measure, notified: Measure | None, facts_changed: bool) -> None:
    """Once a party was told, a heavier proposal needs new facts, reasons or articles, and a new notice of them.

    Raises: RuleBroken("heavier_than_notified")
    Source: 行政处罚法 (2021) arts. 44, 45, 62
    """
    if notified is None or facts_changed:
        return
    if reasons := proposed.heavier_than(notified):
        text = (
            f"比告知的处罚更重：{'；'.join(reasons)}。不得因陈述申辩、听证加重（罚法第45条）。请不超过告知的处罚；"
            "确有新的事实、理由或者依据的，勾选“事实、理由或者依据与告知时不同”并写明，批准后重新告知"
        )
        raise RuleBroken("heavier_than_notified", text, {"breaches": text})


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


@dataclass(frozen=True)
class LateDay:
    """One day of the late-payment penalty: what was unpaid, what the day adds, the sum so far; why: key of LATE_WHY."""

    on: date
    unpaid_yuan: Decimal
    added_yuan: Decimal
    total_yuan: Decimal
    why: str


def late_days(
    fine_yuan: Decimal, due_on: date, paid: list[tuple[date, Decimal]], until: date,
    pauses: list[tuple[date, date | None]] = (),
) -> Iterator[LateDay]:  # fmt: skip
    """The late-payment penalty (加处罚款) day by day, from the day after `due_on` through `until`, in yuan, without interest.

    3 % of what is still unpaid for each day, at most the fine itself: with nothing paid it stops growing on day 34.

    Args:   paid: (day, yuan) of each payment of the fine; the day of payment itself no longer runs on that part
            pauses: (first, last) days on which nothing is added: a review or suit, a deferral; last None: going on
    Source: 行政处罚法 (2021) arts. 72, 73(3); 行政强制法 (2011) art. 45. That a part payment lowers the daily sum is practice (M)
    """
    total = Decimal(0)
    for days in range(1, (until - due_on).days + 1):
        day = due_on + timedelta(days)
        unpaid = fine_yuan - sum(yuan for paid_on, yuan in paid if paid_on <= day)
        if any(first <= day <= (last or date.max) for first, last in pauses):
            why, added = "paused", Decimal(0)
        else:
            added = min(LATE_RATE * unpaid, fine_yuan - total)
            why = "added" if added else "capped" if unpaid else "settled"
        total += added
        yield LateDay(day, unpaid, added, total, why)


def late_payment_yuan(fine_yuan: Decimal, due_on: date, paid, until: date, pauses=()) -> Decimal:
    """What has run up through `until`, in yuan; see `late_days`."""
    total = Decimal(0)
    for day in late_days(fine_yuan, due_on, paid, until, pauses):
        total = day.total_yuan
        if day.why == "capped":
            break
    return total.quantize(CENT)


@dataclass(frozen=True)
class LateSpan:
    """Days one after the other on which the same is added for the same reason."""

    first: LateDay
    last: LateDay
    days: int


def late_spans(days: Iterable[LateDay]) -> list[LateSpan]:
    """The ledger in as few lines as tell every day: those alike stand together."""
    spans: list[LateSpan] = []
    for day in days:
        before = spans[-1] if spans else None
        if before and (before.last.why, before.last.unpaid_yuan, before.last.added_yuan) == (
            day.why, day.unpaid_yuan, day.added_yuan,
        ):  # fmt: skip
            spans[-1] = LateSpan(before.first, day, before.days + 1)
        else:
            spans.append(LateSpan(day, day, 1))
    return spans


def require_lighter(fine_yuan: Decimal | None, changed_yuan: Decimal) -> None:
    """A review does not make the party worse off; a court's change is for a fine plainly out of proportion.

    Raises: RuleBroken("change_amount")
    Source: 行政复议法 (2023) art. 63(2); 行政诉讼法 (2017) art. 77
    """
    if not fine_yuan or not 0 <= changed_yuan < fine_yuan:
        text = f"变更后的罚款应当少于原决定的 {fine_yuan or 0:,.2f} 元：不得加重当事人的义务（复法第63条、诉法第77条）"
        raise RuleBroken("change_amount", text, {"changed_yuan": text})


def require_waivable(yuan: Decimal, late_yuan: Decimal) -> None:
    """Only what was added may be let off, and not more than it is.

    Raises: RuleBroken("waive_amount")
    Source: 行政强制法 (2011) art. 42
    """
    if not 0 < yuan <= late_yuan:
        text = f"加处罚款现为 {late_yuan:,.2f} 元，执行协议只能减免其中的一部分或者全部，不能减免罚款本金（强法第42条）"
        raise RuleBroken("waive_amount", text, {"waived_yuan": text})


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
