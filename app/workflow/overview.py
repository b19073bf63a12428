"""What the pages of procedures show: releases with what runs on them, each element in words."""

import json
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.core.yaml_file import read_yaml
from app.identity.models import User
from app.identity.permissions import ROLES
from app.law.period_rules import load_rules
from app.workflow.children import LIVE
from app.workflow.definitions import Element, read
from app.workflow.expressions import strip
from app.workflow.models import Instance, Release, ReleaseFile, WorkItem
from app.workflow.registry import DUTY_GROUPS
from app.workflow.releases import DOCUMENTS, diagram_of, newest_release, newest_releases, release_for

KINDS = {
    "serviceTask": "自动步骤", "callActivity": "子流程", "intermediateCatchEvent": "等待", "boundaryEvent": "边界事件",
    "receiveTask": "等待来文", "businessRuleTask": "决策表", "sendTask": "自动步骤",
}  # fmt: skip
LAYOUT = {"text", "separator", "spacer", "group"}


@dataclass(frozen=True)
class Procedure:
    """A procedure as the list shows it: the release in force, the one to come, how many matters run."""

    key: str
    current: Release | None
    newest: Release
    running: int

    @property
    def shown(self) -> Release:
        return self.current or self.newest

    @property
    def coming(self) -> Release | None:
        """A release deployed but not yet in force."""
        return self.newest if self.newest.effective_on > today() else None


@dataclass(frozen=True)
class Step:
    """One element of a diagram in the words of the office; `people`, `period`, `basis` may be empty;
    papers: {id: title}."""

    id: str
    title: str
    kind: str
    people: str = ""
    form: str | None = None
    period: str = ""
    basis: str = ""
    duties: list[str] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    does: str = ""


@dataclass(frozen=True)
class FormLine:
    key: str
    labels: list[str]


def procedures() -> list[Procedure]:
    """Every procedure, by key."""
    running = running_by_key()
    return [
        Procedure(newest.key, release_for(newest.key), newest, running.get(newest.key, 0))
        for newest in newest_releases()
    ]


def running_by_key() -> dict[str, int]:
    """{procedure: instances that have not ended}"""
    query = select(Instance.process_key, func.count()).where(Instance.status.in_(LIVE)).group_by(Instance.process_key)
    return dict(db.session.execute(query).all())


def release(key: str, version: int | None = None) -> Release:
    """A version of a procedure; without a version the one in force, else the newest.

    Raises: NotFound("process")
    """
    if version is None:
        found = release_for(key) or newest_release(key)
    else:
        found = db.session.scalars(select(Release).where(Release.key == key, Release.version == version)).first()
    if found is None:
        raise NotFound("process", "没有这个流程或版本，请回到流程列表")
    return found


def running_at(release_row: Release) -> dict[str, int]:
    """{element: open human tasks there} of the matters that run by this release."""
    query = select(WorkItem.element, func.count()).join(Instance, Instance.id == WorkItem.instance_id).where(
        Instance.process_key == release_row.key, Instance.status.in_(LIVE), Instance.release_id == release_row.id,
        WorkItem.status.in_(("open", "suspended")),
    )  # fmt: skip
    return dict(db.session.execute(query.group_by(WorkItem.element)).all())


def versions(key: str) -> list[tuple[Release, str | None, int]]:
    """[(release, name of who deployed it, instances that have not ended)], newest first."""
    running = select(Instance.release_id, func.count().label("number")).where(
        Instance.process_key == key, Instance.status.in_(LIVE)
    )
    running = running.group_by(Instance.release_id).subquery()
    query = (
        select(Release, User.name, func.coalesce(running.c.number, 0))
        .outerjoin(User, User.id == Release.deployed_by)
        .outerjoin(running, running.c.release_id == Release.id)
    )
    rows = db.session.execute(query.where(Release.key == key).order_by(Release.version.desc()))
    return [tuple(row) for row in rows]


def steps(xml: str) -> tuple[list[Step], list[Step]]:
    """(human tasks, automatic steps and waits) of a diagram, in its order."""
    elements = list(read(xml).elements.values())
    titles = _titles_in_office() | {each.id: each.title for each in elements}
    human = [_step(each, titles) for each in elements if each.is_human]
    return human, [_step(each, titles) for each in elements if each.kind in KINDS and _does_something(each)]


