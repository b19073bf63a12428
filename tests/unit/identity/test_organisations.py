"""Organisations come from a file through the product's own door, again and again without doubles."""

import json

import pytest
from sqlalchemy import func, select

from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries
from app.identity.commands import load_organisations
from app.identity.models import Organisation

FILE = {
    "areas": [{"id": "a1", "name": "甲市", "type": "地级市", "parent": None}],
    "organisations": [  # the bureau stands before its government
        {"id": "o2", "name": "甲市应急管理局", "type": "行业主管部门", "level": "市", "parent": "o1", "departments": ["法规科"]},
        {"id": "o1", "name": "甲市人民政府", "type": "政府", "level": "市", "parent": None, "area": "a1"},
    ],
}  # fmt: skip


def test_a_file_in_any_order_is_loaded_twice_without_doubles(app):
    before = db.session.scalar(select(func.count()).select_from(Organisation))
    assert load_organisations(SYSTEM, json.loads(json.dumps(FILE))) == 3
    load_organisations(SYSTEM, json.loads(json.dumps(FILE)))
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == before + 3
    assert queries.organisation("o2").area_id == "a1"
    assert queries.organisation("o2.1").name == "法规科"


@pytest.mark.parametrize("change, words", [
    ({"organisations": None}, "organisations"), ({"organisations": [{"id": "x"}]}, "第 1 个机构"),
    ({"organisations": [{"id": "x", "name": "乙", "parent": "nowhere"}]}, "nowhere"),
    ({"organisations": [{"id": "x", "name": "乙", "parent": "y"}, {"id": "y", "name": "丙", "parent": "x"}]}, "绕成了一圈"),
])  # fmt: skip
def test_a_broken_file_is_refused_by_name_and_changes_nothing(app, change, words):
    before = db.session.scalar(select(func.count()).select_from(Organisation))
    with pytest.raises(RuleBroken, match=words):
        load_organisations(SYSTEM, FILE | change)
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == before
