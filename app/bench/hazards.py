"""The ledger of hidden dangers with 100,000 rows: read, narrowed, reckoned and taken out through HTTP by an officer."""

import random
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace

from flask import Flask, url_for

from app.bench.cases import BATCH, FIRMS, READER
from app.bench.figures import Figure, repeated
from app.bench.office import Person
from app.core import search
from app.core.clock import now, today
from app.core.database import db
from app.core.search import Entry, SearchEntry
from app.enterprises.models import Enterprise
from app.hazards import rules
from app.hazards.ledger_entries import KIND, marks_of, runs, words_of
from app.hazards.models import Hazard
from app.identity.models import Organisation
from app.identity.seeding import DEMO_BUREAU

YEARS = 4
OPEN_SHARE = 0.2
PLACES = ("抛光车间", "熔炼车间", "危化品仓库", "有限空间", "配电房", "锅炉房", "罐区", "除尘系统", "尾矿库", "涂装线")
SEEN = ("铝粉尘除尘采用正压吹送", "可燃气体报警装置未检定", "安全出口堵塞", "特种设备超期未检", "消防水池水位不足", "防爆电气不符")
ASKED = {  # name → (words, filters of the address)
    "plain": ("", {}),
    "search": ("除尘系统 正压", {}),
    "number": ("YH-2026-01873", {}),
    "filtered": ("等级、来源、存量", {"grade": "major", "source": "expert", "stock": "new"}),
    "due": ("期限近的在前", {"sort": "due"}),
    "overdue": ("已逾期", {"overdue": "1", "sort": "due"}),
    "unit": ("一个单位的清单", {"enterprise": ""}),
}
MAY_BE_EMPTY = {"number", "filtered"}
FIRM = (Enterprise.id, Enterprise.name, Enterprise.uscc, Enterprise.area_id, Enterprise.legal_representative)
BLANK = ("standard_item", "transferred_to", "actual_controller")
UNSET = ("transfer_received_on", "raised_from_id", "unread_on", "organisation")


def fill(app: Flask, count: int) -> None:
    """Hazards of the firms that are there already: half of the reader's bureau, one in five not yet closed."""
    draw = random.Random(20260201)
    with app.app_context():
        firms = [SimpleNamespace(**row._mapping) for row in db.session.execute(db.select(*FIRM).limit(FIRMS))]
        bureaus = db.session.scalars(db.select(Organisation.id).where(Organisation.id == Organisation.bureau_id).limit(31))
        others = [one for one in bureaus if one != DEMO_BUREAU]
        rows = (_hazard(draw, number, count, firms, others) for number in range(1, count + 1))
        while batch := list(islice(rows, BATCH)):
            with db.engine.begin() as connection:
                connection.execute(db.insert(Hazard), [values for values, _ in batch])
                connection.execute(db.insert(SearchEntry), [entry for _, entry in batch])


def _hazard(draw: random.Random, number: int, of: int, firms: list, others: list[str]) -> tuple[dict, dict]:
    firm, on = draw.choice(firms), today() - timedelta(days=365 * YEARS * (of - number) // of)
    is_open = draw.random() < OPEN_SHARE
    values = {
        "id": number, "number": f"YH-{on.year}-{number:05d}", "enterprise_id": firm.id, "area_id": firm.area_id, "sector": "工贸",
        "organisation_id": DEMO_BUREAU if draw.random() < 0.5 else draw.choice(others), "source": draw.choice(list(rules.SOURCES)),
        "found_on": on, "found_by": "秦以南", "finders": [], "place": draw.choice(PLACES), "description": draw.choice(SEEN), "photos": [],
        "grading": {}, "grade": draw.choices(("general", "major"), (9, 1))[0], "responsible_person": firm.legal_representative,
        "status": draw.choice(rules.OPEN) if is_open else "closed", "due_on": on + timedelta(days=draw.randint(5, 90)), "reminders": [],
        "closed_on": None if is_open else on, "after_photos": [], "recurrence": draw.choices((0, 1, 2), (90, 8, 2))[0], "created_at": now(),
    }  # fmt: skip
    row = SimpleNamespace(**values, enterprise=firm, **dict.fromkeys(BLANK, ""), **dict.fromkeys(UNSET))
    row.told_finder, row.is_told = Hazard.told_finder.fget(row), Hazard.is_told.fget(row)
    entry = search.row_of(KIND, Entry(str(number), words_of(row), marks_of(row), row.due_on if runs(row) else None))
    return values, entry


def pages(app: Flask, count: int, times: int) -> list[Figure]:
    """The list as it opens and is narrowed, its figures, what is taken out of it."""
    reader, found, label = Person(app, READER), [], f"{count:,} 条隐患"
    with app.app_context():
        unit = db.session.scalar(db.select(Hazard.enterprise_id).where(Hazard.organisation_id == DEMO_BUREAU).order_by(Hazard.id.desc()))
    for key, (words, filters) in ASKED.items():
        filters = {name: value or unit for name, value in filters.items()}
        asked = filters or ({"q": words} if words else {})
        with app.test_request_context():
            url = url_for("hazards.list_hazards", **asked)
        if key not in MAY_BE_EMPTY and "没有符合条件" in reader.get(url).text:
            raise RuntimeError(f"{words}：一条也没有找到，测量没有意义")
        shown = f"隐患台账，{label}" + (f"，{'找' if 'q' in asked else ''}「{words}」" if words else "")
        acts: Iterable = [lambda url=url: reader.get(url)] * (times + 3)
        found.append(Figure(f"hazards_{key}", shown, repeated(acts), budget=50))
    few = max(times // 10, 3)
    figures = [lambda: reader.get("/hazards/statistics")] * (few + 1)
    found.append(Figure("hazards_statistics", f"隐患统计，{label}", repeated(figures, warm=1), budget=1000))
    for kind, words in (("xlsx", "表格"), ("json", "JSON")):
        acts = [lambda kind=kind: reader.post(f"/hazards/export/{kind}?open=1", {}).get_data()] * 2  # the last piece, too
        shown = f"导出{words}，{label}中未销号的"
        found.append(Figure(f"hazards_export_{kind}", shown, repeated(acts, warm=0), budget=20_000, judged="max"))
    return found
