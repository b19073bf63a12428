"""Sub-databases of sectors (行业子库) taken into the ledger: open hazards begin their procedure, those that are over are history.

A row is known again by its number in its sub-database, so the same table again adds nothing. Nothing of a sub-database skips a
link: what is open begins at the first task, and what was closed elsewhere is no removal of which this ledger has records.
Source: 三年行动方案 (2024) 主方案 11③; 安全生产法 (2021) art. 41(2), (3)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.enterprises import imports
from app.enterprises.imports import Check, Kind
from app.enterprises.models import Enterprise, ImportJob
from app.hazards import commands, rules
from app.hazards.data_standard import BY_KEY, TAKEN
from app.hazards.models import Hazard
from app.hazards.sub_models import SubEntry
from app.hazards.sub_table import Row, read_rows
from app.identity import queries as identity
from app.workflow import commands as workflow

KIND = "hazards"
BATCH = 50  # each begins a procedure: the office waits no longer than for a batch of enterprises
AT_ONCE = 500  # values of one condition
DOUBLES = {"skip": "不登记，留在结果里", "merge": "登记后并入已有的那一条", "register": "单独登记，以后再核对"}
REFERENCE = ("grade", "standard", "due_on", "measures", "status", "rectified_on", "closed_on")  # said there, settled anew here
HISTORY = "子库历史记录：整改和销号由原子库办理，本台账没有七个环节的记录，不计入整改率，不作为销号依据"
MERGED = "从子库导入时核对为同一隐患"


@dataclass
class Placed:
    """A row beside what is known. firm: None where there is none; doubles: numbers of open hazards it may be the same as"""

    row: Row
    firm: Enterprise | None
    is_known: bool
    doubles: list[str]


def options_of(actor, sub_database: str, doubles: str) -> dict:
    """What an import is asked beside the table.

    Raises: RuleBroken("sub_database" | "doubles"); NotAllowed("no_bureau")
    """
    name = " ".join(sub_database.split())
    if not 0 < len(name) <= 40:
        raise RuleBroken("sub_database", "请写明是哪个行业子库，如“住建”，不超过 40 个字；同一子库每次写同一个名称")
    if doubles not in DOUBLES:
        raise RuleBroken("doubles", f"疑似重复的怎么办，请选一种：{'、'.join(DOUBLES.values())}")
    if not getattr(actor, "bureau_id", None):
        raise NotAllowed("no_bureau", "导入的隐患由导入人所在机关监管；您没有所在机关，不能导入")
    return {"sub_database": name, "bureau": actor.bureau_id, "doubles": doubles}


def sub_databases(bureau_id: str | None) -> list[str]:
    """Names of those a bureau has taken in."""
    return list(db.session.scalars(select(SubEntry.sub_database).where(SubEntry.organisation_id == bureau_id).distinct()))


def check(actor, rows: list[Row], options: dict) -> Check:
    """What importing these rows would do."""
    placed = list(place(actor, rows, options))
    fresh = [each for each in placed if not each.row.errors and not each.is_known]
    return Check.of(
        [each.row for each in placed], known=sum(each.is_known for each in placed), archived=sum(each.row.is_history for each in fresh),
        created=sum(not each.row.is_history for each in fresh),
        doubles=[_double(each, f"与 {'、'.join(each.doubles)} 疑似重复") for each in fresh if each.doubles],
    )  # fmt: skip


def write(actor, job: ImportJob, rows: list[Row]) -> list[Row]:
    """Take each row in, once. Raises: NotAllowed("other_bureau"): the person has left the bureau meanwhile"""
    if getattr(actor, "bureau_id", None) != job.options["bureau"]:
        raise NotAllowed("other_bureau", "导入人已不在开始导入时的机关，请由该机关现在的人员重新导入这张表，已导入的不会重复")
    placed = list(place(actor, rows, job.options))
    for each in placed:
        if each.row.errors:
            continue
        outcome = _outcome(each, job.options["doubles"])
        setattr(job, outcome, getattr(job, outcome) + 1)
        if outcome != "unchanged":
            take_in(actor, each.firm.id, each.row.fields, job, each.doubles[0] if outcome == "updated" else "")
        elif not each.is_known:
            each.row.warnings.append(_double(each, f"与 {'、'.join(each.doubles)} 疑似重复，没有登记"))
    return [each.row for each in placed]


def _outcome(each: Placed, doubles: str) -> str:
    """created, updated (merged into the one there is) or unchanged."""
    if each.is_known:
        return "unchanged"
    return {"skip": "unchanged", "merge": "updated", "register": "created"}[doubles] if each.doubles else "created"


def _double(each: Placed, reason: str) -> dict:
    return {"row": each.row.number, "column": BY_KEY["place"].label, "reason": f"{each.firm.name}，{each.row.fields['place']}：{reason}"}


def place(actor, rows: Iterable[Row], options: dict) -> Iterator[Placed]:
    """The rows beside enterprises, what came in before, and open hazards that look the same; changes none of those handed in."""
    rows = [replace(row, errors=list(row.errors), warnings=list(row.warnings)) for row in rows]
    firms = {firm.uscc: firm for firm in _where(Enterprise, Enterprise.uscc, {row.fields["uscc"] for row in rows})}
    known = {entry.sub_number for entry in _where(SubEntry, SubEntry.sub_number, {row.fields["sub_number"] for row in rows})
             if (entry.organisation_id, entry.sub_database) == (options["bureau"], options["sub_database"])}  # fmt: skip
    opened, reach = _open_kinds({firm.id for firm in firms.values()}, options), {}
    for row in rows:
        firm = firms.get(row.fields["uscc"])
        _check_firm(row, firm, actor, options["bureau"], reach)
        if row.fields["found_on"] and row.fields["found_on"] > today():
            row.problem(row.errors, "found_on", "不能晚于今天")
        names = rules.kinds(row.fields["place"], row.fields["standard"])
        doubles = [number for number, kinds in opened.get(firm.id, []) if names & kinds] if firm and not row.is_history else []
        yield Placed(row, firm, row.fields["sub_number"] in known, doubles)


def _where(model, column, values: set) -> Iterator:
    ordered = sorted(values)
    for first in range(0, len(ordered), AT_ONCE):
        yield from db.session.scalars(select(model).where(column.in_(ordered[first : first + AT_ONCE])))


def _open_kinds(firm_ids: set[int], options: dict) -> dict[int, list[tuple[str, set[str]]]]:
    """{enterprise: [(number, what makes one the same)]} of its open hazards; those of the same sub-database are told apart by
    their numbers there."""
    found, ordered = defaultdict(list), sorted(firm_ids)
    for first in range(0, len(ordered), AT_ONCE):
        query = select(Hazard.enterprise_id, Hazard.number, Hazard.place, Hazard.standard_item).outerjoin(SubEntry).where(
            Hazard.enterprise_id.in_(ordered[first : first + AT_ONCE]), Hazard.status.in_(rules.OPEN),
            or_(SubEntry.hazard_id.is_(None), SubEntry.sub_database != options["sub_database"])).order_by(Hazard.id)  # fmt: skip
        for firm_id, number, spot, item in db.session.execute(query):
            found[firm_id].append((number, rules.kinds(spot, item)))
    return found


def _check_firm(row: Row, firm: Enterprise | None, actor, bureau_id: str, reach: dict) -> None:
    """Args: reach: {(area, sector): whether this person's posts cover it}, filled on the way"""
    if firm is None:
        if not any(problem["column"] == BY_KEY["uscc"].label for problem in row.errors):
            row.problem(row.errors, "uscc", "没有这家单位的档案；请先导入企业，再导入这张表，已导入的不会重复")
        return
    said = row.fields["enterprise"]
    if said and _plain(said) != _plain(firm.name):
        row.problem(row.errors, "enterprise", f"这个代码在档案上是“{firm.name}”，请核对代码或者名称")
    if not firm.active:
        row.problem(row.errors, "uscc", f"{firm.name}已注销，请核对")
    where = (firm.area_id, firm.sector)
    if where not in reach:
        reach[where] = identity.may_see_matter(actor, bureau_id, *where)
    if not reach[where]:
        row.problem(row.errors, "uscc", f"{firm.name}不在您的管辖范围，请由负责监管的人员导入")


def _plain(name: str) -> str:
    return "".join(name.split()).translate(str.maketrans("（）", "()"))


@command(permission="import_hazards")
def take_in(actor, enterprise_id: int, said: Mapping, job: ImportJob, same_as: str = "") -> Hazard:
    """Register one row of a sub-database; an open one begins its procedure, or is merged into the hazard it is the same as.

    Args: said: as `sub_table.Row.fields`; same_as: number of an open hazard
    """
    sub_database = job.options["sub_database"]
    row = commands.register(
        actor, enterprise_id, said["source"], said["found_on"], said["place"], said["description"], job.options["bureau"],
        found_by=said["found_by"] or f"{sub_database}子库", article=said["article"], origin=("import", job.id),
    )  # fmt: skip
    row.finders = []  # whoever imports has found nothing, and may check on site later
    db.session.add(SubEntry(hazard_id=row.id, organisation_id=job.options["bureau"], sub_database=sub_database,
                            sub_number=said["sub_number"], job_id=job.id))  # fmt: skip
    for key in ("responsible_person", "actual_controller"):
        setattr(row, key, said[key] or getattr(row, key))
    commands.record(actor, row, "registration", f"由“{sub_database}”子库并入，子库编号 {said['sub_number']}{_reference(said)}")
    if same_as:
        commands.merge(actor, row, same_as, MERGED)
    elif said["status"] in ("", *rules.OPEN):
        workflow.start_process(actor, rules.PROCESS, subject=("hazard", row.id, commands.label(row)))
    else:
        archive(actor, row, said)
    return row


@command(permission="import_hazards")
def archive(actor, row: Hazard, said: Mapping) -> Hazard:
    """Keep a hazard that was over before it came as history (子库历史记录): it was never removed here, and nothing of it is open."""
    row.status, row.grade, row.standard_item = "archived", said["grade"] or None, said["standard"]
    row.interim_measures = said["measures"]
    commands.record(actor, row, "registration", HISTORY)
    commands.recount(row.enterprise_id)
    return row


def _reference(said: Mapping) -> str:
    """What the sub-database says that is settled anew here."""
    told = [f"{field.label}{_words(field.key, said[field.key])}" for field in TAKEN if field.key in REFERENCE and said[field.key]]
    return f"；子库登记：{'，'.join(told)}" if told else ""


def _words(key: str, value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return {"grade": rules.GRADES, "status": rules.STATUSES}.get(key, {}).get(value, value)


def may_see(user, job: ImportJob) -> bool:
    """People of the bureau that took it in."""
    return job.options.get("bureau") in identity.bureaus_seen_by(user)


imports.register(Kind(KIND, "隐患子库", "import_hazards", read_rows, check, write, BATCH, may_see))
