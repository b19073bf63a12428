"""Values written into diagrams: expressions of the safe grammar, and ISO 8601 times."""

import re
from datetime import datetime

from app.workflow.expressions import Denied, names_in, strip

DURATION = re.compile(
    r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?", re.ASCII
)
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
CYCLE = re.compile(r"R(\d*)/(.+)", re.ASCII)
LOOKS_ISO = re.compile(r"[-+]?(PT?(\d|$)|[pr]\d|R\d*/|\d)", re.ASCII)
MAX_DAYS = 36_525
LITERAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def expression_fault(source: str | None) -> str | None:
    """Why an expression cannot be used (Chinese), or None."""
    try:
        strange = [name for name in names_in(source or "") if not is_name(name)]
    except Denied as denied:
        return str(denied)
    return f"流程数据的名称“{strange[0]}”应为英文字母、数字、下划线" if strange else None


def is_name(text: str | None) -> bool:
    """Whether this can be a process variable: `party_id`."""
    return bool(LITERAL_NAME.fullmatch(text or "")) and not text.startswith("_")


def is_dynamic(text: str | None) -> bool:
    return "${" in (text or "") or "#{" in (text or "") or (text or "").startswith("=")


def timer_fault(kind: str, source: str | None) -> tuple[str, str, str] | None:
    """What is wrong with a timer's value.

    Args:    kind: timeDuration | timeDate | timeCycle
    Returns: (code, Chinese sentence, severity) or None
    """
    text = strip(source or "").strip("\"'")
    if not text:
        return "timer_empty", "时间为空，引擎会立即触发；请填写如 P30D 的期限", "error"
    if kind == "timeCycle" and len(text.split()) in (6, 7):
        return "timer_invalid", f"不支持 cron 写法“{text}”，请改用如 R3/P1D 的 ISO 8601 循环", "error"
    if not LOOKS_ISO.match(text):
        fault = expression_fault(source)
        return ("timer_invalid", f"时间“{text[:60]}”读不懂：{fault}；请填写如 P30D 的期限", "error") if fault else None
    return {"timeDuration": _duration, "timeDate": _date, "timeCycle": _cycle}[kind](text)


def _duration(text: str):
    if not DURATION.fullmatch(text) or "W" in text and len(re.findall("[YMDTHS]", text)):
        return "timer_invalid", f"期限“{text[:60]}”不是有效的 ISO 8601 时长，请写成如 P30D、PT8H", "error"
    if _days(text) > MAX_DAYS:
        return "timer_invalid", f"期限“{text[:60]}”超过一百年，请检查", "error"
    if not any(int(number) for number in re.findall(r"\d+", text)):
        return "timer_zero", f"期限“{text}”为零，会立即触发；请确认", "warning"
    if "Y" in text or "M" in text.split("T")[0]:
        return "timer_months", f"期限“{text}”按月、年计时月末会有出入；法定期间请改用 law.period", "warning"
    return None


def _days(text: str) -> int:
    """About how many days a duration lasts."""
    days, _, hours = text.partition("T")
    return sum(_amount(days, unit) * worth for unit, worth in {"Y": 365, "M": 30, "W": 7, "D": 1}.items()) + (
        _amount(hours, "H") // 24 + _amount(hours, "M") // 1440 + _amount(hours, "S") // 86400
    )


def _amount(text: str, unit: str) -> int:
    found = re.search(rf"(\d{{1,4000}})(?:\.\d+)?{unit}", text, re.ASCII)
    return int(found[1]) if found else 0


def _date(text: str):
    try:
        moment = datetime.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        return "timer_invalid", f"时刻“{text}”不是有效的 ISO 8601 日期，请写成如 2026-12-31T17:00:00+08:00", "error"
    if moment.tzinfo is None:
        return "timer_naive", f"时刻“{text}”没有时区，将按北京时间处理；建议写明 +08:00", "warning"
    return None


def _cycle(text: str):
    matched = CYCLE.fullmatch(text)
    if not matched or matched[1] == "0":
        return "timer_invalid", f"循环“{text}”不是有效的 ISO 8601 循环，请写成如 R3/P1D", "error"
    parts = matched[2].split("/")
    durations = [part for part in parts if part.startswith("P")]
    faults = [_duration(part) if part.startswith("P") else _date(part) for part in parts]
    if len(parts) > 2 or len(durations) != 1:
        return "timer_invalid", f"循环“{text}”不是有效的 ISO 8601 循环，请写成如 R3/P1D", "error"
    zero = [fault for fault in faults if fault and fault[0] == "timer_zero"]
    if zero:
        return "timer_invalid", f"循环“{text}”的间隔为零，会不停触发；请写明间隔", "error"
    return next((fault for fault in faults if fault), None)
