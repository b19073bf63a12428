"""Several tasks at once: only what the designer allows and the form makes possible, each by itself, each taken back."""

import json

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.identity.queries import user_by_name
from app.workflow import commands
from app.workflow.checks import check_files
from app.workflow.commands.releases import deploy
from app.workflow.definitions import definition, in_force
from app.workflow.forms.quick import quick_choice
from app.workflow.models import WorkItem
from app.workflow.queries import open_items
from tests.web.test_inbox import TODAY, page_text
from tests.workflow.diagrams import diagram, end, start, user

ANSWERS = [{"label": "同意", "value": "yes"}, {"label": "不同意", "value": "no"}]
RESULT = {"type": "radio", "key": "result", "label": "是否同意", "values": ANSWERS,
          "validate": {"required": True}, "properties": {"process": True}}  # fmt: skip
ASKED = {"validate": {"required": True}}
NOTE = {"type": "textarea", "key": "note", "label": "意见"}


def form(*components, key="agree_plan") -> bytes:
    return json.dumps({"schemaVersion": 18, "type": "default", "id": key, "components": components}).encode()


def drawn(**properties) -> bytes:
    """Officers write, whoever else is an officer agrees, then it is filed away by anybody."""
    agree = user("agree_plan", "officer,team_leader", "agree_plan", duty__separate_from="write_plan", **properties)
    nodes = start() + user("write_plan") + agree + user("file_plan") + end()
    return diagram("bulk_plan", nodes, "s write_plan", "write_plan agree_plan", "agree_plan file_plan", "file_plan e").encode()


FILES = {"bulk_plan.bpmn": drawn(office__bulk="true"), "agree_plan.json": form(RESULT, NOTE)}


@pytest.fixture
def waiting(app):
    """Three plans to agree to: two written by zhifa1, one by zhifa2."""
    with frozen(TODAY):
        deploy(SYSTEM, FILES)
        found = []
        for number, name in enumerate(("zhifa1", "zhifa1", "zhifa2")):
            writer = user_by_name(name)
            instance = commands.start_process(writer, "bulk_plan", subject=("plan", number, f"第{number}家企业"))
            [item] = open_items(instance.id)
            commands.claim(writer, item.id)
            commands.complete_task(writer, item.id, {"opinion": "已编制"})
            found += [each.id for each in open_items(instance.id)]
        yield found


def state(item_id: str) -> tuple:
    item = db.session.get(WorkItem, item_id, populate_existing=True)
    return item.status, item.assignee_id


def test_each_is_done_by_itself_duties_are_checked_and_each_can_be_taken_back(waiting, login):
    browser = login("zhifa1")
    asked = browser.post("/tasks/together", data={"task": waiting})
    assert "是否同意" in asked.text and "办结这 3 件" in asked.text
    done = browser.post("/tasks/together/complete", data={"task": [*waiting, "gone"], "result": "yes"}).text
    assert "已办结 1 件，2 件没有办结" in done and done.count("撤回这一件") == 1
    assert [state(each)[0] for each in waiting] == ["open", "open", "done"]  # the first two are their own plans
    browser.post(f"/tasks/{waiting[2]}/withdraw")
    assert state(waiting[2])[0] == "open"


def test_an_answer_outside_the_question_is_refused_for_each(waiting, login):
    done = login("duizhang").post("/tasks/together/complete", data={"task": waiting, "result": "perhaps"}).text
    assert "已办结 0 件，3 件没有办结" in done and "表单还有要填的" in done


def test_several_are_handed_over_and_urged(waiting, login):
    leader, browser = user_by_name("duizhang"), login("duizhang")
    for each in waiting:
        commands.claim(leader, each)
    colleague = user_by_name("zhifa2")
    moved = browser.post("/tasks/together/hand_over", data={"task": waiting, "user_id": colleague.id, "reason": "出差"}).text
    assert "已转办 2 件，1 件没有转办" in moved  # zhifa2 may not agree to an own plan
    assert [state(each)[1] for each in waiting] == [colleague.id, colleague.id, leader.id]
    urged = browser.post("/tasks/together/urge", data={"task": waiting, "words": "今天办完"}).text
    assert "已催办 2 件，1 件没有催办" in urged and "在您自己手上" in urged
    assert "今天已经催办过" in browser.post("/tasks/together/urge", data={"task": waiting[:1]}).text


