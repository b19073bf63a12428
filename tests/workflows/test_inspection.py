"""Each path of the inspection diagram (检查), saved and restored at every step."""

from datetime import date, timedelta

import pytest
from marshmallow import ValidationError

from app.core.clock import frozen, today
from app.core.errors import NotAllowed, RuleBroken
from app.documents import queries as documents
from app.documents.commands import render_pending
from app.inspections import queries
from app.law.tables import queries as tables
from app.workflow import commands
from app.workflow import queries as workflow
from tests.builders import make_enterprise, make_person
from tests.workflow.walk import answer, items, only, person, start, walk

MONDAY = date(2026, 9, 7)
PROBLEM = {"problem": "配电室堆放可燃杂物", "article": "《中华人民共和国安全生产法》第三十六条"}


@pytest.fixture(autouse=True)
def clock():
    with frozen(MONDAY):
        yield


@pytest.fixture
def inspection(app):
    enterprise = known_enterprise()
    make_person(enterprise)
    return start("zhifa1", "inspection", {
        "enterprise_id": enterprise.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": officers(),
    })  # fmt: skip


def known_enterprise():
    return make_enterprise(sector=queries.GENERAL, address="临江区一号", legal_representative="周砚秋", phone="000")


def officers(*names):
    return [person(name).id for name in names or ("zhifa1", "zhifa2")]


def plan(**other):
    return {
        "plan_reason": "年度监督检查计划", "inspect_from_on": "2026-09-07", "inspect_to_on": "2026-09-08",
        "checklist_sector": queries.GENERAL, "methods": ["on_site"], "plan_basis": "安全生产法第六十二条",
    } | other  # fmt: skip


def found(violations: int = 1, **other):
    """The on-site form with this many questions answered 不符合."""
    checked = {item.id: {"answer": "conform"} for item in queries.checklist(queries.GENERAL)}
    for item_id in list(checked)[:violations]:
        checked[item_id] = {"answer": "violate", "note": "现场没有相关记录"}
    return {
        "showed_certificates": True, "started_at": "2026-09-07T09:00", "ended_at": "2026-09-07T11:00",
        "place": "一号车间", "present_person": "周砚秋", "checklist": checked, "findings": "查阅资料，查看现场。",
        "problems": [], "signature_result": "refused", "refusal_note": "负责人看后离开，在场人方某见证",
    } | other  # fmt: skip


def outcome(*needs):
    return {f"needs_{need}": True for need in needs} | {
        "outcome_reason": "依法处理", "hazard_sector": "industry", **({"suspected_violation": "未建立台账"} if "case" in needs else {}),
    }  # fmt: skip


def delivery(**other):
    return {
        "method": "direct", "delivered_at": f"{today()}T09:00", "delivery_place": "单位办公室", "receiver_name": "周砚秋",
        "receiver_relation": "principal", "deliverers": officers(),
    } | other  # fmt: skip


def printed(answers):
    """Delivery waits for the paper: let the worker print first."""

    def prepare(item):
        render_pending()
        return answers() if callable(answers) else answers

    return prepare


def order(days: int = 15):
    return {"problems": [PROBLEM | {"due_on": (today() + timedelta(days=days)).isoformat()}]}


def reviewed(result: str):
    return {
        "review_result": result, "reviewed_on": today().isoformat(), "conclusion": "见逐条结论", "next_step": "依法办理",
        "results": [{"problem": PROBLEM["problem"], "result": "done" if result == "rectified" else "not_done"}],
    }  # fmt: skip


ROAD = {
    "draft_inspection_plan": plan(), "approve_inspection_plan": {
        "plan_result": "approve", "within_frequency": "yes", "opinion": "同意"},
    "conduct_inspection": lambda item: found(), "decide_inspection_outcome": outcome("rectification"),
    "draft_rectification_order": lambda item: order(), "approve_rectification_order": {
        "rectification_result": "approve", "periods_reasonable": True, "opinion": "同意"},
    "deliver_rectification_order": printed(delivery), "review_rectification": lambda item: reviewed("rectified"),
    "propose_on_site_measure": {
        "hazards": [{"hazard": "除尘系统停用"}], "measures": ["stop_equipment"], "measure_scope": "打磨车间",
        "measure_period": "至隐患排除", "resume_condition": "经审查同意"},
    "approve_on_site_measure": {"measure_result": "approve", "opinion": "同意"},
    "deliver_on_site_measure": printed(delivery),
    "review_resumption": {
        "resumption_reviewed_on": "2026-09-20", "resumption_result": "agree", "resumption_note": "已排除"},
}  # fmt: skip


def the(instance):
    return queries.inspection(int(workflow.instance(instance.id).subject_id))


def papers(instance):
    return [paper.template_id for paper in documents.documents_of(instance.id)]


