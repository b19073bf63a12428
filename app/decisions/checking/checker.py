"""The checker: every decision table of a model, every check, in one list of findings."""

from dataclasses import fields, is_dataclass

from ..dmn.model import DecisionTable, Model
from .budget import NODES, SECONDS, Budget
from .conventions import check_conventions
from .domains import Domains, required
from .examples import Examples, path_of
from .findings import ordered
from .gaps import check_gaps, check_null_gaps
from .geometry import Geometry
from .overlaps import check_overlaps
from .rows import check_reachability, check_redundancy
from .subject import Subject
from .types import types_of
from .values import check_values

DEEPEST = 5  # structures in structures of which an example fills in the members
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
    complete = frozenset(complete)
    found = []
    for subject in _subjects(model, complete, seconds, nodes):
        for check in CHECKS:
            found += check(subject)
    return ordered(found)


def _subjects(model, complete, seconds, nodes):
    types = types_of(model)
    for owner in (*model.decisions.values(), *model.knowledge.values()):
        domains = Domains(model, owner, types)
        for table in _tables(owner.logic):
            geometry = Geometry(table, domains)
            blanks = _blanks(model, owner, types) if table is owner.logic else {}
            yield Subject(
                owner=owner.id,
                table=table,
                geometry=geometry,
                examples=Examples(geometry, blanks),
                types=types,
                budgets=(Budget(seconds, nodes), Budget(seconds, nodes)),
                is_complete=owner.id in complete,
                has_free_axes=_has_free_axes(model, geometry),
            )


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


def _blanks(model, owner, types):
    """The names a caller gives for this decision alone, with an empty value of each (see Examples)."""
    inputs = [model.inputs[key] for key in owner.requires if key in model.inputs]
    return {each.name: _blank(each.type, types) for each in inputs} | dict.fromkeys(owner.open_inputs)


def _blank(reference, types, depth=0):
    item = types.items.get(reference)
    return None if item is None else _blank_item(item, types, depth)


def _blank_item(item, types, depth):
    if item.is_list or depth > DEEPEST:
        return None
    if item.members:
        return {member.name: _blank_item(member, types, depth + 1) for member in item.members}
    return _blank(item.type, types, depth + 1)


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
