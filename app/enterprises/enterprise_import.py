"""Enterprises from a table: the code knows each again, what has changed is brought up to date, empty cells erase nothing."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import now, today
from app.core.database import db
from app.enterprises import imports, tables
from app.enterprises.commands import apply_changes, note_change
from app.enterprises.imports import Check, Kind
from app.enterprises.models import Enterprise, EnterprisePerson, ImportJob
from app.enterprises.rules import RISK_LEVELS
from app.identity.models import Area


def check(_actor, rows: list[tables.Row], _options: dict) -> Check:
    """What importing these rows would do."""
    areas, good = _area_names(), [row for row in rows if not row.errors]
    for row in good:
        _place(row, areas)
    codes = {row.fields["uscc"] for row in good}
    known = set(db.session.scalars(select(Enterprise.uscc))) & codes
    return Check.of(rows, created=len(codes) - len(known), known=len(known))


def write(actor, job: ImportJob, rows: list[tables.Row]) -> list[tables.Row]:
    """Open or bring up to date the file of each enterprise."""
    areas, good = _area_names(), [row for row in rows if not row.errors]
    codes = {row.fields["uscc"] for row in good}
    found = select(Enterprise).where(Enterprise.uscc.in_(codes)).options(selectinload(Enterprise.persons))
    known = {enterprise.uscc: enterprise for enterprise in db.session.scalars(found)}
    for row in good:
        outcome = _upsert(actor, known, _place(row, areas))
        setattr(job, outcome, getattr(job, outcome) + 1)
    return rows


def _area_names() -> dict[str, str]:
    return {area.name: area.id for area in db.session.scalars(select(Area))}


def _place(row: tables.Row, areas: dict[str, str]) -> dict:
    """The row's fields with the area by id: 「鄂城区」 and 「鄂州市鄂城区」 are the same; the longest name wins."""
    fields = {key: value for key, value in row.fields.items() if key != "area"}
    words = row.fields.get("area", "")
    matching = [name for name in areas if words and (name in words or words in name)]
    inner = sorted(matching, key=lambda name: (words.endswith(name), len(name)))
    if inner:
        fields["area_id"] = areas[inner[-1]]
    elif words and not any(problem["column"] == "辖区" for problem in row.warnings):
        row.problem(row.warnings, "area", f"没有“{words}”这个辖区，可写：{'、'.join(areas)}；这一格没有导入")
    return fields


def _upsert(actor, known: dict[str, Enterprise], fields: dict) -> str:
    """Create or bring up to date; empty cells never erase what is known. Returns created | updated | unchanged."""
    given = {key: value for key, value in fields.items() if value}
    head, risk = given.pop("main_person", ""), given.pop("risk_level", "")
    enterprise = known.get(given["uscc"])
    outcome = "updated"
    if enterprise is None:
        enterprise = known[given["uscc"]] = Enterprise(**given, risk_level=risk, created_at=now())
        db.session.add(enterprise)
        note_change(actor, enterprise, "建档（导入）")
        outcome = "created"
    changed = apply_changes(enterprise, given)
    if risk and enterprise.risk_level != risk:
        changed.append(f"风险等级：{RISK_LEVELS.get(enterprise.risk_level, '未评定')} → {RISK_LEVELS[risk]}")
        enterprise.risk_level = risk
    if head and not any(person.name == head and person.active for person in enterprise.persons):
        enterprise.persons.append(EnterprisePerson(name=head, capacity="main_responsible_person", position="主要负责人",
                                                   from_on=today()))  # fmt: skip
        changed.append(f"登记人员：{head}，主要负责人")
    if changed and outcome == "updated":
        note_change(actor, enterprise, "导入更正：" + "；".join(changed))
    return outcome if changed or outcome == "created" else "unchanged"


imports.register(Kind(imports.ENTERPRISES, "企业", "import_enterprises", tables.read_rows, check, write))
