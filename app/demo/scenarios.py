"""The day of an invented bureau: what was begun when, how it went, where it stands. Indexes count the enterprises."""

DUAL = ("directly_responsible_supervisor",)
HEAD = ("main_responsible_person",)  # 履职双罚: the entity by article 97 at the first tier, its head by article 94

# (enterprise, begins days ago, {Matter fields})
INSPECTIONS = [
    (0, 88, {"outcome": "rectify", "story_key": "signs"}),
    (1, 80, {"outcome": "clean"}),
    (2, 76, {"outcome": "rectify", "story_key": "training"}),
    (3, 70, {"outcome": "measure", "story_key": "casting"}),
    (4, 66, {"outcome": "clean"}),
    (5, 61, {"outcome": "rectify", "story_key": "signs"}),
    (6, 55, {"outcome": "transfer", "story_key": "exits"}),
    # 移送其他部门: not accepted and dealt with by ourselves; no reply, urged by the clock; waiting for approval
    (26, 47, {"outcome": "transfer", "story_key": "exits", "say": {"transfer": "refused"}, "until": ("apply_filing",)}),
    (27, 36, {"outcome": "transfer", "story_key": "exits", "say": {"transfer": "silent"}, "until": ("urge_transfer:2",)}),
    (32, 8, {"outcome": "transfer", "story_key": "exits", "until": ("approve_transfer",)}),
    # 当场处罚 after an inspection: paid at the bank and on file; a warning alone
    (22, 50, {"outcome": "spot", "story_key": "signs", "say": {"spot": "bank"}}),
    (33, 19, {"outcome": "spot", "story_key": "signs", "say": {"spot": "warning"}}),
    (7, 52, {"outcome": "neglected", "story_key": "devices", "until": ("approve_filing",)}),
    (8, 49, {"outcome": "clean"}),
    (9, 33, {"outcome": "rectify", "story_key": "records", "until": ("review_rectification",)}),
    (10, 28, {"outcome": "rectify", "story_key": "training", "until": ("review_rectification",)}),
    (11, 21, {"outcome": "measure", "story_key": "alarm", "until": ("review_resumption",)}),
    # 停止供电: cut off and given back; refused by the head; the enterprise has been told and the 24 hours run
    (4, 31, {"outcome": "measure", "story_key": "casting", "say": {"cutoff": "lifted"}}),
    (6, 26, {"outcome": "measure", "story_key": "equipment", "say": {"cutoff": "refused"}}),
    (14, 23, {"outcome": "measure", "story_key": "equipment", "say": {"cutoff": "lifted"}, "until": ("approve_lifting",)}),
    (12, 16, {"outcome": "rectify", "story_key": "signs", "until": ("deliver_rectification_order",)}),
    (13, 12, {"outcome": "rectify", "story_key": "records", "until": ("approve_rectification_order",)}),
    (14, 9, {"outcome": "measure", "story_key": "alarm", "until": ("approve_on_site_measure",)}),
    (15, 6, {"outcome": "clean", "until": ("decide_inspection_outcome",)}),
    (16, 5, {"outcome": "clean", "until": ("conduct_inspection",)}),
    (17, 4, {"outcome": "clean", "until": ("conduct_inspection",)}),
    (18, 3, {"outcome": "clean", "until": ("approve_inspection_plan",)}),
    (19, 2, {"outcome": "clean", "until": ("approve_inspection_plan",)}),
    (20, 1, {"outcome": "clean", "until": ("draft_inspection_plan",)}),
]
CASES = [
    # 当场处罚 on its own: taken on the spot and paid in, overdue, unpaid to the court, to the ordinary procedure, spared, at three steps
    (28, 41, {"story_key": "signs", "say": {"spot": "on_site"}}),
    (29, 29, {"story_key": "signs", "say": {"spot": "bank"}, "until": ("record_payment", "follow_up_overdue:2")}),
    (37, 215, {"story_key": "signs", "say": {"spot": "court"}, "until": ("record_court_execution",), "pace_hours": 7}),
    (30, 27, {"story_key": "signs", "say": {"spot": "ordinary"}, "until": ("apply_filing",)}),
    (31, 25, {"story_key": "signs", "say": {"spot": "spared"}}),
    (34, 6, {"story_key": "signs", "say": {"spot": "bank"}, "until": ("record_payment", "accept_report")}),
    (35, 4, {"story_key": "signs", "say": {"spot": "on_site"}, "until": ("hand_in_fine", "accept_report")}),
    (36, 1, {"story_key": "signs", "say": {"spot": "bank"}, "until": ("tell_on_spot",)}),
    # finished and archived
    (21, 86, {"outcome": "case", "story_key": "kitchen_gas", "pace_hours": 10}),
    (22, 84, {"story_key": "training", "charged_as": HEAD, "pace_hours": 8}),
    (23, 82, {"story_key": "signs", "pace_hours": 9, "say": {"entity": {"outcome": "no_penalty"}}}),
    (13, 83, {"story_key": "records", "charged_as": DUAL, "pace_hours": 8}),
    # 一案双罚: two parties, two different decisions, one hearing, one review returned
    (24, 78, {"story_key": "hazard_system", "charged_as": DUAL, "pace_hours": 12,
              "say": {"entity": {"hearing": True, "statement": True, "returned_once": True},
                      "person": {"outcome": "no_penalty"}},
              "until": ("record_payment",)}),
    (25, 64, {"story_key": "equipment", "charged_as": DUAL, "pace_hours": 12,
              "say": {"entity": {"hearing": True}, "person": {"statement": True}},
              "until": ("legal_review", "hold_hearing")}),
    # 行刑衔接
    (38, 44, {"story_key": "reopened", "charged_as": DUAL, "pace_hours": 9,
              "say": {"person": {"outcome": "transfer"}, "crime_opinion": "生产车间主任的行为涉嫌危险作业罪，建议移送公安机关。"},
              "until": ("record_police_reply", "legal_review")}),
    (0, 20, {"story_key": "reopened", "charged_as": DUAL, "pace_hours": 7,
              "say": {"person": {"outcome": "transfer"}}, "until": ("decide_referral", "deliver_notice")}),
    # 延期、分期缴纳: kept and archived, being kept, broken by the clock, refused
    (3, 52, {"story_key": "kitchen_gas", "say": {"relief": "kept"}, "until": ("record_payment:2",), "pace_hours": 7}),
    (4, 85, {"story_key": "hot_work", "say": {"relief": "kept"}, "pace_hours": 7}),
    (9, 80, {"story_key": "records", "say": {"relief": "broken"}, "until": ("follow_up_overdue",), "pace_hours": 7}),
    (16, 70, {"story_key": "equipment", "say": {"relief": "refused"}, "pace_hours": 7}),
    # 公告送达: deemed delivered by the clock, the thirty days running
    (1, 82, {"story_key": "records", "say": {"notice": True}, "until": ("record_payment",), "pace_hours": 7}),
    (6, 48, {"story_key": "equipment", "say": {"notice": True}, "pace_hours": 7}),
    # 扣押: prolonged by thirty days and still kept, its appraisal late; done on the spot, tested in time, each thing to its end
    (7, 58, {"story_key": "alarm", "say": {"seizure": "extended", "appraisal": "late"},
             "steps": ("inquiry_notice", "inquiry", "seize", "evidence", "conclude")}),
    (11, 46, {"story_key": "kitchen_gas", "say": {"seizure": "urgent", "appraisal": "in_time"}, "until": ("draft_notice",), "pace_hours": 2,
              "steps": ("inquiry_notice", "inquiry", "seize", "evidence", "conclude")}),
    # 先行登记保存 dealt with in its seven days; 送达地址确认书 signed; 执行协议 on what was added for paying late
    (20, 50, {"story_key": "records", "steps": ("inquiry_notice", "inquiry", "preserve", "evidence", "conclude"), "pace_hours": 7}),
    (21, 33, {"story_key": "training", "say": {"address": True}, "pace_hours": 7}),
    (13, 95, {"story_key": "alarm", "say": {"after": "agreement"}, "until": ("follow_up_overdue:2",), "pace_hours": 7}),
    # 复议、诉讼、按日连续处罚、更正: upheld and paid late, a suit that runs, a second decision, a slip put right
    (5, 88, {"story_key": "signs", "say": {"after": "review"}, "until": ("follow_up_overdue:2",), "pace_hours": 7}),
    (10, 40, {"story_key": "kitchen_gas", "say": {"after": "suit"}, "until": ("follow_remedy:2",), "pace_hours": 7}),
    (15, 84, {"story_key": "signs", "say": {"after": "daily"}, "until": ("deliberate",), "pace_hours": 3}),
    (18, 45, {"story_key": "training", "say": {"after": "correction"}, "pace_hours": 7}),
    # standing at every stage
    (28, 99, {"story_key": "records", "until": ("conclude_investigation",), "pace_hours": 30}),
    (29, 92, {"story_key": "devices", "until": ("legal_review",), "pace_hours": 24}),
    (30, 60, {"story_key": "records", "until": ("follow_up_overdue:2",), "pace_hours": 9}),
    (31, 40, {"story_key": "hot_work", "until": ("record_payment",), "pace_hours": 9}),
    (32, 38, {"story_key": "records", "until": ("deliberate",)}),
    (33, 36, {"story_key": "equipment", "until": ("approve_decision",)}),
    (34, 34, {"story_key": "training", "until": ("deliver_decision",), "pace_hours": 11}),
    (35, 30, {"story_key": "records", "until": ("propose_penalty",)}),
    (36, 27, {"story_key": "hot_work", "until": ("record_statement",), "pace_hours": 20}),
    (37, 24, {"story_key": "equipment", "until": ("arrange_hearing",), "say": {"entity": {"hearing": True}}}),
    (26, 22, {"story_key": "records", "until": ("deliver_notice",)}),
    (39, 18, {"story_key": "training", "until": ("approve_proposal",)}),
    (27, 15, {"story_key": "records", "until": ("propose_penalty",)}),
    (2, 13, {"story_key": "records", "until": ("approve_conclusion",)}),
    (5, 11, {"story_key": "alarm", "until": ("record_inquiry",), "team": ("zhifa3", "zhifa4")}),
    (8, 9, {"story_key": "training", "until": ("collect_evidence",), "team": ("zhifa3", "zhifa4")}),
    (12, 7, {"story_key": "signs", "until": ("investigate",), "team": ("zhifa3", "zhifa4")}),
    (15, 4, {"story_key": "records", "until": ("approve_filing",), "charged_as": DUAL}),
    (17, 3, {"story_key": "devices", "until": ("review_filing",)}),
    (19, 1, {"story_key": "alarm", "until": ("apply_filing",)}),
]
