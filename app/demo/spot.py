"""What people write into the forms of a penalty on the spot and of its execution, and of a matter handed to another department."""

import math
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from app.cases import queries as case_queries
from app.cases import simple_queries
from app.core.clock import today
from app.core.files import store_attachment
from app.demo.answers import at, delivered, later, picked
from app.demo.beside import scan
from app.identity import queries as identity
from app.inspections import frequency

CASHIER = "财务室贺知微"
ON_THE_SPOT = ("tell_on_spot", "decide_on_spot")  # the next act follows at once


def occasion(enterprise) -> dict:
    """Why the enterprise is inspected: by plan, as long as the year's limit is not reached; then on a lead."""
    if frequency.standings([enterprise], today() + timedelta(days=1))[enterprise.id].is_reached:
        return {"trigger": "hazard", "clue": "市级隐患排查平台转来重大隐患线索（演示）"}
    return {"trigger": "plan"}


def signature(matter) -> int:
    """A wave drawn on the glass in place of a real signature, stored once."""
    if "signature" not in matter.scans:
        page = Image.new("RGB", (360, 120), "white")
        wave = [(20 + x, 60 + round(35 * math.sin(x / 17) * math.cos(x / 90))) for x in range(320)]
        ImageDraw.Draw(page).line(wave, fill="black", width=4)
        drawn = BytesIO()
        page.save(drawn, "PNG")
        officer = identity.user(matter.officers[0])
        matter.scans["signature"] = store_attachment(officer, "当事人签名（演示）.png", drawn.getvalue()).id
    return matter.scans["signature"]


def spot_answers(matter) -> dict:
    """{element: answers} of a penalty on the spot; say["spot"]: bank, court, on_site, warning, spared or ordinary."""
    story, way = matter.story, matter.say.get("spot", "bank")
    fine = {"warning": None, "on_site": "100"}.get(way, "1000")
    result = {"spared": "spare", "ordinary": "ordinary"}.get(way, "punish")
    return {
        "tell_on_spot": {
            "showed_certificates": True, "officers": matter.officers, "party_kind": "entity", "found_at": at(0), "cause": story.cause,
            "place": matter.enterprise.address, "facts": f"{story.finding}，当场责令改正。", "violated": picked(story.violated),
            "basis": picked(story.basis), "spot_course": "on_spot", "told_warning": True, "told_fine_yuan": fine, "told_rights": True,
            "statement_choice": "stated", "statement": "刚搬进新车间，标志牌还没有来得及安装，请求从轻处罚。",
        },
        "decide_on_spot": {
            "spot_result": result, "statement_adoption": "partly_adopted" if result == "punish" else "adopted",
            "adoption_reason": "新车间启用不足十日属实，不影响违法行为的认定。", "warning": True, "fine_yuan": fine,
            "weighing": "首次发现，当场改正，没有造成危害后果，从轻处罚。",
            "reason": "情节轻微，当场改正，没有危害后果。" if way == "spared" else "现场另有涉嫌违法行为，须调查取证。",
        },
        "hand_over_on_spot": {
            "delivered_at": at(0), "signature_result": "signed", "receiver_name": matter.manager.name,
            "receiver_relation": "principal", "party_signature": signature(matter),
            "collect_way": "on_site" if way == "on_site" else "bank" if fine else None, "receipt_no": "演示票据00017",
        },
        "hand_in_fine": {"handed_in_on": later(0), "cashier": CASHIER},
        "deposit_fine": {"deposited_on": later(0), "slip_no": "演示回单00009"},
        "report_back": {"reported_on": later(0), "report_note": "当场送达，全程音像记录已存。"},
        "accept_report": {"report_result": "filed"},
    }  # fmt: skip


def is_on_the_spot(item) -> bool:
    """Whether the matter is a penalty on the spot, also one that an inspection led to."""
    return simple_queries.of_process(item.root_id) is not None


def execution_answers(matter, party) -> dict:
    """{element: answers} of the fine of a penalty on the spot; say["spot"] == "court": unpaid until the court collects it."""
    to_court, ruling = matter.say.get("spot") == "court", "（2026）演行审17号"
    note = "三次电话催缴，当事人均以资金紧张推脱，没有缴纳。" if to_court else "电话催缴，答复本周内缴纳。"
    return {
        "record_payment": {"paid_on": later(0), "receipt_no": "演示票据00021"},
        "follow_up_overdue": {"follow_up": "demand" if to_court else "reminded", "follow_up_note": note},
        "deliver_demand_notice": delivered(matter, (matter.manager.name, "principal")),
        "apply_court": {
            "execution": "apply", "remedy": "none", "party_opinion": "收到催告书后没有提出意见，也没有缴纳。",
            "property_clues": "云泽银行城中支行基本存款账户；厂房内数控机床两台。",
        },
        "approve_court_application": {"court_application_result": "approve", "opinion": "同意，在期限内提交。"},
        "submit_to_court": {"submitted_on": later(0), "court_receiver": "立案庭"},
        "record_court_acceptance": {"court_acceptance": "accepted", "accepted_on": later(0), "court_number": ruling},
        "record_court_ruling": {"court_ruling": "granted", "ruled_on": later(0), "ruling_number": f"{ruling}裁定"},
    }  # fmt: skip


def transfer_answers(matter) -> dict:
    """{element: answers} of a matter for the fire brigade; say["transfer"]: refused or silent, else accepted."""
    course, department = matter.say.get("transfer"), "云泽市消防救援局（演示）"
    refused = course == "refused"
    return {
        "propose_transfer": {
            "department": department, "transfer_ground": "duty",
            "matters": f"{matter.enterprise.name}{matter.story.finding}，属消防监督管理事项。",
            "opinion": "不属于本部门职责，建议移送消防救援机构处理。",
        },
        "approve_transfer": {"transfer_result": "approve", "opinion": "同意移送，取得回执。"},
        "deliver_transfer_letter": delivered(matter, (f"{department}收发室", "mail_receiver")) | {"delivery_place": department},
        "record_transfer_reply": {
            "transfer_reply": "refused" if refused else "accepted", "replied_on": later(0), "receiver": "郗若溪",
            "receipt": [scan(matter, "移送回执", "移送书和材料已收到，数量相符。")], "receipt_number": "云消收〔2026〕0000号（演示）",
            "refusal": "该场所不属于消防监督检查范围，退回材料。",
        },
        "urge_transfer": {
            "urged_on": later(0), "urged_by": "call", "urged_whom": f"{department}值班室", "urge_note": "答复正在研究，本周内回复。",
        },
        "settle_returned_transfer": {"returned_next": "own", "settle_note": "对方不接收，现场安全出口被占用，由本机关立案查处。"},
    }  # fmt: skip


def waits_for_the_clock(matter, item) -> bool:
    """A fine paid in its last days, or never; the time to sue, looked at once a week; a department that never answers."""
    if item.element == "record_transfer_reply":
        return matter.say.get("transfer") == "silent"
    if item.element == "apply_court" and matter.say.get("spot") == "court":
        matter.pace_hours = 7 * 24
        ended = case_queries.suing_ended_on(case_queries.party(int(item.subject_id)))
        return ended is None or today() <= ended
    if item.element != "record_payment" or not is_on_the_spot(item):
        return False
    return matter.say.get("spot") == "court" or bool(item.due_on) and (item.due_on - today()).days > 4
