"""What diagrams may name: handlers of service tasks and task listeners, and fact builders of papers.

A diagram says `camunda:delegateExpression="${cases.file_case}"`; the domain package says `@handler("cases.file_case")`.
An unknown name is refused when the diagram is deployed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

HANDLERS: dict[str, Callable] = {}
FACTS: dict[str, Callable] = {}


def handler(name: str):
    """Register a handler: `f(context) -> dict | None`; the dict (flat, JSON scalars) becomes process data.

    The same registry serves service tasks and the `complete` listener of user tasks (camunda:taskListener): the
    listener turns what the person submitted into domain rows. A task that came back (退回) is completed again, so a
    listener replaces what it wrote for the same element before.
    """

    def register(function):
        if name in HANDLERS:
            raise ValueError(f"handler {name} is registered twice")
        HANDLERS[name] = function
        return function

    return register


def document_facts(template_id: str):
    """Register `f(context) -> dict`, the facts that fill one paper; used for the draft preview and for issuing."""

    def register(function):
        if template_id in FACTS:
            raise ValueError(f"facts of {template_id} are registered twice")
        FACTS[template_id] = function
        return function

    return register


PREFILL: dict[str, Callable] = {}


def prefill(form_key: str):
    """Register `f(context) -> dict`, the values a form opens with (facts the office already knows)."""

    def register(function):
        PREFILL[form_key] = function
        return function

    return register


ANSWER_RULES: dict[str, Callable] = {}


def answer_rule(form_key: str):
    """Register `f(context)`: what refuses answers before anybody signs them; it raises RuleBroken and changes nothing.

    Where several officers sign, the listener runs only with the last signature; the first is told here.
    """

    def register(function):
        ANSWER_RULES[form_key] = function
        return function

    return register


FORESEEN: dict[str, Callable] = {}


def foresees(form_key: str):
    """Register `f(context) -> dict`: the process data the automatic steps after this form will find out of its answers, so that
    what follows can be said beforehand. It changes nothing."""

    def register(function):
        FORESEEN[form_key] = function
        return function

    return register


MATTER_NAMES: list[Callable] = []


def names_matter(function):
    """Register `f(data) -> str`: how lists name a matter just begun, until a step says what it is about; "": not known."""
    MATTER_NAMES.append(function)
    return function


REQUIREMENTS: dict[str, Callable] = {}


def requirement(kind: str):
    """Register `f(name, instance) -> str | None`: why an entry of `law.requires` does not hold yet (Chinese), or None.

    Args: kind: `served` answers entries written `served:<name>`, and `deliberated` the bare word (with name "");
                `document` answers all other bare names; it returns NotImplemented for a name that is no document,
                which is then looked up among the steps performed
    """

    def register(function):
        REQUIREMENTS[kind] = function
        return function

    return register


EXPECTED: dict[tuple[str, str], tuple[str, ...]] = {}


def expected(step: str, paper: str, names: tuple[str, ...]) -> None:
    """Say what `law.requires` a human task of that `law.step` preparing that paper should have; the check of a diagram
    warns where one is missing."""
    EXPECTED[step, paper] = names


PERIOD_STARTS: dict[str, Callable] = {}


def period_start(kind: str):
    """Register `f(name, instance) -> date | None`, the starting day of `law.period_from="<kind>:<name>"`."""

    def register(function):
        PERIOD_STARTS[kind] = function
        return function

    return register


WITHDRAWAL_BARRIERS: list[Callable] = []


def withdrawal_barrier(function):
    """Register `f(root_id, since) -> str | None`: why nothing may be withdrawn (撤回) any more, e.g. a paper issued."""
    WITHDRAWAL_BARRIERS.append(function)
    return function


RETURN_BARRIERS: list[Callable] = []


def return_barrier(function):
    """Register `f(instance, select of its and its children's ids) -> (moment, words) | None`: what it does not go back behind (退回)."""
    RETURN_BARRIERS.append(function)
    return function


CONSULTATION_LISTENERS: list[Callable] = []


def consultation_listener(function):
    """Register `f(consultation)`, called inside the transaction in which a colleague is asked or answers (会签、加签)."""
    CONSULTATION_LISTENERS.append(function)
    return function


DUTY_GROUPS: dict[str, tuple[str, Callable]] = {}


def duty_group(name: str, words: str):
    """Register `f(root_id) -> ids` of people whom `duty.separate_from` may name together, e.g. the officers in charge.

    Args: words: what they are, after a name: 「是本案的承办人」
    """

    def register(function):
        DUTY_GROUPS[name] = (words, function)
        return function

    return register


@dataclass(frozen=True)
class DecisionFacts:
    """What a table is asked: inputs by name; the legally relevant day (None: today); whom the result is about."""

    inputs: dict
    on: date | None = None
    subject: tuple | None = None  # (table name, id); None: the subject of the instance


DECISION_FACTS: dict[tuple[str, str], Callable] = {}


def decision_facts(key: str, process: str = ""):
    """Register `f(context) -> DecisionFacts`, what a decision table is asked by business rule tasks: amounts and other
    facts that are never process data. A list of them: the table decides on each, and a mapping that collects takes all.
    A table without one is asked with the process data of the names it wants.

    Args: process: the procedure that asks the table with facts of its own; "": all others
    """

    def register(function):
        if (key, process) in DECISION_FACTS:
            raise ValueError(f"facts of table {key} are registered twice")
        DECISION_FACTS[key, process] = function
        return function

    return register
