"""One violation of a proposal: what the law answers about it, whether what is proposed stays inside, how papers tell it.

The law itself is `app.law.penalty_ranges`; nothing here knows an amount. No database, no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.core.clock import day
from app.core.errors import RuleBroken
from app.documents.rendering import capital
from app.law.articles import Article, load_articles
from app.law.penalty_amounts import daily_penalty_days
from app.law.penalty_bands import NoSuggestion, band_ends, suggest
from app.law.penalty_calculator import plain
from app.law.penalty_file import load_penalties
from app.law.penalty_ranges import CHOICES, Answer, Question, answer
from app.law.penalty_rules import TIERS, Measure, Penalty, PenaltyRule
from app.penalties import circumstances
from app.penalties.models import SANCTIONS, Breach
from app.penalties.rules import lengths_of

LENGTH_FIELDS = {  # the form asks for `<name>_unit` and `<name>_count` of each kind that lasts for a time
    "suspend_business": "suspension", "stop_construction": "construction", "suspend_qualification": "qualification",
    "career_ban": "ban",
}  # fmt: skip
AMOUNTS = ("loss_yuan", "income_yuan", "original_fine_yuan")


def split(chosen: str) -> tuple[str, str | None]:
    """A form's choice of rule, "AQ97:5" or "AQ102", as (rule id, item)."""
    rule_id, _, item = chosen.partition(":")
    return rule_id, item or None


def rule_in_force(rule_id: str, on: date) -> PenaltyRule | None:
    """The version of the day of the conduct, else the newest."""
    versions = load_penalties().rules.get(rule_id, ())
    return next((each for each in versions if each.covers(on)), versions[-1] if versions else None)


def known(chosen: str) -> bool:
    """Whether there is such a rule and, where it has items, such an item of it."""
    rule_id, item = split(chosen)
    versions = load_penalties().rules.get(rule_id, ())
    return any((item in each.items or item in each.duty_items) if item else not each.items for each in versions)


def question(breach: Breach, decided_on: date, **proposed) -> Question:
    """What the law is asked about a breach; `proposed`: fine_yuan and sanctions, where they are to be judged too."""
    given = breach.given
    amounts = {key: Decimal(given[key]) for key in AMOUNTS if given.get(key)}
    return Question(
        rule=breach.rule_id, subject=breach.subject, tier=breach.tier, on=breach.conduct_on, item=breach.item,
        deaths=given.get("deaths"), injuries=given.get("injuries"), gain_yuan=breach.gain_yuan, days=daily(given),
        decided_on=decided_on, mitigated=breach.mitigated, circumstances=tuple(breach.circumstances),
        law_choice=breach.law_choice or "", **amounts, **proposed,
    )  # fmt: skip


def loss_of(given: dict) -> Decimal:
    return Decimal(given.get("loss_yuan") or 0)


def daily(given: dict) -> int | None:
    """Days of a daily penalty: from the day after the order was made through the re-inspection. Source: 安全生产法 art. 112"""
    if not (given.get("ordered_on") and given.get("rechecked_on")):
        return None
    return daily_penalty_days(day(given["ordered_on"]), day(given["rechecked_on"]))


def reckoned(breach: Breach, subjects: tuple[str, ...], on: date) -> Breach:
    """The breach with what the law says of it on that day: whom it is asked about, version, citation and range.

    Args: subjects: as which the article may name this party, the closest first
    """
    breach.subject = subjects[0]
    rule = rule_in_force(breach.rule_id, breach.conduct_on)
    if rule is not None:
        breach.subject = next((each for each in subjects if each in rule.subjects(breach.tier)), subjects[0])
    found = answer(question(breach, on))
    applied = _applied(breach.rule_id, found.version) or rule
    breach.rule_version = str(applied.law) if applied else ""
    breach.basis = citation_of(applied, breach.item, breach.tier) if applied else breach.rule_id
    breach.min_yuan, breach.max_yuan = found.min, found.max
    breach.suggested_low, breach.suggested_high = suggestion(breach) or (None, None)
    return breach


