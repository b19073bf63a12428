"""Last days and timers: from statutory periods and from the diagram, fired only by the sweep; messages by rows."""

from datetime import date, datetime

import pytest

from app.core.clock import ZONE, frozen, local, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.law.commands import start_period
from app.law.models import Period
from app.workflow import commands, due, engine, parser, queries, registry
from app.workflow.models import Draft, Incident, Instance, MessageWait, Submission, Timer, WorkItem
from tests.workflow.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    form,
    gateway,
    legal_timer,
    message,
    number,
    put_release,
    service,
    start,
    timer,
    user,
)  # fmt: skip
from tests.workflow.walk import answer, items, only, outcome, person
from tests.workflow.walk import start as begin


def stands_at(instance):
    return sorted(item.element for item in items(instance))


def timed(event, interrupting=True, key="timed"):
    put_release(diagram(key, start() + user("a") + boundary("t", "a", event, interrupting) + user("late") + end()
                        + end("e2"), "s a", "a e", "t late", "late e2"))  # fmt: skip
    return begin("zhifa1", key)


def test_a_duration_runs_from_the_offices_clock(app, clock):
    instance = timed(timer("P3D"))
    assert local(db.session.query(Timer).one().due_at) == datetime(2026, 3, 5, 9, tzinfo=ZONE)
    assert commands.fire_due_timers() == 0
    clock(days=3, seconds=1)
    assert commands.fire_due_timers() == 1
    assert stands_at(instance) == ["late"] and db.session.query(Timer).count() == 0
    assert [entry.actor_name for entry in queries.history(instance.id) if entry.kind == "timer"] == ["系统"]


def test_a_timer_fires_only_by_the_sweep_even_long_after(app):
    """The engine's own clock is the machine's; a timer of the past must not go off when someone completes a task."""
    with frozen(date(2025, 3, 3)):
        put_release(diagram("par", start() + gateway("g", "parallel") + user("a") + boundary("t", "a", timer("PT1H"))
                            + user("b") + user("c") + user("late") + end() + end("e2") + end("e3"),
                            "s g", "g a", "g b", "b c", "a e", "c e2", "t late", "late e3"))  # fmt: skip
        instance = begin("zhifa1", "par")
    answer(instance, "b")
    assert stands_at(instance) == ["a", "c"]
    assert commands.fire_due_timers() == 1
    assert stands_at(instance) == ["c", "late"]


@pytest.mark.parametrize(("text", "moment"), [
    ("P1M", "2026-02-28T09:00:00"), ("P1Y2M", "2027-03-31T09:00:00"), ("P1W", "2026-02-07T09:00:00"),
    ("PT36H", "2026-02-01T21:00:00"), ("P1DT30M", "2026-02-01T09:30:00"), ("2026-05-01", "2026-05-01T00:00:00"),
    ("2026-05-01T08:00:00", "2026-05-01T08:00:00"), ("2026-05-01T00:00:00Z", "2026-05-01T08:00:00"),
])  # fmt: skip
def test_moments_are_shanghai_time_and_months_end_with_their_last_day(text, moment):
    with frozen(date(2026, 1, 31)):
        assert due.moment(text) == datetime.fromisoformat(moment).replace(tzinfo=ZONE)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "-P1D", "tomorrow", "P1D2H"])
def test_times_that_would_fire_at_once_are_refused(text):
    with pytest.raises(RuleBroken):
        due.moment(text)


def test_an_expression_may_name_the_day(app, clock):
    put_release(diagram("dated", start() + user("a") + boundary("t", "a", timer("${last_day}", "timeDate")) + user("late")
                        + end() + end("e2"), "s a", "a e", "t late", "late e2"))  # fmt: skip
    begin("zhifa1", "dated", data={"last_day": "2026-03-10"})
    assert local(db.session.query(Timer).one().due_at) == datetime(2026, 3, 10, tzinfo=ZONE)


def test_a_cycle_ticks_as_often_as_it_says(app, clock):
    instance = timed(timer("R3/P1D", "timeCycle"), interrupting=False)
    for tick in range(1, 4):
        assert commands.fire_due_timers() == 0
        clock(days=1, seconds=1)
        assert commands.fire_due_timers() == 1
        assert stands_at(instance).count("late") == tick
    clock(days=5)
    assert commands.fire_due_timers() == 0
    answer(instance, "a")
    for item in items(instance):
        commands.complete_task(person("zhifa1"), item.id, {"opinion": "好"})
    assert queries.instance(instance.id).status == "finished"


def test_a_timer_in_a_loop_starts_anew_with_each_pass(app, clock):
    put_release(diagram("loop", start() + gateway("m") + user("a", form="n") + boundary("t", "a", timer("P3D"), False)
                        + gateway("g") + end() + end("e2"), "s m", "m a", "a g", "g m: amount == 1", "g e", "t e2"),
                form("n", number("amount")))  # fmt: skip
    instance = begin("zhifa1", "loop")
    clock(days=2)
    answer(instance, "a", {"amount": 1})
    assert local(db.session.query(Timer).one().due_at).date() == date(2026, 3, 7)


