"""Requests at a fixed rate, whether or not the last one was answered: what a person waits."""

from __future__ import annotations

import gzip
import http.client
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

Ask = tuple[str, Callable[[], tuple[int, bytes, int]]]
"""What is asked, and the asking: status, page, bytes on the wire."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what was asked, seconds from when it was due, status, bytes on the wire."""

    what: str
    seconds: float
    status: int
    n_bytes: int


class Browser:
    """One signed-in person; a connection of its own in each thread."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self._local = threading.local()

    def get(self, path: str) -> tuple[int, bytes, int]:
        """Status, the page, and its bytes on the wire."""
        return self._ask("GET", path, None, {})

    def log_run(self, on: str, distance: str) -> tuple[int, bytes, int]:
        """Send the log form as a browser does; the form's own token was read before."""
        token = self._token()
        form = urlencode(
            {"on": on, "distance": distance, "hurt": "no", "csrfmiddlewaretoken": token}
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", "/log/", form.encode(), headers)

    def _token(self) -> str:
        if not hasattr(self, "csrf"):
            status, page, _ = self.get("/log/")
            found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert found, (status, page[:300])
            self.token = found[1].decode()
            self.csrf = self._local.csrf
        return self.token

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, int]:
        """Ask; once more on a new connection when the server had closed an idle one."""
        was_idle = getattr(self._local, "connection", None) is not None
        answer = self._ask_once(method, path, body, headers)
        if answer[0] == 0 and was_idle:
            answer = self._ask_once(method, path, body, headers)
        return answer

    def _ask_once(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, int]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self._local.connection = connection
        cookie = f"session={self.session}"
        if hasattr(self, "csrf"):
            cookie += f"; csrf={self.csrf}"
        sent = {"Cookie": cookie, "Accept-Encoding": "gzip", **headers}
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            page = reply.read()
        except (OSError, http.client.HTTPException):
            self._local.connection = None
            connection.close()
            return 0, b"", 0
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrf="):
                self._local.csrf = value.split(";")[0].removeprefix("csrf=")
        n_bytes = len(page)
        if reply.getheader("Content-Encoding") == "gzip":
            page = gzip.decompress(page)
        return reply.status, page, n_bytes


def at_rate(asks: Sequence[Ask], *, per_s: float) -> list[Answer]:
    """Ask each at its time; a late answer delays nobody but counts from when it was due."""
    start = time.perf_counter() + 0.5
    with ThreadPoolExecutor(64) as pool:
        held = [
            pool.submit(_at, start + n / per_s, what, ask) for n, (what, ask) in enumerate(asks)
        ]
        return [each.result() for each in held]


def _at(due: float, what: str, ask: Callable[[], tuple[int, bytes, int]]) -> Answer:
    time.sleep(max(0.0, due - time.perf_counter()))
    status, _, n_bytes = ask()
    return Answer(what, time.perf_counter() - due, status, n_bytes)


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time that this share of answers took at most, in seconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
