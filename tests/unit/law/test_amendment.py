"""A change of law is a new dated rule and no change of code: old conduct by the old rule, new conduct by the new one,
the lighter one where the law says so, and what was running keeps the version it started with."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
import yaml

from app.cases.commands import file_case
from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.errors import RuleBroken
from app.core.yaml_file import read_yaml
from app.law import commands, penalty_file, period_rules, queries
from app.law.penalty_file import read_penalties
from app.law.penalty_ranges import Question, answer
from app.law.period_rules import forget_rules
from app.law.periods import compute
from app.penalties import breaches
from app.penalties import commands as penalties
from app.penalties.models import Breach
from tests.unit.cases.test_commands import apply, user
from tests.workflows import penalty_answers as said

AMENDED = date(2026, 10, 19)  # a Monday in the middle of the case
BEFORE, AFTER = AMENDED - timedelta(days=4), AMENDED + timedelta(days=2)


def amended_periods(rule_id: str, **changes) -> str:
    """The rule file in which this period has one more version, from `AMENDED` on."""
    data = read_yaml(period_rules.RULES_FILE.read_text("utf-8"))
    old = [rule for rule in data["rules"] if rule["id"] == rule_id][-1]
    basis = {**old["basis"], "version": "2026"}
    data["rules"].append({**old, "basis": basis, "effective_from": AMENDED.isoformat(), **changes})
    old["effective_to"] = (AMENDED - timedelta(days=1)).isoformat()
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def amended_penalties(rule_id: str, tier: str, subject: str, fine: list[int]) -> str:
    """The penalty file with a new version of the whole law from `AMENDED` on, in which one amount is another."""
    data = read_yaml(penalty_file.PENALTIES_FILE.read_text("utf-8"))
    laws = data["laws"]
    laws["aqscf-2021"]["effective_to"] = AMENDED - timedelta(days=1)
    laws["aqscf-2026"] = {"name": "安全生产法", "version": "2026", "effective_from": AMENDED}
    renewed = deepcopy([rule for rule in data["rules"] if rule["law"] == "aqscf-2021"])
    for rule in renewed:
        rule["law"] = "aqscf-2026"
    next(rule for rule in renewed if rule["id"] == rule_id)["tiers"][tier][subject]["fine"] = fine
    data["rules"] += renewed
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Lay an amended copy of the data in the place of the shipped files, as a maintainer would edit them."""

    def lay(periods: str = "", penalties: str = ""):
        for module, name, text, forget in (
            (period_rules, "RULES_FILE", periods, forget_rules),
            (penalty_file, "PENALTIES_FILE", penalties, penalty_file.forget_penalties),
        ):
            if text:
                path = tmp_path / f"{name}.yaml"
                path.write_text(text, "utf-8")
                monkeypatch.setattr(module, name, path)
                forget()

    yield lay
    monkeypatch.undo()
    forget_rules()
    penalty_file.forget_penalties()


def asked(on: date, decided_on: date, fine: int | None = None) -> Question:
    return Question("AQ97", "entity", "first", on, item="7", decided_on=decided_on, fine_yuan=fine and Decimal(fine))


def test_where_the_new_law_is_heavier_old_conduct_keeps_the_old_range():
    book = read_penalties(amended_penalties("AQ97", "first", "entity", [0, 200_000]))
    old = answer(asked(BEFORE, AFTER, fine=150_000), book)
    assert (old.version, old.max, old.allowed) == ("2021-09-01", Decimal(100_000), False)
    assert any("从旧兼从轻" in words for words in old.warnings)
    new = answer(asked(AMENDED, AFTER, fine=150_000), book)
    assert (new.version, new.max, new.allowed) == (AMENDED.isoformat(), Decimal(200_000), True)
    assert answer(asked(BEFORE, AFTER)).max == Decimal(100_000)  # the shipped data is untouched


def test_where_the_new_law_is_lighter_it_governs_old_conduct_from_its_first_day():
    book = read_penalties(amended_penalties("AQ97", "first", "entity", [0, 50_000]))
    lighter = answer(asked(BEFORE, AMENDED, fine=80_000), book)
    assert (lighter.version, lighter.max, lighter.allowed) == (AMENDED.isoformat(), Decimal(50_000), False)
    assert any("从旧兼从轻" in words and "罚法第37条" in words for words in lighter.warnings)
    decided_before = answer(asked(BEFORE, AMENDED - timedelta(days=1), fine=80_000), book)
    assert (decided_before.version, decided_before.max, decided_before.allowed) == ("2021-09-01", Decimal(100_000), True)


