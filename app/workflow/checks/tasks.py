"""Human tasks, service tasks, listeners and our own properties: does everything they name exist."""

import re
from collections.abc import Iterator

from app.workflow.checks.calls import collection_problems
from app.workflow.checks.model import ACTIVITIES, HUMAN, LOOP, MULTI, Diagram, Known, Node, listed
from app.workflow.checks.values import expression_fault, is_dynamic, is_name
from app.workflow.judging import COLLECT_ENTRIES, MAPPINGS, RESULT_LIST, SINGLE_ENTRY, SINGLE_RESULT
from app.workflow.problems import Problem
from app.workflow.xml import bp, cam

EXPRESSION = re.compile(r"[$#]\{\s*([A-Za-z_][\w.]*)\s*\}", re.ASCII)
MAX_REPEATS = 100
CODE_ATTRIBUTES = ("class", "expression", "type")
UNSUPPORTED = {
    "sendTask": ("send_task", "不支持发送任务{}，请改为服务任务"),
    "receiveTask": ("receive_task", "不支持接收任务{}，请改为中间消息捕获事件"),
    "adHocSubProcess": ("ad_hoc", "不支持即席子流程{}，请画出明确的次序"),
}


def handler_name(text: str | None) -> str | None:
    """`${cases.file_case}` -> `cases.file_case`; None when it is anything else."""
    matched = EXPRESSION.fullmatch((text or "").strip())
    return matched[1] if matched else None


