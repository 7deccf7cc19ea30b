"""Our pages beside those of FitTrackee, a running log of the same kind, in the same browser.

    python -m benchmarks.web.beside

Both hold one runner with two thousand runs, on this machine, one after the other. FitTrackee is
installed from its published package into a folder of its own; it needs PostgreSQL with PostGIS,
of which a cluster is made beside it (as root, for the system's user `postgres`; packages
`postgresql` and `postgresql-15-postgis-3`). Redis, which it may use for mails and rate limits,
is not there, so it does without both.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.web.__main__ import served
from benchmarks.web.fill import fill, start_django
from benchmarks.web.load import Browser as HttpBrowser
from benchmarks.web.load import percentile
from benchmarks.web.postgresql import database, with_socket_behind

VERSION = "1.3.6"
RESULTS = Path(__file__).resolve().parents[1] / "results" / "web_beside.md"
N_RUNS = 2000
N_VISITS = 15
N_FIRST = 5
PATIENCE_MS = 180_000
PAINTED = """() => new Promise((done) => {
  const look = () => performance.getEntriesByName("first-contentful-paint").length
    ? done() : setTimeout(look, 5);
  look();
})"""
N_SAVED = 60
PORT, OTHER_PORT = 8791, 8792
EMAIL, PASSWORD = "bench@example.org", "a long password"


@dataclass(frozen=True)
class Visit:
    """One page of one product: where it is, and what stands on it once it can be used."""

    path: str
    shown: str


SLOW_CPU = 4  # times slower than this machine
SLOW_PHONE = {
    "offline": False,
    "latency": 400,  # ms, for each request
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}

OURS = {
    "start page": Visit("/", "#number .number"),
    "the last runs, a new run": Visit("/log/", "#log-form button"),
}
THEIRS = {
    "start page": Visit("/", ".workout-card, .user-stat, #timeline .workout-card"),
    "the last runs, a new run": Visit("/workouts/add", "form button[type=submit]"),
}


def main() -> None:
    """Both, one after the other; print and keep."""
    rows = {"startline": ours(), f"FitTrackee {VERSION}": theirs()}
    report = table(rows)
    print(report)
    RESULTS.write_text(report)


# --- ours --------------------------------------------------------------------------------------


def ours() -> dict[str, Any]:
    """A runner with a plan and an Advice, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        [session] = fill(n_runners=1, n_runs=N_RUNS)
        with served(Path(folder), PORT), chromium() as browser:
            cookie = {"name": "session", "value": session, "url": f"http://localhost:{PORT}"}

            def sign_in(context: BrowserContext) -> None:
                context.add_cookies([cookie])  # type: ignore[list-item]

            found = visited(browser, f"http://localhost:{PORT}", OURS, sign_in)
            return found | {"saved": saved_here(session)}


def saved_here(session: str) -> list[float]:
    """Seconds to the answer of each run that is logged."""
    http = HttpBrowser(PORT, session)
    today = datetime.now(UTC).date()
    http.log_run(str(today), "2.0")

    def log(n: int) -> None:
        expect_ok(http.log_run(str(today - timedelta(days=n % 20)), f"{1 + n / 100:.2f}")[0])

    return [timed(partial(log, n)) for n in range(N_SAVED)]


# --- theirs ------------------------------------------------------------------------------------


def theirs() -> dict[str, Any]:
    """The published package on a PostgreSQL of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bin_ = installed(folder)
        address = stack.enter_context(database("fittrackee", with_="postgis"))
        environment = settings_for(folder, with_socket_behind(address))
        stack.enter_context(running(bin_, environment))
        log = Log(f"http://localhost:{OTHER_PORT}")
        for n in range(N_RUNS):
            log.add(date.today() - timedelta(days=n), f"{6 + n % 12:02}:00")  # noqa: DTZ011
        browser = stack.enter_context(chromium())
        found = visited(browser, f"http://localhost:{OTHER_PORT}", THEIRS, sign_in_there)
        today = date.today()  # noqa: DTZ011 - as a runner's own day
        saved = [timed(partial(log.add, today, f"20:{n % 60:02}")) for n in range(N_SAVED)]
        return found | {"saved": saved}


def installed(folder: Path) -> Path:
    """A virtual environment with the package; its folder of commands."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = folder / "venv" / "bin" / "pip"
    subprocess.run([pip, "install", "--quiet", f"fittrackee=={VERSION}"], check=True)
    return pip.parent


