"""Who may be punished, by which version of the law, with what together: the refusals name the article and the way on."""

from datetime import date
from decimal import Decimal

import pytest

from app.law.penalty_ranges import Question, answer

ON = date(2025, 6, 1)
LAST_OF_2014 = date(2021, 8, 31)


def ask(rule, subject="entity", tier="first", on=ON, fine=None, **facts):
    fine = None if fine is None else Decimal(fine)
    return answer(Question(rule, subject, tier, on, fine_yuan=fine, **facts))


# --- persons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["AQ97", "AQ99", "AQ101", "AQ102"])
@pytest.mark.parametrize("subject", ["direct_responsible", "main_responsible", "other_managers"])
def test_no_personal_fine_at_the_first_tier_and_the_way_on(rule, subject):
    refused = ask(rule, subject, fine=20000)
    assert not refused.allowed and refused.max is None
    assert "AQ94" in refused.reason and "AQ96" in refused.reason


def test_article_102_fines_persons_only_on_refusal():
    assert "没有 overdue" in ask("AQ102", "direct_responsible", "overdue").reason
    assert "refusal" in ask("AQ102", "direct_responsible", "first").reason
    assert ask("AQ102", "direct_responsible", "refusal", fine=50000).allowed


def test_on_refusal_article_102_has_no_further_fine_for_the_entity():
    refused = ask("AQ102", "entity", "refusal", fine=50000)
    assert not refused.allowed and "责令停产停业整顿" in refused.reason and "112" in refused.reason
    assert ask("AQ102", "entity", "refusal").allowed


def test_the_first_tier_of_article_94_does_not_fine_the_entity():
    assert not ask("AQ94", "entity", "first", fine=30000).allowed
    assert ask("AQ94", "entity", "overdue").sanctions == ("suspend_business",)


# --- what does not exist ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Question("AQ1", "entity", "first", ON), "现有规则：AQ92-1"),
        (Question("AQ97", "entity", "third", ON), "overdue"),
        (Question("AQ97", "company", "first", ON), "不认识的主体"),
        (Question("AQ97", "entity", "first", ON, item=8), "7 特种作业"),
        (Question("AQ94", "main_responsible", "first", ON, item=8), "全员责任制"),
        (Question("AQ106", "main_responsible", "standing", ON, item=0), "没有第 0 项"),
        (Question("AQ95", "main_responsible", "accident", ON, income_yuan=Decimal(1)), "事故等级"),
        (Question("AQ95", "main_responsible", "accident", ON, grade="huge"), "没有事故等级 huge"),
        (Question("AQ97", "entity", "first", ON, grade="huge"), "没有事故等级 huge"),
        (Question("AQ105", "main_responsible", "first", ON), "直接负责的，按 direct_responsible"),
        (Question("AQ95", "main_responsible", "accident", ON, grade="larger"), "上一年年收入的60%"),
        (Question("AQ110", "main_responsible", "accident", ON), "60%至100%"),
        (Question("AQ112", "entity", "refusal", ON, days=3), "original_fine"),
        (Question("AQ112", "entity", "refusal", ON, original_fine_yuan=Decimal(1), days=0), "天数至少 1 日"),
        (Question("AQ112", "main_responsible", "refusal", ON), "本档可罚：entity"),
        (Question("AQ114-2", "entity", "serious", ON), "original_fine"),
        (Question("AQ114-2", "entity", "serious", ON, original_fine_yuan=Decimal(299999)), "不能作倍数的基数"),
        (
            Question("AQ114-2", "entity", "serious", ON, original_fine_yuan=Decimal(950000), deaths=3),
            "不能作倍数的基数",
        ),
        (Question("AQ97", "entity", "first", ON, circumstances=("L9",)), "没有情节 L9"),
        (Question("AQ97", "entity", "first", ON, sanctions=("prison",)), "没有处罚种类"),
        (Question("AQ103-1", "entity", "first", ON, gain_yuan=Decimal(-1)), "不能是负数"),
        (Question("AQ95", "main_responsible", "accident", ON, grade="larger", income_yuan=Decimal(0)), "大于零"),
        (Question("AQ97", "entity", "first", ON, decided_on=date(2025, 5, 31)), "早于"),
        (Question("AQ100", "entity", "standing", ON), "危险化学品安全法"),
        (Question("AQ107", "direct_responsible", "standing", ON), "没有罚款权"),
        (Question("AQ111", "main_responsible", "standing", ON), "处分"),
        (Question("SG493-37-38", "entity", "accident", ON), "AQ114-1"),
        (Question("CF15-45", "entity", "first", date(2026, 2, 1)), "18号"),
        (Question("AQ97", "entity", "first", date(2014, 11, 30)), "2014-12-01"),
        (Question("AQ109", "entity", "first", LAST_OF_2014), "罚法第37条"),
    ],
)
def test_what_cannot_be_answered_says_what_exists(question, told):
    refused = answer(question)
    assert not refused.allowed and told in refused.reason