def check_unsupported(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind(*UNSUPPORTED):
        code, text = UNSUPPORTED[node.kind]
        yield Problem(code, node.id, text.format(node.shown))


def check_human_tasks(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind(*HUMAN):
        if not node.name:
            yield Problem(
                "task_without_name", node.id, f"任务{node.shown}没有名称，待办里只能显示编号；请填写", "warning"
            )
        yield from _performer(node, known)
        yield from _form(node, known)
    for process in diagram.executable:
        yield from _roles(process.id, process.element.get(cam("candidateStarterGroups")), known)
    for start in diagram.of_kind("startEvent"):
        if start.camunda("formKey"):
            yield from _form(start, known)


def _performer(node: Node, known: Known) -> Iterator[Problem]:
    groups, assignee = node.camunda("candidateGroups"), node.camunda("assignee")
    if not groups and not assignee:
        hint = "（candidateUsers 不支持）" if node.camunda("candidateUsers") else ""
        yield Problem(
            "no_performer",
            node.id,
            f"任务{node.shown}没有指定由谁办理{hint}，请填写候选岗位（candidateGroups）或办理人",
        )
    yield from _roles(node.id, groups, known)
    if node.camunda("priority") and not node.camunda("priority").isdecimal():
        yield Problem("priority_invalid", node.id, f"任务{node.shown}的优先级应为 0 到 100 的整数")
    if assignee and not is_dynamic(assignee):
        if not assignee.isdigit():
            yield Problem(
                "assignee_literal",
                node.id,
                f"任务{node.shown}的办理人“{assignee}”写死了，请写成流程数据，如 ${{case_officer}}",
            )
    elif assignee and (fault := expression_fault(assignee.replace("#{", "${"))):
        yield Problem("assignee_invalid", node.id, f"任务{node.shown}的办理人写法不对：{fault}")
    if (due_date := node.camunda("dueDate")) and (not is_dynamic(due_date) or expression_fault(due_date)):
        yield Problem("due_date_invalid", node.id, f"任务{node.shown}的办理期限“{due_date}”应为流程数据里的日期，如 ${{due_on}}")


def _roles(element: str, text: str | None, known: Known) -> Iterator[Problem]:
    for role in listed(text):
        if role not in known.roles:
            yield Problem(
                "unknown_role",
                element,
                f"没有“{role}”这个岗位，请使用岗位代码：{'、'.join(sorted(known.roles)) or '（未配置）'}",
            )


def _form(node: Node, known: Known) -> Iterator[Problem]:
    key = node.camunda("formKey")
    if node.element.find(f"{bp('extensionElements')}/{cam('formData')}") is not None:
        yield Problem("form_data", node.id, f"{node.shown}内嵌的表单字段不起作用，请另存为表单文件并填写 formKey")
    elif node.camunda("formRef"):
        yield Problem("form_ref", node.id, f"{node.shown}请用 formKey 填写表单名，不支持 formRef")
    elif key is None:
        yield Problem(
            "no_form", node.id, f"任务{node.shown}没有表单，将使用通用意见表；如需专门表单请填写 formKey", "warning"
        )
    elif key not in known.forms:
        yield Problem("unknown_form", node.id, f"没有表单“{key}”，请随流程上传 {key}.json 或改正 formKey")


def check_service_tasks(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind("serviceTask"):
        topic = node.camunda("topic") if node.camunda("type") == "external" else None
        written = node.camunda("delegateExpression") or topic
        if written is None:
            used = [name for name in CODE_ATTRIBUTES if node.camunda(name)]
            hint = f"（不支持 camunda:{used[0]}）" if used else ""
            yield Problem(
                "no_handler",
                node.id,
                f"服务任务{node.shown}没有指定处理程序{hint}，请填写如 ${{cases.file_case}} 的委托表达式",
            )
            continue
        yield from _handler(node, written, known)


def check_business_rules(diagram: Diagram, known: Known) -> Iterator[Problem]:
    """Business rule tasks: the table they name exists, and its result fits into process data."""
    for node in diagram.of_kind("businessRuleTask"):
        key, mapping = node.camunda("decisionRef"), node.camunda("mapDecisionResult") or RESULT_LIST
        binding, variable = node.camunda("decisionRefBinding") or "latest", node.camunda("resultVariable")
        if key is None:
            yield Problem("no_decision", node.id, f"业务规则任务{node.shown}没有写决策表，请填写 decisionRef（决策编号）")
        elif key not in known.decisions:
            yield Problem("unknown_decision", node.id, f"没有决策表“{key}”，请先施行这张表或者改正{node.shown}的 decisionRef")
        elif variable and mapping in (SINGLE_ENTRY, COLLECT_ENTRIES) and len(known.decisions[key]) != 1:
            text = f"{node.shown}只取一列，而决策表“{key}”可作流程数据的结果有 {len(known.decisions[key])} 列"
            yield Problem("decision_columns", node.id, f"{text}，请把 mapDecisionResult 改为 {SINGLE_RESULT} 或 {RESULT_LIST}")
        if mapping not in MAPPINGS:
            text = f"{node.shown}的 mapDecisionResult“{mapping}”不认识，可用：{'、'.join(MAPPINGS)}"
            yield Problem("mapping_unknown", node.id, text)
        if binding != "latest" or node.camunda("decisionRefVersion") or node.camunda("decisionRefVersionTag"):
            text = f"{node.shown}把决策表固定在某一版（decisionRefBinding={binding}）；决策表总是按依法适用的日期选用"
            yield Problem("decision_binding", node.id, f"{text}，请改为 latest")
        if variable is None:
            yield Problem("result_unused", node.id, f"{node.shown}没有写 resultVariable，判定结果不会进入流程数据", "warning")
        elif not is_name(variable):
            text = f"{node.shown}的 resultVariable“{variable}”应为英文字母、数字、下划线"
            yield Problem("result_name", node.id, text)


def _handler(node: Node, written: str, known: Known) -> Iterator[Problem]:
    name = handler_name(written) or (written if not is_dynamic(written) else None)
    if name is None or name not in known.handlers:
        yield Problem("unknown_handler", node.id, f"{node.shown}的处理程序“{written}”没有登记，请改正名称")
    elif name == "workflow.start_process":
        key = node.properties.get("process.key")
        if key not in known.processes:
            yield Problem(
                "unknown_process", node.id, f"{node.shown}要启动的流程“{key or ''}”不存在，请填写属性 process.key"
            )


def check_listeners(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for process in diagram.executable:
        if process.element.find(f"{bp('extensionElements')}/{cam('executionListener')}") is not None:
            yield Problem("execution_listener", process.id, "流程上的执行监听器不起作用，请改为服务任务")
    for node in diagram.nodes:
        extensions = node.element.find(bp("extensionElements"))
        for listener in [] if extensions is None else extensions:
            if listener.tag == cam("executionListener"):
                yield Problem("execution_listener", node.id, f"{node.shown}的执行监听器不起作用，请改为服务任务")
            elif listener.tag == cam("taskListener"):
                yield from _listener(node, listener, known)
            elif listener.tag == cam("inputOutput"):
                yield Problem("input_output", node.id, f"{node.shown}的输入输出参数不起作用，请删除", "warning")


def _listener(node: Node, listener, known: Known) -> Iterator[Problem]:
    if listener.get("event") != "complete" or node.kind not in HUMAN:
        yield Problem("listener_event", node.id, f"{node.shown}只支持人工任务“完成时”（complete）的监听器")
        return
    written = listener.get("delegateExpression") or ""
    if handler_name(written) not in known.handlers:
        yield Problem("unknown_handler", node.id, f"{node.shown}完成时的处理程序“{written}”没有登记，请改正名称")


def check_repetition(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Multi-instance and loop markers on everything but call activities (see calls.py)."""
    for node in diagram.of_kind(*ACTIVITIES - {"callActivity"}):
        multi, loop = node.element.find(MULTI), node.element.find(LOOP)
        if loop is not None and loop.find(bp("loopCondition")) is None and not loop.get("loopMaximum"):
            yield Problem(
                "loop_without_end", node.id, f"{node.shown}的循环没有结束条件，请填写 loopCondition 或用网关返回"
            )
        if multi is None:
            continue
        count, refs = multi.find(bp("loopCardinality")), multi.find(bp("loopDataInputRef"))
        if count is None and refs is None and not multi.get(cam("collection")):
            yield Problem(
                "multi_without_collection", node.id, f"{node.shown}的多实例没有说明为谁重复，请填写 collection"
            )
        elif multi.get(cam("collection")):
            yield from collection_problems(node, multi)
        elif count is not None and not _is_small(count.text):
            message = f"{node.shown}的重复次数应为 1 到 {MAX_REPEATS} 的整数；次数由数据决定时请改用 collection"
            yield Problem("cardinality_invalid", node.id, message)
    for name in ("loopCardinality", "completionCondition", "loopCondition"):
        for found in diagram.root.iter(bp(name)):
            fault = expression_fault(found.text)
            if fault:
                owner = next((around.get("id") for around in found.iterancestors() if around.get("id")), None)
                yield Problem("expression_invalid", owner, f"{name} 写法不对：{fault}")


def _is_small(text: str | None) -> bool:
    number = (text or "").strip()
    return number.isascii() and number.isdecimal() and len(number) < 6 and 1 <= int(number) <= MAX_REPEATS


def check_data(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Data associations fail at run time when the value is missing; forms and handlers carry the data here."""
    for node in diagram.of_kind(*ACTIVITIES - {"callActivity"}):
        if _has_data(node):
            yield Problem(
                "data_association", node.id, f"{node.shown}的数据关联不能使用，数据由表单和处理程序读写；请删除连线"
            )


def _has_data(node: Node) -> bool:
    names = ("ioSpecification", "dataInputAssociation", "dataOutputAssociation")
    return any(node.element.find(bp(name)) is not None for name in names)


CHECKS = (
    check_unsupported, check_human_tasks, check_service_tasks, check_business_rules, check_listeners, check_repetition, check_data,
)  # fmt: skip
