"""Who may do a task: roles of the bureau, named people, separated duties, two certified officers."""

from datetime import date
from itertools import pairwise

import pytest

from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.identity.models import Organisation
from app.workflow import commands, queries
from app.workflow.models import History, Submission, WorkItemSignature
from tests.workflow.diagrams import call, diagram, end, form, put_release, start, text, user
from tests.workflow.walk import answer, do, items, only, person
from tests.workflow.walk import start as begin

GIVE = {"opinion": "好"}


def line(key, *tasks):
    """A process of these tasks in a row."""
    names = [task.split('id="')[1].split('"')[0] for task in tasks]
    chain = ["s", *names, "e"]
    put_release(diagram(key, start() + "".join(tasks) + end(), *(f"{a} {b}" for a, b in pairwise(chain))))
    return begin("zhifa1", key)


def test_only_the_role_of_this_bureau_may_act(app):
    instance = line("roles", user("a", "legal_reviewer"))
    with pytest.raises(NotAllowed) as refused:
        answer(instance, "a", None, "zhifa1")
    assert refused.value.code == "not_yours"
    elsewhere = db.session.query(Organisation).filter(Organisation.id != person("fazhi").bureau_id).first()
    person("fazhi").posts[0].bureau_id = elsewhere.id
    db.session.commit()
    with pytest.raises(NotAllowed):
        answer(instance, "a", None, "fazhi")
    answer(instance, "a", None, "fazhi2")


def test_a_person_without_permission_to_work_tasks_is_refused(app):
    instance = line("perm", user("a"))
    with pytest.raises(NotAllowed) as refused:
        answer(instance, "a", None, "shenji")
    assert refused.value.code == "permission"


def test_process_data_names_the_assignee(app):
    put_release(diagram("named", start() + user("a", "", assignee="${who}") + end(), "s a", "a e"))
    instance = begin("zhifa1", "named", data={"who": person("zhifa2").id})
    with pytest.raises(NotAllowed) as refused:
        answer(instance, "a", None, "zhifa1")
    assert "方以衡" in refused.value.message
    answer(instance, "a", None, "zhifa2")


def test_a_list_of_people_may_each_do_it(app):
    put_release(diagram("several", start() + user("a", assignee="${who}") + user("b", assignee="${who}") + end(),
                        "s a", "a b", "b e"))  # fmt: skip
    instance = begin("zhifa1", "several", data={"who": [person("zhifa2").id, person("zhifa3").id]})
    with pytest.raises(NotAllowed):
        answer(instance, "a", None, "zhifa1")
    answer(instance, "a", None, "zhifa2")
    answer(instance, "b", None, "zhifa3")


def test_claim_hides_the_task_from_the_others_and_release_gives_it_back(app):
    instance = line("claims", user("a"))
    item = only(instance, "a")
    commands.claim(person("zhifa1"), item.id)
    with pytest.raises(Conflict):
        commands.claim(person("zhifa2"), item.id)
    with pytest.raises(NotAllowed):
        answer(instance, "a", None, "zhifa2")
    with pytest.raises(NotAllowed):
        commands.release_task(person("zhifa2"), item.id)
    commands.release_task(person("zhifa1"), item.id)
    commands.claim(person("zhifa2"), item.id)
    answer(instance, "a", None, "zhifa2")
    assert [entry.kind for entry in queries.history(instance.id)].count("claimed") == 3


def test_assigning_and_handing_over_only_to_those_who_could_claim(app):
    instance = line("assigns", user("a"))
    item = only(instance, "a")
    with pytest.raises(NotAllowed):
        commands.assign(person("zhifa1"), item.id, person("zhifa2").id)
    with pytest.raises(RuleBroken) as refused:
        commands.assign(person("duizhang"), item.id, person("fazhi").id)
    assert refused.value.code == "not_candidate"
    commands.assign(person("duizhang"), item.id, person("zhifa2").id)
    with pytest.raises(NotAllowed):
        commands.hand_over(person("zhifa1"), item.id, person("zhifa3").id)
    commands.hand_over(person("zhifa2"), item.id, person("zhifa3").id, "外出")
    answer(instance, "a", None, "zhifa3")


