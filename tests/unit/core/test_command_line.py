"""The command line: whatever goes wrong is one Chinese sentence and an exit code, never a traceback."""

import os
import socket
import subprocess

import pytest

from app import cli, server
from app.core.settings import ROOT


@pytest.fixture
def ask(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path / "home"))

    def run(*argv):
        try:
            code = cli.main(list(argv))
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out + err

    return run


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["fly"], "没有“fly”这个命令"),
        (["run", "--port", "x"], "--port 的值 'x' 不对"),
        (["run", "--fast"], "不认识 --fast"),
        (["run", "--port"], "--port 后面要写明内容"),
        (["demo"], "缺少 act"),
        (["demo", "fly"], "act 不能是 'fly'"),
        (["law", "period", "--what"], "不认识 --what"),
        (["process", "check"], "缺少 文件"),
        (["user", "create", "a"], "缺少 --name"),
        (["document"], "用法："),
        (["import", "nothing"], "用法"),
    ],
)
def test_wrong_usage_is_2_and_said_in_chinese(ask, argv, words):
    code, told = ask(*argv)
    assert code == 2 and words in told and "usage" not in told


@pytest.mark.parametrize("argv", [["audit", "verify"], ["user", "disable", "x"], ["demo", "remove"]])
def test_a_database_that_is_not_there_yet_is_said_in_one_line(ask, argv, tmp_path):
    code, told = ask(*argv)
    assert code == 1 and told.startswith("数据库尚未准备好") and told.count("\n") == 1
    assert "no such table" in (tmp_path / "home/error.log").read_text("utf-8")


def test_an_address_nobody_can_listen_on_is_refused_before_anything_is_prepared(ask, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert ask("run", "--port", str(port)) == (1, server.why_not_listen("127.0.0.1", port) + "\n")
        assert f"端口 {port} 已被占用" in server.why_not_listen("127.0.0.1", port)
    assert server.why_not_listen("127.0.0.1", port) is None
    assert "1 到 65535" in ask("run", "--port", "70000")[1]
    assert "--no-demo" in ask("run", "--host", "0.0.0.0")[1]
    assert ask("run", "--host", "203.0.113.9", "--no-demo")[0] == 1
    assert not (tmp_path / "home/anliu.db").exists()


@pytest.mark.parametrize("command", ["doctor", "run", "audit"])
def test_a_data_folder_that_cannot_be_written_is_named(command, tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run([ROOT / "anliu", command], env={**os.environ, "ANLIU_HOME": str(tmp_path / "file")},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"数据目录 {tmp_path}/file 不能写入，请检查 ANLIU_HOME 和权限\n"
