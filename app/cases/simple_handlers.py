"""What `workflows/simple_penalty.bpmn` calls (当场处罚): its steps, what its forms open with, its paper."""

from decimal import Decimal

from app.cases import parties
from app.cases import simple_commands as commands
from app.cases import simple_queries as queries
from app.cases import simple_rules as rules
from app.cases.handlers import day, law_cited, moment
from app.cases.models import CAPACITIES
from app.cases.rules import money
from app.cases.simple_models import sanctions
from app.core.clock import local, now, today
from app.documents import commands as papers
from app.documents import queries as documents
from app.documents.rendering import day as printed
from app.enterprises import queries as enterprises
from app.inspections import queries as inspections
from app.law.articles import articles, cited
from app.law.calendar import ONE_DAY
from app.law.penalty_file import load_penalties
from app.penalties.breaches import measure_words
from app.workflow.registry import answer_rule, document_facts, handler, prefill

PAPER = "spot_penalty_decision"


def row_of(context):
    """The penalty this process is about; None until the party has been told."""
    return queries.of_process(context.instance.root_id)


def yuan(amount: Decimal | None) -> str:
    return f"{amount or 0:,.2f} 元"


def words(row, warning: bool, fine_yuan: Decimal | None) -> str:
    return measure_words(sanctions(warning, fine_yuan), fine_yuan, None)


def party_of(enterprise_id: int, said: dict) -> dict:
    """The party as a case would name it; a person keeps the capacity the enterprise's file knows."""
    if said["party_kind"] == "entity":
        return parties.rows(enterprise_id, True, [])[0]
    capacity = enterprises.person(said["person"]).capacity
    capacity = capacity if capacity in CAPACITIES else "directly_responsible_person"
    answer = {"person": said["person"], "capacity": capacity, "address": said["party_address"]}
    return parties.rows(enterprise_id, False, [answer])[0]


def told_of(said: dict) -> dict:
    on_spot = said["spot_course"] == "on_spot"
    return {"told_warning": on_spot and bool(said.get("told_warning")),
            "told_fine_yuan": money(said.get("told_fine_yuan")) if on_spot else None}  # fmt: skip


@answer_rule("tell_on_spot")
def check_told(context):
    """Told while the officer still stands there."""
    said = context.answers
    party_of(context.data["enterprise_id"], said)
    commands.require_tellable(
        said["officers"], said["party_kind"], moment(said["found_at"]).date(),
        law_cited(said, "violated", "basis") | told_of(said) | {"on_spot": said["spot_course"] == "on_spot"},
    )  # fmt: skip


@handler("cases.tell_on_spot")
def tell_on_spot(context) -> dict:
    """当场告知、听取申辩"""
    said, enterprise_id = context.answers, context.data["enterprise_id"]
    row = commands.tell(
        context.actor, context.instance.root_id, party_of(enterprise_id, said), said["officers"],
        said["spot_course"] == "on_spot", enterprise_id=enterprise_id, inspection_id=context.data.get("inspection_id"),
        organisation_id=context.instance.organisation_id, found_at=moment(said["found_at"]), place=said["place"],
        cause=said["cause"], facts=said["facts"], photos=said.get("photos") or [], statement=said.get("statement") or "",
        **told_of(said), **law_cited(said, "violated", "basis"),
    )  # fmt: skip
    context.set_subject("simple_penalty", row.id, row.title)
    return {"spot_officers": row.officers}


def decision_of(said: dict) -> dict:
    punish = said["spot_result"] == "punish"
    return {"warning": punish and bool(said.get("warning")), "fine_yuan": money(said.get("fine_yuan")) if punish else None}


@answer_rule("decide_on_spot")
def check_decision(context):
    """Refused before the first of the two officers signs."""
    commands.require_decidable(row_of(context), context.answers["spot_result"], **decision_of(context.answers))


@handler("cases.decide_on_spot")
def decide_on_spot(context) -> dict:
    """当场决定"""
    said = context.answers
    row = commands.decide(
        context.actor, row_of(context), said["spot_result"], reason=said.get("weighing") or said.get("reason") or "",
        adoption=said.get("statement_adoption") or "", adoption_reason=said.get("adoption_reason") or "",
        **decision_of(said),
    )  # fmt: skip
    return {"decided_on": row.decided_on and row.decided_on.isoformat()}


def collection_of(said: dict) -> dict:
    return {"hard": bool(said.get("hard_to_collect")), "remote": bool(said.get("remote")),
            "asked": bool(said.get("party_asked")), "reason": said.get("collect_reason") or ""}  # fmt: skip


@answer_rule("hand_over_on_spot")
def check_collection(context):
    """Refused before money changes hands."""
    if context.answers.get("collect_way") == "on_site":
        commands.require_collectable(row_of(context), **collection_of(context.answers))


