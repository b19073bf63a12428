"""Diagrams and tables made by others, through all the desk does with a file: check, draft, download, release, start.

    .venv/bin/python -m app.bench.foreign DIR… [--mutants N] [--json]

Every .bpmn and .dmn below the folders, and N spoiled copies of each (`app.bench.mutants`), each in a process of its own
with a limit of time and memory, on a copy of one small office. Each file ends in one word a stage; anything but a
named refusal or success is a failure and is listed. Exit code 0: no failure.
"""

import argparse
import json
import multiprocessing
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from flask import Flask
from marshmallow import ValidationError

from app import create_app
from app.bench.mutants import mutants
from app.bench.office import Person
from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import AnliuError
from app.decisions import DecisionError, check_model, evaluate_decision, read_model
from app.designer.models import DesignDraft
from app.designer.same_meaning import lost_by
from app.designer.tables import lost_by as lost_by_table
from app.identity.seeding import seed_demo_people, seed_organisations
from app.law.tables.commands import TableRefused, put_in_force
from app.law.tables.reading import top_decisions
from app.workflow.checks import Known, check_by_file
from app.workflow.commands.releases import deploy
from app.workflow.commands.starting import start_process
from app.workflow.problems import errors
from app.workflow.releases import known_shipped

SECONDS = {"check": 5.0, "all": 60.0}
MEMORY = 1 << 30  # bytes a file may take beyond what the program has
DESIGNER = "liucheng"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = (".bpmn", ".dmn")
GIVEN_UP = {"check_failed", "too_nested"}  # the check says it failed; `engine_parse` says it did not foresee a refusal


class Office:
    """A small office in memory, copied by `fork` for each file."""

    def __init__(self, home: Path):
        self.app: Flask = create_app(home=home, database_url="sqlite://", demo=True)
        with self.app.app_context():
            db.create_all()
            seed_organisations(SYSTEM)
            seed_demo_people(SYSTEM)
        self.designer = Person(self.app, DESIGNER)
        self.known: Known = known_shipped()

    def send(self, url: str, field: str, name: str, content: bytes):
        """Upload a file as the page does."""
        sent = {"csrf_token": self.designer.token, field: (BytesIO(content), name)}
        return self.designer.client.post(url, data=sent)


def walk(office: Office, name: str, content: bytes, pages: bool) -> dict:
    """Args: pages: look at every page of the draft, too

    Returns: {stage: one word, "codes": of the check, "seconds": of the check, "failed": [what must not happen]}"""
    kind = Path(name).suffix
    told = {"codes": [], "failed": []}
    begun = time.perf_counter()
    told["check"] = _staged(told, "check", CHECKS[kind], office, name, content, told["codes"])
    told["seconds"] = round(time.perf_counter() - begun, 3)
    if told["seconds"] > SECONDS["check"]:
        told["failed"].append("check: slow")
    told["draft"] = _staged(told, "draft", _draft, office, name, content, pages)
    if told["check"] == "clean":
        told["release"] = _staged(told, "release", RELEASES[kind], office, name, content)
    return told


def _staged(told: dict, stage: str, act: Callable, *given) -> str:
    try:
        word = act(*given)
    except Exception as fault:  # what this program looks for
        word = f"crash {type(fault).__name__}: {str(fault)[:200]}"
    if word.startswith(("crash", "differs")):
        told["failed"].append(f"{stage}: {word}")
    return word


def _check_diagram(office: Office, name: str, content: bytes, codes: list[str]) -> str:
    found = check_by_file({name: content}, office.known)[name]
    codes += sorted({problem.code for problem in errors(found)})
    if unnamed := [problem for problem in found if not problem.code or not CHINESE.search(problem.message)]:
        return f"crash unnamed {unnamed[0]}"
    return "crash check_failed" if GIVEN_UP & set(codes) else "refused" if codes else "clean"


def _check_table(_office, _name: str, content: bytes, codes: list[str]) -> str:
    try:
        found = check_model(read_model(content))
    except DecisionError as refused:
        codes += sorted({fault.code for fault in refused.faults})
        return "refused" if all(CHINESE.search(fault.message) for fault in refused.faults) else "crash unnamed"
    codes += sorted({finding.code for finding in found if finding.severity == "error"})
    return "refused" if codes else "clean"


def _draft(office: Office, name: str, content: bytes, pages: bool) -> str:
    """Put a file into a draft, look at the pages of it, and take it back."""
    is_table = name.endswith(".dmn")
    answer = office.send("/tables/upload" if is_table else "/processes/upload", "file" if is_table else "files", name, content)
    if answer.status_code != 302:
        return _refused(answer)
    with office.app.app_context():
        draft = db.session.scalars(db.select(DesignDraft)).one()
        [part] = [file.name for file in draft.files]
    for page in PAGES[Path(name).suffix] if pages else ():
        seen = office.designer.client.get(f"/drafts/{draft.id}/{page}".rstrip("/"))
        if seen.status_code != 200:
            return f"crash {page or 'draft'} {seen.status_code}"
    return _same(content, office.designer.client.get(f"/drafts/{draft.id}/files/{'dmn' if is_table else 'bpmn'}/{part}?download"), is_table)


