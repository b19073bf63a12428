"""案件处理呈批 in the engine: what is proposed is kept as typed, printed, and never grows after the notice."""

from datetime import date

import pytest

from app.cases import queries
from app.core.clock import frozen
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.penalties import queries as penalties
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said

LEDGER = {"tier_facts": {"unrecorded": 2, "major_hazard": False, "repeated": 0}}  # the first tier of discretion_97_5


@pytest.fixture
def firm(app):
    with frozen(date(2026, 8, 3)):
        yield said.enterprise()[0]


def stopped(days: int | None, fine="120000.00", **more) -> dict:
    """Article 97 item 5, not put right in time: a fine and a suspension, of so many days or until put right."""
    length = {"suspension_unit": "day", "suspension_count": days} if days else {"suspension_unit": "open"}
    return said.breach(fine, rule="AQ97:5", sanctions=["suspend_business", "fine"], sanction_detail="铸造车间", **LEDGER, **length, **more)


def the_party(instance):
    forget()
    return queries.by_root(instance.id).parties[0]


def test_seven_days_do_not_become_thirty_after_the_notice(app, firm):
    """Refused with the article and the way on; the task stays open with what was typed; a new notice is the way."""
    instance = said.start_case(firm)
    plan = said.answers(firm, legal_review=said.reviewed("correct"))
    plan["propose_penalty"] = lambda item: None if penalties.notified(int(item.subject_id)) else said.penalty(breaches=[stopped(7)])
    with pytest.raises(AssertionError, match="nothing can be done"):
        walk(app, instance, plan)
    [breach] = penalties.proposal(the_party(instance).id).breaches
    assert breach.sanctions[0] == {
        "code": "suspend_business", "unit": "day", "count": 7, "scope": "铸造车间", "text": "期限7日，铸造车间"}  # fmt: skip
    notice = next(paper for paper in documents_of(instance.id) if paper.template_id == "penalty_notice_entity")
    assert "责令停产停业整顿：期限7日，铸造车间" in notice.html
    item = only(instance, "propose_penalty")
    for heavier in (stopped(30), stopped(30, "100000.00"), stopped(None)):
        with pytest.raises(RuleBroken, match="期限更长或者不能比较") as refused:
            do(item.id, said.penalty(breaches=[heavier]))
        assert refused.value.code == "heavier_than_notified" and set(refused.value.fields) == {"breaches"}
        assert "第45条" in refused.value.message and "重新告知" in refused.value.message
    told_again = said.penalty(breaches=[stopped(30)], facts_changed=True, change_note="复查又查出一处。")
    path = said.run(app, instance, plan | {"propose_penalty": [told_again], "legal_review": said.reviewed()})
    assert "deliver_notice" in path
    decision = next(paper for paper in documents_of(instance.id) if paper.template_id == "penalty_decision_entity")
    assert "期限30日，铸造车间" in decision.html


def test_a_length_the_article_does_not_know_is_refused_at_its_field(app, firm):
    instance = said.start_case(firm)
    until(app, instance, said.answers(firm), "propose_penalty")
    item = only(instance, "propose_penalty")
    banned = said.breach("150000.00", rule="AQ92-2", tier="standing", gain_yuan="0.00", sanctions=["fine", "career_ban"],
                         ban_unit="year", ban_count=3, sanction_detail="安全评价。")  # fmt: skip
    with pytest.raises(RuleBroken, match="5年内") as refused:
        do(item.id, said.penalty(breaches=[banned]))
    assert refused.value.code == "length" and list(refused.value.fields["breaches"][0]) == ["ban_unit"]
    do(item.id, said.penalty(breaches=[banned | {"ban_count": 5}]))
    [breach] = penalties.proposal(the_party(instance).id).breaches
    assert breach.sanctions[1]["count"] == 5
