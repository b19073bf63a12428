"""`./anliu import enterprises FILE [--dry-run] [--json]`, and what importing any table from the command line does alike.

Exit codes: 0 all rows, 1 refused or rows with errors, 2 usage.
"""

import json
import sys
from pathlib import Path

from app import create_app
from app.core.arguments import Parser
from app.core.command import SYSTEM
from app.core.errors import AnliuError
from app.enterprises import imports


def import_main(argv: list[str]) -> int:
    """`FILE [--dry-run] [--json]`"""
    return import_table(argv, imports.ENTERPRISES, "导入企业（.xlsx 或 .csv），可重复执行，不会重复建档")


def import_table(argv: list[str], kind: str, description: str, ask=lambda parser: None, whose=lambda asked: (SYSTEM, {})) -> int:
    """Check or import one file.

    Args: kind: key of imports.KINDS; ask: adds arguments of the kind to the parser; whose: (arguments) -> (actor, options)
    """
    parser = Parser(prog=f"./anliu import {kind}", description=description)
    parser.add_argument("file", type=Path)
    ask(parser)
    parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    try:
        content = asked.file.read_bytes()
    except OSError as unreadable:
        print(f"打不开 {asked.file}：{unreadable.strerror}", file=sys.stderr)
        return 2
    with create_app().app_context():
        try:
            answer = (_check if asked.dry_run else _import)(asked, content, kind, *whose(asked))
        except AnliuError as refused:
            answer = {"ok": False, "code": refused.code, "reason": refused.message}
    print(json.dumps(answer, ensure_ascii=False) if asked.json else _words(answer))
    return 0 if answer["ok"] else 1


def _check(asked, content: bytes, kind: str, actor, options: dict) -> dict:
    imports.require_permission(actor, kind)
    found = imports.check(asked.file.name, content, kind, actor, options)
    return {"ok": not found.errors, "dry_run": True, "total": found.total, "created": found.created,
            "updated": found.known, "failed": found.total - found.good, "errors": found.errors,
            "warnings": [*found.doubles, *found.warnings], "archived": found.archived}  # fmt: skip


def _import(asked, content: bytes, kind: str, actor, options: dict) -> dict:
    def told(job):
        if not asked.json:
            print(f"\r已导入 {job.done_rows} / {job.total_rows} 行", end="", file=sys.stderr, flush=True)

    job = imports.run(actor, imports.start_import(actor, asked.file.name, content, kind, options), told)
    if not asked.json:
        print(file=sys.stderr)
    return {"ok": job.status == "done" and not job.failed_rows, "dry_run": False, "job": job.id, "status": job.status,
            "total": job.total_rows, "created": job.created, "updated": job.updated, "unchanged": job.unchanged,
            "failed": job.failed_rows, "errors": job.errors, "warnings": job.warnings}  # fmt: skip


def _words(answer: dict) -> str:
    if "reason" in answer:
        return answer["reason"]
    verb = "将新建" if answer["dry_run"] else "新建"
    known = answer["updated"] + answer.get("unchanged", 0)
    lines = [f"共 {answer['total']} 行：{verb} {answer['created']}，已有 {known}，有错 {answer['failed']}"]
    for problem in [*answer["errors"], *answer["warnings"]][:50]:
        lines.append(f"  第 {problem['row']} 行 {problem['column']}：{problem['reason']}")
    return "\n".join(lines)
