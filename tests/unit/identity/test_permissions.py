"""The table of permissions and the commands agree."""

import ast

from app.core.settings import ROOT
from app.identity.permissions import ALL_PERMISSIONS, PERMISSIONS, REACH, ROLES


def asked_permissions() -> dict[str, str]:
    """{permission: file} of every `@command(permission="…")` and `@requires("…")` in the code."""
    found = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("command", "requires"):
                for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        found[value.value] = str(path.relative_to(ROOT))
    return found


def test_every_permission_a_command_asks_for_is_held_by_some_role():
    asked = asked_permissions()
    assert "manage_people" in asked
    unknown = {name: where for name, where in asked.items() if name not in ALL_PERMISSIONS}
    assert not unknown, f"add them to a role in app/identity/permissions.py: {unknown}"


def test_every_role_has_permissions_and_a_reach():
    assert set(PERMISSIONS) == set(REACH) == set(ROLES)


def test_whoever_works_cases_cannot_manage_people_and_the_other_way_round():
    for role, held in PERMISSIONS.items():
        assert not {"manage_people", "decide_penalty"} <= held, role
        assert not {"read_audit", "file_case"} <= held, role
