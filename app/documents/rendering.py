"""From facts to paper: Jinja template → HTML → PDF in the grid of GB/T 9704 (22 lines of 28 characters).

The HTML is frozen when a paper is issued; the PDF is made from it alone, without any outside file.
"""

import logging
import os
import re
import threading
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import cos, pi, sin

import cn2an
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.errors import RuleBroken
from app.documents import catalogue, fonts

PAPER_CSS = "/documents/paper.css"
EMPTY = "／"
NUMBER_TAIL = re.compile(r"〔\d{4}〕\d+号")  # a line never ends inside the year and serial of a number
SPACED = re.compile(r"(?<=[^\x00-\x7f]) +(?=[0-9A-Za-z（])|(?<=[0-9A-Za-z]) +(?=[^\x00-\x7f])")  # 「第 3 号」 of a screen
LONG_RUN = re.compile(r"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{8,}")
REGISTER_NUMBER = re.compile(r"(?<![0-9A-Za-z])([A-Z]{2,3}-)(\d{4}-)(\d{5})(?!\d)")  # YH-2026-00190: a line may end after its marks
PAPER, TIGHT = '<article class="paper paper--official"', '<article class="paper paper--official paper--tight"'
FEW_LINES = 8  # of text beside a signature: a page with so few may be spared
MISSING_GLYPH = ".notdef glyph"
_lock = threading.Lock()  # one font configuration per process


def render_html(template_id: str, facts: dict, demo: bool = False, draft: bool = False) -> str:
    """The paper as one HTML page. Facts may be incomplete (drafts): what is absent prints as a blank mark.

    Args: facts: as `Template.load` returns them; demo: invented organ, watermark and seal; draft: not issued yet
    """
    paper = catalogue.template(template_id)
    kind = paper.kind(facts)
    sealed = demo and not draft  # a draft bears no seal, not even an invented one
    values = {field.name: facts.get(field.name) for field in paper.fields}
    return _jinja().get_template(f"{template_id}/template.html").render(
        **values, paper=paper, demo=sealed, draft=draft, is_person=kind == "person",
        you="你" if kind == "person" else "你单位", css=PAPER_CSS,
    )  # fmt: skip


def fragment(html: str) -> Markup:
    """The paper itself, to be shown inside a page of the application."""
    return Markup(html[html.index("<article") : html.rindex("</article>") + len("</article>")])


def render_pdf(html: str) -> bytes:
    """The PDF of a frozen paper.

    Raises: RuleBroken("fonts_missing" | "glyphs_missing"): nothing is printed with an empty box in it
    """
    with _lock, _Notices() as notices:
        content = _fitted(html).write_pdf()
    if lost := notices.lost():
        raise RuleBroken("glyphs_missing", f"字体里没有这些字：{lost}。请补充字体后重试")
    return content


def _fitted(html: str):
    """The paper, its lines closer where that brings signature and seal on the page of their text (GB/T 9704—2012 7.3.5.4)."""
    laid = _document(html)
    if PAPER not in html or len(laid.pages) == 1 or _lines(laid.pages[-1]) > FEW_LINES:
        return laid
    tight = _document(html.replace(PAPER, TIGHT, 1))
    return tight if len(tight.pages) < len(laid.pages) else laid


def _lines(page) -> int:
    """How many lines of running text a laid-out page has, its signature not counted."""
    from weasyprint.formatting_structure import boxes

    return sum(isinstance(box, boxes.LineBox) and box.element is not None and box.element.tag in ("p", "h3")
               and box.style["text_align_all"] != "center" for box in page._page_box.descendants())  # fmt: skip


def _document(html: str):
    from weasyprint import HTML  # slow to import, and only a process that prints needs it

    stylesheet, configuration, fetcher = _warm()
    page = HTML(string=html, base_url="anliu:/", url_fetcher=fetcher)
    return page.render(stylesheets=[stylesheet], font_config=configuration)


