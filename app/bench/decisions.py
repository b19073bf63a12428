"""How long a decision table of twenty rows takes, once it has been read; how long checking one of 200 rows takes."""

from decimal import Decimal
from random import Random
from time import perf_counter

from app.bench.figures import Figure, repeated
from app.decisions import check_model, evaluate_decision, read_model

ROWS = 20
CHECKED_ROWS, CHECKED_COLUMNS, WIDTH = 200, 6, 1000
RUNS = 20  # evaluations timed together: one is shorter than what a clock tells apart
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
INPUTS = {"party_kind": "entity", "fine_yuan": Decimal("950000.50"), "gain_yuan": Decimal(2000), "region": "沪"}


def tables(times: int) -> Figure:
    """Microseconds of one warm evaluation: 20 rows, 4 inputs, 2 outputs; the last row matches."""
    model = read_model(file())
    _micros(model)
    values = tuple(_micros(model) for _ in range(times))
    return Figure("decision_table", "20 行决策表，已读入", values, "µs", 100, "median")


def _micros(model) -> float:
    begun = perf_counter()
    for _ in range(RUNS):
        evaluate_decision(model, "threshold", INPUTS, strict=True)
    return (perf_counter() - begun) * 1_000_000 / RUNS


def checks(times: int) -> Figure:
    """Milliseconds of one check of 200 rows with 6 inputs that share out all inputs: all searches run to their end."""
    model = read_model(_partition())
    values = repeated([lambda: check_model(model)] * (times + 1), warm=1)
    return Figure("table_check", "检查 200 行 6 列的决策表", values, budget=1000, judged="max")


def _partition() -> bytes:
    """A table made by cutting a box in two until there are enough: no gaps, no overlaps."""
    random, boxes = Random(6), [((0, WIDTH),) * CHECKED_COLUMNS]
    while len(boxes) < CHECKED_ROWS:
        box, place = boxes.pop(random.randrange(len(boxes))), random.randrange(CHECKED_COLUMNS)
        low, high = box[place]
        cut = random.randint(low, high) if high - low > 1 else high
        parts = [(low, cut), (cut, high)] if low < cut < high else [(low, high)]
        boxes += [box[:place] + (part,) + box[place + 1 :] for part in parts]
    columns = "".join(
        f'<input id="i{place}"><inputExpression typeRef="number"><text>n{place}</text></inputExpression>'
        f"<inputValues><text>[0..{WIDTH}[</text></inputValues></input>"
        for place in range(CHECKED_COLUMNS)
    )
    rows = "".join(_row([f"[{low}..{high}[" for low, high in box], [f'"{row}"']) for row, box in enumerate(boxes))
    return _document(f'<decisionTable id="t">{columns}<output id="o" name="o" typeRef="string"/>{rows}</decisionTable>')


def file() -> bytes:
    """The table as a DMN file."""
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
    return _document(table)


def _document(table: str) -> bytes:
    decision = f'<decision id="threshold" name="门槛">{table}</decision>'
    return f'<definitions xmlns="{DMN}" id="d" name="bench" namespace="bench">{decision}</definitions>'.encode()


def _rule(number: int) -> str:
    low = (number - 1) // 2 * 100_000
    kind = '"person","sole_investor"' if number % 2 else '"entity"'
    return _row([kind, f"[{low}..{low + 100_000}[", "&gt;= 0", '"京","沪","粤"'], ["true", f'"第{number}档"'])


def _row(cells: list[str], results: list[str]) -> str:
    written = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    return f"<rule>{written}{''.join(f'<outputEntry><text>{result}</text></outputEntry>' for result in results)}</rule>"
