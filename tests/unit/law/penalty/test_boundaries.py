"""Every amount of the law, copied by hand from the articles: the ends are in, one cent beyond is out.

Each row: rule, subject, tier, facts, lowest yuan (0: the article says "X 以下"), highest yuan. Conduct in 2025 unless told.
"""

from datetime import date
from decimal import Decimal

import pytest

from app.law.penalty_ranges import Question, answer

CENT = Decimal("0.01")
OLD = {"on": date(2020, 6, 1)}  # the law of 2014
BEFORE_ORDER_14 = {"on": date(2023, 6, 1)}
WAN = 10_000

TABLE = [
    # 安全生产法 (2021)
    ("AQ92-1", "entity", "standing", {}, 3 * WAN, 10 * WAN),
    ("AQ92-2", "entity", "standing", {"gain_yuan": 0}, 10 * WAN, 20 * WAN),
    ("AQ92-2", "entity", "standing", {"gain_yuan": Decimal("99999.99")}, 10 * WAN, 20 * WAN),
    ("AQ92-2", "entity", "standing", {"gain_yuan": 100000}, 20 * WAN, 50 * WAN),
    ("AQ92-2", "entity", "serious", {"gain_yuan": 300000}, 60 * WAN, 150 * WAN),
    ("AQ92-2", "direct_responsible", "standing", {}, 5 * WAN, 10 * WAN),
    ("AQ93", "sole_investor", "accident", {}, 2 * WAN, 20 * WAN),
    ("AQ94", "main_responsible", "first", {"item": 5}, 2 * WAN, 5 * WAN),
    ("AQ94", "main_responsible", "overdue", {}, 5 * WAN, 10 * WAN),
    ("AQ95", "main_responsible", "accident", {"grade": "general", "income_yuan": 150000}, 60000, 60000),
    ("AQ95", "main_responsible", "accident", {"grade": "larger", "income_yuan": 150000}, 90000, 90000),
    ("AQ95", "main_responsible", "accident", {"grade": "major", "income_yuan": 150000}, 120000, 120000),
    ("AQ95", "main_responsible", "accident", {"grade": "extraordinary", "income_yuan": 150000}, 150000, 150000),
    ("AQ95", "main_responsible", "accident", {"deaths": 3, "income_yuan": Decimal("80000.50")}, Decimal("48000.30"), Decimal("48000.30")),
    ("AQ96", "other_managers", "first", {}, 1 * WAN, 3 * WAN),
    ("AQ96", "other_managers", "accident", {"income_yuan": 100000}, 2 * WAN, 5 * WAN),
    ("AQ97", "entity", "first", {"item": 1}, 0, 10 * WAN),
    ("AQ97", "entity", "first", {"item": 7}, 0, 10 * WAN),
    ("AQ97", "entity", "overdue", {"item": 7}, 10 * WAN, 20 * WAN),
    ("AQ97", "direct_responsible", "overdue", {}, 2 * WAN, 5 * WAN),
    ("AQ98", "entity", "first", {"item": 1}, 10 * WAN, 50 * WAN),
    ("AQ98", "direct_responsible", "first", {}, 2 * WAN, 5 * WAN),
    ("AQ98", "entity", "overdue", {}, 50 * WAN, 100 * WAN),
    ("AQ98", "direct_responsible", "overdue", {}, 5 * WAN, 10 * WAN),
    ("AQ99", "entity", "first", {"item": 8}, 0, 5 * WAN),
    ("AQ99", "entity", "overdue", {"item": 4}, 5 * WAN, 20 * WAN),
    ("AQ99", "direct_responsible", "overdue", {}, 1 * WAN, 2 * WAN),
    ("AQ101", "entity", "first", {"item": 3}, 0, 10 * WAN),
    ("AQ101", "entity", "overdue", {"item": 5}, 10 * WAN, 20 * WAN),
    ("AQ101", "direct_responsible", "overdue", {}, 2 * WAN, 5 * WAN),
    ("AQ102", "entity", "first", {}, 0, 5 * WAN),
    ("AQ102", "direct_responsible", "refusal", {}, 5 * WAN, 10 * WAN),
    ("AQ103-1", "entity", "first", {}, 10 * WAN, 20 * WAN),
    ("AQ103-1", "entity", "first", {"gain_yuan": 99999}, 10 * WAN, 20 * WAN),
    ("AQ103-1", "entity", "first", {"gain_yuan": 100000}, 20 * WAN, 50 * WAN),
    ("AQ103-1", "entity", "first", {"gain_yuan": 250000}, 50 * WAN, 125 * WAN),
    ("AQ103-1", "direct_responsible", "first", {}, 1 * WAN, 2 * WAN),
    ("AQ103-2", "entity", "first", {}, 0, 5 * WAN),
    ("AQ103-2", "direct_responsible", "first", {}, 0, 1 * WAN),
    ("AQ103-3a", "entity", "first", {}, 0, 10 * WAN),
    ("AQ103-3a", "direct_responsible", "first", {}, 0, 2 * WAN),
    ("AQ103-3b", "entity", "standing", {"gain_yuan": 0}, 10 * WAN, 20 * WAN),
    ("AQ103-3b", "entity", "standing", {"gain_yuan": 200000}, 40 * WAN, 100 * WAN),
    ("AQ103-3b", "direct_responsible", "standing", {}, 5 * WAN, 10 * WAN),
    ("AQ104", "entity", "first", {}, 0, 5 * WAN),
    ("AQ104", "direct_responsible", "first", {}, 0, 1 * WAN),
    ("AQ105", "entity", "first", {"item": 2}, 0, 5 * WAN),
    ("AQ105", "direct_responsible", "first", {"item": 1}, 0, 1 * WAN),
    ("AQ106", "main_responsible", "standing", {}, 2 * WAN, 10 * WAN),
    ("AQ106", "sole_investor", "standing", {}, 2 * WAN, 10 * WAN),
    ("AQ108", "entity", "refusal", {}, 2 * WAN, 20 * WAN),
    ("AQ108", "direct_responsible", "refusal", {}, 1 * WAN, 2 * WAN),
    ("AQ109", "entity", "first", {}, 5 * WAN, 10 * WAN),
    ("AQ109", "entity", "overdue", {}, 10 * WAN, 20 * WAN),
    ("AQ110", "main_responsible", "accident", {"income_yuan": 200000}, 12 * WAN, 20 * WAN),
    ("AQ112", "entity", "refusal", {"original_fine_yuan": 30000, "days": 12}, 36 * WAN, 36 * WAN),
    ("AQ114-1", "entity", "accident", {"grade": "general"}, 30 * WAN, 100 * WAN),
    ("AQ114-1", "entity", "accident", {"grade": "larger"}, 100 * WAN, 200 * WAN),
    ("AQ114-1", "entity", "accident", {"grade": "major"}, 200 * WAN, 1000 * WAN),
    ("AQ114-1", "entity", "accident", {"grade": "extraordinary"}, 1000 * WAN, 2000 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 1} | BEFORE_ORDER_14, 30 * WAN, 100 * WAN),
    ("AQ114-2", "entity", "serious", {"original_fine_yuan": 800000}, 160 * WAN, 400 * WAN),
    ("AQ114-2", "entity", "serious", {"original_fine_yuan": 800000, "grade": "general"}, 160 * WAN, 400 * WAN),
    ("AQ114-2", "entity", "serious", {"grade": "extraordinary"}, 2000 * WAN, 10000 * WAN),
    # 14号令 (2024): what splits the accident fines
    ("AQ114-1", "entity", "accident", {"deaths": 0, "injuries": 2, "loss_yuan": 2999999}, 30 * WAN, 50 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 0, "injuries": 3, "loss_yuan": 0}, 50 * WAN, 70 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 0, "injuries": 0, "loss_yuan": 3000000}, 50 * WAN, 70 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 1, "injuries": 0, "loss_yuan": 0}, 50 * WAN, 70 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 1, "injuries": 6, "loss_yuan": 0}, 70 * WAN, 100 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 2, "injuries": 0, "loss_yuan": 0}, 70 * WAN, 100 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 3, "injuries": 0, "loss_yuan": 0}, 100 * WAN, 120 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 4, "injuries": 0, "loss_yuan": 20000000}, 120 * WAN, 150 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 6, "injuries": 0, "loss_yuan": 0}, 120 * WAN, 150 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 7, "injuries": 0, "loss_yuan": 0}, 150 * WAN, 200 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 12, "injuries": 0, "loss_yuan": 0}, 200 * WAN, 400 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 13, "injuries": 0, "loss_yuan": 0}, 400 * WAN, 600 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 29, "injuries": 0, "loss_yuan": 0}, 600 * WAN, 1000 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 30, "injuries": 0, "loss_yuan": 0}, 1000 * WAN, 1200 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 40, "injuries": 0, "loss_yuan": 0}, 1200 * WAN, 1500 * WAN),
    ("AQ114-1", "entity", "accident", {"deaths": 50, "injuries": 0, "loss_yuan": 0}, 1500 * WAN, 2000 * WAN),
    # other regulations
    ("SG493-35", "main_responsible", "accident", {"income_yuan": 100000}, 4 * WAN, 8 * WAN),
    ("SG493-36", "entity", "accident", {}, 100 * WAN, 500 * WAN),
    ("SG493-36", "main_responsible", "accident", {"income_yuan": 100000}, 6 * WAN, 10 * WAN),
    ("SG493-36", "direct_responsible", "accident", {"income_yuan": 50000}, 3 * WAN, 5 * WAN),
    ("YJ708-32", "entity", "overdue", {}, 3 * WAN, 5 * WAN),
    ("YJ708-32", "direct_responsible", "overdue", {}, 1 * WAN, 2 * WAN),
    ("XK-19", "entity", "standing", {}, 10 * WAN, 50 * WAN),
    ("XK-20", "entity", "first", {}, 5 * WAN, 10 * WAN),
    ("XK-20", "entity", "overdue", {}, 10 * WAN, 50 * WAN),
    ("XK-21", "entity", "standing", {}, 10 * WAN, 50 * WAN),
    ("YH-36", "entity", "standing", {}, 2 * WAN, 10 * WAN),
    ("CF15-45", "entity", "first", {}, 1 * WAN, 3 * WAN),
    ("CF15-45", "main_responsible", "first", {}, 1000, 1 * WAN),
    ("CF15-45", "direct_responsible", "first", {}, 1000, 1 * WAN),
    ("YH16-26", "entity", "standing", {}, 0, 3 * WAN),
    # 安全生产法 (2014), for conduct before 2021-09-01
    ("AQ92-2", "direct_responsible", "standing", OLD, 2 * WAN, 5 * WAN),
    ("AQ94", "main_responsible", "overdue", OLD, 2 * WAN, 5 * WAN),
    ("AQ95", "main_responsible", "accident", OLD | {"grade": "general", "income_yuan": 100000}, 3 * WAN, 3 * WAN),
    ("AQ95", "main_responsible", "accident", OLD | {"grade": "extraordinary", "income_yuan": 100000}, 8 * WAN, 8 * WAN),
    ("AQ97", "entity", "first", OLD | {"item": 7}, 0, 5 * WAN),
    ("AQ97", "entity", "overdue", OLD, 5 * WAN, 10 * WAN),
    ("AQ97", "direct_responsible", "overdue", OLD, 1 * WAN, 2 * WAN),
    ("AQ98", "entity", "overdue", OLD, 50 * WAN, 100 * WAN),
    ("AQ98", "direct_responsible", "overdue", OLD, 2 * WAN, 5 * WAN),
    ("AQ99", "entity", "overdue", OLD | {"item": 6}, 5 * WAN, 20 * WAN),
    ("AQ101", "entity", "first", OLD, 0, 10 * WAN),
    ("AQ102", "entity", "refusal", OLD, 10 * WAN, 50 * WAN),
    ("AQ102", "direct_responsible", "refusal", OLD, 2 * WAN, 5 * WAN),
    ("AQ114-1", "entity", "accident", OLD | {"grade": "general"}, 20 * WAN, 50 * WAN),
    ("AQ114-1", "entity", "accident", OLD | {"grade": "larger"}, 50 * WAN, 100 * WAN),
    ("AQ114-1", "entity", "accident", OLD | {"grade": "major"}, 100 * WAN, 500 * WAN),
    ("AQ114-1", "entity", "accident", OLD | {"grade": "extraordinary"}, 500 * WAN, 1000 * WAN),
    ("AQ114-2", "entity", "serious", OLD | {"grade": "extraordinary"}, 1000 * WAN, 2000 * WAN),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(str(part) for part in (*row[:3], *row[3].values())))
