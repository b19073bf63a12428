"""A sub-database taken into the ledger: every row beside what is known, then each open hazard into its own procedure."""

import io
from datetime import timedelta

from openpyxl import Workbook

from app.bench.figures import Figure, timed
from app.bench.office import office
from app.core.clock import now, today
from app.core.command import SYSTEM
from app.core.database import db
from app.enterprises import imports
from app.enterprises.models import Enterprise
from app.enterprises.rules import uscc_check_digit
from app.hazards import rules, sub_import
from app.hazards.data_standard import TAKEN
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.installation import install

FIRMS = 500
LEADER = "duizhang"
OVER = 4  # every fourth row is history


def taking_in(count: int) -> list[Figure]:
    """The table checked, imported, and imported once more; seconds for the whole of it."""
    label = f"行业子库 {count:,} 行"
    with office() as app, app.app_context():
        install(SYSTEM)
        leader, content = user_by_name(LEADER), table(_firms(), count)
        options = sub_import.options_of(leader, "住建", "skip")

        def take_in():
            imports.run(leader, imports.start_import(leader, "住建.xlsx", content, sub_import.KIND, options))

        checked = timed(lambda: imports.check("住建.xlsx", content, sub_import.KIND, leader, options))
        first, again = timed(take_in), timed(take_in)
        if (number := db.session.scalar(db.select(db.func.count()).select_from(Hazard))) != count:
            raise RuntimeError(f"{label}：登记了 {number} 条，测量没有意义")
    return [
        Figure("sub_database_check", f"核对{label}", (checked,), budget=30_000, judged="max"),
        Figure("sub_database_import", f"并入{label}", (first,), budget=600_000, judged="max"),
        Figure("sub_database_again", f"再并入同样的{label}", (again,), budget=60_000, judged="max"),
    ]


def _firms() -> list[tuple[str, str]]:
    """[(code, name)] of enterprises on file."""
    codes = [f"9142070{number:010d}" for number in range(FIRMS)]
    rows = [{"name": f"云泽第{number}建筑有限公司", "uscc": code + uscc_check_digit(code), "area_id": "ar-echeng", "sector": "建筑施工",
             "created_at": now()} for number, code in enumerate(codes)]  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(db.insert(Enterprise), rows)
    return [(row["uscc"], row["name"]) for row in rows]


def table(firms: list[tuple[str, str]], count: int) -> bytes:
    """A table by the template, every place another."""
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("隐患")
    sheet.append([field.label for field in TAKEN])
    sources = list(rules.SOURCES.values())
    for number in range(count):
        code, name = firms[number % len(firms)]
        found_on = (today() - timedelta(days=number % 700)).isoformat()
        said = {"sub_number": f"ZJ-{number:06d}", "uscc": code, "enterprise": name, "source": sources[number % len(sources)],
                "found_on": found_on, "place": f"{number}号楼", "description": "塔吊附着装置螺栓松动。"}  # fmt: skip
        said |= {"status": "已销号", "closed_on": today().isoformat()} if number % OVER == 0 else {}
        sheet.append([said.get(field.key) for field in TAKEN])
    book.save(out)
    return out.getvalue()
