"""`./anliu clocks [--check]`: docs/clocks.md, what happens in every procedure by the clock alone, read from the diagrams.

Each place that waits: its period and article, the day it counts from, who is reminded when, what follows when nobody acts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from app.core.generated import write_or_check
from app.identity.permissions import ROLES
from app.law.period_rules import Kind, PeriodRule, load_rules
from app.notices import rules
from app.workflow.checks.model import Node, listed, read_diagram
from app.workflow.definitions import HUMAN
from app.workflow.releases import WORKFLOWS
from app.workflow.xml import parse_xml

FILE = "docs/clocks.md"
ROOT = WORKFLOWS.parent
STANDING = {
    "penalty_decision": "立案时起算，各当事人都作出决定或者终了时了结",
    "court_application_window": "缴款期届满没有缴清时列出，"
    "从起诉期限（当场处罚须先复议：复议申请期限，复议法第23条）届满起算，向法院提交或者当事人终了时了结",
    "review_reply": "登记受理通知时起算，提交答复时了结", "review_reply_simplified": "登记受理通知时起算，提交答复时了结",
    "litigation_defence": "登记应诉通知时起算，提交答辩时了结",
}  # fmt: skip
HEAD = f"""# 期限表：只有时钟在走

由 `./anliu clocks` 从 `workflows/*.bpmn` 和 `app/law/data/periods.yaml` 生成，请勿手改；`./anliu clocks --check` 检查是否最新。
逐日走过的证据：`tests/workflows/test_by_the_clock_alone.py`。

怎样读：
- 期间从起算日的次日数起；工作日按放假表（补班日算，调休日不算）；末日遇休息日，规则写明顺延的顺延，没有写明的不顺延。
- 提醒在工作日上班（{rules.WORK_STARTS:%H:%M}）后发给该任务的办理人（没有认领的，发给所有能办的人）和代理人；末日不是工作日的，
  提前到它以前最后一个工作日。期间过了一半才收到任务的，不补发已经过去的提醒；同一件事同一个日子只提醒一次，后台停几天再起来也一样。
- 末日的次日零点起，收件箱显示“逾期 N 天”（红），次一工作日提醒一次“已逾期”。写明“到时”的，由后台自动办理，只办一次。
- 长度未定的期间（待核）由单位在“法律 · 期间”设定，设定以前不给日期；任务先开出、期间后起算的，起算的次一工作日提醒一次。
"""  # fmt: skip


def clocks_main(argv: list[str], root: Path = ROOT) -> int:
    """Write the file, or check it; see `write_or_check`."""
    description = "生成 docs/clocks.md：每个流程等在哪里、何时提醒、期满以后"
    return write_or_check(argv, "./anliu clocks", description, root / FILE, document)


def document() -> str:
    """The whole file."""
    return "\n".join(
        [HEAD, *_standing(), *(line for path in sorted(WORKFLOWS.glob("*.bpmn")) for line in _procedure(path))]
    )


def _standing() -> Iterator[str]:
    yield "## 不属于某一个任务的期间\n\n到期以前和期满以后，提醒手上有这件事的任务的人（该任务自己就有这个期间的，不重复提醒）。\n"
    yield "| 期间 | 从何时到何时 | 提醒 | 期满以后 |\n|---|---|---|---|"
    for rule_id, until in STANDING.items():
        rule = newest(rule_id)
        yield _row(_period(rule), until, _reminders(rule), _passed(rule))
    yield ""


def _procedure(path: Path) -> Iterator[str]:
    diagram = read_diagram(path.name, parse_xml(path.read_bytes()))
    nodes = {node.id: node for scope in diagram.scopes for node in scope.nodes.values()}
    process = diagram.scopes[0].element
    yield f"## {process.get('name')}（{path.stem}）\n"
    waiting = [node for node in nodes.values() if _waits(node)]
    if waiting:
        yield "| 等在哪里 | 谁办 | 期间 | 从哪天起算 | 提醒 | 没有人办时 |\n|---|---|---|---|---|---|"
        yield from map(_place, waiting)
        yield ""
    others = [node.name for node in nodes.values() if node.kind in HUMAN and not _waits(node)]
    yield f"没有法定期限的任务（开出时提醒一次，可以催办）：{'、'.join(others) or '无'}。\n"


def _waits(node: Node) -> bool:
    timed = "law.period" in node.properties or any("timer" in each.triggers for each in node.boundaries)
    return timed and node.kind in HUMAN or (node.kind == "intermediateCatchEvent" and "timer" in node.triggers)


def _place(node: Node) -> str:
    obeyed = [newest(rule_id) for rule_id in listed(node.properties.get("law.period"))]
    people = "、".join(ROLES.get(role, role) for role in (node.camunda("candidateGroups") or "").split(",") if role)
    follows = [f"到时“{each.name}”{'（任务仍开着）' if not each.interrupting else ''}{_leads(each)}"
               for each in node.boundaries if "timer" in each.triggers]  # fmt: skip
    if node.kind not in HUMAN:
        follows, people = [f"到时自动往下走{_leads(node)}"], "（后台）"
    when = _timer(node) or "；".join(filter(None, map(_timer, node.boundaries)))
    period, start = _each(obeyed, _period) or when, _each(obeyed, lambda rule: rule.start_event) or "—"
    told = (_each(obeyed, _reminders) or "开出时提醒") if node.kind in HUMAN else "—"
    ends = not node.boundaries or any(not each.interrupting for each in node.boundaries)
    return _row(
        node.name, people, period, start, told, "；".join([*follows, *filter(None, [ends and _each(obeyed, _passed)])])
    )


def _each(obeyed: list[PeriodRule], words_of) -> str:
    """What is said of the one period, or of each of several of which one runs; "" without any."""
    return "；或者 ".join(dict.fromkeys(map(words_of, obeyed)))


def _leads(event: Node) -> str:
    """「：记明期满失效 → 发还物品」: automatic steps up to the next person, event or end."""
    found, step = [], event
    while len(step.outgoing) == 1 and len(found) < 6:
        step = step.outgoing[0].target
        if step.name:
            found.append(step.name)
        if step.kind in HUMAN or step.kind == "endEvent":
            break
    return f"：{' → '.join(found)}" if found else ""


def _timer(node: Node) -> str:
    """What a timer that obeys no period says; "" for one that does."""
    if "timer" not in node.triggers or "law.period" in node.properties:
        return ""
    text = "".join(node.definitions[0].itertext()).strip()
    days = re.fullmatch(r"P(\d+)D", text)
    return f"{days[1]} 天" if days else f"到流程数据 {text.strip('${}')} 写明的时刻"


def newest(rule_id: str) -> PeriodRule:
    """The version of a period that begins last."""
    return load_rules().versions[rule_id][-1]


def _period(rule: PeriodRule) -> str:
    return f"{rule.name_zh}，{rule.amount}（{rule.basis}{'' if rule.confidence == 'high' else '，待核'}）"


def _reminders(rule: PeriodRule) -> str:
    if rule.kind is Kind.WAIT:
        return "满了的次一工作日"
    if rule.length is None and not rule.is_granted:
        return "天数设定以后；设定以前只在起算的次一工作日"
    *early, _ = rules.marks(rule)
    return f"末日前 {'、'.join(map(str, early))} 个工作日，末日当天" if early else "末日当天"


def _passed(rule: PeriodRule) -> str:
    return "可以办理下一步（不算逾期）" if rule.kind is Kind.WAIT else f"红：{rule.on_lapse}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |"
