"""What diagrams call: issue a paper, record a delivery; and what they may ask about papers."""

from datetime import date

from app.core.clock import local, now
from app.core.errors import RuleBroken
from app.documents import catalogue, commands, notice_queries, queries, rules
from app.documents import notice_commands as notices
from app.workflow.checks.properties import served_papers
from app.workflow.registry import (
    FACTS,
    answer_rule,
    document_facts,
    handler,
    period_start,
    prefill,
    requirement,
    return_barrier,
    withdrawal_barrier,
)


def names(context, key: str) -> list[str]:
    return [name.strip() for name in context.properties.get(key, "").split(",") if name.strip()]


@handler("documents.issue")
def issue(context) -> dict:
    """签发: issue the papers `law.document` names; of several, those whose facts exist (entity or person, for example)."""
    wanted = names(context, "law.document")
    built = [(name, _facts(context, name)) for name in wanted]
    due = [(name, facts) for name, facts in built if facts is not None]
    if not due:
        raise RuleBroken("no_document", "这一步没有写明要签发哪份文书，请流程设计人员填写 law.document")
    kind, subject_id = context.subject
    for name, facts in due:
        commands.issue(
            context.actor, name, facts, kind, subject_id, root_instance_id=context.instance.root_id,
            party_id=context.data.get("party_id"), instance_id=context.instance.id,
        )  # fmt: skip
    return {}


def _facts(context, template_id: str) -> dict | None:
    catalogue.template(template_id)
    if template_id not in FACTS:
        raise RuleBroken("no_facts", f"没有为“{template_id}”登记内容来源，不能签发。请联系管理员")
    return FACTS[template_id](context)


@handler("documents.record_delivery")
def record_delivery(context) -> dict:
    """送达: record what the delivery form says for every paper `law.delivers` names.

    Returns: {"<element>_on": ISO date from which periods run}
    """
    papers = queries.undelivered(names(context, "law.delivers"), context.instance)
    if not papers:
        raise RuleBroken("nothing_to_deliver", "没有待送达的文书：可能还没有签发，或者已经登记过送达")
    said = context.answers
    moment = said["delivered_at"]
    delivered = [
        commands.record_delivery(
            context.actor, paper.id, said["method"], said.get("receiver_name"), said.get("receiver_relation"),
            commands.day_of(moment), deliverers(context, paper), said.get("note"),
            delivered_at=moment, place=said.get("delivery_place"), receipts=said.get("receipt") or [], **proof_of(said),
        )
        for paper in papers
    ]  # fmt: skip
    notices.drop_notices(context.actor, papers)
    return {f"{context.element}_on": max(row.effective_on for row in delivered).isoformat()}


def deliverers(context, paper) -> list[dict]:
    """Who handed it over; of a public notice, who published it."""
    if context.answers["method"] == "public_notice" and paper.notice:
        return paper.notice.officers
    return context.officers_facts(context.answers.get("deliverers") or [])


def proof_of(said: dict) -> dict:
    """What proves the way chosen; answers of another way do not count."""
    sent_on = said.get("dispatched_on")
    return {
        "refusal_reason": said.get("refusal_reason"), "witness": said.get("witness"), "through": said.get("through"),
        "recordings": said.get("recordings"), "mail_number": said.get("mail_number"),
        "dispatched_on": sent_on and date.fromisoformat(sent_on),
    }  # fmt: skip


@answer_rule("deliver_document")
def check_delivery(context) -> None:
    """Refused before the dialog tells what the delivery sets going. Raises: as commands.record_delivery"""
    said = context.answers
    for paper in queries.undelivered(names(context, "law.delivers"), context.instance):
        commands.require_deliverable(
            paper, said["method"], said.get("receiver_name"), said.get("receiver_relation"),
            commands.day_of(said["delivered_at"]), said.get("deliverers") or [], proof_of(said),
        )  # fmt: skip
    rules.require_past(said["delivered_at"], now())


@prefill("deliver_document")
def prefill_delivery(context) -> dict:
    """The ways that may be recorded, who is to deliver, and the address the party confirmed (送达地址确认书), if any."""
    papers = queries.undelivered(names(context, "law.delivers"), context.instance)
    known = {"method_options": methods(papers), "deliverers": notice_queries.deliverers(context.work_item)}
    address = queries.address_of(papers[0]) if papers else None
    return known | ({"delivery_place": address.address} if address else {})


