"""What people write into the forms of a penalty case in the tests; each entry may be overwritten by a test."""

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.files import write
from app.documents.commands import store_pdf
from app.documents.models import Document
from app.documents.queries import drafts
from app.enterprises.commands import add_person, create_enterprise
from app.identity.queries import user_by_name
from app.workflow import queries
from app.workflow.commands import fire_due_timers, start_process
from app.workflow.definitions import definition
from app.workflow.handlers import Context
from tests.workflow.walk import performers, until, walk

FILED = "2026-08-03"  # a Monday; the working days of 2026 are published
MET = ("evidence", "subject", "jurisdiction", "no_crime", "not_fined")
POINTS = ("subject", "authority", "procedure", "facts", "basis", "discretion", "papers", "crime")
INVESTIGATED = [{"next_step": step, "plan": "按计划调查取证。"} for step in ("inquiry", "evidence", "conclude")]
EVIDENCE = {"kind": "document", "name": "安全设备台账", "proves": "报警装置超过检定有效期", "obtained_on": "2026-07-31"}
ENTITY_FINE, PERSON_FINE = "86000.00", "12000.00"


def user(name: str) -> int:
    return user_by_name(name).id


def enterprise():
    """An enterprise with its person in charge and the manager of its equipment."""
    officer = user_by_name("zhifa1")
    firm = create_enterprise(
        officer, "云泽沛然铝业有限公司（演示）", "91420700MA4DEMA17U", address="云泽市临江区沛然路 18 号",
        legal_representative="秦望舒", phone="027-00001109",
    )  # fmt: skip
    head = add_person(officer, firm.id, "秦望舒", "main_responsible_person", id_no="420700197001010015", position="总经理")
    manager = add_person(
        officer, firm.id, "童万喆", "directly_responsible_supervisor", id_no="42070019800101001X", position="设备部经理"
    )
    db.session.expunge_all()  # a walk forgets what it holds; these stay readable
    return firm, head, manager


def start_case(firm):
    source = {"enterprise_id": firm.id, "source": "report", "discovered_on": "2026-07-31", "summary": "报警装置超期未检。"}
    return start_process(user_by_name("zhifa1"), "penalty_case", source)


def filing(firm, persons=()) -> dict:
    return {
        "enterprise_id": firm.id, "source": "report", "discovered_on": "2026-07-31",
        "cause": "未对安全设备进行定期检测", "facts": "铸造车间 3 处煤气报警装置超过检定有效期。",
        "basis": ["xzcff-2021-54-2", "aqscf-2021-36-2"], "conduct_on": "2026-07-31", "harmful": False,
        "officers": [user("zhifa1"), user("zhifa2")], "entity_party": True, "opinion": "建议立案。", "filing_met": list(MET),
        "persons": [{"person": person.id, "capacity": person.capacity, "address": "云泽市滨湖里 6 号"} for person in persons],
    }  # fmt: skip


def evidence_items() -> list:
    return [{**EVIDENCE, "place": "铸造车间", "provider": "企业"}]


def inquiry() -> dict:
    return {
        "inquired_as": "party_statement", "inquired_name": "童万喆", "inquired_id_no": "42070019800101001X",
        "inquired_employer": "云泽沛然铝业有限公司（演示）", "inquired_position": "设备部经理", "started_at": "2026-08-03T09:30",
        "ended_at": "2026-08-03T10:30", "place": "询问室", "officers": [user("zhifa1"), user("zhifa2")],
        "recorder_name": "方以衡", "questions": [{"question": "是否属实？", "answer": "属实。"}], "proves": "没有定期检测",
    }  # fmt: skip


def delivery(relation: str) -> dict:
    return {
        "method": "direct", "delivered_at": f"{today().isoformat()}T09:00", "delivery_place": "当事人处",
        "receiver_name": "收件人", "receiver_relation": relation, "deliverers": [user("zhifa1"), user("zhifa2")],
    }  # fmt: skip


def deliver(item) -> dict:
    """Delivery to the lawful receiver of whoever the task is about."""
    from app.cases.queries import party

    entity = item.subject_kind == "party" and party(int(item.subject_id)).kind == "entity"
    print_papers()
    return delivery("legal_representative" if entity else "self")


def print_papers() -> None:
    """What the worker does between two tasks, without setting type: that is tested with the papers."""
    waiting = db.session.query(Document).filter_by(status="pending").all()
    for paper in waiting:
        store_pdf(SYSTEM, paper.id, write(b"%PDF-1.7 printed"))


def breach(fine: str | None = ENTITY_FINE, **more) -> dict:
    """One row of the form: equipment not tested by its day, not put right in time."""
    row = {
        "rule": "AQ99:3", "tier": "overdue", "conduct_on": "2026-07-31", "breached": ["aqscf-2021-36-2"], "sanctions": ["fine"],
        "fine_yuan": fine, "weighing": "属于一般情形。", **more,
    }  # fmt: skip
    row |= {"has_circumstances": True} if row.get("circumstances") else {}
    return {key: value for key, value in row.items() if value is not None}


