"""Whether the law spares a party (不予处罚), by the table `exemption`; asked before a penalty is proposed."""

from collections.abc import Collection

from app.cases import rules
from app.core.clock import today
from app.law.tables import queries as tables

TABLE = "exemption"
BESIDE = {  # what spares a party whatever the table of article 33 says: {condition: (reason, article)}
    "incapable": ("当事人不满十四周岁，或者不能辨认、控制自己的行为", "行政处罚法（2021）第30条、第31条"),
    "expired": ("违法行为超过追责时效未被发现", "行政处罚法（2021）第36条"),
}  # fmt: skip


def inputs(conditions: Collection[str]) -> dict:
    """What the table is asked, from the conditions found (keys of penalties.circumstances.CONDITIONS)."""
    harm = "none" if "no_harm" in conditions else "slight" if "slight_harm" in conditions else "serious"
    return {
        "no_fault_proved": "no_fault" in conditions, "corrected": "corrected" in conditions, "harm": harm,
        "minor": "minor" in conditions, "first_time": "first_time" in conditions,
    }  # fmt: skip


def require_weighed(ground: dict | None) -> None:
    """Refuse a penalty the law does not want, see rules.require_exemption_weighed.

    Args: ground: of a proposed penalty: conditions, reason; None where the form did not ask
    """
    if ground is not None:
        for condition in BESIDE.keys() & set(ground["conditions"]):
            rules.require_exemption_weighed("must_not", *BESIDE[condition], "")
        found = tables.evaluate(tables.in_force(TABLE, today()), inputs(ground["conditions"])).value
        rules.require_exemption_weighed(found["outcome"], found["reason"], found["article"], ground["reason"])
