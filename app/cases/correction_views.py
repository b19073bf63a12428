"""The one act a paper's page offers when it is wrong: to begin its correction or revocation; its steps are tasks."""

from flask import flash, redirect, url_for
from flask_login import current_user

from app.cases import commands
from app.cases.views import bp
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.post("/papers/<int:document_id>/corrections")
@requires("propose_penalty")
def begin_correction(document_id):
    """Begin to correct or revoke an issued paper (更正、撤销); on to its first task.

    Raises: RuleBroken("internal_paper"): a paper of the file only is made anew by its own step
    """
    paper = documents.document_for(current_user, document_id)
    if not paper.template.delivery:
        raise RuleBroken("internal_paper", "内部文书不送达，不用更正通知书；有误的，退回该环节重新办理")
    begun = commands.begin_correction(current_user, paper)
    flash(f"请写明《{paper.title}》怎样更正，或者为什么撤销")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))
