"""What the automatic steps of a hazard will find out of answers about to be given: for the dialog that states what follows."""

from app.hazards import queries, rules
from app.hazards.handlers import grading_of
from app.law.tables import queries as tables
from app.workflow.registry import foresees


@foresees("assess_hazard")
def foresee_assessment(context) -> dict:
    """How it will be dealt with, as the table grades these answers."""
    said, row = context.answers, queries.hazard(int(context.subject[1]))
    asked = grading_of(said) | {"standard_item": said.get("standard_item") or ""}
    found = tables.evaluate(tables.in_force("hazard_grade", row.found_on), asked).value
    return {"handling": rules.handling(found["grade"], bool(said.get("on_the_spot")))}


@foresees("decide_hazard_extension")
def foresee_extension(context) -> dict:
    """More time: it is put right on; none: nothing changes."""
    return {"is_extended": context.answers["extension_result"] == "grant"}
