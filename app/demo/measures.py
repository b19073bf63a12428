"""What an invented bureau does with things it seizes and with papers nobody takes."""

from datetime import timedelta

from app.cases import appraisal_queries as appraisals
from app.cases import commands, extensions, periods
from app.cases import queries as cases
from app.core.clock import today
from app.demo.answers import at, delivered, later
from app.demo.beside import scan
from app.documents import notice_commands as notices
from app.documents import notice_queries
from app.documents import queries as documents
from app.identity import queries as identity
from app.workflow import queries as workflow

EARLY = 10  # days before its end a seizure is prolonged
SECOND_TRY = ("post", "returned", "退件批注“迁移新址不明”，登记的电话已经停机。")
TRIES = [("direct", "absent", "上门两次，大门紧闭，张贴的联系告示无人回应，电话无人接听。"), SECOND_TRY]

AWAITED = {  # element: what the story must say, and the procedure it waits for
    "investigate": ("seizure", "property_seizure"), "deliver_notice": ("address", "delivery_address"),
}  # fmt: skip


def begins(officer, matter, item, print_papers) -> bool:
    """Begin what the story wants beside this task, once. Returns whether it did."""
    if item.element == "deliver_decision" and matter.say.get("notice"):
        print_papers(item.root_id)
        return _tries(officer, matter, item)
    if item.element == "deliver_notice" and matter.say.get("address") and not matter.seen.get("address"):
        print_papers(item.root_id)
        notices.begin_address(officer, documents.undelivered(notice_queries.delivered_by(item), item.instance)[0])
        matter.seen["address"] = 1
        return True
    if item.element == "propose_disposal" and matter.say.get("appraisal") and not matter.seen.get("appraisal"):
        row = cases.preservation(int(item.subject_id))
        commands.begin_appraisal(officer, cases.case(row.case_id), row)
        matter.seen["appraisal"] = 1
        return True
    if item.element == "propose_disposal" and matter.say.get("seizure") == "extended" and not matter.seen.get("extension"):
        row = cases.preservation(int(item.subject_id))
        running = next(one.row.id for one in periods.of_case(cases.case(row.case_id)) if one.whose == row.label)
        extensions.begin(officer, cases.case(row.case_id), running)
        matter.seen["extension"] = 1
        return True
    return False


def _tries(officer, matter, item) -> bool:
    """Two attempts, then the notice; after that nothing but waiting."""
    done = matter.seen.get("notice", 0)
    paper = documents.undelivered(notice_queries.delivered_by(item), item.instance)[0]
    if done < len(TRIES):
        method, failure, account = TRIES[done]
        proof = [scan(matter, "退件信封" if method == "post" else "上门照片", account)]
        people = [{"name": each.name, "badge_no": each.certificate().number} for each in identity.officers(matter.officers)]
        posted = {"dispatched_on": paper.issued_on, "mail_number": f"EMS{paper.id:08d}"} if method == "post" else {}
        notices.record_attempt(
            officer, [paper.id], method, failure, at(0), account, people, matter.enterprise.address, evidence=proof, **posted
        )
    else:
        notices.begin_notice(officer, paper)
    matter.seen["notice"] = done + 1
    return True


def is_time(matter, item) -> bool:
    """A delivery waits for the notice or the address, an investigation for what is seized, a seizure for its
    appraisal and its extension; an institution for its last days, or for ever."""
    if item.element == "deliver_decision" and matter.say.get("notice"):
        return matter.seen.get("notice", 0) <= len(TRIES)
    awaited = AWAITED.get(item.element)
    if awaited and matter.say.get(awaited[0]):
        return not any(row.process_key == awaited[1] and row.status == "open" for row in workflow.arisen_from(item.root_id))
    if item.element in ("record_appraisal_opinion", "record_appraisal_objection"):
        given = item.element == "record_appraisal_opinion" and matter.say["appraisal"] == "in_time"
        return given and today() >= item.due_on - timedelta(4)
    if item.element == "propose_disposal" and matter.say.get("appraisal") and not matter.seen.get("appraisal"):
        return True
    if item.element == "propose_disposal" and matter.say.get("appraisal") == "in_time":
        row = cases.preservation(int(item.subject_id))
        return not appraisals.waiting(row.case_id)
    if item.element == "propose_disposal" and matter.say.get("seizure") == "extended":
        return not matter.seen.get("extension") and today() >= item.due_on - timedelta(EARLY)
    return True


def notice_answers(matter) -> dict:
    """{element: answers} of a public notice."""
    return {
        "propose_notice": {"notice_gist": f"你单位{matter.story.cause}一案", "deliverers": matter.officers},
        "approve_notice": {"notice_result": "approve", "opinion": "各种方式均已试过，同意公告送达。"},
        "publish_notice": {
            "medium": "云泽市人民政府网站“通知公告”栏目，并在企业住所地张贴", "notice_published_on": later(0),
            "publication_proof": [scan(matter, "公告发布截图", "云泽市人民政府网站通知公告栏目截图，住所地张贴照片。")],
        },
    }  # fmt: skip


def address_answers(matter) -> dict:
    """{element: answers} of an address the party gives, with leave to send papers by e-mail."""
    given = f"送达地址：{matter.enterprise.address}；代收人：行政部。"
    return {
        "fill_address": {
            "address": matter.enterprise.address, "phone": "0700-5550123", "recipient": "行政部值班员", "electronic": True,
            "system": "xingzheng@example.invalid",
        },
        "sign_address": {
            "address_result": "signed", "signed_on": later(0), "signed_paper": [scan(matter, "送达地址确认书（已签字）", given)],
        },
    }  # fmt: skip


