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


def test_a_public_notice_counts_when_its_days_have_passed():
    rules.require_published("direct", None, date(2026, 11, 12))
    rules.require_published("public_notice", date(2026, 12, 12), date(2026, 12, 12))
    with pytest.raises(RuleBroken, match="2026-12-12"):
        rules.require_published("public_notice", date(2026, 12, 12), date(2026, 12, 11))
    with pytest.raises(RuleBroken, match="自动登记"):
        rules.require_published("public_notice", None, date(2026, 12, 12))


def test_a_recording_stands_for_the_witness():
    rules.require_circumstances("left", TWO, "", "拒绝签收", "", recording=True)


@pytest.mark.parametrize("method", ["entrusted", "transferred"])
def test_what_others_hand_over_names_them(method):
    rules.require_circumstances(method, TWO[:1], "某人", "", "", through="云泽监狱")
    with pytest.raises(RuleBroken, match="第91条"):
        rules.require_circumstances(method, TWO[:1], "某人", "", "")
    with pytest.raises(RuleBroken, match="不算送达"):
        rules.require_lawful_receiver("person", method, "gatekeeper")


def test_what_must_be_handed_over_on_the_spot_goes_no_other_way():
    rules.require_allowed_method("查封（扣押）决定书", ["direct", "left"], "left")
    for method in ("post", "electronic", "entrusted", "public_notice"):
        with pytest.raises(RuleBroken, match="强法第24条"):
            rules.require_allowed_method("查封（扣押）决定书", ["direct", "left"], method)
    rules.require_allowed_method("行政处罚决定书", ["direct", "post"], "entrusted")


def test_electronic_delivery_needs_the_signed_consent():
    rules.require_consent("electronic", True)
    rules.require_consent("post", False)
    with pytest.raises(RuleBroken, match="罚法第61条"):
        rules.require_consent("electronic", False)


@pytest.mark.parametrize("posted", [None, date(2026, 11, 11), date(2026, 11, 16)])
def test_a_letter_is_posted_between_the_paper_and_its_receipt(posted):
    issued, received = date(2026, 11, 12), date(2026, 11, 15)
    rules.require_posted("post", date(2026, 11, 13), issued, received)
    rules.require_posted("direct", None, issued, received)
    with pytest.raises(RuleBroken, match="交寄日期"):
        rules.require_posted("post", posted, issued, received)


@pytest.mark.parametrize("method", rules.FAILURES)
def test_every_failure_has_words_and_needs_an_account(method):
    for failure in rules.FAILURES[method]:
        rules.require_failure(method, failure, "上门两次，邻居说已经搬走", [1])
        with pytest.raises(RuleBroken, match="经过"):
            rules.require_failure(method, failure, " ", [1])
    with pytest.raises(RuleBroken, match="情形"):
        rules.require_failure(method, "lost", "经过", [1])


@pytest.mark.parametrize("method, failure", [("direct", "whereabouts_unknown"), ("post", "returned")])
def test_what_a_public_notice_rests_on_is_proven(method, failure):
    with pytest.raises(RuleBroken, match="第95条"):
        rules.require_failure(method, failure, "查无此人", [])


WAYS = [
    ("other_ways_failed", [], False, 2),
    ("other_ways_failed", [("direct", "absent")], False, 1),
    ("other_ways_failed", [("post", "returned")], False, 1),
    ("other_ways_failed", [("direct", "absent"), ("post", "returned")], False, 0),
    ("other_ways_failed", [("direct", "absent"), ("post", "returned")], True, 1),
    ("other_ways_failed", [("direct", "absent"), ("post", "returned"), ("electronic", "not_received")], True, 0),
    ("other_ways_failed", [("direct", "refused"), ("post", "returned")], False, 1),
    ("other_ways_failed", [("direct", "refused"), ("left", "not_possible"), ("post", "returned")], False, 0),
    ("whereabouts_unknown", [("direct", "absent"), ("post", "returned")], False, 1),
    ("whereabouts_unknown", [("direct", "whereabouts_unknown")], True, 0),
]


@pytest.mark.parametrize("ground, attempts, consented, missing", WAYS)
def test_a_public_notice_is_the_last_way(ground, attempts, consented, missing):
    assert len(rules.ways_left(ground, attempts, consented)) == missing
    if missing:
        with pytest.raises(RuleBroken, match="第95条"):
            rules.require_ways_exhausted(ground, attempts, consented)
    else:
        rules.require_ways_exhausted(ground, attempts, consented)
