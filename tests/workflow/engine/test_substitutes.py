"""Substitutes (代理), heads and acting heads, two certified officers: what is passed on, and what never is."""

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.identity import commands as identity
from app.inbox import queries as inbox
from app.inbox.queries import Filter
from app.workflow import commands, queries
from app.workflow.models import Submission, WorkItemSignature
from tests.workflow.diagrams import call, diagram, end, form, put_release, start, text, user
from tests.workflow.walk import answer, do, items, only, person
from tests.workflow.walk import start as begin

GIVE = {"opinion": "好"}


def line(key, *tasks, data=None):
    """A process of these tasks in a row."""
    names = ["s", *(task.split('id="')[1].split('"')[0] for task in tasks), "e"]
    flows = [f"{names[place]} {names[place + 1]}" for place in range(len(names) - 1)]
    put_release(diagram(key, start() + "".join(tasks) + end(), *flows))
    return begin("zhifa1", key, data=data)


def stand_in(principal: str, substitute: str, *roles: str, days: int = 10):
    return identity.name_substitute(
        person(principal), person(substitute).id, list(roles), today(), today() + timedelta(days=days), "外出培训"
    )


def refused(code: str, act):
    with pytest.raises((RuleBroken, NotAllowed)) as said:
        act()
    assert said.value.code == code
    return said.value.message


def listed(username: str, view: str = "todo") -> list[str]:
    return [item.element for item in inbox.page(person(username), Filter(view=view)).items]


def test_a_substitute_sees_and_does_the_task_in_an_own_name(app, clock):
    instance = line("review", user("review", "legal_reviewer"), user("next", "officer"))
    assert listed("zhifa4") == []
    refused("not_yours", lambda: answer(instance, "review", None, "zhifa4"))
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    assert listed("zhifa4") == ["review"]
    view = queries.task_view(person("zhifa4"), only(instance, "review").id)
    assert (view.why_not, view.stands_in_for) == (None, "沈亦宁")
    answer(instance, "review", None, "zhifa4")
    assert [each.actor_name for each in queries.history(instance.id) if each.kind == "completed"] == [
        "许怀瑾（代沈亦宁）"
    ]
    row = db.session.query(Submission).one()
    assert (row.user_id, row.on_behalf_of) == (person("zhifa4").id, person("fazhi").id)
    assert queries.given(instance)[0].user_name == "许怀瑾（代沈亦宁）"


def test_a_substitution_holds_only_for_its_days_its_roles_and_until_it_is_ended(app, clock):
    instance = line("days", user("review", "legal_reviewer"))
    row = stand_in("fazhi", "zhifa4", "legal_reviewer", days=2)
    clock(days=3)
    refused("not_yours", lambda: answer(instance, "review", None, "zhifa4"))
    row = stand_in("fazhi", "zhifa4", "legal_reviewer")
    identity.end_substitution(person("zhifa4"), row.id)
    refused("not_yours", lambda: answer(instance, "review", None, "zhifa4"))
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    person("fazhi").posts[0].to_on = today() - timedelta(days=1)  # who is no longer in office passes nothing on
    db.session.commit()
    refused("not_yours", lambda: answer(instance, "review", None, "zhifa4"))


def test_a_substitute_of_a_substitute_gets_nothing(app, clock):
    instance = line("chain", user("review", "legal_reviewer"))
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    refused("substituted_roles", lambda: stand_in("zhifa4", "zhifa3", "legal_reviewer"))
    stand_in("zhifa4", "zhifa3", "officer")
    refused("not_yours", lambda: answer(instance, "review", None, "zhifa3"))


