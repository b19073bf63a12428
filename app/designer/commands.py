"""The road of a draft (设计稿): begin, save, submit, and a second person approves or returns it. Nothing is in force
before `approve_draft`; what is released afterwards never changes."""

import re
from datetime import date

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.designer import queries
from app.designer.kinds import KINDS
from app.designer.models import DesignDraft, DesignFile
from app.workflow.problems import Refused, errors
from app.workflow.xml import LIMIT_BYTES

DESIGN, APPROVE = "deploy_process", "approve_release"
KEY = re.compile(r"[a-z][a-z0-9_]{1,59}", re.ASCII)  # of what is new
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)  # of what comes from other tools
OWN_FILE = {"process": "bpmn", "form": "form", "table": "dmn"}


@command(permission=DESIGN)
def open_draft(actor, kind: str, key: str) -> DesignDraft:
    """The live draft of a thing, or a new one begun from its last release.

    Raises: NotFound: nothing of that key is released
    """
    if found := queries.live_draft(kind, key):
        return found
    source = KINDS[kind].source(key)
    return _begin(actor, kind, key, source.name, source.version, source.files)


@command(permission=DESIGN)
def begin_draft(actor, kind: str, key: str, name: str, files: list[tuple[str, str, str]]) -> DesignDraft:
    """A draft of something new, or of a file somebody made elsewhere (上传).

    Args:   files: [(kind, name, content)]
    Raises: Conflict("draft_open"): somebody already works on it; what is uploaded goes into that draft
    """
    if found := queries.live_draft(kind, key):
        raise Conflict("draft_open", f"{found.name}已有一份草稿在改，请在那份草稿里上传")
    newest = KINDS[kind].newest(key)
    return _begin(actor, kind, key, name, newest and newest[0], files)


def _begin(actor, kind, key, name, version, files) -> DesignDraft:
    moment = now()
    draft = DesignDraft(kind=kind, key=key, name=name[:200], base_version=version, author_id=actor.id,
                        editors=[actor.id], created_at=moment, saved_at=moment)  # fmt: skip
    draft.files = [DesignFile(kind=part, name=title, content=content, saved_at=moment, saved_by=actor.id)
                   for part, title, content in files]  # fmt: skip
    db.session.add(draft)
    db.session.flush()  # the audit entry names it
    return draft


@command(permission=DESIGN)
def begin_process(actor, key: str, name: str, diagram: str) -> DesignDraft:
    """A draft of a procedure nobody has yet.

    Raises: RuleBroken("key_invalid" | "name_missing" | "key_taken"), Conflict("draft_open")
    """
    if not KEY.fullmatch(key):
        words = "编号用小写英文字母、数字、下划线，字母开头，如 annual_review"
        raise RuleBroken("key_invalid", words, {"key": words})
    if not name.strip():
        raise RuleBroken("name_missing", "请写流程名称，如 年度核查", {"name": "请写流程名称"})
    if KINDS["process"].newest(key):
        words = f"编号“{key}”已有流程，请打开它编辑，或者换一个编号"
        raise RuleBroken("key_taken", words, {"key": words})
    return begin_draft(actor, "process", key, name.strip(), [("bpmn", key, diagram)])


@command(permission=DESIGN)
def begin_form(actor, draft_id: int, key: str, content: str) -> DesignFile:
    """A new form inside a procedure's draft (新建表单).

    Raises: RuleBroken("key_invalid" | "key_taken" | "draft_closed")
    """
    if not KEY.fullmatch(key):
        words = "表单编号用小写英文字母、数字、下划线，字母开头，如 recheck_opinion"
        raise RuleBroken("key_invalid", words, {"key": words})
    if key in queries.form_keys() or queries.draft(draft_id).file("form", key):
        words = f"编号“{key}”已有表单，请换一个编号，或者直接选用它"
        raise RuleBroken("key_taken", words, {"key": words})
    return save_draft(actor, draft_id, "form", key, content, 0)


