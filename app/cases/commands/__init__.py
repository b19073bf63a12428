"""Changing cases: filing, investigation, parties, hearing, decision, closing."""

from app.cases.commands.agreement import begin_agreement
from app.cases.commands.appraisal import (
    begin_appraisal,
    decide_reappraisal,
    end_appraisal,
    note_appraisal_late,
    prolong_appraisal,
    propose_appraisal,
    record_appraisal_objection,
    record_appraisal_opinion,
    refuse_appraisal,
    settle_appraisal,
    start_appraisal,
)
from app.cases.commands.approval import record_approval
from app.cases.commands.closing import apply_closure, archive_case, close_case, withdraw_case
from app.cases.commands.correction import (
    approve_correction,
    begin_correction,
    propose_correction,
    refuse_correction,
)
from app.cases.commands.daily import begin_daily_penalty, propose_daily_penalty, start_daily_penalty
from app.cases.commands.decision import decide, deliberate, review
from app.cases.commands.execution import (
    apply_court,
    close_court_execution,
    follow_up,
    note_overdue,
    record_court_acceptance,
    record_court_ruling,
    record_payment,
    start_demand_wait,
    start_payment,
    submit_to_court,
)
from app.cases.commands.filing import apply_filing, file_case, refuse_filing
from app.cases.commands.hearing import arrange_hearing, check_hearing_notice, hold_hearing, report_hearing
from app.cases.commands.investigation import (
    add_evidence,
    conclude_investigation,
    plan_investigation,
    propose_withdrawal,
    record_inquiry,
    start_handling,
    summon_inquiry,
)  # fmt: skip
from app.cases.commands.parties import (
    add_party,
    approve_proposal,
    close_party,
    confirm_lapse,
    draft_notice,
    lapse_window,
    name_parties,
    open_window,
    prepared,
    propose,
    record_application,
    record_statement,
    review_statement,
)  # fmt: skip
from app.cases.commands.preservation import (
    lapse_preservation,
    lift_emergency,
    propose_disposal,
    propose_preservation,
    refuse_preservation,
    release_preservation,
    settle_preservation,
    start_preservation,
)
from app.cases.commands.recusal import decide_recusal, request_recusal
from app.cases.commands.relief import (
    apply_relief,
    begin_relief,
    follow_relief,
    grant_relief,
    refuse_relief,
    settle_relief,
    withdraw_relief,
)
from app.cases.commands.remedy import (
    answer_remedy,
    begin_remedy,
    end_remedy,
    let_judgment_stand,
    note_answer_late,
    record_appeal,
    record_event,
    record_judgment,
    register_remedy,
    report_correction,
    submit_answer,
)
from app.cases.commands.voiding import follow_on, void_decision

__all__ = [
    "add_evidence", "add_party", "answer_remedy", "apply_closure", "apply_court", "apply_filing",
    "apply_relief", "approve_correction", "approve_proposal", "archive_case", "arrange_hearing",
    "begin_agreement", "begin_appraisal", "begin_correction", "begin_daily_penalty", "begin_relief",
    "begin_remedy", "check_hearing_notice", "close_case", "close_court_execution", "close_party",
    "conclude_investigation", "confirm_lapse", "decide", "decide_reappraisal", "decide_recusal", "deliberate",
    "draft_notice", "end_appraisal", "end_remedy", "file_case", "follow_on", "follow_relief", "follow_up",
    "grant_relief", "hold_hearing", "lapse_preservation", "lapse_window", "let_judgment_stand", "lift_emergency", "name_parties",
    "note_answer_late", "note_appraisal_late", "note_overdue", "open_window", "plan_investigation", "prepared",
    "prolong_appraisal", "propose", "propose_appraisal", "propose_correction", "propose_daily_penalty",
    "propose_disposal", "propose_preservation", "propose_withdrawal", "record_appeal", "record_application",
    "record_appraisal_objection", "record_appraisal_opinion", "record_approval", "record_court_acceptance",
    "record_court_ruling", "record_event", "record_inquiry", "record_judgment", "record_payment", "record_statement",
    "refuse_appraisal", "refuse_correction", "refuse_filing", "refuse_preservation", "refuse_relief",
    "register_remedy", "release_preservation", "report_correction", "report_hearing", "request_recusal",
    "review", "review_statement", "settle_appraisal", "settle_preservation", "settle_relief", "start_appraisal",
    "start_daily_penalty", "start_demand_wait", "start_handling", "start_payment", "start_preservation",
    "submit_answer", "submit_to_court", "summon_inquiry", "void_decision", "withdraw_case", "withdraw_relief",
]  # fmt: skip
