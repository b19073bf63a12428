"""Tables cut out of everything, so that they answer each input once; then an overlap or a gap is put in on purpose.

The clean table must raise no alarm; what was put in must be found, with an example that evaluating confirms.
"""

from itertools import pairwise
from random import Random

import pytest

from app.decisions import check_model, evaluate_decision
from app.decisions.interchange import from_json, to_json
from tests.unit.decisions.checking.tables import table

TABLES = 30  # of each kind
KINDS = ["number", "integer", "date", "dateTime", "dayTimeDuration", "string", "boolean"]
NAMES = ["a", "b", "c", "d"]
ALARMS = {"overlap", "boundary_overlap", "gap", "boundary_gap", "row_unreachable", "cell_empty"}


class Column:
    """A column and the cells that share out its values, in order."""

    def __init__(self, random, place):
        self.name = f"n{place}"
        self.kind = random.choice(KINDS)
        self.parts = getattr(self, f"_{self.kind}")(random)
        values = " = " + ",".join(f'"{name}"' for name in NAMES) if self.kind == "string" else ""
        self.text = f"{self.name}: {self.kind}{values}"

    def _number(self, random, write=str):
        return _ranges(random, sorted(random.sample(range(2, 60, 2), random.randint(1, 3))), write)

    def _integer(self, random):
        low, middle, high, top = sorted(random.sample(range(60), 4))
        some = random.choice([f"[{low}..{middle}),[{high}..{top}]", f"{low},{top}", f"<{low},>={high}"])
        return [some, f"not({some})"]

    def _date(self, random):
        return self._number(random, lambda day: f'date("2024-{1 + day // 28:02d}-{1 + day % 28:02d}")')

    def _dateTime(self, random):
        return self._number(random, lambda day: f'date and time("2024-01-{1 + day // 24:02d}T{day % 24:02d}:30:00")')

    def _dayTimeDuration(self, random):
        return self._number(random, lambda days: f'duration("P{days}DT1H")')

    def _string(self, random):
        names = NAMES[:]
        random.shuffle(names)
        cut = random.randint(1, 3)
        return [",".join(f'"{name}"' for name in some) for some in (names[:cut], names[cut:])]

    def _boolean(self, random):
        return ["true", "false"]


def _ranges(random, cuts, write):
    """Cells that meet at the cuts; which of two neighbours has the cut itself is a matter of luck."""
    below = [random.random() < 0.5 for _ in cuts]  # whether the cut belongs to the part below
    parts = [f"{'<=' if below[0] else '<'} {write(cuts[0])}"]
    ends = list(zip(cuts, below, strict=True))
    for (low, is_out), (high, is_in) in pairwise(ends):
        parts.append(f"{'(' if is_out else '['}{write(low)}..{write(high)}{']' if is_in else ')'}")
    return [*parts, f"{'>' if below[-1] else '>='} {write(cuts[-1])}"]


def shared_out(random, columns):
    """Rows of cells that together hold each input once: a tree of cuts, each column asked at most once on a branch."""
    rows = []

    def grow(row, open_):
        if not open_ or len(rows) > 24 or (len(open_) < len(columns) and random.random() < 0.35):
            rows.append(tuple(row))
            return
        place = random.choice(open_)
        for part in columns[place].parts:
            grow([*row[:place], part, *row[place + 1 :]], [each for each in open_ if each != place])

    grow(["-"] * len(columns), list(range(len(columns))))
    return rows


def made(seed):
    """At least one cut: two rows or more, and a cell that is not open."""
    random = Random(seed)
    columns = [Column(random, place) for place in range(random.randint(2, 4))]
    rows = shared_out(random, columns)
    random.shuffle(rows)
    return random, columns, rows


def model_of(columns, rows, policy="UNIQUE"):
    rows = [(*row, f'"r{number}"') for number, row in enumerate(rows, 1)]
    return table([column.text for column in columns], ["out: string"], rows, policy=policy)


def fired(columns, rows, example):
    """The rows that match the example, given and taken as JSON."""
    everything = evaluate_decision(model_of(columns, rows, "COLLECT"), "answer", from_json(to_json(example)))
    return everything.fired["answer"]


def alarms(model):
    return [finding for finding in check_model(model) if finding.code in ALARMS]


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_table_that_answers_each_input_once_raises_no_alarm(seed):
    _, columns, rows = made(seed)
    assert alarms(model_of(columns, rows)) == []


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_row_that_was_taken_out_leaves_a_gap_that_is_found(seed):
    random, columns, rows = made(seed)
    lost = random.randrange(len(rows))
    left = rows[:lost] + rows[lost + 1 :]
    found = alarms(model_of(columns, left))
    assert found and {finding.code for finding in found} <= {"gap", "boundary_gap"}
    for finding in found:
        assert fired(columns, left, finding.example) == ()
        assert fired(columns, rows, finding.example) == (f"r{lost + 1}",)


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_cell_that_was_opened_gives_overlaps_that_are_found(seed):
    random, columns, rows = made(seed)
    closed = [(row, place) for row, cells in enumerate(rows) for place, cell in enumerate(cells) if cell != "-"]
    row, place = random.choice(closed)
    opened = rows[:]
    opened[row] = (*rows[row][:place], "-", *rows[row][place + 1 :])
    found = alarms(model_of(columns, opened))
    assert found and {finding.code for finding in found} <= {"overlap", "boundary_overlap"}
    for finding in found:
        assert f"r{row + 1}" in finding.rules
        assert set(finding.rules) <= set(fired(columns, opened, finding.example))
