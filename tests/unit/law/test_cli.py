"""`./anliu law period`: exact answers, Chinese refusals, exit codes, never a traceback."""

import io
import json
from datetime import date

import pytest

from app.core.command import SYSTEM
from app.law.calendar import DayKind, SpecialDay
from app.law.cli import main, period_main
from app.law.commands import upload_holiday_table

DAYS_2027 = {
    "元旦": [(1, 1), (1, 2), (1, 3)], "春节": [(2, 5), (2, 6), (2, 7), (2, 8)], "清明": [(4, 5)],
    "劳动节": [(5, 1), (5, 2)], "端午": [(6, 9)], "中秋": [(9, 15)], "国庆节": [(10, 1), (10, 2), (10, 3)],
}  # fmt: skip
NOTICE_2027 = [SpecialDay.of(date(2027, *day), DayKind.OFF, name) for name, days in DAYS_2027.items() for day in days]


def run(capsys, *argv):
    code = period_main(list(argv))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_one_answer_as_json(capsys):
    code, out, _ = run(capsys, "hearing_application", "--start", "2026-09-28", "--json")
    answer = json.loads(out)
    derivation = answer.pop("derivation")
    assert code == 0 and len(derivation) == 4
    assert answer == {
        "last_day": "2026-10-10",
        "unit": "working_day",
        "length": 5,
        "basis": "行政处罚法（2021）第64条、第85条",
        "status": "ok",
    }


def test_one_answer_for_a_reader(capsys):
    code, out, _ = run(capsys, "sealing", "--start", "2026-11-02", "--suspend", "2026-11-10:2026-11-19")
    assert code == 0 and out.startswith("末日：2026-12-12\n1. 适用") and "扣除2026年11月10日（周二）" in out
    code, out, _ = run(capsys, "hearing_application", "--start", "2026-12-28")
    assert code == 0 and out.startswith("待公布：") and "暂估 2027年1月5日（周二）" in out
    code, out, _ = run(capsys, "legal_review", "--start", "2026-11-23")
    assert code == 0 and out.startswith("末日：2026-11-30（待核：")


def test_several_suspensions(capsys):
    pauses = ["--suspend", "2026-11-10:2026-11-19", "--suspend", "2026-11-15:2026-11-24"]
    code, out, _ = run(capsys, "sealing", "--start", "2026-11-02", *pauses, "--json")
    assert (code, json.loads(out)["last_day"]) == (0, "2026-12-17")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["nonsense", "--start", "2026-01-01"], "没有“nonsense”"),
        (["sealing", "--start", "2026-02-30"], "读不懂"),
        (["sealing", "--start", ""], "读不懂"),
        (["sealing", "--start", "2026-02-01", "--suspend", "x"], "读不懂"),
        (["sealing", "--start", "2026-02-01", "--suspend", "2026-02-03:2026-02-02"], "早于"),
        (["penalty_decision", "--start", "2026-02-01", "--suspend", "2026-02-02:2026-02-03"], "不得扣除"),
        (["referral_transfer", "--start", "2026-02-01"], "时刻"),
    ],
)
def test_a_refusal_gives_its_reason_and_code_1(capsys, argv, told):
    code, out, _ = run(capsys, *argv, "--json")
    answer = json.loads(out)
    assert (code, answer["status"], answer["last_day"]) == (1, "refused", None)
    assert told in answer["reason"]
    assert run(capsys, *argv)[:2] == (1, f"不能计算：{answer['reason']}\n")


@pytest.mark.parametrize(
    "argv", [[], ["sealing"], ["--start", "2026-01-01"], ["--foo"], ["a", "b", "--start", "2026-01-01"]]
)
def test_wrong_usage_is_code_2(capsys, argv):
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "") and "用法不对" in err


def test_the_law_command_uses_the_notices_of_this_office(app, capsys, monkeypatch):
    monkeypatch.setenv("ANLIU_HOME", str(app.config["ANLIU"].home))
    asked = ["period", "hearing_application", "--start", "2026-12-28", "--json"]
    main(asked)
    assert json.loads(capsys.readouterr().out)["status"] == "待公布"
    upload_holiday_table(SYSTEM, NOTICE_2027)
    main(asked)
    assert json.loads(capsys.readouterr().out)["last_day"] == "2027-01-05"


def test_the_law_command_works_without_and_with_an_empty_database(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path / "absent"))
    assert main(["period", "sealing", "--start", "2026-11-02"]) == 0
    assert not (tmp_path / "absent").exists()
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path))
    (tmp_path / "anliu.db").touch()
    assert main(["period", "sealing", "--start", "2026-11-02"]) == 0
    assert "只用系统自带的放假表" in capsys.readouterr().err


def test_the_law_command_knows_only_period(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path))
    assert main(["period", "sealing", "--start", "2026-11-02"]) == 0
    assert main(["oracle"]) == 2 and main([]) == 2


def test_a_batch_is_answered_in_order_and_one_refusal_does_not_spoil_it(capsys, tmp_path):
    items = [
        {"rule": "sealing", "start": "2026-11-02", "suspend": ["2026-11-10:2026-11-19"]},
        {"rule": "sealing", "start": "2026-11-02", "until": "2026-12-02"},
        {"rule": "sealing", "start": 20261102},
        {"rule": ["sealing"], "start": "2026-11-02"},
        {"rule": "sealing", "start": "2026-11-02", "suspend": "2026-11-10:2026-11-19"},
        {"rule": "sealing", "start": "2026-11-02", "suspend": [None]},
        {"rule": "sealing"},
        {"rule": "\ud800", "start": "2026-11-02"},
        "sealing", None, 7, [], {},
        {"rule": "referral_transfer", "start": "2026-09-30T17:30", "suspend": None},
    ]  # fmt: skip
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    code, out, _ = run(capsys, "--batch", str(path), "--json")
    answers = json.loads(out)
    assert code == 0 and len(answers) == len(items)
    assert answers[0]["last_day"] == "2026-12-12"
    assert answers[-1]["last_day"] == "2026-10-01T17:30+08:00"
    assert all(answer["status"] == "refused" and answer["reason"] for answer in answers[1:-1])
    assert "until" in answers[1]["reason"] and "缺少 start" in answers[6]["reason"]


def test_a_batch_can_come_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('[{"rule": "litigation", "start": "2026-03-31"}]'))
    code, out, _ = run(capsys, "--batch", "-")
    assert (code, json.loads(out)[0]["last_day"]) == (0, "2026-09-30")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1", b"\xff\xfe\xff", b'"text"', b"3", b"[" * 100_000])
def test_a_batch_that_is_no_list_is_told_so(capsys, tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    code, out, _ = run(capsys, "--batch", str(path))
    assert code == 2 and json.loads(out)["reason"]


def test_a_batch_file_that_is_missing_is_told_so(capsys, tmp_path):
    code, out, _ = run(capsys, "--batch", str(tmp_path / "absent.json"))
    assert code == 2 and "absent.json" in json.loads(out)["reason"]
    assert run(capsys, "sealing", "--batch", str(tmp_path))[0] == 2