def test_the_ends_are_in_and_one_cent_beyond_is_out(row):
    rule, subject, tier, facts, low, high = row

    def asked(fine):
        fine = None if fine is None else Decimal(fine)
        return answer(Question(rule, subject, tier, **{"on": date(2025, 6, 1)} | facts, fine_yuan=fine))

    told = asked(None)
    assert (told.min, told.max, told.allowed) == (low, high, True), told.reason
    assert told.basis and "fine" in told.sanctions
    assert asked(high).allowed
    assert not asked(high + CENT).allowed
    assert not asked(0).allowed and not asked(-1).allowed
    assert asked(low or CENT).allowed
    assert not asked(low - CENT).allowed
    assert "第" in asked(high + CENT).reason, "a refusal names the article"


# who is punished at all: rule, tier → the subjects that have a fine there
FINED = [
    ("AQ92-1", "standing", {"entity"}),
    ("AQ93", "first", set()),
    ("AQ93", "overdue", set()),
    ("AQ93", "accident", {"sole_investor"}),
    ("AQ94", "first", {"main_responsible"}),
    ("AQ94", "overdue", {"main_responsible"}),
    ("AQ94", "accident", set()),
    ("AQ96", "first", {"other_managers"}),
    ("AQ97", "first", {"entity"}),
    ("AQ97", "overdue", {"entity", "direct_responsible"}),
    ("AQ98", "first", {"entity", "direct_responsible"}),
    ("AQ99", "first", {"entity"}),
    ("AQ99", "overdue", {"entity", "direct_responsible"}),
    ("AQ99", "serious", set()),
    ("AQ101", "first", {"entity"}),
    ("AQ102", "first", {"entity"}),
    ("AQ102", "refusal", {"direct_responsible"}),
    ("AQ103-1", "first", {"entity", "direct_responsible"}),
    ("AQ103-2", "overdue", set()),
    ("AQ104", "first", {"entity", "direct_responsible"}),
    ("AQ105", "overdue", set()),
    ("AQ106", "standing", {"main_responsible", "sole_investor"}),
    ("AQ108", "refusal", {"entity", "direct_responsible"}),
    ("AQ109", "overdue", {"entity"}),
    ("AQ112", "refusal", {"entity"}),
    ("AQ113", "standing", set()),
    ("YJ708-32", "overdue", {"entity", "direct_responsible"}),
    ("XK-19", "standing", {"entity"}),
    ("YH16-26", "standing", {"entity"}),
]
SUBJECTS = ["entity", "main_responsible", "other_managers", "direct_responsible", "sole_investor"]
FACTS = {"original_fine_yuan": Decimal(20000), "days": 1, "income_yuan": Decimal(100000)}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize(("rule", "tier", "fined"), FINED, ids=lambda part: part if isinstance(part, str) else "")
def test_only_whom_the_article_names_is_fined(rule, tier, fined, subject):
    told = answer(Question(rule, subject, tier, date(2025, 6, 1), **FACTS))
    assert (told.max is not None) == (subject in fined)
    if subject not in fined:
        refused = answer(Question(rule, subject, tier, date(2025, 6, 1), **FACTS, fine_yuan=Decimal(20000)))
        assert not refused.allowed and "第" in refused.reason


def test_a_share_of_income_that_is_no_whole_cent_never_widens_the_range():
    asked = Question("AQ96", "other_managers", "accident", on=date(2025, 6, 1), income_yuan=Decimal("100000.01"))
    found = answer(asked)  # 20 % is 20,000.002, 50 % is 50,000.005
    assert (found.min, found.max) == (Decimal("20000.01"), Decimal("50000.00"))
