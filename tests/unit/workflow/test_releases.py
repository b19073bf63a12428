# ruff: noqa: E501
"""A release is immutable and complete: diagram, forms and called procedures, pinned by content."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.identity import queries
from app.workflow.commands.releases import deploy, deploy_shipped
from app.workflow.models import Release
from app.workflow.problems import Refused
from app.workflow.releases import diagram_of, form_of, release_for
from tests.workflow.checks.diagrams import E, S, bpmn, user

FORM = '{"type":"default","id":"given","components":[{"type":"textarea","key":"opinion","label":"%s"}]}'


def diagram(key="filing", middle=None, name="立案"):
    body = middle or user("approve").replace("opinion", "given")
    return bpmn(S + body + E, "s>approve>e").replace(b'id="p" name="\xe6\xb5\x81\xe7\xa8\x8b"', f'id="{key}" name="{name}"'.encode())


def caller(key="outer", called="filing"):
    return diagram(key, f'<callActivity id="approve" name="子流程" calledElement="{called}"/>', "外层")


def files(label="意见", **more):
    return {"filing.bpmn": diagram(), "forms/given.json": (FORM % label).encode(), **more}


@pytest.fixture(autouse=True)
def running(app):
    return app


def test_a_deployment_makes_one_release_with_its_forms():
    (release,) = deploy(SYSTEM, files())
    assert (release.key, release.version, release.name, release.effective_on) == ("filing", 1, "立案", today())
    assert diagram_of(release).encode() == diagram()
    assert form_of(release, "given") == FORM % "意见"
    assert release_for("filing") is release


def test_the_same_content_is_the_same_release():
    first, again = deploy(SYSTEM, files()), deploy(SYSTEM, files())
    assert [each.id for each in first] == [each.id for each in again]
    assert db.session.scalar(select(func.count()).where(Release.key == "filing")) == 1


def test_a_changed_form_is_a_new_version_and_leaves_the_old_one_alone():
    (first,) = deploy(SYSTEM, files())
    (second,) = deploy(SYSTEM, files("理由"))
    assert (second.version, form_of(first, "given"), form_of(second, "given")) == (2, FORM % "意见", FORM % "理由")


def test_going_back_to_earlier_content_is_a_new_version():
    deploy(SYSTEM, files())
    deploy(SYSTEM, files("理由"))
    (third,) = deploy(SYSTEM, files())
    assert third.version == 3
    assert release_for("filing") is third


def test_a_form_that_is_not_given_comes_from_the_last_release():
    deploy(SYSTEM, files())
    (second,) = deploy(SYSTEM, {"filing.bpmn": diagram(name="立案审批")})
    assert (second.version, form_of(second, "given")) == (2, FORM % "意见")


def test_called_procedures_are_pinned_in_whatever_order_the_files_come():
    outer, inner = deploy(SYSTEM, {"outer.bpmn": caller(), **files()})
    assert (outer.key, inner.key, outer.pins) == ("outer", "filing", {"filing": inner.id})


def test_callers_follow_a_changed_procedure_in_a_release_of_their_own():
    (inner,) = deploy(SYSTEM, files())
    outer, outmost = deploy(SYSTEM, {"outer.bpmn": caller(), "outmost.bpmn": caller("outmost", "outer")})
    assert (outer.pins, outmost.pins) == ({"filing": inner.id}, {"outer": outer.id})
    newer, *callers = deploy(SYSTEM, files("理由"))
    assert (outer.pins, outmost.pins) == ({"filing": inner.id}, {"outer": outer.id})  # a release never changes
    assert [(each.key, each.version) for each in callers] == [("outer", 2), ("outmost", 2)]
    assert [each.pins for each in callers] == [{"filing": newer.id}, {"outer": callers[0].id}]
    assert diagram_of(callers[0]) == diagram_of(outer) and release_for("outmost") is callers[1]
    assert deploy(SYSTEM, {"outer.bpmn": caller()}) == [callers[0]]


def test_what_the_office_deployed_stays_in_force_when_the_product_starts_again(monkeypatch):
    shipped = {"outer.bpmn": caller(), **files()}
    monkeypatch.setattr("app.workflow.commands.releases.shipped_files", lambda: shipped)
    deploy_shipped(SYSTEM)
    own, outer = deploy(SYSTEM, {"filing.bpmn": diagram(name="本局立案")})
    assert deploy_shipped(SYSTEM) == [outer, own]
    assert release_for("filing") is own and release_for("outer").pins == {"filing": own.id}
    shipped["filing.bpmn"] = diagram(name="新版立案")
    assert [(each.name, each.version) for each in deploy_shipped(SYSTEM)] == [("外层", 3), ("新版立案", 3)]


def test_a_release_is_in_force_from_its_day_on():
    (first,) = deploy(SYSTEM, files())
    later = today() + timedelta(days=10)
    (second,) = deploy(SYSTEM, files("理由"), effective_on=later)
    assert release_for("filing") is first
    assert release_for("filing", later) is second
    with frozen(later):
        assert release_for("filing") is second
    assert release_for("filing", date(2020, 1, 1)) is None


def test_a_day_past_is_refused():
    with pytest.raises(RuleBroken) as refused:
        deploy(SYSTEM, files(), effective_on=today() - timedelta(days=1))
    assert refused.value.code == "effective_past"


def test_a_faulty_file_refuses_the_whole_deployment():
    with pytest.raises(Refused) as refused:
        deploy(SYSTEM, files(**{"bad.bpmn": diagram("bad", '<scriptTask id="approve"/>')}))
    assert [(each.code, each.element) for each in refused.value.problems] == [("script_task", "approve")]
    assert release_for("filing") is None


def test_forms_alone_are_refused():
    with pytest.raises(RuleBroken) as refused:
        deploy(SYSTEM, {"given.json": (FORM % "意见").encode()})
    assert refused.value.code == "no_diagram"


def test_warnings_are_kept_with_the_release():
    (release,) = deploy(SYSTEM, {"filing.bpmn": diagram(middle='<userTask id="approve" name="签收" camunda:candidateGroups="officer"/>')})
    assert [each["code"] for each in release.warnings] == ["no_form"]


def test_a_diagram_in_another_encoding_is_kept_as_text():
    text = diagram().decode().replace('encoding="UTF-8"', 'encoding="GB18030"')
    (release,) = deploy(SYSTEM, {**files(), "filing.bpmn": text.encode("gb18030")})
    assert "立案" in diagram_of(release) and "GB18030" not in diagram_of(release)


def test_starter_roles_and_start_form_are_read_from_the_diagram():
    content = diagram().replace(b'isExecutable="true"', b'isExecutable="true" camunda:candidateStarterGroups="officer, team_leader"')
    content = content.replace(b'<startEvent id="s"/>', b'<startEvent id="s" camunda:formKey="given"/>')
    (release,) = deploy(SYSTEM, {**files(), "filing.bpmn": content})
    assert (release.starter_roles, release.start_form) == ("officer,team_leader", "given")


def test_only_a_process_designer_may_deploy():
    (release,) = deploy(queries.user_by_name("liucheng"), files())
    assert release.deployed_by == queries.user_by_name("liucheng").id
    with pytest.raises(NotAllowed):
        deploy(queries.user_by_name("zhifa1"), files("理由"))


def test_a_deployment_is_audited():
    deploy(SYSTEM, files())
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last.act == "workflow.deploy"


def test_shipped_procedures_are_deployed_once_and_in_force_from_the_law_on(monkeypatch):
    shipped = files()
    monkeypatch.setattr("app.workflow.commands.releases.shipped_files", lambda: shipped)
    (first,) = deploy_shipped(SYSTEM)
    assert first.effective_on == date(2021, 7, 15)
    assert deploy_shipped(SYSTEM) == [first]
    shipped |= files("理由")
    (second,) = deploy_shipped(SYSTEM)
    assert (second.version, second.effective_on) == (2, today())
    assert release_for("filing", date(2024, 1, 1)) is first
