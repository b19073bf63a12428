"""What stands at the address while a database is being prepared: how far it is, in place of a refused connection."""

import threading
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AGAIN_SECONDS = 2
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>案流正在准备</title><noscript><meta http-equiv="refresh" content="%(again)d"></noscript>
<style>body{font:16px/1.7 system-ui,sans-serif;background:#f2f3ee;color:#17211f;
display:grid;place-content:center;min-height:90vh;margin:0 24px}
h1{font-size:22px;margin:0}p{margin:8px 0}progress{width:min(420px,100%%);accent-color:#135457}</style>
<main><h1>案流正在准备</h1><p>%(stage)s</p><progress max="100" value="%(percent)d" aria-label="已完成 %(percent)d%%"></progress>
<p>已完成 %(percent)d%%。好了以后自动打开，不用刷新。</p></main>
<script>setInterval(() => fetch(location.href).then(async answer => {
  if (answer.status != 503) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
}).catch(() => {}), %(again)d000)</script></html>"""


class Stage:
    """Where the preparation stands. Call it with (what is done, Chinese; share done, 0 to 1)."""

    def __init__(self):
        self.words, self.percent = "正在准备数据库……", 0

    def __call__(self, words: str, share: float) -> None:
        self.words, self.percent = words, int(share * 100)

    def page(self) -> bytes:
        return (PAGE % {"again": AGAIN_SECONDS, "stage": escape(self.words), "percent": self.percent}).encode()


@contextmanager
def holding_page(host: str, port: int):
    """Answer every request at the address with 503 and the stage, until the block ends. Yields: the Stage to tell."""
    stage = Stage()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            page = stage.page()
            self.send_response(503)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.send_header("Retry-After", str(AGAIN_SECONDS))
            self.end_headers()
            self.wfile.write(page)

        do_POST = do_HEAD = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((host, port), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
