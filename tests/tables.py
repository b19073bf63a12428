"""Small decision tables for tests: DMN files from a few words; what the shipped ones decide."""

from decimal import Decimal
from html import escape

from app.decisions import evaluate_decision, read_model
from app.law.tables.queries import shipped_files

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:anliu="https://anliu.example/dmn" '
    'id="d" name="d" namespace="urn:test"{since}>'
)


def dmn(*tables: str, since: str = "") -> bytes:
    """A DMN file of these tables."""
    head = HEAD.replace("{since}", f' anliu:effectiveFrom="{since}"' if since else "")
    return f"{head}{''.join(tables)}</definitions>".encode()


def table(key: str, inputs: str, outputs: str, *rows: str, policy="UNIQUE", name="", note="", needs="") -> str:
    """One decision.

    Args: inputs, outputs: "name:type" words, `type` with allowed values as `string(a|b)`; rows: cells set apart by " ; ",
          the input cells first; note: annotation of the first row; needs: id of the decision it requires
    """
    asked = "".join(
        f'<input id="{key}_{n}" label="{n}"><inputExpression id="{key}_{n}_e"{_type(t)}><text>{n}</text></inputExpression>'
        f"{_values(t, 'inputValues')}</input>"
        for n, t in _columns(inputs)
    )
    given = "".join(
        f'<output id="{key}_{n}" label="{n}" name="{n}"{_type(t)}>{_values(t, "outputValues")}</output>'
        for n, t in _columns(outputs)
    )
    required = f'<informationRequirement><requiredDecision href="#{needs}"/></informationRequirement>' if needs else ""
    body = "".join(
        _row(f"{key}_{n}", row, len(_columns(inputs)), note if n == 1 else "") for n, row in enumerate(rows, 1)
    )
    return (
        f'<decision id="{key}" name="{name or key}">{required}<decisionTable id="{key}_t" hitPolicy="{policy}">'
        f"{asked}{given}{body}</decisionTable></decision>"
    )


def _columns(words: str) -> list[tuple[str, str]]:
    return [tuple(word.split(":")) for word in words.split()]


def _type(text: str) -> str:
    return f' typeRef="{text.partition("(")[0]}"' if text else ""


def _values(text: str, tag: str) -> str:
    allowed = text.partition("(")[2].rstrip(")")
    quoted = ",".join(f'"{each}"' for each in allowed.split("|"))
    return f"<{tag}><text>{escape(quoted)}</text></{tag}>" if allowed else ""


def _row(identifier: str, row: str, width: int, note: str) -> str:
    cells = [f"<text>{escape(cell.strip())}</text>" for cell in row.split(" ; ")]
    tests = "".join(f"<inputEntry>{cell}</inputEntry>" for cell in cells[:width])
    outputs = "".join(f"<outputEntry>{cell}</outputEntry>" for cell in cells[width:])
    return f'<rule id="{identifier}"><description>{note}</description>{tests}{outputs}</rule>'


def judged(key: str, **inputs):
    """What a shipped table decides; numbers may be given as text or whole numbers.

    Raises: DecisionError: strictly, as in a case
    """
    content = next(each for each in shipped_files().values() if f'<decision id="{key}"'.encode() in each)
    given = {name: Decimal(value) if type(value) is int else value for name, value in inputs.items()}
    return evaluate_decision(read_model(content), key, given, strict=True).value
