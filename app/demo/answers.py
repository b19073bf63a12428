"""What people write into the forms: one function for each task, given the matter at hand.

Every function returns what its person would type; what the form opens with (prefill) is kept and overwritten by it.
`matter.say` holds what a scenario wants said differently.
"""

from datetime import timedelta
from decimal import Decimal

from app.cases.queries import evidence_labels
from app.core.clock import now, today
from app.demo.matter import home_of
from app.documents.rendering import capital, day
from app.law.articles import cited
from app.law.queries import holiday_table

RIGHTS = (
    "我们是云泽市应急管理局的执法人员，这是我们的执法证件，请过目确认。"
    "您有权申请回避，有如实回答询问的义务，听清楚了吗？"
)
LEADER_OK = "经审核，事实清楚，证据充分，程序合法，拟同意。"
ROOM = "云泽市应急管理局询问室"
ITEM_NOTE = "现场抽查，没有提供相应的落实记录"
FILING_MET = ["evidence", "subject", "jurisdiction", "no_crime", "not_fined"]
FILING = {
    "approve": {"filing_result": "approve", "opinion": "同意立案，由所列两名执法人员承办。"},
    "refuse": {"filing_result": "refuse", "opinion": "核查时已经改正，情节轻微，没有造成危害后果，不予立案，由承办人员当面提出改进要求。"},
}  # fmt: skip
ITEM_ARTICLE = "《中华人民共和国安全生产法》第四条第一款"


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def at(hours: int = 0) -> str:
    return (now().replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(hours=hours)).isoformat("T", "minutes")


def workday(days: int, hour: int = 9) -> str:
    """The hour of the first working day `days` from today or later."""
    on, calendar = today() + timedelta(days=days), holiday_table().estimated
    while not calendar.is_working_day(on):
        on += timedelta(days=1)
    return f"{on.isoformat()}T{hour:02d}:00"


def picked(text: str) -> list[str]:
    """The articles a person picks to cite just this."""
    return [article.id for article in cited(text)]


def inspection_answers(matter) -> dict:
    """{element: answers} of an inspection."""
    story = matter.story
    troubled = matter.outcome != "clean"
    return {
        "draft_inspection_plan": {
            "inspect_from_on": workday(1)[:10], "inspect_to_on": workday(3)[:10],
            "safety_note": "进入生产区域穿戴防护用品，有限空间不得擅自进入；检查不得影响正常生产经营。",
        },
        "approve_inspection_plan": {
            "plan_result": "approve", "within_frequency": "yes", "opinion": "方案内容明确，检查频次符合年度计划，同意按方案检查。",
        },
        "conduct_inspection": {
            "showed_certificates": True, "started_at": at(0), "ended_at": at(2),
            "present_person": matter.manager.name, "present_position": matter.manager.position,
            "checklist": checked(matter.items, matter.outcome in ("rectify", "neglected")),
            "findings": "执法人员出示证件、说明来意并告知权利义务后，由在场人陪同，按照检查方案查阅了安全生产责任制、教育培训、"
            "隐患排查治理等资料，检查了作业现场，询问了在岗人员。检查过程同步音像记录。",
            "problems": [{"problem": story.finding, "article": story.violated}] if troubled else [],
            "signature_result": "signed",
        },
        "decide_inspection_outcome": {
            "needs_rectification": matter.outcome in ("rectify", "rectify_and_case", "neglected"),
            "needs_measure": matter.outcome == "measure", "needs_case": matter.outcome in ("case", "rectify_and_case"),
            "needs_transfer": matter.outcome == "transfer", "needs_spot_penalty": matter.outcome == "spot",
            "suspected_violation": story.cause if matter.outcome in ("case", "rectify_and_case", "spot") else None,
            "outcome_reason": "对检查记录所载问题依法处理。" if troubled else "检查的事项均符合要求，没有发现问题。",
        },
        "draft_rectification_order": {
            "problems": [row | {"due_on": later(15)} for row in problems(matter)],
            "rectification_request": "逐条落实整改责任人、措施和资金，整改完成后三日内报送书面整改报告和整改前后照片。",
        },
        "approve_rectification_order": {
            "rectification_result": "approve", "periods_reasonable": True, "opinion": "问题属实，期限合理，同意签发。",
        },
        "deliver_rectification_order": delivered(matter, matter.enterprise_receiver),
        "review_rectification": {
            "review_result": "not_rectified" if matter.outcome == "neglected" else "rectified", "reviewed_on": later(0),
            "results": [
                {"problem": row["problem"], "result": "not_done" if matter.outcome == "neglected" else "done"}
                for row in problems(matter)
            ],
            "conclusion": "责令整改的问题到期没有改正。" if matter.outcome == "neglected" else "责令整改的问题已经全部改正。",
            "next_step": "对逾期未改正的行为依法立案查处。" if matter.outcome == "neglected" else "本次检查办结，请保持整改成果。",
        },
        "propose_on_site_measure": {
            "hazards": [{"hazard": story.finding}], "measures": ["stop_equipment", "evacuate"],
            "measure_scope": story.scope,
            "measure_period": "自本决定书送达之日起，至隐患排除并经本机关审查同意之日止",
            "resume_condition": "事故隐患已经排除，你单位书面申请并经本机关审查同意后，方可恢复使用", "urgent": False,
        },
        "approve_on_site_measure": {"measure_result": "approve", "opinion": "现场不能保证安全，批准采取现场处理措施。"},
        "deliver_on_site_measure": delivered(matter, matter.enterprise_receiver),
        "review_resumption": {
            "resumption_reviewed_on": later(0), "resumption_result": "agree",
            "resumption_note": "经现场核查，隐患已经排除，同意恢复使用。",
        },
    }  # fmt: skip


