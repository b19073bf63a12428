"""The inbox and the task page. Every act is one command; pages work by plain links and posts, the form by fetch."""

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from marshmallow import ValidationError

from app.cases import queries as cases
from app.cases import recusals
from app.core import list_pages, pages, refusals, saved_filters
from app.core.clock import local, today
from app.core.database import db
from app.core.errors import AnliuError, Conflict, NotAllowed, RuleBroken
from app.documents import queries as documents
from app.identity import queries as identity
from app.inbox import acts, deadlines, filters, queries, subjects, task_page, together
from app.inbox.filters import Filter
from app.workflow import commands
from app.workflow import queries as workflow
from app.workflow.models import Draft, Instance, Release, WorkItem
from app.workflow.steps import STEPS

bp = Blueprint("inbox", __name__)


# --- lists ----------------------------------------------------------------------------------------------------------


@bp.get("/")
def list_tasks():
    """The to-do list: views, filters and search live in the address."""
    chosen = Filter.from_args(request.args)
    spans = queries.span_counts(current_user, chosen) if chosen.is_open else {}
    total = queries.total_of(spans, chosen) if chosen.is_open else None
    counts = queries.view_counts(current_user, {} if total is None or chosen.is_narrowed else {chosen.view: total})
    g.open_count = counts["todo"]  # the top bar shows it, too
    page = queries.page(current_user, chosen, counts[chosen.view] if not chosen.is_narrowed else total)
    _address(page, chosen)
    template = {"started": "inbox/started.html", "drafts": "inbox/drafts.html"}.get(chosen.view, "inbox/list.html")
    kept = saved_filters.of(current_user, "inbox")
    return render_template(template, chosen=chosen, page=page, counts=counts, spans=spans, kept=kept, **_list_facts(chosen, page))


@bp.post("/views")
def list_tasks_keep():
    """Keep the list as the address narrows it, under a name (存为我的视图)."""
    return list_pages.keep_view("inbox", ".list_tasks", Filter.from_args(request.args).args())


@bp.post("/views/<int:filter_id>/forget")
def list_tasks_forget(filter_id):
    """Forget a view of one's own."""
    return list_pages.forget_view(filter_id, ".list_tasks")


def _address(page, chosen: Filter) -> None:
    """Next and previous page, by key."""
    if page.after:
        page.next_url = url_for(".list_tasks", **chosen.args(after=page.after, n=page.last))
    if page.before:
        page.previous_url = url_for(
            ".list_tasks", **chosen.args(before=page.before, n=max(chosen.number - queries.PAGE, 0))
        )


def _list_facts(chosen: Filter, page) -> dict:
    items = _items(page.items)
    processes, steps = _process_names(), STEPS
    if task_page.of_enterprise(current_user):
        own_processes, own_steps = queries.kinds_of(current_user)
        processes = {key: name for key, name in processes.items() if key in own_processes}
        steps = {code: name for code, name in STEPS.items() if code in own_steps}
    return {
        "views": filters.VIEWS, "span_names": filters.SPANS,
        "steps": queries.step_counts(current_user, "todo"), "processes": processes, "groups": _groups(items, chosen),
        "subjects": subjects.subjects(page.items if chosen.view != "drafts" else items), "items": {i.id: i for i in items},
        "recusals": recusals.undecided(current_user) if current_user.may("decide_recusal") else [],
        "sorts": filters.SORTS, "sort_names": [(key, sort.words) for key, sort in filters.SORTS.items()],
        "in_place_of": {item_id: identity.user(user_id).name for item_id, user_id in
                        (queries.in_place_of(current_user, items) if chosen.is_open else {}).items()},
        "step_names": steps, "chips": deadlines.chips(items), "people": _people(page.items), "bounds": queries.span_bounds,
    }  # fmt: skip


def _items(rows) -> list[WorkItem]:
    if rows and isinstance(rows[0], Draft):
        return list(db.session.scalars(db.select(WorkItem).where(WorkItem.id.in_([row.work_item_id for row in rows]))))
    return [row for row in rows if isinstance(row, WorkItem)]


def _groups(items, chosen: Filter) -> list[tuple[str, list[WorkItem]]]:
    """[(span, tasks)] in the order of urgency; 已办 and other orders are one group."""
    if not chosen.is_open or chosen.sort != "due":
        return [("", items)] if items else []
    found: dict[str, list] = {}
    for item in items:
        found.setdefault(queries.span_of(item.sort_on), []).append(item)
    return list(found.items())


def _process_names() -> dict[str, str]:
    """{procedure key: name}, of the newest release each."""
    return dict(db.session.execute(db.select(Release.key, Release.name).order_by(Release.version)).all())


