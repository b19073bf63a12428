"""The list of hazards that count as accidents (视同事故), the one click that begins 倒查追责, and the page of each review."""

from flask import redirect, render_template, request, send_file, url_for
from flask_login import current_user

from app.core.clock import now, today
from app.core.table_file import XLSX
from app.enterprises.rules import SECTORS
from app.hazards import queries as hazards
from app.identity.sessions import requires
from app.supervision import accountability_commands as commands
from app.supervision import accountability_queries as queries
from app.supervision import rules
from app.supervision.views import MATTERS, bp, course_of, other_bureau, seen
from app.workflow import commands as workflow
from app.workflow import queries as matters

MATTERS["accountability_review"] = queries.review  # its papers and files open for whoever may see it


def asked_for() -> dict:
    """What the address narrows the list to."""
    listed, sector = request.args.get("listed", ""), request.args.get("sector", "")
    days = request.args.get("days", 0, type=int)
    return {"listed": listed if listed in ("yes", "no") else "", "sector": sector if sector in SECTORS else "", "days": max(days or 0, 0)}


@bp.get("/as-accidents")
@requires("read_supervision")
def list_as_accidents():
    """Major hazards left after their day, who has begun to ask who answers for them."""
    chosen = asked_for()
    return render_template(
        "supervision/accountability_list.html", rows=queries.as_accidents(current_user, **chosen), chosen=chosen, sectors=SECTORS,
        reviews=queries.reviews(current_user), rules=rules, may_start=matters.may_start(current_user, rules.ACCOUNTABILITY_PROCESS),
    )  # fmt: skip


@bp.post("/as-accidents/export")
@requires("read_supervision")
def export_as_accidents():
    """The list as it is narrowed, as a file."""
    chosen = asked_for()
    words = {"yes": "已挂牌", "no": "没有挂牌"}
    narrowed = "，".join(filter(None, [words.get(chosen["listed"]), chosen["sector"], chosen["days"] and f"逾期 {chosen['days']} 天以上"]))
    commands.note_list_export(current_user, narrowed)
    file = queries.workbook(queries.as_accidents(current_user, **chosen), narrowed, current_user.name)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"视同事故清单_{now():%Y%m%d}.xlsx")


@bp.post("/hazards/<int:hazard_id>/accountability")
@requires("work_tasks")
def begin_accountability(hazard_id):
    """One click: 倒查追责 of a major hazard that is overdue, with the original records attached."""
    hazard = hazards.hazard(hazard_id)
    if not hazards.may_see(current_user, hazard):
        raise other_bureau(hazard_id)
    days = rules.overdue_days(hazard.due_on, today())
    answers = {"hazard_number": hazard.number, "accountability_ground": "as_accident",
               "accountability_reason": f"整改期限 {hazard.due_on} 届满，逾期 {days} 天没有消除。"}  # fmt: skip
    begun = workflow.start_process(current_user, rules.ACCOUNTABILITY_PROCESS, answers)
    return redirect(url_for(".show_accountability", review_id=int(begun.subject_id)))


@bp.get("/accountability/<int:review_id>")
@requires("read_supervision")
def show_accountability(review_id):
    """One review: why, the original records, what was found, what came of it."""
    row = seen(queries.review(review_id))
    return render_template("supervision/accountability.html", review=row, rules=rules, **course_of(row.instance_id))
