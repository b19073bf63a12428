"""Nobody who may lawfully do a task is an incident that says why and ends by itself; recusal reaches the whole matter."""

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import commands as identity
from app.workflow import commands, queries
from tests.workflow.diagrams import call, diagram, end, put_release, start, user
from tests.workflow.walk import answer, items, only, person
from tests.workflow.walk import start as begin

GIVE = {"opinion": "好"}


def line(key, *tasks, data=None):
    names = ["s", *(task.split('id="')[1].split('"')[0] for task in tasks), "e"]
    flows = [f"{names[place]} {names[place + 1]}" for place in range(len(names) - 1)]
    put_release(diagram(key, start() + "".join(tasks) + end(), *flows))
    return begin("zhifa1", key, data=data)


def refused(code: str, act):
    with pytest.raises(RuleBroken) as said:
        act()
    assert said.value.code == code
    return said.value.message


def troubles(instance) -> list[str]:
    return [each.message for each in queries.incidents_of(instance.root_id)]


def only_reviewer(username: str) -> None:
    """All other legal reviewers leave office."""
    for name in {"fazhi", "fazhi2"} - {username}:
        person(name).posts[0].to_on = today() - timedelta(days=1)
    db.session.commit()


def test_a_task_somebody_may_do_opens_quietly(app, clock):
    assert troubles(line("quiet", user("review", "legal_reviewer"))) == []


def test_the_only_reviewer_investigated_and_the_incident_names_it(app, clock):
    only_reviewer("fazhi")
    identity.appoint(SYSTEM, person("fazhi").id, "b-yj", "兼任执法人员", "officer", date(2020, 1, 1))
    instance = line(
        "alone", user("investigate", "officer"), user("review", "legal_reviewer", duty__separate_from="investigate")
    )
    answer(instance, "investigate", None, "fazhi")
    [said] = troubles(instance)
    assert "唯一的法制审核沈亦宁办理过本案“investigate”，依职责分离不能再办理“review”" in said
    assert "报请上级机关" in said
    assert queries.task_view(person("fazhi"), only(instance, "review").id).shortage == said
    assert [entry.detail for entry in queries.history(instance.id) if entry.kind == "incident"] == [said]


def test_the_incident_ends_by_itself_when_somebody_takes_office(app, clock):
    only_reviewer("")
    instance = line("vacant", user("review", "legal_reviewer"))
    assert "本单位没有在任的法制审核" in troubles(instance)[0]
    assert commands.resolve_staffed() == 0
    [incident] = queries.open_incidents()
    assert "没有在任的法制审核" in refused("nobody", lambda: commands.retry_incident(person("duizhang"), incident.id))
    identity.appoint(SYSTEM, person("zhifa4").id, "b-yj", "兼任审核", "legal_reviewer", today() + timedelta(days=2))
    assert commands.resolve_staffed() == 0
    clock(days=2)
    assert commands.resolve_staffed() == 1
    assert troubles(instance) == []
    assert queries.history(instance.id)[-1].title == "“review”已有人可以办理"
    answer(instance, "review", None, "zhifa4")


def test_a_person_may_retry_and_a_task_that_is_gone_needs_nobody(app, clock):
    only_reviewer("")
    first, second = line("one", user("review", "legal_reviewer")), line("two", user("review", "legal_reviewer"))
    commands.cancel_instance(person("duizhang"), second.id, "撤销")
    assert commands.resolve_staffed() == 1
    identity.appoint(SYSTEM, person("zhifa4").id, "b-yj", "兼任审核", "legal_reviewer", today())
    [incident] = queries.open_incidents()
    assert commands.retry_incident(person("duizhang"), incident.id).resolved_by == person("duizhang").id
    assert troubles(first) == []


def test_two_signatures_need_two_people_with_certificates(app, clock):
    person("zhifa2").certificate().revoked_on = today()
    db.session.commit()
    who = [person("zhifa1").id, person("zhifa2").id]
    instance = line("two_needed", user("record", assignee="${who}", duty__officers="2"), data={"who": who})
    [said] = troubles(instance)
    assert "须 2 人签署，可以签署的只有陆知行" in said and "方以衡今天没有有效的执法证" in said
    identity.grant_certificate(SYSTEM, person("zhifa2").id, "新证 1", "省政府", today(), today() + timedelta(days=365))
    assert commands.resolve_staffed() == 1


def test_no_head_and_no_acting_head_is_an_incident(app, clock):
    person("juzhang").posts[0].to_on = today() - timedelta(days=1)
    db.session.commit()
    instance = line("headless", user("decide", "head", duty__head_only="true"))
    assert "没有在任的局长" in troubles(instance)[0]
    identity.appoint(
        SYSTEM, person("fenguan").id, "b-yj", "主持工作", "head", today(), acting_document="云政任〔2026〕1号"
    )
    assert commands.resolve_staffed() == 1
    answer(instance, "decide", None, "fenguan")


# --- recusal --------------------------------------------------------------------------------------------------------


