"""`./anliu import hazards FILE --as ACCOUNT --sub-database NAME [--doubles skip|merge|register] [--dry-run] [--json]` and
`./anliu import criteria FILE.json [--json]`."""

from app import create_app
from app.core.command import SYSTEM
from app.core.errors import NotFound
from app.core.json_import import import_json
from app.enterprises.cli import import_table
from app.hazards import criteria, sub_import
from app.identity import queries as identity


def import_main(argv: list[str]) -> int:
    """Take a sub-database in as the person whose bureau supervises its hazards."""

    def ask(parser) -> None:
        parser.add_argument("--as", dest="username", required=True, metavar="账号", help="谁导入；隐患由此人所在机关监管")
        parser.add_argument("--sub-database", required=True, metavar="名称", help="哪个行业子库，如 住建")
        parser.add_argument("--doubles", choices=list(sub_import.DOUBLES), default="skip", help="和台账上的疑似重复时，默认不登记")

    def whose(asked):
        person = identity.user_by_name(asked.username)
        if person is None:
            raise NotFound("user", f"没有“{asked.username}”这个账号")
        return person, sub_import.options_of(person, asked.sub_database, asked.doubles)

    return import_table(argv, sub_import.KIND, "把行业子库并入隐患台账（.xlsx 或 .csv），可重复执行，不会重复登记", ask, whose)


def import_criteria_main(argv: list[str]) -> int:
    """Load items of standards (判定标准): what is new or differs is entered, to be compared by a person."""
    with create_app().app_context():
        return import_json(argv, "criteria", lambda data: criteria.import_criteria(SYSTEM, data))
