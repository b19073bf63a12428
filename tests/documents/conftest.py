"""Fonts are prepared once per installation; a rendered sample is shared by the tests of one worker."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.documents import catalogue, fonts, rendering

BLANKS = str.maketrans("", "", " \n　")


@pytest.fixture(scope="session", autouse=True)
def prepared_fonts():
    report = fonts.prepare_fonts()
    assert report["fandol"] and report["noto"], report["message"]
    return report


@pytest.fixture(scope="session")
def sample_pdf():
    """`sample_pdf("penalty_notice_person")` is the PDF of that paper's sample, made once."""
    made = {}

    def make(template_id):
        if template_id not in made:
            paper = catalogue.template(template_id)
            html = rendering.render_html(template_id, paper.clean(paper.sample()), demo=True)
            made[template_id] = rendering.render_pdf(html)
        return made[template_id]

    return make


@pytest.fixture(scope="session")
def text_of():
    """The text layer without blanks and line ends."""

    def read(pdf):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).translate(BLANKS)

    return read
