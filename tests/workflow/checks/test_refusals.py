# ruff: noqa: E501 - one diagram per line reads as a table
"""Each thing the engine would accept in silence is refused by name, at the element, in Chinese."""

import re

import pytest

from tests.workflow.checks.diagrams import E, S, bpmn, found, properties, straight, timer, user, when

XOR = '<exclusiveGateway id="g" default="g_e"/>'
MULTI = '<multiInstanceLoopCharacteristics camunda:collection="${ids}" camunda:elementVariable="party_id">{}</multiInstanceLoopCharacteristics>'
BOUNDARY = '<boundaryEvent id="b" attachedToRef="a"{}>{}</boundaryEvent>'


def call(inside="", attributes='calledElement="party_proceeding"'):
    return f'<callActivity id="a" name="当事人" {attributes}>{inside}</callActivity>'


def multi(inside="", more=""):
    return call(more + MULTI.replace("{}", inside))


def service(attributes, inside=""):
    return f'<serviceTask id="a" name="处理" {attributes}>{inside}</serviceTask>'


def rule(attributes):
    return f'<businessRuleTask id="a" name="判定" {attributes}/>'


def catch(inside, identifier="c"):
    return f'<intermediateCatchEvent id="{identifier}">{inside}</intermediateCatchEvent>'


def extension(inside):
    return f"<extensionElements>{inside}</extensionElements>"


def inner(body, path, attributes="", identifier="a", kind="subProcess"):
    from tests.workflow.checks.diagrams import flows

    return f'<{kind} id="{identifier}"{attributes}>{body}{flows(path)}</{kind}>'


def chain(length):
    names = [f"t{number}" for number in range(length)]
    return bpmn(S + "".join(user(name) for name in names) + E, ">".join(["s", *names, "e"]))


def pairs(number):
    body, path = [], "s"
    for each in range(number):
        body += [f'<parallelGateway id="f{each}"/><parallelGateway id="j{each}"/>', user(f"x{each}"), user(f"y{each}")]
        path += f">f{each}>x{each}>j{each} f{each}>y{each}>j{each} j{each}"
    return bpmn(S + "".join(body) + E, path + ">e")


MESSAGE = '<message id="m" name="来文"/>'
AND = '<parallelGateway id="f"/><parallelGateway id="j"/>'