@handler("cases.hand_over_on_spot")
def hand_over_on_spot(context) -> dict:
    """当场交付决定书；当场收缴的，收缴罚款"""
    said, row = context.answers, row_of(context)
    paper = documents.of_instance(PAPER, context.instance)
    signed = said["signature_result"] == "signed"
    on = papers.day_of(said["delivered_at"])
    papers.record_delivery(
        context.actor, paper.id, "direct" if signed else "left", said.get("receiver_name"), said.get("receiver_relation"),
        on, context.officers_facts(row.officers), delivered_at=said["delivered_at"], place=row.place,
        refusal_reason=said.get("refusal_reason"), witness=said.get("witness"),
        receipts=[said["party_signature"]] if said.get("party_signature") else [],
    )  # fmt: skip
    commands.hand_over(context.actor, row, paper.number, on)
    party = commands.open_file(context.actor, row, on)
    if said.get("collect_way") == "on_site":
        commands.collect(context.actor, row, on, said["receipt_no"], **collection_of(said))
    collected = row.collected_on and row.collected_on.isoformat()
    return {
        "fine_way": row.collect_way or "none", "handed_over_on": on.isoformat(), "collected_on": collected,
        "case_id": party.case_id, "party_id": party.id, "case_officers": row.officers,
    }  # fmt: skip


@handler("cases.hand_in_fine")
def hand_in_fine(context) -> dict:
    """交款入机关"""
    said = context.answers
    row = commands.hand_in(context.actor, row_of(context), day(said["handed_in_on"]), said["cashier"])
    return {"handed_in_on": row.handed_in_on.isoformat()}


@handler("cases.deposit_fine")
def deposit_fine(context):
    """机关缴付银行"""
    commands.deposit(context.actor, row_of(context), day(context.answers["deposited_on"]), context.answers["slip_no"])


@handler("cases.pay_spot_fine")  # this and the next two: called by penalties begun before `execution.bpmn` took over
def pay_spot_fine(context):
    """登记缴款"""
    commands.pay(context.actor, row_of(context), day(context.answers["paid_on"]), context.answers["receipt_no"])


@handler("cases.note_spot_overdue")
def note_spot_overdue(context) -> dict:
    """记明逾期，加处罚款起算"""
    row = commands.note_overdue(context.actor, row_of(context))
    return {"payment_due_on": row.payment_due_on.isoformat()}


@handler("cases.follow_spot_fine")
def follow_spot_fine(context):
    """跟踪逾期罚款"""
    said, row = context.answers, row_of(context)
    if said["spot_follow_up"] == "paid":
        late = money(said.get("late_yuan")) or Decimal(0)
        commands.pay(context.actor, row, day(said["paid_on"]), said["receipt_no"], late)
    else:
        commands.follow_up(context.actor, row, said["follow_note"], said["spot_follow_up"] == "ended")


@handler("cases.report_back")
def report_back(context):
    """报机关备案"""
    commands.report_back(context.actor, row_of(context), day(context.answers["reported_on"]), context.answers.get("report_note") or "")


@handler("cases.accept_report")
def accept_report(context):
    """备案审查"""
    said = context.answers
    commands.accept_report(context.actor, row_of(context), said["report_result"], said.get("opinion") or "")


@handler("cases.close_on_spot")
def close_on_spot(context):
    """办结"""
    commands.close(context.actor, row_of(context))


def lapse(name: str, told: str):
    def note(context):
        commands.note_lapse(context.actor, row_of(context), told)

    note.__doc__ = told
    handler(f"cases.{name}")(note)


lapse("note_report_late", "逾期没有报机关备案（罚法第52条）")
lapse("note_hand_in_late", "当场收缴的罚款二日内没有交至机关（罚法第71条）")
lapse("note_deposit_late", "机关二日内没有将罚款缴付银行（罚法第71条）")


def minute() -> str:
    return now().replace(second=0, microsecond=0, tzinfo=None).isoformat("T", "minutes")


@prefill("tell_on_spot")
def prefill_told(context) -> dict:
    """The limits; what the inspection found, where it arose from one."""
    known = {"enterprise_id": context.data["enterprise_id"], "limits": queries.limits(), "found_at": minute(),
             "officers": [context.actor.id], "party_kind": "entity"}  # fmt: skip
    enterprise = enterprises.enterprise(context.data["enterprise_id"])
    if not context.data.get("inspection_id"):
        return known | {"place": enterprise.address}
    row = inspections.inspection(int(context.data["inspection_id"]))
    found = row.started_at or now()
    return known | {
        "officers": [each.user_id for each in row.officers], "place": row.place or enterprise.address,
        "found_at": found.replace(tzinfo=None).isoformat("T", "minutes"), "cause": row.suspected_violation,
        "facts": "；".join(finding.words for finding in row.problems),
        "violated": [each.id for each in cited("；".join(one.article for one in row.problems), found.date()) if each.kind == "duty"],
    }  # fmt: skip


def rules_cited(row) -> list:
    """The rules of the articles cited as 处罚依据, on the day of the conduct."""
    book, on = load_penalties(), local(row.found_at).date()
    return [rule for each in articles(row.basis_articles) for rule in book.rules_at(each.statute.id, each.numbers[0], on)]


