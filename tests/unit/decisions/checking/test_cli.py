"""`./anliu decision check`: one JSON object or Chinese text, three exit codes, never a traceback."""

import json

import pytest

from app.decisions import evaluate_decision, read_model
from app.decisions.cli import decision_main
from app.decisions.interchange import from_json
from tests.unit.decisions.checking.tables import table_xml

OUT = ["out: string"]
CLEAN = table_xml(["ok: boolean"], OUT, [("true", '"x"'), ("not(true)", '"y"')])
OVERLAPPING = table_xml(
    ["on: date"], OUT, [('< date("2024-01-02")', '"x"'), ('date("2024-01-01")', '"y"'), ("-", '"z"')]
)
GAPPY = table_xml(["age: number"], OUT, [("< 18", '"x"'), (">= 18.50", '"y"')])


@pytest.fixture
def check(tmp_path, capsys):
    def run(content, *options):
        path = tmp_path / "table.dmn"
        path.write_bytes(content)
        code = decision_main(["check", str(path), *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def reported(check, content, *options):
    code, out, _ = check(content, "--json", *options)
    (line,) = out.splitlines()
    return code, json.loads(line)


def test_a_table_without_errors_is_fit(check):
    code, report = reported(check, CLEAN)
    assert (code, report["ok"]) == (0, True)
    assert report["hash"] == read_model(CLEAN).hash
    assert {finding["severity"] for finding in report["findings"]} <= {"note"}


def test_errors_are_told_with_rows_columns_and_an_example_that_evaluates(check):
    code, out, _ = check(OVERLAPPING, "--json")
    report = from_json(out)  # as `decision evaluate` reads it: dates are dates
    first = report["findings"][0]
    assert (code, report["ok"]) == (1, False)
    assert first.keys() == {
        *("code", "severity", "decision", "rules", "rows", "columns", "element", "message", "example", "certain")
    }
    assert (first["code"], first["severity"], first["rules"], first["rows"]) == (
        "overlap",
        "error",
        ["r1", "r2"],
        [1, 2],
    )
    assert {"r1", "r2"} <= set(evaluate_decision(read_model(OVERLAPPING), "answer", first["example"]).fired["answer"])


def test_a_gap_warns_and_refuses_where_the_decision_must_be_complete(check):
    assert reported(check, GAPPY)[0] == 0
    code, report = reported(check, GAPPY, "--complete", "answer")
    assert (code, report["findings"][0]["code"], report["findings"][0]["example"]) == (1, "gap", {"age": 18})


def test_people_read_row_numbers_columns_and_examples(check):
    code, out, _ = check(OVERLAPPING)
    assert code == 1
    assert "不能施行（错误 3" in out
    assert "错误　第 1 行与第 2 行重叠：「on」等于 2024-01-01 时两行都满足" in out
    assert "例：on = 2024-01-01" in out
    assert "可以施行" in check(CLEAN)[1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml_empty"),
        (b"<definitions", "xml_invalid"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "xml_doctype"),
        (b"\x89PNG\r\n", "xml_invalid"),
        (b"<a/>", "not_dmn"),
        (b"<a>" * 5000, "xml_too_deep"),
        (table_xml(["age: number"], OUT, [("<<< 5", '"x"')]), "feel_syntax"),
        (table_xml(["age: number"], OUT, [("5", "nonsense")]), "unknown_name"),
        (table_xml(["age: nonsense"], OUT, [("5", '"x"')]), "unknown_type"),
        (table_xml(["age: number"], OUT, [("5", '"x"')], policy="PRIORITY"), "priority_without_values"),
    ],
)
def test_what_cannot_be_read_is_a_finding(check, content, code):
    exit_code, report = reported(check, content)
    assert (exit_code, report["ok"], report["hash"]) == (1, False, None)
    assert code in [finding["code"] for finding in report["findings"]]
    assert all(finding["message"] for finding in report["findings"])


@pytest.mark.parametrize(
    "options", [[], ["check"], ["check", "a.dmn", "b.dmn"], ["check", "a.dmn", "--nonsense"], ["nonsense"]]
)
def test_wrong_usage_is_explained(options, capsys):
    assert decision_main(options) == 2
    assert "用法" in capsys.readouterr().err


def test_a_file_that_is_not_there_and_a_decision_that_is_not_in_it_are_wrong_usage(check, tmp_path, capsys):
    assert decision_main(["check", str(tmp_path / "none.dmn"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "file_missing"
    assert decision_main(["check", str(tmp_path)]) == 2  # a folder
    code, _, err = check(CLEAN, "--complete", "nonsense")
    assert (code, "answer" in err) == (2, True)