def settings_for(folder: Path, address: str) -> dict[str, str]:
    """What its documentation asks for in production."""
    return {
        **os.environ,
        "APP_SETTINGS": "fittrackee.config.ProductionConfig",
        "APP_SECRET_KEY": "a key for one benchmark alone, thrown away after it",
        "DATABASE_URL": address,
        "UPLOAD_FOLDER": str(folder),
        "UI_URL": f"http://localhost:{OTHER_PORT}",
        "HOST": "127.0.0.1",
        "PORT": str(OTHER_PORT),
        "APP_WORKERS": "2",
        "FLASK_APP": "fittrackee",
        "LOG_LEVEL": "error",
    }


@contextmanager
def running(bin_: Path, environment: dict[str, str]) -> Iterator[None]:
    """Its tables, one account, and its own server."""
    cli = bin_ / "ftcli"
    quiet = {"env": environment, "check": True, "capture_output": True}
    subprocess.run([cli, "db", "upgrade"], **quiet)  # type: ignore[call-overload]
    account = ["bench", "--email", EMAIL, "--password", PASSWORD, "--tz", "UTC", "--lang", "en"]
    subprocess.run([cli, "users", "create", *account], **quiet)  # type: ignore[call-overload]
    server = subprocess.Popen([bin_ / "fittrackee"], env=environment, stdin=subprocess.DEVNULL)
    try:
        wait_for(f"http://localhost:{OTHER_PORT}/api/ping")
        yield
    finally:
        server.terminate()
        server.wait(30)


class Log:
    """Its API as its own pages use it."""

    def __init__(self, site: str) -> None:
        self.site = site
        reply = self._post("/api/auth/login", {"email": EMAIL, "password": PASSWORD}, {})
        held = [one.split(";")[0] for one in reply.headers.get_all("Set-Cookie")]
        token = next(one.partition("=")[2] for one in held if one.startswith("csrf"))
        self.headers = {"Cookie": "; ".join(held), "X-CSRF-TOKEN": token}

    def add(self, on: date, at: str) -> None:
        """A run of ten kilometres by hand."""
        run = {"sport_id": 5, "workout_date": f"{on} {at}", "distance": 10, "duration": 3600}
        expect_ok(self._post("/api/workouts/no_gpx", {**run, "title": "run"}, self.headers).status)

    def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        sent = {"Content-Type": "application/json", **headers}
        return urlopen(Request(self.site + path, json.dumps(body).encode(), sent))  # noqa: S310


def sign_in_there(context: BrowserContext) -> None:
    """As its sign-in page does it."""
    page = context.new_page()
    page.goto(f"http://localhost:{OTHER_PORT}/login")
    page.locator("input[type=email]").fill(EMAIL)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"http://localhost:{OTHER_PORT}/")
    page.close()


# --- the browser -------------------------------------------------------------------------------


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def visited(
    browser: Browser, site: str, pages: dict[str, Visit], sign_in: Callable[[BrowserContext], None]
) -> dict[str, Any]:
    """For each page: seconds of a first and of later visits, kB and requests of a first."""
    found: dict[str, Any] = {}
    for name, visit in pages.items():
        with signed_in(browser, sign_in) as context:
            page = context.new_page()
            opened(page, site, visit)  # the cache and the worker are there from then on
            later = [opened(page, site, visit) for _ in range(N_VISITS)]
        first, slow = [], []
        for _ in range(N_FIRST):
            with signed_in(browser, sign_in) as context:
                first.append(first_visit(context, site, visit))
            with signed_in(browser, sign_in) as context:
                slow.append(first_visit(context, site, visit, slow=True)[0])
        found[name] = {
            "first": median(seconds for seconds, _, _ in first),
            "slow": median(slow),
            "later": median(later),
            "kB": first[0][1] / 1000,
            "n": first[0][2],
        }
    return found


