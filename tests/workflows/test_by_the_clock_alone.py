"""Nobody acts: reminders, lapses and consequences on the right days, each once, whatever the worker does.

The days are reckoned by hand from the law, from 2026-08-03 (a Monday); until November 2026-09-20 and 10-10 are worked, 09-25 to
09-27 (中秋节) and 10-01 to 10-07 (国庆节) are off. What `clock_world` writes down is compared line by line: nothing may be missing,
nothing may come twice, nothing may come besides. docs/clocks.md has the rule behind each line.
"""

import shutil
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest

from app import create_app
from app.core.clock import moving
from app.core.database import db
from app.law import queries as law
from app.notices import clocks
from app.workflow.models import Incident, Instance
from tests.workflows.clock_world import BEGUN, Watch, built

CASE, TEAM, LEADERS = "zhifa1,zhifa2", "zhifa1,zhifa2,zhifa3,zhifa4", "fenguan,juzhang"
END, WINDOW = date(2026, 11, 4), "court_application_window"

EXPECTED = {
    # found by the inspection and graded by nobody: 待核, three working days are over on 08-06
    "hazard": """
        08-06 soon assess_hazard duizhang,zhifa1,zhifa2,zhifa3,zhifa4
        08-07 overdue assess_hazard duizhang,zhifa1,zhifa2,zhifa3,zhifa4
        08-07 red assess_hazard""",
    # 罚法第60条: ninety days after 08-03 is Sunday 11-01, which moves nothing; the reminders go to the working day before
    "investigation": f"""
        10-16 soon investigate {CASE}
        10-27 soon investigate {CASE}
        10-30 soon investigate {CASE}
        11-02 overdue investigate {CASE}
        11-02 red investigate""",
    # 罚法第44条, five working days: 08-10; then nobody looks whether something came, until the ninety days are over, too
    "statement": f"""
        08-05 soon record_statement {CASE}
        08-10 soon record_statement {CASE}
        08-11 timer statement_lapsed
        08-11 service lapse_statement
        08-11 service settle_window
        08-11 opens confirm_lapse {CASE}
        10-16 soon confirm_lapse {CASE}
        10-27 soon confirm_lapse {CASE}
        10-30 soon confirm_lapse {CASE}
        11-02 overdue confirm_lapse {CASE}
        11-02 red confirm_lapse""",
    # 罚法第61条, seven working days: 08-12. 民诉第95条: published 08-03, served on the thirtieth day 09-02. Fifteen days to pay: 09-17;
    # thirty more are full on Saturday 10-17, so one may go on from Monday
    "undelivered": f"""
        08-07 soon deliver_decision {CASE}
        08-12 soon deliver_decision {CASE}
        08-13 overdue deliver_decision {CASE}
        08-13 red deliver_decision
        09-02 service start_payment
        09-02 service open_execution
        09-02 opens record_payment {CASE}
        09-14 soon record_payment {CASE}
        09-17 soon record_payment {CASE}
        09-18 timer payment_overdue
        09-18 service note_overdue
        09-18 opens follow_up_overdue {CASE}
        10-19 ready follow_up_overdue {CASE}""",
    "public notice": """
        09-02 timer notice_over
        09-02 service serve_by_notice""",
    # 罚法第67条: fifteen days to 08-18. 罚法第73条: the thirty days after it stand still while the review runs
    "fine": f"""
        08-13 soon record_payment {CASE}
        08-18 soon record_payment {CASE}
        08-19 timer payment_overdue
        08-19 service note_overdue
        08-19 opens follow_up_overdue {CASE}""",
    # 复法第48条, ten working days: 08-17. The answer is drafted, and lies with whoever has to approve it
    "review": f"""
        08-12 soon approve_answer {LEADERS}
        08-17 soon approve_answer {LEADERS}
        08-18 overdue approve_answer {LEADERS}
        08-18 red approve_answer""",
    # 强法第25条: thirty days to 09-02, decided or only proposed; ten working days before are 08-19, three are 08-28
    "seizure": f"""
        08-19 soon propose_disposal {CASE}
        08-28 soon propose_disposal {CASE}
        09-02 soon propose_disposal {CASE}
        09-03 timer preservation_lapsed
        09-03 service lapse_preservation
        09-03 opens release_preservation {CASE}""",
    "seizure before approval": f"""
        08-19 soon approve_disposal {LEADERS}
        08-28 soon approve_disposal {LEADERS}
        09-02 soon approve_disposal {LEADERS}
        09-03 timer disposal_lapsed
        09-03 service lapse_preservation
        09-03 opens release_preservation {CASE}""",
    # 强法第19条: done at 08:40, not approved by 08:40 of the next day
    "seizure on the spot": f"""
        08-04 timer approval_late
        08-04 service lapse_emergency
        08-04 opens release_preservation {CASE}""",
    "extension": "09-03 timer approve_late",  # what should be prolonged has ended
    # 罚法第56条, seven working days: 08-12
    "registration": f"""
        08-07 soon propose_disposal {CASE}
        08-12 soon propose_disposal {CASE}
        08-13 timer preservation_lapsed
        08-13 service lapse_preservation
        08-13 opens release_preservation {CASE}""",
    "registration before approval": f"""
        08-07 soon approve_disposal {LEADERS}
        08-12 soon approve_disposal {LEADERS}
        08-13 timer disposal_lapsed
        08-13 service lapse_preservation
        08-13 opens release_preservation {CASE}""",
    # put right until 08-18; the days to look again are not set (18号令 待核), so the day itself is what is told
    "inspection": f"08-19 ready review_rectification {TEAM}",
    # 安法第69条, ten working days by the office's own rule: 08-17
    "transfer": f"""
        08-12 soon record_transfer_reply {TEAM}
        08-17 soon record_transfer_reply {TEAM}
        08-18 timer reply_silent
        08-18 service note_transfer_silent
        08-18 opens urge_transfer {TEAM}""",
    # 安法第70条: told two days before the hour
    "cutoff": f"""
        08-05 timer stop_hour
        08-05 opens deliver_cutoff_notice {CASE}""",
    # 罚法第67条: fifteen days to 08-18; then thirty that are full on 09-17
    "fine on the spot": f"""
        08-13 soon record_payment {CASE}
        08-18 soon record_payment {CASE}
        08-19 timer payment_overdue
        08-19 service note_overdue
        08-19 opens follow_up_overdue {CASE}
        09-18 ready follow_up_overdue {CASE}""",
    # 罚法第71条: two working days, to 08-05, for the officer and for the organ
    "cash": f"""
        08-05 soon hand_in_fine {CASE}
        08-06 timer hand_in_late
        08-06 service note_hand_in_late
        08-06 overdue hand_in_fine {CASE}
        08-06 red hand_in_fine""",
    "cash at the bank": """
        08-05 soon deposit_fine duizhang
        08-06 timer deposit_late
        08-06 service note_deposit_late
        08-06 overdue deposit_fine duizhang
        08-06 red deposit_fine""",
    # 310令第5条, 第8条: three days, not working days
    "referral": """
        08-06 soon decide_referral juzhang
        08-07 overdue decide_referral juzhang
        08-07 red decide_referral""",
    "police": f"""
        08-06 soon record_police_reply {CASE}
        08-07 overdue record_police_reply {CASE}
        08-07 red record_police_reply""",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(database_template, tmp_path_factory):
    """(application, its database on the first morning, {name: instance id}): built once, read by every clock."""
    home = tmp_path_factory.mktemp("clock")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), moving(BEGUN):
        names = built()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(home / "anliu.db", home / "morning.db")
    return application, home, names


