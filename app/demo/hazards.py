"""What people write on the way of a hidden danger (隐患): found, graded, told, put right, checked and removed from the list."""

from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from app.core.clock import today
from app.core.files import store_attachment
from app.core.yaml_file import read_yaml
from app.demo.answers import delivered, later
from app.hazards import limits
from app.hazards import queries as hazards
from app.hazards.reading_handlers import keep_reading
from app.identity import queries as identity
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT

CATALOGUE = read_yaml((Path(__file__).parent / "data/hazards.yaml").read_text("utf-8"))
DISTRICT_TEAM = ("quzhifa1", "quzhifa2")
CHECKERS = {  # by the bureau that checks: whoever did not find it
    "check_district": {"zhifa1": ("zhifa3", "zhifa4"), "zhifa3": ("zhifa1", "zhifa2"), "quzhifa1": ("quzhifa2", "quzhifa3")},
    "check_city": {"zhifa1": ("zhifa2", "duizhang"), "zhifa3": ("zhifa4", "duizhang"), "quzhifa1": ("zhifa3", "zhifa4")},
}  # fmt: skip
KINDS = {
    "危险化学品": "chemical",
    "非煤矿山": "mine",
    "烟花爆竹": "fireworks",
    "工贸": "industry",
    "工业（冶金等）": "industry",
}
CONTROLLERS = ("詹怀山", "应知远", "路听雨", "桑若谷", "邬长风")
COLOURS = {"before": "#b4541a", "after": "#2c7a4b", "check": "#24598f", "receipt": "#6b6b6b"}
NAMES = {"before": "整改前照片", "after": "整改后照片", "check": "验收照片", "receipt": "签收回执"}
ACT_HOURS, WAIT_HOURS, LOOK_HOURS = 20, 5 * 24, 2 * 24  # the last where more time must be asked for in good time
WATCHED_EVERY, LEFT_ALONE = 5, 14  # days; the latter where nobody puts it right
SETTLED_AFTER = 55  # days
FOUND = {"due": 20, "source": "inspection_finding"}  # what an inspection has found


def told(matter) -> dict:
    """How this hazard goes: see `app/demo/hazard_rows.py`."""
    return matter.say.get("hazard") or FOUND


def kind_of(enterprise) -> str:
    return KINDS.get(enterprise.sector, "other")


def entry(matter) -> dict:
    """What was found: the entry named, else one of the enterprise's sector in turn."""
    said, kind = told(matter), kind_of(matter.enterprise)
    if "key" in said:
        return next(each for each in CATALOGUE if each["key"] == said["key"])
    fitting = [each for each in CATALOGUE if _fits(each, matter.enterprise.sector, kind, bool(said.get("major")))]
    return fitting[(said["turn"] * 7 + matter.enterprise.id * 5) % len(fitting)]


def _fits(each: dict, sector: str, kind: str, major: bool) -> bool:
    return each["kind"] in (kind, "any") and sector in each.get("sectors", (sector,)) and ("item" in each) == major


@cache
def picture(which: str) -> bytes:
    """A coloured board in place of a photograph, painted once for each kind."""
    page = Image.new("RGB", (480, 320), "#e9e6df")
    pen = ImageDraw.Draw(page)
    for x in range(-320, 480, 60):
        pen.line([(x, 320), (x + 320, 0)], fill="#dcd7cc", width=18)
    pen.rectangle([90, 70, 390, 250], outline=COLOURS[which], width=10)
    pen.line(
        [(150, 160), (215, 215), (330, 110)] if which != "before" else [(150, 110), (330, 215)],
        fill=COLOURS[which],
        width=14,
    )
    painted = BytesIO()
    page.save(painted, "PNG")
    return painted.getvalue()


def photo(user, which: str) -> int:
    return store_attachment(user, f"{NAMES[which]}（演示）.png", picture(which)).id


def finder_of(matter) -> str:
    """Who finds it: the account of the enterprise, else the first of the team."""
    return told(matter).get("by") or matter.team[0]


def found(matter) -> dict:
    """The start form; an account of an enterprise is not asked whose hazard it is."""
    what, said = entry(matter), told(matter)
    words = {
        "found_on": later(0), "place": what["place"], "description": what["text"], "article": what["article"],
        "photos": [photo(identity.user(matter.people[finder_of(matter)]), "before")],
    }  # fmt: skip
    if "by" in said:
        return words
    return words | {"enterprise_id": matter.enterprise.id, "source": said["source"], "finders": matter.officers[:1]}


def answers(matter, item) -> dict:
    """{element: answers}; only those the element asks for are made."""
    return {item.element: SAYS[item.element](matter, item)}


def of(item):
    return hazards.hazard(int(item.subject_id))


