"""Reading papers: by subject, by process, by search; previews of drafts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import Select, or_, select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.paging import Page, page_of
from app.core.settings import settings
from app.documents import catalogue, numbering, rendering
from app.documents.models import Delivery, DeliveryAddress, Document
from app.identity import queries as identity
from app.workflow.models import Instance
from app.workflow.registry import FACTS
from app.workflow.requirements import line_of


def document(document_id: int) -> Document:
    """Raises: NotFound("document")"""
    found = db.session.get(Document, document_id)
    if found is None:
        raise NotFound("document", "没有这份文书，请从文书列表重新查找")
    return found


def document_for(user, document_id: int) -> Document:
    """The paper, if this person may see the bureau that issued it.

    Raises: NotFound, NotAllowed("other_bureau")
    """
    found = document(document_id)
    if not may_see(user, found):
        raise NotAllowed("other_bureau", "这份文书由其他机关制作，您不能查看；如确需查看，请联系承办人")
    return found


READERS: list[Callable] = []


def paper_reader(function):
    """Register `f(user, paper) -> bool`: who else may read a paper, e.g. the bureau above that verifies, the enterprise."""
    READERS.append(function)
    return function


LISTENERS: list[Callable] = []


def when_opened(function):
    """Register `f(user, paper)`, called when somebody opens the page or the PDF of a paper, e.g. to keep that it was read."""
    LISTENERS.append(function)
    return function


def may_see(user, paper: Document) -> bool:
    """Whoever reads papers and sees the bureau that issued it, or whom the matter it is about lets read it."""
    if user.may("read_documents") and paper.organisation_id and paper.organisation_id in identity.bureaus_seen_by(user):
        return True
    return any(reader(user, paper) for reader in READERS)


OWN_PAPERS = ("hazard_plan", "delivery_receipt", "interview_record")  # internal ones an enterprise has made or signed
ON_THE_SPOT = ("hazard_acceptance",)  # handed over where they were written, without a step of their own


def is_for_party(paper: Document) -> bool:
    """Whether an enterprise reads it: what is addressed to it once it has been served, and what it made or signed itself.

    Source: 行政处罚法 (2021) art. 61; what the office decides on (内部审批表) and what is only drafted stays inside
    """
    if paper.template.audience == "internal":
        return paper.template_id in OWN_PAPERS
    return paper.delivery is not None or paper.template_id in ON_THE_SPOT


def documents_of(root_instance_id: str) -> list[Document]:
    """The papers of one process tree, in the order in which they were issued."""
    return _all(Document.root_instance_id == root_instance_id)


def of_subject(subject_kind: str, subject_id) -> list[Document]:
    return _all(Document.subject_kind == subject_kind, Document.subject_id == str(subject_id))


def newest_delivery(instances: Select) -> Delivery | None:
    """The delivery recorded last of the papers of these instances. Args: instances: selects their ids"""
    query = select(Delivery).join(Document).where(Document.instance_id.in_(instances)).order_by(Delivery.id.desc()).limit(1)
    return db.session.scalars(query).first()


def of_party(party_id: int) -> list[Document]:
    return _all(Document.party_id == party_id)


def _all(*conditions) -> list[Document]:
    return list(db.session.scalars(select(Document).where(*conditions).order_by(Document.id)))


def listed(paper: Document, with_addressee: bool = False) -> dict:
    """A paper as lists show it: title, number, on, state and kind of mark, url."""
    words, kind = paper.state
    whose = f"（{paper.addressee}）" if with_addressee and paper.addressee else ""
    return {"title": f"{paper.title}{whose}", "number": paper.number, "on": paper.issued_on, "state": words,
            "kind": kind, "url": f"/documents/{paper.id}"}  # fmt: skip


def latest(template_id: str, subject_kind: str, subject_id) -> Document:
    """The last paper of that kind about a subject.

    Raises: NotFound("document_of_subject")
    """
    found = latest_or_none(template_id, subject_kind, subject_id)
    if found is None:
        raise NotFound("document_of_subject", f"还没有签发《{catalogue.template(template_id).name}》，请先办理这一步")
    return found


def latest_or_none(template_id: str, subject_kind: str, subject_id) -> Document | None:
    papers = select(Document).filter_by(template_id=template_id, subject_kind=subject_kind, subject_id=str(subject_id))
    return db.session.scalars(papers.order_by(Document.id.desc()).limit(1)).first()


def of_instance(template_id: str, instance: Instance) -> Document | None:
    """The last paper of that kind issued by this instance or one above it: another party's papers do not count."""
    papers = select(Document).where(Document.template_id == template_id, Document.instance_id.in_(line_of(instance)))
    return db.session.scalars(papers.order_by(Document.id.desc()).limit(1)).first()


def undelivered(template_ids: list[str], instance: Instance) -> list[Document]:
    """The last paper of each kind, where it has not been delivered yet."""
    papers = [of_instance(template_id, instance) for template_id in template_ids]
    return [paper for paper in papers if paper is not None and paper.delivery is None]


def together(paper: Document) -> list[Document]:
    """The papers one goes out with: those of the same proceeding to the same addressee that are still to be handed over."""
    same = _all(Document.instance_id == paper.instance_id, Document.addressee == paper.addressee)
    return [row for row in same if row.is_owed] if paper.is_owed else []


