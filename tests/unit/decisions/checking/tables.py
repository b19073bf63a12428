"""Decision tables for tests, written short: columns as "name: type = allowed values", rows as tuples of cells."""

from xml.sax.saxutils import escape, quoteattr

from app.decisions import read_model

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table_xml(inputs, outputs, rows, types="", **options):
    """A DMN file with input data and one decision ``answer``. The rows have the ids r1, r2, …"""
    return file_xml(decision_xml("answer", inputs, outputs, rows, **options), types=types)


def table(*args, **options):
    """The model of such a file."""
    return read_model(table_xml(*args, **options))


def file_xml(*decisions, types=""):
    """A DMN file of decisions and the input data they need. Args: decisions: as decision_xml gives them"""
    inputs = {name: type_ for _, needed in decisions for name, type_ in needed.items()}
    data = "".join(
        f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{_type(type_)}/></inputData>'
        for name, type_ in inputs.items()
    )
    body = "".join(text for text, _ in decisions)
    return f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="urn:test">{types}{data}{body}</definitions>'.encode()


def decision_xml(name, inputs, outputs, rows, policy="UNIQUE", aggregation=None, requires=()):
    """(text of a decision with a table, the input data it needs: name to type). Args: requires: names of decisions"""
    columns = [_column(text) for text in inputs]
    results = [_column(text) for text in outputs]
    kinds = {column: type_ for column, type_, _ in columns}
    asked = [column.partition(".")[0] for column in kinds if column.replace(".", "").isidentifier()]
    needed = {column: kinds.get(column) for column in asked if column not in requires}
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i_{column}"/></informationRequirement>' for column in needed
    )
    needs += "".join(
        f'<informationRequirement><requiredDecision href="#{decision}"/></informationRequirement>'
        for decision in requires
    )
    clauses = "".join(
        f'<input id="in{number}" label={quoteattr(column)}><inputExpression{_type(type_)}>{_text(column)}</inputExpression>'
        f"{_values('inputValues', allowed)}</input>"
        for number, (column, type_, allowed) in enumerate(columns, 1)
    )
    clauses += "".join(
        f'<output id="out{number}" name={quoteattr(column)}{_type(type_)}>{_output_values(allowed)}</output>'
        for number, (column, type_, allowed) in enumerate(results, 1)
    )
    rules = "".join(_rule(number, row, len(columns)) for number, row in enumerate(rows, 1))
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    table = f'<decisionTable id="t_{name}" hitPolicy="{policy}"{collected}>{clauses}{rules}</decisionTable>'
    return f'<decision id="{name}" name="{name}">{needs}{table}</decision>', needed


def _column(text):
    head, _, allowed = text.partition(" = ")
    name, _, type_ = head.partition(": ")
    return name, type_ or None, allowed


def _type(type_):
    return f' typeRef="{type_}"' if type_ else ""


def _text(text):
    return f"<text>{escape(text)}</text>"


def _values(tag, allowed):
    return f"<{tag}>{_text(allowed)}</{tag}>" if allowed else ""


def _output_values(allowed):
    """Allowed values, and a default after "|"."""
    values, _, default = allowed.partition(" | ")
    entry = f"<defaultOutputEntry>{_text(default)}</defaultOutputEntry>" if default else ""
    return _values("outputValues", values) + entry


def _rule(number, row, inputs):
    entries = "".join(f"<inputEntry>{_text(cell)}</inputEntry>" for cell in row[:inputs])
    entries += "".join(f"<outputEntry>{_text(cell)}</outputEntry>" for cell in row[inputs:])
    return f'<rule id="r{number}">{entries}</rule>'