def test_a_task_a_reminder_opens_again_stays_on_its_desk_with_its_draft(app, clock):
    put_release(diagram("reminded", start() + gateway("m") + user("a") + boundary("t", "a", timer("P1D")) + end(),
                        "s m", "m a", "a e", "t m"))  # fmt: skip
    instance = commands.start_process(person("zhifa1"), "reminded")
    [first] = queries.open_items(instance.id)
    commands.claim(person("zhifa2"), first.id)
    commands.save_draft(person("zhifa2"), first.id, {"opinion": "写到一半"})
    clock(days=1)
    assert commands.fire_due_timers() == 1
    [again] = queries.open_items(instance.id)
    assert again.id != first.id and again.assignee_id == person("zhifa2").id and again.claimed_at is not None
    assert queries.task_view(person("zhifa2"), again.id).draft == {"opinion": "写到一半"}
    assert db.session.get(WorkItem, first.id).status == "cancelled"
    commands.complete_task(person("zhifa2"), again.id, {"opinion": "写完了"})
    assert not db.session.scalars(db.select(Draft)).all() and not queries.open_items(instance.id)


def test_two_timers_and_a_message_behind_one_event_gateway_are_told_apart(app, clock):
    xml = diagram(
        "either", start() + user("a") + '<bpmn:eventBasedGateway id="g"/>' + catch("long", timer("P30D"))
        + catch("reply", message("reply")) + user("x") + user("y") + end() + end("e2"),
        "s a", "a g", "g long", "g reply", "long x", "reply y", "x e", "y e2", messages=["reply"],
    )  # fmt: skip
    put_release(xml)
    one, two = (begin("zhifa1", "either", subject=("case", n, "")) for n in (1, 2))
    for instance in (one, two):
        answer(instance, "a")
    assert {each.element for each in db.session.query(Timer)} == {"long"} and db.session.query(MessageWait).count() == 2
    commands.deliver_message(person("zhifa1"), "reply", "case", 1, answers={"text": "立案"}, data={"filed": True})
    assert stands_at(one) == ["y"] and db.session.query(Submission).filter_by(element="reply").count() == 1
    clock(days=31)
    assert commands.fire_due_timers() == 1
    assert stands_at(two) == ["x"] and db.session.query(MessageWait).count() == 0
    answer(one, "y")
    answer(two, "x")
    assert outcome(one) == {"filed": True} and outcome(two) == {}


def test_an_event_gateway_with_two_timers_fires_the_shorter_one(app, clock):
    xml = diagram(
        "race", start() + user("a") + '<bpmn:eventBasedGateway id="g"/>' + catch("long", timer("P30D"))
        + catch("short", timer("P5D")) + user("x") + user("y") + end() + end("e2"),
        "s a", "a g", "g long", "g short", "long x", "short y", "x e", "y e2",
    )  # fmt: skip
    put_release(xml)
    instance = begin("zhifa1", "race")
    answer(instance, "a")
    clock(days=6)
    commands.fire_due_timers()
    assert stands_at(instance) == ["y"]


def test_a_message_catch_in_the_flow_waits_for_its_subject(app):
    put_release(diagram("wait", start() + user("a") + catch("m", message("paid")) + user("b") + end(),
                        "s a", "a m", "m b", "b e", messages=["paid"]))  # fmt: skip
    instance = begin("zhifa1", "wait", subject=("party", 5, "当事人"))
    with pytest.raises(RuleBroken):
        commands.deliver_message(person("zhifa1"), "paid", "party", 5)
    answer(instance, "a")
    assert queries.progress(instance.id).current == ["m"]
    for name, number_ in (("paid", 6), ("other", 5)):
        with pytest.raises(RuleBroken):
            commands.deliver_message(person("zhifa1"), name, "party", number_)
    commands.deliver_message(person("zhifa1"), "paid", "party", "5")
    assert stands_at(instance) == ["b"]


def test_a_timer_that_fails_becomes_an_incident_and_waits_for_a_retry(app, clock, monkeypatch):
    weather = {"bad": True}

    def moody(context):
        if weather["bad"]:
            raise RuntimeError("外部错误")

    monkeypatch.setitem(registry.HANDLERS, "t.moody", moody)
    put_release(diagram("moody", start() + user("a") + boundary("t", "a", timer("P1D")) + service("x", "t.moody")
                        + user("late") + end() + end("e2"), "s a", "a e", "t x", "x late", "late e2"))  # fmt: skip
    first, second = begin("zhifa1", "moody"), timed(timer("P1D"))
    clock(days=2)
    assert commands.fire_due_timers() == 1 and commands.fire_due_timers() == 0
    assert (stands_at(first), stands_at(second)) == (["a"], ["late"])
    incident = db.session.query(Incident).one()
    assert incident.kind == "timer" and "RuntimeError" in incident.technical
    weather["bad"] = False
    commands.retry_incident(person("duizhang"), incident.id)
    assert stands_at(first) == ["late"]


# --- statutory periods ----------------------------------------------------------------------------------------------

RULE = "statement_window"


