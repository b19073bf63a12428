"""What happens to a paper that cannot be handed over: failed attempts, the confirmed address, public notice."""

from datetime import date

from app.core.clock import now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents import notice_queries as notices
from app.documents import queries, rules
from app.documents.commands import require_handed_out
from app.documents.models import DeliveryAddress, DeliveryAttempt, Document, PublicNotice
from app.law import queries as law
from app.law.periods import compute
from app.workflow import commands as workflow
from app.workflow.commands.tasks import complete_by_law
from app.workflow.models import Instance

PERIOD = "public_notice_service"


@command(permission="record_delivery")
def record_attempt(
    actor, document_ids: list[int], method: str, failure: str, attempted_at: str, account: str, deliverers: list[dict],
    place: str = "", dispatched_on: date | None = None, mail_number: str = "", evidence: list[int] = (),
) -> list[DeliveryAttempt]:  # fmt: skip
    """Record that papers taken out together were not delivered (登记没有送达成); their task stays open.

    Args:   failure: key of rules.FAILURES[method]; attempted_at: ISO moment, of a letter when it came back; account: what
            happened; deliverers: [{"name", "badge_no"}]; evidence: attachment ids
    Raises: RuleBroken("papers" | "failure" | "account" | "attempt_evidence" | …), as record_delivery
    Source: 民事诉讼法 (2023) arts. 87–95; 行政处罚法 (2021) art. 61
    """
    papers = [queries.document(each) for each in document_ids]
    if not papers:
        raise RuleBroken("papers", "还没选送的是哪些文书", {"papers": "至少选一份"})
    rules.require_failure(method, failure, account, list(evidence))
    rules.require_deliverers(method, deliverers)
    on = date.fromisoformat(attempted_at[:10])
    for paper in papers:
        require_handed_out(paper)
        rules.require_allowed_method(paper.title, paper.template.delivery, method)
        rules.require_consent(method, queries.has_consented(paper))
        rules.require_possible_day(on, paper.issued_on, today(), "attempted_at")
        rules.require_posted(method, dispatched_on, paper.issued_on, on)
    rules.require_past(attempted_at, now(), "attempted_at")
    said = {
        "method": method, "failure": failure, "attempted_at": attempted_at, "account": account.strip(), "place": place,
        "deliverers": deliverers, "dispatched_on": dispatched_on, "mail_number": mail_number,
    }  # fmt: skip
    rows = [
        DeliveryAttempt(document=paper, evidence=list(evidence), recorded_by=actor.id, recorded_at=now(), **said)
        for paper in papers
    ]
    db.session.add_all(rows)
    db.session.flush()  # callers need the ids
    return rows


# --- public notice ---------------------------------------------------------------------------------------------------


@command(permission="record_delivery")
def begin_notice(actor, paper: Document) -> Instance:
    """Begin to deliver a paper, and those it went out with, by public notice (公告送达), beside its own procedure.

    Raises: RuleBroken("notice_open" | "method_not_allowed" | "internal" | "not_rendered"); Conflict("delivered")
    Source: 民事诉讼法 (2023) art. 95
    """
    require_handed_out(paper)
    notices.require_none_open(paper)
    papers = [row for row in queries.together(paper) if row.is_rendered and not notices.is_open(row.notice)]
    for row in papers:
        rules.require_allowed_method(row.title, row.template.delivery, "public_notice")
    home = db.session.get_one(Instance, paper.instance_id)
    subject = (home.subject_kind, home.subject_id, home.label) if home.subject_kind else None
    data = {"notice_officers": notices.deliverers_of(paper)}
    begun = workflow.start_process(actor, notices.NOTICE, data=data, subject=subject, origin=paper.root_instance_id)
    for row in papers:
        _fill(row.notice or PublicNotice(document=row), root_id=begun.id, status="proposed")
    return begun


@command(permission="record_delivery")
def propose_notice(actor, root_id: str, ground: str, account: str, officers: list[dict]) -> list[PublicNotice]:
    """Say why only a public notice is left; every other way must have been tried and recorded.

    Raises: RuleBroken("notice_ground" | "ways_left")
    Source: 民事诉讼法 (2023) art. 95: the reason and what was done stand in the file
    """
    rows = notices.of_process(root_id)
    for row in rows:
        notices.require_last_way(row.document, ground)
        _fill(row, status="proposed", ground=ground, account=account, officers=officers)
    return rows


@command()
def decide_notice(actor, root_id: str, approved: bool) -> list[PublicNotice]:
    """The person in charge agreed to the public notice, or did not."""
    rows = notices.of_process(root_id)
    for row in rows:
        _fill(row, status="approved" if approved else "refused")
    return rows


