"""The demo day is made by the commands people use, and can be taken out again without a trace but the audit chain."""

import pytest
from sqlalchemy import func, select

from app import create_app
from app.cases.models import Case, LegalReview, Party
from app.core import audit
from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.models import Attachment
from app.demo import is_empty, load_demo
from app.demo.history import earlier_cases
from app.demo.removal import remove_demo
from app.demo.scenarios import CASES
from app.documents.models import Document, DocumentNumber
from app.enterprises.models import Enterprise
from app.identity.models import Substitution
from app.inspections.models import Inspection
from app.notices.models import Notice
from app.penalties.models import Breach, Decision
from app.referrals.models import Referral
from app.workflow.models import Incident, Instance, WorkItem


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """One demo database for the tests of this file; the last of them empties it."""
    application = create_app(home=tmp_path_factory.mktemp("demo"), testing=True, demo=True)
    with application.app_context():
        db.create_all()
        assert is_empty()
        load_demo(before=earlier_cases()[::5])
        yield
        db.session.remove()
        db.engine.dispose()


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_day_has_matters_at_every_stage(day):
    assert count(Enterprise) == 40
    assert count(Inspection) + count(Case) >= 40
    assert count(WorkItem, WorkItem.status == "open", WorkItem.due_on < today()) >= 3
    assert count(Referral) >= 1
    assert count(LegalReview, LegalReview.result == "supplement") >= 1
    assert {"proposed", "investigating", "handling", "archived"} <= set(db.session.scalars(select(Case.status)))
    assert {"planned", "approved", "inspected", "following_up", "closed"} <= set(
        db.session.scalars(select(Inspection.status))
    )


def test_a_year_of_the_bureau_is_more_than_a_hundred_cases():
    assert len(CASES) + len(earlier_cases()) >= 100


def test_two_cases_have_two_parties_and_one_of_them_two_decisions(day):
    shared = select(Party.case_id).group_by(Party.case_id).having(func.count() > 1)
    assert len(db.session.scalars(shared).all()) >= 2
    templates = set(db.session.scalars(select(Document.template_id)))
    assert {"no_penalty_decision", "penalty_decision_entity", "hearing_record", "referral_letter"} <= templates


def test_every_penalty_is_lawful_and_one_case_reaches_the_head_by_article_94(day):
    decided = db.session.scalars(select(Breach).join(Decision, Decision.proposal_id == Breach.proposal_id)).all()
    assert all(each.fine_yuan is None or each.min_yuan <= each.fine_yuan <= each.max_yuan for each in decided)
    head = next(each for each in decided if each.rule_id == "AQ94")
    beside = select(Party.case_id).join(Decision, Decision.party_id == Party.id)
    [case_id] = db.session.scalars(beside.where(Decision.proposal_id == head.proposal_id))
    pair = select(Breach.rule_id, Breach.tier, Breach.subject).join(Decision, Decision.proposal_id == Breach.proposal_id)
    pair = pair.join(Party, Party.id == Decision.party_id).where(Party.case_id == case_id)
    assert set(map(tuple, db.session.execute(pair))) == {("AQ97", "first", "entity"), ("AQ94", "first", "main_responsible")}


def test_nothing_went_wrong_and_the_chain_holds(day):
    assert count(Incident) == 0
    assert count(Instance, Instance.status == "error") == 0
    assert audit.verify()["ok"]


def test_the_office_around_the_matters_is_alive(day):
    told = set(db.session.scalars(select(Notice.kind)))
    assert {"task_new", "task_urged", "certificate", "copied", "asked"} <= told
    away = db.session.scalars(select(Substitution)).one()
    assert away.stands(today()) and away.superior.username == "fenguan"


def test_the_demo_goes_without_a_trace(day):
    remove_demo(SYSTEM)
    assert is_empty()
    for model in (Case, Inspection, Document, DocumentNumber, Instance, WorkItem, Attachment, Notice, Substitution):
        assert count(model) == 0, model.__tablename__
    assert audit.verify()["ok"]