def _titles_in_office() -> dict[str, str]:
    """{id: title} of the elements of every procedure: duties name steps of other diagrams, too."""
    diagrams = [read(diagram_of(each)) for each in newest_releases()]
    return {each.id: each.title for diagram in diagrams for each in diagram.elements.values()}


def _does_something(element: Element) -> bool:
    return bool(element.handler or element.call or element.properties or element.name)


def _step(element: Element, titles: dict[str, str]) -> Step:
    return Step(
        element.id, element.title, KINDS.get(element.kind, "人工任务"), _people(element), element.form_key,
        "；或者".join(map(period_words, element.many("law.period"))), element.properties.get("law.basis", ""),
        list(_duties(element, titles)), {name: paper_title(name) for name in element.many("law.document")}, _does(element),
    )  # fmt: skip


def _people(element: Element) -> str:
    named = [f"流程数据 {strip(element.assignee)} 所指的人"] if element.assignee else []
    return "、".join(named + [ROLES.get(role, role) for role in element.roles])


def _duties(element: Element, titles: dict[str, str]):
    def title(name: str) -> str:
        return titles.get(name) or paper_title(name)

    if element.officers_needed > 1:
        yield f"{element.officers_needed} 名持证人员各自签署"
    if element.bureau == "superior":
        yield "由上一级机关的人办理；没有上一级的，由本机关另外的人办理"
    elif element.bureau:
        yield f"由流程数据 {strip(element.bureau)} 所指的机关办理，没有指明的由本机关办理"
    if element.head_only:
        yield "只能由正职或者主持工作的负责人办理，不能代理"
    if separate := element.many("duty.separate_from"):
        done = [f"“{title(name)}”" for name in separate if name not in DUTY_GROUPS]
        groups = [f"{DUTY_GROUPS[name][0].removeprefix('是')}" for name in separate if name in DUTY_GROUPS]
        yield "、".join([*([f"办过{'、'.join(done)}的人"] if done else []), *groups]) + "不得办理"
    for required in element.many("law.requires"):
        kind, _, name = required.partition(":")
        yield f"须先送达{title(name)}" if kind == "served" else f"须先有{title(required)}"


def _does(element: Element) -> str:
    if element.call:
        each = f"，{element.call.collection} 中每一项各启动一件" if element.call.is_multiple else ""
        return f"启动 {element.call.process}{each}"
    return element.judgement.key if element.judgement else element.handler or ""


def period_words(rule_id: str) -> str:
    """「陈述申辩期限，5 个工作日（行政处罚法（2021）第45条）」 as it stands today."""
    rule = load_rules().version_on(rule_id, today())
    if rule is None:
        return f"{rule_id}（今天没有有效的规则）"
    unverified = "" if rule.confidence == "high" else "，待核"
    return f"{rule.name_zh}，{rule.amount}（{rule.basis}{unverified}）"


@lru_cache
def paper_title(template_id: str) -> str:
    """The title of a paper the product ships with; its id when there is none."""
    path = DOCUMENTS / template_id / "document.yaml"
    return read_yaml(path.read_text("utf-8"))["name"] if path.is_file() else template_id


def forms(release_row: Release) -> list[FormLine]:
    """The forms of a release with the labels of their fields."""
    query = select(ReleaseFile.name, ReleaseFile.content).where(
        ReleaseFile.release_id == release_row.id, ReleaseFile.kind == "form"
    )
    return [FormLine(name, list(_labels(json.loads(content)))) for name, content in db.session.execute(
        query.order_by(ReleaseFile.name))]  # fmt: skip


def _labels(component: dict):
    if component.get("label") and component.get("type") not in LAYOUT:
        yield component["label"]
    for inner in component.get("components", []):
        yield from _labels(inner)


def file_of(release_row: Release, kind: str, name: str) -> str:
    """The text of one file of a release. Raises: NotFound("file")"""
    query = select(ReleaseFile.content).where(
        ReleaseFile.release_id == release_row.id, ReleaseFile.kind == kind, ReleaseFile.name == name
    )
    if (found := db.session.scalars(query).first()) is None:
        raise NotFound("file", "这个版本里没有这个文件")
    return found
