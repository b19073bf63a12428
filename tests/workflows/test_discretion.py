"""`workflows/discretion_*.dmn`: the tier of a violation at the very counts, and what circumstances do to the share."""

from decimal import Decimal

import pytest

from tests.tables import judged


def tier(key: str, **facts) -> tuple:
    found = judged(key, **{"repeated": 0} | facts)
    assert found["reason"] and found["evidence"] and "安全生产法" in found["article"]
    assert 0 <= found["ratio_min"] < found["ratio_max"] <= 1
    return found["tier"], str(found["ratio_min"]), str(found["ratio_max"])


@pytest.mark.parametrize(
    ("uncertified", "major_hazard", "expected"),
    [(1, False, ("A", "0", "0.3")), (1, True, ("B", "0.3", "0.5")), (2, False, ("B", "0.3", "0.6")),
     (4, True, ("B", "0.3", "0.6")), (5, False, ("C", "0.6", "1"))],
)  # fmt: skip
def test_uncertified_special_operators_by_their_number(uncertified, major_hazard, expected):
    assert tier("discretion_97_7", uncertified=uncertified, major_hazard=major_hazard) == expected


@pytest.mark.parametrize(
    ("key", "facts", "expected"),
    [
        ("discretion_97_3", {"untrained": 2, "high_risk_post": False}, "A"),
        ("discretion_97_3", {"untrained": 2, "high_risk_post": True}, "B"),
        ("discretion_97_3", {"untrained": 3, "high_risk_post": False}, "B"),
        ("discretion_97_3", {"untrained": 9, "high_risk_post": True}, "B"),
        ("discretion_97_3", {"untrained": 10, "high_risk_post": False}, "C"),
        ("discretion_97_5", {"unrecorded": 2, "major_hazard": False}, "A"),
        ("discretion_97_5", {"unrecorded": 3, "major_hazard": False}, "B"),
        ("discretion_97_5", {"unrecorded": 1, "major_hazard": True}, "C"),
        ("discretion_99_1", {"places": 2}, "A"),
        ("discretion_99_1", {"places": 3}, "B"),
        ("discretion_99_1", {"places": 5}, "B"),
        ("discretion_99_1", {"places": 6}, "C"),
        ("discretion_99_2", {"devices": 1, "major_hazard": False}, "A"),
        ("discretion_99_2", {"devices": 2, "major_hazard": False}, "B"),
        ("discretion_99_2", {"devices": 4, "major_hazard": False}, "B"),
        ("discretion_99_2", {"devices": 5, "major_hazard": False}, "C"),
        ("discretion_99_2", {"devices": 1, "major_hazard": True}, "C"),
        ("discretion_101_3", {"operations": 1, "accident_risk": False}, "A"),
        ("discretion_101_3", {"operations": 2, "accident_risk": False}, "B"),
        ("discretion_101_3", {"operations": 1, "accident_risk": True}, "C"),
        ("discretion_101_5", {"breach": "no_system", "employees": 99}, "A"),
        ("discretion_101_5", {"breach": "no_system", "employees": 100}, "B"),
        ("discretion_101_5", {"breach": "unreported", "employees": 10}, "B"),
        ("discretion_101_5", {"breach": "both", "employees": 10}, "C"),
        ("discretion_102", {"hazards": 2, "major_hazard": False}, "A"),
        ("discretion_102", {"hazards": 3, "major_hazard": False}, "B"),
        ("discretion_102", {"hazards": 1, "major_hazard": True}, "C"),
    ],
)
def test_the_tier_changes_at_the_count_the_table_names_and_with_a_second_violation(key, facts, expected):
    assert tier(key, **facts)[0] == expected
    assert tier(key, repeated=1, **facts) == ("C", "0.7", "1")


@pytest.mark.parametrize(
    ("lenient", "harsh", "direction", "low", "high"),
    [(False, False, "normal", "0", "1"), (True, False, "lenient", "0", "0.3"), (False, True, "harsh", "0.7", "1"),
     (True, True, "discuss", "0", "1")],
)  # fmt: skip
def test_circumstances_move_the_share_and_both_kinds_together_are_deliberated(lenient, harsh, direction, low, high):
    found = judged("discretion_direction", lenient=lenient, harsh=harsh)
    assert (found["direction"], found["ratio_min"], found["ratio_max"]) == (direction, Decimal(low), Decimal(high))
