"""One real matter from inspection to archive, by role, in a browser: 一案双罚 with two decisions, a hearing, a review
returned once, a person referred to the police who decline. The tests continue each other, in this order."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.office import FIRM, HEAD, screenshot
from tests.browser.people import send, too_wide

CAUSE = "因存在重大事故隐患被责令停止使用有关设备后拒不执行"
LAW = "《中华人民共和国安全生产法》"
OPINION = {"opinion": "事实清楚，程序合法，同意。"}
POINTS = ("主体", "权限", "程序", "事实和证据", "法律依据", "裁量", "文书")
STANDARD = ("有违法事实的初步证据", "违法主体的身份已经确定", "属于本机关管辖", "没有涉嫌犯罪的情形", "同一当事人的同一行为没有被罚过款")
SIGNED = "已签署，还须另外 1 名执法人员"
pytestmark = pytest.mark.usefixtures("in_order")


def two_sign(office, title, answers, about=FIRM):
    """The first officer fills in and signs; the second reads the same and signs with an own login."""
    office.person("zhifa1").does(title, answers, about, said=SIGNED)
    second = office.person("zhifa2")
    second.opens(title, about)
    expect(second.page.get_by_text("陆知行已于")).to_be_visible()
    second.sends()


def approves(office, username, title, label, choice, about=FIRM, words="意见"):
    office.person(username).does(title, {label: choice, words: OPINION["opinion"]}, about)


def delivers(office, title, receiver, relation, about=FIRM, **more):
    """Papers must be printed before they can be handed over. Args: more: where nobody is named to deliver yet, 送达人"""
    office.works()
    office.person("zhifa1").does(title, {
        "送达方式": "直接送达", "送达日期": office.at(), "送达地点": "云泽市临江区朗润路 18 号", "收件人": receiver,
        "收件人与受送达人的关系": relation, **more,
    }, about)  # fmt: skip


def proposes(office, about, *answers):
    """The form may be filled in more than once: fields of one row appear when there is another."""
    officer = office.person("zhifa1")
    officer.opens("案件处理呈批", about)
    for part in answers:
        officer.writes(part)
    officer.sends(SIGNED)
    second = office.person("zhifa2")
    second.opens("案件处理呈批", about)
    second.sends()
    approves(office, "duizhang", "科室审核呈批", "科室意见", "同意，报分管负责人", about)
    approves(office, "fenguan", "审批呈批", "审批结论", "同意，依法办理下一步", about, "审批意见")


def fines(rows: list[dict], facts: list[str]) -> tuple[dict, dict]:
    """Several breaches of the entity, each weighed by itself."""
    usual = {"阶次": "首次查处", "处罚种类": ["罚款"], "裁量理由": "主动停产整改，没有造成人员伤亡，按一般情形。"}
    weighed = [usual | row for row in rows]  # the amount is asked for once a fine is among the kinds
    return (
        {"处理建议": "给予行政处罚", "违法事实": "在重大事故隐患没有排除的情况下擅自恢复使用深井铸造机。", "违法行为与裁量": weighed,
         "承办人意见": "建议罚款。"},
        {"违法行为与裁量": [{"这项行为的事实": words} for words in facts], "对系统提示的说明": "消除隐患与检测设备是两个行为。"},
    )  # fmt: skip


HAZARD, ALARM = "未采取措施消除事故隐患", "未经常维护保养"
FACTS = ["没有消除深井铸造机的重大事故隐患。", "深井铸造机的温度报警装置没有定期检测。"]


def entity_fines(hazard: str, alarm: str, on) -> tuple[dict, dict]:
    return fines([
        {"违法行为": HAZARD, "违法行为发生日": on, "违反的条款": ["安法 第41条第2款"], "罚款数额": hazard,
         "裁量基准的事实": {"未消除的隐患数": "1", "其中有重大事故隐患": "是", "一年内同类违法次数": "0"}},
        {"违法行为": ALARM, "违法行为发生日": on, "违反的条款": ["安法 第36条第2款"], "罚款数额": alarm},
    ], FACTS)  # fmt: skip


def reviews(office, about, result="同意", **instead):
    """All eight points, and what deviates."""
    points = dict.fromkeys(POINTS, "符合") | {"涉嫌犯罪": "不涉嫌犯罪"} | instead
    office.person("fazhi").does(
        "法制审核", {**points, "审核结论": result, "法制机构负责人": "沈亦宁", "审核意见": "审核意见如上，请承办机构办理。"}, about
    )


def test_an_inspection_is_planned_approved_and_done_on_a_phone(office, tmp_path):
    officer, leader = office.person("zhifa1"), office.person("duizhang")
    screenshot(officer.page, "inbox")
    officer.starts("安全生产检查", {
        "被检查单位": "朗润", "检查来由": "年度监督检查计划", "检查人员": ["陆知行", "方以衡"], "计划检查日期": office.today,
    })  # fmt: skip
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("编制检查方案")
    officer.writes({
        "检查事由": "深井铸造专项检查", "检查开始日期": office.today, "检查结束日期": office.today, "检查清单": "工贸",
        "检查方式": ["现场查看", "查阅资料"], "检查依据": f"{LAW}第六十五条",
    })  # fmt: skip
    officer.sends()
    leader.does("审批检查方案", {
        "审批结论": "批准，按方案检查", "是否在公示的检查频次之内": "在频次之内", "审批意见": "同意按方案检查。",
    }, FIRM)  # fmt: skip
    phone = office.person("zhifa1", "zhifa1 on the phone", **PHONE)
    phone.opens("现场检查", FIRM)
    photo = tmp_path / "深井铸造机.png"
    phone.page.screenshot(path=photo)
    phone.writes({
        "两名以上执法人员已出示执法证件": True, "检查开始": office.at(), "检查结束": office.at(2), "在场人": HEAD, "在场人职务": "总经理",
        "检查清单": {1: ("不符合", "重大事故隐患没有排除，擅自恢复使用深井铸造机")},
        "检查情况": "查阅资料，检查铸造车间，询问在岗人员，全过程音像记录。", "被检查单位负责人签字": "已签字",
        "负责人签名": None, "现场照片、音像": [photo],
    })  # fmt: skip
    assert too_wide(phone.page) == []
    phone.page.locator("li.item").first.scroll_into_view_if_needed()
    screenshot(phone.page, "on-site-phone")
    phone.sends(SIGNED)
    second = office.person("zhifa2")
    second.opens("现场检查", FIRM)
    expect(second.page.get_by_text("陆知行已于")).to_be_visible()
    second.sends()
    officer.does("提出处理意见", {"立案查处": True, "涉嫌违法行为": CAUSE, "理由": "拒不执行停止使用设备的决定，应当立案。"}, FIRM)


def test_the_case_is_filed_against_the_entity_and_its_head(office):
    officer = office.person("zhifa1")
    officer.opens("申请立案", FIRM)
    expect(officer.page.get_by_label("案由")).to_have_value(CAUSE)
    officer.writes({
        "立案依据": ["安法 第102条"], "责任人员": [{"人员": HEAD, "责任身份": "主要负责人", "住址": "云泽市滨湖里 6 号"}],
        "立案标准": list(STANDARD), "承办人意见": "建议立案。",
    })  # fmt: skip
    officer.page.get_by_role("button", name="预览文书").click()
    draft = officer.page.get_by_role("dialog", name="文书草稿")
    expect(draft.get_by_text("立案审批表").first).to_be_visible()
    expect(draft).to_contain_text(HEAD)
    screenshot(officer.page, "paper-preview")
    draft.get_by_role("button", name="关闭").click()
    officer.sends()
    approves(office, "duizhang", "科室审核立案", "科室意见", "同意承办人意见，报分管负责人")
    leader = office.person("fenguan")
    leader.does("审批立案", {"审批结论": "批准立案，办案期限 90 日自今天起算", "审批意见": "同意立案。"}, FIRM)


def test_the_investigation_hears_the_head_and_collects_evidence(office):
    officer = office.person("zhifa1")
    officer.does("调查取证", {"下一步": "登记询问笔录", "调查情况和安排": "询问主要负责人。"}, FIRM)
    two_sign(office, "询问并制作笔录", {
        "被询问人身份": "当事人（及其负责人、责任人员）", "姓名": HEAD, "身份证号码": "420700197001010015", "职务": "总经理",
        "开始时间": office.at(1), "结束时间": office.at(2), "询问地点": "本局询问室", "记录人": "方以衡",
        "问答": [{"问": "深井铸造机为什么恢复使用？", "答": "为了赶订单，没有等审查同意。"}], "证明的事实": "明知故犯",
    })  # fmt: skip
    officer.does("调查取证", {"下一步": "登记证据", "调查情况和安排": "调取生产记录。"}, FIRM)
    two_sign(office, "收集证据", {"证据": [
        {"证据种类": "书证", "名称": "铸造车间生产记录", "证明的事实": "停用期间生产三班", "取得日期": office.today, "提供人": FIRM},
    ]})  # fmt: skip
    officer.does("调查取证", {"下一步": "调查终结", "调查情况和安排": "事实已经查清。"}, FIRM)
    two_sign(office, "报告调查终结", {
        "调查经过": "现场检查、询问、调取书证。", "定性": CAUSE, "裁量说明": "主动停产整改，按一般情形。",
        "处理建议": [{"建议": "罚款。"}, {"建议": "涉嫌犯罪，移送。"}], "是否涉嫌犯罪的意见": "主要负责人涉嫌危险作业罪。",
        "承办人意见": "按当事人分别处理。",
    })  # fmt: skip
    approves(office, "duizhang", "审核调查终结", "审核结论", "同意调查终结，按当事人分别处理", words="科室意见")


def test_the_head_is_referred_and_the_police_decline(office):
    officer = office.person("zhifa1")
    proposes(office, HEAD, {
        "处理建议": "涉嫌犯罪，移送司法机关", "违反的条款": ["安法 第41条第2款"], "处理依据": ["刑法 第134条之一"],
        "理由": "涉嫌危险作业罪。", "承办人意见": "建议移送。",
    })  # fmt: skip
    office.person("fenguan").does("指定专案组", {"专案组成员": ["陆知行", "方以衡"], "涉嫌罪名": "危险作业罪"}, HEAD)
    two_sign(office, "核实并书面报告", {
        "核实的事实": "擅自恢复使用深井铸造机。", "证据": [{"证据名称": "询问笔录"}], "移送依据": "刑法第一百三十四条之一",
        "专案组意见": "建议移送。", "移送材料清单": [{"材料名称": "调查报告", "份数": "1"}],
    }, HEAD)  # fmt: skip
    office.person("juzhang").does("决定是否移送", {"决定": "批准移送", "决定意见": "同意移送。"}, HEAD)
    officer.does("移送公安、抄送检察院", {
        "移送时间": office.at(), "公安机关接收人": "祝余", "抄送检察院日期": office.today, "检察院接收人": "连翘",
    }, HEAD)  # fmt: skip
    officer.does("登记公安答复", {
        "公安机关答复": "决定不立案", "收到答复的时间": office.at(), "通知书文号": "不立字〔2026〕1号",
        "不立案的理由或者应补正的材料": "情节显著轻微。",
    }, HEAD)  # fmt: skip
    office.person("fenguan").does("对不立案提出意见", {"怎样处理": "接受，继续行政处罚", "理由": "理由成立。"}, HEAD)


def test_the_entity_is_told_states_and_asks_for_a_hearing(office):
    officer = office.person("zhifa1")
    proposes(office, FIRM, *entity_fines("45000", "40000", office.today))
    officer.does("拟处罚告知书", {}, FIRM)
    delivers(office, "送达告知书", HEAD, "法定代表人（单位）")
    officer.does("登记陈述申辩", {
        "当事人": "提出陈述申辩", "开始时间": office.at(-1), "结束时间": office.at(), "地点": "本局询问室",
        "陈述申辩意见": "已经停产整改，请求从轻。", "记录人": "方以衡",
    }, FIRM)  # fmt: skip
    officer.does("登记听证申请", {"当事人": "申请听证", "提出方式": "书面申请", "申请的事由": "罚款数额过高。"}, FIRM)
    officer.does("复核陈述申辩", {
        "复核结论": "不予采纳", "复核意见及理由": "裁量时已经考虑。", "拟处罚": "维持拟处罚",
    }, FIRM)  # fmt: skip


def test_the_hearing_is_held_after_seven_working_days(office):
    presider = office.person("tingzheng")
    soon, lawful = office.today + timedelta(days=7), office.today + timedelta(days=14)
    told = {"听证地点": "本局听证室", "举行方式": "公开举行", "听证主持人": "郑怀安", "记录员": "舒窈"}
    presider.opens("安排听证", FIRM)
    presider.writes({"听证时间": datetime(soon.year, soon.month, soon.day, 9), **told})
    send(presider.page, "听证通知最迟应在")
    expect(presider.page.locator(".form-summary")).to_contain_text("请改定听证日期")
    presider.writes({"听证时间": datetime(lawful.year, lawful.month, lawful.day, 9)})
    presider.sends()
    delivers(office, "送达听证会通知书", HEAD, "法定代表人（单位）", 送达人=["陆知行", "方以衡"])
    office.moves_to(lawful, 11)
    presider.does("举行听证", {
        "听证情况": "已举行", "开始时间": office.at(-2), "结束时间": office.at(-1),
        "到场的当事人及代理人": [{"姓名": HEAD, "身份": "法定代表人"}],
        "听证过程": [{"发言人": "主持人", "内容": "宣布听证开始。"}, {"发言人": HEAD, "内容": "请求从轻。"}],
    }, FIRM)  # fmt: skip
    presider.does("报告听证", {
        "调查人员的意见": "建议处罚。", "当事人的意见": "请求从轻。", "分歧焦点": "数额。", "听证认定的事实": "违法事实成立。",
        "处理建议": "维持。", "建议": "维持拟处罚，送法制审核",
    }, FIRM)  # fmt: skip


def test_legal_review_returns_once_and_the_entity_is_decided(office):
    reviews(office, FIRM, "纠正，退回修改", **{"裁量": "不符合", "裁量：为什么不符合": "主动停产整改，应当从轻"})
    officer = office.person("zhifa1")
    officer.opens("案件处理呈批", FIRM)
    screenshot(officer.page, "task")
    officer.writes({"违法行为与裁量": [{"罚款数额": "49000"}], "承办人意见": "建议从轻。"})
    send(officer.page, "不得因陈述申辩、听证加重")
    officer.writes({"违法行为与裁量": [{"罚款数额": "40000"}, {"罚款数额": "50001"}]})
    send(officer.page, "上限 50,000 元")
    expect(officer.page.get_by_label("这项行为的事实").first).to_have_value(FACTS[0])
    officer.writes({"违法行为与裁量": [{}, {"罚款数额": "30000"}]})
    officer.sends(SIGNED)
    office.person("zhifa2").does("案件处理呈批", {}, FIRM)
    approves(office, "duizhang", "科室审核呈批", "科室意见", "同意，报分管负责人", FIRM)
    approves(office, "fenguan", "审批呈批", "审批结论", "同意，依法办理下一步", FIRM, "审批意见")
    reviews(office, FIRM)
    present = [{"姓名": name, "职务": post, "发言": "同意处罚。", "表决": "同意"}
               for name, post in (("韩秉义", "局长"), ("梁仲文", "副局长"), ("甄实", "总工程师"))]  # fmt: skip
    office.person("juzhang").does("集体讨论", {
        "开始时间": office.at(-2), "结束时间": office.at(-1), "地点": "本局会议室", "应到人数": 4, "参加人": present, "记录人": "舒窈",
        "讨论结论": "同意处理意见", "结论内容": "同意罚款七万元。",
    }, FIRM)  # fmt: skip
    approves(office, "juzhang", "审批处罚决定", "决定", "同意，作出决定", words="决定意见")
    delivers(office, "送达处罚决定书", HEAD, "法定代表人（单位）")


def test_the_head_is_decided_apart_after_the_window_has_run_out(office):
    officer = office.person("zhifa1")
    duty = {"违法行为": "双重预防与消除隐患", "阶次": "首次查处", "违法行为发生日": office.today, "违反的条款": ["安法 第21条第5项"],
            "处罚种类": ["罚款"], "罚款数额": "25000", "裁量理由": "没有督促消除重大事故隐患，按一般情形。"}  # fmt: skip
    proposes(office, HEAD, {
        "处理建议": "给予行政处罚", "违法事实": "没有督促、检查并消除重大事故隐患。", "违法行为与裁量": [duty], "承办人意见": "建议罚款。",
    })  # fmt: skip
    officer.does("拟处罚告知书", {}, HEAD)
    delivers(office, "送达告知书", HEAD, "本人（个人）", HEAD)
    officer.page.goto(f"{officer.address}/?q={HEAD}")
    expect(officer.page.get_by_role("link", name="登记陈述申辩")).to_be_visible()
    office.moves(9)
    officer.does("核对期满收件", {"期限之内收到了什么": "没有收到", "核对情况": "查收件登记、邮件签收和来访记录，均无。"}, HEAD)
    reviews(office, HEAD)
    approves(office, "juzhang", "审批处罚决定", "决定", "同意，作出决定", HEAD, "决定意见")
    delivers(office, "送达处罚决定书", HEAD, "本人（个人）", HEAD)


def test_the_case_page_shows_both_decisions_and_the_case_closes_with_the_last(office):
    officer = office.person("zhifa1")
    officer.does("登记缴款", {"票据号码": "鄂财 0001"}, FIRM)
    office.works()
    officer.page.goto(f"{officer.address}/cases/")
    officer.page.get_by_role("row").filter(has_text=FIRM).get_by_role("link").click()
    main = officer.page.get_by_role("main")
    for words in (HEAD, "70,000.00", "25,000.00"):
        expect(main).to_contain_text(words)
    screenshot(officer.page, "case")
    officer.does("登记缴款", {"票据号码": "鄂财 0002"}, HEAD)
    officer.does("申请结案", {"结案理由": "行政处罚决定履行完毕", "文书、证据、送达回执齐全": True, "承办人意见": "建议结案。"}, FIRM)
    approves(office, "duizhang", "科室审核结案", "科室意见", "同意结案，报负责人")
    approves(office, "fenguan", "审批结案", "审批结论", "同意结案", words="审批意见")
    office.person("duizhang").does("立卷归档", {
        "正卷页数": 86, "副卷页数": 12, "保管期限": "30 年", "存放位置": "档案室 3 柜", "卷内目录与文书逐件核对一致": True,
    }, FIRM)  # fmt: skip
    officer.page.goto(f"{officer.address}/cases/")
    expect(officer.page.get_by_role("row").filter(has_text=FIRM)).to_contain_text("归档")
