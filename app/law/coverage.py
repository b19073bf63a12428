"""`./anliu law coverage [--check]`: docs/law-coverage.md, every rule of law with article, version, confidence and use.

Made from the rule files and from what the project's own files name; nothing in it is written by hand.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from app.core.generated import write_or_check
from app.core.settings import ROOT
from app.core.yaml_file import read_yaml
from app.decisions import read_model
from app.decisions.dmn.model import Decision, DecisionTable, Model
from app.law import articles
from app.law.catalogue import CONFIDENCE, Entry, penalties, periods
from app.law.tables import reading
from app.law.usage import KINDS, Property, Use, names, offering_forms, properties, uses

FILE = "docs/law-coverage.md"
HEAD = """# 法律覆盖

由 `./anliu law coverage` 生成，不要手改；`./anliu law coverage --check` 在本文件过时的时候报错。
每条规则一行：代号、条款、版本（施行起止和内容）、置信、用在哪里、哪些测试点名。置信：高＝已对照条文或者权威数字；
中＝专业知识加旁证；低＝未能核对。标“待核”的在界面上同样标出，核对后改规则文件（见 [law.md](law.md)），不改代码。
“—”＝没有文件点名它：期间和罚则仍可在计算页和命令行使用。
"""
REQUIRED = {  # law.requires: what must have happened, by the kind before the colon
    "window": "{}：已行使、放弃，或者期满并核对收件", "approved": "“{}”已批准", "not_heavier": "不重于告知", "review": "法制审核通过",
    "deliberated": "应当集体讨论的已讨论", "decided": "已作出处罚决定", "court": "在申请法院强制执行的期限内",
}  # fmt: skip
RIGHTS = {"statement": "陈述申辩", "hearing": "听证"}
DONE_BEFORE = "app/workflow/requirements.py"  # a step that must have been done needs no rule of its own
DUTIES = {
    "duty.officers": "须 {} 名持有效执法证的人员各自签署", "duty.separate_from": "办理过这些环节的人不得办理：{}",
    "duty.head_only": "只能由正职（或者书面确定主持工作的负责人）决定",
}  # fmt: skip


def coverage_main(argv: list[str], root: Path = ROOT) -> int:
    """Write the file, or check it; see `write_or_check`."""
    description = "生成 docs/law-coverage.md：每条规则的条款、版本、置信和用处"
    return write_or_check(argv, "./anliu law coverage", description, root / FILE, lambda: document(root))


def document(root: Path = ROOT) -> str:
    """The whole file."""
    said, titles = properties(root), names(root)
    models = {path.name: read_model(path.read_bytes()) for path in sorted(root.glob("workflows/*.dmn"))}
    tables = [(file, model, each) for file, model in models.items() for each in reading.top_decisions(model)]
    required = _grouped(said, "law.requires")
    wanted = [
        *(entry.id for entry in [*periods(), *penalties()]),
        *(each.id for _, _, each in tables),
        *required,
        *DUTIES,
    ]
    found = uses(wanted, root)
    forms = offering_forms(root)
    found |= {entry.id: forms + found[entry.id] for entry in penalties()}
    parts = [
        HEAD, _summary(tables, required, said),
        "## 期间（law.period）\n", *_entries(periods(), found),
        "\n## 处罚幅度\n", *_entries(penalties(), found),
        "\n## 决策表\n", *_tables(root, tables, found),
        "\n## 前置条件（law.requires）\n", *_requirements(root, required, found, titles),
        "\n## 职责（duty.*）\n", *_duties(said, found, titles),
        "\n## 条款\n", *_articles(root, said),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


# --- sections -------------------------------------------------------------------------------------------------------


def _summary(tables: list, required: dict, said: list[Property]) -> str:
    duties = sum(each.name in DUTIES for each in said)
    lines = [_counted("期间", periods()), _counted("处罚规则", penalties())]
    lines += [f"- 决策表 {len(tables)} 张；前置条件 {len(required)} 种；环节上的职责 {duties} 处。"]
    return "\n".join(lines) + "\n"


def _counted(words: str, entries: list[Entry]) -> str:
    versions = [version for entry in entries for version in entry.versions]
    open_ones = sum(not version.is_verified for version in versions)
    return f"- {words} {len(entries)} 条、{len(versions)} 个版本，其中待核 {open_ones} 个版本。"


def _entries(entries: Iterable[Entry], found: dict[str, tuple[Use, ...]]) -> list[str]:
    lines = _header("规则", "条款", "版本", "置信", "用在", "测试")
    for entry in entries:
        lines.append(_row(
            f"`{entry.id}`<br>{entry.name}",
            "<br>".join(dict.fromkeys(version.basis for version in entry.versions)),
            "<br>".join(f"{version.in_force}：{version.says}" for version in entry.versions),
            "<br>".join(_confidence(version.confidence, version.is_verified) for version in entry.versions),
            *_places(found[entry.id]),
        ))  # fmt: skip
    return lines


def _tables(root: Path, tables: list[tuple[str, Model, Decision]], found: dict[str, tuple[Use, ...]]) -> list[str]:
    lines = _header("决策表", "条款", "版本", "置信", "用在", "测试")
    for file, model, decision in tables:
        told = reading.about((root / "workflows" / file).read_bytes())
        is_verified = reading.is_verified(model, decision.id, told.descriptions)
        own = tuple(use for use in found[decision.id] if use.kind != "table" or use.file != f"workflows/{file}")
        lines.append(_row(
            f"`{decision.id}`<br>{decision.name}", "<br>".join(_basis_of(model, decision.id, told.descriptions)),
            f"{told.effective_from or '施行日未写'} 起<br>`{file}`，{_rows_of(model, decision.id)} 行",
            "高" if is_verified else "待核", *_places(own),
        ))  # fmt: skip
    return lines


def _basis_of(model: Model, key: str, descriptions: dict[str, str]) -> list[str]:
    """The articles a table and those it requires name: after 「依据：」, and in the column `article`."""
    found: dict[str, None] = {}
    for decision in reading.line_of(model, key):
        told = descriptions.get(decision.id, "").partition("依据：")[2].partition("。")[0]
        cells = [rule.outputs[place] for rule in _rows(decision) for place in _article_columns(decision.logic)]
        found |= dict.fromkeys(text for text in (told, *_texts(cells)) if "条" in text)
    return list(found)


def _texts(cells: Iterable[str]) -> list[str]:
    """The cells that are plain text; one that is reckoned has no text of its own."""
    return [found[1] for cell in cells if (found := re.fullmatch(r'"([^"]*)"', cell.strip()))]


def _rows(decision: Decision) -> tuple:
    return decision.logic.rules if isinstance(decision.logic, DecisionTable) else ()


def _article_columns(table: DecisionTable) -> list[int]:
    return [place for place, clause in enumerate(table.outputs) if clause.name == "article"]


def _rows_of(model: Model, key: str) -> int:
    return sum(len(_rows(decision)) for decision in reading.line_of(model, key))


def _requirements(root: Path, required: dict, found: dict, titles: dict[str, str]) -> list[str]:
    lines = _header("条件", "条款", "环节", "检查", "测试")
    for value, places in required.items():
        tests = _places(tuple(use for use in found[value] if use.kind == "test"))[1]
        checked = "<br>".join(f"`{file}`" for file in _checking(root, value))
        lines.append(
            _row(f"`{value}`<br>{_needed(root, value, titles)}", _bases(places), _steps(places), checked, tests)
        )
    return lines


def _needed(root: Path, value: str, titles: dict[str, str]) -> str:
    """A prerequisite in words; a paper may be named by the beginning several share (`penalty_notice`)."""
    kind, _, rest = value.partition(":")
    papers = [path.parent.name for path in sorted(root.glob(f"documents/{rest or value}*/document.yaml"))]
    if kind == "served" or (not rest and papers):
        done = "已送达" if kind == "served" else "已制作"
        return "、".join(f"《{titles[paper]}》" for paper in papers) + done
    if kind in REQUIRED:
        return REQUIRED[kind].format(RIGHTS.get(rest) or titles.get(rest, rest))
    return f"已办“{titles[value]}”" if value in titles else value


def _checking(root: Path, value: str) -> list[str]:
    """The files that check a prerequisite: they register it, or its kind."""
    kind = value.partition(":")[0]
    calls = (f'requirement("{kind}")', f'prerequisite("{value}")')
    found = [path.relative_to(root).as_posix() for path in sorted(root.glob("app/*/*.py"))
             if any(call in path.read_text("utf-8") for call in calls)]  # fmt: skip
    return found or [DONE_BEFORE]


def _duties(said: list[Property], found: dict, titles: dict[str, str]) -> list[str]:
    lines = _header("职责", "环节", "条款", "检查", "测试")
    for name, words in DUTIES.items():
        alike: dict[tuple[str, ...], list[Property]] = {}
        for each in said:
            if each.name == name:
                alike.setdefault(each.values, []).append(each)
        for values, places in alike.items():
            shown = "、".join(titles.get(value, value) for value in values)
            lines.append(
                _row(f"`{name}`<br>{words.format(shown)}", _steps(places), _bases(places), *_places(found[name]))
            )
    return lines


def _articles(root: Path, said: list[Property]) -> list[str]:
    """What each known article is used for: rules, steps of the procedures, papers."""
    found: dict[str, list[str]] = {}
    for entry in [*periods(), *penalties()]:
        for basis in dict.fromkeys(version.basis for version in entry.versions):
            _note(found, basis, f"规则 `{entry.id}`")
    for each in said:
        if each.name == "law.basis":
            _note(found, each.basis, f"环节 {each.use.words}：{each.use.step}")
    for path in sorted(root.glob("documents/*/document.yaml")):
        paper = read_yaml(path.read_text("utf-8"))
        _note(found, "；".join(paper["basis"]), f"文书 {paper['name']}")
    lines = _header("条款", "版本", "置信", "用在")
    for article in articles.load_articles().by_id.values():
        if places := list(dict.fromkeys(found.get(article.id, ()))):
            confidence = {"H": "高", "M": "中，待核", "L": "低，待核"}[article.confidence]
            name = f"{article.statute.plain}{article.number}"
            lines.append(_row(f"{name}<br>`{article.id}`", article.statute.in_force, confidence, "<br>".join(places)))
    return lines


def _note(found: dict[str, list[str]], text: str, where: str) -> None:
    for article in articles.cited(text):
        found.setdefault(article.id, []).append(where)


# --- cells ----------------------------------------------------------------------------------------------------------


def _header(*titles: str) -> list[str]:
    return [_row(*titles), _row(*["---"] * len(titles))]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") or "—" for cell in cells) + " |"


def _confidence(code: str, is_verified: bool) -> str:
    return CONFIDENCE[code] + ("" if is_verified else "，待核")


def _places(found: tuple[Use, ...]) -> tuple[str, str]:
    """(where it is used, which tests name it)"""
    by_kind: dict[str, dict[str, list[str]]] = {}
    for use in found:
        by_kind.setdefault(use.kind, {}).setdefault(use.file, []).append(use.element)
    shown = [f"{KINDS[kind]} {_files(files)}" for kind, files in by_kind.items() if kind != "test"]
    return "<br>".join(shown), "<br>".join(f"`{file}`" for file in by_kind.get("test", ()))


def _files(files: dict[str, list[str]]) -> str:
    return "；".join(
        f"`{file}`" + (f"：{'、'.join(elements)}" if any(elements) else "") for file, elements in files.items()
    )


def _grouped(said: Iterable[Property], name: str) -> dict[str, list[Property]]:
    """{value: where the diagrams write it}"""
    found: dict[str, list[Property]] = {}
    for each in said:
        for value in each.values if each.name == name else ():
            found.setdefault(value, []).append(each)
    return found


def _steps(places: Iterable[Property]) -> str:
    return "<br>".join(f"{each.use.words}：{each.use.step}（`{each.use.element}`）" for each in places)


def _bases(places: Iterable[Property]) -> str:
    return "<br>".join(dict.fromkeys(each.basis for each in places if each.basis))
