"""`./anliu decision deploy`."""

import json

import pytest

from app.decisions.cli import decision_main
from app.law.tables import cli, queries
from tests.tables import dmn, table

TABLE = table("level", "yuan:number", "due:boolean", "< 100 ; false", ">= 100 ; true", name="数额")


@pytest.fixture
def deploy(app, tmp_path, monkeypatch):
    """Run the command on this test's database."""
    monkeypatch.setattr(cli, "create_app", lambda: app)

    def run(content: bytes, *options: str) -> int:
        (tmp_path / "t.dmn").write_bytes(content)
        return decision_main(["deploy", str(tmp_path / "t.dmn"), *options])

    return run


def test_a_sound_table_is_put_into_force_from_the_day(deploy, capsys):
    assert deploy(dmn(TABLE), "--from", "2026-12-01", "--json") == 0
    assert json.loads(capsys.readouterr().out)["tables"] == [{"key": "level", "version": 1}]
    assert str(queries.versions("level")[0][0].effective_from) == "2026-12-01"
    assert deploy(dmn(TABLE), "--from", "2027-01-01") == 0
    assert "数额（level）第 2 版自 2027-01-01 起施行" in capsys.readouterr().out


def test_a_faulty_one_is_refused_with_its_findings(deploy, capsys):
    assert deploy(dmn(TABLE.replace("&gt;= 100", "&gt;= 99")), "--from", "2026-12-01") == 1
    assert "overlap" in capsys.readouterr().out
    assert deploy(b"<x/>", "--from", "2026-12-01", "--json") == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


@pytest.mark.parametrize("options", [[], ["--from", "明天"]])
def test_a_missing_or_strange_day_is_wrong_usage(deploy, options):
    assert deploy(dmn(TABLE), *options) == 2


def test_a_missing_file_is_wrong_usage(capsys):
    assert decision_main(["deploy", "nothing.dmn", "--from", "2026-12-01"]) == 2
    assert "读不到文件" in capsys.readouterr().out
