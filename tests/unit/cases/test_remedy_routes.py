"""Which remedies a kind of decision leaves: a penalty on the spot is reviewed first."""

from datetime import date

import pytest

from app.cases import execution_papers
from app.cases.models import Party
from app.cases.remedy_models import Remedy
from app.cases.remedy_rules import ROUTES, require_exclusive, route_of
from app.core.errors import RuleBroken
from app.law.period_rules import load_rules

SPOT = route_of("on_the_spot", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("decision", "on", "periods"),
    [
        ("ordinary", date(2026, 9, 7), ("review_application", "litigation")),
        ("on_the_spot", date(2023, 12, 31), ("review_application", "litigation")),
        ("on_the_spot", date(2024, 1, 1), ("review_application",)),
    ],
)
def test_the_kind_of_decision_and_its_day_say_which_periods_begin(decision, on, periods):
    assert route_of(decision, on).periods == periods


def test_every_route_names_periods_of_the_law_and_its_article():
    known = load_rules().versions
    assert all(known.keys() >= set(route.periods) and "第" in route.article for route in ROUTES)


@pytest.mark.parametrize("earlier", [[], [("review", "withdrawn")]])
def test_no_direct_suit_against_a_penalty_on_the_spot(earlier):
    with pytest.raises(RuleBroken, match="第23条第1款第1项") as refused:
        require_exclusive("suit", earlier, SPOT)
    assert refused.value.code == "review_first"
    require_exclusive("suit", [], ROUTES[0])


@pytest.mark.parametrize("result", ["maintained", "rejected"])
def test_after_a_review_that_was_decided_or_refused_it_may_be_sued(result):
    require_exclusive("suit", [("review", result)], SPOT)  # 复议法第34条


@pytest.mark.parametrize(
    ("kind", "result", "words"),
    [
        ("suit", "withdrawn", "受理的行政诉讼以“裁定准许撤诉”（7号）结束，该裁判于2026年10月9日生效"),
        ("suit", "rejected", "以“裁定驳回起诉”（7号）结束，该裁判于2026年10月9日生效"),
        ("review", "maintained", "受理的行政复议以“维持”（7号）结束，被申请人于2026年10月9日收到复议决定，此后没有起诉"),
        ("review", "withdrawn", "以“申请人撤回，终止”（7号）结束"),
    ],
)
def test_the_application_to_the_court_says_how_what_is_registered_ended(monkeypatch, kind, result, words):
    row = Remedy(
        kind=kind,
        result=result,
        authority="云泽市人民法院",
        accepted_on=date(2026, 9, 1),
        ended_on=date(2026, 10, 9),
        result_number="7号",
    )
    monkeypatch.setattr(execution_papers, "last_ended", lambda _party_id: row)
    assert words in execution_papers.remedy_words({"remedy": "none"}, Party(id=1))
