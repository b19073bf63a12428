"""Which body lists (挂牌主体) at which level, and the hazards of which sectors; pure, its data in data/listing_bodies.yaml.

Four kinds list: the city, a district, a sector's safety committee (专委会), a department within its own sector (行业内部).
Source: 三年行动方案 (2024) 主方案 10⑦; 供销社(二)5 (待核)
"""

from functools import cache
from pathlib import Path

from app.core.errors import RuleBroken
from app.core.yaml_file import read_yaml

DATA = Path(__file__).parent / "data/listing_bodies.yaml"
EVERYTHING = ("city", "district")  # levels that list hazards of every sector


@cache
def bodies() -> dict:
    """{"comprehensive": [words], "committees": [kinds], "sectors": {organisation: [sector]}}"""
    return read_yaml(DATA.read_text("utf-8"))


def level_of(name: str, kind: str, level: str) -> str:
    """At which level an organisation lists. Args: level: as the plan writes it, e.g. 「市」「区」. Returns: key of rules.LEVELS"""
    if kind in bodies()["committees"]:
        return "committee"
    if not any(word in name for word in bodies()["comprehensive"]):
        return "sector"
    return "city" if "市" in level or "省" in level else "district"


def sectors_of(organisation_id: str) -> tuple[str, ...]:
    """The sectors a committee or a department answers for."""
    return tuple(bodies()["sectors"].get(organisation_id, ()))


def why_not(level: str, organisation_id: str, sector: str) -> str | None:
    """Why a body may not list a hazard of that sector, or None."""
    own = sectors_of(organisation_id)
    if level in EVERYTHING or sector in own:
        return None
    covered = f"本机关主管{'、'.join(own)}" if own else "没有登记本机关主管的行业，请管理员补充"
    way_on = "请由市、区安委办或者主管部门挂牌（三年行动方案10⑦，待核）"
    return f"专委会和行业部门只对本行业的隐患挂牌，这条隐患属于“{sector}”，{covered}；{way_on}"


def require_right(level: str, organisation_id: str, sector: str) -> None:
    """Raises: RuleBroken("hazard_number")"""
    text = why_not(level, organisation_id, sector)
    if text:
        raise RuleBroken("hazard_number", text, {"hazard_number": text})
