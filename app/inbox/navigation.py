"""The top bar, in one place: which entries a role sees (interface.md §2). An entry appears once its page exists."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_login import current_user

from app.identity.permissions import ROLES

ENTRIES = {  # key: (label, endpoint, icon)
    "inbox": ("待办", "inbox.list_tasks", "list"),
    "start": ("发起", "inbox.start_list", "plus"),
    "cases": ("案件", "cases.list_cases", "doc"),
    "hazards": ("隐患", "hazards.list_hazards", "alert"),
    "home": ("首页", "inbox.enterprise_home", "org"),
    "own_papers": ("文书", "inbox.own_papers", "seal"),
    "self_checks": ("自查", "self_checks.list_plans", "check"),
    "supervision": ("督办", "supervision.show", "flag"),
    "inspections": ("检查", "inspections.list_inspections", "cam"),
    "enterprises": ("企业", "enterprises.list_enterprises", "org"),
    "documents": ("文书", "documents.list_documents", "seal"),
    "law": ("法规", "law.articles", "scale"),
    "processes": ("流程", "workflow.list_releases", "flow"),
    "forms": ("表单", "designer_forms.list_forms", "list"),
    "tables": ("决策表", "designer_tables.list_tables", "scale"),
    "templates": ("文书模板", "document_templates.list_templates", "seal"),
    "drafts": ("草稿", "designer.list_drafts", "doc"),
    "incidents": ("运行", "workflow.list_incidents", "alert"),
    "operations": ("运行", "operations.show", "alert"),
    "people": ("人员", "identity.list_people", "user"),
    "organisations": ("机构", "identity.list_organisations", "org"),
    "deadlines": ("期限", "inbox.list_deadlines", "clock"),
    "calendar": ("假期表", "law.calendar", "clock"),
    "imports": ("导入", "enterprises.imports", "dl"),
    "audit": ("审计", "identity.audit_log", "lock"),
}
ENDPOINTS = [endpoint for _, endpoint, _ in ENTRIES.values()]
OFFICE = ("inbox", "start", "cases", "hazards", "inspections", "enterprises", "documents", "deadlines", "law")
BY_ROLE = {
    "officer": OFFICE,
    "team_leader": OFFICE,
    "legal_reviewer": ("inbox", "cases", "hazards", "documents", "deadlines", "law"),
    "deputy_head": ("inbox", "cases", "hazards", "supervision", "documents", "deadlines", "law"),
    "head": ("inbox", "cases", "hazards", "supervision", "documents", "deadlines", "law"),
    "hearing_officer": ("inbox", "cases", "documents", "deadlines", "law"),
    "process_designer": ("processes", "forms", "tables", "templates", "drafts", "incidents", "law", "inbox"),
    "safety_office": ("inbox", "start", "supervision", "hazards", "cases", "enterprises", "deadlines", "law"),
    "enterprise_user": ("home", "inbox", "hazards", "self_checks", "own_papers", "start"),
    "auditor": ("audit", "cases", "hazards", "documents"),
    "admin": ("operations", "drafts", "people", "organisations", "calendar", "law", "imports", "audit"),
}
MENU = (("我的岗位与证件", "identity.me"), ("请假与代理", "identity.list_absences"), ("修改密码", "identity.change_password"))


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool
    count: str = ""


def navigation(count) -> dict:
    """What the shell shows this person.

    Args:    count: called for the number beside 待办, only when that entry is shown
    Returns: entries, home, search, person, menu, logout
    """
    if not current_user.is_authenticated:
        return {"entries": [], "home": "/", "search": None, "person": None, "menu": [], "logout": None}
    roles = sorted({role for role, _ in current_user.roles()}, key=list(BY_ROLE).index)
    entries = [_entry(key, count) for key in _keys(roles)]
    return {
        "entries": entries,
        "home": entries[0].url if entries else "/",
        "search": link("inbox.find"),
        "person": _person(roles),
        "menu": [{"label": label, "url": link(endpoint)} for label, endpoint in MENU if link(endpoint)],
        "logout": link("identity.logout"),
    }


def link(endpoint: str) -> str | None:
    """The address of a page without arguments, or None while it does not exist."""
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def _keys(roles) -> list[str]:
    keys = dict.fromkeys(key for role in roles for key in BY_ROLE[role])
    return [key for key in keys if link(ENTRIES[key][1])][:9]


def _entry(key: str, count) -> Entry:
    label, endpoint, icon = ENTRIES[key]
    here = endpoint == (request.endpoint if request.endpoint in ENDPOINTS else _home_of(request.blueprint))
    if key == "start" or (request.endpoint or "").startswith("inbox.start"):
        here = key == "start" and (request.endpoint or "").startswith("inbox.start")
    return Entry(label, url_for(endpoint), icon, here, count() if key == "inbox" else "")


def _home_of(blueprint: str | None) -> str | None:
    """The entry a page without an own entry belongs to: the first of its package; a person's own pages have none."""
    return next((name for name in ENDPOINTS if name.split(".")[0] == blueprint != "identity"), None)


def _person(roles) -> dict:
    certificate = current_user.certificate()
    return {
        "name": current_user.name,
        "post": "、".join(ROLES[role] for role in roles) or "尚无岗位",
        "certificate": certificate.number if certificate else None,
    }
