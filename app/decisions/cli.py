"""``./anliu decision evaluate FILE --decision ID --input FILE|- [--json]`` and ``decision evaluate --batch FILE|-``.

A batch is one process fed JSON lines ``{"dmn": path, "decision": id or name, "inputs": {…}}``: a decision, or a
decision service for what it answers (with ``"service"`` beside it, for that one of its outputs). Each line is answered
at once by a line ``{"result": …}`` or ``{"error": …}``. Evaluation follows the standard: where a table's hit policy is
broken the value is null. Needs no database.
Exit codes: 0 answered, 1 refused, 2 wrong usage. Never a traceback.
"""

import sys
from contextlib import nullcontext
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path

from app.core.arguments import Parser

from .checking.cli import check_main
from .dmn import DecisionError, Model, Outcome, evaluate_decision, evaluate_service, read_model
from .feel import FeelError
from .feel.formatting import text_of
from .feel.limits import evaluation
from .interchange import from_json, to_json
from .neighbours import neighbour

QUESTION = '每行应是 {"dmn": 文件, "decision": 编号或名称, "inputs": {…}}'
USAGE = (
    "decision check 文件 [--json]；decision deploy 文件 --from 日期 [--json]；"
    "decision evaluate 文件 --decision 编号 --input 文件|- [--json]；decision evaluate --batch 文件|-"
)


def decision_main(argv: list[str]) -> int:
    """``./anliu decision …``; returns the exit code."""
    if argv[:1] and argv[0] in ACTS:
        return ACTS[argv[0]](argv[1:])
    print(f"用法：{USAGE}", file=sys.stderr)
    return 2


def evaluate_main(argv: list[str]) -> int:
    """Make one decision or a batch of them."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if asked.batch is not None and asked.file is None:
        return _batch(asked.batch)
    if asked.batch is not None or asked.file is None or asked.decision is None:
        print(f"用法不对：要写明文件和 --decision，或者只写 --batch。\n用法：{USAGE}", file=sys.stderr)
        return 2
    return _single(asked)


def _parser() -> Parser:
    parser = Parser(prog="./anliu decision evaluate", description="按决策文件（.dmn）计算一项决策")
    parser.add_argument("file", nargs="?", metavar="文件")
    parser.add_argument("--decision", metavar="编号", help="决策的编号或名称")
    parser.add_argument("--input", default="-", metavar="文件", help="输入：JSON 对象；- 为标准输入")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.add_argument("--batch", metavar="文件", help="逐行读入 JSON，逐行回答；- 为标准输入")
    return parser


def _single(asked) -> int:
    try:
        text = sys.stdin.read() if asked.input == "-" else Path(asked.input).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        print(f"读不到输入文件 {asked.input}（应为 UTF-8 的 JSON），请核对路径", file=sys.stderr)
        return 2
    try:
        outcome = _decided({"dmn": asked.file, "decision": asked.decision, "inputs": from_json(text or "{}")})
    except REFUSALS as refused:
        _print(_refusal(refused) if asked.json else f"不能计算：{_reason(refused)}")
        return 1
    _print(f'{{"result": {to_json(outcome.value)}}}' if asked.json else _words(outcome))
    return 0


def _words(outcome: Outcome) -> str:
    with evaluation():
        lines = [f"结果：{text_of(outcome.value)}"]
    lines += [f"依据：{decision} 的行 {'、'.join(rows) or '（没有）'}" for decision, rows in outcome.fired.items()]
    return "\n".join(lines + [f"注意：{fault.message}" for fault in outcome.faults])


def _batch(source: str) -> int:
    try:
        with _opened(source) as lines:
            for line in lines:
                if line.strip():
                    _print(answer(line))
    except OSError:
        print(f"读不到文件 {source}，请核对路径和权限", file=sys.stderr)
        return 2
    return 0


def _opened(source: str):
    """The lines of a file or of the standard input; bytes that are no UTF-8 spoil their own line only."""
    if source != "-":
        return Path(source).open(encoding="utf-8-sig", errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    return nullcontext(sys.stdin)


def answer(line: str) -> str:
    """The answer to one line of a batch, as JSON; whatever goes wrong is an answer too."""
    try:
        return f'{{"result": {to_json(_decided(from_json(line)).value)}}}'
    except Exception as refused:  # the next line must be answered, whatever this one did
        return _refusal(refused)


def _decided(question) -> Outcome:
    """Raises: DecisionError, FeelError, ValueError, OSError"""
    if not isinstance(question, dict):
        raise ValueError(QUESTION)
    path, decision, service = (question.get(key) for key in ("dmn", "decision", "service"))
    inputs = question.get("inputs", {})
    if not (isinstance(path, str) and isinstance(service or decision, str) and isinstance(inputs, dict)):
        raise ValueError(QUESTION)
    model = _model(path)
    if not service and model.service(decision) is None:
        return evaluate_decision(model, decision, inputs)
    outcome = evaluate_service(model, service or decision, inputs)
    several = isinstance(outcome.value, dict) and decision in outcome.value
    return outcome._replace(value=outcome.value[decision]) if several else outcome


@lru_cache(maxsize=500)
def _model(path: str) -> Model:
    return read_model(Path(path).read_bytes(), lenient=True, imported=partial(neighbour, Path(path)))


REFUSALS = (DecisionError, FeelError, OSError, ValueError, RecursionError)


def _refusal(error: Exception) -> str:
    return f'{{"error": {to_json(_reason(error))}}}'


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"读不到文件 {error.filename or ''}，请核对路径和权限"
    if isinstance(error, DecisionError | FeelError | ValueError):
        return str(error)
    return "嵌套过深" if isinstance(error, RecursionError) else "没有算成，系统出了意外"


def _print(text: str) -> None:
    """Print at once what may quote half a character."""
    print(text.encode("utf-8", "replace").decode(), flush=True)


def deploy_main(argv: list[str]) -> int:
    """Put a table into force: that needs the database, which evaluating and checking do without (`app.law.tables`)."""
    return import_module("app.law.tables.cli").deploy_main(argv)


ACTS = {"check": check_main, "deploy": deploy_main, "evaluate": evaluate_main}