def tree():
    """One matter with a child: both case officers are named in both."""
    put_release(diagram("inner", start() + user("record", assignee="${who}") + user("review", "legal_reviewer") + end(), "s record", "record review", "review e"))  # fmt: skip  # noqa: E501
    put_release(diagram("outer", start() + user("investigate", assignee="${who}") + call("c", "inner", ins=[("who", "who")]) + user("last", "officer") + end(), "s investigate", "investigate c", "c last", "last e"))  # fmt: skip  # noqa: E501
    return begin("zhifa1", "outer", data={"who": [person("zhifa1").id, person("zhifa2").id]})


def candidates(instance, element) -> set[str]:
    return {each.role for each in only(instance, element).candidates}


def test_a_recused_person_has_no_act_left_on_any_road(app, clock):
    instance = tree()
    answer(instance, "investigate", None, "zhifa1")
    item = only(instance, "record")
    commands.claim(person("zhifa1"), item.id)
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "系当事人近亲属")
    assert only(instance, "record").assignee_id is None
    assert candidates(instance, "record") == {f"user:{person('zhifa2').id}"}
    for road in (
        lambda: commands.complete_task(person("zhifa1"), item.id, GIVE),
        lambda: commands.claim(person("zhifa1"), item.id),
        lambda: commands.return_to(person("zhifa1"), item.id, "record", "退"),
        lambda: commands.withdraw(person("zhifa1"), item.id),
        lambda: commands.remark(person("zhifa1"), instance.id, "说明"),
    ):
        assert "第43条" in refused("recused", road)
    answer(instance, "record", None, "zhifa2")
    answer(instance, "review", None, "fazhi")
    last = only(instance, "last")  # by role: not even there
    assert "回避" in queries.task_view(person("zhifa1"), last.id).why_not
    refused("recused", lambda: commands.assign(person("duizhang"), last.id, person("zhifa1").id))
    assert person("zhifa1") not in queries.performers_of(last)
    assert [each.user_name for each in queries.given(queries.instance(instance.id))] == [
        "陆知行"
    ]  # what was done stays
    assert "陆知行回避，不再办理本案" in [each.title for each in queries.history(instance.id)]


def test_neither_the_recused_person_s_substitute_nor_the_recused_substitute_acts(app, clock):
    instance = tree()
    for principal, substitute in (("zhifa1", "zhifa3"), ("zhifa2", "zhifa1")):
        identity.name_substitute(person(principal), person(substitute).id, ["officer"], today(), today(), "外出")
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "系当事人近亲属")
    for name in ("zhifa3", "zhifa1"):
        with pytest.raises(Exception) as said:
            answer(instance, "investigate", None, name)
        assert said.value.code in ("not_yours", "recused")
    answer(instance, "investigate", None, "zhifa2")


def test_the_successor_takes_the_place_in_tasks_open_and_to_come(app, clock):
    instance = tree()
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "利害关系", person("zhifa3").id)
    wanted = {f"user:{person(name).id}" for name in ("zhifa2", "zhifa3")}
    assert candidates(instance, "investigate") == wanted
    answer(instance, "investigate", None, "zhifa3")
    assert candidates(instance, "record") == wanted
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa3").id, "利害关系", person("zhifa4").id)
    assert candidates(instance, "record") == {f"user:{person(name).id}" for name in ("zhifa2", "zhifa4")}
    refused("successor", lambda: commands.exclude_person(person("fenguan"), instance.id, person("zhifa4").id, "利害关系", person("zhifa1").id))  # fmt: skip  # noqa: E501


def test_a_task_sent_back_does_not_return_to_the_recused(app, clock):
    instance = tree()
    answer(instance, "investigate", None, "zhifa2")
    answer(instance, "record", None, "zhifa1")
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "利害关系")
    commands.return_to(person("fazhi"), only(instance, "review").id, "record", "补充")
    assert only(instance, "record").assignee_id == person("zhifa2").id  # the one officer in charge who is left


def test_recusal_of_everybody_named_leaves_the_role_and_of_the_role_an_incident(app, clock):
    instance = line("named", user("a", assignee="${who}"), data={"who": person("zhifa1").id})
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "利害关系")
    assert candidates(instance, "a") == {"officer"} and troubles(instance) == []
    only_reviewer("fazhi")
    other = line("reviewer", user("review", "legal_reviewer"))
    commands.exclude_person(person("fenguan"), other.id, person("fazhi").id, "利害关系")
    assert "唯一的法制审核沈亦宁在本案中已决定回避" in troubles(other)[0]


def test_a_recusal_holds_for_its_matter_only_and_once(app, clock):
    instance, other = tree(), tree()
    commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "利害关系")
    refused(
        "recused_already", lambda: commands.exclude_person(person("fenguan"), instance.id, person("zhifa1").id, "再次")
    )
    answer(other, "investigate", None, "zhifa1")
    assert [item.element for item in items(other)] == ["record"]
