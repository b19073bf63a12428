"""What the invented bureau dealt with earlier in the year and beside its day: short rows, the usual way to the usual end."""

from app.demo.hazard_rows import HAZARDS, earlier_hazards
from app.demo.scenarios import DUAL

SPARED = {"entity": {"outcome": "no_penalty"}}

# settled and archived: (enterprise, begins days ago, story, fields)
SETTLED = [
    (1, 212, "gear", {}), (3, 208, "equipment", {"charged_as": DUAL}), (5, 204, "boiler_line", {}), (9, 201, "drill", {}),
    (18, 192, "hot_work", {}), (22, 189, "records", {}), (24, 185, "gear", {}),
    (33, 176, "dormitory", {}), (36, 171, "boiler_line", {}), (37, 168, "signs", {}),
    (38, 163, "equipment", {"say": {"entity": {"statement": True}}}), (4, 158, "logbook", {}),
    (0, 149, "drill", {}), (7, 145, "boiler_line", {"say": {"entity": {"statement": True}}}),
    (20, 137, "signs", {"say": SPARED}), (27, 133, "drill", {"say": SPARED}), (29, 129, "logbook", {}),
    (39, 125, "hot_work", {}), (35, 122, "gear", {"say": SPARED}),
]  # fmt: skip
# not filed, and given up after filing: (enterprise, begins days ago, story, what the person in charge answers)
NOT_FILED = [(8, 206, "logbook"), (15, 187, "gear"), (19, 166, "signs"), (25, 151, "drill"), (30, 139, "logbook"),
             (34, 120, "gear"), (10, 98, "signs"), (6, 74, "logbook"), (21, 45, "drill"), (32, 19, "gear")]  # fmt: skip
GIVEN_UP = [(17, 183, "equipment"), (13, 147, "gear"), (28, 115, "hot_work"), (23, 69, "logbook"), (11, 41, "drill")]
# on the desks today: (enterprise, begins days ago, story, the task nobody has come to yet)
OPEN = [
    (1, 58, "drill", "record_payment"), (3, 54, "gear", "deliver_decision"), (4, 51, "boiler_line", "approve_decision"),
    (6, 47, "gear", "record_payment"), (7, 43, "drill", "legal_review"), (9, 40, "boiler_line", "deliver_notice"),
    (10, 37, "gear", "approve_proposal"), (11, 35, "logbook", "legal_review"), (14, 33, "drill", "record_statement"),
    (16, 31, "equipment", "conclude_investigation"), (18, 29, "gear", "draft_notice"), (20, 26, "drill", "propose_penalty"),
    (22, 23, "signs", "approve_conclusion"), (25, 21, "gear", "conclude_investigation"), (28, 18, "drill", "collect_evidence"),
    (29, 16, "gear", "record_inquiry"), (30, 14, "dormitory", "collect_evidence"), (32, 12, "signs", "deliver_inquiry_notice"),
    (33, 10, "logbook", "record_inquiry"), (34, 8, "gear", "investigate"), (35, 7, "drill", "issue_inquiry_notice"),
    (36, 6, "logbook", "approve_filing"), (37, 5, "gear", "investigate"), (38, 4, "drill", "approve_filing"),
    (39, 3, "boiler_line", "review_filing"), (31, 2, "gear", "review_filing"), (26, 2, "logbook", "apply_filing"),
    (27, 1, "signs", "apply_filing"),
]  # fmt: skip
TEAMS = (("zhifa1", "zhifa2"), ("zhifa3", "zhifa4"))


def earlier_cases() -> list[tuple]:
    """(enterprise, begins days ago, {Matter fields}); the two teams take turns."""
    settled = [(firm, days, {"story_key": story, "pace_hours": 9} | fields) for firm, days, story, fields in SETTLED]
    refused = [
        (firm, days, {"story_key": story, "say": {"filing": "refuse"}}) for firm, days, story in NOT_FILED
    ]  # fmt: skip
    given_up = [
        (firm, days, {"story_key": story, "steps": ("inquiry_notice", "inquiry", "evidence", "withdraw")})
        for firm, days, story in GIVEN_UP
    ]
    open_now = [(firm, days, {"story_key": story, "until": (task,), "pace_hours": 11}) for firm, days, story, task in OPEN]
    rows = [*settled, *refused, *given_up, *open_now]
    return [(firm, days, {"team": TEAMS[turn % 2]} | fields) for turn, (firm, days, fields) in enumerate(rows)]


def earlier() -> list[tuple]:
    """Cases and hidden dangers of the year and what is still open of them, as `load_demo` takes it."""
    return [*earlier_cases(), *HAZARDS, *earlier_hazards()]
