"""What a person waits for a page: fifty runners with two thousand runs each, on one server.

    python -m benchmarks.web                 five minutes at 20 requests a second
    python -m benchmarks.web --seconds 30    a quick look

Beside it stands the same server giving a page of nothing (/healthz), in the same run: what of the
time is the web server's, and what is ours.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from random import Random

from benchmarks.web.fill import fill, start_django
from benchmarks.web.load import Answer, Ask, Browser, at_rate, percentile

PAGES = ("/", "/plan/", "/log/", "/outlook/")
RESULTS = Path(__file__).resolve().parents[1] / "results" / "web.md"
N_LOGGED = 60


def main() -> None:
    """Fill, serve, ask, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runners", type=int, default=50)
    asked.add_argument("--runs", type=int, default=2000)
    asked.add_argument("--seconds", type=int, default=300)
    asked.add_argument("--per-s", type=float, default=20.0)
    asked.add_argument("--port", type=int, default=8790)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        sessions = fill(n_runners=options.runners, n_runs=options.runs)
        with served(Path(folder), options.port):
            report = measured(sessions, options)
    print(report)
    RESULTS.write_text(report)


@contextmanager
def served(data: Path, port: int, **said: str) -> Iterator[None]:
    """`startline serve` on this data, as an operator starts it, with the settings `said`."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "STARTLINE_"))},
        "STARTLINE_DATA": str(data),
        **said,
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "startline.cli", "serve", "--port", str(port)], env=environment
    )
    try:
        for _ in range(100):
            if Browser(port, "").get("/healthz")[0] == 200:
                break
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(30)


def measured(sessions: list[str], options: argparse.Namespace) -> str:
    """Every figure as one page of Markdown."""
    browsers = [Browser(options.port, session) for session in sessions]
    for browser in browsers[:8]:
        browser.get("/")
    n = int(options.seconds * options.per_s)
    dice = Random(1)  # noqa: S311 - which runner asks next
    wanted = [reads(dice.choice(browsers), path) for path in islice(cycle(PAGES), n)]
    pages = at_rate(wanted, per_s=options.per_s)
    nothing = at_rate([reads(browsers[0], "/healthz")] * 200, per_s=options.per_s)
    logged, waits = log_runs(browsers)
    lines = [
        "# Pages of the web application",
        "",
        f"`python -m benchmarks.web --seconds {options.seconds}`, {datetime.now(UTC):%Y-%m-%d}, "
        f"{os.cpu_count()} cores, CPython {platform.python_version()}, SQLite; "
        f" {options.runners} runners with {options.runs} runs each, one server process and "
        f"one for advice, {options.per_s:g} requests a second for {options.seconds} s. Times count "
        "from when a request was due, with the sending on the same two cores.",
        "",
        "| Page | 50 % | 95 % | 99 % | beside an empty page (95 %) | gone wrong | KiB sent |",
        "|---|---|---|---|---|---|---|",
    ]
    empty = percentile([one.seconds for one in nothing], 0.95)
    for path in PAGES:
        lines.append(row(path, [one for one in pages if one.what == path], empty))
    lines.append(row("POST /log/", logged, empty))
    lines += [
        "",
        f"From the press on Save to new advice on Today: {percentile(waits, 0.5):.2f} s in the "
        f"middle, {percentile(waits, 0.95):.2f} s at 95 %, {max(waits):.2f} s at most "
        f"({len(waits)} runs, each of another runner, one at a time).",
        "",
        f"Today's first visit: {first_visit(browsers[0]) / 1000:.1f} kB with its stylesheets, "
        "scripts and icon (gzip).",
    ]
    return "\n".join(lines) + "\n"


def reads(browser: Browser, path: str, what: str = "") -> Ask:
    """A page to be asked for, and what it is called in the table: its path, unless said."""
    return what or path, lambda: browser.get(path)


def row(what: str, answers: list[Answer], empty: float) -> str:
    """One line: times of a page, beside those of an empty one, and what went wrong."""
    seconds = [one.seconds for one in answers]
    wrong = sum(one.status not in (200, 302) for one in answers)
    size = sum(one.n_bytes for one in answers) / len(answers) / 1024
    p50, p95, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 0.99))
    return (
        f"| {what} | {p50:.0f} ms | {p95:.0f} ms | {p99:.0f} ms | {p95 / 1000 / empty:.1f} times | "
        f"{wrong} of {len(answers)} | {size:.1f} |"
    )


def log_runs(browsers: list[Browser]) -> tuple[list[Answer], list[float]]:
    """Log a run for one runner after the other; how long the answer and the new advice took."""
    today = datetime.now(UTC).date().isoformat()
    answers, waits = [], []
    for n in range(N_LOGGED):
        browser = browsers[n % len(browsers)]
        browser._token()
        start = time.perf_counter()
        status, _, n_bytes = browser.log_run(today, "2.1")
        answers.append(Answer("POST /log/", time.perf_counter() - start, status, n_bytes))
        while b'hx-trigger="every' in browser.get("/today/number/")[1]:
            time.sleep(0.05)
        waits.append(time.perf_counter() - start)
    return answers, waits


def first_visit(browser: Browser) -> int:
    """Bytes of Today and of everything its page names, each once."""
    import re

    _, page, total = browser.get("/")
    for address in sorted(set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))):
        total += browser.get(address.decode())[2]
    return total


if __name__ == "__main__":
    main()
