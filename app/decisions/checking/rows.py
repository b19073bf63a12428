"""Rows that never answer, or need not stand there: unreachable, duplicate, subsumed and mergeable ones."""

from itertools import islice

from ..dmn.model import COLLECT, FIRST, OUTPUT_ORDER, PRIORITY, RULE_ORDER
from .budget import Budget, OutOfBudget
from .findings import ERROR, NOTE, WARNING
from .lines import indices
from .subject import SHOWN, Subject
from .sweep import holes
from .values import cell_faults

ORDERED = (FIRST, RULE_ORDER, OUTPUT_ORDER)


def check_reachability(subject: Subject):
    """Findings: cell_empty, row_unreachable, reachability_undecided."""
    found, undecided = [], []
    dead = _dead_rows(subject)
    for row, cells in dead.items():
        found += [_empty_cell(subject, row, cell) for cell in cells if not cell_faults(subject, cell)]  # told there
    for row in range(len(subject.geometry.boxes)):
        before = _before(subject, row)
        if row in dead or not before:
            continue
        is_reached = _is_reached(subject, row, before)
        if is_reached is None:
            undecided.append(row)
        elif not is_reached:
            found.append(_unreachable(subject, row, before))
    return found + _undecided(subject, undecided)


def _dead_rows(subject):
    """Rows with a cell (or cells of one input together) that nothing can satisfy: row to its empty cells."""
    dead = {}
    for row, box in enumerate(subject.geometry.boxes):
        if all(box):
            continue
        cells = subject.geometry.cells[row]
        empty = [cell for cell in cells if cell.mask == 0]
        dead[row] = empty or [cell for cell in cells if not box[subject.geometry.axis_of[cell.column]]][:1]
    return dead


def _empty_cell(subject, row, cell):
    clause = subject.table.inputs[cell.column]
    label = clause.label or clause.expression
    words = f"第 {row + 1} 行永远不会满足：「{label}」写的 {cell.tests.text} 没有一个值合得上。请改正或者删去这一行"
    return subject.finding("cell_empty", ERROR, words, (row,), [clause])


def _before(subject, row):
    """Mask of the rows that are taken before this one where both match."""
    if subject.table.hit_policy == FIRST:
        return (1 << row) - 1
    if subject.table.hit_policy != PRIORITY:
        return 0
    ranks = subject.ranks
    if None in ranks:
        return 0
    return sum(1 << other for other, rank in enumerate(ranks) if rank < ranks[row])


def _is_reached(subject, row, before):
    """Whether the row answers anything that those before leave; None: not decided. Unsure rows take nothing away."""
    geometry = subject.geometry
    box = geometry.boxes[row]
    rivals = geometry.rows_meeting(box) & before & ~geometry.unsure
    if not rivals:
        return True
    levels = [
        [(mask & side, rows) for mask, rows in level if mask & side]
        for level, side in zip(geometry.levels_with_null, box, strict=True)
    ]
    found = holes(levels, rivals, subject.budget, most=1)
    return True if found.boxes else False if found.is_decided else None


def _unreachable(subject, row, before):
    geometry = subject.geometry
    hiding = indices(geometry.rows_meeting(geometry.boxes[row]) & before & ~geometry.unsure)
    whole = [other for other in hiding if _holds(geometry.boxes[other], geometry.boxes[row])]
    named = whole[:1] or hiding[:5]
    numbers = "、".join(str(other + 1) for other in named) + (" 等" if not whole and len(hiding) > 5 else "")
    words = (
        f"第 {row + 1} 行永远轮不到：它的情形已经全部由第 {numbers} 行先答（命中策略{subject.policy()}）。"
        "请把它移到前面、改条件，或者删去"
    )
    return subject.finding("row_unreachable", ERROR, words, (row, *named))


def _undecided(subject, rows):
    if not rows:
        return []
    numbers = "、".join(str(row + 1) for row in rows[:SHOWN])
    words = f"第 {numbers} 行是否轮得到：未判定。组合太多，在限定的时间内没有查完"
    return [subject.finding("reachability_undecided", WARNING, words, rows, certain=False)]


