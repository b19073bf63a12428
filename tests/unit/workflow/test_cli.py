"""`./anliu process …`: one JSON object, stable exit codes, never a traceback."""

import json

import pytest

from app.workflow.cli import process_main
from tests.workflow.checks.diagrams import E, S, bpmn, straight

GOOD = bpmn(S + '<userTask id="a" name="签收" camunda:candidateGroups="officer"/>' + E, "s>a>e")
BAD = straight('<scriptTask id="a"/>')


@pytest.fixture
def ask(tmp_path, capsys):
    def run(*argv, **contents):
        paths = []
        for name, content in contents.items():
            path = tmp_path / f"{name}.bpmn"
            path.write_bytes(content)
            paths.append(str(path))
        code = process_main([*argv, *paths])
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, paths

    return run


def test_a_good_diagram_is_ok(ask):
    code, out, (path,) = ask("check", "--json", good=GOOD)
    (report,) = json.loads(out)["files"]
    assert (code, report["file"], report["ok"], report["problems"]) == (0, path, True, [])
    assert [each["code"] for each in report["warnings"]] == ["no_form"]


def test_a_bad_diagram_is_refused_with_code_and_element(ask):
    code, out, paths = ask("check", "--json", bad=BAD, good=GOOD.replace(b'id="p"', b'id="q"'))
    bad, good = json.loads(out)["files"]
    assert (code, bad["ok"], good["ok"]) == (1, False, True)
    assert [(each["code"], each["element"]) for each in bad["problems"]] == [("script_task", "a")]
    assert set(bad["problems"][0]) == {"code", "element", "message"}


def test_the_shipped_handlers_are_known(ask):
    started = straight(
        '<serviceTask id="a" name="启动" camunda:delegateExpression="${workflow.start_process}"><extensionElements>'
        '<camunda:properties><camunda:property name="process.key" value="inspection"/></camunda:properties>'
        "</extensionElements></serviceTask>"
    )
    code, out, _ = ask("check", "--json", started=started)
    assert (code, json.loads(out)["files"][0]["problems"]) == (0, [])


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "xml_empty"), (b"\x00\xff\x00", "xml_invalid"), (b"<a>" * 3_000_000, "xml_too_large"), (b"<a/>", "not_bpmn")],
)
def test_files_that_are_no_diagram_are_refused(ask, content, problem):
    code, out, _ = ask("check", "--json", file=content)
    assert (code, [each["code"] for each in json.loads(out)["files"][0]["problems"]]) == (1, [problem])


def test_a_missing_file_or_a_folder_is_wrong_usage(ask, tmp_path):
    for path in (str(tmp_path / "nothing.bpmn"), str(tmp_path), "/dev/zero", "a\x00b"):
        code, out, _ = ask("check", path, "--json")
        (report,) = json.loads(out)["files"]
        assert (code, report["ok"]) == (2, False)
        assert report["problems"][0]["code"] in ("file_missing", "file_unreadable")


@pytest.mark.parametrize("argv", [[], ["check"], ["fly"], ["check", "--what", "x"], ["deploy", "x", "--effective", "soon"]])
def test_wrong_usage_is_2(argv, capsys):
    assert process_main(argv) == 2
    assert "用法" in capsys.readouterr().err


def test_people_read_sentences(ask):
    code, out, (path,) = ask("check", bad=BAD)
    assert code == 1
    assert f"{path}：不能部署" in out and "不允许脚本任务" in out and "script_task" in out


def test_deploying_from_the_command_line(app, ask, monkeypatch):
    monkeypatch.setattr("app.workflow.cli.create_app", lambda **_: app)
    code, out, _ = ask("deploy", "--json", good=GOOD)
    (release,) = json.loads(out)["releases"]
    assert (code, release["key"], release["version"]) == (0, "p", 1)
    code, out, _ = ask("deploy", "--json", bad=BAD)
    assert (code, json.loads(out)["ok"], json.loads(out)["problems"][0]["code"]) == (1, False, "script_task")
    code, _, _ = ask("deploy", "nothing.bpmn")
    assert code == 2


def test_deploying_without_a_database_says_what_to_do(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path / "fresh"))
    code, out, _ = ask("deploy", "--json", good=GOOD)
    assert (code, json.loads(out)["problems"][0]["code"]) == (1, "database")
