"""How a last day was reckoned, in sentences a party could check on a wall calendar."""

from collections import Counter
from datetime import date, datetime

from app.law.calendar import ONE_DAY, words
from app.law.period_rules import Kind, PeriodRule, Unit

KIND_WORDS = {
    Kind.DEADLINE: "最后一天",
    Kind.WAIT: "等待期满的一天，次日起才可以办",
    Kind.EFFECT: "发生效果的一天",
    Kind.DURATION: "状态持续到的一天",
    Kind.LOOKBACK: "计入范围的最后一天",
}


def applies(rule: PeriodRule) -> str:
    return f"适用“{rule.name_zh}”：{rule.basis}，{rule.in_force}的版本，{rule.amount}"


def begins(rule: PeriodRule, start: date | datetime) -> str:
    if rule.unit is Unit.HOUR:
        return f"{'基准' if rule.is_backward else '起点'}时刻：{moment(start)}，{rule.start_event}"
    if rule.is_backward:
        return f"基准日：{words(start)}，{rule.start_event}；当日不计，前一日为往回第 1 日"
    return f"起点：{words(start)}，{rule.start_event}；当日不计，次日{words(start + ONE_DAY)}为第 1 日"


def explain(result) -> tuple[str, ...]:
    """The steps of a computed or not yet published result (`periods.PeriodResult`)."""
    rule, has_last_day = result.rule, result.last_day is not None
    steps = [applies(rule), begins(rule, result.start)]
    if has_last_day or (result.counted_to and rule.unit is not Unit.WORKING_DAY):  # else the count itself is a guess
        steps += [_suspended(result, span) for span in _merged(result.suspensions)]
        steps.append(_counted(result))
    if has_last_day:
        return (*steps, *_rolled(result), f"末日：{moment(result.last_day)}，{_meaning(rule)}")
    guess = f"；按周末和法定节日暂估为{words(result.estimate)}，不作为期满依据" if result.estimate else ""
    return (*steps, result.reason + guess)


def _meaning(rule: PeriodRule) -> str:
    if rule.kind is Kind.DEADLINE and rule.unit is Unit.HOUR:
        return "最迟的时刻"
    return "最迟的一天" if rule.kind is Kind.DEADLINE and rule.is_backward else KIND_WORDS[rule.kind]


def moment(when: date | datetime) -> str:
    """「2026年11月26日（周四）」, for hours with the time of day."""
    return words(when) + (f" {when:%H:%M}" if isinstance(when, datetime) else "")


def _merged(suspensions) -> list[tuple[date, date | None]]:
    """Suspensions in order, overlapping and touching ones joined, so that no day is named twice."""
    joined: list[tuple[date, date | None]] = []
    for pause in sorted(suspensions, key=lambda pause: pause.from_on):
        if joined and (joined[-1][1] is None or (pause.from_on - joined[-1][1]).days <= 1):
            first, last = joined.pop()
            ends = None if last is None or pause.to_on is None else max(last, pause.to_on)
            joined.append((first, ends))
        else:
            joined.append((pause.from_on, pause.to_on))
    return joined


def _suspended(result, span: tuple[date, date | None]) -> str:
    """One stretch of excluded days, and how many of them fall into the period."""
    first, last = span[0], span[1] or date.max
    inside = _inside(result, span)
    stretch = f"{words(first)}至{words(last) if span[1] else '尚未结束'}"
    if inside:
        return f"扣除{stretch}，两端都不计入：期间内共 {inside} 日"
    return f"{stretch}在{'起点当日及以前' if last <= result.start else '期间届满之后'}，不影响"


def _counted(result) -> str:
    rule, end = result.rule, result.counted_to
    back = "往回" if rule.is_backward else ""
    if rule.unit is Unit.HOUR:
        return f"{back}连续计算 {rule.length} 小时，节假日照算：{moment(end)}"
    if rule.unit is Unit.WORKING_DAY:
        return f"{back}逐个数工作日{_days_off(result)}：第 {rule.length} 个工作日是{words(end)}"
    if rule.unit is Unit.CALENDAR_DAY:
        return f"{back}逐日连续计算，节假日照算：第 {rule.length} 日是{words(end)}"
    return _corresponding(result)


def _corresponding(result) -> str:
    rule, end = result.rule, result.counted_to
    pushed = sum(_inside(result, span) for span in _merged(result.suspensions))
    nominal = end - pushed * ONE_DAY
    sentence = f"{rule.amount}后的对应日是{words(nominal)}"
    if nominal.day != result.start.day:
        sentence = f"{rule.amount}后的那个月没有 {result.start.day} 日，取该月最后一日{words(nominal)}"
    return sentence + (f"；扣除的 {pushed} 日顺次后推，到{words(end)}" if pushed else "")


def _inside(result, span: tuple[date, date | None]) -> int:
    first, last = max(span[0], result.start + ONE_DAY), min(span[1] or date.max, result.counted_to)
    return max(0, (last - first).days + 1)


def _days_off(result) -> str:
    """「，跳过国庆节 5 日、周末 2 日，补班的2026年10月10日（周六）照算」"""
    first, last = sorted((result.start, result.counted_to))
    between = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    between.remove(result.start)
    table = result.table.estimated
    skipped = Counter(table.describe(day) for day in between if not table.is_working_day(day))
    worked = [words(day) for day in between if day.weekday() >= 5 and table.is_working_day(day)]
    sentence = "，跳过" + "、".join(f"{name} {count} 日" for name, count in skipped.items()) if skipped else ""
    return sentence + (f"，补班的{'、'.join(worked)}照算" if worked else "")


def _rolled(result) -> list[str]:
    rule, end, last = result.rule, result.counted_to, result.last_day
    if rule.unit in (Unit.HOUR, Unit.WORKING_DAY) or rule.is_backward:
        return []
    table = result.table.estimated
    if rule.rolls:
        if last == end:
            return ["这一日是工作日，不需要顺延"]
        return [f"这一日是{table.describe(end)}，顺延到其后第一个工作日{words(last)}"]
    is_off = not table.is_working_day(end)
    return [f"这一日是{table.describe(end)}，本条不顺延"] if is_off and end.year in result.table.years else []