def test_separated_duties_hold_across_the_whole_tree_and_on_every_road(app):
    put_release(diagram("child", start() + user("review", duty__separate_from="investigate") + end(),
                        "s review", "review e"))  # fmt: skip
    put_release(diagram("parent", start() + user("investigate") + call("c", "child") + end(),
                        "s investigate", "investigate c", "c e"))  # fmt: skip
    instance = begin("zhifa1", "parent")
    answer(instance, "investigate", None, "zhifa2")
    item = only(instance, "review")
    for road in (
        lambda: do(item.id, GIVE, "zhifa2"),
        lambda: commands.claim(person("zhifa2"), item.id),
        lambda: commands.assign(person("duizhang"), item.id, person("zhifa2").id),
    ):
        with pytest.raises(RuleBroken) as refused:
            road()
        assert refused.value.code == "separate_duty"
    assert "职责分离" in queries.task_view(person("zhifa2"), item.id).why_not
    commands.claim(person("zhifa1"), item.id)
    with pytest.raises(RuleBroken) as refused:
        commands.hand_over(person("zhifa1"), item.id, person("zhifa2").id)
    assert refused.value.code == "separate_duty"
    assert person("zhifa2") not in queries.performers_of(item)
    answer(instance, "review", None, "zhifa1")


def two_officers(**more):
    xml = diagram("signed", start() + user("record", form="f", duty__officers="2", **more) + user("next") + end(),
                  "s record", "record next", "next e")  # fmt: skip
    put_release(xml, form("f", text("note")))
    return begin("zhifa1", "signed")


def test_two_officers_sign_the_same_answers_each_with_an_own_login(app):
    instance = two_officers()
    item = only(instance, "record")
    with pytest.raises(Conflict):
        commands.sign_task(person("zhifa2"), item.id)
    first = commands.complete_task(person("zhifa1"), item.id, {"note": "甲"})
    assert first.status == "open" and db.session.query(Submission).count() == 0
    with pytest.raises(RuleBroken):
        if reason := queries.task_view(person("zhifa1"), item.id).why_not:
            raise RuleBroken("signed", reason)
    view = queries.task_view(person("zhifa2"), item.id)
    assert view.may_act and view.signed_answers == {"note": "甲"} and [name for name, _ in view.signers] == ["陆知行"]
    second = commands.sign_task(person("zhifa2"), item.id)
    assert second.status == "done" and only(instance, "next")
    badges = [each.badge_no for each in db.session.query(WorkItemSignature)]
    assert len(set(badges)) == 2
    assert db.session.query(Submission).one().answers == {"note": "甲"}


def test_signing_twice_oneself_is_not_two_officers(app):
    instance = two_officers()
    item = only(instance, "record")
    for _ in range(3):
        commands.complete_task(person("zhifa1"), item.id, {"note": "甲"})
    assert only(instance, "record").status == "open"
    assert db.session.query(WorkItemSignature).count() == 1


def test_other_answers_void_the_signature_before(app):
    instance = two_officers()
    item = only(instance, "record")
    commands.complete_task(person("zhifa1"), item.id, {"note": "甲"})
    commands.complete_task(person("zhifa2"), item.id, {"note": "乙"})
    assert only(instance, "record").status == "open"
    assert "作废" in db.session.query(History).filter_by(kind="signed").order_by(History.id.desc()).first().detail
    commands.complete_task(person("zhifa1"), item.id, {"note": "乙"})
    assert only(instance, "next") and db.session.query(Submission).one().answers == {"note": "乙"}


def test_an_officer_without_a_valid_certificate_cannot_sign(app):
    instance = two_officers()
    item = only(instance, "record")
    person("zhifa2").certificate().revoked_on = date(2021, 1, 1)
    db.session.commit()
    with pytest.raises(RuleBroken) as refused:
        commands.complete_task(person("zhifa2"), item.id, {"note": "甲"})
    assert refused.value.code == "certificate"
    assert "执法证" in queries.task_view(person("zhifa2"), item.id).why_not


def test_a_signer_counts_as_performer_for_separated_duties(app):
    instance = line("sep2", user("record", duty__officers="2"), user("review", duty__separate_from="record"))
    answer(instance, "record", None, "zhifa1", "zhifa2")
    for name in ("zhifa1", "zhifa2"):
        with pytest.raises(RuleBroken):
            answer(instance, "review", None, name)
    answer(instance, "review", None, "zhifa3")
    assert items(instance) == []
