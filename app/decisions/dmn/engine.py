"""Evaluating a decision: what it requires first, each once, in one budget of steps.

>>> evaluate_decision(model, "hearing_right", {"party_kind": "entity", "fine_yuan": Decimal(100000)}).value
True
"""

from collections.abc import Mapping

from ..feel.builtins import BUILTINS
from ..feel.errors import FeelError
from ..feel.limits import evaluation
from ..feel.scope import MISSING, Scope
from ..feel.types import conforming
from ..feel.values import Function, from_python, weighed
from .boxed import compile_boxed, compile_function, typed
from .model import Decision, DecisionError, Fault, InputData, Knowledge, Model, Outcome, Service


def evaluate_decision(model: Model, wanted: str, inputs: Mapping, *, strict: bool = False, now=None) -> Outcome:
    """Make a decision.

    Args:    wanted: id or name of a decision; inputs: name of each input to its value (see feel.Expression.evaluate);
             strict: whatever is wrong on the way is an error, for decisions of law; otherwise it gives null and a
             fault, as the standard has it; now: aware datetime for ``now()`` and ``today()``
    Returns: Outcome; values are Decimal, str, bool, None, list, dict, date, datetime, time, timedelta, Months
    Raises:  DecisionError: unknown_decision; limit; if strict any fault: a broken hit policy, no row that matches,
             an input that is missing, of another type or not among the allowed values
    """
    decision = model.decision(wanted)
    return _outcome(model, inputs, strict, now, lambda run: run.value(decision.id))


def evaluate_service(model: Model, wanted: str, inputs: Mapping, *, strict: bool = False, now=None) -> Outcome:
    """Call a decision service by id or name; its one output, or a dict of its outputs by name. As evaluate_decision."""
    service = next((each for each in model.services.values() if wanted in (each.id, each.name)), None)
    if service is None:
        raise DecisionError([Fault("unknown_decision", None, f"文件中没有决策服务「{wanted}」，请核对编号或名称")])
    names = [part.name for key in service.inputs for part in (model.inputs.get(key) or model.decisions[key],)]

    def answer(run):
        return run.value(service.id).invoke([run.given(service.id, name) for name in names])

    return _outcome(model, inputs, strict, now, answer)


def _outcome(model, inputs, strict, now, answer):
    run = Run(model, inputs)
    try:
        with evaluation(now):
            value = weighed(answer(run))
    except FeelError as wrong:
        raise DecisionError([Fault("limit", None, str(wrong))]) from wrong
    if strict and run.faults:
        raise DecisionError(run.faults)
    return Outcome(value, run.fired, tuple(run.faults), model.hash)


class Run:
    """One evaluation of a model: the values found so far, the rows that fired, what went wrong.

    It stands where names end up that no scope knows (see feel.scope.Inputs), so every closure can reach it.
    """

    __slots__ = ("_inputs", "_known", "_model", "faults", "fired")

    def __init__(self, model, inputs, known=None, outer=None):
        self._model = model
        self._inputs = inputs
        self._known = {} if known is None else known
        self.faults = [] if outer is None else outer.faults
        self.fired = {} if outer is None else outer.fired

    def find(self, name):
        """Beyond the scope of a decision only the built-in functions are known."""
        return BUILTINS.get(name, MISSING)

    def note(self, code, element, message):
        """Note what went wrong."""
        self.faults.append(Fault(code, element, message))

    def fire(self, table_id, rows):
        """Note the ids of the rows of a table that matched, with the decision or knowledge model it belongs to."""
        owner = self._model.owners.get(table_id, table_id)
        self.fired[owner] = self.fired.get(owner, ()) + rows

    def value(self, key):
        """The value of a decision or input, the function of a knowledge model or service: found once."""
        if key not in self._known:
            self._known[key] = self._model.programs[key](self)
        return self._known[key]

    def given(self, key, name, type_=None):
        """What the caller gave for an input, as one of its type."""
        if name not in self._inputs:
            self.note("input_missing", key, f"缺少输入「{name}」")
            return None
        value = from_python(self._inputs[name])
        converted = conforming(value, type_)
        if converted is None and value is not None:
            self.note("input_type", key, f"输入「{name}」的值不符合它的类型")
        return converted

    def inside(self, known):
        """A run for a service: it knows these values and asks the caller for nothing."""
        return Run(self._model, {}, known, self)


def programs_of(model, types):
    """A closure ``program(run) -> value`` for each element of the model that has a name, by its id."""
    parts = model.inputs | model.decisions | model.knowledge | model.services
    return {key: PROGRAMS[type(part)](part, parts, types) for key, part in parts.items()}


def _input(data, parts, types):
    type_ = types.find(data.type)
    return lambda run: run.given(data.id, data.name, type_)


def _decision(decision, parts, types):
    if decision.logic is None:  # made elsewhere: the caller may tell its value
        return lambda run: run.given(decision.id, decision.name, types.find(decision.type))
    body = typed(compile_boxed(decision.logic, types), types.find(decision.type), decision.id)
    required = [(parts[key].name, key) for key in decision.requires]

    def program(run):
        known = {name: run.value(key) for name, key in required}
        known |= {name: run.given(decision.id, name) for name in decision.open_inputs}
        return body(Scope(run, known))

    return program


def _knowledge(knowledge, parts, types):
    if knowledge.logic is None:
        return lambda run: None
    define = compile_function(knowledge.logic, types, types.find_result(knowledge.type))
    required = [(parts[key].name, key) for key in knowledge.requires]

    def program(run):
        scope = Scope(run, {name: run.value(key) for name, key in required})
        function = scope.local[knowledge.name] = define(scope)  # it may call itself
        return function

    return program


def _service(service, parts, types):
    names, type_ = [parts[key].name for key in service.inputs], types.find_result(service.type)
    kinds = [types.find(parts[key].type) for key in service.inputs]

    def program(run):
        def invoke(arguments, named=None):
            if named is not None:
                arguments = [named.get(name) for name in names] if set(named) <= set(names) else ()
            if len(arguments) != len(names):
                return None
            known = dict(zip(service.inputs, map(conforming, arguments, kinds), strict=True))
            inner = run.inside(known)
            values = {parts[key].name: inner.value(key) for key in service.outputs}
            return conforming(next(iter(values.values())) if len(values) == 1 else values, type_)

        return Function(invoke)

    return program


PROGRAMS = {InputData: _input, Decision: _decision, Knowledge: _knowledge, Service: _service}