def test_what_was_not_chosen_changes_nothing(waiting, login):
    browser = login("duizhang")
    for act, data in (("complete", {"task": waiting}), ("hand_over", {"task": waiting}), ("nonsense", {"task": waiting})):
        assert "任务都没有动" in browser.post(f"/tasks/together/{act}", data=data, follow_redirects=True).text
    assert "还没有选任务" in browser.post("/tasks/together", follow_redirects=True).text
    assert {state(each)[0] for each in waiting} == {"open"}
    assert "选中" in page_text(browser)


def test_without_the_designers_leave_or_for_different_tasks_each_is_done_alone(waiting, login):
    with frozen(TODAY):
        deploy(SYSTEM, FILES | {"bulk_plan.bpmn": drawn()})
        instance = commands.start_process(user_by_name("zhifa1"), "bulk_plan")
        [writing] = open_items(instance.id)
        commands.claim(user_by_name("zhifa1"), writing.id)
        commands.complete_task(user_by_name("zhifa1"), writing.id, {"opinion": "已编制"})
        [alone] = open_items(instance.id)
    browser = login("duizhang")
    assert "要逐件办理" in browser.post("/tasks/together", data={"task": [waiting[0], alone.id]}).text
    browser.post("/tasks/together/complete", data={"task": [waiting[0], alone.id], "result": "yes"})
    assert state(alone.id)[0] == "open" and state(waiting[0])[0] == "open"


REFUSED = {
    "bulk_form": ({}, {"agree_plan.json": form(RESULT, {**NOTE, "validate": {"required": True}})}),
    "bulk_forbidden": ({"law__step": "decision"}, {}),
    "bulk_invalid": ({"office__bulk": "yes"}, {}),
    "unknown_property": ({"office__bulky": "true"}, {}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_leave_is_refused_at_deployment_where_each_case_must_be_weighed(code):
    properties, files = REFUSED[code]
    found = check_files(FILES | {"bulk_plan.bpmn": drawn(**{"office__bulk": "true"} | properties)} | files,
                        known_roles={"officer", "team_leader"})  # fmt: skip
    assert code in {problem.code for problem in found}
    assert not {problem.code for problem in check_files(FILES, known_roles={"officer", "team_leader"}) if problem.code.startswith("bulk")}


@pytest.mark.parametrize("components, is_quick", [
    ((RESULT,), True), ((RESULT, NOTE), True), ((RESULT, {**RESULT, "key": "other"}), False), ((NOTE,), False), ((), False),
    (({"type": "group", "components": [{**NOTE, "validate": {"required": True}}]}, RESULT), False),
    ((RESULT, {"type": "dynamiclist"}), False), ((RESULT, {**NOTE, **ASKED, "conditional": {"hide": "=nonsense ("}}), False),
])  # fmt: skip
def test_a_form_is_quick_when_one_choice_is_all_it_asks(components, is_quick):
    assert (quick_choice({"components": list(components)}) is not None) == is_quick


def test_an_answer_that_asks_for_more_is_not_offered():
    only_yes = quick_choice({"components": [RESULT, {**NOTE, **ASKED, "conditional": {"hide": '=result != "no"'}}]})
    assert only_yes.options == (("yes", "同意"),)
    grouped = {"type": "group", "conditional": {"hide": '=result = "yes"'}, "components": [{**NOTE, **ASKED}]}
    assert quick_choice({"components": [RESULT, grouped]}).options == (("yes", "同意"),)


def test_the_shipped_reports_of_spot_penalties_are_filed_together_and_a_fault_is_written_alone(app):
    """备案审查: nothing else is asked where the report is in order; 行政处罚法 (2021) arts. 52, 75."""
    with frozen(TODAY):
        release = in_force("simple_penalty")
        assert definition(release.id).element("accept_report").may_bulk
        assert quick_choice(definition(release.id).form("accept_report").json).options == (("filed", "准予备案"),)