@command(permission="record_delivery")
def publish_notice(
    actor, root_id: str, medium: str, published_on: date, proof: list[int], issued_on: date
) -> list[PublicNotice]:
    """The notice was published; the paper counts as delivered when the days from here have passed.

    Args:   issued_on: day of the notice itself
    Raises: RuleBroken("published_on" | "proof" | "ways_left")
    Source: 民事诉讼法 (2023) art. 95
    """
    rules.require_publication(published_on, issued_on, today(), proof)
    effective_on = compute(PERIOD, published_on, table=law.holiday_table()).last_day
    rows = notices.of_process(root_id)
    for row in rows:
        notices.require_last_way(row.document, row.ground)
        _fill(row, status="published", medium=medium, published_on=published_on, effective_on=effective_on, proof=proof)
    return rows


@command()
def serve_by_notice(actor, root_id: str) -> list[PublicNotice]:
    """The days of the notice have passed: its papers count as delivered, the tasks that deliver them go on by themselves.

    Raises: RuleBroken("notice_running")
    Source: 民事诉讼法 (2023) art. 95
    """
    rows = [row for row in notices.of_process(root_id) if row.status == "published"]
    for row in rows:
        rules.require_published("public_notice", row.effective_on, today())
        row.status = "served"
    db.session.flush()  # delivering asks which notices still run
    for item, row in notices.waiting_deliveries(rows).items():
        answers = {
            "method": "public_notice", "delivered_at": f"{row.published_on.isoformat()}T00:00",
            "delivery_place": f"公告：{row.medium}", "receipt": row.proof, "note": row.account[:500],
        }  # fmt: skip
        complete_by_law(actor, item, answers)
    return rows


@command()
def drop_notices(actor, papers: list[Document]) -> None:
    """The papers were delivered in another way: what was begun to publish them ends."""
    for row in [paper.notice for paper in papers if notices.is_open(paper.notice)]:
        row.status = "dropped"
        db.session.flush()  # a notice of several papers ends with the last of them
        if not any(notices.is_open(each) for each in notices.of_process(row.root_id)):
            workflow.cancel_instance(actor, row.root_id, f"《{row.document.title}》已用其他方式送达，不再公告")


def propose_notices(limit: int = 20) -> int:
    """A job of the worker: where every way has failed and the time to deliver is over, public notice is proposed to the
    officers as a task. Returns: how many were proposed"""
    due = notices.overdue_unreachable(limit)
    for document_id in due:
        _propose_by_clock(SYSTEM, document_id)
    return len(due)


@command()
def _propose_by_clock(actor, document_id: int) -> None:
    paper = queries.document(document_id)
    if not notices.is_open(paper.notice):  # else proposed with the paper before
        begin_notice(actor, paper)


def _fill(row: PublicNotice, **facts) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()  # papers quote it


# --- the confirmed address -------------------------------------------------------------------------------------------


@command(permission="record_delivery")
def begin_address(actor, paper: Document) -> Instance:
    """Begin to have an addressee confirm where its papers go (送达地址确认书).

    Raises: RuleBroken("address_open")
    Source: 民事诉讼法 (2023) arts. 88–90
    """
    notices.require_no_address_open(paper)
    home = db.session.get_one(Instance, paper.instance_id)
    subject = (home.subject_kind, home.subject_id, paper.addressee)
    data = {"notice_officers": notices.deliverers_of(paper), "document_id": paper.id}
    return workflow.start_process(actor, notices.ADDRESS, data=data, subject=subject, origin=paper.root_instance_id)


@command(permission="record_delivery")
def fill_address(actor, paper: Document, root_id: str, **said) -> DeliveryAddress:
    """What the addressee gave; it counts when signed. Args: said: address, phone, recipient, electronic, system"""
    row = notices.address_of_process(root_id) or DeliveryAddress(
        root_id=root_id, matter_root_id=paper.root_instance_id, party_id=paper.party_id, addressee=paper.addressee,
        kind=paper.kind,
    )  # fmt: skip
    rules.require_reachable(said["electronic"], said["system"])
    _fill(row, **said)
    return row


@command(permission="record_delivery")
def sign_address(actor, root_id: str, signed_on: date, scans: list[int]) -> DeliveryAddress:
    """The addressee signed: from now on papers go there. Raises: RuleBroken("signed_on")"""
    row = notices.address_of_process(root_id)
    rules.require_signed(signed_on, today(), scans)
    _fill(row, signed_on=signed_on, scans=scans)
    return row
