"""A paper from given facts or from its own sample, without taking a number: for the command line and for designers."""

from datetime import date
from functools import lru_cache

from app.core.clock import today
from app.core.settings import Settings
from app.documents import catalogue, numbering, rendering


def rendered(template_id: str, facts: dict | None) -> bytes:
    """The PDF of one paper from given facts, or from its sample when there are none; no number is taken.

    Raises: NotFound, RuleBroken
    """
    paper, organ = catalogue.template(template_id), Settings().organ
    organ = organ.signing(paper.issuer)
    known = paper.sample() if facts is None else facts
    number = {"document_number": numbering.blank(organ, paper, today().year, paper.kind(known))}
    cleaned = paper.clean(number | paper.filled(organ, today()) | known)
    return rendering.render_pdf(rendering.render_html(template_id, cleaned, demo=facts is None or organ.invented))


def sample_pdf(template_id: str) -> bytes:
    """The sample as it prints today. Raises: NotFound("document_template")"""
    return _sample_pdf(template_id, catalogue.template(template_id).hash, today())


@lru_cache(maxsize=8)  # a viewer asks for the same file several times
def _sample_pdf(template_id: str, version: str, on: date) -> bytes:
    return rendered(template_id, None)
