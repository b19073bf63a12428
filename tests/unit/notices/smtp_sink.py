"""An SMTP server for tests: speaks enough of the protocol, keeps what it is sent, refuses what it is told to."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class Sink(socketserver.ThreadingTCPServer):
    """mails: what came; refuse: {address: answer to RCPT}; busy: answer to MAIL, None = takes all."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails, self.refuse, self.busy, self.accounts = [], {}, None, []


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                return self.say("221 bye")
            getattr(self, f"do_{verb.lower()}", self.do_unknown)(rest)
        return None

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def do_ehlo(self, _rest):
        self.wfile.write(b"250-sink\r\n250 AUTH PLAIN\r\n")

    def do_auth(self, rest):
        self.server.accounts.append(rest)
        self.say("235 ok")

    def do_mail(self, _rest):
        self.say(self.server.busy or "250 ok")

    def do_rcpt(self, rest):
        self.to = rest.split("<")[1].split(">")[0]
        self.say(self.server.refuse.get(self.to, "250 ok"))

    def do_data(self, _rest):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def do_rset(self, _rest):
        self.say("250 ok")

    def do_unknown(self, _rest):
        self.say("502 no")


@contextmanager
def running():
    with Sink() as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        try:
            yield sink
        finally:
            sink.shutdown()
