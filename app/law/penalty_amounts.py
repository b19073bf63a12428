"""From a rule in force on a day to an amount in yuan: accident grades, percent of income, multiples, daily penalties.

Pure. A fact that is missing or contradicts another is a `Refusal` that says which fact and where it comes from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from app.law.penalty_lengths import Length
from app.law.penalty_rules import (
    GRADES,
    SUBJECTS,
    TIERS,
    WHERE_TO_SET,
    Amount,
    Counts,
    Measure,
    Penalty,
    PenaltyBook,
    PenaltyRule,
    Subtier,
)

CENT = Decimal("0.01")
MANAGERS = ("main_responsible", "other_managers")  # may be the ones directly in charge (直接负责的主管人员)
NOT_PUNISHED, NOT_IN_FORCE = "not_punished", "not_in_force"


class Refusal(Exception):
    """Why there is no answer (Chinese), and the rule and percentages known by then."""

    def __init__(self, reason: str, code: str = "", rule: PenaltyRule | None = None, percent=None):
        super().__init__(reason)
        self.reason, self.code, self.rule, self.percent = reason, code, rule, percent


@dataclass(frozen=True)
class Question:
    """What is asked: may this rule punish this kind of party in this tier, with what, and is this fine inside?

    `on`: day of the conduct (of its end where it went on); amounts in yuan; `original_fine_yuan`: the fine a daily penalty
    repeats, or the one of article 114 paragraph 1 that paragraph 2 multiplies; `sanctions`: the kinds proposed, where the
    question is whether they are complete; `lengths`: how long kinds without an amount are to last;
    `law_choice`: conduct or decision, which law the officers chose where neither is lighter.
    """

    rule: str
    subject: str
    tier: str
    on: date
    item: str | int | None = None
    grade: str | None = None
    deaths: int | None = None
    injuries: int | None = None
    loss_yuan: Decimal | None = None
    gain_yuan: Decimal | None = None
    income_yuan: Decimal | None = None
    original_fine_yuan: Decimal | None = None
    days: int | None = None
    fine_yuan: Decimal | None = None
    decided_on: date | None = None
    mitigated: bool = False
    circumstances: tuple[str, ...] = ()
    sanctions: tuple[str, ...] | None = None
    lengths: Mapping[str, Length] = field(default_factory=dict)
    law_choice: str = ""

    @property
    def counts(self) -> Counts | None:
        """The three accident indicators, what was not told as 0; None: none was told."""
        if self.deaths is None and self.injuries is None and self.loss_yuan is None:
            return None
        return Counts(self.deaths or 0, self.injuries or 0, Decimal(self.loss_yuan or 0))


@dataclass(frozen=True)
class Range:
    """What one version of a rule allows on one day. `low` and `high` None: this tier has no fine for this party."""

    rule: PenaltyRule
    penalty: Penalty
    tier: str
    day: date
    low: Decimal | None = None
    high: Decimal | None = None
    mode: str | None = None
    percent: tuple[Decimal, Decimal] | None = None
    grade: str | None = None
    subtier: Subtier | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def cite(self) -> str:
        return self.rule.cite_in(self.tier)

    @property
    def weight(self) -> tuple[Decimal, Decimal, bool]:
        """Highest and lowest fine, and whether there has to be one."""
        return self.high or Decimal(0), self.low or Decimal(0), self.mode == "must"

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset((*self.penalty.sanctions, *self.penalty.any_of))

    def is_lighter_than(self, other: "Range", reading: str = "both_ends") -> bool:
        """In nothing heavier, in something lighter. Where one end rises and the other falls neither is lighter, unless the
        `reading` (a key of READINGS) compares the upper end first."""
        if not self.kinds <= other.kinds:
            return False
        if reading == "ceiling" and self.weight != other.weight:
            return self.weight < other.weight
        no_heavier = all(mine <= theirs for mine, theirs in zip(self.weight, other.weight, strict=True))
        return no_heavier and (self.weight != other.weight or self.kinds != other.kinds)


def yuan(amount: Decimal) -> str:
    """「50,000 元」, 「1,234.50 元」"""
    return f"{amount:,.2f}".removesuffix(".00") + " 元"


def rule_in_force(book: PenaltyBook, rule_id: str, day: date) -> PenaltyRule:
    """The version of a rule that covers a day.

    Raises: Refusal: no such rule, none on that day, or no longer to be used; with what exists instead
    """
    if rule_id not in book.rules:
        raise Refusal(f"没有规则 {rule_id}。现有规则：{'、'.join(book.rules)}")
    versions = book.rules[rule_id]
    rule = next((version for version in versions if version.covers(day)), None)
    if rule and rule.superseded:
        raise Refusal(f"{rule.cite}：{rule.superseded}。请改用 {rule.successor}", NOT_IN_FORCE, rule)
    if rule:
        return rule
    spans = "；".join(f"{version.law} {version.in_force}" for version in versions)
    if day < versions[0].law.effective_from:
        raise Refusal(
            f"没有收录 {rule_id} 在 {day} 时的规定（收录的版本：{spans}）；当时没有规定的，不能用以后的法处罚以前的行为（罚法第37条）",
            NOT_IN_FORCE,
            versions[0],
        )
    last = next(version for version in reversed(versions) if version.law.effective_from <= day)
    way = f"，请改用{last.successor}；数额取得后写进 {WHERE_TO_SET}" if last.successor else ""
    raise Refusal(f"{last.cite}自 {last.law.effective_to + timedelta(1)} 起不再施行（收录的版本：{spans}）{way}",
                  NOT_IN_FORCE, last)  # fmt: skip


def penalty_of(book: PenaltyBook, rule: PenaltyRule, subject: str, tier: str) -> Penalty:
    """What the rule writes for this party in this tier.

    Raises: Refusal(not_punished): it writes nothing; with what exists and the way on
    """
    if not rule.tiers:
        raise Refusal(f"{rule.cite}：{rule.instead}", NOT_PUNISHED, rule)
    if tier not in rule.tiers:
        exist = "、".join(f"{code}（{TIERS[code]}）" for code in rule.tiers)
        raise Refusal(
            f"{rule.cite}没有 {tier}（{TIERS.get(tier, '不认识的档')}）这一档；有：{exist}", NOT_PUNISHED, rule
        )
    found = rule.tiers[tier]
    if subject in found:
        return found[subject]
    here = "、".join(f"{code}（{SUBJECTS[code]}）" for code in found)
    elsewhere = "、".join(f"{code}（{TIERS[code]}）" for code, parties in rule.tiers.items() if subject in parties)
    reason = f"{rule.cite} {tier}（{TIERS[tier]}）档没有处罚 {subject}（{SUBJECTS.get(subject, '不认识的主体')}）；本档可罚：{here}"
    reason += f"；对该主体的处罚写在：{elsewhere}" if elsewhere else ""
    if subject in MANAGERS and "direct_responsible" in found:
        reason += f"；其对本行为直接负责的，按 direct_responsible（{SUBJECTS['direct_responsible']}）处罚"
    raise Refusal(reason + _way_to_persons(book, rule, subject, tier), NOT_PUNISHED, rule)


def _way_to_persons(book: PenaltyBook, rule: PenaltyRule, subject: str, tier: str) -> str:
    """Principle P1: at the first tier of 97, 99, 101, 102 a person is reached only through 94 or 96."""
    ways = [
        combo for combo in book.combos if combo.person_rules and rule.id in combo.entity_rules and tier == combo.tier
    ]
    if subject == "entity" or not ways:
        return ""
    routes = "、".join(f"{SUBJECTS[combo.person]}用 {'、'.join(combo.person_rules)}" for combo in ways if combo.person)
    return f"。{book.principles['P1'].text}：{routes}" if routes else ""


def range_on(book: PenaltyBook, question: Question, day: date) -> Range:
    """What the rules in force on `day` allow for the facts of the question.

    Raises: Refusal: not punished, not in force, or a fact is missing
    """
    rule = rule_in_force(book, question.rule, day)
    penalty = penalty_of(book, rule, question.subject, question.tier)
    found = Range(rule, penalty, question.tier, day)
    if penalty.by_grade:
        return _by_grade(book, found, question)
    if penalty.gain_amount:
        return _by_gain(found, question)
    if penalty.amount is None:
        return found
    if penalty.grades_from:
        found, amount = _by_set_grade(book, found, question)
        return COMPUTE[amount.measure](book, found, amount, question)
    return COMPUTE[penalty.amount.measure](book, found, penalty.amount, question)


# --- accidents ------------------------------------------------------------------------------------------------------


def accident_grade(book: PenaltyBook, counts: Counts) -> str:
    """The grade of an accident: the highest that any one of the three indicators reaches.

    Source: 生产安全事故报告和调查处理条例 (2007) art. 3
    """
    return max((grade for grade, floor in book.grades.items() if counts.reaches(floor)), key=list(GRADES).index)


def _grade(book: PenaltyBook, question: Question, rule: PenaltyRule) -> str | None:
    """Raises: Refusal: one that the counts contradict"""
    told, counts = question.grade, question.counts
    if counts is None:
        return told
    counted = accident_grade(book, counts)
    if told and told != counted:
        raise Refusal(f"按伤亡人数和直接经济损失应为{GRADES[counted]}（{counted}），不是{GRADES[told]}：{book.grade_basis}，"
                      "三项指标取最高等级", rule=rule)  # fmt: skip
    return counted


def _by_grade(book: PenaltyBook, found: Range, question: Question) -> Range:
    grade = _grade(book, question, found.rule)
    if grade is None:
        raise Refusal(f"{found.cite}按事故等级处罚：请给 grade（{'、'.join(GRADES)}），或者死亡、重伤人数和直接经济损失",
                      rule=found.rule)  # fmt: skip
    if grade not in found.penalty.by_grade:
        exist = "、".join(GRADES[each] for each in found.penalty.by_grade)
        raise Refusal(f"{found.cite}没有写{GRADES[grade]}；有：{exist}", NOT_PUNISHED, found.rule)
    amount = found.penalty.by_grade[grade]
    found = COMPUTE[amount.measure](book, replace(found, grade=grade), amount, question)
    found = replace(found, notes=(*found.notes, f"{GRADES[grade]}：{book.grade_basis}；{book.recount}"))
    return _by_subtier(book, found, question)


def _by_subtier(book: PenaltyBook, found: Range, question: Question) -> Range:
    """The order of 2024 splits the grade further where the indicators are told; it never leaves the article's tier."""
    counts = question.counts
    if not found.penalty.subtiers or found.day < book.subtiers.effective_from:
        return found
    if counts is None:
        return replace(found, notes=(*found.notes, f"给出死亡、重伤人数和直接经济损失，可按{book.subtiers.name}再分档"))
    subtier = [each for each in book.subtiers.grades[found.grade] if counts.reaches(each.floor)][-1]
    low, high = max(subtier.low, found.low), min(subtier.high, found.high)
    told = (question.deaths, question.injuries, question.loss_yuan)
    assumed = ("没有给的事故指标按 0 计，分档可能偏低",) if None in told else ()
    doubt = f"待核：{book.subtiers.name}的分档未对照原文，核对后改 {WHERE_TO_SET} 的 accident_subtiers"
    article = f"条文幅度 {yuan(found.low)}至 {yuan(found.high)}，{book.subtiers.name}分档 {yuan(low)}至 {yuan(high)}"
    return replace(found, low=low, high=high, subtier=subtier, notes=(*found.notes, article),
                   warnings=(*found.warnings, doubt, *assumed))  # fmt: skip


