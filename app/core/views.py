"""Attachments: upload and reading back; the health check."""

from flask import Blueprint, jsonify, request, send_file
from flask_login import current_user

from app.core import files
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.headers import sandbox
from app.core.models import Attachment

bp = Blueprint("core", __name__)
INLINE = {"image/jpeg", "image/png", "image/webp", "application/pdf", "audio/mpeg", "audio/mp4", "video/mp4"}
_readers = []


def attachment_reader(function):
    """Register `f(user, attachment) -> bool | None` of a higher package: True opens the file to this person, False
    refuses it, None says the subject is not of that package."""
    _readers.append(function)
    return function


@bp.post("/attachments")
def upload():
    """Store one file. multipart field `file`; answers {"id", "sha256", "name", "size"}."""
    if not current_user.may("upload_attachment"):
        raise NotAllowed("permission", "您的岗位不能上传附件")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("file_empty", "还没有选文件", {"file": "还没有选文件"})
    kept = files.store_attachment(current_user, sent.filename, sent.read(files.MAX_BYTES + 1))
    return jsonify(id=kept.id, sha256=kept.sha256, name=kept.name, size=kept.size), 201


@bp.get("/attachments/<int:attachment_id>")
def attachment(attachment_id: int):
    """One file, shown in place when the browser can, else saved."""
    row = db.session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound("attachment", "没有这个附件，可能已被替换")
    if not may_read(row):
        raise NotAllowed("attachment", "这个附件不在您的办理范围内；如确需查看，请联系承办人")
    path = files.path_of(row.sha256)
    if not path.exists():
        raise NotFound("file_missing", "文件不在存储中，请联系管理员从备份恢复")
    inline = row.media_type in INLINE and "download" not in request.args
    sandbox(framed=row.media_type == "application/pdf")
    return send_file(path, mimetype=row.media_type, as_attachment=not inline, download_name=row.name, etag=row.sha256)


def may_read(row: Attachment) -> bool:
    """Whoever uploaded it; else what the package of its subject says; staff where no package knows the subject yet."""
    if row.uploaded_by == current_user.id:
        return True
    answers = [answer for reader in _readers if (answer := reader(current_user, row)) is not None]
    return any(answers) if answers else current_user.may("read_documents")


@bp.get("/health")
def health():
    """For supervisors and load balancers: the process answers and reaches its database."""
    db.session.execute(db.select(1))
    return jsonify(ok=True)
