"""当场处罚: whom a matter just begun is about; a warning that no cited rule provides (行政处罚法第4条)."""

from datetime import date

import pytest

from app.cases.simple_rules import warning_doubt
from app.core.database import db
from app.enterprises.models import Enterprise
from app.identity.queries import user_by_name
from app.law.penalty_file import shipped_penalties
from app.workflow.handlers import context_of, prefilled
from tests.workflow.walk import do, only
from tests.workflows import penalty_answers as paying
from tests.workflows.test_simple_penalty import MONDAY, clock, spot, told  # noqa: F401  (fixtures)


def test_a_matter_just_begun_is_about_the_enterprise_chosen(spot):  # noqa: F811
    [firm] = db.session.query(Enterprise).all()
    assert only(spot, "tell_on_spot").subject_label == spot.label == firm.name
    case = paying.start_case(firm)
    assert only(case, "apply_filing").subject_label == firm.name


def opened(instance) -> dict:
    return prefilled("decide_on_spot", context_of(user_by_name("zhifa1"), only(instance, "decide_on_spot")))


@pytest.mark.parametrize("changed, words", [
    ({}, "安全生产法（2021）第99条对单位没有规定警告"), ({"told_warning": False}, None),
    ({"basis": ["aqscf-2021-99-0-1", "xzcff-2021-54-2"]}, "第99条"), ({"basis": ["xzcff-2021-54-2"]}, None),
])  # fmt: skip
def test_a_warning_no_cited_rule_provides_is_questioned(spot, changed, words):  # noqa: F811
    do(only(spot, "tell_on_spot").id, told(**changed))
    doubt = opened(spot)["doubt"]
    assert doubt is None if words is None else words in doubt


def test_a_rule_that_gives_a_warning_leaves_no_doubt():
    book = shipped_penalties()
    [gives] = book.rules_at("yhpc-2008", 26, MONDAY)
    [fines] = book.rules_at("aqscf-2021", 99, MONDAY)
    assert "不要给予警告" in warning_doubt([fines], "entity") and warning_doubt([fines, gives], "entity") is None
    assert "对个人" in warning_doubt([fines, gives], "person")  # it gives one to the entity only
    assert book.rules_at("aqscf-2021", 99, date(2020, 1, 1)) == []
