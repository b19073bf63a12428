"""Tables in force: dated, immutable, checked; what they decide is a row."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity.queries import user_by_name
from app.law.tables import commands, queries
from app.law.tables.commands import TableRefused, decide, put_in_force, put_shipped_in_force
from app.law.tables.models import DecisionResult, TableVersion
from tests.tables import dmn, table

DAY = date(2026, 3, 2)
LEVEL = table("level", "yuan:number", "due:boolean reason:string", '< 100.5 ; false ; "少"', '>= 100.5 ; true ; "多"')


def put(xml=LEVEL, since=date(2024, 1, 1), **more) -> TableVersion:
    return put_in_force(SYSTEM, dmn(xml, **more), since)[0]


def test_the_version_of_the_day_decides_and_the_row_says_by_what(app):
    first = put()
    second = put(LEVEL.replace("100.5", "200"), date(2026, 3, 2))
    early = decide(SYSTEM, "level", {"yuan": Decimal("100.50")}, date(2026, 3, 1), ("proposal", 7), "i-1")
    late = decide(SYSTEM, "level", {"yuan": Decimal("100.50")}, DAY)
    assert (early.table, late.table) == (first, second)
    assert (early.value, late.value) == ({"due": True, "reason": "多"}, {"due": False, "reason": "少"})
    assert (early.fired, early.inputs) == ({"level": ["level_2"]}, {"yuan": "100.5"})  # exact, not 100.49999…
    assert (early.subject_kind, early.subject_id, early.instance_id, early.sha256) == (
        "proposal",
        "7",
        "i-1",
        first.sha256,
    )
    assert queries.result("level", "proposal", 7) is early and queries.result("level", "proposal", 8) is None


def test_versions_end_where_the_next_begins_and_a_correction_of_the_same_day_wins(app):
    put(), put(LEVEL.replace("100.5", "200"), date(2025, 1, 1)), put(LEVEL.replace("100.5", "300"), date(2025, 1, 1))
    assert [(row.version, until) for row, until in queries.versions("level")] == [
        (3, None), (2, date(2024, 12, 31)), (1, date(2024, 12, 31))
    ]  # fmt: skip
    assert queries.in_force("level", date(2024, 12, 31)).version == 1
    assert queries.in_force("level", date(2025, 1, 1)).version == 3


def test_the_same_table_from_the_same_day_is_the_same_version(app):
    assert put() is put()
    assert put(since=date(2025, 1, 1)).version == 2


def test_before_the_first_version_nothing_is_decided(app):
    put()
    with pytest.raises(RuleBroken) as refused:
        decide(SYSTEM, "level", {"yuan": 1}, date(2023, 12, 31))
    assert refused.value.code == "no_table" and "2023-12-31" in refused.value.message
    with pytest.raises(NotFound):
        queries.versions("nothing")


@pytest.mark.parametrize("inputs", [{}, {"yuan": None}, {"yuan": "许多"}, {"yuan": True}, {"yuan": "NaN"}])
def test_a_missing_or_strange_fact_decides_nothing_and_leaves_no_row(app, inputs):
    put()
    with pytest.raises(RuleBroken) as refused:
        decide(SYSTEM, "level", inputs, DAY)
    assert refused.value.code in ("decision_failed", "input_invalid")
    assert db.session.query(DecisionResult).count() == 0


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (LEVEL.replace("&gt;= 100.5", "&gt;= 100"), "overlap"),
        (table("level", "yuan:number", "due:boolean", "< 100 ; false"), "gap"),  # a matter without a row would stand still
        (LEVEL.replace("&lt; 100.5", "&lt; &lt;"), None),
        (LEVEL.replace("true", "yes"), None),
        (LEVEL.replace('"number"', '"money"'), None),
    ],
)
def test_a_faulty_table_never_comes_into_force(app, xml, code):
    with pytest.raises(TableRefused) as refused:
        put(xml)
    assert refused.value.findings and all(map(commands.is_error, refused.value.findings))
    assert code is None or code in {each.code for each in refused.value.findings}
    assert db.session.query(TableVersion).filter_by(key="level").count() == 0


def test_only_a_designer_puts_tables_into_force(app):
    with pytest.raises(NotAllowed):
        put_in_force(user_by_name("zhifa1"), dmn(LEVEL), DAY)
    assert put_in_force(user_by_name("liucheng"), dmn(LEVEL), DAY)[0].deployed_by


def test_a_file_of_several_decisions_is_known_by_the_ones_nothing_requires(app):
    base = table("base", "yuan:number", "due:boolean", "< 5 ; false", ">= 5 ; true", name="底")
    top = table("top", "底:boolean", "due:boolean", "true ; true", "false ; false", needs="base")
    (row,) = put_in_force(SYSTEM, dmn(base, top), DAY)
    assert row.key == "top"
    found = decide(SYSTEM, "top", {"yuan": 5}, DAY)
    assert (found.value, found.fired) == (True, {"base": ["base_2"], "top": ["top_1"]})


def test_the_marks_of_a_table_are_read_from_its_notes(app):
    assert (
        put().is_verified
        and not put(
            LEVEL.replace("<description></description>", "<description>待核：数</description>", 1), DAY
        ).is_verified
    )


def test_shipped_tables_come_once_and_leave_the_offices_own_alone(app):
    before = db.session.query(TableVersion).count()
    assert put_shipped_in_force(SYSTEM) == [] and db.session.query(TableVersion).count() == before
    own = queries.shipped_files()["procedure_kind.dmn"].replace(b"&lt;= 200", b"&lt;= 100")
    own = own.replace(b"&gt; 200", b"&gt; 100")
    put_in_force(user_by_name("liucheng"), own, DAY)
    assert put_shipped_in_force(SYSTEM) == []
    assert (
        queries.in_force("procedure_kind", DAY).version == 2 and not queries.in_force("procedure_kind", DAY).is_shipped
    )


def test_a_corrected_shipped_table_is_in_force_from_today_a_new_law_from_its_day(app, monkeypatch):
    shipped = dict(queries.shipped_files())
    corrected = shipped["procedure_kind.dmn"].replace("可以当场作出决定".encode(), "可以当场决定".encode())
    later = shipped["filing_standard.dmn"].replace(b'effectiveFrom="2021-07-15"', b'effectiveFrom="2099-01-01"')
    monkeypatch.setattr(queries, "shipped_files", lambda: {"a.dmn": corrected, "b.dmn": later})
    assert [(row.key, row.effective_from) for row in put_shipped_in_force(SYSTEM)] == [
        ("procedure_kind", today()), ("filing_standard", date(2099, 1, 1))
    ]  # fmt: skip
