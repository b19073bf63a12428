"""Rows that match the same inputs: pairs of boxes that meet.

UNIQUE: an error. ANY: an error if their results differ. FIRST and PRIORITY: a note if their results differ. The other
policies want it so. A common box of no width is named for what it is: a bound that two rows both count as theirs.
"""

from ..dmn.model import ANY, FIRST, PRIORITY, UNIQUE
from .budget import Budget, OutOfBudget
from .findings import ERROR, NOTE, WARNING
from .geometry import meet
from .lines import indices, shown
from .subject import SHOWN, Subject, when

LISTED_ERRORS = 500


def check_overlaps(subject: Subject):
    """Findings: overlap, boundary_overlap, null_overlap, overlap_undecided."""
    look = {UNIQUE: _broken, ANY: _broken, FIRST: _hidden, PRIORITY: _hidden}.get(subject.table.hit_policy)
    if look is None:
        return []
    pairs, is_decided = _pairs(subject)
    found = look(subject, pairs)
    return found if is_decided else [*found, _undecided(subject)]


def _pairs(subject):
    """(row, later row, common box, whether values meet) of each pair that meets; else it meets in nulls only.

    And whether all rows were compared.
    """
    geometry, pairs, budget = subject.geometry, [], Budget(*subject.limits)
    for row, box in enumerate(geometry.boxes):
        try:
            budget.spend()
        except OutOfBudget:
            return pairs, False
        later = geometry.all_rows >> row + 1 << row + 1
        values = geometry.rows_meeting(geometry.values(box)) & later
        anywhere = geometry.rows_meeting(box) & later
        for other in indices(anywhere):
            common = meet(box, geometry.boxes[other])
            has_values = bool(values >> other & 1)
            pairs.append((row, other, geometry.values(common) if has_values else common, has_values))
    return pairs, True


def _undecided(subject):
    words = "是否还有别的行重叠：未判定。行数太多，在限定的时间内没有比完；请把表拆小"
    return subject.finding("overlap_undecided", WARNING, words, certain=False)


def _differ(subject, row, other):
    return subject.outputs(row) != subject.outputs(other)


def _broken(subject, pairs):
    """UNIQUE and ANY: pairs for which the table has no answer; those that cannot be read are shown by the screenful."""
    is_any = subject.table.hit_policy == ANY
    pairs = [pair for pair in pairs if not is_any or _differ(subject, *pair[:2])]
    sure = [pair for pair in pairs if subject.geometry.is_sure(*pair[:2])]
    unsure = [pair for pair in pairs if not subject.geometry.is_sure(*pair[:2])]
    shown = sure[:LISTED_ERRORS] + unsure[:SHOWN]
    found = [
        _overlap(subject, row, other, common) if has_values else _null_overlap(subject, row, other, common)
        for row, other, common, has_values in shown
    ]
    return found + subject.remainder("overlap", len(pairs) - len(shown))


def _overlap(subject, row, other, common):
    example = subject.example(common, matching=(row, other))
    certain = subject.is_certain(example, row, other)
    slip = _slip(subject, row, other, common) if certain else None
    columns = subject.columns_of(subject.bound(common) if slip is None else [slip])
    words = _words(subject, row, other, common) if slip is None else _slip_words(subject, row, other, common, slip)
    code = "overlap" if slip is None else "boundary_overlap"
    return subject.finding(code, ERROR if certain else WARNING, words, (row, other), columns, example, certain)


def _words(subject, row, other, common):
    wants = "要求同时满足的行结果相同，这两行结果不同" if subject.table.hit_policy == ANY else "只允许一行满足"
    return (
        f"第 {row + 1} 行与第 {other + 1} 行重叠：{when(subject.where(common))}两行都满足；"
        f"命中策略{subject.policy()}{wants}。请改窄其中一行"
    )


def _slip(subject, row, other, common):
    """The axis on which the two rows only share the point where one ends and the other begins; None if there is none."""
    boxes = subject.geometry.boxes
    for place, axis in enumerate(subject.geometry.axes):
        point = axis.point(common[place])
        if point is None:
            continue
        below, above = axis.neighbours(point)
        first, second = boxes[row][place], boxes[other][place]
        for low, high in ((first, second), (second, first)):
            if low & below and high & above and not low & above and not high & below:
                return place
    return None


def _slip_words(subject, row, other, common, place):
    axis = subject.geometry.axes[place]
    return (
        f"第 {row + 1} 行与第 {other + 1} 行在边界上重叠：{when(subject.where(common))}两行都满足，"
        f"「{axis.label}」的端点 {shown(axis.sample(common[place]))} 算进了两边。请让其中一行不含端点"
    )


def _null_overlap(subject, row, other, common):
    example = subject.example(common, matching=(row, other))
    words = (
        f"第 {row + 1} 行与第 {other + 1} 行只在空值上重叠：{when(subject.where(common))}两行都满足。"
        "如果输入可能没有值，请为空值单列一行"
    )
    certain = subject.is_certain(example, row, other)
    return subject.finding(
        "null_overlap", WARNING, words, (row, other), subject.columns_of(subject.bound(common)), example, certain
    )


def _hidden(subject, pairs):
    """FIRST and PRIORITY: pairs in which one row hides another result. It is how such tables are written: a note."""
    pairs = [pair for pair in pairs if pair[3] and subject.geometry.is_sure(*pair[:2]) and _differ(subject, *pair[:2])]
    found = []
    for row, other, common, _ in pairs[:SHOWN]:
        words = (
            f"第 {row + 1} 行与第 {other + 1} 行重叠而结果不同：{when(subject.where(common))}，"
            f"命中策略{subject.policy()}只取其中一行"
        )
        found.append(
            subject.finding(
                "overlap",
                NOTE,
                words,
                (row, other),
                subject.columns_of(subject.bound(common)),
                subject.example(common, matching=(row, other)),
            )
        )
    return found + subject.remainder("overlap", len(pairs) - len(found))
