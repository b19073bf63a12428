"""What cannot be put right (无法整改) goes one of the ways the plan names, approved by the head; it is checked all the same.

Source: 三年行动方案 (2024) 危化 第8条: 无法整改的源头准入、产业升级、依法取缔 (R016, 待核)
"""

from functools import cache
from pathlib import Path

from app.core.clock import today
from app.core.command import command
from app.core.errors import RuleBroken
from app.core.yaml_file import read_yaml
from app.hazards import rules
from app.hazards.commands import plain, record, require_monitored, require_own_enterprise
from app.hazards.models import Hazard, HazardDisposal


@cache
def paths() -> dict[str, dict]:
    """{key: {"words", "requires": what must be handed in once it is carried out}}"""
    rows = read_yaml((Path(__file__).parent / "data/disposals.yaml").read_text("utf-8"))
    return {row["key"]: row for row in rows}


@command()
def ask_disposal(actor, row: Hazard, path: str, ground: str, files: list) -> HazardDisposal:
    """Say that it cannot be put right, and which way it goes (处置路径).

    Args:   path: key of `paths`
    Raises: RuleBroken("disposal_path" | "not_monitored"); NotAllowed("other_enterprise")
    """
    require_own_enterprise(actor, row.enterprise_id)
    require_path(path)
    require_monitored(row)
    made = HazardDisposal(path=path, ground=ground, evidence=files, asked_on=today(), asked_by=actor.id)
    row.disposals.append(made)
    record(actor, row, "rectification", f"无法整改，申请{paths()[path]['words']}：{plain(ground)}", files)
    return made


def require_path(path: str) -> None:
    """Raises: RuleBroken("disposal_path")"""
    if path not in paths():
        text = f"无法整改的，须选定一条处置路径：{'、'.join(each['words'] for each in paths().values())}"
        raise RuleBroken("disposal_path", text, {"disposal_path": text})


@command()
def decide_disposal(actor, row: Hazard, result: str, opinion: str) -> HazardDisposal:
    """The head agrees, or it is put right after all. Args: result: approve | return"""
    asked = row.disposals[-1]
    asked.result, asked.opinion, asked.decided_by, asked.decided_on = result, opinion, actor.id, today()
    words = f"同意{paths()[asked.path]['words']}" if result == "approve" else "不同意另行处置，继续整改"
    record(actor, row, "rectification", f"{words}。{opinion}")
    return asked


@command()
def carry_out_disposal(actor, row: Hazard, note: str, papers: list, photos: list) -> HazardDisposal:
    """It is carried out; the checks follow as for what was put right: a major one at both levels.

    Raises: RuleBroken("disposal_papers" | "photos")
    """
    if not papers:
        text = f"须上传处置的文书：{paths()[row.disposals[-1].path]['requires']}"
        raise RuleBroken("disposal_papers", text, {"disposal_papers": text})
    rules.require_photos("after_photos", photos, "处置后")
    done = row.disposals[-1]
    done.done_on, words = today(), f"{paths()[done.path]['words']}：{note}"
    row.status, row.rectified_on, row.rectified_note, row.after_photos = "acceptance_pending", today(), words, photos
    record(actor, row, "rectification", f"执行{words}", [*papers, *photos])
    return done
