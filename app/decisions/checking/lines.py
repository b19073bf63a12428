"""The values a column can take, cut at the constants of its cells into slots: in one slot nothing changes.

An ordered kind (number, date, time, duration) is a line: points and the open intervals between them. Strings are the
named ones and any other; booleans are two. ``null`` is a slot of its own, added by the axis (``axes``).
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal

from ..feel.formatting import text_of
from ..feel.limits import evaluation
from ..feel.values import Months

EXACT = Context(prec=7000)  # midpoints of any two decimals of 34 digits
HALF = Decimal("0.5")
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1)
DAY = 86_400_000_000
LARGEST = Decimal("1e6100")
MOMENTS = (-62_135_596_800_000_000, 253_402_300_799_999_999)  # years 1 to 9999, microseconds from the epoch


def _since_epoch(value):
    local = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return (local - EPOCH) // MICROSECOND


def _since_midnight(value):
    day = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return (day - (value.utcoffset() or timedelta(0))) // MICROSECOND


def indices(mask):
    """The bits that are set in a mask, from the lowest."""
    found = []
    while mask:
        bit = mask & -mask
        found.append(bit.bit_length() - 1)
        mask ^= bit
    return found


@dataclass(frozen=True)
class Scale:
    """How the values of an ordered kind stand on a line of numbers.

    Attributes: position: value to int or Decimal; value: back; low, high: the first and last position; step: the
    distance of neighbours, None where there is always another between; unit: a step people would take
    """

    position: object
    value: object
    low: object
    high: object
    step: int | None = 1
    unit: int = 1


def _same(value):
    return value


SCALES = {
    "number": Scale(_same, _same, -LARGEST, LARGEST, step=None),
    "integer": Scale(_same, _same, -LARGEST, LARGEST),
    "date": Scale(date.toordinal, date.fromordinal, 1, date.max.toordinal()),
    "date and time": Scale(_since_epoch, lambda at: EPOCH + at * MICROSECOND, *MOMENTS, unit=DAY),
    "time": Scale(_since_midnight, lambda at: (EPOCH + at * MICROSECOND).time(), 0, DAY - 1, unit=DAY // 24),
    "days and time duration": Scale(
        lambda value: value // MICROSECOND, lambda at: at * MICROSECOND, -(10**21), 10**21, unit=DAY
    ),
    "years and months duration": Scale(lambda value: value.count, Months, -12 * 10**9 + 12, 12 * 10**9 - 12),
}
STARTS = {
    "number": Decimal(0),
    "integer": Decimal(0),
    "date": date(2026, 1, 1).toordinal(),
    "date and time": 1_767_225_600_000_000,
    "time": DAY // 2,
}


@dataclass(frozen=True)
class Slot:
    """Values among which no cell tells a difference. ``low`` and ``high``: FEEL values, both ends of a point, None
    at infinity; ``sample``: one of them."""

    sample: object
    low: object = None
    high: object = None
    is_point: bool = False


class Line:
    """The slots of an ordered kind: interval, point, interval, …, point, interval; some of them may be empty.

    Attributes: slots: of Slot, None where no value is there (between two days that follow one another)
    """

    is_ordered = True

    def __init__(self, kind, constants):
        self.scale = SCALES[kind]
        by_position = {}
        for value in constants:
            by_position.setdefault(self.scale.position(value), value)
        self.positions = sorted(by_position)
        self.points = [by_position[position] for position in self.positions]
        self.start = STARTS.get(kind, 0)
        self.slots = self._slots()
        self.there = sum(1 << index for index, slot in enumerate(self.slots) if slot)

    def _slots(self):
        ends = [None, *self.positions, None]
        values = [None, *self.points, None]
        slots = []
        for index in range(len(self.positions) + 1):
            slots.append(self._between(ends[index], ends[index + 1], values[index], values[index + 1]))
            if index < len(self.points):
                slots.append(self._point(self.positions[index], self.points[index]))
        return slots

    def _point(self, position, value):
        is_there = self.scale.low <= position <= self.scale.high and (not self.scale.step or position == int(position))
        return Slot(value, value, value, True) if is_there else None

    def _between(self, low, high, low_value, high_value):
        position = self._inside(low, high)
        return None if position is None else Slot(self.scale.value(position), low_value, high_value)

    def _inside(self, low, high):
        """A position strictly between the two (None: no limit), one that people would name; None if there is none."""
        scale = self.scale
        if low is None and high is None:
            return self.start
        if low is None:
            found = max(_whole(high, -1) - scale.unit + 1, scale.low)
            return found if found < high else None
        if high is None:
            found = min(_whole(low, 1) + scale.unit - 1, scale.high)
            return found if found > low else None
        return self._middle(low, high)

    def _middle(self, low, high):
        if isinstance(low, int):
            middle = (low + high) // 2
        else:
            middle = EXACT.multiply(EXACT.add(low, high), HALF)
            whole = middle.to_integral_value()
            if low < whole < high:
                middle = whole
            elif self.scale.step:
                return None
        return middle if low < middle < high else None

    def slices(self, constants):
        """The slots by what a cell with these constants can tell apart: (first, last + 1) each, in order."""
        at = sorted({2 * bisect_left(self.positions, self.scale.position(value)) + 1 for value in constants})
        start, parts = 0, []
        for index in at:
            parts += [(start, index), (index, index + 1)]
            start = index + 1
        return [*parts, (start, len(self.slots))]

    def slot_of(self, value):
        """The index of the slot in which a value lies."""
        position = self.scale.position(value)
        place = bisect_left(self.positions, position)
        is_point = place < len(self.positions) and self.positions[place] == position
        return 2 * place + is_point

    def words(self, chosen):
        """Chosen slots (a mask) as Chinese words; runs of neighbours are one range."""
        return "，或者".join(self._run(first, last) for first, last in self._runs(chosen))

    def _runs(self, chosen):
        """(first, last) of each run of chosen slots; an empty slot between does not part them."""
        runs = []
        for index in indices(chosen):
            last = runs[-1][1] if runs else None
            if runs and not self.there & ((1 << index) - (1 << last + 1)):
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        return runs

    def _run(self, first, last):
        low, high = self.slots[first], self.slots[last]
        if first == last and low.is_point:
            return f"等于 {shown(low.sample)}"
        parts = []
        if low.low is not None:
            parts.append(f"{'不小于' if low.is_point else '大于'} {shown(low.low)}")
        if high.high is not None:
            parts.append(f"{'不大于' if high.is_point else '小于'} {shown(high.high)}")
        return " 且".join(parts) or "任意值"


def _whole(position, direction):
    """The next whole position below (-1) or above (1)."""
    if isinstance(position, int):
        return position + direction
    rounded = position.to_integral_value("ROUND_CEILING" if direction < 0 else "ROUND_FLOOR", EXACT)
    return EXACT.add(rounded, Decimal(direction))


class Names:
    """The slots of strings or booleans: each named value, and any other where there can be one."""

    is_ordered = False

    def __init__(self, named, other):
        """Args: other: a sample of the values that are not named, or None"""
        self.named = list(dict.fromkeys(named))
        self.slots = [Slot(value, value, value, True) for value in self.named]
        if other is not None:
            self.slots.append(Slot(other))

    def slices(self, constants):
        wanted = {True, False} if self.slots[0].sample is True else set(constants)  # ``?`` alone parts true from false
        named = [index for index, value in enumerate(self.named) if value in wanted]
        rest = [index for index in range(len(self.slots)) if index not in named]
        return [(index, index + 1) for index in named] + _stretches(rest)

    def slot_of(self, value):
        """The index of the slot in which a value lies."""
        return self.named.index(value) if value in self.named else len(self.named)

    def words(self, chosen):
        """Chosen slots (a mask) as Chinese words."""
        slots = [self.slots[index] for index in indices(chosen)]
        if all(slot.is_point for slot in slots):
            return f"是{'、'.join(shown(slot.sample) for slot in slots)}"
        kept = [shown(value) for index, value in enumerate(self.named) if not chosen >> index & 1]
        return f"不是{'、'.join(kept)}" if kept else "任意值"


def _stretches(indices):
    """Indices in order as (first, last + 1) of each stretch without holes."""
    parts = []
    for index in indices:
        if parts and parts[-1][1] == index:
            parts[-1] = (parts[-1][0], index + 1)
        else:
            parts.append((index, index + 1))
    return parts


def shown(value):
    """A FEEL value as people read it: texts in quotation marks, the rest as FEEL writes it."""
    if isinstance(value, str):
        return f"“{value}”"
    if value is None:
        return "空值"
    if isinstance(value, bool):
        return "真（true）" if value else "假（false）"
    with evaluation():
        return text_of(value)