def _holds(outer, inner):
    return all(not small & ~large for large, small in zip(outer, inner, strict=True))


# -- rows that could go


def check_redundancy(subject: Subject):
    """Findings, all notes: row_duplicate, row_subsumed, rows_mergeable."""
    together = {}
    for row in range(len(subject.table.rules)):
        together.setdefault(subject.outputs(row), []).append(row)
    groups = [rows for rows in together.values() if len(rows) > 1]
    found = []
    for code, look, words in (
        ("row_duplicate", _duplicates, "第 {1} 行与第 {0} 行条件和结果都相同。请删去一行"),
        ("row_subsumed", _subsumed, "第 {0} 行包含在第 {1} 行里，结果也相同，可以删去"),
        ("rows_mergeable", _mergeable, "第 {0} 行与第 {1} 行结果相同，只有一列不同而且相接，可以合成一行"),
    ):
        pairs = [pair for rows in groups for pair in look(subject, rows)]
        found += [
            subject.finding(code, NOTE, words.format(row + 1, other + 1), (row, other)) for row, other in pairs[:SHOWN]
        ]
        found += subject.remainder(code, len(pairs) - SHOWN)
    return found


def _duplicates(subject, rows):
    """Rows that say the same as an earlier one; cells that cannot be read are compared as texts."""
    seen = {}
    for row in rows:
        first = seen.setdefault(_sayings(subject, row), row)
        if first != row:
            yield first, row


def _sayings(subject, row):
    return tuple(
        " ".join(cell.tests.text.split()) if cell.mask is None else cell.mask for cell in subject.geometry.cells[row]
    )


def _subsumed(subject, rows):
    geometry, budget = subject.geometry, Budget(*subject.limits)
    sure = [row for row in rows if geometry.is_sure(row) and all(geometry.boxes[row])]
    for row in sure:
        try:
            budget.spend(len(sure))
        except OutOfBudget:
            return  # notes only: those that are known are told
        for other in sure:
            is_inside = geometry.boxes[row] != geometry.boxes[other] and _holds(
                geometry.boxes[other], geometry.boxes[row]
            )
            if is_inside and _may_go(subject, row, other):
                yield row, other


def _may_go(subject, row, other):
    """In a table of the first match: the later row answers in its stead, and no row between says otherwise."""
    if subject.table.hit_policy != FIRST:
        return True
    between = subject.geometry.rows_meeting(subject.geometry.boxes[row])
    between &= (1 << max(other, row)) - (1 << row + 1) if other > row else 0
    return other > row and all(subject.outputs(each) == subject.outputs(row) for each in indices(between))


def _mergeable(subject, rows):
    """Neighbours that differ in one axis only and touch there."""
    geometry, pairs = subject.geometry, set()
    sure = [row for row in rows if geometry.is_sure(row) and all(geometry.boxes[row])]
    for place in range(len(geometry.axes)):
        alike = {}
        for row in sure:
            box = geometry.boxes[row]
            alike.setdefault(box[:place] + box[place + 1 :], []).append(row)
        for similar in alike.values():
            in_order = sorted(similar, key=lambda row: geometry.boxes[row][place] & -geometry.boxes[row][place])
            for position, row in enumerate(in_order):
                touching = (other for other in in_order[position + 1 :] if _touch(subject, place, row, other))
                pairs |= {(min(row, other), max(row, other)) for other in islice(touching, 1)}
    return sorted(pairs)


def _touch(subject, place, row, other):
    """Whether one cell can say both, and saying it changes nothing."""
    mask, other_mask = (subject.geometry.boxes[each][place] for each in (row, other))
    if subject.table.hit_policy in ORDERED and abs(row - other) != 1:
        return False
    if subject.table.hit_policy in (COLLECT, RULE_ORDER, OUTPUT_ORDER) and mask & other_mask:
        return False
    is_new = mask & ~other_mask and other_mask & ~mask
    return bool(is_new) and subject.geometry.axes[place].is_convex(mask | other_mask)
