"""What a matter arose from, where that is known only once it has begun."""

from app.core.command import command
from app.workflow.duties import inherit
from app.workflow.models import Instance


@command()
def note_origin(actor, row: Instance, origin: Instance) -> Instance:
    """A matter begun by itself that is about another hangs on its thread (一条线), and whoever was recused there is here, too.

    One that was called or begun by another matter keeps its place.
    """
    if row.parent_id is None and row.origin_id is None and row.root_id != origin.root_id:
        row.origin_id = origin.id
        inherit(row, origin)
    return row
