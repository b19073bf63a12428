"""What a step of the office's own keeps of its answers: the labels chosen, the words written."""

import pytest

from app.workflow.commands.opinions import result_of, words_of
from app.workflow.forms import GENERIC_OPINION, load_form

CHOICES = [{"label": "同意", "value": "agree"}, {"label": "退回", "value": "return"}]
FORM = load_form({
    "schemaVersion": 18, "type": "default", "id": "recheck", "components": [
        {"type": "radio", "key": "result", "label": "结论", "values": CHOICES},
        {"type": "checkbox", "key": "again", "label": "须再报"},
        {"type": "checklist", "key": "points", "label": "要点", "values": CHOICES},
        {"type": "number", "key": "pages", "label": "页数", "decimalDigits": 0},
        {"type": "textarea", "key": "opinion", "label": "意见"},
        {"type": "textfield", "key": "place", "label": "地点"},
    ],
})  # fmt: skip


@pytest.mark.parametrize("form, answers, result, words", [
    (GENERIC_OPINION, {"opinion": "同意上报"}, "", "同意上报"),
    (FORM, {"result": "return", "opinion": "补证据"}, "退回", "补证据"),
    (FORM, {"result": "agree", "again": True, "points": ["agree", "return"]}, "同意、须再报、同意、退回", ""),
    (FORM, {"result": None, "again": False, "points": [], "opinion": None, "pages": 3}, "", ""),
    (FORM, {"result": "other", "opinion": "一", "place": "二"}, "other", "意见：一；地点：二"),
])  # fmt: skip
def test_the_choice_is_the_result_and_the_text_the_opinion(form, answers, result, words):
    assert (result_of(form, answers), words_of(form, answers)) == (result, words)
