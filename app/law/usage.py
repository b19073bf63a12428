"""Where each rule of law is used: diagram elements, forms, papers, decision tables, code and tests, found in the files.

Reads files only. Nothing keeps a list by hand: a rule is used where its id stands.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from app.core.settings import ROOT
from app.core.yaml_file import read_yaml

CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
KINDS = {"diagram": "流程", "table": "决策表", "form": "表单", "document": "文书", "code": "代码", "test": "测试"}
TEXTS = {  # kind: the files in which a rule is named by its id
    "table": ("workflows/*.dmn",),
    "form": ("forms/*.json",),
    "document": ("documents/*/document.yaml", "documents/*/template.html"),
    "code": ("app/**/*.py",),
    "test": ("tests/**/*.py",),
}
NOT_USES = ("app/law/cli.py", "app/law/coverage.py", "tests/unit/law/test_coverage.py")  # ids there are examples
RULE_PROPERTIES = ("law.period", "decisionRef")
CALLS_A_RULE = re.compile("period|decide|table|law/")
ENGLISH = re.compile("[a-z]+")


@dataclass(frozen=True, order=True)
class Use:
    """One place. file: path below the project; words: what a reader calls it; element, step: id and name in a diagram."""

    kind: str
    file: str
    words: str
    element: str = ""
    step: str = ""


@dataclass(frozen=True)
class Property:
    """One `camunda:property` of a diagram element, or its `camunda:decisionRef`."""

    name: str
    values: tuple[str, ...]
    use: Use
    basis: str  # `law.basis` of the same element


def uses(ids: Collection[str], root: Path = ROOT) -> dict[str, tuple[Use, ...]]:
    """{rule id: where it stands, diagrams first}; an id that stands nowhere has ()."""
    found: dict[str, set[Use]] = {rule_id: set() for rule_id in ids}
    titles = names(root)
    shared = (
        found.keys() & titles.keys()
    )  # also the id of a task, form, step or paper: only where a period is spoken of
    for each in properties(root):
        for value in each.values:
            rule_id = value.rpartition(":")[2]
            if rule_id in found and (rule_id not in shared or each.name.startswith(RULE_PROPERTIES)):
                found[rule_id].add(each.use)
    for kind, path, text in _texts(root):
        for rule_id in _named(text, found.keys(), shared):
            file = path.relative_to(root).as_posix()
            found[rule_id].add(Use(kind, file, _title(kind, path, titles)))
    order = list(KINDS)
    return {
        rule_id: tuple(sorted(each, key=lambda use: (order.index(use.kind), use))) for rule_id, each in found.items()
    }


def properties(root: Path = ROOT) -> list[Property]:
    """What the diagrams say about law and duty, in the order of the files."""
    return list(_properties(root))


def names(root: Path = ROOT) -> dict[str, str]:
    """{id of a diagram element, form, step or paper: its Chinese name}"""
    found: dict[str, str] = {}
    for path in _files(root, "workflows/*.bpmn"):
        for node in etree.parse(path).iter():
            if isinstance(node.tag, str) and node.get("id"):
                found.setdefault(node.get("id"), node.get("name") or node.get("id"))
                found.setdefault(node.get(f"{CAMUNDA}formKey") or node.get("id"), node.get("name") or "")
    for each in _properties(root):
        if each.name == "law.step":
            found.setdefault(each.values[0], each.use.step)
    for path in _files(root, "documents/*/document.yaml"):
        found[path.parent.name] = read_yaml(path.read_text("utf-8"))["name"]
    return found


def offering_forms(root: Path = ROOT) -> tuple[Use, ...]:
    """The forms in which a person picks any of the penalty rules (field type `anliu-rule`)."""
    titles = names(root)
    return tuple(Use("form", path.relative_to(root).as_posix(), _title("form", path, titles))
                 for path in _files(root, "forms/*.json") if '"anliu-rule"' in path.read_text("utf-8"))  # fmt: skip


def tables(root: Path = ROOT) -> list[str]:
    """The ids of the decisions in the shipped tables."""
    found = (etree.parse(path).iterfind("{*}decision") for path in _files(root, "workflows/*.dmn"))
    return [node.get("id") for nodes in found for node in nodes]


@lru_cache(maxsize=1)
def cached_uses(ids: frozenset[str], offered: frozenset[str]) -> dict[str, tuple[Use, ...]]:
    """`uses` of the shipped files, read once: the pages show it. Args: offered: the penalty rules a form lets one pick"""
    forms = offering_forms()
    return {rule_id: (forms if rule_id in offered else ()) + found for rule_id, found in uses(ids).items()}


def _properties(root: Path) -> Iterator[Property]:
    for path in _files(root, "workflows/*.bpmn"):
        tree = etree.parse(path).getroot()
        process = next(node for node in tree.iter() if etree.QName(node).localname == "process")
        for node in tree.iter():
            if said := _said(node):
                title, file = node.get("name") or node.get("id"), path.relative_to(root).as_posix()
                use = Use("diagram", file, process.get("name"), node.get("id"), title)
                for name, value in said.items():
                    values = tuple(part.strip() for part in value.split(",") if part.strip())
                    yield Property(name, values, use, said.get("law.basis", ""))


def _said(node: etree._Element) -> dict[str, str]:
    """{property: value} of one diagram element about law and duty."""
    if not isinstance(node.tag, str):
        return {}
    own = node.iterfind(f"{{*}}extensionElements/{CAMUNDA}properties/{CAMUNDA}property")
    said = {each.get("name"): each.get("value", "") for each in own}
    said = {name: value for name, value in said.items() if name.startswith(("law.", "duty."))}
    if decision := node.get(f"{CAMUNDA}decisionRef"):
        said["decisionRef"] = decision
    return said


def _texts(root: Path) -> Iterator[tuple[str, Path, str]]:
    for kind, patterns in TEXTS.items():
        for path in _files(root, *patterns):
            if path.relative_to(root).as_posix() not in NOT_USES:
                yield kind, path, path.read_text("utf-8")


def _files(root: Path, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in root.glob(pattern))


def _named(text: str, ids: Collection[str], shared: Collection[str]) -> set[str]:
    """The ids a text names as whole words; a word of English only in quotes, a shared id only beside what calls a rule."""
    found = set()
    for matched in _pattern(frozenset(ids)).finditer(text):
        rule_id, around = matched[0], text[max(matched.start() - 1, 0) : matched.end() + 1]
        if rule_id in found or (ENGLISH.fullmatch(rule_id) and around not in (f"'{rule_id}'", f'"{rule_id}"')):
            continue
        line = text[text.rfind("\n", 0, matched.start()) + 1 : (text.find("\n", matched.end()) + 1) or None]
        if rule_id not in shared or CALLS_A_RULE.search(line):
            found.add(rule_id)
    return found


@lru_cache(maxsize=2)
def _pattern(ids: frozenset[str]) -> re.Pattern:
    longest_first = sorted(ids, key=lambda rule_id: (-len(rule_id), rule_id))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def _title(kind: str, path: Path, titles: dict[str, str]) -> str:
    if kind == "document":
        return titles.get(path.parent.name, path.parent.name)
    if kind == "form":
        return titles.get(path.stem) or json.loads(path.read_text("utf-8")).get("id", path.stem)
    return etree.parse(path).getroot().get("name") or path.stem if kind == "table" else path.name


def by_kind(places: Iterable[Use]) -> dict[str, dict[str, list[str]]]:
    """{kind in words: {file in words: [steps in words]}}, kinds in the order of `KINDS`."""
    found: dict[str, dict[str, list[str]]] = {}
    for use in places:
        steps = found.setdefault(KINDS[use.kind], {}).setdefault(use.words, [])
        if use.step:
            steps.append(use.step)
    return found