def _people(rows) -> dict[int, str]:
    """{user id: name} of everyone a page of tasks or instances mentions."""
    ids = {getattr(row, name, None) for row in rows for name in ("assignee_id", "started_by")} - {None}
    return {user_id: identity.user(user_id).name for user_id in ids}


# --- one task -------------------------------------------------------------------------------------------------------


@bp.get("/tasks/<uuid:task_id>")
def show_task(task_id):
    return _task_page(task_id)


def _task_page(task_id, refused: RuleBroken | None = None):
    """The task page: what, by when, under which article; read on the left, decide on the right.

    Args: refused: why the task was not sent back; the dialog opens again with what was typed
    """
    view = workflow.task_view(current_user, str(task_id))
    _require_reader(view.item)
    left, ruler, reckoning = deadlines.deadline(view.item)
    chosen = Filter.from_args(request.args)
    before, after = queries.neighbours(current_user, view.item, chosen)
    subject = subjects.of(view.item)
    draft = db.session.get(Draft, (view.item.id, current_user.id))
    return render_template(
        "inbox/task.html", view=view, item=view.item, duty=task_page.duty(view, left, subject), left=left, ruler=ruler,
        reckoning=reckoning, subject=subject, papers=task_page.papers(current_user, view),
        judged=task_page.judged(current_user, view), facts=task_page.facts(current_user, view),
        course=task_page.course(current_user, view), draft_names=task_page.draft_names(view),
        before=before, after=after, came_from=chosen.args(),
        colleagues=_colleagues(view), assignee=view.item.assignee_id and identity.user(view.item.assignee_id),
        form_data=_form_data(view, draft), closer=view.item.closed_by and identity.user(view.item.closed_by),
        return_refused=refused and refused.message,
    )  # fmt: skip


def _require_reader(item: WorkItem) -> None:
    """Whoever may do it, did it, or sees matters of that bureau."""
    if item.closed_by == current_user.id:
        return
    bureau = item.organisation_id
    if bureau is None or bureau in identity.bureaus_seen_by(current_user) or queries.is_offered(current_user, item):
        return
    raise NotAllowed("other_bureau", "这件任务由其他机关办理，您不能查看")


def _colleagues(view) -> list:
    """To whom the task may be passed on."""
    if view.item.status != "open":
        return []
    return [person for person in workflow.performers_of(view.item) if person.id != view.item.assignee_id]


def _form_data(view, draft: Draft | None) -> dict:
    """What the browser's form needs, as JSON."""
    item, closed = view.item, view.item.status != "open"
    answers = next((one.answers for one in view.submissions if closed and one.element == item.element), {})
    saved = None
    if draft and not closed:
        at = local(draft.saved_at)
        saved = {"answers": draft.answers, "saved_at": f"{at:%m-%d %H:%M}", "at": at.isoformat()}
    return {
        "id": item.id, "person": current_user.id, "title": item.title, "schema": view.form, "draft": saved,
        "data": answers if closed else task_page.own_answers(view), "readonly": closed or not view.may_act,
        "submit_url": url_for(".complete_task", task_id=item.id, **_came_from()), "draft_url": url_for(".save_draft", task_id=item.id),
        "confirm_url": url_for(".consequences", task_id=item.id) if acts.may_confirm(item) else None,
    }  # fmt: skip


@bp.post("/tasks/<uuid:task_id>")
def complete_task(task_id):
    """Submit the form of one human task: JSON {"answers": …} in, {"url": where to go on} out."""
    try:
        item = commands.complete_task(current_user, str(task_id), _answers())
    except ValidationError as refused:
        return _invalid(refused)
    if item.status == "open":
        missing = item.signatures_needed - len(item.signatures)
        flash(f"{item.title}已签署，还须另外 {missing} 名执法人员用自己的账号签署")
    else:
        flash(_done_words(item))
    return jsonify(url=url_for(".list_tasks", **_came_from()))


def _answers() -> dict:
    """The answers of the JSON body {"answers": {…}}.

    Raises: RuleBroken("body")
    """
    body = request.get_json()
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        raise RuleBroken("body", "提交的内容不完整，请刷新后重试")
    return answers


def _came_from() -> dict:
    """The list the person came from, as the address of the task says it."""
    return Filter.from_args(request.args).args()


def _invalid(refused: ValidationError):
    return jsonify(code="invalid", message="还有要改的地方，您填的内容都在", fields=refused.messages, incident=""), 422


def _done_words(item: WorkItem) -> Markup:
    """「已办：法制审核。撤回」"""
    return Markup('已办结：{}。<a href="{}">看办理结果</a>').format(item.title, url_for(".show_task", task_id=item.id))


