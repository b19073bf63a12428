"""What an invented bureau meets after a decision: a review, a suit, a daily penalty, a slip in the paper, an agreement."""

from datetime import timedelta

from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases import remedy_queries as remedies
from app.core.clock import today
from app.demo.answers import at, delivered, later
from app.demo.beside import scan
from app.documents import queries as documents
from app.workflow import queries as workflow

HEARD, DECIDED = 20, 38  # days after a review was taken up
WAITS = ("record_payment", "follow_up_overdue")
BEGUN_AT = {"agreement": "follow_up_overdue"}  # else at the payment


def begins(officer, matter, item) -> bool:
    """Begin what the story wants once the decision is served. Returns whether it did."""
    after = matter.say.get("after")
    if item.element != BEGUN_AT.get(after, "record_payment") or not after or matter.seen.get("after"):
        return False
    matter.seen["after"] = 1
    party = case_queries.party(int(item.subject_id))
    if after == "daily":
        cases.begin_daily_penalty(officer, party)
    elif after == "agreement":
        cases.begin_agreement(officer, party)
    elif after == "correction":
        cases.begin_correction(officer, documents.latest("penalty_decision_entity", "party", party.id))
    else:
        cases.begin_remedy(officer, party)
    return True


def is_time(matter, item) -> bool:
    """The party pays when what it began is over; an authority takes its weeks."""
    if not matter.seen.get("after"):
        return item.element != "record_payment" or matter.say.get("after") != "agreement"  # it does not pay
    if item.element in WAITS:
        return all(root.status != "open" for root in _beside(matter))
    if item.element == "follow_remedy":
        row = remedies.of_process(item.root_id)
        return today() >= row.accepted_on + timedelta(DECIDED if row.events else HEARD)
    return True


def _beside(matter) -> list:
    keys = ("review_or_suit", "daily_penalty", "paper_correction", "execution_agreement")
    return [root for each in matter.root_ids for root in workflow.arisen_from(each) if root.process_key in keys]


def remedy_answers(matter, item) -> dict:
    """{element: answers} of a review that upholds the decision, or a suit."""
    is_suit = matter.say["after"] == "suit"
    row = remedies.of_process(item.root_id)
    claims = "认为违法行为轻微并且已经改正，罚款数额过重，请求撤销处罚决定。"
    answer = {
        "reasons": "一、本机关对本行政区域内的安全生产工作实施监督管理，具有法定职权。\n"
        "二、检查记录、询问笔录和书证相互印证，认定的事实清楚，证据确凿。\n"
        "三、作出决定前依法告知了事实、理由、依据和享有的权利，经法制审核后决定，程序合法。\n"
        "四、罚款在裁量基准对应的幅度以内，已经考虑整改情况，裁量适当。",
    }  # fmt: skip
    step = {
        "remedy_step": "hearing", "event_on": later(0), "head_attends": "yes", "event_note": "复议机构组织听证，双方陈述和质证。",
    }  # fmt: skip
    if row is not None and row.events:
        step = {
            "remedy_step": "result", "review_result": "maintained", "result_number": "云政复决〔2026〕21号", "ended_on": later(0),
            "result_note": "认定事实清楚，适用依据正确，程序合法，内容适当，决定维持。",
        }  # fmt: skip
    return {
        "register_remedy": {
            "remedy_kind": "suit" if is_suit else "review", "review_track": None if is_suit else "ordinary",
            "authority": "云泽市临江区人民法院" if is_suit else "云泽市人民政府",
            "notice_number": "（2026）演行初8号" if is_suit else "云政复〔2026〕21号", "accepted_on": later(0), "claims": claims,
            "notice": [scan(matter, "应诉通知书和起诉状副本" if is_suit else "复议答复通知书和申请书副本", claims)],
        },
        "answer_review": answer, "answer_suit": answer,
        "approve_answer": {"answer_result": "approve", "opinion": "同意，请在期限内提交，负责人参加听证、出庭。"},
        "submit_answer": {"answer_receiver": "立案庭" if is_suit else "复议机构收发室"},
        "follow_remedy": step,
    }  # fmt: skip


def daily_answers(matter) -> dict:
    """{element: answers} of a refusal to correct, found on the day the fine was served."""
    ordered = later(-12)
    return {
        "propose_daily_penalty": {
            "order_number": "（云泽）应急责改〔2026〕18号", "ordered_on": ordered, "order_delivered_on": ordered,
            "refusal": f"复查时{matter.story.finding}的情况没有任何改变，当班负责人称暂无计划改正。",
            "evidence": [scan(matter, "复查记录和现场照片", "复查记录（节录）：仍未改正。")],
            "opinion": "没有不能改正的客观原因，建议按日连续处罚。",
        },
        "approve_daily_penalty": {"daily_result": "approve", "opinion": "同意启动，依法重新告知、听证、审核、讨论、决定。"},
    }  # fmt: skip


def agreement_answers(matter) -> dict:
    """{element: answers} of an agreement that lets off what was added for paying late, as far as its form opens."""
    terms = f"{matter.enterprise.name}在签订之日起十五日内缴清罚款本金，完成整改并通过复查；本机关减免加处的罚款。不履行的，恢复强制执行。"
    return {
        "propose_agreement": {
            "remedial": "已更换全部报警装置，制定管理制度并培训到人，经复查符合要求。", "agreement": terms,
            "agreement_paper": [scan(matter, "执行协议", terms)], "opinion": "已采取补救措施，建议减免加处的罚款。",
        },
        "approve_agreement": {"agreement_result": "approve", "opinion": "同意，按协议督促履行。"},
    }  # fmt: skip


def proposed_anew() -> dict:
    """The proposal of a further proceeding stands as its form opens."""
    return {"dual_reason": "责任人员另行处理。", "opinion": "事实清楚，计算无误，建议按日连续处罚。"}


def correction_answers(matter) -> dict:
    """{element: answers} of a slip in the address of the party."""
    address = matter.enterprise.address
    return {
        "propose_correction": {
            "correction_kind": "correct", "reason": "送达时核对，决定书载明的地址缺少厂区名称。",
            "slips": [{"slip_kind": "address", "wrong": address, "right": f"{address}（东厂区）"}],
        },
        "approve_correction": {"correction_result": "approve", "opinion": "属于笔误，同意更正。"},
        "deliver_correction": delivered(matter, matter.enterprise_receiver) | {"delivered_at": at(0)},
    }  # fmt: skip
