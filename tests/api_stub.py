"""A server of comments, as far as GitHub's and GitLab's are asked: it answers on this machine alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Stub(ThreadingHTTPServer):
    """The server, with its comments and a list of what it was asked to change."""

    def __init__(self, comments: list[dict[str, Any]], forbidden: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.comments = comments
        self.forbidden = forbidden
        self.written: list[tuple[str, str, str]] = []
        self.tokens: set[str] = set()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.server.tokens.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or "")
        if url.path == "/user" and "Authorization" in self.headers:
            self._answer(403, {"message": "Resource not accessible by integration"})
        elif url.path == "/user":
            self._answer(200, {"id": 7})
        else:
            query = parse_qs(url.query)
            start = (int(query["page"][0]) - 1) * int(query["per_page"][0])
            self._answer(200, self.server.comments[start : start + int(query["per_page"][0])])

    def _write(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        if self.server.forbidden:
            self._answer(403, {"message": "Resource not accessible by integration"})
        else:
            self.server.written.append((self.command, self.path, body))
            self._answer(201, {"id": 1})

    do_POST = do_PATCH = do_PUT = _write  # noqa: N815 - the names are the library's

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@contextmanager
def answering(comments: list[dict[str, Any]], *, forbidden: bool = False) -> Iterator[Stub]:
    """A server that runs while it is needed."""
    stub = Stub(comments, forbidden)
    thread = threading.Thread(target=stub.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
        thread.join()