def test_a_substitute_claims_for_the_principals_desk_and_may_pass_on_what_lies_there(app, clock):
    instance = line("desk", user("review", "legal_reviewer"))
    item = only(instance, "review")
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    commands.claim(person("zhifa4"), item.id)
    assert only(instance, "review").assignee_id == person("fazhi").id
    assert listed("zhifa4", "mine") == listed("fazhi", "mine") == ["review"]
    with pytest.raises(Conflict):
        commands.claim(person("fazhi2"), item.id)
    commands.release_task(person("zhifa4"), item.id)
    commands.claim(person("fazhi"), item.id)
    commands.hand_over(person("zhifa4"), item.id, person("fazhi2").id, "外出")
    assert only(instance, "review").assignee_id == person("fazhi2").id
    refused("not_yours", lambda: commands.hand_over(person("zhifa4"), item.id, person("fazhi").id))
    assert "许怀瑾（代沈亦宁）" in {each.actor_name for each in queries.history(instance.id)}


def separate():
    return line(
        "apart", user("investigate", "officer"), user("review", "legal_reviewer", duty__separate_from="investigate")
    )


def test_nobody_reviews_the_own_investigation_through_a_substitute(app, clock):
    """The principal investigated; the substitute did; each bars both."""
    identity.appoint(SYSTEM, person("fazhi").id, "b-yj", "兼任执法人员", "officer", date(2020, 1, 1))
    instance = separate()
    answer(instance, "investigate", None, "fazhi")
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    said = refused("separate_duty", lambda: answer(instance, "review", None, "zhifa4"))
    assert "代沈亦宁" in said and "investigate" in said
    answer(instance, "review", None, "fazhi2")


def test_a_substitute_who_investigated_does_not_review_in_another_s_place(app, clock):
    instance = separate()
    answer(instance, "investigate", None, "zhifa4")
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    item = only(instance, "review")
    for road in (lambda: do(item.id, GIVE, "zhifa4"), lambda: commands.claim(person("zhifa4"), item.id)):
        refused("separate_duty", road)


def test_who_investigated_through_a_substitute_has_investigated(app, clock):
    identity.appoint(SYSTEM, person("zhifa3").id, "b-yj", "兼任审核", "legal_reviewer", date(2020, 1, 1))
    put_release(diagram("through", start() + user("investigate", assignee="${who}") + user("review", "legal_reviewer", duty__separate_from="investigate") + end(), "s investigate", "investigate review", "review e"))  # fmt: skip  # noqa: E501
    instance = begin("zhifa1", "through", data={"who": person("zhifa3").id})
    stand_in("zhifa3", "zhifa4", "officer")
    answer(instance, "investigate", None, "zhifa4")
    said = refused("separate_duty", lambda: answer(instance, "review", None, "zhifa3"))
    assert "江知夏办理过" in said


def test_separation_holds_both_ways_whichever_comes_first(app, clock):
    identity.appoint(SYSTEM, person("fazhi").id, "b-yj", "兼任执法人员", "officer", date(2020, 1, 1))
    instance = line(
        "both", user("review", "legal_reviewer", duty__separate_from="supplement"), user("supplement", "officer")
    )
    answer(instance, "review", None, "fazhi")
    refused("separate_duty", lambda: answer(instance, "supplement", None, "fazhi"))
    answer(instance, "supplement", None, "zhifa2")


def head_only(key="head", **more):
    return line(
        key,
        user("decide", "head", duty__head_only="true", law__basis="移送规定第5条", **more),
        user("after", "officer"),
    )


def test_what_the_head_decides_is_never_passed_on(app, clock):
    instance = head_only()
    item = only(instance, "decide")
    stand_in("juzhang", "fenguan", "head")
    said = refused("head_only", lambda: answer(instance, "decide", None, "fenguan"))
    assert "移送规定第5条" in said and "主持工作" in said
    refused("head_only", lambda: commands.claim(person("fenguan"), item.id))
    refused("not_candidate", lambda: commands.assign(person("duizhang"), item.id, person("fenguan").id))
    commands.claim(person("juzhang"), item.id)
    refused("not_candidate", lambda: commands.hand_over(person("juzhang"), item.id, person("fenguan").id))
    refused("head_only", lambda: answer(instance, "decide", None, "fenguan"))
    answer(instance, "decide", None, "juzhang")


