"""What people write into the forms of a referral to the judiciary."""

from app.demo.answers import at, facts, later


def referral_answers(matter) -> dict:
    """{element: answers} of a referral."""
    return {
        "appoint_referral_group": {
            "group": matter.officers, "suspected_crime": "危险作业罪（刑法第一百三十四条之一第（二）项）",
            "appointment_note": "尽快核实，依法移送。",
        },
        "write_referral_report": {
            "crime_facts": facts(matter), "group_opinion": "经核实，当事人的行为涉嫌危险作业罪，建议移送公安机关。",
            "crime_evidence": [
                {"name": "现场处理措施决定书及送达回执", "proves": "已被责令停止使用"},
                {"name": "现场检查记录和现场音像", "proves": "擅自恢复使用"}, {"name": "询问笔录", "proves": "由其决定并组织"},
            ],
            "materials": [
                {"name": "涉嫌犯罪案件的调查报告", "copies": "1", "pages": "6"},
                {"name": "现场检查记录和音像光盘", "copies": "1", "pages": "5"}, {"name": "询问笔录", "copies": "2", "pages": "9"},
            ],
        },
        "decide_referral": {
            "referral_result": "approve", "head_opinion": "批准移送，案件移送书及有关材料目录同时抄送人民检察院。",
        },
        "transfer_to_police": {
            "transferred_at": at(0), "police_receiver": "云泽市公安局治安支队值班民警（演示）", "copied_on": later(0),
            "procuratorate_receiver": "云泽市人民检察院案管中心（演示）",
        },
        "record_police_reply": {
            "police_reply": "filed", "replied_at": at(0), "reply_number": "云公（治）立字〔2026〕0000号（演示）",
        },
        "hand_over_evidence": {
            "filed_on": later(0), "filing_number": "云公（治）立字〔2026〕0000号（演示）",
            "handed_over": [{"name": "现场音像光盘", "quantity": "1 张"}], "handed_over_on": later(0),
            "handover_receiver": "云泽市公安局治安支队（演示）",
        },
    }  # fmt: skip