def test_a_clean_inspection_ends_with_its_record(app, inspection):
    path = walk(app, inspection, ROAD | {"conduct_inspection": lambda item: found(0), "decide_inspection_outcome": outcome()})
    assert path == ["draft_inspection_plan", "approve_inspection_plan", "conduct_inspection", "decide_inspection_outcome"]
    assert the(inspection).status == "closed"
    assert papers(inspection) == ["inspection_plan", "inspection_record"]


def test_a_problem_is_ordered_to_be_rectified_and_reviewed(app, inspection):
    walk(app, inspection, ROAD)
    assert papers(inspection)[2:] == ["rectification_order", "delivery_receipt", "rectification_review"]
    assert the(inspection).orders[0].status == "rectified"


def test_returned_drafts_come_back_to_their_author(app, inspection):
    path = walk(app, inspection, ROAD | {
        "approve_inspection_plan": [{"plan_result": "return", "opinion": "补充依据"}, ROAD["approve_inspection_plan"]],
        "approve_rectification_order": [{"rectification_result": "return", "opinion": "期限过短"},
                                        ROAD["approve_rectification_order"]],
    })  # fmt: skip
    assert path.count("draft_inspection_plan") == 2
    assert path.count("draft_rectification_order") == 2
    assert len(the(inspection).orders) == 1


def test_what_is_not_rectified_becomes_a_case_of_its_own(app, inspection):
    walk(app, inspection, ROAD | {"review_rectification": lambda item: reviewed("not_rectified")})
    assert the(inspection).orders[0].status == "not_rectified"
    [case] = [row for row in workflow.arisen_from(inspection.id) if row.process_key != "hazard"]
    assert case.process_key == "penalty_case"
    assert case.status == "open"


@pytest.mark.parametrize("answer_to_request, until", [("grant", "2026-10-15"), ("refuse", None)])
def test_more_time_is_granted_or_refused_by_the_leader(app, inspection, answer_to_request, until):
    asked = {"review_result": "extension", "extension_ground": "设备到货延迟", "extension_until": "2026-10-15",
             "protective_measures": "停用并围挡"}  # fmt: skip
    answered = {"extension_result": answer_to_request, "opinion": "知悉", **({"extended_until": until} if until else {})}
    path = walk(app, inspection, ROAD | {
        "review_rectification": [asked, reviewed("rectified")], "approve_rectification_extension": answered})  # fmt: skip
    assert path.count("review_rectification") == 2
    first_day = MONDAY + timedelta(days=15)
    assert the(inspection).orders[0].due_on == (date.fromisoformat(until) if until else first_day)


def test_everything_at_once_waits_for_the_slowest(app, inspection):
    choose = ROAD | {"decide_inspection_outcome": outcome("rectification", "measure", "case", "transfer")}
    path = walk(app, inspection, choose)
    assert {"review_rectification", "review_resumption"} <= set(path)
    assert the(inspection).measures[0].status == "lifted"
    assert {row.process_key for row in workflow.arisen_from(inspection.id)} == {"penalty_case", "case_transfer", "hazard"}


def test_returned_measures_are_proposed_again(app, inspection):
    path = walk(app, inspection, ROAD | {
        "decide_inspection_outcome": outcome("measure"),
        "approve_on_site_measure": [{"measure_result": "return", "opinion": "写明范围"}, ROAD["approve_on_site_measure"]],
    })  # fmt: skip
    assert path.count("propose_on_site_measure") == 2
    assert len(the(inspection).measures) == 1


def test_one_signature_is_not_enough_on_site(app, inspection):
    answer(inspection, "draft_inspection_plan", plan())
    answer(inspection, "approve_inspection_plan", ROAD["approve_inspection_plan"])
    item = only(inspection, "conduct_inspection")
    commands.complete_task(person("zhifa1"), item.id, found())
    assert only(inspection, "conduct_inspection").status == "open"
    assert the(inspection).status == "approved"
    commands.sign_task(person("zhifa2"), item.id)
    assert the(inspection).status == "inspected"


def test_the_author_of_a_plan_cannot_approve_it(app):
    enterprise = known_enterprise()
    mine = start("duizhang", "inspection", {
        "enterprise_id": enterprise.id, "trigger": "plan", "planned_on": MONDAY.isoformat(),
        "officers": officers("duizhang", "zhifa2"),
    })  # fmt: skip
    answer(mine, "draft_inspection_plan", plan(), "duizhang")
    with pytest.raises((RuleBroken, NotAllowed)):
        answer(mine, "approve_inspection_plan", ROAD["approve_inspection_plan"], "duizhang")


def until_the_outcome(instance, on_site):
    answer(instance, "draft_inspection_plan", plan())
    answer(instance, "approve_inspection_plan", ROAD["approve_inspection_plan"])
    answer(instance, "conduct_inspection", on_site)


def test_a_problem_cannot_be_passed_over(app, inspection):
    until_the_outcome(inspection, found(1))
    with pytest.raises(RuleBroken) as refused:
        answer(inspection, "decide_inspection_outcome", outcome())
    assert refused.value.code == "no_outcome"
    assert [item.element for item in items(inspection)] == ["decide_inspection_outcome"]


