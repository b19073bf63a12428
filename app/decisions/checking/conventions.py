"""Rules of this project about the results of tables of law, on columns known by their names.

Columns (``name``, else label; words apart by ``_`` or blanks; docs/decision-tables.md):
    bounds      the same name but for ``min``/``max``, ``low``/``high``, 下限/上限 or 最低/最高: ``fine_min``, ``fine_max``
    dates       ``effective_from`` and ``effective_to``, 施行日期 and 失效日期
    classes     ``tier``, ``grade``, ``level``, ``class``, 阶次, 档次, 等级: allowed values from the lightest to the heaviest
    penalties   the bounds, and number columns named ``fine``, ``penalty``, ``ratio``, 罚款, 比例 with or without more words
"""

import re
from datetime import date
from decimal import Decimal

from ..dmn.model import OUTPUT_ORDER, PRIORITY
from .cells import read
from .findings import ERROR
from .geometry import meet
from .lines import shown
from .subject import SHOWN, Subject
from .values import result_value

BOUNDS = (("min", "max"), ("low", "high"), ("下限", "上限"), ("最低", "最高"))
DATES = (("effective_from", "effective_to"), ("施行日期", "失效日期"))
CLASSES = re.compile(r"(^|[_ ])(tier|grade|level|class)$|(阶次|档次|等级)$")
PENALTIES = re.compile(r"(^|[_ ])(fine|penalty|ratio)($|[_ ])|罚款|比例")


def check_conventions(subject: Subject):
    """Findings: minimum_above_maximum, effective_range_missing, effective_range_reversed, heavier_class_lighter."""
    columns = {clause.name or clause.label: column for column, clause in enumerate(subject.table.outputs)}
    bounds = _bounds(columns)
    return _reversed_bounds(subject, bounds) + _dates(subject, columns) + _classes(subject, columns, bounds)


def _value(subject, row, column):
    return result_value(subject.table.rules[row].results[column])


# -- bounds


def _bounds(columns):
    """Pairs of columns: the lower and the upper bound of the same thing."""
    pairs = []
    for name, low in columns.items():
        for lower, upper in BOUNDS:
            other = columns.get(_renamed(name, lower, upper))
            if other is not None and other != low:
                pairs.append((low, other))
    return pairs


def _renamed(name, old, new):
    if old.isascii():
        return re.sub(rf"(?<![a-z]){old}(?![a-z])", new, name)
    return name.replace(old, new)


def _reversed_bounds(subject, bounds):
    found = []
    for low, high in bounds:
        for row in range(len(subject.table.rules)):
            lower, upper = _value(subject, row, low), _value(subject, row, high)
            if isinstance(lower, Decimal) and isinstance(upper, Decimal) and lower > upper:
                clauses = [subject.table.outputs[low], subject.table.outputs[high]]
                words = f"第 {row + 1} 行「{clauses[0].label}」{shown(lower)}大于「{clauses[1].label}」{shown(upper)}，请改正"
                found.append(subject.finding("minimum_above_maximum", ERROR, words, (row,), clauses))
    return found


# -- dates


def _dates(subject, columns):
    """A row must say from when it applies; until when may stay open, but not before."""
    found = []
    for start, end in DATES:
        for row in range(len(subject.table.rules)) if start in columns else ():
            found += _date(subject, row, columns[start], columns.get(end))
    return found


def _date(subject, row, start, end):
    clause = subject.table.outputs[start]
    since = _value(subject, row, start)
    if since is None:
        words = f"第 {row + 1} 行没有写「{clause.label}」：说不出从哪天起适用，请补上日期"
        return [subject.finding("effective_range_missing", ERROR, words, (row,), [clause])]
    until = _value(subject, row, end) if end is not None else None
    if isinstance(since, date) and type(until) is type(since) and until < since:
        words = f"第 {row + 1} 行「{subject.table.outputs[end].label}」{shown(until)}早于「{clause.label}」{shown(since)}，请改正"
        return [subject.finding("effective_range_reversed", ERROR, words, (row,), [clause, subject.table.outputs[end]])]
    return []


# -- classes


def _classes(subject, columns, bounds):
    penalties = {column for pair in bounds for column in pair}
    penalties |= {column for name, column in columns.items() if PENALTIES.search(name)}
    found = _graded_inputs(subject, sorted(penalties)) if penalties else []
    if subject.table.hit_policy not in (PRIORITY, OUTPUT_ORDER):  # there the order of values is that of preference
        found += _graded_outputs(subject, columns, sorted(penalties))
    return found[:SHOWN] + subject.remainder("heavier_class_lighter", len(found) - SHOWN)


def _graded_inputs(subject, penalties):
    """The class is a condition: two rows for the same facts but for the class."""
    found = []
    for column, clause in enumerate(subject.table.inputs):
        reading = subject.geometry.allowed[column]
        if reading is None or not CLASSES.search(clause.expression) and not CLASSES.search(clause.label):
            continue
        place = subject.geometry.axis_of[column]
        axis = subject.geometry.axes[place]
        slots = [
            next(
                (slot for slot in range(len(axis.slots)) if axis.slots[slot] and axis.slots[slot].sample == value), None
            )
            for value in reading.points
        ]
        grades = [_grades(box[place], slots) for box in subject.geometry.boxes]
        found += _lighter(
            subject, clause, penalties, grades, lambda a, b, place=place: _same_facts(subject, a, b, place)
        )
    return found


def _grades(mask, slots):
    """The places of the classes a cell names, from the lightest; none for a cell that names all."""
    places = [place for place, slot in enumerate(slots) if slot is not None and mask >> slot & 1]
    return places if len(places) < len(slots) else []


def _same_facts(subject, row, other, place):
    geometry = subject.geometry
    common = meet(geometry.values(geometry.boxes[row]), geometry.values(geometry.boxes[other]))
    return geometry.is_sure(row, other) and all(common[:place] + common[place + 1 :])


def _graded_outputs(subject, columns, penalties):
    """The class is itself a result: any two rows."""
    found = []
    for name, column in columns.items():
        clause = subject.table.outputs[column]
        if clause.allowed_tests is None or not (CLASSES.search(name) or CLASSES.search(clause.label)):
            continue
        order = list(read(clause.allowed_tests).points)
        values = [_value(subject, row, column) for row in range(len(subject.table.rules))]
        grades = [[order.index(value)] if value in order else [] for value in values]
        found += _lighter(subject, clause, penalties, grades, lambda a, b: True)
    return found


def _lighter(subject, clause, penalties, grades, is_alike):
    """Pairs of rows of which the heavier class has the lighter penalty."""
    found = []
    rows = [row for row, places in enumerate(grades) if places]
    for light in rows:
        for heavy in rows:
            if grades[light][-1] >= grades[heavy][0] or not is_alike(light, heavy):
                continue
            for column in penalties:
                less, more = _value(subject, heavy, column), _value(subject, light, column)
                if isinstance(less, Decimal) and isinstance(more, Decimal) and less < more:
                    found.append(_too_light(subject, clause, light, heavy, column, less, more))
                    break
    return found


def _too_light(subject, clause, light, heavy, column, less, more):
    penalty = subject.table.outputs[column]
    words = (
        f"第 {heavy + 1} 行的「{clause.label}」比第 {light + 1} 行重，「{penalty.label}」反而轻"
        f"（{shown(less)} 对 {shown(more)}）。请核对两行，或者把允许值按由轻到重排列"
    )
    return subject.finding("heavier_class_lighter", ERROR, words, (light, heavy), [clause, penalty])
