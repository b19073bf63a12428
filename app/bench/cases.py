"""The case list while there are very many cases: rows inserted in bulk, read through HTTP by an officer."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from flask import Flask, url_for

from app.bench.figures import Figure, repeated
from app.bench.office import Person
from app.cases.models import Case, CaseOfficer, Party
from app.core import search
from app.core.clock import now, today
from app.core.database import db
from app.core.search import Entry, SearchEntry, day_marks, mark
from app.enterprises.models import Enterprise
from app.identity.models import Organisation, User
from app.identity.seeding import DEMO_BUREAU

READER = "zhifa1"
BATCH = 10_000
FIRMS = 5_000
YEARS = 12
RUNNING = 0.04  # of all cases; the others are finished
PLACES = ("鄂城", "华容", "梁子湖", "葛店", "临空", "大冶", "黄石", "团风")
SIGNS = (
    "伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有"
    "坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民友裕河哲江超浩亮政谦亨奇固"
)
TRADES = ("金属制品", "化工", "烟花爆竹", "机械制造", "建材", "食品", "木业", "纺织", "矿业", "燃气", "物流", "商贸", "汽车配件", "电子")
CAUSES = (
    "未对除尘系统进行维护保养", "未建立事故隐患排查治理制度", "特种作业人员无证上岗", "未按规定进行安全教育培训", "违章指挥冒险作业",
    "未设置明显的安全警示标志", "危险物品未设专用仓库", "未按规定提取安全费用", "有限空间作业未经审批", "应急预案未备案未演练",
)  # fmt: skip
SOURCES = ("inspection", "report", "transfer", "accident", "assigned", "other")
STAGES = ("proposal", "notice", "statement", "review", "deliberation", "decision", "delivery", "payment")
ASKED = {  # what is looked for: name → (words, filters of the address)
    "plain": ("", {}),
    "search": ("除尘系统 金属制品", {}),
    "rare": ("第77号 烟花爆竹", {}),
    "number": ("鄂应急罚立〔2020〕4321号", {}),
    "filtered": ("状态、来源、年份", {"status": "archived", "source": "report", "since": "2019-01-01", "until": "2020-06-30"}),
    "mine": ("我承办的", {"mine": "1"}),
    "overdue": ("超期，期限近的在前", {"overdue": "1", "sort": "due"}),
}
MAY_BE_EMPTY = {"rare", "number", "filtered", "overdue"}  # in other cases or bureaus; the running cases are the history's last


class Filler:
    """Adds cases: half to the reader's bureau, the rest to thirty others; officers by chance."""

    def __init__(self, app: Flask):
        self.app, self.random, self.number = app, random.Random(20260101), 0
        with app.app_context():
            people = dict(db.session.execute(db.select(User.username, User.id)).all())
            bureaus = db.session.scalars(db.select(Organisation.id).where(Organisation.id == Organisation.bureau_id).limit(31))
            self.bureaus = [one for one in bureaus if one != DEMO_BUREAU]
            self.areas = [row[0] for row in db.session.execute(db.select(Organisation.area_id).distinct()) if row[0]]
        self.people, self.names = list(people.values()), ["".join(self.random.choices(SIGNS, k=3)) for _ in range(3000)]
        self.firms = [self._firm(number) for number in range(1, FIRMS + 1)]
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(db.insert(Enterprise), self.firms)

    def _firm(self, number: int) -> dict:
        draw = self.random
        name = f"{draw.choice(PLACES)}{''.join(draw.choices(SIGNS, k=2))}{draw.choice(TRADES)}有限公司"
        uscc = f"91420704{''.join(draw.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=10))}"
        return {"id": number, "name": name, "uscc": uscc, "area_id": draw.choice(self.areas or [None]), "created_at": now(),
                "legal_representative": draw.choice(self.names)}  # fmt: skip

    def add(self, count: int, of: int) -> None:
        """Insert `count` cases of a history of `of`, the last ones still running."""
        rows = (self._case(of) for _ in range(count))
        while batch := list(islice(rows, BATCH)):
            self._insert(batch)

    def _insert(self, batch: list[tuple]) -> None:
        with self.app.app_context(), db.engine.begin() as connection:
            for model, part in zip((Case, CaseOfficer, Party, SearchEntry), zip(*batch, strict=True), strict=True):
                connection.execute(db.insert(model), [row for rows in part for row in rows])

    def _case(self, of: int) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
        """Rows of the case, its officers, its party and its entry."""
        self.number += 1
        draw, firm, number = self.random, self.random.choice(self.firms), self.number
        on = today() - timedelta(days=365 * YEARS * (of - number) // of)
        runs = number > of * (1 - RUNNING)
        bureau = DEMO_BUREAU if draw.random() < 0.5 else draw.choice(self.bureaus)
        officers, person = draw.sample(self.people, 2), draw.choice(self.names)
        case = {
            "id": number, "number": f"鄂应急罚立〔{on.year}〕{number}号", "enterprise_id": firm["id"], "organisation_id": bureau,
            "source": draw.choice(SOURCES), "discovered_on": on, "cause": draw.choice(CAUSES), "facts": "", "basis": "", "conduct_on": on,
            "status": draw.choice(("investigating", "handling", "closing")) if runs else draw.choice(("closed", "archived")),
            "applied_on": on, "filed_on": on, "root_id": None, "created_by": officers[0],
        }  # fmt: skip
        party = {"id": number, "case_id": number, "kind": "entity", "capacity": "entity", "enterprise_id": firm["id"], "name": firm["name"],
                 "id_no": firm["uscc"], "stage": draw.choice(STAGES), "closed_on": None if runs else on}  # fmt: skip
        positions = [{"case_id": number, "user_id": user, "position": at, "badge_no": ""} for at, user in enumerate(officers)]
        return [case], positions, [party], [_entry(case, party, firm, officers, person, runs)]


def _entry(case: dict, party: dict, firm: dict, officers: list[int], person: str, runs: bool) -> dict:
    on: date = case["filed_on"]
    text = [("number", case["number"]), ("cause", case["cause"]), ("party", firm["name"]), ("party", person), ("code", firm["uscc"]),
            ("person", firm["legal_representative"]), ("paper", f"鄂应急罚告〔{on.year}〕{case['id']}号"),
            ("paper", f"鄂应急罚〔{on.year}〕{case['id']}号")]  # fmt: skip
    marks = [mark("bureau", case["organisation_id"]), mark("status", case["status"]), mark("source", case["source"]),
             mark("area", firm["area_id"]), mark("procedure", "penalty_case"), *(mark("officer", one) for one in officers),
             *day_marks("began", on), *([mark("clock", "running"), mark("stage", party["stage"])] if runs else [])]  # fmt: skip
    return search.row_of("case", Entry(str(case["id"]), text, marks, on + timedelta(days=90) if runs else None))


def pages(app: Flask, name: str, label: str, times: int) -> list[Figure]:
    """The list as it opens, and narrowed in the ways an office narrows it."""
    reader, found = Person(app, READER), []
    for key, (words, filters) in ASKED.items():
        with app.test_request_context():
            asked = filters or ({"q": words} if words else {})
            url = url_for("cases.list_cases", **asked)
        if key not in MAY_BE_EMPTY and "没有符合条件" in reader.get(url).text:
            raise RuntimeError(f"{words}：一件也没有找到，测量没有意义")
        shown = f"案件列表，{label}" + (f"，{'找' if 'q' in asked else ''}「{words}」" if words else "")
        acts: Iterable = [lambda url=url: reader.get(url)] * (times + 3)
        found.append(Figure(f"cases_{name}_{key}", shown, repeated(acts), budget=50))
    return found
