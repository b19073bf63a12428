"""Diagrams by others, opened and written again by the desk's own editor: does each still say the same, or is it refused?

    .venv/bin/python -m tests.browser.foreign DIR…

A blank draft is opened in headless Chromium; every .bpmn below the folders is imported by that page's modeler and
saved, and the two texts are compared as the page does (`app.designer.same_meaning`). One JSON line a file, then the
tally. Nothing is stored. Exit code 0: nothing but "same" and "refused".
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app import create_app
from app.core.command import SYSTEM
from app.core.database import db
from app.designer.commands import begin_process
from app.designer.procedures import blank_diagram
from app.designer.same_meaning import lost_by
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_PASSWORD, seed_demo_people, seed_organisations
from app.workflow.problems import Refused
from app.workflow.xml import parse_xml
from tests.browser.conftest import CHROMIUM, QUIET, serving

OPENED = """async (xml) => {
  const modeler = window.anliuModeler;
  try {
    const { warnings } = await modeler.importXML(xml);
    return warnings.length ? { refused: warnings[0].message } : { saved: (await modeler.saveXML({ format: true })).xml };
  } catch (fault) { return { refused: fault.message }; }
}"""


@contextmanager
def desk() -> Iterator[tuple[Page, str]]:
    """A designer's page, and the address of a blank draft's editor; whatever it saves is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        application = create_app(home=Path(home), database_url="", demo=True)
        with application.app_context():
            db.create_all()
            seed_organisations(SYSTEM)
            seed_demo_people(SYSTEM)
            draft = begin_process(user_by_name("liucheng"), "blank", "空白", blank_diagram("blank", "空白"))
            db.session.remove()
        with serving(application), sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{application.address}/login")
            page.get_by_label("账号").fill("liucheng")
            page.get_by_label("密码").fill(DEMO_PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            page.get_by_role("link", name="流程").first.wait_for()
            page.route(
                "**/files/**", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
            )
            yield page, f"{application.address}/drafts/{draft.id}/diagram"
            browser.close()


def opened(page: Page, content: bytes) -> tuple[str, str]:
    """(same | refused | crash, why)"""
    try:
        parse_xml(content)
        told = page.evaluate(OPENED, text := content.decode("utf-8-sig", "replace"))
        if "saved" not in told:
            return "refused", told["refused"]
        lost = lost_by(text, told["saved"])
    except Refused as refused:
        return "refused", refused.message
    except Exception as fault:  # what this program looks for
        return "crash", repr(fault)
    return ("refused", lost[0]) if lost else ("same", "")


def main(folders: list[str]) -> int:
    tally: Counter = Counter()
    with desk() as (page, address):
        fresh = False
        for path in (each for folder in folders for each in sorted(Path(folder).rglob("*.bpmn"))):
            if not fresh:  # what could not be drawn leaves its remains in the editor, which the desk then closes
                page.goto(address)
                page.locator(".djs-element").first.wait_for()
            word, why = opened(page, path.read_bytes())
            fresh = word == "same"
            tally[word] += 1
            print(json.dumps({"file": str(path), "editor": word, "why": why}, ensure_ascii=False))
    print(json.dumps(tally))
    return 1 if tally["crash"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
