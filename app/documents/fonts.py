"""Fonts of the papers: Fandol (仿宋, 小标宋, 黑, 楷) unpacked from Debian's package without root, Noto from its wheel.

The chain is: licensed fonts of the agency (folder `licensed`), Fandol, Noto Serif SC. Fandol draws the full-width
yuan sign ￥ (U+FFE5) as a dollar sign, so the prepared copies lose that one entry of their character map and the sign
comes from Noto; nothing else of the fonts is changed.
"""

import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import has_app_context
from fontTools.ttLib import TTFont

from app.core.errors import RuleBroken
from app.core.settings import Settings, settings

FANDOL = ("FandolFang-Regular.otf", "FandolSong-Bold.otf", "FandolHei-Regular.otf", "FandolKai-Regular.otf")
PACKAGE = "texlive-lang-chinese"
INSTALLED = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
YUAN = 0xFFE5
FONT_SUFFIXES = {".otf", ".ttf", ".ttc"}
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def folder() -> Path:
    """Where the prepared fonts lie; they belong to the installation, not to one database."""
    return (settings() if has_app_context() else Settings()).fonts


def prepare_fonts(target: Path | None = None) -> dict:
    """Prepare the fonts once; a second call only reports.

    Returns: {"ok": bool, "folder": str, "licensed": [file], "fandol": bool, "noto": bool, "message": Chinese sentence};
             ok is False only where no font at all is available
    """
    target = Path(target or folder())
    licensed, fandol = target / "licensed", target / "fandol"
    licensed.mkdir(parents=True, exist_ok=True)
    problem = "" if _complete(fandol) else _prepare_fandol(fandol)
    noto = _noto()
    folders = [licensed, fandol, *([noto] if noto else [])]
    listed = "\n".join(f"  <dir>{each.resolve()}</dir>" for each in folders)
    (target / "fonts.conf").write_text(FONTS_CONF.format(folders=listed, cache=(target / "cache").resolve()), "utf-8")
    coverage.cache_clear()
    report = _report(target, problem)
    if report["fandol"]:
        (target / "ready").write_text(report["message"] + "\n", "utf-8")  # set-up looks for it
    return report


def _report(target: Path, problem: str) -> dict:
    licensed = sorted(file.name for file in (target / "licensed").iterdir() if file.suffix.lower() in FONT_SUFFIXES)
    fandol, noto = _complete(target / "fandol"), _noto() is not None
    if fandol:
        message = "文书字体已备好：仿宋、小标宋、黑体、楷体和生僻字后备字体"
    elif noto:
        message = f"没有取得仿宋字体，文书暂用思源宋体。{problem}"
    else:
        message = f"没有可用的文书字体。{problem}"
    return {
        "ok": bool(fandol or noto or licensed), "folder": str(target), "licensed": licensed,
        "fandol": fandol, "noto": noto, "message": message,
    }  # fmt: skip


def _complete(fandol: Path) -> bool:
    return all((fandol / name).exists() for name in FANDOL)


def _noto() -> Path | None:
    found = find_spec("pylopdf_fonts_zh_cn")
    return Path(found.origin).parent if found and found.origin else None


def _prepare_fandol(fandol: Path) -> str:
    """Fetch the originals and prepare them; returns "" or, in Chinese, why it did not work."""
    with tempfile.TemporaryDirectory() as scratch:
        originals = Path(scratch)
        try:
            _fetch(originals)
            part = fandol.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            for name in FANDOL:
                _without_yuan(originals / name, part / name)
            shutil.rmtree(fandol, ignore_errors=True)
            part.rename(fandol)
        except (OSError, subprocess.SubprocessError, tarfile.TarError):
            return f"请在能访问 Debian 软件源的机器上运行 apt-get download {PACKAGE}，或者安装这个软件包后再试"
    return ""


def _fetch(originals: Path) -> None:
    if _complete(INSTALLED):
        for name in FANDOL:
            shutil.copy(INSTALLED / name, originals / name)
        return
    subprocess.run(["apt-get", "download", PACKAGE], cwd=originals, check=True, capture_output=True, timeout=300)
    package = next(originals.glob(f"{PACKAGE}_*.deb"))
    unpack = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with (
        subprocess.Popen(unpack, stdout=subprocess.PIPE) as unpacking,
        tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive,
    ):
        for member in archive:
            name = Path(member.name).name
            if name in FANDOL and "/fandol/" in member.name:
                (originals / name).write_bytes(archive.extractfile(member).read())
    package.unlink()


def _without_yuan(original: Path, prepared: Path) -> None:
    font = TTFont(original, lazy=True, recalcBBoxes=False)
    for table in font["cmap"].tables:
        table.cmap.pop(YUAN, None)
    font.save(prepared)


def files() -> list[Path]:
    """The font files of the chain, first choice first."""
    target = folder()
    places = [target / "licensed", target / "fandol", *([_noto()] if _noto() else [])]
    return [file for place in places if place.is_dir() for file in sorted(place.iterdir())
            if file.suffix.lower() in FONT_SUFFIXES]  # fmt: skip


@cache
def coverage() -> frozenset[int]:
    """Every code point some font of the chain can draw."""
    import uharfbuzz as harfbuzz  # the worker and the issuing command need it, a page view does not

    points = set()
    for file in files():
        points.update(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file))).unicodes)
    return frozenset(points)


def require_coverage(text: str) -> None:
    """Refuse text that would print as empty boxes.

    Raises: RuleBroken("fonts_missing" | "glyphs_missing")
    """
    known = coverage()
    if not known:
        raise RuleBroken("fonts_missing", "还没有准备文书字体，不能制作文书。请管理员运行 ./anliu setup")
    if missing := sorted({sign for sign in text if not sign.isspace() and ord(sign) not in known and ord(sign) > 31}):
        listed = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in missing[:5])
        raise RuleBroken(
            "glyphs_missing", f"字体里没有这些字：{listed}。请改用规范写法，或者请管理员在 licensed 字体文件夹补充字体"
        )
