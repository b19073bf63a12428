"""When a delivery counts (procedures.md §7)."""

from datetime import date

import pytest

from app.core.errors import RuleBroken
from app.documents import rules

TWO = [{"name": "江知夏", "badge_no": "1"}, {"name": "贺青野", "badge_no": "2"}]


@pytest.mark.parametrize("method", ["direct", "post", "electronic"])
@pytest.mark.parametrize("relation", ["self", "adult_household", "agent", "designated_recipient"])
def test_a_persons_paper_may_be_taken_by(relation, method):
    rules.require_lawful_receiver("person", method, relation)


@pytest.mark.parametrize(
    "relation", ["employer", "gatekeeper", "ordinary_employee", "legal_representative", "mail_receiver", ""]
)
def test_a_persons_paper_may_not_be_taken_by(relation):
    with pytest.raises(RuleBroken) as refused:
        rules.require_lawful_receiver("person", "direct", relation)
    assert refused.value.code == "receiver" and "留置" in refused.value.message
    assert "民事诉讼法第88条" in refused.value.fields["receiver_relation"]  # read at the field, so the article is there


@pytest.mark.parametrize("relation", ["legal_representative", "principal", "mail_receiver", "authorised_agent"])
def test_an_entitys_paper_may_be_taken_by(relation):
    rules.require_lawful_receiver("entity", "post", relation)


@pytest.mark.parametrize("relation", ["gatekeeper", "ordinary_employee", "adult_household", "self", "", "unheard_of"])
def test_an_entitys_paper_may_not_be_taken_by(relation):
    with pytest.raises(RuleBroken, match="法定代表人"):
        rules.require_lawful_receiver("entity", "direct", relation)


@pytest.mark.parametrize("method", ["left", "public_notice"])
def test_where_nobody_signs_no_receiver_is_asked_for(method):
    rules.require_lawful_receiver("person", method, "")


def test_two_officers_hand_a_paper_over():
    rules.require_circumstances("direct", TWO, "秦望舒", "", "")
    with pytest.raises(RuleBroken, match="2 名"):
        rules.require_circumstances("direct", TWO[:1], "秦望舒", "", "")
    rules.require_circumstances("post", TWO[:1], "秦望舒", "", "")


def test_leaving_a_paper_needs_the_refusal_and_a_witness():
    rules.require_circumstances("left", TWO, "", "拒绝签收", "居委会代表到场")
    for reason, witness in (("", "居委会代表"), ("拒绝签收", " ")):
        with pytest.raises(RuleBroken, match="第89条"):
            rules.require_circumstances("left", TWO, "", reason, witness)


def test_a_signature_needs_a_name_and_the_method_must_be_known():
    with pytest.raises(RuleBroken, match="收件人"):
        rules.require_circumstances("direct", TWO, " ", "", "")
    with pytest.raises(RuleBroken, match="送达方式"):
        rules.require_circumstances("pigeon", TWO, "秦望舒", "", "")


@pytest.mark.parametrize("day", [date(2026, 11, 11), date(2026, 11, 21)])
def test_a_delivery_lies_between_the_paper_and_today(day):
    rules.require_possible_day(date(2026, 11, 12), date(2026, 11, 12), date(2026, 11, 20))
    with pytest.raises(RuleBroken):
        rules.require_possible_day(day, date(2026, 11, 12), date(2026, 11, 20))


def test_public_notice_counts_after_thirty_days():
    assert rules.effective_on("public_notice", date(2026, 11, 12)) == date(2026, 12, 12)
    assert rules.effective_on("direct", date(2026, 11, 12)) == date(2026, 11, 12)
