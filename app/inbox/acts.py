"""Legal acts (签发、送达登记、移送……): what a person reads and confirms before an act that cannot be taken back.

Ordinary acts never confirm: they can be undone (撤回). Which is which follows from the diagram, not from a list of forms.
"""

from app.cases.papers import proposal_words
from app.cases.queries import party as party_of
from app.documents import catalogue
from app.documents import queries as documents
from app.inbox.task_page import spoken
from app.penalties import queries as penalties
from app.workflow import handlers
from app.workflow.consequences import Clock, Effect, consequences, may_be_final
from app.workflow.definitions import Element, definition
from app.workflow.models import WorkItem

VERBS = {  # of the button; steps with a conclusion are named by the conclusion chosen
    "delivery": "登记送达", "referral_transfer": "登记移送", "notice": "签发告知书", "decision": "作出决定",
    "inspection": "签署检查记录", "inquiry": "制作并签发", "hearing": "签发听证文书", "hearing_report": "提交听证报告",
    "legal_review": "出具审核意见", "deliberation": "形成讨论结论", "statement_review": "完成复核",
    "rectification_review": "签发复查意见", "archive": "归档",
}  # fmt: skip
CONCLUDED = {"approval", "referral_decision"}
OUTWARD = {"delivery", "referral_transfer"}  # acts on people outside the office, even where nothing automatic follows
PROPOSED = {"decision", "notice"}


def may_confirm(item: WorkItem) -> bool:
    return item.law_step in OUTWARD or may_be_final(definition(item.instance.release_id), item.element)


def confirmation(user, item: WorkItem, answers: dict) -> dict | None:
    """What the dialog says before these answers are sent; None: an ordinary act, or only a signature.

    Returns: {"title", "lines": [str], "verb"}
    Raises:  marshmallow's ValidationError
    """
    effects = consequences(user, item, answers)
    if not effects or not (item.law_step in OUTWARD or any(one.is_final and one.certain for one in effects)):
        return None
    element = definition(item.instance.release_id).element(item.element)
    verb = _verb(item, answers)
    return {"title": f"{verb}：{item.subject_label}" if item.subject_label else verb, "verb": verb,
            "lines": [*_about(item, element), *_lines(effects, _without(user, item, answers, element, effects))]}  # fmt: skip


def _without(user, item: WorkItem, answers: dict, element: Element, effects: list[Effect]) -> set[str]:
    """Of several papers a step may issue those that are not this act's: a paper is corrected or revoked, never both."""
    own = set(element.many("law.document"))
    others = {name for one in effects for name in one.papers if own & set(one.papers)} - own
    return others | documents.not_called_for(handlers.context_of(user, item, answers))


def _verb(item: WorkItem, answers: dict) -> str:
    if item.law_step not in CONCLUDED:
        return VERBS.get(item.law_step, item.title)
    return _conclusion(definition(item.instance.release_id).form(item.form_key), answers) or item.title


def _conclusion(form, answers: dict) -> str | None:
    """「批准立案」: the words of the choice that decides the way, up to the first comma."""
    for key, field in form.components.items() if form else ():
        if field["type"] in ("radio", "select") and (field.get("properties") or {}).get("process"):
            labels = {option["value"]: option["label"] for option in field.get("values", [])}
            if answers.get(key) in labels:
                return labels[answers[key]].split("，")[0]
    return None


def _about(item: WorkItem, element: Element) -> list[str]:
    """The object of the act: the papers handed over, or the penalty."""
    if handed := documents.undelivered(element.many("law.delivers"), item.instance):
        return ["送达" + "、".join(f"《{paper.title}》{paper.number}" for paper in handed)]
    if item.law_step in PROPOSED and item.subject_kind == "party":
        party = party_of(int(item.subject_id))
        proposed = penalties.proposals(party.id)
        return [proposal_words(party, proposed[-1])] if proposed else []
    return []


def _lines(effects: list[Effect], without: set[str]) -> list[str]:
    papers = [(name, one.certain) for one in effects for name in one.papers if name not in without]
    issued = [_paper(name) for name, certain in papers if certain]
    maybe = [_paper(name) for name, certain in papers if not certain]
    automatic = [one.step.title for one in effects if one.is_automatic and one.certain and not one.papers]
    following = [one.step.title for one in effects if not (one.is_automatic or one.is_final)]
    return [
        *([f"签发{'、'.join(issued)}，{'各' if len(issued) > 1 else ''}占用一个文号"] if issued else []),
        *([f"按当事人情况签发{'或'.join(maybe)}，占用一个文号"] if maybe else []),
        *([f"随即{'、'.join(automatic)}"] if automatic else []),
        *(_clock_words(one.clock) for one in effects if one.clock),
        *(["本流程就此办结"] if any(one.step.kind == "endEvent" and one.certain for one in effects) else []),
        *([f"下一步：{'，或'.join(dict.fromkeys(following))}"] if following else []),
        f"办理后不能撤回{'；文书有错，须另行更正或者撤销' if papers else ''}",
    ]  # fmt: skip


def _paper(template_id: str) -> str:
    known = catalogue.catalogue().get(template_id)
    return f"《{known.name}》" if known else template_id


def _clock_words(clock: Clock) -> str:
    """「决定书送达：7 个工作日，末日 12月3日（周四）（行政处罚法（2021）第61条、第85条）」"""
    rule = clock.rule
    unsure = "，天数待核" if rule.parameter and rule.length is not None else ""
    if clock.last_day:
        return f"{rule.name_zh}期限 {rule.amount}，末日 {spoken(clock.last_day)}（{rule.basis}{unsure}）"
    if rule.length is None:
        return f"{rule.name_zh}期限开始，天数未定，由法制人员核定（{rule.basis}）"
    return f"{rule.name_zh}期限 {rule.amount}，从{rule.start_event}起算（{rule.basis}{unsure}）"