def suggestion(breach: Breach) -> tuple[Decimal, Decimal] | None:
    """The band to propose from, by the circumstances; None: no fine, or the range itself is not known."""
    if not breach.max_yuan:
        return None
    try:
        ends = (breach.min_yuan, breach.max_yuan)
        return suggest(ends, _ratios(breach), _direction(breach), breach.mitigated, on=breach.conduct_on)
    except NoSuggestion:
        return None


def _ratios(breach: Breach) -> tuple[Decimal, Decimal] | None:
    """The percentages of the discretion table's tier, where one weighed this breach."""
    found = breach.benchmark
    return tuple(Decimal(str(found[name])) * 100 for name in ("ratio_min", "ratio_max")) if found else None


def band(breach: Breach) -> tuple[Decimal, Decimal] | None:
    """The yuan between which the discretion table, or a circumstance in its place, wants the fine; None: no table weighs it."""
    if not breach.benchmark or not breach.max_yuan:
        return None
    return band_ends((breach.min_yuan, breach.max_yuan), _ratios(breach), _direction(breach), on=breach.conduct_on)


def _direction(breach: Breach) -> str:
    """One that points one way; where they point both ways nothing is set off, and the middle stays."""
    found = circumstances.effects(breach.circumstances)
    return next(iter(found)) if len(found) == 1 else "normal"


def suggestion_words(breach: Breach) -> str | None:
    """「80,000元至110,000元（一般，幅度的30%至70%）」, 「…（B 阶次，幅度的30%至60%）」; a local practice, so 待核."""
    if breach.suggested_high is None:
        return None
    split = load_penalties().parameter("band_split", breach.conduct_on)
    lenient, harsh = split["lenient"], split["harsh"]
    middle = f"一般，幅度的{lenient}%至{harsh}%"
    if ratios := _ratios(breach):
        middle = f"{breach.benchmark['tier']} 阶次，幅度的{ratios[0]:.0f}%至{ratios[1]:.0f}%"
    why = {"lenient": f"从轻，幅度的0至{lenient}%", "harsh": f"从重，幅度的{harsh}%至100%", "normal": middle}[_direction(breach)]
    mixed = "；从轻与从重情节并存，由集体讨论" if len(circumstances.effects(breach.circumstances)) > 1 else ""
    low, high = breach.suggested_low, breach.suggested_high
    span = yuan(low) if low == high else f"{yuan(low)}至{yuan(high)}"
    return f"{span}（{'减轻，低于法定下限' if breach.mitigated else why}{mixed}；{'数值' if _ratios(breach) else '切分比例'}待核）"


def _applied(rule_id: str, version: str | None) -> PenaltyRule | None:
    return next((each for each in load_penalties().rules.get(rule_id, ()) if each.version == version), None)


def citation_of(rule: PenaltyRule, item: str | None, tier: str) -> str:
    """「《中华人民共和国安全生产法》第九十九条第（三）项」, as papers cite the liability."""
    statute = next((each for each in load_articles().statutes if each.id == rule.law.id), None)
    return f"《{statute.name if statute else rule.law.name}》{Article(statute, _place(rule, item, tier), 'penalty', '').number}"


def _place(rule: PenaltyRule, item: str | None, tier: str) -> str:
    """「99-0-3」, as ids of articles write it."""
    named = rule.paragraphs.get(tier, rule.paragraph)
    paragraph = named if named.isdecimal() else ""
    point = item if item in rule.items else None
    return rule.article.split(",")[0] + (f"-{paragraph or 0}" if paragraph or point else "") + (f"-{point}" if point else "")


def _article_ids(breach: Breach) -> list[str]:
    """The liability of this breach where it is on the office's list of articles."""
    rule = next((each for each in load_penalties().rules.get(breach.rule_id, ()) if str(each.law) == breach.rule_version), None)
    found = rule and f"{rule.law.id}-{_place(rule, breach.item, breach.tier)}"
    return [found] if found in load_articles().by_id else []


def named(chosen: str, rule: PenaltyRule) -> tuple[str, str]:
    """(the violation, its place in the law) of a form's choice: 「特种作业无证上岗」, 「安全生产法第97条第7项」."""
    _, item = split(chosen)
    listed = rule.items.get(item)
    conduct = listed.conduct if listed else "：".join(filter(None, (rule.conduct, rule.duty_items.get(item))))
    paragraph = f"第{rule.paragraph}款" if rule.paragraph else ""
    return conduct, f"{rule.law.name}第{rule.article}条{paragraph}" + (f"第{item}项" if listed else "")


