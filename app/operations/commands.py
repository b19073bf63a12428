"""What an operator sets going again."""

from app.core.command import command
from app.core.errors import AnliuError
from app.documents.commands import retry_render
from app.documents.models import Document
from app.identity import leaving
from app.workflow.commands import assign


@command(permission="operate_system")
def retry_paper(actor, document_id: int) -> Document:
    """Let the worker print a paper again that failed; content and number stay.

    Raises: NotFound("document"); Conflict("not_failed")
    """
    return retry_render(actor, document_id)


def hand_over_all(actor, person, to_id: int) -> list[tuple[str, str]]:
    """Give everything on a person's desk to a colleague, each task by itself, as far as duties allow.

    Returns: [(title, why it stayed; "" when it went over)]
    """
    return [(each.title, _given(actor, each.id, to_id)) for each in leaving.held_by(person)]


def _given(actor, task_id: str, to_id: int) -> str:
    try:
        assign(actor, task_id, to_id)
    except AnliuError as refused:
        return refused.message
    return ""