@command(permission=DESIGN)
def save_draft(actor, draft_id: int, kind: str, name: str, content: str, revision: int) -> DesignFile:
    """Save one file of a draft (草稿). Faulty files are saved, too: only submission asks for a clean check.

    Args:   revision: the one the person began from; 0 for a file the draft does not have yet
    Raises: Conflict("draft_changed"): somebody else saved since;
            RuleBroken("draft_closed" | "draft_too_large" | "file_misplaced")
    """
    draft = _open(draft_id)
    _require_place(draft, kind, name)
    if len(content.encode()) > LIMIT_BYTES:
        raise RuleBroken("draft_too_large", "文件超过 2 MB，没有保存；请拆成几个流程，或检查是否选错了文件")
    file = draft.file(kind, name)
    if (file.revision if file else 0) != revision:
        raise Conflict("draft_changed", f"{_who(file)}刚刚也改了这份草稿，您这一版没有保存，还在这一页上")
    if file is None:
        file = DesignFile(kind=kind, name=name, content="", revision=0)
        draft.files.append(file)
    if file.content == content and revision:
        return file
    file.content, file.revision, file.saved_at, file.saved_by = content, revision + 1, now(), actor.id
    _touch(draft, actor)
    db.session.flush()
    return file


def _require_place(draft: DesignDraft, kind: str, name: str) -> None:
    """A draft holds the thing itself; a procedure's also forms."""
    is_itself = (OWN_FILE[draft.kind], draft.key) == (kind, name)
    if not is_itself and not (draft.kind == "process" and kind == "form" and FORM_KEY.fullmatch(name)):
        raise RuleBroken("file_misplaced", f"文件“{name[:80]}”不能放进这份草稿；表单编号只用字母、数字、下划线和连字符，不超过 80 个")


def _who(file: DesignFile | None) -> str:
    return queries.name_of(file and file.saved_by) or "有人"


def _touch(draft: DesignDraft, actor) -> None:
    draft.saved_at = now()
    if actor.id not in draft.editors:
        draft.editors = [*draft.editors, actor.id]


@command(permission=DESIGN)
def remove_file(actor, draft_id: int, kind: str, name: str) -> DesignDraft:
    """Take a form out of a draft: the procedure keeps the released one.

    Raises: NotFound("draft_file"); RuleBroken("draft_closed" | "draft_needs_it")
    """
    draft = _open(draft_id)
    file = draft.file(kind, name)
    if file is None:
        raise NotFound("draft_file", "草稿里没有这个文件，可能刚被移除")
    if name == draft.key:
        raise RuleBroken("draft_needs_it", "这是草稿本身，不能移除；不要了可以放弃整份草稿")
    draft.files.remove(file)
    _touch(draft, actor)
    return draft


@command(permission=DESIGN)
def submit_draft(actor, draft_id: int, effective_on: date, note: str) -> DesignDraft:
    """Ask a second person to bring it into force from a day (提交复核).

    Raises: Refused: the check found errors; RuleBroken("note_missing" | "effective_past" | "effective_before_last" |
            "base_behind" | "nothing_changed" | "draft_closed")
    """
    draft = _open(draft_id)
    if not note.strip():
        raise RuleBroken("note_missing", "请写明为什么改，复核的人要看", {"note": "请写明为什么改"})
    _require_day(draft, effective_on)
    _require_newest_base(draft)
    if not KINDS[draft.kind].changes(draft):
        raise RuleBroken("nothing_changed", "和现在的版本相比没有改动，不用提交")
    if faults := errors(KINDS[draft.kind].problems(draft)):
        raise Refused(faults)
    draft.state, draft.effective_on, draft.note = "submitted", effective_on, note.strip()
    draft.submitted_by, draft.submitted_at, draft.reason = actor.id, now(), ""
    draft.submissions += 1
    _touch(draft, actor)
    return draft


def _require_day(draft: DesignDraft, effective_on: date) -> None:
    if effective_on < today():
        words = "施行日期不能早于今天"
        raise RuleBroken("effective_past", f"{words}，请改为今天或以后", {"effective_on": words})
    newest = KINDS[draft.kind].newest(draft.key)
    if newest and effective_on < newest[1]:
        words = f"第 {newest[0]} 版 {newest[1]:%Y-%m-%d} 才起施行，新版本不能早于它，否则到那天又会换回去"
        raise RuleBroken("effective_before_last", words, {"effective_on": words})