@cache
def _warm():
    """The parsed style sheet and the font configuration, kept for the life of the process."""
    conf = fonts.folder() / "fonts.conf"
    if not conf.exists():
        raise RuleBroken("fonts_missing", "还没有准备文书字体，不能制作文书。请管理员运行 ./anliu setup")
    os.environ["FONTCONFIG_FILE"] = str(conf)
    from weasyprint import CSS  # after the environment is set: fontconfig reads it once
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from app.documents import pdf_patches

    class NoOutsideFile(URLFetcher):
        """The style sheet's link is for the browser; nothing else may be loaded."""

        def fetch(self, url, headers=None):
            if url.endswith(PAPER_CSS):
                return URLFetcherResponse(url, body=b"", headers={"Content-Type": "text/css"})
            raise ValueError(f"a paper may not load {url}")

    pdf_patches.apply()
    configuration = FontConfiguration()
    stylesheet = CSS(string=(catalogue.LAYOUT / "paper.css").read_text("utf-8"), font_config=configuration)
    return stylesheet, configuration, NoOutsideFile()


class _Notices(logging.Handler):
    """Collects WeasyPrint's warnings about characters no font can draw."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())

    def __enter__(self):
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_error):
        logging.getLogger("weasyprint").removeHandler(self)

    def lost(self) -> str:
        return "、".join(line.split(":", 1)[-1].strip() for line in self.lines if MISSING_GLYPH in line)


@cache
def _jinja() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(catalogue.FOLDER), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        day=day, moment=moment, amount=amount, capital=capital, paragraphs=paragraphs, sentence=sentence, chinese=chinese,
    )
    environment.globals["seal_letters"] = seal_letters
    return environment


def _shown(value):
    """What an expression prints: a blank mark for nothing; no blank between a Chinese sign and a number or letter; long
    numbers may break after every fourth digit, those of a register after their marks, the year and serial of a document
    number nowhere."""
    if value is None or value == "":
        return EMPTY
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, str) and not isinstance(value, Markup):
        said = REGISTER_NUMBER.sub(_in_parts, LONG_RUN.sub(_breakable, str(escape(SPACED.sub("", value)))))
        return Markup(NUMBER_TAIL.sub(r'<span class="no">\g<0></span>', said))
    return value


def _in_parts(number: re.Match) -> str:
    return "<wbr>".join(f'<span class="no">{part}</span>' for part in number.groups())


def _breakable(run: re.Match) -> str:
    signs = run.group()
    return "<wbr>".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def day(value: str | None) -> str:
    """2026-08-04 → 2026年8月4日 (GB/T 9704: no leading zeros)."""
    if not value:
        return "　　年　　月　　日"
    on = date.fromisoformat(value[:10])
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: str | None) -> str:
    if not value:
        return "　　年　　月　　日　　时　　分"
    at = datetime.fromisoformat(value)
    if "T" not in value:
        return day(value)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def amount(value: str | None) -> str:
    """ "86000.00" → 86,000.00"""
    return f"{Decimal(value):,.2f}" if value else ""


def capital(value: str | None) -> str:
    """ "86000.00" → 捌万陆仟元整"""
    return cn2an.an2cn(value, "rmb") if value else ""


def chinese(number: int) -> str:
    """12 → 十二"""
    return cn2an.an2cn(number, "low")


def paragraphs(value: str | None) -> list[str]:
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


def sentence(value: str | None) -> str:
    """The text with a full stop at its end, whether or not the writer put one."""
    return f"{value.rstrip('。；; ')}。" if value else EMPTY


def seal_letters(name: str) -> list[dict]:
    """Where the letters of a round seal stand: [{"letter", "x", "y", "turn"}] on a circle of radius 44 around 60,60."""
    spread = min(250, 26 * (len(name) - 1))
    step = spread / max(len(name) - 1, 1)
    places = []
    for index, letter in enumerate(name):
        turn = -spread / 2 + index * step
        places.append({
            "letter": letter, "turn": round(turn, 2),
            "x": round(60 + 43 * sin(turn * pi / 180), 2), "y": round(60 - 43 * cos(turn * pi / 180), 2),
        })  # fmt: skip
    return places
