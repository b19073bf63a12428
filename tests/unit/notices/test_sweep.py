"""Who is told what, once, on the right working day; and what goes out by mail."""

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import ZONE, frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.identity import commands as identity
from app.notices import commands, mail
from app.notices.models import Mail, Notice, ReminderRound
from app.notices.sweep import hold_round, sweep, tell_new_tasks
from app.workflow import commands as workflow
from app.workflow.models import WorkItem
from tests.unit.notices import smtp_sink
from tests.workflow.diagrams import diagram, end, put_release, start, user
from tests.workflow.walk import only, person
from tests.workflow.walk import start as begin

MONDAY = date(2026, 9, 7)


def at(day: date, hour: int = 9, minute: int = 0):
    return frozen(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE))


def line(key: str, *steps: str, starter: str = "zhifa1"):
    names = ["s", *(step.split('id="')[1].split('"')[0] for step in steps), "e"]
    flows = [f"{a} {b}" for a, b in zip(names, names[1:], strict=False)]
    put_release(diagram(key, start() + "".join(steps) + end(), *flows))
    return begin(starter, key)


def all_of(kind: str) -> list[tuple[str, str]]:
    """[(account, title)] of everybody told of such a thing."""
    rows = db.session.query(Notice).filter_by(kind=kind).order_by(Notice.id)
    return [(db.session.get(identity.User, row.user_id).username, row.title) for row in rows]


def due(item: WorkItem, day: date) -> WorkItem:
    written(db.update(WorkItem).where(WorkItem.id == item.id).values(due_on=day, sort_on=day))
    return item


def written(statement) -> None:
    """A fact that is simply so, written past the commands."""
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(statement)
    db.session.expire_all()


def rounds(first: date, days: int) -> dict[date, int]:
    """Hold every day's round to its end, several times over. Returns: {day: how many were told then}"""
    told = {}
    for offset in range(days):
        day, before = first + timedelta(days=offset), db.session.query(Notice).count()
        with at(day):
            while hold_round():
                pass
            assert not hold_round()
        if grown := db.session.query(Notice).count() - before:
            told[day] = grown
    return told


def test_whoever_may_take_a_new_task_is_told_once_and_whoever_may_not_is_spared(app):
    with at(MONDAY):
        instance = line(
            "case_a", user("look", "officer"), user("review", "officer,legal_reviewer", duty__separate_from="look")
        )
        sweep()
        sweep()
    officers = ["zhifa1", "zhifa2", "zhifa3", "zhifa4"]
    assert all_of("task_new") == [(name, "新任务：look") for name in officers]
    with at(MONDAY, 10):
        workflow.complete_task(person("zhifa1"), only(instance, "look").id, {"opinion": "同意"})
        sweep()
    later = [name for name, title in all_of("task_new") if title == "新任务：review"]
    assert sorted(later) == ["fazhi", "fazhi2", *officers[1:]]


def test_taking_a_task_is_no_news_being_given_one_is_and_the_substitute_hears_too(app):
    with at(MONDAY):
        instance = line("given", user("look", "officer"))
        tell_new_tasks()
        item = only(instance, "look")
        workflow.claim(person("zhifa1"), item.id)
        tell_new_tasks()
        assert len(all_of("task_new")) == 4
    with at(MONDAY, 10):
        last = MONDAY + timedelta(days=3)
        identity.name_substitute(person("zhifa2"), person("zhifa4").id, ["officer"], MONDAY, last, "出差")
        workflow.hand_over(person("zhifa1"), item.id, person("zhifa2").id)
        tell_new_tasks()
        assert [name for name, _ in all_of("task_new")[4:]] == ["zhifa2", "zhifa4"]


