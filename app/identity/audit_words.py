"""The audit chain in the words of the office: acts, what they were about, and what was said."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import current_app, url_for

from app.core.command import ACTS
from app.core.models import AuditEntry
from app.core.yaml_file import read_yaml

REFUSED = "core.note_refusal"
WORDS = read_yaml((Path(__file__).parent / "data/acts.yaml").read_text("utf-8"))  # what no docstring calls by one Chinese word
PACKAGES = {
    "backup": "备份", "cases": "案件", "core": "系统", "demo": "演示数据", "designer": "设计", "documents": "文书", "enterprises": "企业",
    "hazards": "隐患", "identity": "人员", "inbox": "待办", "inspections": "检查", "installation": "安装", "law": "法规",
    "notices": "消息", "operations": "运行", "penalties": "处罚", "referrals": "移送", "self_checks": "自查", "supervision": "督办",
    "workflow": "流程",
}  # fmt: skip
KINDS = {  # what an act was about: (words, page, its argument)
    "hazard": ("隐患", "hazards.show_hazard", "hazard_id"), "case": ("案件", "cases.show_case", "case_id"),
    "work_item": ("任务", "inbox.show_task", "task_id"), "task": ("任务", "inbox.show_task", "task_id"),
    "instance": ("流程", "inbox.show_instance", "instance_id"), "document": ("文书", "documents.show_document", "document_id"),
    "listing": ("挂牌督办", "supervision.show_listing", "listing_id"),
    "instrument": ("督促文书", "supervision.show_letter", "instrument_id"),
    "enterprise": ("企业", "enterprises.show", "enterprise_id"), "inspection": ("检查", "inspections.show_inspection", "inspection_id"),
    "circular": ("通报", "supervision.show_circular", "circular_id"), "attachment": ("附件", "core.attachment", "attachment_id"),
    "period": ("期间", "", ""),
    "user": ("人员", "", ""), "party": ("当事人", "", ""), "draft": ("草稿", "", ""), "release": ("流程版本", "", ""),
    "self_check": ("自查", "self_checks.show_check", "self_check_id"), "organisation": ("机构", "", ""), "post": ("岗位", "", ""),
}  # fmt: skip
FIELDS = {
    "outcome": "结果", "facts": "情况", "requirements": "要求", "reply_by": "回复期限", "agreed": "同意", "start_on": "起算",
    "asked": "要办", "why": "原因", "reason": "理由", "opinion": "意见", "result": "结果", "note": "说明", "number": "数量", "kind": "种类",
    "narrowed": "筛选", "work_item_id": "任务", "instance_id": "流程", "hazard_id": "隐患", "enterprise_id": "企业", "user_id": "人员",
    "username": "账号", "role": "岗位", "name": "名称", "key": "流程", "element": "环节", "until_on": "至", "due_on": "期限", "on": "日期",
    "title": "标题", "place": "部位", "description": "情形", "organisation_id": "机关", "link": "环节", "same_as": "并入", "row": "对象",
    "document_id": "文书", "template_id": "文书", "level": "级别", "code": "代码", "source": "来源", "found_on": "发现", "month": "月份",
}  # fmt: skip
HIDDEN = {REFUSED: ("subject", "code")}  # said by the object and by the reason
INNER = ("root_instance_id", "subject_kind", "subject_id", "row", "item", "period_id", "rule_id")  # keys of the tables, for nobody to read
SHORT = 8  # signs of a long id that are shown
VERBS = {"GET": "打开", "HEAD": "打开", "POST": "提交", "PUT": "提交", "DELETE": "删除"}
_CHINESE = re.compile(r"[（(]([一-鿿、]{2,20})[)）]")


def act(name: str) -> str:
    """What was done, e.g. 「隐患 登记」; the command's own name where nobody has called it anything."""
    if name in WORDS or name.endswith(".note_refusal"):
        return WORDS.get(name, WORDS[REFUSED])
    package, _, plain = name.partition(".")
    said = _CHINESE.search(ACTS.get(name, ""))
    return f"{PACKAGES.get(package, package)} {said.group(1) if said else plain}"


def acts() -> dict[str, str]:
    """{beginning of an act: words} to choose from."""
    return {REFUSED: WORDS[REFUSED]} | {f"{package}.": words for package, words in sorted(PACKAGES.items(), key=lambda pair: pair[1])}


def subject(row: AuditEntry) -> tuple[str, str | None]:
    """(「隐患 12」, its page or None)"""
    kind, _, number = row.subject.partition(":")
    words, endpoint, argument = KINDS.get(kind, (kind, "", ""))
    if not number or number == "None":
        return ("" if kind in KINDS or row.act == REFUSED else row.subject), None
    page = url_for(endpoint, **{argument: number}) if endpoint in current_app.view_functions else None
    return f"{words} {number if len(number) <= SHORT * 2 else number[:SHORT]}", page


def details(row: AuditEntry) -> Iterator[tuple[str, str]]:
    """[(field, what was said)]"""
    for key, value in row.detail.items():
        if key not in HIDDEN.get(row.act, INNER):
            said = {True: "是", False: "否"}[value] if isinstance(value, bool) else value
            if key == "asked":
                method, _, path = str(value).partition(" ")
                said = f"{VERBS.get(method, method)} {path}"
            yield FIELDS.get(key, key), said
