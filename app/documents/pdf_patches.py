"""Two repairs of WeasyPrint 70.0 (pinned; tests guard both): Chinese justification and fast font subsetting.

1. WeasyPrint stretches only spaces, so Chinese lines end ragged wherever a line may not begin with the next mark.
   The gaps between characters are counted instead and the rest of the line applied as letter spacing (lang zh-*).
2. Without the library harfbuzz-subset it subsets through fontTools, which is thirty times slower; the uharfbuzz wheel
   does the same through the same code.
"""

import uharfbuzz as harfbuzz
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf.fonts import Font
from weasyprint.text.line_break import Layout

USELESS_TABLES = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
LARGEST_STRETCH = 0.15  # of the font size: a line before an unbreakable run is left short rather than torn apart
_plain_set_text = Layout.set_text


def apply() -> None:
    inline.count_expandable_spaces = _gaps
    inline.justify_line = _justify_line
    Layout.set_text = _set_text
    Font.subset = _subset


def _is_chinese(style) -> bool:
    return (style["lang"] or "").lower().startswith("zh")


def _gaps(box) -> int:
    if isinstance(box, boxes.TextBox):
        if _is_chinese(box.style):
            return len(box.text)
        return box.text.count(" ") + box.text.count("\u00a0")
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return sum(map(_gaps, box.children))
    return 0


def _justify_line(context, line, extra_width) -> None:
    gaps = _gaps(line) - 1
    if gaps > 0 and 0 < extra_width / gaps <= LARGEST_STRETCH * line.style["font_size"]:
        inline.add_word_spacing(context, line, extra_width / gaps, 0)


class _Spread:
    """A style whose letter spacing is widened; everything else is the style it stands for."""

    def __init__(self, style, extra):
        self._style, self._extra = style, extra

    def __getitem__(self, key):
        value = self._style[key]
        return (0 if value == "normal" else value) + self._extra if key == "letter_spacing" else value

    def __getattr__(self, key):
        return getattr(self._style, key)


def _set_text(layout, text, justify=False):
    extra = layout.justification_spacing
    if not (justify and extra and _is_chinese(layout.style)):
        return _plain_set_text(layout, text, justify)
    style = layout.style
    layout.style, layout.justification_spacing = _Spread(style, extra), 0
    try:
        return _plain_set_text(layout, text, False)
    finally:
        layout.style, layout.justification_spacing = style, extra


def _subset(font, used, hinting) -> None:
    """Keep the used glyphs, then drop the empty ones after the last."""
    if not used:
        return
    flags = harfbuzz.SubsetFlags
    face = harfbuzz.Face(harfbuzz.Blob(font.file_content), font.index)
    for last in (False, True):
        wanted = harfbuzz.SubsetInput()
        wanted.glyph_set.set(range(max(used) + 1) if last else sorted(used))
        chosen = flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE
        if not last:
            chosen |= flags.RETAIN_GIDS
            for tag in USELESS_TABLES:
                number = int.from_bytes(tag.encode(), "big")
                wanted.sets(harfbuzz.SubsetInputSets.DROP_TABLE_TAG).add(number)
        elif not hinting:
            chosen |= flags.NO_HINTING
        if font.missing:
            chosen |= flags.NOTDEF_OUTLINE
        wanted.flags = chosen
        face = harfbuzz.subset(face, wanted)
    font.file_content = bytes(face.blob.data)
