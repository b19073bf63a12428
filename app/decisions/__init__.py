"""Decisions: the language in which conditions and the law's tables are written, evaluated exactly and safely.

Pure: no Flask, no database, no clock but the one handed in. ``feel`` is the FEEL evaluator of form conditions and
table cells; ``dmn`` reads and evaluates decision tables (DMN) on it. Source: OMG DMN 1.3, chapters 6 to 10.

    >>> evaluate("0.1 + 0.2 = 0.3")
    True
    >>> compile_unary_tests("]16..18[").matches(17)
    True
    >>> compile_expression('=kind != "person"', lenient=True).evaluate({"kind": "entity"})
    True
"""

from .checking import Finding, check_model
from .dmn import DecisionError, Fault, Model, Outcome, evaluate_decision, evaluate_service, read_model
from .feel import (
    Expression,
    FeelError,
    FeelSyntaxError,
    Months,
    Range,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate,
)

__all__ = [
    "DecisionError",
    "Expression",
    "Fault",
    "FeelError",
    "FeelSyntaxError",
    "Finding",
    "Model",
    "Months",
    "Outcome",
    "Range",
    "UnaryTests",
    "check_model",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
    "evaluate_decision",
    "evaluate_service",
    "read_model",
]
