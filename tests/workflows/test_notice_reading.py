"""`workflows/notice_reading.bpmn`: notices of a major hazard are read by the enterprise's account, or it is seen that not (R010)."""

import shutil
from datetime import date

import pytest

from app import create_app
from app.core.clock import frozen, moving
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.models import Document
from app.enterprises.models import EnterpriseAccount
from app.hazards import tellings
from app.hazards.models import HazardReading
from app.identity.queries import user_by_name
from app.notices.models import Notice
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from tests.workflow.walk import forget, until
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import begin, the_hazard
from tests.workflows.penalty_answers import print_papers

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(database_template, tmp_path_factory):
    """A major hazard told to the person in charge and to the actual controller."""
    home = tmp_path_factory.mktemp("told")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), frozen(MONDAY):
        say.firm()
        until(application, begin(), say.usual(), "sign_major")
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


def words() -> list[str]:
    forget()
    return [each.words for each in tellings.of(the_hazard())]


def waiting() -> Instance:
    forget()
    return db.session.query(Instance).filter_by(process_key="notice_reading").one()


def test_each_notice_is_read_once_by_its_page_and_never_changed(app, clock, login):
    first, second = tellings.of(the_hazard())
    assert words() == ["主要负责人未读", "实际控制人未读"]
    assert login("quzhifa1").get(f"/documents/{first.paper.id}").status_code == 200  # an officer reads nothing for them
    assert words() == ["主要负责人未读", "实际控制人未读"]
    for _ in range(2):
        assert login("quqiye").get(f"/documents/{first.paper.id}").status_code == 200
    db.session.get(Document, second.paper.id).status = "pending"
    db.session.commit()
    assert login("quqiye").get(f"/documents/{second.paper.id}/pdf").status_code == 404
    assert words() == ["主要负责人已读", "实际控制人未读"]  # there was nothing to open
    print_papers()
    assert login("quqiye").get(f"/documents/{second.paper.id}/pdf").status_code == 200
    assert words() == ["主要负责人已读", "实际控制人已读"]
    kept = db.session.query(HazardReading).all()
    assert [(row.name, row.document_id) for row in kept] == [("穆怀谷", first.paper.id), ("穆怀谷", second.paper.id)]
    kept[0].read_at = kept[1].read_at.replace(year=2027)
    with pytest.raises(RuleBroken, match="已读记录不能修改"):
        db.session.flush()
    forget()


def test_the_page_of_the_hazard_tells_what_the_notices_say_and_shows_the_receipts(app, clock, login):
    before = login("quduizhang").get(f"/hazards/{the_hazard().id}").text
    assert before.count(">未读<") == 2 and before.count(">送达回执</a>") == 2
    login("quqiye").get(f"/hazards/{the_hazard().id}")
    assert login("quduizhang").get(f"/hazards/{the_hazard().id}").text.count(">已读<") == 2


def test_where_the_account_is_one_addressees_own_the_other_has_not_read(app, clock, login):
    user_by_name("quqiye").name = "霍承宇"
    db.session.commit()
    login("quqiye").get(f"/hazards/{the_hazard().id}")
    assert words() == ["主要负责人未读", "实际控制人已读"]
    ledger = login("quduizhang").get("/hazards").text
    assert "主要负责人未读" in ledger and "实际控制人已读" in ledger


def test_what_is_not_read_in_time_is_seen_told_once_and_gone_when_it_is_read(app, clock, login):
    clock(days=3)
    assert fire_due_timers() == 0 and the_hazard().unread_on is None  # 7 September and three working days
    clock(days=1)
    assert fire_due_timers() == 1
    assert (the_hazard().unread_on, [each["kind"] for each in the_hazard().reminders]) == (date(2026, 9, 11), ["unread"])
    told = {row.user_id for row in db.session.query(Notice).filter(Notice.title.contains("逾期未读"))}
    assert {say.user("quzhifa1"), say.user("quqiye")} <= told
    assert "送达后逾期未读" in login("quzhifa1").get(f"/hazards/{the_hazard().id}").text
    clock(days=30)
    assert fire_due_timers() == 0 and waiting().status == "finished"
    login("quqiye").get(f"/hazards/{the_hazard().id}")
    assert the_hazard().unread_on is None and "送达后逾期未读" not in login("quzhifa1").get(f"/hazards/{the_hazard().id}").text


def test_what_was_read_or_cannot_be_read_for_want_of_an_account_is_not_told_of(app, clock, login):
    db.session.delete(db.session.query(EnterpriseAccount).one())
    db.session.commit()
    assert "以送达回执为准" in login("quzhifa1").get(f"/hazards/{the_hazard().id}").text
    clock(days=4)
    assert fire_due_timers() == 1 and the_hazard().reminders == []
