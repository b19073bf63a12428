"""Is what is proposed lawful? A fine against its range, mitigation against its circumstances, kinds that belong together.

Pure; each refusal names the article and the way on.
"""

from dataclasses import dataclass
from decimal import Decimal

from app.law.penalty_amounts import CENT, Question, Range, yuan
from app.law.penalty_lengths import Length, units_words
from app.law.penalty_rules import GRADES, SANCTIONS, TIERS, Measure, Penalty, PenaltyBook

OTHER_AUTHORITY = {"demotion_removal", "detention", "closure_order", "revoke_license", "career_ban"}


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: str
    warnings: tuple[str, ...] = ()


def verdict(book: PenaltyBook, question: Question, found: Range) -> Verdict:
    """The first thing that is wrong refuses; warnings are what a person has to weigh."""
    warnings = tuple(_warnings(book, question, found))
    for judge in (_forgiven, _mitigation, _fine, _together, _lengths):
        if reason := judge(book, question, found):
            return Verdict(False, reason, warnings)
    return Verdict(True, _accepted(question, found), warnings)


def _forgiven(book: PenaltyBook, question: Question, found: Range) -> str:
    """Who must not be punished is not fined at all (罚法 arts. 30, 31, 33, 36)."""
    for code in _circumstances(book, question, "must_not"):
        why = book.circumstances[code]
        return f"{code} {why.text}：不予处罚（行政处罚法（2021）{why.article}），不能再罚款；仍须责令改正、教育并留痕"
    return ""


def _mitigation(book: PenaltyBook, question: Question, found: Range) -> str:
    """Below the minimum only with a circumstance of 罚法 arts. 30 to 32, and only where there is a minimum."""
    if not question.mitigated:
        return ""
    if found.penalty.amount and found.penalty.amount.measure is Measure.DAILY:
        return (f"{found.cite}：按日连续处罚的数额是原罚款数额乘天数，没有幅度，不能减轻；拒不改正与主动消除、减轻危害后果也不相容。"
                "有从宽情形的，可以不决定按日连续处罚（条文写“可以”）")  # fmt: skip
    if not _circumstances(book, question, "lenient"):
        return "减轻处罚须有法定情节 L1 至 L7（行政处罚法（2021）第30至32条）并附证据；没有的，只能在法定幅度内裁量"
    if found.low == 0:
        return f"{found.cite}没有写下限，没有减轻的空间：请改为从轻，在大于零、{yuan(found.high)}以下之内确定数额"
    return ""


def _fine(book: PenaltyBook, question: Question, found: Range) -> str:
    fine = question.fine_yuan
    if fine is None:
        return ""
    if found.high is None:
        return _no_fine(question, found)
    if fine <= 0:
        return "罚款要大于零：减轻处罚也不能减到零，不予处罚的应作不予处罚决定（行政处罚法（2021）第32、33条）"
    if fine % CENT:
        return "罚款数额最多写到分"
    if fine > found.high:
        return f"罚款 {yuan(fine)}超过{_place(found)}的上限 {yuan(found.high)}，请不超过上限{_elsewhere(question, found)}"
    if fine < found.low and not question.mitigated:
        return _too_low(question, found)
    return ""


def _no_fine(question: Question, found: Range) -> str:
    kinds = "、".join(SANCTIONS[code] for code in (*found.penalty.sanctions, *found.penalty.any_of))
    here = f"只有{kinds}" if kinds else f"只有{found.rule.order_text}"
    way = f"。{found.rule.note}" if found.rule.note else ""
    return f"{_place(found)}对该主体{here}，没有罚款{_elsewhere(question, found)}{way}"


def _too_low(question: Question, found: Range) -> str:
    span = f"{yuan(question.fine_yuan)}低于{_place(found)}的下限 {yuan(found.low)}"
    if found.penalty.amount and found.penalty.amount.measure is Measure.DAILY:
        return f"罚款 {span}：按日连续处罚的数额是原罚款数额乘天数，没有裁量幅度"
    leeway = "固定比例，没有从轻的空间，" if found.low == found.high else ""
    return f"罚款 {span}：{leeway}只有具备 L1 至 L7 情节并标明减轻，才可低于下限（行政处罚法（2021）第32条）{_elsewhere(question, found)}"


def _place(found: Range) -> str:
    grade = GRADES[found.grade] if found.grade else ""
    return f"{found.cite}{grade}"


def _elsewhere(question: Question, found: Range) -> str:
    """In which other tier or grade the proposed fine would lie: what was probably meant."""
    fits = []
    for tier, parties in found.rule.tiers.items():
        penalty = parties.get(question.subject)
        if penalty and tier != question.tier and penalty.gain_amount is None and _holds(penalty, question.fine_yuan):
            fits.append(f"{tier}（{TIERS[tier]}）档")
    for grade, amount in found.penalty.by_grade.items():
        if grade != found.grade and amount.measure is Measure.YUAN and amount.low <= question.fine_yuan <= amount.high:
            fits.append(GRADES[grade])
    return f"；该数额在{'、'.join(fits)}的幅度内，须有相应的事实" if fits else ""


def _holds(penalty: Penalty, fine: Decimal) -> bool:
    amount = penalty.amount
    return bool(amount and amount.measure is Measure.YUAN and fine > 0 and amount.low <= fine <= amount.high)


# --- kinds that belong together ---------------------------------------------------------------------------------------


