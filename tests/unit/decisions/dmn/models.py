"""Small DMN files written for these tests: whole tables from rows of cells, decisions from boxed expressions."""

from xml.sax.saxutils import escape, quoteattr

from app.decisions import read_model

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(body, namespace=DMN13, **attributes):
    """The bytes of a DMN file around these elements."""
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{namespace}" xmlns:x="http://example.org/x" '
        f'id="definitions" name="试验" namespace="http://example.org/dmn"{more}>{body}</definitions>'
    ).encode()


def text(words):
    return f"<text>{escape(words)}</text>"


def literal(words, type_=""):
    return f"<literalExpression{_type(type_)}>{text(words)}</literalExpression>"


def _type(name):
    return f" typeRef={quoteattr(name)}" if name else ""


def table(inputs, outputs, rows, policy="UNIQUE", aggregation="", id="table"):
    """A table as dmn-js writes it.

    Args: inputs: "expression" or ("expression", type, "allowed values"); outputs: "name" or (name, type, values,
          default); rows: one list of cells each, the results last
    """
    columns = [_input(number, *_tuple(each)) for number, each in enumerate(inputs, 1)]
    columns += [_output(number, *_tuple(each)) for number, each in enumerate(outputs, 1)]
    rules = [_rule(number, row, len(inputs)) for number, row in enumerate(rows, 1)]
    collected = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    return f'<decisionTable id="{id}" hitPolicy="{policy}"{collected}>{"".join(columns + rules)}</decisionTable>'


def _tuple(column):
    return column if isinstance(column, tuple) else (column,)


def _input(number, expression, type_="", allowed=""):
    values = f'<inputValues id="values_{number}">{text(allowed)}</inputValues>' if allowed else ""
    return (
        f'<input id="input_{number}" label="条件{number}"><inputExpression id="expression_{number}"{_type(type_)}>'
        f"{text(expression)}</inputExpression>{values}</input>"
    )


def _output(number, name, type_="", allowed="", default=""):
    values = f'<outputValues id="results_{number}">{text(allowed)}</outputValues>' if allowed else ""
    otherwise = f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    return f'<output id="output_{number}" name={quoteattr(name)}{_type(type_)}>{values}{otherwise}</output>'


def _rule(number, cells, inputs):
    written = [f'<inputEntry id="cell_{number}_{place}">{text(cell)}</inputEntry>'
               for place, cell in enumerate(cells[:inputs])]  # fmt: skip
    written += [f'<outputEntry id="result_{number}_{place}">{text(cell)}</outputEntry>'
                for place, cell in enumerate(cells[inputs:])]  # fmt: skip
    return f'<rule id="row{number}">{"".join(written)}</rule>'


def decision(logic, name="decision", id="", type_="", requires=()):
    """A decision; ``requires``: ids, of input data if they begin with "in", of knowledge if with "know"."""
    variable = f"<variable name={quoteattr(name)}{_type(type_)}/>" if type_ else ""
    return f'<decision id="{id or name}" name={quoteattr(name)}>{variable}{_requirements(requires)}{logic}</decision>'


def _requirements(ids):
    written = []
    for key in ids:
        if key.startswith("know"):
            reference = f'<requiredKnowledge href="#{key}"/>'
            written.append(f"<knowledgeRequirement>{reference}</knowledgeRequirement>")
        else:
            tag = "requiredInput" if key.startswith("in") else "requiredDecision"
            written.append(f'<informationRequirement><{tag} href="#{key}"/></informationRequirement>')
    return "".join(written)


def input_data(name, type_="", id="in"):
    return f'<inputData id="{id}" name={quoteattr(name)}><variable name={quoteattr(name)}{_type(type_)}/></inputData>'


def knowledge(name, parameters, body, id="know", type_="", requires=()):
    """A business knowledge model; ``parameters``: (name, type)."""
    formal = "".join(f"<formalParameter name={quoteattr(each)}{_type(kind)}/>" for each, kind in parameters)
    variable = f"<variable name={quoteattr(name)}{_type(type_)}/>"
    return (
        f'<businessKnowledgeModel id="{id}" name={quoteattr(name)}>{variable}<encapsulatedLogic>{formal}{body}'
        f"</encapsulatedLogic>{_requirements(requires)}</businessKnowledgeModel>"
    )


def table_model(*args, **options):
    """The model of one decision "decision" that is a table."""
    return read_model(file(decision(table(*args, **options))))
