"""Recusal (回避) in a penalty case: asked for, decided, and what follows in the whole matter."""

from datetime import date

import pytest

from app.cases import commands, queries, recusals
from app.core.clock import frozen, moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.identity.commands import appoint, name_substitute
from app.identity.models import User
from app.identity.seeding import DEMO_BUREAU
from app.notices.models import Notice
from app.workflow import commands as workflow
from app.workflow import duties
from app.workflow import queries as tasks
from tests.workflow.diagrams import diagram, end, put_release, start, user
from tests.workflow.walk import do, items, only, person, until
from tests.workflows import penalty_answers as said
from tests.workflows.test_penalty_case import firm, the_case  # noqa: F401  (firm is a fixture)

REASON = "系当事人的妻弟"


@pytest.fixture
def instance(app, firm):  # noqa: F811
    """A filed case under investigation; zhifa1 and zhifa2 are in charge."""
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0]), "investigate")
    return instance


def ask(instance, who="zhifa1", by="zhifa2", applicant="colleague", **more):
    return commands.request_recusal(
        person(by), the_case(instance), said.user(who), applicant, "interest", REASON, **more
    )


def decide(row, by="fenguan", result="granted", successor=None, **more):
    row = db.session.merge(row)
    case = queries.case(row.case_id)
    return commands.decide_recusal(
        person(by), row, case, result, "经查属实", said.user(successor) if successor else None, **more
    )


def refused(code, act, kind=RuleBroken):
    with pytest.raises(kind) as found:
        act()
    assert found.value.code == code
    return found.value.message


def titles(instance) -> list[str]:
    return [entry.title for entry in tasks.history(instance.id)]


def told(kind="recusal") -> dict[str, list[str]]:
    """{account: titles of what they were told}"""
    found = {}
    for row in db.session.scalars(db.select(Notice).filter_by(kind=kind).order_by(Notice.id)):
        found.setdefault(db.session.get(User, row.user_id).username, []).append(row.title)
    return found


def test_who_decides_is_told_and_who_asked_hears_the_answer(instance):
    row = ask(instance, by="zhifa2")
    assert told() == {each: ["有一件回避申请待您决定"] for each in ("fenguan", "juzhang")}
    decide(row, result="refused")
    answer = ["回避申请：驳回"]
    assert told() == {"fenguan": ["有一件回避申请待您决定"], "juzhang": ["有一件回避申请待您决定"],
                      "zhifa1": answer, "zhifa2": answer}  # fmt: skip
    where = db.session.scalars(db.select(Notice.path).filter_by(kind="recusal")).first()
    assert where == f"/cases/{the_case(instance).id}#recusals"


def test_until_the_decision_the_investigation_goes_on(instance):
    row = ask(instance)
    assert row.is_open and f"办案人员提出{person('zhifa1').name}回避" in titles(instance)
    do(only(instance, "investigate").id, said.INVESTIGATED[0], "zhifa1")  # art. 43(3)
    decide(row, result="refused")
    do(only(instance, "record_inquiry").id, said.inquiry(), "zhifa1", "zhifa2")
    assert "驳回请求陆知行回避的申请" in titles(instance)


def test_granted_the_officer_leaves_the_case_and_the_successor_takes_over(app, instance, firm):  # noqa: F811
    do(only(instance, "investigate").id, said.INVESTIGATED[0], "zhifa1")
    row = decide(ask(instance), successor="zhifa3")
    case = the_case(instance)
    assert [person.name for person in queries.officers_of(case)] == ["江知夏", "方以衡"]
    assert (row.result, row.decided_by, row.decided_on) == ("granted", said.user("fenguan"), date(2026, 8, 3))
    item = only(instance, "record_inquiry")
    assert {each.role for each in item.candidates} == {f"user:{said.user(name)}" for name in ("zhifa2", "zhifa3")}
    assert "第43条" in refused("recused", lambda: do(item.id, said.inquiry(), "zhifa1"))
    assert "陆知行在本案中已决定回避" in refused("recused", lambda: do(item.id, said.inquiry(), "zhifa2"))  # who is named in it
    record = said.inquiry() | {"officers": [said.user("zhifa2"), said.user("zhifa3")]}
    do(item.id, record, "zhifa2", "zhifa3")
    # the proceedings of the parties, started later, know the new officers only
    plan = said.answers(firm[0], investigate=said.INVESTIGATED[1:])
    until(app, instance, plan, "propose_penalty")
    proposal = only(instance, "propose_penalty")
    assert {each.role for each in proposal.candidates} == {f"user:{said.user(name)}" for name in ("zhifa2", "zhifa3")}
    assert "陆知行回避，不再办理本案" in titles(instance)


