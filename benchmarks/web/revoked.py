"""How fast a share that is ended is dead, at every address of it; and the size of the matrix.

    python -m benchmarks.web.revoked

A clinician has every page of a runner open; the runner ends the share with a press; from that
moment every address is asked, over and over, until it no longer exists for the clinician.
"""

from __future__ import annotations

import os
import platform
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.web.__main__ import RESULTS as PAGES_RESULTS
from benchmarks.web.__main__ import served
from benchmarks.web.fill import fill, signed_in, start_django
from benchmarks.web.load import Browser, percentile

RESULTS = PAGES_RESULTS.with_name("web_revoked.md")
PORT = 8794
N_ROUNDS = 10
late: list[str] = []  # answers with the page after the share was ended
PATIENCE_S = 5.0


def main() -> None:
    """Share, look, end, ask; print and keep."""
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        [session] = fill(n_runners=1, n_runs=200)
        runner = Browser(PORT, session)
        rounds = [shared(n) for n in range(N_ROUNDS)]
        with served(Path(folder), PORT):
            waits = [end_and_ask(runner, *each) for each in rounds]
        report = table(waits)
    print(report)
    RESULTS.write_text(report)


def shared(n: int) -> tuple[str, str]:
    """A share taken by a clinician of its own: its public id, the session of the clinician."""
    from startline.web.accounts.models import Runner, User
    from startline.web.clinic import services

    runner = Runner.objects.get()
    scopes = ["runs", "plan", "journal", "notes", "places"]
    share, _ = services.share(
        runner, name="Kim", role="physiotherapist", scopes=scopes, may_set_limits=True
    )
    kim = User.objects.create_user(f"kim{n}@clinic.example", "a long password")
    assert services.accept(share, kim)
    return str(share.public_id), signed_in(kim)


def addresses(share: str) -> list[str]:
    """Every address of a share that can be opened."""
    from startline.web.clinic.urls import urlpatterns

    routes = ["/" + str(one.pattern) for one in urlpatterns]
    mine = [route for route in routes if "<uuid:share_id>" in route and "limit_id" not in route]
    return [route.replace("<uuid:share_id>", share) for route in mine]


def end_and_ask(runner: Browser, share: str, session: str) -> dict[str, float]:
    """Seconds from the answer to the press until each open address is dead."""
    kim = Browser(PORT, session)
    opened = [path for path in addresses(share) if kim.get(path)[0] == 200]
    assert len(opened) >= 4, opened
    press(runner, f"/sharing/{share}/end/")
    start = time.perf_counter()
    dead: dict[str, float] = {}

    def ask(path: str) -> None:
        while kim.get(path)[0] == 200:
            late.append(path)
            assert time.perf_counter() - start < PATIENCE_S, path
        dead[path.replace(share, "…")] = time.perf_counter() - start

    threads = [threading.Thread(target=ask, args=[path]) for path in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(dead) == len(opened), set(opened) - set(dead)
    return dead


def press(browser: Browser, path: str) -> None:
    """A button of the runner's."""
    body = urlencode({"csrfmiddlewaretoken": browser._token()}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status = browser._ask("POST", path, body, headers)[0]
    assert status == 302, status


def cells() -> int:
    """Cells of the matrix that the tests go through: route by verb by role.

    The owner's own posts are held by the tests of each screen, deleting by its own.
    """
    from tests.web.clinic import test_matrix as matrix

    held_elsewhere = (*matrix.SIGN_IN, *matrix.JOURNAL)
    names = [name for name, _ in matrix.routes() if not name.startswith(held_elsewhere)]
    n_routes = sum(name != "delete_account" for name in names)
    return n_routes * (len(matrix.VERBS) * len(matrix.ROLES) - 1)


def table(waits: list[dict[str, float]]) -> str:
    """Every address, the slowest of the rounds."""
    every = [seconds for one in waits for seconds in one.values()]
    lines = [f"| `{path}` | {max(one[path] for one in waits) * 1000:.0f} ms |" for path in waits[0]]
    return "\n".join([
        "# A share that was ended",
        "",
        f"`python -m benchmarks.web.revoked`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} "
        f"cores, CPython {platform.python_version()}, SQLite, {len(waits)} shares ended one after "
        "the other with every page asked for at once. The time from the answer to the press until "
        "the answer that the page does not exist, drawing and sending included; the target is one "
        "second.",
        "",
        "| Address | dead after, at most |",
        "|---|---|",
        *lines,
        "",
        f"All {len(every)}: middle {percentile(every, 0.5) * 1000:.0f} ms, at most "
        f"{max(every) * 1000:.0f} ms. Answers with the page after the press: {len(late)}.",
        "",
        f"The matrix of who may open what (Z01) has {cells():,} cells of route, verb and role, "
        "made from the table of addresses; the tests go through them all.",
    ]) + "\n"  # fmt: skip


if __name__ == "__main__":
    main()
