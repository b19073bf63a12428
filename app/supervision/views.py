"""The page of supervision (督办): what is listed, which ladders are climbed, letters and their replies, 一案双查."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import NotAllowed, RuleBroken
from app.core.views import attachment_reader
from app.documents import queries as documents
from app.documents.rendering import moment
from app.hazards import limits
from app.hazards import queries as hazards
from app.hazards import rules as hazard_rules
from app.hazards import thread as threads
from app.hazards.commands import EXTENSION_REPLY
from app.hazards.views import is_own, mine
from app.identity.sessions import requires
from app.supervision import accountability_queries as accountability
from app.supervision import acts, ladder_commands, queries, rules
from app.workflow import queries as workflow

bp = Blueprint("supervision", __name__, url_prefix="/supervision")


def seen(row):
    """Raises: NotAllowed("other_bureau")"""
    if not queries.visible(current_user, row):
        raise other_bureau(row.hazard_id)
    return row


def other_bureau(hazard_id: int | None) -> NotAllowed:
    """The refusal that stands in the audit under that hazard."""
    error = NotAllowed("other_bureau", "这件督办不在您的管辖或者本企业范围内，您不能查看；这次访问已经记入审计")
    error.about = f"hazard:{hazard_id}" if hazard_id else ""
    return error


MATTERS = {"listing": queries.listing, "instrument": queries.instrument}


@attachment_reader
def reads_evidence(user, attachment):
    """Whoever may see the listing or the letter may open what was handed in for it."""
    find = MATTERS.get(attachment.subject_kind)
    return queries.visible(user, find(int(attachment.subject_id))) if find else None


@documents.paper_reader
def reads_paper(user, paper) -> bool:
    """Whoever may see the listing or the letter may read its papers: the bureau above, the enterprise its own."""
    find = MATTERS.get(paper.subject_kind)
    if not find or not user.may("read_hazards") or is_own() and not documents.is_for_party(paper):
        return False
    return queries.visible(user, find(int(paper.subject_id)))


@bp.get("/")
@requires("read_supervision")
def show():
    """Listings by level and state, the ladders that are climbed, letters with their replies, the 一案双查 list."""
    level, state = request.args.get("level", ""), request.args.get("state", "")
    letters = queries.letters(current_user)
    return render_template(
        "supervision/list.html", listings=queries.listings(current_user, level, state), ladders=queries.ladders(current_user),
        letters=letters, silent=queries.silent(letters), follow_ups=queries.follow_ups(current_user), rules=rules,
        as_accidents=accountability.as_accidents(current_user),
        level=level, state=state, today_on=today(),
    )  # fmt: skip


@bp.get("/listings/<int:listing_id>")
@requires("read_hazards")
def show_listing(listing_id):
    """One listing: why, until when, its months, extensions, checks, papers."""
    row = seen(queries.listing(listing_id))
    return render_template(
        "supervision/listing.html", listing=row, rules=rules, today_on=today(), **course_of(row.instance_id)
    )


@bp.get("/letters/<int:instrument_id>")
@requires("read_hazards")
def show_letter(instrument_id):
    """One letter: to whom, what, its reply or its silence, the look-back."""
    row = seen(queries.instrument(instrument_id))
    return render_template(
        "supervision/letter.html", letter=row, rules=rules, today_on=today(), moment=moment, **course_of(row.instance_id)
    )


def course_of(instance_id: str) -> dict:
    """What the pages of one matter show beside it; of a called procedure its own part only."""
    root_id = workflow.instance(instance_id).root_id
    papers = [paper for paper in documents.documents_of(root_id) if paper.instance_id == instance_id]
    for each in workflow.arisen_from(instance_id):
        papers += documents.documents_of(each.id) if each.process_key == EXTENSION_REPLY else []
    return {
        "papers": [documents.listed(paper) for paper in papers if not is_own() or documents.is_for_party(paper)],
        "may_read_papers": is_own() or current_user.may("read_documents"), "root_id": root_id,
        "open_items": mine([item for item in workflow.open_items(root_id) if item.instance_id == instance_id]),
        "thread": threads.of(instance_id, current_user),
    }  # fmt: skip


@bp.post("/follow-ups/<int:follow_up_id>")
@requires("supervise")
def close_follow_up(follow_up_id):
    """一案双查: what came of it."""
    row = seen(queries.follow_up(follow_up_id))
    ladder_commands.close_follow_up(current_user, row, request.form.get("outcome", ""))
    return redirect(url_for(".show", _anchor="follow-ups"))


def told_listing(hazard_id: int):
    """The listing that stands, as far as the reader may know of it."""
    row = queries.standing_listing(hazard_id)
    return row if row and queries.visible(current_user, row) else None


@bp.app_context_processor
def ladder_section() -> dict:
    """The section 升级阶梯 of a hazard's page, which knows nothing of this package; the hazard or the letter a task is about."""
    return {
        "ladder_of": ladder_of, "task_hazard": task_hazard, "task_letter": task_letter, "standing_listing": told_listing,
        "may_report_source": lambda: workflow.may_start(current_user, "penalty_case"),
        "supervision_acts": lambda hazard: acts.acts(current_user, hazard), "unattended_hazards": lambda: acts.unattended(current_user),
    }  # fmt: skip


