"""Forms at the desk (表单): which the office has, which steps show them, what is wrong with one and what it changes."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from app.core.database import db
from app.core.errors import NotFound
from app.designer import procedures
from app.designer.form_changes import fields_of, form_changes, label_of
from app.designer.kinds import KINDS
from app.designer.models import DesignDraft
from app.workflow.checks import check_form_file
from app.workflow.definitions import read
from app.workflow.models import Release, ReleaseFile
from app.workflow.problems import Problem
from app.workflow.releases import diagram_of, newest_release, newest_releases


@dataclass(frozen=True)
class Use:
    """A step that shows a form: the procedure's newest release and the title of the step."""

    release: Release
    step: str


def uses() -> dict[str, list[Use]]:
    """{form: the steps that show it}, in the order of the procedures and their diagrams."""
    found: dict[str, list[Use]] = {}
    for release in newest_releases():
        for element in read(diagram_of(release)).elements.values():
            if element.form_key:
                title = element.title if element.is_human else f"发起（{element.title or '开始'}）"
                found.setdefault(element.form_key, []).append(Use(release, title))
    return found


def texts() -> dict[str, str]:
    """{form: its text} of the newest releases; where procedures differ, the one released last."""
    newest = [release.id for release in newest_releases()]
    query = select(ReleaseFile.name, ReleaseFile.content).where(
        ReleaseFile.kind == "form", ReleaseFile.release_id.in_(newest)
    )
    return dict(db.session.execute(query.order_by(ReleaseFile.release_id)).all())


@dataclass(frozen=True)
class Form:
    """A form as the desk lists it. labels: what it asks for."""

    key: str
    name: str
    labels: list[str]
    used: list[Use]


def listed() -> list[Form]:
    """Every form a procedure shows, by key."""
    shown, known = uses(), texts()
    return [form(key, text, shown.get(key, [])) for key, text in sorted(known.items())]


def form(key: str, text: str, used: list[Use]) -> Form:
    return Form(key, name_of(text, used, key), [label_of(field) for field in fields_of(document(text)).values()], used)


def released(key: str) -> str:
    """The text of a form as it is released, or shipped. Raises: NotFound("form")"""
    return procedures.form_source(key).files[0][2]


def name_of(text: str, used: list[Use], key: str) -> str:
    """How people call a form: its title, else the step that shows it."""
    return document(text).get("title") or next((use.step for use in used), key)


def document(text: str) -> dict:
    """The form-js document, {} where it cannot be read."""
    try:
        read_text = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read_text if isinstance(read_text, dict) else {}


def text_in(draft: DesignDraft, name: str) -> tuple[str, int]:
    """(text, revision) of a form as a draft would release it; revision 0: the draft does not change it yet.

    Raises: NotFound("form")
    """
    if file := draft.file("form", name):
        return file.content, file.revision
    text = procedures.form_text(name, newest_release(draft.key)) if draft.kind == "process" else None
    if text is None:
        raise NotFound("form", "草稿里没有这张表单，可能刚被移除")
    return text, 0


def problems(draft: DesignDraft, name: str) -> list[Problem]:
    """What is wrong with one form of a draft; of a form's own draft also what the procedures that show it say."""
    if draft.kind == "form":
        return KINDS["form"].problems(draft)
    return check_form_file(f"{name}.json", text_in(draft, name)[0].encode())


def changes(draft: DesignDraft, name: str) -> list[str]:
    """What one form of a draft changes against what is released, as sentences."""
    if draft.kind == "form":
        return [each.words for each in KINDS["form"].changes(draft)]
    before = procedures.form_text(name, newest_release(draft.key))
    return form_changes(document(before or "{}"), document(text_in(draft, name)[0]))
