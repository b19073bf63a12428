"""The office's discretion tiers (裁量基准): which table weighs a violation, what it asks, the band it gives, who leaves it.

The tables are `workflows/discretion_*.dmn` or what the office put into force instead. Source: 行政处罚法 (2021) art. 34;
应急管理行政裁量权基准暂行规定 (order 12 of 2023); the shipped figures are 待核.
"""

from collections.abc import Iterable, Mapping

from app.core.errors import RuleBroken
from app.law.tables import queries as tables
from app.law.tables import reading
from app.law.tables.commands import decide
from app.law.tables.models import TableVersion
from app.law.tables.reading import Asked
from app.penalties import circumstances
from app.penalties.breaches import band, range_words, split
from app.penalties.models import Breach

UNIFORM = {"suspend": "停产整顿", "ceiling": "上限处罚", "close": "关闭取缔", "accountability": "从严追责"}  # 四个一律
YES_NO = {True: "是", False: "否", "true": "是", "false": "否"}


def key_of(rule_id: str, item: str | None) -> str:
    """「discretion_97_7」"""
    return "_".join(filter(None, ("discretion", rule_id.removeprefix("AQ").replace("-", "_"), item)))


def table_of(breach: Breach) -> TableVersion | None:
    """The table in force on the day of the conduct; None: there is none, or this tier has no fine."""
    return tables.find_in_force(key_of(breach.rule_id, breach.item), breach.conduct_on) if breach.max_yuan else None


def asked(version: TableVersion) -> list[Asked]:
    """The facts a table counts with."""
    return reading.asked(tables.model_of(version), version.key)


def asked_for(chosen: str, on) -> list[Asked]:
    """The same for a form's choice of rule, "AQ97:7", on a day; [] where no table weighs it."""
    version = tables.find_in_force(key_of(*split(chosen)), on)
    return asked(version) if version else []


def weigh(breach: Breach) -> Breach:
    """Let the table say where in the range the breach stands, as far as its facts are told; see `models.Breach.benchmark`."""
    version = table_of(breach)
    try:
        breach.benchmark = judged(version, breach.tier_facts) if version else {}
    except RuleBroken:  # half a form; `require_in_band` refuses it when it is sent
        breach.benchmark = {}
    return breach


def judged(version: TableVersion, facts: Mapping) -> dict:
    """Raises: RuleBroken("tier_facts_missing" | "decision_failed" | "input_invalid")"""
    if missing := [each.label for each in asked(version) if (facts or {}).get(each.name) in (None, "")]:
        text = f"裁量基准“{version.name}”还缺：{'、'.join(missing)}。请按查明的事实填写（罚法第34条）"
        raise RuleBroken("tier_facts_missing", text, {"tier_facts": text})
    outcome = tables.evaluate(version, facts)
    value = reading.as_json(outcome.value)
    return {name: value[name] for name in ("tier", "ratio_min", "ratio_max", "reason")} | {
        "key": version.key, "version": version.version, "sha256": version.sha256, "fired": reading.as_json(outcome.fired)}  # fmt: skip


def deviates(breach: Breach) -> bool:
    """Whether the fine leaves the band; one below the minimum (减轻) has rules of its own."""
    span = band(breach)
    return bool(span and breach.fine_yuan is not None and not breach.mitigated and not span[0] <= breach.fine_yuan <= span[1])


def require_in_band(breach: Breach) -> None:
    """A fine that a table weighs has its facts told, and a written reason where it leaves the band (for the review to agree).

    Raises: RuleBroken("tier_facts_missing" | "deviation_unreasoned" | what the table says)
    Source: 行政处罚法 (2021) art. 34
    """
    version = table_of(breach)
    if version is None or breach.fine_yuan is None:
        return
    breach.benchmark = judged(version, breach.tier_facts)
    breach.deviation = breach.deviation if deviates(breach) else ""
    if deviates(breach) and not breach.deviation.strip():
        text = (f"罚款 {breach.fine_yuan:,.2f} 元不在裁量基准的 {breach.benchmark['tier']} 阶次之内（{range_words(*band(breach))}）。"
                "请改到阶次之内，或者写明偏离的理由，由审核同意（罚法第34条）")  # fmt: skip
        raise RuleBroken("deviation_unreasoned", text, {"deviation": text})


def require_ceiling(breaches: Iterable[Breach], uniform: Iterable[str]) -> None:
    """A matter marked 上限处罚 (四个一律) is fined the most the tier allows.

    Raises: RuleBroken("below_ceiling" | "ceiling_with_lenience"), fields named within the row
    Source: 行政处罚法 (2021) arts. 5, 32; R093 of the requirements
    """
    if "ceiling" not in set(uniform):
        return
    for place, breach in enumerate(breaches):
        found = _no_ceiling(breach)
        if found:
            code, field, text = found
            raise RuleBroken(code, text, {"breaches": {place: {field: text}}})


def _no_ceiling(breach: Breach) -> tuple[str, str, str] | None:
    if breach.mitigated or circumstances.LENIENT in circumstances.effects(breach.circumstances):
        text = "有从轻、减轻情节的，不能按上限处罚（罚法第5条、第32条）。请取消“上限处罚”的标注，或者核对情节"
        return "ceiling_with_lenience", "circumstances", text
    if breach.fine_yuan is not None and breach.max_yuan and breach.fine_yuan != breach.max_yuan:
        text = f"标注了“上限处罚”，罚款应为该档的上限 {breach.max_yuan:,.2f} 元，不是 {breach.fine_yuan:,.2f} 元。请改为上限，或者取消标注"
        return "below_ceiling", "fine_yuan", text
    return None


def record(actor, breach: Breach) -> None:
    """Keep what the table decided for a breach as a row: inputs, rows fired, hash."""
    if breach.benchmark:
        decide(actor, breach.benchmark["key"], breach.tier_facts, breach.conduct_on, ("breach", breach.id))


def facts_words(facts: Mapping) -> str:
    """「无证人数：3；认定为重大事故隐患：否」, by the labels of the tables."""
    labels = {each.name: each.label for row in tables.newest_versions() if row.key.startswith("discretion_") for each in asked(row)}
    return "；".join(f"{labels.get(name, name)}：{_said(value)}" for name, value in facts.items())


def _said(value) -> str:
    if isinstance(value, bool):
        return YES_NO[value]
    return YES_NO.get(value) or reading.WORDS.get(value) or str(value) if isinstance(value, str) else str(value)


def rows_of(version: TableVersion, breach: Breach) -> list[str]:
    """Every tier of the table in yuan of this range: 「A 阶次，100,000元以上130,000元以下：…（须查明：…）」"""
    table = tables.model_of(version).decisions[version.key].logic
    names = [output.name for output in table.outputs]
    rows = [dict(zip(names, (each.evaluate({}) for each in row.results), strict=True)) for row in table.rules]
    width = breach.max_yuan - breach.min_yuan
    spans = [range_words(*(breach.min_yuan + width * row[name] for name in ("ratio_min", "ratio_max"))) for row in rows]
    return [f"{row['tier']} 阶次，{span}：{row['reason']}（须查明：{row['evidence']}）" for row, span in zip(rows, spans, strict=True)]