@pytest.fixture
def rule():
    """A rule in working days and one in calendar days of the office's own rule file."""
    from app.law.period_rules import load_rules

    rules = load_rules()
    found = {}
    for rule_id in rules.versions:
        version = rules.version_on(rule_id, date(2026, 3, 2))
        if version and version.length and not version.is_backward:
            found.setdefault(version.unit.value, rule_id)
    return found


def test_a_task_with_a_period_gets_its_last_day_and_the_period_is_met_with_it(app, clock, rule):
    put_release(diagram("p", start() + user("a", law__period=rule["calendar_day"]) + user("b") + end(),
                        "s a", "a b", "b e"))  # fmt: skip
    instance = begin("zhifa1", "p", subject=("case", 1, "案"))
    item, period = only(instance, "a"), db.session.query(Period).one()
    assert (period.subject_kind, period.subject_id, period.instance_id) == ("case", "1", instance.id)
    assert item.period_id == period.id and item.due_on == period.last_day and period.outcome == "open"
    answer(instance, "a")
    assert db.session.query(Period).one().outcome == "met" and only(instance, "b").due_on is None


def test_a_return_grants_no_new_term(app, clock, rule):
    put_release(diagram("p", start() + user("a", law__period=rule["calendar_day"]) + user("b") + end(),
                        "s a", "a b", "b e"))  # fmt: skip
    instance = begin("zhifa1", "p")
    before = only(instance, "a").due_on
    clock(days=2)
    answer(instance, "a")
    commands.return_to(person("zhifa1"), only(instance, "b").id, "a", "补正")
    assert only(instance, "a").due_on == before
    answer(instance, "a")
    clock(days=5)
    commands.jump(person("duizhang"), instance.id, "a", "重新办理")
    assert only(instance, "a").due_on > before


def test_a_due_date_follows_its_period(app, clock, rule):
    put_release(diagram("p", start() + user("a", law__period=rule["calendar_day"])
                        + legal_timer("t", "a", law__period=rule["calendar_day"]) + end() + end("e2"),
                        "s a", "a e", "t e2"))  # fmt: skip
    instance = begin("zhifa1", "p")
    item, waiting = only(instance, "a"), db.session.query(Timer).one()
    for period_id in (item.period_id, waiting.period_id):
        period = db.session.get(Period, period_id)
        period.last_day = date(2026, 12, 1)
        from app.law.commands import _announce

        _announce(SYSTEM, period)
    db.session.commit()
    assert only(instance, "a").due_on == date(2026, 12, 1)
    assert local(waiting.due_at).date() >= date(2026, 12, 1)


def test_a_legal_timer_fires_when_its_period_has_run_out(app, clock, rule):
    put_release(diagram("p", start() + user("a") + legal_timer("t", "a", law__period=rule["calendar_day"],
                        law__period_from="data:served_on") + user("late") + end() + end("e2"),
                        "s a", "a e", "t late", "late e2"))  # fmt: skip
    instance = begin("zhifa1", "p", data={"served_on": "2026-03-01"})
    waiting, period = db.session.query(Timer).one(), db.session.query(Period).one()
    assert period.start_on == "2026-03-01" and local(waiting.due_at) == period.runs_out_at
    with frozen(period.last_day):
        assert commands.fire_due_timers() == 0, "the last day belongs to the period"
    with frozen(period.runs_out_at):
        assert commands.fire_due_timers() == 1
    assert stands_at(instance) == ["late"]
    assert db.session.query(Period).one().outcome == "lapsed"


def test_a_period_may_begin_with_a_delivery(app, clock, rule, monkeypatch):
    served = {"notice": None}
    monkeypatch.setitem(registry.PERIOD_STARTS, "served", lambda name, instance: served[name])
    xml = diagram("p", start() + user("a", law__period=rule["calendar_day"], law__period_from="served:notice") + end(),
                  "s a", "a e")  # fmt: skip
    put_release(xml)
    assert only(begin("zhifa1", "p"), "a").due_on is None
    served["notice"] = date(2026, 2, 20)
    begin("zhifa1", "p")
    assert db.session.query(Period).one().start_on == "2026-02-20"


def test_a_period_the_domain_began_is_not_closed_by_a_task(app, clock, rule):
    put_release(diagram("p", start() + user("a", law__period=rule["calendar_day"]) + end(), "s a", "a e"))
    start_period(SYSTEM, rule["calendar_day"], "matter", 1, date(2026, 3, 1))
    instance = begin("zhifa1", "p", subject=("matter", 1, "事项"))
    answer(instance, "a")
    assert sorted(period.outcome for period in db.session.query(Period)) == ["met", "open"]


def test_the_engine_is_never_told_a_real_time(app):
    """What the engine holds about timers lies out of reach; the rows alone decide."""
    timed(timer("P1D"))
    row = db.session.query(Instance).one()
    workflow = engine.load(queries.definition(row.release_id).specs, row.state)
    (waiting,) = engine.waiting_events(workflow)
    assert waiting.internal_data["event_value"] > f"{now().year + 50}"
    assert parser.NEVER == "P36500D"