def writer(matter, item):
    """Whose files these are: the enterprise's where the task came to its desk."""
    return identity.user(item.assignee_id or matter.officers[0])


def accepted(matter, item) -> dict:
    review = told(matter).get("review", "accept")
    if review == "send_back" and matter.seen.get("accept_report"):
        review = "accept"
    said = {"review_result": review, "reason": REASONS.get(review)}
    if review == "transfer":
        said["transfer_to"] = told(matter)["to"]
    if review == "merge":
        said["same_as"] = hazards.suspected_same(of(item))[0].number
    return said


REASONS = {
    "send_back": "没有写明部位和现状，请补充并附照片。",
    "transfer": "属于该部门监管职责，移送办理。",
    "merge": "同一部位、同一情形，已先行登记。",
    "refuse": "现场核查与反映情况不符，不属于事故隐患。",
}


def amended(matter, item) -> dict:
    what = entry(matter)
    return {
        "place": what["place"],
        "description": what["text"] + "现场已设警戒。",
        "photos": [photo(writer(matter, item), "before")],
    }


def controller_of(matter) -> str:
    """Every other enterprise is controlled by somebody who does not run it."""
    firm = matter.enterprise
    return CONTROLLERS[firm.id % len(CONTROLLERS)] if firm.id % 2 else matter.manager.name


def assessed(matter, item) -> dict:
    said, row = told(matter), of(item)
    what = entry(matter) if said is not FOUND else {}
    known = {name: row.grading.get(name) for name in ("listed", "must_suspend", "beyond_unit")}
    listed = bool(what.get("item") or known["listed"])
    return {
        "standard_sector": row.grading.get("sector") or kind_of(matter.enterprise), "listed": listed,
        "standard_item": what.get("item") or row.standard_item or None, "must_suspend": bool(known["must_suspend"]),
        "beyond_unit": bool(known["beyond_unit"]), "sector_grade": said.get("sector_grade"), "on_the_spot": bool(said.get("spot")),
        "grade_reason": "现场查看、查阅资料并对照判定标准逐条核对。" if listed else "危害和整改难度较小，企业能够自行排除。",
        "responsible_person": matter.manager.name, "actual_controller": controller_of(matter),
        "due_on": ordered(row) or later(said.get("due", 20)),
        "interim_measures": "停止使用该部位，撤出人员，断电上锁，专人值守。" if listed else "设置警示标志，专人看守。",
    }  # fmt: skip


def ordered(row) -> str | None:
    """The last day of the inspection's order, while it runs."""
    return row.order_due_on.isoformat() if row.order_due_on and row.order_due_on >= today() else None


def removed(matter, item) -> dict:
    return {
        "told": f"{matter.manager.name}，{matter.manager.position}", "interim": "整改期间专人看守，暂停作业。",
        "rectified_note": f"{entry(matter)['done']}。", "after_photos": [photo(writer(matter, item), "after")],
    }  # fmt: skip


def served(relation: str):
    def answer(matter, item) -> dict:
        name = controller_of(matter) if item.element == "deliver_to_controller" else matter.manager.name
        return delivered(matter, (name, relation))

    return answer


def planned(matter, item) -> dict:
    what = entry(matter) if told(matter) is not FOUND else {}
    manager = matter.manager
    return {
        "responsibility": f"{manager.position}{manager.name}负总责，车间负责人具体落实。",
        "measures": f"{what.get('fix') or what.get('done') or '按照整改要求逐条落实'}；治理期间停用该部位，设置警示。",
        "funds_yuan": what.get("cost", f"{2000 + item_number(item) * 300}.00"),
        "plan_deadline": (of(item).due_on - timedelta(days=2 if of(item).due_on > today() + timedelta(days=2) else 0)).isoformat(),
        "contingency": "发生险情立即停产撤人，按现场处置方案处置并报告。",
    }  # fmt: skip


def item_number(item) -> int:
    return int(item.subject_id) % 40


def watched(matter, item) -> dict:
    seen = SEEN[len(of(item).records) % len(SEEN)]
    return {"seen": seen, "measures_kept": "断电上锁，警示标识完好，每班巡查。"}


SEEN = (
    "该部位停用，未见人员违规进入。",
    "警戒完好，监测数据正常。",
    "施工按方案进行，作业票齐全。",
    "看守人员在岗，巡查记录连续。",
)


def reported(matter, item) -> dict:
    done = entry(matter)["done"] if told(matter) is not FOUND else "检查发现的问题已逐条整改到位"
    return {"rectified_note": f"{done}。", "after_photos": [photo(writer(matter, item), "after")]}


