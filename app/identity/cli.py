"""`./anliu user …` and `./anliu audit …`. Exit codes: 0 yes, 1 refused, 2 wrong usage."""

import getpass
import json
import secrets
import sys
from pathlib import Path

from app import create_app
from app.core import audit
from app.core.arguments import Parser
from app.core.clock import now, today
from app.core.command import SYSTEM
from app.core.errors import AnliuError
from app.core.json_import import import_json
from app.identity import commands, passwords, people_import, queries, rules
from app.identity.permissions import ROLES


def import_organisations_main(argv: list[str]) -> int:
    """`./anliu import organisations FILE.json [--json]`: bring areas and organisations to what the file says."""
    with create_app().app_context():
        return import_json(argv, "organisations", lambda data: commands.load_organisations(SYSTEM, data))


def import_people_main(argv: list[str]) -> int:
    """`./anliu import people FILE.xlsx [--dry-run] [--json]`; the first passwords are printed this once."""
    parser = Parser(prog="./anliu import people", description="导入人员、任职、执法证；有一处不对就全部不导入")
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="只核对，不导入")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    try:
        content = asked.file.read_bytes()
    except OSError:
        print(f"读不出文件 {asked.file}", file=sys.stderr)
        return 2
    with create_app().app_context():
        try:
            found = people_import.check(asked.file.name, content)
            accounts = []
            if found.ok and not asked.dry_run:
                _, accounts = people_import.import_people(SYSTEM, asked.file.name, content)
        except AnliuError as refused:
            print(json.dumps({"ok": False, "message": refused.message}, ensure_ascii=False) if asked.json else refused.message)
            return 1
    return _told_people(found, accounts, asked)


def _told_people(found, accounts: list[dict], asked) -> int:
    if asked.json:
        print(json.dumps({"ok": found.ok, "dry_run": asked.dry_run, **vars(found), "accounts": accounts}, ensure_ascii=False))
        return 0 if found.ok else 1
    for error in found.errors:
        print(f"第 {error['row']} 行 {error['column']}：{error['reason']}", file=sys.stderr)
    print(f"{'核对' if asked.dry_run or not found.ok else '导入'} {found.total} 行：新账号 {found.created} 个，已有 {found.known} 个，"
          f"新任职 {found.posts} 条，新执法证 {found.certificates} 张，要改 {len(found.errors)} 处")  # fmt: skip
    for each in accounts:
        print(f"{each['name']}\t{each['username']}\t{each['password']}")
    return 0 if found.ok else 1


def user_main(argv: list[str]) -> int:
    """user create NAME --name 姓名 [--organisation ID --role ROLE --title 职务] | disable NAME | password NAME."""
    parser = Parser(
        prog="./anliu user", description="管理账号。密码从键盘或标准输入读，不放在命令行上"
    )
    acts = parser.add_subparsers(dest="act", required=True)
    create = acts.add_parser("create", help="建账号")
    create.add_argument("username")
    create.add_argument("--name", required=True, help="姓名")
    create.add_argument("--organisation", help="机构编号，如 b-yj")
    create.add_argument("--role", choices=sorted(ROLES), help="角色")
    create.add_argument("--title", default="", help="职务")
    acts.add_parser("disable", help="停用账号").add_argument("username")
    acts.add_parser("password", help="重置密码").add_argument("username")
    asked = parser.parse_args(argv)
    with create_app().app_context():
        return _told(lambda: {"create": _create, "disable": _disable, "password": _password}[asked.act](asked))


def _create(asked) -> str:
    first = _first_password(asked.username)
    if bool(asked.organisation) != bool(asked.role):
        raise SystemExit("--organisation 和 --role 要一起给")
    if asked.organisation:
        queries.organisation(asked.organisation)
    person = commands.create_user(SYSTEM, asked.username, asked.name, passwords.hash_password(first))
    if asked.role:
        title = asked.title or ROLES[asked.role]
        commands.appoint(SYSTEM, person.id, asked.organisation, title, asked.role, today())
    return f"已建账号 {person.username}（{person.name}），首次登录须改密码"


def _disable(asked) -> str:
    commands.disable_user(SYSTEM, _known(asked.username).id)
    return f"账号 {asked.username} 已停用"


def _password(asked) -> str:
    person = _known(asked.username)
    commands.reset_password(SYSTEM, person.id, passwords.hash_password(_first_password(person.username)))
    return f"账号 {asked.username} 的密码已重置，下次登录须修改"


def _known(username: str):
    person = queries.user_by_name(username)
    if person is None:
        raise AnliuError("user", f"没有账号“{username}”")
    return person


def _first_password(username: str) -> str:
    """Typed twice at a terminal (empty: made up and shown once), or one line of standard input."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\n")
    else:
        given = getpass.getpass("初始密码（直接回车则自动生成）：")
        if given and given != getpass.getpass("再输一次："):
            raise AnliuError("password_differs", "两次输入的不一样，账号没有变动")
    if not given:
        given = secrets.token_urlsafe(12)
        print(f"初始密码：{given}", file=sys.stderr)
    rules.require_strong_password(given, username)
    return given


def _told(act) -> int:
    try:
        print(act())
    except AnliuError as refused:
        print(refused.message, file=sys.stderr)
        return 1
    return 0


def audit_main(argv: list[str]) -> int:
    """audit verify [--anchor FILE] [--json] | audit anchor FILE."""
    parser = Parser(prog="./anliu audit", description="审计链：核验，或把末条校验值留到库外")
    acts = parser.add_subparsers(dest="act", required=True)
    verify = acts.add_parser("verify", help="核验整条链")
    verify.add_argument("--anchor", type=Path, help="库外留存的锚点文件")
    verify.add_argument("--json", action="store_true")
    acts.add_parser("anchor", help="写出锚点").add_argument("file", type=Path)
    asked = parser.parse_args(argv)
    with create_app().app_context():
        return _write_anchor(asked.file) if asked.act == "anchor" else _verify(asked)


def _write_anchor(target: Path) -> int:
    target.write_text(json.dumps({**audit.head(), "at": now().isoformat()}) + "\n", "utf-8")
    print(f"锚点已写入 {target}，请存到别的机器或打印留存")
    return 0


def _verify(asked) -> int:
    try:
        anchor = json.loads(asked.anchor.read_text("utf-8")) if asked.anchor else None
        if anchor is not None:
            anchor = {"entries": int(anchor["entries"]), "hash": str(anchor["hash"])}
    except (OSError, ValueError, KeyError, TypeError):
        print(f"读不出锚点文件 {asked.anchor}", file=sys.stderr)
        return 2
    verdict = audit.verify(anchor)
    if asked.json:
        print(json.dumps(verdict, ensure_ascii=False))
    elif verdict["ok"]:
        print(f"已核验 {verdict['entries']} 条，没有发现改动。末条校验值 {verdict['hash']}")
    else:
        print(f"第 {verdict['broken_at']} 条有问题：{verdict['reason']}")
    return 0 if verdict["ok"] else 1
