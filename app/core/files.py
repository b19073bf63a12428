"""The content-addressed file store: a file lies under its sha256 and never changes."""

import hashlib
import os
from pathlib import Path

from sqlalchemy import select, update

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.core.models import Attachment
from app.core.settings import settings

MAX_BYTES = 50 * 1024 * 1024
MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".heic": "image/heic",
    ".pdf": "application/pdf", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".csv": "text/csv",
}  # fmt: skip


def path_of(sha256: str) -> Path:
    return settings().home / "files" / sha256[:2] / sha256


def write(content: bytes) -> str:
    """Keep the bytes; return their sha256. Writing the same bytes twice keeps one file."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        with open(part, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.rename(target)
    return digest


def read(sha256: str) -> bytes:
    """Raises: NotFound("file_missing") when the store lacks it; RuleBroken("file_damaged") when its hash differs."""
    target = path_of(sha256)
    if not target.exists():
        raise NotFound("file_missing", "文件不在存储中，请联系管理员从备份恢复")
    content = target.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RuleBroken("file_damaged", "文件内容与登记的校验值不符，请联系管理员从备份恢复")
    return content


def belong_to(ids: list[int], subject_kind: str, subject_id, uploaded_by: int | None = None) -> None:
    """Say what uploaded files are about, where nothing has said so yet. Args: uploaded_by: only those of this person"""
    mine = update(Attachment).where(Attachment.id.in_(ids), Attachment.subject_kind.is_(None))
    mine = mine.where(Attachment.uploaded_by == uploaded_by) if uploaded_by else mine
    db.session.execute(mine.values(subject_kind=subject_kind, subject_id=str(subject_id)))


def rename(ids: list[int], words: str) -> None:
    """Call uploads by plain words, 「现场照片1.png」, where the name they came with tells too much."""
    for turn, row in enumerate(db.session.scalars(select(Attachment).where(Attachment.id.in_(ids)).order_by(Attachment.id)), 1):
        row.name = f"{words}{turn}{Path(row.name).suffix}"


def filed_with(row: Attachment, subject_kind: str, subject_id) -> Attachment:
    """The upload as part of this matter; of one that belongs to another matter a row of its own, on the same bytes."""
    wanted = (subject_kind, str(subject_id))
    if row.subject_kind is None:
        row.subject_kind, row.subject_id = wanted
    if (row.subject_kind, row.subject_id) == wanted:
        return row
    made = Attachment(sha256=row.sha256, name=row.name, media_type=row.media_type, size=row.size, note=row.note, subject_kind=wanted[0],
                      subject_id=wanted[1], uploaded_by=row.uploaded_by, uploaded_at=row.uploaded_at)  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


@command()
def store_attachment(actor, name: str, content: bytes, subject_kind=None, subject_id=None) -> Attachment:
    """Store an upload (附件).

    Raises: RuleBroken("file_type" | "file_size" | "file_empty")
    """
    suffix = Path(name).suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise RuleBroken("file_type", f"不能上传“{suffix or name}”类型的文件，可用：{'、'.join(sorted(MEDIA_TYPES))}")
    if not content:
        raise RuleBroken("file_empty", "这个文件是空的，请重新选择")
    if len(content) > MAX_BYTES:
        raise RuleBroken("file_size", f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请压缩或分开上传")
    attachment = Attachment(
        sha256=write(content), name=Path(name).name[:200], media_type=MEDIA_TYPES[suffix], size=len(content),
        subject_kind=subject_kind, subject_id=None if subject_id is None else str(subject_id),
        uploaded_by=actor.id, uploaded_at=now(),
    )  # fmt: skip
    db.session.add(attachment)
    db.session.flush()  # callers need the id
    return attachment