def address_of(paper: Document) -> DeliveryAddress | None:
    """The address this addressee last confirmed by a signed paper, in this matter or as a party of it (送达地址确认书)."""
    signed = select(DeliveryAddress).where(DeliveryAddress.signed_on.is_not(None))
    mine = (DeliveryAddress.matter_root_id == paper.root_instance_id) & (DeliveryAddress.addressee == paper.addressee)
    if paper.party_id:
        mine = mine | (DeliveryAddress.party_id == paper.party_id)
    return db.session.scalars(signed.where(mine).order_by(DeliveryAddress.id.desc()).limit(1)).first()


def has_consented(paper: Document) -> bool:
    address = address_of(paper)
    return address is not None and address.electronic


def last_delivery(instance: Instance) -> list[Delivery]:
    """The papers handed over together the last time, by this instance or one above it: same moment, way and receiver,
    and not yet named on a receipt."""
    line = line_of(instance)
    mine = select(Delivery).join(Document).where(Document.instance_id.in_(line))
    newest = db.session.scalars(mine.order_by(Delivery.id.desc()).limit(1)).first()
    if newest is None:
        return []
    together = mine.where(
        Document.instance_id == newest.document.instance_id, Delivery.delivered_on == newest.delivered_on,
        Delivery.delivered_at == newest.delivered_at, Delivery.method == newest.method,
        Delivery.receiver_name == newest.receiver_name,
    )  # fmt: skip
    rows = list(db.session.scalars(together.order_by(Delivery.id)))
    receipts = select(Document.facts).where(Document.instance_id.in_(line), Document.template_id == "delivery_receipt")
    named = {paper["number"] for facts in db.session.scalars(receipts) for paper in facts["papers"]}
    return [row for row in rows if row.document.number not in named] or rows


def served_on(template_id: str, instance: Instance) -> date | None:
    """The day from which periods run; None until the paper is validly delivered."""
    paper = of_instance(template_id, instance)
    return paper.delivery.effective_on if paper and paper.delivery else None


def search(user, text: str = "", template_id: str = "", state: str = "", page: int = 1) -> Page:
    """The papers this person may see, newest first, by part of number, title or addressee."""
    query = select(Document).where(Document.organisation_id.in_(identity.bureaus_seen_by(user)))
    if words := text.strip():
        matches = (column.contains(words, autoescape=True) for column in (
            Document.number, Document.title, Document.addressee))  # fmt: skip
        query = query.where(or_(*matches))
    if template_id:
        query = query.where(Document.template_id == template_id)
    if state == "delivered":
        query = query.where(Document.delivery.has())
    elif state == "undelivered":
        external = [paper.id for paper in catalogue.catalogue().values() if paper.receipt == "separate"]
        query = query.where(Document.template_id.in_(external), ~Document.delivery.has())
    elif state:
        query = query.where(Document.status == state)
    return page_of(query.order_by(Document.id.desc()), page)


@dataclass(frozen=True)
class Draft:
    """A paper as it would read now. missing: labels of the facts still wanting."""

    template: catalogue.Template
    html: Markup
    missing: list[str]


def draft(template_id: str, facts: dict | None = None, bureau_id: str | None = None) -> Draft:
    """The preview of a paper before it is issued; costs nothing, takes no number. Raises: RuleBroken("organ_unknown")"""
    paper = catalogue.template(template_id)
    known = {key: value for key, value in (facts or {}).items() if value is not None}
    organ = settings().organ_of(bureau_id).signing(known.get("issuer") or paper.issuer)
    values = _readable(paper, paper.filled(organ, today()) | known)
    values["document_number"] = numbering.blank(organ, paper, today().year, paper.kind(values))
    html = rendering.render_html(template_id, values, demo=settings().demo or organ.invented, draft=True)
    return Draft(paper, rendering.fragment(html), [label for _, label in paper.missing(values)])


def _readable(paper: catalogue.Template, facts: dict) -> dict:
    """The facts that can be read; what is still half typed counts as missing."""
    try:
        return paper.load(facts)
    except RuleBroken as unreadable:
        return paper.load({name: value for name, value in facts.items() if name not in unreadable.fields})


def drafts(context) -> list[Draft]:
    """The drafts a human task shows beside its form: `law.document` lists them, the domain packages know the facts."""
    bureau_id = context.instance.organisation_id
    return [draft(name, facts, bureau_id) for name, facts in _built(context) if facts is not None]


def not_called_for(context) -> set[str]:
    """Of the papers a human task lists those this matter does not need: the domain packages have no facts for them."""
    return {name for name, facts in _built(context) if facts is None}


def _built(context) -> list[tuple[str, dict | None]]:
    wanted = [name.strip() for name in context.properties.get("law.document", "").split(",") if name.strip()]
    return [(name, FACTS[name](context)) for name in wanted if name in FACTS]


def preview(paper: Document) -> Markup:
    """The issued paper as its page shows it."""
    return rendering.fragment(paper.html)


NOTES: list[Callable] = []


def paper_notes(function):
    """Register `f(paper) -> [{"on", "words", "root_id"}]`: what became of an issued paper, e.g. its correction."""
    NOTES.append(function)
    return function


def notes(paper: Document) -> list[dict]:
    """What later happened to a paper, as its page tells it."""
    return [note for found in NOTES for note in found(paper)]