def test_what_comes_back_says_so(app):
    with at(MONDAY):
        instance = line("back", user("draft", "officer"), user("approve", "team_leader"))
        workflow.complete_task(person("zhifa1"), only(instance, "draft").id, {"opinion": "同意"})
        tell_new_tasks()
    with at(MONDAY, 11):
        workflow.return_to(person("duizhang"), only(instance, "approve").id, "draft", "事实不清")
        tell_new_tasks()
    assert all_of("task_returned") == [("zhifa1", "退回：draft，第 2 次办理")]


def test_a_deadline_is_told_of_three_working_days_before_on_the_day_and_when_over(app):
    with at(MONDAY):
        item = only(line("dated", user("look", "team_leader")), "look")
        tell_new_tasks()
    due(item, date(2026, 9, 22))  # a Tuesday: the Sunday before is worked to make up, so three working days before is Friday the 18th
    told = rounds(MONDAY, 25)
    assert told == {date(2026, 9, 18): 1, date(2026, 9, 22): 1, date(2026, 9, 23): 1}
    assert [title for _, title in all_of("task_soon")] == ["“look” 9月22日（周二）到期", "“look”今天到期"]
    assert all_of("task_overdue") == [("duizhang", "“look”已逾期，本应在 9月22日（周二）前办结")]


def test_a_last_day_that_moves_is_told_of_anew_and_nothing_before_work_starts(app):
    with at(MONDAY):
        item = only(line("moved", user("look", "team_leader")), "look")
    due(item, date(2026, 9, 11))
    with at(date(2026, 9, 8), 8, 29):
        assert hold_round() == 0
    assert rounds(date(2026, 9, 8), 2) == {date(2026, 9, 8): 1}
    due(item, date(2026, 9, 25))
    assert rounds(date(2026, 9, 10), 12) == {date(2026, 9, 21): 1}  # the 25th itself is a holiday


def test_a_round_that_was_missed_is_made_up_and_many_tasks_take_several_batches(app):
    with at(MONDAY):
        put_release(diagram("many", start() + user("look", "team_leader") + end(), "s look", "look e"))
        for _ in range(60):
            due(only(begin("zhifa1", "many"), "look"), date(2026, 9, 22))
    with at(date(2026, 9, 21)):  # nobody ran on the 18th and the 20th
        turns = 0
        while hold_round():
            turns += 1
    assert turns == 3 and len(all_of("task_soon")) == 60
    assert db.session.get(ReminderRound, date(2026, 9, 21)).told == 60


def test_an_expiring_certificate_is_told_to_its_holder_and_the_administrator_three_times(app):
    officer = person("zhifa1")
    identity.revoke_certificate(SYSTEM, officer.certificates[0].id, MONDAY)
    last = date(2026, 12, 15)
    identity.grant_certificate(SYSTEM, officer.id, "新证 1", "市政府", MONDAY, last)
    told = rounds(MONDAY, 102)
    marks = [date(2026, 9, 16), date(2026, 11, 16), last]  # the 30th day before is Sunday the 15th
    assert told == dict.fromkeys(marks, 2)
    titles = [title for name, title in all_of("certificate") if name == "zhifa1"]
    assert titles == ["您的执法证还有 90 天到期", "您的执法证还有 29 天到期", "您的执法证今天到期"]


def test_a_task_nobody_may_do_is_told_to_leaders_and_administrators(app):
    with at(MONDAY):
        line("nobody", user("look", "hearing_officer"))
        identity.end_post(SYSTEM, person("tingzheng").posts[0].id, MONDAY - timedelta(days=1))
        line("nobody2", user("look", "hearing_officer"))
        sweep()
        sweep()
    assert sorted(all_of("nobody")) == sorted(
        (name, "没有人可以依法办理：look") for name in ("admin", "duizhang", "fenguan", "juzhang")
    )


# --- mail -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def sink(app):
    settings = app.config["ANLIU"]
    kept = vars(settings).copy()
    with smtp_sink.running() as server:
        given = {"smtp_host": "127.0.0.1", "smtp_port": server.server_address[1], "mail_from": "anliu@example.org",
                 "address": "https://anliu.example.org"}  # fmt: skip
        for name, value in given.items():
            object.__setattr__(settings, name, value)
        yield server
    for name, value in kept.items():
        object.__setattr__(settings, name, value)