def violation(fine: int, on: date) -> Breach:
    """Training not recorded by the firm, as an officer fills it in on a day."""
    row = Breach(
        position=1, rule_id="AQ97", item="7", tier="first", conduct_on=BEFORE - timedelta(days=30), conduct="五名电工无证上岗。",
        violated="第三十条", violated_articles=[], given={}, circumstances=[], circumstance_note="", circumstance_evidence=[],
        mitigated=False, weighing="初次查处。", fine_yuan=Decimal(fine), sanctions=[{"code": "fine"}], deviation="",
        tier_facts={"uncertified": 5, "major_hazard": False, "repeated": 0},
    )  # fmt: skip
    return breaches.reckoned(row, ("entity",), on)


@pytest.fixture
def party(app):
    """The firm of a case filed before the amendment."""
    conduct_on = BEFORE - timedelta(days=30)
    with frozen(BEFORE):
        filing = apply(said.enterprise(), conduct_on=conduct_on, discovered_on=conduct_on)
        case = file_case(user(), filing, "（云泽）应急立〔2026〕1号")
    return next(each for each in case.parties if each.kind == "entity").id


def proposed(party: int, fine: int, on: date):
    with frozen(on):
        return penalties.propose(SYSTEM, party, "entity", "penalty", "五名电工无证上岗。", [violation(fine, on)])


def test_a_proposal_made_before_a_lighter_law_is_not_decided_after_it(party, put):
    waiting = proposed(party, 80_000, BEFORE)
    put(penalties=amended_penalties("AQ97", "first", "entity", [0, 50_000]))
    with frozen(AFTER), pytest.raises(RuleBroken, match="安全生产法（2026）第97条的上限 50,000 元"):
        penalties.record_notice(SYSTEM, waiting, "1", AFTER)
    with frozen(AFTER), pytest.raises(RuleBroken, match="安全生产法（2026）第97条的上限 50,000 元"):
        penalties.decide(SYSTEM, waiting, "同意", None)
    with pytest.raises(RuleBroken, match="50,000"):
        proposed(party, 80_000, AFTER)
    again = proposed(party, 45_000, AFTER)
    assert again.breaches[0].rule_version == "安全生产法（2026）" and again.breaches[0].max_yuan == 50_000


def test_a_proposal_made_before_a_heavier_law_is_decided_by_the_old_one(party, put):
    waiting = proposed(party, 80_000, BEFORE)
    put(penalties=amended_penalties("AQ97", "first", "entity", [100_000, 200_000]))
    with frozen(AFTER):
        penalties.record_notice(SYSTEM, waiting, "1", AFTER)
        assert penalties.decide(SYSTEM, waiting, "同意", None).fine_yuan == 80_000
    with pytest.raises(RuleBroken):
        proposed(party, 150_000, AFTER)  # the new range is not for conduct of before
    assert waiting.breaches[0].rule_version == "安全生产法（2021）"


def test_a_period_that_runs_keeps_its_version_and_the_next_one_has_the_new_length(app, put):
    with frozen(BEFORE):
        running = commands.start_period(SYSTEM, "hearing_application", "party", 7, BEFORE)
        last_day = running.last_day
    put(periods=amended_periods("hearing_application", length=10))
    with frozen(AFTER):
        started = commands.start_period(SYSTEM, "hearing_application", "party", 8, AFTER)
        assert commands.recompute_all(SYSTEM) == []  # an uploaded holiday table reckons again, by the same version
    assert (running.rule_version, running.last_day) == ("2021-07-15", last_day)
    assert queries.result_of(running).length == 5 and "2021" in running.basis
    assert (started.rule_version, queries.result_of(started).length) == (AMENDED.isoformat(), 10)
    assert started.last_day == compute("hearing_application", AFTER, table=queries.holiday_table()).last_day
    assert "行政处罚法（2026）第64条" in started.basis


def test_a_suspension_after_the_amendment_still_counts_by_the_old_version(app, put):
    running = commands.start_period(SYSTEM, "sealing", "case", 1, BEFORE)
    put(periods=amended_periods("sealing", length=60, suspended_by=[]))
    commands.suspend_period(SYSTEM, running.id, "appraisal", "行政强制法第25条", AFTER, AFTER + timedelta(days=4))
    assert running.last_day == BEFORE + timedelta(days=30 + 5)


def test_pages_and_command_line_follow_the_data(app, login, put, capsys):
    from app.cli import main

    put(
        periods=amended_periods("hearing_application", length=10),
        penalties=amended_penalties("AQ97", "first", "entity", [0, 50_000]),
    )
    officer = login("zhifa1")
    page = officer.get("/law/periods/hearing_application").get_data(as_text=True)
    assert f"{AMENDED} 起：10 个工作日" in page and f"2021-07-15 至 {AMENDED - timedelta(days=1)}：5 个工作日" in page
    page = officer.get(f"/law/penalties/AQ97?on={BEFORE}&decided_on={AFTER}").get_data(as_text=True)
    assert "50,000 元以下" in page and "从旧兼从轻" in page and "安全生产法（2026）第97条" in page
    assert main(["law", "period", "hearing_application", "--start", AFTER.isoformat(), "--json"]) == 0
    assert '"length": 10' in capsys.readouterr().out
