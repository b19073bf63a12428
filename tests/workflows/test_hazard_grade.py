"""`workflows/hazard_grade.dmn`: general or major, by the standard of the sector and by how hard it is to remove."""

import pytest

from tests.tables import judged


@pytest.mark.parametrize(
    ("listed", "must_suspend", "beyond_unit", "grade"),
    [(True, False, False, "major"), (False, True, False, "major"), (False, False, True, "major"),
     (True, True, True, "major"), (False, False, False, "general")],
)  # fmt: skip
def test_one_ground_makes_a_hazard_major(listed, must_suspend, beyond_unit, grade):
    found = judged("hazard_grade", sector="industry", listed=listed, must_suspend=must_suspend, beyond_unit=beyond_unit)
    assert found["grade"] == grade


@pytest.mark.parametrize(
    ("sector", "standard", "number"),
    [("industry", "工贸企业", "第10号"), ("chemical", "化工和危险化学品", "121号"), ("mine", "金属非金属矿山", "88号"),
     ("fireworks", "烟花爆竹", "121号"), ("other", "本行业", "第118条")],
)  # fmt: skip
def test_a_listed_hazard_names_the_standard_of_its_sector(sector, standard, number):
    found = judged("hazard_grade", sector=sector, listed=True, must_suspend=False, beyond_unit=False)
    assert standard in found["reason"] and number in found["article"] and "第118条" in found["article"]
