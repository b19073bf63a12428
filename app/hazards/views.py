"""The page of one hidden danger (隐患): its seven links, and what is still missing before it is closed."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import NotAllowed, RuleBroken
from app.core.views import attachment_reader
from app.documents import queries as documents
from app.enterprises import queries as enterprises
from app.hazards import disposal, queries, raising, rules, tellings
from app.hazards import thread as threads
from app.hazards.duty import duty, link_words, status_words
from app.hazards.reading_handlers import keep_reading
from app.identity import queries as identity
from app.identity.sessions import requires
from app.workflow import queries as workflow
from app.workflow.views import to_first_task

bp = Blueprint("hazards", __name__, url_prefix="/hazards")


@bp.app_context_processor
def thread_words() -> dict:
    """For the pages of other packages that draw the thread their matter hangs on; how a state is called for whoever reads."""
    return {"thread_events": threads.events, "hazard_status": lambda status: status_words(status, is_own()),
            "hazard_link": lambda link: link_words(link, is_own()), "is_enterprise": is_own(),
            "hazard_source": lambda row: row.told_source if is_own() else rules.SOURCES[row.source],
            "hazard_finder": lambda row: row.told_finder if is_own() else row.found_by}  # fmt: skip


def hazard_for(hazard_id: int):
    """Raises: NotFound; NotAllowed("other_bureau")"""
    row = queries.hazard(hazard_id)
    if not queries.may_see(current_user, row):
        raise NotAllowed("other_bureau", "这条隐患不在您的管辖或者本企业范围内，您不能查看；这次访问已经记入审计")
    return row


@attachment_reader
def reads_evidence(user, attachment):
    """Whoever may see the hazard may open its photographs."""
    if attachment.subject_kind != "hazard":
        return None
    return queries.may_see(user, queries.hazard(int(attachment.subject_id)))


@documents.paper_reader
def reads_paper(user, paper) -> bool:
    """Whoever may see the hazard may read its papers: the bureau above that verifies, the enterprise its own."""
    if paper.subject_kind != "hazard" or not user.may("read_hazards") or not is_for_reader(paper):
        return False
    return queries.may_see(user, queries.hazard(int(paper.subject_id)))


@bp.get("/<int:hazard_id>")
@requires("read_hazards")
def show_hazard(hazard_id):
    """One hazard: the chain of its links, before and after, the five settled, extensions, checks, papers."""
    row = hazard_for(hazard_id)
    keep_reading(current_user, row)
    return render_template(
        "hazards/show.html", hazard=row, rules=rules, duty=duty(row, is_own()), chain=chain(row), today_on=today(), why_open=why_open(row),
        merged_into=queries.hazard(row.merged_into_id) if row.merged_into_id else None, records=records(row),
        papers=papers_of(row), open_items=open_items(row),
        course=workflow.course(row.instance_id) if row.instance_id and not is_own() else [],
        may_follow=row.organisation_id in identity.bureaus_seen_by(current_user),
        left=queries.left_of(row), pictures_among=queries.pictures(row),
        same=[each for each in queries.suspected_same(row) if row.is_open and queries.may_see(current_user, each)],
        may_merge=may_merge(row),
        thread=threads.of(row.instance_id, current_user), disposal_paths=disposal.paths(),
        may_raise=current_user.may("work_tasks") and raising.why_not(current_user, row) is None,
        tellings=[each for each in tellings.of(row) if each.is_served or not is_own()], has_account=bool(queries.enterprise_desk(row)),
    )  # fmt: skip


def papers_of(row) -> list[dict]:
    """Those the reader may open, in the order of the file."""
    papers = documents.of_subject("hazard", row.id)
    return [documents.listed(paper) for paper in papers if is_for_reader(paper)]


def open_items(row) -> list:
    """The tasks that are being done."""
    return mine(workflow.open_items(row.instance_id)) if row.instance_id else []


def mine(items: list) -> list:
    """Of tasks that are being done an enterprise sees its own."""
    firm = enterprises.enterprise_of(current_user.id) if is_own() else None
    desk = enterprises.account_holders(firm.id) if firm else []
    return [item for item in items if not is_own() or item.assignee_id in desk
            or any(each.role == f"user:{current_user.id}" for each in item.candidates)]  # fmt: skip


def may_merge(row) -> bool:
    """The bureau in charge says whether it was reported twice; once it is graded, its leaders."""
    return row.is_open and current_user.may("approve" if row.grade else "work_tasks") and queries.is_in_charge(current_user, row)


def chain(row) -> list[dict]:
    """The seven links as the page shows them: [{"words", "state": ok | now | "", "last": the last record, "count", "evidence"}]"""
    found = {link: [each for each in records(row) if each.link == link] for link in rules.LINKS}
    if row.closed_on is None:
        found["closure"] = found["closure"] if row.status in ("acceptance_pending", "accepted") else []
    present = current_link(row)
    return [
        {"words": link_words(link, is_own()), "state": "now" if link == present else "ok" if found[link] else "", "last": found[link][-1:],
         "count": len(found[link]), "evidence": [one for each in found[link] for one in each.evidence]}
        for link in rules.LINKS
    ]  # fmt: skip


def is_own() -> bool:
    """Whether an account of the enterprise reads."""
    return current_user.is_authenticated and current_user.has_role("enterprise_user")


def records(row) -> list:
    """What was written on its links; opinions within the office are not the enterprise's to read."""
    return [each for each in row.records if not (each.internal and is_own())]


def is_for_reader(paper) -> bool:
    """An enterprise reads what it was served, not what the office decides on (内部审批表)."""
    return not is_own() or documents.is_for_party(paper)


CURRENT = {
    "registered": "registration", "sent_back": "registration", "assessing": "assessment", "assessed": "report", "reported": "rectification",
    "rectifying": "rectification", "extension_pending": "rectification", "acceptance_pending": "closure", "accepted": "closure",
}  # fmt: skip


def current_link(row) -> str | None:
    return CURRENT.get(row.status)


def why_open(row) -> str | None:
    """Why it cannot be closed yet (Chinese), or None."""
    try:
        queries.require_closable(row)
    except RuleBroken as refusal:
        return refusal.message
    return None


@bp.post("/<int:hazard_id>/raising")
@requires("work_tasks")
def begin_raising(hazard_id):
    """Ask the bureau above to take a major hazard that cannot be settled here (提级治理)."""
    return to_first_task(raising.begin_raising(current_user, hazard_for(hazard_id)), "请写明怎样协调过、为什么协调不了")


@bp.post("/<int:hazard_id>/closure")
@requires("work_tasks")
def ask_closure(hazard_id):
    """Close it: refused while anything is missing, else on to the task that does it."""
    row = hazard_for(hazard_id)
    queries.require_closable(row)
    item = next((each for each in workflow.open_items(row.instance_id) if each.element == "approve_closure"), None)
    if item is None:
        raise RuleBroken("not_waiting", "这条隐患现在没有待办的销号审批")
    return redirect(url_for("inbox.show_task", task_id=item.id))


@bp.post("/<int:hazard_id>/records/<int:record_id>")
@requires("work_tasks")
def change_record(hazard_id, record_id):
    """A record is final; who wants to change one is told so, and it is kept who wanted to."""
    hazard_for(hazard_id)
    raise RuleBroken("record_final", rules.RECORD_IS_FINAL)