def rule_words(chosen: str) -> str:
    """A form's choice as people read it; an unknown one as it is."""
    versions = load_penalties().rules.get(split(chosen)[0])
    return "，".join(reversed(named(chosen, versions[-1]))) if versions else chosen


def conduct_of(breach: Breach) -> str:
    """The violation in the words of the rule, e.g. 「特种作业无证上岗」."""
    rule = rule_in_force(breach.rule_id, breach.conduct_on)
    if rule is None:
        return breach.rule_id
    return rule.items[breach.item].conduct if breach.item in rule.items else rule.conduct


# --- what the law demands -------------------------------------------------------------------------------------------


def require_lawful(breach: Breach, on: date) -> Answer:
    """Who, in which tier, with which kinds and how much: all of it as the law answers on that day.

    Raises: RuleBroken("not_punishable" | "mitigation" | "sanctions" | "length" | "out_of_range" | "circumstance_unproven" |
            "mitigation_without_ground" | "law_choice" | "law_undecided"), fields named within the row
    Source: 行政处罚法 (2021) arts. 4, 5, 9, 32, 37; 安全生产法 (2021) arts. 92-114
    """
    circumstances.require_circumstances(
        breach.circumstances, breach.circumstance_note, breach.circumstance_evidence, breach.mitigated
    )
    asked = question(breach, on)
    kinds = tuple(sanction["code"] for sanction in breach.sanctions)
    _require_allowed("not_punishable", "tier", replace(asked, mitigated=False, law_choice=""))
    _require_law_settled(_require_allowed("law_choice", "law_choice", replace(asked, mitigated=False)), breach)
    found = _require_allowed("mitigation", "mitigated", asked)
    _require_allowed("sanctions", "sanctions", replace(asked, sanctions=kinds))
    for code, length in lengths_of(breach.sanctions).items():
        _require_allowed("length", f"{LENGTH_FIELDS.get(code, code)}_unit", replace(asked, lengths={code: length}))
    if "fine" in kinds:
        _require_allowed("out_of_range", "fine_yuan", replace(asked, fine_yuan=breach.fine_yuan or Decimal(0)))
    return found


def _require_law_settled(found: Answer, breach: Breach) -> None:
    """Where neither law is lighter the officers choose one and say why.

    Raises: RuleBroken("law_undecided")
    Source: 行政处罚法 (2021) art. 37
    """
    if found.laws and not (breach.law_choice and breach.law_reason.strip()):
        text = f"新旧规定不能判断哪个较轻（罚法第37条）：{'；'.join(map(plain, found.laws))}。请选择适用哪一个并写明理由"
        raise RuleBroken("law_undecided", text, {"law_reason" if breach.law_choice else "law_choice": text})


def _require_allowed(code: str, field: str, asked: Question) -> Answer:
    found = answer(asked)
    if not found.allowed:
        text = plain(found.reason)
        raise RuleBroken(code, text, {field: text})
    return found


def require_all_lawful(breaches: Iterable[Breach], on: date) -> list[Answer]:
    """Every breach by itself; refusals name the row of the form they belong to.

    Raises: RuleBroken, see require_lawful; RuleBroken("breach_twice" | "facts_missing")
    Source: 行政处罚法 (2021) art. 29: one conduct of one party is fined once
    """
    found, rows = [], list(breaches)
    for place, breach in enumerate(rows):
        try:
            for earlier in rows[:place]:
                _require_apart(breach, earlier)
            if len(rows) > 1 and not breach.conduct.strip():
                text = "有两项以上违法行为的，每项都要写明事实（罚法第44条、第59条）"
                raise RuleBroken("facts_missing", text, {"conduct": text})
            found.append(require_lawful(breach, on))
        except RuleBroken as refused:
            text = f"第 {place + 1} 项违法行为：{refused.message}" if len(rows) > 1 else refused.message
            raise RuleBroken(refused.code, text, {"breaches": {place: refused.messages}}) from refused
    return found