SIGNS = {"tier_facts": {"places": 3, "repeated": 0}}  # the second tier of discretion_99_1


def penalty(fine: str | None = ENTITY_FINE, breaches=None, **more) -> dict:
    """Only one side is pursued in most of these cases, which has to be answered for."""
    return {
        "proposal_outcome": "penalty", "facts": "报警装置超过检定有效期，逾期未改正。", "breaches": breaches or [breach(fine)],
        "dual_reason": "责任人员另行处理。", "opinion": "建议处罚。", **more,
    }  # fmt: skip


def other_outcome(outcome: str, **more) -> dict:
    said = {"proposal_outcome": outcome, "facts": "已经改正。", "violated": ["aqscf-2021-36-2"], "basis": ["xzcff-2021-33-1"],
            "reason": "初次违法且危害后果轻微并及时改正。", "opinion": "建议不罚。"}  # fmt: skip
    if outcome == "no_penalty":
        said |= {"no_penalty_ground": "N2", "ground_conditions": ["first_time", "slight_harm", "corrected"],
                 "ground_evidence": ["2《安全设备台账》"], "education": "按期检测。"}  # fmt: skip
    return said | more


def propose(item) -> dict:
    """The entity 86,000 yuan (with a hearing right and collective deliberation), a person 12,000."""
    from app.cases.queries import party

    return penalty(ENTITY_FINE if party(int(item.subject_id)).kind == "entity" else PERSON_FINE)


def reviewed(result="approve") -> dict:
    points = {f"point_{point}": "conform" for point in POINTS}
    return {**points, "review_result": result, "legal_head": user("fazhi"), "opinion": "审核意见。"}


def deliberation(result="agree") -> dict:
    present = [{"name": name, "position": "负责人", "opinion": "同意。", "vote": "agree"} for name in ("韩秉义", "梁仲文", "甲")]
    day = today().isoformat()
    return {
        "started_at": f"{day}T15:00", "ended_at": f"{day}T16:00", "place": "会议室", "due_count": 4, "attendees": present,
        "recorder_name": "南乔", "reported_by": "陆知行", "summary": "案情。", "deliberation_result": result, "conclusion": "结论。",
    }  # fmt: skip


def stated(choice="exercised") -> dict:
    day = today().isoformat()
    said = {
        "declarant_name": "秦望舒", "declarant_capacity": "法定代表人", "started_at": f"{day}T09:00",
        "ended_at": f"{day}T09:40", "place": "询问室", "statement": "已经检测，请求从轻。",
        "officers": [user("zhifa1"), user("zhifa2")], "recorder_name": "方以衡",
    }  # fmt: skip
    return {"statement_choice": choice, "received_on": day, **(said if choice == "exercised" else {"waiver": [scan()]})}


def scan() -> int:
    from app.core.files import store_attachment

    return store_attachment(user_by_name("zhifa1"), "放弃.pdf", b"%PDF-1.7 waived").id


def applied(choice="waived") -> dict:
    asked = {"application_form": "written", "application_reason": "数额过高。"} if choice == "exercised" else {}
    return {"application_choice": choice, "received_on": today().isoformat(), **asked}


def hearing(on="2026-08-24", presider="tingzheng") -> dict:
    return {"hearing_at": f"{on}T09:00", "place": "听证室", "openness": "public", "presider": user(presider), "recorder_name": "南乔"}


def held(result="held") -> dict:
    if result != "held":
        return {"hearing_result": result, "hearing_note": "当事人没有到场。"}
    return {
        "hearing_result": "held", "started_at": "2026-08-24T09:00", "ended_at": "2026-08-24T10:00",
        "attendees": [{"name": "秦望舒", "capacity": "法定代表人"}],
        "statements": [{"speaker": "主持人", "content": "宣布听证开始。"}],
    }  # fmt: skip


REPORT = {"officer_view": "建议处罚。", "party_view": "请求从轻。", "disputes": "数额。", "findings": "事实成立。",
          "hearing_proposal": "维持。", "hearing_follow_up": "maintain"}  # fmt: skip


def paid(amount: str) -> dict:
    return {"amount_yuan": amount, "paid_on": today().isoformat(), "receipt_no": "鄂财 0001"}


def pay(item) -> dict:
    """All that is open."""
    from app.penalties.queries import decision

    return paid(str(decision(int(item.subject_id)).unpaid_yuan))