@bp.post("/tasks/<uuid:task_id>/draft")
def save_draft(task_id):
    draft = commands.save_draft(current_user, str(task_id), _answers())
    return jsonify(saved_at=f"{local(draft.saved_at):%H:%M}", at=local(draft.saved_at).isoformat())


@bp.post("/tasks/<uuid:task_id>/consequences")
def consequences(task_id):
    """{"act": what the person confirms first, or None}; answers the form refuses are refused here, too."""
    item = workflow.work_item(str(task_id))
    _require_reader(item)
    if item.status != "open":
        raise Conflict("task_closed", workflow.closed_words(item))
    try:
        return jsonify(act=acts.confirmation(current_user, item, _answers()))
    except ValidationError as refused:
        return _invalid(refused)


@bp.post("/tasks/<uuid:task_id>/preview")
def preview(task_id):
    """The papers this task leads to, as they would read with the answers typed so far."""
    item = workflow.work_item(str(task_id))
    _require_reader(item)
    return jsonify(drafts=task_page.drafts(current_user, item, _answers()))


@bp.post("/tasks/<uuid:task_id>/sign")
def sign(task_id):
    """The second officer signs what the first has filled in."""
    item = commands.sign_task(current_user, str(task_id))
    flash(_done_words(item) if item.status == "done" else f"{item.title}已签署")
    return redirect(url_for(".list_tasks"))


@bp.post("/tasks/<uuid:task_id>/claim")
def claim(task_id):
    item = commands.claim(current_user, str(task_id))
    flash(f"已领取：{item.title}")
    return redirect(url_for(".show_task", task_id=task_id, **_came_from()))


@bp.post("/tasks/<uuid:task_id>/release")
def release(task_id):
    item = commands.release_task(current_user, str(task_id))
    flash(f"已放回：{item.title}，同岗位的人可以领取")
    return redirect(url_for(".list_tasks", **_came_from()))


@bp.post("/tasks/claim")
def claim_several():
    """领取 the tasks selected in the list; each is an act of its own."""
    return _each(commands.claim, "领取")


@bp.post("/tasks/release")
def release_several():
    """放回 the tasks selected in the list."""
    return _each(commands.release_task, "放回")


def _each(act, verb: str):
    chosen = list(dict.fromkeys(request.form.getlist("task")))[: queries.PAGE]
    refused = [said for said in (_refusal(act, task_id) for task_id in chosen) if said]
    if len(refused) < len(chosen):
        flash(f"已{verb} {len(chosen) - len(refused)} 件")
    if refused:
        flash(f"{len(refused)} 件没有{verb}。{'；'.join(refused)}", "error")
    if not chosen:
        flash(f"还没有选任务，没有{verb}", "error")
    return redirect(url_for(".list_tasks", **_came_from()))


def _refusal(act, task_id: str) -> str | None:
    try:
        act(current_user, task_id)
    except AnliuError as refused:
        refused.about = f"task:{task_id}"
        refusals.keep(refused)
        return refused.message
    return None


@bp.post("/tasks/together")
def several():
    """What can be done with the tasks selected in the list, before anything is."""
    items = together.chosen(request.form.getlist("task"))
    if not items:
        flash("还没有选任务", "error")
        return redirect(url_for(".list_tasks", **_came_from()))
    choice, why = together.choice_of(items)
    people = [workflow.performers_of(item) for item in items]
    common = [person for person in people[0] if all(person in others for others in people[1:]) and person != current_user]
    return render_template("inbox/together.html", items=items, choice=choice, why=why, colleagues=common, subjects=subjects.subjects(items),
                           chips=deadlines.chips(items), came_from=_came_from())  # fmt: skip


@bp.post("/tasks/together/<act>")
def several_done(act):
    """Do it, task by task, and say of each what became of it."""
    ids, said = request.form.getlist("task"), request.form
    if act == "hand_over" and said.get("user_id", type=int):
        verb, results = "转办", together.hand_over(current_user, ids, said.get("user_id", type=int), said.get("reason", "").strip())
    elif act == "urge":
        verb, results = "催办", together.urge(current_user, ids, said.get("words", ""))
    elif act == "complete" and (choice := together.choice_of(together.chosen(ids))[0]) and said.get(choice.key):
        verb, results = "办结", together.complete(current_user, ids, choice, said[choice.key])
    else:
        flash("还没有选怎么办，任务都没有动", "error")
        return redirect(url_for(".list_tasks", **_came_from()))
    known = subjects.subjects([one.item for one in results])
    return render_template("inbox/together_done.html", verb=verb, results=results, subjects=known, came_from=_came_from())


