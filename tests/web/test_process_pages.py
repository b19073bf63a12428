"""Pages of procedures and incidents: who sees them, what they say, how a retry ends."""

import json
import re

import pytest

from app.core.clock import now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.identity.queries import user_by_name
from app.workflow.commands import complete_task, start_process
from app.workflow.commands.releases import deploy, deploy_shipped
from app.workflow.definitions import read
from app.workflow.models import Incident, Instance, WorkItem
from app.workflow.releases import diagram_of, newest_releases

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)
SIMPLE = (
    HEAD
    + """
<process id="page_trial" name="页面试办" isExecutable="true" camunda:candidateStarterGroups="officer">
  <startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="write_report"/>
  <userTask id="write_report" name="写报告" camunda:candidateGroups="officer" camunda:formKey="page_trial_report">
    <extensionElements><camunda:properties>
      <camunda:property name="law.period" value="statement_defense"/>
      <camunda:property name="law.basis" value="行政处罚法 第45条"/>
    </camunda:properties></extensionElements></userTask>
  <sequenceFlow id="f2" sourceRef="write_report" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""
)
FORM = json.dumps({
    "schemaVersion": 18, "type": "default", "id": "page_trial_report",
    "components": [{"type": "textarea", "key": "report", "label": "报告内容", "id": "report"}],
})  # fmt: skip


@pytest.fixture
def trial(app):
    return deploy(SYSTEM, {"page_trial.bpmn": SIMPLE.encode(), "page_trial_report.json": FORM.encode()})[0]


@pytest.mark.parametrize("who, status", [("liucheng", 200), ("admin", 200), ("zhifa1", 403), ("qiye", 403)])
def test_only_designers_and_administrators_see_the_procedures(login, who, status):
    assert login(who).get("/processes").status_code == status


def test_the_list_counts_what_runs(login, trial):
    start_process(user_by_name("zhifa1"), "page_trial")
    page = login("liucheng").get("/processes").text
    row = re.search(r"页面试办.*?</tr>", page, re.S).group(0)
    assert "第 1 版" in row and "1 件" in row and f"{today():%Y-%m-%d}" in row


def test_a_procedure_shows_role_form_period_and_basis_of_each_task(login, trial):
    page = login("liucheng").get("/processes/page_trial").text
    row = re.search(r'<tr id="write_report">.*?</tr>', page, re.S).group(0)
    for words in ("写报告", "执法人员", "page_trial_report", "5 个工作日", "行政处罚法 第45条"):
        assert words in row, words
    assert "1 件" not in row
    start_process(user_by_name("zhifa1"), "page_trial")
    page = login("liucheng").get("/processes/page_trial").text
    assert "1 件" in re.search(r'<tr id="write_report">.*?</tr>', page, re.S).group(0)
    assert "报告内容" in page


def test_diagram_and_forms_download_as_they_were_deployed(login, trial):
    client = login("liucheng")
    assert client.get("/processes/page_trial/bpmn").text == SIMPLE
    assert client.get("/processes/page_trial/forms/page_trial_report").text == FORM
    assert client.get("/processes/page_trial/diagram").json["xml"] == SIMPLE
    assert client.get("/processes/page_trial/forms/absent").status_code == 404
    assert client.get("/processes/page_trial?version=7").status_code == 404


def test_an_older_version_stays_readable(login, trial):
    newer = SIMPLE.replace("写报告", "写正式报告")
    deploy(SYSTEM, {"page_trial.bpmn": newer.encode()})
    client = login("liucheng")
    assert "写正式报告" in client.get("/processes/page_trial").text
    assert "写正式报告" not in client.get("/processes/page_trial?version=1").text


def test_every_shipped_procedure_has_a_page_that_names_each_of_its_tasks(app, login):
    deploy_shipped(SYSTEM)
    client = login("liucheng")
    for release in newest_releases():
        page = client.get(f"/processes/{release.key}")
        assert page.status_code == 200, release.key
        for task in read(diagram_of(release)).elements.values():
            if task.is_human:
                assert f'<tr id="{task.id}">' in page.text, task.id


# --- incidents ------------------------------------------------------------------------------------------------------

TIMED = (
    HEAD
    + """
<process id="page_timer" name="到期试办" isExecutable="true" camunda:candidateStarterGroups="officer">
  <startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="wait_day"/>
  <intermediateCatchEvent id="wait_day" name="等一天"><timerEventDefinition><timeDuration>P1D</timeDuration>
    </timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="f2" sourceRef="wait_day" targetRef="go_on"/>
  <userTask id="go_on" name="接着办" camunda:candidateGroups="officer"/>
  <sequenceFlow id="f3" sourceRef="go_on" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""
)


