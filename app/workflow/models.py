"""Rows of the engine adapter. Facts in tables, tokens in a blob: everything listed, counted or searched is a row."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, event, text
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now
from app.core.database import db


class Release(db.Model):
    """One immutable version of a procedure (流程版本): diagram, forms and called procedures, pinned by hash."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    bundle_hash: Mapped[str] = mapped_column(String(64), index=True)
    effective_on: Mapped[date]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    starter_roles: Mapped[str] = mapped_column(String(200), default="")  # comma-separated role codes
    start_form: Mapped[str | None] = mapped_column(String(80))
    pins: Mapped[dict] = mapped_column(JSON, default=dict)  # {called process key: release id}
    warnings: Mapped[list] = mapped_column(JSON, default=list)
    files: Mapped[list["ReleaseFile"]] = relationship(back_populates="release", cascade="all, delete-orphan")


class ReleaseFile(db.Model):
    """One file of a release: kind `bpmn` (one) or `form` (name = form key)."""

    __tablename__ = "release_file"
    __table_args__ = (UniqueConstraint("release_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    release: Mapped[Release] = relationship(back_populates="files")


class Instance(db.Model):
    """One run of a release (流程实例). Call activities run as child instances: own row, own blob (architecture §3)."""

    __tablename__ = "instance"
    __table_args__ = (
        UniqueConstraint("parent_id", "token", "key"),
        Index("ix_instance_parent_token_status", "parent_id", "token", "status"),
        Index("ix_instance_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    root_id: Mapped[str] = mapped_column(String(36), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"))
    token: Mapped[str | None] = mapped_column(String(36))  # UUID of the parent's call activity token
    element: Mapped[str | None] = mapped_column(String(80))  # id of that call activity
    key: Mapped[str | None] = mapped_column(String(80))  # value of the element variable, e.g. the party's id
    origin_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)  # the instance this one arose from
    process_key: Mapped[str] = mapped_column(String(80), index=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    status: Mapped[str] = mapped_column(String(12), index=True)  # open planned error suspended | finished failed …
    outcome: Mapped[dict] = mapped_column(JSON, default=dict)
    state: Mapped[bytes | None] = mapped_column(LargeBinary)
    state_format: Mapped[str] = mapped_column(String(12), default="")
    undo_state: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # before the last completion, for 撤回
    undo_item_id: Mapped[str | None] = mapped_column(String(36))  # the task completed then; no FK, tasks point here
    revision: Mapped[int] = mapped_column()
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(300), default="")
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))  # the bureau that handles it
    started_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    release: Mapped[Release] = relationship()
    exclusions: Mapped[list["Exclusion"]] = relationship(foreign_keys="Exclusion.root_id")  # of a root: who was recused
    __mapper_args__ = {"version_id_col": revision}


IS_NEWS = text("news_at is not null")


class WorkItem(db.Model):
    """One human task (任务); id = UUID of the engine's task. Closed items stay as 已办."""

    __tablename__ = "work_item"
    __table_args__ = (
        Index("ix_work_item_assignee", "assignee_id", "status", "sort_on", "id"),
        Index("ix_work_item_open", "status", "due_on", "id"),
        Index("ix_work_item_closed", "closed_by", "closed_at"),
        Index("ix_work_item_subject", "subject_kind", "subject_id"),
        Index("ix_work_item_news", "news_at", sqlite_where=IS_NEWS, postgresql_where=IS_NEWS),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), index=True)
    process_key: Mapped[str] = mapped_column(String(80))
    element: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    form_key: Mapped[str | None] = mapped_column(String(80))  # None: the generic opinion form
    status: Mapped[str] = mapped_column(String(12))  # open | done | cancelled | suspended
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    subject_label: Mapped[str] = mapped_column(String(300), default="")
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None]
    due_on: Mapped[date | None]  # last day; NULL = none, or 待公布 (then due_estimate)
    due_at: Mapped[datetime | None]  # only for periods in hours
    due_estimate: Mapped[date | None]
    sort_on: Mapped[date] = mapped_column(default=date.max)  # place in the inbox, kept by `keep_inbox_order`
    period_id: Mapped[int | None] = mapped_column(ForeignKey("period.id"), index=True)  # due dates follow it
    period_rule: Mapped[str | None] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(300), default="")  # article shown beside the task
    law_step: Mapped[str | None] = mapped_column(String(40))
    priority: Mapped[int] = mapped_column(default=50)
    signatures_needed: Mapped[int] = mapped_column(default=1)
    returned_reason: Mapped[str] = mapped_column(Text, default="")  # set when the task came back (退回)
    returned_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    news_at: Mapped[datetime | None]  # since when somebody is to be told of it; NULL: told. Kept by `keep_inbox_order`
    awaiting: Mapped[int] = mapped_column(default=0)  # colleagues asked (会签、加签) who have not answered yet
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    instance: Mapped[Instance] = relationship()
    candidates: Mapped[list["WorkItemCandidate"]] = relationship(cascade="all, delete-orphan")
    signatures: Mapped[list["WorkItemSignature"]] = relationship(cascade="all, delete-orphan")


class WorkItemCandidate(db.Model):
    """A role of a bureau that may claim the task. `open_on`: place in the inbox while open and unclaimed, else NULL."""

    __tablename__ = "work_item_candidate"
    __table_args__ = (Index("ix_candidate_role", "role", "organisation_id", "open_on", "work_item_id"),)

    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    open_on: Mapped[date | None]


