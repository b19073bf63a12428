"""What completing a task brings about by itself (后果): papers issued, periods begun, where the matter goes on.

Read from the diagram with the answers about to be given, so that a person knows beforehand what cannot be taken back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.clock import now, today
from app.law.period_rules import PeriodRule, load_rules
from app.law.periods import compute, day_of, parse_start
from app.law.queries import holiday_table, latest_period
from app.workflow import due, expressions, handlers
from app.workflow.children import release_called
from app.workflow.commands.tasks import require_lawful_answers, signs_last
from app.workflow.definitions import PARALLEL, Definition, Diagram, Element, definition
from app.workflow.forms import GENERIC_OPINION
from app.workflow.handlers import Context
from app.workflow.models import Instance, WorkItem

CHOOSING = {"exclusiveGateway", "inclusiveGateway"}
JUDGING = "businessRuleTask"
WAITING = {"intermediateCatchEvent", "receiveTask"}
AUTOMATIC = {"serviceTask", "sendTask", JUDGING}


@dataclass(frozen=True)
class Clock:
    """A period that begins. `last_day` None: it runs from an event still to come, or nobody has set its length."""

    rule: PeriodRule
    last_day: date | None


@dataclass(frozen=True)
class Effect:
    """A step reached without another person: automatic, or the next task, call or end. `certain`: on every way."""

    step: Element
    certain: bool
    clock: Clock | None = None

    @property
    def is_automatic(self) -> bool:
        return self.step.kind in AUTOMATIC

    @property
    def is_final(self) -> bool:
        """After this nothing is withdrawn (撤回); what a table judges is only noted, and judged again."""
        return self.step.kind in AUTOMATIC - {JUDGING} or self.step.kind == "endEvent"

    @property
    def papers(self) -> list[str]:
        """Template ids of what the step issues."""
        return self.step.many("law.document") if self.is_automatic else []


def consequences(user, item: WorkItem, answers: dict) -> list[Effect]:
    """What follows from completing an open task with these answers, in the order of the diagram.

    A condition on something only an automatic step will find out leaves both ways open (`certain` False); what is
    known already is taken as it stands, although such a step may still decide otherwise when a matter comes round
    again. Empty where the answers only add a signature.

    Raises: marshmallow's ValidationError: the form would refuse these answers; RuleBroken: the law would
    """
    row, known = item.instance, definition(item.instance.release_id)
    context = handlers.context_of(user, item, answers)
    form = known.form(item.form_key) or GENERIC_OPINION
    cleaned = form.load(answers, handlers.prefilled(item.form_key, context))
    if not signs_last(user, item, cleaned):
        return []
    given = Context(user, row, context.step, context.data, cleaned, item)
    require_lawful_answers(given)
    data = context.data | form.process_data(cleaned) | handlers.foreseen(item.form_key, given)
    data.pop(f"{item.element}_on", None)  # a delivery sets it anew
    walked = _walk(known.diagram, context.step, data)
    return [effect for way in walked for effect in _effects(row, *way, data)]


def _effects(row: Instance, step: Element, certain: bool, at_once: bool, data: dict) -> list[Effect]:
    """The step itself; in place of a call what the called procedure does at once, up to its first tasks."""
    own = [Effect(step, certain, _begins(_clock(row, step, data), at_once))]
    if step.call is None or step.call.is_multiple:
        return own
    called = definition(release_called(row, step.call)).diagram
    inside = {name: data.get(here) for here, name in step.call.inputs}
    walked = [each for each in _walk(called, called.start, inside) if each[0].kind != "endEvent"]  # its end is not ours
    return [Effect(each, certain and sure, _begins(_clock(row, each, inside), at_once and now_))
            for each, sure, now_ in walked] or own  # fmt: skip


def _begins(clock: Clock | None, at_once: bool) -> Clock | None:
    """The period of a step that waits for an event first has no last day yet."""
    return clock if at_once or clock is None else Clock(clock.rule, None)


def may_be_final(known: Definition, element_id: str) -> bool:
    """Whether some answer leads to a step after which nothing is withdrawn."""
    return any(Effect(step, sure).is_final for step, sure, _ in _walk(known.diagram, known.element(element_id), {}))


def _walk(diagram: Diagram, start: Element, data: dict) -> Iterator[tuple[Element, bool, bool]]:
    """(step, whether it is certain, whether it comes at once) up to the next human tasks, each once; gateways and events
    are passed."""
    seen, waiting = {start.id}, [(target, True, True) for target in start.after]
    while waiting:
        step_id, certain, at_once = waiting.pop(0)
        step = diagram.elements[step_id]
        if step.id in seen:
            continue
        seen.add(step.id)
        certain = certain and not (step.is_join and step.kind in PARALLEL)  # it may wait for other branches
        if step.is_human or step.call or (step.kind == "endEvent" and step.top):
            yield step, certain, at_once
            continue
        if step.kind in AUTOMATIC:
            yield step, certain, at_once
        at_once = at_once and step.kind not in WAITING
        waiting += [(target, certain and sure, at_once) for target, sure in _ways(step, data)]
        if step.kind == "endEvent" and step.around:  # the sub-process ends when its other branches have, too
            waiting += [(target, False, at_once) for target in diagram.elements[step.around].after]


def _ways(step: Element, data: dict) -> list[tuple[str, bool]]:
    """[(next element, whether it is certain)] of one step."""
    if step.kind not in CHOOSING or len(step.after) < 2:
        return [(target, True) for target in step.inside or step.after]
    found, open_ = [], False
    for target, condition in zip(step.after, step.conditions, strict=True):
        holds = _holds(condition, data) if condition else False
        open_ = open_ or holds is None
        if holds is not False:
            found.append((target, holds is True and (not open_ or step.kind == "inclusiveGateway")))
        if holds and step.kind == "exclusiveGateway":
            return found
    if any(sure for _, sure in found):
        return found
    default = [target for target, condition in zip(step.after, step.conditions, strict=True) if not condition]
    return found + [(target, not open_) for target in default]


def _holds(condition: str, data: dict) -> bool | None:
    """None: not known yet."""
    if not expressions.names_in(condition) <= data.keys():
        return None
    return bool(expressions.evaluate(condition, data))


def _clock(row: Instance, step: Element, data: dict) -> Clock | None:
    """The period the step begins; None where it has none or an earlier one goes on."""
    rule_id = due.rule_of(row, step) if step.is_human else None
    if not rule_id:
        return None
    rule = load_rules().version_on(rule_id, today())
    source = step.properties.get("law.period_from")
    start = due.starting_day(source, row, data) if source else now()
    if rule is None or start is None:
        return rule and Clock(rule, None)
    running = latest_period(rule_id, *due.subject_of(row))
    if source and running and (running.is_open or (running.instance_id == row.id and due.same_day(running, start))):
        return None
    start = parse_start(start) if isinstance(start, str) else start
    last = compute(rule_id, start, table=holiday_table()).last_day
    return Clock(rule, last and day_of(last))
