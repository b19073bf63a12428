"""`./anliu user` and `./anliu audit` as an operator runs them."""

import io
import json

import pytest

from app.core import audit
from app.core.database import db
from app.identity import passwords, queries
from app.identity.cli import audit_main, user_main


@pytest.fixture
def shell(app, monkeypatch):
    """The command line reads its settings from the environment; hand it this test's data folder."""
    monkeypatch.setenv("ANLIU_HOME", str(app.config["ANLIU"].home))
    monkeypatch.delenv("ANLIU_DATABASE_URL", raising=False)

    def run(main, *argv, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        db.session.rollback()
        answer = main(list(argv))
        db.session.rollback()
        return answer

    return run


def test_an_account_is_created_with_a_post_and_must_change_its_password(shell):
    words = ("create", "wang", "--name", "王某", "--organisation", "b-yj", "--role", "officer")
    assert shell(user_main, *words, typed="a-long-first-word\n") == 0
    person = queries.user_by_name("wang")
    assert person.must_change_password
    assert person.roles() == {("officer", "b-yj")}
    assert passwords.matches("a-long-first-word", person.password_hash)


def test_refusals_are_said_in_words(shell, capsys):
    assert shell(user_main, "create", "admin", "--name", "某人", typed="a-long-first-word\n") == 1
    assert "已有人使用" in capsys.readouterr().err
    assert shell(user_main, "disable", "nobody") == 1
    assert shell(user_main, "disable", "zhifa4") == 0
    assert not queries.user_by_name("zhifa4").active


def test_wrong_usage_ends_with_2(shell):
    with pytest.raises(SystemExit) as ended:
        shell(user_main, "fly")
    assert ended.value.code == 2


def test_the_chain_is_verified_against_an_anchor_file(shell, tmp_path, capsys):
    anchor = tmp_path / "anchor.json"
    assert shell(audit_main, "anchor", str(anchor)) == 0
    capsys.readouterr()
    assert shell(audit_main, "verify", "--anchor", str(anchor), "--json") == 0
    assert json.loads(capsys.readouterr().out)["entries"] == audit.head()["entries"]
    db.session.execute(db.text("update audit_entry set subject = 'x' where id = 2"))
    db.session.connection().connection.commit()
    assert shell(audit_main, "verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["broken_at"] == 2
    anchor.write_text("nonsense")
    assert shell(audit_main, "verify", "--anchor", str(anchor)) == 2
