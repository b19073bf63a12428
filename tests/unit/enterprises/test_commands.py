"""The file of an enterprise: opening, correcting, persons, risk colour, what happened."""

from datetime import date

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.enterprises import commands, queries, timeline
from app.identity import queries as identity
from tests.builders import make_enterprise, make_person, uscc


def officer():
    return identity.user_by_name("zhifa1")


def told(enterprise) -> list[str]:
    return [event["title"] for event in timeline.events(enterprise.id)]


def test_a_file_is_opened_once_for_each_code(app):
    first = make_enterprise(1)
    with pytest.raises(RuleBroken) as refused:
        make_enterprise(1, name="另一家", uscc=f" {uscc(1).lower()} ")
    assert refused.value.code == "uscc_taken"
    assert first.name in refused.value.message
    with pytest.raises(RuleBroken):
        make_enterprise(2, uscc="91350100M000100Y44")


def test_each_correction_is_kept_with_before_and_after(app):
    enterprise = make_enterprise(1, address="旧址")
    commands.edit_enterprise(officer(), enterprise.id, address="新址", phone="")
    assert told(enterprise)[0] == "更正：地址：旧址 → 新址"
    assert timeline.events(enterprise.id)[0]["who"] == "陆知行"
    commands.edit_enterprise(officer(), enterprise.id, address="新址")
    assert len(told(enterprise)) == 2, "nothing changed, nothing to tell"


def test_a_page_edited_by_two_tells_the_later(app):
    enterprise = make_enterprise(1)
    seen = enterprise.version
    commands.edit_enterprise(officer(), enterprise.id, seen, address="甲")
    with pytest.raises(Conflict):
        commands.edit_enterprise(officer(), enterprise.id, seen, address="乙")
    assert queries.enterprise(enterprise.id).address == "甲"


def test_a_code_cannot_be_moved_to_another_enterprise(app):
    make_enterprise(1)
    second = make_enterprise(2)
    with pytest.raises(RuleBroken):
        commands.edit_enterprise(officer(), second.id, uscc=uscc(1))


def test_persons_come_and_go_and_stay_in_the_file(app):
    enterprise = make_enterprise(1)
    with frozen(date(2026, 3, 1)):
        person = make_person(enterprise, "周砚秋", id_no="11010519491231002x")
    assert person.id_no == "11010519491231002X"
    assert "19491231" not in person.id_masked
    with frozen(date(2026, 9, 1)):
        commands.retire_person(officer(), person.id)
    assert queries.persons(enterprise.id) == []
    [kept] = queries.persons(enterprise.id, active=False)
    assert (kept.from_on, kept.retired_on) == (date(2026, 3, 1), date(2026, 9, 1))
    with pytest.raises(RuleBroken):
        commands.retire_person(officer(), person.id)


@pytest.mark.parametrize("wrong", [{"capacity": "boss"}, {"name": " "}, {"id_no": "110105194912310021"}])
def test_a_person_is_refused_with_a_wrong_fact(app, wrong):
    with pytest.raises(RuleBroken):
        make_person(make_enterprise(1), **wrong)


def test_the_same_person_in_the_same_capacity_is_recorded_once(app):
    enterprise = make_enterprise(1)
    make_person(enterprise)
    with pytest.raises(RuleBroken):
        make_person(enterprise)
    make_person(enterprise, capacity="sole_investor")


def test_the_risk_colour_changes_with_its_ground(app):
    enterprise = make_enterprise(1)
    assert enterprise.risk_level == ""
    commands.set_risk_level(officer(), enterprise.id, "orange", "涉粉作业 12 人")
    event = timeline.events(enterprise.id)[0]
    assert (event["title"], event["detail"]) == ("风险等级：未评定 → 橙 较大", "涉粉作业 12 人")
    with pytest.raises(RuleBroken):
        commands.set_risk_level(officer(), enterprise.id, "orange", "再来一次")


def test_who_may_not_edit_is_refused(app):
    for username in ("fazhi", "shenji", "qiye", "liucheng"):
        with pytest.raises(NotAllowed):
            commands.create_enterprise(identity.user_by_name(username), "甲", uscc(9))
    with pytest.raises(NotAllowed):
        commands.set_risk_level(identity.user_by_name("fazhi"), make_enterprise(1).id, "red", "依据")


def test_search_by_part_of_name_code_and_filters(app):
    make_enterprise(1, name="云泽恒煦气体有限公司", sector="危险化学品")
    make_enterprise(2, name="云泽沐川机械厂", area_id="ar-huarong")
    make_enterprise(3, name="百分之100%食品厂")

    def names(*args, **kwargs):
        return [row.name for row in queries.enterprises(*args, **kwargs).items]

    assert names("恒煦") == ["云泽恒煦气体有限公司"]
    assert names("云泽 机械") == ["云泽沐川机械厂"]
    assert names(uscc(2).lower()) == ["云泽沐川机械厂"]
    assert names("100%") == ["百分之100%食品厂"]
    assert names(sector="危险化学品") == ["云泽恒煦气体有限公司"]
    assert names(area_id="ar-huarong") == ["云泽沐川机械厂"]
    assert names(risk_level="red") == []
    assert len(names(uscc(1)[:8])) == 3
    assert [row.name for row in queries.suggestions("云泽沐川")] == ["云泽沐川机械厂"]
    with pytest.raises(NotFound):
        queries.enterprise(99)


def test_other_packages_add_to_what_happened_newest_first(app, monkeypatch):
    monkeypatch.setattr(timeline, "_sources", list(timeline._sources))
    with frozen(date(2026, 5, 1)):
        enterprise = make_enterprise(1)
    timeline.register(lambda _: [{"on": date(2026, 6, 1), "title": "检查"}, {"on": date(2026, 4, 1), "title": "举报"}])
    assert told(enterprise) == ["检查", "建档", "举报"]


def test_pages_are_stable_and_complete(app):
    for number in range(1, 8):
        make_enterprise(number, name=f"同名{number % 2}")
    with app.test_request_context("/enterprises?page=2"):
        from app.core.paging import page_of

        query = queries._matching("同名").order_by(queries.Enterprise.name, queries.Enterprise.id)
        pages = [page_of(query, number, size=3) for number in (1, 2, 3, 4)]
        ids = [row.id for page in pages for row in page.items]
        assert sorted(ids) == sorted(set(ids)) and len(ids) == 7
        assert [(page.first, page.last) for page in pages] == [(1, 3), (4, 6), (7, 7), (0, 9)]


def test_system_opens_demo_files_marked(app):
    assert make_enterprise(1, demo=True).demo
    assert not commands.create_enterprise(SYSTEM, "真的", uscc(2)).demo
