"""What has to be handed over before a person leaves: the packages above say what lies on a desk."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One thing on a person's desk. id: of the task; path: its page."""

    id: str
    title: str
    about: str
    path: str


_HOLDINGS: list[Callable] = []


def holding(function):
    """Register `f(person) -> [Held]`."""
    _HOLDINGS.append(function)
    return function


def held_by(person) -> list[Held]:
    return [each for function in _HOLDINGS for each in function(person)]