def task_letter(item):
    """The letter somebody looks back at (回头看); None for other tasks."""
    return queries.instrument(int(item.subject_id)) if item.process_key == "supervision_look_back" else None


def task_hazard(item) -> dict | None:
    """What the page of a task shows of the hazard it is about: itself, a letter or a listing of it; None for other tasks."""
    if item.subject_kind == "hazard":
        hazard = hazards.hazard(int(item.subject_id))
    else:
        find = MATTERS.get(item.subject_kind)
        hazard = find(int(item.subject_id)).hazard if find else None
    if hazard is None:
        return None
    return {"hazard": hazard, "listing": told_listing(hazard.id), "rules": hazard_rules, "levels": rules.LEVELS,
            "most": limits.most_extensions(), "granted": limits.granted(hazard), "pictures": hazards.pictures(hazard),
            "bar": why_refused(item.element, hazard) if item.status == "open" else None}  # fmt: skip


def why_refused(element: str, hazard) -> str | None:
    """What would refuse the act of a task whatever is filled in, said before anything is."""
    if element == "approve_closure" and (row := queries.standing_listing(hazard.id)):
        return f"还在{rules.LEVELS[row.level]}挂牌督办（{row.number}），须先摘牌才能销号"
    if element == "apply_extension":
        try:
            hazard_rules.require_before_last_day(today(), hazard.due_on)
            hazard_rules.require_extensions_left(limits.granted(hazard), limits.most_extensions())
        except RuleBroken as refusal:
            return refusal.message
    return None


def ladder_of(hazard_id: int) -> dict | None:
    """What the page of a hazard shows of its supervision, or None where there is none.

    Returns: {"ladder", "rungs": [{"words", "state": ok | now | "", "lines", "url", "number"}] from the top down, "listings", "letters"}
    """
    ladders, letters, listings = (
        queries.ladders_of(hazard_id),
        queries.instruments_of(hazard_id),
        queries.listings_of(hazard_id),
    )
    if is_own():  # nothing that is still being drafted, nor what is decided about it
        ladders, letters, listings = [], *([row for row in rows if queries.visible(current_user, row)] for rows in (letters, listings))
    if not (ladders or letters or listings):
        return None
    row = ladders[0] if ladders else None
    rungs = [rung(key, row, letters, listings) for key in reversed(rules.RUNGS)]
    rungs = [each for each in rungs if each["url"]] if is_own() else rungs
    return {"ladder": row, "rungs": rungs, "listings": listings, "letters": letters, "ends": rules.LADDER_ENDS,
            "pauses": rules.PAUSES}  # fmt: skip


def letter_lines(letter) -> list[str]:
    """「2026-09-28 送达，回复期限 2026-10-21」 and what came of it, each with its own day."""
    served = f"{letter.served_on} 送达" if letter.served_on else f"{letter.created_at.date()} 起草"
    if letter.served_on and letter.reply_by:
        served += f"，回复期限 {letter.reply_by}"
    became = "届满未回复" if letter.status == "silent" else rules.LETTER_STATUSES[letter.status]
    return [served, became]


def rung(key: str, row, letters: list, listings: list) -> dict:
    reached = [each["on"] for each in row.reached if each["rung"] == key] if row else []
    of_kind = [each for each in letters if each.kind == key]
    listed = listings[:1] if key == "listing" else []
    lines = [f"{reached[-1]} 到这一级"] if reached else []
    lines += [line for each in of_kind[-1:] for line in letter_lines(each)]
    lines += [
        f"{rules.LEVELS[each.level]}，{rules.LISTING_STATUSES[each.status]}{f'，督办至 {each.due_on}' if each.due_on else ''}"
        for each in listed
    ]
    url = next((url_for("supervision.show_letter", instrument_id=each.id) for each in of_kind[-1:]), None)
    url = url or next((url_for("supervision.show_listing", listing_id=each.id) for each in listed), None)
    number = next((each.number for each in [*of_kind[-1:], *listed]), "")
    now = bool(row and row.ended_on is None and row.rung == key)
    state = "now" if now else "ok" if reached or of_kind or listed else ""
    return {"words": rules.RUNGS[key], "state": state, "lines": lines, "url": url, "number": number}
