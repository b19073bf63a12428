"""What a new database starts with: the organisation tree of the plan, and for demonstrations invented people."""

import json
from datetime import date
from pathlib import Path

from app.core.clock import today
from app.core.command import command
from app.identity import queries
from app.identity.commands import appoint, create_organisation, create_user, grant_certificate, load_organisations
from app.identity.passwords import hash_password

ORGANISATIONS = Path(__file__).parent / "data/organisations.json"
DEMO_BUREAU = "b-yj"  # 市应急管理局 of organisations.json
DEMO_PASSWORD = "anliu-demo"
# account, invented name, title, role, certified
DEMO_PEOPLE = (
    ("zhifa1", "陆知行", "执法一中队执法人员", "officer", True),
    ("zhifa2", "方以衡", "执法一中队执法人员", "officer", True),
    ("zhifa3", "江知夏", "执法二中队执法人员", "officer", True),
    ("zhifa4", "许怀瑾", "执法二中队执法人员", "officer", True),
    ("duizhang", "苏景行", "执法支队支队长", "team_leader", True),
    ("fazhi", "沈亦宁", "政策法规科科长", "legal_reviewer", False),
    ("fazhi2", "白予安", "政策法规科副科长", "legal_reviewer", False),
    ("fenguan", "梁仲文", "副局长", "deputy_head", False),
    ("juzhang", "韩秉义", "局长", "head", False),
    ("tingzheng", "郑怀安", "听证主持人", "hearing_officer", False),
    ("liucheng", "叶知秋", "信息科科员", "process_designer", False),
    ("anweiban", "顾长青", "安委办综合科科长", "safety_office", False),
    ("qiye", "周砚秋", "企业安全管理员", "enterprise_user", False),
    ("shenji", "程见微", "机关纪委审计专员", "auditor", False),
    ("admin", "林若谷", "系统管理员", "admin", False),
    ("liucheng2", "宋时安", "信息科科长", "process_designer", False),
)
DEMO_DISTRICT = "b-yj-ec"  # the district's bureau whose day is shown, too
DEMO_DISTRICTS = {  # the districts' bureaus under the city's: what is closed at two levels is looked at by two
    DEMO_DISTRICT: ("鄂城区应急管理局", "ar-echeng"),
    "b-yj-hr": ("华容区应急管理局", "ar-huarong"),
    "b-yj-lz": ("梁子湖区应急管理局", "ar-liangzihu"),
}
DEMO_DISTRICT_PEOPLE = (
    ("quzhifa1", "秦以南", "执法一组执法人员", "officer", True),
    ("quzhifa2", "傅清和", "执法一组执法人员", "officer", True),
    ("quzhifa3", "袁修远", "执法二组执法人员", "officer", True),
    ("quduizhang", "乔若川", "执法大队大队长", "team_leader", True),
    ("qufenguan", "温如海", "副局长", "deputy_head", False),
    ("qujuzhang", "季云舟", "局长", "head", False),
    ("quanban", "闻思齐", "区安委办科员", "safety_office", False),
    ("quqiye", "穆怀谷", "企业安全管理员", "enterprise_user", False),
)


DEMO_STAFF = {  # {bureau: people}; those of the last two look at what the city's bureau had put right in their districts
    DEMO_BUREAU: DEMO_PEOPLE,
    DEMO_DISTRICT: DEMO_DISTRICT_PEOPLE,
    "b-yj-hr": (
        ("hrzhifa1", "宁可为", "执法大队执法人员", "officer", True),
        ("hrzhifa2", "闵行舟", "执法大队执法人员", "officer", True),
        ("hrduizhang", "聂听澜", "执法大队大队长", "team_leader", True),
    ),
    "b-yj-lz": (
        ("lzzhifa1", "卓然", "执法大队执法人员", "officer", True),
        ("lzzhifa2", "柏青川", "执法大队执法人员", "officer", True),
        ("lzduizhang", "毕长宁", "执法大队大队长", "team_leader", True),
    ),
}


def seed_organisations(actor) -> int:
    """Load areas and organisations of the project's own copy; may be repeated."""
    return load_organisations(actor, json.loads(ORGANISATIONS.read_text("utf-8")))


def seed_demo_people(actor) -> None:
    """Create the demo accounts (password `anliu-demo`, names invented); may be repeated."""
    _create_demo_people(actor, hash_password(DEMO_PASSWORD))  # one hash for all: 15 would take 2 s


@command(permission="manage_people")
def _create_demo_people(actor, password_hash: str) -> None:
    year = today().year
    seed_demo_districts(actor)
    everybody = [(bureau, *each) for bureau, people in DEMO_STAFF.items() for each in people]
    for number, (bureau, username, name, title, role, certified) in enumerate(everybody, 1):
        if queries.user_by_name(username):
            continue
        person = create_user(actor, username, name, password_hash, must_change=False, demo=True)
        appoint(actor, person.id, bureau, title, role, date(year - 2, 1, 1))
        if certified:
            grant_certificate(actor, person.id, f"演示{number:06d}", "云泽市人民政府（演示）",
                              date(year - 2, 1, 1), date(year + 3, 12, 31))  # fmt: skip


@command(permission="manage_organisations")
def seed_demo_districts(actor) -> None:
    """The districts' bureaus below the city's; may be repeated."""
    for bureau_id, (name, area) in DEMO_DISTRICTS.items():
        if not queries.has_organisation(bureau_id):
            create_organisation(actor, bureau_id, name, "区级部门", DEMO_BUREAU, area).level = "区"
