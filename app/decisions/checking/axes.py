"""One axis of the geometry: an input expression, cut into slots; a cell is the set of slots in which it holds.

Sets of slots are bit masks. Cells are never interpreted a second time: each is run by the evaluator on one sample of
each stretch of slots that it can tell apart, so the checker and the engine cannot disagree.
"""

from ..feel import FeelError
from ..feel.values import kind
from .cells import Reading
from .lines import SCALES, Line, Names, shown

KINDS = (*(name for name in SCALES if name != "integer"), "string", "boolean")
OTHER = "其他值"


class Axis:
    """The slots of the columns that ask for the same expression.

    Attributes:
        label: how people call the column
        slots: of all its lines, the last is null; None where there is no value
        everything: mask of the slots that hold a value, null left out
        null: mask of the null slot
        is_readable: False where values are lists or contexts: only cells that accept anything can be read
        has_samples: False where no value of the type can be made up
    """

    def __init__(self, label, declared, readings, allowed=()):
        """Args: declared: kind of the column, "integer", or None; readings: of its cells and of its allowed values;
        allowed: (feel.UnaryTests, Reading) pairs, all of which a value must pass"""
        self.label = label
        constants = [value for reading in readings for value in reading.constants]
        self.is_readable = declared is None or declared in (*KINDS, "integer")
        self.kinds = self._kinds(declared, constants) if self.is_readable else []
        self.lines = [_line(each, constants) for each in self.kinds] or [Names((), [] if declared == "list" else OTHER)]
        self.has_samples = self.is_readable or declared == "list"
        self.slots = [slot for line in self.lines for slot in line.slots]
        self.null = 1 << len(self.slots)
        self.everything = sum(1 << index for index, slot in enumerate(self.slots) if slot)
        for tests, reading in allowed:
            mask = self.mask(tests, reading)
            self.everything &= self.everything if mask is None else mask

    @staticmethod
    def _kinds(declared, constants):
        if declared is not None:
            return [declared]
        found = {kind(value) for value in constants} & set(KINDS)
        return [each for each in KINDS if each in found]

    def mask(self, cell, reading: Reading):
        """The slots in which a cell holds, null among them; None if that cannot be told."""
        if not cell.tests:
            return self.everything | self.null
        if not (reading.is_steady and self.is_readable):
            return None
        try:
            return self._mask(cell, reading)
        except FeelError:
            return None

    def _mask(self, cell, reading):
        mask = self.null if cell.matches(None) is True else 0
        offset = 0
        for name, line in zip(self.kinds or [None], self.lines, strict=True):
            constants = [value for value in reading.constants if _is_on(value, name)]
            for first, last in line.slices(constants):
                mask |= self._stretch(cell, offset + first, offset + last)
            offset += len(line.slots)
        return mask

    def _stretch(self, cell, first, last):
        there = ((1 << last) - (1 << first)) & self.everything
        if not there:
            return 0
        sample = self.slots[(there & -there).bit_length() - 1].sample
        return there if cell.matches(sample) is True else 0

    def words(self, mask):
        """A set of slots as Chinese words: 不小于 18 且小于 60."""
        if mask & self.everything == self.everything:
            return "任意值"
        parts = []
        for line, offset in self._offsets():
            chosen = mask >> offset & (1 << len(line.slots)) - 1
            if chosen:
                parts.append(line.words(chosen))
        return "，或者".join(parts + (["是空值"] if mask & self.null else []))

    def sample(self, mask):
        """A value out of the slots; null only if there is no other."""
        return None if mask in (0, self.null) else self.slots[(mask & -mask).bit_length() - 1].sample

    def holds(self, mask, value):
        """Whether a value lies in one of the slots."""
        if value is None:
            return bool(mask & self.null)
        for name, (line, offset) in zip(self.kinds, self._offsets(), strict=False):
            if _is_on(value, name):
                return bool(mask >> offset + line.slot_of(value) & 1)
        return False

    def point(self, mask):
        """The index of the slot if the mask is one point of a line, else None."""
        if mask.bit_count() != 1 or mask == self.null:
            return None
        index = mask.bit_length() - 1
        return index if self.slots[index].is_point and self._line_of(index).is_ordered else None

    def neighbours(self, index):
        """Masks of the slots just below and just above a point, 0 where there is none."""
        line, offset = self._line_of(index), self._offset_of(index)
        below = next((i for i in range(index - 1, offset - 1, -1) if self.everything >> i & 1), None)
        above = next((i for i in range(index + 1, offset + len(line.slots)) if self.everything >> i & 1), None)
        return tuple(0 if i is None else 1 << i for i in (below, above))

    def is_convex(self, mask):
        """Whether the slots can be written as one range or list: neighbours on a line, any of named values."""
        values = mask & self.everything
        if len(self.lines) != 1 or not self.lines[0].is_ordered:
            return True
        between = ((1 << values.bit_length()) - (values & -values)) & self.everything
        return between == values

    def _line_of(self, index):
        return next(line for line, offset in self._offsets() if offset <= index < offset + len(line.slots))

    def _offset_of(self, index):
        return next(offset for line, offset in self._offsets() if offset <= index < offset + len(line.slots))

    def _offsets(self):
        offset = 0
        for line in self.lines:
            yield line, offset
            offset += len(line.slots)


def _is_on(value, name):
    return kind(value) == ("number" if name == "integer" else name)


def _line(name, constants):
    values = [value for value in constants if _is_on(value, name)]
    if name == "boolean":
        return Names((True, False), None)
    if name == "string":
        return Names(values, _other(values))
    return Line(name, values)


def _other(named):
    """A text that none of the cells names."""
    other = OTHER
    while other in named:
        other += "…"
    return other


__all__ = ["Axis", "shown"]
