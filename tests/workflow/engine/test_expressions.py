"""The safe expression language: what diagrams may say, and what must never run."""

import pytest

from app.workflow.expressions import Denied, compile_checked, evaluate, is_iso, names_in

DATA = {"approved": True, "count": 3, "choice": "file_case", "ids": [4, 7], "case": {"id": 9}, "long": "字" * 20_000}

ACCEPTED = [
    ("approved", True), ("approved == true", True), ("${approved == false}", False), ("=count >= 3", True),
    ("choice == 'file_case' and not (count < 2)", True), ("7 in ids", True), ("len(ids) == 2", True),
    ("case.id == 9", True), ("case.missing == null", True), ("'yes' if count > 1 else 'no'", "yes"),
    ("ids[1]", 7), ("count * 2 + 1", 7), ("-count", -3), ("choice + '!'", "file_case!"), ("1 < count < 5", True),
    ("count == None or True", True), ("long == long", True), ("max(count, 9)", 9), ("count % 2", 1),
    ("{'a': count}['a']", 3), ("choice not in ['a', 'b']", True), ("false or approved", True),
]  # fmt: skip

REFUSED = [
    "__import__('os').system('id')", "().__class__.__base__.__subclasses__()", "open('x','w')", "eval('1')",
    "exec('1')", "(lambda: 1)()", "[x for x in ids]", "{x for x in ids}", "{x: 1 for x in ids}", "(x for x in ids)",
    "9**9", "f'{count}'", "ids.append(1)", "choice.format(count)", "'%s' % choice", "'a' * 100", "ids * 3", "ids + ids",
    "choice.__class__", "case.__init__", "x := 1", "count = 1", "import os", "ids[0:1]", "len(*ids)", "min(key=1)",
    "{**case}", "[*ids]", "await count", "yield", "print(1)", "getattr(case, 'id')", "b'bytes'", "1j", "...",
    "count << 9", "count | 1", "~count", "+count", "ids @ ids", "_secret", "a;b", "", "  ", "${}", "1\n2",
    "case['__class__'].__mro__", "type(count)", "len.__self__", "(1).__class__", "globals()", "1" + "+1" * 300,
    "'" + "a" * 2_100 + "'", "(" * 300 + ")" * 300, "1 if", "missing == 1", "choice < count", "ids[9]", "1 / 0",
    "count.real", "10**15 * 10", "1000000000000000 * 10", "-choice", "case['nothing']", "{[]: 1}", "round('a')",
]  # fmt: skip


@pytest.mark.parametrize(("source", "value"), ACCEPTED)
def test_the_office_expressions_are_understood(source, value):
    assert evaluate(source, DATA) == value


@pytest.mark.parametrize("source", REFUSED)
def test_anything_else_is_refused_and_nothing_runs(source):
    with pytest.raises(Denied):
        evaluate(source, DATA)


def test_data_cannot_shadow_a_function():
    assert evaluate("len(ids)", {"len": print, "ids": [1]}) == 1


def test_an_expression_changes_no_data():
    data = {"ids": [1, 2]}
    evaluate("ids[0] in ids", data)
    assert data == {"ids": [1, 2]}


def test_the_deployment_check_refuses_before_anything_runs():
    compile_checked("${unknown_yet == true}")
    with pytest.raises(Denied):
        compile_checked("open('x')")


def test_iso_values_need_no_quotes():
    assert all(map(is_iso, ("P30D", "PT24H", "2026-11-22", "2026-11-22T09:00:00+08:00", "R3/P1D")))
    assert not any(map(is_iso, ("P", "approved", "open('x')")))


def test_names_are_the_variables_read():
    assert names_in("${approved == true and len(ids) > 1}") == {"approved", "ids"}
