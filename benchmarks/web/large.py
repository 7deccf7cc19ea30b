"""The large installation: 500 runners with 1,000 runs each and 500,000 replies, on one machine.

    python -m benchmarks.web.large                     five minutes of each
    python -m benchmarks.web.large --seconds 60        a quick look

Pages at 30 requests a second while five runs a second are logged; then pages at 20 a second while
two people a second sign in; then an export is imported and reports are made. Beside every page
stands a page of nothing (/healthz) of the same server at the same rate.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from random import Random

from benchmarks.import_.generate import an_export
from benchmarks.machine import measured_here
from benchmarks.sign_in import Server
from benchmarks.web.__main__ import PAGES, reads, row, served
from benchmarks.web.__main__ import RESULTS as PAGES_RESULTS
from benchmarks.web.fill import PASSWORD, fill, start_django
from benchmarks.web.footprint import below, proportional_mib
from benchmarks.web.imports import an_import
from benchmarks.web.journal import words
from benchmarks.web.load import Answer, Ask, Browser, at_rate, percentile

RESULTS = PAGES_RESULTS.with_name("web_large.md")
PORT = 8797
READS_A_S, WRITES_A_S = 30.0, 5.0
READS_BESIDE_A_S, SIGN_INS_A_S = 20.0, 2.0
N_ENTRIES = 20  # of each runner
N_REPORTS, N_IMPORTED = 40, 600
HEAD = ["| Page | 50 % | 95 % | 99 % | beside an empty page (95 %) | gone wrong | KiB sent |",
        "|---|---|---|---|---|---|---|"]  # fmt: skip


def main() -> None:
    """Fill, start, load; print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runners", type=int, default=500)
    asked.add_argument("--runs", type=int, default=1000)
    asked.add_argument("--replies", type=int, default=500_000)
    asked.add_argument("--seconds", type=int, default=300)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir()
        start_django(data)
        sessions = fill(n_runners=options.runners, n_runs=options.runs)
        add_replies(options.replies)
        begun = time.perf_counter()
        # Behind a proxy, or all who sign in were one address, of which thirty a minute may.
        with served(data, PORT, STARTLINE_PROXIES="1"):
            start_s = time.perf_counter() - begun
            report = measured(data, sessions, start_s, options)
    print(report)
    RESULTS.write_text(report)


def add_replies(n: int) -> None:
    """A public journal for each runner, replies spread evenly over all entries."""
    from django.utils import timezone

    from startline.web.accounts.models import Runner
    from startline.web.journal import services
    from startline.web.journal.models import Entry, Journal, Reader, Reply

    dice = Random(3)  # noqa: S311 - words of a benchmark
    reader = Reader.objects.create(name="Kim", email="kim@bench.example")
    today = datetime.now(UTC).date()
    rows = []
    for runner in Runner.objects.order_by("id"):
        said = {"slug": f"runner-{runner.pk}", "title": "Runs", "look": "paper", "replies": "open"}
        journal = services.keep_settings(runner, said)
        for _ in range(N_ENTRIES):
            text, title = words(dice, 60), words(dice, 5)
            shown = {"shown_on": today, "shown_title": title, "shown_text": text}
            told = {"on": today, "title": title, "text": text, "published_at": timezone.now()}
            rows.append(Entry(journal=journal, shown_version=1, **told, **shown))
    entries = Entry.objects.bulk_create(rows, batch_size=500)
    each = {"reader": reader, "name": "Kim", "state": "shown", "text": words(dice, 40)}
    for first in range(0, n, 10_000):
        some = range(first, min(first + 10_000, n))
        Reply.objects.bulk_create(
            [Reply(entry=entries[k % len(entries)], **each) for k in some], batch_size=1000
        )
    Journal.objects.update(digest_sent_at=timezone.now())  # their runners know of them


def measured(
    data: Path, sessions: Sequence[str], start_s: float, options: argparse.Namespace
) -> str:
    """Every figure as one page of Markdown."""
    from django.conf import settings

    browsers = [Browser(PORT, session) for session in sessions]
    for browser in browsers[:8]:
        browser.get("/")
    size_mib = Path(settings.DATABASES["default"]["NAME"]).stat().st_size / 2**20
    beside_writes = pages_and_runs(browsers, options.seconds)
    beside_sign_ins = pages_and_sign_ins(browsers, options.seconds)
    most = at_most(data, browsers[1])
    lines = [
        "# The large installation",
        "",
        f"`python -m benchmarks.web.large --seconds {options.seconds}`, {measured_here()} SQLite, "
        f"one server process and one for advice; {options.runners} runners with {options.runs} "
        f"runs each and {options.replies:,} replies, {size_mib:.0f} MiB. Times count from when a "
        "request was due, with the sending on the same two cores.",
        "",
        f"From `startline serve` to the first answer: {start_s:.1f} s.",
        "",
        *beside_writes,
        *beside_sign_ins,
        *most,
    ]
    return "\n".join(lines) + "\n"


