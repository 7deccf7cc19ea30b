"""The settings as they are shipped, in processes of their own: checked, started, and hurried."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

STARTLINE = str(Path(sys.executable).with_name("startline"))
PASSWORD = "correct horse battery"
PATIENCE_S = 30


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("STARTLINE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "STARTLINE_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def check(data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    settings = {"DJANGO_SETTINGS_MODULE": "startline.web.settings"}
    env = environment(data, **more) | settings
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_A19_djangos_own_check_for_production_finds_nothing(tmp_path: Path) -> None:
    done = check(tmp_path, STARTLINE_HTTPS="1", STARTLINE_HOSTS="run.example.org")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_A19_the_check_can_find_something(tmp_path: Path) -> None:
    assert check(tmp_path).returncode != 0


@pytest.mark.parametrize(
    ("name", "value", "because"),
    [
        ("STARTLINE_PROXIES", "-1", "STARTLINE_PROXIES is '-1'; it must be a number"),
        ("STARTLINE_PROXIES", "one", "it must be a number"),
        ("STARTLINE_SIGN_UP", "yes", "it must be 0 or 1"),
        ("STARTLINE_SIGN_IN", "{", "STARTLINE_SIGN_IN is not JSON"),
    ],
)
def test_a_slip_in_the_environment_is_said_without_a_traceback(
    tmp_path: Path, name: str, value: str, because: str
) -> None:
    env = environment(tmp_path, **{name: value})
    done = subprocess.run(
        [STARTLINE, "serve", "--port", "1"], env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert because in done.stderr
    assert "Traceback" not in done.stderr


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: str


class Running:
    """A server in its own process, and a way to ask it."""

    def __init__(self, port: int, printed: str) -> None:
        self.port, self.printed = port, printed

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form is not None else None, sent)
        answer = connection.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read().decode())
        connection.close()
        return reply

    def token(self, path: str) -> tuple[dict[str, str], str]:
        """The token of a form as its field, and the cookie that goes with it."""
        page = self.ask("GET", path)
        found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert found is not None
        return {"csrfmiddlewaretoken": found.group(1)}, page.headers["Set-Cookie"].split(";")[0]

    def send(self, path: str, form: dict[str, str]) -> Reply:
        """Open the page, then send its form with its token, as a browser does."""
        token, cookie = self.token(path)
        return self.ask("POST", path, {**form, **token}, Cookie=cookie)


def a_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def served(data: Path, *options: str, **more: str) -> Iterator[Running]:
    env = environment(data, **more)
    port = a_free_port()
    printed = data / "printed"
    subprocess.run([STARTLINE, "migrate"], env=env, check=True, capture_output=True)
    command = [STARTLINE, "serve", "--port", str(port), *options]
    with (
        printed.open("w") as out,
        subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT) as process,
    ):
        running = Running(port, "")
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                running.ask("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        running.printed = printed.read_text()
        yield running
        process.terminate()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """Two workers, and the first account made with a password. Nobody was counted by it yet."""
    with served(tmp_path, "--workers", "2") as running:
        found = re.search(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}", running.printed)
        assert found is not None, running.printed
        said = {"code": found.group(), "email": "op@example.org", "password": PASSWORD}
        assert running.send("/set-up/", said).status == 302
        yield running


def attempt(server: Running, email: str, password: str = "wrong") -> Reply:
    return server.send("/account/login/", {"login": email, "password": password})


@pytest.mark.slow
def test_A14_after_the_first_account_the_page_is_gone_in_both_workers(server: Running) -> None:
    assert "default" not in server.printed
    assert {server.ask("GET", "/set-up/").status for _ in range(10)} == {404}


@pytest.mark.slow
def test_A05_of_fifty_sign_ins_at_once_some_come_in_and_the_rest_get_a_429(
    server: Running,
) -> None:
    token, cookie = server.token("/account/login/")
    form = {"login": "op@example.org", "password": PASSWORD, **token}

    def sign_in(n: int) -> int:
        return server.ask("POST", "/account/login/", form, Cookie=cookie).status

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(sign_in, range(50)))

    assert set(statuses) == {302, 429}
    assert statuses.count(429) >= 20


@pytest.mark.slow
def test_A01_attempts_are_counted_once_for_both_workers(server: Running) -> None:
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda n: attempt(server, f"nobody{n}@x.org").status, range(24)))

    assert seen.count(200) <= 10
    assert seen.count(429) == 24 - seen.count(200)


@pytest.mark.slow
def test_A19_behind_https_every_cookie_and_header_is_as_it_must_be(tmp_path: Path) -> None:
    names = {"STARTLINE_HTTPS": "1", "STARTLINE_HOSTS": "run.example.org"}
    with served(tmp_path, STARTLINE_PROXIES="1", **names) as server:
        plain = server.ask("GET", "/account/login/", Host="run.example.org")
        page = server.ask(
            "GET", "/account/login/", Host="run.example.org", X_Forwarded_Proto="https"
        )
        asset = re.search(r'href="(/static/[^"]+\.css)"', page.body)
        assert asset is not None
        static = server.ask(
            "GET", asset.group(1), Host="run.example.org", X_Forwarded_Proto="https"
        )

    assert plain.status == 301
    assert plain.headers["Location"] == "https://run.example.org/account/login/"
    assert page.status == 200
    assert int(page.headers["Strict-Transport-Security"].split("max-age=")[1].split(";")[0]) >= (
        365 * 24 * 3600
    )
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "script-src 'self';" in page.headers["Content-Security-Policy"] + ";"  # in any order
    assert "frame-ancestors 'none'" in static.headers["Content-Security-Policy"]
