"""The administrative-penalty case from filing to archive: case, parties, evidence, hearing, review, decision."""

from app.cases import (  # noqa: F401  (registers what the diagrams call)
    agreement_handlers,
    appraisal_handlers,
    beside_views,
    correction_handlers,
    daily_handlers,
    decision_facts,
    entries,
    execution_handlers,
    execution_papers,
    extension_handlers,
    filing_papers,
    handlers,
    list_views,
    lookups,
    papers,
    party_handlers,
    prefills,
    prerequisites,
    preservation_handlers,
    queries,
    recusals,
    relief_handlers,
    remedy_handlers,
    simple_handlers,
    simple_queries,
    simple_views,
    views,
)
from app.cases.models import CASE_STATUSES
from app.cases.simple_models import STATUSES
from app.enterprises import timeline
from app.penalties.breaches import known
from app.workflow.forms import register_value_check


def init_app(app):
    app.register_blueprint(views.bp)
    app.register_blueprint(lookups.bp)


def _unknown_rule(value: str, _properties) -> str | None:
    return None if known(value) else "没有这条处罚规则，请从列表中重新选择"


register_value_check("anliu-rule", _unknown_rule)


@timeline.register
def cases_of(enterprise_id: int) -> list[dict]:
    """What happened to an enterprise: the cases against it and its people."""
    return [
        {"on": row.filed_on or row.applied_on, "title": f"案件 {row.number or '（待立案）'}", "url": f"/cases/{row.id}",
         "detail": f"{row.cause}，{CASE_STATUSES[row.status]}"}
        for row in queries.of_enterprise(enterprise_id)
    ]  # fmt: skip


@timeline.register
def simple_penalties_of(enterprise_id: int) -> list[dict]:
    """What happened to an enterprise: penalties decided on the spot."""
    return [
        {"on": row.decided_on or row.found_at, "title": f"当场处罚 {row.number or ''}".strip(),
         "detail": f"{row.cause}，{STATUSES[row.status]}",
         "url": f"/cases/on-the-spot/{row.id}"}
        for row in simple_queries.of_enterprise(enterprise_id)
    ]  # fmt: skip