def asked(matter, item) -> dict:
    return {
        "until_on": (of(item).due_on + timedelta(days=told(matter).get("longer", 25))).isoformat(),
        "ground": "主要设备已订货，厂家交货推迟，已完成基础施工和管线改造。",
        "protection": "继续停用并断电上锁，设警示标识，每日巡查并记录。",
    }


def checked(matter, item) -> dict:
    again = told(matter).get("fails") == item.element and not matter.seen.get(item.element)
    said = {
        "check_result": "fail" if again else "pass",
        "check_photos": [photo(identity.user(matter.officers[0]), "check")],
    }
    if again:
        return said | {"check_note": "部分措施没有到位，联动试验不成功。", "new_due_on": later(15)}
    return said | {"check_note": "现场查看、试验并查阅资料，隐患已经消除，防范措施到位。"}


def signed_for(matter, item) -> dict:
    return {"receiver": "何见山", "received_on": later(0), "receipt": [photo(writer(matter, item), "receipt")]}


def answered(matter, item) -> dict:
    return {"feedback_result": "done", "feedback_on": later(0), "feedback_note": "已督促整改并复核，隐患消除。",
            "feedback_files": [photo(writer(matter, item), "receipt")]}  # fmt: skip


def signed(matter, item) -> dict:
    """The head signs; most enterprises have opened the notices by then, where they have an account."""
    row = of(item)
    for account in hazards.enterprise_desk(row) if row.id % 4 else ():
        keep_reading(identity.user(account), row)
    return {"opinion": "同意定级，由执法队伍跟踪督办，按期报告进展。"}


SAYS = {  # by element: what is answered, f(matter, item) -> answers
    "accept_report": accepted,
    "amend_report": amended,
    "sign_transfer": signed_for,
    "record_feedback": answered,
    "assess_hazard": assessed,
    "confirm_major": lambda *_: {"confirm_result": "confirm", "opinion": "与判定标准所列情形对应，确认为重大隐患。"},
    "deliver_to_principal": served("self"),
    "deliver_to_controller": served("self"),
    "deliver_hazard_notice": served("principal"),
    "sign_major": signed,
    "remove_on_spot": removed,
    "submit_plan": planned,
    "approve_plan": lambda *_: {"plan_result": "approve", "opinion": "五落实齐全，同意按方案治理。"},
    "record_monitoring": watched,
    "report_completion": reported,
    "apply_extension": asked,
    "decide_extension": lambda *_: {"extension_result": "grant", "opinion": "理由成立，防范措施到位，同意延期。"},
    "check_district": checked,
    "check_city": checked,
    "approve_closure": lambda *_: {"closure_result": "approve", "opinion": "七个环节齐全，验收通过，同意销号。"},
}


def is_time(matter, item) -> bool:
    """People watch every week, ask for more time in the last days and report when the last day is near."""
    ready = item.process_key != "hazard" or item.element not in WAITS or WAITS[item.element](matter, of(item))
    if "hazard" in matter.say:
        waits = LOOK_HOURS if told(matter).get("extensions") else WAIT_HOURS
        matter.pace_hours = told(matter).get("hours", ACT_HOURS) if ready else waits
    return ready


def _is_watched(row) -> bool:
    return any(each.link == "monitoring" for each in row.records)


def _watches(matter, row) -> bool:
    watched = [each.at.date() for each in row.records if each.link == "monitoring"]
    every = timedelta(days=LEFT_ALONE if row.overdue_on else WATCHED_EVERY)
    return not watched or (row.is_major and today() - watched[-1] >= every)


def _asks(matter, row) -> bool:
    wanted = told(matter).get("extensions", 0)
    if len(row.extensions) >= wanted or not row.due_on - timedelta(days=7) <= today() <= row.due_on:
        return False
    until_on = row.due_on + timedelta(days=told(matter).get("longer", 25))
    return all(until_on <= limit.until for limit in limits.limits(row))  # the listing is extended first


def _is_done(matter, row) -> bool:
    more = len(row.extensions) < told(matter).get("extensions", 0)
    return not more and row.status == "rectifying" and _is_watched(row) and today() >= row.due_on - timedelta(days=8)


WAITS = {"record_monitoring": _watches, "apply_extension": _asks, "report_completion": _is_done}


def follows(matter, following) -> bool:
    """What an inspection has found is put right under its own procedure; that of the last weeks still waits for its grade."""
    return following.process_key != "hazard" or matter.begins >= SETTLED_AFTER


def first_hands(matter, item) -> tuple:
    """Accounts that should do it before others: whoever checks has not found it."""
    return CHECKERS.get(item.element, {}).get(matter.team[0], ())


def bureau_of(matter) -> str:
    return DEMO_DISTRICT if matter.team == DISTRICT_TEAM else DEMO_BUREAU
