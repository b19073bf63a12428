"""Values of decisions as JSON, exact both ways: numbers are decimals, dates and durations objects with ``@type``.

{"on": {"@type": "date", "value": "2026-01-31"}, "yuan": 1000000.10}
"""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .feel.far import Clock, Day, Moment
from .feel.formatting import number_text, text_of
from .feel.limits import evaluation
from .feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from .feel.values import Months, Range

READERS = {"date": parse_date, "time": parse_time, "dateTime": parse_date_time, "duration": parse_duration}
TYPES = (
    ((datetime, Moment), "dateTime"),
    ((date, Day), "date"),
    ((time, Clock), "time"),
    ((timedelta, Months), "duration"),
)


def from_json(text: str):
    """The values of a JSON text; objects with ``@type`` become date, time, datetime, timedelta or Months.

    Raises: ValueError (Chinese): not JSON, or not the lexical form of the type
    """
    try:
        return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=_refused, object_hook=_value)
    except json.JSONDecodeError as broken:
        raise ValueError(f"不是有效的 JSON（第 {broken.pos + 1} 个字符处）") from broken
    except (RecursionError, ArithmeticError) as broken:
        raise ValueError("JSON 嵌套过深，或者数值无法读取") from broken


def _refused(constant):
    raise ValueError(f"{constant} 不是数值")


def _value(entries):
    if "@type" not in entries:
        return entries
    type_, text = entries["@type"], entries.get("value")
    if not isinstance(type_, str) or type_ not in READERS or not isinstance(text, str):
        raise ValueError('@type 只能是 date、time、dateTime、duration，并写明 "value"')
    try:
        with evaluation():
            return READERS[type_](text)
    except (ValueError, OverflowError) as wrong:
        raise ValueError(f"「{text}」不是 {type_} 的写法") from wrong


def to_json(value) -> str:
    """The JSON text of a value of a decision; a range is its text, a function null."""
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(to_json, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(name)}: {to_json(item)}' for name, item in value.items())}}}"
    if value is None or isinstance(value, bool | str):
        return _text(value)
    with evaluation():
        if isinstance(value, Range):
            return _text(text_of(value))
        named = next((name for types, name in TYPES if isinstance(value, types)), None)
        return f'{{"@type": "{named}", "value": {_text(text_of(value))}}}' if named else "null"


def _text(value):
    return json.dumps(value, ensure_ascii=False)