def methods(papers) -> list[dict]:
    """Nobody picks 公告送达: the clock records it when the days of the notice have passed."""
    by_clock = any(paper.notice and paper.notice.status == "served" for paper in papers)
    return [{"value": way, "label": word} for way, word in rules.METHODS.items() if way != "public_notice" or by_clock]


@document_facts("delivery_receipt")
def delivery_receipt(context) -> dict:
    """送达回执 of the papers handed over together last."""
    deliveries = queries.last_delivery(context.instance)
    if not deliveries:
        raise RuleBroken("no_delivery", "还没有登记送达，不能制作送达回执")
    last, paper = deliveries[-1], deliveries[-1].document
    return {
        **matter_of(paper), "addressee": paper.addressee, "issuer": paper.template.issuer,
        "papers": [{"title": row.document.title, "number": row.document.number, "copies": "1"} for row in deliveries],
        "method": last.method, "delivery_place": last.place,
        "delivered_at": last.delivered_at or last.delivered_on.isoformat(), "receiver_name": last.receiver_name,
        "receiver_relation": rules.RELATIONS.get(last.receiver_relation), "refusal_reason": last.refusal_reason,
        "witness": witnessed(last), "officers": last.deliverers, "note": last.note, "through": last.through,
        "dispatched_on": last.dispatched_on and last.dispatched_on.isoformat(), "mail_number": last.mail_number,
    }  # fmt: skip


NUMBERS = {"case_number": "案号", "letter_number": "督促编号", "listing_number": "挂牌编号", "hazard_number": "隐患编号"}


def matter_of(paper) -> dict:
    """By which number and words a receipt is filed: the case's, else those of the letter, the listing, the hazard."""
    facts = paper.facts
    name = next((name for name in NUMBERS if facts.get(name)), None)
    about = facts.get("cause") or facts.get("title") or (f"{facts['place']}的事故隐患" if facts.get("place") else None)
    return {"number_kind": NUMBERS.get(name), "case_number": facts.get(name), "cause": about}


def witnessed(delivery) -> str:
    """「居委会代表到场；留置过程已拍照、录像」"""
    filmed = "留置过程已拍照、录像，存卷" if delivery.recordings else ""
    return "；".join(filter(None, (delivery.witness, filmed)))


@requirement("document")
def issued(name, instance):
    """`law.requires="penalty_notice_entity"`: the paper is issued in this proceeding."""
    if name not in catalogue.catalogue():
        return NotImplemented
    found = queries.of_instance(name, instance)
    return None if found else f"还没有签发《{catalogue.template(name).name}》"


@requirement("served")
def served(name, instance):
    """`law.requires="served:penalty_notice_entity"`: the paper is validly delivered in this proceeding.

    `served:penalty_notice` means the one of several papers of that beginning that was issued here (entity or person).
    """
    papers = served_papers(name, catalogue.catalogue())
    if not papers:
        return f"不认识文书“{name}”"
    title = catalogue.template(papers[0]).name.partition("（")[0]
    issued_here = [paper for paper in papers if queries.of_instance(paper, instance)]
    if not issued_here:
        return f"还没有签发《{title}》"
    return None if queries.served_on(issued_here[-1], instance) else f"《{title}》还没有有效送达，请先登记送达（罚法第61条）"


@period_start("served")
def served_on(name, instance):
    found = (queries.served_on(paper, instance) for paper in served_papers(name, catalogue.catalogue()))
    return next((day for day in found if day), None)


@return_barrier
def last_served(_instance, instances):
    """What was told to a party is not undone by going back (退回): that takes a correction or a revocation of its own."""
    if delivery := queries.newest_delivery(instances):
        paper = delivery.document
        words = f"《{paper.title}》{paper.number}已经送达，不能退回到送达以前的步骤；送达的内容有错的，走更正或者撤销"
        return delivery.recorded_at, words
    return None


@withdrawal_barrier
def issued_since(root_id, since):
    """Nothing is withdrawn once a paper has been issued (撤回止于签发)."""
    for paper in queries.documents_of(root_id):
        if local(paper.issued_at) >= local(since):
            return f"已签发《{paper.title}》{paper.number}，不能撤回；有错请走更正或者撤销"
    return None
