"""What follows when a decision falls (决定被撤销): its execution stops; a further proceeding against the same party begins."""

from datetime import date

from app.cases import queries
from app.cases.commands.parties import close_party, proceeding_data
from app.cases.models import Party
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.penalties import commands as penalties
from app.penalties import queries as penalty_queries
from app.penalties.models import VOID_GROUNDS, Decision
from app.workflow.commands import add_child, end_instance, start_process

CARRIED = (
    "kind", "capacity", "enterprise_id", "enterprise_person_id", "name", "id_no", "legal_representative", "position",
    "employer_name", "address", "phone",
)  # fmt: skip


@command()
def void_decision(actor, party: Party, ground: str, on: date, redo: str = "none") -> Decision:
    """The decision on this party falls: nothing of it is carried out any further, and it may have to be made again.

    The proceeding that decides anew starts first: the case must not go on to its closure in between.

    Args:   ground: key of penalties.models.VOID_GROUNDS; redo: key of remedy_rules.REDO_GROUNDS
    Raises: RuleBroken("no_decision"), Conflict("voided")
    Source: 行政处罚法 (2021) art. 75(2); 行政复议法 (2023) arts. 64, 68; 行政诉讼法 (2017) arts. 70, 71
    """
    decision = penalty_queries.decision(party.id)
    if decision is None:
        raise RuleBroken("no_decision", "没有对这名当事人作出处罚决定，没有可以撤销的决定")
    if redo != "none":
        follow_on(actor, party, "redo", {"redo": redo})
    penalties.void(actor, decision, ground, on)
    application = queries.court_application(party.id)
    if application and application.submitted_on and not application.closed_on:
        application.result, application.closed_on = "terminated", today()
    close_party(actor, party, "voided")
    if running := queries.proceeding(party):
        end_instance(actor, running.id, f"处罚决定已被撤销（{VOID_GROUNDS[ground]}），停止执行")
    return decision


@command()
def follow_on(actor, party: Party, kind: str, terms: dict) -> Party:
    """Begin a further proceeding against the same party of the same case, from the proposal on.

    While the parties are handled it runs among them and the case waits for it; once the case has gone on (待结案, 已结案,
    已归档, 当场处罚) it runs beside the case as a process of its own, and its time to decide counts from today.

    Args:   kind: key of models.ROUNDS; terms: kept with the new row, see there
    """
    case = party.case
    same = [each.round for each in case.parties if (each.kind, each.id_no) == (party.kind, party.id_no)]
    row = Party(
        **{name: getattr(party, name) for name in CARRIED}, case_id=case.id, round=max(same) + 1, follows_id=party.id,
        round_kind=kind, round_terms=terms,
    )  # fmt: skip
    case.parties.append(row)
    db.session.flush()  # the child is keyed by the party's id
    data = proceeding_data(case) | {"party_id": row.id}
    if case.status == "handling":
        add_child(actor, case.root_id, "handle_party", str(row.id), data)
    else:
        start_process(
            actor, "party_proceeding", data=data | {"filed_on": today().isoformat()}, subject=("party", row.id, row.label),
            origin=case.root_id,
        )  # fmt: skip
    return row
