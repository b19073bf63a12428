"""The acts on a 通报 or 曝光: drafted, reviewed, approved, published, followed until nothing is left, corrected or withdrawn."""

from datetime import date

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.supervision import circular_queries as queries
from app.supervision import circular_rules as rules
from app.supervision.circular_models import Circular, CircularEntry, CircularFollowUp
from app.supervision.circular_queries import Candidate
from app.supervision.letter_commands import keep, next_number
from app.workflow.models import Instance


@command()
def open_circular(actor, kind: str, instance: Instance) -> Circular:
    """Begin one and give it its number. Args: kind: key of rules.KINDS"""
    row = Circular(number=next_number(Circular, "TB"), kind=kind, organisation_id=instance.organisation_id, status="drafting",
                   instance_id=instance.id, created_at=now())  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    return row


def label(row: Circular) -> str:
    """How lists name it."""
    return f"{row.words} {row.number}"


@command()
def draft(actor, row: Circular, title: str, texts: dict[str, str], entries: list[Candidate]) -> Circular:
    """Whom it names, and what it says.

    Args:   texts: {field: text} of all that will be published beside the entries
    Raises: RuleBroken("entries" | "personal_data")
    """
    require_publishable(texts, entries)
    row.title, row.status, row.drafted_by = title, "review", actor.id
    row.entries = [
        CircularEntry(
            candidate=each.key,
            name=each.name,
            facts=each.facts,
            enterprise_id=each.enterprise_id,
            hazard_id=each.hazard_id,
        )
        for each in entries
    ]
    return row


def require_publishable(texts: dict[str, str], entries: list[Candidate]) -> None:
    """Raises: RuleBroken("entries" | "personal_data")"""
    rules.require_entries(len(entries))
    said = texts | {"candidates": "\n".join(each.facts for each in entries)}
    rules.require_no_personal_data(said, queries.people_of(entries), {each.name for each in entries})


@command()
def review(actor, row: Circular, agreed: bool) -> Circular:
    """It goes on to the head, or back to whoever drafted it."""
    row.status = "approval" if agreed else "drafting"
    return row


@command()
def approve(actor, row: Circular, result: str) -> Circular:
    """The head decides. Args: result: approve | return | refuse. Source: 三年行动方案 (2024) 主方案 22③ (待核)"""
    if result == "approve":
        row.status, row.approved_by, row.approved_on = "approved", actor.id, today()
    elif result == "refuse":
        row.status, row.ended_on = "refused", today()
    else:
        row.status = "drafting"
    return row


@command()
def publish(actor, row: Circular, published_on: date, where: str, files: list) -> Circular:
    """Keep where it was published, with what was published (留档). Raises: RuleBroken("not_approved" | "published_on")"""
    rules.require_publication(row.status, published_on, row.approved_on, today())
    keep(actor, files, "circular", row.id)
    row.status, row.published_on, row.published_where, row.publication_files = "published", published_on, where, files
    return row


@command()
def follow(actor, row: Circular, result: str, note: str, files: list, correction: dict[str, str]) -> CircularFollowUp:
    """Look after what it names; what is wrong in it is to be corrected or withdrawn.

    Args:   result: key of rules.RESULTS; correction: {field: text} of what will be published of one, with its reason
    Raises: RuleBroken("follow_result"): something it names is not removed yet; RuleBroken("personal_data")
    Source: 三年行动方案 (2024) 消防 15: 曝光并跟踪整改 (待核)
    """
    rules.require_no_personal_data(correction, queries.people_of(row.entries), {each.name for each in row.entries})
    if result == "done":
        rules.require_all_removed([each.number for each in row.open_hazards])
        row.status, row.ended_on = "followed", today()
    elif result != "continue":
        row.status = "correcting"
    keep(actor, files, "circular", row.id)
    made = CircularFollowUp(
        on=today(),
        by=actor.name,
        result=result,
        note=note,
        files=files,
        reason=correction.get("correction_reason", ""),
        states=queries.present_states(row),
    )
    row.follow_ups.append(made)
    return made


@command()
def approve_correction(actor, row: Circular, agreed: bool) -> Circular:
    """Whether it is corrected or withdrawn; refused, it stands as it was published."""
    row.follow_ups[-1].agreed = agreed
    if not agreed:
        row.status = "published"
    return row


@command()
def publish_correction(actor, row: Circular, published_on: date, where: str, files: list) -> Circular:
    """The correction was published where the circular had been. Raises: RuleBroken("published_on")"""
    made = row.follow_ups[-1]
    rules.require_day(published_on, made.on, today())
    keep(actor, files, "circular", row.id)
    made.published_on, made.published_where, made.publication_files = published_on, where, files
    row.status, row.ended_on = ("withdrawn", today()) if made.result == "withdraw" else ("published", None)
    return row
