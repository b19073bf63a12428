"""Every way through `penalty_case` and `party_proceeding`, saved and loaded again at every step."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from marshmallow import ValidationError

from app.cases import commands, parties, queries
from app.core.clock import ZONE, frozen, moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.identity.commands import appoint
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.inspections.models import Finding, Inspection, InspectionOfficer
from app.penalties import queries as penalties
from app.workflow.commands import fire_due_timers, start_process
from app.workflow.queries import open_items, task_view
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said


@pytest.fixture
def firm(app):
    with frozen(date(2026, 8, 3)):
        yield said.enterprise()


def the_case(instance):
    forget()
    return queries.case(int(instance.subject_id)) if instance.subject_kind == "case" else queries.by_root(instance.id)


def papers(instance) -> list[str]:
    return [paper.template_id for paper in documents_of(instance.id)]


def test_one_entity_is_fined_after_giving_up_its_rights_and_pays(app, firm):
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(firm[0]))
    case = the_case(instance)
    [party] = case.parties
    assert case.status == "archived" and party.outcome == "penalized" and path[-1] == "archive_case"
    assert "deliberate" in path and "arrange_hearing" not in path
    decision = penalties.decision(party.id)
    assert decision.fine_yuan == Decimal("86000.00") and not decision.unpaid_yuan
    assert case.number == documents_of(instance.id)[0].number
    period = queries.clocks([case.id])[case.id]
    assert (period.last_day, period.outcome) == (date(2026, 11, 1), "met")
    assert papers(instance) == [
        "filing_approval", "inquiry_record", "investigation_report", "case_handling_approval", "penalty_notice_entity",
        "hearing_right_notice", "delivery_receipt", "legal_review_opinion", "deliberation_record",
        "penalty_decision_entity", "delivery_receipt", "case_closure_approval",
    ]  # fmt: skip


def test_two_parties_are_decided_differently_and_the_case_closes_with_the_last(app, firm):
    enterprise, _, manager = firm

    def propose(item):
        entity = queries.party(int(item.subject_id)).kind == "entity"
        return said.penalty(said.ENTITY_FINE) if entity else said.other_outcome("no_penalty", education="按期检测。")

    instance = said.start_case(enterprise)
    path = said.run(app, instance, said.answers(enterprise, [manager], propose_penalty=propose))
    case = the_case(instance)
    assert case.is_dual and {party.kind: party.outcome for party in case.parties} == {
        "entity": "penalized", "person": "no_penalty"}  # fmt: skip
    assert path.count("apply_closure") == 1 and path.index("apply_closure") > path.index("deliver_no_penalty")
    issued = papers(instance)
    assert "no_penalty_decision" in issued and "penalty_decision_entity" in issued
    assert "penalty_notice_person" not in issued


def test_a_person_below_the_threshold_has_no_hearing_and_no_deliberation(app, firm):
    enterprise, _, manager = firm
    only_person = said.filing(enterprise, [manager]) | {"entity_party": False}
    instance = said.start_case(enterprise)
    path = said.run(app, instance, said.answers(enterprise, apply_filing=only_person))
    assert "record_hearing_application" not in path and "deliberate" not in path
    assert "hearing_right_notice" not in papers(instance) and "penalty_decision_person" in papers(instance)


def test_an_application_is_returned_and_then_refused(app, firm):
    instance = said.start_case(firm[0])
    opinion = {"opinion": "说明。"}
    path = said.run(app, instance, said.answers(
        firm[0], review_filing=[{"filing_review": "return", **opinion}, {"filing_review": "agree", **opinion}],
        approve_filing=[{"filing_result": "return", **opinion}, {"filing_result": "refuse", **opinion}],
    ))  # fmt: skip
    case = the_case(instance)
    assert path.count("apply_filing") == 3 and case.status == "refused" and case.number is None
    assert papers(instance) == ["filing_refusal_approval"]


def test_the_investigation_loops_until_it_is_complete(app, firm):
    enterprise, head, manager = firm
    steps = ["inquiry_notice", "inquiry", "party", "evidence", "conclude", "evidence", "conclude"]
    instance = said.start_case(enterprise)
    path = said.run(app, instance, said.answers(
        enterprise, investigate=[{"next_step": step, "plan": "继续。"} for step in steps],
        name_party={"party_reason": "直接责任。", "persons": [
            {"person": manager.id, "capacity": manager.capacity, "address": "滨湖里 6 号"}]},
        approve_conclusion=[{"conclusion_result": "return", "opinion": "再查。"},
                            {"conclusion_result": "approve", "opinion": "同意。"}],
    ))  # fmt: skip
    case = the_case(instance)
    assert path.count("investigate") == len(steps) and len(case.parties) == 2
    assert [item.number for item in case.evidence] == [1, 2, 3] and case.evidence[0].kind == "party_statement"
    assert queries.inquiries(case.id)[0].session_no == 1 and "inquiry_notice" in papers(instance)


def test_a_case_is_withdrawn_before_anyone_was_told(app, firm):
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(
        firm[0], investigate=[{"next_step": "withdraw", "plan": "不成立。"}, {"next_step": "withdraw", "plan": "不成立。"}],
        approve_withdrawal=[{"withdrawal_result": "return", "opinion": "再查。"},
                            {"withdrawal_result": "approve", "opinion": "同意。"}],
    ))  # fmt: skip
    case = the_case(instance)
    assert case.parties[0].outcome == "withdrawn" and case.status == "archived" and "propose_penalty" not in path


def test_one_party_is_withdrawn(app, firm):
    instance = said.start_case(firm[0])
    said.run(app, instance, said.answers(firm[0], propose_penalty=said.other_outcome("withdraw")))
    assert the_case(instance).parties[0].outcome == "withdrawn"


def test_a_party_whose_crime_the_police_take_up_is_transferred(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0], propose_penalty=said.other_outcome("transfer"), **said.referral())
    path = said.run(app, instance, plan)
    assert the_case(instance).parties[0].outcome == "transferred" and "hand_over_evidence" in path
    assert "referral_letter" in papers(instance) and "penalty_notice_entity" not in papers(instance)


def test_a_party_the_head_does_not_refer_is_proposed_anew(app, firm):
    instance = said.start_case(firm[0])
    proposals = [said.other_outcome("transfer"), said.penalty("50000.00")]
    path = said.run(app, instance, said.answers(firm[0], propose_penalty=proposals, **said.referral("refuse")))
    party = the_case(instance).parties[0]
    assert path.count("propose_penalty") == 2 and "transfer_to_police" not in path
    assert party.outcome == "penalized" and penalties.decision(party.id).fine_yuan == Decimal(50000)


def test_a_statement_and_a_hearing_are_heard_and_the_decision_tells_it(app, firm):
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])

        def hold(item):
            advance(days=21)
            return said.held()

        said.run(app, instance, said.answers(
            firm[0], record_statement=lambda item: said.stated(),
            record_hearing_application=lambda item: said.applied("exercised"), hold_hearing=hold,
        ))  # fmt: skip
        issued = papers(instance)
        for paper in ("statement_record", "hearing_notice", "hearing_record", "hearing_report"):
            assert paper in issued
        decided = next(p for p in documents_of(instance.id) if p.template_id == "penalty_decision_entity")
        assert "2026年8月24日举行听证会" in decided.facts["statement_result"]


def test_a_party_that_stays_away_gives_its_hearing_up(app, firm):
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])

        def hold(item):
            advance(days=21)
            return said.held("absent")

        path = said.run(app, instance, said.answers(
            firm[0], record_hearing_application=lambda item: said.applied("exercised"), hold_hearing=hold))  # fmt: skip
        assert "write_hearing_report" not in path and the_case(instance).parties[0].outcome == "penalized"
        assert "hearing_record" not in papers(instance)


def test_a_hearing_noticed_too_late_is_arranged_anew(app, firm):
    """Seven working days before Monday 24 August is 13 August: served on the 14th, the hearing must move."""
    with moving(date(2026, 8, 3)) as advance:
        instance, visits = said.start_case(firm[0]), []

        def serve(item):
            if not visits:
                advance(days=11)
            visits.append(item.id)
            return said.deliver(item)

        def hold(item):
            advance(days=24)
            return said.held()

        path = said.run(app, instance, said.answers(
            firm[0], record_hearing_application=lambda item: said.applied("exercised"),
            arrange_hearing=[said.hearing("2026-08-24"), said.hearing("2026-09-07")], deliver_hearing_notice=serve,
            hold_hearing=hold,
        ))  # fmt: skip
        assert path.count("arrange_hearing") == 2 and the_case(instance).status == "archived"


def test_a_hearing_cannot_be_arranged_too_early_or_by_an_investigator(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0], record_hearing_application=lambda item: said.applied("exercised"))
    until(app, instance, plan, "arrange_hearing")
    item = only(instance, "arrange_hearing")
    with pytest.raises(RuleBroken) as early:
        do(item.id, said.hearing("2026-08-11"))  # would have had to be served by 31 July
    assert early.value.code == "hearing_notice_late"
    appoint(SYSTEM, said.user("zhifa1"), DEMO_BUREAU, "兼任听证员", "hearing_officer", date(2026, 1, 1))
    with pytest.raises(RuleBroken) as partial:
        do(item.id, said.hearing(presider="zhifa1"))
    assert partial.value.code == "presider_investigated"


def test_both_windows_lapse_by_the_clock_alone(app, firm):
    """Served on Monday 3 August: five working days end on Monday 10 August; on the 11th both have lapsed."""
    with moving(datetime(2026, 8, 3, 9, 0, tzinfo=ZONE)) as advance:
        instance = said.start_case(firm[0])
        plan = said.answers(firm[0])
        until(app, instance, plan, "record_statement")
        advance(days=7)
        assert fire_due_timers() == 0
        advance(days=1)
        assert fire_due_timers() == 2
        party = the_case(instance).parties[0]
        told = penalties.notified(party.id)
        assert {right: queries.statement(told.id, right).result for right in ("statement", "hearing")} == {
            "statement": "lapsed", "hearing": "lapsed"}  # fmt: skip
        path = walk(app, instance, said.answers(firm[0], investigate=None))
        assert path[0] == "confirm_lapse"
        assert the_case(instance).status == "archived"


def lapsed(app, firm, advance):
    """A party whose two windows ended on Monday 10 August without anything on record; it is Tuesday."""
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0]), "record_statement")
    advance(days=8)
    fire_due_timers()
    return instance


def test_what_came_in_time_is_entered_after_the_last_day(app, firm):
    with moving(datetime(2026, 8, 3, 9, 0, tzinfo=ZONE)) as advance:
        instance = lapsed(app, firm, advance)
        do(only(instance, "confirm_lapse").id, {"lapse_check": "both", "lapse_note": "昨日下午收件，今日登记"})
        do(only(instance, "enter_statement").id, said.stated("exercised") | {"received_on": "2026-08-10"})
        with pytest.raises(RuleBroken) as late:
            do(only(instance, "enter_application").id, said.applied("exercised") | {"received_on": "2026-08-11"})
        assert late.value.code == "application_late"
        do(only(instance, "enter_application").id, said.applied("exercised") | {"received_on": "2026-08-10"})
        told = penalties.notified(the_case(instance).parties[0].id)
        assert {queries.statement(told.id, right).result for right in ("statement", "hearing")} == {"exercised"}
        do(only(instance, "review_statement").id, said.answers(firm[0])["review_statement"])
        assert only(instance, "arrange_hearing")


@pytest.mark.parametrize("check, entered, following", [
    ("statement", "enter_statement", "review_statement"), ("hearing", "enter_application", "arrange_hearing")])  # fmt: skip
def test_only_what_was_found_is_entered(app, firm, check, entered, following):
    with moving(datetime(2026, 8, 3, 9, 0, tzinfo=ZONE)) as advance:
        instance = lapsed(app, firm, advance)
        do(only(instance, "confirm_lapse").id, {"lapse_check": check, "lapse_note": "收件登记"})
        form = said.stated("exercised") if entered == "enter_statement" else said.applied("exercised")
        do(only(instance, entered).id, form | {"received_on": "2026-08-10"})
        assert only(instance, following)


def test_a_returned_review_is_corrected_supplemented_and_not_noticed_again(app, firm):
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(
        firm[0], legal_review=[said.reviewed("correct"), said.reviewed("supplement"), said.reviewed()]))  # fmt: skip
    assert path.count("legal_review") == 3 and path.count("propose_penalty") == 3
    assert path.count("supplement_investigation") == 1 and path.count("deliver_notice") == 1
    party = the_case(instance).parties[0]
    assert len(penalties.proposals(party.id)) == 3 and penalties.decision(party.id).proposal.version == 3


WORSE = {
    "the fine": [said.breach("96000.00")],
    "one breach": [said.breach("60000.00"), said.breach("20000.00", rule="AQ99:1", tier="first", conduct="没有警示标志。", **said.SIGNS)],
}


def worse(which: str, **more) -> dict:
    rows = [row | {"conduct": row.get("conduct", "超期未检。")} if len(WORSE[which]) > 1 else row for row in WORSE[which]]
    return said.penalty(breaches=rows, **more)


CHANGED = {"facts_changed": True, "change_note": "补充调查查明另有 2 处装置超期。"}


@pytest.mark.parametrize("changed", [worse("the fine", **CHANGED), worse("one breach", **CHANGED), said.penalty(**CHANGED)])
def test_new_facts_are_noticed_again(app, firm, changed):
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(
        firm[0], propose_penalty=[said.penalty(), changed], legal_review=[said.reviewed("correct"), said.reviewed()]))  # fmt: skip
    assert path.count("deliver_notice") == 2 and path.count("record_statement") == 2
    assert the_case(instance).status == "archived"


def test_after_a_statement_nothing_gets_worse_without_new_facts(app, firm):
    """Neither the sum nor one breach behind a smaller sum; the way on is a new notice, and nothing typed is lost."""
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0], record_statement=lambda item: said.stated(), legal_review=said.reviewed("correct"))
    plan["propose_penalty"] = lambda item: None if penalties.notified(int(item.subject_id)) else said.penalty()
    with pytest.raises(AssertionError, match="nothing can be done"):
        walk(app, instance, plan)
    item = only(instance, "propose_penalty")
    for which, words in (("the fine", "86,000.00 元增加到 96,000.00 元"), ("one breach", "增加了")):
        with pytest.raises(RuleBroken, match=words) as refused:
            do(item.id, worse(which))
        assert refused.value.code == "heavier_than_notified" and set(refused.value.fields) == {"breaches"}
        assert "第45条" in refused.value.message and "重新告知" in refused.value.message
    assert only(instance, "propose_penalty").id == item.id


REFUSED = {
    "below the range": ({"fine_yuan": "49999.99"}, "out_of_range", "fine_yuan", "第99条的下限 50,000 元"),
    "above the range": ({"fine_yuan": "200000.01"}, "out_of_range", "fine_yuan", "上限 200,000 元"),
    "another kind": (
        {"sanctions": ["fine", "suspend_business"], "suspension_unit": "open", "sanction_detail": "停产"},
        "sanctions", "sanctions", "责令停产停业整顿"),
    "half of what belongs together": ({"rule": "AQ97:5", "fine_yuan": "120000.00"}, "sanctions", "sanctions", "同时作出"),
    "mitigated without a ground": (
        {"circumstances": ["A2"], "circumstance_note": "一年内再犯。", "circumstance_evidence": ["2《安全设备台账》"], "mitigated": True},
        "mitigation_without_ground", "mitigated", "第32条"),
    "nothing below nothing": (
        {"tier": "first", "circumstances": ["L1"], "circumstance_note": "主动整改。", "circumstance_evidence": ["2《安全设备台账》"],
         "mitigated": True, "fine_yuan": "1000.00"}, "mitigation", "mitigated", "没有减轻的空间"),
    "evidence of another case": (
        {"circumstances": ["L1"], "circumstance_note": "主动整改。", "circumstance_evidence": ["9《别的》"]},
        "evidence_unknown", None, "9《别的》"),
    "a duty not yet in force": ({"conduct_on": "2021-08-20"}, "article_not_in_force", "breached", "没有施行"),
}  # fmt: skip


@pytest.fixture
def proposing(app, firm):
    """The open task 案件处理呈批 against an entity, after the investigation."""
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0]), "propose_penalty")
    return instance


def test_a_proposal_outside_the_law_is_refused_at_its_field_with_the_article(proposing):
    item = only(proposing, "propose_penalty")
    for name, (change, code, field, words) in REFUSED.items():
        with pytest.raises(RuleBroken) as refused:
            do(item.id, said.penalty(breaches=[said.breach(**change)]))
        assert (refused.value.code, words in refused.value.message) == (code, True), (name, refused.value.message)
        assert field is None or list(refused.value.fields["breaches"][0]) == [field], name
    with pytest.raises(RuleBroken) as unanswered:
        do(item.id, said.penalty(dual_reason=None))
    assert unanswered.value.code == "dual_unanswered" and list(unanswered.value.fields) == ["dual_reason"]
    twice = [said.breach(conduct="甲。"), said.breach(conduct="“甲”")]
    with pytest.raises(RuleBroken) as fined_twice:
        do(item.id, said.penalty(breaches=twice))
    assert fined_twice.value.code == "breach_twice" and list(fined_twice.value.fields["breaches"]) == [1]
    do(item.id, said.penalty())
    [proposal] = penalties.proposals(the_case(proposing).parties[0].id)
    assert proposal.warnings[0]["code"] == "one_sided" and proposal.dual_reason == "责任人员另行处理。"
    [breach] = proposal.breaches
    assert (breach.min_yuan, breach.max_yuan, breach.suggested_low, breach.suggested_high) == (50000, 200000, 95000, 155000)
    assert proposal.basis == "《中华人民共和国安全生产法》第九十九条第（三）项" and proposal.basis_articles == ["aqscf-2021-99-0-3"]


@pytest.mark.parametrize(("change", "code"), [
    ({"no_penalty_ground": "N1"}, "ground_unmet"), ({"no_penalty_ground": "N4", "ground_conditions": ["incapable"]}, "ground_persons_only"),
    ({"ground_conditions": ["first_time", "corrected"]}, "ground_unmet")])  # fmt: skip
def test_no_penalty_needs_its_ground_whole(proposing, change, code):
    item = only(proposing, "propose_penalty")
    with pytest.raises(RuleBroken) as refused:
        do(item.id, said.other_outcome("no_penalty") | change)
    assert refused.value.code == code and "罚法" in refused.value.message


def test_a_person_is_not_fined_at_the_first_tier_of_97_99_101_but_by_94(app, firm):
    enterprise, head, _ = firm
    only_head = said.filing(enterprise, [head]) | {"entity_party": False}
    instance = said.start_case(enterprise)
    until(app, instance, said.answers(enterprise, apply_filing=only_head), "propose_penalty")
    item = only(instance, "propose_penalty")
    for rule in ("AQ97:5", "AQ99:3", "AQ101:5", "AQ102"):
        with pytest.raises(RuleBroken, match="第94条") as refused:
            do(item.id, said.penalty(breaches=[said.breach("20000.00", rule=rule, tier="first")]))
        assert refused.value.code == "not_punishable" and list(refused.value.fields["breaches"][0]) == ["tier"]
    lawful = said.breach("20000.00", rule="AQ94:5", tier="first", breached=["aqscf-2021-21-0-5"])
    with pytest.raises(RuleBroken) as too_low:
        do(item.id, said.penalty(breaches=[lawful | {"fine_yuan": "19999.00"}]))
    assert too_low.value.code == "out_of_range"
    do(item.id, said.penalty(breaches=[lawful]))
    [proposal] = penalties.proposals(the_case(instance).parties[0].id)
    assert proposal.fine_yuan == 20000 and proposal.breaches[0].subject == "main_responsible"


def test_several_breaches_are_weighed_apart_and_executed_together(app, firm):
    rows = [said.breach("60000.00", conduct="三处报警装置超期未检。"),
            said.breach("20000.00", rule="AQ99:1", tier="first", conduct="煤气区没有警示标志。", breached=["aqscf-2021-35"],
                        **said.SIGNS)]  # fmt: skip
    instance = said.start_case(firm[0])
    said.run(app, instance, said.answers(firm[0], propose_penalty=said.penalty(breaches=rows)))
    decision = penalties.decision(the_case(instance).parties[0].id)
    assert decision.fine_yuan == 80000 and [each.fine_yuan for each in decision.proposal.breaches] == [60000, 20000]
    facts = {paper.template_id: paper for paper in documents_of(instance.id)}
    for paper in ("penalty_notice_entity", "penalty_decision_entity"):
        html = facts[paper].html
        for words in ("三处报警装置超期未检", "煤气区没有警示标志", "第九十九条第（三）项", "第九十九条第（一）项", "分别裁量，合并执行",
                      "陆万元整", "贰万元整", "捌万元整", "逾期未改正", "首次查处"):  # fmt: skip
            assert words in html, (paper, words)


def test_a_daily_penalty_is_the_fine_times_the_days(proposing):
    daily = said.breach(
        "860000.00", rule="AQ112", tier="refusal", original_fine_yuan="86000.00", original_decision="（云泽）应急罚〔2026〕1号",
        ordered_on="2026-07-20", rechecked_on="2026-07-30",
    )  # fmt: skip
    item = only(proposing, "propose_penalty")
    with pytest.raises(RuleBroken) as refused:
        do(item.id, said.penalty(breaches=[daily | {"fine_yuan": "870000.00"}]))
    assert refused.value.code == "out_of_range" and "860,000 元" in refused.value.message
    do(item.id, said.penalty(breaches=[daily]))


def test_a_point_that_fails_the_review_says_why_and_the_paper_repeats_it(app, firm):
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0]), "legal_review")
    item = only(instance, "legal_review")
    failed = said.reviewed("correct") | {"point_facts": "violate", "note_facts": "事实清楚，证据确凿"}
    with pytest.raises(ValidationError) as refused:
        do(item.id, failed)
    assert set(refused.value.messages) == {"reason_facts"}  # a hidden note is dropped
    do(item.id, failed | {"reason_facts": "缺少整改前后的照片"})
    party = the_case(instance).parties[0]
    assert queries.reviews_of(party)[-1].points["facts"] == {"conform": False, "note": "缺少整改前后的照片"}
    paper = next(paper for paper in documents_of(instance.id) if paper.template_id == "legal_review_opinion")
    assert paper.facts["review_facts"] == "不符合：缺少整改前后的照片"


def test_the_leaders_and_the_deliberation_may_send_the_proposal_back(app, firm):
    instance = said.start_case(firm[0])
    opinion = {"opinion": "意见。"}
    path = said.run(app, instance, said.answers(
        firm[0], review_proposal=[{"proposal_review": "return", **opinion}, {"proposal_review": "agree", **opinion}],
        approve_proposal=[{"proposal_result": "return", **opinion}, {"proposal_result": "approve", **opinion}],
        deliberate=[said.deliberation("revise"), said.deliberation()],
        approve_decision=[{"decision_result": "return", **opinion}, {"decision_result": "approve", **opinion}],
        review_closure=[{"closure_review": "return", **opinion}, {"closure_review": "agree", **opinion}],
        approve_closure=[{"closure_result": "return", **opinion}, {"closure_result": "approve", **opinion}],
    ))  # fmt: skip
    assert path.count("propose_penalty") == 5 and path.count("deliver_notice") == 1 and path.count("apply_closure") == 3


def test_an_adopted_statement_lowers_the_fine_without_a_new_notice(app, firm):
    instance = said.start_case(firm[0])
    adopted = {"adoption": "adopted", "adoption_reason": "已经改正。", "statement_follow_up": "revise"}
    path = said.run(app, instance, said.answers(
        firm[0], propose_penalty=[said.penalty("86000.00"), said.penalty("56000.00")],
        record_statement=lambda item: said.stated(), review_statement=adopted,
    ))  # fmt: skip
    party = the_case(instance).parties[0]
    assert penalties.decision(party.id).fine_yuan == Decimal("56000.00") and path.count("draft_notice") == 1


def test_an_overdue_fine_is_followed_up_until_it_is_paid_with_the_late_payment_penalty(app, firm):
    """Served on 3 August, due on 18 August; on 28 August ten days at 3 % have run."""
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])
        plan = said.answers(firm[0])
        until(app, instance, plan, "record_payment")
        advance(days=25)
        assert fire_due_timers() == 1
        party = the_case(instance).parties[0]
        decision = penalties.decision(party.id)
        assert decision.payment_due_on == date(2026, 8, 18)
        assert penalties.late_payment_yuan(decision, date(2026, 8, 28)) == Decimal("25800.00")
        follow_up = [
            {"follow_up": "reminded", "follow_up_note": "电话催缴。"}, {"follow_up": "reminded", "follow_up_note": "上门催缴。"},
            {"follow_up": "paid", **said.paid("40000.00")}, {"follow_up": "paid", **said.paid("46000.00")},
            {"follow_up": "paid", **said.paid("0.00"), "late_yuan": "23220.00"},
        ]  # fmt: skip
        path = walk(app, instance, said.answers(firm[0], follow_up_overdue=follow_up))
        assert path.count("follow_up_overdue") == 5  # the fine alone does not settle it: nine days at 3 % are due
        assert [row.kind for row in queries.reminders(party.id)] == ["overdue", "reminded", "reminded"]
        assert the_case(instance).parties[0].outcome == "penalized"


def test_execution_may_end_without_payment(app, firm):
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])
        plan = said.answers(firm[0])
        until(app, instance, plan, "record_payment")
        advance(days=16)
        fire_due_timers()
        walk(app, instance, said.answers(firm[0], follow_up_overdue={
            "follow_up": "ended", "end_ground": "party_ended", "follow_up_note": "无财产。"}))
        assert the_case(instance).status == "archived"


def test_a_fine_may_be_paid_in_parts(app, firm):
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(
        firm[0], record_payment=[said.paid("6000.00"), said.paid("80000.00")]))  # fmt: skip
    assert path.count("record_payment") == 2


def test_a_penalty_without_a_fine_needs_no_payment(app, firm):
    """Article 102 gives no further fine where the entity refuses: it stops."""
    stopped = said.breach(None, rule="AQ102", tier="refusal", sanctions=["suspend_business"], suspension_unit="open",
                          sanction_detail="铸造车间。")  # fmt: skip
    instance = said.start_case(firm[0])
    path = said.run(app, instance, said.answers(
        firm[0], propose_penalty=said.penalty(breaches=[stopped])))  # fmt: skip
    assert "record_payment" not in path and the_case(instance).status == "archived"


def test_a_party_found_late_gets_its_own_proceeding(app, firm):
    enterprise, _, manager = firm
    instance = said.start_case(enterprise)
    plan = said.answers(enterprise)
    until(app, instance, plan, "legal_review")
    case = the_case(instance)
    rows = parties.rows(enterprise.id, False, [{"person": manager.id, "capacity": manager.capacity, "address": "滨湖里"}])
    commands.add_party(user_by_name("zhifa1"), case, rows)
    assert {item.element for item in open_items(instance.root_id)} == {"legal_review", "propose_penalty"}
    walk(app, instance, said.answers(enterprise, investigate=None))
    case = the_case(instance)
    assert {party.outcome for party in case.parties} == {"penalized"} and case.is_dual and case.status == "archived"


def test_a_paper_signed_by_the_gatekeeper_opens_no_window(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    until(app, instance, plan, "deliver_notice")
    said.print_papers()
    with pytest.raises(RuleBroken) as refused:
        do(only(instance, "deliver_notice").id, said.delivery("gatekeeper"))
    assert refused.value.code == "receiver"
    assert the_case(instance).parties[0].stage == "notice"


def test_who_investigated_may_not_review_preside_or_archive(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    until(app, instance, plan, "archive_case")
    with pytest.raises(RuleBroken) as refused:
        do(only(instance, "archive_case").id, plan["archive_case"], "zhifa1")
    assert refused.value.code == "separate_duty"
    do(only(instance, "archive_case").id, plan["archive_case"], "zhifa3")
    assert the_case(instance).status == "archived"


def test_an_inspection_hands_over_what_it_found(app, firm):
    enterprise = firm[0]
    row = Inspection(
        number="检-1", enterprise_id=enterprise.id, organisation_id="b-yj", trigger="plan", planned_on=date(2026, 7, 31),
        status="following_up", suspected_violation="未对安全设备进行定期检测",
        officers=[InspectionOfficer(user_id=said.user(name)) for name in ("zhifa1", "zhifa2")],
        findings=[Finding(text="报警装置", answer="violate", note="3 处报警装置超期", article="安全生产法第三十六条")],
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    origin = said.start_case(enterprise)  # stands for the inspection's own process
    instance = start_process(
        user_by_name("zhifa1"), "penalty_case", data={"inspection_id": row.id, "enterprise_id": enterprise.id},
        subject=("inspection", row.id, "检查"), origin=origin.id,
    )  # fmt: skip
    item = only(instance, "apply_filing")
    known = task_view(user_by_name("zhifa1"), item.id).prefill
    assert known["source"] == "inspection" and known["conduct_on"] == "2026-07-31" and "3 处报警装置超期" in known["facts"]
    filled = {key: value for key, value in known.items() if not key.startswith("limitation_")}  # shown, not asked
    do(item.id, said.filing(enterprise) | filled)
    case = queries.by_root(instance.id)
    assert (case.inspection_id, case.cause) == (row.id, "未对安全设备进行定期检测")
    assert (instance.subject_kind, instance.subject_id) == ("case", str(case.id))


def test_papers_name_the_chain_of_approval_and_what_the_party_did(app, firm):
    instance = said.start_case(firm[0])
    said.run(app, instance, said.answers(firm[0], record_statement=lambda item: said.stated()))
    facts = {paper.template_id: paper.facts for paper in documents_of(instance.id)}
    for paper in ("filing_approval", "case_handling_approval", "case_closure_approval"):
        assert [entry["role"] for entry in facts[paper]["opinions"]] == ["承办人意见", "科室意见", "负责人意见"]
        assert [entry["name"] for entry in facts[paper]["opinions"]] == ["陆知行、方以衡", "苏景行", "梁仲文"]
    assert facts["penalty_decision_entity"]["statement_result"] == (
        "你单位于2026年8月3日提出陈述申辩，本机关复核后不予采纳：理由不成立。你单位放弃听证。")  # fmt: skip
    assert facts["investigation_report"]["evidence"] == [
        "2026年8月3日《对童万喆的询问笔录》，证明没有定期检测", "2026年7月31日《安全设备台账》，证明报警装置超过检定有效期"]  # fmt: skip
    assert facts["case_closure_approval"]["outcomes"][0]["fulfilment"] == "2026年8月3日缴清"
