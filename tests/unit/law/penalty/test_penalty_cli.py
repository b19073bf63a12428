"""`./anliu law penalty`: exact numbers, Chinese refusals, exit codes, never a traceback."""

import io
import json
import subprocess
import sys
from datetime import date

import pytest

from app.core.clock import frozen
from app.core.settings import ROOT
from app.law.cli import main
from app.law.penalty_cli import penalty_main


def run(capsys, *argv):
    code = penalty_main(list(argv))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def batch(capsys, monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text if isinstance(text, str) else json.dumps(text)))
    code, out, _ = run(capsys, "--batch", "-", "--json")
    return code, json.loads(out)


FIRST = ("AQ97", "--subject", "entity", "--tier", "first", "--on", "2025-03-01")


def test_one_answer_as_json(capsys):
    code, out, _ = run(capsys, *FIRST, "--item", "7", "--fine", "100000", "--json")
    answer = json.loads(out)
    assert code == 0 and answer["allowed"] is True
    assert (answer["min"], answer["max"], answer["mode"], answer["sanctions"]) == (0, 100000, "must", ["fine"])
    assert (answer["basis"], answer["version"], answer["confidence"]) == (
        "安全生产法（2021）第97条第7项",
        "2021-09-01",
        "high",
    )


def test_a_refusal_exits_with_one(capsys):
    code, out, _ = run(capsys, *FIRST, "--fine", "100000.01", "--json")
    assert code == 1 and json.loads(out)["allowed"] is False and json.loads(out)["max"] == 100000


def test_one_answer_for_a_reader(capsys):
    code, out, _ = run(capsys, "AQ94", "--subject", "main_responsible", "--tier", "first", "--fine", "15000",
                       "--mitigated", "--circumstance", "L1")  # fmt: skip
    assert code == 0 and out.startswith("可以：罚款 15,000 元") and "依据：安全生产法（2021）第94条" in out
    code, out, _ = run(capsys, "AQ98", "--subject", "entity", "--tier", "first", "--fine", "1")
    assert code == 1 and out.startswith("不可以：") and "至少一种：责令停止建设" in out


def test_cents_are_exact_and_without_exponent(capsys):
    code, out, _ = run(capsys, "AQ103-1", "--subject", "entity", "--tier", "first", "--gain", "123456.78", "--json")
    assert code == 0 and (json.loads(out)["min"], json.loads(out)["max"]) == ("246913.56", "617283.9")
    code, out, _ = run(
        capsys, "AQ112", "--subject", "entity", "--tier", "refusal", "--original-fine", "1e6", "--days", "100", "--json"
    )
    assert json.loads(out)["max"] == 100000000


def test_without_a_day_the_conduct_is_today(capsys):
    argv = ("CF15-45", "--subject", "entity", "--tier", "first", "--fine", "20000", "--json")
    with frozen(date(2026, 1, 31)):
        assert run(capsys, *argv)[0] == 0
    with frozen(date(2026, 2, 1)):
        assert run(capsys, *argv)[0] == 1


@pytest.mark.parametrize(
    "argv",
    [(), ("AQ97",), ("AQ97", "--subject", "entity"), ("--unknown",), (*FIRST, "--batch", "-"), ("AQ97", "--fine")],
)
def test_a_wrong_call_exits_with_two(capsys, argv):
    code, out, err = run(capsys, *argv)
    assert code == 2 and "用法" in err and not out


@pytest.mark.parametrize("wrong", ["8万", "NaN", "inf", "1e99", "", "1e-999"])
def test_an_amount_that_is_none_is_refused(capsys, wrong):
    code, out, _ = run(capsys, *FIRST, "--fine", wrong, "--json")
    assert code == 1 and "fine 应是以元为单位的数额" in json.loads(out)["error"]


def test_a_batch_keeps_its_order_and_a_bad_entry_spoils_nothing(capsys, monkeypatch):
    good = {"rule": "AQ97", "subject": "entity", "tier": "first", "on": "2025-03-01"}
    items = [
        good | {"fine": 80000},
        good | {"fine": "100000.01"},
        3,
        {"rule": "AQ97"},
        good | {"on": "2025-02-30"},
        good | {"colour": "red"},
        good | {"fine": True},
        good | {"fine": [1]},
        good | {"deaths": 1.5},
        good | {"mitigated": "yes"},
        good | {"circumstance": [["L1"]]},
        {"rule": ["AQ97"], "subject": "entity", "tier": "first"},
        good | {"fine_yuan": 100000, "circumstances": ["L1"]},
        good | {"rule": "AQ94", "subject": "main_responsible", "fine": 15000, "mitigated": True, "circumstance": "L1"},
        good
        | {
            "rule": "AQ95",
            "subject": "main_responsible",
            "tier": "accident",
            "deaths": "3",
            "income": 100000,
            "fine": 6e4,
        },
    ]
    code, answers = batch(capsys, monkeypatch, items)
    assert code == 0 and len(answers) == len(items)
    assert [answer["allowed"] for answer in answers] == [True, False] + [False] * 10 + [True] * 3
    assert ["error" in answer for answer in answers] == [False] * 2 + [True] * 10 + [False] * 3
    assert all(answer["reason"] for answer in answers)


def test_a_batch_gives_the_askers_id_back(capsys, monkeypatch):
    asked = {"rule": "AQ109", "subject": "entity", "tier": "first"}
    _, answers = batch(capsys, monkeypatch, [asked | {"id": "q-1"}, {"id": 2}, {"id": 0.5}, asked])
    assert [answer.get("id") for answer in answers] == ["q-1", 2, "0.5", None]


def test_a_batch_reads_decimals_exactly(capsys, monkeypatch):
    whose = '"rule":"AQ103-1","subject":"entity","tier":"first"'
    text = f'[{{{whose},"gain":100000.1}},{{{whose},"fine":NaN}}]'
    _, answers = batch(capsys, monkeypatch, text)
    assert answers[0]["min"] == "200000.2" and "error" in answers[1]


def test_a_batch_from_a_file_and_what_is_no_batch(capsys, monkeypatch, tmp_path):
    path = tmp_path / "questions.json"
    path.write_text('\ufeff[{"rule": "AQ109", "subject": "entity", "tier": "first"}]', encoding="utf-8")
    code, out, _ = run(capsys, "--batch", str(path))
    assert code == 0 and json.loads(out)[0]["min"] == 50000
    assert run(capsys, "--batch", str(tmp_path / "none.json"))[0] == 2
    assert batch(capsys, monkeypatch, "{}")[0] == 2
    assert batch(capsys, monkeypatch, "[")[0] == 2


def test_it_is_one_of_the_law_commands(capsys):
    assert main(["penalty", *FIRST, "--fine", "1"]) == 0
    assert main([]) == 2 and "law penalty" in capsys.readouterr().err


def test_from_the_shell():
    asked = json.dumps([{"rule": "AQ99", "subject": "entity", "tier": "first", "fine": 50000}])
    done = subprocess.run([sys.executable, "-m", "app.cli", "law", "penalty", "--batch", "-"], cwd=ROOT, input=asked,
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    assert done.returncode == 0 and json.loads(done.stdout)[0]["allowed"] is True
