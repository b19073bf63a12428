"""The vocabulary of `law.step`: the legal steps (法定环节) a diagram may name, in the order of the procedures."""

STEPS = {
    "inspection_plan": "检查方案", "inspection": "现场检查", "outcome": "检查处理", "on_site_measure": "现场措施",
    "resumption_review": "恢复审查", "rectification": "责令整改", "rectification_review": "整改复查", "transfer": "移送部门",
    "filing": "立案", "party": "列当事人", "investigation": "调查取证", "evidence": "证据", "inquiry": "询问",
    "appraisal": "鉴定", "conclusion": "调查终结", "withdrawal": "撤案", "proposal": "处理呈批", "approval": "审批",
    "notice": "告知", "statement": "陈述申辩", "defence": "申辩", "statement_review": "申辩复核",
    "hearing_application": "听证申请", "hearing_notice": "听证通知", "hearing": "听证", "hearing_report": "听证报告",
    "legal_review": "法制审核", "deliberation": "集体讨论", "decision": "决定",
    "delivery": "送达", "payment": "缴款", "enforcement": "强制执行", "closure": "结案", "archive": "归档",
    "referral": "移送司法", "referral_group": "移送专案组", "referral_report": "移送报告", "referral_decision": "移送决定",
    "referral_transfer": "移送公安", "police_reply": "公安回复", "material_supplement": "补充材料", "objection": "移送异议",
    "police_reconsideration": "公安复议", "supervision": "立案监督", "property_handover": "财物移交",
    "measure": "强制措施", "power_cutoff": "停电停供", "lapse_check": "期满核对", "relief": "延期分期", "public_notice": "公告送达",
    "delivery_address": "送达地址", "extension": "期限延长",
    "spot_notice": "当场告知", "spot_decision": "当场决定", "spot_report": "当场备案",
    "hazard_intake": "隐患受理", "hazard_grading": "隐患评估", "hazard_plan": "治理方案", "hazard_monitoring": "隐患监控",
    "hazard_rectification": "隐患治理", "hazard_extension": "治理延期", "hazard_check": "隐患验收", "hazard_closure": "隐患销号",
    "letter_draft": "督促起草", "letter_reply": "督促回复", "interview": "约谈", "look_back": "回头看", "closure_proposal": "提请关闭",
    "listing": "挂牌督办", "listing_progress": "月度进展", "listing_check": "督办核验", "delisting": "摘牌", "publication": "公布",
    "circular": "通报曝光",
    "recheck": "改正复查", "review": "行政复议", "litigation": "行政诉讼",
}  # fmt: skip
