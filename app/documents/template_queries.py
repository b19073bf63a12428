"""Which step of which procedure writes, issues and delivers each paper, as the diagrams in force say."""

from dataclasses import dataclass

from app.documents.catalogue import Template, catalogue
from app.identity.permissions import ROLES
from app.workflow.definitions import Element, definition
from app.workflow.releases import newest_releases, release_for


@dataclass(frozen=True)
class Use:
    """One step that has to do with a paper. act: write (填写、预览) | issue (制作编号) | deliver (送达)."""

    process: str
    process_name: str
    element: str
    title: str
    act: str
    people: str


def uses() -> dict[str, list[Use]]:
    """{paper: its steps, by procedure in the order of the diagram}; a procedure not yet in force counts by its newest."""
    found: dict[str, list[Use]] = {}
    for newest in newest_releases():
        release = release_for(newest.key) or newest
        for element in definition(release.id).diagram.elements.values():
            for paper, act in _acts(element):
                people = "、".join(ROLES.get(role, role) for role in element.roles)
                found.setdefault(paper, []).append(Use(release.key, release.name, element.id, element.title, act, people))
    return found


def _acts(element: Element):
    """(paper, act) pairs of one element."""
    for paper in element.many("law.document"):
        yield paper, "write" if element.is_human else "issue"
    for paper in element.many("law.delivers"):
        yield paper, "deliver"


def matching(words: str) -> list[tuple[Template, list[Use]]]:
    """The papers that have every word in title, kind, basis or the procedures that issue them, by kind.

    Args: words: separated by blanks; none: all papers
    """
    known = uses()
    found = [(paper, known.get(paper.id, [])) for paper in catalogue().values()]
    found = [(paper, used) for paper, used in found if all(word in _searched(paper, used) for word in words.split())]
    return sorted(found, key=lambda each: (each[0].category, each[0].id))


def _searched(paper: Template, used: list[Use]) -> str:
    steps = "".join(f"{use.process_name}{use.title}" for use in used)
    return f"{paper.id}{paper.name}{paper.title}{paper.category}{paper.stage}{paper.series}{''.join(paper.basis)}{steps}"
