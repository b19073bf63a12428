"""A decision table as boxes: one axis for each input expression, a set of slots on each axis for each row.

Columns that ask for the same expression share an axis. A row with a cell that cannot be read is *unsure*: its box is
as large as it may be, and it covers nothing for certain.
Source: Calvanese, Dumas, Laurson, Maggi, Montali, Teinemaa, Semantics, Analysis and Simplification of DMN Decision
Tables, Information Systems 78 (2018).
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate
from operator import or_, xor

from ..dmn.model import DecisionTable
from .axes import Axis
from .cells import Reading, read
from .domains import Domains
from .lines import indices
from .sweep import grouped
from .types import kind_of


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands, what it says, and in which slots of its axis it holds (None: cannot be told)."""

    row: int
    column: int
    tests: object  # feel.UnaryTests
    reading: Reading
    mask: int | None


class Geometry:
    """A table's axes and boxes.

    Attributes:
        table: the DecisionTable; types: the Types of its model
        allowed: for each column the Reading of its allowed values, or None
        axes: the Axis objects; axis_of: for each column the index of its axis
        cells: for each row its Cell objects
        boxes: for each row a tuple of slot masks, null among them
        unsure: mask of the rows with a cell that cannot be read
    """

    def __init__(self, table: DecisionTable, domains: Domains):
        self.table, self.types = table, domains.types
        self.kinds = [kind_of(domains.type_of(clause), domains.types) for clause in table.inputs]
        self.restrictions = [domains.restrictions(clause) for clause in table.inputs]
        self.allowed = [clause.allowed_tests and read(clause.allowed_tests) for clause in table.inputs]
        readings = self._readings()
        self.axis_of, self.axes = self._make_axes(readings)
        masks = {
            (column, text): self.axes[self.axis_of[column]].mask(tests, reading)
            for (column, text), (tests, reading) in readings.items()
        }
        self.cells = [
            [
                Cell(row, column, tests, readings[column, tests.text][1], masks[column, tests.text])
                for column, tests in enumerate(rule.cells)
            ]
            for row, rule in enumerate(table.rules)
        ]
        self.boxes = [self._box(cells) for cells in self.cells]
        self._rows_known = {}
        self.unsure = sum(1 << row for row, cells in enumerate(self.cells) if any(cell.mask is None for cell in cells))

    def _readings(self):
        """Each text of a column is read once: (column, text) to (tests, Reading)."""
        readings = {}
        for rule in self.table.rules:
            for column, tests in enumerate(rule.cells):
                if (column, tests.text) not in readings:
                    readings[column, tests.text] = tests, read(tests)
        return readings

    def _make_axes(self, readings):
        places, members = {}, []
        axis_of = []
        for column, clause in enumerate(self.table.inputs):
            key = " ".join(clause.expression.split()) or clause.id
            if key not in places:
                places[key] = len(members)
                members.append([])
            members[places[key]].append(column)
            axis_of.append(places[key])
        return axis_of, [self._axis(columns, readings) for columns in members]

    def _axis(self, columns, readings):
        clause = self.table.inputs[columns[0]]
        declared = next((self.kinds[column] for column in columns if self.kinds[column]), None)
        allowed = [pair for column in columns for pair in self.restrictions[column]]
        own = [reading for (column, _), (_, reading) in readings.items() if column in columns]
        label = clause.label or clause.expression
        return Axis(label, declared, own + [reading for _, reading in allowed], allowed)

    def _box(self, cells):
        box = [axis.everything | axis.null for axis in self.axes]
        for cell in cells:
            if cell.mask is not None:
                box[self.axis_of[cell.column]] &= cell.mask
        return tuple(box)

    @cached_property
    def clauses(self):
        """For each axis the first of its columns."""
        return [self.table.inputs[self.axis_of.index(place)] for place in range(len(self.axes))]

    @cached_property
    def all_rows(self):
        return (1 << len(self.boxes)) - 1

    @cached_property
    def rows_at(self):
        """For each axis the rows that accept each slot, null the last."""
        return [self._rows_at(place, axis.null.bit_length()) for place, axis in enumerate(self.axes)]

    def _rows_at(self, place, slots):
        """Walks the slots once: a row comes in where a run of its slots begins and goes where one ends."""
        changes = {}
        for row, box in enumerate(self.boxes):
            for index in indices(box[place] ^ box[place] << 1):
                changes[index] = changes.get(index, 0) ^ 1 << row
        return list(accumulate((changes.get(index, 0) for index in range(slots)), xor))

    @cached_property
    def levels(self):
        """For each axis the (mask of slots, rows that accept them), null left out."""
        return [
            grouped((1 << index, rows[index]) for index in indices(axis.everything))
            for axis, rows in zip(self.axes, self.rows_at, strict=True)
        ]

    @cached_property
    def levels_with_null(self):
        """The same, the null slot among them."""
        return [
            [*level, (axis.null, rows[-1])]
            for axis, level, rows in zip(self.axes, self.levels, self.rows_at, strict=True)
        ]

    def rows_meeting(self, box):
        """Mask of the rows that share a point with the box."""
        rows = self.all_rows
        for place, slots in enumerate(box):
            rows &= self._rows_in(place, slots)
        return rows

    def _rows_in(self, place, slots):
        """Mask of the rows that accept one of these slots."""
        if (place, slots) not in self._rows_known:
            rows_at = self.rows_at[place]
            self._rows_known[place, slots] = reduce(or_, (rows_at[index] for index in indices(slots)), 0)
        return self._rows_known[place, slots]

    def is_sure(self, *rows):
        """Whether all cells of these rows (indices) can be read."""
        return not any(self.unsure >> row & 1 for row in rows)

    def values(self, box):
        """The box without its null slots."""
        return tuple(mask & axis.everything for mask, axis in zip(box, self.axes, strict=True))

    def columns_of(self, place):
        """Indices of the columns of an axis."""
        return [column for column, axis in enumerate(self.axis_of) if axis == place]


def meet(box, other):
    """The common part of two boxes."""
    return tuple(a & b for a, b in zip(box, other, strict=True))