def _require_apart(breach: Breach, earlier: Breach) -> None:
    """One conduct is neither named twice nor fined under two articles; two of the same kind tell different facts.

    Raises: RuleBroken("breach_twice")
    Source: 行政处罚法 (2021) art. 29
    """
    if bare(breach.conduct) != bare(earlier.conduct):
        return
    if same_rule(breach, earlier):
        text = (f"“{conduct_of(breach)}”填了两次，事实相同；同一个违法行为只能处罚一次（罚法第29条）。请删去一条；"
                "确是两个行为的，分别写明各自的时间、地点、设备")  # fmt: skip
        raise RuleBroken("breach_twice", text, {"rule": text})
    both = [each for each in (earlier, breach) if _is_fined(each)]
    if bare(breach.conduct) and len(both) == 2:
        heavier = max(both, key=lambda each: each.max_yuan or 0)
        text = (f"与前一项写的是同一事实：同一个违法行为触犯多条的，按罚款数额高的规定处罚一次（罚法第29条）。请只保留"
                f"{heavier.basis}（上限 {yuan(heavier.max_yuan or Decimal(0))}）；确是两个行为的，分别写明各自的事实")  # fmt: skip
        raise RuleBroken("breach_twice", text, {"conduct": text})


def same_rule(one: Breach, other: Breach) -> bool:
    return (one.rule_id, one.item) == (other.rule_id, other.item)


def bare(facts: str) -> str:
    """Facts without what does not tell two of them apart: signs and spaces."""
    return re.sub(r"[\W_]", "", facts)


def _is_fined(breach: Breach) -> bool:
    return any(sanction["code"] == "fine" for sanction in breach.sanctions)


# --- the whole of several breaches ----------------------------------------------------------------------------------


def totals(breaches: list[Breach]) -> dict:
    """What the proposal says for all its breaches together (分别裁量，合并执行): kinds, sums, articles, the weighing."""
    merged: dict[str, list[str]] = {}
    for sanction in (sanction for breach in breaches for sanction in breach.sanctions):
        merged.setdefault(sanction["code"], []).append(sanction.get("text", ""))
    gains = _sum(breach.gain_yuan for breach in breaches if any(each["code"] == "confiscate_gain" for each in breach.sanctions))
    if gains and "confiscate_gain" in merged:
        merged["confiscate_gain"] = [f"没收违法所得 {gains:,.2f} 元"]
    texts = {code: "；".join(dict.fromkeys(filter(None, said))) for code, said in merged.items()}
    return {
        "sanctions": [{"code": code, "text": text} if text else {"code": code} for code, text in texts.items()],
        "fine_yuan": _sum(breach.fine_yuan for breach in breaches), "gain_yuan": gains,
        "violated": _joined(breach.violated for breach in breaches), "basis": _joined(breach.basis for breach in breaches),
        "violated_articles": list(dict.fromkeys(each for breach in breaches for each in breach.violated_articles)),
        "basis_articles": list(dict.fromkeys(each for breach in breaches for each in _article_ids(breach))),
        "discretion_note": "\n".join(discretion_words(breach) for breach in breaches),
    }  # fmt: skip


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = [amount for amount in amounts if amount is not None]
    return sum(found, Decimal(0)) if found else None


def _joined(citations: Iterable[str]) -> str:
    """Each once; a law is named again only after another one."""
    told, last = [], ""
    for words in dict.fromkeys(filter(None, citations)):
        law = words[: words.find("》") + 1]
        told.append(words.removeprefix(law) if law and law == last else words)
        last = words[words.rfind("《") : words.rfind("》") + 1]
    return "、".join(told)


# --- what is on the form besides ------------------------------------------------------------------------------------


def needs() -> dict[str, list[str]]:
    """Which facts the range of a rule in a tier needs: {"accident_rules" | "income_rules" | "gain_rules" | "daily_rules":
    ["AQ114-1/accident", …]}, as the form's conditions read them; `law_changed_on`: conduct before it may have two laws."""
    found = {name: [] for name in NEEDS}
    for versions in load_penalties().rules.values():
        for rule in versions:
            for tier, subjects in rule.tiers.items():
                for name, wanted in NEEDS.items():
                    if any(wanted(penalty) for penalty in subjects.values()):
                        found[name] += [f"{code}/{tier}" for code in codes(rule)]
    return {name: list(dict.fromkeys(places)) for name, places in found.items()} | {"law_changed_on": _last_change()}