@command()
def break_down(actor, instance: Instance) -> Incident:
    """An automatic step of this instance went wrong, as the sweep of the timers notes it."""
    timer_id = db.session.scalars(
        db.text("select id from timer where instance_id = :it").bindparams(it=instance.id)
    ).one()
    incident = Incident(instance_id=instance.id, root_id=instance.root_id, element="wait_day", kind="timer",
                        message="文书编号用完了", technical="ValueError: x", opened_at=now(), token=timer_id)  # fmt: skip
    db.session.add(incident)
    return incident


@pytest.fixture
def broken(app):
    deploy(SYSTEM, {"page_timer.bpmn": TIMED.encode()})
    row = start_process(user_by_name("zhifa1"), "page_timer", subject=("case", 1, "某公司未设警示标志案"))
    return break_down(SYSTEM, row)


def test_an_incident_tells_reason_matter_and_since_when(login, broken):
    page = login("liucheng").get("/incidents").text
    for words in ("文书编号用完了", "某公司未设警示标志案", "到期试办", f"{broken.opened_at:%H:%M}"):
        assert words in page, words


def test_a_retry_lets_the_matter_go_on_and_closes_the_incident(login, broken):
    client = login("liucheng")
    assert client.post(f"/incidents/{broken.id}/retry").status_code == 302
    assert "文书编号用完了" not in client.get("/incidents").text
    assert "文书编号用完了" in client.get("/incidents?resolved=1").text
    assert (
        db.session.scalars(db.select(WorkItem).where(WorkItem.instance_id == broken.instance_id)).one().element
        == "go_on"
    )


def test_a_second_retry_is_told_that_it_is_done(login, broken):
    client = login("liucheng")
    client.post(f"/incidents/{broken.id}/retry")
    answer = client.post(f"/incidents/{broken.id}/retry")
    assert answer.status_code == 409


def test_a_retry_that_fails_again_stays_open_with_its_reason(login, broken):
    set_kind(SYSTEM, broken.id, "error")  # a kind the engine cannot retry
    answer = login("liucheng").post(f"/incidents/{broken.id}/retry")
    assert answer.status_code == 422
    assert "重试没有成功：这类异常不能重试" in answer.text
    assert db.session.get(Incident, broken.id).resolved_at is None


@command()
def set_kind(actor, incident_id: int, kind: str) -> Incident:
    incident = db.session.get(Incident, incident_id)
    incident.kind = kind
    return incident


def test_another_office_neither_sees_nor_retries(login, broken):
    leader = login("duizhang")
    assert "文书编号用完了" in leader.get("/incidents").text
    move_away(SYSTEM, broken.instance_id)
    assert "文书编号用完了" not in leader.get("/incidents").text
    assert leader.post(f"/incidents/{broken.id}/retry").status_code == 404


@command()
def move_away(actor, instance_id: str) -> Instance:
    row = db.session.get(Instance, instance_id)
    row.organisation_id = db.session.scalars(
        db.text("select id from organisation where bureau_id != :own and bureau_id = id").bindparams(
            own=row.organisation_id
        )
    ).first()
    return row


@pytest.mark.parametrize("who", ["zhifa1", "fazhi", "qiye", "shenji"])
def test_incidents_are_for_those_who_answer_for_running_matters(login, broken, who):
    client = login(who)
    assert client.get("/incidents").status_code == 403
    assert client.post(f"/incidents/{broken.id}/retry").status_code == 403


def test_completing_after_a_retry_ends_the_matter(login, broken):
    login("liucheng").post(f"/incidents/{broken.id}/retry")
    item = db.session.scalars(db.select(WorkItem).where(WorkItem.instance_id == broken.instance_id)).one()
    complete_task(user_by_name("zhifa1"), item.id, {"opinion": "同意"})
    db.session.expire_all()
    assert db.session.get(Instance, broken.instance_id).status == "finished"


@pytest.mark.parametrize("path, label", [("/processes", "流程"), ("/processes/page_trial", "流程"), ("/incidents", "运行")])
def test_one_entry_of_the_bar_is_current(login, trial, path, label):
    page = login("liucheng").get(path).text
    bar = re.search(r'<nav class="nav".*?</nav>', page, re.S).group(0)
    assert re.findall(r'aria-current="page">([^<]+)', bar) == [label]
