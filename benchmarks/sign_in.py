"""Fifty people sign in at the same moment: does the server still answer everybody else?

    python -m benchmarks.sign_in

Beside it stands the same server as Django and allauth would have it: every password hashed at
once, no place kept free for other pages. In the same run: whether the time of an answer tells
that an account is there.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

RESULTS = Path(__file__).parent / "results" / "sign_in.md"
N_PEOPLE = 50
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
SHIPPED, PLAIN = "startline.web.settings", "benchmarks.sign_in_plain"
MAKE_PEOPLE = f"""
import django; django.setup()
from allauth.account.models import EmailAddress
from django.core.management import call_command
from startline.web.accounts.models import User
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
password = None
for n in range({N_PEOPLE}):
    user = User(email=f"known{{n}}@example.org", password=password or "")
    if password is None:
        user.set_password({PASSWORD!r})
        password = user.password
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


class Server:
    """A server, and one form's token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token: dict[str, str] = {}
        self.cookie = ""

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """Status, cookie and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form or {}) if form else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Set-Cookie", ""), body

    def open_form(self) -> None:
        """Keep the token of the sign-in form."""
        _, cookie, body = self.ask("GET", "/account/login/")
        found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert found is not None
        self.token, self.cookie = {"csrfmiddlewaretoken": found.group(1)}, cookie.split(";")[0]

    def sign_in(self, email: str, password: str, *, asked_from: str) -> int:
        """Send the form."""
        form = {"login": email, "password": password, **self.token}
        headers = {"Cookie": self.cookie, "X-Forwarded-For": asked_from}
        return self.ask("POST", "/account/login/", form, **headers)[0]


@contextmanager
def served(data: Path, settings: str, port: int) -> Iterator[Server]:
    """`startline serve` with two workers, on these settings."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "STARTLINE_"))},
        **{"STARTLINE_DATA": str(data), "STARTLINE_PROXIES": "1"},
        **{"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(Path(__file__).parents[1])},
    }
    subprocess.run([sys.executable, "-c", MAKE_PEOPLE], env=environment, check=True)
    command = [sys.executable, "-m", "startline.cli", "serve", "--port", str(port)]
    with subprocess.Popen([*command, "--workers", "2"], env=environment) as process:
        server = Server(port)
        for _ in range(300):
            try:
                server.ask("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        server.open_form()
        yield server
        process.terminate()


def at_once(server: Server) -> tuple[list[int], list[float], float]:
    """Statuses of fifty sign-ins, seconds of /healthz meanwhile, and until all were answered."""

    def sign_in(n: int) -> int:
        return server.sign_in(f"known{n}@example.org", PASSWORD, asked_from=f"10.1.{n}.1")

    def health(n: int) -> float:
        time.sleep(0.05 * n)
        began = time.perf_counter()
        server.ask("GET", "/healthz")
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(N_PEOPLE) as people, ThreadPoolExecutor(20) as others:
        signing = [people.submit(sign_in, n) for n in range(N_PEOPLE)]
        waits = [one.result() for one in [others.submit(health, n) for n in range(40)]]
        statuses = [one.result() for one in signing]
        took = time.perf_counter() - began
    return statuses, waits, took


def known_and_unknown(server: Server) -> tuple[float, float]:
    """Median seconds of a wrong password, taken in turns."""
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for n in range(N_PEOPLE):
        for kind, times in took.items():
            began = time.perf_counter()
            server.sign_in(f"{kind}{n}@example.org", "wrong", asked_from=f"10.2.{n}.{len(kind)}")
            times.append(time.perf_counter() - began)
    return statistics.median(took["known"]), statistics.median(took["unknown"])


def p95(waits: list[float]) -> float:
    """The second longest of forty."""
    return sorted(waits)[int(len(waits) * 0.95) - 1]


def main() -> None:
    """Serve both, hurry them, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8795)
    port = asked.parse_args().port
    load = os.getloadavg()[0]
    rows, health = [], []
    for settings in (SHIPPED, PLAIN):
        with (
            tempfile.TemporaryDirectory() as folder,
            served(Path(folder), settings, port) as server,
        ):
            if settings == SHIPPED:
                known, unknown = known_and_unknown(server)
            statuses, waits, took = at_once(server)
        health.append(p95(waits))
        rows.append(
            f"| {'ours' if settings == SHIPPED else 'without the two limits'} | "
            f"{statuses.count(302)} | {statuses.count(429)} | {took:.1f} s | "
            f"{statistics.median(waits) * 1000:.0f} ms | {health[-1] * 1000:.0f} ms |"
        )
    report = f"""# Fifty sign-ins at once

`python -m benchmarks.sign_in`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, \
CPython {platform.python_version()}, SQLite, two workers, load {load:.1f} at the start; whoever \
asks runs on the same cores.

| | came in | asked to wait (429) | until all were answered | /healthz 50 % | /healthz 95 % |
|---|---|---|---|---|---|
{chr(10).join(rows)}

The 95 % of /healthz is {health[0] / health[1]:.2f} of that without the limits; target: 500 ms.

A wrong password for an address with an account takes {known * 1000:.0f} ms, for one without \
{unknown * 1000:.0f} ms (medians of {N_PEOPLE}, in turns): a ratio of {known / unknown:.3f}; \
target: within 10 %.
"""
    print(report)
    RESULTS.write_text(report)


if __name__ == "__main__":
    main()
