"""Events: kinds the engine cannot keep, timers, messages, errors."""

from collections.abc import Iterator

from app.workflow.checks.model import Diagram, Known, Node, tag
from app.workflow.checks.values import timer_fault
from app.workflow.problems import Problem
from app.workflow.xml import bp

REFUSED = {
    "link": ("link_event", "不支持链接事件{}（流程会在此悄悄结束），请直接用顺序流连接"),
    "compensate": ("compensation", "不支持补偿{}，请把撤销写成明确的环节"),
    "conditional": ("conditional_event", "不支持条件事件{}，请改用网关判断，或用消息、定时事件"),
}
REFERENCES = {"message": "messageRef", "error": "errorRef", "signal": "signalRef", "escalation": "escalationRef"}
WORDS = {"message": "消息", "error": "错误", "signal": "信号", "escalation": "升级"}
TIMER_VALUES = ("timeDuration", "timeDate", "timeCycle")
CATCHING = {"startEvent", "intermediateCatchEvent", "boundaryEvent"}
BOUNDARY_ONLY = {"error", "escalation", "cancel"}


def check_event_kinds(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for node in diagram.nodes:
        if node.element.get("isForCompensation") == "true":
            yield Problem(*_refusal("compensation", REFUSED["compensate"][1], node))
        for trigger in node.triggers:
            if trigger in REFUSED:
                yield Problem(*_refusal(*REFUSED[trigger], node))
        if len(node.definitions) > 1:
            yield Problem("several_triggers", node.id, f"事件{node.shown}有多个触发条件，请拆成多个事件")
        if not node.definitions and node.kind in ("intermediateCatchEvent", "boundaryEvent"):
            yield Problem("event_without_trigger", node.id, f"事件{node.shown}没有触发条件，请选择定时、消息等类型")
        if node.kind == "intermediateCatchEvent" and BOUNDARY_ONLY & set(node.triggers):
            yield Problem("event_kind", node.id, f"{node.shown}：错误、升级、取消只能作为边界事件捕获")
        if "cancel" in node.triggers and not _in_transaction(node):
            yield Problem("cancel_outside_transaction", node.id, f"取消事件{node.shown}只能用在事务子流程上")
        if "message" in node.triggers and node.kind in ("endEvent", "intermediateThrowEvent"):
            yield Problem("message_throw", node.id, f"不支持发出消息的事件{node.shown}，请改为服务任务")


def _refusal(code: str, text: str, node: Node) -> tuple[str, str, str]:
    return code, node.id, text.format(node.shown)


def _in_transaction(node: Node) -> bool:
    host = node.scope.nodes.get(node.element.get("attachedToRef") or "")
    return host.kind == "transaction" if host else node.scope.kind == "transaction"


def check_references(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Messages, errors, signals and escalations name something declared, with a name or code."""
    for node in diagram.nodes:
        for definition in node.definitions:
            kind = tag(definition).removesuffix("EventDefinition")
            if kind in REFERENCES and (kind == "message" or definition.get(REFERENCES[kind])):
                yield from _reference(diagram, node, kind, definition.get(REFERENCES[kind]))
    for node in diagram.of_kind("receiveTask"):
        yield from _reference(diagram, node, "message", node.element.get("messageRef"))


def _reference(diagram: Diagram, node: Node, kind: str, reference: str | None) -> Iterator[Problem]:
    declared = diagram.definitions.get((reference or "").split(":")[-1])
    word = WORDS[kind]
    if declared is None:
        yield Problem(f"{kind}_unknown", node.id, f"{node.shown}没有指明{word}，请选择或新建一个{word}")
    elif kind in ("message", "signal") and not (declared.get("name") or "").strip():
        yield Problem(f"{kind}_without_name", node.id, f"{node.shown}引用的{word}没有名称，无法送达；请填写名称")
    elif kind in ("error", "escalation") and not (declared.get(f"{kind}Code") or "").strip():
        yield Problem(f"{kind}_without_code", node.id, f"{node.shown}引用的{word}没有代码，请填写 {kind}Code")


def check_timers(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for node in diagram.nodes:
        for definition in node.definitions:
            if tag(definition) == "timerEventDefinition":
                yield from _timer(node, definition)


def _timer(node: Node, definition) -> Iterator[Problem]:
    values = [child for child in definition if tag(child) in TIMER_VALUES]
    if not values and node.properties.get("law.period"):
        return  # obeys the period alone
    if len(values) != 1:
        yield Problem("timer_empty", node.id, f"定时事件{node.shown}须填写一个时间（时长、日期或循环其中之一）")
        return
    kind = tag(values[0])
    if kind == "timeCycle" and node.interrupting and node.kind == "boundaryEvent":
        yield Problem(
            "timer_cycle_interrupting", node.id, f"中断型边界{node.shown}只会触发一次，循环不起作用", "warning"
        )
    fault = timer_fault(kind, values[0].text)
    if fault and not (fault[2] == "warning" and node.properties.get("law.period")):
        code, message, severity = fault
        yield Problem(code, node.id, f"定时事件{node.shown}：{message}", severity)


def check_signals(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """A signal is heard only inside the instance that sends it."""
    thrown = {
        definition.get("signalRef")
        for node in diagram.nodes
        if node.kind not in CATCHING
        for definition in node.definitions
    }
    for node in diagram.nodes:
        for definition in node.element.findall(bp("signalEventDefinition")):
            if node.kind in CATCHING and definition.get("signalRef") not in thrown:
                yield Problem(
                    "signal_never_sent",
                    node.id,
                    f"{node.shown}等待的信号在本流程中没有发出者，会一直等待；跨流程请改用消息",
                    "warning",
                )


CHECKS = (check_event_kinds, check_references, check_timers, check_signals)
