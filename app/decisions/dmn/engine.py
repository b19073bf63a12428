"""Evaluating a decision: what it requires first, each once, in one budget of steps.

>>> evaluate_decision(model, "hearing_right", {"party_kind": "entity", "fine_yuan": Decimal(100000)}).value
True
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

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
    service = model.service(wanted)
    if service is None:
        raise DecisionError([Fault("unknown_decision", None, f"文件中没有决策服务「{wanted}」，请核对编号或名称")])
    parts = model.inputs | model.decisions
    names = [parts[key].name for key in service.inputs if key in parts]

    def answer(run):
        return run.value(service.id).invoke([], {name: run.given(service.id, name) for name in names})

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

    __slots__ = ("_imports", "_inputs", "_known", "_model", "faults", "fired")

    def __init__(self, model, inputs, known=None, outer=None):
        self._model = model
        self._inputs = inputs
        self._known = {} if known is None else known
        self._imports = {}
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

    def has(self, name):
        """Whether the caller gave this input."""
        return name in self._inputs

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

    def of_import(self, alias):
        """The run of an imported model: its inputs may stand under the alias or beside ours."""
        if alias not in self._imports:
            own = self._inputs.get(alias)
            inputs = {**self._inputs, **own} if isinstance(own, Mapping) else self._inputs
            self._imports[alias] = Run(self._model.imports[alias], inputs, None, self)
        return self._imports[alias]

    def inside(self, known):
        """A run for a service: it knows these values and asks the caller for nothing."""
        return Run(self._model, {}, known, self)


def programs_of(model):
    """A closure ``program(run) -> value`` for each element of the model that has a name, by its key.

    The key of an element is its id, that of one in an imported model ``alias#id``.
    """
    own = model.inputs | model.decisions | model.knowledge | model.services
    names = {key: (None, part.name) for key, part in own.items()}
    programs = {}
    for alias, other in model.imports.items():
        for key, part in (other.inputs | other.decisions | other.knowledge | other.services).items():
            names[f"{alias}#{key}"] = (alias, part.name)
            programs[f"{alias}#{key}"] = partial(_of_import, alias, key)
    making = _Making(own, names, model.texts.types)
    return programs | {key: PROGRAMS[type(part)](part, making) for key, part in own.items()}


def _of_import(alias, key, run):
    return run.of_import(alias).value(key)


class _Making(NamedTuple):
    """What the programs of one model are made from: its elements, (alias or None, name) of each key, its types."""

    parts: dict
    names: dict
    types: object

    def required(self, keys):
        """A closure that gives the scope of a decision: the values of what it requires, those of an import as one."""
        places = [(*self.names[key], key) for key in keys]

        def known(run):
            found = {}
            for alias, name, key in places:
                (found if alias is None else found.setdefault(alias, {}))[name] = run.value(key)
            return found

        return known


def _input(data, making):
    type_ = making.types.find(data.type)
    return lambda run: run.given(data.id, data.name, type_)


def _decision(decision, making):
    type_ = making.types.find(decision.type)
    if decision.logic is None:  # made elsewhere: the caller may tell its value
        return lambda run: run.given(decision.id, decision.name, type_)
    body = typed(compile_boxed(decision.logic, making.types), type_, decision.id)
    required, open_inputs = making.required(decision.requires), decision.open_inputs
    may_be_told = any(isinstance(part, Service) and decision.id in part.inputs for part in making.parts.values())

    def program(run):
        if may_be_told and run.has(decision.name):  # an input decision of a service: the caller may tell its value
            return run.given(decision.id, decision.name, type_)
        known = required(run)
        for name in open_inputs:
            if name not in BUILTINS or run.has(name):
                known[name] = run.given(decision.id, name)
        return body(Scope(run, known))

    return program


def _knowledge(knowledge, making):
    if knowledge.logic is None:
        return lambda run: None
    types = making.types
    result = types.find_result(knowledge.type) or types.find_result(knowledge.logic.type)
    define = compile_function(knowledge.logic, types, result)
    required = making.required(knowledge.requires)

    def program(run):
        scope = Scope(run, required(run))
        function = scope.local[knowledge.name] = define(scope)  # it may call itself
        return function

    return program


def _service(service, making):
    names = [making.names[key][1] for key in service.inputs]
    kinds = [making.types.find(making.parts[key].type) if key in making.parts else None for key in service.inputs]
    type_, declared = making.types.find_result(service.type), making.types.find(service.type)

    def program(run):
        def invoke(arguments, named=None):
            if named is not None:
                arguments = [named.get(name) for name in names] if set(named) <= set(names) else ()
            if len(arguments) != len(names):
                return None
            inner = run.inside(dict(zip(service.inputs, map(conforming, arguments, kinds), strict=True)))
            values = {making.names[key][1]: inner.value(key) for key in service.outputs}
            return conforming(next(iter(values.values())) if len(values) == 1 else values, type_)

        function = Function(invoke, tuple(kinds))
        return conforming(function, declared) or function

    return program


PROGRAMS = {InputData: _input, Decision: _decision, Knowledge: _knowledge, Service: _service}
