"""`./anliu process check FILE… [--json]` and `process deploy FILE… [--effective DATE] [--json]`.

Exit codes: 0 yes, 1 refused, 2 wrong usage (a file that is not there, too). Never a traceback.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.core.arguments import Parser
from app.core.command import SYSTEM
from app.core.errors import AnliuError
from app.workflow.checks import check_by_file
from app.workflow.commands.releases import deploy
from app.workflow.problems import Problem, Refused, errors
from app.workflow.releases import known_shipped
from app.workflow.xml import LIMIT_BYTES

log = logging.getLogger(__name__)


def process_main(argv: list[str]) -> int:
    """``./anliu process …``; returns the exit code."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    files, unreadable = _read(asked.files)
    if asked.act == "check":
        return _check(files, unreadable, asked.json)
    return _deploy(files, unreadable, asked)


def _parser() -> Parser:
    parser = Parser(prog="./anliu process", description="检查、部署流程图（.bpmn）和表单（.json）")
    acts = parser.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="只检查，不部署")
    deployment = acts.add_parser("deploy", help="检查并部署；由系统账号部署，记入审计")
    deployment.add_argument("--effective", type=_day, metavar="日期", help="施行日期，如 2026-12-01；默认今天")
    for each in (check, deployment):
        each.add_argument("files", nargs="+", metavar="文件")
        each.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期“{text}”应写成 2026-12-01") from error


def _read(paths: list[str]) -> tuple[dict[str, bytes], dict[str, list[Problem]]]:
    """The files that can be read, at most one byte more than allowed; and why the others cannot."""
    files, unreadable = {}, {}
    for path in paths:
        try:
            if not Path(path).is_file():
                unreadable[path] = [Problem("file_missing", None, "没有这个文件（目录和设备不算），请检查路径")]
                continue
            with open(path, "rb") as source:
                files[path] = source.read(LIMIT_BYTES + 1)
        except (OSError, ValueError):
            unreadable[path] = [Problem("file_unreadable", None, "文件读不出来，请检查权限和路径")]
    return files, unreadable


def _check(files, unreadable, as_json: bool) -> int:
    found = unreadable | (_findings(files) if files else {})
    if as_json:
        print(json.dumps({"files": [_report(name, problems) for name, problems in found.items()]}, ensure_ascii=False))
    else:
        for name, problems in found.items():
            _tell(name, problems)
    if unreadable:
        return 2
    return 1 if any(errors(problems) for problems in found.values()) else 0


def _findings(files: Mapping[str, bytes]) -> dict[str, list[Problem]]:
    """Checks with what the product ships with; the application is built in a folder of its own, only for its handlers."""
    try:
        with tempfile.TemporaryDirectory() as home:
            create_app(home=Path(home), database_url="sqlite://")
            return check_by_file(files, known_shipped())
    except Exception:
        log.exception("process check could not start")
        message = "检查没有完成：系统自带的流程、表单或规则文件读不出来；请运行 ./anliu doctor"
        return {name: [Problem("check_failed", None, message)] for name in files}


def _report(name: str, problems: list[Problem]) -> dict:
    refusing = errors(problems)
    warnings = [problem for problem in problems if problem not in refusing]
    return {"file": name, "ok": not refusing, "problems": _plain(refusing), "warnings": _plain(warnings)}


def _plain(problems: list[Problem]) -> list[dict]:
    return [{"code": each.code, "element": each.element, "message": each.message} for each in problems]


def _tell(name: str, problems: list[Problem]) -> None:
    print(f"{name}：{'不能部署' if errors(problems) else '可以部署'}")
    for each in problems:
        mark = "错误" if each.severity == "error" else "提醒"
        print(f"  {mark} {each.element or ''} {each.message}（{each.code}）")


def _deploy(files, unreadable, asked) -> int:
    if unreadable:
        for name, problems in unreadable.items():
            _tell(name, problems)
        return 2
    try:
        with create_app().app_context():
            releases = deploy(SYSTEM, {Path(name).name: content for name, content in files.items()}, asked.effective)
            done = [_released(release) for release in releases]
    except Refused as refused:
        return _refuse(asked, _plain(refused.problems))
    except AnliuError as refused:
        return _refuse(asked, [{"code": refused.code, "element": None, "message": refused.message}])
    except SQLAlchemyError:
        message = "数据库尚未准备好，请先运行 ./anliu setup 或 ./anliu run"
        return _refuse(asked, [{"code": "database", "element": None, "message": message}])
    if asked.json:
        print(json.dumps({"ok": True, "releases": done}, ensure_ascii=False))
    for release in [] if asked.json else done:
        print(f"{release['name']}（{release['key']}）第 {release['version']} 版，{release['effective_on']} 起施行")
    return 0


def _released(release) -> dict:
    return {
        "key": release.key, "name": release.name, "version": release.version, "id": release.id,
        "effective_on": release.effective_on.isoformat(), "warnings": release.warnings,
    }  # fmt: skip


def _refuse(asked, problems: list[dict]) -> int:
    if asked.json:
        print(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
    for each in [] if asked.json else problems:
        print(f"不能部署：{each['element'] or ''} {each['message']}（{each['code']}）", file=sys.stderr)
    return 1