def _by_set_grade(book: PenaltyBook, found: Range, question: Question) -> tuple[Range, Amount]:
    """The article's amount, narrowed for the grade as far as the dated parameter is filled in; until then doubted.

    Raises: Refusal: the parameter is filled in and the grade was not told
    """
    amount, name = found.penalty.amount, found.penalty.grades_from
    row, grade = book.parameter(name, found.day), _grade(book, question, found.rule)
    if found.day < row["effective_from"]:
        return replace(found, grade=grade), amount
    if not any(row[each] for each in GRADES) or (grade and not row[grade]):
        doubt = (f"待核：部令在{amount.low}%至{amount.high}%之内按事故等级递增，各级的比例没有取得，现按条文全幅度答复；"
                 f"取得后在“法规—罚则—待核的数”里设定，或者写进 {WHERE_TO_SET} 的 {name}")  # fmt: skip
        return replace(found, grade=grade, warnings=(*found.warnings, doubt)), amount
    if grade is None:
        raise Refusal(f"{found.cite}按事故等级分档：请给 grade（{'、'.join(GRADES)}），或者死亡、重伤人数和直接经济损失",
                      rule=found.rule)  # fmt: skip
    low, high = (Decimal(end) for end in row[grade])
    note = f"{GRADES[grade]}：条文幅度{amount.low}%至{amount.high}%之内的分档"
    return replace(found, grade=grade, notes=(*found.notes, note)), replace(amount, low=low, high=high)


