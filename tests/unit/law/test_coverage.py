"""docs/law-coverage.md is what the files say; a rule is found where its id stands, and nowhere else."""

import shutil

import pytest

from app.core.settings import ROOT
from app.law import coverage
from app.law.catalogue import entries
from app.law.cli import main
from app.law.usage import uses


@pytest.fixture
def project(tmp_path):
    """A copy of the files the document is made of; the rules are the shipped ones."""
    for folder in ("workflows", "forms", "documents"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for folder in ("app/cases", "tests", "docs"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_the_committed_file_is_up_to_date(capsys):
    assert main(["coverage", "--check"]) == 0, "docs/law-coverage.md 过时了：运行 ./anliu law coverage，把结果一起提交"
    assert "是最新的" in capsys.readouterr().out


def test_every_rule_stands_in_it_with_its_articles_and_confidence():
    text = coverage.document()
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    for entry in entries():
        row = rows[entry.id]
        assert entry.newest.basis in row and entry.newest.in_force in row, entry.id
        assert ("待核" in row) or all(version.is_verified for version in entry.versions), entry.id
    assert {path.stem for path in (ROOT / "workflows").glob("*.dmn")} <= rows.keys()
    assert "登记听证申请" not in rows["hearing_application"] and "record_hearing_application" in rows["hearing_application"]


def test_an_outdated_file_is_refused_and_renewed(project, capsys):
    assert coverage.coverage_main(["--check"], project) == 1 and "过时" in capsys.readouterr().out
    assert coverage.coverage_main([], project) == 0 and coverage.coverage_main(["--check"], project) == 0
    diagram = project / "workflows/party_proceeding.bpmn"
    diagram.write_text(diagram.read_text("utf-8").replace('value="hearing_holding"', 'value="hearing_notice"'), "utf-8")
    assert coverage.coverage_main(["--check"], project) == 1
    coverage.coverage_main([], project)
    row = next(line for line in (project / coverage.FILE).read_text("utf-8").splitlines() if "`hearing_notice`" in line)
    assert "party_proceeding.bpmn" in row
    assert coverage.coverage_main(["--chek"]) == 2


def test_an_id_counts_as_a_whole_word_only(project):
    test = project / "tests/test_it.py"
    test.write_text('ask("AQ103-1x", "XAQ97", "hearing_applications")\n# decided long ago, by publication\n', "utf-8")
    ids = ["AQ103-1", "AQ97", "hearing_application", "decided", "publication"]
    assert all(use.kind != "test" for found in uses(ids, project).values() for use in found)
    test.write_text('ask("AQ103-1", "/law/penalties/AQ97?tier=first")\nstart_period(actor, "publication")\n', "utf-8")
    found = uses(ids, project)
    assert [rule for rule in ids if any(use.kind == "test" for use in found[rule])] == ["AQ103-1", "AQ97", "publication"]


def test_a_rule_named_like_a_step_counts_only_where_a_rule_is_called(project):
    """`legal_review` is a period, a task and a form."""
    code = project / "app/cases/some.py"
    code.write_text('complete("legal_review")\n', "utf-8")
    assert "app/cases/some.py" not in {use.file for use in uses(["legal_review"], project)["legal_review"]}
    code.write_text('start_period(actor, "legal_review", "party", 1)\n', "utf-8")
    assert "app/cases/some.py" in {use.file for use in uses(["legal_review"], project)["legal_review"]}
