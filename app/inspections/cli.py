"""`./anliu import checklists FILE.json`: load checklists from a file, again and again without doubles."""

import json
from pathlib import Path

from app import create_app
from app.core.arguments import Parser
from app.core.command import SYSTEM
from app.core.errors import AnliuError
from app.inspections.commands import import_checklists


def import_checklists_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu import checklists")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        data = json.loads(options.file.read_text("utf-8"))
        with create_app().app_context():
            answer = {"ok": True, "items": import_checklists(SYSTEM, data), "reason": ""}
    except (OSError, ValueError) as unreadable:
        answer = {"ok": False, "items": 0, "reason": f"读不了这个文件：{unreadable}"}
    except AnliuError as refused:
        answer = {"ok": False, "items": 0, "reason": refused.message}
    print(json.dumps(answer, ensure_ascii=False) if options.json else answer["reason"] or f"在用 {answer['items']} 项")
    return 0 if answer["ok"] else 1
