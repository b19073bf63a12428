"""Inputs that no row matches: points that no box covers.

None are looked for where the table has a default or collects. A gap of no width is named for what it is: a bound that
two rows both leave out. What happens where an input has no value (null) is told apart, one line for each column.
"""

from ..dmn.model import COLLECT
from .findings import ERROR, NOTE, WARNING
from .lines import indices, shown
from .subject import SHOWN, Subject, when
from .sweep import holes, merged


def check_gaps(subject: Subject):
    """Findings: gap, boundary_gap, gap_undecided."""
    if _answers_anyway(subject.table):
        return []
    found = _holes(subject)
    boxes = sorted(merged(found.boxes), key=lambda box: -_share(subject, box))
    shown = [_gap(subject, box) for box in boxes[:SHOWN]]
    shown += subject.remainder("gap", len(boxes) - len(shown))
    return shown if found.is_decided else [*shown, _undecided(subject, bool(boxes))]


def check_null_gaps(subject: Subject):
    """Findings: null_gap, one for each input column that has no row for an input without a value."""
    if _answers_anyway(subject.table):
        return []
    geometry, found = subject.geometry, []
    for place, axis in enumerate(geometry.axes):
        accepting = geometry.rows_at[place][-1] & ~geometry.unsure
        if accepting != geometry.all_rows & ~geometry.unsure:
            others = [level for other, level in enumerate(geometry.levels) if other != place]
            boxes = holes(others, accepting, subject.budget, most=1).boxes
            found += [_null_gap(subject, place, box[:place] + (axis.null,) + box[place:]) for box in boxes]
    return found


def _answers_anyway(table):
    return table.hit_policy == COLLECT or any(clause.compiled_default for clause in table.outputs)


def _holes(subject):
    geometry = subject.geometry
    return holes(geometry.levels, geometry.all_rows & ~geometry.unsure, subject.budget)


def _share(subject, box):
    """How much of all inputs a box is, by the number of slots."""
    share = 1.0
    for mask, axis in zip(box, subject.geometry.axes, strict=True):
        share *= mask.bit_count() / max(1, axis.everything.bit_count())
    return share


def _gap(subject, box):
    geometry = subject.geometry
    example = subject.example(box, missing=True)
    doubtful = indices(geometry.rows_meeting(box) & geometry.unsure)
    certain = subject.is_certain(example, *doubtful)
    slip = _slip(subject, box) if certain else None
    if slip is not None:
        return _boundary(subject, box, example, *slip)
    severity = ERROR if subject.is_complete and certain else WARNING
    columns = subject.columns_of(subject.bound(box))
    words = f"没有一行适用：{subject.where(box)}。请补一行，或者给结果列设默认值"
    return subject.finding("gap", severity, words, doubtful, columns, example, certain)


def _slip(subject, box):
    """(axis, row below, row above) where the gap is only the bound between two rows; None elsewhere."""
    geometry = subject.geometry
    for place, axis in enumerate(geometry.axes):
        point = axis.point(box[place])
        if point is None:
            continue
        beside = [_ending(subject, box, place, point, mask) for mask in axis.neighbours(point)]
        if all(beside):
            return place, beside[0][0], beside[1][0]
    return None


def _ending(subject, box, place, point, mask):
    """The rows that cover the box where it stood beside the point, and name the point as the end they leave out."""
    geometry = subject.geometry
    rows = geometry.rows_meeting(box[:place] + (mask,) + box[place + 1 :]) & ~geometry.unsure
    value = geometry.axes[place].slots[point].sample
    return [
        row
        for row in indices(rows)
        if any(
            value in cell.reading.constants for cell in geometry.cells[row] if geometry.axis_of[cell.column] == place
        )
    ]


def _boundary(subject, box, example, place, below, above):
    axis = subject.geometry.axes[place]
    words = (
        f"边界漏了：{when(subject.where(box))}没有一行适用，第 {below + 1} 行和第 {above + 1} 行都不含"
        f"「{axis.label}」的端点 {shown(axis.sample(box[place]))}。请让其中一行含端点"
    )
    rows = dict.fromkeys((below, above))
    return subject.finding("boundary_gap", ERROR, words, rows, subject.columns_of([place]), example)


def _null_gap(subject, place, box):
    example = subject.example(box, missing=True)
    words = f"「{subject.geometry.axes[place].label}」没有值（空值）时没有一行适用；如果可能没有值，请补一行 null 或者设默认值"
    certain = subject.is_certain(example, *indices(subject.geometry.unsure))
    severity = WARNING if subject.is_complete and certain else NOTE
    return subject.finding("null_gap", severity, words, (), subject.columns_of([place]), example, certain)


def _undecided(subject, has_gaps):
    what = "是否还有别的空缺" if has_gaps else "有没有空缺"
    words = f"{what}：未判定。组合太多，在限定的时间内没有查完；请把表拆小，或者用允许值限定输入的范围"
    return subject.finding("gap_undecided", WARNING, words, certain=False)
