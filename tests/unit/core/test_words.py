"""Text cut into words: whatever stands in a text is found by the words of the index, and nothing else by all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.words import asked, pieces, words_of

TEXT = "鄂应急罚立〔2026〕128号 鄂州第７金属制品有限公司 91420704MA4KABCD5X 未对除尘系统进行维护"


@pytest.mark.parametrize("said", ["除尘系统", "除尘", "金属制品", "第7金属", "128号", "2026", "128", "91420704", "ma4k", "kabcd5x",
                                  "91420704MA4KABCD5X", "〔2026〕128号", "鄂应急罚立〔2026〕128号", "金属 除尘", "除尘 2026"])  # fmt: skip
def test_what_stands_in_the_text_is_found(said):
    wanted = asked(said)
    assert wanted.words and set(wanted.words) <= set(words_of(TEXT)), wanted
    assert all(piece in " ".join(pieces(TEXT)) for piece in wanted.texts)


@pytest.mark.parametrize("said", ["粉尘", "28", "12号", "第77金属", "2025", "91420705", "金属 粉尘"])
def test_what_does_not_stand_there_is_not(said):
    wanted = asked(said)
    everything = set(wanted.words) <= set(words_of(TEXT)) and all(piece in " ".join(pieces(TEXT)) for piece in wanted.texts)
    assert not everything


def test_one_sign_alone_is_too_short_and_beside_others_only_the_text_decides():
    assert asked("王").is_too_short and not asked("").is_too_short and not asked("，。").is_too_short
    assert asked("王 除尘").words == ("除尘",) and asked("王 除尘").texts == ("王", "除尘")
    assert asked("6〕1号").words == ("1号",)


@given(st.text(alphabet="王除尘系统12Ａa〔 ", min_size=1, max_size=12), st.data())
def test_any_part_of_a_text_is_found_unless_it_is_too_short(text, data):
    """But a number of one to three signs is found as a whole only."""
    begin = data.draw(st.integers(0, len(text) - 1))
    part = text[begin : data.draw(st.integers(begin + 1, len(text)))]
    wanted = asked(part)
    if wanted.words and not all(piece.isascii() and len(piece) < 4 for piece in wanted.texts):
        assert set(wanted.words) <= set(words_of(text)), (part, wanted)
