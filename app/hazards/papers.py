"""The facts of the papers of a hidden danger, and what its forms open with."""

from app.core.clock import today
from app.core.database import db
from app.core.models import Attachment
from app.documents import queries as documents
from app.documents.rendering import day, sentence
from app.enterprises import queries as enterprises
from app.hazards import queries, rules, similar
from app.hazards.handlers import plan_of, subject
from app.workflow.registry import document_facts, prefill

SECTORS = {"工贸": "industry", "工业": "industry", "危险化学品": "chemical", "化工": "chemical", "矿山": "mine", "烟花爆竹": "fireworks"}
RESULTS = {"pass": "通过", "fail": "不通过"}


def found(row) -> dict:
    """What it is, as every paper says it."""
    return {"hazard_number": row.number, "place": row.place, "description": row.description}


def graded(row) -> dict:
    return {"grade": rules.GRADES.get(row.grade), "standard": standard(row)}


def standard(row) -> str:
    """「属于……列举的情形（……），第十一条第（四）项」"""
    return f"{row.standard}{'，' + row.standard_item if row.standard_item else ''}"


def iso(on) -> str | None:
    return on and on.isoformat()


@document_facts("hazard_notice")
def hazard_notice(context) -> dict:
    """隐患整改通知书"""
    row = subject(context)
    return found(row) | graded(row) | {
        "inspected_name": row.enterprise.name, "inspected_address": row.enterprise.address, "found_on": iso(row.found_on),
        "source": row.told_source, "due_on": iso(row.due_on), "interim_measures": row.interim_measures,
        "handling": rules.HANDLINGS.get(row.handling),
    }  # fmt: skip


PRINCIPAL = (
    "你是本单位安全生产第一责任人，负有组织消除本隐患的职责（《中华人民共和国安全生产法》第五条、第二十一条）。现告知并要求如下："
)
CONTROLLER = (
    "你是该单位的实际控制人，应当保证消除本隐患所必需的资金投入，支持主要负责人组织治理"
    "（《中华人民共和国安全生产法》第二十三条、第四十一条）。现告知并要求如下："
)


def told(row, name: str, capacity: str, duty: str) -> dict:
    return found(row) | {
        "addressee": name, "capacity": capacity, "duty": duty, "enterprise_name": row.enterprise.name,
        "found_on": iso(row.found_on), "source": row.told_source, "standard": standard(row),
        "interim_measures": row.interim_measures, "due_on": iso(row.due_on),
    }  # fmt: skip


@document_facts("major_hazard_notice_principal")
def major_hazard_notice_principal(context) -> dict:
    """重大隐患告知书, to the person in charge"""
    row = subject(context)
    both = row.responsible_person == row.actual_controller
    return told(row, row.responsible_person, "主要负责人、实际控制人" if both else "主要负责人", PRINCIPAL)


@document_facts("major_hazard_notice_controller")
def major_hazard_notice_controller(context) -> dict | None:
    """重大隐患告知书, to the actual controller where that is somebody else"""
    row = subject(context)
    if row.responsible_person == row.actual_controller:
        return None
    return told(row, row.actual_controller, "实际控制人", CONTROLLER)


def in_form(row) -> dict:
    return found(row) | {"enterprise_name": row.enterprise.name, "grade": rules.GRADES.get(row.grade)}


@document_facts("hazard_plan")
def hazard_plan(context) -> dict:
    """隐患治理方案"""
    row, said = subject(context), plan_of(context.said("submit_plan"))
    return in_form(row) | {
        "due_on": iso(row.due_on), "responsibility": said["responsibility"], "measures": said["measures"],
        "funds_yuan": said["funds_yuan"] and str(said["funds_yuan"]), "deadline": iso(said["deadline"]),
        "contingency": said["contingency"], "responsible_person": row.responsible_person,
        "opinions": context.opinions("approve_plan"),
    }  # fmt: skip


@document_facts("hazard_extension_approval")
def hazard_extension_approval(context) -> dict:
    """隐患治理延期审批表"""
    row, result = subject(context), context.said("decide_extension").get("extension_result")
    asked = row.extensions[-1]
    return in_form(row) | {
        "asked_on": iso(asked.asked_on), "from_on": iso(asked.from_on), "until_on": iso(asked.until_on),
        "times": f"第{len(row.extensions)}次", "ground": asked.ground, "protection": asked.protection,
        "result": {"grant": "同意延期", "refuse": "不同意延期"}.get(result), "opinions": context.opinions("decide_extension"),
    }  # fmt: skip


@document_facts("hazard_extension_reply")
def hazard_extension_reply(context) -> dict | None:
    """隐患整改延期批复; None where the answer is about a listing"""
    if context.subject[0] != "hazard":
        return None
    row = subject(context)
    return found(row) | answered(row) | {"inspected_name": row.enterprise.name, "grade": rules.GRADES.get(row.grade)}


def answered(row) -> dict:
    """The last extension of a hazard or a listing, as decided."""
    asked = row.extensions[-1]
    return {
        "asked_on": iso(asked.asked_on), "from_on": iso(asked.from_on), "until_on": iso(asked.until_on),
        "times": f"第{len(row.extensions)}次", "protection": asked.protection, "granted": asked.result == "grant",
        "opinion": asked.opinion,
    }  # fmt: skip


