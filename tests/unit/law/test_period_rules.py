"""The rule file: complete, typed, and refused with the rule's name when it is wrong."""

from datetime import date

import pytest
import yaml

from app.core.yaml_file import read_yaml
from app.law.period_rules import RULES_FILE, PeriodDataError, Unit, load_rules, read_rules

GOOD = {
    "id": "sample", "name_zh": "样例", "procedure": "0", "start_event": "某日", "length": 5, "unit": "calendar_day",
    "binds": "agency", "rolls_to_next_working_day": False, "on_lapse": "无", "confidence": "high",
    "basis": {"law": "行政处罚法", "article": "64,85", "version": "2021"}, "effective_from": "2021-07-15",
}  # fmt: skip


def text(*rules):
    return yaml.safe_dump(
        {"meta": {"suspension_grounds": {"appraisal": "鉴定"}}, "rules": list(rules)}, allow_unicode=True
    )


def test_the_shipped_rules_load_and_keep_their_ids():
    rules = load_rules()
    entries = read_yaml(RULES_FILE.read_text(encoding="utf-8"))["rules"]
    assert sum(map(len, rules.versions.values())) == len(entries)
    assert {"hearing_application", "fine_payment", "penalty_decision", "sealing"} <= rules.versions.keys()
    old, new = rules.versions["hearing_application"]
    assert (old.length, old.unit, new.length, new.unit) == (3, Unit.CALENDAR_DAY, 5, Unit.WORKING_DAY)


def test_both_ends_of_a_version_are_inclusive():
    rules = load_rules()
    assert rules.version_on("hearing_application", date(2021, 7, 14)).basis.version == "1996"
    assert rules.version_on("hearing_application", date(2021, 7, 15)).basis.version == "2021"
    assert rules.version_on("hearing_application", date(1996, 9, 30)) is None


def test_a_running_period_finds_its_version_again():
    rules = load_rules()
    for versions in rules.versions.values():
        for rule in versions:
            assert rules.version(rule.id, rule.version) is rule
    assert rules.version("archiving", "base").length == 30


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (("行政处罚法", "64,85", "2021"), "行政处罚法（2021）第64条、第85条"),
        (
            ("行政处罚法；行政强制法", "72,73；45", "2021；2011"),
            "行政处罚法（2021）第72条、第73条；行政强制法（2011）第45条",
        ),
        (("某办法（应急管理部令第18号）", "未核", "2026"), "某办法（应急管理部令第18号，2026），条号待核"),
        (("内控惯例", "无", "未核"), "内控惯例"),
        (("某办法", "听证一节", "2015"), "某办法（2015）听证一节"),
    ],
)
def test_a_basis_reads_as_a_citation(basis, words):
    law, article, version = basis
    rule = read_rules(text(GOOD | {"basis": {"law": law, "article": article, "version": version}})).versions["sample"][
        0
    ]
    assert str(rule.basis) == words


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"length": 0}, "长度"),
        ({"length": "5"}, "长度"),
        ({"length": True}, "长度"),
        ({"length": None}, "parameter"),
        ({"unit": "week"}, "week"),
        ({"kind": "maybe"}, "maybe"),
        ({"direction": "sideways"}, "sideways"),
        ({"binds": "nobody"}, "nobody"),
        ({"rolls_to_next_working_day": "no"}, "true"),
        ({"effective_from": "2021-7-15"}, "YYYY-MM-DD"),
        ({"effective_from": "2021-02-30"}, "day"),
        ({"effective_to": "2020-01-01"}, "止日"),
        ({"suspended_by": ["weather"]}, "事由"),
        ({"suspended_by": ["appraisal"], "unit": "hour"}, "小时制"),
        ({"suspended_by": ["appraisal"], "direction": "backward"}, "倒数"),
        ({"surprise": 1}, "surprise"),
        ({"basis": {"law": "行政处罚法"}}, "article"),
        ({"extension": {"by_whom": "负责人", "length": 1, "unit": "month", "times": 1, "rule": "absent"}}, "absent"),
    ],
)
def test_bad_data_is_refused_and_names_the_rule(change, told):
    with pytest.raises(PeriodDataError, match="sample") as refused:
        read_rules(text(GOOD | change))
    assert told in str(refused.value)


def test_a_missing_field_and_overlapping_versions_are_refused():
    with pytest.raises(PeriodDataError, match="sample.*length"):
        read_rules(text({key: value for key, value in GOOD.items() if key != "length"}))
    with pytest.raises(PeriodDataError, match="sample.*重叠"):
        read_rules(text(GOOD | {"effective_to": "2025-01-01"}, GOOD | {"effective_from": "2025-01-01"}))


@pytest.mark.parametrize(
    "broken", ["", "rules: []", "[1", "meta: {suspension_grounds: {}}\nrules: 3", "meta: 1\nrules: []"]
)
def test_a_file_of_another_shape_is_refused(broken):
    with pytest.raises(PeriodDataError, match="读不懂"):
        read_rules(broken)
