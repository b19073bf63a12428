"""Codes and words of an enterprise's file. Pure."""

from datetime import date

from app.core.errors import RuleBroken

CAPACITIES = {
    "main_responsible_person": "主要负责人", "other_manager": "其他负责人",
    "directly_responsible_supervisor": "直接负责的主管人员", "directly_responsible_person": "其他直接责任人员",
    "sole_investor": "个人经营的投资人",
}  # fmt: skip
RISK_LEVELS = {"red": "红 重大", "orange": "橙 较大", "yellow": "黄 一般", "blue": "蓝 低"}
SCALES = ("大型", "中型", "小型", "微型")
# Sectors of the action plan 2024–2026; the same names the checklists of inspections carry.
SECTORS = (
    "通用（全行业）", "燃气", "房屋与自建房", "房屋市政工程施工", "消防审验", "道路运输", "公路与桥隧", "水上交通", "港口", "公共交通",
    "公路水运工程", "消防（高层与大单位）", "消防（小场所与新业态）", "消防（旧区域）", "消防（全链条）", "工业（冶金等）", "非煤矿山",
    "工贸", "危险化学品", "烟花爆竹", "民用爆炸物品", "大型活动", "教育（校园）", "邮政快递", "自然资源", "林业", "气象", "特种设备",
    "工业产品质量", "医疗卫生", "文化旅游", "文物", "体育", "广电", "融媒体", "通信", "国防科技工业", "司法行政", "民政", "油气管道",
    "电力", "商务", "农业农村", "生态环境", "供销社", "市属企业", "水利", "烟草", "铁路", "海关", "企业履责（基层观察）", "职业卫生",
    "城市运行",
)  # fmt: skip

USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def uscc_check_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code (统一社会信用代码): weights 3^i mod 31.

    Raises: ValueError: a character outside the code's 31
    Source: GB 32100-2015, 5.2.4 and appendix A
    """
    total = sum(USCC_DIGITS.index(mark) * pow(3, place, 31) for place, mark in enumerate(first_17))
    return USCC_DIGITS[(31 - total % 31) % 31]


def uscc_problem(code: str) -> str:
    """What is wrong with the code, in words; empty when it is right."""
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位"
    if strange := sorted(set(code) - set(USCC_DIGITS)):
        return f"统一社会信用代码里不会有“{'、'.join(strange)}”，请核对"
    if uscc_check_digit(code[:17]) != code[17]:
        return "统一社会信用代码的校验位对不上，可能抄错了一位，请核对"
    return ""


def clean_uscc(code: str) -> str:
    """Upper case, without blanks; full-width digits and letters become half-width."""
    narrow = "".join(chr(ord(mark) - 0xFEE0) if "！" <= mark <= "～" else mark for mark in code)
    return "".join(narrow.split()).upper()


def id_check_digit(first_17: str) -> str:
    """The last character of a citizen's identity number (公民身份号码).

    Source: GB 11643-1999, ISO 7064 MOD 11-2
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def id_problem(number: str, on: date) -> str:
    """What is wrong with an identity number on that day, in words; empty when it is right."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return "身份证号应为 18 位，前 17 位是数字"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号里的出生日期不对，请核对"
    if not date(1900, 1, 1) <= born <= on:
        return "身份证号里的出生日期不对，请核对"
    if id_check_digit(number[:17]) != number[17].upper():
        return "身份证号的校验位对不上，可能抄错了一位，请核对"
    return ""


def require_uscc(code: str) -> None:
    if problem := uscc_problem(code):
        raise RuleBroken("uscc", problem, {"uscc": problem})


def require_id_number(number: str, on: date) -> None:
    """A number is not demanded (it may not be known yet), but one that is given must be right."""
    if number and (problem := id_problem(number, on)):
        raise RuleBroken("id_no", problem, {"id_no": problem})


def require_capacity(capacity: str) -> None:
    if capacity not in CAPACITIES:
        raise RuleBroken("capacity", "请选择这个人的责任身份", {"capacity": f"可选：{'、'.join(CAPACITIES.values())}"})


def require_risk_level(level: str, reason: str) -> None:
    """A risk colour has legal meaning, so it never changes without a ground."""
    if level not in RISK_LEVELS:
        raise RuleBroken("risk_level", "请选择红、橙、黄、蓝中的一种", {"level": "请选择"})
    if not reason.strip():
        raise RuleBroken("risk_reason", "请写明评定或调整的依据", {"reason": "还没写依据"})
