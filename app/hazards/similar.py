"""What looks the same as a hazard that is just being written down (疑似重复): told while the form is filled in, merged if so said.

Source: 三年行动方案 (2024) 主方案 11③: 多渠道汇入统一数据库，同一隐患可识别重复并合并 (R008)
"""

from app.core.command import command
from app.core.errors import NotAllowed
from app.hazards import commands, queries, reach, rules
from app.hazards.models import Hazard

MOST = 8
LEAST = 3  # signs of a place below which one within the other says nothing
REASON = "登记时核对为同一隐患"


def similar(enterprise_id: int, place: str, article: str) -> list[Hazard]:
    """Open hazards of the enterprise of that place, or of one within the other, or that break the same article."""
    return [row for row in queries.hazards_of_enterprise(enterprise_id) if row.is_open and _looks_like(row, place, article)]


def _looks_like(row: Hazard, place: str, article: str) -> bool:
    broken = rules.kinds("", row.article) | rules.kinds("", row.standard_item)
    return _is_within(_plain(place), _plain(row.place)) or bool(rules.kinds("", article) & broken)


def _plain(place: str) -> str:
    return "".join(place.split()).lower()


def _is_within(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long != "" or len(short) >= LEAST and short in long


def seen(user, enterprise_id: int, place: str, article: str) -> list[Hazard]:
    """Those of them this person may see, the newest first, `MOST` at most."""
    return [row for row in similar(enterprise_id, place, article) if queries.may_see(user, row)][:MOST]


@command()
def register_as_known(actor, row: Hazard, same_as: str) -> Hazard:
    """Whoever registers it says that it is one of the ledger already: it is merged at once, its source stays counted.

    Raises: RuleBroken("same_as"): no open hazard of the enterprise within the person's reach; NotAllowed("other_bureau")
    """
    if actor.has_role("enterprise_user"):
        raise NotAllowed("other_bureau", "是否同一隐患由受理的监管部门决定，请不选，直接登记")
    reach.hazard_named(actor, same_as, "same_as")
    return commands.review_report(actor, row, "merge", REASON, same_as=same_as)
