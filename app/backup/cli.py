"""`./anliu backup FILE [--json]` and `./anliu restore FILE [--replace] [--json]`. Exit codes: 0 yes, 1 refused, 2 wrong usage."""

import json
import sys
from pathlib import Path

from app import create_app
from app.backup.making import backup
from app.backup.restoring import restore
from app.core.arguments import Parser
from app.core.errors import AnliuError


def backup_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu backup", description="备份：数据库、全部文件、单位设置装进一个文件；办案不用停")
    parser.add_argument("file", type=Path, help="备份文件，如 anliu-20261122.tar")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    with create_app().app_context():
        return _told(asked.json, lambda: backup(asked.file.absolute()))


def restore_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu restore", description="恢复：核验备份，装入空的数据目录，升级到本版本，核验审计链")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument("--replace", action="store_true", help="已有数据的，移开再恢复（请先停止案流）")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    return _told(asked.json, lambda: restore(asked.file.absolute(), asked.replace))


def _told(as_json: bool, act) -> int:
    try:
        report = act()
    except AnliuError as refused:
        report = {"ok": False, "code": refused.code, "message": refused.message}
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(report["message"], file=sys.stdout if report["ok"] else sys.stderr)
    return 0 if report["ok"] else 1
