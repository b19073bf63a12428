"""Pages for a paper that cannot be handed over: recording a failed attempt; beginning a public notice, an address."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import Schema, ValidationError, fields, validate

from app.core import files
from app.core.clock import now
from app.core.errors import RuleBroken
from app.documents import notice_commands as commands
from app.documents import notice_queries as notices
from app.documents import queries, rules
from app.documents.views import bp
from app.identity import queries as identity
from app.identity.sessions import requires
from app.workflow.views import to_first_task

MAX_FILES = 6
GLOBALS = {
    "beside_delivery": lambda item: notices.beside_task(current_user, item), "delivery_methods": rules.METHODS,
    "delivery_failures": rules.FAILURE_WORDS, "notice_statuses": rules.NOTICE_STATUSES,
}  # fmt: skip
BLANK = {"required": "必填", "invalid": "填写有误"}


class Attempt(Schema):
    """A failed attempt as the page sends it."""

    papers = fields.List(fields.Integer(), required=True, error_messages=BLANK)
    way = fields.String(required=True, error_messages={"required": "请选一种情形"})  # method:failure
    attempted_at = fields.NaiveDateTime(required=True, error_messages={"required": "请填时间", "invalid": "时间的写法不对"})
    account = fields.String(required=True, validate=validate.Length(max=1000, error="最多 1000 个字"), error_messages=BLANK)
    place = fields.String(load_default="", validate=validate.Length(max=200, error="最多 200 个字"))
    mail_number = fields.String(load_default="", validate=validate.Length(max=60, error="最多 60 个字"))
    dispatched_on = fields.Date(load_default=None, error_messages={"invalid": "日期的写法不对"})
    deliverers = fields.List(fields.Integer(), load_default=[])


def sent() -> dict:
    """The form as the schema reads it: an empty field is no answer."""
    many = {name: [each for each in request.form.getlist(name) if each] for name in ("papers", "deliverers")}
    return {name: value for name, value in {**request.form.to_dict(), **many}.items()
            if value not in ("", []) and name in Attempt().fields}  # fmt: skip


@bp.get("/<int:document_id>/attempts/new")
@requires("record_delivery")
def new_attempt(document_id):
    """The form of a failed attempt (登记没有送达成)."""
    return _attempt_page(queries.document_for(current_user, document_id))


@bp.post("/<int:document_id>/attempts")
@requires("record_delivery")
def record_attempt(document_id):
    """Record a failed attempt for the papers that went out together; what was typed stays where it is refused."""
    paper = queries.document_for(current_user, document_id)
    try:
        said = Attempt().load(sent())
        method, _, failure = said.pop("way").partition(":")
        together = {row.id for row in queries.together(paper)}
        commands.record_attempt(
            current_user, [each for each in said.pop("papers") if each in together], method, failure,
            said.pop("attempted_at").isoformat(timespec="minutes"), deliverers=_people(said.pop("deliverers")),
            evidence=_uploaded(), **said,
        )  # fmt: skip
    except (ValidationError, RuleBroken) as refused:
        return _attempt_page(paper, refused.messages), 422
    flash("已登记没有送达成的经过，送达任务仍然待办")
    item = notices.delivering(paper)
    return redirect(url_for("inbox.show_task", task_id=item.id) if item else url_for(".show_document", document_id=paper.id))


def _people(ids: list[int]) -> list[dict]:
    certified = [(person, person.certificate()) for person in identity.officers(ids)]
    return [{"name": person.name, "badge_no": badge.number if badge else ""} for person, badge in certified]


def _uploaded() -> list[int]:
    """Ids of the files sent along, stored. Raises: RuleBroken("file_type" | "file_size" | "file_empty")"""
    chosen = [each for each in request.files.getlist("evidence") if each.filename][:MAX_FILES]
    kept = (files.store_attachment(current_user, each.filename, each.read(files.MAX_BYTES + 1)) for each in chosen)
    return [row.id for row in kept]


def _attempt_page(paper, messages=None):
    allowed = [method for method in rules.FAILURES if method in paper.template.delivery or
               (method in rules.BY_OTHERS and "post" in paper.template.delivery)]  # fmt: skip
    return render_template(
        "documents/attempt.html", paper=paper, papers=queries.together(paper), methods=rules.METHODS,
        failures={method: rules.FAILURES[method] for method in allowed}, messages=messages or {},
        officers=identity.certified_officers(bureau_id=paper.organisation_id, limit=100),
        chosen={int(each) for each in request.form.getlist("deliverers") if each.isdigit()} or set(notices.deliverers_of(paper)),
        at=request.form.get("attempted_at") or now().strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip


@bp.post("/<int:document_id>/notice")
@requires("record_delivery")
def begin_notice(document_id):
    """Begin to deliver by public notice (公告送达)."""
    begun = commands.begin_notice(current_user, queries.document_for(current_user, document_id))
    return to_first_task(begun, "已开始办理公告送达，请写明原因和经过")


@bp.post("/<int:document_id>/address")
@requires("record_delivery")
def begin_address(document_id):
    """Begin to have the addressee confirm an address (送达地址确认书)."""
    begun = commands.begin_address(current_user, queries.document_for(current_user, document_id))
    return to_first_task(begun, "请填写当事人提供的送达地址")