def problems(matter) -> list[dict]:
    """What the record of the inspection lists: the question of the list that was not met, and what was seen beside it."""
    listed = matter.items[len(matter.items) // 2 :][:1]
    return [
        *({"problem": f"{item.text}：{ITEM_NOTE}", "article": ITEM_ARTICLE} for item in listed),
        {"problem": matter.story.finding, "article": matter.story.violated},
    ]


def checked(items: list, troubled: bool) -> dict:
    """Answers to a checklist; where there is trouble, one question is not met."""
    answers = {item.id: {"answer": "conform", "note": "", "photos": []} for item in items}
    if troubled and items:
        answers[items[len(items) // 2].id] = {"answer": "violate", "note": ITEM_NOTE, "photos": []}
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
            "discovered_on": matter.found_on.isoformat(), "cause": story.cause, "facts": facts(matter),
            "basis": ["xzcff-2021-54-2", *picked(story.violated)], "conduct_on": matter.found_on.isoformat(), "harmful": False,
            "officers": matter.officers, "entity_party": True, "persons": matter.charged, "filing_met": FILING_MET,
            "opinion": "有违法事实的初步证据，依法应当给予行政处罚，属本机关管辖，在法定追责期限内，建议立案调查。",
        },
        "review_filing": {"filing_review": "agree", "opinion": "拟同意立案，报分管负责人审批。"},
        "approve_filing": FILING[matter.say.get("filing", "approve")],
        "investigate": {"next_step": matter.next_step(), "plan": "按调查提纲推进，固定现场证据并询问有关人员。"},
        "issue_inquiry_notice": {
            "inquired_name": matter.inquired.name, "inquired_employer": matter.enterprise.name, "appear_at": workday(2),
            "place": ROOM, "materials": [{"name": "本人身份证件"}, {"name": "营业执照复印件"}, {"name": story.proof}],
        },
        "deliver_inquiry_notice": delivered(matter, (matter.inquired.name, "self")),
        "record_inquiry": inquiry(matter),
        "collect_evidence": {
            "items": [
                {"kind": "scene_record", "name": "现场检查记录及现场照片", "proves": story.finding, "obtained_on": later(0),
                 "place": matter.enterprise.address},
                {"kind": "document", "name": "营业执照复印件、岗位职责文件", "proves": "当事人的主体资格和责任分工",
                 "obtained_on": later(0), "provider": matter.enterprise.name},
                {"kind": "document", "name": f"{story.proof}复印件", "proves": "违法行为持续的时间和改正情况",
                 "obtained_on": later(0), "provider": matter.enterprise.name},
            ],
            "collection_note": "由两名执法人员提取，提供人核对无误后签名，复印件注明与原件一致。",
        },
        "conclude_investigation": {
            "course": "立案后，本机关两名执法人员依法进行现场检查，询问有关人员，提取书证，当事人核对后签名确认。各项证据相互印证。",
            "facts": facts(matter), "nature": f"上述行为违反了{story.violated}的规定。", "basis": picked(story.basis),
            "discretion_note": discretion(story), "proposals": proposals(matter),
            "crime_opinion": matter.say.get("crime_opinion", "没有发现涉嫌犯罪的情形。"),
            "opinion": "违法事实清楚，证据确实充分，调查终结，提请审核。",
        },
        "approve_conclusion": {"conclusion_result": "approve", "opinion": LEADER_OK},
        "apply_closure": {
            "closure_ground": "各当事人均已办结", "papers_complete": True, "remaining": "无",
            "opinion": "各当事人的处理决定均已履行完毕，文书齐全，建议结案。",
        },
        "review_closure": {"closure_review": "agree", "opinion": "拟同意结案。"},
        "approve_closure": {"closure_result": "approve", "opinion": "同意结案，按期归档。"},
        "archive_case": {
            "pages_main": 86, "pages_restricted": 12, "retention": "long", "location": "档案室三号柜（演示）",
            "index_checked": True,
        },
        "propose_withdrawal": {
            "withdrawal_ground": "not_proven", "withdrawal_reason": "经补充调查，现有证据不足以证明违法行为由该单位实施。",
        },
        "approve_withdrawal": {"withdrawal_result": "approve", "opinion": "同意撤案。"},
    }  # fmt: skip


def facts(matter, party=None) -> str:
    """The same words on every paper of a case; a person's own part is added on that person's."""
    how = "本机关检查发现" if matter.from_inspection else "本机关接到举报后核查发现"
    words = f"{day(matter.found_on.isoformat())}，{how}，{matter.enterprise.name}{matter.story.finding}。"
    if party is None or party.kind == "entity":
        return words
    if matter.story.person:
        return f"{words}\n{party.name}任{party.position}，系主要负责人，没有组织落实该项工作。"
    return f"{words}\n{party.name}任{party.position}，分管该项工作，没有督促落实，系直接负责的主管人员。"


def discretion(story) -> str:
    return f"{story.tier}；配合调查，没有造成事故后果。综合违法行为的事实、性质、情节以及社会危害程度，在法定幅度内裁量。"


def yuan(amount: str) -> str:
    return f"罚款人民币{capital(amount)}（￥{Decimal(amount):,.2f}）"


def sanction_words(story, kind: str) -> str:
    """What is proposed against the entity or a person, in one phrase."""
    amount = story.entity_yuan if kind == "entity" else story.person_yuan
    stop = ["责令停产停业整顿"] if kind == "entity" and "suspend_business" in story.sanctions else []
    return "，并处".join(stop + ([yuan(amount)] if amount else []))


def proposals(matter) -> list[dict]:
    """Columns of the investigation report: one line for each party."""
    charged = {row["person"] for row in matter.charged}
    persons = [person for person in matter.enterprise.persons if person.id in charged]
    special = {"transfer": "涉嫌犯罪，建议移送公安机关", "no_penalty": "建议不予行政处罚"}
    say = {kind: matter.say.get(kind, {}).get("outcome") for kind in ("entity", "person")}
    return [
        {"party_name": name, "proposal": special.get(say[kind]) or f"建议{sanction_words(matter.story, kind)}"}
        for kind, name in [("entity", matter.enterprise.name), *(("person", person.name) for person in persons)]
    ]


def inquiry(matter) -> dict:
    """询问笔录: the person's own words, with sex and age as the identity number tells them."""
    person, story = matter.inquired, matter.story
    return {
        "inquired_as": "party_statement", "inquired_name": person.name,
        "inquired_sex": "男" if int(person.id_no[16]) % 2 else "女",
        "inquired_age": today().year - int(person.id_no[6:10]) - (today().strftime("%m%d") < person.id_no[10:14]),
        "inquired_id_no": person.id_no, "inquired_employer": matter.enterprise.name, "inquired_position": person.position,
        "inquired_phone": person.phone, "inquired_address": home_of(person), "started_at": at(0), "ended_at": at(1),
        "place": ROOM, "officers": matter.officers, "recorder_name": matter.officer_name,
        "proves": "违法行为的经过和责任分工",
        "questions": [
            {"question": "你是否申请执法人员回避？", "answer": "不申请回避。"},
            {"question": "请介绍你的任职情况和职责。",
             "answer": f"我是{matter.enterprise.name}的{person.position}，单位的安全管理工作由我组织落实。"},
            {"question": f"{day(matter.found_on.isoformat())}现场发现的情况是否属实？", "answer": f"属实。当天确实{story.finding}。"},
            {"question": "为什么会出现这种情况？", "answer": "我们对有关规定重视不够，平时的检查没有落实到人。"},
            {"question": "现在改正得怎么样？", "answer": "已经安排专人整改，完成后向你们提交整改报告。"},
            {"question": "你还有什么需要补充的？", "answer": "没有了，以上说的都是事实。"},
        ],
    }  # fmt: skip


NO_PENALTY = {
    "entity": ("N2", ["first_time", "slight_harm", "corrected"], "《中华人民共和国行政处罚法》第三十三条第一款",
               "初次违法，危害后果轻微，并已在调查期间及时改正。",
               "对你单位予以教育：应当依法设置并维护安全警示标志，定期组织自查，防止再次发生。"),
    "person": ("N3", ["no_fault"], "《中华人民共和国行政处罚法》第三十三条第二款",
               "当事人多次书面提出建立制度的意见，有证据足以证明没有主观过错。",
               "对你予以教育：应当继续履行安全生产职责，发现事故隐患及时处理并报告。"),
}  # fmt: skip
ONE_SIDE = {
    "entity": "有关责任人员已在企业内部处理，经审查情节轻微，本案不对个人处罚。", "person": "对单位另行处理。",
}  # fmt: skip


def proposal(matter, party, say) -> dict:
    """案件处理呈批: what is proposed for this party."""
    outcome = say.get("outcome", "penalty")
    told = {
        "proposal_outcome": outcome, "facts": facts(matter, None if outcome == "no_penalty" else party), "facts_changed": False,
        "opinion": "违法事实清楚，证据充分，建议按上述意见处理。",
    }  # fmt: skip
    if outcome == "penalty":
        one_side = {} if party.case.is_dual else {"dual_reason": ONE_SIDE[party.kind]}
        return told | {"breaches": [breach(matter, party)]} | one_side
    return told | {"violated": picked(matter.story.violated)} | (spared(party) if outcome == "no_penalty" else transferred(party))


def breach(matter, party) -> dict:
    """违法行为与裁量: the one violation of the story; a head answers for the duty of article 21."""
    story, own = matter.story, matter.story.person if party.kind == "person" else ()
    rule, violated = own or (story.rule, story.violated)
    stops = party.kind == "entity" and "suspend_business" in story.sanctions
    fine = amount_of(matter, party)
    return {
        "rule": rule, "tier": story.tier_code, "conduct_on": matter.found_on.isoformat(), "breached": picked(violated),
        "sanctions": (["suspend_business"] if stops else []) + (["fine"] if fine else []), "weighing": discretion(story),
        **({"fine_yuan": fine} if fine else {}),
        **({"tier_facts": story.tier_facts, "deviation": LIGHTER} if story.tier_facts and not own else {}),
        **({"suspension_unit": "open", "sanction_detail": "自收到决定书之日起，经本机关复查合格后恢复"} if stops else {}),
    }  # fmt: skip


LIGHTER = "查处后主动整改，配合调查，没有造成后果，与裁量基准该阶次的通常情形相比较轻。"


def spared(party) -> dict:
    ground, conditions, basis, reason, education = NO_PENALTY[party.kind]
    return {"no_penalty_ground": ground, "ground_conditions": conditions, "ground_evidence": evidence_labels(party.case)[-1:],
            "basis": picked(basis), "reason": reason, "education": education}  # fmt: skip


def transferred(party) -> dict:
    return {"basis": picked("《中华人民共和国行政处罚法》第二十七条第一款"),
            "reason": f"{party.name}的行为涉嫌危险作业罪，应当及时移送公安机关。"}  # fmt: skip


def amount_of(matter, party) -> str:
    return matter.story.entity_yuan if party.kind == "entity" else matter.story.person_yuan


def party_answers(matter, party, first_review: bool) -> dict:
    """{element: answers} of one party's proceeding."""
    story, say = matter.story, matter.say_of(party)
    amount = amount_of(matter, party)
    receiver = matter.enterprise_receiver if party.kind == "entity" else (party.name, "self")
    return {
        "propose_penalty": proposal(matter, party, say),
        "review_proposal": {"proposal_review": "agree", "opinion": "经审核，事实清楚，裁量适当，拟同意，报分管负责人审批。"},
        "approve_proposal": {"proposal_result": "approve", "opinion": "同意，依法履行告知程序。"},
        "draft_notice": {"contact": matter.officers[0]},
        "deliver_notice": delivered(matter, receiver),
        "confirm_lapse": {"lapse_check": "none", "lapse_note": "核对收件登记、邮件签收和来访记录，期限内没有收到。"},
        "record_statement": lambda: statement(matter, party, say, receiver),  # prints a scan
        "review_statement": {
            "adoption": "not_adopted", "statement_follow_up": "maintain",
            "adoption_reason": "经营困难不属于法定从轻、减轻处罚的情形，不影响违法事实的认定；整改情况已在裁量时考虑。",
        },
        "record_hearing_application": {
            "application_choice": "exercised" if say.get("hearing") else "waived", "received_on": later(0),
            "application_form": "written" if say.get("hearing") else None,
            "application_reason": "对违法事实和处罚数额有异议，申请听证。" if say.get("hearing") else None,
        },
        "arrange_hearing": {
            "hearing_at": workday(14), "place": "云泽市应急管理局三楼听证室", "openness": "public",
            "presider": matter.people["tingzheng"], "members": [{"name": "白予安"}], "recorder_name": "许怀瑾",
        },
        "deliver_hearing_notice": delivered(matter, receiver),
        "hold_hearing": {
            "hearing_result": "held", "started_at": at(0), "ended_at": at(2),
            "attendees": [{"name": receiver[0], "capacity": "法定代表人" if party.kind == "entity" else "当事人"}],
            "statements": [
                {"speaker": "主持人", "content": "现在核对到场人员身份。听证公开举行，当事人有权陈述、申辩和质证。是否申请回避？"},
                {"speaker": "当事人", "content": "听清楚了，不申请回避。"},
                {"speaker": "调查人员",
                 "content": f"{facts(matter)}上述行为违反了{story.violated}的规定，拟依据{story.basis}给予行政处罚。"},
                {"speaker": "调查人员", "content": "现出示现场检查记录、现场照片、询问笔录和有关书证，请当事人质证。"},
                {"speaker": "当事人", "content": "对证据的真实性没有异议。我们已经组织整改，请求减轻处罚。"},
                {"speaker": "调查人员", "content": "整改是在责令限期改正期满以后进行的，拟处罚意见已经考虑，不属于应当减轻处罚的情形。"},
                {"speaker": "主持人", "content": "双方是否还有新的证据和意见？"},
                {"speaker": "当事人", "content": "没有新的证据，请依法处理。"},
                {"speaker": "主持人", "content": "听证结束。请核对笔录，确认无误后签名。"},
            ],
        },
        "write_hearing_report": {
            "officer_view": "违法事实清楚，证据确实充分，建议维持拟处罚意见。",
            "party_view": "对违法事实没有异议，认为已经组织整改，请求减轻处罚。",
            "disputes": "责令限期改正期满以后的整改是否属于应当减轻处罚的情形。",
            "findings": f"{facts(matter)}整改在责令限期改正期满以后进行，不属于应当减轻处罚的情形。",
            "hearing_proposal": "建议维持拟处罚意见。", "hearing_follow_up": "maintain",
        },
        "legal_review": review(matter, say.get("returned_once", False) and first_review),
        "supplement_investigation": {
            "supplement_note": "补充提取了整改情况的书证，证据相互印证。",
            "items": [{"kind": "document", "name": "整改报告和整改前后照片", "proves": "责令限期改正期满以后的整改情况",
                       "obtained_on": later(0), "provider": matter.enterprise.name}],
        },
        "deliberate": {
            "started_at": at(0), "ended_at": at(1), "place": "云泽市应急管理局会议室", "due_count": 3,
            "attendees": [
                {"name": "韩秉义", "position": "局长", "opinion": "事实清楚，证据充分，程序合法，裁量适当，同意。", "vote": "agree"},
                {"name": "梁仲文", "position": "副局长", "opinion": "当事人逾期没有改正，应当依法处罚，同意拟处罚意见。", "vote": "agree"},
                {"name": "苏景行", "position": "执法支队支队长", "opinion": "数额在法定幅度以内，与同类案件相当，同意。", "vote": "agree"},
            ],
            "observers": [{"name": "沈亦宁，政策法规科科长"}], "recorder_name": "叶知秋", "reported_by": matter.officer_name,
            "summary": f"{facts(matter, party)}拟{sanction_words(story, party.kind)}。", "deliberation_result": "agree",
            "conclusion": f"经集体讨论，同意对{party.name}{sanction_words(story, party.kind)}。",
        },
        "approve_decision": {"decision_result": "approve", "opinion": "同意，制作并送达决定书。"},
        "deliver_decision": delivered(matter, receiver),
        "approve_no_penalty": {"no_penalty_result": "approve", "opinion": "同意不予行政处罚，依法予以教育。"},
        "deliver_no_penalty": delivered(matter, receiver),
        "record_payment": {"amount_yuan": amount, "paid_on": later(0), "receipt_no": f"演示{party.id:08d}"},
        "follow_up_overdue": {
            "follow_up": "reminded",
            "follow_up_note": "电话催告，当事人称资金周转困难，承诺本月内缴清；已告知逾期每日按罚款数额的百分之三加处罚款。",
        },
    }  # fmt: skip


def statement(matter, party, say, receiver) -> dict:
    if not say.get("statement"):
        return {"statement_choice": "waived", "received_on": later(0), "waiver": [matter.waiver(party)]}
    return {
        "statement_choice": "exercised", "received_on": later(0), "declarant_name": receiver[0],
        "declarant_capacity": "当事人本人" if party.kind == "person" else "法定代表人",
        "declarant_id_no": party.id_no if party.kind == "person" else matter.manager.id_no, "started_at": at(0),
        "ended_at": at(1), "place": ROOM,
        "statement": "对告知书所述的违法事实没有异议。收到责令整改的指令后组织了整改，因经营困难没有按期完成，现已整改到位，请求从轻处罚。",
        "materials": [{"name": "整改报告"}, {"name": "整改前后照片"}], "officers": matter.officers,
        "recorder_name": matter.officer_name,
    }  # fmt: skip


def review(matter, returned: bool) -> dict:
    """The eight-point opinion; `returned` = the discretion is not reasoned well enough yet."""
    points = ("subject", "authority", "procedure", "facts", "basis", "discretion", "papers", "crime")
    answers = {f"point_{name}": "conform" for name in points}
    if returned:
        answers |= {"point_discretion": "violate", "reason_discretion": "裁量理由没有写明整改情况，需要补充证据"}
    return answers | {
        "review_result": "supplement" if returned else "approve", "legal_head": matter.people["fazhi2"],
        "opinion": "整改情况的证据不足，请补充调查后再送审。" if returned
        else "本机关具有法定职权，事实清楚，证据充分，程序合法，适用法律准确，裁量适当，文书规范，同意拟处理意见。",
    }  # fmt: skip