@contextmanager
def office(world):
    """The first morning once more, and what its clock brings."""
    application, home, names = world
    for left in home.glob("anliu.db*"):
        left.unlink()
    shutil.copy(home / "morning.db", home / "anliu.db")
    with application.app_context(), moving(BEGUN) as advance:
        yield Watch(names, advance)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def watched(world):
    """Everything that came of itself until 2026-11-04, the worker coming twice a day; then around the end of the court's months."""
    with office(world) as watch:
        watch.until(END)
        seen = dict(watch.log)
        watch.log.clear()
        finished = db.session.query(Instance.id).filter(Instance.status == "finished")
        ended = {watch.names[each] for (each,) in finished if each in watch.names}
        windows = [(row.start_on, row.last_day, row.instance_id) for row in law.open_periods() if row.rule_id == WINDOW]
        watch.until(date(2027, 5, 17), step=400)
        watch.log.clear()
        watch.until(date(2027, 6, 4))
        yield SimpleNamespace(log=seen, ended=ended, windows=windows, later=watch.log, incidents=db.session.query(Incident).count())


@pytest.mark.parametrize("name", EXPECTED)
def test_what_comes_of_itself(watched, name):
    assert watched.log[name] == lines(EXPECTED[name])


def test_nothing_comes_besides_and_nothing_goes_wrong(watched):
    assert set(watched.log) == set(EXPECTED) and watched.incidents == 0
    assert watched.ended == {"public notice", "extension"}


def test_the_months_of_the_court_are_told_of_although_no_task_bears_them(watched):
    """Served 2026-09-02: sued until 2027-03-02, three months more to Wednesday 2027-06-02; ten working days before: 05-19.
    Handed over on the spot 2026-08-03: a review only (复议法第23条), sixty days to 2026-10-02, a holiday, moved to 10-08.
    Under review: nobody knows yet."""
    assert watched.windows == [("2026-10-08", date(2027, 1, 8), None), ("2027-03-02", date(2027, 6, 2), None)]
    assert watched.later["undelivered"] == lines(f"""
        05-19 soon period@follow_up_overdue {CASE}
        05-28 soon period@follow_up_overdue {CASE}
        06-02 soon period@follow_up_overdue {CASE}
        06-03 overdue period@follow_up_overdue {CASE}""")


def test_a_worker_that_stood_still_for_ten_days_makes_up_for_it_once(world):
    """From Monday 08-03 to Thursday 08-13: what lapsed has lapsed, what is over is told; reminders whose day is past are not."""
    with office(world) as watch:
        watch.until(date(2026, 8, 13), step=10)
        late = {name: [line.split(" ", 1)[1] for line in entries] for name, entries in watch.log.items()}
        assert {line.split()[0] for entries in watch.log.values() for line in entries} == {"08-13"}
        for name in ("registration", "seizure on the spot", "statement", "cutoff"):
            wanted = [line.split(" ", 1)[1] for line in lines(EXPECTED[name]) if line < "08-13 z" and " soon " not in line]
            assert late[name] == wanted, name
        assert late["cash"] == ["timer hand_in_late", "service note_hand_in_late", f"overdue hand_in_fine {CASE}", "red hand_in_fine"]
        assert late["review"] == [f"soon approve_answer {LEADERS}"]  # 08-12 is past, the next is 08-17: still told of
        assert "seizure" not in late and "investigation" not in late
        watch.until(date(2026, 8, 14))
        assert not [line for entries in watch.log.values() for line in entries if line.startswith("08-14")]


def test_the_table_of_the_clocks_is_current(capsys):
    assert clocks.clocks_main(["--check"]) == 0, "run ./anliu clocks and commit docs/clocks.md"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]
