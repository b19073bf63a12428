"""When a delivery is valid (送达), as pure functions. Without a valid delivery no later period starts."""

from datetime import date, timedelta

from app.core.errors import RuleBroken

METHODS = {
    "direct": "直接送达", "left": "留置送达", "post": "邮寄送达", "electronic": "电子送达", "public_notice": "公告送达",
}  # fmt: skip
LAWFUL = {
    "entity": {
        "legal_representative": "法定代表人", "principal": "主要负责人", "mail_receiver": "负责收件的人",
        "authorised_agent": "委托代理人",
    },
    "person": {
        "self": "本人", "adult_household": "同住成年家属", "agent": "代理人", "designated_recipient": "指定代收人",
    },
}  # fmt: skip
UNLAWFUL = {"gatekeeper": "门卫", "ordinary_employee": "普通员工", "employer": "所在单位"}
RELATIONS = LAWFUL["entity"] | LAWFUL["person"] | UNLAWFUL
PUBLIC_NOTICE_DAYS = 30  # calendar days from publication, 民事诉讼法 (2023) art. 95
HANDED_OVER = {"direct", "left"}  # two officers go there
SIGNED_BY_RECEIVER = {"direct", "post", "electronic"}
WAYS_ON = {
    "entity": "请交法定代表人、主要负责人或者负责收件的人签收；拒收的，可以留置送达",
    "person": "请交本人、同住成年家属、代理人或者本人指定的代收人签收；拒收的，可以留置送达于住所",
}


def require_lawful_receiver(kind: str, method: str, relation: str) -> None:
    """Refuse a receipt that does not count: a person's paper signed by an employer's gatekeeper, for example.

    Raises: RuleBroken("receiver")
    Source: 民事诉讼法 (2023) arts. 88, 89, 91; 行政处罚法 (2021) art. 61
    """
    if method not in SIGNED_BY_RECEIVER or relation in LAWFUL[kind]:
        return
    whom = "单位" if kind == "entity" else "个人"
    said = (
        f"送达{whom}的文书，{RELATIONS[relation]}签收不算送达"
        if relation in RELATIONS
        else "还没选收件人与受送达人的关系"
    )
    message = f"{said}（民事诉讼法第88条）。{WAYS_ON[kind]}"
    raise RuleBroken("receiver", message, {"receiver_relation": message})


def require_circumstances(method: str, deliverers: list, receiver_name: str, refusal_reason: str, witness: str) -> None:
    """Ask for what proves the delivery: who handed it over, who received it, who saw the refusal.

    Raises: RuleBroken("method" | "deliverers" | "receiver_name" | "witness")
    Source: 行政处罚法 (2021) art. 42; 民事诉讼法 (2023) arts. 87, 89
    """
    if method not in METHODS:
        raise RuleBroken("method", "还没选送达方式", {"method": "还没选送达方式"})
    needed = 2 if method in HANDED_OVER else 1
    if len(deliverers) < needed:
        words = f"{METHODS[method]}要有 {needed} 名以上送达人"
        raise RuleBroken("deliverers", f"{words}，请补选", {"deliverers": words})
    if method in SIGNED_BY_RECEIVER and not receiver_name.strip():
        raise RuleBroken("receiver_name", "还没填收件人，请填写实际签收的人", {"receiver_name": "还没填收件人"})
    if method == "left" and not (refusal_reason.strip() and witness.strip()):
        words = "留置送达要写明拒收事由和见证人或者录像情况"
        raise RuleBroken("witness", f"{words}（民事诉讼法第89条）", {"witness": words})


def require_possible_day(delivered_on: date, issued_on: date, today: date) -> None:
    """Raises: RuleBroken("delivered_on"): before the paper existed, or not yet"""
    if not issued_on <= delivered_on <= today:
        words = "送达日期不能早于文书日期，也不能晚于今天"
        raise RuleBroken("delivered_on", f"{words}，请检查", {"delivered_at": words})


def effective_on(method: str, delivered_on: date) -> date:
    """The day on which the paper counts as delivered.

    Source: 民事诉讼法 (2023) art. 95: public notice counts once thirty days from publication have passed
    """
    return delivered_on + timedelta(days=PUBLIC_NOTICE_DAYS) if method == "public_notice" else delivered_on
