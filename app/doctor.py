"""What this machine lacks, said in one Chinese line each with the way to mend it. Imports nothing it checks for."""

import ctypes
import json
import shutil
import sqlite3
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from app.core.arguments import Parser
from app.core.settings import Settings

LIBRARIES = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1",
)  # fmt: skip
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"
DIST = Path(__file__).parent / "static/dist"


@dataclass
class Finding:
    """One checked point: name, whether it is well, what was found, how to mend it."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def libraries() -> Finding:
    """The shared libraries WeasyPrint opens by name."""
    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if not missing:
        return Finding("生成 PDF 的系统库", True, "齐全")
    mend = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {PACKAGES}"
    return Finding("生成 PDF 的系统库", False, f"缺少 {'、'.join(missing)}", f"请运行：{mend}")


def fonts() -> Finding:
    report = Settings().fonts / "ready"
    if not report.exists():
        return Finding("公文字体", False, "还没有准备", "请运行：./anliu setup")
    text = report.read_text("utf-8").strip()
    return Finding("公文字体", True, text.splitlines()[0] if text else "已准备")


def frontend() -> Finding:
    if any(DIST.glob("ready-*")):
        return Finding("界面", True, "已构建")
    return Finding("界面", False, "还没有构建", "请运行：./anliu setup（需要 Node.js 20 或更新的版本）")


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "需要 3.11 或更新的版本")


def sqlite() -> Finding:
    return Finding("SQLite", sqlite3.sqlite_version_info >= (3, 35), sqlite3.sqlite_version, "需要 3.35 或更新的版本")


def disk() -> Finding:
    home = Settings().home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free // 1024**2
    return Finding("数据目录", free > 500, f"{home}，剩余 {free} MB", "请清出至少 500 MB 空间")


CHECKS = (python, sqlite, libraries, fonts, frontend, disk)


def prepare_fonts() -> int:
    from app.documents.fonts import prepare_fonts as prepare  # its libraries may be what is missing

    print(prepare(Settings().fonts))
    return 0


def main(argv: list[str]) -> int:
    """`doctor [--json]`; `libraries` and `prepare-fonts` serve the set-up script."""
    parser = Parser(prog="./anliu doctor")
    parser.add_argument("only", nargs="?", choices=["libraries", "prepare-fonts"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.only == "prepare-fonts":
        return prepare_fonts()
    findings = [check() for check in ((libraries,) if options.only else CHECKS)]
    if options.json:
        print(json.dumps({"ok": all(f.ok for f in findings), "findings": [asdict(f) for f in findings]},
                         ensure_ascii=False))  # fmt: skip
    else:
        for finding in findings:
            print(f"{'✓' if finding.ok else '✗'} {finding.name}：{finding.found}")
            if not finding.ok:
                print(f"  {finding.mend}")
    return 0 if all(f.ok for f in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
