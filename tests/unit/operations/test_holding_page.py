"""While a database is being prepared its address answers, says how far it is, and is free again afterwards."""

import socket
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from app.operations.holding_page import holding_page


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_who_comes_too_early_sees_how_far_it_is():
    port = a_free_port()
    with holding_page("127.0.0.1", port) as stage:
        stage("正在办理演示案件", 0.425)
        with pytest.raises(HTTPError) as answer:
            urlopen(f"http://127.0.0.1:{port}/inbox", timeout=5)
        page = answer.value.read().decode()
    assert answer.value.code == 503
    assert "正在办理演示案件" in page
    assert "已完成 42%" in page
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
