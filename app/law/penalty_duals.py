"""一案双罚: what several breaches of one case mean for each other. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.law.penalty_amounts import Refusal, penalty_of, rule_in_force
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import SUBJECTS, TIERS, Combo, PenaltyBook

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Finding:
    """severity: error (the law forbids it), warning (weigh it and record why), note (a way that exists)."""

    code: str
    severity: str
    message: str
    article: str


@dataclass(frozen=True)
class Breach:
    """One breach of one party as the findings see it."""

    party: object
    subject: str
    rule: str
    tier: str


def dual_findings(
    breaches: Iterable[tuple[object, str, str, str]],
    *,
    sole_proprietor: bool,
    on: date | None = None,
    book: PenaltyBook | None = None,
) -> list[Finding]:
    """What is to be said of the breaches (party id, subject, rule, tier) of one case taken together.

    Args:   sole_proprietor: the entity is an individual business or sole proprietorship; on: day of the conduct, by
            which the versions are chosen (None: the latest)
    Source: 安全生产法 (2021) arts. 94 to 114; 行政处罚法 (2021) art. 29
    """
    book = book or load_penalties()
    told = [Breach(*breach) for breach in breaches]
    day = on or date.max
    found, punishable = [], []
    for breach in told:
        try:
            penalty_of(book, rule_in_force(book, breach.rule, day), breach.subject, breach.tier)
            punishable.append(breach)
        except Refusal as refused:
            article = refused.rule.cite if refused.rule else breach.rule
            found.append(Finding("not_punished", ERROR, refused.reason, article))
    for look in (_one_sided, _cross_article, _twice_for_one_conduct):
        found += look(book, punishable, day)
    return found + (_one_person_twice(book, punishable, day) if sole_proprietor else [])


def _one_sided(book: PenaltyBook, breaches: list[Breach], day: date) -> list[Finding]:
    """One article punishes entity and persons in this tier, and only one side is pursued."""
    found = []
    for rule_id, tier in dict.fromkeys((breach.rule, breach.tier) for breach in breaches):
        rule = rule_in_force(book, rule_id, day)
        pursued = {breach.subject for breach in breaches if (breach.rule, breach.tier) == (rule_id, tier)}
        missing = [subject for subject in rule.subjects(tier) if (subject == "entity") != ("entity" in pursued)]
        if missing and len({subject == "entity" for subject in pursued}) == 1:
            who = "、".join(SUBJECTS[subject] for subject in missing)
            cite = rule.cite_in(tier)
            found.append(Finding("one_sided", WARNING, f"{cite}{TIERS[tier]}档规定单位和个人都处罚，本案没有处罚{who}："
                                 "请一并提出，或者写明不处罚的理由", cite))  # fmt: skip
    return found


def _cross_article(book: PenaltyBook, breaches: list[Breach], day: date) -> list[Finding]:
    """Articles that punish one side only and make a dual penalty with others (C1, C2, C6)."""
    here = {breach.rule for breach in breaches}
    found = []
    for breach in dict.fromkeys((breach.rule, breach.tier, breach.subject == "entity") for breach in breaches):
        rule_id, tier, is_entity = breach
        combos = [combo for combo in book.combos if combo.person_rules and tier == combo.tier
                  and rule_id in (combo.entity_rules if is_entity else combo.person_rules)]  # fmt: skip
        partners = [other for combo in combos for other in (combo.person_rules if is_entity else combo.entity_rules)]
        rule = rule_in_force(book, rule_id, day)
        if combos and not here & {*partners, *rule.cross_with}:
            cite = rule.cite_in(tier)
            severity = WARNING if tier == "accident" else NOTE
            found.append(Finding("cross_article", severity, _route(book, combos, cite, is_entity), cite))
    return found


def _route(book: PenaltyBook, combos: list[Combo], cite: str, is_entity: bool) -> str:
    names = "、".join(combo.name for combo in combos)
    notes = "".join(f"；{combo.note}" for combo in combos if combo.note)
    if is_entity:
        ways = "；".join(f"{SUBJECTS[combo.person] if combo.person else '责任人员'}另查 {'、'.join(combo.person_rules)}"
                        for combo in combos)  # fmt: skip
        return f"{cite}本档只罚单位，本案没有处罚个人。要一案双罚（{names}）：{ways}{notes}"
    rules = "、".join(dict.fromkeys(rule for combo in combos for rule in combo.entity_rules))
    return f"{cite}只罚个人，本案没有处罚单位。单位有相应违法行为的，一并查处（{names}）：{rules}{notes}"


def _twice_for_one_conduct(book: PenaltyBook, breaches: list[Breach], day: date) -> list[Finding]:
    """One party fined under two articles that may describe one conduct."""
    found = []
    for party in dict.fromkeys(breach.party for breach in breaches):
        fined = {breach.rule for breach in breaches if breach.party == party and _is_fined(book, breach, day)}
        for overlap in book.overlaps:
            if overlap.rules <= fined:
                cites = "与".join(rule_in_force(book, rule, day).cite for rule in sorted(overlap.rules))
                found.append(Finding("same_conduct", WARNING, f"同一当事人同时按{cites}罚款（{overlap.why}）："
                                     "请确认是两个行为；同一行为只罚一次，按数额高的规定", "行政处罚法（2021）第29条"))  # fmt: skip
    return found


def _is_fined(book: PenaltyBook, breach: Breach, day: date) -> bool:
    return penalty_of(book, rule_in_force(book, breach.rule, day), breach.subject, breach.tier).has_fine


def _one_person_twice(book: PenaltyBook, breaches: list[Breach], day: date) -> list[Finding]:
    """An individual business and its owner are one person (principle P4), also where the article names the owner as
    directly responsible."""
    fined = {breach.subject for breach in breaches if _is_fined(book, breach, day)}
    if "entity" not in fined or not fined & {"main_responsible", "sole_investor", "direct_responsible"}:
        return []
    principle = book.principles["P4"]
    return [Finding("sole_proprietor", WARNING, f"{principle.text}（待核）", principle.basis)]
