"""Demo data by doing (演示数据): 40 invented enterprises and a bureau's day, made only through commands and forms."""

import json
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import create_app
from app.core.arguments import Parser
from app.core.clock import frozen, now
from app.core.command import SYSTEM
from app.core.database import db, hastily
from app.core.yaml_file import read_yaml
from app.demo.desk import Desk
from app.demo.hazard_rows import area_of
from app.demo.history import earlier
from app.demo.kept_views import keep_views
from app.demo.matter import Matter
from app.demo.named import name_the_silent
from app.demo.office import furnish
from app.demo.removal import remove_demo
from app.demo.scenarios import CASES, INSPECTIONS
from app.demo.self_checked import check_themselves
from app.enterprises.commands import add_person, create_enterprise, set_risk_level, tie_account
from app.enterprises.models import Enterprise
from app.identity.models import Area, User
from app.identity.seeding import seed_demo_people
from app.installation import install

DATA = Path(__file__).parent / "data"
EARLIER = 225  # days


def is_empty() -> bool:
    """No enterprise, no person: nothing real could be mixed up with the demo."""
    return not db.session.scalar(select(Enterprise.id).limit(1)) and not db.session.scalar(select(User.id).limit(1))


def load_demo(progress=lambda share: None, before=()) -> int:
    """Fill an empty database with the bureau's day and what came `before` and beside it.

    Args:    progress: told the share of the days that is over, 0 to 1
    Returns: how many matters were worked on."""
    with frozen(now() - timedelta(days=EARLIER)):  # procedures were in force before the first case began
        install(SYSTEM)
        seed_demo_people(SYSTEM)
        listed = read_yaml((DATA / "enterprises.yaml").read_text("utf-8"))
        enterprises = [open_file(raw | {"area_id": area_of(turn)}) for turn, raw in enumerate(listed)]
    people = {user.username: user for user in db.session.scalars(select(User).where(User.demo))}
    for account, enterprise in zip(("qiye", "quqiye"), enterprises, strict=False):
        tie_account(SYSTEM, people[account].id, enterprise.id)
    accounts = {name: user.id for name, user in people.items()}
    names = {user.id: user.name for user in people.values()}
    matters = [
        Matter(enterprises[index].name, enterprises[index], begins, accounts, names, **fields)
        for index, begins, fields in [*INSPECTIONS, *CASES, *before]
    ]
    with hastily():
        Desk(matters, now()).run(progress)
        check_themselves(people, enterprises)
        name_the_silent(people, enterprises[3])
        furnish(people)
        keep_views(people)
    return len(matters)


def open_file(raw: dict) -> Enterprise:
    """One enterprise with its persons and its risk colour."""
    persons, risk = raw.pop("persons"), raw.pop("risk_level")
    raw["address"] = raw["address"].format(area=db.session.get(Area, raw["area_id"]).name)
    enterprise = create_enterprise(SYSTEM, demo=True, **raw)
    for person in persons:
        add_person(SYSTEM, enterprise.id, **person)
    set_risk_level(SYSTEM, enterprise.id, risk, "年度风险分级评定（演示）")
    return enterprise


def demo_main(argv: list[str]) -> int:
    """`./anliu demo load|remove`"""
    parser = Parser(prog="./anliu demo")
    parser.add_argument("act", choices=["load", "remove"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with create_app().app_context():
        if options.act == "load" and not is_empty():
            print("数据库里已经有企业或者人员，演示数据只装进空的数据库", file=sys.stderr)
            return 1
        answer = {"matters": load_demo(before=earlier())} if options.act == "load" else {"removed": remove_demo(SYSTEM)}
    print(json.dumps(answer, ensure_ascii=False) if options.json else "办好了")
    return 0
