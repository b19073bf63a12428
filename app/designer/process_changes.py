"""What changed between two versions of a procedure, in sentences a second person can read. Pure: no database.

The same comparison will mark a graphical diff and map running matters: every `Change` names its element.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.designer.form_changes import fields_of, form_changes, label_of
from app.designer.kinds import Change
from app.workflow.checks.model import HUMAN, Diagram, Flow, Node, listed
from app.workflow.expressions import strip
from app.workflow.xml import bp, cam

Words = Mapping[str, Callable[[str], str]]
KIND_WORDS = {
    "userTask": "任务", "manualTask": "任务", "task": "任务", "serviceTask": "自动步骤", "sendTask": "自动步骤",
    "businessRuleTask": "决策步骤", "callActivity": "子流程", "subProcess": "内嵌子流程", "exclusiveGateway": "条件网关",
    "parallelGateway": "并行网关", "inclusiveGateway": "包含网关", "eventBasedGateway": "事件网关", "startEvent": "开始",
    "endEvent": "结束", "intermediateCatchEvent": "等待事件", "intermediateThrowEvent": "抛出事件",
    "boundaryEvent": "边界事件", "receiveTask": "等待来文", "scriptTask": "脚本步骤",
}  # fmt: skip
PROPERTY_WORDS = {
    "law.step": "法定环节", "law.period": "期限", "law.period_from": "期限起算", "law.document": "文书",
    "law.delivers": "送达的文书", "law.requires": "前置条件", "law.basis": "依据", "duty.officers": "签署人数",
    "duty.separate_from": "不得由同一人办的步骤", "duty.head_only": "只由正职办理",
    "duty.bureau": "办理的机关", "process.key": "启动的流程",
    "office.bulk": "可以一起办", "office.verb": "发起按钮", "process.data": "带去的数据", "call.ends_all": "整体结束",
}  # fmt: skip
ATTRIBUTE_WORDS = {
    "candidateGroups": "办理岗位", "assignee": "指定办理人", "formKey": "表单", "priority": "优先级",
    "dueDate": "办理期限", "delegateExpression": "处理程序", "topic": "处理程序", "decisionRef": "决策表", "resultVariable": "判定结果存为",
    "mapDecisionResult": "判定结果取法",
}  # fmt: skip
COMPARED = re.compile(
    r"(?P<key>[A-Za-z_]\w*)\s*(?P<sign>==|!=)\s*(?:(?P<quote>['\"])(?P<text>[^'\"]*)(?P=quote)|(?P<bare>true|false))", re.ASCII
)
LONG = 60  # characters shown of a value that may be a paragraph


@dataclass(frozen=True)
class Model:
    """A diagram with the forms it shows. forms: {key: form-js document, {} when it cannot be read}"""

    diagram: Diagram
    forms: dict[str, dict] = field(default_factory=dict)

    @property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for node in self.diagram.nodes}

    @property
    def flows(self) -> dict[tuple[str, str, str], Flow]:
        """By id and both ends: a flow drawn elsewhere is another flow."""
        return {(flow.id, flow.source.id, flow.target.id): flow for scope in self.diagram.scopes for flow in scope.flows}


def process_changes(old: Model | None, new: Model, words: Words) -> list[Change]:
    """Sentences in the order: the whole, what is gone, what is new, what differs, flows, forms. [] = same meaning.

    Where things stand on the canvas is no change. Args: old: None for a procedure that is new
    """
    if old is None:
        return [Change("这是一个新流程"), *_new_steps(new, words), *_forms(Model(new.diagram), new)]
    return [
        *_whole(old, new, words), *_gone(old, new), *_added(old, new, words), *_differing(old, new, words),
        *_flows(old, new), *_forms(old, new), *_rest(old, new),
    ]  # fmt: skip


def shown(node: Node) -> str:
    """任务“复核”"""
    return f"{KIND_WORDS.get(node.kind, '元素')}“{node.name or node.id}”"


def _whole(old: Model, new: Model, words: Words) -> Iterator[Change]:
    before, after = (model.diagram.executable[:1] for model in (old, new))
    if not (before and after):
        return
    was, now = before[0].element, after[0].element
    if was.get("id") != now.get("id"):
        yield Change(f"流程编号由“{was.get('id')}”改为“{now.get('id')}”", now.get("id"))
    if (was.get("name") or "") != (now.get("name") or ""):
        yield Change(f"流程名称由“{was.get('name') or ''}”改为“{now.get('name') or ''}”", now.get("id"))
    starters = [_roles(each.get(cam("candidateStarterGroups")), words) for each in (was, now)]
    if starters[0] != starters[1]:
        yield Change(f"可以发起的岗位由{starters[0]}改为{starters[1]}", now.get("id"))
    if _text(was) != _text(now):
        yield Change("流程说明改了文字", now.get("id"))


def _gone(old: Model, new: Model) -> Iterator[Change]:
    for node in old.nodes.values():
        if node.id not in new.nodes and _matters(node):
            yield Change(f"删去{shown(node)}{_between(node)}", node.id)


def _added(old: Model, new: Model, words: Words) -> Iterator[Change]:
    for node in new.nodes.values():
        if node.id not in old.nodes and _matters(node):
            yield Change(f"新增{shown(node)}{_between(node)}{_facts(node, words)}", node.id)


def _new_steps(new: Model, words: Words) -> Iterator[Change]:
    for node in new.nodes.values():
        if node.kind not in ("startEvent", "endEvent") and _matters(node):
            yield Change(f"{shown(node)}{_between(node)}{_facts(node, words)}", node.id)


def _matters(node: Node) -> bool:
    """A join without a name is only drawing; that it is there shows in the flows."""
    return not (node.kind.endswith("Gateway") and not node.name and len(node.outgoing) < 2)


def _between(node: Node) -> str:
    """，在任务“A”之后、任务“B”之前"""
    if node.kind == "boundaryEvent":
        host = next((other for other in node.scope.nodes.values() if node in other.boundaries), None)
        return f"，附在{shown(host)}上" if host else ""
    before = "、".join(dict.fromkeys(shown(flow.source) for flow in node.incoming))
    after = "、".join(dict.fromkeys(shown(flow.target) for flow in node.outgoing))
    if before and after:
        return f"，在{before}与{after}之间"
    return f"，在{before}之后" if before else f"，在{after}之前" if after else "，还没有连线"


def _facts(node: Node, words: Words) -> str:
    """；办理岗位为“执法队长”；表单为“recheck”"""
    said = [f"{name}为{_short(value)}" for name, value in _described(node, words).items() if value]
    return "".join(f"；{each}" for each in said)


def _described(node: Node, words: Words) -> dict[str, str]:
    """{what it is called: the value in words} of everything an element says that the engine or the office obeys."""
    said = {word: node.camunda(name) or "" for name, word in ATTRIBUTE_WORDS.items()}
    for name in ("delegateExpression", "topic"):
        if node.camunda(name):
            said["处理程序"] = words["handler"](strip(node.camunda(name)))
    said["办理岗位"] = _roles(node.camunda("candidateGroups"), words) if node.camunda("candidateGroups") else ""
    for name, value in node.properties.items():
        word = PROPERTY_WORDS.get(name, f"属性 {name} ")
        said[word] = _value(name, value, words)
    said["完成时的处理"] = "、".join(words["handler"](name) for name in _listeners(node))
    said["时间"] = "、".join(" ".join("".join(timer.itertext()).split()) for timer in node.element.iter(bp("timerEventDefinition")))
    said["调用的流程"] = node.element.get("calledElement") or ""
    said["附着处中断"] = ("是" if node.interrupting else "否") if node.kind == "boundaryEvent" else ""
    said["重复办理"] = _repeats(node)
    said["传递的数据"] = "、".join(_mapped(node))
    return said


def _value(name: str, value: str, words: Words) -> str:
    if name == "law.period":
        return "、".join(words["period"](each) for each in listed(value))
    if name == "law.step":
        return words["step"](value)
    if name in ("law.document", "law.delivers"):
        return "、".join(f"《{words['paper'](each)}》" for each in listed(value))
    if name in ("duty.separate_from", "law.requires"):
        return "、".join(words["task"](each) for each in listed(value))
    return value


def _roles(text: str | None, words: Words) -> str:
    return "、".join(words["role"](role) for role in listed(text)) or "（无）"


def _listeners(node: Node) -> list[str]:
    found = node.element.iterfind(f"{bp('extensionElements')}/{cam('taskListener')}")
    return [strip(each.get("delegateExpression") or "") or "" for each in found]


def _repeats(node: Node) -> str:
    marker = node.element.find(bp("multiInstanceLoopCharacteristics"))
    if marker is None:
        return ""
    how = "依次" if marker.get("isSequential") == "true" else "同时"
    each = strip(marker.get(cam("collection")) or "") or (marker.findtext(bp("loopCardinality")) or "").strip()
    return f"按 {each} {how}办理"


def _mapped(node: Node) -> list[str]:
    return [
        f"{arrow} {each.get('source') or each.get('sourceExpression') or '全部'}→{each.get('target') or ''}"
        for name, arrow in (("in", "入"), ("out", "出"))
        for each in node.element.iterfind(f"{bp('extensionElements')}/{cam(name)}")
    ]


def _differing(old: Model, new: Model, words: Words) -> Iterator[Change]:
    for node in new.nodes.values():
        was = old.nodes.get(node.id)
        if was is None:
            continue
        if was.kind != node.kind:
            yield Change(f"{shown(was)}改成了{KIND_WORDS.get(node.kind, '另一种元素')}", node.id)
        if was.name != node.name:
            yield Change(f"{shown(was)}改名为“{node.name}”", node.id)
        before, after = _described(was, words), _described(node, words)
        for name in {**after, **before}:
            if (one := before.get(name, "")) != (two := after.get(name, "")):
                yield Change(f"{shown(node)}的{_turned(name, one, two)}", node.id)
        if _text(was.element) != _text(node.element):
            yield Change(f"{shown(node)}的说明改了文字", node.id)


def _turned(name: str, one: str, two: str) -> str:
    if not one:
        return f"{name}设为{_short(two)}"
    return f"{name}由{_short(one)}改为{_short(two)}" if two else f"{name}（{_short(one)}）删去了"


def _short(text: str) -> str:
    return f"“{text if len(text) <= LONG else text[:LONG] + '…'}”"


def _text(element) -> str:
    return "".join((each.text or "").strip() for each in element.iterfind(bp("documentation")))


def _flows(old: Model, new: Model) -> Iterator[Change]:
    """Flows between steps of both versions, and what a flow asks; a new step's own sentence says where it stands."""
    before, after, asked = _by_ends(old), _by_ends(new), _questions(old, new)
    for ends, flow in before.items():
        still = {flow.source.id, flow.target.id} <= new.nodes.keys()
        if ends not in after and still and not _leads_there(flow, old, new):
            yield Change(f"不再从{shown(flow.source)}直接到{shown(flow.target)}{_when(flow, asked)}", flow.id)
    for ends, flow in after.items():
        was, way = before.get(ends), f"从{shown(flow.source)}到{shown(flow.target)}的"
        if was is None and (_condition(flow) or {flow.source.id, flow.target.id} <= old.nodes.keys()):
            yield Change(f"新增{way}连线{_when(flow, asked)}", flow.id)
        elif was is not None and _condition(was) != _condition(flow):
            one, two = (_worded(_condition(each), asked) or "无条件" for each in (was, flow))
            yield Change(f"{way}条件由“{one}”改为“{two}”", flow.id)
        elif was is not None and (was.element.get("name") or "") != (flow.element.get("name") or ""):
            one, two = (each.element.get("name") or "" for each in (was, flow))
            yield Change(f"{way}连线文字由“{one}”改为“{two}”", flow.id)


