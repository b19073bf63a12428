"""The time a check may take: finding gaps is exponential in the columns at worst, so it may end in 未判定."""

from time import perf_counter

SECONDS = 1.0
NODES = 500_000


class OutOfBudget(Exception):
    """The search was given up; nothing is known about what was not yet searched."""


class Budget:
    """Seconds (from the first node) and nodes of the search tree, of all searches in one table together."""

    def __init__(self, seconds=SECONDS, nodes=NODES):
        self._seconds = seconds
        self._nodes = nodes
        self._until = None

    def spend(self, nodes=1):
        """Pay for a node. Raises: OutOfBudget"""
        self._until = self._until or perf_counter() + self._seconds
        self._nodes -= nodes
        if self._nodes < 0 or perf_counter() > self._until:
            raise OutOfBudget