# --- amounts --------------------------------------------------------------------------------------------------------


def _in_yuan(book: PenaltyBook, found: Range, amount: Amount, question: Question) -> Range:
    return replace(found, low=amount.low, high=amount.high, mode=amount.mode)


def _by_income(book: PenaltyBook, found: Range, amount: Amount, question: Question) -> Range:
    """Percent of last year's income, to the cent."""
    share = f"{amount.low}%" if amount.low == amount.high else f"{amount.low}%至{amount.high}%"
    if question.income_yuan is None:
        base = book.income_base
        reason = f"{found.cite}罚上一年年收入的{share}：请给上一年年收入（国有单位：{base['state_owned']}；其他：{base['non_state']}）"
        raise Refusal(reason + _late_income(book, question), rule=found.rule, percent=(amount.low, amount.high))
    low, high = (question.income_yuan * end / 100 for end in (amount.low, amount.high))
    ways = (ROUND_HALF_UP, ROUND_HALF_UP) if low == high else (ROUND_CEILING, ROUND_FLOOR)  # a range never grows by rounding
    low, high = (end.quantize(CENT, way) for end, way in zip((low, high), ways, strict=True))
    note = f"上一年年收入 {yuan(question.income_yuan)}的{share}"
    return replace(found, low=low, high=high, mode=amount.mode, percent=(amount.low, amount.high),
                   notes=(*found.notes, note))  # fmt: skip


