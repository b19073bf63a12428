"""The archive: a plain tar whose last member is a manifest with the sha256 of every other member.

A torn archive has no manifest and is refused; a name that is not one of ours is refused before anything is written.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import RuleBroken

FORMAT = 1
SQLITE, POSTGRES, MANIFEST, ORGAN = "database.sqlite3", "database.pgdump", "manifest.json", "organ.yaml"
STORED = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
CHUNK = 1024 * 1024
TORN = "这个文件不是案流的备份，或者没有写完、已经损坏；请换一个备份文件"


class Archive:
    """An archive that is being written. `members`: {name: {"sha256", "bytes"}}."""

    def __init__(self, tar: tarfile.TarFile):
        self.tar = tar
        self.members: dict[str, dict] = {}

    def add(self, path: Path, name: str) -> str:
        """Add a file. Returns: the sha256 of what was written."""
        with open(path, "rb") as raw:
            info = self.tar.gettarinfo(arcname=name, fileobj=raw)
            info.uid = info.gid = 0
            info.uname, info.gname, info.mode = "", "", 0o600
            hashed = Hashed(raw)
            self.tar.addfile(info, hashed)
        self.members[name] = {"sha256": hashed.digest.hexdigest(), "bytes": info.size}
        return self.members[name]["sha256"]

    def finish(self, facts: dict) -> None:
        content = json.dumps(facts | {"format": FORMAT, "members": self.members}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))


class Hashed:
    """A file that hashes what is read from it."""

    def __init__(self, raw):
        self.raw, self.digest = raw, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.raw.read(size)
        self.digest.update(block)
        return block


@contextmanager
def written(target: Path):
    """Write an archive beside `target`; it gets the name only when it is complete and on the disk."""
    part = target.with_name(target.name + ".part")
    try:
        with open(part, "xb", opener=_owner_only) as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Archive(tar)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _owner_only(path, flags):
    return os.open(path, flags, 0o600)  # it holds what the office knows about people


def unpack(source: Path, folder: Path) -> dict:
    """Write every member into `folder` and compare it with the manifest.

    Returns: the manifest
    Raises:  RuleBroken("backup_file" | "backup_format" | "backup_damaged"), each naming the file
    """
    found, manifest = {}, None
    try:
        with tarfile.open(source, "r:") as tar:
            for info in tar:
                if not info.isreg() or not _is_ours(info.name):
                    raise RuleBroken("backup_file", f"{source} 里有不认识的内容“{info.name}”，没有恢复")
                if info.name == MANIFEST:
                    manifest = json.loads(tar.extractfile(info).read())
                else:
                    found[info.name] = _keep(tar.extractfile(info), folder / info.name)
    except FileNotFoundError as missing:
        raise RuleBroken("backup_file", f"没有文件 {source}，没有恢复；请检查路径") from missing
    except (tarfile.TarError, ValueError, EOFError) as torn:
        raise RuleBroken("backup_file", f"{source}：{TORN}") from torn
    except OSError as unreadable:
        raise RuleBroken("backup_file", f"读写 {source} 时出错（{unreadable.strerror}），没有恢复") from unreadable
    if not isinstance(manifest, dict) or "members" not in manifest:
        raise RuleBroken("backup_file", f"{source}：{TORN}")
    if manifest.get("format") != FORMAT:
        raise RuleBroken("backup_format", f"{source} 是较新版本案流的备份，没有恢复；请用做备份的版本恢复")
    _require_same(found, manifest["members"])
    return manifest


def _is_ours(name: str) -> bool:
    return name in (SQLITE, POSTGRES, MANIFEST, ORGAN) or STORED.fullmatch(name) is not None


def _keep(raw, target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "xb", opener=_owner_only) as out:
        while block := raw.read(CHUNK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _require_same(found: dict[str, str], members: dict[str, dict]) -> None:
    wrong = [name for name in members.keys() | found.keys()
             if name not in members or found.get(name) != members[name]["sha256"]]  # fmt: skip
    if wrong:
        shown = "、".join(sorted(wrong)[:5])
        message = f"备份里有 {len(wrong)} 个内容缺失或与清单的校验值不符：{shown}；没有恢复，请换一个备份文件"
        raise RuleBroken("backup_damaged", message)