def test_an_officer_in_charge_leaves_only_when_two_with_certificates_remain(instance):
    row = ask(instance)
    assert "接替" in refused("successor", lambda: decide(row))
    refused("two_officers", lambda: decide(row, successor="zhifa2"))
    assert "执法证" in refused("no_certificate", lambda: decide(row, successor="fazhi"))
    assert [each.is_open for each in recusals.of_case(the_case(instance).id)] == [True]


def test_who_reviewed_does_not_take_over_the_investigation(app, instance):
    appoint(SYSTEM, said.user("zhifa3"), DEMO_BUREAU, "兼任归档审核", "team_leader", date(2026, 1, 1))
    row = tasks.open_items(instance.id)[0]
    assert recusals.case_officers(instance.id) == [said.user("zhifa1"), said.user("zhifa2")]
    db.session.execute(
        db.text("update work_item set element = 'review_closure', status = 'done' where id = :id"), {"id": row.id}
    )
    db.session.execute(db.text(
        "insert into submission (work_item_id, instance_id, root_id, element, form_hash, answers, user_id, submitted_at) "
        "values (:id, :root, :root, 'review_closure', '', '{}', :who, '2026-08-03 00:00:00')"
    ), {"id": row.id, "root": instance.id, "who": said.user("zhifa3")})  # fmt: skip
    db.session.commit()
    refused("separate_duty", lambda: decide(ask(instance), successor="zhifa3"))


def test_a_party_asks_for_the_presider_and_the_successor_presides(app, firm):  # noqa: F811
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])
        plan = said.answers(firm[0], record_hearing_application=lambda item: said.applied("exercised"))
        until(app, instance, plan, "hold_hearing")
        appoint(SYSTEM, said.user("fazhi2"), DEMO_BUREAU, "兼任听证员", "hearing_officer", date(2026, 1, 1))
        party = the_case(instance).parties[0]
        row = ask(instance, "tingzheng", "zhifa1", "party", party_id=party.id)
        assert row.asked_by == f"{party.name}申请"
        refused("successor", lambda: decide(row))
        appoint(SYSTEM, said.user("zhifa1"), DEMO_BUREAU, "兼任听证员", "hearing_officer", date(2026, 1, 1))
        assert "第64条" in refused("presider_investigated", lambda: decide(row, successor="zhifa1"))
        decide(row, successor="fazhi2")
        assert only(instance, "hold_hearing").assignee_id == said.user("fazhi2")
        advance(days=21)
        refused("recused", lambda: do(only(instance, "hold_hearing").id, said.held(), "tingzheng"))
        do(only(instance, "hold_hearing").id, said.held(), "fazhi2")
        do(only(instance, "write_hearing_report").id, said.REPORT)
        review = only(instance, "legal_review")  # who presided does not review
        refused("separate_duty", lambda: do(review.id, said.reviewed(), "fazhi2"))
        do(review.id, said.reviewed(), "fazhi")


def test_who_decides(instance):
    of_deputy, of_head = ask(instance, "fenguan"), ask(instance, "juzhang")
    refused("permission", lambda: decide(of_deputy, "duizhang"), NotAllowed)
    refused("own_recusal", lambda: decide(of_deputy, "fenguan"))
    refused("own_recusal", lambda: decide(of_head, "juzhang"))
    assert "集体讨论" in refused("collective", lambda: decide(of_head, "fenguan"))
    refused("collective", lambda: decide(of_head, "fenguan", held_on=date(2026, 8, 3), attendees=["韩秉义", "梁仲文"]))
    decide(of_deputy, "juzhang")
    appoint(SYSTEM, said.user("fazhi2"), DEMO_BUREAU, "副局长", "deputy_head", date(2026, 1, 1))
    row = decide(of_head, "fazhi2", held_on=date(2026, 8, 3), attendees=["白予安", "文可", "韩秉义"])
    assert row.collective == {"held_on": "2026-08-03", "attendees": ["白予安", "文可"]}


