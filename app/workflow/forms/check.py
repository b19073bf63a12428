"""What a form must satisfy before it is deployed."""

import re
from collections.abc import Iterator

from app.decisions import FeelError, compile_expression
from app.workflow.forms.fields import FIELDS, MAX_TEXTAREA
from app.workflow.forms.patterns import Unsafe, safe_pattern
from app.workflow.problems import Problem

PASSIVE = {"text", "separator", "spacer", "anliu-range"}
GROUPS = {"group"}
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}", re.ASCII)
RESERVED_KEYS = {"typename", "this", "parent", "i", "data", "true", "false", "null"}
PROCESS_TYPES = {
    "radio", "select", "checkbox", "checklist", "number", "datetime",
    "anliu-enterprise", "anliu-person", "anliu-user", "anliu-officers",
}  # fmt: skip
NUMBER_LIMITS, LENGTH_LIMITS = ("min", "max"), ("minLength", "maxLength")
MAX_COMPONENTS = 300
MAX_DEPTH = 6
SUBTYPES = {"date", "time", "datetime"}


def check_form(document) -> list[Problem]:
    """Everything wrong with a form-js schema; element = key of the field. Never raises."""
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        return [Problem("form_shape", None, "这不是表单文件（缺少 components），请用表单设计器导出")]
    found = list(_walk(document["components"], 0))
    if any(problem.code in ("form_shape", "form_too_large") for problem in found):
        return found
    return found + list(_conditions(document["components"], _all_keys(document["components"])))


def _walk(components, depth, in_rows=False, seen=None) -> Iterator[Problem]:
    seen = {} if seen is None else seen
    if depth > MAX_DEPTH or len(components) > MAX_COMPONENTS:
        yield Problem("form_too_large", None, f"表单超过 {MAX_DEPTH} 层或 {MAX_COMPONENTS} 项，请拆分")
        return
    for component in components:
        if not isinstance(component, dict) or not isinstance(component.get("type"), str) or not _plain(component):
            yield Problem(
                "form_shape", None, "表单里有一项的结构读不懂（properties、validate、conditional 应为对象），请重新导出"
            )
            continue
        yield from _component(component, depth, in_rows, seen)


def _plain(component: dict) -> bool:
    """Whether the parts form-js takes apart are objects; written as null they would stop the page."""
    return all(isinstance(component.get(name, {}), dict) for name in ("properties", "validate", "conditional"))


def _component(component, depth, in_rows, seen) -> Iterator[Problem]:
    kind = component["type"]
    name = _name(component)
    if kind in PASSIVE:
        return
    if kind in GROUPS | {"dynamiclist"} and not isinstance(component.get("components"), list):
        yield Problem("form_shape", name, "分组或动态列表缺少 components，请重新导出")
    elif kind in GROUPS:
        if component.get("path"):
            yield Problem("group_path", name, "分组不能设置路径（path），请清空；需要多行请用动态列表")
        yield from _walk(component["components"], depth + 1, in_rows, seen)
    elif kind == "dynamiclist":
        yield from _key(component.get("path"), seen)
        yield from _label(component, name)
        yield from _walk(component["components"], depth + 1, True)
    elif kind not in FIELDS:
        yield Problem("unknown_component", name, f"不支持“{kind}”这种表单组件，请换用已有组件")
    else:
        yield from _key(component.get("key"), seen)
        yield from _label(component, name)
        yield from _values(component, name)
        yield from _limits(component, name)
        yield from _process(component, name, in_rows)


def _name(component) -> str | None:
    name = component.get("key") or component.get("path") or component.get("id")
    return None if name is None else str(name)


def _key(key, seen) -> Iterator[Problem]:
    if not key:
        yield Problem("key_missing", None, "有一项没有字段名（key），请填写英文字段名")
    elif not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED_KEYS:
        yield Problem("key_invalid", str(key), f"字段名“{key}”应为英文字母开头的字母、数字、下划线，且不能是保留字")
    elif key in seen:
        yield Problem("duplicate_key", key, f"字段名“{key}”重复，请换一个")
    else:
        seen[key] = True


def _label(component, name) -> Iterator[Problem]:
    labels = ("label", "dateLabel", "timeLabel")
    if not any(str(component.get(label) or "").strip() for label in labels):
        yield Problem("label_missing", name, f"字段“{name}”没有标签，请填写中文标签")


