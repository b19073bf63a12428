"""`workflows/procedure_kind.dmn`: on the spot or by the ordinary procedure."""

from decimal import Decimal

import pytest

from tests.tables import judged


@pytest.mark.parametrize(
    ("party_kind", "fine_yuan", "procedure"),
    [("person", "0", "simple"), ("person", "200", "simple"), ("person", "200.01", "ordinary"),
     ("entity", "200.01", "simple"), ("entity", "3000", "simple"), ("entity", "3000.01", "ordinary")],
)  # fmt: skip
def test_two_hundred_and_three_thousand_yuan_are_still_simple(party_kind, fine_yuan, procedure):
    asked = {"party_kind": party_kind, "fine_yuan": Decimal(fine_yuan), "facts_clear": True}
    found = judged("procedure_kind", only_warning_or_fine=True, **asked)
    assert found["procedure"] == procedure and "第51条" in found["article"]
    assert judged("procedure_kind", only_warning_or_fine=False, **asked)["procedure"] == "ordinary"
    assert (
        judged("procedure_kind", only_warning_or_fine=True, **asked | {"facts_clear": False})["procedure"] == "ordinary"
    )