def _leads_there(gone: Flow, old: Model, new: Model) -> bool:
    """Whether new steps were only put into this flow: under the same condition they lead on to the same step."""
    waiting = [flow.target for flow in new.nodes[gone.source.id].outgoing if _condition(flow) == _condition(gone)]
    seen = set()
    while waiting:
        node = waiting.pop()
        if node.id == gone.target.id and seen:
            return True
        if node.id not in old.nodes and node.id not in seen:
            seen.add(node.id)
            waiting += node.after
    return False


def _questions(*models: Model) -> dict[str, dict]:
    """{key: field} of everything the forms of these models answer."""
    return {key: field for model in models for form in model.forms.values() for key, field in fields_of(form).items()}


def _worded(condition: str, asked: dict[str, dict]) -> str:
    """`recheck_result == 'agree'` as “结论”为“同意”; anything else as it is written."""
    found = COMPARED.fullmatch(condition)
    if not found or found["key"] not in asked:
        return condition
    component, value = asked[found["key"]], found["text"] if found["text"] is not None else found["bare"]
    labels = {str(each.get("value")): each.get("label") for each in component.get("values") or [] if isinstance(each, dict)}
    said = labels.get(value) or {"true": "是", "false": "否"}.get(value, value)
    return f"“{label_of(component)}”{'为' if found['sign'] == '==' else '不为'}“{said}”"


