"""One invented matter and how far its people have brought it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from app.core.files import store_attachment
from app.core.settings import settings
from app.demo.stories import STORIES, Story
from app.documents.rendering import render_pdf
from app.identity import queries as identity

WAIVER = """<html lang="zh-CN"><title>放弃陈述申辩声明</title><article class="paper paper--official">
<h2 class="title">放弃陈述申辩声明</h2><p class="flush"><span>{organ}：</span></p>
<p><span>{you}已收到《行政处罚告知书》，知悉拟作出的行政处罚内容及事实、理由、依据和依法享有的权利，对此没有异议，自愿放弃陈述、申辩。</span></p>
<div class="end"><div><p><span>（演示扫描件，签名和盖章见纸质原件）</span></p></div></div></article></html>"""


@cache
def printed(page: str) -> bytes:
    """A page as a PDF; the same page is printed once."""
    return render_pdf(page)


def home_of(person) -> str:
    return f"云泽市临江区安居里{person.id % 90 + 1}号（演示地址）"


@dataclass
class Matter:
    """An inspection or a case: where it starts, how its people answer, where they have stopped.

    Args: begins: days before today; outcome: of the inspection (clean, rectify, neglected, measure, transfer, spot, case,
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
    last: str = ""  # element done last
    items: list = field(default_factory=list)  # of the checklist in use
    found_on: date | None = None  # when the violation was found
    appear_at: str = ""  # when the person asked to come is expected
    scans: dict = field(default_factory=dict)  # {party id or title: attachment id}

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
    def inquired(self):
        """Who is questioned: the person charged, else the manager."""
        charged = [person for person in self.enterprise.persons if person.capacity in self.charged_as]
        return charged[0] if charged else self.manager

    @property
    def enterprise_receiver(self) -> tuple[str, str]:
        return self.manager.name, "principal"

    @property
    def charged(self) -> list[dict]:
        persons = {person.capacity: person for person in self.enterprise.persons}
        return [
            {"person": persons[each].id, "capacity": each, "address": home_of(persons[each])} for each in self.charged_as
        ]

    def next_step(self) -> str:
        done = self.seen.get("investigate", 0)
        return self.steps[min(done, len(self.steps) - 1)]

    def say_of(self, party) -> dict:
        return self.say.setdefault(party.kind, {})

    def waiver(self, party) -> int:
        """A stand-in for the scanned page on which a party gives up its statement, stored once."""
        if party.id not in self.scans:
            you = "本单位" if party.kind == "entity" else "本人"
            page = printed(WAIVER.format(organ=settings().organ.name, you=you))
            self.scans[party.id] = store_attachment(identity.user(self.officers[0]), "放弃陈述申辩声明（演示扫描件）.pdf", page).id
        return self.scans[party.id]

    def leaves(self, item) -> bool:
        """Whether the people of this matter have not come to this task yet."""
        return item.element in self.until or f"{item.element}:{self.seen.get(item.element, 0) + 1}" in self.until
