"""What `listing_batch.bpmn` calls: the summary table (挂牌督办汇总表) of several listings begun together."""

from app.core import table_file
from app.core.clock import today
from app.hazards.papers import iso
from app.supervision import listing_batch_commands as commands
from app.supervision import listing_batch_queries as queries
from app.supervision import rules
from app.supervision.models import ListingBatch
from app.workflow.registry import document_facts, handler, prefill


def batch(context) -> ListingBatch:
    """The batch this process is about."""
    return queries.batch(int(context.subject[1]))


@handler("supervision.confirm_summary")
def confirm_summary(context):
    """核对汇总表"""
    commands.confirm_summary(context.actor, batch(context), context.answers.get("summary_note") or "")


@prefill("confirm_listing_summary")
def prefill_summary(context) -> dict:
    """How many of the batch are listed, and what became of the others."""
    row = batch(context)
    others = [f"{each.hazard.number}：{left_out(each)}" for each in row.items if not is_listed(each)]
    listed = len(row.items) - len(others)
    return {"summary_counted": f"挂牌 {listed} 件", "summary_note": f"没有挂牌的：{'；'.join(others)}。" if others else ""}


def is_listed(item) -> bool:
    """The head has agreed; it may have been taken off since."""
    return item.listing is not None and item.listing.approved_by is not None


def left_out(item) -> str:
    """Why a hazard of the batch is not listed."""
    if item.listing is None:
        return item.refusal
    if item.listing.status == "not_listed":
        return item.listing.trigger["reason"]
    return rules.LISTING_STATUSES[item.listing.status]


@document_facts("listing_summary")
def listing_summary(context) -> dict:
    """挂牌督办汇总表: every hazard of the batch that is listed"""
    row = batch(context)
    listings = [each.listing for each in row.items if is_listed(each)]
    return {
        "batch_number": row.number, "made_on": iso(row.made_on), "ground": row.reason, "note": row.note,
        "listings": [
            {"listing_number": each.number, "level": rules.LEVELS[each.level], "unit": each.hazard.enterprise.name,
             "hazard": f"{each.hazard.place}：{each.hazard.description}", "hazard_number": each.hazard.number, "due_on": iso(each.due_on)}
            for each in listings
        ],
    }  # fmt: skip


COLUMNS = {
    "序号": 6, "挂牌编号": 18, "级别": 10, "责任单位": 36, "隐患编号": 18, "部位": 30, "隐患情况": 50, "督办期限": 12,
    "状态": 16, "说明": 40,
}  # fmt: skip


def workbook(row: ListingBatch, who: str):
    """The table as a file. Returns: an open file. Args: who: name"""
    book = table_file.begun()
    number = table_file.add_sheet(book, "挂牌督办汇总表", COLUMNS, (_line(at, each) for at, each in enumerate(row.items, 1)))
    table_file.explain(book, f"成批挂牌 {row.number}（{row.made_on}）", who, number)
    return table_file.opened(book)


def _line(at: int, item) -> tuple:
    listing, hazard = item.listing, item.hazard
    known = (listing.number, rules.LEVELS[listing.level]) if listing else ("", "")
    status = "已逾期" if listing and listing.is_overdue(today()) else rules.LISTING_STATUSES[listing.status] if listing else "没有挂牌"
    return (at, *known, hazard.enterprise.name, hazard.number, hazard.place, hazard.description, listing and listing.due_on, status,
            "" if is_listed(item) else left_out(item))  # fmt: skip
