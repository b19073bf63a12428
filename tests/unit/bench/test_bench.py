"""The bench measures what it says, on data of its own, and says no where a budget is missed."""

import json

import pytest
from sqlalchemy import func, select

from app import bench
from app.bench import cases, decisions, hazards, inbox, tasks
from app.bench.figures import Figure, machine, repeated
from app.bench.office import Person, office
from app.cases.models import Case
from app.core import search
from app.core.database import db
from app.core.models import AuditEntry
from app.core.search import SearchEntry
from app.decisions import evaluate_decision, read_model
from app.workflow.models import Submission, WorkItem


@pytest.fixture(scope="module")
def measured_office():
    with office() as app:
        yield app


def test_an_office_of_its_own_never_opens_the_users_data(monkeypatch, tmp_path):
    monkeypatch.setenv("ANLIU_HOME", str(tmp_path / "users"))
    monkeypatch.setenv("ANLIU_DATABASE_URL", f"sqlite:///{tmp_path / 'users.db'}")
    with office() as app:
        assert "anliu-bench-" in app.config["SQLALCHEMY_DATABASE_URI"]
        home = app.config["ANLIU"].home
    assert list(tmp_path.iterdir()) == []
    assert not home.exists()


def test_the_path_has_more_than_forty_steps_each_really_done_and_audited(measured_office):
    with measured_office.app_context():
        before = db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.act == "workflow.complete_task"))
    figure, early, late = tasks.completions(measured_office, walks=1)
    with measured_office.app_context():
        acts = select(func.count(AuditEntry.id)).where(AuditEntry.act == "workflow.complete_task")
        assert db.session.scalar(acts) - before == 2 * 42  # the first walk warms
        assert db.session.scalar(select(func.count(Submission.id))) >= 84
        assert not db.session.scalars(select(WorkItem).where(WorkItem.status == "open")).all()
    assert len(figure.values) == 42 and len(early.values) == len(late.values) == 9


def test_a_request_without_the_token_would_be_refused(measured_office):
    person = Person(measured_office, "zhifa1")
    person.token = ""
    with pytest.raises(RuntimeError, match="400"):
        person.post("/tasks/00000000-0000-0000-0000-000000000000", {"answers": {}})


def test_timers_fire_one_by_one_and_the_others_stay(measured_office):
    assert len(tasks.timers(measured_office, due=2, waiting=50).values) == 2


def test_the_filled_inbox_shows_its_tasks(measured_office):
    filler = inbox.Filler(measured_office)
    filler.add(200)
    filler.add(100, is_open=False)
    with measured_office.app_context():
        counted = dict(db.session.execute(select(WorkItem.status, func.count()).group_by(WorkItem.status)).all())
    assert counted["open"] >= 200 and counted["done"] >= 100
    assert [len(figure.values) for figure in inbox.pages(measured_office, "200", "200 件", 2)] == [2, 2, 2, 2]


def test_the_filled_case_list_shows_what_is_looked_for(measured_office):
    filler = cases.Filler(measured_office)
    filler.add(2000, 2000)
    with measured_office.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 2000
        entry = db.session.scalars(select(SearchEntry).where(SearchEntry.kind == "case").limit(1)).one()
        assert "kind=case" in entry.words and "bureau=" in entry.words and entry.text.startswith("number\t鄂应急罚立")
    assert {len(figure.values) for figure in cases.pages(measured_office, "2000", "2,000 件", 2)} == {2}


def test_the_filled_ledger_shows_what_is_looked_for_as_the_office_itself_writes_it(measured_office):
    """After the cases: the hazards are of their firms."""
    hazards.fill(measured_office, 600)
    with measured_office.app_context():
        kept = select(SearchEntry.ref, SearchEntry.text, SearchEntry.words, SearchEntry.day).where(SearchEntry.kind == "hazard")
        quick = db.session.execute(kept.order_by(SearchEntry.id).limit(20)).all()
        source = next(one for one in search._sources if one.kind == "hazard")
        search.write(source, [row.ref for row in quick])
        assert db.session.execute(kept.order_by(SearchEntry.id).limit(20)).all() == quick
    figures = {figure.name: figure for figure in hazards.pages(measured_office, 600, 1)}
    assert len(figures["hazards_due"].values) == 1 and len(figures["hazards_export_json"].values) == 2


def test_one_instance_grows_by_as_many_steps_as_asked(measured_office):
    first, last, ratio, state = tasks.growth(measured_office, 30)
    assert (len(first.values), len(last.values), len(state.values)) == (3, 3, 30)
    assert ratio.unit == "倍" and state.within is True and state.max > 300


@pytest.mark.parametrize("values, median, p95", [((5,), 5, 5), (tuple(range(1, 101)), 50, 95), ((3, 1, 2), 2, 3)])
def test_median_and_p95_are_measured_values(values, median, p95):
    figure = Figure("x", "x", values)
    assert (figure.median, figure.p95) == (median, p95)


def test_a_budget_is_judged_by_its_own_measure():
    values = tuple([1.0] * 99 + [50.0])
    assert Figure("x", "x", values, budget=2).within is True
    assert Figure("x", "x", values, budget=2, judged="max").within is False
    assert Figure("x", "x", values).within is None
    assert Figure("x", "x", (), budget=2, missing="没有字体").within is None


def test_warm_up_is_not_counted():
    assert len(repeated([lambda: None] * 5, warm=3)) == 2


@pytest.mark.parametrize("figure, code", [
    (Figure("x", "快", (1.0,), budget=2), 0),
    (Figure("x", "慢", (3.0,), budget=2), 1),
    (Figure("x", "没测", budget=2, missing="没有字体"), 1),
])  # fmt: skip
def test_the_exit_code_says_whether_every_budget_is_kept(monkeypatch, capsys, figure, code):
    monkeypatch.setattr(bench, "measure", lambda quick, tell: [figure])
    assert bench.bench_main(["--quick", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["results"][0]["name"] == "x" and told["quick"] is True
    assert {"cpu", "cores", "memory_mb", "python", "sqlite", "packages", "date", "commit"} <= told["machine"].keys()


def test_the_table_lines_up_chinese_and_says_what_was_not_measured():
    lines = bench.table(
        machine(), [Figure("a", "启动流程", (1.5,), budget=10), Figure("b", "打印", missing="没有字体")]
    )
    head, first, second = lines.splitlines()[:3]
    assert "是" in first and "没有测：没有字体" in second
    assert bench._width(head[: head.index("预算")]) == bench._width(first[: first.index("95% ≤")])


def test_the_measured_table_tries_all_its_twenty_rows():
    outcome = evaluate_decision(read_model(decisions.file()), "threshold", decisions.INPUTS, strict=True)
    assert outcome.fired == {"threshold": ("row_20",)}
    assert outcome.value == {"due": True, "reason": "第20档"}
    figure = decisions.tables(3)
    assert (figure.unit, figure.judged, figure.budget, len(figure.values)) == ("µs", "median", 100, 3)