def test_a_deputy_s_recusal_is_the_head_s_to_decide(instance):
    appoint(SYSTEM, said.user("fazhi2"), DEMO_BUREAU, "副局长", "deputy_head", date(2026, 1, 1))
    refused("head_decides", lambda: decide(ask(instance, "fenguan"), "fazhi2"))


def test_what_is_asked_wrongly_is_refused(instance):
    refused("applicant", lambda: ask(instance, applicant="party"))
    refused("applicant", lambda: ask(instance, "zhifa1", "zhifa2", "self"))
    refused("applicant", lambda: ask(instance, "zhifa1", "zhifa1", "colleague"))
    refused("permission", lambda: ask(instance, by="shenji"), NotAllowed)
    ask(instance, "zhifa1", "zhifa1", "self")
    refused("asked_already", lambda: ask(instance), Conflict)


def test_a_decided_request_is_decided_and_a_recused_officer_acts_nowhere_in_the_case(instance, firm):  # noqa: F811
    row = decide(ask(instance), successor="zhifa3")
    refused("recusal_decided", lambda: decide(row, result="refused"), Conflict)
    refused("recused_already", lambda: ask(instance))
    assert person("zhifa1") not in recusals.may_stand_aside(the_case(instance))
    refused("recused", lambda: ask(instance, "zhifa2", "zhifa1"))
    new = {
        "kind": "person",
        "capacity": "directly_responsible_person",
        "enterprise_id": firm[0].id,
        "name": "甲",
        "id_no": "1",
    }
    refused("recused", lambda: commands.add_party(person("zhifa1"), the_case(instance), [new]))


def test_nobody_reviews_the_own_case_through_a_substitute(app, firm):  # noqa: F811
    """An officer in charge is named as the reviewer's substitute; a stranger to the case may be."""
    instance = said.start_case(firm[0])
    with frozen(date(2026, 8, 3)):
        until(app, instance, said.answers(firm[0]), "legal_review")
        review = only(instance, "legal_review")
        name_substitute(
            person("fazhi"), said.user("zhifa1"), ["legal_reviewer"], date(2026, 8, 3), date(2026, 8, 9), "出差"
        )
        words = refused("separate_duty", lambda: do(review.id, said.reviewed(), "zhifa1"))
        assert "陆知行办理过本案" in words and "第58条" in words and "待核" not in words
        refused("separate_duty", lambda: workflow.claim(person("zhifa1"), review.id))
        name_substitute(
            person("fazhi"), said.user("zhifa4"), ["legal_reviewer"], date(2026, 8, 3), date(2026, 8, 9), "出差"
        )
        do(review.id, said.reviewed(), "zhifa4")
        done = [
            entry
            for entry in tasks.history(instance.id)
            if entry.element == "legal_review" and entry.kind == "completed"
        ]
        assert done[-1].actor_name == "许怀瑾（代沈亦宁）"


def test_an_officer_in_charge_who_has_done_nothing_yet_does_not_review(app, firm):  # noqa: F811
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0]), "legal_review")
    case = the_case(instance)
    case.officers[1].user_id = said.user("fazhi")  # named, although no task was done
    db.session.commit()
    assert "是本案的承办人" in refused(
        "separate_duty", lambda: do(only(instance, "legal_review").id, said.reviewed(), "fazhi")
    )
    assert [item.element for item in items(instance)] == ["legal_review"]


def test_matters_of_one_origin_hang_together_and_others_do_not(app):
    """A case from an inspection and the cut-off of power beside it: who leaves the one leaves the other, and what comes later."""
    put_release(diagram("beside_matter", start() + user("look_after", "officer") + end(), "s look_after", "look_after e"))
    officer = person("zhifa1")
    origin, stranger = (workflow.start_process(officer, "beside_matter") for _ in range(2))
    case, measure = (workflow.start_process(officer, "beside_matter", origin=origin) for _ in range(2))
    workflow.exclude_person(person("fenguan"), case.id, officer.id, REASON)
    later = workflow.start_process(person("zhifa2"), "beside_matter", origin=measure)
    assert duties.beside(later.id) == {origin.id, case.id, measure.id} and duties.beside(stranger.id) == set()
    for instance in (origin, case, measure, later):
        [item] = tasks.open_items(instance.id)
        assert "决定回避" in refused("recused", lambda item=item: workflow.claim(officer, item.id)), instance.id
        refused("recused", lambda instance=instance: workflow.start_process(officer, "beside_matter", origin=instance))
    workflow.claim(officer, tasks.open_items(stranger.id)[0].id)
