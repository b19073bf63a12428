"""`./anliu bench [--quick] [--json]`: how fast the office is on this machine, beside the budgets of the design.

Everything happens in databases of its own in temporary folders; the user's data are never opened.
Exit code 0: every budget is kept; 1: one is not, or could not be measured.
"""

import json
import sys
import unicodedata

from flask import Flask

from app.bench import cases, decisions, hazards, inbox, papers, sub_database, tasks
from app.bench.figures import Figure, machine
from app.bench.office import office
from app.core.arguments import Parser
from app.server import collect_seldom


def bench_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu bench", description="性能测量；不碰已有数据")
    parser.add_argument("--quick", action="store_true", help="少测几遍，不测一百万件")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    options = parser.parse_args(argv)
    on = machine()
    figures = measure(options.quick, lambda words: print(words, file=sys.stderr, flush=True))
    report = {"machine": on, "quick": options.quick, "results": [figure.as_dict() for figure in figures]}
    print(json.dumps(report, ensure_ascii=False) if options.json else table(on, figures))
    return 0 if all(figure.within is not False and not figure.missing for figure in figures) else 1


def measure(quick: bool, tell) -> list[Figure]:
    """Every figure, in the order of the table. Args: tell: called with a line before each part"""
    with office() as app:
        collect_seldom()  # as the pages do
        tell("办结、启动、到期……")
        found = [
            *tasks.completions(app, walks=2 if quick else 8),
            tasks.starts(app, 30 if quick else 200),
            tasks.timers(app, due=100 if quick else 10_000, waiting=10_000),
        ]
        tell("一个实例办很多步……")
        found += tasks.growth(app, 150 if quick else 1_000)
        found += _inbox(app, quick, tell)
        found += _cases(app, quick, tell)
        found += _hazards(app, quick, tell)
        tell("打印……")
        found += papers.printing(app, 5 if quick else 20)
    tell("行业子库并入……")
    found += sub_database.taking_in(300 if quick else 10_000)
    tell("决策表……")
    found += [decisions.tables(100 if quick else 500), decisions.checks(3 if quick else 10)]
    tell("演示案件的实例状态……")
    return [*found, papers.stored_states()]


def _inbox(app: Flask, quick: bool, tell) -> list[Figure]:
    """The inbox as it fills: 1,000, 10,000, 100,000 open tasks; then 900,000 closed ones beside them."""
    filler, found, times = inbox.Filler(app), [], 20 if quick else 100
    for open_tasks in (1_000, 10_000, 100_000):
        tell(f"待办页，{open_tasks} 件……")
        filler.add(open_tasks - filler.number)
        found += inbox.pages(app, f"{open_tasks}", f"{open_tasks:,} 件待办", times)
    if not quick:
        tell("待办页，一百万件，其中十万件待办……")
        filler.add(900_000, is_open=False)
        found += inbox.pages(app, "1000000", "1,000,000 件，其中 100,000 件待办", times)
    full = f"库中有 {filler.number:,} 件时办结任务"
    return found + tasks.completions(app, walks=1 if quick else 3, name="complete_task_full", label=full)[:1]


def _cases(app: Flask, quick: bool, tell) -> list[Figure]:
    """The case list and its search as the cases become many."""
    filler, found, times = cases.Filler(app), [], 20 if quick else 100
    most = 10_000 if quick else 1_000_000
    for number in (10_000,) if quick else (100_000, most):
        tell(f"案件列表和检索，{number} 件……")
        filler.add(number - filler.number, most)
        found += cases.pages(app, f"{number}", f"{number:,} 件", times)
    return found


def _hazards(app: Flask, quick: bool, tell) -> list[Figure]:
    """The ledger of hidden dangers, of the firms of the cases."""
    number = 5_000 if quick else 100_000
    tell(f"隐患台账，{number} 条……")
    hazards.fill(app, number)
    return hazards.pages(app, number, 20 if quick else 100)


def table(on: dict, figures: list[Figure]) -> str:
    """The figures for people: label, median, p95, max, times, budget, kept or not."""
    head = ("项目", "中位数", "95%", "最大", "次数", "预算", "达标")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(_padded(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True)))
             for row in rows]  # fmt: skip
    packages = "，".join(f"{name} {number}" for name, number in on["packages"].items())
    where = f"{on['cpu']}，{on['cores']} 核，内存 {on['memory_mb']} MB；{on['system']}"
    what = f"Python {on['python']}，SQLite {on['sqlite']}，{packages}；{on['date']}，版本 {on['commit'] or '未知'}，测前负荷 {on['load']}"
    return "\n".join([*(line.rstrip() for line in lines), "", where, what])


def _row(figure: Figure) -> tuple[str, ...]:
    if not figure.values:
        return figure.label, "—", "—", "—", "0", "—", f"没有测：{figure.missing}"
    kept = {True: "是", False: "否", None: ""}[figure.within]
    judged = {"p95": "95%", "median": "中位数", "max": "最大"}[figure.judged]
    budget = f"{judged} ≤ {figure.budget:g} {figure.unit}" if figure.budget is not None else ""
    shown = [f"{value:,.0f} {figure.unit}" if figure.unit == "B" else f"{value:.2f} {figure.unit}"
             for value in (figure.median, figure.p95, figure.max)]  # fmt: skip
    return figure.label, *shown, str(len(figure.values)), budget, kept


def _width(text: str) -> int:
    """Columns on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int, column: int) -> str:
    space = " " * (width - _width(text))
    return space + text if 1 <= column <= 4 else text + space