def test_the_percentage_is_told_even_without_the_income():
    assert answer(Question("AQ96", "other_managers", "accident", ON)).percent == (20, 50)


def test_an_item_that_is_not_recorded_is_doubted():
    told = ask("CF15-45", item=3)
    assert told.allowed and told.basis.endswith("第45条第3项") and any("项号未核对" in text for text in told.warnings)
    assert ask("AQ97", item="7").basis.endswith("第97条第7项")
    assert ask("AQ94", "main_responsible", item=5).basis.endswith("第94条第1款（第21条第5项）")


# --- together ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "subject", "tier", "facts", "sanctions", "missing"),
    [
        ("AQ97", "entity", "overdue", {}, ("fine",), "责令停产停业整顿"),
        ("AQ97", "entity", "overdue", {}, ("suspend_business",), "罚款"),
        ("AQ97", "entity", "overdue", {}, ("fine", "suspend_business"), None),
        ("AQ98", "entity", "first", {}, ("fine",), "责令停止建设"),
        ("AQ98", "entity", "first", {}, ("fine", "stop_construction"), None),
        ("AQ102", "entity", "refusal", {}, ("suspend_business", "fine"), "罚款"),
        ("AQ103-1", "entity", "first", {"gain_yuan": Decimal(50000)}, ("fine",), "没收违法所得"),
        ("AQ103-1", "entity", "first", {"gain_yuan": Decimal(50000)}, ("confiscate_gain",), None),
        ("AQ103-1", "entity", "first", {"gain_yuan": Decimal(100000)}, ("confiscate_gain",), "罚款"),
        ("AQ97", "entity", "first", {"gain_yuan": Decimal(3000)}, ("fine",), "没收违法所得"),
        ("AQ97", "entity", "first", {}, ("fine", "revoke_license"), "吊销"),
        ("CF15-45", "entity", "first", {}, ("warning",), None),
        ("CF15-45", "entity", "first", {}, ("fine",), "警告"),
        ("AQ92-2", "entity", "standing", {}, ("fine",), None),
    ],
)
def test_kinds_that_the_article_joins_are_imposed_together(rule, subject, tier, facts, sanctions, missing):
    told = ask(rule, subject, tier, sanctions=sanctions, **facts)
    assert told.allowed == (missing is None)
    assert missing is None or missing in told.reason


def test_gain_is_confiscated_where_the_article_is_silent():
    told = ask("AQ97", gain_yuan=Decimal(3000))
    assert told.sanctions == ("fine", "confiscate_gain") and "行政处罚法（2021）第28条" in told.basis
    assert "confiscate_gain" not in ask("AQ97", gain_yuan=Decimal(0)).sanctions
    before_the_law = ask("AQ97", on=date(2021, 7, 14), gain_yuan=Decimal(3000))
    assert "confiscate_gain" not in before_the_law.sanctions


def test_bans_and_other_authorities_are_told():
    lasting = ask("AQ92-2", "entity", "serious").bans
    assert len(lasting) == 1 and lasting[0].startswith("终身")
    assert "5年内" in ask("AQ92-2", "entity", "standing").bans[0]
    assert len(ask("AQ94", "main_responsible", "accident").bans) == 2
    assert any("县级以上人民政府" in note for note in ask("AQ113", "entity", "standing").notes)
    assert any("180 日内受 3 次" in note for note in ask("AQ113", "entity", "standing").notes)
    assert ask("AQ98").choices == (("stop_construction", "suspend_business"),)


# --- mitigation and circumstances -------------------------------------------------------------------------------------


BOSS, FIRM, LATE_FIRM = (
    ("AQ94", "main_responsible", "first"),
    ("AQ97", "entity", "first"),
    ("AQ97", "entity", "overdue"),
)


@pytest.mark.parametrize(
    ("breach", "fine", "mitigated", "circumstances", "allowed", "told"),
    [
        (BOSS, "19999.99", False, (), False, "第32条"),
        (BOSS, "15000", True, (), False, "L1 至 L7"),
        (BOSS, "15000", False, ("L1",), False, "减轻"),
        (BOSS, "15000", True, ("A1",), False, "L1"),
        (BOSS, "15000", True, ("L1",), True, "集体讨论"),
        (BOSS, "0.01", True, ("L3",), True, ""),
        (BOSS, "0", True, ("L1",), False, "大于零"),
        (BOSS, "0.001", True, ("L1",), False, "到分"),
        (BOSS, "60000", True, ("L1",), False, "请不超过上限"),
        (FIRM, "5000", True, ("L1",), False, "没有写下限"),
        (LATE_FIRM, "90000", True, ("L1",), True, ""),
        (LATE_FIRM, "90000", True, ("L6",), False, "L1"),  # the age of a person does not help an entity
        (BOSS, "30000", False, ("N1",), False, "不予处罚"),
        (BOSS, "30000", False, ("N3",), False, "第33条第2款"),
        (BOSS, "30000", False, ("N2",), True, ""),
    ],
)
def test_below_the_minimum_only_with_a_circumstance_and_never_zero(
    breach, fine, mitigated, circumstances, allowed, told
):
    answered = ask(*breach, fine=fine, mitigated=mitigated, circumstances=circumstances)
    assert answered.allowed is allowed and told in answered.reason


