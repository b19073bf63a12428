"""The road of a draft: begun, saved, submitted, approved or returned by a second person, in force on its day."""

from datetime import timedelta

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import AnliuError, Conflict, NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.designer import commands, queries
from app.identity.queries import user_by_name
from app.workflow.commands import complete_task, start_process
from app.workflow.commands.releases import deploy
from app.workflow.models import WorkItem
from app.workflow.problems import Refused
from app.workflow.releases import form_of, newest_release, release_for
from tests.unit.designer.trial import FORM, ONE, TWO, form


@pytest.fixture
def release(app):
    files = {"desk_trial.bpmn": ONE.encode(), "desk_trial_report.json": FORM.encode()}
    return deploy(SYSTEM, files)[0]


@pytest.fixture
def designer(app):
    return user_by_name("liucheng")


@pytest.fixture
def second(app):
    return user_by_name("liucheng2")


def changed(designer, text: str = TWO, forms: tuple = ("desk_check",)):
    """A draft of the trial procedure that carries a new diagram and forms."""
    draft = commands.open_draft(designer, "process", "desk_trial")
    commands.save_draft(designer, draft.id, "bpmn", "desk_trial", text, draft.file("bpmn", "desk_trial").revision)
    for key in forms:
        commands.save_draft(designer, draft.id, "form", key, form(key, "复核意见"), 0)
    return queries.draft(draft.id)


def submitted(designer, day=None, **more):
    return commands.submit_draft(designer, changed(designer, **more).id, day or today(), "增加复核")


def approve(person, draft):
    return commands.approve_draft(person, draft.id, queries.draft(draft.id).submissions)


def test_a_second_person_brings_it_into_force_for_new_matters_only(release, designer, second):
    running = start_process(user_by_name("zhifa1"), "desk_trial")
    draft = approve(second, submitted(designer))
    newest = newest_release("desk_trial")
    assert draft.state == "approved" and draft.outcome == [["desk_trial", 2]] and newest.deployed_by == second.id
    assert form_of(newest, "desk_check") and form_of(newest, "desk_trial_report")
    assert running.release_id == release.id
    assert start_process(user_by_name("zhifa1"), "desk_trial").release_id == newest.id
    assert any("新增任务“复核”" in sentence for sentence in draft.changes)


def test_before_its_day_the_old_release_is_followed(release, designer, second):
    day = today() + timedelta(days=3)
    approve(second, submitted(designer, day))
    assert release_for("desk_trial").version == 1
    assert release_for("desk_trial", day).version == 2


def test_a_day_that_passed_while_waiting_becomes_today(release, designer, second):
    draft = submitted(designer)
    set_day(SYSTEM, draft.id, today() - timedelta(days=5))
    assert approve(second, draft).effective_on == today()


@commands.command()
def set_day(actor, draft_id, day):
    queries.draft(draft_id).effective_on = day


def test_nobody_approves_or_returns_what_he_edited(release, designer, second):
    draft = submitted(designer)
    with pytest.raises(NotAllowed, match="另一位"):
        approve(designer, draft)
    commands.recall_draft(designer, draft.id)
    file = queries.draft(draft.id).file("bpmn", "desk_trial")
    commands.save_draft(second, draft.id, "bpmn", "desk_trial", TWO.replace("复核", "再核"), file.revision)
    commands.submit_draft(designer, draft.id, today(), "增加复核")
    with pytest.raises(NotAllowed, match="另一位"):
        approve(second, draft)
    assert approve(user_by_name("admin"), draft).state == "approved"


