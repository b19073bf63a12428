"""Reading the boxed expressions of a decision or knowledge model: XML elements into the nodes of ``model``.

``names`` are the names in scope; entries of contexts, parameters and loop variables add to them.
"""

from .model import (
    AGGREGATIONS,
    COLLECT,
    HIT_POLICIES,
    OUTPUT_ORDER,
    PRIORITY,
    UNIQUE,
    BoxedContext,
    BoxedFilter,
    BoxedIterator,
    BoxedList,
    Conditional,
    ContextEntry,
    DecisionTable,
    FunctionDefinition,
    InputClause,
    Invocation,
    LiteralExpression,
    OutputClause,
    Relation,
    Rule,
)
from .texts import name_of
from .xml import child, children, local_name, text_of


def read(element, texts, names):
    """The node of an expression's element; None of None."""
    if element is None:
        return None
    return READERS[local_name(element)](element, texts, names)


def inner(element):
    """The expression inside an element (of an entry, a binding, a branch), or None."""
    return child(element, *READERS)


def open_texts(element):
    """The texts whose names a decision without declared inputs takes from its caller (see Decision.open_inputs)."""
    if element is None:
        return []
    if local_name(element) == "decisionTable":
        return [text_of(child(clause, "inputExpression")) for clause in children(element, "input")]
    return [text_of(element)] if local_name(element) == "literalExpression" else []


def _head(element, texts):
    """Id (its own or that of what it stands in) and type."""
    return texts.id_of(element), texts.type_of(element)


def _literal(element, texts, names):
    text = text_of(element)
    return LiteralExpression(*_head(element, texts), text, texts.expression(element, text, names))


# -- decision tables


def _table(element, texts, names):
    inputs = tuple(_input_clause(clause, texts, names) for clause in children(element, "input"))
    outputs = tuple(_output_clause(clause, texts, names) for clause in children(element, "output"))
    seen = names.union(*(clause.compiled.names for clause in inputs))
    rules = tuple(
        _rule(rule, number, (inputs, outputs), texts, seen) for number, rule in enumerate(children(element, "rule"), 1)
    )
    policy = element.get("hitPolicy") or UNIQUE
    table = DecisionTable(*_head(element, texts), policy, element.get("aggregation"), inputs, outputs, rules)
    _check_policy(element, table, texts)
    return table


def _input_clause(element, texts, names):
    expression = child(element, "inputExpression")
    text, source = text_of(expression), expression if expression is not None else element
    if not text:
        texts.fault("empty_input", element, "条件列没有输入表达式，请填写这一列判断的是什么")
    type_ = texts.type_of(source)
    allowed, tests = texts.allowed(child(element, "inputValues"))
    if allowed is None:
        allowed, tests = texts.allowed_by_type(type_)
    return InputClause(
        id=element.get("id") or "",
        label=element.get("label") or text,
        expression=text,
        type=type_,
        allowed=allowed,
        compiled=texts.expression(source, text, names),
        allowed_tests=tests,
    )


def _output_clause(element, texts, names):
    type_ = texts.type_of(element)
    allowed, tests = texts.allowed(child(element, "outputValues"))
    if allowed is None:
        allowed, tests = texts.allowed_by_type(type_)
    default = text_of(child(element, "defaultOutputEntry"))
    name = " ".join((element.get("name") or "").split())
    return OutputClause(
        id=element.get("id") or "",
        label=element.get("label") or name,
        name=name,
        type=type_,
        allowed=allowed,
        default=default or None,
        allowed_tests=tests,
        compiled_default=texts.expression(element, default, names) if default else None,
    )


def _rule(element, number, clauses, texts, names):
    cells, results = children(element, "inputEntry"), children(element, "outputEntry")
    if (len(cells), len(results)) != tuple(map(len, clauses)):
        texts.fault("wrong_cells", element, f"第 {number} 行的格数与列数不符，请在建模工具中重新保存")
    notes = children(element, "annotationEntry")
    return Rule(
        id=element.get("id") or f"row_{number}",
        tests=tuple(map(text_of, cells)),
        outputs=tuple(map(text_of, results)),
        note="；".join(filter(None, map(text_of, notes))) or _description(element),
        types=tuple(map(texts.type_of, results)),
        cells=tuple(texts.tests(cell, text_of(cell), names) for cell in cells),
        results=tuple(texts.expression(result, text_of(result), names) for result in results),
    )