def pages_and_runs(browsers: Sequence[Browser], seconds: int) -> list[str]:
    """Pages, while runs are logged and their advice is worked out."""
    dice = Random(1)  # noqa: S311 - which runner asks next
    today = datetime.now(UTC).date().isoformat()
    writers = [dice.choice(browsers) for _ in range(int(seconds * WRITES_A_S))]
    for writer in set(writers):
        writer._token()  # the form was opened before it is sent
    runs = [
        ("POST /log/", lambda writer=writer: writer.log_run(today, "2.1")) for writer in writers
    ]
    with remembered() as held, ThreadPoolExecutor(1) as beside:
        logged = beside.submit(at_rate, runs, per_s=WRITES_A_S)
        pages = at_rate(wanted(browsers, int(seconds * READS_A_S), dice), per_s=READS_A_S)
        logged_runs = logged.result()
    empty = an_empty_page(browsers[0], READS_A_S)
    third = max(1, len(held) // 3)
    before, after = (sum(some) / len(some) for some in (held[:third], held[-third:]))
    return [
        f"## Pages at {READS_A_S:g} a second of {len(browsers)} runners, {WRITES_A_S:g} runs a "
        f"second logged, for {seconds} s",
        "",
        *HEAD,
        *(row(path, [one for one in pages if one.what == path], empty) for path in PAGES),
        row("POST /log/", logged_runs, empty),
        "",
        f"Memory of server and advice meanwhile: {before:.0f} MiB in the first third, {after:.0f} "
        f"in the last.",
        "",
    ]


def pages_and_sign_ins(browsers: Sequence[Browser], seconds: int) -> list[str]:
    """Pages, while people sign in with their passwords."""
    dice = Random(2)  # noqa: S311 - which runner asks next
    server = Server(PORT)
    server.open_form()
    people = [sign_in(server, n, n % len(browsers)) for n in range(int(seconds * SIGN_INS_A_S))]
    with ThreadPoolExecutor(1) as beside:
        signing = beside.submit(at_rate, people, per_s=SIGN_INS_A_S)
        pages = at_rate(
            wanted(browsers, int(seconds * READS_BESIDE_A_S), dice), per_s=READS_BESIDE_A_S
        )
        signed_in = signing.result()
    empty = an_empty_page(browsers[0], READS_BESIDE_A_S)
    return [
        f"## Pages at {READS_BESIDE_A_S:g} a second of {len(browsers)} runners, {SIGN_INS_A_S:g} "
        f"sign-ins a second, for {seconds} s",
        "",
        *HEAD,
        *(row(path, [one for one in pages if one.what == path], empty) for path in PAGES),
        row("sign-in", signed_in, empty),
        "",
        f"{sum(one.status == 429 for one in signed_in)} of {len(signed_in)} sign-ins were told to "
        "come again (429).",
        "",
    ]


def sign_in(server: Server, n: int, runner: int) -> Ask:
    """One sign-in of a runner, from an address of its own: 302, or 429 to come again soon."""

    def ask() -> tuple[int, bytes, int]:
        where = f"10.{n // 65536}.{n // 256 % 256}.{n % 256}"
        email = f"runner{runner}@bench.example"
        status = server.sign_in(email, PASSWORD, asked_from=where)
        return (status if status != 200 else 0), b"", 0  # 200 is the form again

    return "sign-in", ask


def wanted(browsers: Sequence[Browser], n: int, dice: Random) -> list[Ask]:
    """So many pages in turn, each of any runner."""
    return [reads(dice.choice(browsers), path) for path in islice(cycle(PAGES), n)]


def an_empty_page(browser: Browser, per_s: float) -> float:
    """95 % of the times of a page of nothing, in seconds."""
    nothing = at_rate([reads(browser, "/healthz")] * 200, per_s=per_s)
    return percentile([one.seconds for one in nothing], 0.95)


def at_most(data: Path, browser: Browser) -> list[str]:
    """Memory of everything while an export is imported and reports are made."""
    archive = data.parent / "export.zip"
    an_export(archive, N_IMPORTED, n_rides=0)
    with remembered() as held:
        busy = an_import(data, archive)
        reports: list[Answer] = []
        reading = busy.wait(None)
        with ThreadPoolExecutor(1) as beside:
            done = beside.submit(list, reading)
            asks = [("report", lambda: browser.get("/report.pdf"))] * N_REPORTS
            reports = at_rate(asks, per_s=1.0)
            done.result()
    wrong = sum(one.status != 200 for one in reports)
    return [
        "## Memory at most",
        "",
        f"{max(held):.0f} MiB: server, advice, worker, an import of {busy.job.n_runs} runs and "
        f"{N_REPORTS} reports as PDF, one a second ({wrong} went wrong; 95 % in "
        f"{percentile([one.seconds for one in reports], 0.95) * 1000:.0f} ms).",
    ]


@contextmanager
def remembered() -> Iterator[list[float]]:
    """Memory of all that was started here, every second, in MiB."""
    held: list[float] = []
    ends = threading.Event()

    def look() -> None:
        while not ends.wait(1.0):
            held.append(all_mib())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield held
    finally:
        ends.set()
        looking.join()


def all_mib() -> float:
    """Memory of every process below this one; one that ended meanwhile counts nothing."""
    total = 0.0
    for pid in below(os.getpid())[1:]:
        try:
            total += proportional_mib(pid)
        except OSError:
            continue
    return total


if __name__ == "__main__":
    main()
