"""The sweep: is there a point that no row covers, and where.

Column by column, carrying the set of rows still alive: slots with the same live rows are taken together, an empty set
is a hole whose remaining columns are free, a live row that accepts all that remains covers the branch. What was
proved covered once (column, live rows) is not searched again.
"""

from typing import NamedTuple

from .budget import Budget, OutOfBudget

MOST_HOLES = 200


class Holes(NamedTuple):
    """Boxes that no row covers, as tuples of slot masks; whether all was searched (or as many found as wanted)."""

    boxes: list
    is_decided: bool


def grouped(slots):
    """Slots with the same rows taken together: list of (mask of slots, rows). Args: slots: (slot's bit, rows) pairs"""
    groups = {}
    for bit, rows in slots:
        groups[rows] = groups.get(rows, 0) | bit
    return [(mask, rows) for rows, mask in groups.items()]


def holes(levels, alive, budget: Budget, most=MOST_HOLES):
    """Boxes that no living row covers, at most so many: Holes; none, and decided: every point is covered.

    Args: levels: for each axis the list of (mask of slots, rows that accept them); alive: mask of rows
    """
    order = sorted(range(len(levels)), key=lambda axis: len(levels[axis]))
    search = _Sweep([levels[axis] for axis in order], budget, most)
    is_decided = search.run(alive)
    return Holes([tuple(box[order.index(axis)] for axis in range(len(levels))) for box in search.found], is_decided)


class _Sweep:
    def __init__(self, levels, budget, most):
        self.levels = levels
        self.whole = [_union(mask for mask, _ in level) for level in levels]
        self.accepting = self._accepting()
        self.budget = budget
        self.most = most
        self.found = []
        self.proved = set()

    def _accepting(self):
        """For each depth the rows that accept everything from there on; -1 (all rows) behind the last column."""
        accepting = [-1]
        for level in reversed(self.levels):
            rows = accepting[0]
            for _, accepted in level:
                rows &= accepted
            accepting.insert(0, rows)
        return accepting

    def run(self, alive):
        """Search; whether the search came to its end."""
        try:
            if all(self.whole):
                self._search(0, alive, ())
        except (OutOfBudget, RecursionError):
            return False
        return True

    def _search(self, depth, alive, before):
        """Look for holes below this node; True if there is none."""
        self.budget.spend()
        if not alive:
            self.found.append(before + tuple(self.whole[depth:]))
            return False
        if alive & self.accepting[depth] or (depth, alive) in self.proved:
            return True
        is_covered = True
        for mask, live in grouped((mask, rows & alive) for mask, rows in self.levels[depth]):
            if len(self.found) >= self.most:
                return False
            is_covered &= self._search(depth + 1, live, (*before, mask))
        if is_covered:
            self.proved.add((depth, alive))
        return is_covered


def _union(masks):
    union = 0
    for mask in masks:
        union |= mask
    return union


def merged(boxes):
    """The boxes with those that differ in one axis only made one, until none are left that do."""
    boxes = list(dict.fromkeys(boxes))
    while True:
        before = len(boxes)
        for axis in range(len(boxes[0]) if boxes else 0):
            together = {}
            for box in boxes:
                key = box[:axis] + box[axis + 1 :]
                together[key] = together.get(key, 0) | box[axis]
            boxes = [key[:axis] + (mask,) + key[axis:] for key, mask in together.items()]
        if len(boxes) == before:
            return boxes