def preservation_answers(matter) -> dict:
    """{element: answers} of evidence that might be lost: registered, photographed and given back."""
    story = matter.story
    return {
        "propose_preservation": {
            "holder": matter.enterprise.name, "reason": f"{story.proof}可能被更换、涂改，以后难以取得。", "place": "原地保存，加贴封条",
            "items": [{"name": story.proof, "quantity": "1 份", "state": "在用，已拍照"}], "keeper": "企业安全管理部",
            "opinion": "建议先行登记保存。",
        },
        "approve_preservation": {"preservation_result": "approve", "opinion": "同意，七个工作日内作出处理。"},
        "deliver_preservation_notice": delivered(matter, matter.enterprise_receiver),
        "propose_disposal": {
            "disposal": "copied", "disposal_note": "已复制、拍照，由提供人核对签名，原件发还。", "opinion": "建议发还。",
        },
        "approve_disposal": {"disposal_result": "approve", "opinion": "同意。"},
        "release_preservation": {"released_on": later(0), "release_note": "当面清点发还，完好。"},
        "deliver_preservation_decision": delivered(matter, matter.enterprise_receiver),
    }  # fmt: skip


def seizure_answers(matter) -> dict:
    """{element: answers} of a seizure, on the spot where the story says so."""
    firm, urgent = matter.enterprise, matter.say["seizure"] == "urgent"
    things = [
        {"name": "可燃气体报警控制器", "spec": "ZX-8", "quantity": "2 台", "state": "超过检定有效期"},
        {"name": "液化石油气瓶", "spec": "50 kg", "quantity": "3 只", "state": "角阀渗漏，已关闭"},
    ]  # fmt: skip
    spot = {"seized_at": at(-1), "emergency_reason": "气瓶角阀正在渗漏，不立即扣押可能发生爆燃。"} if urgent else {}
    return {
        "propose_preservation": {
            "method": "seizure", "holder": firm.name, "holder_kind": "entity", "items": things, "emergency": urgent,
            "reason": "不符合保障安全生产的国家标准，继续使用有发生事故的危险。", "place": "本局物证室和具备资质的气瓶站",
            "keeper": "物证室管理员", "opinion": "建议扣押。", **spot,
        },
        "approve_preservation": {"preservation_result": "approve", "opinion": "同意扣押，注意保管安全。"},
        "deliver_preservation_notice": delivered(matter, matter.enterprise_receiver),
        "approve_emergency": {"emergency_result": "approve", "opinion": "情况属实，补办批准。"},
        "propose_disposal": {
            "settlements": [
                {"name": things[0]["name"], "disposal": "returned", "whereto": "检定合格，发还企业设备部"},
                {"name": things[1]["name"], "disposal": "destroyed", "whereto": "报废，由气瓶检验机构破坏处理"},
            ],
            "disposal_note": "报警控制器送检合格；气瓶超过使用年限，依法报废。", "opinion": "建议按清单逐件处理。",
        },
        "approve_disposal": {"disposal_result": "approve", "opinion": "同意。"},
        "release_preservation": {"released_on": later(0), "release_note": "当面清点发还，完好。"},
        "deliver_preservation_decision": delivered(matter, matter.enterprise_receiver),
    }  # fmt: skip


def appraisal_answers(matter) -> dict:
    """{element: answers} of an appraisal of what was seized."""
    return {
        "propose_appraisal": {
            "appraisal_kind": "test", "matters": "报警动作值、响应时间是否符合国家标准；气瓶是否超过使用年限，角阀是否泄漏。",
            "institution": "云泽市特种设备检验检测院（演示）",
            "qualification": "检验检测机构资质认定证书 CMA 260012340056，有效期至2028年12月31日",
            "materials": [{"name": "报警控制器说明书", "copies": "1"}], "from_on": later(1), "to_on": later(10),
            "opinion": "处理以前须查明物品是否合格，建议送检。",
        },
        "approve_appraisal": {"appraisal_result": "approve", "opinion": "机构具备资质，同意委托，及时告知当事人。"},
        "deliver_commission": delivered(matter, ("检验检测院业务窗口", "mail_receiver")) | {"delivery_place": "检验检测院业务大厅"},
        "deliver_period_notice": delivered(matter, matter.enterprise_receiver),
        "record_appraisal_opinion": {
            "appraisal_outcome": "received", "opinion_number": "YZTJ-2026-0117（演示）", "opined_on": later(0), "received_on": later(0),
            "conclusion": "两台报警控制器符合标准；三只气瓶超过设计使用年限，角阀泄漏，应当报废。", "cost_yuan": "2600.00",
            "opinion_files": [scan(matter, "检测报告", "受检物品：报警控制器二台、液化石油气瓶三只。结论见正文（节录）。")],
        },
        "deliver_opinion_notice": delivered(matter, matter.enterprise_receiver),
    }  # fmt: skip


def extension_answers(matter) -> dict:
    """{element: answers} of thirty days more."""
    return {
        "apply_extension": {
            "extension_reason": "涉案报警控制器生产厂家已经停产，技术资料须向省级检验机构调取，三十日内不能完成核对。",
            "done_so_far": "已询问三人、调取采购合同；还要核对检定记录。", "opinion": "建议延长三十日。",
        },
        "approve_extension": {"extension_result": "approve", "opinion": "情况复杂，同意延长三十日，及时告知当事人。"},
        "deliver_extension": delivered(matter, matter.enterprise_receiver),
    }  # fmt: skip
