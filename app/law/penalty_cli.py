"""``./anliu law penalty RULE --subject S --tier T [--fine YUAN] … [--json]``, ``--batch FILE|-``.

Needs no database. Exit codes: 0 allowed or answered, 1 refused, 2 the call itself is wrong. Never a traceback.
Amounts are printed as whole numbers, or as exact decimals in a string where there are cents.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from app.core.arguments import Parser
from app.core.clock import today
from app.law.penalty_lengths import Length, read_length
from app.law.penalty_ranges import Answer, Question, answer
from app.law.penalty_rules import SANCTIONS

YUAN_LIMIT = Decimal(10) ** 15
CODES, YUAN, COUNTS, DAYS, LISTS, LENGTHS = "code", "yuan", "count", "date", "list", "lengths"
FIELDS = {
    "rule": (CODES, "rule"), "subject": (CODES, "subject"), "tier": (CODES, "tier"), "grade": (CODES, "grade"),
    "item": (COUNTS, "item"), "deaths": (COUNTS, "deaths"), "injuries": (COUNTS, "injuries"), "days": (COUNTS, "days"),
    "on": (DAYS, "on"), "decided_on": (DAYS, "decided_on"),
    "fine": (YUAN, "fine_yuan"), "gain": (YUAN, "gain_yuan"), "income": (YUAN, "income_yuan"),
    "loss": (YUAN, "loss_yuan"), "original_fine": (YUAN, "original_fine_yuan"),
    "mitigated": (bool, "mitigated"), "law_choice": (CODES, "law_choice"),
    "circumstance": (LISTS, "circumstances"), "sanction": (LISTS, "sanctions"), "length": (LENGTHS, "lengths"),
}  # fmt: skip
SAME = {field: name for name, (_, field) in FIELDS.items()}  # a question's own field names are understood as well


def penalty_main(argv: list[str]) -> int:
    """Answer one question or a batch; returns the exit code."""
    try:
        args = vars(_parser().parse_args(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    as_json, batch = args.pop("json"), args.pop("batch")
    asked = {key: value for key, value in args.items() if value not in (None, False)}
    if batch is not None:
        return _batch(batch, asked)
    if missing := [name for name in ("rule", "subject", "tier") if name not in asked]:
        words = {"rule": "规则", "subject": "--subject", "tier": "--tier"}
        print(f"用法不对：缺少 {'、'.join(words[name] for name in missing)}，"
              "例如：law penalty AQ97 --subject entity --tier first --fine 80000", file=sys.stderr)  # fmt: skip
        return 2
    answered = answer_item(asked)
    _print(json.dumps(answered, ensure_ascii=False) if as_json else _sentences(answered))
    return 0 if answered["allowed"] else 1


def answer_item(item: object) -> dict:
    """One batch item, keys as the options with underscores, to its JSON answer; what is wrong with it is in `error`.

    An `id` is the asker's own and comes back with the answer.
    """
    if isinstance(item, Mapping) and "id" in item:
        return {"id": item["id"]} | answer_item({key: value for key, value in item.items() if key != "id"})
    try:
        return to_json(answer(_question(item)))
    except ValueError as wrong:
        rule = item.get("rule") if isinstance(item, Mapping) else None
        named = rule if isinstance(rule, str) else None
        return to_json(Answer(named, reason=str(wrong))) | {"error": str(wrong)}


def to_json(answered: Answer) -> dict:
    """Every field of the answer; lists for tuples, whole numbers or decimal strings for amounts."""
    return {
        "rule": answered.rule,
        "version": answered.version,
        "min": _number(answered.min),
        "max": _number(answered.max),
        "mode": answered.mode,
        "sanctions": list(answered.sanctions),
        "choices": [list(group) for group in answered.choices],
        "orders": list(answered.orders),
        "bans": list(answered.bans),
        "lengths": list(answered.lengths),
        "percent": answered.percent and [_number(end) for end in answered.percent],
        "grade": answered.grade,
        "basis": answered.basis,
        "allowed": answered.allowed,
        "reason": answered.reason,
        "confidence": answered.confidence,
        "warnings": list(answered.warnings),
        "notes": list(answered.notes),
        "laws": list(answered.laws),
    }


def _number(amount: Decimal | None) -> int | str | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else f"{amount.normalize():f}"


def _parser() -> Parser:
    parser = Parser(prog="anliu law penalty", description="可以罚多少、罚谁、为什么：按行为日和决定日的法律答复")
    parser.add_argument("rule", nargs="?", help="规则代号，例如 AQ97")
    parser.add_argument(
        "--subject", help="主体：entity、main_responsible、other_managers、direct_responsible、sole_investor"
    )
    parser.add_argument("--tier", help="档：first、overdue、refusal、serious、accident、standing")
    parser.add_argument("--item", help="第几项")
    parser.add_argument("--on", metavar="DATE", help="违法行为日（持续的写终了日），不写为今天")
    parser.add_argument("--decided-on", metavar="DATE", help="决定日，用于从旧兼从轻")
    parser.add_argument("--fine", metavar="YUAN", help="拟处罚款，问是否允许")
    parser.add_argument("--grade", help="事故等级：general、larger、major、extraordinary")
    parser.add_argument("--deaths", metavar="N", help="死亡人数")
    parser.add_argument("--injuries", metavar="N", help="重伤人数")
    parser.add_argument("--loss", metavar="YUAN", help="直接经济损失")
    parser.add_argument("--gain", metavar="YUAN", help="违法所得")
    parser.add_argument("--income", metavar="YUAN", help="上一年年收入")
    parser.add_argument("--original-fine", metavar="YUAN", help="原罚款数额（第112条），或者第114条第1款的罚款")
    parser.add_argument("--days", metavar="N", help="按日连续处罚的天数")
    parser.add_argument("--mitigated", action="store_true", help="减轻处罚")
    parser.add_argument("--law-choice", help="新旧规定有轻有重时选择适用哪一个：conduct 行为时、decision 决定时")
    parser.add_argument("--circumstance", nargs="+", action="extend", metavar="CODE", help="情节代码，例如 L1")
    parser.add_argument("--sanction", nargs="+", action="extend", metavar="CODE",
                        help=f"拟作出的处罚种类，问是否齐全：{'、'.join(SANCTIONS)}")  # fmt: skip
    parser.add_argument("--length", nargs="+", action="extend", metavar="CODE=期限",
                        help="没有金额的处罚种类的期限，例如 suspend_business=30日、career_ban=5年、career_ban=终身")  # fmt: skip
    parser.add_argument("--batch", metavar="FILE", help="读入一组问题（JSON 数组，- 为标准输入），按序输出一组答案")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


# --- reading a question -----------------------------------------------------------------------------------------------


def _question(item: object) -> Question:
    """Raises: ValueError (Chinese): not the shape of a question"""
    if not isinstance(item, Mapping):
        raise ValueError("每一项应是 {rule, subject, tier, …}，名称与命令的选项相同，横线写作下划线")
    told = {SAME.get(key, key): value for key, value in item.items() if value is not None}
    if unknown := told.keys() - FIELDS.keys():
        raise ValueError(f"不认识的名称：{'、'.join(sorted(unknown))}；可以写：{'、'.join(FIELDS)}")
    if missing := [name for name in ("rule", "subject", "tier") if name not in told]:
        raise ValueError(f"缺少 {'、'.join(missing)}")
    facts = {}
    for name, value in told.items():
        kind, field = FIELDS[name]
        facts[field] = READ[kind](name, value)
    return Question(**{"on": today(), **facts})


def _code(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} 应是代号（文字）")
    return value.strip()


def _yuan(name: str, value: object) -> Decimal:
    """An amount told as a number or as its digits; at most cents is checked where it matters."""
    try:
        amount = Decimal(value) if isinstance(value, (int, str, Decimal)) and not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or abs(amount) >= YUAN_LIMIT or amount.as_tuple().exponent < -20:
        raise ValueError(f"{name} 应是以元为单位的数额，例如 80000 或者 1234.50")
    return amount


def _count(name: str, value: object) -> int:
    digits = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        raise ValueError(f"{name} 应是整数")
    return int(digits)


def _day(name: str, value: object) -> date:
    try:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} 应是日期 YYYY-MM-DD") from None


def _codes(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        value = [value]
    return tuple(_code(name, each) for each in value)


def _by_kind(name: str, value: object) -> dict[str, Length]:
    """「suspend_business=30日」, a list of them, or {"suspend_business": "30日"}."""
    if not isinstance(value, Mapping):
        value = dict(text.partition("=")[::2] for text in _codes(name, value))
    return {_code(name, code): read_length(_code(name, text)) for code, text in value.items()}


def _yes(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} 应是 true 或者 false")
    return value


READ = {CODES: _code, YUAN: _yuan, COUNTS: _count, DAYS: _day, LISTS: _codes, LENGTHS: _by_kind, bool: _yes}


# --- batch and text ---------------------------------------------------------------------------------------------------


def _batch(source: str, asked: dict) -> int:
    if asked:
        print("用法不对：--batch 与规则和其他选项不能同时用", file=sys.stderr)
        return 2
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
        items = json.loads(text, parse_float=Decimal, parse_constant=str)
    except OSError:
        return _unusable(f"读不到文件 {source}，请核对路径和权限")
    except (ValueError, RecursionError):  # also bytes that are not UTF-8
        return _unusable("读入的内容不是 JSON（UTF-8）")
    if not isinstance(items, list):
        return _unusable("应是 JSON 数组，每项 {rule, subject, tier, …}")
    _print(json.dumps([answer_item(item) for item in items], ensure_ascii=False, default=str))  # an id may be a Decimal
    return 0


def _unusable(reason: str) -> int:
    _print(json.dumps({"allowed": False, "reason": reason, "error": reason}, ensure_ascii=False))
    return 2


def _print(text: str) -> None:
    """Print what may quote an input that holds half a character."""
    print(text.encode("utf-8", "replace").decode())


def _sentences(answered: dict) -> str:
    head = "可以" if answered["allowed"] else "不可以"
    lines = [f"{head}：{answered['reason']}", *_parts(answered)]
    lines += [f"注意：{text}" for text in answered["warnings"]] + [f"说明：{text}" for text in answered["notes"]]
    return "\n".join(lines)


def _parts(answered: dict) -> Iterable[str]:
    if answered["basis"]:
        yield f"依据：{answered['basis']}"
    if answered["orders"]:
        yield f"责令：{'、'.join(answered['orders'])}"
    if answered["sanctions"]:
        yield f"处罚种类：{'、'.join(SANCTIONS[code] for code in answered['sanctions'])}"
    for group in answered["choices"]:
        yield f"至少一种：{'、'.join(SANCTIONS[code] for code in group)}"
    for ban in answered["bans"]:
        yield f"禁入：{ban}"
    for length in answered["lengths"]:
        yield f"期限：{length}"