def _require_newest_base(draft: DesignDraft) -> None:
    newest = KINDS[draft.kind].newest(draft.key)
    if newest and newest[0] != draft.base_version:
        begun = f"第 {draft.base_version} 版" if draft.base_version else "新的"
        words = f"草稿是从{begun}改起的，现在已有第 {newest[0]} 版；请先对照改动，再选“以草稿为准”"
        raise RuleBroken("base_behind", words)


@command(permission=DESIGN)
def rebase_draft(actor, draft_id: int) -> DesignDraft:
    """Say that the draft stands although a newer version was released meanwhile (以草稿为准)."""
    draft = _open(draft_id)
    newest = KINDS[draft.kind].newest(draft.key)
    draft.base_version = newest and newest[0]
    _touch(draft, actor)
    return draft


@command(permission=DESIGN)
def recall_draft(actor, draft_id: int) -> DesignDraft:
    """Take a submission back to go on editing (撤回)."""
    draft = _submitted(draft_id)
    draft.state = "open"
    return draft


@command(permission=APPROVE)
def approve_draft(actor, draft_id: int, submission: int) -> DesignDraft:
    """Bring a submitted draft into force from its day, or from today where that day has passed (批准施行).

    Args:   submission: `submissions` of the draft the person read
    Raises: NotAllowed("own_draft"): four eyes; Conflict("draft_not_submitted" | "draft_changed"); whatever refuses the
            release (`Refused` with `.problems`)
    """
    draft = _submitted(draft_id)
    _require_second_person(actor, draft)
    if draft.submissions != submission:
        raise Conflict("draft_changed", "这份草稿撤回后又重新提交过，请看过新的改动再批准")
    _require_newest_base(draft)
    kind = KINDS[draft.kind]
    draft.changes = [change.words for change in kind.changes(draft)]
    draft.effective_on = max(draft.effective_on, today())
    _require_day(draft, draft.effective_on)
    draft.outcome = [list(each) for each in kind.release(actor, draft, draft.effective_on)]
    draft.state = "approved"
    _decide(actor, draft)
    return draft


@command(permission=APPROVE)
def return_draft(actor, draft_id: int, reason: str) -> DesignDraft:
    """Send a submission back to its designer with a reason (退回).

    Raises: NotAllowed("own_draft"); RuleBroken("reason_missing"); Conflict("draft_not_submitted")
    """
    draft = _submitted(draft_id)
    _require_second_person(actor, draft)
    if not reason.strip():
        raise RuleBroken("reason_missing", "请写明退回的原因", {"reason": "请写明退回的原因"})
    draft.state, draft.reason = "open", reason.strip()
    _decide(actor, draft)
    return draft


@command(permission=DESIGN)
def drop_draft(actor, draft_id: int) -> DesignDraft:
    """Give a draft up (放弃草稿); what it held stays readable."""
    draft = _open(draft_id)
    draft.state = "dropped"
    _decide(actor, draft)
    return draft


def _decide(actor, draft: DesignDraft) -> None:
    draft.decided_by, draft.decided_at = actor.id, now()


def _require_second_person(actor, draft: DesignDraft) -> None:
    if actor.id in draft.editors:
        words = "这份草稿您改过，须由另一位流程设计人员或者管理员复核；您可以撤回再改"
        raise NotAllowed("own_draft", words)


def _open(draft_id: int) -> DesignDraft:
    draft = queries.draft(draft_id)
    if draft.state != "open":
        told = {"submitted": "已提交复核，先撤回才能改", "approved": "已经施行，请另起草稿", "dropped": "已经放弃，请另起草稿"}
        raise RuleBroken("draft_closed", f"这份草稿{told[draft.state]}")
    return draft


def _submitted(draft_id: int) -> DesignDraft:
    draft = queries.draft(draft_id)
    if draft.state != "submitted":
        raise Conflict("draft_not_submitted", "这份草稿现在不在复核中，可能刚被撤回或者已经办过，请刷新")
    return draft