def test_process_data_cannot_put_a_deputy_in_the_head_s_place(app, clock):
    instance = line(
        "named_head",
        user("decide", "head", assignee="${who}", duty__head_only="true"),
        data={"who": person("fenguan").id},
    )
    refused("head_only", lambda: answer(instance, "decide", None, "fenguan"))
    assert queries.task_view(person("fenguan"), only(instance, "decide").id).why_not.startswith("“decide”只能由正职")


def test_the_appointed_acting_head_sees_and_decides_it(app, clock):
    instance = head_only()
    assert listed("fenguan") == []
    identity.appoint(SYSTEM, person("fenguan").id, "b-yj", "副局长（主持工作）", "head", today(), today() + timedelta(days=30),
                     acting_document="云政任〔2026〕1号")  # fmt: skip
    assert listed("fenguan") == ["decide"]
    answer(instance, "decide", None, "fenguan")
    again = head_only("head2")
    clock(days=31)
    refused("not_yours", lambda: answer(again, "decide", None, "fenguan"))


def test_a_reopened_task_of_the_head_does_not_go_back_to_a_former_acting_head(app, clock):
    instance = head_only()
    identity.appoint(SYSTEM, person("fenguan").id, "b-yj", "副局长（主持工作）", "head", today(), today() + timedelta(days=5),
                     acting_document="云政任〔2026〕1号")  # fmt: skip
    answer(instance, "decide", None, "fenguan")
    clock(days=6)
    commands.return_to(person("zhifa1"), only(instance, "after").id, "decide", "补充理由")
    item = only(instance, "decide")
    assert item.assignee_id is None and item.returned_count == 1
    refused("not_yours", lambda: answer(instance, "decide", None, "fenguan"))
    answer(instance, "decide", None, "juzhang")


def test_a_returned_task_goes_to_the_principal_and_the_ban_comes_with_it(app, clock):
    instance = line("back", user("write", "legal_reviewer"), user("check", "officer"))
    row = stand_in("fazhi", "zhifa4", "legal_reviewer")
    answer(instance, "write", None, "zhifa4")
    commands.return_to(person("zhifa2"), only(instance, "check").id, "write", "改一改")
    assert only(instance, "write").assignee_id == person("fazhi").id
    answer(instance, "write", None, "zhifa4")  # still stands in
    commands.return_to(person("zhifa2"), only(instance, "check").id, "write", "再改一改")
    identity.end_substitution(person("fazhi"), row.id)
    refused("not_yours", lambda: answer(instance, "write", None, "zhifa4"))
    answer(instance, "write", None, "fazhi")


def test_a_task_sent_back_does_not_return_to_who_left_the_post(app, clock):
    instance = line("left", user("write", "legal_reviewer"), user("check", "officer"))
    answer(instance, "write", None, "fazhi")
    person("fazhi").posts[0].to_on = today() - timedelta(days=1)
    db.session.commit()
    commands.return_to(person("zhifa2"), only(instance, "check").id, "write", "改一改")
    assert only(instance, "write").assignee_id is None
    answer(instance, "write", None, "fazhi2")


def test_the_separation_reaches_a_child_and_a_task_sent_back(app, clock):
    put_release(diagram("inner", start() + user("review", "legal_reviewer", duty__separate_from="investigate") + user("decide", "officer") + end(), "s review", "review decide", "decide e"))  # fmt: skip  # noqa: E501
    put_release(diagram("outer", start() + user("investigate", "officer") + call("c", "inner") + end(), "s investigate", "investigate c", "c e"))  # fmt: skip  # noqa: E501
    instance = begin("zhifa1", "outer")
    answer(instance, "investigate", None, "zhifa4")
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    refused("separate_duty", lambda: answer(instance, "review", None, "zhifa4"))
    answer(instance, "review", None, "fazhi")
    commands.return_to(person("zhifa1"), only(instance, "decide").id, "review", "再审")
    refused("separate_duty", lambda: answer(instance, "review", None, "zhifa4"))
    answer(instance, "review", None, "fazhi")


# --- two certified officers -----------------------------------------------------------------------------------------