def _late_income(book: PenaltyBook, question: Question) -> str:
    """What to do where the income cannot be determined (order 14 of 2024)."""
    row = book.parameter("late_income", question.on)
    who = "main_responsible" if question.subject == "main_responsible" else "direct_responsible"
    low, high = row[who]
    doubt = "" if row["confidence"] == "high" else ("（待核：14号令未对照原文，核对后在“法规—罚则—待核的数”里设定，"
                                                     f"或者改 {WHERE_TO_SET} 的 late_income）")  # fmt: skip
    return f"；无法确定的，以本省上年度职工平均工资的 {low} 至 {high} 倍为年收入{doubt}"


def _by_gain(found: Range, question: Question) -> Range:
    gain, edge, multiple = question.gain_yuan, found.penalty.gain_from, found.penalty.gain_amount
    if gain is not None and gain >= edge:
        note = f"违法所得 {yuan(gain)}，达到 {yuan(edge)}，并处 {multiple.low} 倍以上 {multiple.high} 倍以下"
        low, high = ((gain * end).quantize(CENT, ROUND_HALF_UP) for end in (multiple.low, multiple.high))
        return replace(found, low=low, high=high, mode=multiple.mode, notes=(note,))
    amount = found.penalty.amount
    note = f"没有违法所得或者不足 {yuan(edge)}：单处或者并处 {yuan(amount.low)}以上 {yuan(amount.high)}以下"
    warnings = ("没有给违法所得，按没有违法所得答复",) if gain is None else ()
    return replace(found, low=amount.low, high=amount.high, mode=amount.mode, notes=(note,), warnings=warnings)