def _values(component, name) -> Iterator[Problem]:
    if component["type"] not in ("radio", "select", "checklist", "taglist"):
        return
    values = component.get("values")
    if component.get("valuesExpression"):
        yield Problem("values_expression", name, f"字段“{name}”的选项不能用表达式，请逐项列出或用 valuesKey")
    elif values is None and not component.get("valuesKey"):
        yield Problem("values_missing", name, f"字段“{name}”没有选项，请填写")
    elif values is not None:
        yield from _value_list(values, name)


def _value_list(values, name) -> Iterator[Problem]:
    if not isinstance(values, list) or not values or not all(_is_value(each) for each in values):
        yield Problem("values_invalid", name, f"字段“{name}”的每个选项都须有 label 和 value，value 用英文代码")
    elif len({str(each["value"]) for each in values}) < len(values):
        yield Problem("values_repeated", name, f"字段“{name}”有两个选项的值相同，请修改")


def _is_value(each) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("value"), (str, int))
        and each["value"] != ""
        and bool(str(each.get("label") or "").strip())
    )


def _limits(component, name) -> Iterator[Problem]:
    limits = component.get("validate") or {}
    for limit in NUMBER_LIMITS:
        if not _is_number(limits.get(limit)):
            yield Problem("limit_invalid", name, f"字段“{name}”的 {limit} 应为数字")
    for limit in LENGTH_LIMITS:
        value = limits.get(limit)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_TEXTAREA
        ):
            yield Problem("limit_invalid", name, f"字段“{name}”的 {limit} 应为 0 到 {MAX_TEXTAREA} 的整数")
    digits = component.get("decimalDigits")
    if digits is not None and (isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= 10):
        yield Problem("limit_invalid", name, f"字段“{name}”的小数位数应为 0 到 10 的整数")
    if limits.get("pattern"):
        try:
            safe_pattern(limits["pattern"])
        except Unsafe as unsafe:
            yield Problem("pattern_unsafe", name, f"字段“{name}”：{unsafe}")
    if limits.get("validationType") not in (None, "", "custom", "email"):
        yield Problem("validation_type", name, f"字段“{name}”的校验类型只支持 email，其他请写格式要求（pattern）")
    if component["type"] == "datetime" and component.get("subtype", "date") not in SUBTYPES:
        yield Problem("subtype_invalid", name, f"字段“{name}”的日期类型应为 date、time 或 datetime")
    for count in NUMBER_LIMITS:
        value = (component.get("properties") or {}).get(count)
        if value is not None and not re.fullmatch(r"\d{1,4}", str(value), re.ASCII):
            yield Problem("limit_invalid", name, f"字段“{name}”的属性 {count} 应为整数")


def _is_number(value) -> bool:
    if isinstance(value, str):
        return value == "" or bool(re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", value, re.ASCII))
    return value is None or isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e16


def _process(component, name, in_rows) -> Iterator[Problem]:
    marked = (component.get("properties") or {}).get("process")
    if marked is None or marked is False:
        return
    if marked is not True:
        yield Problem("process_flag", name, f"字段“{name}”的 process 属性应为 true 或不写")
    kind = component["type"]
    whole = kind != "number" or component.get("decimalDigits") == 0
    day = kind != "datetime" or component.get("subtype", "date") == "date"
    if kind not in PROCESS_TYPES or not whole or not day or in_rows:
        yield Problem(
            "process_field_kind",
            name,
            f"字段“{name}”不能成为流程数据：只允许选项、是否、整数、编号和日期，且不能在动态列表里",
        )


def _all_keys(components) -> set[str]:
    keys = set()
    for component in components:
        if not isinstance(component, dict):
            continue
        keys.add(_name(component) or "")
        keys |= _all_keys(component.get("components") or []) if component.get("type") in GROUPS else set()
    return keys


def _conditions(components, keys) -> Iterator[Problem]:
    for component in components:
        hide = (component.get("conditional") or {}).get("hide")
        if hide:
            yield from _condition(hide, _name(component), keys)
        yield from _conditions(component.get("components") or [], keys)


def _condition(hide, name, keys) -> Iterator[Problem]:
    if not isinstance(hide, str):
        yield Problem("feel_invalid", name, '隐藏条件应为文字，写成如 =result != "approve"')
        return
    try:
        used = compile_expression(hide, lenient=True).names
    except (FeelError, RecursionError) as error:
        yield Problem("feel_invalid", name, f"字段“{name or ''}”的隐藏条件读不懂：{error}")
        return
    for unknown in sorted(used - keys - {"this", "parent", "i", "data"}):
        yield Problem(
            "condition_name",
            name,
            f"隐藏条件用到的“{unknown}”不是本表单的字段，只有预填数据里有它时才起作用",
            "warning",
        )