def signed(key="signed", who=("zhifa1", "zhifa2")):
    put_release(diagram(key, start() + user("record", form="f", assignee="${who}", duty__officers="2") + user("next") + end(),
                        "s record", "record next", "next e"), form("f", text("note")))  # fmt: skip
    return begin("zhifa1", key, data={"who": [person(name).id for name in who]})


def sign(instance, username, note="甲"):
    return commands.complete_task(person(username), only(instance, "record").id, {"note": note})


def test_a_certificate_that_ends_between_the_signatures_leaves_the_first_as_good_as_it_was(app, clock):
    instance = signed()
    person("zhifa1").certificate().valid_to = today()
    db.session.commit()
    sign(instance, "zhifa1")
    clock(days=1)
    assert person("zhifa1").certificate() is None
    assert sign(instance, "zhifa2").status == "done"


def test_a_certificate_revoked_as_of_an_earlier_day_voids_the_signature(app, clock):
    instance = signed()
    sign(instance, "zhifa1")
    clock(days=1)
    identity.revoke_certificate(person("admin"), person("zhifa1").certificates[0].id, today() - timedelta(days=2))
    assert sign(instance, "zhifa2").status == "open"
    assert [each.user_id for each in db.session.query(WorkItemSignature)] == [person("zhifa2").id]
    assert "当日没有有效的执法证" in [each.detail for each in queries.history(instance.id) if each.kind == "signed"][-1]
    refused("certificate", lambda: sign(instance, "zhifa1"))


def test_a_certificate_that_ended_before_the_second_signature_refuses_the_second(app, clock):
    instance = signed()
    sign(instance, "zhifa1")
    person("zhifa2").certificate().valid_to = today()
    db.session.commit()
    clock(days=1)
    said = refused("certificate", lambda: commands.sign_task(person("zhifa2"), only(instance, "record").id))
    assert "第42条" in said


def test_a_substitute_signs_with_an_own_certificate_and_the_principal_s_must_stand_too(app, clock):
    instance = signed()
    stand_in("zhifa2", "zhifa3", "officer")
    sign(instance, "zhifa1")
    person("zhifa2").certificate().revoked_on = today()
    db.session.commit()
    assert "方以衡今天没有有效的执法证" in refused("certificate", lambda: sign(instance, "zhifa3"))
    person("zhifa2").certificates[0].revoked_on = None
    person("zhifa3").certificates[0].revoked_on = today()
    db.session.commit()
    assert "不再有效" in refused("not_yours", lambda: sign(instance, "zhifa3"))  # the substitution itself has lapsed
    person("zhifa3").certificates[0].revoked_on = None
    db.session.commit()
    assert sign(instance, "zhifa3").status == "done"
    badges = {each.user_id: each.badge_no for each in db.session.query(WorkItemSignature)}
    assert badges[person("zhifa3").id] == person("zhifa3").certificate().number


def test_one_officer_and_the_own_substitute_are_not_two_officers(app, clock):
    instance = signed()
    stand_in("zhifa1", "zhifa3", "officer")
    sign(instance, "zhifa1")
    assert "不能再代签" in refused("signed_for_principal", lambda: sign(instance, "zhifa3"))
    assert sign(instance, "zhifa2").status == "done"
    again = signed("signed2")
    sign(again, "zhifa3")
    assert sign(again, "zhifa1").status == "open"  # the principal takes the place back
    assert [each.user_id for each in only(again, "record").signatures] == [person("zhifa1").id]


def test_claiming_several_asks_every_duty_of_each(app, clock):
    """领取 of several tasks is one act each: one is refused, the other taken."""
    barred, free = separate(), line("free", user("review", "legal_reviewer"))
    answer(barred, "investigate", None, "zhifa4")
    stand_in("fazhi", "zhifa4", "legal_reviewer")
    refused("separate_duty", lambda: commands.claim(person("zhifa4"), only(barred, "review").id))
    commands.claim(person("zhifa4"), only(free, "review").id)
    assert [item.assignee_id for item in items(free)] == [person("fazhi").id]
