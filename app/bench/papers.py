"""Printing a decision, and the size of the stored state along the real procedures."""

import io
import tempfile
from pathlib import Path

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event

from app.bench.figures import Figure, repeated, timed
from app.bench.office import close, empty
from app.core.errors import AnliuError, RuleBroken
from app.demo import load_demo
from app.documents import catalogue, rendering
from app.workflow.models import Instance

DECISION = "penalty_decision_entity"
PAGES = 3


def printing(app: Flask, times: int) -> list[Figure]:
    """A decision of three pages: the first in this process, then one after another. HTML and PDF, without storing."""
    labels = f"{PAGES} 页处罚决定书，首次（含载入排版库）", f"{PAGES} 页处罚决定书"
    with app.app_context():
        try:
            facts, first = _facts(), []
            cold = timed(lambda: first.append(_print(facts)))
            facts = _of_three_pages(facts, first[0])
            warm = repeated([lambda: _print(facts)] * (times + 2), warm=2)
        except (AnliuError, OSError) as missing:  # no fonts, or no system library to draw with
            return [Figure("pdf_warm", labels[1], missing=str(getattr(missing, "message", missing)))]
    return [Figure("pdf_cold", labels[0], (cold,)), Figure("pdf_warm", labels[1], warm, budget=150, judged="median")]


def _facts() -> dict:
    paper = catalogue.template(DECISION)
    return paper.clean(paper.sample())


def _print(facts: dict) -> bytes:
    return rendering.render_pdf(rendering.render_html(DECISION, facts, demo=True))


def _of_three_pages(facts: dict, printed: bytes) -> dict:
    """The sample with as many lines of evidence as three pages hold."""
    while _pages(printed) > PAGES and facts["evidence"]:
        facts = facts | {"evidence": facts["evidence"][:-1]}
        printed = _print(facts)
    if (pages := _pages(printed)) != PAGES:
        raise RuleBroken("pages", f"样本打印出 {pages} 页，应为 {PAGES} 页")
    return facts


def _pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def stored_states() -> Figure:
    """Every state stored while the demonstration's cases and inspections are worked by their forms, in bytes."""
    sizes: list[float] = []

    def note(_row, value, _old, _initiator):
        if value:
            sizes.append(float(len(value)))

    event.listen(Instance.state, "set", note)
    try:
        with tempfile.TemporaryDirectory(prefix="anliu-bench-") as home:
            app = empty(Path(home))
            with app.app_context():
                load_demo()
            close(app)
    finally:
        event.remove(Instance.state, "set", note)
    return Figure("state_bytes", "实例状态（演示案件各步）", tuple(sizes), "B", budget=8192, judged="max")
