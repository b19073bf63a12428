"""The page that lists cases and finds one."""

from flask import render_template, request, url_for
from flask_login import current_user

from app.cases import listing
from app.cases.listing import Filter
from app.cases.models import CASE_STATUSES
from app.cases.views import bp
from app.identity import queries as identity
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.get("/")
@requires("read_cases")
def list_cases():
    """The cases this person may see: search, filters, order and place live in the address."""
    chosen = Filter.from_args(request.args)
    seen = identity.bureaus_seen_by(current_user)
    page = listing.page(chosen, listing.wanted(chosen, current_user, seen))
    if page.after:
        page.next_url = url_for(".list_cases", **chosen.args(after=page.after, n=page.last))
    if page.before:
        page.previous_url = url_for(".list_cases", **chosen.args(before=page.before, n=max(chosen.number - listing.PAGE, 0)))
    return render_template(
        "cases/list.html", page=page, chosen=chosen, may_start=workflow.may_start(current_user, "penalty_case"),
        statuses=CASE_STATUSES, left=listing.left(page.items), reasons=listing.reasons(page.items, chosen),
        officers=listing.officer_names(page.items), chips=listing.CHIPS, counts=listing.chip_counts(chosen, current_user, seen),
        choices=listing.choices(chosen, seen), sorts=listing.SORTS,
    )  # fmt: skip
