# ruff: noqa: E501 - one diagram per line reads as a table
"""Sound diagrams pass without a finding; warnings never refuse; nothing makes the check raise."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workflow.checks import check_by_file, check_files
from tests.workflow.checks.diagrams import KNOWN, E, S, bpmn, flows, found, properties, straight, timer, user, when

AND = '<parallelGateway id="f"/><parallelGateway id="j"/>'
XOR = '<exclusiveGateway id="g" default="g_e"/>'
MULTI = '<multiInstanceLoopCharacteristics camunda:collection="${party_ids}" camunda:elementVariable="party_id"/>'
CALL = '<callActivity id="a" name="当事人" calledElement="party_proceeding">{}</callActivity>'
CALL_IN = '<extensionElements><camunda:in source="case_id" target="case_id"/></extensionElements>'


def sub(body, path, attributes="", identifier="a"):
    return f'<subProcess id="{identifier}"{attributes}>{body}{flows(path)}</subProcess>'


INNER_AND = sub('<startEvent id="s1"/>' + AND + user("x") + user("y") + '<endEvent id="e1"/>', "s1>f>x>j f>y>j j>e1")

SOUND = {
    "straight": straight(user("a")),
    "choice_and_return": bpmn(S + user("a") + XOR + E + when("g_a", "g", "a", "approved == false"), "s>a>g>e"),
    "and": bpmn(S + AND + user("x") + user("y") + E, "s>f>x>j f>y>j j>e"),
    "and_in_subprocess_in_loop": bpmn(S + INNER_AND + XOR + E + when("g_a", "g", "a"), "s>a>g>e"),
    "multi_call": bpmn(S + CALL.format(CALL_IN + MULTI) + E, "s>a>e"),
    "multi_call_reminder": bpmn(S + CALL.format(MULTI) + f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="false">{timer("P30D")}</boundaryEvent>' + user("r") + '<endEvent id="e2"/>' + E, "s>a>e b>r>e2"),
    "multi_call_meant": bpmn(S + CALL.format(properties(call__ends_all="true") + MULTI) + f'<boundaryEvent id="b" attachedToRef="a">{timer("P30D")}</boundaryEvent>' + E, "s>a>e b>e"),
    "multi_task": straight(user("a", MULTI)),
    "event_gateway": bpmn(S + '<eventBasedGateway id="g"/>' + f'<intermediateCatchEvent id="c">{timer("P15D")}</intermediateCatchEvent>' + '<intermediateCatchEvent id="d"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>' + E, "s>g>c>e g>d>e", before='<message id="m" name="听证申请"/>'),
    "period_timer": bpmn(S + f'<intermediateCatchEvent id="c">{properties(law__period="hearing_request", law__period_from="served:penalty_notice_entity")}<timerEventDefinition/></intermediateCatchEvent>' + E, "s>c>e"),
    "service": straight('<serviceTask id="a" name="立案" camunda:delegateExpression="${cases.file_case}"/>'),
    "topic": straight('<serviceTask id="a" name="立案" camunda:type="external" camunda:topic="cases.file_case"/>'),
    "business_rule": straight('<businessRuleTask id="a" name="判定" camunda:decisionRef="level" camunda:decisionRefBinding="latest" camunda:resultVariable="level" camunda:mapDecisionResult="singleEntry"/>'),
    "business_rule_map": straight('<businessRuleTask id="a" name="判定" camunda:decisionRef="grade" camunda:resultVariable="grade" camunda:mapDecisionResult="singleResult"/>'),
    "start_process": straight(f'<serviceTask id="a" name="转立案" camunda:delegateExpression="${{workflow.start_process}}">{properties(process__key="penalty_case", process__data="enterprise_id")}</serviceTask>'),
    "listener": straight(user("a", '<extensionElements><camunda:taskListener event="complete" delegateExpression="${cases.file_case}"/></extensionElements>')),
    "duties": bpmn(S + user("a") + user("b", properties(duty__officers="2", duty__separate_from="a,record_statement", law__requires="a,hearing,served:penalty_notice_entity", law__step="legal_review", law__basis="行政处罚法第58条")) + E, "s>a>b>e"),
    "assignee": straight(user("a", "", 'camunda:assignee="${case_officer}"')),
    "error_boundary": bpmn(S + CALL.format("") + '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition errorRef="x"/></boundaryEvent>' + E, "s>a>e b>e", before='<error id="x" errorCode="moved"/>'),
    "lanes": bpmn('<laneSet id="ls"><lane id="l" name="执法人员"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane></laneSet>' + S + user("a") + E, "s>a>e"),
    "black_box_pool": bpmn(S + user("a") + E, "s>a>e", before='<collaboration id="co"><participant id="pa" name="应急局" processRef="p"/><participant id="pb" name="当事人"/></collaboration>'),
    "manual_task": straight('<manualTask id="a" name="到场" camunda:candidateGroups="officer" camunda:formKey="opinion"/>'),
    "terminate": bpmn(S + AND + user("x") + user("y") + XOR + E + '<endEvent id="t"><terminateEventDefinition/></endEvent>' + when("g_t", "g", "t"), "s>f>x>j f>y>g j>e").replace(b"g_e", b"g_j").replace(b"</process>", b'<sequenceFlow id="g_j" sourceRef="g" targetRef="j"/></process>'),
    "event_subprocess": bpmn(S + user("a") + E + sub(f'<startEvent id="es" isInterrupting="false">{timer("P1D")}</startEvent>' + user("x") + '<endEvent id="ee"/>', "es>x>ee", ' triggeredByEvent="true"', "es1"), "s>a>e"),
    "start_form": bpmn('<startEvent id="s" camunda:formKey="start_form"/>' + user("a") + E, "s>a>e", process=' camunda:candidateStarterGroups="officer"'),
    "chinese_ids": bpmn('<startEvent id="发起"/>' + user("审批") + '<endEvent id="办结"/>', "发起>审批>办结"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_diagram_passes_without_a_finding(name):
    assert found(SOUND[name]) == []


def test_six_and_pairs_in_series_are_still_allowed():
    body, path = [], "s"
    for each in range(6):
        body += [f'<parallelGateway id="f{each}"/><parallelGateway id="j{each}"/>', user(f"x{each}"), user(f"y{each}")]
        path += f">f{each}>x{each}>j{each} f{each}>y{each}>j{each} j{each}"
    assert found(bpmn(S + "".join(body) + E, path + ">e")) == []


def test_a_chain_within_the_limit_passes():
    names = [f"t{number}" for number in range(290)]
    assert found(bpmn(S + "".join(user(name) for name in names) + E, ">".join(["s", *names, "e"]))) == []


def test_nested_subprocesses_within_reason_pass_and_thousands_never_crash():
    def nest(depth):
        body = user("x")
        path = "s0>x>e0"
        for level in range(depth):
            body = f'<startEvent id="s{level}"/>{body}<endEvent id="e{level}"/>{flows(path)}'
            body, path = f'<subProcess id="n{level}">{body}</subProcess>', f"s{level + 1}>n{level}>e{level + 1}"
        return bpmn(f'<startEvent id="s{depth}"/>{body}<endEvent id="e{depth}"/>', path)

    assert found(nest(10)) == []
    assert [each.code for each in found(nest(2000))] == ["xml_too_deep"]


def test_a_task_without_form_gets_the_generic_opinion_and_a_warning():
    content = straight('<userTask id="a" name="签收" camunda:candidateGroups="officer"/>')
    assert [(each.code, each.severity) for each in found(content)] == [("no_form", "warning")]


def test_parallel_branches_that_never_join_are_warned_of():
    content = bpmn(
        S + '<parallelGateway id="f"/><exclusiveGateway id="m"/>' + user("x") + user("y") + user("z") + E,
        "s>f>x>m f>y>m m>z>e",
    )
    assert ("runs_twice", "warning") in {(each.code, each.severity) for each in found(content)}


def test_a_reminder_beside_a_task_that_comes_again_is_meant_to_be_told_every_time():
    beside = f'<boundaryEvent id="z" attachedToRef="a" cancelActivity="false">{timer("P7D")}</boundaryEvent><endEvent id="told"/>'
    again = S + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x_e"/>' + user("a") + E
    assert found(bpmn(again + beside + when("x_m", "x", "m"), "s>m>a>x>e z>told")) == []
    person = bpmn(again + beside + user("r") + when("x_m", "x", "m"), "s>m>a>x>e z>r>told")
    assert ("runs_twice", "warning") in {(each.code, each.severity) for each in found(person)}


def test_files_deployed_together_may_refer_to_each_other():
    caller = straight('<callActivity id="a" name="子流程" calledElement="q"/>')
    called = bpmn(S + user("b").replace("opinion", "given") + E, "s>b>e").replace(b'id="p"', b'id="q"')
    form = '{"type":"default","id":"given","components":[{"type":"textarea","key":"opinion","label":"意见"}]}'.encode()
    together = check_by_file({"a.bpmn": caller, "q.bpmn": called, "forms/given.json": form}, KNOWN)
    assert together == {"a.bpmn": [], "q.bpmn": [], "forms/given.json": []}


def test_recursion_through_another_process_is_refused():
    first = straight('<callActivity id="a" name="子流程" calledElement="q"/>')
    second = straight('<callActivity id="back" name="回调" calledElement="p"/>', "back").replace(
        b'<process id="p"', b'<process id="q"'
    )
    problems = check_by_file({"a.bpmn": first, "q.bpmn": second}, KNOWN)
    assert [(each.code, each.element) for each in problems["a.bpmn"]] == [("call_recursion", "a")]
    assert [(each.code, each.element) for each in problems["q.bpmn"]] == [("call_recursion", "back")]


def test_two_files_with_one_process_key_are_refused():
    problems = check_files({"a.bpmn": straight(user("a")), "b.bpmn": straight(user("a"))}, (), {"opinion"}, {"officer"})
    assert [(each.code, each.element) for each in problems] == [("duplicate_process", "p")]


XXE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
GARBAGE = {
    "empty": (b"", "xml_empty"),
    "blank": (b" \n\t", "xml_empty"),
    "zip": (b"PK\x03\x04\x14\x00\x08\x00" + bytes(range(256)) * 4, "xml_invalid"),
    "text": ("这是一份说明".encode(), "xml_invalid"),
    "gbk": ("<流程/>".encode("gbk"), "xml_invalid"),
    "truncated": (straight(user("a"))[:-40], "xml_invalid"),
    "entity": (b"<d>&nothing;</d>", "xml_invalid"),
    "xxe": (XXE, "xml_doctype"),
    "laughs": (LAUGHS, "xml_doctype"),
    "xxe_utf16": (XXE.decode().encode("utf-16"), "xml_doctype"),
    "too_large": (b"<d>" + b"x" * 2_100_000 + b"</d>", "xml_too_large"),
    "too_deep": (b"<d>" * 400 + b"</d>" * 400, "xml_too_deep"),
    "html": (b"<html><body/></html>", "not_bpmn"),
    "dmn": (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not_bpmn"),
    "nul": (b"<d>\x00</d>", "xml_invalid"),
    "attributes": (b"<d " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>", "not_bpmn"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_and_attacks_are_one_finding_in_chinese(name):
    content, code = GARBAGE[name]
    assert [(each.code, each.element) for each in found(content)] == [(code, None)]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_check_raise(content):
    assert found(content)


PARTS = st.sampled_from([
    "<process>", "</process>", '<process id="p">', '<userTask id="a">', "</userTask>", '<subProcess id="x">', "</subProcess>",
    '<sequenceFlow id="f" sourceRef="a" targetRef="b"/>', "<sequenceFlow/>", "<boundaryEvent/>", "<startEvent/>", '<endEvent id="b"/>',
    '<exclusiveGateway id="g" default="f"/>', "<parallelGateway/>", '<callActivity id="c"/>', "<timerEventDefinition/>", "<lane/>",
    "<multiInstanceLoopCharacteristics/>", "<loopCardinality/>", "<conditionExpression/>", "<extensionElements><camunda:properties/></extensionElements>",
    '<callActivity id="d"><multiInstanceLoopCharacteristics/></callActivity>', '<boundaryEvent id="h" attachedToRef="a"><timerEventDefinition><timeDuration/></timerEventDefinition></boundaryEvent>',
])  # fmt: skip


@given(st.lists(PARTS, max_size=12))
def test_no_heap_of_elements_makes_a_check_fail(parts):
    content = straight(user("a")).replace(b"</process>", "".join(parts).encode() + b"</process>")
    assert "check_failed" not in {each.code for each in found(content)}


def test_the_largest_diagrams_are_answered_within_seconds():
    fan = "".join(user(f"t{n}") for n in range(5_000))
    huge = bpmn(S + fan + E, "s>t0>e " + " ".join(f"t{n}>e" for n in range(1, 5_000)))
    assert [each.code for each in found(huge)] == ["too_many_elements"]
    choices = "".join(
        f'<exclusiveGateway id="g{n}" default="g{n}_j"/>' + user(f"t{n}") + when(f"g{n}_t", f"g{n}", f"t{n}")
        for n in range(200)
    )
    path = " ".join(f"f>g{n}>j t{n}>j" for n in range(200))
    wide = bpmn(S + AND + choices + E, f"s>f {path} j>e")
    begun = time.process_time()
    found(wide)
    assert time.process_time() - begun < 60  # ordinarily 3; without limits it would not end


def test_a_form_with_faults_is_refused_with_its_file():
    form = (
        '{"type":"default","id":"given","components":[{"type":"textarea","key":"opinion"},{"type":"iframe","key":"x"}]}'
    )
    problems = check_files({"forms/given.json": form.encode(), "other.json": b"[", "big.json": b" " * 2_100_000})
    assert [(each.code, each.element) for each in problems] == [
        ("label_missing", "opinion"), ("unknown_component", "x"), ("form_json", None), ("form_too_large", None),
    ]  # fmt: skip
