"""A live server on an own database and Debian's Chromium. Skipped where there is no Chromium or no built front end."""

import os
import shutil
import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.core.command import SYSTEM
from app.core.database import db
from app.core.settings import ROOT, Settings
from app.identity.seeding import DEMO_PASSWORD
from app.workflow.commands.releases import deploy_shipped
from tests.browser.office import furnish, open_office
from tests.browser.people import PATIENCE, Person
from tests.builders import make_enterprise

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic"]  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        pytest.skip("没有 Chromium：apt-get install chromium，或用环境变量 CHROMIUM 指明")
    if not (ROOT / "app/static/dist/form.js").exists():
        pytest.skip("界面还没有构建：./anliu setup")
    env = dict(os.environ)
    if (fonts := Settings().fonts / "fonts.conf").exists():
        env["FONTCONFIG_FILE"] = str(fonts)
    return {"executable_path": CHROMIUM, "args": QUIET, "env": env}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}


class KeepAlive(WSGIRequestHandler):
    """One connection for many requests, as the real server has it, and no line of log for each."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass


@contextmanager
def serving(application):
    """The application behind a real port; its `address` says which."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=KeepAlive)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    application.address = f"http://127.0.0.1:{server.port}"
    yield application
    server.shutdown()
    thread.join(10)
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def live(database_template, tmp_path):
    """The application behind a real port, with the shipped procedures and one enterprise."""
    shutil.copy(database_template, tmp_path / "anliu.db")
    application = create_app(home=tmp_path, demo=True)
    with application.app_context():
        deploy_shipped(SYSTEM)
        make_enterprise(name="湖北澄宇精密压铸有限公司", address="鄂城区滨湖路 1 号", legal_representative="顾闻舟")
        db.session.remove()
    with serving(application):
        yield application


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """The folder of an office nobody has worked in yet."""
    home = tmp_path_factory.mktemp("furnished")
    furnish(home)
    return home


@pytest.fixture(scope="module")
def office(browser, browser_context_args, furnished, tmp_path_factory):
    """A bureau on a Monday of 2026 whose clock the test moves; its people stay logged in for the whole module."""
    home = shutil.copytree(furnished, tmp_path_factory.mktemp("office"), dirs_exist_ok=True)
    office = open_office(home)
    with serving(office.application):
        office.person = people_of(office, browser, browser_context_args)
        yield office
        office.close()
    assert office.troubles == []


@pytest.fixture
def in_order(office, request):
    """For journeys whose tests continue each other: what follows a step that failed fails at once instead of waiting."""
    if office.broken:
        pytest.fail(f"not walked: {office.broken} failed")
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        office.broken = request.node.name


def people_of(office, browser, usual: dict):
    """`office.person("zhifa1")`: that person's window, opened and logged in when first needed."""

    def person(username: str, name: str = "", **options) -> Person:
        key = name or username
        if key not in office.people:
            page = browser.new_context(**{**usual, **options}).new_page()
            office.people[key] = Person(page, office.application.address, username, office.troubles)
        return office.people[key]

    return person


@pytest.fixture
def enter(live):
    """`enter(page, "zhifa1")`: log in as a person would. Errors of scripts and of the content policy fail the test."""
    troubles = []

    def log_in(page, username, address="/"):
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{live.address}/login?next={address}")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        return page

    yield log_in
    assert troubles == []
