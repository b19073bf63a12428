"""The home of an enterprise's account (企业首页): what it must do today, its hazards, its own checks, letters to it; nothing
of the office's, so that an inspection not yet begun is not told (四不两直)."""

from datetime import date

from flask import render_template
from flask_login import current_user

from app.core.clock import today
from app.enterprises import queries as enterprises
from app.hazards import queries as hazards
from app.inbox import deadlines, queries
from app.inbox.filters import Filter
from app.inbox.views import bp
from app.self_checks import leading
from app.self_checks import queries as self_checks
from app.self_checks import rules as self_check_rules
from app.supervision import queries as supervision
from app.supervision import rules as supervision_rules

SHOWN = 10  # of each list; the rest stands behind its link


@bp.get("/own")
def enterprise_home():
    """Only what concerns the enterprise itself; whoever has no enterprise is told whom to ask."""
    firm = enterprises.enterprise_of(current_user.id)
    if firm is None:
        return render_template("inbox/enterprise_home.html", firm=None)
    tasks = queries.page(current_user, Filter())
    open_hazards = [row for row in hazards.hazards_of_enterprise(firm.id) if row.is_open and row.is_told]
    open_hazards.sort(key=lambda row: row.due_on or date.max)
    checks, month = self_checks.open_checks(firm.id), self_checks.month_bounds("")
    return render_template(
        "inbox/enterprise_home.html", firm=firm, today_on=today(), total=tasks.total,
        tasks=tasks.items[:SHOWN], due=deadlines.chips(tasks.items),
        hazards=open_hazards[:SHOWN], hazard_count=len(open_hazards), hazard_left=hazards.lefts(open_hazards),
        checks=checks, counts=self_checks.counts(self_checks.checks(firm.id, *month)),
        plans=[row for row in self_checks.plans(firm.id) if row.is_in_use], check_words=self_check_rules,
        lead=leading.standings([firm], today()).get(firm.id), letters=supervision.letters_to(firm.id)[:SHOWN],
        letter_words=supervision_rules.LETTER_STATUSES,
    )  # fmt: skip
