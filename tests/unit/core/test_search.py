"""The search index answers the same on SQLite and on PostgreSQL."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from app import create_app
from app.cases.models import Case
from app.core import search
from app.core.command import SYSTEM
from app.core.database import db
from app.core.models import AuditEntry
from app.core.search import Entry, SearchEntry, Wanted, mark
from app.core.words import asked
from app.installation import install
from tests.builders import make_enterprise

FIRST = date(2026, 1, 1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def index(request, tmp_path):
    """Forty cases, every second of one bureau, every third without a day; and a task of the same words."""
    address = request.getfixturevalue("postgres_address") if request.param == "postgresql" else ""
    application = create_app(home=tmp_path, database_url=address, testing=True)
    with application.app_context():
        db.create_all()
        entries = [Entry(str(n), [("number", f"鄂应急罚〔2026〕{n}号"), ("party", f"第{n}{'化工' if n % 5 else '金属制品'}有限公司")],
                         [mark("bureau", f"b-{n % 2}"), mark("status", "open")], None if n % 3 == 0 else FIRST + timedelta(days=40 - n))
                   for n in range(1, 41)]  # fmt: skip
        db.session.execute(insert(SearchEntry), [search.row_of("case", entry) for entry in entries])
        db.session.execute(insert(SearchEntry), [search.row_of("task", entries[0])])
        db.session.commit()
        yield
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


def refs(hits) -> list[int]:
    return [int(hit.ref) for hit in hits]


def test_words_marks_choices_and_days_narrow(index):
    assert refs(search.newest(Wanted("case"), 3)) == [40, 39, 38] and refs(search.newest(Wanted("case"), 3, oldest_first=True)) == [1, 2, 3]
    assert refs(search.newest(Wanted("case", asked=asked("金属制品")), 9)) == [40, 35, 30, 25, 20, 15, 10, 5]
    assert refs(search.newest(Wanted("case", asked=asked("第7化工 2026")), 9)) == [7]
    assert refs(search.newest(Wanted("case", asked=asked("有限 金属"), choices=((mark("bureau", "b-1"),),)), 9)) == [35, 25, 15, 5]
    both = (mark("bureau", "b-1"), mark("bureau", "b-0"))
    assert search.count(Wanted("case", marks=(mark("status", "open"),), choices=(both,))) == 40
    assert search.newest(Wanted("case", choices=((),)), 9) == [] and search.newest(Wanted("case", asked=asked('"粉尘" OR')), 9) == []
    assert refs(search.newest(Wanted("case", first=FIRST, last=FIRST + timedelta(days=2)), 9)) == [40, 38]
    assert search.counts([Wanted("case"), Wanted("case", asked=asked("金属")), Wanted("task")], 10) == [11, 8, 1]


def test_by_day_few_are_sorted_and_many_walked_alike(index, monkeypatch):
    wanted = Wanted("case", choices=((mark("bureau", "b-0"),),), asked=asked("有限公司"))
    found = []
    for near in (1000, 5):
        monkeypatch.setattr(search, "NEAR", near)
        page = search.nearest(wanted, 4)
        following = search.nearest(wanted, 4, (page[-1].day, page[-1].id))
        back = search.nearest(wanted, 4, (following[0].day, following[0].id), backward=True)
        found.append((refs(page), refs(following), refs(back)))
    assert found[0] == found[1] == ([40, 38, 34, 32], [28, 26, 22, 20], [32, 34, 38, 40])


def test_a_changed_row_is_found_by_its_new_words_only(index):
    row = db.session.scalars(db.select(SearchEntry).where(SearchEntry.ref == "7", SearchEntry.kind == "case")).one()
    new = search.row_of("case", Entry("7", [("party", "云泽商贸有限公司")], []))
    row.words, row.text = new["words"], new["text"]
    db.session.commit()
    assert refs(search.newest(Wanted("case", asked=asked("云泽商贸")), 9)) == [7]
    assert search.newest(Wanted("case", asked=asked("第7化工")), 9) == []
    db.session.delete(row)
    db.session.commit()
    assert search.newest(Wanted("case", asked=asked("云泽商贸")), 9) == []


def test_an_office_from_before_the_index_is_made_findable_once(app):
    firm = make_enterprise(3)
    case = Case(enterprise_id=firm.id, organisation_id="b-yj", source="other", discovered_on=FIRST, cause="无证经营", facts="", basis="",
                conduct_on=FIRST, status="proposed", applied_on=FIRST)  # fmt: skip
    db.session.add(case)
    db.session.commit()
    db.session.execute(db.delete(SearchEntry))
    db.session.commit()
    assert search.is_missing()
    install(SYSTEM)
    assert refs(search.newest(Wanted("case", asked=asked("无证经营")), 9)) == [case.id] and not search.is_missing()
    install(SYSTEM)
    assert len(db.session.scalars(db.select(AuditEntry).where(AuditEntry.act.endswith("make_findable"))).all()) == 1
