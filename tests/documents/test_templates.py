"""Every paper prints from its sample, names what is missing, and says what the law requires of it."""

import re

import pytest

from app.core.errors import RuleBroken
from app.documents import catalogue, cli, rendering

PAPERS = catalogue.catalogue()
IDS = list(PAPERS)
EXTERNAL = [paper.id for paper in PAPERS.values() if paper.audience == "external"]
REMEDIES = {
    "●": ("申请行政复议", "六十日内", "六个月内", "提起行政诉讼", "云泽市人民政府", "云泽市临江区人民法院"),
    "◎": ("陈述", "申辩"),
    "◇": ("听证", "五个工作日内"),
}
PENALTY = ("十五日内", "云泽银行城中支行", "0000111122223333444", "百分之三加处罚款", "不超出罚款的数额", "￥")


def test_all_papers_of_the_journey_are_there():
    assert len(IDS) >= 70
    assert all((catalogue.FOLDER / each / name).exists() for each in IDS for name in ("template.html", "sample.json"))


@pytest.mark.parametrize("template_id", IDS)
def test_sample_prints_without_faults(template_id, sample_pdf, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(sample_pdf(template_id))
    answer = cli.checked(file)
    assert answer["ok"], answer["problems"]
    assert 1 <= answer["pages"] <= 4


@pytest.mark.parametrize("template_id", IDS)
def test_every_fact_of_the_sample_is_on_the_paper(template_id):
    """A field that the template forgets to print would be lost to the court."""
    paper = PAPERS[template_id]
    facts = paper.clean(paper.sample())
    text = re.sub("<[^>]+>", "", rendering.render_html(template_id, facts)).translate(BLANKS)
    for field in paper.fields:
        for words in _printed(field, facts[field.name]):
            assert words.translate(BLANKS) in text, field.label


BLANKS = str.maketrans("", "", " \n　")


def _printed(field, value):
    if value in (None, [], "") or field.kind in ("bool", "choice"):
        return []
    if field.kind == "date":
        return [rendering.day(value)]
    if field.kind == "datetime":
        return [rendering.moment(value)]
    if field.kind == "money":
        return [rendering.amount(value), rendering.capital(value)]
    if field.kind == "list" and field.of != "text":
        return [words for item in value for column in field.of for words in _printed(column, item[column.name])]
    values = value if isinstance(value, list) else [str(value)]
    return [each.rstrip("。；") for each in values]


@pytest.mark.parametrize("template_id", IDS)
def test_each_needed_fact_is_missed_by_name(template_id):
    paper = PAPERS[template_id]
    for field in paper.fields:
        facts = paper.sample()
        if not field.is_needed(facts):
            continue
        facts.pop(field.name, None)
        with pytest.raises(RuleBroken) as refused:
            paper.clean(facts)
        assert refused.value.code == "document_fields"
        assert field.label in refused.value.message and field.name in refused.value.fields


@pytest.mark.parametrize("template_id", IDS)
def test_blank_words_do_not_count_as_an_answer(template_id):
    paper = PAPERS[template_id]
    field = next(
        each for each in paper.fields if each.required and each.kind in ("text", "longtext") and not each.filled_by
    )
    with pytest.raises(RuleBroken, match=field.label):
        paper.clean(paper.sample() | {field.name: " \n "})


@pytest.mark.parametrize("template_id", EXTERNAL)
def test_external_paper_bears_organ_and_date(template_id, sample_pdf, text_of):
    paper, text = PAPERS[template_id], text_of(sample_pdf(template_id))
    sample = paper.sample()
    assert sample["organ_name"] in text and paper.title in text
    if any(signer["kind"] == "seal" for signer in paper.signers):
        assert rendering.day(sample["issued_on"]) in text


@pytest.mark.parametrize("template_id", IDS)
def test_remedies_are_those_of_the_catalogue(template_id, sample_pdf, text_of):
    paper, text = PAPERS[template_id], text_of(sample_pdf(template_id))
    for sign, words in REMEDIES.items():
        if sign in paper.remedy and "先复议" not in paper.remedy:
            assert all(each in text for each in words), sign
    if template_id.startswith("penalty_notice"):
        assert "给予更重的处罚" in text  # a statement never aggravates, 行政处罚法 art. 45
    if "●" not in paper.remedy:
        assert "申请行政复议" not in text and "提起行政诉讼" not in text


def test_a_penalty_on_the_spot_is_reviewed_before_it_is_sued(sample_pdf, text_of):
    text = text_of(sample_pdf("spot_penalty_decision"))
    for words in ("六十日内，先依法向云泽市人民政府申请行政复议", "通过本机关提交行政复议申请", "行政复议决定书之日起十五日内"):
        assert words in text  # 行政复议法 (2023) arts. 20, 23, 32
    assert "六个月" not in text


@pytest.mark.parametrize("template_id", ["penalty_decision_entity", "penalty_decision_person"])
def test_decision_says_how_to_pay_and_what_delay_costs(template_id, sample_pdf, text_of):
    text = text_of(sample_pdf(template_id))
    assert all(words in text for words in PENALTY)


def test_notice_speaks_of_a_hearing_only_where_there_is_one(sample_pdf, text_of):
    assert "要求听证的权利" in text_of(sample_pdf("penalty_notice_entity"))
    assert "听证" not in text_of(sample_pdf("penalty_notice_person"))


def test_person_is_addressed_as_a_person(sample_pdf, text_of):
    text = text_of(sample_pdf("penalty_decision_person"))
    assert "你应当自收到" in text and "你单位" not in text and "身份证号码：420700198001010000" in text


def test_sanctions_other_than_a_fine_need_no_amount():
    paper = PAPERS["penalty_decision_entity"]
    facts = paper.sample() | {"sanctions": [{"code": "suspend_business"}], "fine_yuan": None}
    html = rendering.render_html(paper.id, paper.clean(facts))
    assert "责令停产停业整顿" in html and "罚款人民币" not in html and "加处罚款" not in html


def test_several_sanctions_are_numbered():
    paper = PAPERS["penalty_decision_entity"]
    imposed = [{"code": "warning"}, {"code": "fine"}, {"code": "career_ban", "text": "五年"},
               {"code": "confiscate_gain", "text": "没收违法所得 1,000.00 元"}]  # fmt: skip
    html = rendering.render_html(paper.id, paper.clean(paper.sample() | {"sanctions": imposed}))
    assert "1.警告；" in html and "2.罚款人民币捌万陆仟元整（￥86,000.00）；" in html
    assert "3.限制从业：五年；" in html and "4.没收违法所得1,000.00元。" in html


def test_unreadable_facts_are_named():
    paper = PAPERS["penalty_decision_entity"]
    with pytest.raises(RuleBroken, match="罚款数额") as refused:
        paper.clean(paper.sample() | {"fine_yuan": "八万六"})
    assert refused.value.code == "document_facts"
    with pytest.raises(RuleBroken, match="告知日期"):
        paper.clean(paper.sample() | {"noticed_on": "2026-13-40"})


def test_a_single_officer_is_not_enough():
    paper = PAPERS["inspection_record"]
    with pytest.raises(RuleBroken, match="执法人员（至少 2 项）"):
        paper.clean(paper.sample() | {"officers": paper.sample()["officers"][:1]})


def test_hostile_words_stay_words():
    paper = PAPERS["penalty_notice_entity"]
    html = rendering.render_html(
        paper.id, paper.clean(paper.sample() | {"facts": "<script>alert(1)</script>{{ 7*7 }}"})
    )
    assert "<script>" not in html and "&lt;script&gt;" in html and "49" not in html


def test_the_version_of_a_template_follows_its_files(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(catalogue.FOLDER, tmp_path / "documents")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path / "documents")
    monkeypatch.setattr(catalogue, "LAYOUT", tmp_path / "documents/_layout")
    paper = PAPERS["inquiry_notice"]
    before = paper.hash
    (tmp_path / "documents/inquiry_notice/sample.json").write_text("{}")
    assert paper.hash == before
    style = tmp_path / "documents/_layout/paper.css"
    style.write_text(style.read_text("utf-8") + "\n", "utf-8")
    assert paper.hash != before


def test_moments_print_in_local_time_and_days_without_a_time():
    paper = PAPERS["inquiry_notice"]
    for given, printed in (("2026-09-15T01:30:00+00:00", "2026年9月15日9时30分"), ("2026-09-15", "2026年9月15日到")):
        assert printed in rendering.render_html(paper.id, paper.clean(paper.sample() | {"appear_at": given}))


def test_a_blank_typed_beside_a_number_is_not_printed():
    paper = PAPERS["inquiry_notice"]
    html = rendering.render_html(paper.id, paper.clean(paper.sample() | {"place": "安澜路 1 号 B 座，见 GB/T 9704 规定"}))
    assert "安澜路1号B座，见GB/T 9704规定" in html


@pytest.mark.parametrize("template_id", ["relief_grant", "relief_refusal", "demand_notice"])
def test_nothing_paid_is_not_a_sum_of_zero(template_id):
    paper = PAPERS[template_id]
    html = rendering.render_html(paper.id, paper.clean(paper.sample() | {"paid_yuan": "0.00"}))
    assert "零元" not in html and "￥0.00" not in html


@pytest.mark.parametrize("template_id", ["review_reply", "suit_defence", "court_application"])
def test_the_party_bears_the_name_of_its_part(template_id):
    html = rendering.render_html(template_id, PAPERS[template_id].clean(PAPERS[template_id].sample()))
    part = {"review_reply": "申请人", "suit_defence": "原告", "court_application": "被申请人"}[template_id]
    assert f"<span>{part}：云泽青梧精密机械有限公司（演示）</span>" in html and "当事人：" not in html


SUPERVISION = [paper.id for paper in PAPERS.values() if paper.category in ("督促", "隐患治理")]


@pytest.mark.parametrize("template_id", SUPERVISION)
def test_no_bracket_stands_in_a_bracket(template_id):
    paper = PAPERS[template_id]
    text = re.sub("<[^>]+>", "", rendering.render_html(template_id, paper.clean(paper.sample())))
    text = re.sub(r"（(\d{4}|演示)）", "", text)  # the year of a law, the mark of an invented name
    assert not re.search("（[^）]*（", text), re.findall("[^。]*（[^）]*（[^。]*", text)


@pytest.mark.parametrize("template_id", ["listing_notice", "delisting_notice", "listing_extension_notice", "reminder_letter"])
def test_who_supervises_is_the_office_of_the_safety_committee(template_id):
    assert PAPERS[template_id].issuer == "safety_office"


def test_a_plan_is_the_enterprises_own_paper(sample_pdf, text_of):
    text = text_of(sample_pdf("hazard_plan"))
    assert "应急管理局" not in text and "云泽峤石铝轮毂有限公司（演示）隐患治理方案存档编号" in text
