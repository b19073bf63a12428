"""Refusals become pages for people and JSON for programs; the unexpected becomes a numbered incident; attachments."""

import io
import logging
import re

import pytest

from app.core.errors import Conflict

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def app(own_app):
    return own_app


@pytest.fixture
def broken(app):
    """The application with two more pages: one refuses, one fails."""
    app.add_url_rule("/raced", "raced", _raced)
    app.add_url_rule("/boom", "boom", _boom)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def _raced():
    raise Conflict("already_done", "这件任务刚由他人办完")


def _boom():
    raise ZeroDivisionError("secret inner words")


def test_a_refusal_is_a_page_for_people_and_json_for_programs(broken, login):
    client = login("zhifa1")
    page = client.get("/raced")
    assert page.status_code == 409
    assert "这件任务刚由他人办完" in page.text
    answer = client.get("/raced", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json == {"code": "already_done", "message": "这件任务刚由他人办完", "fields": {}, "incident": ""}


def test_the_unexpected_is_logged_in_full_under_the_number_the_person_sees(broken, login, caplog):
    with caplog.at_level(logging.ERROR):
        answer = login("zhifa1").get("/boom")
    assert answer.status_code == 500
    number = re.search(r"事件 (\d{4}-\d{4}-[0-9a-f]+)", answer.text).group(1)
    assert "secret inner words" not in answer.text
    assert number in caplog.text
    assert "secret inner words" in caplog.text


def test_an_unknown_address_is_404_in_words(login):
    assert "没有找到" in login("zhifa1").get("/no/such/page").text
    assert login("zhifa1").get("/lookup/nothing").json["code"] == "http_404"


def upload(client, name="现场.png", content=PNG):
    return client.post("/attachments", data={"file": (io.BytesIO(content), name)})


def test_an_upload_is_stored_once_and_read_back_in_place(login):
    client = login("zhifa1")
    kept = upload(client)
    assert kept.status_code == 201
    assert kept.json["name"] == "现场.png"
    assert kept.json["size"] == len(PNG)
    answer = client.get(f"/attachments/{kept.json['id']}")
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert upload(client, "again.png").json["sha256"] == kept.json["sha256"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("病毒.exe", b"MZ", "file_type"), ("page.html", b"<script>", "file_type"), ("空.png", b"", "file_empty")],
)
def test_what_cannot_be_stored_is_refused_with_a_reason(login, name, content, code):
    client = login("zhifa1")
    answer = client.post(
        "/attachments", data={"file": (io.BytesIO(content), name)}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_text_file_is_saved_and_never_shown(login):
    client = login("zhifa1")
    kept = upload(client, "笔录.txt", b"<script>alert(1)</script>")
    assert client.get(f"/attachments/{kept.json['id']}").headers["Content-Disposition"].startswith("attachment")


def test_an_enterprise_user_reads_only_the_own_uploads(login):
    kept = upload(login("zhifa1")).json["id"]
    own = upload(login("qiye"), "own.png").json["id"]
    assert login("qiye").get(f"/attachments/{own}").status_code == 200
    assert login("qiye").get(f"/attachments/{kept}").status_code == 403
    assert login("fazhi").get(f"/attachments/{kept}").status_code == 200


def test_the_health_check_needs_no_login(client):
    assert client.get("/health").json == {"ok": True}