def _refused(answer) -> str:
    said = re.search(r'class="note note--bad[^"]*".*?</div>', answer.text, re.S)
    if answer.status_code in (409, 422) and said and CHINESE.search(said[0]):
        return "refused"
    return f"crash upload {answer.status_code}"


def _same(content: bytes, answer, is_table: bool) -> str:
    if answer.status_code != 200:
        return f"crash download {answer.status_code}"
    if answer.data == content.removeprefix(b"\xef\xbb\xbf"):
        return "identical"
    lost = (lost_by_table if is_table else lost_by)(_text(content), answer.text)
    return f"differs {lost[:2]}" if lost else "same meaning"


def _text(content: bytes) -> str:
    """The text of a file in another encoding, read by another way than the desk's."""
    declared = re.search(rb'encoding=["\']([\w-]+)', content[:200])
    text = content.decode(declared[1].decode() if declared else "utf-16" if b"\0" in content[:4] else "utf-8-sig")
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)


def _release_diagram(office: Office, name: str, content: bytes) -> str:
    with office.app.app_context():
        try:
            [release, *_] = deploy(SYSTEM, {name: content})
            instance = start_process(SYSTEM, release.key)
        except (AnliuError, ValidationError) as refused:
            return "refused" if CHINESE.search(str(refused)) else f"crash unnamed {refused}"
        return f"started, {instance.status}"


def _release_table(office: Office, _name: str, content: bytes) -> str:
    model = read_model(content)
    for decision in top_decisions(model):
        evaluate_decision(model, decision.id, {})
    with office.app.app_context():
        try:
            put_in_force(SYSTEM, content, today())
        except TableRefused:
            return "refused"
    return "in force"


PAGES = {".bpmn": ("diagram", "choices", "problems", ""), ".dmn": ("table", "table/parts", "")}
CHECKS = {".bpmn": _check_diagram, ".dmn": _check_table}
RELEASES = {".bpmn": _release_diagram, ".dmn": _release_table}


def walked_alone(office: Office, name: str, content: bytes, pages: bool = True) -> dict:
    """`walk` in a process of its own; one that dies or does not end is a failure."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_alone, args=(theirs, office, name, content, pages))
    child.start()
    theirs.close()
    try:
        told = ours.recv() if ours.poll(SECONDS["all"]) else None
    except EOFError:
        told = None
    if told is None:
        child.kill()
    child.join()
    return told or {"codes": [], "failed": [f"died: {child.exitcode}"], "seconds": 0}


def _alone(pipe, *given) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY,) * 2)
    signal.alarm(int(SECONDS["all"]))
    pipe.send(walk(*given))


def files_in(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in KINDS and path.is_file())


def survey(folders: list[Path], copies: int) -> dict:
    """{"originals" | "mutants": {kind: {"files", "check", "draft", "release", "codes", "slowest"}}, "failed": {file: [..]}}"""
    report: dict = {"originals": {}, "mutants": {}, "failed": {}}
    with tempfile.TemporaryDirectory(prefix="anliu-foreign-") as home:
        office = Office(Path(home))
        for path in files_in(folders):
            content = path.read_bytes()
            _count(report, "originals", path, str(path), walked_alone(office, path.name, content))
            for number, (change, spoiled) in enumerate(mutants(content, copies, path.name)):
                told = walked_alone(office, path.name, spoiled, pages=False)
                _count(report, "mutants", path, f"{path} #{number} {change}", told)
    return report


def _count(report: dict, group: str, path: Path, label: str, told: dict) -> None:
    empty = {"files": 0, "check": Counter(), "draft": Counter(), "release": Counter(), "codes": Counter(), "slowest": 0}
    tally = report[group].setdefault(path.suffix, empty)
    tally["files"] += 1
    for stage in ("check", "draft", "release"):
        if stage in told:
            tally[stage][told[stage].split(" ")[0] if told[stage].startswith(("crash", "differs")) else told[stage]] += 1
    tally["codes"].update(told["codes"])
    tally["slowest"] = max(tally["slowest"], told["seconds"])
    if told["failed"]:
        report["failed"][label] = told["failed"]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m app.bench.foreign")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    report = survey(asked.folders, asked.mutants)
    print(json.dumps(report, ensure_ascii=False, indent=None if asked.json else 1))
    return 1 if report["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
