"""Drafts of procedures (流程) and of single forms (表单): what they begin from, what is wrong, what they release."""

import json
import re
from datetime import date

from sqlalchemy import func, select

from app.core.database import db
from app.core.errors import NotFound
from app.core.settings import ROOT
from app.designer.form_changes import form_changes
from app.designer.kinds import KINDS, Change, Kind, Source
from app.designer.models import DesignDraft
from app.designer.process_changes import Model, process_changes
from app.identity.permissions import ROLES
from app.law.period_rules import load_rules
from app.workflow.checks import check_by_file
from app.workflow.checks.model import HUMAN, read_diagram
from app.workflow.commands.releases import deploy
from app.workflow.definitions import read
from app.workflow.models import Release, ReleaseFile
from app.workflow.overview import paper_title, period_words
from app.workflow.problems import Problem, Refused
from app.workflow.registry import DUTY_GROUPS, HANDLERS
from app.workflow.releases import (
    diagram_of,
    form_in_office,
    form_of,
    known_deployed,
    newest_release,
    newest_releases,
    shipped_form,
)
from app.workflow.steps import STEPS
from app.workflow.xml import bp, cam, parse_xml

CHINESE = re.compile(r"[\u4e00-\u9fff（）“”《》、，]+")
BLANK = ROOT / "app/designer/data/blank.bpmn"


def process_source(key: str) -> Source:
    release = newest_release(key)
    if release is None:
        raise NotFound("process", "没有这个流程，请回到流程列表")
    return Source(release.name, release.version, [("bpmn", key, diagram_of(release))])


def blank_diagram(key: str, name: str) -> str:
    """A new procedure: start, one task of the person who starts it, end."""
    return BLANK.read_text("utf-8").replace("PROCESS_KEY", key).replace("PROCESS_NAME", name)


def new_form(key: str, kind: str) -> str:
    """A form to begin with. decide: 同意 or 退回, which a gateway may ask, and an opinion; fill: one text."""
    result = {
        "type": "radio", "key": f"{key}_result", "label": "结论", "validate": {"required": True},
        "values": [{"label": "同意", "value": "agree"}, {"label": "退回", "value": "return"}],
        "properties": {"process": True},
    }  # fmt: skip
    opinion = {"type": "textarea", "key": "opinion", "label": "意见", "validate": {"required": True, "maxLength": 500}}
    parts = [opinion] if kind == "fill" else [result, opinion]
    return json.dumps({"schemaVersion": 18, "type": "default", "id": key, "components": parts}, ensure_ascii=False, indent=1)


def _newest(key: str) -> tuple[int, date] | None:
    release = newest_release(key)
    return release and (release.version, release.effective_on)


def files_of(draft: DesignDraft) -> dict[str, bytes]:
    """{file name: content} of a procedure's draft, as the check and the release read them."""
    diagrams = {f"{name}.bpmn": text.encode() for name, text in draft.contents("bpmn").items()}
    return diagrams | {f"{name}.json": text.encode() for name, text in draft.contents("form").items()}


def process_problems(draft: DesignDraft) -> list[Problem]:
    found = check_by_file(files_of(draft), known_deployed())
    problems = [*_key_differs(draft)]
    for name, rows in found.items():
        form = name.removesuffix(".json") if name.endswith(".json") else None
        problems += rows if form is None else [in_form(form, row) for row in rows]
    return [*problems, *_unrecorded(draft)]


def _unrecorded(draft: DesignDraft):
    """Tasks of the draft whose answers become no row: nobody would find later what was said there."""
    model = process_model(draft.file("bpmn", draft.key).content, {})
    for node in model.diagram.of_kind("userTask") if model else ():
        if node.element.find(f"{bp('extensionElements')}/{cam('taskListener')}") is None:
            words = f"{node.shown}办完后不留下可查的记录，请在“填完以后”选“记录本步意见”"
            yield Problem("not_recorded", node.id, words, "warning")


def in_form(form: str, problem: Problem) -> Problem:
    where = f"，第“{problem.element}”项" if problem.element else ""
    return Problem(problem.code, f"form:{form}", f"表单 {form}{where}：{problem.message}", problem.severity)


def _key_differs(draft: DesignDraft):
    key = process_key(draft.file("bpmn", draft.key).content.encode())
    if key is not None and key != draft.key:
        words = f"流程编号应为“{draft.key}”，图里写的是“{key}”；编号变了就成了另一个流程，请改回"
        yield Problem("key_differs", key, words)


def process_key(content: bytes) -> str | None:
    """Id of the one executable process of a BPMN file, or None where it has none or cannot be read."""
    try:
        executable = read_diagram("", parse_xml(content)).executable
    except Refused:
        return None
    return executable[0].id if len(executable) == 1 else None


def process_model(diagram: str, forms: dict[str, str]) -> Model | None:
    """A diagram with its forms as `process_changes` compares them; None: it is no XML."""
    try:
        return Model(read_diagram("", parse_xml(diagram.encode())), {key: _json(text) for key, text in forms.items()})
    except Refused:
        return None


