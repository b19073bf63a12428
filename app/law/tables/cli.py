"""`./anliu decision deploy FILE… --from DATE [--json]`: put decision tables into force as the system's account.

Exit codes: 0 in force, 1 refused, 2 wrong usage. Never a traceback.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from app import create_app
from app.core.arguments import Parser
from app.core.command import SYSTEM
from app.core.errors import AnliuError
from app.law.tables.commands import TableRefused, put_in_force


def deploy_main(argv: list[str]) -> int:
    """Put one file into force; returns the exit code."""
    try:
        asked = _parser().parse_args(argv)
        content = Path(asked.file).read_bytes()
    except SystemExit as stop:
        return int(stop.code or 0)
    except OSError:
        return _answer(asked.json, 2, f"读不到文件 {asked.file}，请核对路径和权限")
    try:
        with create_app().app_context():
            done = [(row.key, row.name, row.version) for row in put_in_force(SYSTEM, content, asked.since)]
    except TableRefused as refused:
        return _answer(asked.json, 1, "\n".join(f"错误 {each.code}：{each.message}" for each in refused.findings))
    except AnliuError as refused:
        return _answer(asked.json, 1, refused.message)
    words = "\n".join(f"{name}（{key}）第 {version} 版自 {asked.since} 起施行" for key, name, version in done)
    return _answer(asked.json, 0, words, [{"key": key, "version": version} for key, _, version in done])


def _parser() -> Parser:
    parser = Parser(prog="./anliu decision deploy", description="检查并施行决策表；由系统账号施行，记入审计")
    parser.add_argument("file", metavar="文件")
    parser.add_argument(
        "--from", dest="since", type=_day, required=True, metavar="日期", help="施行日期，如 2026-12-01"
    )
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"日期“{text}”应写成 2026-12-01") from wrong


def _answer(as_json: bool, code: int, words: str, tables=()) -> int:
    answer = {"ok": code == 0, "tables": list(tables), "message": words}
    print(json.dumps(answer, ensure_ascii=False) if as_json else words)
    return code
