"""What an operator sets going again."""

from app.core.command import command
from app.documents.commands import retry_render
from app.documents.models import Document


@command(permission="operate_system")
def retry_paper(actor, document_id: int) -> Document:
    """Let the worker print a paper again that failed; content and number stay.

    Raises: NotFound("document"); Conflict("not_failed")
    """
    return retry_render(actor, document_id)
