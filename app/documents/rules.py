"""When a delivery is valid (送达), as pure functions. Without a valid delivery no later period starts."""

from datetime import date, datetime

from app.core.errors import RuleBroken

METHODS = {
    "direct": "直接送达", "left": "留置送达", "post": "邮寄送达", "electronic": "电子送达", "entrusted": "委托送达",
    "transferred": "转交送达", "public_notice": "公告送达",
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
HANDED_OVER = {"direct", "left"}  # two officers go there
BY_OTHERS = {"entrusted", "transferred"}  # another organ, or the unit the addressee belongs to, hands it over
SIGNED_BY_RECEIVER = {"direct", "post", "electronic", *BY_OTHERS}
ON_THE_SPOT = {"direct", "left"}  # where a paper lists no more, the law wants it handed over on the spot
FAILURES = {  # how an attempt fails, by the way that was tried
    "direct": {"refused": "拒绝签收", "absent": "上门没有遇到可以签收的人", "whereabouts_unknown": "下落不明",
               "wrong_receiver": "由不能签收的人代收"},
    "left": {"not_possible": "没有见证人，也不具备留置住所的条件"},
    "post": {"returned": "邮件退回", "wrong_receiver": "由不能签收的人代收"},
    "electronic": {"not_received": "没有到达对方系统"},
    "entrusted": {"not_done": "受托机关没有送达成"}, "transferred": {"not_done": "转交的单位没有送达成"},
}  # fmt: skip
FAILURE_WORDS = {code: words for known in FAILURES.values() for code, words in known.items()}
PROVEN = {"returned", "whereabouts_unknown"}  # failures a public notice may rest on: the evidence is kept with them
GROUNDS = {"whereabouts_unknown": "受送达人下落不明", "other_ways_failed": "用其他方式无法送达"}
NOTICE_STATUSES = {
    "proposed": "待审批", "refused": "不同意公告", "approved": "待发布", "published": "公告中", "served": "公告期满，视为送达",
    "dropped": "已用其他方式送达",
}  # fmt: skip
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
    in_person = "收件人就是受送达人自己的，请选“本人（个人）”；" if kind == "person" and relation in LAWFUL["entity"] else ""
    message = f"{said}（民事诉讼法第88条）。{in_person}{WAYS_ON[kind]}"
    raise RuleBroken("receiver", message, {"receiver_relation": message})


def require_circumstances(
    method: str, deliverers: list, receiver_name: str, refusal_reason: str, witness: str, through: str = "",
    recording: bool = False,
) -> None:  # fmt: skip
    """Ask for what proves the delivery: who handed it over, who received it, who or what saw the refusal.

    Args:   through: the organ or unit that handed it over for us; recording: a recording or photographs are kept
    Raises: RuleBroken("method" | "deliverers" | "receiver_name" | "witness" | "through")
    Source: 行政处罚法 (2021) art. 42; 民事诉讼法 (2023) arts. 87, 89, 91–94
    """
    if method not in METHODS:
        raise RuleBroken("method", "还没选送达方式", {"method": "还没选送达方式"})
    require_deliverers(method, deliverers)
    if method in SIGNED_BY_RECEIVER and not receiver_name.strip():
        raise RuleBroken("receiver_name", "还没填收件人，请填写实际签收的人", {"receiver_name": "还没填收件人"})
    if method in BY_OTHERS and not through.strip():
        words = f"{METHODS[method]}要写明由哪个机关、单位送交（民事诉讼法第91条至第94条）"
        raise RuleBroken("through", f"{words}，请补填", {"through": words})
    if method == "left" and not (refusal_reason.strip() and (witness.strip() or recording)):
        words = "留置送达要写明拒收事由，并有见证人，或者拍照、录像"
        raise RuleBroken("witness", f"{words}（民事诉讼法第89条）", {"witness": words})


def require_deliverers(method: str, deliverers: list) -> None:
    """Raises: RuleBroken("deliverers"). Source: 行政处罚法 (2021) art. 42"""
    needed = 2 if method in HANDED_OVER else 1
    if len(deliverers) < needed:
        words = f"{METHODS[method]}要有 {needed} 名以上送达人"
        raise RuleBroken("deliverers", f"{words}，请补选", {"deliverers": words})


def require_allowed_method(title: str, allowed: list, method: str) -> None:
    """Papers the law wants handed over on the spot go by no other way; what may be posted may be entrusted to others.

    Args:   allowed: the ways the paper's document.yaml lists
    Raises: RuleBroken("method_not_allowed")
    Source: 行政强制法 (2011) art. 24; 行政处罚法 (2021) art. 61; 民事诉讼法 (2023) arts. 91–94
    """
    if method in allowed or (method in BY_OTHERS and "post" in allowed):
        return
    ways = "、".join(METHODS[each] for each in allowed)
    why = "法律要求当场交付（强法第24条）" if set(allowed) <= ON_THE_SPOT else "送达方式有限制"
    words = f"《{title}》不能{METHODS[method]}：{why}，可以{ways}"
    raise RuleBroken("method_not_allowed", words, {"method": words})


def require_consent(method: str, consented: bool) -> None:
    """Electronic delivery needs the party's signed confirmation.

    Raises: RuleBroken("no_consent")
    Source: 行政处罚法 (2021) art. 61(2); 民事诉讼法 (2023) art. 90
    """
    if method == "electronic" and not consented:
        words = "电子送达要有当事人签字的确认书，现在没有"
        raise RuleBroken("no_consent", f"{words}（罚法第61条）。请先制作《送达地址确认书》，签字后存入扫描件", {"method": words})


def require_posted(method: str, dispatched_on: date | None, issued_on: date, delivered_on: date) -> None:
    """A letter is posted after the paper exists and before it is received.

    Raises: RuleBroken("dispatched_on")
    Source: 民事诉讼法 (2023) art. 91
    """
    if method != "post":
        return
    if dispatched_on is None or not issued_on <= dispatched_on <= delivered_on:
        words = "邮寄送达要填交寄日期，不早于文书日期，也不晚于签收或者退回日期"
        raise RuleBroken("dispatched_on", words, {"dispatched_on": words})


def require_failure(method: str, failure: str, account: str, evidence: list) -> None:
    """A failed attempt says how it failed, with its evidence where a public notice may rest on it.

    Raises: RuleBroken("method" | "failure" | "account" | "attempt_evidence")
    Source: 民事诉讼法 (2023) arts. 87, 95: the file says the reason and what was done
    """
    if method not in FAILURES:
        raise RuleBroken("method", "还没选用了哪种方式", {"method": "请选一种"})
    if failure not in FAILURES[method]:
        words = f"{METHODS[method]}没有送达成的情形：{'、'.join(FAILURES[method].values())}"
        raise RuleBroken("failure", f"还没选没有送达成的情形。{words}", {"failure": words})
    if not account.strip():
        raise RuleBroken("account", "还没写经过，请写明时间、地点、见到谁", {"account": "请写明时间、地点、见到谁"})
    if failure in PROVEN and not evidence:
        words = f"{FAILURES[method][failure]}的，要附退件、走访记录等证明"
        raise RuleBroken("attempt_evidence", f"{words}（民事诉讼法第95条）", {"evidence": words})


def ways_left(ground: str, attempts: list[tuple[str, str]], consented: bool) -> list[str]:
    """What must still be tried before a public notice (Chinese); empty: nothing.

    Args:   ground: key of GROUNDS; attempts: [(method, failure)]; consented: electronic delivery was agreed to
    Source: 民事诉讼法 (2023) arts. 89, 95; 行政处罚法 (2021) art. 61
    """
    if ground == "whereabouts_unknown":
        known = any(failure == "whereabouts_unknown" for _, failure in attempts)
        return [] if known else ["上门核实下落，记明下落不明的经过并附证明"]
    tried = {method for method, _ in attempts}
    left = [f"先{METHODS[method]}" for method in ("direct", "post") if method not in tried]
    if ("direct", "refused") in attempts and "left" not in tried:
        left.append("拒绝签收的，先留置送达")
    if consented and "electronic" not in tried:
        left.append("当事人同意电子送达的，先电子送达")
    return left


def require_ways_exhausted(ground: str, attempts: list[tuple[str, str]], consented: bool) -> None:
    """Public notice is the last way, and its reason stands in the file.

    Raises: RuleBroken("ways_left")
    Source: 民事诉讼法 (2023) art. 95
    """
    if ground not in GROUNDS:
        raise RuleBroken("notice_ground", "还没选公告送达的情形", {"notice_ground": "请选一种"})
    if left := ways_left(ground, attempts, consented):
        words = f"还不能公告送达（民事诉讼法第95条）：{'；'.join(left)}。办过的请登记在送达经过里"
        raise RuleBroken("ways_left", words, {"notice_ground": words})


def require_possible_day(delivered_on: date, issued_on: date, today: date, field: str = "delivered_at") -> None:
    """Raises: RuleBroken("delivered_on"): before the paper existed, or not yet"""
    if not issued_on <= delivered_on <= today:
        words = "送达日期不能早于文书日期，也不能晚于今天"
        raise RuleBroken("delivered_on", f"{words}，请检查", {field: words})


def require_past(moment: str, now: datetime, field: str = "delivered_at") -> None:
    """Args: moment: ISO, of a form, in the office's zone; empty: only the day is known. Raises: RuleBroken("not_yet")"""
    if moment and datetime.fromisoformat(moment).replace(tzinfo=now.tzinfo) > now:
        words = f"填写的时间还没有到（现在是 {now:%H:%M}），请填实际发生的时间"
        raise RuleBroken("not_yet", words, {field: words})


def require_published(method: str, effective_on: date | None, today: date) -> None:
    """A paper counts as delivered by public notice when the days after its publication have passed, never before.

    Args:   effective_on: of the notice published for the paper; None: there is none
    Raises: RuleBroken("not_published" | "notice_running")
    Source: 民事诉讼法 (2023) art. 95
    """
    if method != "public_notice":
        return
    if effective_on is None:
        words = "公告送达不在这里登记。请先登记各种方式没有送达成的经过，再办理公告送达；公告期满自动登记送达"
        raise RuleBroken("not_published", f"{words}（民事诉讼法第95条）", {"method": words})
    if today < effective_on:
        words = f"公告到 {effective_on} 才满期（民事诉讼法第95条），期满自动登记送达，不用提前办理"
        raise RuleBroken("notice_running", words, {"method": words})


def require_publication(published_on: date, issued_on: date, today: date, proof: list) -> None:
    """Raises: RuleBroken("published_on" | "proof"). Source: 民事诉讼法 (2023) art. 95"""
    if not issued_on <= published_on <= today:
        words = f"公告发出日期应在 {issued_on} 至 {today} 之间"
        raise RuleBroken("published_on", f"{words}，请检查", {"published_on": words})
    if not proof:
        words = "请附公告发出的证明：网页截图、报纸版面或者张贴照片"
        raise RuleBroken("proof", words, {"publication_proof": words})


def require_reachable(electronic: bool, system: str) -> None:
    """Raises: RuleBroken("system"). Source: 民事诉讼法 (2023) art. 90: the day it reaches that system counts"""
    if electronic and not system.strip():
        words = "同意电子送达的，要写明接收的电子邮箱、传真或者平台账号"
        raise RuleBroken("system", words, {"system": words})


def require_signed(signed_on: date, today: date, scans: list) -> None:
    """Raises: RuleBroken("signed_on"). Source: 行政处罚法 (2021) art. 61(2)"""
    if signed_on > today or not scans:
        words = "请附当事人签字的确认书，签字日期不能晚于今天"
        raise RuleBroken("signed_on", words, {"signed_on": words})
