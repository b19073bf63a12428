"""The checker of decision tables: what a table leaves open, says twice, or can never say, with inputs that show it.

``lines`` cuts what a column can hold, ``cells`` reads the constants of cells, ``axes`` and ``geometry`` make boxes of
rows, ``sweep`` looks for what no box covers; ``values``, ``overlaps``, ``gaps``, ``rows`` and ``conventions`` are the
checks, ``checker`` runs them all. Pure.
"""

from .checker import check_model
from .findings import Finding

__all__ = ["Finding", "check_model"]
