"""What a designer may choose from, in words: roles, forms, handlers, periods, papers; and the element templates made of
it, one file for our own editor and for Camunda Modeler (`.camunda/element-templates/`)."""

import json

from app.designer import procedures
from app.designer.form_changes import LAYOUT, fields_of, label_of
from app.designer.models import DesignDraft
from app.identity.permissions import ROLES
from app.workflow import registry
from app.workflow.checks.model import HUMAN, Diagram, read_diagram
from app.workflow.checks.properties import ONE_BY_ONE
from app.workflow.forms.quick import quick_choice
from app.workflow.overview import paper_title, period_words
from app.workflow.problems import Refused
from app.workflow.releases import diagram_of, known_deployed, newest_releases
from app.workflow.steps import STEPS
from app.workflow.xml import parse_xml

SCHEMA = "https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json"
OPINION = "workflow.record_opinion"
PERFORMING = ("officer", "team_leader", "legal_reviewer", "hearing_officer", "deputy_head", "head", "safety_office", "admin")


def knowledge(draft: DesignDraft) -> dict:
    """Everything the editor offers as a choice; each choice is {"value", "label"}.

    Returns: roles, starters, handlers, periods, papers, steps, tables, processes, requirements, groups: choices;
             forms: [{"value", "label", "quick": bool, "fields": [{"key", "label", "options": choices}] that gateways may ask}];
             tasks: human tasks of all procedures, as choices; one_by_one: steps whose tasks are never done several at once
    """
    known, diagrams = known_deployed(), _diagrams(draft)
    return {
        "roles": _choices({code: ROLES[code] for code in PERFORMING}),
        "starters": _choices({code: name for code, name in ROLES.items() if code in PERFORMING}),
        "handlers": _choices({name: procedures.handler_words(name) for name in sorted(known.handlers)}),
        "periods": _choices({rule: period_words(rule) for rule in known.periods}),
        "papers": _choices({name: paper_title(name) for name in known.templates}),
        "steps": _choices({step: STEPS.get(step, step) for step in sorted({*STEPS, *known.steps})}),
        "tables": _choices({key: key for key in sorted(known.decisions)}),
        "processes": _choices({each.key: each.name for each in newest_releases()}),
        "groups": _choices({name: words.removeprefix("是") for name, (words, _) in registry.DUTY_GROUPS.items()}),
        "tasks": _choices(_tasks(diagrams)),
        "forms": _forms(draft, known.forms, diagrams), "one_by_one": sorted(ONE_BY_ONE),
    }  # fmt: skip


def _choices(words: dict[str, str]) -> list[dict]:
    return [{"value": value, "label": label} for value, label in words.items()]


def _diagrams(draft: DesignDraft) -> list[Diagram]:
    texts = [diagram_of(each) for each in newest_releases() if each.key != draft.key]
    if draft.kind == "process":
        texts.append(draft.file("bpmn", draft.key).content)
    found = []
    for text in texts:
        try:
            found.append(read_diagram("", parse_xml(text.encode())))
        except Refused:  # a draft may be anything
            continue
    return found


def _tasks(diagrams: list[Diagram]) -> dict[str, str]:
    """{human task: 「登记缴款（罚款缴纳与执行）」}, procedure by procedure; one in several procedures names them all."""
    titles, around = {}, {}
    for each in diagrams:
        for node in each.of_kind(*HUMAN):
            titles.setdefault(node.id, node.name or node.id)
            around.setdefault(node.id, {})[_name(each)] = True
    return {task: f"{title}（{'、'.join(around[task])}）" for task, title in titles.items()}


def _name(diagram: Diagram) -> str:
    return "、".join(each.element.get("name") or each.element.get("id") for each in diagram.processes)


def _forms(draft: DesignDraft, keys, diagrams: list[Diagram]) -> list[dict]:
    used: dict[str, list[str]] = {}
    for diagram in diagrams:
        for node in diagram.of_kind(*HUMAN, "startEvent"):
            if key := node.camunda("formKey"):
                used.setdefault(key, []).append(node.name or node.id)
    found = []
    for key in sorted({*keys, *draft.contents("form")}):
        text = procedures.form_text(key, procedures.newest_release(draft.key), draft)
        words = "、".join(dict.fromkeys(used.get(key, []))) or ("本草稿新建" if draft.file("form", key) else "没有任务使用")
        found.append({"value": key, "label": f"{words}（{key}）", "quick": _is_quick(text or "{}"),
                      "fields": asked_by_gateways(text or "{}")})  # fmt: skip
    return found


def _is_quick(form: str) -> bool:
    """Whether the form asks one question only; a draft may be anything."""
    try:
        return quick_choice(json.loads(form)) is not None
    except (ValueError, AttributeError, KeyError, TypeError):
        return False


