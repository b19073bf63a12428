"""The loader refuses a wrong file and names the rule; the shipped file holds every rule id of the catalogue."""

import re

import pytest
import yaml

from app.core.yaml_file import read_yaml
from app.law.penalty_file import PENALTIES_FILE, PenaltyDataError, load_penalties, read_penalties

TEXT = PENALTIES_FILE.read_text(encoding="utf-8")
AQ = "92-1 92-2 93 94 95 96 97 98 99 100 101 102 103-1 103-2 103-3a 103-3b 104 105 106 107 108 109 110 111 112 113 114-1 114-2"
OTHERS = "SG493-35 SG493-36 SG493-37-38 YJ708-32 XK-19 XK-20 XK-21 YH-36 CF15-45 YH16-26"


def test_every_rule_of_the_catalogue_is_there():
    book = load_penalties()
    assert list(book.rules) == [*(f"AQ{place}" for place in AQ.split(" ")), *OTHERS.split(" ")]
    assert {combo.id for combo in book.combos} == {"C1", "C2", "C3", "C4", "C5", "C6"}
    assert set(book.principles) == {f"P{number}" for number in range(1, 8)}
    assert len(book.circumstances) == 16


def test_every_rule_in_force_is_verified_and_the_old_law_is_not():
    for versions in load_penalties().rules.values():
        for rule in versions:
            assert rule.confidence == ("medium" if rule.law.id == "aqscf-2014" else "high"), rule.id


def edited(change) -> str:
    data = read_yaml(TEXT)
    change(data)
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def rule(data, key="AQ97"):
    return next(entry for entry in data["rules"] if entry["id"] == key)


def put(data, key, tier, subject, **fields):
    rule(data, key)["tiers"].setdefault(tier, {})[subject] = fields


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: put(data, "AQ97", "third", "entity"), "AQ97：档 third"),
        (lambda data: put(data, "AQ97", "first", "firm"), "AQ97：主体 firm"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[5, 1]), "AQ97 first entity：fine 的下限"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[0, 0]), "上限要大于零"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[-1, 5]), "AQ97 first entity"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[0.5, 5]), "两个整数"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=100000), "两个整数"),
        (lambda data: put(data, "AQ97", "first", "entity", fines=[0, 1]), "不认识的字段 fines"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[0, 1], mode="shall"), "must 或者 may"),
        (lambda data: put(data, "AQ97", "first", "entity", fine=[0, 1], percent_of_income=[1, 2]), "只能写一种"),
        (lambda data: put(data, "AQ97", "first", "entity", sanctions=["flogging"]), "处罚种类 flogging"),
        (lambda data: put(data, "AQ97", "first", "entity", bans=[{"years": 0, "scope": "x"}]), "years"),
        (lambda data: put(data, "AQ97", "first", "entity", by_grade={"huge": {"fine": [0, 1]}}), "等级 huge"),
        (lambda data: put(data, "AQ97", "serious", "entity", inherits="refusal"), "inherits"),
        (lambda data: rule(data).update(law="aqscf-1999"), "laws"),
        (lambda data: rule(data).update(order_to_correct="later"), "order_to_correct"),
        (lambda data: rule(data).update(confidence="sure"), "confidence"),
        (lambda data: rule(data).update(tiers={}), "AQ97：没有任何一档"),
        (lambda data: rule(data).update(colour="red"), "读不懂"),
        (lambda data: rule(data).update(paragraphs={"third": "1"}), "paragraphs 的档 third"),
        (lambda data: rule(data).update(cross_with=["AQ1"]), "AQ97：提到的规则 AQ1"),
        (lambda data: data["rules"].append(dict(rule(data))), "AQ97：安全生产法（2021） 与 安全生产法（2021）"),
        (lambda data: data["laws"]["aqscf-2014"].update(effective_to="2021-08-31"), "YYYY-MM-DD"),
        (lambda data: rule(data, "XK-20")["tiers"]["overdue"]["same_as"].update(tier="first"), "same_as"),
        (lambda data: data["accident_subtiers"]["grades"]["general"][0].update(fine=[300000, 400000]), "首尾相接"),
        (lambda data: data["accident_subtiers"]["grades"]["general"][2].update(fine=[700000, 1100000]), "正好是条文的幅度"),
        (lambda data: data["parameters"].update(band_split=[]), "band_split"),
        (lambda data: data["circumstances"]["L1"].update(effect="nice"), "情节 L1"),
        (lambda data: data.pop("rules"), "读不懂"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_the_place_named(change, told):
    with pytest.raises(PenaltyDataError, match=re.escape(told)):
        read_penalties(edited(change))


@pytest.mark.parametrize("text", ["", "[", "rules: 3", "laws: {a: {b: 1}}\nrules: []"])
def test_what_is_no_penalty_file_is_refused(text):
    with pytest.raises(PenaltyDataError, match="读不懂"):
        read_penalties(text)


def test_an_amendment_is_a_new_dated_rule_and_no_code():
    """A law of 2027 that raises article 97: conduct before it keeps the old range, also when decided after."""
    from datetime import date

    from app.law.penalty_ranges import Question, answer

    def amend(data):
        data["laws"]["aqscf-2021"]["effective_to"] = date(2026, 12, 31)
        data["laws"]["aqscf-2027"] = {"name": "安全生产法", "version": "2027", "effective_from": date(2027, 1, 1)}
        put_in = {**rule(data), "law": "aqscf-2027", "tiers": {"first": {"entity": {"fine": [50000, 300000]}}}}
        data["rules"].append(put_in)

    book = read_penalties(edited(amend))
    before, after = date(2026, 12, 31), date(2027, 1, 1)
    assert answer(Question("AQ97", "entity", "first", after), book).min == 50000
    assert answer(Question("AQ97", "entity", "first", before), book).max == 100000
    mid_case = answer(Question("AQ97", "entity", "first", before, decided_on=after), book)
    assert mid_case.max == 100000 and any("300,000" in text for text in mid_case.warnings)
