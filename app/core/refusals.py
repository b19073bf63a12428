"""What is refused stands in the audit (拒绝留痕): who asked for what, by page, file or act, and why it was refused.

A refusal becomes a page in one place (`core.pages`), and there it is kept: nobody has to think of it.
"""

from flask import current_app, request
from flask_login import current_user

from app.core.command import command
from app.core.errors import AnliuError, Conflict

TRANSIENT = ("stale", "busy", "system_busy")  # to be tried again; nobody was refused anything


@command()
def note_refusal(actor, subject: str, asked: str, code: str, why: str) -> None:
    """Keep what somebody tried and was refused.

    Args: subject: `hazard:12`, "" where the page is about nothing in particular; asked: method and address; why: as the person read it
    """


def keep(error: AnliuError) -> None:
    """Write down a refused request of somebody who is logged in. The person is answered even where that cannot be written now."""
    if not current_user.is_authenticated or not is_kept(error):
        return
    try:
        note_refusal(current_user, error.about or subject_asked(), f"{request.method} {request.path}", error.code, error.message)
    except Conflict:
        current_app.logger.warning("拒绝记录没有写入：%s %s %s", current_user.id, request.method, request.path)


def is_kept(error: AnliuError) -> bool:
    """Whatever was out of reach (403), and every act that was tried and is not allowed; not what a form still lacks."""
    if error.code in TRANSIENT:
        return False
    tried = request.method not in ("GET", "HEAD", "OPTIONS")
    return error.status == 403 or bool(error.about) or (tried and error.status in (409, 422) and not error.fields)


def subject_asked() -> str:
    """What the address is about: its first id, as `document:7`."""
    ids = ((name.removesuffix("_id"), value) for name, value in (request.view_args or {}).items() if name.endswith("_id"))
    return next((f"{kind}:{value}" for kind, value in ids), "")