REFUSED = {
    # the file
    "camunda8_element": (straight(user("a", extension('<zeebe:formDefinition formId="x"/>'))), "camunda8_file", "a"),
    "camunda8_platform": (bpmn(S + user("a") + E, "s>a>e", attributes=' modeler:executionPlatform="Camunda Cloud"'), "camunda8_file", None),
    "flowable": (straight(user("a", "", 'flowable:assignee="x"')), "foreign_dialect", "a"),
    "activiti": (straight(user("a", "", 'activiti:assignee="x"')), "foreign_dialect", "a"),
    "no_process": (bpmn("").replace(b"<process", b"<category").replace(b"</process", b"</category"), "no_process", None),
    "not_executable": (straight(user("a")).replace(b'isExecutable="true"', b'isExecutable="false"'), "not_executable", "p"),
    "two_processes": (bpmn(S + user("a") + E, "s>a>e", before='<process id="q" isExecutable="true"><startEvent id="qs"/></process>'), "several_processes", "p"),
    "duplicate_id": (bpmn(S + user("a") + user("a") + E, "s>a>e"), "duplicate_id", "a"),
    "reserved_start": (bpmn('<startEvent id="Start"/>' + user("a") + E, "Start>a>e"), "reserved_id", "Start"),
    "reserved_child": (straight(user("a[child]"), "a[child]"), "reserved_id", "a[child]"),
    "reserved_boundary": (straight(user("a.BoundaryEventSplit"), "a.BoundaryEventSplit"), "reserved_id", "a.BoundaryEventSplit"),
    "long_id": (straight(user("a" * 81), "a" * 81), "id_too_long", "a" * 81),
    "node_without_id": (bpmn(S + "<userTask name='x'/>" + E, "s>e"), "id_missing", "p"),
    "schema": (straight(user("a", "<nonsense/>")), "bpmn_schema", "a"),
    "lane_without_name": (bpmn('<laneSet id="ls"><lane id="l"><flowNodeRef>a</flowNodeRef></lane></laneSet>' + S + user("a") + E, "s>a>e"), "lane_without_name", "l"),
    # code
    "script_task": (straight('<scriptTask id="a"><script>import os</script></scriptTask>'), "script_task", "a"),
    "pre_script": (straight(user("a", extension("<spiff:preScript>x=1</spiff:preScript>"))), "script", "a"),
    "post_script": (straight(user("a", extension("<spiff:postScript>x=1</spiff:postScript>"))), "script", "a"),
    "service_operator": (straight(service("", extension('<spiff:serviceTaskOperator id="o"/>'))), "service_operator", "a"),
    "camunda_script": (straight(service('camunda:delegateExpression="${cases.file_case}"', extension('<camunda:inputOutput><camunda:inputParameter name="x"><camunda:script scriptFormat="groovy">1</camunda:script></camunda:inputParameter></camunda:inputOutput>'))), "script", "a"),
    "connector": (straight(service("", extension("<camunda:connector/>"))), "script", "a"),
    "condition_javascript": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a").replace("<conditionExpression", '<conditionExpression language="javascript"'), "s>g>e a>e"), "script", "g_a"),
    "condition_import": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a", "__import__('os').system('id')"), "s>g>e a>e"), "condition_invalid", "g_a"),
    "condition_juel": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a", "${a &amp;&amp; b}"), "s>g>e a>e"), "condition_invalid", "g_a"),
    "condition_power": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a", "9**9**9 > 1"), "s>g>e a>e"), "condition_invalid", "g_a"),
    "condition_method": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a", "ids.append(1)"), "s>g>e a>e"), "condition_invalid", "g_a"),
    "condition_empty": (bpmn(S + XOR + user("a") + E + when("g_a", "g", "a", " "), "s>g>e a>e"), "condition_invalid", "g_a"),
    # shape
    "no_start": (bpmn(user("a") + E, "a>e"), "no_start_event", "p"),
    "two_starts": (bpmn(S + '<startEvent id="s2"/>' + user("a") + E, "s>a>e s2>a"), "several_start_events", "s2"),
    "timer_start": (bpmn(f'<startEvent id="s">{timer("R/P1D", "timeCycle")}</startEvent>' + user("a") + E, "s>a>e"), "start_event_trigger", "s"),
    "message_start": (bpmn('<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>' + user("a") + E, "s>a>e", before=MESSAGE), "start_event_trigger", "s"),
    "no_end": (bpmn(S + user("a"), "s>a"), "no_end", "p"),
    "end_not_connected": (bpmn(S + user("a") + E, "s>a"), "no_end", "p"),
    "endless": (bpmn(S + '<exclusiveGateway id="g" default="g_a"/>' + user("a") + user("b") + E + when("g_e", "g", "e"), "s>g g>a a>b b>a"), "no_way_out", "a"),
    "unreachable": (bpmn(S + user("a") + user("b") + E, "s>a>e b>e"), "unreachable", "b"),
    "orphan": (bpmn(S + user("a") + user("b") + E, "s>a>e"), "unreachable", "b"),
    "dead_end": (bpmn(S + '<exclusiveGateway id="g" default="g_e"/>' + user("a") + E + when("g_a", "g", "a"), "s>g>e"), "dead_end", "a"),
    "implicit_fork": (bpmn(S + user("a") + user("b") + user("c") + E, "s>a>b>e a>c>e"), "implicit_fork", "a"),
    "implicit_fork_start": (bpmn(S + user("a") + user("b") + E, "s>a>e s>b>e"), "implicit_fork", "s"),
    "flow_into_start": (bpmn(S + user("a") + XOR + E + when("g_s", "g", "s"), "s>a>g>e"), "flow_into_start", "s"),
    "flow_out_of_end": (bpmn(S + user("a") + E, "s>a>e e>a"), "flow_out_of_end", "e"),
    "flow_to_nowhere": (bpmn(S + user("a") + E, "s>a>e a>nowhere"), "flow_unconnected", "a_nowhere"),
    "flow_across": (bpmn(S + inner('<startEvent id="s1"/>' + user("x") + '<endEvent id="e1"/>', "s1>x>e1") + E, "s>a>e s>x"), "flow_unconnected", "s_x"),
    "self_flow": (bpmn(S + user("a") + E, "s>a>e a>a"), "flow_to_itself", "a"),
    "boundary_unattached": (bpmn(S + user("a") + '<boundaryEvent id="b" attachedToRef="nobody">' + timer("P1D") + "</boundaryEvent>" + E, "s>a>e b>e"), "boundary_unattached", "b"),
    "and_join_in_loop": (bpmn(S + AND + user("x") + user("y") + XOR.replace("g_e", "g_f") + E + when("g_e", "g", "e"), "s>f>x>j f>y>j j>g>f"), "and_join_in_loop", "j"),
    "and_join_deadlock": (bpmn(S + '<exclusiveGateway id="g" default="g_y"/><parallelGateway id="j"/>' + user("x") + user("y") + E + when("g_x", "g", "x"), "s>g>y>j x>j>e"), "and_join_deadlock", "j"),
    "and_join_branch_ends": (bpmn(S + AND + XOR + user("x") + user("y") + E + when("g_j", "g", "j"), "s>f>x>g>e f>y>j>e"), "and_join_deadlock", "j"),
    "and_join_interrupted": (bpmn(S + AND + user("a") + user("y") + BOUNDARY.format("", timer("P1D")) + E, "s>f>a>j f>y>j>e b>e"), "and_join_deadlock", "j"),
    "long_chain": (chain(310), "sequence_too_long", "p"),
    "very_long_chain": (chain(500), "sequence_too_long", "p"),
    "seven_and_pairs": (pairs(7), "and_series_too_long", "f6"),
    # gateways
    "no_default": (bpmn(S + '<exclusiveGateway id="g"/>' + user("a") + user("b") + E + when("g_a", "g", "a") + when("g_b", "g", "b", "${ok != true}"), "s>g a>e b>e"), "no_default", "g"),
    "no_default_inclusive": (bpmn(S + '<inclusiveGateway id="g"/>' + user("a") + user("b") + E + when("g_a", "g", "a") + when("g_b", "g", "b"), "s>g a>e b>e"), "no_default", "g"),
    "lonely_condition": (bpmn(S + '<exclusiveGateway id="g"/>' + E + when("g_e", "g", "e"), "s>g"), "no_default", "g"),
    "default_of_another": (bpmn(S + '<exclusiveGateway id="g" default="s_g"/>' + user("a") + E + when("g_a", "g", "a"), "s>g>e a>e"), "default_unknown", "g"),
    "condition_missing": (bpmn(S + XOR + user("a") + user("b") + E + when("g_a", "g", "a"), "s>g>e a>e g>b>e"), "condition_missing", "g_b"),
    "condition_after_task": (bpmn(S + user("a") + E + when("a_e", "a", "e"), "s>a"), "condition_ignored", "a_e"),
    "condition_after_and": (bpmn(S + AND + user("y") + E + when("f_j", "f", "j"), "s>f f>y>j>e"), "condition_ignored", "f_j"),
    "complex": (bpmn(S + '<complexGateway id="g"/>' + E, "s>g>e"), "complex_gateway", "g"),
    "event_gateway_timers": (bpmn(S + '<eventBasedGateway id="g"/>' + catch(timer("P1D"), "c") + catch(timer("P2D"), "d") + E, "s>g>c>e g>d>e"), "event_gateway_timers", "g"),
    "event_gateway_task": (bpmn(S + '<eventBasedGateway id="g"/>' + catch(timer("P1D")) + user("a") + E, "s>g>c>e g>a>e"), "event_gateway_target", "a"),
    "event_gateway_single": (bpmn(S + '<eventBasedGateway id="g"/>' + catch(timer("P1D")) + E, "s>g>c>e"), "event_gateway_single", "g"),
    # events
    "link": (bpmn(S + user("a") + '<intermediateThrowEvent id="l"><linkEventDefinition name="x"/></intermediateThrowEvent>' + catch('<linkEventDefinition name="x"/>') + E, "s>a>l c>e"), "link_event", "l"),
    "compensation_boundary": (bpmn(S + user("a") + BOUNDARY.format("", "<compensateEventDefinition/>") + E, "s>a>e"), "compensation", "b"),
    "compensation_handler": (bpmn(S + user("a") + user("h", "", 'camunda:candidateGroups="officer" isForCompensation="true"') + E, "s>a>e"), "compensation", "h"),
    "conditional": (bpmn(S + catch("<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>") + E, "s>c>e"), "conditional_event", "c"),
    "interrupting_event_subprocess": (bpmn(S + user("a") + E + inner(f'<startEvent id="es">{timer("P1D")}</startEvent>' + user("x") + '<endEvent id="ee"/>', "es>x>ee", ' triggeredByEvent="true"', "sub"), "s>a>e"), "interrupting_event_subprocess", "es"),
    "event_subprocess_plain_start": (bpmn(S + user("a") + E + inner('<startEvent id="es" isInterrupting="false"/>' + user("x") + '<endEvent id="ee"/>', "es>x>ee", ' triggeredByEvent="true"', "sub"), "s>a>e"), "event_subprocess_start", "sub"),
    "two_triggers": (bpmn(S + catch(timer("P1D") + '<messageEventDefinition messageRef="m"/>') + E, "s>c>e", before=MESSAGE), "several_triggers", "c"),
    "no_trigger": (bpmn(S + catch("") + E, "s>c>e"), "event_without_trigger", "c"),
    "error_catch_inline": (bpmn(S + catch("<errorEventDefinition/>") + E, "s>c>e"), "event_kind", "c"),
    "cancel_outside": (bpmn(S + user("a") + '<endEvent id="e"><cancelEventDefinition/></endEvent>', "s>a>e"), "cancel_outside_transaction", "e"),
    "message_throw": (bpmn(S + user("a") + '<endEvent id="e"><messageEventDefinition messageRef="m"/></endEvent>', "s>a>e", before=MESSAGE), "message_throw", "e"),
    "message_missing": (bpmn(S + catch("<messageEventDefinition/>") + E, "s>c>e"), "message_unknown", "c"),
    "message_without_name": (bpmn(S + catch('<messageEventDefinition messageRef="m"/>') + E, "s>c>e", before='<message id="m"/>'), "message_without_name", "c"),
    "error_without_code": (bpmn(S + user("a") + '<endEvent id="e"><errorEventDefinition errorRef="x"/></endEvent>', "s>a>e", before='<error id="x"/>'), "error_without_code", "e"),
    # tasks
    "no_performer": (straight(user("a", "", "")), "no_performer", "a"),
    "only_candidate_users": (straight(user("a", "", 'camunda:candidateUsers="zhifa1"')), "no_performer", "a"),
    "plain_task_no_performer": (straight('<task id="a" name="某事"/>'), "no_performer", "a"),
    "unknown_role": (straight(user("a", "", 'camunda:candidateGroups="officer,boss"')), "unknown_role", "a"),
    "unknown_starter": (bpmn(S + user("a") + E, "s>a>e", process=' camunda:candidateStarterGroups="boss"'), "unknown_role", "p"),
    "assignee_literal": (straight(user("a", "", 'camunda:assignee="zhifa1"')), "assignee_literal", "a"),
    "assignee_code": (straight(user("a", "", "camunda:assignee=\"${open('x')}\"")), "assignee_invalid", "a"),
    "priority": (straight(user("a", "", 'camunda:candidateGroups="officer" camunda:priority="高"')), "priority_invalid", "a"),
    "unknown_form": (straight(user("a").replace("opinion", "nothing")), "unknown_form", "a"),
    "embedded_form": (straight(user("a").replace("opinion", "embedded:app:x.html")), "unknown_form", "a"),
    "unknown_start_form": (bpmn('<startEvent id="s" camunda:formKey="nothing"/>' + user("a") + E, "s>a>e"), "unknown_form", "s"),
    "form_data": (straight(user("a", extension('<camunda:formData><camunda:formField id="x" type="string"/></camunda:formData>'))), "form_data", "a"),
    "form_ref": (straight(user("a").replace("camunda:formKey", "camunda:formRef")), "form_ref", "a"),
    "no_handler": (straight(service("")), "no_handler", "a"),
    "java_class": (straight(service('camunda:class="com.x.Y"')), "no_handler", "a"),
    "java_expression": (straight(service('camunda:expression="${bean.run()}"')), "no_handler", "a"),
    "unknown_handler": (straight(service('camunda:delegateExpression="${cases.nothing}"')), "unknown_handler", "a"),
    "handler_call": (straight(service('camunda:delegateExpression="${cases.file_case()}"')), "unknown_handler", "a"),
    "unknown_topic": (straight(service('camunda:type="external" camunda:topic="nothing"')), "unknown_handler", "a"),
    "start_unknown_process": (straight(service('camunda:delegateExpression="${workflow.start_process}"', properties(process__key="nothing"))), "unknown_process", "a"),
    "start_no_process": (straight(service('camunda:delegateExpression="${workflow.start_process}"')), "unknown_process", "a"),
    "listener_unknown": (straight(user("a", extension('<camunda:taskListener event="complete" delegateExpression="${cases.nothing}"/>'))), "unknown_handler", "a"),
    "listener_create": (straight(user("a", extension('<camunda:taskListener event="create" delegateExpression="${cases.file_case}"/>'))), "listener_event", "a"),
    "execution_listener": (straight(user("a", extension('<camunda:executionListener event="start" class="X"/>'))), "execution_listener", "a"),
    "send_task": (straight('<sendTask id="a"/>'), "send_task", "a"),
    "receive_task": (straight('<receiveTask id="a"/>'), "receive_task", "a"),
    "rule_no_decision": (straight(rule("")), "no_decision", "a"),
    "rule_unknown_decision": (straight(rule('camunda:decisionRef="nothing"')), "unknown_decision", "a"),
    "rule_version": (straight(rule('camunda:decisionRef="level" camunda:decisionRefBinding="version" camunda:decisionRefVersion="1"')), "decision_binding", "a"),
    "rule_deployment": (straight(rule('camunda:decisionRef="level" camunda:decisionRefBinding="deployment"')), "decision_binding", "a"),
    "rule_mapping": (straight(rule('camunda:decisionRef="level" camunda:mapDecisionResult="first"')), "mapping_unknown", "a"),
    "rule_columns": (straight(rule('camunda:decisionRef="grade" camunda:mapDecisionResult="singleEntry" camunda:resultVariable="v"')), "decision_columns", "a"),
    "rule_variable": (straight(rule('camunda:decisionRef="level" camunda:resultVariable="结 果"')), "result_name", "a"),
    "ad_hoc": (straight(inner(user("x"), "", kind="adHocSubProcess")), "ad_hoc", "a"),
    "multi_without_collection": (straight(user("a", "<multiInstanceLoopCharacteristics/>")), "multi_without_collection", "a"),
    "cardinality_code": (straight(user("a", "<multiInstanceLoopCharacteristics><loopCardinality>exec('x')</loopCardinality></multiInstanceLoopCharacteristics>")), "expression_invalid", "a"),
    "endless_loop": (straight(user("a", "<standardLoopCharacteristics/>")), "loop_without_end", "a"),
    "cardinality_huge": (straight(user("a", "<multiInstanceLoopCharacteristics><loopCardinality>1000000000</loopCardinality></multiInstanceLoopCharacteristics>")), "cardinality_invalid", "a"),
    "process_listener": (bpmn(extension('<camunda:executionListener event="start" class="X"/>') + S + user("a") + E, "s>a>e"), "execution_listener", "p"),
    "name_too_long": (straight(user("a").replace('name="', 'name="' + "长" * 600_000)), "name_too_long", "a"),
    "nothing_waits": (bpmn(S + XOR + '<exclusiveGateway id="h"/>' + when("back", "g", "h") + E, "s>h>g>e"), "endless_loop", "g"),
    "certain_loop": (bpmn(S + user("a") + user("b") + f'<boundaryEvent id="t" attachedToRef="a">{timer("P5D")}</boundaryEvent>' + E, "s>a>b>a t>e"), "loop_without_choice", "a"),
    "certain_loop_through_a_fork": (bpmn(S + user("a") + '<parallelGateway id="g"/>' + user("b") + E, "s>a>g>a g>b>e"), "loop_without_choice", "a"),
    "data_association": (bpmn(S + user("a", '<dataInputAssociation id="di"><sourceRef>dr</sourceRef><targetRef>dr</targetRef></dataInputAssociation>') + '<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="do"/>' + E, "s>a>e"), "data_association", "a"),
    # properties
    "unknown_period": (straight(user("a", properties(law__period="nothing"))), "unknown_period", "a"),
    "unknown_period_of_several": (straight(user("a", properties(law__period="hearing_request,nothing"))), "unknown_period", "a"),
    "periods_several": (straight(service('camunda:delegateExpression="${cases.file_case}"', properties(law__period="hearing_request,statement_defense"))), "periods_several", "a"),
    "unknown_document": (straight(user("a", properties(law__document="penalty_notice_entity,nothing"))), "unknown_document", "a"),
    "unknown_delivers": (straight(user("a", properties(law__delivers="nothing"))), "unknown_document", "a"),
    "unknown_requirement": (straight(user("a", properties(law__requires="nothing"))), "unknown_requirement", "a"),
    "served_unknown": (straight(user("a", properties(law__requires="served:nothing"))), "unknown_requirement", "a"),
    "requirement_kind": (straight(user("a", properties(law__requires="sent:penalty_notice_entity"))), "unknown_requirement", "a"),
    "period_from": (straight(user("a", properties(law__period="hearing_request", law__period_from="issued:x"))), "period_from_invalid", "a"),
    "period_from_alone": (straight(user("a", properties(law__period_from="data:served_on"))), "period_from_alone", "a"),
    "law_step": (straight(user("a", properties(law__step="法制审核"))), "law_step_invalid", "a"),
    "typo": (straight(user("a", properties(duty__officer="2"))), "unknown_property", "a"),
    "empty_property": (straight(user("a", properties(duty__separate_from=""))), "property_empty", "a"),
    "officers_word": (straight(user("a", properties(duty__officers="两名"))), "duty_officers_invalid", "a"),
    "officers_zero": (straight(user("a", properties(duty__officers="0"))), "duty_officers_invalid", "a"),
    "separate_from": (straight(user("a", properties(duty__separate_from="nobody"))), "separate_from_unknown", "a"),
    "separate_from_itself": (straight(user("a", properties(duty__separate_from="a"))), "separate_from_itself", "a"),
    "duty_on_service": (straight(service('camunda:delegateExpression="${cases.file_case}"', properties(duty__officers="2"))), "duty_misplaced", "a"),
    # calls
    "call_nothing": (straight(call(attributes="")), "call_without_process", "a"),
    "call_expression": (straight(call(attributes='calledElement="${which}"')), "call_not_literal", "a"),
    "call_unknown": (straight(call(attributes='calledElement="nothing"')), "call_unknown", "a"),
    "call_itself": (straight(call(attributes='calledElement="p"')), "call_recursion", "a"),
    "call_loop": (straight(call("<standardLoopCharacteristics/>")), "standard_loop", "a"),
    "call_completion": (straight(multi("<completionCondition>done</completionCondition>")), "completion_condition", "a"),
    "call_cardinality": (straight(multi("<loopCardinality>3</loopCardinality>")), "call_marker", "a"),
    "call_io": (straight(call("<ioSpecification><inputSet/><outputSet/></ioSpecification>")), "call_data", "a"),
    "call_no_variable": (straight(call('<multiInstanceLoopCharacteristics camunda:collection="ids"/>')), "element_variable", "a"),
    "call_no_collection": (straight(call('<multiInstanceLoopCharacteristics camunda:elementVariable="x"/>')), "multi_without_collection", "a"),
    "call_collection_expression": (straight(call(MULTI.replace("${ids}", "${ids + other}").replace("{}", ""))), "collection_invalid", "a"),
    "task_collection_expression": (straight(user("a", MULTI.replace("${ids}", "${case.ids}").replace("{}", ""))), "collection_invalid", "a"),
    "call_all_variables": (straight(call(extension('<camunda:in variables="all"/>'))), "call_mapping", "a"),
    "call_source_expression": (straight(call(extension('<camunda:in sourceExpression="${1}" target="x"/>'))), "call_mapping", "a"),
    "multi_out": (straight(multi(more=extension('<camunda:out source="x" target="y"/>'))), "multi_out", "a"),
    "multi_interrupting": (bpmn(S + multi() + BOUNDARY.format("", timer("P1D")) + E, "s>a>e b>e"), "multi_call_interrupted", "b"),
    "multi_error": (bpmn(S + multi() + BOUNDARY.format("", "<errorEventDefinition/>") + E, "s>a>e b>e"), "multi_call_interrupted", "b"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_fail_silently_is_refused_at_its_element(name):
    content, code, element = REFUSED[name]
    problems = found(content)
    assert (code, element) in {(each.code, each.element) for each in problems if each.severity == "error"}, problems
    assert all(re.search("[\u4e00-\u9fff]", each.message) for each in problems)
    assert not {"check_failed"} & {each.code for each in problems}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "P",
        "PT",
        "-P1D",
        "P999999Y",
        "P99999999999D",
        "PT9999999999S",
        "1D",
        "P1DT",
        "p1d",
        "P1W2D",
        "30",
        "workdays(7)",
        "明天",
        "__import__('os')",
    ],
)
def test_a_timer_without_a_valid_duration_is_refused(value):
    content = bpmn(S + f'<intermediateCatchEvent id="c">{timer(value)}</intermediateCatchEvent>' + E, "s>c>e")
    assert {each.code for each in found(content) if each.element == "c"} & {"timer_invalid", "timer_empty"}


