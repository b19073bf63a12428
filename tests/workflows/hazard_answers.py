"""What people say on the way of a hidden danger (隐患), and who they are; for every test that needs one."""

from datetime import timedelta

from app.core.clock import now, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.files import store_attachment
from app.enterprises.commands import add_person, tie_account
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard, HazardRecord
from app.identity.queries import user_by_name
from tests.builders import make_enterprise
from tests.workflow.walk import forget, start
from tests.workflows import penalty_answers as said


def user(name: str) -> int:
    return user_by_name(name).id


def photo(who: str = "quzhifa1") -> int:
    return store_attachment(user_by_name(who), "现场照片.pdf", b"%PDF-1.7 photo").id


def firm(number: int = 71, account: str = "quqiye"):
    """An enterprise of the district with its person in charge and an account of its own."""
    made = make_enterprise(number, address="云泽市临江区峤石路6号", legal_representative="霍承宇")
    add_person(SYSTEM, made.id, "杜若衡", "main_responsible_person")
    tie_account(SYSTEM, user(account), made.id)
    return made


def found(enterprise_id: int, **changed) -> dict:
    """The start form as an officer fills it in."""
    return {
        "enterprise_id": enterprise_id, "source": "flying_inspection", "found_on": today().isoformat(),
        "finders": [user("quzhifa1")], "place": "抛光二车间3号除尘系统", "description": "铝粉尘除尘采用正压吹送。",
        "photos": [photo()], **changed,
    }  # fmt: skip


def own_report(**changed) -> dict:
    """The start form as the enterprise fills it in."""
    return {"found_on": today().isoformat(), "place": "熔炼车间", "description": "煤气报警装置未检定。",
            "photos": [photo("quqiye")], **changed}  # fmt: skip


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def assessed(listed: bool = True, **changed) -> dict:
    facts = {
        "standard_sector": "industry", "listed": listed, "grade_reason": "现场查看并查阅设计文件。",
        "responsible_person": "杜若衡", "actual_controller": "霍承宇", "due_on": later(40),
        "interim_measures": "停用抛光二车间，断电上锁。",
    }  # fmt: skip
    return facts | ({"standard_item": "第十一条第（四）项"} if listed else {}) | changed


def served(_item) -> dict:
    said.print_papers()
    return {
        "method": "direct", "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "delivery_place": "企业", "receiver_name": "收件人",
        "receiver_relation": "self", "deliverers": [user("quzhifa1"), user("quzhifa2")],
    }  # fmt: skip


def checked(result: str = "pass", **changed) -> dict:
    more = {"new_due_on": later(10)} if result == "fail" else {}
    return {"check_result": result, "check_note": "装置到位，联动正常。", "check_photos": [photo()]} | more | changed


def usual(**changed) -> dict:
    """{task: answers} of a major hazard that is put right in time."""
    return {
        "accept_report": {"review_result": "accept"},
        "assess_hazard": assessed(),
        "confirm_major": {"confirm_result": "confirm", "opinion": "条款对应。"},
        "deliver_to_principal": served, "deliver_to_controller": served,
        "deliver_hazard_notice": lambda item: served(item) | {"receiver_relation": "legal_representative"},
        "sign_major": {"opinion": "由大队督办。"},
        "submit_plan": {
            "responsibility": "杜若衡负总责。", "measures": "改为负压吸送。", "funds_yuan": "1260000.00",
            "plan_deadline": later(30), "contingency": "粉尘爆炸专项预案。",
        },
        "approve_plan": {"plan_result": "approve", "opinion": "同意。"},
        "record_monitoring": lambda item: None if monitored() else dict(WATCHED),
        "report_completion": lambda item: {"rectified_note": "已改为负压。", "after_photos": [photo()]} if monitored() else None,
        "apply_extension": None,
        "decide_extension": {"extension_result": "grant", "opinion": "同意。"},
        "check_district": checked(), "check_city": checked(),
        "approve_closure": {"closure_result": "approve", "opinion": "同意销号。"},
    } | changed  # fmt: skip


WATCHED = {"seen": "停用中", "measures_kept": "断电上锁"}


def monitored() -> bool:
    """Whether the last hazard has been watched at all: that comes before it is said to be removed."""
    return db.session.query(HazardRecord).filter_by(link="monitoring").count() > 0


def extension(**changed) -> dict:
    return {"until_on": later(60), "ground": "设备到货晚于合同。", "protection": "继续停用，每日巡查。", **changed}


def firm_id() -> int:
    return db.session.query(Enterprise.id).scalar()


def begin(who: str = "quzhifa1", **changed):
    answers = own_report(**changed) if who == "quqiye" else found(firm_id(), **changed)
    begun = start(who, "hazard", answers)
    forget()
    return begun


def the_hazard() -> Hazard:
    forget()
    return db.session.query(Hazard).order_by(Hazard.id).first()
