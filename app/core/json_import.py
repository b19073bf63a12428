"""Importing a JSON file through a command, as `./anliu import checklists|organisations FILE.json [--json]` does."""

import json
from pathlib import Path

from app.core.arguments import Parser
from app.core.errors import AnliuError


def import_json(argv: list[str], what: str, load) -> int:
    """Read the file and hand its content to `load(data) -> number of rows now in use`.

    Returns: exit code 0 imported, 1 refused; prints one sentence or, with --json, {"ok", "items", "reason"}
    """
    parser = Parser(prog=f"./anliu import {what}")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        answer = {"ok": True, "items": load(json.loads(options.file.read_text("utf-8"))), "reason": ""}
    except (OSError, ValueError) as unreadable:
        answer = {"ok": False, "items": 0, "reason": f"读不了这个文件：{unreadable}"}
    except AnliuError as refused:
        answer = {"ok": False, "items": 0, "reason": refused.message}
    print(json.dumps(answer, ensure_ascii=False) if options.json else answer["reason"] or f"在用 {answer['items']} 项")
    return 0 if answer["ok"] else 1
