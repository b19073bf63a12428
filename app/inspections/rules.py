"""The law of inspections as pure functions."""

from datetime import date, datetime

from app.core.errors import RuleBroken

CASE_TRIGGERS = {"tip", "transfer", "hazard"}  # a lead, not a plan: does not count against the yearly frequency


def require_clue(trigger: str, clue: str) -> None:
    """An inspection outside the plan must name its lead. Source: 国办发〔2024〕54号"""
    if trigger in CASE_TRIGGERS and not (clue or "").strip():
        raise RuleBroken("clue_missing", "个案检查要写明线索", {"clue": "请写明举报、转办或者隐患的编号"})


def require_within_frequency(trigger: str, is_reached: bool, words: str, reason: str, article: str) -> None:
    """Beyond the yearly limit only a lead of its own opens an inspection.

    Args:   words, reason, article: how the enterprise stands, the limit and its source
    Raises: RuleBroken("frequency")
    Source: 国办发〔2024〕54号
    """
    if is_reached and trigger not in CASE_TRIGGERS:
        text = f"{words}：{reason}（{article}）。有投诉举报、转办交办或者重大隐患线索的，检查来由选个案检查并写明线索；没有的，不再检查"
        raise RuleBroken("frequency", text, {"trigger": text})


def require_merged(other: str | None, separate_reason: str) -> None:
    """Two inspections of an enterprise on one day are made one, unless the reason why not is written down.

    Raises: RuleBroken("same_day")
    Source: 国办发〔2024〕54号: 能合并的合并检查
    """
    if other and not separate_reason.strip():
        text = f"这家企业当天已有检查 {other}，请合并到那次检查；确实不能合并的，写明理由（国办发〔2024〕54号）"
        raise RuleBroken("same_day", text, {"separate_reason": text})


def require_complete_file(address: str, legal_representative: str) -> None:
    """The papers of an inspection name the entity's address and legal representative. Source: 安全生产法 (2021) art. 68"""
    missing = [label for label, value in (("地址", address), ("法定代表人", legal_representative)) if not value.strip()]
    if missing:
        message = f"企业档案缺{'、'.join(missing)}，请先到企业页补录"
        raise RuleBroken("file_incomplete", message, {"enterprise_id": message})


def require_two_certified_officers(certified: list, on: date, chosen: int) -> None:
    """Source: 行政处罚法 (2021) art. 42; 安全生产法 (2021) art. 67.

    Args: certified: those of the chosen officers whose certificate is valid on that day; chosen: how many were chosen
    """
    if len(certified) < 2 or len(certified) < chosen:
        message = f"{on.isoformat()} 这天，所选人员中执法证有效的只有 {len(certified)} 人（应当全部有效且不少于两人）"
        raise RuleBroken("two_officers", message, {"officers": message})


def require_order(begin: date | datetime, end: date | datetime, field: str, label: str) -> None:
    if end < begin:
        raise RuleBroken("order", f"{label}早于开始，请检查", {field: f"{label}早于开始，请检查"})


def require_every_item_answered(items: list, answers: dict) -> None:
    """The record must cover the whole approved checklist; a violation needs a note of what was seen.

    Source: 安全生产法 (2021) art. 68 (将检查的时间、地点、内容、发现的问题及其处理情况作出书面记录)
    """
    missing = [item.text for item in items if item.id not in answers]
    if missing:
        message = f"还有 {len(missing)} 项没有检查，第一项是“{missing[0]}”"
        raise RuleBroken("items_missing", message, {"checklist": message})
    bare = [item.text for item in items
            if answers[item.id]["answer"] == "violate" and not (answers[item.id].get("note") or "").strip()]  # fmt: skip
    if bare:
        message = f"“{bare[0]}”不符合，还没写明看到的情况"
        raise RuleBroken("note_missing", message, {"checklist": message})


def require_future_deadlines(problems: list[dict], on: date) -> date:
    """The last of the problems' deadlines; each must lie after the day of the order."""
    if not problems:
        raise RuleBroken("no_problem", "还没写要整改的问题", {"problems": "至少写一条"})
    days = [date.fromisoformat(problem["due_on"]) for problem in problems]
    if min(days) <= on:
        raise RuleBroken("deadline_past", "整改期限应当在今天之后", {"problems": "整改期限应当在今天之后"})
    return max(days)


def require_known_sector(sector: str, known: list[str]) -> None:
    if sector not in known:
        raise RuleBroken("sector", "没有这个行业的检查清单", {"checklist_sector": "请从清单中选择"})


def require_a_problem_to_act_on(needs: list[str], problems: int) -> None:
    """Orders, measures and cases rest on something found. Source: 安全生产法 (2021) art. 65"""
    if not problems and set(needs) & {"rectification", "measure", "spot_penalty", "case"}:
        raise RuleBroken("no_finding", "检查没有记录不符合的事项，不能责令整改、采取措施、处罚或者立案；如有遗漏，请退回现场检查补记")


def require_reason_for_doing_nothing(needs: list[str], problems: int) -> None:
    """A problem on record may not be left without any handling. Source: 安全生产法 (2021) arts. 65, 90"""
    if problems and not needs:
        raise RuleBroken("no_outcome", f"检查记录了 {problems} 个问题，至少选择一种处理方式")


def require_each_hazard_once(findings: list[str]) -> None:
    """Raises: RuleBroken("hazard_twice")"""
    if len(set(findings)) < len(findings):
        text = "同一个问题填了两次，请删去一行"
        raise RuleBroken("hazard_twice", text, {"hazards": text})


def hazard_place(place: str, site: str) -> str:
    """Where a problem found is, as the ledger names it: the place the officer wrote, else the site of the enterprise."""
    return (place.strip() or site)[:200]


def ordered_days(problems: list[str], ordered: list[dict], last: date) -> list[date]:
    """Until when each problem is to be put right: as the order says of it in the same words, else by the order's last day.

    Args: ordered: [{"problem", "due_on" (ISO)}] of the order; last: its last day
    """
    said = {_plain(each["problem"]): date.fromisoformat(each["due_on"]) for each in ordered}
    return [said.get(_plain(words), last) for words in problems]


def _plain(words: str) -> str:
    return words.strip().rstrip("。；")


def reinspected(problems: list[str], results: list[dict], all_done: bool) -> list[tuple[bool, str]]:
    """(whether it was put right, what was noted) of each problem; one without a result of its own is as all are.

    Args: results: [{"problem", "result": done | partly | not_done, "note"}]
    """
    said = {_plain(each["problem"]): each for each in results}
    found = [said.get(_plain(words)) for words in problems]
    return [(each["result"] == "done", each.get("note") or "") if each else (all_done, "") for each in found]