@event.listens_for(Session, "before_flush")
def keep_inbox_order(session, _context, _instances) -> None:
    """Keep `sort_on` and `open_on` true, so that an inbox page is one short index walk however many items are open.

    Due dates move (periods are suspended, holiday tables arrive), items are claimed, released and closed by many
    commands; this is the one place that knows what an inbox sorts by. Bulk SQL must set both columns itself.
    """
    changed = [row for row in session.new | session.dirty if isinstance(row, WorkItem)]
    for item in changed:
        place = item.due_on or item.due_estimate or date.max
        if item.sort_on != place:
            item.sort_on = place
        if item.status == "open" and _is_news(item):
            item.news_at = now()
        for candidate in item.candidates:
            _place(candidate, item)
    known = {item.id: item for item in changed}
    for candidate in [row for row in session.new if isinstance(row, WorkItemCandidate)]:  # added without the collection
        key = candidate.work_item_id
        if key and (item := known.get(key) or session.get(WorkItem, key)):
            _place(candidate, item)


def _is_news(item: WorkItem) -> bool:
    """Whether somebody has something new to do: the task opens, or it is given to a person who has not taken it."""
    given = inspect_row(item).attrs.assignee_id.history.added
    return inspect_row(item).pending or bool(given and given[0] is not None and item.claimed_at is None)


def _place(candidate: WorkItemCandidate, item: WorkItem) -> None:
    wanted = item.assignee_id is None or (item.signatures_needed or 1) > 1  # the second signer must find it, too
    open_on = item.sort_on if item.status == "open" and wanted else None
    if candidate.open_on != open_on:
        candidate.open_on = open_on


class WorkItemSignature(db.Model):
    """An officer's signature under a task that several certified officers must sign, each with an own login."""

    __tablename__ = "work_item_signature"

    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # the principal of a substitute (代理)
    badge_no: Mapped[str] = mapped_column(String(60))
    answers: Mapped[dict] = mapped_column(JSON)
    answers_hash: Mapped[str] = mapped_column(String(64))  # all must sign the same answers
    signed_at: Mapped[datetime]


class Consultation(db.Model):
    """A colleague whom the holder of a task asks before completing it: to sign with (会签) or for an opinion (加签)."""

    __tablename__ = "consultation"
    __table_args__ = (Index("ix_consultation_asked", "asked_id", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # signature | opinion
    asker_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(10), default="")  # agree | disagree; "" for a mere opinion
    words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # by the asker, or the task went another way
    work_item: Mapped[WorkItem] = relationship()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class Draft(db.Model):
    """What a person has typed into a task and not yet sent (草稿); survives a lost session."""

    __tablename__ = "draft"

    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    answers: Mapped[dict] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Submission(db.Model):
    """The answers of one completed form. Handlers read them here; they never enter process data."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_element", "instance_id", "element"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[str | None] = mapped_column(ForeignKey("work_item.id"), index=True)  # NULL: start form
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    root_id: Mapped[str] = mapped_column(String(36), index=True)
    element: Mapped[str] = mapped_column(String(80))
    form_key: Mapped[str | None] = mapped_column(String(80))
    form_hash: Mapped[str] = mapped_column(String(64), default="")
    answers: Mapped[dict] = mapped_column(JSON)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # the principal of a substitute (代理)
    submitted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Opinion(db.Model):
    """What a person said at a step the office added itself (意见); one row for each task, the readable form of answers."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_root", "root_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(String(36))
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), unique=True)
    element: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(200), default="")  # the label of the choice made, as the form shows it
    words: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime]


class Exclusion(db.Model):
    """A person may no longer act in a matter (回避), in the whole tree; a successor may take the place."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("root_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # takes over what was named to the person
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Timer(db.Model):
    """A waiting timer event; fired only by the sweep over `due_at` (UTC). One that obeys a period moves with it."""

    __tablename__ = "timer"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID of the waiting engine task
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime | None] = mapped_column(index=True)  # NULL: 待公布
    period_id: Mapped[int | None] = mapped_column(ForeignKey("period.id"), index=True)
    failed: Mapped[bool] = mapped_column(default=False)  # went wrong when it fired: waits for someone to retry


class MessageWait(db.Model):
    """An instance waiting for a message (来文, 回执, 申请); routed by name and subject with SQL."""

    __tablename__ = "message_wait"
    __table_args__ = (Index("ix_message_wait_name", "name", "subject_kind", "subject_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID of the waiting engine task
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(40))


class History(db.Model):
    """The readable history of a matter (办理经过), newest last."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_root", "root_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(String(36))
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(80))
    # started completed signed returned withdrawn jumped claimed assigned timer message service decision suspended resumed
    # cancelled finished incident child recused resolved remark
    kind: Mapped[str] = mapped_column(String(20))
    element: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")


class Incident(db.Model):
    """A step that went wrong (异常): the token stays where it was until someone retries."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    technical: Mapped[str] = mapped_column(Text, default="")
    token: Mapped[str | None] = mapped_column(String(36))  # what a retry needs: a call's token, a timer's id
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class IncidentNote(db.Model):
    """What somebody found out about an incident (备注), and to whom they give it to look after, if to anybody."""

    __tablename__ = "incident_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")
    given_to: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
