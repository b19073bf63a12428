"""`duty.*` properties: who signs, who may not, what only the head decides. Proves the separations the law asks for."""

import re
from collections.abc import Iterator, Mapping

from app.workflow.checks.model import HUMAN, Diagram, Known, Node, listed
from app.workflow.checks.values import expression_fault, is_dynamic
from app.workflow.problems import Problem

NAMES = ("duty.officers", "duty.separate_from", "duty.head_only", "duty.bureau")
INVESTIGATION = {"filing", "investigation", "inquiry", "evidence", "conclusion", "proposal"}
HEARING = {"hearing", "hearing_report"}
# {law.step of a task: (law.steps it must be done apart from, source)}
APART = {
    "legal_review": (INVESTIGATION | HEARING, "行政处罚法（2021）第58条：审核人不是承办人"),
    "hearing": (INVESTIGATION, "行政处罚法（2021）第64条：主持人不是本案调查人员"),
    "hearing_report": (INVESTIGATION, "行政处罚法（2021）第64条：主持人不是本案调查人员"),
    "archive": (INVESTIGATION, "办案人员不审自己的案卷"),  # internal control (M)
}
# What only the head decides: {law.step: source}
HEAD_STEPS = {
    "referral_decision": "行政执法机关移送涉嫌犯罪案件的规定第5条",
    "power_cutoff": "安全生产法（2021）第70条",
}


def check_duties(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for node in diagram.nodes:
        if node.kind not in HUMAN and any(name in node.properties for name in NAMES):
            yield Problem(
                "duty_misplaced", node.id, f"{node.shown}不是人工任务，duty 属性在这里不起作用，请移到人工任务上"
            )
        yield from _officers(node)
        yield from _separate_from(node, known)
        yield from _head_only(node)
        yield from _bureau(node)
    for process in diagram.executable:
        acts = _acts_in_one_matter(process.id, known)
        for node in diagram.of_kind(*HUMAN):
            yield from _apart(node, acts)


def _bureau(node: Node) -> Iterator[Problem]:
    bureau = node.properties.get("duty.bureau") or "superior"
    if bureau != "superior" and (not is_dynamic(bureau) or expression_fault(bureau)):
        message = f"{node.shown}的 duty.bureau 只能是 superior（上一级机关）或者流程数据，如 ${{district_bureau}}；不需要时请删除"
        yield Problem("bureau_invalid", node.id, message)


def _officers(node: Node) -> Iterator[Problem]:
    officers = node.properties.get("duty.officers")
    if officers and not re.fullmatch(r"[1-9]", officers, re.ASCII):
        yield Problem("duty_officers_invalid", node.id, f"{node.shown}的 duty.officers 应为 1 到 9 的整数，如 2")


def _separate_from(node: Node, known: Known) -> Iterator[Problem]:
    tasks = {task for ids in known.processes.values() for task in ids}
    for other in listed(node.properties.get("duty.separate_from")):
        if other == node.id:
            yield Problem(
                "separate_from_itself", node.id, f"{node.shown}不能要求与自身分开办理，请改正 duty.separate_from"
            )
        elif other not in tasks and other not in known.duty_groups:
            yield Problem(
                "separate_from_unknown", node.id, f"{node.shown}要求与“{other}”分开办理，但没有这个人工任务，请改正"
            )


def _head_only(node: Node) -> Iterator[Problem]:
    value, step = node.properties.get("duty.head_only"), node.properties.get("law.step")
    if value is None:
        if node.kind in HUMAN and step in HEAD_STEPS:
            message = (
                f"{node.shown}只能由正职或者主持工作的负责人决定（{HEAD_STEPS[step]}），请填写 duty.head_only=true"
            )
            yield Problem("head_only_missing", node.id, message, "warning")
    elif value != "true":
        yield Problem("head_only_invalid", node.id, f"{node.shown}的 duty.head_only 只能是 true，不需要时请删除")
    elif node.kind in HUMAN and listed(node.camunda("candidateGroups")) != ["head"]:
        message = f"{node.shown}只能由正职或者主持工作的负责人办理，候选岗位（candidateGroups）应当只有 head"
        yield Problem("head_only_roles", node.id, message)


def _apart(node: Node, acts: Mapping[str, str]) -> Iterator[Problem]:
    """The separations the law asks for, over the whole matter: the calling procedures and all they call."""
    others, source = APART.get(node.properties.get("law.step"), ((), ""))
    declared = {node.id, *listed(node.properties.get("duty.separate_from"))}
    missing = [task for task, step in acts.items() if step in others and task not in declared]
    if missing:
        words = "、".join(f"“{task}”" for task in missing)
        message = f"{node.shown}没有要求与{words}分开办理（{source}），请补进 duty.separate_from"
        yield Problem("separation_missing", node.id, message, "warning")


def _acts_in_one_matter(process: str, known: Known) -> dict[str, str]:
    """{task: law.step} of every procedure that may run in one matter with this one."""
    callers = _closure(process, lambda key: [caller for caller, called in known.calls.items() if key in called])
    together = {key for caller in callers for key in _closure(caller, lambda key: known.calls.get(key, ()))}
    return {task: step for key in sorted(together) for task, step in known.acts.get(key, {}).items()}


def _closure(start: str, neighbours) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = set(neighbours(waiting.pop())) - found
        found |= fresh
        waiting += fresh
    return found


def acts_in(diagram: Diagram) -> dict[str, dict[str, str]]:
    """{process: {human task: its law.step}}"""
    acts = {node.id: step for node in diagram.of_kind(*HUMAN) if (step := node.properties.get("law.step"))}
    return {process.id: acts for process in diagram.executable}


CHECKS = (check_duties,)
