"""What the checker says: findings, in the order of the table, worst first."""

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)


@dataclass(frozen=True)
class Finding:
    """One thing about a decision table.

    Attributes:
        code: stable identifier (docs/decision-tables.md lists them all)
        severity: "error", "warning" or "note"
        decision: id of the decision (or knowledge model) whose table it is
        rules: ids of the rows; rows: their numbers, from 1, as the editor shows them
        columns: ids of the input or output columns
        message: Chinese: what is wrong, where, and what to do
        example: inputs for evaluate_decision that show it (name to FEEL value); None where there are none
        certain: False: it may be so; a cell that cannot be read decides
    """

    code: str
    severity: str
    decision: str | None
    rules: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    message: str = ""
    example: dict | None = None
    certain: bool = True
    rows: tuple[int, ...] = ()


def ordered(findings):
    """Worst first, else as found."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
