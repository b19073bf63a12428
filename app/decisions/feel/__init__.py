"""FEEL, the expression language of DMN and of form-js, in pure Python: exact decimals, no eval, bounded time.

``scanner`` and ``parser`` turn text into the ``tree``, which compiles to closures; ``values``, ``arithmetic``,
``temporal`` and ``builtins`` say what they compute; ``limits`` bounds all of it; ``expression`` is the way in.
"""

from .errors import FeelError, FeelSyntaxError
from .expression import Expression, UnaryTests, compile_expression, compile_unary_tests, evaluate
from .values import Function, Months, Range

__all__ = [
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "Months",
    "Range",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
]
