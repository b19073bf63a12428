"""The door: password, waiting after wrong ones, sessions, headers, and what an unknown visitor gets."""

import re
from datetime import timedelta

import pytest

from app import create_app
from app.core.clock import moving, now
from app.core.command import SYSTEM
from app.core.database import db
from app.identity import commands, passwords, queries
from app.identity.sessions import local_path

RIGHT = "anliu-demo"


def enter(client, username="zhifa1", password=RIGHT, **more):
    return client.post("/login", data={"username": username, "password": password, **more})


def told(answer) -> str:
    return re.search(r'role="alert">.*?<span>(.*?)</span>', answer.text, re.S).group(1)


def test_the_right_password_opens_the_door_and_goes_on_where_one_wanted(client):
    assert client.get("/me").location == "/login?next=/me"
    answer = enter(client, next="/me")
    assert (answer.status_code, answer.location) == (302, "/me")
    assert "陆知行" in client.get("/me").text
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_says_how_many_tries_are_left(client):
    answer = enter(client, password="wrong")
    assert answer.status_code == 422
    assert "还可以再试 4 次" in told(answer)
    assert client.get("/me").status_code == 302


def test_after_five_wrong_ones_even_the_right_one_waits_fifteen_minutes(client):
    with moving(now()) as advance:
        for _ in range(5):
            enter(client, password="wrong")
        assert "15 分钟后再试" in told(enter(client))
        assert enter(client, username="zhifa2").status_code == 302, "other accounts go on"
        client.post("/logout")
        advance(minutes=15, seconds=1)
        assert enter(client).status_code == 302


def test_a_right_password_starts_the_count_anew(client):
    for _ in range(4):
        enter(client, password="wrong")
    assert enter(client).status_code == 302
    client.post("/logout")
    assert "还可以再试 4 次" in told(enter(client, password="wrong"))


def test_an_unknown_account_is_answered_like_a_wrong_password(client):
    assert told(enter(client, "nobody", "x")) == told(enter(client, "zhifa3", "x"))


def test_a_disabled_account_stays_outside_and_its_session_ends(client, login):
    inside = login("zhifa4")
    assert inside.get("/me").status_code == 200
    commands.disable_user(SYSTEM, queries.user_by_name("zhifa4").id)
    assert inside.get("/me").status_code == 302
    assert enter(client, "zhifa4").status_code == 422


def test_demo_accounts_are_refused_where_no_demonstration_runs(app):
    real = create_app(home=app.config["ANLIU"].home, testing=True, demo=False).test_client()
    assert enter(real).status_code == 422
    page = real.get("/login?account=juzhang").text
    assert "anliu-demo" not in page and "zhifa1" not in page and "演示账号" not in page


def test_leaving_ends_the_session(login):
    client = login("zhifa1")
    client.post("/logout")
    assert client.get("/me").status_code == 302


def test_a_new_password_ends_the_other_sessions_but_not_this_one(client, login):
    enter(client)
    other = login("zhifa1")
    new = "a-much-better-one"
    answer = client.post("/me/password", data={"old_password": RIGHT, "new_password": new, "again": new})
    assert answer.status_code == 302
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert enter(other, password=new).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "a-much-better-one", "a-much-better-one", "原密码不对"),
        (RIGHT, "short", "short", "至少 10 位"),
        (RIGHT, "a-much-better-one", "another-good-one", "不一样"),
    ],
)
def test_a_password_change_is_refused_with_its_reason(login, old, new, again, said):
    client = login("zhifa1")
    answer = client.post("/me/password", data={"old_password": old, "new_password": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.text
    db.session.rollback()
    assert passwords.matches(RIGHT, queries.user_by_name("zhifa1").password_hash)


def test_a_first_password_must_be_changed_before_anything_else(app, login):
    person = commands.create_user(SYSTEM, "newcomer", "新来的", passwords.hash_password("the-first-word"))
    assert person.must_change_password
    client = login("newcomer")
    assert client.get("/enterprises").location == "/me"
    assert client.get("/lookup/enterprises").json["code"] == "must_change_password"
    assert "初始密码" in client.get("/me").text


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/tasks/1?view=mine", "/tasks/1?view=mine"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example", None),
        ("/a\nb", None),
        ("", None),
        (None, None),
    ],
)
def test_only_own_addresses_are_followed_after_login(target, kept):
    assert local_path(target) == kept


def test_a_fetch_without_login_gets_401_and_not_a_page(client):
    answer = client.get("/lookup/officers")
    assert (answer.status_code, answer.json["code"]) == (401, "login_required")
    assert client.get("/me", headers={"Accept": "application/json"}).status_code == 401


def test_every_login_is_recorded(client):
    enter(client, password="wrong")
    enter(client)
    acts = db.session.execute(
        db.text("select act, actor_name, subject from audit_entry order by id desc limit 3")
    ).all()
    assert [act for act, *_ in acts] == ["identity.log_in", "identity.attempt_login", "identity.attempt_login"]
    assert acts[0].actor_name == "陆知行"
    assert "anliu-demo" not in str(db.session.execute(db.text("select detail from audit_entry")).all())


def test_every_answer_carries_the_strict_policy(client):
    headers = client.get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_browsers_keep_static_files_whose_address_changes_with_their_content(client):
    [address] = re.findall(r'href="(/static/anliu.css[?]v=\w+)"', client.get("/login").text)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/anliu.css").headers["Cache-Control"] == "no-cache"


def test_over_https_cookies_are_secure_and_browsers_are_told_to_stay(app):
    client = create_app(home=app.config["ANLIU"].home, testing=True, demo=True, secure_cookies=True).test_client()
    answer = client.post("/login", data={"username": "zhifa1", "password": RIGHT}, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_post_without_the_token_changes_nothing(app):
    guarded = create_app(home=app.config["ANLIU"].home, testing=True, demo=True)
    guarded.config["WTF_CSRF_ENABLED"] = True
    client = guarded.test_client()
    assert enter(client).status_code == 400
    token = re.search(r'name="csrf_token" value="(.*?)"', client.get("/login").text).group(1)
    assert enter(client, csrf_token=token).status_code == 302


def test_the_wait_counts_by_account_and_address(app):
    for _ in range(5):
        commands.attempt_login(SYSTEM, "zhifa1", "10.0.0.1")
    assert commands.tries_left("zhifa1", "10.0.0.1") == 0
    assert commands.tries_left("zhifa1", "10.0.0.2") == 5
    assert commands.tries_left("zhifa2", "10.0.0.1") == 5
    with moving(now() + timedelta(minutes=16)):
        assert commands.tries_left("zhifa1", "10.0.0.1") == 5


def test_a_stranger_cannot_tell_which_addresses_exist(client):
    assert client.get("/no/such/page").location == client.get("/me").location.replace("/me", "/no/such/page")
    assert client.get("/lookup/nothing").status_code == 401


def test_an_answer_in_the_background_leaves_the_session_alone_but_work_keeps_it_alive(app, client):
    """A late draft or diagram must not bring back a session from before the act that followed it."""
    with moving(now()) as advance:
        enter(client)
        assert "Set-Cookie" in client.get("/me").headers
        assert "Set-Cookie" not in client.get("/lookup/officers?q=").headers
        advance(minutes=16)
        assert "Set-Cookie" in client.get("/lookup/officers?q=").headers
