"""``./anliu decision evaluate``: JSON in, JSON out, exact; every failure an answer."""

import io
import json

import pytest

from app.decisions.cli import answer, decision_main
from tests.unit.decisions.dmn.models import decision, file, input_data, literal, table

BODY = (
    input_data("Full Name", "string")
    + decision(literal('"Hello " + Full Name'), "Greeting Message", "greet", "string", ["in"])
    + decision(table([("yuan", "number")], [("out", "number")], [["> 0", "yuan * 1.005"], ["> 5", "1"]]), "fine")
    + decision(literal("value"), "same")
    + '<decisionService id="s" name="greeting"><outputDecision href="#greet"/><inputData href="#in"/></decisionService>'
)


@pytest.fixture
def dmn(tmp_path):
    path = tmp_path / "model.dmn"
    path.write_bytes(file(BODY))
    return str(path)


def asked(dmn, decision, inputs, **more):
    line = f'{{"dmn": {json.dumps(dmn)}, "decision": {json.dumps(decision)}, "inputs": {inputs}}}'
    return answer(json.dumps(json.loads(line) | more) if more else line)


def test_numbers_are_exact_both_ways(dmn):
    assert asked(dmn, "same", '{"value": 12345678901234567890.10}') == '{"result": 12345678901234567890.1}'
    assert asked(dmn, "fine", '{"yuan": 1.1}') == '{"result": 1.1055}'
    assert asked(dmn, "same", '{"value": 1e-7}') == '{"result": 0.0000001}'
    assert asked(dmn, "same", '{"value": 1E+3}') == '{"result": 1000}'


LEXICAL = {
    "date": ["2024-02-29"],
    "time": ["10:00:00", "10:00:00.5+08:00", "10:00:00@Asia/Shanghai"],
    "dateTime": ["2024-02-29T10:00:00", "2024-02-29T10:00:00Z"],
    "duration": ["P1Y2M", "-P1DT2H3M4.5S", "PT0S"],
}


@pytest.mark.parametrize(("type_", "text"), [(type_, text) for type_, texts in LEXICAL.items() for text in texts])
def test_dates_and_durations_go_in_and_out_as_objects_with_a_type(dmn, type_, text):
    written = json.dumps({"@type": type_, "value": text})
    assert asked(dmn, "same", f'{{"value": [{written}]}}') == f'{{"result": [{written}]}}'


def test_text_truth_nothing_lists_and_contexts_go_in_and_out(dmn):
    value = {"案由": ['无证"生产"', True, None, {"a b": []}]}
    assert json.loads(asked(dmn, "same", json.dumps({"value": value}))) == {"result": value}


def test_decisions_are_found_by_name_id_and_service(dmn):
    inputs = '{"Full Name": "张三"}'
    assert asked(dmn, "Greeting Message", inputs) == asked(dmn, "greet", inputs) == '{"result": "Hello 张三"}'
    assert asked(dmn, "Greeting Message", inputs, service="greeting") == '{"result": "Hello 张三"}'
    assert asked(dmn, "greeting", inputs) == asked(dmn, "s", inputs) == '{"result": "Hello 张三"}'


def test_a_broken_hit_policy_is_null_as_the_standard_has_it(dmn):
    assert asked(dmn, "fine", '{"yuan": 6}') == '{"result": null}'


FAILURES = [
    "nonsense",
    "[]",
    "{}",
    '{"dmn": "/no/such/file.dmn", "decision": "x", "inputs": {}}',
    '{"dmn": 1, "decision": "x", "inputs": {}}',
    '{"dmn": "DMN", "decision": "nothing", "inputs": {}}',
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": NaN}}',
    '{"dmn": "DMN", "decision": "same", "inputs": []}',
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": {"@type": "date", "value": "2023-02-29"}}}',
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": {"@type": "moment", "value": "x"}}}',
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": 1e999999}}',
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": ' + "[" * 5000 + "]" * 5000 + "}}",
    '{"dmn": "DMN", "decision": "same", "inputs": {"value": 1' + "0" * 9000 + "}}",
    '{"dmn": "\\u0000", "decision": "same", "inputs": {}}',
]


@pytest.mark.parametrize("line", FAILURES, ids=range(len(FAILURES)))
def test_every_failure_is_an_answer(dmn, line):
    answered = json.loads(answer(line.replace("DMN", dmn)))
    assert list(answered) == ["error"] and answered["error"]


def test_a_batch_answers_line_by_line(dmn, capsys, monkeypatch):
    lines = ["nonsense", "", json.dumps({"dmn": dmn, "decision": "same", "inputs": {"value": 1}})]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert decision_main(["evaluate", "--batch", "-"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (list(json.loads(first)), second) == (["error"], '{"result": 1}')


def test_one_decision_is_answered_from_a_file_of_inputs(dmn, tmp_path, capsys):
    inputs = tmp_path / "inputs.json"
    inputs.write_text('{"yuan": 3}', encoding="utf-8")
    call = ["evaluate", dmn, "--decision", "fine", "--input", str(inputs)]
    assert decision_main([*call, "--json"]) == 0
    assert capsys.readouterr().out == '{"result": 3.015}\n'
    assert decision_main(call) == 0
    assert capsys.readouterr().out.splitlines() == ["结果：3.015", "依据：fine 的行 row1"]


def test_wrong_usage_and_refusals_have_their_exit_codes(dmn, tmp_path, capsys):
    assert decision_main([]) == decision_main(["guess"]) == decision_main(["evaluate", dmn]) == 2
    assert decision_main(["evaluate", dmn, "--decision", "fine", "--input", str(tmp_path / "none.json")]) == 2
    (tmp_path / "inputs.json").write_text("{", encoding="utf-8")
    refused = ["evaluate", dmn, "--decision", "fine", "--input", str(tmp_path / "inputs.json")]
    assert decision_main([*refused, "--json"]) == 1
    assert "error" in json.loads(capsys.readouterr().out)


def test_an_imported_model_is_found_beside_the_file(dmn, tmp_path):
    borrowed = decision(literal("base.same"), requires=["x"]).replace('"#x"', '"http://example.org/dmn#same"')
    content = f'<import name="base" namespace="http://example.org/dmn" importType="DMN"/>{borrowed}'
    path = tmp_path / "importing.dmn"
    path.write_bytes(file(content).replace(b'example.org/dmn">', b'example.org/importing">'))
    assert asked(str(path), "decision", '{"value": 7}') == '{"result": 7}'
