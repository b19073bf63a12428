"""How long penalties without an amount last: compared for a notice, judged by the article."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law.penalty_cli import answer_item
from app.law.penalty_file import PENALTIES_FILE, PenaltyDataError, read_penalties
from app.law.penalty_lengths import COUNTED, Length, read_length

LENGTHS = st.one_of(
    st.builds(Length, st.sampled_from(COUNTED), st.integers(1, 4000)), st.sampled_from([Length("open"), Length("life")])
)


@pytest.mark.parametrize(
    ("mine", "told", "no_longer"),
    [
        ("7日", "7日", True), ("7日", "30日", True), ("30日", "7日", False), ("1个月", "31日", True), ("1个月", "30日", False),
        ("28日", "1个月", True), ("29日", "1个月", False), ("5年", "终身", True), ("终身", "5年", False), ("12个月", "1年", False),
        ("至整改合格", "至整改合格", True), ("至整改合格", "90日", False), ("1日", "至整改合格", False), ("至整改合格", "终身", True),
    ],
)  # fmt: skip
def test_a_length_is_no_longer_only_where_that_is_certain(mine, told, no_longer):
    assert read_length(mine).no_longer_than(read_length(told)) is no_longer


@given(LENGTHS, LENGTHS, LENGTHS)
def test_lengths_are_ordered(one, two, three):
    assert one.no_longer_than(one) and read_length(str(one)) == one
    if one.no_longer_than(two) and two.no_longer_than(three):
        assert one.no_longer_than(three)
    if one.no_longer_than(two) and two.no_longer_than(one):
        assert one == two


@pytest.mark.parametrize("text", ["", "0日", "三十日", "-3日", "30", "30 小时", "永久"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match="读不懂"):
        read_length(text)


def ask(rule, tier, subject="entity", **more) -> dict:
    return answer_item({"rule": rule, "subject": subject, "tier": tier, "on": "2025-05-06", **more})


@pytest.mark.parametrize(
    ("asked", "allowed", "words"),
    [
        (("AQ97", "overdue"), {"suspend_business": "30日"}, None),
        (("AQ97", "overdue"), {"suspend_business": "至整改合格"}, None),
        (("AQ97", "overdue"), {"suspend_business": "2年"}, "写明日数，或者至整改合格"),
        (("AQ92-2", "standing"), {"career_ban": "5年"}, None),
        (("AQ92-2", "standing"), {"career_ban": "3年"}, "第92条第2至3款的职业、行业禁入是：5年内"),
        (("AQ92-2", "standing"), {"career_ban": "终身"}, "5年内"),
        (("AQ92-2", "serious"), {"career_ban": "终身"}, None),
        (("AQ92-2", "serious"), {"career_ban": "5年"}, "终身不得"),
        (("AQ113", "standing", "main_responsible"), {"career_ban": "5年"}, None),
        (("AQ113", "serious", "main_responsible"), {"career_ban": "终身"}, None),
        (("AQ96", "accident", "other_managers"), {"suspend_qualification": "6个月"}, None),
        (("AQ96", "accident", "other_managers"), {"suspend_qualification": "终身"}, "写明日数，或者写明月数"),
        (("AQ99", "overdue"), {"fine": "3日"}, "没有期限"),
        (("AQ110", "accident", "main_responsible"), {"detention": "15日"}, None),
        (("AQ110", "accident", "main_responsible"), {"detention": "16日"}, "1日以上 15日以下"),
    ],
)  # fmt: skip
def test_the_article_says_how_long(asked, allowed, words):
    found = ask(*asked, length=allowed, income=100000)
    assert found["allowed"] is (words is None) and (words or "") in found["reason"]


def test_the_answer_tells_what_is_written_of_lengths():
    assert ask("AQ97", "overdue")["lengths"] == ["责令停产停业整顿：写明日数，或者至整改合格（条文没有写期限，待核）"]
    assert ask("AQ110", "accident", "main_responsible", income=1)["lengths"] == ["行政拘留：1日以上15日以下"]
    assert "读不懂" in ask("AQ97", "overdue", length=["suspend_business=很久"])["error"]


def test_wrong_lengths_in_the_file_are_refused():
    text = PENALTIES_FILE.read_text(encoding="utf-8")
    for wrong, words in (("[15日, 1日]", "最短"), ("[1 小时, 15日]", "读不懂")):
        with pytest.raises(PenaltyDataError, match=words):
            read_penalties(text.replace("[1日, 15日]", wrong))
    with pytest.raises(PenaltyDataError, match="期限单位"):
        read_penalties(text.replace("suspend_business: [day, open]", "suspend_business: [week]"))
    assert date(2000, 1, 1) == read_penalties(text).parameters["sanction_lengths"][0]["effective_from"]
