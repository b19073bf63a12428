"""DMN 1.1 to 1.6 on FEEL: decision tables with all hit policies, decisions that require decisions, boxed expressions.

``xml`` reads safely, ``reader`` (with ``logic`` and ``texts``) makes the ``model``, ``boxed`` and ``tables`` make
closures of it, ``types`` converts values, ``engine`` evaluates.
"""

from .engine import evaluate_decision, evaluate_service
from .model import Decision, DecisionError, DecisionTable, Fault, InputClause, Model, Outcome, OutputClause, Rule
from .reader import read_model

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionTable",
    "Fault",
    "InputClause",
    "Model",
    "Outcome",
    "OutputClause",
    "Rule",
    "evaluate_decision",
    "evaluate_service",
    "read_model",
]