@pytest.mark.parametrize("value", ["P30D", "P2W", "PT8H", "P1DT12H", "${reply_due}", '"P15D"', "PT0.5S"])
def test_a_valid_duration_is_accepted(value):
    content = bpmn(S + f'<intermediateCatchEvent id="c">{timer(value)}</intermediateCatchEvent>' + E, "s>c>e")
    assert found(content) == []


@pytest.mark.parametrize(
    ("kind", "value", "code", "severity"),
    [
        ("timeDate", "2026-02-30", "timer_invalid", "error"),
        ("timeDate", "2026-12-31", "timer_naive", "warning"),
        ("timeDate", "2026-12-31T17:00:00", "timer_naive", "warning"),
        ("timeCycle", "0 0 9 * * ?", "timer_invalid", "error"),
        ("timeCycle", "R0/P1D", "timer_invalid", "error"),
        ("timeCycle", "R/PT0S", "timer_invalid", "error"),
        ("timeDuration", "P1M", "timer_months", "warning"),
        ("timeDuration", "PT0S", "timer_zero", "warning"),
    ],
)
def test_doubtful_times_are_named(kind, value, code, severity):
    content = bpmn(S + f'<intermediateCatchEvent id="c">{timer(value, kind)}</intermediateCatchEvent>' + E, "s>c>e")
    assert [(each.code, each.severity) for each in found(content)] == [(code, severity)]


def test_what_the_schema_refuses_is_named_whatever_prefix_the_modeler_uses():
    """The path of a schema error uses the prefixes of the file."""
    content = straight('<userTask id="a" name="签收" camunda:candidateGroups="officer"/>' * 2).decode()
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", r"<\1bpmn:", content).replace("xmlns=", "xmlns:bpmn=")
    for text in (content, prefixed):
        assert {"bpmn_schema", "duplicate_id"} <= {each.code for each in found(text.encode()) if each.element == "a"}


def test_a_way_back_from_a_boundary_event_is_no_certain_loop():
    content = bpmn(S + user("a") + user("b") + f'<boundaryEvent id="t" attachedToRef="a">{timer("P5D")}</boundaryEvent>' + E, "s>a>e t>b>a")
    assert found(content) == []


def test_a_loop_with_a_person_in_it_is_no_endless_loop():
    content = bpmn(S + XOR + '<exclusiveGateway id="h"/>' + user("a") + when("back", "g", "h") + E, "s>h>a>g>e")
    assert found(content) == []
