"""The case list: what search and filters find, how results say why, paging by key, who sees what, what it costs."""

import re
from datetime import date, timedelta

import pytest

from app.cases.models import Case, CaseOfficer, Party
from app.core import search
from app.core.clock import frozen, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.search import SearchEntry
from app.documents.models import Document
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.law.commands import start_period
from tests.builders import make_enterprise, make_person
from tests.statements import counted

ON = date(2026, 8, 3)
OTHER_BUREAU = "b-zj"


def add_case(number: int, firm, bureau=DEMO_BUREAU, officers=("zhifa1", "zhifa2"), person=None, **facts) -> Case:
    """A filed case with its entity, and a person where one is named."""
    case = Case(**{
        "number": f"鄂应急罚立〔2026〕{number}号", "enterprise_id": firm.id, "organisation_id": bureau, "source": "inspection",
        "discovered_on": ON, "cause": "未对除尘系统进行维护保养", "facts": "", "basis": "", "conduct_on": ON, "status": "handling",
        "applied_on": ON, "filed_on": ON, "root_id": f"root-{number}",
    } | facts)  # fmt: skip
    case.officers = [CaseOfficer(user_id=user_by_name(name).id, position=at, badge_no="") for at, name in enumerate(officers)]
    case.parties = [Party(kind="entity", capacity="entity", enterprise_id=firm.id, name=firm.name, id_no=firm.uscc,
                          legal_representative="沈亦宁", stage="notice")]  # fmt: skip
    if person:
        case.parties.append(Party(kind="person", capacity="main_responsible_person", enterprise_id=firm.id, name=person.name,
                                  id_no="420704198001011234", stage="statement"))  # fmt: skip
    db.session.add(case)
    db.session.commit()
    start_period(SYSTEM, "penalty_decision", "case", case.id, case.filed_on)
    return case


@pytest.fixture
def firm(app):
    return make_enterprise(8, name="鄂州第７金属制品有限公司", address="滨湖路 1 号", legal_representative="顾闻舟")


@pytest.fixture
def cases(firm):
    """One with a person and a paper, one closed of another source, one of another bureau."""
    with frozen(ON):
        person = make_person(firm, "童万喆")
        dual = add_case(128, firm, person=person)
        db.session.add(paper(dual.root_id, "鄂应急罚告〔2026〕77号"))
        closed = add_case(12, firm, status="archived", source="report", cause="有限空间作业未审批", officers=("zhifa3", "zhifa1"),
                          filed_on=date(2025, 3, 2), applied_on=date(2025, 3, 1))  # fmt: skip
        other = add_case(9, firm, bureau=OTHER_BUREAU, officers=("zhifa3",))
        db.session.commit()
        yield dual, closed, other


def paper(root_id: str, number: str) -> Document:
    return Document(
        template_id="penalty_notice", template_hash="", title="告知书", number=number, organ="鄂", series="罚告", kind="entity",
        year=2026, serial=77, subject_kind="case", subject_id="1", root_instance_id=root_id, organisation_id=DEMO_BUREAU,
        facts={}, html="", issued_on=ON, issued_at=now(),
    )  # fmt: skip


def listed(browser, **filters) -> list[str]:
    """The numbers of the cases on the page, in order."""
    return numbers(browser.get("/cases/", query_string=filters).text)


def numbers(page: str) -> list[str]:
    return re.findall(r'<span class="no">([^<]+)</span>', page.partition("<main")[2])


def test_a_case_is_found_by_everything_that_names_it_and_says_which_it_was(cases, login, firm):
    browser = login("zhifa1")
    for words, field in (("128号", "案号"), ("罚告〔2026〕77号", "文号"), ("除尘系统", "案由"), ("第7金属", "当事人"), ("童万喆", "当事人"),
                         (firm.uscc, "信用代码"), (firm.uscc[4:12], "信用代码"),
                         ("沈亦宁", "法定代表人"), ("除尘 金属", "案由")):  # fmt: skip
        page = browser.get("/cases/", query_string={"q": words}).text
        assert "鄂应急罚立〔2026〕128号" in page and f"{field}：" in page and "<mark>" in page, words
    assert listed(browser, q="除尘系统 有限空间") == []
    assert listed(browser, q="12") == ["鄂应急罚立〔2026〕12号"]  # a short number is a whole number
    assert "一个字太短" in browser.get("/cases/?q=王").text


def test_a_persons_identity_number_is_not_in_the_index(cases):
    assert not [row for row in db.session.scalars(db.select(SearchEntry)) if "4207041980" in row.text + row.words]


