"""Naming a substitute (代理), and appointing a head or an acting head (主持工作)."""

from datetime import date, timedelta

import pytest

from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.identity import commands, queries


def person(username):
    return queries.user_by_name(username)


def name(principal="fazhi", substitute="zhifa4", roles=("legal_reviewer",), from_on=None, to_on=None):
    return commands.name_substitute(
        person(principal), person(substitute).id, list(roles), from_on or today(), to_on or today(), "出差"
    )


@pytest.mark.parametrize("code, said", [
    ("own_substitute", {"substitute": "fazhi"}),
    ("substituted_roles", {"roles": ()}),
    ("substituted_roles", {"roles": ("head",)}),
    ("substituted_roles", {"principal": "admin", "roles": ("admin",)}),
    ("dates", {"from_on": date(2099, 2, 1), "to_on": date(2099, 1, 1)}),
    ("past", {"from_on": date(2020, 1, 1), "to_on": date(2020, 1, 2)}),
])  # fmt: skip
def test_what_cannot_be_passed_on_is_refused(app, code, said):
    with pytest.raises(RuleBroken) as refused:
        name(**said)
    assert refused.value.code == code


def test_a_substitute_is_of_the_same_bureau_and_in_office(app):
    stranger = commands.create_user(SYSTEM, "stranger", "外单位", "$argon2id$not-a-real-hash")
    commands.appoint(SYSTEM, stranger.id, "b-jt", "科员", "officer", date(2020, 1, 1))
    with pytest.raises(RuleBroken) as elsewhere:
        name(substitute="stranger")
    assert elsewhere.value.code == "other_bureau"
    commands.disable_user(SYSTEM, person("zhifa4").id)
    with pytest.raises(RuleBroken):
        name()


@pytest.mark.parametrize("outsider", ["qiye", "shenji", "liucheng", "admin"])
def test_who_handles_no_matters_is_no_substitute_and_not_offered(app, login, outsider):
    """An enterprise account with a post in the bureau must not come to review, through a substitution, what it did."""
    with pytest.raises(RuleBroken) as refused:
        name(substitute=outsider)
    assert refused.value.code == "other_bureau" and "办案人员" in refused.value.message
    offered = login("fazhi").get("/me").text.partition('id="substitute_id"')[2].partition("</select>")[0]
    assert person(outsider).name not in offered and person("zhifa4").name in offered


def test_a_substitution_stands_on_its_days_only(app):
    row = name(from_on=today() + timedelta(days=1), to_on=today() + timedelta(days=2))
    held = []
    for days in range(4):
        with frozen(today() + timedelta(days=days)):
            held.append([each.id for each in queries.standing_in(person("zhifa4"))])
    assert held == [[], [row.id], [row.id], []]


def test_either_of_the_two_ends_it_and_nobody_else(app):
    row = name()
    with pytest.raises(NotAllowed):
        commands.end_substitution(person("zhifa1"), row.id)
    commands.end_substitution(person("zhifa4"), row.id)
    assert queries.standing_in(person("zhifa4")) == []
    assert name().ended_on is None  # and may be named again


def test_a_disabled_principal_passes_nothing_on(app):
    name()
    commands.disable_user(SYSTEM, person("fazhi").id)
    assert queries.standing_in(person("zhifa4")) == []


def appoint(username, role="head", **more):
    return commands.appoint(SYSTEM, person(username).id, "b-yj", "职务", role, today(), **more)


def test_a_deputy_becomes_head_only_by_a_paper(app):
    with pytest.raises(RuleBroken) as refused:
        appoint("fenguan")
    assert refused.value.code == "acting_document" and "移送规定第5条" in refused.value.message
    post = appoint("fenguan", acting_document=" 云政任〔2026〕1号 ")
    assert post.acting_document == "云政任〔2026〕1号"
    assert person("fenguan").head_post("b-yj") is post and person("fenguan").head_post("b-jt") is None


def test_a_bureau_has_one_head_proper(app):
    with pytest.raises(RuleBroken) as refused:
        appoint("duizhang")
    assert refused.value.code == "second_head" and "韩秉义" in refused.value.message
    commands.end_post(SYSTEM, person("juzhang").posts[0].id, today() - timedelta(days=1))
    assert appoint("duizhang").acting_document == ""


def test_the_paper_belongs_to_the_head_s_post(app):
    with pytest.raises(RuleBroken) as refused:
        appoint("zhifa1", role="deputy_head", acting_document="云政任〔2026〕1号")
    assert refused.value.code == "acting_document"


def leaves(_row):
    """The substitute moves to a post that handles no matters."""
    bureau = person("zhifa4").bureau_id
    for post in person("zhifa4").posts:
        commands.end_post(SYSTEM, post.id, today() - timedelta(days=1))
    commands.appoint(SYSTEM, person("zhifa4").id, bureau, "审计员", "auditor", today())


def expires(_row):
    for certificate in person("zhifa4").certificates:
        certificate.valid_to = today() - timedelta(days=1)
    db.session.commit()


def is_disabled(_row):
    commands.disable_user(SYSTEM, person("zhifa4").id)


@pytest.mark.parametrize("change, why", [(leaves, "不在本单位的办案岗位"), (expires, "第42条"), (is_disabled, "账号已经停用")])
def test_a_substitute_who_became_unfit_stands_in_no_more_and_the_reason_is_named(app, change, why):
    row = name("zhifa1", roles=("officer",))
    assert [each.principal.username for each in queries.standing_in(person("zhifa4"))] == ["zhifa1"]
    change(row)
    db.session.expire_all()
    assert queries.standing_in(person("zhifa4")) == []
    [(principal, told)] = queries.no_longer_standing_in(person("zhifa4"))
    assert principal.username == "zhifa1" and why in told


def test_without_a_certificate_only_the_officers_tasks_are_lost(app, login):
    name("zhifa1", roles=("officer",))
    row = name()
    expires(row)
    assert [each.roles for each in queries.standing_in(person("zhifa4"))] == [["legal_reviewer"]]
    page = login("zhifa1").get("/me").text
    assert "不再有效" in page and "没有有效的执法证" in page
    with pytest.raises(RuleBroken) as refused:
        name("zhifa2", roles=("officer",))
    assert refused.value.code == "substitute_unfit"
