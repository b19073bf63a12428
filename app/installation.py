"""What every database starts with: organisations, checklists, and the tables and procedures the product ships with."""

import json

from app.core import search
from app.core.command import command
from app.core.settings import ROOT
from app.identity.seeding import seed_organisations
from app.inspections.commands import import_checklists
from app.inspections.queries import checklist_sectors
from app.law.tables.commands import put_shipped_in_force
from app.workflow.commands.releases import deploy_shipped

CHECKLISTS = ROOT / "app/inspections/data/checklists.json"


def install(actor) -> None:
    """Load organisations and checklists into an empty database, bring the shipped tables and procedures into force.

    May be repeated: organisations, checklists and tables a bureau changed stay; a shipped procedure that differs from
    its last release becomes a new one.
    """
    seed_organisations(actor)
    if not checklist_sectors():
        import_checklists(actor, json.loads(CHECKLISTS.read_text("utf-8")))
    put_shipped_in_force(actor)
    deploy_shipped(actor)
    if search.is_missing():
        make_findable(actor)


@command()
def make_findable(actor) -> int:
    """Fill the search index of an office that worked before there was one. Returns: how many entries were written"""
    return search.rebuild()
