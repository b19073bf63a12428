"""What WeasyPrint and the fonts must do for us: the grid, the yuan sign, rare names, no empty boxes."""

import re
import time
from io import BytesIO

import pytest
import uharfbuzz
from pypdf import PdfReader

from app.core.errors import RuleBroken
from app.documents import catalogue, cli, fonts, pdf_patches, rendering

RARE = "喆堃龑𬭎昇燚䶮犇骉淼鑫彧赟珺翀頔镕濬朤叕玥昉瑨甦𬬭𬍛𬒈𫍯"
LONG = "云泽市应急管理局执法人员依法检查发现该单位铸造车间安全设备未定期检测，逾期未改正；" * 60


def decision(**facts):
    paper = catalogue.template("penalty_decision_entity")
    return rendering.render_html(paper.id, paper.clean(paper.sample() | facts))


def paper_of(text):
    return f'<html lang="zh-CN"><article class="paper paper--official">{text}</article></html>'


def lines_of(page):
    """[(top in pt, left, right, text)] of the lines of text inside the paragraphs of one laid-out page."""
    from weasyprint.formatting_structure import boxes

    found = []
    for box in page._page_box.descendants():
        if isinstance(box, boxes.LineBox) and box.element is not None and box.element.tag == "p":
            texts = [each for each in box.descendants() if isinstance(each, boxes.TextBox) and each.text.strip()]
            if texts:
                left = min(each.position_x for each in texts) * 0.75
                right = max(each.position_x + each.width for each in texts) * 0.75
                found.append((box.position_y * 0.75, left, right, "".join(each.text for each in texts)))
    return found


@pytest.mark.parametrize("text", [LONG, LONG.replace("铸造", "喆堃")])
def test_a_full_page_has_22_lines_of_28_characters(text):
    """GB/T 9704—2012 5.2.3; a fallback glyph may not push its line off the grid."""
    pages = rendering._document(paper_of(f"<p><span>{text}</span></p>")).pages
    assert len(pages) >= 4
    for page in pages[:-1]:
        lines = lines_of(page)
        assert len(lines) == 22
        gaps = {round(after[0] - before[0], 1) for before, after in zip(lines, lines[1:], strict=False)}
        assert gaps <= {28.9, 29.0}
    full = [words for _, _, _, words in lines_of(pages[1])]
    assert max(map(len, full)) == 28 and min(map(len, full)) >= 26


def test_full_lines_end_at_the_edge():
    pages = rendering._document(paper_of(f"<p><span>{LONG}</span></p>")).pages
    edge = (210 - 26) / 25.4 * 72
    for _, _, right, words in lines_of(pages[1]):
        assert abs(right - edge) < 1, words


def test_a_long_decision_stays_on_the_grid():
    pages = rendering._document(decision(facts=LONG)).pages
    text = pages[1:-3]  # on the last ones headings stay with what they head
    assert len(text) >= 3 and {len(lines_of(page)) for page in text} == {22}


@pytest.mark.parametrize("paper", catalogue.catalogue().values(), ids=lambda paper: paper.id)
def test_no_line_of_a_paper_runs_over_its_edge(paper):
    edge = (210 - 15) / 25.4 * 72  # the narrowest margin of any paper
    for page in rendering._document(rendering.render_html(paper.id, paper.clean(paper.sample()))).pages:
        assert [words for _, _, right, words in lines_of(page) if right > edge] == []


def test_long_numbers_break_and_copy_whole(text_of):
    number = "91420700MA4DEMO1091234567890"
    pdf = rendering.render_pdf(decision(facts=f"账号{number}，" * 20))
    text = text_of(pdf)
    assert number in text
    for page in rendering._document(decision(facts=f"账号{number}，" * 20)).pages:
        assert all(right < 525 for _, _, right, _ in lines_of(page))


def _path(font, glyph):
    if not glyph:
        return ""
    drawn = []
    draw = uharfbuzz.DrawFuncs()
    draw.set_move_to_func(lambda x, y, data: drawn.append(("M", x, y)))
    draw.set_line_to_func(lambda x, y, data: drawn.append(("L", x, y)))
    draw.set_cubic_to_func(lambda *points: drawn.append(("C", *points[:6])))
    draw.set_quadratic_to_func(lambda *points: drawn.append(("Q", *points[:4])))
    draw.set_close_path_func(lambda data: drawn.append(("Z",)))
    font.draw_glyph(glyph, draw)
    return str(drawn)