@prefill("decide_on_spot")
def prefill_decision(context) -> dict:
    row = row_of(context)
    return {
        "told": words(row, row.told_warning, row.told_fine_yuan), "statement": row.statement or None,
        "doubt": row.told_warning and rules.warning_doubt(rules_cited(row), row.party["kind"]) or None,
        "limits": queries.limits(), "warning": row.told_warning,
        "fine_yuan": row.told_fine_yuan and str(row.told_fine_yuan),
    }  # fmt: skip


@prefill("hand_over_on_spot")
def prefill_hand_over(context) -> dict:
    row = row_of(context)
    paper, person = documents.of_instance(PAPER, context.instance), row.party["kind"] == "person"
    return {
        "paper": f"《{paper.title}》{paper.number}", "imposed": words(row, row.warning, row.fine_yuan), "delivered_at": minute(),
        "has_fine": bool(row.fine_yuan), "collectable": collectable(row),
        "receiver_name": row.party["name"] if person else row.party["legal_representative"],
        "receiver_relation": "self" if person else "legal_representative",
    }  # fmt: skip


def collectable(row) -> str:
    """What the table says of this amount before anything more is known."""
    if not row.fine_yuan:
        return ""
    answer = queries.collection(row.fine_yuan)
    may = "可以当场收缴" if answer["collect"] else "须有下列情形之一才能当场收缴"
    return f"{answer['reason']}（{answer['article']}），{may}；须当场出具财政统一票据（行政处罚法第70条）"


@prefill("hand_in_fine")
def prefill_hand_in(context) -> dict:
    return {"fine": yuan(row_of(context).fine_yuan), "handed_in_on": today().isoformat()}


@prefill("deposit_fine")
def prefill_deposit(context) -> dict:
    return {"fine": yuan(row_of(context).fine_yuan), "deposited_on": today().isoformat()}


@prefill("pay_spot_fine")
def prefill_payment(context) -> dict:
    return {"fine": yuan(row_of(context).fine_yuan), "paid_on": today().isoformat()}


@prefill("follow_spot_fine")
def prefill_follow(context) -> dict:
    row = row_of(context)
    late = queries.late_yuan(row, today())
    return {"fine": yuan(row.fine_yuan), "overdue_from": printed((row.payment_due_on + ONE_DAY).isoformat()), "late": yuan(late),
            "late_yuan": str(late), "paid_on": today().isoformat()}  # fmt: skip


@prefill("report_back")
def prefill_report(context) -> dict:
    return {"reported_on": today().isoformat()}


@prefill("accept_report")
def prefill_acceptance(context) -> dict:
    row = row_of(context)
    late = f"{(row.reported_on - row.decided_on).days} 天后报备" if row.reported_on > row.decided_on else "当天报备"
    imposed, on = words(row, row.warning, row.fine_yuan), printed(row.decided_on.isoformat())
    return {"summary": f"{row.number}：对{row.party['name']}{imposed}，{on}当场决定，{late}。"}


@document_facts(PAPER)
def spot_penalty_decision(context) -> dict:
    """当场行政处罚决定书; before both officers have signed, with what the form says so far."""
    row, said = row_of(context), context.said("decide_on_spot")
    if row is None:
        return {}
    drafted = row.decided_on is None
    warning = bool(said.get("warning")) if drafted else row.warning
    fine_yuan = money(said.get("fine_yuan")) if drafted else row.fine_yuan
    party = row.party
    facts = {
        "party_kind": party["kind"], "party_name": party["name"], "party_id_no": party["id_no"],
        "party_address": party["address"], "party_phone": party["phone"], "cause": row.cause, "facts": row.facts,
        "found_at": row.found_at.isoformat(timespec="minutes"), "place": row.place, "violated": row.violated,
        "basis": row.basis, "sanctions": sanctions(warning, fine_yuan), "fine_yuan": fine_yuan and str(fine_yuan),
        "discretion_note": (said.get("weighing") if drafted else row.reason) or None,
        "statement_result": statement_words(row, said if drafted else None),
        "officers": context.officers_facts(row.officers),
    }  # fmt: skip
    if party["kind"] == "entity":
        return facts | {"party_legal_representative": party["legal_representative"]}
    return facts | {"employer_name": party["employer_name"], "party_position": party["position"]}


ADOPTIONS = {"adopted": "予以采纳", "partly_adopted": "部分采纳", "not_adopted": "不予采纳"}


def statement_words(row, said: dict | None) -> str:
    """What became of the party's statement."""
    if not row.statement:
        return "已当场告知拟处罚的内容、事实、理由、依据和陈述、申辩的权利，当事人没有提出陈述申辩。"
    adoption = ADOPTIONS.get(said.get("statement_adoption") if said is not None else row.adoption, "已经复核")
    reason = (said.get("adoption_reason") if said is not None else row.adoption_reason) or ""
    return f"当事人当场提出：{row.statement.rstrip('。')}。经复核，{adoption}{'：' + reason.rstrip('。') if reason else ''}。"
