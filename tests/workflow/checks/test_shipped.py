"""Every procedure the product ships with passes its own check, all together and each alone."""

import pytest

from app.workflow.checks import check_by_file, errors
from app.workflow.releases import WORKFLOWS, known_shipped, shipped_files


def test_the_shipped_procedures_may_be_deployed_together(app):
    found = check_by_file(shipped_files(), known_shipped())
    assert [(name, each.code, each.element) for name, problems in found.items() for each in errors(problems)] == []


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.bpmn")), ids=lambda path: path.stem)
def test_a_shipped_procedure_may_be_deployed_alone(app, path):
    assert errors(check_by_file({path.name: path.read_bytes()}, known_shipped())[path.name]) == []