def test_a_fixed_percentage_has_no_leeway_but_can_be_mitigated():
    facts = {"grade": "larger", "income_yuan": Decimal(100000)}
    wrong_grade = ask("AQ95", "main_responsible", "accident", fine=40000, **facts)
    assert not wrong_grade.allowed and "固定比例" in wrong_grade.reason
    assert ask(
        "AQ95", "main_responsible", "accident", fine=40000, mitigated=True, circumstances=("L4",), **facts
    ).allowed
    assert not ask("AQ95", "main_responsible", "accident", fine=60001, **facts).allowed


def test_a_mitigation_that_is_none_and_mixed_circumstances_are_warned_of():
    told = ask("AQ94", "main_responsible", fine=20000, mitigated=True, circumstances=("L1", "A2"))
    assert told.allowed and any("属于从轻" in text for text in told.warnings)
    assert any("集体讨论" in text for text in told.warnings) and "第32条第1项" in told.basis


def test_a_daily_penalty_is_exactly_the_fine_times_the_days():
    facts = {"original_fine_yuan": Decimal(50000), "days": 7}
    assert ask("AQ112", tier="refusal", fine=350000, **facts).allowed
    short = ask("AQ112", tier="refusal", fine=349999, **facts)
    assert not short.allowed and "没有裁量幅度" in short.reason
    assert ask("AQ112", tier="refusal", **facts).mode == "may"
    assert any("次日" in note for note in ask("AQ112", tier="refusal", **facts).notes)


# --- old law and new law ----------------------------------------------------------------------------------------------


def test_the_law_at_the_conduct_applies_when_the_new_one_is_heavier():
    told = ask("AQ97", on=LAST_OF_2014, decided_on=date(2022, 3, 1), fine=60000)
    assert (told.version, told.max, told.allowed) == ("2014-12-01", 50000, False)
    both = next(text for text in told.warnings if "从旧兼从轻" in text)
    assert "第94条" in both and "第97条" in both and "50,000" in both and "100,000" in both
    assert ask("AQ97", on=date(2021, 9, 1), decided_on=date(2022, 3, 1), fine=60000).allowed


def test_the_new_law_applies_when_it_is_lighter():
    told = ask("AQ102", tier="refusal", on=LAST_OF_2014, decided_on=date(2022, 3, 1), fine=200000)
    assert told.version == "2021-09-01" and not told.allowed and told.max is None
    assert ask("AQ102", tier="refusal", on=LAST_OF_2014, decided_on=LAST_OF_2014, fine=200000).allowed


def test_a_fine_that_may_be_is_lighter_than_one_that_must_be():
    told = ask("AQ104", on=LAST_OF_2014, decided_on=ON)
    assert (told.mode, told.max) == ("may", 50000) and any(
        "可以罚款 0 元至 50,000 元" in text for text in told.warnings
    )


def test_what_was_not_punished_then_is_not_punished_now():
    assert not ask("AQ96", "other_managers", on=LAST_OF_2014, decided_on=ON, fine=10000).allowed
    assert not ask("AQ102", "entity", "first", on=LAST_OF_2014, decided_on=ON, fine=10000).allowed
    assert not ask("AQ99", on=LAST_OF_2014, item=8, fine=10000).allowed


def test_neither_range_is_lighter_the_old_one_stays_and_both_are_shown():
    told = ask("AQ114-1", tier="accident", on=date(2024, 2, 29), decided_on=ON, deaths=1)
    assert (told.min, told.max) == (300000, 1000000)
    assert any("700,000" in text and "有轻有重" in text for text in told.warnings)
    minor = ask("AQ114-1", tier="accident", on=date(2024, 2, 29), decided_on=ON, injuries=1)
    assert (minor.min, minor.max) == (300000, 500000)


def test_a_repealed_rule_serves_conduct_before_its_end_with_a_doubt():
    for decided_on in (None, date(2026, 1, 31)):
        assert ask("CF15-45", on=date(2026, 1, 31), decided_on=decided_on, fine=20000).allowed
    later = ask("CF15-45", on=date(2026, 1, 31), decided_on=date(2026, 2, 1), fine=20000)
    assert later.allowed and any("18号" in text and text.startswith("待核") for text in later.warnings)


def test_unverified_amounts_say_so():
    old = ask("AQ97", on=LAST_OF_2014)
    assert old.confidence == "medium" and any(
        text.startswith("待核") and "penalties.yaml" in text for text in old.warnings
    )
    assert ask("AQ97").confidence == "high" and ask("AQ97").warnings == ()
    assert ask("AQ114-1", tier="accident", deaths=1).confidence == "medium"
    assert ask("AQ114-1", tier="accident", grade="general").confidence == "high"
