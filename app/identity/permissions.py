"""What a role may do (权限) and how far it sees; one table each, read by the command layer, the pages and the tests."""

ROLES = {
    "officer": "执法人员", "team_leader": "执法队长", "legal_reviewer": "法制审核", "hearing_officer": "听证主持",
    "deputy_head": "分管负责人", "head": "局长", "process_designer": "流程设计", "safety_office": "安委办",
    "enterprise_user": "企业", "auditor": "审计", "admin": "管理员",
}  # fmt: skip

_READING = {"read_hazards", "read_supervision", "read_enterprises", "read_cases", "read_inspections", "read_documents", "read_law"}
_WORKING = {"work_tasks", "upload_attachment"}  # as an enterprise does, too
_OFFICE = _WORKING | {"share_tasks"}  # 退回、移交、会签、抄送: among people of the office
_ENFORCING = _READING | _OFFICE | {
    "start_inspection", "record_inspection", "order_rectification", "take_measures", "file_case", "manage_parties",
    "record_evidence", "conduct_inquiry", "propose_penalty", "record_statement", "issue_document", "record_delivery",
    "record_payment", "refer_case", "close_case", "archive_case", "edit_enterprises", "set_risk_level", "request_recusal",
}  # fmt: skip
_LEADING = _ENFORCING | {"approve", "assign_tasks", "urge_tasks", "manage_instances", "import_hazards"}

PERMISSIONS: dict[str, set[str]] = {
    "officer": _ENFORCING,
    "team_leader": _LEADING,
    "legal_reviewer": _READING | _OFFICE | {"review_case", "issue_document", "request_recusal",
                                              "set_penalty_figures", "maintain_criteria"},
    "hearing_officer": _READING | _OFFICE | {"preside_hearing", "issue_document", "request_recusal"},
    "deputy_head": _LEADING | {"decide_penalty", "manage_periods", "decide_recusal"},
    "head": _LEADING | {"decide_penalty", "manage_periods", "decide_recusal", "decide_referral"},
    "process_designer": {"read_law", "upload_attachment", "read_processes", "deploy_process", "approve_release",
                         "manage_instances"},
    "safety_office": _READING | _OFFICE | {"supervise", "urge_tasks", "set_risk_level", "import_hazards", "maintain_criteria"},
    "enterprise_user": {*_WORKING, "read_hazards"},
    "auditor": {"read_audit", "read_hazards", "read_supervision", "read_cases", "read_documents", "read_inspections", "read_enterprises",
                "read_law"},
    "admin": {
        "work_tasks", "manage_people", "manage_organisations", "read_audit", "manage_instances", "read_processes", "approve_release",
        "upload_holidays", "import_enterprises", "import_checklists", "edit_enterprises", "read_enterprises", "read_law",
        "upload_attachment", "remove_demo", "assign_tasks", "operate_system", "set_penalty_figures",
        "maintain_criteria",
    },
}  # fmt: skip
ALL_PERMISSIONS = set().union(*PERMISSIONS.values())

# Roles whose tasks a substitute (代理) may do; what only a head may decide (`duty.head_only`) is never passed on.
SUBSTITUTABLE = {
    "officer", "team_leader", "legal_reviewer", "hearing_officer", "deputy_head", "head", "safety_office",
}  # fmt: skip

# Who may set absence and substitute for whom: for people of a lower rank of the same bureau.
RANK = {
    "officer": 1, "legal_reviewer": 1, "hearing_officer": 1, "safety_office": 1, "team_leader": 2, "deputy_head": 3,
    "head": 4, "admin": 5,
}  # fmt: skip

# How far a role sees matters it takes no part in: its own bureau, every bureau of its area, or nothing.
REACH = {
    "officer": "bureau", "team_leader": "bureau", "legal_reviewer": "bureau", "hearing_officer": "bureau",
    "deputy_head": "bureau", "head": "bureau", "safety_office": "area", "auditor": "area",
    "process_designer": "none", "enterprise_user": "none", "admin": "bureau",
}  # fmt: skip

# Everything else asks for a login, see identity.sessions.
PUBLIC_ENDPOINTS = {"static", "identity.login", "identity.log_in", "core.health", "operations.health", "inbox.calendar_feed",
                    "inbox.case_feed"}