def _description(element):
    description = child(element, "description")
    return "".join(description.itertext()).strip() if description is not None else ""


def _check_policy(element, table, texts):
    if table.hit_policy not in HIT_POLICIES:
        texts.fault("unknown_policy", element, f"命中策略「{table.hit_policy}」不存在")
    if table.aggregation not in (None, *AGGREGATIONS):
        texts.fault("unknown_aggregation", element, f"汇总方式「{table.aggregation}」不存在")
    if not table.outputs:
        texts.fault("no_output", element, "决策表没有结果列")
    if table.aggregation and table.hit_policy == COLLECT and len(table.outputs) > 1:
        texts.fault("aggregation_of_many", element, "有多个结果列时不能汇总，请只留一个结果列或者拆成几张表")
    if table.hit_policy in (PRIORITY, OUTPUT_ORDER) and not any(clause.allowed for clause in table.outputs):
        texts.fault(
            "priority_without_values",
            element,
            f"命中策略 {table.hit_policy} 需要结果列的取值清单（outputValues，按先后排列）；"
            "建模工具只能给字符串列填清单，其他类型请改用字符串、改用别的命中策略，或者在 XML 中补上",
        )
    names = [clause.name for clause in table.outputs]
    if len(names) > 1 and (len(set(names)) < len(names) or not all(names)):
        texts.fault("output_names", element, "有多个结果列时，每列都要有不同的名称")


# -- the other boxed expressions


def _context(element, texts, names):
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        value = read(inner(entry), texts, names)
        if variable is None:
            entries.append(ContextEntry(None, None, value))
        else:
            entries.append(ContextEntry(name_of(variable), texts.type_of(variable), value))
            names = names | {name_of(variable)}
    return BoxedContext(*_head(element, texts), tuple(entries))


def _invocation(element, texts, names):
    bindings = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            texts.fault("binding_without_parameter", element, "调用的参数没有名称")
            continue
        bindings.append((name_of(parameter), texts.type_of(parameter), read(inner(binding), texts, names)))
    return Invocation(*_head(element, texts), read(inner(element), texts, names), tuple(bindings))


def _list(element, texts, names):
    return BoxedList(*_head(element, texts), _expressions(element, texts, names))


def _expressions(element, texts, names):
    return tuple(read(item, texts, names) for item in children(element, *READERS))


def _relation(element, texts, names):
    columns = tuple((name_of(column), texts.type_of(column)) for column in children(element, "column"))
    rows = tuple(_expressions(row, texts, names) for row in children(element, "row"))
    if any(len(row) != len(columns) for row in rows):
        texts.fault("wrong_cells", element, "关系表各行的格数与列数不符")
    return Relation(*_head(element, texts), columns, rows)


def read_function(element, texts, names):
    """The function of a ``functionDefinition`` or of a knowledge model's ``encapsulatedLogic``."""
    parameters = tuple((name_of(each), texts.type_of(each)) for each in children(element, "formalParameter"))
    if (element.get("kind") or "FEEL") != "FEEL":
        texts.fault("external_function", element, f"不支持 {element.get('kind')} 函数，请改写为 FEEL")
        return FunctionDefinition(*_head(element, texts), parameters, None)
    body = read(inner(element), texts, names | {name for name, _ in parameters})
    return FunctionDefinition(*_head(element, texts), parameters, body)


def _conditional(element, texts, names):
    branches = (read(inner(child(element, part)), texts, names) for part in ("if", "then", "else"))
    return Conditional(*_head(element, texts), *branches)


def _filter(element, texts, names):
    source = read(inner(child(element, "in")), texts, names)
    match = inner(child(element, "match"))
    members = frozenset().union(*(texts.free_names(text, names) for text in open_texts(match)))
    match = read(match, texts, names | {"item"} | members)  # any other name is a member of the item
    return BoxedFilter(*_head(element, texts), source, match)


def _iterator(element, texts, names):
    kind, variable = local_name(element), element.get("iteratorVariable") or "item"
    source = read(inner(child(element, "in")), texts, names)
    seen = names | {variable, "partial"} if kind == "for" else names | {variable}
    body = read(inner(child(element, "return", "satisfies")), texts, seen)
    return BoxedIterator(*_head(element, texts), kind, variable, source, body)


READERS = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "every": _iterator,
    "some": _iterator,
}