def _together(book: PenaltyBook, question: Question, found: Range) -> str:
    """What the article joins is imposed together, and nothing else (only where the question names the kinds)."""
    if question.sanctions is None:
        return ""
    proposed, due = set(question.sanctions), _due(question, found)
    if missing := [code for code in due if code not in proposed]:
        return f"{_place(found)}要求同时作出：{_names(missing)}；不能只作其中一部分"
    if "confiscate_gain" in proposed and question.gain_yuan == 0:
        return f"{_place(found)}：没有违法所得，没收违法所得无从作出：请去掉，按条文单处罚款；有违法所得的，请填数额"
    group = found.penalty.any_of
    if group and not proposed & set(group):
        return f"{_place(found)}要求至少作出其中一种：{_names(group)}"
    known = {*found.penalty.sanctions, *group, "confiscate_gain", *(["fine"] if found.high is not None else [])}
    if "detention" in proposed and "detention" in found.penalty.lengths:
        return f"{_place(found)}的行政拘留由公安机关决定：请去掉，把案件材料移送公安机关"
    if extra := sorted(proposed - known):
        unlawful = f"{_place(found)}对该主体没有规定：{_names(extra)}（处罚法定，行政处罚法（2021）第4条）"
        return f"{unlawful}。请去掉，或者改选有这种处罚的条款、阶次"
    return ""


def _lengths(book: PenaltyBook, question: Question, found: Range) -> str:
    """How long each kind without an amount lasts: as the article writes it, else in the units the office uses."""
    wrong = (_wrong_length(book, found, code, length) for code, length in question.lengths.items())
    return next(filter(None, wrong), "")


def _wrong_length(book: PenaltyBook, found: Range, code: str, length: Length) -> str:
    name, units = SANCTIONS[code], book.parameter("sanction_lengths", found.day).get(code)
    if units is None:
        return f"{name}没有期限，请去掉期限“{length}”"
    if not length.is_whole:
        return f"{name}的期限要写明数目，大于零：{units_words(units)}"
    bans = found.penalty.bans if code == "career_ban" else ()
    if bans and length not in [ban.length for ban in bans]:
        return f"{_place(found)}的{name}是：{'；'.join(map(str, bans))}。不是{length}，请改为条文的期限"
    if limits := found.penalty.lengths.get(code):
        shortest, longest = limits
        inside = shortest.no_longer_than(length) and length.no_longer_than(longest)
        return "" if inside else f"{_place(found)}的{name}应在 {shortest}以上 {longest}以下，不是{length}"
    if not bans and length.unit not in units:
        return f"{name}的期限应{units_words(units)}，不是{length}"
    return ""


def length_words(book: PenaltyBook, found: Range) -> tuple[str, ...]:
    """What the law, or the office where the law is silent, writes of how long the kinds of this range last."""
    row, words = book.parameter("sanction_lengths", found.day), []
    for code in dict.fromkeys((*found.penalty.sanctions, *found.penalty.any_of, *found.penalty.lengths)):
        if limits := found.penalty.lengths.get(code):
            words.append(f"{SANCTIONS[code]}：{limits[0]}以上{limits[1]}以下")
        elif code in row and not (code == "career_ban" and found.penalty.bans):
            words.append(f"{SANCTIONS[code]}：{units_words(row[code])}（条文没有写期限，待核）")
    return tuple(words)


def _due(question: Question, found: Range) -> list[str]:
    gain = bool(question.gain_yuan and question.gain_yuan > 0)
    due = [
        code for code in found.penalty.sanctions if code not in OTHER_AUTHORITY and (code != "confiscate_gain" or gain)
    ]
    due += ["confiscate_gain"] if gain and "confiscate_gain" not in due else []
    return due + (["fine"] if found.mode == "must" or question.fine_yuan is not None else [])


def _names(codes) -> str:
    return "、".join(SANCTIONS[code] for code in codes)


# --- what is said where nothing is wrong ------------------------------------------------------------------------------


def _circumstances(book: PenaltyBook, question: Question, effect: str) -> list[str]:
    """Codes of the question with this effect; those of natural persons only do not help an entity."""
    return [code for code in question.circumstances if book.circumstances[code].effect == effect
            and not (question.subject == "entity" and book.circumstances[code].persons_only)]  # fmt: skip


def _warnings(book: PenaltyBook, question: Question, found: Range) -> list[str]:
    warnings = []
    lenient, harsh = (_circumstances(book, question, effect) for effect in ("lenient", "harsh"))
    if lenient and harsh:
        warnings.append("从轻减轻与从重情节并存：不机械抵消，由集体讨论说明理由")
    if _circumstances(book, question, "may_not"):
        warnings.append("N2 可以不予处罚：是否处罚须说明理由（行政处罚法（2021）第33条第1款）")
    fine = question.fine_yuan
    if question.mitigated and fine is not None and found.low and found.low <= fine <= (found.high or 0):
        warnings.append("该数额没有低于下限，属于从轻，不是减轻，文书应写从轻")
    alone = [code for code in _due(question, found) if code != "fine"]
    if fine is not None and found.high is not None and question.sanctions is None and alone:
        warnings.append(f"罚款须与{_names(alone)}同时作出（{_place(found)}）")
    return warnings


def _accepted(question: Question, found: Range) -> str:
    if found.high is None:
        kinds = _names((*found.penalty.sanctions, *found.penalty.any_of))
        return f"{_place(found)}：{kinds or found.rule.order_text}，没有罚款"
    if found.low == 0:
        span = f"{yuan(found.high)}以下，大于零"
    else:
        span = yuan(found.low) if found.low == found.high else f"{yuan(found.low)}以上 {yuan(found.high)}以下"
    if question.fine_yuan is None:
        return f"{_place(found)}：罚款 {span}"
    if question.fine_yuan < found.low:
        return (
            f"罚款 {yuan(question.fine_yuan)}低于{_place(found)}的下限，依减轻情节允许；须法制审核、集体讨论并说明理由"
        )
    return f"罚款 {yuan(question.fine_yuan)}在{_place(found)}的幅度之内（{span}）"