def test_filters_narrow_alone_and_together(cases, login, firm):
    browser = login("zhifa1")
    dual, closed = "鄂应急罚立〔2026〕128号", "鄂应急罚立〔2026〕12号"
    officer = user_by_name("zhifa3").id
    for filters, expected in (
        ({"status": "handling"}, [dual]), ({"stage": "statement"}, [dual]), ({"source": "report"}, [closed]),
        ({"area": firm.area_id}, [closed, dual]), ({"area": "ar-huarong"}, []), ({"dual": "1"}, [dual]), ({"officer": officer}, [closed]),
        ({"since": "2026-08-03", "until": "2026-08-03"}, [dual]), ({"since": "2025-03-02", "until": "2026-08-02"}, [closed]),
        ({"until": "2025-03-01"}, []), ({"status": "handling", "source": "report"}, []), ({"mine": "1"}, [closed, dual]),
        ({"status": "nonsense", "since": "x"}, [closed, dual]),
    ):  # fmt: skip
        assert listed(browser, **filters) == expected, filters


def test_orders(cases, login):
    browser = login("zhifa1")
    dual, closed = "鄂应急罚立〔2026〕128号", "鄂应急罚立〔2026〕12号"
    assert listed(browser) == [closed, dual] and listed(browser, sort="old") == [dual, closed]
    assert listed(browser, sort="due") == [closed, dual]  # its ninety days ended long ago
    assert listed(browser, overdue="1") == [closed] and listed(browser, running="1") == [dual]


def test_a_case_of_another_bureau_is_found_only_by_those_who_may_see_it(cases, login):
    other = "鄂应急罚立〔2026〕9号"
    assert other not in listed(login("zhifa1")) and other not in listed(login("zhifa1"), bureau=OTHER_BUREAU)
    assert listed(login("zhifa3"), officer=user_by_name("zhifa3").id, status="handling") == [other]  # in charge of it
    assert other in listed(login("anweiban"))


def test_the_index_follows_what_changes_and_forgets_what_was_rolled_back(cases, login):
    dual, _, _ = cases
    browser = login("zhifa1")
    dual.status, dual.parties[0].name = "closed", "云泽商贸有限公司"
    db.session.commit()
    assert listed(browser, status="closed", q="云泽商贸") == [dual.number] and listed(browser, status="handling") == []
    dual.cause = "无证经营烟花爆竹"
    db.session.flush()
    db.session.rollback()
    assert listed(browser, q="烟花爆竹") == []
    assert [hit.ref for hit in search.newest(search.Wanted("case"), 9)] == ["3", "2", "1"]
    db.session.delete(dual.parties[1])
    db.session.commit()
    assert listed(browser, q="童万喆") == [] and listed(browser, dual="1") == []
    before = [(row.ref, row.text, row.words) for row in db.session.scalars(db.select(SearchEntry).order_by(SearchEntry.id))]
    search.rebuild()
    db.session.commit()
    after = [(row.ref, row.text, row.words) for row in db.session.scalars(db.select(SearchEntry).order_by(SearchEntry.id))]
    assert sorted(before) == sorted(after)


@pytest.fixture
def many(firm):
    """35 cases a day apart, from the 1st of June on."""
    with frozen(ON):
        for number in range(1, 36):
            on = date(2026, 6, 1) + timedelta(days=number)
            add_case(number, firm, filed_on=on, applied_on=on)
        db.session.commit()
        yield


@pytest.mark.parametrize("sort", ["new", "old", "due"])
def test_pages_go_on_by_key_without_losing_or_repeating_one(many, login, sort, monkeypatch):
    browser = login("zhifa1")
    for near in (1000, 10):  # put in order, or found by walking along the days
        monkeypatch.setattr(search, "NEAR", near)
        first = browser.get(f"/cases/?sort={sort}").text
        following = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
        second = browser.get(following).text
        shown = [numbers(page) for page in (first, second)]
        assert len(shown[0]) == 30 and len(shown[1]) == 5 and len({*shown[0], *shown[1]}) == 35
        back = re.search(r'rel="prev" href="([^"]+)"', second).group(1).replace("&amp;", "&")
        assert numbers(browser.get(back).text) == shown[0]


def test_the_list_costs_the_same_few_statements_for_one_case_and_for_many(app, firm, login):
    browser = login("zhifa1")
    with frozen(ON):
        add_case(1, firm)
        db.session.commit()
        browser.get("/cases/")
        for address in ("/cases/", "/cases/?q=除尘系统&status=handling", "/cases/?sort=due&overdue=1"):
            counted(lambda address=address: browser.get(address))
        few = [len(counted(lambda address=address: browser.get(address))) for address in ("/cases/", "/cases/?q=除尘&status=handling")]
        firm = db.session.merge(firm)
        for number in range(2, 25):
            add_case(number, firm, officers=("zhifa1", "zhifa3"))
        db.session.commit()
        many = [len(counted(lambda address=address: browser.get(address))) for address in ("/cases/", "/cases/?q=除尘&status=handling")]
    assert few == many and max(many) <= 26, "\n".join(counted(lambda: browser.get("/cases/")))


def test_days_are_taken_apart_into_years_months_and_days():
    marks = search.marks_between("began", date(2023, 12, 30), date(2026, 2, 2))
    assert marks == ("began=2023-12-30", "began=2023-12-31", "began=2024", "began=2025", "began=2026-01", "began=2026-02-01",
                     "began=2026-02-02")  # fmt: skip
    assert search.marks_between("began", date(2026, 2, 2), date(2026, 2, 1)) == ()
