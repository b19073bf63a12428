"""How a paper's number reads (文号): （云泽）应急罚〔2026〕12号, hexagonal brackets, no leading zeros, no 第.

Entities and persons count in ledgers of their own; so that no two papers carry one number, the series of a person's
paper bears the mark 个 where papers to entities use the same series. The letters of the series are those of
document.yaml; provinces differ (confidence there).
"""

from app.core.settings import Organ
from app.documents.catalogue import Template, catalogue

PERSON_MARK = "个"


def number(organ: Organ, paper: Template, kind: str, year: int, serial: int | str) -> str:
    mark = PERSON_MARK if kind == "person" and _is_shared(paper.series) else ""
    whose = f"（{organ.short_name}）{organ.word}" if organ.short_name else ""  # an enterprise's own paper is only filed
    return f"{whose}{paper.series}{mark}〔{year}〕{serial}号"


def _is_shared(series: str) -> bool:
    return any(each.series == series and each.party != "person" for each in catalogue().values())


def blank(organ: Organ, paper: Template, year: int, kind: str = "entity") -> str:
    """As a draft shows it: the place of the number is empty."""
    return number(organ, paper, kind, year, "　")
