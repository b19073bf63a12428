"""Setting a length the law left open (设定期限): dated, on a document, and only where the law left it open."""

from datetime import date

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity.queries import user_by_name
from app.law import queries
from app.law.commands import start_period
from app.law.lengths import set_length
from app.law.periods import Status, compute

RULE, SINCE, PAPER = "rectification_review", date(2026, 2, 1), "云应急〔2026〕8号"


@pytest.fixture(autouse=True)
def clock():
    with frozen(date(2026, 8, 3)):
        yield


def say(length=10, since=SINCE, rule=RULE, document=PAPER, who="admin"):
    return set_length(user_by_name(who), rule, length, since, document)


def test_a_length_the_law_left_open_is_set_and_running_periods_get_their_day(app):
    row = start_period(SYSTEM, RULE, "case", 1, date(2026, 8, 3))
    assert (row.status, row.last_day) == (Status.UNVERIFIED, None)
    assert [moved.id for moved in say()] == [row.id]
    assert (row.status, row.last_day) == (Status.OK, date(2026, 8, 13))
    assert PAPER in queries.rule_of(row).note
    assert compute(RULE, date(2026, 9, 1)).last_day == date(2026, 9, 11)


def test_a_later_length_holds_from_its_day_and_earlier_matters_keep_theirs(app):
    say()
    say(length=15, since=date(2026, 9, 1), document="云应急〔2026〕20号")
    assert compute(RULE, date(2026, 8, 31)).last_day == date(2026, 9, 10)
    assert compute(RULE, date(2026, 9, 1)).last_day == date(2026, 9, 16)
    say(length=12)  # corrected: the last word for that day counts
    assert compute(RULE, date(2026, 8, 31)).last_day == date(2026, 9, 12)


@pytest.mark.parametrize(("code", "said"), [
    ("length_fixed", {"rule": "penalty_decision", "since": date(2026, 8, 3)}), ("length", {"length": 0}),
    ("length", {"length": 9999}), ("document", {"document": " "}),
])  # fmt: skip
def test_what_the_law_fixes_or_nobody_wrote_down_is_refused(app, code, said):
    with pytest.raises(RuleBroken) as refused:
        say(**said)
    assert refused.value.code == code
    with pytest.raises(NotFound):
        say(rule="no_such_rule")
    with pytest.raises(NotAllowed):
        say(who="zhifa1")


def test_the_page_of_the_period_is_the_place_and_keeps_what_was_typed(app, login):
    admin = login("admin")
    typed = {"length": "10", "since": "2026-02-01", "document": ""}
    refused = admin.post(f"/law/periods/{RULE}/length", data=typed)
    assert refused.status_code == 422 and "文号" in refused.text and 'value="10"' in refused.text
    assert admin.post(f"/law/periods/{RULE}/length", data=typed | {"document": PAPER}).status_code == 302
    page = admin.get(f"/law/periods/{RULE}").text
    assert "10 日" in page and PAPER in page
    officer = login("zhifa1").get(f"/law/periods/{RULE}").text
    assert "由管理员设定" in officer and "设定并重算期间" not in officer
    assert "设定期限" not in login("zhifa1").get("/law/periods/penalty_decision").text