@document_facts("hazard_acceptance")
def hazard_acceptance(context) -> dict:
    """隐患治理验收意见书"""
    row = subject(context)
    return found(row) | {
        "inspected_name": row.enterprise.name, "grade": rules.GRADES.get(row.grade), "rectified_on": iso(row.rectified_on),
        "rectified_note": row.rectified_note,
        "checks": [{"level": rules.LEVELS[each.level], "done_on": iso(each.on), "names": each.names, "note": seen_on_site(each),
                    "result": RESULTS[each.result]} for each in row.round_checks],
    }  # fmt: skip


def seen_on_site(check) -> str:
    """What was found, with how many photographs prove it."""
    return f"{sentence(check.note)}附照片{len(check.photos)}张。" if check.photos else check.note


@document_facts("hazard_closure_approval")
def hazard_closure_approval(context) -> dict:
    """隐患销号审批表"""
    row, result = subject(context), context.said("approve_closure").get("closure_result")
    checks = [f"{day(iso(each.on))}，{rules.LEVELS[each.level]}{each.names}验收{RESULTS[each.result]}。" for each in row.round_checks]
    return in_form(row) | {
        "due_on": iso(row.due_on), "rectified_on": iso(row.rectified_on), "links": links(row), "checks": "\n".join(checks),
        "result": {"approve": "同意销号", "return": "退回补办"}.get(result), "opinions": context.opinions("approve_closure"),
    }  # fmt: skip


def links(row) -> list[dict]:
    """The last record of each link but the last one, and what proves it."""
    last = {each.link: each for each in row.records if each.link != "closure"}
    return [{"link": words, "done_on": iso(last[link].at.date()), "by": last[link].by, "evidence": evidence_words(row, link)}
            for link, words in rules.LINKS.items() if link in last]  # fmt: skip


LINK_PAPERS = {  # which papers prove which link
    "report": ("hazard_notice", "major_hazard_notice_principal", "major_hazard_notice_controller"),
    "rectification": ("hazard_plan", "hazard_extension_reply", "hazard_acceptance"),
}  # fmt: skip


def evidence_words(row, link: str) -> str:
    """「现场照片.png等4件」「《隐患整改通知书》（鄂城）应急患改〔2026〕3号」, else how often it is on record and what was said last."""
    records = [each for each in row.records if each.link == link]
    ids = dict.fromkeys(file for each in records for file in each.evidence)
    proofs = [f"{db.session.get(Attachment, next(iter(ids))).name}{f'等{len(ids)}件' if len(ids) > 1 else ''}"] if ids else []
    proofs += [f"《{paper.title}》{paper.number}" for paper in documents.of_subject("hazard", row.id)
               if paper.template_id in LINK_PAPERS.get(link, ())]  # fmt: skip
    return "；".join(proofs) or f"记录{len(records)}次，最近一次：{records[-1].note}"


# --- what forms open with ---------------------------------------------------------------------------------------------


@prefill("start_hazard")
def prefill_start(context) -> dict:
    """An account of an enterprise reports for that one."""
    return {"is_enterprise": enterprises.enterprise_of(context.actor.id) is not None, "found_on": today().isoformat()}


@prefill("accept_hazard")
def prefill_review(context) -> dict:
    """What it may be the same as, the same place first."""
    same = [{"label": f"{each.number} {each.place}：{each.description[:60]}", "value": each.number}
            for each in queries.open_beside(subject(context))[:50]]  # fmt: skip
    return {"same_options": same}


@prefill("amend_hazard")
def prefill_amendment(context) -> dict:
    row = subject(context)
    return {"place": row.place, "description": row.description, "photos": row.photos}


@prefill("assess_hazard")
def prefill_assessment(context) -> dict:
    """What was said before; the standard of the sector and the person in charge by the file."""
    row = subject(context)
    sector = next((code for words, code in SECTORS.items() if words in row.sector), "other")
    kept = {name: row.grading[name] for name in ("listed", "must_suspend", "beyond_unit", "on_the_spot") if name in row.grading}
    return kept | {
        "standard_sector": row.grading.get("sector", sector), "standard_item": row.standard_item, "grade_reason": row.grade_reason,
        "responsible_person": row.responsible_person, "actual_controller": row.actual_controller or row.responsible_person,
        "interim_measures": row.interim_measures, "due_on": iso(row.due_on),
        "looks_like": "、".join(each.number for each in similar.seen(context.actor, row.enterprise_id, row.place, row.article)
                               if each.id != row.id) or None,
    }  # fmt: skip


@prefill("submit_hazard_plan")
def prefill_plan(context) -> dict:
    """The plan that was sent back, else the last day."""
    row = subject(context)
    if row.plan is None:
        return {"plan_deadline": iso(row.due_on)}
    plan = row.plan
    return {"responsibility": plan.responsibility, "measures": plan.measures, "funds_yuan": f"{plan.funds_yuan:.2f}",
            "plan_deadline": iso(plan.deadline), "contingency": plan.contingency, "attachments": plan.attachments}  # fmt: skip


@prefill("record_hazard_monitoring")
def prefill_monitoring(context) -> dict:
    return {"measures_kept": subject(context).interim_measures}
