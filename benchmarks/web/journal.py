"""What a reader waits for a public journal of 1,000 entries and 20,000 replies.

    python -m benchmarks.web.journal                 a minute at 20 requests a second
    python -m benchmarks.web.journal --seconds 300

Beside it, in the same run, the same server gives a page of nothing (/healthz). Queries of each
page are counted by the tests: at most eight.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

from benchmarks.web.__main__ import RESULTS as PAGES_RESULTS
from benchmarks.web.__main__ import reads, row, served
from benchmarks.web.fill import start_django
from benchmarks.web.load import Browser, at_rate, percentile

RESULTS = PAGES_RESULTS.with_name("web_journal.md")
N_ENTRIES, N_REPLIES = 1000, 20_000
LAST = date(2026, 3, 22)
WORDS = (
    "the knee hurt from mile six and I walked home slowly past the river where it was cold but "
    "the physio says that nine miles are enough for now and next week I try again"
)


def main() -> None:
    """Fill, serve, ask as strangers do, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--per-s", type=float, default=20.0)
    asked.add_argument("--port", type=int, default=8793)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        entries = fill()
        with served(Path(folder), options.port):
            report = measured(entries, options)
    print(report)
    RESULTS.write_text(report)


def fill() -> list[str]:
    """One public journal; the public ids of its entries, the newest first."""
    from django.core.management import call_command
    from django.utils import timezone

    from startline.web.accounts.models import Runner, User
    from startline.web.journal import services
    from startline.web.journal.models import Entry, Reader, Reply

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    user = User.objects.create_user("runner@bench.example", "a long password")
    runner = Runner.objects.create(user=user, unit="mi", time_zone="UTC")
    said = {"slug": "robin-runs", "title": "Robin runs", "look": "paper", "replies": "open"}
    journal = services.keep_settings(runner, said)
    dice = Random(1)  # noqa: S311 - words of a benchmark
    rows = []
    for n in range(N_ENTRIES):
        on, text, title = LAST - timedelta(days=2 * n), words(dice, 250), words(dice, 5)
        shown = {"shown_on": on, "shown_title": title, "shown_text": text, "shown_version": 1}
        rows.append(
            Entry(
                journal=journal, on=on, title=title, text=text, published_at=timezone.now(), **shown
            )
        )
    entries = Entry.objects.bulk_create(rows, batch_size=500)
    reader = Reader.objects.create(name="Kim", email="kim@bench.example")
    replies = [
        Reply(
            entry=dice.choice(entries),
            reader=reader,
            name="Kim",
            text=words(dice, 40),
            state="shown",
        )
        for _ in range(N_REPLIES)
    ]
    Reply.objects.bulk_create(replies, batch_size=1000)
    return [str(one.public_id) for one in entries]


def words(dice: Random, n: int) -> str:
    """A text of n words."""
    return " ".join(dice.choices(WORDS.split(), k=n)).capitalize() + "."


def measured(entries: list[str], options: argparse.Namespace) -> str:
    """Every figure as one page of Markdown."""
    dice = Random(2)  # noqa: S311 - which entry is read next
    stranger = Browser(options.port, "")
    home = "/j/robin-runs/"
    kinds: dict[str, Callable[[], str]] = {
        "the newest entries": lambda: home,
        "an older page": lambda: f"{home}?page={dice.randint(2, 50)}",
        "a month": lambda: f"{home}{2021 + dice.randint(0, 4)}-{dice.randint(1, 12)}/",
        "an entry with its replies": lambda: f"{home}{dice.choice(entries)}/",
        "the feed": lambda: f"{home}feed.atom",
    }
    n = int(options.seconds * options.per_s)
    asks = [(kind, path()) for kind, path in islice(cycle(kinds.items()), n)]
    for _, path in asks[:10]:
        stranger.get(path)
    answers = at_rate([reads(stranger, path, kind) for kind, path in asks], per_s=options.per_s)
    nothing = at_rate([reads(stranger, "/healthz")] * 200, per_s=options.per_s)
    empty = percentile([one.seconds for one in nothing], 0.95)
    return "\n".join([
        "# A public journal under load",
        "",
        f"`python -m benchmarks.web.journal --seconds {options.seconds}`, "
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, CPython "
        f"{platform.python_version()}, SQLite; {N_ENTRIES:,} entries of 250 words, {N_REPLIES:,} "
        f"replies, {options.per_s:g} requests a second for {options.seconds} s by somebody not "
        "signed in, each page drawn anew. Times count from when a request was due, with the "
        "sending on the same two cores.",
        "",
        "| Page | 50 % | 95 % | 99 % | beside an empty page (95 %) | gone wrong | KiB sent |",
        "|---|---|---|---|---|---|---|",
        *(row(kind, [one for one in answers if one.what == kind], empty) for kind in kinds),
        row("all", answers, empty),
    ]) + "\n"  # fmt: skip


if __name__ == "__main__":
    main()
