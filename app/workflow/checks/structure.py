"""The shape of each scope: starts, ends, connections, loops, sizes the engine cannot carry (engine study §3, §1.5)."""

from collections.abc import Iterator

from app.workflow.checks.graph import components, heaviest_path, in_loop, reach
from app.workflow.checks.model import GATEWAYS, HUMAN, Diagram, Known, Node, Scope
from app.workflow.checks.tokens import stuck_joins
from app.workflow.problems import Problem

MAX_SEQUENCE = 300
PAUSES = HUMAN | {"intermediateCatchEvent", "receiveTask", "callActivity", "subProcess", "transaction"}
TURNS = {"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "boundaryEvent"}  # where a token may leave
MAX_PREDICTED = 2**6  # six AND pairs in series; each further one doubles the tree the engine predicts


def check_starts(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        if scope.kind == "adHocSubProcess":
            continue
        plain = [node for node in scope.starts if not node.definitions]
        if scope.is_event_subprocess:
            yield from _event_subprocess(scope)
        elif not scope.starts:
            yield Problem("no_start_event", scope.id, f"{_scope_name(scope)}没有开始事件，请补上并接到第一个环节")
        elif len(plain) > 1:
            for extra in plain[1:]:
                yield Problem("several_start_events", extra.id, "只能有一个无触发的开始事件，请合并为一个，用网关分支")
        for node in scope.starts:
            if node.definitions and not scope.is_event_subprocess:
                yield Problem(
                    "start_event_trigger",
                    node.id,
                    f"开始事件{node.shown}带有触发条件，不会自动启动；请改为普通开始事件，由人员或其他流程启动",
                )


def _event_subprocess(scope: Scope) -> Iterator[Problem]:
    if len(scope.starts) != 1 or len(scope.starts[0].definitions) != 1:
        yield Problem("event_subprocess_start", scope.id, "事件子流程须有且只有一个带触发条件的开始事件")
    for node in scope.starts:
        if node.interrupting:
            yield Problem(
                "interrupting_event_subprocess",
                node.id,
                "中断型事件子流程不会真正中断主流程，不能使用；请改为附在子流程上的中断型边界事件",
            )


def check_ends(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        if scope.kind == "adHocSubProcess":
            continue
        ends = [node for node in scope.nodes.values() if node.kind == "endEvent"]
        reached = reach(_roots(scope), lambda node: node.after)
        if scope.nodes and not any(end in reached for end in ends):
            yield Problem("no_end", scope.id, f"{_scope_name(scope)}从开始走不到任何结束事件，请补上结束事件并连接")
            continue
        finishing = reach(ends, _before)
        for node in scope.nodes.values():
            if node in reached and node not in finishing and node.outgoing:
                yield Problem("no_way_out", node.id, f"从{node.shown}出发永远走不到结束事件，请补上出口")


def _before(node: Node) -> list[Node]:
    host = node.element.get("attachedToRef")
    return [flow.source for flow in node.incoming] + ([node.scope.nodes[host]] if host in node.scope.nodes else [])


def _roots(scope: Scope) -> list[Node]:
    return scope.starts + [
        node
        for node in scope.nodes.values()
        if node.is_event_subprocess or node.element.get("isForCompensation") == "true"
    ]


def _scope_name(scope: Scope) -> str:
    word = "流程" if scope.kind == "process" else "子流程"
    return f"{word}“{(scope.element.get('name') or scope.id).strip()}”"


def check_reachable(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        if scope.kind == "adHocSubProcess" or not scope.starts:
            continue
        reached = reach(_roots(scope), lambda node: node.after)
        for node in scope.nodes.values():
            if node not in reached:
                yield Problem("unreachable", node.id, f"{node.shown}没有接入流程，从开始事件走不到它；请连接或删除")


def check_edges(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """What may have which flows: implicit forks, dead ends, flows into a start or out of an end."""
    for node in diagram.nodes:
        if len(node.outgoing) > 1 and node.kind not in GATEWAYS:
            yield Problem("implicit_fork", node.id, f"{node.shown}直接分出了多条流向，请在其后放一个网关来分支")
        if node.kind == "startEvent" and node.incoming or node.kind == "boundaryEvent" and node.incoming:
            yield Problem("flow_into_start", node.id, f"{node.shown}不能有流入，请把流向接到它后面的环节")
        if node.kind == "endEvent" and node.outgoing:
            yield Problem("flow_out_of_end", node.id, f"结束事件{node.shown}不能有流出，请删除")
        if _dead_end(node):
            yield Problem("dead_end", node.id, f"{node.shown}之后没有去向，请接到下一环节或结束事件")
        for flow in node.outgoing:
            if flow.target is node:
                yield Problem("flow_to_itself", node.id, f"{node.shown}的流向指回自身，请通过网关返回")


def _dead_end(node: Node) -> bool:
    if node.kind == "endEvent" or node.outgoing or node.scope.kind == "adHocSubProcess":
        return False
    return not node.is_event_subprocess and node.element.get("isForCompensation") != "true"


def check_loops(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        for component in components(scope):
            if not in_loop(component):
                continue
            for node in component:
                if node.kind == "parallelGateway" and len(node.incoming) > 1:
                    yield Problem(
                        "and_join_in_loop",
                        node.id,
                        f"并行汇合{node.shown}在循环内，第二轮起会提前汇合；请把分支到汇合整体放进一个子流程",
                    )
                if node.kind == "inclusiveGateway" and len(node.incoming) > 1:
                    yield Problem(
                        "inclusive_join_in_loop",
                        node.id,
                        f"包容汇合{node.shown}在循环内，汇合时机不可靠；请把分支到汇合整体放进一个子流程",
                        "warning",
                    )


def check_endless(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """A loop in which nothing ever waits would keep the server busy for ever, the matter locked."""
    for scope in diagram.scopes:
        for component in components(scope, lambda node: node.kind not in PAUSES):
            if in_loop(component):
                node = next((each for each in component if each.kind in GATEWAYS), component[0])
                message = f"{node.shown}所在的循环里没有人工任务，也没有等待的事件，会无休止地空转；请加入一个环节"
                yield Problem("endless_loop", node.id, message)


def check_no_choice(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """A loop every turn of which is certain: the engine looks ahead round and round and breaks off."""
    for scope in diagram.scopes:
        for component in components(scope, lambda node: node.kind not in TURNS):
            if len(component) > 1 and any(node.kind in PAUSES for node in component):
                entered = component[-1]
                message = f"从{entered.shown}出发必定走回原处，没有可以选择的出口，运行时会中断；请在返回之前放一个排他网关"
                yield Problem("loop_without_choice", entered.id, message)


def check_size(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        if not scope.nodes:
            continue
        ordered = components(scope)
        longest, at = heaviest_path(ordered, lambda component, before: before + len(component))
        if longest > MAX_SEQUENCE:
            yield Problem(
                "sequence_too_long",
                scope.id or at.id,
                f"{_scope_name(scope)}一条线上有 {int(longest)} 个元素，超过 {MAX_SEQUENCE} 个；请用调用活动拆分",
            )
        predicted, at = heaviest_path(ordered, _predicted)
        if predicted > MAX_PREDICTED:
            yield Problem(
                "and_series_too_long",
                at.id,
                f"{_scope_name(scope)}接连的并行分支过多（超过 6 组），每多一组启动时间翻倍；请把部分并行段放进子流程或调用活动",
            )


def _predicted(component: list[Node], before: float) -> float:
    """Size factor of the tree the engine builds ahead; it looks no further than the next choice."""
    weight = max(before, 1)
    for node in component:
        if node.kind == "parallelGateway":
            weight *= max(len(node.outgoing), 1)
        elif node.kind in GATEWAYS and len(node.outgoing) > 1:
            return 1
    return min(weight, 1e9)


def _told_beside(scope: Scope) -> set[Node]:
    """What a non-interrupting event does at once and by itself, up to its end: it is meant to happen every time."""
    beside = [node for node in scope.nodes.values() if node.kind == "boundaryEvent" and not node.interrupting]
    found, waiting = set(beside), [flow.target for node in beside for flow in node.outgoing]
    while waiting:
        node = waiting.pop()
        if node in found or node.kind in PAUSES or not {flow.source for flow in node.incoming} <= found:
            continue
        found.add(node)
        waiting += [flow.target for flow in node.outgoing]
    return found


def check_tokens(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Plays the token game: an AND-join that can wait for ever, a path walked twice."""
    for scope in diagram.scopes:
        stuck, doubled = stuck_joins(scope)
        for node in stuck:
            yield Problem(
                "and_join_deadlock",
                node.id,
                f"并行汇合{node.shown}可能永远等不齐：进入它的分支并不总是都到达；请让分支与汇合成对（排他分支用排他汇合）",
            )
        beside = _told_beside(scope)
        for node in (each for each in doubled if each not in beside):
            yield Problem(
                "runs_twice",
                node.id,
                f"{node.shown}可能被同时走到两次（并行分支没有先汇合）；请在它之前放并行网关汇合",
                "warning",
            )


CHECKS = (check_starts, check_ends, check_reachable, check_edges, check_loops, check_endless, check_no_choice, check_size, check_tokens)
