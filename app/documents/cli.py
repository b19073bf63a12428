"""`./anliu document render ID --sample|--data FILE --out FILE.pdf` and `./anliu document check FILE.pdf [--json]`."""

import json
import re
from pathlib import Path

import uharfbuzz as harfbuzz
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from app.core.arguments import Parser
from app.core.errors import AnliuError
from app.documents.samples import rendered

A4_POINTS = (595.28, 841.89)
BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
BLANKS = " \u3000\u200b\u00a0\n"
SHOWING_TEXT = {b"Tj", b"TJ", b"'", b'"'}


def document_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu document")
    acts = parser.add_subparsers(dest="act", required=True)
    render = acts.add_parser("render", help="把一份文书做成 PDF")
    render.add_argument("id")
    source = render.add_mutually_exclusive_group(required=True)
    source.add_argument("--sample", action="store_true", help="用模板自带的演示数据")
    source.add_argument("--data", type=Path, help="JSON 文件，字段见 documents/<编号>/document.yaml")
    render.add_argument("--out", type=Path, required=True)
    check = acts.add_parser("check", help="检查 PDF：页面、字体、缺字")
    check.add_argument("file", type=Path)
    check.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    return _render(options) if options.act == "render" else _check(options)


def _render(options) -> int:
    try:
        facts = None if options.sample else json.loads(options.data.read_text("utf-8"))
        content = rendered(options.id, facts)
        options.out.write_bytes(content)
    except AnliuError as refused:
        print(refused.message)
        return 1
    except (OSError, ValueError) as unreadable:
        print(f"读写文件没有办成：{unreadable}")
        return 1
    print(f"已写入 {options.out}")
    return 0


def _check(options) -> int:
    answer = checked(options.file)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{options.file}：{answer['pages']} 页，" + ("；".join(answer["problems"]) or "没有发现问题"))
    return 0 if answer["ok"] else 1


def checked(file: Path) -> dict:
    """{"file", "ok", "pages", "fonts": [{"name", "embedded"}], "problems": [Chinese]}; never a traceback."""
    answer = {"file": str(file), "ok": False, "pages": 0, "fonts": [], "problems": []}
    try:
        pages = PdfReader(file).pages
        fonts, problems = {}, answer["problems"]
        answer["pages"] = len(pages)
        for number, page in enumerate(pages, 1):
            size = float(page.mediabox.width), float(page.mediabox.height)
            if any(abs(side - wanted) > 1 for side, wanted in zip(size, A4_POINTS, strict=True)):
                problems.append(f"第 {number} 页不是 A4 竖版")
            fonts |= dict(_fonts(page))
            if lost := _missing_glyphs(page) + page.extract_text().count("\ufffd"):
                problems.append(f"第 {number} 页有 {lost} 个字没有字形")
        answer["fonts"] = [{"name": name, "embedded": embedded} for name, embedded in sorted(fonts.items())]
        problems += [f"字体 {name} 没有嵌入" for name, embedded in sorted(fonts.items()) if not embedded]
        if not fonts:
            problems.append("没有文字层")
    except (OSError, PyPdfError, ValueError, KeyError) as unreadable:
        answer["problems"].append(f"读不了这个文件：{unreadable}")
    answer["ok"] = not answer["problems"]
    return answer


def _fonts(page):
    """(name, whether its program is in the file) of each font of the page."""
    for reference in (page.get("/Resources", {}).get("/Font") or {}).values():
        font = reference.get_object()
        face = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = face.get("/FontDescriptor", {})
        yield str(font.get("/BaseFont", "?")).lstrip("/"), any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))


def _missing_glyphs(page) -> int:
    """How many characters the page draws as nothing or as an empty box."""
    if (content := page.get_contents()) is None:
        return 0
    drawing, current, lost = {}, None, 0
    fonts = page.get("/Resources", {}).get("/Font") or {}
    for operands, operator in ContentStream(content, page.pdf).operations:
        if operator == b"Tf":
            current = operands[0]
            if current not in drawing:
                drawing[current] = _Glyphs(fonts[current].get_object())
        elif current in drawing and operator in SHOWING_TEXT:
            texts = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
            lost += sum(drawing[current].lost(getattr(text, "original_bytes", b"")) for text in texts)
    return lost


class _Glyphs:
    """Which codes of one embedded two-byte font stand for a visible character but draw nothing."""

    def __init__(self, font):
        self.names = {}
        if "/DescendantFonts" not in font or "/ToUnicode" not in font:
            return
        for code, text in BFCHAR.findall(font["/ToUnicode"].get_data()):
            self.names[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        program = next(descriptor[name].get_data() for name in ("/FontFile3", "/FontFile2") if name in descriptor)
        self.font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob(program)))
        self.known = {}

    def lost(self, codes: bytes) -> int:
        if not self.names:
            return 0
        return sum(self._is_lost(int.from_bytes(codes[at : at + 2], "big")) for at in range(0, len(codes), 2))

    def _is_lost(self, code: int) -> bool:
        if code not in self.known:
            visible = self.names.get(code, "?").strip(BLANKS) != ""
            self.known[code] = visible and (code == 0 or not self._draws(code))
        return self.known[code]

    def _draws(self, code: int) -> bool:
        strokes = []
        pen = harfbuzz.DrawFuncs()
        pen.set_move_to_func(lambda x, y, data: strokes.append((x, y)))
        self.font.draw_glyph(code, pen)
        return bool(strokes)
