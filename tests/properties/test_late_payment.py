"""The late-payment penalty (加处罚款) for any fine, payments and pauses: the ledger adds up and never passes the fine."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.penalties.rules import CENT, LATE_RATE, late_days, late_payment_yuan, late_spans

DUE = date(2026, 8, 18)
days = st.integers(0, 90).map(lambda n: DUE + timedelta(n))


@st.composite
def matters(draw):
    """(fine, payments of at most the fine, pauses, until)"""
    fine = Decimal(draw(st.integers(1, 2_000_000)))
    parts, left = [], fine
    for share in draw(st.lists(st.integers(1, 99), max_size=3)):
        part = (left * share / 100).quantize(CENT)
        parts.append((draw(days), part))
        left -= part
    pauses = [(first, draw(st.none() | st.integers(0, 30).map(lambda n, first=first: first + timedelta(n))))
              for first in draw(st.lists(days, max_size=2))]  # fmt: skip
    return fine, parts, pauses, draw(days)


@given(matters())
def test_the_ledger_adds_up_day_by_day_and_stays_within_the_fine(matter):
    fine, paid, pauses, until = matter
    ledger = list(late_days(fine, DUE, paid, until, pauses))
    assert [row.on for row in ledger] == [DUE + timedelta(n) for n in range(1, (until - DUE).days + 1)]
    total = Decimal(0)
    for row in ledger:
        stopped = any(first <= row.on <= (last or date.max) for first, last in pauses)
        assert row.unpaid_yuan == fine - sum(yuan for on, yuan in paid if on <= row.on)
        assert row.added_yuan == (0 if stopped else min(LATE_RATE * row.unpaid_yuan, fine - total))
        total += row.added_yuan
        assert row.total_yuan == total <= fine
    assert late_payment_yuan(fine, DUE, paid, until, pauses) == total.quantize(CENT)


@given(matters())
def test_spans_tell_every_day_once(matter):
    fine, paid, pauses, until = matter
    ledger = list(late_days(fine, DUE, paid, until, pauses))
    spans = late_spans(ledger)
    assert sum(span.days for span in spans) == len(ledger)
    assert sum(span.first.added_yuan * span.days for span in spans) == sum(row.added_yuan for row in ledger)
    assert all(a.last.on + timedelta(1) == b.first.on for a, b in zip(spans, spans[1:], strict=False))
    assert len(spans) <= 2 * (len(paid) + 2 * len(pauses) + 2)


@given(matters(), days, st.integers(0, 30))
def test_a_pause_or_a_payment_never_makes_it_more(matter, first, length):
    fine, paid, pauses, until = matter
    before = late_payment_yuan(fine, DUE, paid, until, pauses)
    assert late_payment_yuan(fine, DUE, paid, until, [*pauses, (first, first + timedelta(length))]) <= before
    left = fine - sum(yuan for _, yuan in paid)
    assert late_payment_yuan(fine, DUE, [*paid, (first, left)], until, pauses) <= before


def test_nothing_paid_it_stops_on_the_thirty_fourth_day():
    ledger = list(late_days(Decimal(86000), DUE, [], DUE + timedelta(60)))
    assert [row.added_yuan for row in ledger[:2]] == [Decimal(2580)] * 2
    assert (ledger[32].total_yuan, ledger[33].added_yuan, ledger[33].total_yuan) == (85140, 860, 86000)
    assert [row.why for row in ledger[33:36]] == ["added", "capped", "capped"]
