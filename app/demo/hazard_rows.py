"""The invented ledger of hidden dangers (隐患台账): what was found when and how it went, as short rows.

A row is (enterprise, begins days ago, {Matter fields}); say["hazard"]: turn or key (what is found), source, by (account of the
enterprise that reports itself), major, due (days), spot (removed at once), extensions, fails (at which check), review, to.
"""

from app.demo.hazards import DISTRICT_TEAM

TEAMS = (("zhifa1", "zhifa2"), ("zhifa3", "zhifa4"))
DISTRICT_AREA = "ar-echeng"
AREAS = ("ar-huarong", DISTRICT_AREA, "ar-liangzihu", DISTRICT_AREA, "ar-liangzihu", "ar-huarong")
SOURCES = (
    "spot_check",
    "cross_inspection",
    "flying_inspection",
    "grid_patrol",
    "third_party",
    "expert",
    "report",
    "supervision",
    "self_check",
    "spot_check",
    "spot_check",
)
NEVER = ("report_completion", "apply_extension")


def area_of(firm: int) -> str:
    """Where an enterprise is. Args: firm: its place in data/enterprises.yaml"""
    return AREAS[firm % len(AREAS)]


def row(firm: int, days: int, team: int, until=(), **said) -> tuple:
    """Where the enterprise is in the district of the district's bureau, that bureau deals with it; else a team of the city's."""
    team = DISTRICT_TEAM if area_of(firm) == DISTRICT_AREA else TEAMS[team % len(TEAMS)]
    return (
        firm,
        days,
        {"team": team, "until": tuple(until), "say": {"hazard": said}, "pace_hours": said.get("hours", 20)},
    )


# still open, in every state: (enterprise, days, team, until, fields)
GENERAL = [
    row(1, 2, 2, ["accept_report"], by="quqiye", key="panel"),
    row(0, 3, 0, ["accept_report"], by="qiye", key="cylinder"),
    row(4, 1, 0, ["accept_report"], source="report", turn=2),
    row(13, 3, 1, ["accept_report"], source="grid_patrol", turn=1),
    row(0, 9, 0, ["amend_report"], by="qiye", key="cable", review="send_back"),
    row(19, 6, 1, ["amend_report"], source="report", turn=5, review="send_back"),
    row(7, 2, 0, ["assess_hazard"], source="spot_check", turn=0),
    row(16, 4, 1, ["assess_hazard"], source="expert", turn=3),
    row(30, 1, 2, ["assess_hazard"], source="flying_inspection", turn=4),
    row(27, 3, 2, ["assess_hazard"], source="grid_patrol", turn=6),
    row(8, 6, 0, ["deliver_hazard_notice"], source="cross_inspection", turn=1),
    row(20, 5, 1, ["deliver_hazard_notice"], source="supervision", key="exit_blocked"),
    row(31, 8, 2, ["deliver_hazard_notice"], source="third_party", turn=7),
    row(12, 12, 1, ["submit_plan"], source="spot_check", turn=8),
    row(35, 11, 2, ["submit_plan"], source="spot_check", turn=9),
    row(22, 10, 0, ["approve_plan"], source="expert", turn=10),
    row(37, 9, 2, ["approve_plan"], source="cross_inspection", turn=2),
    row(1, 26, 2, ["report_completion"], by="quqiye", key="ledger", due=40),
    row(9, 18, 0, ["report_completion"], source="flying_inspection", turn=3),
    row(15, 17, 1, ["report_completion"], source="spot_check", turn=4),
    row(26, 22, 1, ["report_completion"], source="report", turn=0),
    row(39, 15, 2, ["report_completion"], source="grid_patrol", turn=5),
    row(29, 19, 0, ["report_completion"], source="third_party", turn=9),
    row(34, 45, 0, NEVER, source="spot_check", key="protective"),
    row(11, 52, 1, NEVER, source="flying_inspection", key="regulator"),
    row(25, 38, 2, NEVER, source="cross_inspection", turn=11),
    row(0, 24, 0, ["decide_extension"], by="qiye", key="forklift", due=23, extensions=1),
    row(33, 25, 1, ["decide_extension"], source="spot_check", turn=6, due=27, extensions=1),
    row(1, 30, 2, ["check_district"], by="quqiye", key="dust_clean"),
    row(14, 29, 0, ["check_district"], source="expert", turn=4),
    row(36, 31, 2, ["check_district"], source="spot_check", turn=8),
    row(24, 33, 1, ["check_district"], source="supervision", turn=1, fails="check_district"),
    row(21, 34, 1, ["approve_closure"], source="cross_inspection", turn=3),
    row(32, 36, 2, ["approve_closure"], source="grid_patrol", turn=5),
]
MAJOR = [
    row(2, 4, 0, ["confirm_major"], source="flying_inspection", key="dust_blow", major=True, due=60),
    row(18, 6, 1, ["deliver_to_principal"], source="cross_inspection", key="confined", major=True, due=45),
    row(10, 8, 0, ["sign_major"], source="supervision", turn=0, major=True, due=50),
    row(5, 13, 1, ["submit_plan"], source="expert", key="gas_alarm", major=True, due=60),
    row(3, 48, 0, ["report_completion"], source="flying_inspection", key="molten", major=True, due=90, listed=100),
    row(1, 40, 2, ["report_completion"], source="spot_check", key="silo", major=True, due=75, listed=90),
    row(23, 56, 1, ["report_completion"], source="third_party", turn=0, major=True, due=90, listed=90),
    row(
        6, 70, 0, ["decide_extension"], source="spot_check", key="filling", major=True, due=72, extensions=1, listed=120
    ),
    row(
        9,
        118,
        0,
        ["report_completion"],
        source="expert",
        key="slope",
        major=True,
        due=87,
        extensions=2,
        longer=20,
        listed=103,
        listing_extensions=1,
    ),
    row(17, 104, 0, [*NEVER, "investigate"], source="spot_check", key="hold", major=True, due=30),
    row(38, 75, 2, [*NEVER, "apply_filing"], source="flying_inspection", key="molten", major=True, due=35),
    row(7, 66, 1, [*NEVER, "investigate"], source="cross_inspection", key="interlock", major=True, due=40),
    row(36, 62, 2, ["check_district"], source="spot_check", key="ammonia", major=True, due=45, listed=60),
    row(15, 65, 1, ["check_city"], source="expert", key="lint", major=True, due=40, listed=60),
    row(11, 72, 0, ["approve_closure"], source="report", key="gas_pipe", major=True, due=50),
]
HAZARDS = [*GENERAL, *MAJOR]

