"""What the law says that we rely on (articles, periods with a calculator), and the office's holiday table."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import Schema, ValidationError, fields, validate

from app.core.clock import today
from app.core.errors import NotFound, RuleBroken
from app.law import commands, lengths, queries
from app.law.articles import KINDS, find_articles, load_articles
from app.law.catalogue import consequence, penalties, places, rules_of_articles
from app.law.holiday_file import read_holiday_file
from app.law.penalty_amounts import yuan
from app.law.penalty_calculator import FACTS, PROOF, penalty_asked, plain
from app.law.penalty_file import load_penalties
from app.law.penalty_rules import GRADES, SANCTIONS, SUBJECTS, TIERS, PenaltyRule
from app.law.period_calculator import day_by_day, period_asked
from app.law.period_rules import BINDS, UNIT_WORDS, find_periods, load_rules

bp = Blueprint("law", __name__)
MISSING = {"required": "还没填", "null": "还没填", "invalid": "填得不对"}


class PeriodLengthForm(Schema):
    """The form 设定期限 of one period."""

    class Meta:
        unknown = "exclude"

    length = fields.Integer(required=True, error_messages=MISSING)
    since = fields.Date(required=True, error_messages=MISSING)
    document = fields.String(required=True, validate=validate.Length(max=200, error="最多 200 个字"), error_messages=MISSING)


EFFECT_WORDS = {"must_not": "不予处罚", "may_not": "可以不予处罚", "lenient": "从轻、减轻", "harsh": "从重"}


@bp.get("/law")
def articles():
    """The articles by statute, or the periods by procedure; the search lives in the address."""
    words = request.args.get("q", "").strip()[:60]
    shown = {"q": words, "notice": load_articles().notice, "count": len(load_articles().by_id)}
    if request.args.get("part") == "tables":
        return redirect(url_for("law.list_tables", q=words or None))
    if request.args.get("part") == "penalties":
        return render_template("law/penalties.html", **shown, laws=_by_law(words))
    if request.args.get("part") == "periods":
        return render_template("law/periods.html", **shown, procedures=_by_procedure(words), binds=BINDS)
    return render_template("law/articles.html", **shown, statutes=_by_statute(words), kinds=KINDS, rules=rules_of_articles())


@bp.get("/law/periods/<rule_id>")
def period(rule_id):
    """One period: a calculator 「从哪天起、到哪天、为什么」, its versions and where it is used.

    Raises: NotFound("period_rule")
    """
    return _period_page(rule_id)


def _period_page(rule_id: str, refused=None) -> str:
    rules = load_rules()
    versions = rules.versions.get(rule_id)
    if versions is None:
        raise NotFound("period_rule", "没有这条期间，请从期间列表里找")
    asked = period_asked(rule_id, request.args, queries.holiday_table())
    result = asked.result
    return render_template(
        "law/period.html", rule=result.rule if result else versions[-1], versions=versions[::-1], asked=asked, result=result,
        days=day_by_day(result) if result else [], binds=BINDS, grounds=rules.grounds, unit_words=UNIT_WORDS,
        places=places(rule_id), left_open=lengths.open_version(rule_id, today()), messages=refused.messages if refused else {},
        may_set=current_user.may("upload_holidays"),
    )  # fmt: skip


@bp.post("/law/periods/<rule_id>/length")
def set_length(rule_id):
    """Set the length the law left open; what was typed stays where it is refused."""
    try:
        changed = lengths.set_length(current_user, rule_id, **PeriodLengthForm().load(request.form))
    except (ValidationError, RuleBroken) as refused:
        return _period_page(rule_id, refused), 422
    flash(f"已设定，{len(changed)} 段正在计算的期间重新算过")
    return redirect(url_for("law.period", rule_id=rule_id) + "#set-length")


@bp.get("/law/penalties/<rule_id>")
def penalty(rule_id):
    """One breach: a calculator 「可以罚多少、罚谁、为什么」, its versions and where it is used.

    Raises: NotFound("penalty_rule")
    """
    entry = next((one for one in penalties() if one.id == rule_id), None)
    if entry is None:
        raise NotFound("penalty_rule", "没有这条罚则，请从罚则列表里找")
    asked = penalty_asked(rule_id, request.args, today())
    return render_template(
        "law/penalty.html", rule=asked.rule, entry=entry, asked=asked, tiers=TIERS, subjects=SUBJECTS, grades=GRADES,
        sanctions=SANCTIONS, proof=PROOF, facts=FACTS, effects=EFFECT_WORDS, circumstances=load_penalties().circumstances,
        consequence=consequence, money=yuan, plain=plain, sole=load_penalties().principles["P4"], places=places(rule_id),
    )  # fmt: skip


def _by_statute(words: str) -> dict:
    """{statute: its articles found, in the order of the law}"""
    found: dict = {}
    for article in sorted(find_articles(words), key=lambda article: article.numbers):
        found.setdefault(article.statute, []).append(article)
    return {statute: found[statute] for statute in load_articles().statutes if statute in found}


def _by_law(words: str) -> dict:
    """{law: its newest rules of penalties that have every word in article, conduct, item or kind of party}"""
    found: dict = {}
    for versions in load_penalties().rules.values():
        if all(word in _searched(versions[-1]) for word in words.split()):
            found.setdefault(versions[-1].law.name, []).append(versions[-1])
    return found


def _searched(rule: PenaltyRule) -> str:
    items = "".join(item.conduct for item in rule.items.values())
    parties = "".join(SUBJECTS[subject] for tier in rule.tiers for subject in rule.subjects(tier))
    return f"{rule.id}{rule.cite}{rule.conduct}{items}{''.join(rule.duty_items.values())}{parties}"


def _by_procedure(words: str) -> dict:
    """{procedure: [versions of one period, the newest first]}"""
    found: dict = {}
    for versions in find_periods(words):
        found.setdefault(versions[-1].procedure.partition(" ")[2], []).append(versions[::-1])
    return found


@bp.get("/admin/holidays")
def calendar():
    return _page()


@bp.post("/admin/holidays")
def upload_holidays():
    """Put an uploaded notice into force; every running period is reckoned again."""
    uploaded = request.files.get("notice")
    try:
        if not uploaded or not uploaded.filename:
            raise RuleBroken("holiday_file", "还没有选文件，请选放假表（.xlsx 或 .csv）")
        rows = read_holiday_file(uploaded.filename, uploaded.read())
        changed = commands.upload_holiday_table(current_user, rows, source=uploaded.filename)
    except RuleBroken as refused:
        return _page(refused), 422
    years = "、".join(str(year) for year in sorted({row.year for row in rows}))
    flash(f"已导入 {years} 年放假表，{len(changed)} 段期间的末日重新算过")
    return redirect(url_for("law.calendar"))


def _page(refused: RuleBroken | None = None) -> str:
    return render_template(
        "law/holidays.html",
        summaries=queries.holiday_years(since=today().year - 1),
        waiting=queries.waiting_count(),
        refused=refused,
        may_upload=current_user.may("upload_holidays"),
    )
