"""The calendar: a month or a week of deadlines and hearings, and the same for the calendars people carry."""

from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.cases import hearings
from app.cases import queries as cases
from app.core.clock import now, today
from app.core.errors import NotAllowed
from app.inbox import deadlines, feeds, filters, ics, queries, subjects
from app.inbox import month as months
from app.inbox.views import bp

ON_PAPER = 200  # tasks of one printed list
TITLES = {"today": "今天的工作单", "week": "本周的工作单"}


@bp.get("/deadlines")
def list_deadlines():
    """The calendar of deadlines and hearings: a month, and the list of one of its days; both live in the address."""
    return _page()


def _page(address: str = ""):
    """Args: address: of a subscription that was just made; it is shown this once"""
    day = _day_asked(request.args.get("day")) or today()
    first = _day_asked(f"{request.args.get('month', '')}-01") or day.replace(day=1)
    shown = months.month(current_user, first)
    chosen = shown.day(day if "day" in request.args or day.replace(day=1) == first else first)
    return render_template(
        "inbox/month.html", month=shown, chosen=chosen, week=shown.week_of(chosen.day), in_a_cell=months.IN_A_CELL,
        a_week=timedelta(days=7), feed=feeds.feed_of(current_user), address_made=address, **_of_case(),
    )  # fmt: skip


def _of_case() -> dict:
    """The case whose own calendar is asked for in the address, and where it is subscribed to."""
    if not (case_id := request.args.get("case", type=int)):
        return {"case": None, "case_address": ""}
    sealed = feeds.seal(current_user, case_id)
    words = {"user_id": current_user.id, "case_id": case_id, "sealed": sealed}
    return {"case": cases.case_for(current_user, case_id), "case_address": url_for(".case_feed", **words, _external=True) if sealed else ""}


def _day_asked(text: str | None) -> date | None:
    """A day of the address between 1990 and 2200, else None."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None


@bp.get("/worklist")
def work_list():
    """The work of today or of this week on paper: what is late, what falls due, which hearings are held (工作单)."""
    span = "week" if request.args.get("span") == "week" else "today"
    first = today()
    last = first + timedelta(days=6 - first.weekday()) if span == "week" else first
    items = queries.open_between(current_user, date.min, last, ON_PAPER + 1)
    listed = items[:ON_PAPER]
    groups: dict[str, list] = {}
    for item in listed:
        groups.setdefault(queries.span_of(item.sort_on), []).append(item)
    return render_template(
        "inbox/worklist.html", title=TITLES[span], span=span, first=first, last=last, items=listed, is_cut=len(items) > ON_PAPER,
        groups=list(groups.items()), span_names=filters.SPANS, subjects=subjects.subjects(listed), chips=deadlines.chips(listed),
        held=hearings.hearings_between(first, last, ON_PAPER, user_id=current_user.id), printed_at=now(),
    )  # fmt: skip


@bp.post("/deadlines/feed")
def make_feed():
    """Make a new address of the subscription and show it once."""
    secret = feeds.new_secret()
    feeds.make_feed(current_user, secret)
    return _page(url_for(".calendar_feed", secret=secret, _external=True))


@bp.post("/deadlines/feed/withdraw")
def withdraw_feed():
    feeds.withdraw_feed(current_user)
    flash("已停用日历订阅，原来的地址不再更新")
    return redirect(url_for(".list_deadlines"))


@bp.get("/calendar/<secret>.ics")
def calendar_feed(secret):
    """The subscription itself; the address is the key."""
    person = feeds.reader_of(secret)
    answer = _file(ics.calendar(f"案流 {person.name}", feeds.dated(person), now()))
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


@bp.get("/calendar/cases/<int:case_id>/<int:user_id>/<sealed>.ics")
def case_feed(case_id, user_id, sealed):
    """The subscription to one case; the address is the key, and ends with the person's own subscription."""
    case = feeds.case_of(user_id, case_id, sealed)
    answer = _file(ics.calendar(f"案流 {case.number or case.id}", feeds.of_case(case), now()))
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


@bp.get("/cases/<int:case_id>.ics")
def case_file(case_id):
    """The deadlines and hearings of one case as they stand, to be put into a calendar by hand."""
    case = cases.case_for(current_user, case_id)
    answer = _file(ics.calendar(f"案流 {case.number or case.id}", feeds.of_case(case), now()))
    answer.headers["Content-Disposition"] = f'attachment; filename="case-{case_id}.ics"'
    return answer


@bp.get("/hearings/<int:hearing_id>.ics")
def hearing_file(hearing_id):
    """One hearing, to be put into a calendar by hand."""
    found = hearings.hearing(hearing_id)
    if not cases.may_see(current_user, found.case) and found.hearing.presider_id != current_user.id:
        raise NotAllowed("other_bureau", "这次听证由其他机关办理，您不能查看；如确需查看，请联系承办人")
    answer = _file(ics.calendar("听证", [feeds.of_hearing(found)], now()))
    answer.headers["Content-Disposition"] = f'attachment; filename="hearing-{hearing_id}.ics"'
    return answer


def _file(content: bytes) -> Response:
    return Response(content, content_type="text/calendar; charset=utf-8")
