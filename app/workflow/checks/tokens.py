"""The token game of one scope, to find joins that wait for ever before anybody's case does.

A marking is the set of flows that hold a token. Every flow has one consumer, so nodes never compete for tokens and it
is enough to play all outcomes of *one* enabled node per marking: no deadlock is lost, and the number of markings stays
near the number of choices. Scopes with inclusive gateways, and those too large, are not played.
"""

from collections.abc import Iterator

from app.workflow.checks.model import Flow, Node, Scope

MAX_MARKINGS = 3_000
ENDS_ALL = {"terminate", "error", "cancel"}


def stuck_joins(scope: Scope) -> tuple[list[Node], list[Node]]:
    """(AND-joins that can wait for ever, nodes that can be reached by two tokens at once), in file order."""
    starts = [start for start in scope.starts if start.outgoing]
    if scope.kind == "adHocSubProcess" or len(starts) != 1 or scope.broken or _inclusive(scope):
        return [], []
    stuck, doubled, seen = set(), set(), set()
    waiting = [frozenset(starts[0].outgoing)]
    while waiting:
        marking = waiting.pop()
        if marking in seen:
            continue
        seen.add(marking)
        if len(seen) > MAX_MARKINGS:
            return [], []
        step = _enabled(marking)
        if step is None:
            stuck |= {flow.target for flow in marking}
            continue
        consumed, node = step
        for produced in _outcomes(node):
            rest = frozenset() if produced is None else marking - consumed
            clash = rest & set(produced or ())
            doubled |= {flow.target for flow in clash}
            if not clash:
                waiting.append(rest | set(produced or ()))
    return [[node for node in scope.nodes.values() if node in found] for found in (stuck, doubled)]


def _inclusive(scope: Scope) -> bool:
    return any(node.kind in ("inclusiveGateway", "complexGateway") for node in scope.nodes.values())


def _enabled(marking: frozenset[Flow]) -> tuple[set[Flow], Node] | None:
    """One node that can act, ends of everything last, with the tokens it takes."""
    last = None
    for flow in sorted(marking, key=lambda flow: flow.id):
        node = flow.target
        if node.kind == "parallelGateway":
            if all(arriving in marking for arriving in node.incoming):
                return set(node.incoming), node
        elif node.kind == "endEvent" and ENDS_ALL & set(node.triggers):
            last = last or ({flow}, node)
        else:
            return {flow}, node
    return last


def _outcomes(node: Node) -> Iterator[list[Flow] | None]:
    """The sets of flows a node may send tokens to; None: everything in the scope ends."""
    if node.kind == "endEvent":
        yield None if ENDS_ALL & set(node.triggers) else []
    elif node.kind in ("exclusiveGateway", "eventBasedGateway"):
        yield from ([flow] for flow in node.outgoing)
    else:
        yield node.outgoing
    for boundary in node.boundaries:
        yield boundary.outgoing if boundary.interrupting else node.outgoing + boundary.outgoing