def test_fandol_no_longer_draws_the_yuan_sign():
    """All Fandol faces draw U+FFE5 as a dollar sign; the prepared copies leave it to Noto."""
    for file in fonts.files():
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
        if "Fandol" in file.name:
            assert fonts.YUAN not in face.unicodes and ord("$") in face.unicodes
        else:
            font = uharfbuzz.Font(face)
            yuan, half, dollar = (_path(font, font.get_nominal_glyph(ord(sign))) for sign in "￥¥$")
            assert yuan and yuan != dollar and half != dollar


def test_the_yuan_sign_on_paper_is_not_the_dollar():
    """Printed side by side: other shapes, and the yuan sign looks like Noto's own."""

    def codes(sign):
        pdf = rendering.render_pdf(paper_of(f"<p><span>{sign}</span></p>"))
        page = PdfReader(BytesIO(pdf)).pages[0]
        fonts_used = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
        return fonts_used, page.extract_text()

    yuan_fonts, yuan_text = codes("￥")
    assert any("Noto" in name for name in yuan_fonts) and "￥" in yuan_text
    dollar_fonts, _ = codes("$")
    assert any("FandolFang" in name for name in dollar_fonts)


def test_rare_names_survive(text_of):
    html = decision(party_name=f"{RARE}有限公司")
    assert f"{RARE}有限公司" in text_of(rendering.render_pdf(html))
    fonts.require_coverage(RARE)


def test_a_character_without_a_glyph_is_refused_before_and_while_printing():
    with pytest.raises(RuleBroken, match="U\\+2E9F5") as refused:
        fonts.require_coverage("张𮧵")
    assert refused.value.code == "glyphs_missing"
    with pytest.raises(RuleBroken, match="没有这些字"):
        rendering.render_pdf(paper_of("<p><span>张𮧵</span></p>"))


