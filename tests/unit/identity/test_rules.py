"""Who sees what, and passwords. No database."""

import pytest

from app.core.errors import RuleBroken
from app.identity.rules import Matter, Scope, may_see, require_strong_password

CITY = frozenset({"city", "east", "west"})
OFFICER = Scope("officer", "b-yj", CITY)


def matter(**facts):
    return Matter(**{"bureau_id": "b-yj", "bureau_area": "city", "area_id": "east", "sector": "工贸"} | facts)


def test_an_officer_sees_the_matters_of_the_own_bureau_only():
    assert may_see(1, [OFFICER], matter())
    assert not may_see(1, [OFFICER], matter(bureau_id="b-zj"))


def test_a_post_for_one_area_or_sector_sees_only_that():
    east = Scope("officer", "b-yj", frozenset({"east"}), narrowed=True)
    assert may_see(1, [east], matter())
    assert not may_see(1, [east], matter(area_id="west"))
    mines = Scope("officer", "b-yj", CITY, sector="非煤矿山")
    assert not may_see(1, [mines], matter())
    assert may_see(1, [mines], matter(sector="非煤矿山"))


def test_the_safety_office_and_the_auditor_see_every_bureau_of_their_area():
    for role in ("safety_office", "auditor"):
        assert may_see(1, [Scope(role, "b-yj", CITY)], matter(bureau_id="b-zj"))
        assert not may_see(1, [Scope(role, "b-yj", CITY)], matter(bureau_id="x", bureau_area="elsewhere", area_id=None))


def test_a_process_designer_sees_no_matter_by_role():
    assert not may_see(1, [Scope("process_designer", "b-yj", CITY)], matter())


def test_whoever_takes_part_sees_the_matter_whatever_the_post():
    assert may_see(7, [], matter(bureau_id="b-zj", people=frozenset({7})))
    assert not may_see(8, [], matter(people=frozenset({7})))


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "zhifa1-zhifa1"])
def test_weak_passwords_are_refused(password):
    with pytest.raises(RuleBroken):
        require_strong_password(password, "zhifa1")


def test_a_long_sentence_is_a_good_password():
    require_strong_password("correct horse battery", "zhifa1")
