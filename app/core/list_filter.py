"""What the address of a long list says, whatever is listed: a narrowed list lives in its address and in words."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Self

from app.core.search_pages import day
from app.core.words import Asked, asked

PAGING = ("after", "before", "number")
USUAL = ("sort", "new")  # need not be said


class ListFilter:
    """What filters share. The frozen dataclass that has it says q, sort, after, before, number (how many rows precede the
    page) and what narrows its own list, all words, empty where not narrowed."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls) if field.name not in PAGING)

    @classmethod
    def read(cls, args: Mapping, lists: Mapping, chips: Iterable[str], days: Iterable[str], sorts: Mapping) -> Self:
        """What makes no sense is left out; an address never breaks.

        Args: lists: {filter: {value: words}} with a fixed list of values; chips: filters pressed or not; days: those that are days
        """
        said = {name: args.get(name, "").strip()[:60] for name in cls.names()}
        said |= {name: "" for name, values in lists.items() if said[name] not in values}
        said |= {name: "1" if said[name] else "" for name in chips}
        said |= {name: "" for name in days if day(said[name]) is None}
        said["sort"] = said["sort"] if said["sort"] in sorts else "new"
        number = args.get("n", "0")
        return cls(**said, after=args.get("after", "")[:40], before=args.get("before", "")[:40],
                   number=min(int(number), 10**7) if number.isdecimal() else 0)  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.names() if name != "sort")

    @property
    def asked(self) -> Asked:
        return asked(self.q)

    def args(self, **changes) -> dict:
        """The address of this list with some things changed; paging starts anew."""
        kept = {name: getattr(self, name) for name in self.names()} | changes
        return {name: value for name, value in kept.items() if value and (name, value) != USUAL}

    def in_words(self, choices: list[tuple[str, str, dict]], named: Mapping, chips: Mapping, sorts: Mapping) -> str:
        """As the file of an export and the audit log name it. Args: choices: [(filter, label, {value: words})]"""
        lists = {name: (label, values) for name, label, values in choices}
        said = []
        for name, value in self.args().items():
            label, values = lists.get(name) or (named.get(name, chips.get(name, name)), sorts if name == "sort" else {})
            said.append(label if name in chips else f"{label}：{values.get(value, value)}")
        return "；".join(said)