def _json(text: str) -> dict:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def form_keys(diagram: str) -> list[str]:
    """The forms a diagram shows, in its order; [] where it is no XML."""
    try:
        nodes = read_diagram("", parse_xml(diagram.encode())).of_kind(*HUMAN, "startEvent")
    except Refused:
        return []
    return list(dict.fromkeys(key for node in nodes if (key := node.camunda("formKey"))))


def form_text(key: str, release: Release | None, draft: DesignDraft | None = None) -> str | None:
    """A form as a draft would release it: of the draft, else of the last release, else shipped, else the office's."""
    if draft and (file := draft.file("form", key)):
        return file.content
    found = (form_of(release, key) if release else None) or shipped_form(key) or form_in_office(key)
    return found.decode("utf-8-sig") if isinstance(found, bytes) else found


def _forms(diagram: str, release: Release | None, draft: DesignDraft | None = None) -> dict[str, str]:
    return {key: text for key in form_keys(diagram) if (text := form_text(key, release, draft)) is not None}


def process_changes_of(draft: DesignDraft) -> list[Change]:
    """What a draft changes against the last release."""
    text = draft.file("bpmn", draft.key).content
    release = newest_release(draft.key)
    new = process_model(text, _forms(text, release, draft))
    if new is None:
        return [Change("流程图读不出来，无法对照")]
    old_text = diagram_of(release) if release else None
    old = old_text and process_model(old_text, _forms(old_text, release))
    return process_changes(old or None, new, words(new, *([old] if old else [])))


def words(*models: Model) -> dict:
    """How the office names what a diagram names by code: f(code) -> words, by subject."""
    titles = {key: node.name for model in models for key, node in model.nodes.items() if node.name}
    groups = {name: said.removeprefix("是") for name, (said, _) in DUTY_GROUPS.items()}
    return {
        "role": lambda code: ROLES.get(code, code), "paper": paper_title, "period": _period,
        "step": lambda code: STEPS.get(code, code), "handler": handler_words,
        "task": lambda code: f"“{titles[code]}”" if code in titles else groups.get(code) or paper_title(code),
    }  # fmt: skip


def _period(rule: str) -> str:
    return period_words(rule) if rule in load_rules().versions else rule


def handler_words(name: str) -> str:
    """What a handler does in the office's words, with which its docstring begins; its name where there are none."""
    said = CHINESE.match((getattr(HANDLERS.get(name), "__doc__", "") or "").strip())
    return said[0].rstrip("，、。") if said else name


def process_release(actor, draft: DesignDraft, effective_on: date) -> list[tuple[str, int]]:
    return [(release.key, release.version) for release in deploy(actor, files_of(draft), effective_on)]


def users_of_form(key: str) -> list[Release]:
    """The newest release of every procedure that shows this form."""
    return [release for release in newest_releases() if form_of(release, key) is not None]


def form_source(key: str) -> Source:
    releases = users_of_form(key)
    text = form_text(key, next(iter(releases), None))
    if text is None:
        raise NotFound("form", "没有这张表单，请回到表单列表")
    newest = form_newest(key)
    name = _json(text).get("title") or next((step for release in releases for step in _steps_with(key, release)), key)
    return Source(name, newest and newest[0], [("form", key, text)])


def _steps_with(form: str, release: Release) -> list[str]:
    """Titles of the steps that show a form."""
    return [each.title for each in read(diagram_of(release)).elements.values() if each.form_key == form and each.title]


def form_newest(key: str) -> tuple[int, date] | None:
    """A form's version: how many different texts of it were released; in force with the last procedure showing it."""
    query = select(func.count(ReleaseFile.sha256.distinct()), func.max(Release.effective_on)).join(ReleaseFile.release)
    texts, effective_on = db.session.execute(query.where(ReleaseFile.kind == "form", ReleaseFile.name == key)).one()
    return (texts, effective_on) if texts else None


def _form_files(draft: DesignDraft) -> dict[str, bytes]:
    diagrams = {f"{each.key}.bpmn": diagram_of(each).encode() for each in users_of_form(draft.key)}
    return diagrams | {f"{draft.key}.json": draft.file("form", draft.key).content.encode()}


def form_problems(draft: DesignDraft) -> list[Problem]:
    """What the form and the procedures that show it would be refused for."""
    if not users_of_form(draft.key):
        words = "还没有流程使用这张表单；请在流程草稿里选用它，和流程一起施行"
        return [Problem("form_unused", None, words)]
    own = f"{draft.key}.json"
    found = check_by_file(_form_files(draft), known_deployed())
    return found[own] + [each for name, rows in found.items() for each in rows if name != own and each.severity == "error"]


def form_changes_of(draft: DesignDraft) -> list[Change]:
    old = form_text(draft.key, next(iter(users_of_form(draft.key)), None))
    said = form_changes(_json(old or "{}"), _json(draft.file("form", draft.key).content))
    return [Change(sentence) for sentence in said]


def form_release(actor, draft: DesignDraft, effective_on: date) -> list[tuple[str, int]]:
    """A new release of every procedure that shows the form."""
    return [(release.key, release.version) for release in deploy(actor, _form_files(draft), effective_on)]


KINDS["process"] = Kind("流程", "bpmn", process_source, _newest, process_problems, process_changes_of, process_release)
KINDS["form"] = Kind("表单", "json", form_source, form_newest, form_problems, form_changes_of, form_release)
