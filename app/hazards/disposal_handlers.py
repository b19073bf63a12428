"""What `workflows/hazard.bpmn` calls where something cannot be put right (无法整改), and its paper. Handlers decide nothing."""

from app.hazards import commands as hazards
from app.hazards import disposal
from app.hazards.handlers import subject
from app.hazards.papers import in_form, iso
from app.workflow.registry import answer_rule, document_facts, handler, prefill


@answer_rule("report_rectified")
def check_completion(context):
    hazards.require_monitored(subject(context))


@handler("hazards.report_completion")
def report_completion(context) -> dict:
    """报告整改结果: put right, or which way it goes instead."""
    said, row = context.answers, subject(context)
    cannot = bool(said.get("cannot_rectify"))
    if cannot:
        disposal.ask_disposal(context.actor, row, said["disposal_path"], said["disposal_ground"], said["disposal_files"])
    else:
        hazards.report_completion(context.actor, row, said["rectified_note"], said["after_photos"])
    return {"cannot_rectify": cannot}


@handler("hazards.decide_disposal")
def decide_disposal(context):
    """审批处置路径"""
    disposal.decide_disposal(context.actor, subject(context), context.answers["disposal_result"], context.answers["opinion"])


@handler("hazards.carry_out_disposal")
def carry_out_disposal(context):
    """执行处置"""
    said = context.answers
    disposal.carry_out_disposal(context.actor, subject(context), said["disposal_note"], said["disposal_papers"], said["after_photos"])


@prefill("report_rectified")
def prefill_report(context) -> dict:
    return {"disposal_options": [{"label": each["words"], "value": key} for key, each in disposal.paths().items()]}


@prefill("approve_hazard_disposal")
def prefill_approval(context) -> dict:
    asked = subject(context).disposals[-1]
    way = disposal.paths()[asked.path]
    return {"asked": f"申请{way['words']}：{asked.ground} 执行以后须上传：{way['requires']}。"}


@prefill("carry_out_hazard_disposal")
def prefill_carrying_out(context) -> dict:
    way = disposal.paths()[subject(context).disposals[-1].path]
    return {"required": f"已批准{way['words']}，执行以后上传：{way['requires']}。随后照常验收，重大隐患仍须区、市两级通过。"}


@document_facts("hazard_disposal_approval")
def hazard_disposal_approval(context) -> dict:
    """隐患处置审批表"""
    row, result = subject(context), context.said("approve_disposal").get("disposal_result")
    asked = row.disposals[-1]
    way = disposal.paths()[asked.path]
    return in_form(row) | {
        "asked_on": iso(asked.asked_on), "due_on": iso(row.due_on), "path": way["words"], "ground": asked.ground,
        "requires": way["requires"], "result": {"approve": f"同意{way['words']}", "return": "不同意，继续整改"}.get(result),
        "opinions": context.opinions("approve_disposal"),
    }  # fmt: skip
