"""What people write into the forms: one function for each task, given the matter at hand.

Every function returns what its person would type; what the form opens with (prefill) is kept and overwritten by it.
`matter.say` holds what a scenario wants said differently.
"""

from datetime import timedelta

from app.core.clock import now, today

RIGHTS = (
    "我们是云泽市应急管理局的执法人员，这是我们的执法证件，请过目确认。"
    "您有权申请回避，有如实回答询问的义务，听清楚了吗？"
)
LEADER_OK = "经审核，事实清楚，程序合法，拟同意。"


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def at(hours: int = 0) -> str:
    return (now().replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(hours=hours)).isoformat("T", "minutes")


def inspection_answers(matter) -> dict:
    """{element: answers} of an inspection."""
    story = matter.story
    troubled = matter.outcome != "clean"
    return {
        "draft_inspection_plan": {"safety_note": "进入生产区域穿戴防护用品；有限空间不得擅自进入。"},
        "approve_inspection_plan": {"plan_result": "approve", "within_frequency": "yes", "opinion": "同意按方案检查。"},
        "conduct_inspection": {
            "showed_certificates": True, "started_at": at(0), "ended_at": at(2),
            "present_person": matter.manager.name, "present_position": matter.manager.position,
            "checklist": checked(matter.items, troubled),
            "findings": "执法人员出示证件、说明来意后，查阅了安全管理资料，检查了生产现场，询问了在岗人员，全过程音像记录。",
            "problems": [{"problem": story.finding, "article": story.violated}] if troubled else [],
            "signature_result": "signed",
        },
        "decide_inspection_outcome": {
            "needs_rectification": matter.outcome in ("rectify", "rectify_and_case", "neglected"),
            "needs_measure": matter.outcome == "measure", "needs_case": matter.outcome in ("case", "rectify_and_case"),
            "needs_transfer": matter.outcome == "transfer",
            "suspected_violation": story.cause if matter.outcome in ("case", "rectify_and_case") else None,
            "outcome_reason": "按检查记录所载问题依法处理。" if troubled else "检查的事项均符合要求。",
        },
        "draft_rectification_order": {
            "problems": [{"problem": story.finding, "article": story.violated, "due_on": later(15)}],
            "rectification_request": "整改期间采取防范措施，整改完成后提交书面报告。",
        },
        "approve_rectification_order": {
            "rectification_result": "approve", "periods_reasonable": True, "opinion": "同意签发。",
        },
        "deliver_rectification_order": delivered(matter, matter.enterprise_receiver),
        "review_rectification": {
            "review_result": "not_rectified" if matter.outcome == "neglected" else "rectified", "reviewed_on": later(0),
            "results": [{"problem": story.finding, "result": "not_done" if matter.outcome == "neglected" else "done"}],
            "conclusion": "逾期没有改正。" if matter.outcome == "neglected" else "责令整改的问题已经全部改正。",
            "next_step": "依法立案查处。" if matter.outcome == "neglected" else "本次检查办结。",
        },
        "propose_on_site_measure": {
            "hazards": [{"hazard": story.finding}], "measures": ["stop_equipment", "evacuate"],
            "measure_scope": "一号深井铸造机及其作业区域",
            "measure_period": "自送达之日起，至隐患排除并经审查同意之日止",
            "resume_condition": "重大事故隐患排除，企业书面申请并经本机关审查同意。", "urgent": False,
        },
        "approve_on_site_measure": {"measure_result": "approve", "opinion": "批准。到期前复核。"},
        "deliver_on_site_measure": delivered(matter, matter.enterprise_receiver),
        "review_resumption": {
            "resumption_reviewed_on": later(0), "resumption_result": "agree",
            "resumption_note": "现场核对，隐患已经排除，同意恢复使用。",
        },
        "transfer_to_department": {
            "receiving_department": "云泽市消防救援局（演示）", "transferred_matters": "疏散通道被占用，属消防管理事项。",
            "transferred_on": later(0), "receiver": "郗若溪",
        },
    }  # fmt: skip


