"""Files made elsewhere (上传): diagrams of stock modelers with their forms become drafts, or are refused by name."""

from lxml import etree

from app.core.command import command
from app.core.errors import AnliuError, RuleBroken
from app.core.xml import IDENTIFIER
from app.designer import commands, procedures, queries
from app.designer.models import DesignDraft
from app.workflow.checks import check_form_file, form_key
from app.workflow.checks.model import read_diagram, tag
from app.workflow.problems import Problem, Refused, errors
from app.workflow.xml import parse_xml


class UploadRefused(AnliuError):
    """Files that cannot become drafts. found: {file name: [Problem]}"""

    status = 422

    def __init__(self, found: dict[str, list[Problem]]):
        self.found = {name: problems for name, problems in found.items() if problems}
        first = next(iter(self.found.values()))[0]
        super().__init__(first.code, f"没有收下：{first.message}")


@command(permission=commands.DESIGN)
def upload_drafts(actor, files: dict[str, bytes], draft_id: int | None = None) -> list[DesignDraft]:
    """Put diagrams and their forms into drafts; all or none. What the check would refuse may be in a draft.

    A form belongs to every draft of these whose diagram shows it.

    Args:   files: {file name: content}; draft_id: the draft the one diagram replaces, None: begin new drafts
    Raises: UploadRefused: unreadable, no or several procedures, a form nothing shows, another procedure than the draft's;
            RuleBroken("no_diagram"); Conflict("draft_open"): somebody already works on that procedure
    """
    forms = {form_key(name): content for name, content in files.items() if name.lower().endswith(".json")}
    diagrams = {name: content for name, content in files.items() if not name.lower().endswith(".json")}
    _require_readable(files, diagrams, draft_id)
    if not diagrams and draft_id is None:
        raise RuleBroken("no_diagram", "没有流程图；表单请和使用它的流程图一起上传", {"files": "没有流程图"})
    drafts = [_placed(actor, content, draft_id) for content in diagrams.values()] or [queries.draft(draft_id)]
    _place_forms(actor, forms, drafts)
    return drafts


def _require_readable(files, diagrams, draft_id) -> None:
    found = {name: list(_unreadable(content)) for name, content in diagrams.items()}
    for name in files.keys() - diagrams.keys():
        found[name] = errors(check_form_file(name, files[name])) or list(_misnamed(name))
    if draft_id is not None:
        draft = queries.draft(draft_id)
        for name, content in diagrams.items():
            if not found[name] and (key := procedures.process_key(content)) != draft.key:
                words = f"这是流程“{key}”的图，不是“{draft.key}”的；请另建草稿上传"
                found[name].append(Problem("key_differs", key, words))
    if any(found.values()):
        raise UploadRefused(found)


def _misnamed(name: str):
    if not commands.FORM_KEY.fullmatch(form_key(name)):
        words = "表单的文件名就是它的编号，只用字母、数字、下划线和连字符，不超过 80 个；请改名后再上传"
        yield Problem("form_key_invalid", None, words)


def _unreadable(content: bytes):
    try:
        root = parse_xml(content)
    except Refused as refused:
        yield from refused.problems
        return
    if tag(root) != "definitions":
        yield Problem("not_bpmn", None, "这不是 BPMN 2.0 流程图（根元素应为 definitions），请检查选错了文件没有")
        return
    executable = read_diagram("", root).executable
    if len(executable) != 1:
        words = f"图里有 {len(executable)} 个可执行的流程，应当正好一个；请在建模工具里拆开，或者勾选“可执行”"
        yield Problem("process_count", executable[1].id if executable else None, words)
    elif not IDENTIFIER.fullmatch(executable[0].id):
        words = "流程没有编号（id），或者编号超过 80 个字符、不以字母开头、含空格或斜杠一类的符号，请改好再上传"
        yield Problem("id_invalid", executable[0].id or None, words)


def text_of(content: bytes) -> str:
    """The diagram as UTF-8 text, unchanged where it was UTF-8."""
    root = parse_xml(content)
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() in ("UTF-8", "ASCII", "US-ASCII"):
        return content.decode("utf-8-sig")
    return etree.tostring(root, encoding="unicode")


def _placed(actor, content: bytes, draft_id: int | None) -> DesignDraft:
    key, text = procedures.process_key(content), text_of(content)
    if draft_id is None:
        name = read_diagram("", parse_xml(content)).executable[0].element.get("name") or key
        return commands.begin_draft(actor, "process", key, name, [("bpmn", key, text)])
    draft = queries.draft(draft_id)
    commands.save_draft(actor, draft.id, "bpmn", key, text, draft.file("bpmn", key).revision)
    return draft


def _place_forms(actor, forms: dict[str, bytes], drafts: list[DesignDraft]) -> None:
    shown = {draft.id: procedures.form_keys(draft.file("bpmn", draft.key).content) for draft in drafts}
    for key, content in forms.items():
        owners = [draft for draft in drafts if key in shown[draft.id]]
        if not owners:
            words = f"没有任务使用表单“{key}”；请在流程图里把任务的 formKey 写成它，或者不要上传"
            raise UploadRefused({f"{key}.json": [Problem("form_unused", None, words)]})
        for draft in owners:
            file = draft.file("form", key)
            commands.save_draft(actor, draft.id, "form", key, content.decode("utf-8-sig"), file.revision if file else 0)
