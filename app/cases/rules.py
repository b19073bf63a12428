"""The law of a penalty case, as pure functions."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.core.errors import RuleBroken

WITHDRAWAL_GROUNDS = {
    "no_violation": "违法事实不能成立", "not_competent": "不属于本机关管辖，依法移交", "limitation": "违法行为超过追责时效",
    "party_gone": "当事人死亡或者终止且无权利义务承受人", "not_proven": "经调查证据不足，不能认定",
}  # fmt: skip


def require_two_certified_officers(officers: Iterable, on: date) -> None:
    """At least two different officers, each with an enforcement certificate valid on that day.

    Raises: RuleBroken("two_officers" | "no_certificate")
    Source: 行政处罚法 (2021) art. 42
    """
    officers = {officer.id: officer for officer in officers}.values()
    if len(officers) < 2:
        text = "执法应当由两名以上具有执法资格的人员承办（罚法第42条）。还没选第二名承办人"
        raise RuleBroken("two_officers", text, {"officers": text})
    if missing := [officer.name for officer in officers if not officer.certificate(on)]:
        text = f"{'、'.join(missing)} 在 {on} 没有有效的执法证（罚法第42条）。请换人或者先更新证件"
        raise RuleBroken("no_certificate", text, {"officers": text})


def require_within_limitation(conduct_on: date, last_day: date | None, found_on: date, applied_on: date, harmful: bool) -> None:
    """A violation found too late may no longer be punished: two years, five where life or health suffered harm.

    Args:   last_day: of the limitation period counted from the end of the conduct; None: it has not ended yet
            found_on: when the lead came; what was found in time may be filed later
    Raises: RuleBroken("limitation" | "conduct_date" | "found_date")
    Source: 行政处罚法 (2021) art. 36
    """
    if conduct_on > applied_on:
        raise RuleBroken("conduct_date", "违法行为日期不能晚于今天", {"conduct_on": "不能晚于今天"})
    if found_on > applied_on:
        raise RuleBroken("found_date", "发现线索日期不能晚于今天", {"discovered_on": "不能晚于今天"})
    if last_day is not None and found_on > last_day:
        years = "5 年（涉及公民生命健康安全且有危害后果）" if harmful else "2 年"
        way_on = "行为连续、继续的，从终了之日起算；还没有终了的请勾选。确已超过时效的，勾选“建议不予立案”报审批"
        text = f"违法行为的追责时效为 {years}，已于 {last_day} 届满，{found_on} 才发现，不再给予处罚（罚法第36条）。{way_on}"
        raise RuleBroken("limitation", text, {"conduct_on": text})


def require_filing_standard(outcome: str, reason: str, article: str, answer: str) -> None:
    """A lead that does not meet the filing standard is filed only for a reason that is written down.

    Args:   outcome, reason, article: what the table `filing_standard` says; answer: the officers' reason
    Raises: RuleBroken("filing_standard")
    Source: 行政处罚法 (2021) arts. 22-25, 27, 29, 54
    """
    if outcome != "file" and not answer.strip():
        text = f"按立案标准不能直接立案：{reason}（{article}）。请先照此办理；仍申请立案的，写明理由，不立案的勾选“建议不予立案”"
        raise RuleBroken("filing_standard", text, {"filing_reason": text})


def require_filing_asked(advises_refusal: bool) -> None:
    """What the officers advise not to file is refused, or goes back to them: nobody files it over what they found.

    Raises: RuleBroken("refusal_advised")
    Source: 行政处罚法 (2021) arts. 36, 54
    """
    if advises_refusal:
        text = "承办人建议不予立案，没有申请立案。同意的选“不予立案”；认为应当立案的，退回承办人核对后再报"
        raise RuleBroken("refusal_advised", text, {"filing_result": text})


def require_exemption_weighed(outcome: str, reason: str, article: str, answer: str) -> None:
    """Nobody is punished whom the law spares; whom it may spare is punished only for a reason that is written down.

    Args:   outcome (must_not | may_not | punish), reason, article: what the table `exemption` says; answer: the reason
    Raises: RuleBroken("exempt" | "exemption_unanswered")
    Source: 行政处罚法 (2021) art. 33
    """
    if outcome == "must_not":
        text = f"{reason}，应当不予处罚（{article}）。请改为不予行政处罚；条件不属实的，取消勾选"
        raise RuleBroken("exempt", text, {"ground_conditions": text})
    if outcome == "may_not" and not answer.strip():
        text = f"{reason}，可以不予处罚（{article}）。请改为不予行政处罚；仍要处罚的，写明理由"
        raise RuleBroken("exemption_unanswered", text, {"exemption_reason": text})


def require_parties(rows: list[dict]) -> None:
    """At least one party, no person twice, every person with a capacity.

    Raises: RuleBroken("no_party" | "party_twice")
    Source: 行政处罚法 (2021) arts. 54, 57
    """
    if not rows:
        text = "至少要有一名当事人：勾选生产经营单位，或者填写责任人员"
        raise RuleBroken("no_party", text, {"persons": text})
    names = [(row["kind"], row["id_no"]) for row in rows]
    if len(set(names)) < len(names):
        raise RuleBroken("party_twice", "同一名当事人填了两次，请删去一行", {"persons": "有重复的人员"})


def require_presider_apart(presider_id: int, investigator_ids: Iterable[int]) -> None:
    """The hearing is presided over by someone who did not investigate this case.

    Raises: RuleBroken("presider_investigated")
    Source: 行政处罚法 (2021) art. 64(4)
    """
    if presider_id in set(investigator_ids):
        text = "听证主持人不能是本案调查人员（罚法第64条）。请另行指定"
        raise RuleBroken("presider_investigated", text, {"presider": text})


def require_hearing_notice_in_time(last_day: date | None, delivered_on: date, field: str) -> None:
    """The notice of the hearing reaches the party at least seven working days before it.

    Args:   last_day: the latest day for it, counted back from the hearing; None: not known (待公布)
    Raises: RuleBroken("hearing_notice_late" | "hearing_notice_unknown")
    Source: 行政处罚法 (2021) arts. 64(2), 85
    """
    if last_day is None:
        text = "听证日期超出已公布的放假安排，算不出通知的最迟日期。请改期，或先导入放假表"
        raise RuleBroken("hearing_notice_unknown", text, {field: text})
    if delivered_on > last_day:
        text = f"听证通知最迟应在 {last_day} 送达（听证 7 个工作日前，罚法第64条），{delivered_on} 已来不及。请改定听证日期"
        raise RuleBroken("hearing_notice_late", text, {field: text})


def require_hearing_day(hearing_on: date, on: date, result: str) -> None:
    """A hearing is recorded on its day or later; only a change of date comes before.

    Raises: RuleBroken("hearing_not_yet")
    Source: 行政处罚法 (2021) art. 64
    """
    if result != "adjourned" and on < hearing_on:
        text = f"听证定在 {hearing_on}，还没有到，不能登记听证情况"
        raise RuleBroken("hearing_not_yet", text, {"hearing_result": text})


def require_points_agree(result: str, points: dict) -> None:
    """A review agrees only when none of its points is wanting.

    Args:   points: {point: {"conform": bool, "note"}}
    Raises: RuleBroken("review_points")
    Source: 行政处罚法 (2021) art. 58
    """
    if result == "approve" and not all(point["conform"] for point in points.values()):
        text = "八项中有“不符合”的，审核结论不能是同意（罚法第58条）。请选择纠正、补充调查或者其他结论"
        raise RuleBroken("review_points", text, {"review_result": text})


def require_dual_reason(warnings: list[dict], answer: str) -> None:
    """What speaks against pursuing only one side, or one person twice, is not passed over: a reason is written down.

    Args:   warnings: [{"code", "message", "article"}]
    Raises: RuleBroken("dual_unanswered")
    Source: 行政处罚法 (2021) arts. 5, 29; 安全生产法 (2021) arts. 92-114 (一案双罚)
    """
    if warnings and not answer.strip():
        text = f"请写明理由：{'；'.join(each['message'] for each in warnings)}"
        raise RuleBroken("dual_unanswered", text, {"dual_reason": text})


def require_evidence_on_file(shown: Iterable[str], on_file: Iterable[str]) -> None:
    """What a circumstance rests on is evidence of this case.

    Raises: RuleBroken("evidence_unknown")
    Source: 行政处罚法 (2021) arts. 40, 46
    """
    if unknown := sorted(set(shown) - set(on_file)):
        raise RuleBroken("evidence_unknown", f"本案没有证据 {'、'.join(unknown)}（罚法第46条）。请从证据列表中重新勾选，或者先登记证据")


def require_window_settled(right: str, result: str | None, unchecked: bool = False) -> None:
    """A party's right was exercised, given up in writing, or its time has run out, before the decision.

    Args:   right: "statement" or "hearing"; result: exercised, waived, lapsed; None: still open
            unchecked: it ran out, and nobody has looked yet whether something came in time
    Raises: RuleBroken("statement_open" | "hearing_open" | "lapse_unchecked")
    Source: 行政处罚法 (2021) arts. 45, 62, 64
    """
    words = {"statement": "陈述申辩期限", "hearing": "听证申请期限"}[right]
    if result is None:
        text = f"{words}还没有届满，当事人也没有书面放弃，不能作出决定（罚法第45条、第62条、第64条）。请等期满，或者登记申辩、申请或者放弃"
        raise RuleBroken(f"{right}_open", text)
    if unchecked:
        raise RuleBroken("lapse_unchecked", f"{words}届满时没有登记，请先核对期满收件（罚法第45条、第64条）")


def require_statement_answered(result: str, adoption: str | None) -> None:
    """What a party said is reviewed before anything is decided.

    Raises: RuleBroken("statement_unanswered")
    Source: 行政处罚法 (2021) art. 45
    """
    if result == "exercised" and not adoption:
        raise RuleBroken("statement_unanswered", "当事人的陈述申辩还没有复核，不能作出决定（罚法第45条）。请先复核")


def require_run_out(right: str, last_day: date | None, on: date) -> None:
    """Nothing lapses before its last day is over, and nothing ever on an estimate.

    Args:   last_day: None: the holiday table does not reach so far (待公布)
    Raises: RuleBroken("window_running")
    Source: 行政处罚法 (2021) arts. 45, 64, 85
    """
    words = {"statement": "陈述申辩", "hearing": "申请听证"}[right]
    if last_day is None:
        raise RuleBroken("window_running", f"{words}期限的末日待公布，不能按暂估认定逾期。请先导入放假表")
    if on <= last_day:
        raise RuleBroken("window_running", f"{words}期限到 {last_day} 才届满（罚法第45条、第64条），{on} 不能认定逾期")


def require_heard(hearing_requested: bool, hearing_result: str | None) -> None:
    """A hearing asked for in time was held, or the party stayed away.

    Raises: RuleBroken("hearing_missing")
    Source: 行政处罚法 (2021) arts. 63-65
    """
    if hearing_requested and hearing_result not in ("held", "absent"):
        raise RuleBroken("hearing_missing", "当事人已申请听证，应当先举行听证（罚法第63条），再作出决定")


def require_reviewed(result: str | None) -> None:
    """The legal review agreed with just this proposal.

    Raises: RuleBroken("review_missing" | "review_failed")
    Source: 行政处罚法 (2021) art. 58
    """
    if result is None:
        raise RuleBroken("review_missing", "这份处理意见还没有经过法制审核，不能作出决定（罚法第58条）")
    if result != "approve":
        raise RuleBroken("review_failed", "法制审核没有同意这份处理意见，不能作出决定（罚法第58条）。请修改后重新送审")


def require_deliberated(triggers: list[str], result: str | None) -> None:
    """Where a heavy penalty demands it, the persons in charge deliberated together and agreed.

    Raises: RuleBroken("deliberation_missing")
    Source: 行政处罚法 (2021) art. 57(2)
    """
    if triggers and result != "agree":
        why = "；".join(triggers)
        raise RuleBroken("deliberation_missing", f"须由负责人集体讨论决定（罚法第57条）：{why}。请先集体讨论")


def require_quorum(votes: list[str], due_count: int) -> None:
    """At least two take part, not more than were due, and an agreed conclusion has the majority of those present.

    Raises: RuleBroken("deliberation_count")
    Source: 行政处罚法 (2021) art. 57(2); majority of those due is practice (M)
    """
    if not 2 <= len(votes) <= due_count:
        text = f"应到 {due_count} 人，实到 {len(votes)} 人：至少两人参加，且不多于应到人数"
        raise RuleBroken("deliberation_count", text, {"attendees": text})


def require_majority(votes: list[str], due_count: int, result: str) -> None:
    """Raises: RuleBroken("no_majority"): agreed without more than half of those due in favour (practice, M)"""
    in_favour = votes.count("agree")
    if result == "agree" and in_favour * 2 <= due_count:
        text = f"同意 {in_favour} 人，没有超过应到人数 {due_count} 的一半，不能得出同意的结论"
        raise RuleBroken("no_majority", text, {"result": text})


def require_all_closed(open_names: list[str]) -> None:
    """A case closes with its last party.

    Raises: RuleBroken("parties_open")
    Source: procedures §13 (practice, M)
    """
    if open_names:
        raise RuleBroken("parties_open", f"还有当事人没有办结：{'、'.join(open_names)}。全部办结后才能结案")


def require_papers_complete(complete: bool) -> None:
    """Raises: RuleBroken("papers_incomplete")"""
    if not complete:
        raise RuleBroken("papers_incomplete", "文书还不齐全，请补齐后再申请结案", {"papers_complete": "请先补齐文书"})


def money(text: str | None) -> Decimal | None:
    """The exact amount of a form's money text ("98000.00"); None when left empty."""
    return Decimal(text) if text not in (None, "") else None
