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
from app.demo.hazard_rows import HAZARDS, earlier_hazards
from app.demo.hazards import CATALOGUE
from app.demo.history import earlier_cases
from app.demo.removal import remove_demo
from app.demo.scenarios import CASES
from app.documents.models import Document, DocumentNumber
from app.enterprises.models import Enterprise
from app.hazards import rules as hazard_rules
from app.hazards.models import Hazard, HazardRecord
from app.identity.models import Substitution
from app.inspections.models import Inspection
from app.notices.models import Notice
from app.penalties.models import Breach, Decision
from app.referrals.models import Referral
from app.self_checks.models import SelfCheck
from app.supervision.accident_models import Accident
from app.supervision.circular_models import Circular
from app.supervision.models import Instrument, Ladder, Listing
from app.workflow.models import Incident, Instance, WorkItem


def each_way(rows: list[tuple]) -> list[tuple]:
    """One hidden danger for each way one may go and each task it may wait at."""
    ways = {}
    for row in rows:
        said = row[2]["say"]["hazard"]
        ways.setdefault((row[2]["until"], said.get("review"), said.get("spot"), not row[2]["until"] and said.get("listed")), row)
    return list(ways.values())


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """One demo database for the tests of this file; the last of them empties it."""
    application = create_app(home=tmp_path_factory.mktemp("demo"), testing=True, demo=True)
    with application.app_context():
        db.create_all()
        assert is_empty()
        load_demo(before=[*earlier_cases()[::20], *each_way([*HAZARDS, *earlier_hazards()])])
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


def test_the_ledger_of_hidden_dangers_is_a_bureaus(day):
    rows = [row[2]["say"]["hazard"] | {"until": row[2]["until"]} for row in (*HAZARDS, *earlier_hazards())]
    assert len(rows) >= 150 and len({each["text"] for each in CATALOGUE}) >= 40
    assert sum(bool(row.get("major") and row["until"]) for row in rows) >= 12
    assert sum("listed" in row for row in rows) == 8
    assert {row["source"] for row in rows if "source" in row} == set(hazard_rules.SOURCES) - {"inspection_finding"}


def test_hidden_dangers_stand_in_every_state_and_none_is_closed_with_a_link_missing(day):
    rows = db.session.scalars(select(Hazard)).all()
    assert {row.status for row in rows} == set(hazard_rules.STATUSES)
    assert count(Hazard, Hazard.source == "inspection_finding") >= 10
    closed = [row for row in rows if row.status == "closed"]
    assert {row.handling for row in closed} == set(hazard_rules.HANDLINGS)
    for row in closed:
        assert {each.link for each in row.records} == set(hazard_rules.LINKS)
        assert {each.level for each in row.round_checks} == ({"district", "city"} if row.is_major else
                                                             set() if row.handling == "immediate" else {"district"})  # fmt: skip
    assert count(HazardRecord, HazardRecord.actor_id.is_(None)) == 0


def test_one_listing_is_taken_off_and_published_and_a_neglected_hazard_climbs_with_a_case_beside_it(day):
    assert {"published", "supervising"} <= set(db.session.scalars(select(Listing.status)))
    ladder = db.session.scalars(select(Ladder).where(Ladder.case_instance_id.is_not(None))).first()
    assert ladder.hazard.overdue_on and ladder.hazard.is_open and count(Instrument, Instrument.status == "silent") >= 1
    assert count(Instance, Instance.id == ladder.case_instance_id, Instance.process_key == "penalty_case") == 1
    assert count(Circular, Circular.status == "published") == count(Accident) == 1
    assert count(Instrument, Instrument.accident_id.is_not(None)) == 2


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


def test_two_enterprises_check_themselves_and_have_some_still_to_make(day):
    kept = db.session.query(SelfCheck.enterprise_id, SelfCheck.kind, SelfCheck.status, func.count()).group_by(
        SelfCheck.enterprise_id, SelfCheck.kind, SelfCheck.status)  # fmt: skip
    number = {(firm, kind, status): count for firm, kind, status, count in kept}
    one, two = sorted({firm for firm, *_ in number})
    assert number[one, "weekly", "filed"] >= 2 and number[one, "weekly", "missed"] == 1 and number[one, "monthly", "open"] == 1
    assert number[two, "daily", "filed"] >= 2 and number[two, "daily", "missed"] == 2
    assert number.get((two, "daily", "open"), 0) <= 1  # before the office opens the day's check has not begun
    assert db.session.scalar(select(func.count()).where(Hazard.origin_kind == "self_check_finding")) == 2


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
    for model in (Case, Inspection, Document, DocumentNumber, Instance, WorkItem, Attachment, Notice, Substitution,
                  Hazard, HazardRecord, Listing, Ladder, Instrument, SelfCheck, Circular, Accident):  # fmt: skip
        assert count(model) == 0, model.__tablename__
    assert audit.verify()["ok"]
