"""The law of appraisals (检测、检验、检疫、技术鉴定) in a case: a definite time, told in writing, at the bureau's cost; pure."""

from datetime import date

from app.core.errors import RuleBroken
from app.law.calendar import ONE_DAY

GROUND = "appraisal"  # of the periods it stops, see app/law/data/periods.yaml
ARTICLE = "行政强制法（2011）第25条第3款"
KINDS = {"test": "检测", "inspection": "检验", "quarantine": "检疫", "appraisal": "技术鉴定"}
STATUSES = {
    "proposed": "正在委托", "refused": "不予批准", "running": "鉴定中", "opined": "已出具意见", "objected": "当事人有异议",
    "settled": "已了结", "ended": "终止鉴定", "redone": "另行重新鉴定",
}  # fmt: skip
OPEN = ("proposed", "running")  # no opinion yet


def require_term(from_on: date, to_on: date, on: date) -> None:
    """The time is definite: it begins today or later and does not end before it begins.

    Raises: RuleBroken("appraisal_term")
    Source: 行政强制法 (2011) art. 25(3)
    """
    if from_on < on:
        refuse("appraisal_term", "期间不能从过去的日子开始：告知以前的日子不能扣除（强法第25条）", "from_on")
    if to_on < from_on:
        refuse("appraisal_term", "期间的末日不能早于开始之日（强法第25条）", "to_on")


def require_objects(objects: list[dict], kept: list[str] | None) -> None:
    """Something is appraised; begun from a seizure, only things of its list.

    Args:   kept: names on the list, None: nothing is sealed or seized
    Raises: RuleBroken("appraisal_objects")
    Source: 行政强制法 (2011) arts. 24, 25(3)
    """
    if not objects:
        refuse("appraisal_objects", "至少写明一件要鉴定的物品", "objects")
    strange = [each["name"] for each in objects if kept is not None and each["name"] not in kept]
    if strange:
        words = f"{'、'.join(strange)}不在查封、扣押的清单上；清单有：{'、'.join(kept)}（强法第24条、第25条）"
        refuse("appraisal_objects", words, "objects")


def require_within(from_on: date, last_day: date | None) -> None:
    """The time begins while the things may still be kept: what has lapsed is not revived.

    Raises: RuleBroken("appraisal_late")
    Source: 行政强制法 (2011) arts. 25, 28
    """
    if last_day and from_on > last_day:
        words = f"查封、扣押到 {last_day} 届满，期间要在此以前开始；来不及的，先办理延期或者解除（强法第25条、第28条）"
        refuse("appraisal_late", words, "from_on")


def require_another_institution(institution: str, former: str | None) -> None:
    """Raises: RuleBroken("same_institution"): a second appraisal is not given to the institution objected to"""
    if former and institution.strip() == former.strip():
        refuse("same_institution", f"重新鉴定要委托其他机构，不能再由{former}办理", "institution")


def require_opinion_days(from_on: date, opined_on: date, received_on: date, on: date) -> None:
    """Raises: RuleBroken("opinion_days"): the opinion is older than the commission, or comes from the future"""
    if opined_on < from_on:
        refuse("opinion_days", f"意见的日期不能早于鉴定开始之日 {from_on}，请核对", "opined_on")
    if not opined_on <= received_on <= on:
        refuse("opinion_days", "收到意见的日期应在出具之日和今天之间，请核对", "received_on")


def require_longer_term(to_on: date, longer_to: date, on: date) -> None:
    """Raises: RuleBroken("appraisal_term"): no day is won, or it is past. Source: 行政强制法 (2011) art. 25(3)"""
    if longer_to <= max(to_on, on):
        refuse("appraisal_term", f"延长后的末日应晚于今天和原来的末日 {to_on}（强法第25条）", "longer_to")


def require_objection_in_time(objected_on: date, told_on: date, last_day: date | None, on: date) -> None:
    """Raises: RuleBroken("objection_days"). Args: last_day: of the time to object, None: not known"""
    if not told_on <= objected_on <= on:
        refuse("objection_days", f"提出异议的日期应在告知书送达之日 {told_on} 和今天之间", "objected_on")
    if last_day and objected_on > last_day:
        refuse("objection_days", f"异议期到 {last_day} 届满；逾期的意见在陈述申辩中提出（罚法第45条）", "objected_on")


def require_none_waiting(labels: list[str]) -> None:
    """An investigation ends, and a case closes, when no opinion is awaited any more.

    Raises: RuleBroken("appraisal_open")
    Source: 行政处罚法 (2021) arts. 40, 46, 57
    """
    if labels:
        text = f"鉴定还没有出具意见：{'；'.join(labels)}。请先登记意见，或者终止鉴定（罚法第40条、第46条）"
        raise RuleBroken("appraisal_open", text)


def told_days(told: list[dict]) -> list[tuple[date, date]]:
    """The days excluded so far. Args: told: [{"number" of the paper, "on" it was served, "from_on", "to_on"}], ISO dates"""
    return [(date.fromisoformat(each["from_on"]), date.fromisoformat(each["to_on"])) for each in told if each["from_on"]]


def excluded_days(from_on: date, to_on: date, told_on: date, told: list[dict]) -> tuple[date, date] | None:
    """The days that do not count: of the time told, those from the telling on; None: none is left.

    Args:   told_on: day the paper was served; told: what was excluded before, of a time that was prolonged
    Source: 行政强制法 (2011) art. 25(3): 期间应当明确，并书面告知当事人. That days before the telling count is read from
            「书面告知」 on the side of the party (从严, M).
    """
    first = max(from_on, told_on, *(last + ONE_DAY for _, last in told_days(told)))
    return (first, to_on) if first <= to_on else None


def article_of(number: str) -> str:
    """What the excluded days are entered under: the article, and the paper that told them."""
    return f"{ARTICLE}，{number}"


def refuse(code: str, words: str, field: str) -> None:
    """Raises: RuleBroken(code), beside the field"""
    raise RuleBroken(code, words, {field: words})
