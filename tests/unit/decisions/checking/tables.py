"""Decision tables for tests, written short: columns as "name: type = allowed values", rows as tuples of cells."""

from xml.sax.saxutils import escape, quoteattr

from app.decisions import read_model

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table_xml(inputs, outputs, rows, policy="UNIQUE", aggregation=None, types=""):
    """A DMN file with input data and one decision ``answer``. The rows have the ids r1, r2, …"""
    columns = [_column(text) for text in inputs]
    results = [_column(text) for text in outputs]
    names = list(
        dict.fromkeys(name.partition(".")[0] for name, _, _ in columns if name.replace(".", "").isidentifier())
    )
    kinds = {name: type_ for name, type_, _ in columns}
    data = "".join(
        f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{_type(kinds.get(name))}/></inputData>'
        for name in names
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i_{name}"/></informationRequirement>' for name in names
    )
    clauses = "".join(
        f'<input id="in{number}" label={quoteattr(name)}><inputExpression{_type(type_)}>{_text(name)}</inputExpression>'
        f"{_values('inputValues', allowed)}</input>"
        for number, (name, type_, allowed) in enumerate(columns, 1)
    )
    clauses += "".join(
        f'<output id="out{number}" name={quoteattr(name)}{_type(type_)}>{_output_values(allowed)}</output>'
        for number, (name, type_, allowed) in enumerate(results, 1)
    )
    rules = "".join(_rule(number, row, len(columns)) for number, row in enumerate(rows, 1))
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="urn:test">{types}{data}'
        f'<decision id="answer" name="answer">{needs}'
        f'<decisionTable id="t" hitPolicy="{policy}"{collected}>{clauses}{rules}</decisionTable></decision></definitions>'
    ).encode()


def table(*args, **options):
    """The model of such a file."""
    return read_model(table_xml(*args, **options))


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