def mailed(username: str, choice: str) -> None:
    who = person(username)
    written(db.update(identity.User).where(identity.User.id == who.id).values(email=f"{username}@example.org"))
    commands.choose_mail(who, choice)


def test_each_has_mails_as_chosen_with_titles_and_links_only(app, sink):
    with at(MONDAY):
        for username, choice in (("zhifa1", "daily"), ("zhifa2", "once"), ("zhifa3", "off")):
            mailed(username, choice)
        while hold_round():
            pass
        put_release(diagram("secret", start() + user("look", "officer") + end(), "s look", "look e"))
        for _ in range(2):
            workflow.start_process(person("zhifa1"), "secret", subject=("bench", 1, "某某公司"))
        sweep()
        mail.mail_at_once()
        assert mail.send_waiting() == 1
    assert [message["To"] for message in sink.mails] == ["zhifa2@example.org"]
    with at(MONDAY + timedelta(days=1)):
        commands.read_notice(person("zhifa1"), db.session.query(Notice).filter_by(user_id=person("zhifa1").id).first().id)
        while hold_round():
            pass
        mail.send_waiting()
        mail.send_waiting()
    assert [message["To"] for message in sink.mails] == ["zhifa2@example.org", "zhifa1@example.org"]
    once, daily = (message.get_content() for message in sink.mails)
    assert "新任务：look" in once and "https://anliu.example.org/notices/" in once and once.count("新任务") == 2
    assert daily.count("新任务：look") == 1  # what was read needs no mail
    assert "某某公司" not in once + daily and sink.mails[1]["Subject"] == "案流9月8日：新任务：look"


def test_a_server_that_is_down_is_tried_again_and_a_refused_address_is_given_up(app, sink):
    with at(MONDAY):
        for username in ("zhifa1", "zhifa2"):
            mailed(username, "once")
        line("mail_b", user("look", "officer"))
        sweep()
        mail.mail_at_once()
        sink.busy = "451 later"
        assert mail.send_waiting() == 2 and mail.send_waiting() == 0
    rows = db.session.query(Mail).order_by(Mail.id).all()
    assert {(row.status, row.attempts) for row in rows} == {("waiting", 1)}
    sink.busy, sink.refuse = None, {"zhifa1@example.org": "550 no such user"}
    with at(MONDAY, 9, 2):
        assert mail.send_waiting() == 2
    db.session.expire_all()
    assert [(row.status, row.attempts) for row in rows] == [("failed", 2), ("sent", 2)]
    assert "核对本人登记的邮箱" in rows[0].error and "550" in rows[0].error
    with at(MONDAY, 10):
        assert mail.send_waiting() == 0
        sink.refuse = {}
        mail.retry_mail(person("admin"), rows[0].id)
        assert mail.send_waiting() == 1
    assert len(sink.mails) == 2


def test_a_server_nobody_listens_at_is_said_and_given_up_in_the_end(app, sink):
    object.__setattr__(app.config["ANLIU"], "smtp_port", 1)
    with at(MONDAY):
        mailed("zhifa1", "once")
        line("mail_c", user("look", "officer"))
        sweep()
        mail.mail_at_once()
    for hours in range(80):
        with frozen(datetime(2026, 9, 7, 9, tzinfo=ZONE) + timedelta(hours=hours)):
            mail.send_waiting()
    row = db.session.query(Mail).one()
    assert row.status == "failed" and row.attempts == 8 and "连不上邮件服务器" in row.error


def test_without_a_mail_server_no_mail_is_written(app):
    with at(MONDAY):
        mailed("zhifa1", "once")
        line("mail_d", user("look", "officer"))
        sweep()
        assert mail.mail_at_once() == 0 and mail.send_waiting() == 0
    assert all_of("task_new") and db.session.query(Mail).count() == 0
