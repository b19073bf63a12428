"""Form fields refuse ids that do not exist or may not be chosen, in every task's form."""

import pytest
from marshmallow import ValidationError

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.files import store_attachment
from app.enterprises.commands import edit_enterprise
from app.identity import commands, queries
from app.workflow.forms import load_form
from tests.builders import make_enterprise, make_person


def ask(component_type: str, value, **properties):
    """Load one answer through a real form."""
    field = {"type": component_type, "key": "answer", "label": "回答", "id": "f", "properties": properties}
    form = load_form({"type": "default", "id": "asking", "schemaVersion": 18, "components": [field]})
    return form.load({"answer": value})["answer"]


def refusal(*args, **properties) -> str:
    with pytest.raises(ValidationError) as refused:
        ask(*args, **properties)
    return str(refused.value.messages)


def test_enterprises_must_exist_and_be_in_business(app):
    row = make_enterprise(1)
    assert ask("anliu-enterprise", row.id) == row.id
    assert "没有这家企业" in refusal("anliu-enterprise", 99)
    edit_enterprise(SYSTEM, row.id, active=False)
    assert "已注销" in refusal("anliu-enterprise", row.id)


def test_persons_must_exist(app):
    row = make_person(make_enterprise(1))
    assert ask("anliu-person", row.id) == row.id
    assert "没有这个人员" in refusal("anliu-person", 99)


def test_officers_must_hold_a_certificate_in_force(app):
    first, second = queries.user_by_name("zhifa1"), queries.user_by_name("zhifa2")
    assert ask("anliu-officers", [first.id, second.id]) == [first.id, second.id]
    assert "没有有效的执法证" in refusal("anliu-officers", [first.id, queries.user_by_name("fazhi").id])
    commands.revoke_certificate(SYSTEM, second.certificates[0].id, today())
    assert "方以衡没有有效的执法证" in refusal("anliu-officers", [first.id, second.id])


def test_a_person_must_hold_the_role_the_field_asks_for(app):
    head = queries.user_by_name("juzhang")
    assert ask("anliu-user", head.id, role="head") == head.id
    assert "现在不是听证主持" in refusal("anliu-user", head.id, role="hearing_officer")
    commands.disable_user(SYSTEM, head.id)
    assert "已停用" in refusal("anliu-user", head.id)


def test_files_and_signatures_must_have_arrived(app):
    picture = store_attachment(SYSTEM, "a.png", b"picture")
    words = store_attachment(SYSTEM, "a.txt", b"words")
    assert ask("anliu-file", [picture.id, words.id]) == [picture.id, words.id]
    assert "没有传好" in refusal("anliu-file", [picture.id, 99])
    assert ask("anliu-signature", picture.id) == picture.id
    assert "重新签名" in refusal("anliu-signature", words.id)


def test_articles_must_be_registered_and_not_too_many(app):
    assert ask("anliu-article", ["aqscf-2021-41-2"] * 2) == ["aqscf-2021-41-2"]
    assert "没有登记" in refusal("anliu-article", ["aqscf-2021-41-2", "aqscf-2021-999"])
    assert "最多选择 1 条" in refusal("anliu-article", ["aqscf-2021-41-2", "aqscf-2021-102"], max=1)
