"""People, posts, certificates, organisations."""

from datetime import date, timedelta

import pytest

from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity import commands, queries
from app.identity.models import Organisation, User
from app.identity.seeding import DEMO_DISTRICTS, DEMO_PEOPLE, DEMO_STAFF, seed_demo_people, seed_organisations


def admin():
    return queries.user_by_name("admin")


def newcomer():
    return commands.create_user(SYSTEM, "newcomer", "新来的", "$argon2id$not-a-real-hash")


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_loading_organisations_again_changes_nothing(app):
    before = count(Organisation)
    assert seed_organisations(SYSTEM) == before - len(DEMO_DISTRICTS)  # these are not in the data
    assert count(Organisation) == before


def test_units_belong_to_the_nearest_bureau_above(app):
    assert queries.organisation("b-yj").bureau_id == "b-yj"
    assert queries.organisation("b-zj.1").bureau_id == "b-zj"  # a department
    assert queries.organisation("b-st-zf").bureau_id == "b-st"  # an enforcement team
    assert queries.organisation("ez-awh").bureau_id == "ez-awh"  # under no bureau
    assert queries.organisation("b-zj.1").area_id == "ar-ez"


def test_demo_people_are_made_once_and_hold_their_roles(app):
    seed_demo_people(SYSTEM)
    assert count(User) == sum(map(len, DEMO_STAFF.values()))
    for bureau, people in DEMO_STAFF.items():
        for username, name, _, role, certified in people:
            person = queries.user_by_name(username)
            assert (person.name, person.roles()) == (name, {(role, bureau)})
            assert bool(person.certificate(today())) == certified


def test_a_post_counts_from_its_first_to_its_last_day(app):
    person = newcomer()
    commands.appoint(admin(), person.id, "b-yj", "科员", "officer", date(2026, 3, 1), date(2026, 3, 31))
    for day, held in [((2026, 2, 28), False), ((2026, 3, 1), True), ((2026, 3, 31), True), ((2026, 4, 1), False)]:
        with frozen(date(*day)):
            assert queries.user(person.id).may("file_case") is held
            assert (person.id in {row.id for row in queries.users_with_role("officer", "b-yj")}) is held


def test_the_same_post_twice_at_once_is_refused(app):
    person = newcomer()
    commands.appoint(admin(), person.id, "b-yj", "科员", "officer", date(2026, 1, 1))
    with pytest.raises(RuleBroken) as refused:
        commands.appoint(admin(), person.id, "b-yj", "科员", "officer", date(2026, 6, 1))
    assert refused.value.code == "post_overlaps"


def test_nobody_appoints_oneself(app):
    with pytest.raises(RuleBroken) as refused:
        commands.appoint(admin(), admin().id, "b-yj", "局长", "head", today())
    assert refused.value.code == "own_post"


def test_only_the_administrator_manages_people(app):
    for username, *_ in DEMO_PEOPLE:
        if username != "admin":
            with pytest.raises(NotAllowed):
                commands.disable_user(queries.user_by_name(username), queries.user_by_name("zhifa4").id)
    assert queries.user_by_name("zhifa4").active


def test_an_ended_post_takes_its_permissions_away_at_once(app):
    officer = queries.user_by_name("zhifa1")
    commands.end_post(admin(), officer.posts[0].id, today() - timedelta(days=1))
    assert not queries.user_by_name("zhifa1").may("file_case")
    with pytest.raises(RuleBroken):
        commands.end_post(admin(), officer.posts[0].id, date(2000, 1, 1))


def test_certificates_are_valid_on_both_ends_and_until_revoked(app):
    person = newcomer()
    card = commands.grant_certificate(admin(), person.id, "鄂 123", "省政府", date(2026, 1, 1), date(2026, 12, 31))
    assert card.is_valid(date(2026, 1, 1))
    assert card.is_valid(date(2026, 12, 31))
    assert not card.is_valid(date(2027, 1, 1))
    card = commands.revoke_certificate(admin(), card.id, date(2026, 6, 1))
    assert card.is_valid(date(2026, 5, 31))
    assert not card.is_valid(date(2026, 6, 1))


def test_a_certificate_number_belongs_to_one_person(app):
    with pytest.raises(RuleBroken):
        commands.grant_certificate(admin(), newcomer().id, "演示000001", "省政府", date(2026, 1, 1), date(2027, 1, 1))


def test_expiring_certificates_are_listed_by_the_latest_of_each_person(app):
    assert queries.expiring_certificates(today(), 60) == []
    officer = queries.user_by_name("zhifa1")
    assert [row.user_id for row in queries.expiring_certificates(officer.certificates[0].valid_to)][:1] == [officer.id]
    commands.grant_certificate(admin(), officer.id, "新证1", "省政府", today(), date(2040, 1, 1))
    assert officer.id not in [row.user_id for row in queries.expiring_certificates(date(2035, 1, 1))]


def test_a_disabled_person_can_act_no_more(app):
    officer = queries.user_by_name("zhifa1")
    commands.disable_user(admin(), officer.id)
    with pytest.raises(NotAllowed) as refused:
        commands.change_password(officer, "$argon2id$x")
    assert refused.value.code == "disabled"
    with pytest.raises(RuleBroken):
        commands.disable_user(admin(), admin().id)


def test_accounts_are_unique_and_plain(app):
    for username in ("admin", "张三", "a b", "x"):
        with pytest.raises(RuleBroken):
            commands.create_user(SYSTEM, username, "某人", "$argon2id$x")


def test_bureaus_seen_by_role(app):
    assert queries.bureaus_seen_by(queries.user_by_name("zhifa1")) == {"b-yj"}
    assert {"b-yj", "b-zj", "b-st"} <= queries.bureaus_seen_by(queries.user_by_name("shenji"))
    assert queries.bureaus_seen_by(queries.user_by_name("liucheng")) == set()
    assert queries.may_see_bureau(queries.user_by_name("zhifa1"), "b-yj")
    assert not queries.may_see_bureau(queries.user_by_name("zhifa1"), "b-zj.1")
    assert queries.may_see_matter(queries.user_by_name("qiye"), "b-zj", people=[queries.user_by_name("qiye").id])


def test_a_created_unit_inherits_area_and_bureau(app):
    created = commands.create_organisation(admin(), "b-yj.1", "执法一中队", "内设机构", "b-yj")
    assert (created.bureau_id, created.area_id, created.level) == ("b-yj", "ar-ez", "市")
    with pytest.raises(NotFound):
        commands.create_organisation(admin(), "x", "某处", "内设机构", "nowhere")
