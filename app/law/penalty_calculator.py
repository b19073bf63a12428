"""What the penalty calculator was asked, read from its address, and the answer. Pure: no request, no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.law.penalty_bands import NoSuggestion, suggest
from app.law.penalty_file import load_penalties
from app.law.penalty_ranges import Answer, Question, answer
from app.law.penalty_rules import GRADES, SUBJECTS, TIERS, WHERE_TO_SET, Measure, Penalty, PenaltyBook, PenaltyRule

PROOF = {  # what the papers in the file must show before a tier may be used (discretion: the tier follows from documents)
    "first": "第一次查到，责令改正和罚款可以同时作出。要有违法事实的证据：检查记录、询问笔录、影像",
    "overdue": "责令限期整改指令书已经送达，期满复查仍未改正。要有送达回证和写明未改正的复查意见书",
    "refusal": "已经责令改正或者消除而拒不执行。要有责令文书、送达回证、拒不执行的现场记录或者音像",
    "serious": "条文写的情节严重。要有证明这一情形的证据，并写明理由",
    "accident": "要有事故调查报告和批复，写明等级、原因、责任",
    "standing": "行为成立就适用，不必先责令改正。要有证明这一行为的证据",
}
FACTS = {  # fields of a question that a rule may need: (label, unit, what it is)
    "deaths": ("死亡", "人", "事故发生之日起三十日内（道路交通、火灾七日内）"),
    "injuries": ("重伤", "人", "含急性工业中毒"),
    "loss": ("直接经济损失", "元", "事故调查报告认定的数额"),
    "income": ("上一年年收入", "元", "国有单位由上级主管部门确定，其他由财务、税务部门核定"),
    "gain": ("违法所得", "元", "没有的写 0"),
    "original_fine": ("原罚款数额", "元", "原处罚决定书写的数额"),
    "days": ("天数", "日", "从责令改正作出之日的次日算起"),
}
BANDS = {"lenient": "从轻：幅度的低段", "normal": "没有从轻、从重情节：幅度的中段", "harsh": "从重：幅度的高段"}
WIDTH = 440  # of the gauge
COUNTED = ("deaths", "injuries", "days")
UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
MONEY = re.compile(r"(\d+(?:\.\d+)?)\s*([万亿]?)元?")


@dataclass(frozen=True)
class Route:
    """Another party or rule of the same matter: who else is, or may be, punished."""

    rule: PenaltyRule
    subject: str
    tier: str
    why: str


@dataclass(frozen=True)
class Gauge:
    """The range drawn as a bar `WIDTH` wide: from low to high, the band to propose in, the fine (None: none typed)."""

    low: int
    high: int
    band: tuple[int, int]
    fine: int | None


@dataclass(frozen=True)
class Suggestion:
    """What to propose: from low through high in yuan, why, and the drawing of it."""

    low: Decimal
    high: Decimal
    why: str
    gauge: Gauge


@dataclass(frozen=True)
class PenaltyAsked:
    """A question as it stands in the form (`given`: text by field), and its answer or what is wrong with it.

    rule: the version whose tiers the form offers; needs: names in `FACTS`, and `grade`, that this choice asks for
    """

    rule: PenaltyRule
    tier: str = ""
    subject: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    circumstances: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    answer: Answer | None = None
    fault: str = ""
    routes: tuple[Route, ...] = ()
    suggestion: Suggestion | None = None

    @property
    def item(self) -> str:
        return self.given.get("item", "")


def penalty_asked(rule_id: str, args: Mapping, today: date, book: PenaltyBook | None = None) -> PenaltyAsked:
    """Args: args: item, tier, subject, on, decided_on, fine, circumstance…, mitigated and the facts (a `MultiDict`)"""
    book = book or load_penalties()
    given = {
        name: args.get(name, "").strip()[:40]
        for name in ("item", "on", "decided_on", "grade", "fine", "mitigated", *FACTS)
    }
    given["on"] = given["on"] or today.isoformat()
    given["decided_on"] = given["decided_on"] or max(today.isoformat(), given["on"])
    versions = book.rules[rule_id]
    rule = next((version for version in versions if _covers(version, given["on"])), versions[-1])
    tier = _known(args.get("tier"), rule.tiers)
    subject = _known(args.get("subject"), SUBJECTS if args.get("subject") in SUBJECTS else rule.subjects(tier))
    circumstances = tuple(code for code in args.getlist("circumstance") if code in book.circumstances)
    needed = needs(rule.subjects(tier).get(subject))
    asked = PenaltyAsked(
        rule, tier, subject, given, circumstances, needed, routes=tuple(routes(book, rule, tier, subject))
    )
    try:
        question = _question(rule_id, asked)
    except ValueError as fault:
        return replace(asked, fault=str(fault))
    told = answer(question, book)
    asked = replace(asked, given=given | _grouped(given))
    return replace(asked, answer=told, suggestion=_suggestion(book, question, told))


def _grouped(given: Mapping[str, str]) -> dict[str, str]:
    """What was typed as an amount, in threes: 「9.8万」 → 「98,000」."""
    named = [name for name in ("fine", *FACTS) if name not in COUNTED and given[name]]
    return {name: f"{yuan(name, given[name]):,f}" for name in named}


def needs(penalty: Penalty | None) -> tuple[str, ...]:
    """Which facts the amount depends on: the form asks for no others."""
    if penalty is None:
        return ()
    amounts = [*penalty.by_grade.values(), *([penalty.amount] if penalty.amount else [])]
    measures = {amount.measure for amount in amounts}
    wanted = []
    if penalty.by_grade or Measure.BASE in measures:
        wanted += ["grade", "deaths", "injuries", "loss"]
    if Measure.INCOME in measures:
        wanted.append("income")
    if penalty.gain_amount or "confiscate_gain" in penalty.sanctions:
        wanted.append("gain")
    if measures & {Measure.DAILY, Measure.BASE}:
        wanted.append("original_fine")
    return (*wanted, *(["days"] if Measure.DAILY in measures else []))


def _suggestion(book: PenaltyBook, question: Question, told: Answer) -> Suggestion | None:
    """Where in the range to look first; nothing where there is no range, or where circumstances pull both ways."""
    effects = {book.circumstances[code].effect for code in question.circumstances} & {"lenient", "harsh"}
    if told.max is None or told.min == told.max or len(effects) > 1:
        return None
    direction = next(iter(effects), "normal")
    mitigated = question.mitigated and direction == "lenient"
    try:
        low, high = suggest((told.min, told.max), direction=direction, mitigated=mitigated, on=question.on, book=book)
    except NoSuggestion:
        return None
    why = "减轻：低于法定下限、大于零" if mitigated else BANDS[direction]
    return Suggestion(low, high, why, _gauge(told, low, high, question.fine_yuan))


def _gauge(told: Answer, low: Decimal, high: Decimal, fine: Decimal | None) -> Gauge:
    first, last = min(told.min, low), told.max
    room = (last - first) / 8  # left and right of the bar, so that a fine outside is seen outside

    def place(amount: Decimal) -> int:
        share = (amount - first + room) / (last - first + 2 * room)
        return int(min(max(share, Decimal(0)), Decimal(1)) * WIDTH)

    return Gauge(place(told.min), place(told.max), (place(low), place(high)), None if fine is None else place(fine))


def routes(book: PenaltyBook, rule: PenaltyRule, tier: str, subject: str) -> list[Route]:
    """Who else: the other parties of this tier, and the articles the law combines with this one (一案双罚)."""
    found = [
        Route(rule, other, tier, f"本条同一档也处罚：{TIERS[tier]}")
        for other in rule.subjects(tier)
        if other != subject
    ]
    for combo in book.combos:
        if rule.id in combo.entity_rules and combo.person_rules:
            others = [(other, combo.person) for other in combo.person_rules]
        elif rule.id in combo.person_rules:
            others = [(other, "entity") for other in combo.entity_rules]
        else:
            continue
        if tier == combo.tier:
            why = "，".join(filter(None, [combo.name, combo.note]))
            found += [_crossing(book, other, party, tier, why) for other, party in others]
    return found


CODES = SUBJECTS | TIERS | GRADES
FOR_MAINTAINERS = re.compile(rf"[，；][^，；。）]*{re.escape(WHERE_TO_SET)}[^，；。）]*")  # they read it in docs/law.md
CODED = re.compile(rf"\b(?P<code>{'|'.join(CODES)})\b(?:（(?P<words>[^（）]*)）)?", re.ASCII)


def plain(text: str, book: PenaltyBook | None = None) -> str:
    """An answer in the words of the office: 「first（首次查处）」 → 「首次查处」, 「AQ94」 → 「安全生产法（2021）第94条第1至3款」."""
    rules = (book or load_penalties()).rules
    text = FOR_MAINTAINERS.sub("", text)
    text = CODED.sub(
        lambda found: CODES[found["code"]] if found["words"] in (None, CODES[found["code"]]) else found[0], text
    )
    return _ids(tuple(rules)).sub(lambda found: rules[found[0]][-1].cite, text)


@lru_cache(maxsize=2)
def _ids(rule_ids: tuple[str, ...]) -> re.Pattern:
    longest_first = "|".join(re.escape(each) for each in sorted(rule_ids, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])", re.ASCII)


def _crossing(book: PenaltyBook, rule_id: str, party: str | None, tier: str, why: str) -> Route:
    rule = book.rules[rule_id][-1]
    used = tier if tier in rule.tiers else next(iter(rule.tiers), tier)
    return Route(rule, party or next(iter(rule.subjects(used)), "main_responsible"), used, why)


def _known(value: str | None, allowed: Mapping) -> str:
    return value if value in allowed else next(iter(allowed), "")


def _covers(rule: PenaltyRule, on: str) -> bool:
    try:
        return rule.covers(date.fromisoformat(on))
    except ValueError:
        return False


def _question(rule_id: str, asked: PenaltyAsked) -> Question:
    """Raises: ValueError (Chinese): a field that cannot be read"""
    given, facts = asked.given, {}
    for name in asked.needs:
        if name == "grade" or not given[name]:
            continue
        label = FACTS[name][0]
        facts[name if name in COUNTED else f"{name}_yuan"] = (_count if name in COUNTED else yuan)(label, given[name])
    return Question(
        rule_id, asked.subject, asked.tier, on=_day("违法行为日", given["on"]), item=given["item"] or None,
        grade=given["grade"] or None if "grade" in asked.needs else None, decided_on=_day("决定日", given["decided_on"]),
        fine_yuan=yuan("拟罚款", given["fine"]) if given["fine"] else None, mitigated=bool(given["mitigated"]),
        circumstances=asked.circumstances, **facts,
    )  # fmt: skip


def yuan(label: str, text: str) -> Decimal:
    """「98,000」, 「9.8万」, 「9.8 万元」 in yuan.

    Raises: ValueError (Chinese)
    """
    matched = MONEY.fullmatch(re.sub(r"[,，\s]", "", text))
    try:
        return Decimal(matched[1]) * UNITS.get(matched[2], 1)
    except (TypeError, InvalidOperation) as error:
        raise ValueError(f"{label}“{text}”读不懂，请写数字，例如 98000 或者 9.8万") from error


def _count(label: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text):
        raise ValueError(f"{label}“{text}”读不懂，请写整数")
    return int(text)


def _day(label: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{label}“{text}”读不懂，请写作 YYYY-MM-DD") from error