@bp.post("/tasks/<uuid:task_id>/assign")
def assign(task_id):
    """Pass the task on: one's own by anyone, others' by a leader."""
    user_id, reason = request.form.get("user_id", type=int), request.form.get("reason", "").strip()
    if user_id is None:
        flash("还没有选接手的人，任务没有转交", "error")
        return redirect(url_for(".show_task", task_id=task_id))
    if workflow.holds(current_user, workflow.work_item(str(task_id))):
        item = commands.hand_over(current_user, str(task_id), user_id, reason)
    else:
        item = commands.assign(current_user, str(task_id), user_id)
    flash(f"已转交{identity.user(user_id).name}：{item.title}")
    return redirect(url_for(".list_tasks"))


@bp.post("/tasks/<uuid:task_id>/return")
def return_task(task_id):
    """退回 to an earlier step, with a reason."""
    reason, element = request.form.get("reason", ""), request.form.get("element", "")
    if not reason.strip():
        flash("退回要写明理由，任务没有退回", "error")
        return redirect(url_for(".show_task", task_id=task_id))
    try:
        item = commands.return_to(current_user, str(task_id), element, reason)
    except RuleBroken as refused:
        if pages.wants_json():
            raise
        refusals.keep(refused)
        return _task_page(task_id, refused), refused.status
    flash(f"已退回：{item.title}")
    return redirect(url_for(".list_tasks"))


@bp.post("/tasks/<uuid:task_id>/withdraw")
def withdraw(task_id):
    item = commands.withdraw(current_user, str(task_id))
    flash(f"已撤回：{item.title}，可以重新办理")
    return redirect(url_for(".show_task", task_id=task_id))


# --- starting and matters -------------------------------------------------------------------------------------------


@bp.get("/start")
def start_list():
    """The procedures this person may start."""
    return render_template("inbox/start.html", releases=workflow.startable(current_user))


@bp.get("/start/<key>")
def start_form(key):
    """The form a procedure starts with; values in the address fill it (`?enterprise_id=3`)."""
    view = workflow.start_view(current_user, key)
    given = {name: int(value) if value.isdecimal() else value for name, value in request.args.items()}
    data = {
        "id": f"start-{key}", "person": current_user.id, "title": view.words, "draft": None,
        "schema": view.form or {"type": "default", "components": []}, "data": view.prefill | given, "readonly": False,
        "submit_url": url_for(".start", key=key), "draft_url": None,
    }  # fmt: skip
    return render_template("inbox/start_form.html", release=view.release, words=view.words, form=view.form, form_data=data)


@bp.post("/start/<key>")
def start(key):
    try:
        instance = commands.start_process(current_user, key, answers=_answers())
    except ValidationError as refused:
        return _invalid(refused)
    flash(f"已发起：{instance.release.name}")
    mine = [item for item in workflow.open_items(instance.root_id) if queries.is_offered(current_user, item)]
    if mine:
        return jsonify(url=url_for(".show_task", task_id=mine[0].id))
    return jsonify(url=url_for(".show_instance", instance_id=instance.id))


@bp.get("/instances/<instance_id>")
def show_instance(instance_id):
    """Any matter: its tree, open tasks, papers, course and diagram."""
    row = _readable_instance(instance_id)
    if task_page.of_enterprise(current_user):  # what it may read of it stands on the page of the matter
        return redirect(subjects.of(row).url or url_for(".enterprise_home"))
    tree = workflow.instance_tree(row.root_id)
    items = workflow.open_items(row.root_id)
    return render_template(
        "inbox/instance.html", row=row, tree=tree, items=items, chips=deadlines.chips(items), today=today(),
        papers=[documents.listed(paper) for paper in documents.documents_of(row.root_id)],
        course=workflow.course(row.root_id, cases.parts(row.root_id)), subject=subjects.of(row), people=_people([*items, row]),
        incidents=workflow.incidents_of(row.root_id),
        following=workflow.arisen_from(row.root_id), origin=row.origin_id and workflow.instance(row.origin_id),
    )  # fmt: skip


@bp.get("/instances/<instance_id>/diagram.json")
def diagram(instance_id):
    """{"xml", "done", "current", "returned", "who"} for the live diagram."""
    row = _readable_instance(instance_id)
    progress = workflow.progress(row.id)
    history = [entry for entry in workflow.history(row.root_id) if entry.instance_id == row.id]
    return jsonify(xml=progress.xml, done=progress.done, current=progress.current, returned=progress.returned,
                   who={} if task_page.of_enterprise(current_user) else task_page.performers_of_diagram(history))  # fmt: skip


def _readable_instance(instance_id: str) -> Instance:
    row = workflow.instance(instance_id)
    if row.started_by == current_user.id or row.organisation_id in identity.bureaus_seen_by(current_user):
        return row
    offered = workflow.open_items(row.root_id)
    if any(queries.is_offered(current_user, item) for item in offered):
        return row
    raise NotAllowed("other_bureau", "这件事由其他机关办理，您不能查看")
