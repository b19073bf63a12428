"""The values written in a table: their types, the allowed ones, those never used."""

from ..dmn.model import OUTPUT_ORDER, PRIORITY
from ..feel import FeelError
from ..feel.limits import evaluation
from ..feel.types import conforming
from ..feel.values import kind
from .cells import NotConstant, constant, read
from .findings import ERROR, NOTE, WARNING
from .lines import shown
from .subject import SHOWN, Subject
from .types import WORDS

SCALAR = frozenset(WORDS) - {"list", "context", "range", "function", "Null"}


def check_values(subject: Subject):
    """Findings: type_mismatch, range_reversed, range_empty, value_invalid, value_not_allowed, value_unused,
    output_type, output_not_allowed, output_unused, priority_value_missing."""
    found = _allowed_values(subject) + _cells(subject) + _unused_inputs(subject)
    for column, clause in enumerate(subject.table.outputs):
        found += _outputs(subject, column, clause)
    return found


# -- input columns


def _allowed_values(subject):
    """Allowed values against the column's own type."""
    found = []
    for column, clause in enumerate(subject.table.inputs):
        reading = subject.geometry.allowed[column]
        if reading is not None:
            for code, words in _faults(reading, subject.geometry.kinds[column]):
                found.append(subject.finding(code, ERROR, f"「{clause.label}」的允许值：{words}", (), [clause]))
    return found


def _cells(subject):
    found = []
    for cells in subject.geometry.cells:
        for cell in cells:
            found += _cell(subject, cell)
    return found


def _cell(subject, cell):
    clause = subject.table.inputs[cell.column]
    where = f"第 {cell.row + 1} 行「{clause.label}」写的 {cell.tests.text}"
    return [
        subject.finding(code, ERROR, f"{where}：{words}", (cell.row,), [clause])
        for code, words in cell_faults(subject, cell)
    ]


def cell_faults(subject, cell):
    """List of (code, words) of what in an input cell is wrong by itself."""
    clause = subject.table.inputs[cell.column]
    faults = list(_faults(cell.reading, subject.geometry.kinds[cell.column]))
    return faults or (list(_not_allowed(clause, cell)) if clause.allowed_tests is not None else [])


def _faults(reading, wanted):
    """(code, words) of what in a cell does not fit a column of a kind."""
    yield from reading.faults
    if wanted is None or wanted not in SCALAR:
        return
    expected = "number" if wanted == "integer" else wanted
    for value in reading.constants:
        if kind(value) != expected:
            yield "type_mismatch", f"{shown(value)}是{WORDS[kind(value)]}，这一列要{WORDS[wanted]}"
            return
        if wanted == "integer" and value != value.to_integral_value():
            yield "type_mismatch", f"{shown(value)}不是整数，这一列要整数"
            return


def _not_allowed(clause, cell):
    outside = [value for value in cell.reading.points if not _passes(clause.allowed_tests, value)]
    if outside:
        named = "、".join(map(shown, outside[:5]))
        yield "value_not_allowed", f"{named}不在允许值（{clause.allowed}）内，这一格对不上任何输入"
    elif cell.mask == 0 and cell.reading.ends:
        yield "value_not_allowed", f"整个范围都在允许值（{clause.allowed}）之外"


def _passes(tests, value):
    try:
        return tests.matches(value) is True
    except FeelError:
        return True


def _unused_inputs(subject):
    """Allowed values that no row speaks of: forgotten, or no longer wanted. A row that accepts anything softens it."""
    found = []
    for column, clause in enumerate(subject.table.inputs):
        reading = subject.geometry.allowed[column]
        cells = [cells[column] for cells in subject.geometry.cells]
        spoken = [cell for cell in cells if cell.tests.tests]
        if reading is None or not spoken or any(cell.mask is None for cell in cells):
            continue
        unused = [value for value in reading.points if not any(_passes(cell.tests, value) for cell in spoken)]
        if unused:
            named, is_caught = "、".join(map(shown, unused[:SHOWN])), len(spoken) < len(cells)
            words = f"「{clause.label}」的允许值{named}没有一行写到" + ("，只由不限的行兜住" if is_caught else "")
            found.append(subject.finding("value_unused", NOTE if is_caught else WARNING, words, (), [clause]))
    return found


# -- output columns


def _outputs(subject, column, clause):
    type_ = subject.types.find(clause.type)
    found, given = [], []
    for row, rule in enumerate(subject.table.rules):
        value = result_value(rule.results[column])
        given.append(value)
        words = _wrong(clause, value, type_, subject.types, subject.table.hit_policy)
        if words:
            text = f"第 {row + 1} 行「{_label(clause)}」的结果 {words[1]}"
            found.append(subject.finding(words[0], ERROR, text, (row,), [clause]))
    if clause.compiled_default is not None:
        words = _wrong(clause, result_value(clause.compiled_default), type_, subject.types, subject.table.hit_policy)
        found += (
            [subject.finding(words[0], ERROR, f"「{_label(clause)}」的默认结果 {words[1]}", (), [clause])]
            if words
            else []
        )
        given.append(result_value(clause.compiled_default))
    return found + _unused_outputs(subject, clause, given)


def _label(clause):
    return clause.label or clause.name or "结果"


def result_value(result):
    """The constant a result is, or NotConstant itself."""
    try:
        return constant(result.tree)
    except NotConstant:
        return NotConstant


def _wrong(clause, value, type_, types, policy):
    """(code, words) of what is wrong with a constant result; None if nothing is, or if it is computed."""
    if value is NotConstant:
        return None
    if value is None:
        return ("priority_value_missing", "是空的，排不出优先次序") if policy == PRIORITY and clause.allowed else None
    if type_ is not None and _conforming(value, type_) is None and not _is_only_not_allowed(clause, value, types):
        return "output_type", f"{shown(value)}不合这一列的类型（{clause.type}）"
    if clause.allowed_tests is not None and not _passes(clause.allowed_tests, value):
        if policy in (PRIORITY, OUTPUT_ORDER):
            return (
                "priority_value_missing",
                f"{shown(value)}不在优先次序（{clause.allowed}）内，执行时会报错；请补进次序",
            )
        return "output_not_allowed", f"{shown(value)}不在允许值（{clause.allowed}）内"
    return None


def _is_only_not_allowed(clause, value, types):
    """Whether the type refuses the value only because its own list of values does."""
    base = clause.type
    while base in types.items:
        base = types.items[base].type
    plain = types.find(base)
    return clause.allowed_tests is not None and plain is not None and _conforming(value, plain) is not None


def _conforming(value, type_):
    """feel.types.conforming inside an evaluation of its own."""
    with evaluation():
        return conforming(value, type_)


def _unused_outputs(subject, clause, given):
    if clause.allowed_tests is None or NotConstant in given:
        return []
    unused = [value for value in read(clause.allowed_tests).points if value not in given]
    if not unused:
        return []
    words = f"「{_label(clause)}」的允许值{'、'.join(map(shown, unused[:SHOWN]))}没有一行给出"
    return [subject.finding("output_unused", WARNING, words, (), [clause])]
