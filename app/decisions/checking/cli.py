"""``./anliu decision check FILE [--complete ID]… [--json]``: is a decision file fit to be put into force?

Exit codes: 0 no errors (warnings and notes are told), 1 errors found, 2 wrong usage (a file that is not there, too).
Never a traceback.
"""

import sys
from decimal import Decimal
from functools import partial
from pathlib import Path

from app.core.arguments import Parser

from ..dmn import DecisionError, Model, read_model
from ..dmn.model import Fault
from ..feel.formatting import text_of
from ..feel.limits import evaluation
from ..interchange import to_json
from ..neighbours import neighbour
from .checker import check_model
from .findings import ERROR, NOTE, WARNING, Finding

WORDS = {ERROR: "错误", WARNING: "提醒", NOTE: "说明"}


def check_main(argv: list[str]) -> int:
    """Check one file; returns the exit code."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if not Path(asked.file).is_file():
        missing = Fault("file_missing", None, "没有这个文件（目录和设备不算），请检查路径")
        return _tell(asked, None, [_fault(missing)]) and 2
    try:
        path = Path(asked.file)
        model = read_model(path.read_bytes(), imported=partial(neighbour, path))
    except OSError:
        return _tell(asked, None, [_fault(Fault("file_unreadable", None, "文件读不出来，请检查权限"))]) and 2
    except DecisionError as refused:
        return _tell(asked, None, [_fault(fault) for fault in refused.faults])
    except RecursionError:
        return _tell(asked, None, [_fault(Fault("too_deep", None, "文件嵌套过深，请拆小"))])
    if unknown := [name for name in asked.complete if name not in model.decisions]:
        print(f"用法不对：文件里没有决策 {'、'.join(unknown)}；有 {'、'.join(model.decisions)}", file=sys.stderr)
        return 2
    return _tell(asked, model, [_finding(found) for found in check_model(model, asked.complete)])


def _parser() -> Parser:
    parser = Parser(
        prog="./anliu decision check", description="检查决策文件（.dmn）：重叠、空缺、轮不到的行、类型，附反例"
    )
    parser.add_argument("file", metavar="文件")
    parser.add_argument(
        "--complete", action="append", default=[], metavar="编号", help="这项决策必须答全：有空缺就是错误，可写多次"
    )
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    return parser


def _fault(fault: Fault) -> dict:
    return _finding(Finding(fault.code, ERROR, None, message=fault.message)) | {"element": fault.element}


def _finding(found: Finding) -> dict:
    """A finding for JSON. ``element``: the first row or column it is about, else the decision."""
    told = {name: getattr(found, name) for name in ("code", "severity", "decision", "message", "example", "certain")}
    told |= {"rules": list(found.rules), "columns": list(found.columns), "rows": list(map(Decimal, found.rows))}
    return told | {"element": next(iter((*found.rules, *found.columns)), found.decision)}


def _tell(asked, model: Model | None, findings: list[dict]) -> int:
    """Print the report; 1 if there are errors, else 0."""
    is_fit = not any(found["severity"] == ERROR for found in findings)
    if asked.json:
        report = {"file": asked.file, "ok": is_fit, "hash": model and model.hash, "findings": findings}
        _print(to_json(report))
    else:
        _print("\n".join(_lines(asked.file, is_fit, findings)))
    return 0 if is_fit else 1


def _lines(file: str, is_fit: bool, findings: list[dict]):
    counts = [f"{word} {sum(found['severity'] == level for found in findings)}" for level, word in WORDS.items()]
    yield f"{file}：{'可以施行' if is_fit else '不能施行'}（{'，'.join(counts)}）"
    for decision in dict.fromkeys(found["decision"] for found in findings):
        if decision is not None:
            yield f"决策 {decision}"
        for found in findings:
            if found["decision"] == decision:
                yield f"  {WORDS[found['severity']]}　{found['message']}（{found['code']}）"
                if found["example"] is not None:
                    yield f"  　　　例：{_example(found['example'])}"


def _example(inputs: dict) -> str:
    with evaluation():
        return "，".join(f"{name} = {text_of(value, True)}" for name, value in inputs.items())


def _print(text: str) -> None:
    """Print what may quote half a character."""
    print(text.encode("utf-8", "replace").decode())
