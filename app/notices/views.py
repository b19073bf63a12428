"""Pages of what a person is told and asked: notices, copies, questions of colleagues; and the acts beside a task."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.errors import RuleBroken
from app.core.paging import page_number
from app.identity import queries as identity
from app.identity.sessions import local_path
from app.notices import commands, queries
from app.notices.models import CHOICES, KINDS
from app.workflow import commands as workflow
from app.workflow import queries as workflow_queries
from app.workflow.commands.consulting import ANSWERS
from app.workflow.commands.consulting import KINDS as ASKING

bp = Blueprint("notices", __name__)
GLOBALS = {"unread_notices": lambda: queries.unread_count(current_user), "beside_task": queries.beside,
           "matter_copies": queries.matter_copies, "notice_kinds": KINDS, "asking_kinds": ASKING, "asking_answers": ANSWERS}  # fmt: skip


@bp.get("/notices")
def list_notices():
    """The own notices, the latest first."""
    return _list()


def _list(refused=None):
    unread = "all" not in request.args
    return render_template("notices/list.html", page=queries.notices(current_user, unread, page_number()), unread=unread,
                           choices=CHOICES, choice=queries.mail_choice(current_user), refused=refused)  # fmt: skip


@bp.get("/notices/<int:notice_id>")
def open_notice(notice_id: int):
    """Go to what the notice is about; it counts as read."""
    return redirect(commands.read_notice(current_user, notice_id).path)


@bp.post("/notices/read")
def read_all():
    commands.read_all_notices(current_user)
    flash("提醒都标为已读")
    return redirect(url_for(".list_notices"))


@bp.post("/notices/mail")
def choose_mail():
    try:
        row = commands.choose_mail(current_user, request.form.get("choice", ""))
    except RuleBroken as refused:
        return _list(refused), 422
    flash(f"邮件提醒：{CHOICES[row.choice]}")
    return redirect(url_for(".list_notices"))


@bp.get("/copies")
def list_copies():
    """What was copied to this person for reading (抄送我的)."""
    unread = "all" not in request.args
    return render_template("notices/copies.html", page=queries.copies(current_user, unread, page_number()), unread=unread)


@bp.get("/copies/<int:copy_id>")
def open_copy(copy_id: int):
    """Go to the matter; the copy counts as read."""
    return redirect(commands.read_copy(current_user, copy_id).path)


@bp.get("/consultations")
def list_consultations():
    """What colleagues ask this person, and what this person asks them (会签)."""
    is_open = "all" not in request.args
    page = queries.consultations(current_user, is_open, page_number())
    people = {each for row in page.items for each in (row.asked_id, row.asker_id)}
    return render_template("notices/consultations.html", page=page, is_open=is_open, names=identity.names(people))


@bp.get("/consultations/<int:consultation_id>")
def show_consultation(consultation_id: int):
    return _consultation(consultation_id)


def _consultation(consultation_id: int, messages=None):
    row = queries.consultation(current_user, consultation_id)
    return render_template("notices/consultation.html", row=row, messages=messages or {}, item=row.work_item,
                           names=identity.names({row.asked_id, row.asker_id}))  # fmt: skip


@bp.post("/consultations/<int:consultation_id>")
def answer(consultation_id: int):
    queries.consultation(current_user, consultation_id)
    try:
        sent = request.form.get("answer", ""), request.form.get("words", "")
        row = workflow.answer_colleague(current_user, consultation_id, *sent)
    except RuleBroken as refused:
        return _consultation(consultation_id, refused.messages), 422
    flash(f"已答复“{row.work_item.title}”，{identity.user(row.asker_id).name}会收到提醒")
    return redirect(url_for(".list_consultations"))


@bp.post("/consultations/<int:consultation_id>/withdraw")
def withdraw(consultation_id: int):
    row = workflow.withdraw_question(current_user, consultation_id)
    flash(f"已撤回，不再等{identity.user(row.asked_id).name}答复")
    return _to_task(row.work_item_id)


@bp.post("/tasks/<uuid:task_id>/ask")
def ask(task_id):
    """Ask a colleague to sign or for an opinion (会签、加签)."""
    form = request.form
    if not (user_id := form.get("user_id", type=int)):
        flash("还没有选同事，没有送出会签", "error")
        return _to_task(task_id)
    return _done(task_id, lambda: workflow.ask_colleague(
        current_user, str(task_id), user_id, form.get("kind", ""), form.get("question", "")),
        f"已请{identity.user(user_id).name}，答复后再办结")  # fmt: skip


@bp.post("/tasks/<uuid:task_id>/urge")
def urge(task_id):
    """Urge whoever holds the task (催办)."""
    return _done(task_id, lambda: commands.urge(current_user, str(task_id), request.form.get("words", "")),
                 "已催办，办理人会收到提醒")  # fmt: skip


@bp.post("/tasks/<uuid:task_id>/copy")
def copy_task(task_id):
    """Copy the task's matter to colleagues for reading (抄送)."""
    from_task = workflow_queries.work_item(str(task_id))
    to = request.form.getlist("to", type=int)
    return _done(task_id, lambda: commands.send_copy(
        current_user, from_task.root_id, to, request.form.get("note", ""), from_task.id), "已抄送")  # fmt: skip


@bp.post("/instances/<instance_id>/copy")
def copy_instance(instance_id):
    """Copy a whole matter to colleagues for reading (抄送)."""
    to = request.form.getlist("to", type=int)
    try:
        commands.send_copy(current_user, instance_id, to, request.form.get("note", ""))
        flash("已抄送")
    except RuleBroken as refused:
        flash(refused.message, "error")
    return redirect(local_path(request.form.get("back")) or url_for("inbox.show_instance", instance_id=instance_id))


def _done(task_id, act, said: str):
    """Run one act beside a task and go back to it; what is refused is told there."""
    try:
        act()
        flash(said)
    except RuleBroken as refused:
        flash(refused.message, "error")
    return _to_task(task_id)


def _to_task(task_id):
    return redirect(url_for("inbox.show_task", task_id=task_id))
