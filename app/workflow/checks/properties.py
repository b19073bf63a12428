"""Our own meaning on elements: `law.*` and `duty.*` properties. A typo here would silently drop a duty."""

import re
from collections.abc import Iterator

from app.workflow.checks.model import HUMAN, Diagram, Known, Node, listed, properties_of
from app.workflow.checks.values import is_name
from app.workflow.problems import Problem
from app.workflow.steps import STEPS

NAMES = {
    "law.step", "law.period", "law.period_from", "law.document", "law.delivers", "law.requires", "law.basis",
    "duty.officers", "duty.separate_from", "duty.head_only", "duty.bureau", "call.ends_all", "process.key", "process.data",
    "office.bulk", "office.verb",
}  # fmt: skip
# 行政处罚法 (2021) arts. 44, 45, 57, 58, 61: facts, defence and decision of each case are weighed for itself.
ONE_BY_ONE = {"notice", "statement", "hearing", "legal_review", "deliberation", "decision", "delivery", "evidence", "inquiry"}
STEP = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def check_properties(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for node in diagram.nodes:
        for name, value in node.properties.items():
            if name.split(".")[0] in ("law", "duty", "call", "process", "office") and name not in NAMES:
                yield Problem(
                    "unknown_property", node.id, f"{node.shown}的属性“{name}”不认识，可用：{'、'.join(sorted(NAMES))}"
                )
            elif not value and name in NAMES:
                yield Problem("property_empty", node.id, f"{node.shown}的属性“{name}”是空的，请填写或删除")
        yield from _law(node, known)
        yield from _bulk(node, known)


def _bulk(node: Node, known: Known) -> Iterator[Problem]:
    """Several at once: only where one question is all that must be answered, and never where the law wants each weighed."""
    value = node.properties.get("office.bulk")
    if value is None:
        return
    step, form = node.properties.get("law.step"), node.camunda("formKey")
    if value != "true" or node.kind not in HUMAN:
        yield Problem("bulk_invalid", node.id, f"{node.shown}的 office.bulk 只能是 true，而且只用于人工任务；不需要时请删除")
    elif step in ONE_BY_ONE or node.properties.get("duty.officers"):
        yield Problem("bulk_forbidden", node.id, f"{node.shown}必须逐件办理（法定环节或者须二人签署），请删除 office.bulk")
    elif form not in known.quick_forms:
        message = f"{node.shown}的表单“{form or '通用意见表'}”除了一个选择以外还有必填内容，不能一起办；请改表单，或者删除 office.bulk"
        yield Problem("bulk_form", node.id, message)


def _law(node: Node, known: Known) -> Iterator[Problem]:
    values = node.properties
    step, periods = values.get("law.step"), listed(values.get("law.period"))
    if step and not STEP.fullmatch(step):
        yield Problem("law_step_invalid", node.id, f"{node.shown}的 law.step“{step}”应为小写英文代码，如 legal_review")
    for period in periods:
        if period not in known.periods:
            yield Problem("unknown_period", node.id, f"{node.shown}引用的法定期间“{period}”不存在，请查期间规则的编号")
    if len(periods) > 1 and node.kind not in HUMAN:
        yield Problem("periods_several", node.id, f"{node.shown}只能有一段法定期间；几段中正在计算的一段，只有人工任务能用")
    if periods and node.kind not in HUMAN and "timer" not in node.triggers:
        yield Problem(
            "period_misplaced", node.id, f"{node.shown}不是人工任务或定时事件，law.period 在这里不起作用", "warning"
        )
    for template in listed(values.get("law.document")) + listed(values.get("law.delivers")):
        if template not in known.templates:
            yield Problem("unknown_document", node.id, f"{node.shown}的文书模板“{template}”不存在，请改正模板编号")
    for needed in listed(values.get("law.requires")):
        if not _requirable(needed, known):
            yield Problem(
                "unknown_requirement", node.id, f"{node.shown}要求的“{needed}”既不是文书也不是法定环节，请改正"
            )
    yield from _period_from(node, known)
    yield from _expected(node, known)


def _requirable(needed: str, known: Known) -> bool:
    """A paper, a step or human task performed, or a registered kind such as `served:penalty_notice_entity`."""
    kind, colon, name = needed.partition(":")
    if colon or kind in known.requirements:
        return kind in known.requirements and (kind != "served" or bool(served_papers(name, known.templates)))
    tasks = {task for ids in known.processes.values() for task in ids}
    return needed in known.templates or needed in STEPS or needed in known.steps or needed in tasks


def served_papers(name: str, templates) -> list[str]:
    """The paper of that name, or those of which it is the common beginning: `penalty_notice` for entity and person."""
    return [each for each in templates if each == name or each.startswith(f"{name}_")]


def _expected(node: Node, known: Known) -> Iterator[Problem]:
    """A decision drawn without its prerequisites could be entered before the party was heard."""
    papers = listed(node.properties.get("law.document")) if node.kind in HUMAN else []
    wanted = [name for paper in papers for name in known.expected.get((node.properties.get("law.step"), paper), ())]
    written = listed(node.properties.get("law.requires"))
    if missing := [name for name in dict.fromkeys(wanted) if name not in written]:
        words = f"{node.shown}没有写明前置条件 {'、'.join(missing)}，不到条件也能进入；请补进 law.requires"
        yield Problem("requirement_missing", node.id, words, "warning")


def _period_from(node: Node, known: Known) -> Iterator[Problem]:
    written = node.properties.get("law.period_from")
    if not written:
        return
    kind, _, name = written.partition(":")
    if not node.properties.get("law.period"):
        yield Problem("period_from_alone", node.id, f"{node.shown}有 law.period_from 而没有 law.period，请补上期间")
    served = kind == "served" and bool(served_papers(name, known.templates))
    if served or kind == "data" and is_name(name) or name and kind != "served" and kind in known.period_starts:
        return
    yield Problem(
        "period_from_invalid",
        node.id,
        f"{node.shown}的 law.period_from“{written}”应为 served:文书模板 或 data:流程数据名",
    )


def steps_in(diagram: Diagram) -> set[str]:
    """The legal steps the diagram declares."""
    return {step for node in diagram.nodes if (step := properties_of(node.element).get("law.step"))}


CHECKS = (check_properties,)
