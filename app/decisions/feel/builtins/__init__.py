"""The built-in functions of FEEL (DMN 1.3, 10.3.4), registered by name in ``BUILTINS``."""

from . import contexts, lists, numbers, ranges, strings, temporal  # noqa: F401  (each registers its functions)
from .registry import BUILTINS

__all__ = ["BUILTINS"]
