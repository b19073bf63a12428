"""Graph helpers for the structure checks; nothing here recurses, a chain of 5,000 tasks is as good as one of five."""

from collections.abc import Callable, Iterable

from app.workflow.checks.model import Node, Scope


def reach(sources: Iterable[Node], step: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """All nodes reachable from `sources`, themselves included."""
    seen, waiting = set(), list(sources)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += step(node)
    return seen


def components(scope: Scope, within: Callable[[Node], bool] = lambda node: True) -> list[list[Node]]:
    """Strongly connected components of the nodes `within`, in topological order (Tarjan, iterative)."""
    index, low, stack, on_stack, found = {}, {}, [], set(), []
    for root in scope.nodes.values():
        if root in index or not within(root):
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, filter(within, root.after))]
        while work:
            node, following = work[-1]
            child = next(following, None)
            if child is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_pop(stack, on_stack, node))
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                on_stack.add(child)
                work.append((child, filter(within, child.after)))
            elif child in on_stack:
                low[node] = min(low[node], index[child])
    return found[::-1]


def _pop(stack: list, on_stack: set, until: Node) -> list[Node]:
    component = []
    while True:
        node = stack.pop()
        on_stack.discard(node)
        component.append(node)
        if node is until:
            return component


def in_loop(component: list[Node]) -> bool:
    return len(component) > 1 or component[0] in component[0].after


def heaviest_path(ordered: list[list[Node]], weigh: Callable[[list[Node], float], float]) -> tuple[float, Node | None]:
    """The heaviest path through the condensed graph.

    Args: ordered: components in topological order; weigh(component, best so far) -> weight of a path ending in it
    """
    best: dict[int, float] = {}
    number = {node: position for position, component in enumerate(ordered) for node in component}
    arriving: dict[int, float] = {}
    for position, component in enumerate(ordered):
        best[position] = weigh(component, arriving.get(position, 0))
        for node in component:
            for follower in node.after:
                target = number[follower]
                if target != position:
                    arriving[target] = max(arriving.get(target, 0), best[position])
    heaviest = max(best, key=best.get, default=None)
    return (0, None) if heaviest is None else (best[heaviest], ordered[heaviest][0])
