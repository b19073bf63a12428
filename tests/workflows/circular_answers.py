"""Answers for 通报 and 曝光, as the district's people give them."""

from app.core.clock import today
from app.core.database import db
from app.supervision.circular_models import Circular
from tests.workflow.walk import forget, start
from tests.workflows.hazard_answers import photo


def drafted(**changed) -> dict:
    return {
        "circular_title": "重大事故隐患逾期没有消除", "addressee": "各有关单位", "candidates": [], "hazard_numbers": "YH-2026-00001",
        "units": [], "body": "经提醒敦促，隐患仍没有消除。", "requirements": "立即停用。\n书面报告。", **changed,
    }  # fmt: skip


def exposed(**changed) -> dict:
    """As an exposure opens: to the public, nobody is addressed."""
    return {key: value for key, value in drafted(**changed).items() if key != "addressee"}


def published(_item=None, **changed) -> dict:
    where = {"published_where": "区政府网站曝光台", "publication_files": [photo("quanban")]}
    return {"published_on": today().isoformat(), **where, **changed}


def followed(result: str = "continue", **changed) -> dict:
    more = {"correction_reason": "部位写错。"} if result in ("correct", "withdraw") else {}
    more |= {"corrected_text": "三号系统应为一号系统。"} if result == "correct" else {}
    return {"follow_result": result, "follow_note": "已到现场查看。", "follow_files": [], **more, **changed}


def circulars(**changed) -> dict:
    """{task: answers} of a circular until it is published and waits to be followed up."""
    return {
        "draft_circular": drafted(), "review_circular": {"circular_review": "agree", "opinion": "事实清楚。"},
        "approve_circular": {"circular_result": "approve", "opinion": "同意发布。"}, "publish_circular": published,
        "follow_circular": None, "approve_circular_correction": {"correction_result": "approve", "opinion": "同意。"},
        "publish_circular_correction": published,
    } | changed  # fmt: skip


def circular(kind: str = "notice", who: str = "quanban"):
    begun = start(who, "public_circular", {"circular_kind": kind})
    forget()
    return begun


def the_circular() -> Circular:
    forget()
    return db.session.query(Circular).order_by(Circular.id.desc()).first()
