"""How long a decision table of twenty rows takes, once it has been read."""

from decimal import Decimal
from time import perf_counter

from app.bench.figures import Figure
from app.decisions import evaluate_decision, read_model

ROWS = 20
RUNS = 20  # evaluations timed together: one is shorter than what a clock tells apart
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
INPUTS = {"party_kind": "entity", "fine_yuan": Decimal("950000.50"), "gain_yuan": Decimal(2000), "region": "沪"}


def tables(times: int) -> Figure:
    """Microseconds of one warm evaluation: 20 rows, 4 inputs, 2 outputs, the last row but one matches."""
    model = read_model(_file())
    for _ in range(RUNS):
        evaluate_decision(model, "threshold", INPUTS, strict=True)
    values = tuple(_micros(model) for _ in range(times))
    return Figure("decision_table", "20 行决策表，已读入", values, "µs", 100, "median")


def _micros(model) -> float:
    begun = perf_counter()
    for _ in range(RUNS):
        evaluate_decision(model, "threshold", INPUTS, strict=True)
    return (perf_counter() - begun) * 1_000_000 / RUNS


def _file() -> bytes:
    columns = "".join(
        f'<input id="i{name}"><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in (
            ("party_kind", "string"),
            ("fine_yuan", "number"),
            ("gain_yuan", "number"),
            ("region", "string"),
        )
    )
    outputs = '<output id="o1" name="due" typeRef="boolean"/><output id="o2" name="reason" typeRef="string"/>'
    rules = "".join(_rule(number) for number in range(1, ROWS + 1))
    table = f'<decisionTable id="t" hitPolicy="UNIQUE">{columns}{outputs}{rules}</decisionTable>'
    decision = f'<decision id="threshold" name="门槛">{table}</decision>'
    return f'<definitions xmlns="{DMN}" id="d" name="bench" namespace="bench">{decision}</definitions>'.encode()


def _rule(number: int) -> str:
    low = (number - 1) // 2 * 100_000
    kind = '"person","sole_investor"' if number % 2 else '"entity"'
    cells = [kind, f"[{low}..{low + 100_000}[", "&gt;= 0", '"京","沪","粤"']
    written = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    results = f'<outputEntry><text>true</text></outputEntry><outputEntry><text>"第{number}档"</text></outputEntry>'
    return f'<rule id="row{number}">{written}{results}</rule>'
