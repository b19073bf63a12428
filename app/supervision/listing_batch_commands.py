"""Listing several major hazards in one go (成批挂牌): each is a matter and a transaction of its own, one failing leaves the others.

Source: 三年行动方案 (2024) 主方案 10⑦: 每年挂牌督办整改一批重大事故隐患 (待核)
"""

from dataclasses import dataclass

from marshmallow import ValidationError

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import AnliuError, NotAllowed, RuleBroken
from app.hazards import queries as hazards
from app.supervision import listing_batch_queries as batches
from app.supervision import queries
from app.supervision.letter_commands import next_number
from app.supervision.models import ListingBatch, ListingBatchItem
from app.workflow import commands as workflow
from app.workflow import queries as matters
from app.workflow.models import WorkItem


@dataclass(frozen=True)
class Decided:
    """What became of one task of a batch. refusal: why nothing did"""

    item: WorkItem
    refusal: str = ""


def propose_together(user, rows: list, reason: str) -> ListingBatch:
    """Begin the listing of every hazard that fits; the others stand in the batch with the reason.

    Args:   rows: hazards this person may see
    Raises: NotAllowed("not_starter"); RuleBroken("hazards" | "reason")
    """
    made = open_batch(user, [row.id for row in rows], reason)
    batch_id = made.id
    for hazard_id in [row.id for row in rows]:
        _propose(user, batch_id, hazard_id, reason.strip())
    return batches.batch(batch_id)


@command()
def open_batch(actor, hazard_ids: list[int], reason: str) -> ListingBatch:
    """Give the batch its number and begin its summary table. Raises: as `propose_together`"""
    if not matters.may_start(actor, batches.LISTING):
        raise NotAllowed("not_starter", "您的岗位不能提出挂牌督办，请由安委办或者执法队长提出")
    if not hazard_ids:
        raise RuleBroken("hazards", "请至少勾选一条重大隐患", {"hazards": "请至少勾选一条重大隐患"})
    if not any(batches.judged(hazards.hazard(each), actor.bureau_id).fits for each in hazard_ids):
        text = "勾选的没有一条符合挂牌条件，原因写在每一条后面"
        raise RuleBroken("hazards", text, {"hazards": text})
    if not reason.strip():
        raise RuleBroken("reason", "请写明挂牌理由，它会写进每份通知书", {"reason": "请写明挂牌理由"})
    row = ListingBatch(
        number=next_number(ListingBatch, "GPP"), organisation_id=actor.bureau_id, made_by=actor.id, made_on=today(),
        reason=reason.strip(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the process is about it
    subject = ("listing_batch", row.id, f"成批挂牌 {row.number}")
    row.instance_id = workflow.start_process(actor, batches.PROCESS, subject=subject).id
    return row


def _propose(user, batch_id: int, hazard_id: int, reason: str) -> None:
    """One hazard of a batch, in a transaction of its own."""
    hazard = hazards.hazard(hazard_id)
    said = batches.judged(hazard, user.bureau_id)
    listing_id, refusal = None, "" if said.fits else said.reason
    if said.fits:
        try:
            answers = {"hazard_number": hazard.number, "listing_reason": reason}
            begun = workflow.start_process(user, batches.LISTING, answers)
            listing_id = queries.listings_of_root(begun.id)[0].id
        except AnliuError as refused:
            refusal = refused.message
    note_item(user, batch_id, hazard_id, listing_id, refusal)


@command()
def note_item(actor, batch_id: int, hazard_id: int, listing_id: int | None, refusal: str) -> ListingBatchItem:
    """Keep what became of one hazard of a batch."""
    row = ListingBatchItem(batch_id=batch_id, hazard_id=hazard_id, listing_id=listing_id, refusal=refusal)
    db.session.add(row)
    return row


def decide_together(user, row: ListingBatch, item_ids: list[str], said: dict) -> list[Decided]:
    """The head decides several listings of a batch the same way; what is refused of one leaves the others alone.

    Args: said: listing_result, listing_due_on, listing_requirement, opinion; who accepts is proposed for each by its file
    """
    mine = [item.id for item in batches.waiting(user, row) if item.id in item_ids]
    return [_decide(user, item_id, said) for item_id in mine]


def _decide(user, item_id: str, said: dict) -> Decided:
    item = matters.work_item(item_id)
    answers = said if said["listing_result"] == "refuse" else said | {
        "listing_acceptance": matters.prefill_of(user, item)["listing_acceptance"]
    }
    refusal = ""
    try:
        workflow.complete_task(user, item_id, answers)
    except ValidationError as wrong:
        refusal = "；".join(f"{'，'.join(map(str, words))}" for words in wrong.messages.values())
    except AnliuError as refused:
        refusal = refused.message
    return Decided(matters.work_item(item_id), refusal)


@command()
def confirm_summary(actor, row: ListingBatch, note: str) -> ListingBatch:
    """The table agrees with the listings (核对): it is printed. Raises: RuleBroken("undecided")"""
    if left := batches.undecided(row):
        raise RuleBroken("undecided", f"这些挂牌还没有审批：{'、'.join(left)}，请等负责人审批以后再印发汇总表")
    row.note, row.confirmed_on = note, today()
    return row


@command(permission="read_supervision")
def note_export(actor, row: ListingBatch) -> None:
    """Who took which batch out stands in the audit log (导出留痕)."""
