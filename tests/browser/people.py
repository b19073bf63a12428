"""People at their screens: open a task from the inbox, fill in its form by the labels a person reads, send it."""

import re
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from app.identity.seeding import DEMO_PASSWORD

PATIENCE = 30_000  # milliseconds; a busy machine is not a failure
expect.set_options(timeout=PATIENCE)


class Person:
    """Somebody logged in, with an own browser window.

    Args: troubles: where errors of scripts and of the content policy are noted
    """

    def __init__(self, page: Page, address: str, username: str, troubles: list):
        self.page, self.address = page, address
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{address}/login")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(re.compile(f"^{address}/(own)?$"))

    def starts(self, procedure: str, answers: dict) -> None:
        """Begin a procedure from the 发起 page."""
        self.page.goto(f"{self.address}/start")
        self.page.get_by_role("link", name=procedure).first.click()
        self.writes(answers)
        self.page.get_by_role("button", name=re.compile("^(发起|登记)")).click()
        self.page.wait_for_url(re.compile("/(tasks|instances)/"))

    def opens(self, title: str, about: str = "") -> None:
        """The task of that title in 我的待办, found by the name of whom it is about."""
        self.page.goto(f"{self.address}/?{urlencode({'q': about})}" if about else self.address)
        row = self.page.locator("tr[data-href]").filter(has=self.page.get_by_role("link", name=title, exact=True))
        (row.filter(has_text=about) if about else row).first.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("[data-form]")).not_to_have_attribute("aria-busy", re.compile(""))

    def writes(self, answers: dict) -> None:
        fill_in(self.page.locator("form.fjs-form"), answers)

    def sends(self, said: str = "已办结：") -> None:
        """Press the one button that sends, confirm where a legal act asks; the inbox says it was done."""
        send(self.page, said)
        self.page.wait_for_url(re.compile(f"^{self.address}/(own)?([?].*)?$"))

    def does(self, title: str, answers: dict | None = None, about: str = "", said: str = "已办结：") -> None:
        """A task from the list to its end."""
        self.opens(title, about)
        self.writes(answers or {})
        self.sends(said)


def send(page: Page, said: str) -> None:
    """Press the task's button and, where the act cannot be taken back, the button that says so; wait for the words."""
    page.locator("[data-submit]").click()
    confirm, words = page.locator("#act-dialog [data-act-go]"), page.get_by_text(said).filter(visible=True).first
    expect(words.or_(confirm).filter(visible=True).first).to_be_visible()
    if confirm.is_visible():
        confirm.click()
    expect(words).to_be_visible()


def too_wide(page: Page) -> list[str]:
    """What reaches past the right edge of a phone, which would widen its page for it; the diagram moves inside its frame."""
    return page.evaluate("""() => [...document.querySelectorAll("body *:not(svg *)")]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > screen.width + 1)
        .filter((each) => !each.closest(".flow-canvas"))
        .map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 20)}`)""")


def fill_in(scope: Locator, answers: dict) -> None:
    """Args: answers: {label: value}; the value's shape follows the control: text, option label or labels, True for a
    tick, names to search for, files, rows of a list as dicts, {question number: (answer, note)} for a checklist"""
    for label, value in answers.items():
        field = labelled(scope, label)
        WRITERS[kind_of(field)](field, value)


def labelled(scope: Locator, label: str) -> Locator:
    words = re.compile(f"^{re.escape(label)}(必填)?$")
    own = scope.page.locator(":scope > label, :scope > .fjs-inline-label > label").filter(has_text=words)
    return scope.locator(".fjs-form-field").filter(has=own).first


def kind_of(field: Locator) -> str:
    kinds = re.findall(r"fjs-form-field-([\w-]+)", field.get_attribute("class") or "")
    return next(kind for kind in kinds if kind in WRITERS)


def write_text(field: Locator, value) -> None:
    if isinstance(value, (date, datetime)):
        value = value.isoformat() if not isinstance(value, datetime) else value.strftime("%Y-%m-%dT%H:%M")
    field.locator("input, textarea").first.fill(str(value))


def write_facts(field: Locator, value: dict) -> None:
    """What a discretion table counts: {label: text, or the option's label}"""
    for label, said in value.items():
        control = field.get_by_label(label)
        control.wait_for()
        control.select_option(label=said) if control.evaluate("each => each.tagName") == "SELECT" else control.fill(said)


def choose(field: Locator, value: str) -> None:
    field.locator("select").select_option(label=value)


def tick(field: Locator, value) -> None:
    """One option of several, or some of them; True or False for a single box."""
    if isinstance(value, bool):
        field.locator("input").set_checked(value)
        return
    for words in [value] if isinstance(value, str) else value:
        field.get_by_label(words, exact=True).check()


def search(field: Locator, value) -> None:
    """Type a part of the name and take what is offered."""
    for name in [value] if isinstance(value, str) else value:
        field.get_by_role("combobox").fill(name)
        field.get_by_role("option", name=re.compile(name)).first.click()
        expect(field.locator(".picked").filter(has_text=name)).to_be_visible()


def cite(field: Locator, articles: list[str]) -> None:
    """These articles and no others, whatever the form brought along."""
    for number in range(field.locator(".picked").count(), 0, -1):
        field.locator(".picked button").nth(number - 1).click()
    search(field, articles)


def attach(field: Locator, paths: list[Path]) -> None:
    field.locator("input[type=file]").set_input_files(paths)
    for path in paths:
        expect(field.get_by_role("link", name=path.name)).to_be_visible()


def add_rows(field: Locator, rows: list[dict]) -> None:
    for number, row in enumerate(rows):
        rows_now = field.locator(".fjs-repeat-row-container")
        if rows_now.count() <= number:
            field.get_by_role("button", name="增加一条").click()
        fill_in(rows_now.nth(number), row)


def answer_checklist(field: Locator, answers: dict) -> None:
    """{number from 1: (答复, note or None)}; every other question is answered 符合."""
    items = field.locator("li.item")
    for number in range(1, items.count() + 1):
        words, note = answers.get(number, ("符合", None))
        item = items.nth(number - 1)
        item.get_by_text(words, exact=True).click()
        if note:
            item.get_by_label("情况说明").fill(note)


def sign(field: Locator, value=None) -> None:
    """A line drawn by hand."""
    canvas = field.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), field.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 30)
    mouse.down()
    for step in range(1, 8):
        mouse.move(box["x"] + 30 + 16 * step, box["y"] + (60 if step % 2 else 25))
    mouse.up()
    field.get_by_role("button", name="签好了").click()
    expect(field.get_by_alt_text("已签的名字")).to_be_visible()


WRITERS = {
    "anliu-tier-facts": write_facts,
    "textfield": write_text, "textarea": write_text, "number": write_text, "datetime": write_text, "anliu-money": write_text,
    "select": choose, "radio": tick, "checkbox": tick, "checklist": tick, "dynamiclist": add_rows, "anliu-file": attach,
    "anliu-enterprise": search, "anliu-rule": cite, "anliu-person": search, "anliu-user": search, "anliu-officers": search,
    "anliu-article": cite, "anliu-inspection": answer_checklist, "anliu-signature": sign,
}  # fmt: skip
