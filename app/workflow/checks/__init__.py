"""What a diagram must satisfy before it is deployed. Everything the engine would accept in silence is refused here.

`check_files` never raises: whatever goes wrong inside becomes a finding of the file.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from app.workflow.checks import calls, document, duties, events, gateways, properties, structure, tasks
from app.workflow.checks.model import HUMAN, Diagram, Known, read_diagram, tag
from app.workflow.forms import check_form
from app.workflow.forms.quick import quick_choice
from app.workflow.parser import parse
from app.workflow.problems import Problem, Refused, errors
from app.workflow.xml import LIMIT_BYTES, parse_xml

__all__ = ["Known", "Problem", "check_files", "as_known", "check_by_file"]
CHECKS = (
    *document.CHECKS, *structure.CHECKS, *gateways.CHECKS, *events.CHECKS,
    *tasks.CHECKS, *properties.CHECKS, *duties.CHECKS, *calls.CHECKS,
)  # fmt: skip
GIVEN_UP = {"camunda8_file", "foreign_dialect", "too_many_elements"}
log = logging.getLogger(__name__)


def check_files(
    files: Mapping[str, bytes],
    known_processes=(),
    known_forms=(),
    known_roles=(),
    handlers=(),
    templates=(),
    periods=(),
) -> list[Problem]:
    """Check diagrams and forms that are to be deployed together.

    Args:    files: {file name: content}; `.json` is a form, anything else a diagram;
             known_processes: keys already deployed, or {key: ids of its human tasks}; the others: names that exist
    Returns: every finding, in the order of the files; no errors among them = may be deployed. Never raises.
    """
    processes = known_processes if isinstance(known_processes, Mapping) else dict.fromkeys(known_processes, ())
    known = Known(processes, known_forms, (), known_roles, handlers, templates, periods)
    return [problem for found in check_by_file(files, known).values() for problem in found]


def check_by_file(files: Mapping[str, bytes], known: Known) -> dict[str, list[Problem]]:
    """{file name: findings}; see `check_files`."""
    found: dict[str, list[Problem]] = {name: [] for name in files}
    forms = {name: content for name, content in files.items() if name.lower().endswith(".json")}
    for name, content in forms.items():
        found[name] += _guarded(lambda name=name, content=content: check_form_file(name, content))
    diagrams = []
    for name in files.keys() - forms.keys():
        found[name] += _guarded(lambda name=name: _read(name, files[name], diagrams))
    known = _with_batch(known, diagrams, forms)
    for name, problems in _between(diagrams, known).items():
        found[name] += problems
    for diagram in diagrams:
        found[diagram.file] += _check_diagram(diagram, known)
        if not errors(found[diagram.file]):
            found[diagram.file] += _guarded(lambda diagram=diagram: _engine(diagram))
    return {name: _unique(problems) for name, problems in found.items()}


def check_form_file(name: str, content: bytes) -> list[Problem]:
    """A form file: JSON, UTF-8, and a form this product can show and check."""
    if len(content) > LIMIT_BYTES:
        return [Problem("form_too_large", None, "表单文件超过 2 MB，请检查是否选错了文件")]
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return [Problem("form_json", None, "表单文件不是有效的 JSON，请用表单设计器重新导出")]
    found = check_form(document)
    if isinstance(document, dict) and document.get("id") != form_key(name):
        message = f"表单编号“{document.get('id')}”与文件名不同，流程图须用文件名“{form_key(name)}”引用"
        found.append(Problem("form_id_differs", None, message, "warning"))
    return found


def as_known(content: bytes) -> tuple[dict, dict, set, dict]:
    """What other diagrams may refer to in a diagram that passed: `Known.processes`, `calls`, `steps`, `acts`."""
    diagram = read_diagram("", parse_xml(content))
    return _human_tasks(diagram), calls.call_edges([diagram]), properties.steps_in(diagram), duties.acts_in(diagram)


def _human_tasks(diagram: Diagram) -> dict[str, set[str]]:
    ids = {node.id for node in diagram.of_kind(*HUMAN)}
    return {process.id: ids for process in diagram.executable}


def _read(name: str, content: bytes, diagrams: list[Diagram]) -> list[Problem]:
    root = parse_xml(content)
    if tag(root) != "definitions":
        return [Problem("not_bpmn", None, "这不是 BPMN 2.0 流程图（根元素应为 definitions），请检查选错了文件没有")]
    diagrams.append(read_diagram(name, root))
    return []


def _with_batch(known: Known, diagrams: list[Diagram], forms: Mapping[str, bytes]) -> Known:
    processes = dict(known.processes)
    for diagram in diagrams:
        processes |= _human_tasks(diagram)
    keys = {form_key(name) for name in forms}
    steps = set(known.steps).union(*(properties.steps_in(diagram) for diagram in diagrams))
    acts = dict(known.acts)
    for diagram in diagrams:
        acts |= duties.acts_in(diagram)
    edges = {**known.calls, **calls.call_edges(diagrams)}
    quick = (set(known.quick_forms) - keys) | {form_key(name) for name, content in forms.items() if _is_quick(content)}
    forms = {*known.forms, *keys}
    return replace(known, processes=processes, forms=forms, quick_forms=quick, steps=steps, acts=acts, calls=edges)


def _is_quick(content: bytes) -> bool:
    """Whether a form asks one question only; one that cannot be read is refused for that."""
    try:
        return quick_choice(json.loads(content)) is not None
    except (ValueError, AttributeError, KeyError, TypeError):
        return False


def form_key(file_name: str) -> str:
    """`forms/approve_filing.json` -> `approve_filing`."""
    return file_name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".json")


def _check_diagram(diagram: Diagram, known: Known) -> list[Problem]:
    found: list[Problem] = []
    for check in CHECKS:
        found += _guarded(lambda check=check: list(check(diagram, known)))
        if any(problem.code in GIVEN_UP for problem in found):
            break
    return found


def _between(diagrams: list[Diagram], known: Known) -> dict[str, list[Problem]]:
    """Findings between files: one key twice, recursion."""
    found: dict[str, list[Problem]] = {diagram.file: [] for diagram in diagrams}
    owners: dict[str, str] = {}
    edges = {**known.calls, **calls.call_edges(diagrams)}
    for diagram in diagrams:
        for process in diagram.executable:
            if owners.setdefault(process.id, diagram.file) != diagram.file:
                message = f"流程编号“{process.id}”与文件 {owners[process.id]} 重复，请换一个编号"
                found[diagram.file].append(Problem("duplicate_process", process.id, message))
            if element := calls.recursion(edges, process.id):
                message = "流程经由这里会再次调用自己，形成无穷嵌套；请拆开"
                found[diagram.file].append(Problem("call_recursion", element, message))
    return found


def _engine(diagram: Diagram) -> list[Problem]:
    """Last, the engine's own parser: whatever it refuses that no check above foresaw."""
    try:
        parse(etree.tostring(diagram.root, encoding="unicode"))
    except Exception as refused:
        log.info("the engine refused %s: %s", diagram.file, refused)
        element = getattr(refused, "tag", None) and getattr(refused, "id", None)
        return [Problem("engine_parse", element, "流程引擎读不懂这个流程图，请检查是否用了本系统不支持的元素")]
    return []


def _guarded(check) -> list[Problem]:
    """The findings of one check; its failure is a finding too."""
    try:
        return check()
    except Refused as refused:
        return refused.problems
    except RecursionError:
        return [Problem("too_nested", None, "流程嵌套或连线过长，无法检查；请用调用活动拆分")]
    except Exception:
        log.exception("a deployment check failed")
        return [Problem("check_failed", None, "检查时出现意外，文件未被接受；请把文件交给系统管理员查看日志")]


def _unique(problems: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