def _by_ends(model: Model) -> dict[tuple, Flow]:
    """Flows by both ends; of several between the same two, by their number."""
    found: dict[tuple, Flow] = {}
    for flow in model.flows.values():
        number = sum((flow.source.id, flow.target.id) == key[:2] for key in found)
        found[flow.source.id, flow.target.id, number] = flow
    return found


def _when(flow: Flow, asked: dict[str, dict]) -> str:
    return f"，条件：{_worded(_condition(flow), asked)}" if _condition(flow) else ""


def _condition(flow: Flow) -> str:
    if flow.source.element.get("default") == flow.id:
        return "其他情况"
    return "" if flow.condition is None else strip((flow.condition.text or "").strip()) or ""


def _forms(old: Model, new: Model) -> Iterator[Change]:
    for key, form in new.forms.items():
        user = next((node.id for node in new.diagram.of_kind(*HUMAN, "startEvent") if node.camunda("formKey") == key), None)
        if key not in old.forms:
            labels = "、".join(label_of(each) for each in fields_of(form).values())
            yield Change(f"新用表单 {key}：{labels or '还没有内容'}", user)
        else:
            yield from (Change(f"表单 {key}：{said}", user) for said in form_changes(old.forms[key], form))
    for key in old.forms.keys() - new.forms.keys():
        yield Change(f"不再使用表单 {key}")


def _rest(old: Model, new: Model) -> Iterator[Change]:
    """Elements that are neither nodes nor flows and may carry meaning: messages, errors, signals."""
    before, after = old.diagram.definitions, new.diagram.definitions
    for key in after.keys() - before.keys():
        yield Change(f"新增{_definition(after[key])}", key)
    for key in before.keys() - after.keys():
        yield Change(f"删去{_definition(before[key])}", key)
    for key in before.keys() & after.keys():
        if dict(before[key].attrib) != dict(after[key].attrib):
            yield Change(f"{_definition(before[key])}改为{_definition(after[key])}", key)


def _definition(element) -> str:
    kinds = {"message": "消息", "error": "错误", "signal": "信号", "escalation": "升级"}
    kind = element.tag.rsplit("}", 1)[-1]
    code = element.get("errorCode") or element.get("escalationCode") or ""
    return f"{kinds.get(kind, kind)}“{element.get('name') or element.get('id')}”{f'（{code}）' if code else ''}"
