# ruff: noqa: E501 - one diagram per line reads as a table
"""The duties a diagram must declare: what is refused, what is warned of, and what the shipped ones prove."""

from dataclasses import replace

import pytest

from app.workflow.checks import check_by_file
from app.workflow.definitions import read
from app.workflow.releases import known_shipped, shipped_files
from tests.workflow.checks.diagrams import KNOWN, E, S, bpmn, found, properties, user

INQUIRY = user("inquire", properties(law__step="inquiry"))


def with_review(**more):
    return bpmn(S + INQUIRY + user("review", properties(law__step="legal_review", **more)) + E, "s>inquire>review>e")


def decide(groups="head", **more):
    task = f'<userTask id="decide" name="决定" camunda:candidateGroups="{groups}" camunda:formKey="opinion">{properties(**more)}</userTask>'
    return bpmn(S + task + E, "s>decide>e")


def codes(content) -> list[tuple[str, str]]:
    known = replace(KNOWN, roles={"officer", "deputy_head", "head"})
    return [(each.code, each.severity) for each in check_by_file({"p.bpmn": content}, known)["p.bpmn"]]


def test_a_review_that_does_not_keep_the_investigator_away_is_warned_of():
    [problem] = found(with_review())
    assert (problem.code, problem.element, problem.severity) == ("separation_missing", "review", "warning")
    assert "“inquire”" in problem.message and "第58条" in problem.message
    assert found(with_review(duty__separate_from="inquire")) == []


@pytest.mark.parametrize("step, article", [("hearing", "第64条"), ("hearing_report", "第64条"), ("archive", "办案人员")])
def test_a_presider_or_archivist_is_kept_apart_too(step, article):
    [problem] = found(bpmn(S + INQUIRY + user("b", properties(law__step=step)) + E, "s>inquire>b>e"))
    assert problem.code == "separation_missing" and article in problem.message


@pytest.mark.parametrize("content, expected", [
    (decide(duty__head_only="true"), []),
    (decide(duty__head_only="yes"), [("head_only_invalid", "error")]),
    (decide("head,deputy_head", duty__head_only="true"), [("head_only_roles", "error")]),
    (decide("deputy_head", duty__head_only="true"), [("head_only_roles", "error")]),
    (decide(law__step="referral_decision"), [("head_only_missing", "warning")]),
    (decide(law__step="power_cutoff"), [("head_only_missing", "warning")]),
    (decide(law__step="power_cutoff", duty__head_only="true"), []),
])  # fmt: skip
def test_what_only_the_head_decides(content, expected):
    assert codes(content) == expected


def test_the_shipped_procedures_declare_every_separation(app):
    """Alone as well as together: the investigation stands in the calling procedure, the review in the called one."""
    files, known = shipped_files(), known_shipped()
    for chosen in ({name: files[name]} for name in files if name.endswith(".bpmn")):
        problems = sum(check_by_file(chosen, known).values(), [])
        assert [each for each in problems if each.code.startswith(("separat", "head_only", "duty"))] == []


def test_taking_one_investigator_s_task_out_of_the_shipped_review_is_noticed(app):
    """The whole matter is looked at: `record_inquiry` is in another diagram than the review."""
    content = shipped_files()["party_proceeding.bpmn"].replace(b"issue_inquiry_notice,record_inquiry,", b"issue_inquiry_notice,")
    problems = check_by_file({"party_proceeding.bpmn": content}, known_shipped())["party_proceeding.bpmn"]
    missing = {each.element for each in problems if each.code == "separation_missing" and "“record_inquiry”" in each.message}
    assert missing == {"arrange_hearing", "hold_hearing", "write_hearing_report", "legal_review"}


def test_the_pairs_of_the_office_s_handbook_are_declared(app):
    """procedures §0.2: who investigates neither reviews, presides, closes nor archives; who proposes does not approve."""
    steps = {}
    for name, content in shipped_files().items():
        if name.endswith(".bpmn"):
            steps |= read(content.decode()).elements
    investigation = ["apply_filing", "record_inquiry", "collect_evidence", "conclude_investigation", "propose_penalty", "case_officers"]
    for task in ("legal_review", "arrange_hearing", "hold_hearing", "write_hearing_report", "approve_closure", "review_closure", "archive_case"):
        assert set(investigation) <= set(steps[task].many("duty.separate_from")), task
    for task in ("review_proposal", "approve_proposal", "approve_no_penalty"):
        assert "propose_penalty" in steps[task].many("duty.separate_from"), task
    assert {"hold_hearing", "write_hearing_report"} <= set(steps["legal_review"].many("duty.separate_from"))
    for task in ("record_inquiry", "collect_evidence", "conclude_investigation", "propose_penalty", "conduct_inspection", "write_referral_report"):
        assert steps[task].officers_needed == 2, task
    assert steps["decide_referral"].head_only


def test_a_task_is_done_by_the_own_bureau_or_by_the_one_above():
    assert codes(decide(duty__bureau="superior")) == []
    assert codes(decide(duty__bureau="city")) == codes(decide(duty__bureau="${1 +}")) == [("bureau_invalid", "error")]
    assert codes(decide(duty__bureau="${district_bureau}")) == []