def checked(items: list, troubled: bool) -> dict:
    """Answers to a checklist; where there is trouble, one question is not met."""
    answers = {item.id: {"answer": "conform", "note": "", "photos": []} for item in items}
    if troubled and items:
        answers[items[len(items) // 2].id] = {"answer": "violate", "note": "现场抽查，近三个月的记录不完整。", "photos": []}
    return answers


def delivered(matter, receiver) -> dict:
    """Direct delivery into the hands of `receiver` = (name, relation)."""
    return {
        "method": "direct", "delivered_at": at(0), "delivery_place": matter.enterprise.address,
        "receiver_name": receiver[0], "receiver_relation": receiver[1], "deliverers": matter.officers,
    }  # fmt: skip


def case_answers(matter) -> dict:
    """{element: answers} of a penalty case."""
    story = matter.story
    return {
        "apply_filing": {
            "enterprise_id": matter.enterprise.id, "source": "inspection" if matter.from_inspection else "report",
            "discovered_on": later(-1), "cause": story.cause, "facts": facts(matter),
            "basis": "《中华人民共和国行政处罚法》第五十四条第二款", "conduct_on": later(-20), "harmful": False,
            "officers": matter.officers, "entity_party": True, "persons": matter.charged,
            "opinion": "有违法事实初步证据，应当给予行政处罚，属本机关管辖，建议立案。",
        },
        "review_filing": {"filing_review": "agree", "opinion": "拟同意立案，报分管负责人审批。"},
        "approve_filing": {"filing_result": "approve", "opinion": "同意立案，由所列两名执法人员承办。"},
        "investigate": {"next_step": matter.next_step(), "plan": "按调查提纲推进，固定现场证据并询问有关人员。"},
        "issue_inquiry_notice": {
            "inquired_name": matter.manager.name, "inquired_employer": matter.enterprise.name, "appear_at": at(48),
            "place": "云泽市应急管理局询问室", "materials": [{"name": "营业执照复印件"}, {"name": "安全管理制度和台账"}],
        },
        "deliver_inquiry_notice": delivered(matter, (matter.manager.name, "self")),
        "record_inquiry": {
            "inquired_as": "party_statement", "inquired_name": matter.manager.name, "inquired_sex": "男",
            "inquired_age": 46, "inquired_id_no": matter.manager.id_no, "inquired_employer": matter.enterprise.name,
            "inquired_position": matter.manager.position, "inquired_phone": matter.manager.phone,
            "started_at": at(0), "ended_at": at(1), "place": "云泽市应急管理局询问室", "officers": matter.officers,
            "recorder_name": matter.officer_name, "proves": "违法行为的经过和责任分工",
            "questions": [
                {"question": RIGHTS,
                 "answer": "看过了，听清楚了，不申请回避。"},
                {"question": "检查当天发现的情况，请说明。", "answer": f"情况属实：{story.finding}。"},
                {"question": "单位由谁负责这项工作？", "answer": "由我负责，平时检查不够，愿意马上改正。"},
            ],
        },
        "collect_evidence": {
            "items": [
                {"kind": "scene_record", "name": "现场检查记录及现场照片", "proves": story.finding, "obtained_on": later(0),
                 "place": matter.enterprise.address},
                {"kind": "document", "name": "营业执照、岗位职责文件", "proves": "当事人主体资格和责任分工", "obtained_on": later(0),
                 "provider": matter.enterprise.name},
            ],
            "collection_note": "由两名执法人员现场提取，提供人核对无误后签名。",
        },
        "conclude_investigation": {
            "course": "立案后，执法人员进行现场检查、询问有关人员，提取书证，证据相互印证。", "facts": facts(matter),
            "nature": f"上述行为违反了{story.violated}的规定。", "basis": story.basis,
            "discretion_note": f"违法情形：{story.tier}。没有造成事故后果，配合调查，按一般情节裁量（裁量档次待核）。",
            "proposals": [{"party_name": matter.enterprise.name, "proposal": f"罚款人民币{story.entity_yuan}元"}],
            "crime_opinion": matter.say.get("crime_opinion", "没有发现涉嫌犯罪的情形。"), "opinion": "调查终结，提请审核。",
        },
        "approve_conclusion": {"conclusion_result": "approve", "opinion": LEADER_OK},
        "apply_closure": {
            "closure_ground": "各当事人均已办结", "papers_complete": True, "opinion": "各当事人均已办结，建议结案。",
        },
        "review_closure": {"closure_review": "agree", "opinion": "拟同意结案。"},
        "approve_closure": {"closure_result": "approve", "opinion": "同意结案。"},
        "archive_case": {
            "pages_main": 86, "pages_restricted": 12, "retention": "long", "location": "档案室三号柜（演示）",
            "index_checked": True,
        },
        "propose_withdrawal": {
            "withdrawal_ground": "not_proven", "withdrawal_reason": "经补充调查，现有证据不足以证明违法行为由该单位实施。",
        },
        "approve_withdrawal": {"withdrawal_result": "approve", "opinion": "同意撤案。"},
    }  # fmt: skip


def facts(matter) -> str:
    when = f"{today().year}年{today().month}月"
    return f"经查，{when}，{matter.enterprise.name}{matter.story.finding}。以上事实有现场检查记录、照片和询问笔录为证。"


def party_answers(matter, party, first_review: bool) -> dict:
    """{element: answers} of one party's proceeding."""
    story, say = matter.story, matter.say_of(party)
    amount = say.get("fine_yuan") or (story.entity_yuan if party.kind == "entity" else story.person_yuan)
    outcome = say.get("outcome", "penalty")
    receiver = matter.enterprise_receiver if party.kind == "entity" else (party.name, "self")
    return {
        "propose_penalty": {
            "proposal_outcome": outcome, "facts": facts(matter), "violated": story.violated,
            "basis": story.basis if outcome == "penalty" else "《中华人民共和国行政处罚法》第三十三条第一款",
            "sanctions": ["fine"] if outcome == "penalty" else None,
            "fine_yuan": amount if outcome == "penalty" else None,
            "discretion_note": f"违法情形：{story.tier}；积极配合调查；没有造成危害后果（裁量档次待核）。",
            "reason": None if outcome == "penalty" else "初次违法，危害后果轻微并及时改正。",
            "education": "责令健全制度，主要负责人参加安全培训。" if outcome == "no_penalty" else None,
            "facts_changed": False, "opinion": "建议按上述意见处理。",
        },
        "review_proposal": {"proposal_review": "agree", "opinion": "拟同意，报分管负责人审批。"},
        "approve_proposal": {"proposal_result": "approve", "opinion": "同意，按程序告知。"},
        "draft_notice": {"contact": matter.officers[0]},
        "deliver_notice": delivered(matter, receiver),
        "record_statement": statement(matter, party, say, receiver),
        "review_statement": {
            "adoption": "not_adopted", "statement_follow_up": "maintain",
            "adoption_reason": "当事人所述资金困难不影响违法事实的认定，整改情况已在裁量时考虑，不再采纳。",
        },
        "record_hearing_application": {
            "application_choice": "exercised" if say.get("hearing") else "waived", "received_on": later(0),
            "application_form": "written" if say.get("hearing") else None,
            "application_reason": "对违法事实和处罚数额有异议，申请听证。" if say.get("hearing") else None,
        },
        "arrange_hearing": {
            "hearing_at": at(24 * 14), "place": "云泽市应急管理局三楼听证室", "openness": "public",
            "presider": matter.people["tingzheng"], "members": [{"name": "白予安"}], "recorder_name": "许怀瑾",
        },
        "deliver_hearing_notice": delivered(matter, receiver),
        "hold_hearing": {
            "hearing_result": "held", "started_at": at(0), "ended_at": at(2),
            "attendees": [{"name": receiver[0], "capacity": "当事人"}],
            "statements": [
                {"speaker": "主持人", "content": "核对到场人员身份，宣布案由、纪律和权利，询问是否申请回避。均不申请回避。"},
                {"speaker": "调查人员", "content": "提出违法事实、证据和处罚建议，出示现场检查记录、照片和询问笔录。"},
                {"speaker": "当事人", "content": "对事实没有异议，认为已经整改，请求减轻处罚。"},
            ],
        },
        "write_hearing_report": {
            "officer_view": "事实清楚，证据确凿，建议维持拟处罚意见。", "party_view": "已经整改，请求减轻。",
            "disputes": "整改情况是否构成减轻情节。", "findings": "违法事实成立，整改系责令后完成，不构成减轻情节。",
            "hearing_proposal": "建议维持原拟处罚。", "hearing_follow_up": "maintain",
        },
        "legal_review": review(matter, say.get("returned_once", False) and first_review),
        "supplement_investigation": {
            "supplement_note": "补充提取了泄爆片检测合同和维护记录，证据链完整。",
            "items": [{"kind": "document", "name": "检测合同和维护记录", "proves": "设备未按期检测", "obtained_on": later(0)}],
        },
        "deliberate": {
            "started_at": at(0), "ended_at": at(1), "place": "云泽市应急管理局会议室", "due_count": 3,
            "attendees": [
                {"name": "韩秉义", "position": "局长", "opinion": "事实清楚，裁量适当，同意。", "vote": "agree"},
                {"name": "梁仲文", "position": "副局长", "opinion": "同意。", "vote": "agree"},
                {"name": "苏景行", "position": "执法支队支队长", "opinion": "同意。", "vote": "agree"},
            ],
            "observers": [{"name": "沈亦宁，政策法规科科长"}], "recorder_name": "叶知秋", "reported_by": matter.officer_name,
            "summary": f"{matter.enterprise.name}{story.cause}，拟处罚款{amount}元。", "deliberation_result": "agree",
            "conclusion": "同意按拟处罚意见作出决定。",
        },
        "approve_decision": {"decision_result": "approve", "opinion": "同意，制作决定书。"},
        "deliver_decision": delivered(matter, receiver),
        "approve_no_penalty": {"no_penalty_result": "approve", "opinion": "同意不予处罚，做好教育。"},
        "deliver_no_penalty": delivered(matter, receiver),
        "record_payment": {"amount_yuan": amount, "paid_on": later(0), "receipt_no": f"演示{party.id:08d}"},
        "follow_up_overdue": {
            "follow_up": "reminded", "follow_up_note": "电话联系当事人，称资金周转困难，承诺本月内缴清；已告知逾期每日加处百分之三。",
        },
    }  # fmt: skip


def statement(matter, party, say, receiver) -> dict:
    if not say.get("statement"):
        return {"statement_choice": "waived", "received_on": later(0), "waiver": [matter.scan()]}
    return {
        "statement_choice": "exercised", "received_on": later(0), "declarant_name": receiver[0],
        "declarant_capacity": "当事人" if party.kind == "person" else "法定代表人", "started_at": at(0), "ended_at": at(1),
        "place": "云泽市应急管理局", "statement": "对违法事实没有异议，已经完成整改，目前经营困难，请求从轻处理。",
        "materials": [{"name": "整改报告"}], "officers": matter.officers, "recorder_name": matter.officer_name,
    }  # fmt: skip


def review(matter, returned: bool) -> dict:
    """The eight-point opinion; `returned` = the discretion is not reasoned well enough yet."""
    points = ("subject", "authority", "procedure", "facts", "basis", "discretion", "papers", "crime")
    answers = {f"point_{name}": "conform" for name in points}
    if returned:
        answers |= {"point_discretion": "violate", "note_discretion": "裁量理由没有写明整改情况，请补充证据。"}
    return answers | {
        "review_result": "supplement" if returned else "approve", "legal_head": matter.people["fazhi2"],
        "opinion": "请补充整改情况的证据后再送审。" if returned else "主体、权限、程序、事实、依据、裁量、文书符合规定，同意。",
    }  # fmt: skip
