"""`./anliu import checklists FILE.json`: load checklists from a file, again and again without doubles."""

from app import create_app
from app.core.command import SYSTEM
from app.core.json_import import import_json
from app.inspections.commands import import_checklists


def import_checklists_main(argv: list[str]) -> int:
    """`FILE [--json]`"""
    with create_app().app_context():
        return import_json(argv, "checklists", lambda data: import_checklists(SYSTEM, data))