def referral(result="approve") -> dict:
    """{element: answers} of the referral of one party, filed by the police when approved."""
    day = today().isoformat()
    return {
        "appoint_referral_group": {"group": [user("zhifa1"), user("zhifa2")], "suspected_crime": "危险作业罪"},
        "write_referral_report": {
            "crime_facts": "事实。", "crime_evidence": [{"name": "询问笔录"}], "referral_basis": "刑法第一百三十四条之一",
            "group_opinion": "建议移送。", "materials": [{"name": "调查报告", "copies": "1"}],
        },
        "decide_referral": {"referral_result": result, "head_opinion": "意见。"},
        "transfer_to_police": {
            "transferred_at": f"{day}T09:00", "police_receiver": "甲", "copied_on": day, "procuratorate_receiver": "乙",
        },
        "record_police_reply": {"police_reply": "filed", "replied_at": f"{day}T09:00"},
        "hand_over_evidence": {
            "filed_on": day, "filing_number": "立字 1 号", "handed_over": [{"name": "光盘", "quantity": "1"}],
            "handed_over_on": day, "handover_receiver": "甲",
        },
    }  # fmt: skip


def answers(firm, persons=(), **changed) -> dict:
    """{element: answers} of a case that runs through; both rights are given up in writing."""
    yes = {"opinion": "同意。"}
    usual = {
        "apply_filing": filing(firm, persons), "review_filing": {"filing_review": "agree", **yes},
        "approve_filing": {"filing_result": "approve", **yes}, "investigate": list(INVESTIGATED), "record_inquiry": inquiry(),
        "collect_evidence": {"items": evidence_items()},
        "conclude_investigation": {
            "course": "经过。", "facts": "事实。", "nature": "定性。", "basis": ["aqscf-2021-99-0-3"], "discretion_note": "一般。",
            "crime_opinion": "不涉嫌犯罪。", "proposals": [{"party_name": firm.name, "proposal": "罚款。"}], **yes,
        },
        "approve_conclusion": {"conclusion_result": "approve", **yes}, "propose_penalty": propose,
        "review_proposal": {"proposal_review": "agree", **yes}, "approve_proposal": {"proposal_result": "approve", **yes},
        "draft_notice": {"statement_period": "五个工作日", "contact": user("zhifa1")}, "deliver_notice": deliver,
        "confirm_lapse": {"lapse_check": "none", "lapse_note": "核对收件登记，没有收到"},
        "enter_statement": lambda item: stated("exercised"), "enter_application": lambda item: applied("exercised"),
        "record_statement": lambda item: stated("waived"), "record_hearing_application": lambda item: applied(),
        "review_statement": {"adoption": "not_adopted", "adoption_reason": "理由不成立。", "statement_follow_up": "maintain"},
        "arrange_hearing": hearing(), "deliver_hearing_notice": deliver, "hold_hearing": held(),
        "write_hearing_report": REPORT, "legal_review": reviewed(), "deliberate": lambda item: deliberation(),
        "approve_decision": {"decision_result": "approve", **yes}, "deliver_decision": deliver, "record_payment": pay,
        "approve_no_penalty": {"no_penalty_result": "approve", **yes}, "deliver_no_penalty": deliver,
        "supplement_investigation": {"supplement_note": "补充说明。", "items": evidence_items()},
        "follow_up_overdue": pay, "issue_inquiry_notice": {
            "inquired_name": "童万喆", "appear_at": "2026-08-03T09:00", "place": "询问室", "materials": [{"name": "身份证"}],
        },
        "deliver_inquiry_notice": deliver,
        "propose_withdrawal": {"withdrawal_ground": "no_violation", "withdrawal_reason": "经查不成立。"},
        "approve_withdrawal": {"withdrawal_result": "approve", **yes},
        "apply_closure": {"closure_ground": "各当事人均已办结", "papers_complete": True, **yes},
        "review_closure": {"closure_review": "agree", **yes}, "approve_closure": {"closure_result": "approve", **yes},
        "archive_case": {"pages_main": 60, "pages_restricted": 12, "retention": "long", "location": "档案室", "index_checked": True},
    }  # fmt: skip
    return usual | changed


def unpaid_fine(app, advance) -> tuple:
    """A fine of 86,000 yuan decided and served today whose payment period has run out: 16 days later.

    Returns: (the case's process, the people of `enterprise()`)
    """
    people = enterprise()
    instance = start_case(people[0])
    until(app, instance, answers(people[0]), "record_payment")
    advance(days=16)
    assert fire_due_timers() == 1
    return instance, people


def run(app, instance, plan: dict, **options) -> list[str]:
    """Walk the case to its end, opening each task's page and its drafts first; returns the tasks in order."""
    return walk(app, instance, {element: opened(planned) for element, planned in plan.items()}, **options)


def opened(planned):
    """The answers as planned, given after the task was looked at."""
    visits = iter(planned) if isinstance(planned, list) else None
    last = {}

    def choose(item):
        look_at(item)
        if visits is not None:
            last["answers"] = next(visits, last.get("answers"))
            return last["answers"]
        return planned(item) if callable(planned) else planned

    return None if planned is None else choose


def look_at(item) -> None:
    """Open the task page and the drafts of its papers, as the person who will do the task."""
    person = performers(item)[0]
    view = queries.task_view(person, item.id)
    element = definition(view.instance.release_id).element(item.element)
    drafts(Context(person, view.instance, element, {}, view.prefill, item))
