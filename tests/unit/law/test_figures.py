"""Figures of penalties left open: written down by one person, confirmed by another, used from their day."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.clock import frozen
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity.queries import user_by_name
from app.law import figures
from app.law.figures import confirm_figure, drop_figure, propose_figure, waiting
from app.law.penalty_bands import suggest
from app.law.penalty_file import PENALTIES_FILE, load_penalties, read_penalties
from app.law.penalty_ranges import Question, answer

SINCE, PAPER, ARTICLE = date(2026, 9, 1), "云应急〔2026〕9号", "裁量基准第4条"
GRADED = {"general_low": "20", "general_high": "30", "larger_low": "30", "larger_high": "40"}


@pytest.fixture(autouse=True)
def clock():
    with frozen(date(2026, 8, 3)):
        yield


def say(name="rounding_yuan", since=SINCE, article=ARTICLE, document=PAPER, who="fazhi", **written):
    return propose_figure(user_by_name(who), name, written or {"yuan": "1000"}, since, article, document)


def rounded(on: date) -> tuple:
    return suggest((Decimal(50_000), Decimal(87_300)), direction="harsh", on=on)


def test_a_figure_holds_from_its_day_once_a_second_person_has_confirmed_it(app):
    before, row = rounded(SINCE), say()
    assert rounded(SINCE) == before and list(waiting()) == ["rounding_yuan"]
    with pytest.raises(RuleBroken) as refused:
        confirm_figure(user_by_name("fazhi"), row.id)
    assert refused.value.code == "same_person"
    confirm_figure(user_by_name("admin"), row.id)
    assert rounded(SINCE) == (Decimal(77_000), Decimal(87_000)) != before
    assert rounded(date(2026, 8, 31)) == before and not waiting()
    known = load_penalties().parameter("rounding_yuan", SINCE)
    assert known["confidence"] == "high" and PAPER in known["note"] and ARTICLE in known["note"]
    with pytest.raises(NotFound):
        drop_figure(user_by_name("admin"), row.id)  # what holds is corrected by a new one, never taken away
    confirm_figure(user_by_name("admin"), say(yuan="100").id)  # the last word for that day counts
    assert rounded(SINCE) == before


def test_a_share_by_grade_narrows_the_article_and_ends_its_doubt(app):
    """安全生产法 (2021) art. 96; the grades that stay open keep the article's whole range and say so."""
    def asked(grade):
        return answer(Question("AQ96", "other_managers", "accident", date(2026, 9, 2), grade=grade,
                               income_yuan=Decimal(100_000)))  # fmt: skip

    assert any("各级的比例没有取得" in each for each in asked("general").warnings)
    confirm_figure(user_by_name("admin"), say("managers_income_by_grade", **GRADED).id)
    narrowed, whole = asked("general"), asked("major")
    assert (narrowed.min, narrowed.max) == (Decimal(20_000), Decimal(30_000))
    assert not any("没有取得" in each for each in narrowed.warnings)
    assert (whole.min, whole.max) == (Decimal(20_000), Decimal(50_000)) and any("没有取得" in each for each in whole.warnings)


def test_what_the_law_no_longer_allows_is_not_confirmed(app, monkeypatch):
    row = say("managers_income_by_grade", **GRADED)
    text = PENALTIES_FILE.read_text(encoding="utf-8")
    newer = read_penalties(text.replace("percent_of_income: [20, 50], grades_from", "percent_of_income: [20, 35], grades_from"))
    monkeypatch.setattr(figures, "shipped_penalties", lambda: newer)
    with pytest.raises(RuleBroken) as refused:
        confirm_figure(user_by_name("admin"), row.id)
    assert refused.value.code == "figure_outside" and waiting() == {"managers_income_by_grade": [row]}


@pytest.mark.parametrize(("code", "said"), [
    ("figure", {"yuan": ""}), ("figure", {"yuan": "0"}), ("figure", {"yuan": "很多"}), ("figure", {"yuan": "NaN"}),
    ("figure", {"name": "band_split", "lenient": "70", "harsh": "30"}), ("figure", {"name": "managers_income_by_grade"}),
    ("figure", {"name": "managers_income_by_grade", **GRADED, "larger_high": ""}),
    ("figure", {"name": "managers_income_by_grade", **GRADED, "general_high": "19"}),
    ("figure", {"name": "managers_income_by_grade", **GRADED, "general_high": "60"}),
    ("article", {"article": " "}), ("document", {"document": " "}),
])  # fmt: skip
def test_what_is_no_such_figure_or_rests_on_nothing_is_refused(app, code, said):
    with pytest.raises(RuleBroken) as refused:
        say(**said)
    assert refused.value.code == code and refused.value.messages and not waiting()


def test_only_administrators_and_legal_reviewers_set_them(app):
    with pytest.raises(NotAllowed):
        say(who="zhifa1")
    with pytest.raises(NotFound):
        say("band_width")
    row = say(who="admin")
    drop_figure(user_by_name("fazhi"), row.id)
    assert not waiting() and rounded(SINCE) == rounded(date(2026, 8, 31))


def test_the_page_is_the_place_and_keeps_what_was_typed(app, login):
    reviewer, admin = login("fazhi"), login("admin")
    typed = {"yuan": "500", "since": "2026-09-01", "article": ARTICLE, "document": ""}
    refused = reviewer.post("/law/figures/rounding_yuan", data=typed)
    assert refused.status_code == 422 and "文号" in refused.text and 'value="500"' in refused.text
    assert reviewer.post("/law/figures/rounding_yuan", data=typed | {"document": PAPER}).status_code == 302
    [row] = waiting()["rounding_yuan"]
    assert "您填写的" in (own := reviewer.get("/law/figures").text) and "已对照原文，确认" not in own
    refused = reviewer.post(f"/law/figures/{row.id}/confirm")
    assert refused.status_code == 422 and "不能核对自己填的数" in refused.text
    assert "待核对：2026-09-01 起，取整到 500" in admin.get("/law/figures").text
    assert admin.post(f"/law/figures/{row.id}/confirm").status_code == 302
    page = login("zhifa1").get("/law/figures").text
    assert PAPER in page and "由管理员和法制审核人员设定" in page and "提交核对" not in page
    assert login("zhifa1").post("/law/figures/rounding_yuan", data=typed | {"document": PAPER}).status_code == 403
    assert "/law/figures" in admin.get("/law?part=penalties").text