def _last_change() -> str:
    """The latest day on which a law, or the order on accidents, began or ended."""
    book = load_penalties()
    laws = [rule.law for versions in book.rules.values() for rule in versions]
    days = [law.effective_to + timedelta(1) for law in laws if law.effective_to]
    return max(*days, book.subtiers.effective_from).isoformat()


def codes(rule: PenaltyRule) -> list[str]:
    """What a form may choose of a rule: its items, else the rule itself (with the duties of article 21 for article 94)."""
    return [f"{rule.id}:{number}" for number in (rule.items or rule.duty_items)] or [rule.id]


def _measured(penalty: Penalty, measure: Measure) -> bool:
    return any(amount and amount.measure is measure for amount in (penalty.amount, *penalty.by_grade.values()))


NEEDS = {
    "accident_rules": lambda penalty: bool(penalty.by_grade or penalty.base),
    "income_rules": lambda penalty: _measured(penalty, Measure.INCOME),
    "gain_rules": lambda penalty: bool(penalty.gain_amount or "confiscate_gain" in penalty.sanctions),
    "daily_rules": lambda penalty: _measured(penalty, Measure.DAILY),
}


# --- as papers tell it ----------------------------------------------------------------------------------------------


def range_words(low: Decimal | None, high: Decimal | None) -> str:
    """「50,000元以上200,000元以下」, 「100,000元以下」, 「400,000元」; without a fine 「没有罚款」."""
    if high is None:
        return "没有罚款"
    if low == high:
        return yuan(high)
    return f"{yuan(low)}以上{yuan(high)}以下" if low else f"{yuan(high)}以下"


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00") + "元"


def measure_words(sanctions: list[dict], fine_yuan: Decimal | None, gain_yuan: Decimal | None, in_capitals: bool = False) -> str:
    """「罚款 86,000.00 元、限制从业（五年）」; on papers the amounts in capitals too: 「罚款人民币捌万陆仟元整（￥86,000.00）」."""
    words = []
    for sanction in sanctions:
        amount = {"fine": fine_yuan, "confiscate_gain": gain_yuan}.get(sanction["code"])
        shown = f"人民币{capital(f'{amount:.2f}')}（￥{amount:,.2f}）" if amount and in_capitals else amount and f" {amount:,.2f} 元"
        extra = shown if shown else f"（{sanction['text']}）" if sanction.get("text") else ""
        words.append(f"{SANCTIONS[sanction['code']]}{extra}")
    return "、".join(words)


def law_words(breach: Breach) -> str:
    """Which law the officers chose where neither is lighter, and why."""
    return f"依照从旧兼从轻原则适用{CHOICES[breach.law_choice]}：{breach.law_reason}" if breach.law_choice else ""


def tier_words(breach: Breach) -> str:
    """「按裁量基准属于 B 阶次：2 人至 4 人无证上岗，对应…」; "" without a table."""
    if not breach.benchmark:
        return ""
    found = breach.benchmark
    told = f"按裁量基准属于 {found['tier']} 阶次：{found['reason']}，对应{range_words(*band(breach))}"
    return told + (f"。偏离的理由：{breach.deviation.rstrip('。')}" if breach.deviation else "")


def discretion_words(breach: Breach) -> str:
    """Tier, range, circumstances and reason, as the notice and the decision tell them."""
    span = f"法定罚款幅度为{range_words(breach.min_yuan, breach.max_yuan)}" if breach.max_yuan is not None else "该档没有规定罚款"
    below = "，依法减轻处罚" if breach.mitigated else ""
    tier = TIERS.get(breach.tier, "（未选）")
    told = (f"属于{tier}的阶次，{span}", law_words(breach), f"{circumstances.words(breach.circumstances)}{below}", breach.circumstance_note,
            tier_words(breach), breach.weighing)  # fmt: skip
    return "".join(f"{words.rstrip('。；')}。" for words in told if words.strip())