@contextmanager
def signed_in(
    browser: Browser, sign_in: Callable[[BrowserContext], None]
) -> Iterator[BrowserContext]:
    """A browser nobody has used before, in which the runner is signed in."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    sign_in(context)
    yield context
    context.close()


def first_visit(
    context: BrowserContext, site: str, visit: Visit, *, slow: bool = False
) -> tuple[float, int, int]:
    """With an empty cache: seconds, bytes on the wire, requests."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_PHONE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    seconds = opened(page, site, visit)
    page.wait_for_load_state("networkidle")
    page.close()
    return seconds, int(sum(sizes)), len(sizes)


def opened(page: Page, site: str, visit: Visit) -> float:
    """Seconds until the page can be used."""

    def look() -> None:
        page.goto(site + visit.path, wait_until="commit")
        page.locator(visit.shown).first.wait_for(state="visible")
        page.evaluate(PAINTED)  # a page that waits for its styles is not seen yet

    return timed(look)


# --- figures -----------------------------------------------------------------------------------


def timed(act: Callable[[], Any]) -> float:
    """Seconds it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def expect_ok(status: int) -> None:
    """Stop when something was refused: its time would say nothing."""
    assert status in (200, 201, 302), status


def wait_for(address: str) -> None:
    """Until a server answers."""
    for _ in range(150):
        try:
            urlopen(address)  # noqa: S310 - this machine
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} did not answer in 30 seconds.")


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Every figure as a page of Markdown, ours beside theirs."""
    (_, mine), (name, other) = rows.items()
    lines = [
        f"# Our pages beside those of {name}",
        "",
        f"`python -m benchmarks.web.beside`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"CPython {platform.python_version()}, the system's Chromium, one runner with {N_RUNS:,} "
        "runs in both. A page counts as there when its main content can be seen. First visits have "
        f"an empty cache, the middle of {N_FIRST}; later ones a warm one, the middle of "
        f"{N_VISITS}. The slow phone has a processor {SLOW_CPU} times slower, 400 ms to the server "
        f"and back for each request, and 1.6 Mbit/s. {name} runs on PostgreSQL with two server "
        "processes, ours on SQLite with one and one for advice. Its start page shows the last "
        "workouts and this month; ours the distance of today with its reasons.",
        "",
        f"| What | startline | {name} | theirs / ours |",
        "|---|---|---|---|",
    ]
    for page in OURS:
        a, b = mine[page], other[page]
        lines += [
            _row(f"{page}, first visit", a["first"] * 1000, b["first"] * 1000, "ms"),
            _row(f"{page}, first visit, slow phone", a["slow"] * 1000, b["slow"] * 1000, "ms"),
            _row(f"{page}, later", a["later"] * 1000, b["later"] * 1000, "ms"),
            _row(f"{page}, transferred first", a["kB"], b["kB"], "kB"),
            _row(f"{page}, requests first", a["n"], b["n"], ""),
        ]
    for share, said in ((0.5, "middle"), (0.95, "95 %")):
        a, b = (percentile(one["saved"], share) * 1000 for one in (mine, other))
        lines.append(_row(f"a run saved, {said} of {N_SAVED}", a, b, "ms"))
    return "\n".join(lines) + "\n"


def _row(what: str, ours: float, theirs: float, unit: str) -> str:
    return f"| {what} | {ours:.0f} {unit} | {theirs:.0f} {unit} | {theirs / ours:.1f} |"


if __name__ == "__main__":
    main()
