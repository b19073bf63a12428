"""可以罚多少、罚谁、为什么: the answer of the law to one question about one breach of one party.

`answer` is pure and never raises for what a user typed: what the law refuses, does not know or cannot compute is an
`Answer` that is not allowed and says why, with the article and the way on.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.law.penalty_amounts import (
    NOT_IN_FORCE,
    NOT_PUNISHED,
    Question,
    Range,
    Refusal,
    range_on,
    yuan,
)
from app.law.penalty_duals import Finding, dual_findings
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import CONFIDENCE, GRADES, SANCTIONS, SUBJECTS, WHERE_TO_SET, PenaltyBook, PenaltyRule
from app.law.penalty_verdicts import length_words, verdict

__all__ = ["Answer", "Finding", "Question", "answer", "dual_findings"]

CONFISCATION_SINCE = date(2021, 7, 15)  # 行政处罚法 (2021) art. 28 para. 2 took effect
CHOICES = {"conduct": "行为时的规定", "decision": "决定时的规定"}
ELSEWHERE = {
    "demotion_removal": "降级、撤职由有任免权的机关或者单位实施，应急管理部门只能建议",
    "closure_order": "关闭由应急管理部门提请，县级以上人民政府决定",
    "revoke_license": "资质、资格、证照由发证机关吊销",
}


@dataclass(frozen=True)
class Answer:
    """What may be imposed. `min`, `max` in yuan (None: no fine, or it cannot be computed); `min` 0: any amount above zero.

    `sanctions`: kinds that belong together (the fine among them); `choices`: groups of which at least one is imposed;
    `lengths`: how long kinds without an amount last, in words; `allowed`: answered and, where a fine was asked about,
    lawful; `percent`: of last year's income, where it is one; `laws`: where neither the law at the conduct nor that at the
    decision is lighter, what each says, and the officers have to choose (the answer is by the conduct's until they do).
    """

    rule: str
    version: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    mode: str | None = None
    sanctions: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    orders: tuple[str, ...] = ()
    basis: str = ""
    allowed: bool = False
    reason: str = ""
    confidence: str | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    percent: tuple[Decimal, Decimal] | None = None
    grade: str | None = None
    bans: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


WORDS = ("basis", "reason", "warnings", "notes", "bans", "lengths", "laws")


def answer(question: Question, book: PenaltyBook | None = None) -> Answer:
    """Answer one question by the law at the conduct, or by that at the decision where it is lighter.

    Source: 行政处罚法 (2021) art. 37 (从旧兼从轻)
    """
    told = _answer(question, book or load_penalties())
    words = {name: getattr(told, name) for name in WORDS}
    printed = {name: tuple(map(unnested, said)) if isinstance(said, tuple) else unnested(said) for name, said in words.items()}
    return replace(told, **printed)


def unnested(text: str) -> str:
    """Round brackets inside round brackets as 〔〕, which is how print tells them apart."""
    depth, found = 0, []
    for sign in text:
        depth += sign == "（"
        inner = depth > 1
        found.append({"（": "〔", "）": "〕"}.get(sign, sign) if inner else sign)
        depth -= sign == "）"
    return "".join(found)


def _answer(question: Question, book: PenaltyBook) -> Answer:
    try:
        _check_facts(book, question)
        found, told, laws = _lighter(book, question)
        item = _item(found.rule, question)
    except Refusal as refused:
        return _refused(question, refused)
    judged = verdict(book, question, found)
    return Answer(
        rule=question.rule,
        version=found.rule.version,
        min=found.low,
        max=found.high,
        mode=found.mode,
        sanctions=_sanctions(question, found),
        choices=(found.penalty.any_of,) if found.penalty.any_of else (),
        orders=_orders(found.rule, question.tier),
        basis=_basis(book, question, found, item),
        allowed=judged.allowed,
        reason=judged.reason,
        confidence=_confidence(book, found),
        warnings=(*_doubts(question, found), *found.warnings, *told, *judged.warnings),
        notes=(*found.notes, *_notes(book, question, found)),
        percent=found.percent,
        grade=found.grade,
        bans=tuple(str(ban) for ban in found.penalty.bans),
        lengths=length_words(book, found),
        laws=laws,
    )


def _refused(question: Question, refused: Refusal) -> Answer:
    rule = refused.rule
    return Answer(
        question.rule,
        rule and rule.version,
        basis=rule.cite if rule else "",
        reason=refused.reason,
        confidence=rule and rule.confidence,
        percent=refused.percent,
    )


def _check_facts(book: PenaltyBook, question: Question) -> None:
    """Raises: Refusal: a number below zero, a decision before the conduct, an unknown grade, circumstance or kind"""
    facts = {"死亡人数": question.deaths, "重伤人数": question.injuries, "直接经济损失": question.loss_yuan,
             "违法所得": question.gain_yuan, "原罚款数额": question.original_fine_yuan}  # fmt: skip
    for name, number in facts.items():
        if number is not None and number < 0:
            raise Refusal(f"{name}不能是负数")
    if question.income_yuan is not None and question.income_yuan <= 0:
        raise Refusal("上一年年收入要大于零；没有或者无法确定的，按本省上年度职工平均工资的倍数计算")
    if question.decided_on and question.decided_on < question.on:
        raise Refusal(f"决定日 {question.decided_on} 早于违法行为日 {question.on}，请核对")
    if question.law_choice not in ("", *CHOICES):
        raise Refusal(f"没有适用法律 {question.law_choice}；有：{'、'.join(CHOICES)}")
    if question.grade is not None and question.grade not in GRADES:
        exist = "、".join(f"{code}（{name}）" for code, name in GRADES.items())
        raise Refusal(f"没有事故等级 {question.grade}；有：{exist}")
    for code in question.circumstances:
        if code not in book.circumstances:
            raise Refusal(f"没有情节 {code}；有：{'、'.join(book.circumstances)}")
    for code in (*(question.sanctions or ()), *question.lengths):
        if code not in SANCTIONS:
            raise Refusal(f"没有处罚种类 {code}；有：{'、'.join(SANCTIONS)}")


Applied = tuple[Range, tuple[str, ...], tuple[str, ...]]  # range, what is said of the other law, both where undecided


def _lighter(book: PenaltyBook, question: Question) -> Applied:
    """The range that applies and what is to be said about the other one. The law at the conduct unless the new is lighter;
    where neither is, the officers choose.

    Raises: Refusal: not punished at the conduct, no longer punished at the decision, or a choice the law does not leave
    """
    old = range_on(book, question, question.on)
    if question.decided_on is None:
        return old, _not_compared(book, question, old), ()
    early = _earlier_order(book, question, old)
    try:
        new = range_on(book, question, question.decided_on)
    except Refusal as refused:
        return _gone(question, old, refused)
    if new.weight == old.weight and new.kinds == old.kinds:
        return _settled(question, "conduct", old, early)
    reading = book.parameter("lighter_law", question.decided_on)["reading"]
    both = (f"行为时 {_says(old)}", f"决定时 {_says(new)}")
    if new.is_lighter_than(old, reading):
        return _settled(question, "decision", new, (*early, _applies("决定时的规定较轻，适用新规定", both)))
    if old.is_lighter_than(new, reading):
        return _settled(question, "conduct", old, (*early, _applies("决定时的规定不是较轻，适用行为时的规定", both)))
    return _chosen(question, old, new, early, both)


def _not_compared(book: PenaltyBook, question: Question, old: Range) -> tuple[str, ...]:
    later = old.rule is not book.rules[question.rule][-1] or old.rule.law.effective_to is not None
    later = later or (old.penalty.subtiers and question.on < book.subtiers.effective_from)
    return ("没有给决定日，没有与决定时的规定比较（从旧兼从轻，罚法第37条）",) if later else ()


def _earlier_order(book: PenaltyBook, question: Question, old: Range) -> tuple[str, ...]:
    """An order in force at the conduct whose figures the file does not have."""
    row = book.parameter("earlier_accident_order", question.on)
    if not old.penalty.subtiers or not row["effective_from"] <= question.on <= row["until"]:
        return ()
    return (f"待核：行为时施行的《{row['name']}》的分档没有取得，行为时按条文幅度比较；取得后写进 {WHERE_TO_SET} 的 accident_subtiers",)


def _applies(why: str, both: tuple[str, str]) -> str:
    return f"从旧兼从轻（罚法第37条）：{why}。{'；'.join(both)}"


def _settled(question: Question, law: str, found: Range, told: tuple[str, ...]) -> Applied:
    """Raises: Refusal: the officers chose the other law"""
    if question.law_choice not in ("", law):
        why = told[-1] if told else "新旧规定相同"
        raise Refusal(f"从旧兼从轻已经能够判断，应适用{CHOICES[law]}，不能另选（罚法第37条）。{why}", rule=found.rule)
    return found, told, ()


def _chosen(question: Question, old: Range, new: Range, early: tuple[str, ...], both: tuple[str, str]) -> Applied:
    mixed = "决定时的规定有轻有重，不能判断哪个较轻"
    if question.law_choice:
        found = new if question.law_choice == "decision" else old
        return found, (*early, _applies(f"{mixed}，承办人选择适用{CHOICES[question.law_choice]}，须写明理由", both)), both
    way = f"由承办人选择适用哪一个并写明理由，选择以前按行为时的规定；比较方法待核，在 {WHERE_TO_SET} 的 lighter_law"
    return old, (*early, _applies(f"{mixed}，{way}", both)), both


def _gone(question: Question, old: Range, refused: Refusal) -> Applied:
    """Raises: Refusal: the law at the decision no longer punishes this party in this tier, which is lighter"""
    if refused.code == NOT_PUNISHED:
        raise Refusal(
            f"从旧兼从轻（罚法第37条）：行为时 {_says(old)}，决定时已不再处罚。{refused.reason}", rule=refused.rule
        )
    if refused.code != NOT_IN_FORCE:
        raise refused
    both = (f"行为时 {_says(old)}", f"决定时 {refused.reason}")
    if question.law_choice == "decision":
        raise Refusal(f"决定时的数额没有取得，不能适用决定时的规定：{refused.reason}", rule=refused.rule)
    told = f"待核：{refused.reason}。{both[0]}；决定时的数额没有取得，从旧兼从轻（罚法第37条）须人工比较"
    return old, (told,), both


def _says(found: Range) -> str:
    kinds = "、".join(SANCTIONS[code] for code in sorted(found.kinds))
    may = "可以" if found.mode == "may" else ""
    fine = f"{may}罚款 {yuan(found.low)}至 {yuan(found.high)}" if found.high is not None else "没有罚款"
    return f"{found.cite}{kinds and '：' + kinds + '，'}{fine}"


def _item(rule: PenaltyRule, question: Question) -> str:
    """The item as it is cited, "" where none was asked.

    Raises: Refusal: the article has no such item
    """
    if question.item is None:
        return ""
    number = str(question.item)
    if number in rule.items:
        return f"第{number}项"
    if number in rule.duty_items:
        return f"（第{rule.duty_article}条第{number}项）"
    if not _known_items(rule) and number.isdecimal() and int(number) > 0:
        return f"第{number}项"
    exist = rule.items or rule.duty_items
    listed = "；".join(f"{key} {getattr(each, 'conduct', each)}" for key, each in exist.items())
    raise Refusal(f"{rule.cite}没有第 {number} 项" + (f"；有：{listed}" if listed else ""), rule=rule)


def _known_items(rule: PenaltyRule) -> bool:
    return bool(rule.items or rule.duty_items)


def _orders(rule: PenaltyRule, tier: str) -> tuple[str, ...]:
    """What has to be corrected can be ordered only before it became an accident."""
    return (rule.order_text,) if rule.order_text and tier != "accident" else ()


def _sanctions(question: Question, found: Range) -> tuple[str, ...]:
    kinds = found.penalty.sanctions + (("fine",) if found.high is not None else ())
    return kinds + (("confiscate_gain",) if _confiscates_silently(question, found) else ())


def _confiscates_silently(question: Question, found: Range) -> bool:
    """Unlawful gain is confiscated even where the article is silent (罚法 art. 28)."""
    silent = "confiscate_gain" not in found.penalty.sanctions
    return bool(silent and question.gain_yuan and question.gain_yuan > 0 and question.on >= CONFISCATION_SINCE)


def _basis(book: PenaltyBook, question: Question, found: Range, item: str) -> str:
    parts = [found.cite + item]
    if question.tier in found.rule.same_as:
        parts.append(f"依照{found.rule.same_as[question.tier]}处罚")
    if found.grade:
        parts.append(book.grade_basis)
    if found.subtier:
        parts.append(book.subtiers.name)
    if _confiscates_silently(question, found):
        parts.append("行政处罚法（2021）第28条")
    if question.mitigated:
        parts += [f"行政处罚法（2021）{book.circumstances[code].article}" for code in question.circumstances
                  if book.circumstances[code].effect == "lenient"]  # fmt: skip
    return "；".join(parts)


def _confidence(book: PenaltyBook, found: Range) -> str:
    doubts = [found.rule.confidence]
    doubts += [book.subtiers.confidence] if found.subtier else []
    doubts += ["medium"] if found.penalty.grades_from and any(map(_is_doubt, found.warnings)) else []
    return max(doubts, key=CONFIDENCE.index)


def _is_doubt(words: str) -> bool:
    return words.startswith("待核")


def _doubts(question: Question, found: Range) -> tuple[str, ...]:
    rule = found.rule
    unverified = f"待核：{rule.cite}的数额未对照条文文本（{rule.confidence}），核对后改 {WHERE_TO_SET}"
    texts = [unverified] if rule.confidence != "high" else []
    texts += (
        [f"待核：没有收录{rule.cite}的分项，项号未核对"] if question.item is not None and not _known_items(rule) else []
    )
    return (*texts, *([rule.warning] if rule.warning else []))


def _notes(book: PenaltyBook, question: Question, found: Range) -> list[str]:
    rule, penalty = found.rule, found.penalty
    notes = [ELSEWHERE[code] for code in (*penalty.sanctions, *penalty.any_of) if code in ELSEWHERE]
    if rule.order_to_correct == "precondition":
        notes.append(f"前提：已{rule.order_text}而没有改正")
    if _confiscates_silently(question, found):
        notes.append(book.principles["P5"].text)
    of_entity = question.subject == "entity"
    others = [subject for subject in rule.subjects(question.tier) if (subject == "entity") != of_entity]
    if others:
        notes.append(f"本档同时处罚：{'、'.join(SUBJECTS[subject] for subject in others)}（一案双罚，{found.cite}）")
    if rule.id == book.closure["rule"] and question.tier == "standing":
        notes += [f"情形 {key}：{text}" for key, text in book.closure["triggers"].items()]
    item = rule.items.get(str(question.item))
    crime = (item and item.crime) or rule.crime
    notes += [f"达到{crime}的，移送公安机关，不得以罚代刑"] if crime else []
    return [*notes, *([rule.note] if rule.note else []), *([f"适用范围：{rule.scope}"] if rule.scope else [])]
