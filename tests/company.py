"""A company's own server, for real: it listens on a port, checks signatures, answers questions, keeps notifications."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "between us"


class Server(ThreadingHTTPServer):
    """Whoever hangs up on it is no news."""

    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """Say nothing."""


class Company:
    """Answers by the question's name: a dict is sent as JSON, a number is a status, anything else is no opinion."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.sleeps_s = 0.0
        self.got: list[dict[str, Any]] = []
        self.wrongly_signed = 0
        company = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = company.receive(dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def receive(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """One request, checked as docs/BUSINESS.md says."""
        from webapp.business.signatures import fits

        signed = headers["X-Switchboard-Timestamp"], body, headers["X-Switchboard-Signature"]
        if not fits(SECRET, *signed, time.time()):
            self.wrongly_signed += 1
            return 401, b""
        message = json.loads(body)
        self.got.append(message)
        if message["kind"] == "question":
            time.sleep(self.sleeps_s)
        answer = self.answers.get(message["name"])
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if isinstance(answer, int):
            return answer, b""
        return 200, json.dumps(answer).encode() if isinstance(answer, dict) else b""

    def asked(self, name: str) -> list[Any]:
        """The facts of every message of that name, in order."""
        return [message["facts"] for message in self.got if message["name"] == name]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