def _by_base(book: PenaltyBook, found: Range, amount: Amount, question: Question) -> Range:
    """The multiple of the fine that the base rule gives; without that fine, of the ends of its range."""
    rule, tier = found.penalty.base
    ask = replace(question, rule=rule, tier=tier, item=None)
    base = question.original_fine_yuan
    graded = question.grade is not None or question.counts is not None
    if base is None and not graded:
        raise Refusal(f"{found.cite}按第1款罚款数额的 {amount.low} 倍以上 {amount.high} 倍以下：请给第1款确定的罚款数额"
                      "（original_fine）或者事故等级", rule=found.rule)  # fmt: skip
    ends = range_on(book, ask, found.day) if graded else _widest(book, rule, tier, question.subject, found.day)
    if base is not None and not ends.low <= base <= ends.high:
        raise Refusal(f"第1款的罚款 {yuan(base)}不在 {yuan(ends.low)}至 {yuan(ends.high)}之内（{ends.cite}），不能作倍数的基数",
                      rule=found.rule)  # fmt: skip
    low, high = (base, base) if base is not None else (ends.low, ends.high)
    span = yuan(low) if low == high else f"{yuan(low)}至 {yuan(high)}"
    return replace(found, low=low * amount.low, high=high * amount.high, mode=amount.mode, grade=ends.grade,
                   subtier=ends.subtier if base is None else None,
                   notes=(*found.notes, f"第1款的罚款 {span}，乘 {amount.low} 至 {amount.high} 倍"),
                   warnings=ends.warnings if base is None else ())  # fmt: skip


def _widest(book: PenaltyBook, rule_id: str, tier: str, subject: str, day: date) -> Range:
    rule = rule_in_force(book, rule_id, day)
    penalty = penalty_of(book, rule, subject, tier)
    amounts: Iterable[Amount] = list(penalty.by_grade.values())
    return Range(rule, penalty, tier, day, min(each.low for each in amounts), max(each.high for each in amounts))


def _by_day(book: PenaltyBook, found: Range, amount: Amount, question: Question) -> Range:
    fine, days = question.original_fine_yuan, question.days
    if fine is None or days is None:
        raise Refusal(f"{found.cite}：请给原处罚决定的罚款数额（original_fine）和天数（days），从{book.daily['starts']}起算",
                      rule=found.rule)  # fmt: skip
    if fine <= 0 or days < 1:
        raise Refusal(
            f"{found.cite}：原罚款数额要大于零，天数至少 1 日；没有受到罚款处罚的，不能按日连续处罚",
            rule=found.rule,
        )
    notes = (f"前提：{'、'.join(book.daily['preconditions'])}；只对单位，不对个人", f"从{book.daily['starts']}起算",
             f"{yuan(fine)}× {days} 日", book.daily["procedure"])  # fmt: skip
    doubt = f"待核：{book.daily['ends']}"
    return replace(found, low=fine * days, high=fine * days, mode=amount.mode, notes=notes, warnings=(doubt,))


COMPUTE = {
    Measure.YUAN: _in_yuan,
    Measure.INCOME: _by_income,
    Measure.BASE: _by_base,
    Measure.DAILY: _by_day,
}


def daily_penalty_days(ordered_on: date, until: date) -> int:
    """Days of a daily penalty: from the day after the order to correct was made through `until`, both included.

    Source: 安全生产法 (2021) art. 112
    """
    return max(0, (until - ordered_on).days)


def closure_grounds(book: PenaltyBook, decided: Iterable[tuple[str, date]], on: date) -> list[str]:
    """Which counts of article 113 are reached on a day: 3 decisions within 180 days, or 4 within a year; with a major hazard.

    Args:   decided: (number of the decision, day it was made); several breaches in one decision count once
    Returns: Chinese grounds; empty: none reached
    Source: 安全生产法 (2021) art. 113 item 1. That the decisions are counted by the day they were made is practice (待核)
    """
    days = list(dict(decided).values())
    grounds = []
    for count in book.closure["counts"]:
        span = f"{count['within_days']} 日" if "within_days" in count else f"{count['within_years']} 年"
        reached = sum(_since(count, on) < day <= on for day in days)
        if reached >= count["times"]:
            grounds.append(f"{span}内受到 {reached} 次本法规定的行政处罚（第113条第1项，须同时存在重大事故隐患）")
    return grounds


def _since(count: dict, on: date) -> date:
    """The last day that is too early."""
    if "within_days" in count:
        return on - timedelta(count["within_days"])
    year = on.year - count["within_years"]
    return on.replace(year=year, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=year)
