"""The administrative-penalty case from filing to archive: case, parties, evidence, hearing, review, decision."""

from app.cases import handlers, papers, party_handlers, prefills  # noqa: F401  (registers what the diagrams call)


def init_app(app):
    """Views follow."""