def test_nothing_is_ordered_without_a_finding(app, inspection):
    until_the_outcome(inspection, found(0))
    with pytest.raises(RuleBroken) as refused:
        answer(inspection, "decide_inspection_outcome", outcome("case"))
    assert refused.value.code == "no_finding"


def test_the_whole_checklist_is_answered(app, inspection):
    answer(inspection, "draft_inspection_plan", plan())
    answer(inspection, "approve_inspection_plan", ROAD["approve_inspection_plan"])
    incomplete = found()
    incomplete["checklist"].popitem()
    with pytest.raises(RuleBroken) as refused:
        answer(inspection, "conduct_inspection", incomplete)
    assert refused.value.code == "items_missing"


def test_the_gatekeeper_cannot_receive_the_order(app, inspection):
    until_the_outcome(inspection, found(1))
    for element in ("decide_inspection_outcome", "draft_rectification_order", "approve_rectification_order"):
        chosen = ROAD[element]
        answer(inspection, element, chosen(None) if callable(chosen) else chosen)
    render_pending()
    with pytest.raises(RuleBroken) as refused:
        answer(inspection, "deliver_rectification_order", delivery(receiver_relation="gatekeeper", receiver_name="门卫"))
    assert refused.value.code == "receiver"


def test_an_enterprise_whose_file_lacks_what_papers_need_is_completed_first(app):
    with pytest.raises(RuleBroken) as refused:
        start("zhifa1", "inspection", {"enterprise_id": make_enterprise().id, "trigger": "plan",
                                       "planned_on": MONDAY.isoformat(), "officers": officers()})  # fmt: skip
    assert refused.value.code == "file_incomplete"


@pytest.mark.parametrize("change, code", [
    ({"officers": ["zhifa1"]}, "two_officers"),
    ({"officers": ["zhifa1", "fazhi"]}, "two_officers"),
    ({"trigger": "tip"}, None),
])  # fmt: skip
def test_an_inspection_needs_two_certified_officers_and_a_lead(app, change, code):
    enterprise = known_enterprise()
    if "officers" in change:
        change = {"officers": officers(*change["officers"])}
    with pytest.raises(Exception) as refused:
        start("zhifa1", "inspection", {"enterprise_id": enterprise.id, "trigger": "plan",
                                       "planned_on": MONDAY.isoformat(), "officers": officers()} | change)  # fmt: skip
    assert refused.value.messages
    assert code is None or getattr(refused.value, "code", code) == code


def graded(inspection) -> dict:
    """{problem: (grade, article)}"""
    found = {one.row.subject_id: one for one in tables.told([inspection.instance_id])}
    return {row.note: (found[str(row.id)].row.value["grade"], found[str(row.id)].article) for row in inspection.problems}


def two_problems(item):
    return found(1, problems=[{"problem": "除尘系统停用仍在作业", "article": "《中华人民共和国安全生产法》第三十六条"}])


def one_is_listed(item):
    row = next(row for row in the(item.instance).problems if row.note.startswith("除尘"))
    hazard = {"finding": str(row.id), "listed": True, "standard_item": "第十一条第（二）项"}
    return outcome("rectification") | {"hazards": [hazard]}


def test_every_problem_is_graded_by_the_standard_of_its_sector(app, inspection, login):
    with pytest.raises(AssertionError, match="nothing can be done"):
        walk(app, inspection, ROAD | {
            "conduct_inspection": two_problems, "decide_inspection_outcome": one_is_listed, "draft_rectification_order": None})  # fmt: skip
    done = the(inspection)
    assert graded(done)["除尘系统停用仍在作业"] == ("major", "应急管理部令第10号（2023）；安全生产法（2021）第118条第2款")
    assert graded(done)["现场没有相关记录"][0] == "general"
    page = login("zhifa1").get(f"/inspections/{done.id}").text
    assert "重大隐患" in page and "第十一条第（二）项" in page and "工贸企业重大事故隐患判定标准" in page
    [told] = [entry["note"] for entry in workflow.course(inspection.id) if entry["text"] == "判定隐患等级"]
    assert "重大事故隐患" in told and "一般事故隐患" in told


def test_a_problem_named_twice_and_a_listed_one_without_its_clause_are_refused(app, inspection):
    walk_to_outcome(app, inspection)
    [row] = the(inspection).problems
    twice = [{"finding": str(row.id), "must_suspend": True}] * 2
    with pytest.raises(RuleBroken, match="填了两次"):
        answer(inspection, "decide_inspection_outcome", outcome("rectification") | {"hazards": twice})
    with pytest.raises(ValidationError, match="standard_item"):
        answer(inspection, "decide_inspection_outcome", outcome("rectification") | {"hazards": [
            {"finding": str(row.id), "listed": True}]})  # fmt: skip


def walk_to_outcome(app, inspection):
    with pytest.raises(AssertionError, match="nothing can be done"):
        walk(app, inspection, ROAD | {"decide_inspection_outcome": None})
