"""Documents made from the product's own data and committed with it: written, or checked for being up to date."""

from collections.abc import Callable
from pathlib import Path

from app.core.arguments import Parser


def write_or_check(argv: list[str], prog: str, description: str, path: Path, made: Callable[[], str]) -> int:
    """Write the file, or with ``--check`` say whether it is up to date.

    Returns: the exit code: 1 it is not up to date, 2 wrong arguments
    """
    parser = Parser(prog=prog, description=description)
    parser.add_argument("--check", action="store_true", help="只检查文件是不是最新的")
    try:
        wanted = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    text, name = made(), f"{path.parent.name}/{path.name}"
    if not wanted.check:
        path.write_text(text, encoding="utf-8")
        print(f"已写入 {name}")
        return 0
    if path.exists() and path.read_text("utf-8") == text:
        print(f"{name} 是最新的")
        return 0
    print(f"{name} 过时了：运行 {prog}，把结果一起提交")
    return 1