# settled before: major ones at two levels; limited ones; what was not dealt with here
AGAIN = [  # the same exit three times (老大难)
    row(20, 160, 0, source="grid_patrol", key="exit_blocked", spot=True, hours=2),
    row(20, 85, 0, source="report", key="exit_blocked", spot=True, hours=2),
]
REMOVED_MAJOR = [
    row(8, 205, 0, source="supervision", key="hoist", major=True, due=45),
    row(34, 190, 2, source="flying_inspection", key="dust_blow", major=True, due=40),
    row(24, 170, 1, source="cross_inspection", key="form_work", major=True, due=30, fails="check_city"),
    row(20, 150, 2, source="report", key="fire_system", major=True, due=40, extensions=1, listed=90),
]
ELSEWHERE = [
    row(24, 132, 0, source="report", key="scaffold", review="transfer", to="云泽市住房和城乡建设局（演示）"),
    row(14, 96, 2, source="grid_patrol", key="bus", review="transfer", to="临江区交通运输局（演示）"),
    row(21, 61, 1, source="report", key="kitchen", review="transfer", to="云泽市文化和旅游局（演示）"),
    row(
        11,
        12,
        0,
        ["sign_transfer"],
        source="grid_patrol",
        key="dormitory",
        review="transfer",
        to="云泽市城市管理执法局（演示）",
    ),
    row(34, 40, 0, source="report", key="protective", review="merge"),
    row(11, 49, 1, source="grid_patrol", key="regulator", review="merge"),
    row(17, 140, 0, source="report", turn=3, review="refuse"),
    row(33, 88, 2, source="grid_patrol", turn=6, review="refuse"),
    row(28, 27, 1, source="report", turn=9, review="refuse"),
]


def earlier_hazards() -> list[tuple]:
    """The year's general hazards, most removed on the spot, and what was settled otherwise."""
    on_spot = [
        row(turn * 7 % 40, 218 - turn * 5 // 2, turn % 3, source=SOURCES[turn % 11], turn=turn, spot=True, hours=2)
        for turn in range(84)
    ]
    limited = [
        row((turn * 11 + 4) % 40, 212 - turn * 12, turn % 3, source=SOURCES[turn * 3 % 11], turn=turn * 5 + 2, due=15)
        for turn in range(14)
    ]
    return [*on_spot, *AGAIN, *limited, *REMOVED_MAJOR, *ELSEWHERE]
