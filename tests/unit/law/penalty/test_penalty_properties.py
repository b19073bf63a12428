"""What holds for every rule, tier, party, day and amount."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.law.penalty_bands import NoSuggestion, suggest
from app.law.penalty_file import load_penalties
from app.law.penalty_ranges import Question, answer
from app.law.penalty_rules import GRADES, SUBJECTS, TIERS

BOOK = load_penalties()
LAWS = {rule.law for versions in BOOK.rules.values() for rule in versions}
BOUNDARIES = {law.effective_from for law in LAWS} | {
    law.effective_to + timedelta(1) for law in LAWS if law.effective_to
}
BOUNDARIES |= {BOOK.subtiers.effective_from, date(2021, 7, 15)}

yuan = st.decimals(min_value=0, max_value=30_000_000, places=2)
days = st.dates(min_value=date(2006, 1, 1), max_value=date(2028, 1, 1))
count = st.none() | st.integers(min_value=0, max_value=160)


@st.composite
def questions(draw, **fixed):
    facts = {
        "rule": draw(st.sampled_from(list(BOOK.rules))),
        "subject": draw(st.sampled_from(list(SUBJECTS))),
        "tier": draw(st.sampled_from(list(TIERS))),
        "on": draw(days),
        "grade": draw(st.none() | st.sampled_from(list(GRADES))),
        "deaths": draw(count),
        "injuries": draw(count),
        "gain_yuan": draw(st.none() | yuan),
        "income_yuan": draw(st.none() | yuan),
        "original_fine_yuan": draw(st.none() | yuan),
        "days": draw(st.none() | st.integers(min_value=0, max_value=400)),
        "fine_yuan": draw(st.none() | yuan),
        "decided_on": draw(st.none() | days),
        "mitigated": draw(st.booleans()),
        "circumstances": tuple(draw(st.lists(st.sampled_from(list(BOOK.circumstances)), max_size=2))),
    }
    return Question(**facts | fixed)


@st.composite
def answerable(draw):
    """A rule with one of its own tiers and parties, on a day it is in force, and a fine near its ends."""
    versions = [rule for versions in BOOK.rules.values() for rule in versions if rule.tiers]
    rule = draw(st.sampled_from(versions))
    tier = draw(st.sampled_from(list(rule.tiers)))
    subject = draw(st.sampled_from(list(rule.tiers[tier])))
    facts = {"rule": rule.id, "tier": tier, "subject": subject, "on": rule.law.effective_from, "decided_on": None,
             "grade": "extraordinary", "deaths": None, "injuries": None, "income_yuan": Decimal(100000)}  # fmt: skip
    question = draw(questions(**facts))
    told = answer(question)
    ends = [end for end in (told.min, told.max) if end is not None] or [Decimal(1)]
    near = draw(st.sampled_from(ends)) + draw(st.integers(min_value=-2, max_value=2)) * Decimal("0.01")
    return draw(st.sampled_from([question, answer_with(question, near)]))


def answer_with(question, fine):
    return Question(**{**vars(question), "fine_yuan": fine})


@settings(deadline=None, max_examples=400)
@given(questions() | answerable())
def test_an_accepted_fine_is_inside_the_range_of_the_tier_it_claims(question):
    told = answer(question)
    assert told.reason
    if not told.allowed or question.fine_yuan is None:
        return
    assert 0 < question.fine_yuan <= told.max
    below = question.fine_yuan < told.min
    assert not below or (question.mitigated and any(code.startswith("L") for code in question.circumstances))


@settings(deadline=None, max_examples=300)
@given(questions() | answerable(), st.integers(min_value=1, max_value=4000))
def test_a_later_day_changes_an_answer_only_at_a_version_boundary(question, later):
    asked = Question(**{**vars(question), "decided_on": None})
    end = asked.on + timedelta(later)
    if any(asked.on < day <= end for day in BOUNDARIES):
        return
    first, second = answer(asked), answer(Question(**{**vars(asked), "on": end}))
    assert (first.min, first.max, first.allowed, first.version) == (
        second.min,
        second.max,
        second.allowed,
        second.version,
    )


@settings(deadline=None, max_examples=300)
@given(questions(mitigated=True, fine_yuan=Decimal(0)) | questions(fine_yuan=Decimal("-0.01")))
def test_no_fine_is_ever_zero_or_less(question):
    assert not answer(question).allowed


@settings(deadline=None, max_examples=300)
@given(yuan, yuan, st.sampled_from(["lenient", "normal", "harsh"]), st.booleans(),
       st.none() | st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted))  # fmt: skip
def test_a_suggestion_lies_in_the_range_or_strictly_below_it_when_mitigated(one, other, direction, mitigated, band):
    low, high = sorted((one, other))
    try:
        least, most = suggest((low, high), band, direction, mitigated)
    except NoSuggestion:
        assert high == 0 or (mitigated and low <= Decimal("0.01"))
        return
    assert least > 0 and least % Decimal("0.01") == 0
    assert (0 < least <= most < low) if mitigated else (low <= least <= most <= high)


@settings(deadline=None, max_examples=150)
@given(questions() | answerable())
def test_no_answer_nests_round_brackets(question):
    told = answer(question)
    for text in (told.reason, told.basis, *told.warnings, *told.notes, *told.laws):
        depth = 0
        for sign in text:
            depth += (sign == "（") - (sign == "）")
            assert 0 <= depth <= 1, text


@settings(deadline=None, max_examples=200)
@given(questions() | answerable(), st.sampled_from(["conduct", "decision"]))
def test_a_choice_of_law_stays_inside_what_either_law_says(question, choice):
    plain, chosen = answer(question), answer(Question(**{**vars(question), "law_choice": choice}))
    if not plain.laws:
        assert (chosen.min, chosen.max) in ((plain.min, plain.max), (None, None))
    elif chosen.max is not None and choice == "conduct":
        assert (chosen.min, chosen.max) == (plain.min, plain.max)
