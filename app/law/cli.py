"""``./anliu law period RULE --start DATE [--suspend FROM:TO]… [--json]``, ``--batch FILE|-``.

`period_main` needs no database: the caller may pass the office's holiday table, otherwise the seed is used.
Exit codes: 0 answered, 1 refused, 2 the call itself is wrong. Never a traceback.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.arguments import Parser
from app.core.settings import Settings
from app.law.calendar import HolidayTable, seed_table, words
from app.law.coverage import coverage_main
from app.law.models import HolidayDay
from app.law.penalty_cli import penalty_main
from app.law.periods import PeriodResult, Status, compute, iso, parse_start, parse_suspension
from app.law.queries import table_with

ITEM_KEYS = {"rule", "start", "suspend"}


def main(argv: list[str]) -> int:
    """``./anliu law …``"""
    if argv[:1] == ["period"]:
        return period_main(argv[1:], office_table())
    if argv[:1] == ["penalty"]:
        return penalty_main(argv[1:])
    if argv[:1] == ["coverage"]:
        return coverage_main(argv[1:])
    print("用法：law period 规则 --start 日期 [--suspend 起:止]… [--json]；law penalty 规则 --subject 主体 --tier 档 "
          "[--fine 元] … [--json]；两者都可以 --batch 文件；law coverage [--check]", file=sys.stderr)  # fmt: skip
    return 2


def office_table() -> HolidayTable:
    """The holiday table with the notices uploaded on this machine; the seed where there is no database yet."""
    settings = Settings()
    if not settings.database_url and not (settings.home / "anliu.db").exists():
        return seed_table()
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            return table_with(connection.execute(select(HolidayDay.__table__)).all())
    except SQLAlchemyError:
        print("数据库读不到，只用系统自带的放假表计算", file=sys.stderr)
        return seed_table()
    finally:
        engine.dispose()


def period_main(argv: list[str], table: HolidayTable | None = None) -> int:
    """Answer one question or a batch; returns the exit code."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if args.batch is not None:
        return _batch(args, table)
    if args.rule is None or args.start is None:
        print(
            "用法不对：要写明规则和 --start，例如：law period hearing_application --start 2026-09-28", file=sys.stderr
        )
        return 2
    answered, result = _answer({"rule": args.rule, "start": args.start, "suspend": args.suspend}, table)
    _print(_json(answered) if args.json else _sentences(answered, result))
    return 1 if answered["status"] == Status.REFUSED else 0


def answer(item: object, table: HolidayTable | None = None) -> dict:
    """One batch item ``{"rule", "start", "suspend": ["FROM:TO", …]}`` to its JSON answer; refusals are answers too."""
    return _answer(item, table)[0]


def to_json(result: PeriodResult) -> dict:
    """``{"last_day", "unit", "length", "basis", "status"}``, and reason, estimate, derivation where there are any."""
    answered = {
        "last_day": iso(result.last_day),
        "unit": result.unit and result.unit.value,
        "length": result.length,
        "basis": result.basis,
        "status": result.status.value,
    }
    extras = {"reason": result.reason, "estimate": iso(result.estimate), "derivation": list(result.derivation)}
    return answered | {key: value for key, value in extras.items() if value}


def _parser() -> Parser:
    parser = Parser(prog="anliu law period", description="从哪天起、到哪天、为什么：按期间规则计算末日")
    parser.add_argument("rule", nargs="?", help="规则代号，例如 hearing_application")
    parser.add_argument("--start", help="起点：YYYY-MM-DD；按小时的规则写 YYYY-MM-DDTHH:MM")
    parser.add_argument("--suspend", action="append", metavar="FROM:TO", help="不计入的日子，两端都含，可写多次")
    parser.add_argument("--batch", metavar="FILE", help="读入一组问题（JSON 数组，- 为标准输入），按序输出一组答案")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _answer(item: object, table: HolidayTable | None) -> tuple[dict, PeriodResult | None]:
    try:
        rule, start, suspend = _question(item)
        result = compute(rule, parse_start(start), [parse_suspension(text) for text in suspend], table)
        return to_json(result), result
    except ValueError as refused:
        return _refused(str(refused)), None


def _refused(reason: str) -> dict:
    return dict.fromkeys(("last_day", "unit", "length", "basis")) | {"status": Status.REFUSED.value, "reason": reason}


def _question(item: object) -> tuple[str, object, list]:
    """Raises: ValueError (Chinese): not the shape of a question"""
    if not isinstance(item, Mapping):
        raise ValueError("每一项应是 {rule, start, suspend}")
    if unknown := item.keys() - ITEM_KEYS:
        raise ValueError(f"不认识的名称：{'、'.join(sorted(unknown))}；只有 rule、start、suspend")
    if missing := {"rule", "start"} - item.keys():
        raise ValueError(f"缺少 {'、'.join(sorted(missing))}")
    rule, suspend = item["rule"], item.get("suspend") or []
    if not isinstance(rule, str):
        raise ValueError("rule 应是规则代号（文字）")
    if not isinstance(suspend, list):
        raise ValueError("suspend 应是列表，每段写作 FROM:TO")
    return rule, item["start"], suspend


def _batch(args: argparse.Namespace, table: HolidayTable | None) -> int:
    if args.rule is not None or args.start is not None or args.suspend:
        print("用法不对：--batch 与规则、--start、--suspend 不能同时用", file=sys.stderr)
        return 2
    try:
        text = sys.stdin.read() if args.batch == "-" else Path(args.batch).read_text(encoding="utf-8-sig")
        items = json.loads(text)
    except OSError:
        return _unusable(f"读不到文件 {args.batch}，请核对路径和权限")
    except (ValueError, RecursionError):  # also bytes that are not UTF-8
        return _unusable("读入的内容不是 JSON（UTF-8）")
    if not isinstance(items, list):
        return _unusable("应是 JSON 数组，每项 {rule, start, suspend}")
    _print(_json([answer(item, table) for item in items]))
    return 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _print(text: str) -> None:
    """Print what may quote an input that holds half a character."""
    print(text.encode("utf-8", "replace").decode())


def _unusable(reason: str) -> int:
    _print(_json(_refused(reason)))
    return 2


def _sentences(answered: dict, result: PeriodResult | None) -> str:
    lines = [f"{number}. {step}" for number, step in enumerate(answered.get("derivation", []), 1)]
    if answered["status"] == Status.REFUSED:
        return f"不能计算：{answered['reason']}"
    if answered["last_day"] is None:
        guess = f"；暂估 {words(result.estimate)}" if result.estimate else ""
        return "\n".join([f"{answered['status']}：{answered['reason']}{guess}", *lines])
    unverified = f"（{answered['status']}：{answered['reason']}）" if answered["status"] != Status.OK else ""
    return "\n".join([f"末日：{answered['last_day']}{unverified}", *lines])
