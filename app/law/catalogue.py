"""Every rule of law the product holds, of whatever kind, as one list: for the pages and for docs/law-coverage.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.law import articles, usage
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import SANCTIONS, SUBJECTS, TIERS, Amount, Measure, Penalty, PenaltyRule
from app.law.period_rules import PeriodRule, load_rules

CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}


@dataclass(frozen=True)
class Version:
    """One dated version. says: what it fixes, 「5 个工作日」; basis: where it is written; in_force: 「2021-07-15 起」"""

    says: str
    basis: str
    in_force: str
    confidence: str  # high medium low
    is_verified: bool  # False: a parameter, shown as 待核


@dataclass(frozen=True)
class Entry:
    """One rule with all its versions, oldest first. group: the procedure or law it is listed under."""

    kind: str  # period | penalty
    id: str
    name: str
    group: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[-1]


def periods() -> list[Entry]:
    """The statutory periods, in the order of the file."""
    return [_period(versions) for versions in load_rules().versions.values()]


def _period(versions: Sequence[PeriodRule]) -> Entry:
    newest = versions[-1]
    dated = tuple(
        Version(rule.amount, str(rule.basis), rule.in_force, rule.confidence, rule.is_verified) for rule in versions
    )
    return Entry("period", newest.id, newest.name_zh, newest.procedure.partition(" ")[2], dated)


def penalties() -> list[Entry]:
    """What may be punished, in the order of the file."""
    return [_breach(versions) for versions in load_penalties().rules.values()]


def _breach(versions: Sequence[PenaltyRule]) -> Entry:
    newest = versions[-1]
    dated = tuple(
        Version(ranges(rule), rule.cite, rule.in_force, rule.confidence, rule.confidence == "high") for rule in versions
    )
    return Entry("penalty", newest.id, newest.conduct, newest.law.name, dated)


def ranges(rule: PenaltyRule) -> str:
    """「首次查处：生产经营单位 100,000 元以下。…」; where the article sets none, why."""
    found = [f"{TIERS[tier]}：{'；'.join(f'{SUBJECTS[who]} {consequence(part)}' for who, part in parties.items())}"
             for tier, parties in rule.tiers.items()]  # fmt: skip
    return "。".join(found) or rule.instead or rule.superseded


def consequence(penalty: Penalty) -> str:
    """What one kind of party faces, in short: 「100,000–200,000 元，责令停产停业整顿」."""
    others = [SANCTIONS[code] for code in penalty.sanctions if code != "fine"]
    if penalty.any_of:
        others.append("或者".join(SANCTIONS[code] for code in penalty.any_of))
    return "，".join([*filter(None, [_fine(penalty)]), *others]) or "只责令改正"


def _fine(penalty: Penalty) -> str:
    if penalty.by_grade:
        amounts = list(penalty.by_grade.values())
        return f"{_amount(Amount(amounts[0].measure, amounts[0].low, amounts[-1].high))}（按事故等级）"
    if penalty.amount is None:
        return ""
    if penalty.gain_amount is None:
        return _amount(penalty.amount)
    return f"{_amount(penalty.amount)}（违法所得 {penalty.gain_from:,} 元以上的，{_amount(penalty.gain_amount)}）"


def _amount(amount: Amount) -> str:
    if amount.measure is Measure.DAILY:
        return "每日按原罚款数额"
    low, high = f"{amount.low:,}", f"{amount.high:,}"
    words = {
        Measure.YUAN: "{} 元",
        Measure.INCOME: "年收入的 {}%",
        Measure.GAIN: "违法所得的 {} 倍",
        Measure.BASE: "第1款数额的 {} 倍",
    }
    span = high if amount.low in (0, amount.high) else f"{low}–{high}"
    return words[amount.measure].format(span) + ("以下" if amount.low == 0 else "")


def entries() -> list[Entry]:
    """All of them."""
    return periods() + penalties()


@lru_cache(maxsize=1)
def rules_of_articles() -> Mapping[str, tuple[Entry, ...]]:
    """{article id: the rules written there}; a rule that cites a finer or coarser place belongs to the known one."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries():
        for version in entry.versions:
            for article in articles.cited(version.basis):
                found.setdefault(article.id, {})[entry.id] = entry
    return {article_id: tuple(by_id.values()) for article_id, by_id in found.items()}


def places(rule_id: str) -> dict[str, dict[str, list[str]]]:
    """Where a rule or a shipped table is used, in the words of the office: procedures, tables, forms, papers."""
    known = frozenset([*(entry.id for entry in entries()), *usage.tables()])
    found = usage.cached_uses(known, frozenset(entry.id for entry in penalties())).get(rule_id, ())
    own = f"workflows/{rule_id}.dmn"
    return usage.by_kind(use for use in found if use.kind not in ("code", "test") and use.file != own)
