"""Deploying procedures (部署流程): immutable, complete releases; the same content twice is the same release."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from lxml import etree
from sqlalchemy import select

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.workflow.checks import check_by_file, form_key
from app.workflow.checks.model import HUMAN, Diagram, listed, read_diagram
from app.workflow.models import Release, ReleaseFile
from app.workflow.problems import Problem, Refused, errors
from app.workflow.releases import (
    diagram_of,
    form_in_office,
    form_of,
    known_deployed,
    newest_release,
    newest_releases,
    shipped_files,
    shipped_form,
)
from app.workflow.xml import cam, parse_xml

SHIPPED_SINCE = date(
    2021, 7, 15
)  # the day 行政处罚法 (2021) took effect: matters before it are none of these procedures


@dataclass(frozen=True)
class Bundle:
    """One diagram on its way to a release."""

    diagram: Diagram
    content: str
    warnings: list[Problem]

    @property
    def process(self):
        return self.diagram.executable[0]

    @property
    def key(self) -> str:
        return self.process.id

    @property
    def called(self) -> list[str]:
        """Keys of the procedures it calls, each once."""
        named = (node.element.get("calledElement").strip() for node in self.diagram.of_kind("callActivity"))
        return list(dict.fromkeys(named))

    @property
    def start_form(self) -> str | None:
        return next((start.camunda("formKey") for start in self.process.starts), None)

    @property
    def forms(self) -> list[str]:
        """Keys of the forms it shows, sorted."""
        nodes = self.diagram.of_kind(*HUMAN, "startEvent")
        return sorted({key for node in nodes if (key := node.camunda("formKey"))})


@command(permission="deploy_process")
def deploy(actor, files: dict[str, bytes], effective_on: date | None = None) -> list[Release]:
    """Deploy diagrams with their forms (部署): one release for each procedure, all or none.

    A form is taken from the files given, else from the procedure's last release, else from the shipped forms, else
    from any release that has it. Called procedures are pinned to the release deployed together or the newest one;
    procedures that call a changed one get a new release too, so that new matters follow it and running ones do not.

    Args:    files: {file name: content}, `.json` is a form; effective_on: first day for new instances, default today
    Returns: the releases in the order of the files, then those of their callers; an unchanged procedure returns its
             present release
    Raises:  Refused(code of the first problem): `.problems` lists all; RuleBroken("no_diagram" | "effective_past")
    """
    if effective_on and effective_on < today():
        raise RuleBroken("effective_past", "施行日期不能早于今天，请改为今天或以后")
    return _deploy(actor, files, lambda key: effective_on or today())


@command(permission="deploy_process")
def deploy_shipped(actor) -> list[Release]:
    """Deploy every procedure of `workflows/` with `forms/` that was never deployed as it is.

    What the office deployed since stays in force: only a procedure the product itself ships changed becomes a new
    release. The first is in force from the day of the present 行政处罚法 (2021-07-15), later ones from today.
    """
    files = shipped_files()
    bundles = _checked(files)
    given = _forms_of(files)
    fresh = [bundle for bundle in bundles if not _was_deployed(bundle, given)]
    _release_all(actor, fresh, given, lambda key: today() if newest_release(key) else SHIPPED_SINCE)
    return [newest_release(bundle.key) for bundle in bundles]


def _deploy(actor, files, effective) -> list[Release]:
    return _release_all(actor, _checked(files), _forms_of(files), effective)


def _forms_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {form_key(name): content for name, content in files.items() if name.lower().endswith(".json")}


def _was_deployed(bundle: Bundle, given: dict[str, bytes]) -> bool:
    """Whether some release of this procedure had this very diagram and these very forms."""
    forms = [_file("form", key, _form(key, given, None)) for key in bundle.forms]
    wanted = {(each.name, each.sha256) for each in (_file("bpmn", bundle.key, bundle.content), *forms)}
    query = select(Release.id, ReleaseFile.name, ReleaseFile.sha256).join(Release.files)
    found: dict[int, set] = {}
    for release_id, name, digest in db.session.execute(query.where(Release.key == bundle.key)):
        found.setdefault(release_id, set()).add((name, digest))
    return wanted in found.values()


def _release_all(actor, bundles: list[Bundle], given: dict[str, bytes], effective) -> list[Release]:
    done: dict[str, Release] = {}
    for bundle in _called_first(bundles):
        done[bundle.key] = _release(actor, bundle, given, done, effective)
    while stale := [release for release in newest_releases() if _is_behind(release, done)]:
        for release in stale:
            done[release.key] = _release(actor, _bundle_of(release), {}, done, effective)
    keys = dict.fromkeys([*(bundle.key for bundle in bundles), *done])
    return [done[key] for key in keys]


def _is_behind(release: Release, done: dict[str, Release]) -> bool:
    """Whether it calls an earlier release of a procedure just deployed."""
    return any(key in done and done[key].id != pinned for key, pinned in release.pins.items())


def _bundle_of(release: Release) -> Bundle:
    """A procedure as it was deployed, to be released again with what it calls now."""
    content = diagram_of(release)
    warnings = [Problem(**each) for each in release.warnings]
    return Bundle(read_diagram(release.key, parse_xml(content.encode())), content, warnings)


def _checked(files: dict[str, bytes]) -> list[Bundle]:
    """Raises: Refused, RuleBroken("no_diagram")"""
    found = check_by_file(files, known_deployed())
    if faults := errors([problem for problems in found.values() for problem in problems]):
        raise Refused(faults)
    bundles = [
        Bundle(read_diagram(name, root := parse_xml(content)), _text(content, root), found[name])
        for name, content in files.items()
        if not name.lower().endswith(".json")
    ]
    if not bundles:
        raise RuleBroken("no_diagram", "没有流程图；表单随使用它的流程图一起部署")
    return bundles


def _text(content: bytes, root: etree._Element) -> str:
    """The diagram as UTF-8 text, unchanged where it was UTF-8."""
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() in ("UTF-8", "ASCII", "US-ASCII"):
        return content.decode("utf-8-sig")
    return etree.tostring(root, encoding="unicode")


def _called_first(bundles: list[Bundle]) -> list[Bundle]:
    """Called procedures before their callers; the check has refused recursion."""
    by_key = {bundle.key: bundle for bundle in bundles}
    ordered: dict[str, Bundle] = {}

    def place(bundle):
        for key in bundle.called:
            if key in by_key and key not in ordered:
                place(by_key[key])
        ordered.setdefault(bundle.key, bundle)

    for bundle in bundles:
        place(bundle)
    return list(ordered.values())


def _release(actor, bundle: Bundle, given, done, effective) -> Release:
    last = newest_release(bundle.key)
    forms = {key: _form(key, given, last) for key in bundle.forms}
    called = {key: done.get(key) or newest_release(key) for key in bundle.called}
    digest = _digest(bundle.content, forms, {key: release.bundle_hash for key, release in called.items()})
    if last and last.bundle_hash == digest:
        return last
    release = Release(
        key=bundle.key,
        version=last.version + 1 if last else 1,
        name=(bundle.process.element.get("name") or bundle.key).strip()[:200],
        bundle_hash=digest,
        effective_on=effective(bundle.key),
        deployed_at=now(),
        deployed_by=actor.id,
        starter_roles=",".join(listed(bundle.process.element.get(cam("candidateStarterGroups")))),
        start_form=bundle.start_form,
        pins={key: pinned.id for key, pinned in called.items()},
        warnings=[problem.as_dict() for problem in bundle.warnings],
    )
    release.files = [_file("bpmn", bundle.key, bundle.content)] + [_file("form", *form) for form in forms.items()]
    db.session.add(release)
    db.session.flush()  # callers of this procedure pin its id
    return release


def _form(key: str, given: dict[str, bytes], last: Release | None) -> str:
    content = given.get(key)
    if content is None:
        found = form_of(last, key) if last else None
        content = found or shipped_form(key) or form_in_office(key)
    return content.decode("utf-8-sig") if isinstance(content, bytes) else content


def _file(kind: str, name: str, content: str) -> ReleaseFile:
    return ReleaseFile(kind=kind, name=name, content=content, sha256=hashlib.sha256(content.encode()).hexdigest())


def _digest(diagram: str, forms: dict[str, str], called: dict[str, str]) -> str:
    """One hash over everything the release fixes."""
    whole = json.dumps([diagram, sorted(forms.items()), sorted(called.items())], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