def test_nothing_is_loaded_from_outside(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>机密</text></svg>')
    pdf = rendering.render_pdf(paper_of(f'<p><span>正文</span></p><img src="{secret.as_uri()}"/>'))
    assert "机密" not in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_justification_patch_fits_this_weasyprint():
    from weasyprint.layout import inline
    from weasyprint.pdf.fonts import Font

    rendering._warm()
    assert inline.justify_line is pdf_patches._justify_line and Font.subset is pdf_patches._subset


def test_a_warm_paper_prints_quickly_and_small():
    html = decision()
    rendering.render_pdf(html)
    spent = []
    for _ in range(3):
        start = time.process_time()
        size = len(rendering.render_pdf(html))
        spent.append(time.process_time() - start)
    assert min(spent) < 1.0 and size < 500_000  # measured 0.12 s and 0.29 MB; fontTools would need 2.4 s


def test_check_finds_faults(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "small.pdf")
    answer = cli.checked(tmp_path / "small.pdf")
    assert not answer["ok"] and "第 1 页不是 A4 竖版" in answer["problems"] and "没有文字层" in answer["problems"]
    (tmp_path / "no.pdf").write_text("not a pdf")
    assert not cli.checked(tmp_path / "no.pdf")["ok"]
    assert not cli.checked(tmp_path / "absent.pdf")["ok"]


def test_check_finds_an_empty_box(tmp_path):
    pdf = rendering._document(paper_of("<p><span>张𮧵</span></p>")).write_pdf()
    (tmp_path / "box.pdf").write_bytes(pdf)
    assert any(re.search("1 个字没有字形", words) for words in cli.checked(tmp_path / "box.pdf")["problems"])


def test_render_and_check_on_the_command_line(tmp_path, capsys):
    out = tmp_path / "paper.pdf"
    assert cli.document_main(["render", "inquiry_notice", "--sample", "--out", str(out)]) == 0
    assert cli.document_main(["check", str(out), "--json"]) == 0
    assert '"ok": true' in capsys.readouterr().out
    assert cli.document_main(["render", "no_such_paper", "--sample", "--out", str(out)]) == 1
    (tmp_path / "facts.json").write_text('{"cause": "测试"}', "utf-8")
    assert (
        cli.document_main(["render", "inquiry_notice", "--data", str(tmp_path / "facts.json"), "--out", str(out)]) == 1
    )
    assert "询问时间" in capsys.readouterr().out


def pages_of(template_id, **facts):
    """The text of each page, without blanks."""
    paper = catalogue.template(template_id)
    pdf = rendering.render_pdf(rendering.render_html(template_id, paper.clean(paper.sample() | facts)))
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("lines", range(0, 24, 2))
def test_no_page_bears_opinions_alone(lines):
    """What is agreed to stands on the page where it is signed."""
    pages = pages_of("case_handling_approval", discretion_note="裁量理由。\n" * (lines + 1))
    signed = [text for text in pages if "负责人意见" in text]
    assert len(signed) == 1 and "处理建议" in signed[0] and "承办人意见" in signed[0]


@pytest.mark.parametrize("lines", range(0, 12, 3))
def test_the_result_stands_with_the_opinion_on_a_form_about_a_hazard(lines):
    pages = pages_of("hazard_closure_approval", description="铝粉尘除尘采用正压吹送。\n" * (lines + 1))
    [signed] = [text for text in pages if "审批结果" in text]
    assert "审批销号" in signed and "签名" in signed


@pytest.mark.parametrize("template_id, field, last", [
    ("inquiry_record", "questions", "（以下空白）"), ("hearing_record", "statements", "（以下空白）"),
    ("inspection_record", "problems", "（以下空白）"),
])  # fmt: skip
@pytest.mark.parametrize("more", range(0, 12, 2))
def test_no_page_bears_signatures_alone(template_id, field, last, more):
    paper = catalogue.template(template_id)
    rows = paper.sample()[field]
    pages = pages_of(template_id, **{field: rows + rows[-1:] * more})
    [signing] = [text for text in pages if last in text]
    assert "（核对无误后签名）" in signing or "执法人员（签名）" in signing or "询问人（签名）" in signing
    assert not signing.startswith(last)


@pytest.mark.parametrize("pad", range(28))
def test_a_line_never_ends_inside_year_and_serial(pad):
    html = rendering.render_html("penalty_decision_entity", catalogue.template("penalty_decision_entity").clean(
        catalogue.template("penalty_decision_entity").sample()
        | {"facts": f"{'查' * pad}依据（云泽）应急责改〔2026〕108号指令书查明。"}))  # fmt: skip
    lines = [words for page in rendering._document(html).pages for _, _, _, words in lines_of(page)]
    assert any("〔2026〕108号" in words for words in lines)


@pytest.mark.parametrize("pad", range(0, 28, 3))
def test_a_line_ends_within_a_register_number_rather_than_being_torn_apart(pad):
    facts = f"{'查' * pad}隐患编号YH-2026-00190，{'挂牌编号GP-2026-00012以及督促编号DC-2026-00008的隐患没有消除。' * 4}"
    paper = catalogue.template("reminder_letter")
    html = rendering.render_html(paper.id, paper.clean(paper.sample() | {"facts": facts}))
    lines = [words for _, _, _, words in lines_of(rendering._document(html).pages[0]) if "编号" in words and words[-1] not in "：。"]
    widths = [sum(0.5 if ord(sign) < 0x2E80 else 1 for sign in words.replace("\u200b", "")) for words in lines]
    assert len(widths) >= 3 and min(widths) >= 23, lines  # of 28, two of them indented


SHORT = ("reminder_letter", "interview_notice", "delisting_notice", "hazard_acceptance")
LENGTHENED = {"delisting_notice": "result", "hazard_acceptance": "rectified_note"}


@pytest.mark.parametrize("template_id", SHORT)
@pytest.mark.parametrize("more", range(0, 10, 3))
def test_no_page_bears_the_seal_and_a_word(template_id, more):
    """Where one page cannot hold it, at least two lines of text go with the signature."""
    paper = catalogue.template(template_id)
    field = LENGTHENED.get(template_id, "requirements")
    facts = paper.clean(paper.sample() | {field: "立即停用有关设备，断电上锁。\n" * (more + 1)})
    pages = rendering._fitted(rendering.render_html(template_id, facts, demo=True)).pages
    last = [words for _, _, _, words in lines_of(pages[-1])]
    signed = max(number for number, words in enumerate(last) if words == facts["organ_name"])
    assert signed >= 2 and len("".join(last[:signed])) > 28, last


def test_a_short_letter_is_one_page():
    for template_id in ("reminder_letter", "supervision_rectification_notice", "delisting_notice"):
        assert len(pages_of(template_id)) == 1, template_id
    assert len(pages_of("reminder_letter", requirements="逐项整改。\n" * 30)) == 2  # nothing is squeezed that has to turn over


def test_the_seal_lies_under_name_and_date():
    """下压署名和日期: an opaque star must not hide the day."""
    css = (catalogue.LAYOUT / "paper.css").read_text("utf-8")
    assert re.search(r"\.paper \.seal \{[^}]*z-index: -1", css)
    assert re.search(r"\.end > div \{[^}]*z-index: 0", css)