def asked_by_gateways(form: str) -> list[dict]:
    """The fields of a form whose answers become process data: what a condition may compare."""
    try:
        document = json.loads(form)
    except ValueError:
        return []
    fields = fields_of(document) if isinstance(document, dict) else {}
    return [
        {"key": key, "label": label_of(each), "type": each.get("type"),
         "options": [{"value": one.get("value"), "label": one.get("label") or one.get("value")}
                     for one in each.get("values") or [] if isinstance(one, dict)]}
        for key, each in fields.items()
        if (each.get("properties") or {}).get("process") is True and each.get("type") not in LAYOUT
    ]  # fmt: skip


# --- templates --------------------------------------------------------------------------------------------------------


def element_templates(known: dict) -> list[dict]:
    """Templates for Camunda 7 as element-templates-json-schema describes them."""
    roles, forms = known["roles"], [{"name": each["label"], "value": each["value"]} for each in known["forms"]]
    quick = [form for form, each in zip(forms, known["forms"], strict=True) if each["quick"]]
    return [
        _template("review_step", "复核（同意或退回）", "科室或领导看前一步，同意或者退回", ["bpmn:UserTask"], [
            _role(roles, "team_leader"), _form(forms), _property("law.step", "法定环节", "approval", known["steps"]),
        ]),
        _template("work_step", "办理", "一个人按表单填写", ["bpmn:UserTask"], [
            _role(roles, "officer"), _form(forms),
        ]),
        _template("bulk_step", "可以一起办的任务", "表单只问一个选择，待办里选中几件一起办结；须逐件办的环节不能用", ["bpmn:UserTask"], [
            _role(roles, "team_leader"), _chosen_form(quick),
            {"type": "Hidden", "value": "true", "binding": {"type": "camunda:property", "name": "office.bulk"}},
        ]),
        _template("two_officers_step", "两名执法人员办理", "两名持证人员填写同一内容，各自签署", ["bpmn:UserTask"], [
            _role(roles, "officer"), _form(forms), _property("duty.officers", "签署人数", "2"),
        ]),
        _template("issue_document", "制作文书", "按已登记的事实制作一份文书并编号", ["bpmn:ServiceTask"], [
            _hidden("camunda:delegateExpression", "${documents.issue}"),
            _property("law.document", "文书", "", known["papers"]),
        ]),
        _template("automatic_step", "自动步骤", "由系统执行一个已登记的处理程序", ["bpmn:ServiceTask"], [
            {"label": "处理程序", "type": "Dropdown", "binding": {"type": "property", "name": "camunda:delegateExpression"},
             "choices": [_handler_choice(each) for each in known["handlers"]],
             "constraints": {"notEmpty": True}},
        ]),
    ]  # fmt: skip


def _handler_choice(handler: dict) -> dict:
    return {"name": " ".join(dict.fromkeys((handler["label"], handler["value"]))), "value": f"${{{handler['value']}}}"}


def _template(identifier: str, name: str, description: str, applies_to: list[str], properties: list[dict]) -> dict:
    return {"$schema": SCHEMA, "id": f"anliu.{identifier}", "version": 1, "name": name, "description": description,
            "appliesTo": applies_to, "properties": properties,
            "entriesVisible": True}  # fmt: skip


def _role(roles: list[dict], chosen: str) -> dict:
    return {"label": "办理岗位", "type": "Dropdown", "value": chosen, "constraints": {"notEmpty": True},
            "binding": {"type": "property", "name": "camunda:candidateGroups"},
            "choices": [{"name": each["label"], "value": each["value"]} for each in roles]}  # fmt: skip


def _form(forms: list[dict]) -> dict:
    return {"label": "表单", "type": "Dropdown", "optional": True,
            "binding": {"type": "property", "name": "camunda:formKey"},
            "choices": [{"name": "通用意见表", "value": ""}, *forms]}  # fmt: skip


def _chosen_form(forms: list[dict]) -> dict:
    return {"label": "表单", "type": "Dropdown", "constraints": {"notEmpty": True}, "choices": forms,
            "binding": {"type": "property", "name": "camunda:formKey"}}  # fmt: skip


def _property(name: str, label: str, value: str = "", choices: list[dict] = ()) -> dict:
    """One that must be filled: a modeler writes every property of a template, and an empty one is refused."""
    bound = {"label": label, "binding": {"type": "camunda:property", "name": name}, "constraints": {"notEmpty": True}}
    if value:
        bound["value"] = value
    if not choices:
        return bound | {"type": "String"}
    return bound | {"type": "Dropdown", "choices": [{"name": each["label"], "value": each["value"]} for each in choices]}


def _hidden(name: str, value: str) -> dict:
    return {"type": "Hidden", "value": value, "binding": {"type": "property", "name": name}}
