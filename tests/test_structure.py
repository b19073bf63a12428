"""The house keeps its order. A test that fails here says what to do."""

import ast
import json
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from lxml import etree

from app import create_app
from app.core.command import SYSTEM
from app.core.database import db
from app.core.search import is_described
from app.core.settings import ROOT
from app.identity.permissions import PUBLIC_ENDPOINTS
from app.installation import install
from app.workflow.registry import FACTS

ORDER = [
    {"core"}, {"decisions"}, {"identity", "law"}, {"workflow"}, {"documents", "enterprises", "designer", "notices"},
    {"hazards"}, {"inspections", "penalties", "operations"}, {"self_checks"}, {"supervision"}, {"cases"}, {"referrals"}, {"inbox"},
    {"installation"}, {"demo"},
]  # fmt: skip
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
ENTRIES = {"cli", "doctor", "server", "bench", "installation", "backup"}  # programs: they may import everything
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FILES = sorted((ROOT / "app").rglob("*.py"))
DIAGRAMS = sorted((ROOT / "workflows").glob("*.bpmn"))


def imported(path: Path) -> set[str]:
    """Packages of app that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module == "app":
            names = [f"app.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("app.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_only_what_stands_to_its_right(path):
    package = path.relative_to(ROOT / "app").parts[0].removesuffix(".py")
    if package in ENTRIES or package == "__init__" or path.name == "cli.py":
        return
    for other in imported(path) - {package} - {"create_app"}:
        assert other in LEVEL, f"{path}: 不认识的包 app.{other}，请写进 ORDER"
        assert LEVEL[other] < LEVEL[package], f"{path} imports app.{other}: move the code up or ask through a query"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} has no docstring"


def test_only_workflow_imports_the_engine():
    for path in FILES:
        text = path.read_text("utf-8")
        if "import SpiffWorkflow" in text or "from SpiffWorkflow" in text:
            assert path.relative_to(ROOT / "app").parts[0] == "workflow", path


def test_only_commands_commit():
    for path in FILES:
        if path.relative_to(ROOT / "app").as_posix() != "core/command.py":
            assert "session.commit()" not in path.read_text("utf-8"), f"{path} commits: make it a @command"


def test_every_page_needs_login_or_is_listed_public(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC_ENDPOINTS or "GET" not in rule.methods:
            continue
        url = re.sub(r"<int:\w+>", "1", rule.rule)
        answer = client.get(re.sub(r"<(\w+:)?\w+>", "x", url))
        assert answer.status_code in (302, 401), f"{rule.endpoint} answers {answer.status_code} without login"


def test_every_form_is_used_by_a_diagram():
    keys = set()
    for diagram in DIAGRAMS:
        keys |= {node.get(f"{CAMUNDA}formKey") for node in etree.parse(diagram).iter()}
    for form in (ROOT / "forms").glob("*.json"):
        assert form.stem in keys, f"{form.name} is used by no task: delete it"


def test_no_two_forms_are_the_same_under_two_names():
    seen = {}
    for form in sorted((ROOT / "forms").glob("*.json")):
        parts = json.dumps(json.loads(form.read_text("utf-8"))["components"], sort_keys=True)
        assert parts not in seen, f"{form.name} is {seen.get(parts)} again: name one of them in both tasks"
        seen[parts] = form.name


def test_every_paper_is_issued_by_a_diagram_and_has_its_facts(app):
    issued = set()
    for diagram in DIAGRAMS:
        for node in etree.parse(diagram).iter(f"{CAMUNDA}property"):
            if node.get("name") == "law.document" and node.getparent().getparent().getparent().tag == f"{BPMN}serviceTask":
                issued |= {name.strip() for name in node.get("value").split(",")}
    papers = {path.parent.name for path in (ROOT / "documents").glob("*/document.yaml")}
    assert papers == issued
    assert papers <= set(FACTS)


def test_every_human_task_turns_its_answers_into_rows():
    for diagram in DIAGRAMS:
        for task in etree.parse(diagram).iter(f"{BPMN}userTask"):
            assert task.find(f".//{CAMUNDA}taskListener") is not None, f"{diagram.name}: {task.get('id')} changes no row"
            assert task.get(f"{CAMUNDA}formKey"), f"{diagram.name}: {task.get('id')} has no form"


def test_files_are_short_enough_to_live_in():
    for path in FILES:
        assert len(path.read_text("utf-8").splitlines()) <= 600, f"{path}: would two rooms be easier to live in?"


def test_one_migration_head():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_migrations_make_the_tables_the_models_describe_and_run_down_and_up(tmp_path):
    application = create_app(home=tmp_path, testing=True)
    with application.app_context():
        upgrade()
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False, "include_name": is_described})
        assert compare_metadata(context, db.metadata) == []
        install(SYSTEM)  # rows to lose: going down drops them, going up begins anew
        db.session.remove()
        downgrade(revision="base")
        upgrade()
        install(SYSTEM)
        db.session.remove()
        db.engine.dispose()
