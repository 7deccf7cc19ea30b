"""A whole life with a server as it is shipped, every secret a canary; then the logs are read."""

from __future__ import annotations

import re
import secrets
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
import requests

from tests.formats.recordings import a_gpx, samples
from tests.web.accounts.test_shipped_settings import STARTLINE, environment, served

pytestmark = pytest.mark.slow
PLACE = 43.6517383  # a longitude no other figure has
TOKEN_FORM = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')


class Journey:
    """One person's browser, and everything they would not have others read."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = requests.Session()
        self.email = f"{secrets.token_hex(5)}@canary.example"
        self.password = f"pass {secrets.token_hex(8)}"
        self.words = f"tibia {secrets.token_hex(4)}"
        self.secrets = [self.email, self.password, self.words, str(PLACE)[:7]]

    def get(self, path: str) -> str:
        return self.browser.get(self.address + path, timeout=30).text

    def post(
        self, path: str, said: dict[str, object], *, form: str = "", files: object = None
    ) -> requests.Response:
        found = TOKEN_FORM.search(self.get(form or path))
        assert found is not None, form or path
        whole = {"csrfmiddlewaretoken": found[1], **said}
        address = self.address + path
        return self.browser.post(address, whole, files=files, timeout=30)  # type: ignore[arg-type]

    def keep_secret(self, pattern: str, page: str) -> str:
        found = re.search(pattern, page)
        assert found is not None, pattern
        self.secrets.append(found[1])
        return found[1]


class Read(NamedTuple):
    """What is left of the life: who lived it, the printed lines, and the jobs as they are kept."""

    journey: Journey
    lines: str
    jobs: str


def begin(one: Journey, printed: str) -> None:
    code = re.search(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}", printed)
    assert code is not None
    said: dict[str, object] = {"code": code[0], "email": one.email, "password": one.password}
    assert one.post("/set-up/", said).status_code == 200
    one.post("/welcome/", {})
    one.post("/welcome/signs/", {"consent": "on"})
    one.post("/welcome/you/", {"unit": "km", "time_zone": "Europe/London", "tolerance": "0.2"})
    hurt = {"site": "shin", "side": "left", "label": one.words, "began_on": "2026-01-08"}
    one.post("/welcome/hurt/", hurt)  # type: ignore[arg-type]


def live(one: Journey) -> None:
    today = datetime.now(UTC).date()
    ran: dict[str, object] = {
        "on": today.isoformat(), "distance": "5", "hurt": "yes", "worst_nrs": "7", "began": "3",
    }  # fmt: skip
    assert one.post("/log/", ran).status_code == 200
    assert one.post("/log/", {**ran, "distance": one.words}).status_code == 422
    one.post("/signs/", {"signs": ["rest_pain"]})
    draft = {"on": today.isoformat(), "title": one.words, "text": one.words, "version": "0"}
    one.post(f"/journal/{uuid4()}/", draft, form="/journal/new/")  # type: ignore[arg-type]
    then = datetime.now(UTC) - timedelta(days=30)
    gpx = a_gpx(samples(where=PLACE), start=then).encode()
    sent = [(f"{one.words}.gpx", gpx), (f"{one.words}.fit", b"\x0e" + one.words.encode())]
    files = [("files", file) for file in sent]
    assert one.post("/imports/", {"whole": "1"}, files=files).status_code == 200
    for path in ("/", "/plan/", "/why/", "/report/", f"/log/?note={one.words}"):
        one.get(path)


def share(one: Journey) -> None:
    asked: dict[str, object] = {
        "name": one.words, "role": "physiotherapist", "scopes": ["runs", "plan"],
        "email": f"kim-{one.email}",
    }  # fmt: skip
    page = one.post("/sharing/invite/", asked).text
    link = one.keep_secret(r"/shared/open/([\w-]{20,})/", page)
    feed = one.keep_secret(r"/calendar/([\w-]{20,})\.ics", one.post("/calendar/", {}).text)
    made = one.post("/account/tokens/new/", {"name": one.words, "scopes": ["log:read"]}).text
    token = one.keep_secret(r"(sl_[\w-]{20,})", made)
    stranger = requests.Session()
    for path in (f"/shared/open/{link}/", f"/shared/open/{link}x/", f"/calendar/{feed}.ics",
                 f"/calendar/{feed}x.ics", f"/api/v1/runs?token={token}",
                 f"/{link}/{one.words}/"):  # fmt: skip
        stranger.get(one.address + path, timeout=30)
    head = {"Authorization": f"Bearer {token}"}
    stranger.get(one.address + "/api/v1/runs", headers=head, timeout=30)
    stranger.post(one.address + "/api/v1/runs", data=one.words, headers=head, timeout=30)
    stranger.post(one.address + f"/shared/open/{link}/", data={"a": one.words}, timeout=30)


def come_again(one: Journey) -> None:
    stranger = Journey(one.address)
    wrong = one.password[::-1]
    one.secrets.append(wrong)
    stranger.post("/account/login/", {"login": one.email, "password": wrong})
    stranger.post("/account/password/reset/", {"email": one.email})
    stranger.get(f"/account/password/reset/key/1-{one.password[-8:]}/")
    stranger.post("/account/login/", {"login": one.email, "password": one.password})
    one.browser.get(one.address, headers={"Host": f"{one.words.replace(' ', '-')}.example"})


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    data = tmp_path_factory.mktemp("lived")
    more = {"STARTLINE_LOG": "json", "STARTLINE_MAIL": "smtp://127.0.0.1:9"}
    with served(data, **more) as running:
        one = Journey(f"http://127.0.0.1:{running.port}")
        begin(one, running.printed)
        live(one)
        share(one)
        come_again(one)
    worked = subprocess.run(
        [STARTLINE, "worker", "--once"],
        env=environment(data, **more), check=True, capture_output=True, text=True,
    )  # fmt: skip
    lines = (data / "printed").read_text() + worked.stdout + worked.stderr
    return Read(one, lines, jobs_of(data))


def jobs_of(data: Path) -> str:
    """Every row of the tables of jobs and of what is counted."""
    with sqlite3.connect(data / "startline.sqlite3") as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        kept = [
            name for (name,) in names if "task" in name or name in ("cache", "imports_importjob")
        ]
        rows = [database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept]  # noqa: S608
    database.close()
    return str(rows)


def test_O08_no_line_of_the_log_has_a_password_token_address_place_or_word(read: Read) -> None:
    found = [secret for secret in read.journey.secrets if secret in read.lines]

    assert found == []
    assert len(read.journey.secrets) >= 8


def test_O08_nor_has_a_job_or_what_is_counted(read: Read) -> None:
    assert [secret for secret in read.journey.secrets if secret in read.jobs] == []
    assert "startline.web.imports.tasks" in read.jobs


def test_O08_the_log_was_written_meanwhile(read: Read) -> None:
    for told in ("calendar/<str:token>.ics", '"route": "/log/"', '"status": 422',
                 '"status": 302', "A mail waits", "(no such address)"):  # fmt: skip
        assert told in read.lines, told
