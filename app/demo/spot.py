"""What people write into the forms of a penalty on the spot, and of a matter handed to another department."""

import math
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from app.core.clock import today
from app.core.files import store_attachment
from app.demo.answers import at, delivered, later, picked
from app.demo.beside import scan
from app.identity import queries as identity
from app.inspections import frequency

CASHIER = "财务室贺知微"


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
    """{element: answers} of a penalty on the spot; say["spot"]: bank, on_site, warning, spared or ordinary."""
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
        "pay_spot_fine": {"paid_on": later(0), "receipt_no": "演示票据00021"},
        "follow_spot_fine": {"spot_follow_up": "wait", "follow_note": "电话催缴，答复本周内缴纳。"},
        "report_back": {"reported_on": later(0), "report_note": "当场送达，全程音像记录已存。"},
        "accept_report": {"report_result": "filed"},
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
    """A fine paid in its last days; a department that never answers."""
    if item.element == "record_transfer_reply":
        return matter.say.get("transfer") == "silent"
    return item.element == "pay_spot_fine" and bool(item.due_on) and (item.due_on - today()).days > 4
