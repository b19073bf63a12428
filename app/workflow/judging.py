"""Business rule tasks (业务规则任务): a table in force decides, the result is a row, its choices become process data.

The attributes are those of Camunda 7. What differs: the version is chosen by the legally relevant day, never by
deployment; only yes or no, choices, days and whole numbers become process data, the reasons and articles a table gives
stand in the recorded result and in the history; data is flat, so a map `grade` is kept as `grade.level`, `grade.since`
(conditions read `${grade.level}` all the same) and a list of maps as one list for each column.
"""

from dataclasses import dataclass

from app.core.clock import today
from app.core.errors import RuleBroken
from app.law.tables import queries as tables
from app.law.tables import reading
from app.law.tables.commands import decide
from app.workflow.registry import DECISION_FACTS, DecisionFacts

MAPPINGS = SINGLE_ENTRY, SINGLE_RESULT, COLLECT_ENTRIES, RESULT_LIST = (
    "singleEntry", "singleResult", "collectEntries", "resultList",
)  # fmt: skip


@dataclass(frozen=True)
class Judgement:
    """What a business rule task asks for: `camunda:decisionRef`, `resultVariable`, `mapDecisionResult`."""

    key: str
    variable: str | None
    mapping: str


def judge(context, asked: Judgement) -> tuple[dict, str]:
    """Let the table decide and record the result.

    Returns: (process data, the result in one sentence)
    Raises:  RuleBroken("no_table" | "decision_failed" | "input_invalid" | "several_rows" | "decision_columns")
    """
    found = facts_of(context, asked.key)
    each = [_decided(context, asked.key, facts) for facts in (found if isinstance(found, list) else [found])]
    if not each:
        return {asked.variable: []} if asked.variable else {}, "没有要判定的事项"
    model, table = tables.model_of(each[0].table), each[0].table
    value = [row.value for row in each] if isinstance(found, list) else each[0].value
    data = process_data(asked, value, reading.data_columns(model.decisions[asked.key]))
    return data, f"{reading.sentence(model, asked.key, value)}（决策表“{table.name}”第 {table.version} 版）"


def _decided(context, key: str, facts: DecisionFacts):
    subject = facts.subject or context.subject
    return decide(context.actor, key, facts.inputs, facts.on or today(), subject, context.instance.id)


def facts_of(context, key: str) -> DecisionFacts | list[DecisionFacts]:
    """What is registered for the table, for one matter or for each of several; else the process data of its names."""
    asked = DECISION_FACTS.get((key, context.instance.process_key)) or DECISION_FACTS.get((key, ""))
    return asked(context) if asked else DecisionFacts(dict(context.data))


def process_data(asked: Judgement, value, columns: tuple[str, ...]) -> dict:
    """The part of a recorded result that goes on in the process.

    Args:   value: DecisionResult.value; columns: the output columns that may become process data
    Raises: RuleBroken("several_rows"): more rows than the mapping takes; RuleBroken("decision_columns")
    """
    if asked.variable is None:
        return {}
    rows = [_row(each, columns) for each in (value if isinstance(value, list) else [] if value is None else [value])]
    single = asked.mapping in (SINGLE_ENTRY, SINGLE_RESULT)
    if single and len(rows) > 1:
        text = f"决策表“{asked.key}”给出 {len(rows)} 行结果，而流程图只取一行"
        raise RuleBroken("several_rows", f"{text}，请流程设计人员改用 {COLLECT_ENTRIES} 或 {RESULT_LIST}")
    if asked.mapping in (SINGLE_ENTRY, COLLECT_ENTRIES):
        if len(columns) != 1:
            text = f"决策表“{asked.key}”可作流程数据的结果有 {len(columns)} 列，而流程图只取一列"
            raise RuleBroken("decision_columns", f"{text}，请流程设计人员改用 {SINGLE_RESULT} 或 {RESULT_LIST}")
        found = {asked.variable: [row[columns[0]] for row in rows]}
    else:
        found = {f"{asked.variable}.{column}": [row[column] for row in rows] for column in columns}
    return {name: (cells or [None])[0] for name, cells in found.items()} if single else found


def _row(value, columns: tuple[str, ...]) -> dict:
    """A table with one output column gives its bare value."""
    return value if isinstance(value, dict) else dict.fromkeys(columns[:1], value)
