"""The page of incidents: reason, since when, what a retry does; all of a kind; notes and who looks after it."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.database import db
from app.workflow import queries
from app.workflow.models import Incident, IncidentNote, Timer
from tests.unit.notices.test_sweep import line
from tests.workflow.diagrams import user
from tests.workflow.walk import person


@pytest.fixture
def stopped(app):
    """Three incidents: two timers that are gone (a retry helps), one of a kind no retry can help."""
    instance = line("stopped", user("look", "officer"))
    db.session.rollback()
    with db.engine.begin() as connection:
        for number, kind in enumerate(("timer", "timer", "error"), 1):
            connection.execute(Incident.__table__.insert().values(
                instance_id=instance.id, root_id=instance.id, element="look", kind=kind, message=f"第{number}个原因",
                technical="RuleBroken", token=f"gone-{number}", opened_at=now() - timedelta(days=2, minutes=number)))  # fmt: skip
    return instance


def ids() -> list[int]:
    db.session.rollback()
    return sorted(row.id for row in queries.open_incidents())


def test_each_says_why_since_when_and_what_a_retry_will_do(stopped, login):
    page = login("duizhang").get("/incidents").text
    for words in ("到期处理没有办成", "第1个原因", "已停 2 天", "到期处理再办一次", "重试没有用：请跳转或者撤销这个子流程"):
        assert words in page
    assert page.count("重试这一步") == 2
    assert login("zhifa1").get("/incidents").status_code == 403


def test_all_of_a_kind_are_retried_each_by_itself(stopped, login):
    leader = login("duizhang")
    assert "这一类全部重试" in leader.get("/incidents?kind=timer").text
    answer = leader.post("/incidents/retry", data={"kind": "timer"})
    assert "重试了 2 条：2 条办成，0 条仍停在原处" in answer.text and len(ids()) == 1
    again = leader.post("/incidents/retry", data={"kind": "error"})
    assert "1 条仍停在原处" in again.text and "不能重试" in again.text and len(ids()) == 1


def test_one_that_fails_again_stays_with_its_reason_while_others_go_on(stopped, login):
    db.session.rollback()
    with db.engine.begin() as connection:  # this timer is still there, but its instance waits for nothing of the kind
        connection.execute(Timer.__table__.insert().values(
            id="gone-2", instance_id=stopped.id, root_id=stopped.id, element="look", failed=True))  # fmt: skip
    answer = login("duizhang").post("/incidents/retry", data={"kind": "timer"})
    assert "1 条办成，1 条仍停在原处" in answer.text and "又出错了" in answer.text
    assert len(ids()) == 2


def test_a_note_and_who_looks_after_it_are_kept_and_found(stopped, login):
    leader, first = login("duizhang"), ids()[0]
    page = f"/incidents/{first}/notes"
    assert "请写备注" in leader.post(page, data={"words": " "}, follow_redirects=True).text
    assert "不能处理运行异常" in leader.post(page, data={"given_to": person("zhifa1").id}, follow_redirects=True).text
    assert db.session.query(IncidentNote).count() == 0
    told = leader.post(page, data={"words": "下游没有应答", "given_to": person("fenguan").id}, follow_redirects=True).text
    assert "下游没有应答" in told and "谁在处理" in told
    mine = login("fenguan").get("/incidents?mine=1").text
    assert "第1个原因" in mine and "第2个原因" not in mine
    leader.post(page, data={"given_to": person("juzhang").id})
    assert "没有待处理的异常" in login("fenguan").get("/incidents?mine=1").text
    assert login("zhifa1").post(page, data={"words": "x"}).status_code == 403