@pytest.mark.parametrize("who", ["zhifa1", "juzhang", "shenji", "qiye"])
def test_others_neither_draft_nor_approve(release, designer, who):
    person, draft = user_by_name(who), submitted(designer)
    for act in (
        lambda: commands.open_draft(person, "process", "desk_trial"),
        lambda: commands.save_draft(person, draft.id, "bpmn", "desk_trial", ONE, 2),
        lambda: commands.recall_draft(person, draft.id),
        lambda: approve(person, draft),
        lambda: commands.return_draft(person, draft.id, "不好"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert queries.draft(draft.id).state == "submitted"


def test_an_administrator_approves_but_does_not_draft(release, designer):
    with pytest.raises(NotAllowed):
        commands.open_draft(user_by_name("admin"), "process", "desk_trial")
    assert approve(user_by_name("admin"), submitted(designer)).state == "approved"


def test_two_who_edit_are_told_and_nothing_is_lost(release, designer, second):
    draft = changed(designer)
    revision = draft.file("bpmn", "desk_trial").revision
    commands.save_draft(second, draft.id, "bpmn", "desk_trial", TWO.replace("写报告", "写总结"), revision)
    with pytest.raises(Conflict, match="宋时安刚刚也改了"):
        commands.save_draft(designer, draft.id, "bpmn", "desk_trial", TWO, revision)
    assert "写总结" in queries.draft(draft.id).file("bpmn", "desk_trial").content


def test_there_is_one_live_draft_of_a_thing(release, designer, second):
    first = commands.open_draft(designer, "process", "desk_trial")
    assert commands.open_draft(second, "process", "desk_trial").id == first.id
    commands.drop_draft(second, first.id)
    assert commands.open_draft(second, "process", "desk_trial").id != first.id


def test_a_returned_draft_is_open_again_with_the_reason(release, designer, second):
    draft = submitted(designer)
    with pytest.raises(RuleBroken, match="退回的原因"):
        commands.return_draft(second, draft.id, " ")
    assert commands.return_draft(second, draft.id, "岗位选错了").state == "open"
    draft = queries.draft(draft.id)
    assert draft.reason == "岗位选错了" and newest_release("desk_trial").version == 1
    approve(second, commands.submit_draft(designer, draft.id, today(), "改过了"))
    assert newest_release("desk_trial").version == 2


@pytest.mark.parametrize("code, text, forms, note, days", [
    ("nothing_changed", ONE, (), "改了", 0),
    ("unknown_form", TWO, (), "改了", 0),
    ("unknown_role", TWO.replace("team_leader", "sheriff"), ("desk_check",), "改了", 0),
    ("key_differs", TWO.replace('id="desk_trial"', 'id="desk_other"'), ("desk_check",), "改了", 0),
    ("xml_invalid", "<definitions", (), "改了", 0),
    ("note_missing", TWO, ("desk_check",), " ", 0),
    ("effective_past", TWO, ("desk_check",), "改了", -1),
])  # fmt: skip
def test_what_is_faulty_is_saved_but_not_submitted(release, designer, code, text, forms, note, days):
    draft = changed(designer, text, forms)
    with pytest.raises(AnliuError) as refused:
        commands.submit_draft(designer, draft.id, today() + timedelta(days=days), note)
    codes = [each.code for each in refused.value.problems] if isinstance(refused.value, Refused) else []
    assert code in [refused.value.code, *codes]
    assert queries.draft(draft.id).state == "open"


def test_a_submitted_draft_stands_still_until_recalled(release, designer):
    draft = submitted(designer)
    with pytest.raises(RuleBroken, match="先撤回"):
        commands.save_draft(designer, draft.id, "bpmn", "desk_trial", ONE, 2)
    commands.recall_draft(designer, draft.id)
    commands.save_draft(designer, draft.id, "bpmn", "desk_trial", ONE, 2)


def test_what_was_approved_is_what_was_read(release, designer, second):
    draft = submitted(designer)
    seen = draft.submissions
    commands.recall_draft(designer, draft.id)
    commands.submit_draft(designer, draft.id, today(), "又改了")
    with pytest.raises(Conflict, match="重新提交"):
        commands.approve_draft(second, draft.id, seen)


def test_a_release_made_meanwhile_is_not_undone_unawares(release, designer, second):
    draft = submitted(designer)
    deploy(SYSTEM, {"desk_trial.bpmn": ONE.replace("写报告", "写总结").encode()})
    with pytest.raises(RuleBroken, match="已有第 2 版"):
        approve(second, draft)
    commands.recall_draft(designer, draft.id)
    commands.rebase_draft(designer, draft.id)
    commands.submit_draft(designer, draft.id, today(), "以草稿为准")
    sentences = approve(second, draft).changes
    assert "任务“写总结”改名为“写报告”" in sentences


def test_a_version_may_not_come_before_one_that_waits(release, designer, second):
    day = today() + timedelta(days=9)
    approve(second, submitted(designer, day))
    draft = commands.open_draft(designer, "process", "desk_trial")
    commands.save_draft(designer, draft.id, "bpmn", "desk_trial", TWO.replace("复核", "再核"), 1)
    with pytest.raises(RuleBroken, match="不能早于它"):
        commands.submit_draft(designer, draft.id, today(), "改名")


def test_a_form_alone_renews_every_procedure_that_shows_it(release, designer, second):
    other = ONE.replace("desk_trial\"", "desk_other\"")
    deploy(SYSTEM, {"desk_other.bpmn": other.encode()})
    draft = commands.open_draft(designer, "form", "desk_trial_report")
    commands.save_draft(designer, draft.id, "form", draft.key, form(draft.key, "报告", "附言"), 1)
    draft = approve(second, commands.submit_draft(designer, draft.id, today(), "加一项"))
    assert draft.changes == ["新增“附言”（多行文字）"]
    assert sorted(map(tuple, draft.outcome)) == [("desk_other", 2), ("desk_trial", 2)]


def test_a_removed_form_is_the_released_one_again(release, designer):
    draft = commands.open_draft(designer, "process", "desk_trial")
    commands.save_draft(designer, draft.id, "form", "desk_trial_report", form("desk_trial_report", "报告", "附言"), 0)
    assert commands.queries.draft(draft.id).contents("form")
    commands.remove_file(designer, draft.id, "form", "desk_trial_report")
    assert not queries.draft(draft.id).contents("form")
    with pytest.raises(RuleBroken, match="草稿本身"):
        commands.remove_file(designer, draft.id, "bpmn", "desk_trial")


def test_a_matter_begun_after_it_reaches_the_new_step(release, designer, second):
    approve(second, submitted(designer))
    row = start_process(user_by_name("zhifa1"), "desk_trial")
    item = db.session.scalars(db.select(WorkItem).where(WorkItem.instance_id == row.id)).one()
    complete_task(user_by_name("zhifa1"), item.id, {"text0": "写好了"})
    fresh = db.session.scalars(db.select(WorkItem).where(WorkItem.instance_id == row.id, WorkItem.status == "open")).one()
    assert (fresh.title, fresh.form_key) == ("复核", "desk_check")


def test_every_act_is_in_the_audit_log(release, designer, second):
    approve(second, submitted(designer))
    acts = list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(6)))
    assert {"designer.save_draft", "designer.submit_draft", "designer.approve_draft", "workflow.deploy"} <= set(acts)
