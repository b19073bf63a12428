"""The command line: `./anliu COMMAND …`. Each command is a function `f(argv) -> exit code` of the package it belongs to.

Exit codes: 0 yes, 1 refused, 2 wrong usage.
"""

import sys
import traceback
from importlib import import_module

from app.core.clock import now
from app.core.errors import AnliuError
from app.core.settings import Settings

COMMANDS = {
    "run": ("app.server:run_main", "启动（网页与后台），默认 http://127.0.0.1:8000 [--host H] [--port P] [--no-demo]"),
    "worker": ("app.server:worker_main", "只启动后台：生成文书、到期处理"),
    "doctor": ("app.doctor:main", "检查这台机器缺什么 [--json]"),
    "demo": ("app.demo:demo_main", "演示数据：load | remove"),
    "process": ("app.workflow.cli:process_main", "流程图：check 文件… [--json] | deploy 文件…"),
    "decision": (
        "app.decisions.cli:decision_main",
        "决策表：check 文件 | deploy 文件 --from 日期 | evaluate 文件 --decision 编号 --input 文件|- | evaluate --batch 文件|-",
    ),
    "law": (
        "app.law.cli:main",
        "法律：period 规则 --start 日期（到哪天）| penalty 规则 --subject 主体 --tier 档（罚多少）| coverage [--check]（用在哪里）",
    ),
    "clocks": ("app.notices.clocks:clocks_main", "期限表：docs/clocks.md [--check]（每个流程何时提醒、期满以后）"),
    "document": (
        "app.documents.cli:document_main",
        "文书：render 编号 --sample|--data 文件 --out 文件.pdf | check 文件.pdf",
    ),
    "import": (
        "app.cli:import_main",
        "导入：enterprises | people | hazards 文件.xlsx [--dry-run] | checklists | criteria | organisations 文件.json [--json]",
    ),
    "user": ("app.identity.cli:user_main", "人员：create | disable | password 用户名 …"),
    "audit": ("app.identity.cli:audit_main", "审计链：verify [--anchor 文件] [--json] | anchor 文件"),
    "backup": ("app.backup.cli:backup_main", "备份：backup 文件 [--json]，办案不用停"),
    "restore": ("app.backup.cli:restore_main", "恢复：restore 文件 [--replace] [--json]，核验后装入"),
    "bench": ("app.bench:bench_main", "性能测量 [--quick] [--json]"),
}
IMPORTS = {
    "enterprises": "app.enterprises.cli:import_main",
    "hazards": "app.hazards.cli:import_main",
    "people": "app.identity.cli:import_people_main",
    "checklists": "app.inspections.cli:import_checklists_main",
    "criteria": "app.hazards.cli:import_criteria_main",
    "organisations": "app.identity.cli:import_organisations_main",
}
SHELL = {"setup": "准备这台机器", "test": "准备并运行全部测试 [pytest 选项]", "help": "本说明"}


def help_text() -> str:
    lines = [f"  ./anliu {name:<9} {text}" for name, (_, text) in COMMANDS.items()]
    lines += [f"  ./anliu {name:<9} {text}" for name, text in SHELL.items()]
    return "案流：安全生产执法办案\n\n" + "\n".join(lines)


def main(argv: list[str]) -> int:
    name = argv[0] if argv else "help"
    if name in ("help", "-h", "--help"):
        print(help_text())
        return 0
    if name not in COMMANDS:
        print(f"没有“{name}”这个命令。\n\n{help_text()}", file=sys.stderr)
        return 2
    try:
        return call(COMMANDS[name][0], argv[1:])
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _failed(error)


def call(target: str, argv: list[str]) -> int:
    """Run `module:function` with these arguments."""
    module, function = target.split(":")
    return getattr(import_module(module), function)(argv) or 0


def import_main(argv: list[str]) -> int:
    """`./anliu import enterprises|checklists|organisations FILE …`"""
    if argv[:1] and argv[0] in IMPORTS:
        return call(IMPORTS[argv[0]], argv[1:])
    print("用法：./anliu import enterprises|people|hazards|checklists|criteria|organisations 文件 [--json]", file=sys.stderr)
    return 2


def _failed(error: Exception) -> int:
    """People read one sentence; what a technician needs is in the data folder."""
    if isinstance(error, AnliuError):
        message = error.message
    elif type(error).__module__ == "sqlalchemy.exc":
        message = "数据库尚未准备好或者不能使用，请先运行 ./anliu run"
    else:
        message = "没有办成，系统出了意外"
    print(f"{message}{_noted()}", file=sys.stderr)
    return 1


def _noted() -> str:
    path = Settings().home / "error.log"
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{now():%Y-%m-%d %H:%M:%S} {sys.argv}\n{traceback.format_exc()}\n")
    except OSError:
        return ""
    return f"（技术信息记在 {path}）"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
