"""What a DMN file says: decisions, inputs, knowledge, types, and the boxed expressions of their logic.

Plain immutable data. The texts are as written; beside them stand the expressions compiled from them once, when the
file is read (``reader``); ``boxed`` and ``tables`` make one closure of a whole decision, ``engine`` evaluates it.
Source: OMG DMN 1.3, chapters 6 to 10.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

UNIQUE, ANY, FIRST, PRIORITY = "UNIQUE", "ANY", "FIRST", "PRIORITY"
COLLECT, RULE_ORDER, OUTPUT_ORDER = "COLLECT", "RULE ORDER", "OUTPUT ORDER"
HIT_POLICIES = (UNIQUE, ANY, FIRST, PRIORITY, COLLECT, RULE_ORDER, OUTPUT_ORDER)
AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")


class Fault(NamedTuple):
    """Something wrong with a model or met while evaluating it: stable code, id of the element, Chinese message."""

    code: str
    element: str | None
    message: str


class DecisionError(Exception):
    """The model cannot be used, or a decision cannot be made. ``faults`` says why, at least one."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("；".join(fault.message for fault in self.faults))


def beside(default=None):
    """A field that holds what was compiled from the texts beside it: no part of what the model says."""
    return field(default=default, compare=False, repr=False)


@dataclass(frozen=True)
class InputClause:
    """A column of conditions. ``type``: as written, or None. ``allowed``: unary tests, from the type if not its own."""

    id: str
    label: str
    expression: str
    type: str | None = None
    allowed: str | None = None
    compiled: object = beside()  # feel.Expression
    allowed_tests: object = beside()  # feel.UnaryTests or None


@dataclass(frozen=True)
class OutputClause:
    """A column of results; ``name`` is the key of its value where a table has several. ``default``: an expression."""

    id: str
    label: str
    name: str
    type: str | None = None
    allowed: str | None = None
    default: str | None = None
    allowed_tests: object = beside()  # feel.UnaryTests or None
    compiled_default: object = beside()  # feel.Expression or None


@dataclass(frozen=True)
class Rule:
    """A row: a text for each input and for each output column, and the annotation beside it.

    ``types``: that of each output if its cell has one of its own
    """

    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""
    types: tuple[str | None, ...] = ()
    cells: tuple = beside(())  # feel.UnaryTests for each input
    results: tuple = beside(())  # feel.Expression for each output


@dataclass(frozen=True)
class DecisionTable:
    """``hit_policy`` is one of HIT_POLICIES, ``aggregation`` one of AGGREGATIONS or None."""

    id: str
    type: str | None
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class LiteralExpression:
    id: str | None
    type: str | None
    text: str
    compiled: object = beside()  # feel.Expression


@dataclass(frozen=True)
class ContextEntry:
    """``name`` is None for the entry that is the result of the whole context."""

    name: str | None
    type: str | None
    value: object


@dataclass(frozen=True)
class BoxedContext:
    id: str | None
    type: str | None
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True)
class Invocation:
    """``function`` called with ``bindings``: (parameter's name, its type or None, expression or None)."""

    id: str | None
    type: str | None
    function: object
    bindings: tuple[tuple, ...]


@dataclass(frozen=True)
class BoxedList:
    id: str | None
    type: str | None
    items: tuple


@dataclass(frozen=True)
class Relation:
    """``columns``: (name, type or None); ``rows``: tuples of expressions."""

    id: str | None
    type: str | None
    columns: tuple[tuple[str, str | None], ...]
    rows: tuple[tuple, ...]


@dataclass(frozen=True)
class FunctionDefinition:
    """``parameters``: (name, type or None); ``body``: an expression, or None if there is none we can run."""

    id: str | None
    type: str | None
    parameters: tuple[tuple[str, str | None], ...]
    body: object


@dataclass(frozen=True)
class Conditional:
    """Boxed if, then, else (DMN 1.4)."""

    id: str | None
    type: str | None
    condition: object
    then: object
    otherwise: object


@dataclass(frozen=True)
class BoxedFilter:
    """Boxed filter (DMN 1.4): ``match`` sees ``item`` and its members."""

    id: str | None
    type: str | None
    source: object
    match: object


@dataclass(frozen=True)
class BoxedIterator:
    """Boxed ``for``, ``every`` or ``some`` (DMN 1.4), as ``kind`` says."""

    id: str | None
    type: str | None
    kind: str
    variable: str
    source: object
    body: object


@dataclass(frozen=True)
class InputData:
    id: str
    name: str
    type: str | None = None


@dataclass(frozen=True)
class Decision:
    """``requires``: ids of input data, decisions, knowledge models and services it may use.

    ``open_inputs``: the names it takes from the caller without input data declared for them, as tables of Camunda do.
    """

    id: str
    name: str
    type: str | None
    requires: tuple[str, ...]
    logic: object
    open_inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function by its name."""

    id: str
    name: str
    type: str | None
    requires: tuple[str, ...]
    logic: FunctionDefinition | None


@dataclass(frozen=True)
class Service:
    """A decision service; ids of what goes in (input data, then decisions) and of the decisions that come out."""

    id: str
    name: str
    type: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class ItemDefinition:
    """A type of the model. ``members``: the components of a context; ``allowed``: unary tests of (each) value.

    Of a function ``parameters`` are (name, type or None: any), ``type`` is that of its result.
    """

    name: str
    type: str | None
    is_list: bool = False
    members: tuple["ItemDefinition", ...] = ()
    is_function: bool = False
    parameters: tuple[tuple[str, str | None], ...] = ()
    allowed: str | None = None
    list_constraint: str | None = None
    allowed_tests: object = beside()  # feel.UnaryTests or None
    list_tests: object = beside()  # feel.UnaryTests or None


@dataclass(frozen=True)
class Model:
    """A DMN file. ``hash``: SHA-256 of its bytes; the dicts are by id, ``types`` by name.

    ``faults``: what was wrong with it, empty unless it was read leniently.
    """

    name: str
    namespace: str
    hash: str
    decisions: dict[str, Decision]
    inputs: dict[str, InputData]
    knowledge: dict[str, Knowledge]
    services: dict[str, Service]
    types: dict[str, ItemDefinition]
    faults: tuple[Fault, ...] = ()
    imports: dict = field(default_factory=dict, compare=False, repr=False)  # alias -> Model
    owners: dict = field(default_factory=dict, compare=False, repr=False)  # id of a table -> id of what it decides
    texts: object = beside()  # the names and types its texts were compiled with (texts.Texts)
    programs: dict = field(default_factory=dict, compare=False, repr=False)  # key -> closure (see engine)

    def decision(self, wanted):
        """The decision of this id or name. Raises DecisionError (unknown_decision)."""
        if wanted in self.decisions:
            return self.decisions[wanted]
        named = [decision for decision in self.decisions.values() if decision.name == wanted]
        if not named:
            raise DecisionError([Fault("unknown_decision", None, f"文件中没有决策「{wanted}」，请核对编号或名称")])
        return named[0]

    def service(self, wanted):
        """The decision service of this id or name, or None."""
        return next((each for each in self.services.values() if wanted in (each.id, each.name)), None)


class Outcome(NamedTuple):
    """What a decision gave: its value, the ids of the rows that fired in each decision table, what went wrong."""

    value: object
    fired: dict[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    hash: str
