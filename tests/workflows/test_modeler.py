"""Our diagrams changed and exported by a stock bpmn-js with camunda-bpmn-moddle: new matters follow, running ones not.

`data/*.bpmn` were opened in bpmn-js, given a user task 「复核」 and another role on one task, and exported; nothing was
edited by hand.
"""

import re
from datetime import date
from pathlib import Path

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.installation import install
from app.workflow.commands.releases import deploy
from app.workflow.releases import release_for
from tests.builders import make_person
from tests.workflow.walk import performers, start, walk
from tests.workflows import penalty_answers as said
from tests.workflows import test_inspection as inspecting

DATA = Path(__file__).with_name("data")
AGREED = {"opinion": "已复核"}


def exported(key: str) -> tuple[bytes, str]:
    """(the file, the id bpmn-js gave to 「复核」)"""
    content = (DATA / f"{key}.bpmn").read_bytes()
    return content, re.search(r'<bpmn:userTask id="(\w+)" name="复核"', content.decode())[1]


def inspect():
    form = {"enterprise_id": 1, "trigger": "tip", "clue": "举报", "planned_on": "2026-09-07", "officers": inspecting.officers(),
            "separate_reason": "另有线索"}  # fmt: skip
    return start("zhifa1", "inspection", form)


def test_an_inserted_task_and_a_changed_role_hold_for_new_inspections_only(app):
    content, checked = exported("inspection")
    who = {}

    def watched(item):
        who.setdefault((item.instance_id, item.element), {person.username for person in performers(item)})
        return inspecting.ROAD["approve_inspection_plan"]

    plan = inspecting.ROAD | {checked: AGREED, "approve_inspection_plan": watched}
    with frozen(date(2026, 9, 7)):
        make_person(inspecting.known_enterprise())
        running = inspect()
        [release] = deploy(SYSTEM, {"inspection.bpmn": content})
        assert release.version == 2 and [each["element"] for each in release.warnings] == [checked]
        fresh = inspect()
        assert walk(app, running, plan)[:2] == ["draft_inspection_plan", "approve_inspection_plan"]
        assert walk(app, fresh, plan)[:3] == ["draft_inspection_plan", checked, "approve_inspection_plan"]
    assert who[running.id, "approve_inspection_plan"] == {"duizhang"}
    assert who[fresh.id, "approve_inspection_plan"] == {"fenguan"}


def test_new_cases_follow_a_called_procedure_deployed_alone(app):
    content, checked = exported("party_proceeding")
    with frozen(date(2026, 8, 3)):
        firm = said.enterprise()[0]
        running = said.start_case(firm)
        proceeding, case = deploy(SYSTEM, {"party_proceeding.bpmn": content})
        assert case.pins["party_proceeding"] == proceeding.id and case.version == proceeding.version == 2
        fresh = said.start_case(firm)
        assert checked not in said.run(app, running, said.answers(firm))
        path = said.run(app, fresh, said.answers(firm, **{checked: AGREED}))
    at = path.index(checked)
    assert path[at - 1] == "propose_penalty" and path[-1] == "archive_case"


def test_a_restart_leaves_the_offices_diagram_in_force(app):
    [release] = deploy(SYSTEM, {"inspection.bpmn": exported("inspection")[0]})
    install(SYSTEM)
    assert release_for("inspection") is release
