"""The checker: every decision table of a model, every check, in one list of findings."""

from dataclasses import fields, is_dataclass

from ..dmn.model import DecisionTable, Model
from .budget import NODES, SECONDS
from .cells import path_of
from .conventions import check_conventions
from .domains import Domains, required
from .examples import Examples
from .findings import ordered
from .gaps import check_gaps, check_null_gaps
from .geometry import Geometry
from .overlaps import check_overlaps
from .rows import check_reachability, check_redundancy
from .subject import Subject
from .values import check_values

CHECKS = (
    check_values,
    check_overlaps,
    check_gaps,
    check_reachability,
    check_redundancy,
    check_conventions,
    check_null_gaps,
)


def check_model(model: Model, complete=(), *, seconds=SECONDS, nodes=NODES):
    """Check every decision table of a model.

    Args:    complete: ids of the decisions that must answer every input: there a gap is an error, else a warning;
             seconds, nodes: what the searches in one table may take; beyond it the answer is 未判定
    Returns: list of Finding, errors first; empty: nothing found
    """
    found = []
    for subject in _Subjects(model, complete, (seconds, nodes)):
        for check in CHECKS:
            found += check(subject)
    return ordered(found)


class _Subjects:
    """Makes the subjects of a model: geometries are made once, for a table and for the tables that use its results."""

    def __init__(self, model, complete, limits):
        self.model = model
        self.complete = frozenset(complete)
        self.limits = limits
        self.types = model.texts.types
        self._examples = {}

    def __iter__(self):
        for owner in (*self.model.decisions.values(), *self.model.knowledge.values()):
            for table in _tables(owner.logic):
                yield self._subject(owner, table)

    def _subject(self, owner, table):
        examples = self._examples_of(owner) if table is owner.logic else None
        geometry = examples.geometry if examples else self._geometry(owner, table)
        return Subject(
            owner=owner.id,
            table=table,
            geometry=geometry,
            examples=examples,
            types=self.types,
            limits=self.limits,
            is_complete=owner.id in self.complete,
            has_free_axes=_has_free_axes(self.model, geometry),
        )

    def _geometry(self, owner, table):
        return Geometry(table, Domains(self.model, owner, self.types))

    def _examples_of(self, decision):
        """The Examples of a decision; None if its logic is no table."""
        if not isinstance(decision.logic, DecisionTable):
            return None
        if decision.id not in self._examples:
            geometry = self._geometry(decision, decision.logic)
            self._examples[decision.id] = Examples(self.model, decision, geometry, self._examples_of)
        return self._examples[decision.id]


def _tables(logic):
    """The decision tables in an expression, boxed ones inside it too."""
    if isinstance(logic, DecisionTable):
        yield logic
    elif isinstance(logic, tuple):
        for part in logic:
            yield from _tables(part)
    elif is_dataclass(logic):
        for each in fields(logic):
            if each.compare:  # what was compiled holds no tables
                yield from _tables(getattr(logic, each.name))


def _has_free_axes(model, geometry):
    """Whether no two axes go back to the same input."""
    roots = [_roots(model, clause.compiled) for clause in geometry.clauses]
    return sum(map(len, roots)) == len(frozenset().union(*roots))


def _roots(model, expression):
    """What an expression goes back to: paths of inputs; behind a required decision all that it uses."""
    by_name = {decision.name: decision for decision in model.decisions.values()}
    roots, waiting, seen = set(), list(expression.names), set()
    path = path_of(expression)
    if path and len(path) > 1 and path[0] not in by_name:
        return {path}
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in by_name:
            waiting += [*required(model, by_name[name]), *by_name[name].open_inputs]
        else:
            roots.add((name,))
    return roots
