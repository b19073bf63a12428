"""One invented matter and how far its people have brought it."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core.command import SYSTEM
from app.core.files import store_attachment
from app.demo.stories import STORIES, Story

SIGNED_PAGE = b"demo: a signed page would be scanned here\n"


@dataclass
class Matter:
    """An inspection or a case: where it starts, how its people answer, where they have stopped.

    Args: begins: days before today; outcome: of the inspection (clean, rectify, neglected, measure, transfer, case,
          rectify_and_case) or "" for a case begun from a lead; until: elements left open, or `element:n` for the
          n-th time; steps: what the investigation does in turn; charged_as: capacities of the persons charged;
          say: {"entity" | "person": what that party's proceeding does differently}, and other variations
    """

    title: str
    enterprise: object
    begins: int
    people: dict  # {username: user id}
    names: dict  # {user id: name}
    story_key: str = "records"
    outcome: str = ""
    until: tuple = ()
    steps: tuple = ("inquiry_notice", "inquiry", "evidence", "conclude")
    charged_as: tuple = ()
    say: dict = field(default_factory=dict)
    pace_hours: int = 14
    team: tuple = ("zhifa1", "zhifa2")
    root_ids: list = field(default_factory=list)
    at: datetime | None = None
    seen: dict = field(default_factory=dict)  # {element: times done}
    items: list = field(default_factory=list)  # of the checklist in use
    scanned: int | None = None

    @property
    def story(self) -> Story:
        return STORIES[self.story_key]

    @property
    def from_inspection(self) -> bool:
        return bool(self.outcome)

    @property
    def officers(self) -> list[int]:
        return [self.people[name] for name in self.team]

    @property
    def officer_name(self) -> str:
        return self.names[self.officers[0]]

    @property
    def manager(self):
        return self.enterprise.persons[0]

    @property
    def enterprise_receiver(self) -> tuple[str, str]:
        return self.manager.name, "principal"

    @property
    def charged(self) -> list[dict]:
        persons = {person.capacity: person for person in self.enterprise.persons}
        return [{"person": persons[capacity].id, "capacity": capacity, "address": "云泽市临江区（演示地址）"}
                for capacity in self.charged_as]  # fmt: skip

    def next_step(self) -> str:
        done = self.seen.get("investigate", 0)
        return self.steps[min(done, len(self.steps) - 1)]

    def say_of(self, party) -> dict:
        return self.say.setdefault(party.kind, {})

    def scan(self) -> int:
        """A stand-in for a scanned page, stored once for each matter."""
        if self.scanned is None:
            self.scanned = store_attachment(SYSTEM, "书面放弃陈述申辩（演示）.txt", SIGNED_PAGE).id
        return self.scanned

    def leaves(self, item) -> bool:
        """Whether the people of this matter have not come to this task yet."""
        return item.element in self.until or f"{item.element}:{self.seen.get(item.element, 0) + 1}" in self.until
