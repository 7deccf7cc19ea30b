"""Somebody who reads German is shown German: every page, its title, its labels, its refusals."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from startline.formats.programmes import NAMES
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, User
from startline.web.clinic.models import Share
from startline.web.runlog.models import Run
from startline.web.shell.numbers import NumberField
from tests.house.repository import ROOT
from tests.web.accounts.every_address import every_address
from tests.web.accounts.people import type_password
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_user
from tests.web.imports.sent import imported, some_runs

made: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "messages.py"))
PLACE = re.compile(r"%\(\w+\)[a-z]|\{[^}]*\}")
SAID_IN = {"title", "aria-label", "placeholder", "alt", "data-words"}
UNSEEN = {"script", "style", "code", "pre"}
OF_OTHERS = (
    "/api/",  # its fields are named and described in English
    "/j/",  # journals that are open to everybody have a name in their address
)
LEAVES = {"account_logout", "export_all"}

pytestmark = pytest.mark.slow  # opens every page


class Texts(HTMLParser):
    """What a page says: its language, its texts one by one, and its inputs."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.lang, self.texts, self.inputs, self._open = "", list[str](), list[Any](), list[str]()
        self.numbers = list[tuple[str, str]]()
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = self.lang or (tag == "html" and given.get("lang")) or ""
        self.texts += [value or "" for name, value in attrs if name in SAID_IN]
        self._open += [tag] if tag in UNSEEN else []
        self.inputs += [given] if tag == "input" else []
        self.numbers += [(n, v) for n, v in attrs if v and re.fullmatch(r"-?[\d., ]+", v)]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._open:
            self.texts.append(text)


class English(NamedTuple):
    """What has a German translation that reads otherwise: short texts, and patterns of longer."""

    texts: frozenset[str]
    patterns: list[re.Pattern[str]]


@pytest.fixture(scope="module")
def english() -> English:
    """Every sentence of the catalogues."""
    every = list(_pairs())
    german = {said for _, said in every}
    left = {source.strip() for source, said in every if source != said} - german
    plain = frozenset(source for source in left if not PLACE.search(source))
    return English(plain, [_pattern(one) for one in sorted(left) if _tells(one)])


def _pairs() -> Iterator[tuple[str, str]]:
    for part in made["PARTS"].values():
        [path] = [one for one in part.catalogues() if "de" in one.parts]
        for one in made["read"](path):
            if not one.id or one.context is not None:
                continue
            alone = isinstance(one.id, str)
            yield from [(one.id, one.string)] if alone else zip(one.id, one.string, strict=True)


def _tells(sentence: str) -> bool:
    """Whether enough of it stands fixed to be looked for amid other text."""
    return len(re.findall(r"[A-Za-z’]{2,}", PLACE.sub(" ", sentence))) >= 3


def _pattern(sentence: str) -> re.Pattern[str]:
    fixed = [re.escape(" ".join(part.split())) for part in PLACE.split(sentence)]
    return re.compile(r"(?<!\w)" + r"[^\n]{0,60}?".join(r" ?" + one + r" ?" for one in fixed))


def english_in(page: Texts, english: English) -> list[str]:
    whole = "\n".join(page.texts)
    found = [text for text in page.texts if text in english.texts]
    return found + [hit[0] for one in english.patterns if (hit := one.search(whole))]


def german_pages(client: Client, english: English, paths: list[str]) -> list[str]:
    """Open pages in German; the paths of those that were there.

    Whatever page is not marked as German, or says something in English, is an error.
    """
    opened, wrong = [], {}
    for path in paths:
        answer = client.get(path, headers={"accept-language": "de"})
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            answer.close()  # a file that is sent is open until somebody closes it
            continue
        page = Texts(answer.content.decode())
        opened.append(path)
        left = english_in(page, english)
        if left or page.lang not in ("de", ""):
            wrong[path] = [page.lang, *left]
    assert wrong == {}
    return opened


def every_path() -> list[str]:
    """Every page of the application, with what is in the database in the place of parameters."""
    found = [path for one in every_address() if one.name not in LEAVES for path in one.paths]
    ready = [f"/programme/ready/{name}/" for name in NAMES]
    return [path for path in [*found, *ready] if not path.startswith(OF_OTHERS)]


@pytest.fixture
def reader(runner: Runner) -> Runner:
    """The runner of the rough week, who reads German and has something on every page."""
    User.objects.filter(pk=runner.user_id).update(language="de")
    runner.refresh_from_db()
    EmailAddress.objects.create(
        user=runner.user, email=runner.user.email, verified=True, primary=True
    )
    tokens.make(runner, name="Uhr", scopes=["log:read"])
    a_share(runner)
    return runner


@pytest.fixture
def german(reader: Runner) -> Client:
    """Their browser, signed in a moment ago."""
    client = Client()
    assert type_password(client, reader.user.email).status_code == 302
    return client


def test_every_page_of_a_runner_who_reads_german_is_german(
    german: Client, reader: Runner, english: English
) -> None:
    imported(german, {"export.zip": some_runs(3)})

    opened = german_pages(german, english, every_path())

    assert {"/", "/plan/", "/outlook/", "/log/", "/settings/", "/account/", "/imports/"} <= {
        *opened
    }
    assert len(opened) > 60


def test_every_page_for_somebody_not_signed_in_follows_the_browser(
    transactional_db: None, english: English
) -> None:
    opened = german_pages(Client(), english, every_path())

    assert "/account/login/" in opened
    assert "Anmelden" in Client(headers={"accept-language": "de"}).get("/account/login/").text


def test_every_page_of_a_clinician_who_reads_german_is_german(
    reader: Runner, english: English
) -> None:
    physio = a_user("kim@clinic.example", name="Kim", language="de")
    share = Share.objects.get()
    clinic = signed_in(physio)
    clinic.post(f"/shared/{share.public_id}/accept/")

    opened = german_pages(clinic, english, every_path())

    assert "/shared/" in opened


@pytest.mark.parametrize("path", ["/log/", "/signs/", "/limits/", "/programme/own/"])
def test_what_is_refused_is_said_in_german(german: Client, english: English, path: str) -> None:
    answer = german.post(path, {"on": "2030-01-01", "distance": "1_0", "max_run": "x"})

    assert english_in(Texts(answer.content.decode()), english) == []


def test_allauths_own_sentences_are_german(german: Client) -> None:
    answer = german.post("/account/password/change/", {"oldpassword": "wrong"})

    assert "Dieses Feld ist zwingend erforderlich." in answer.content.decode()


def test_a_browser_can_read_the_days_in_every_form(
    german: Client, reader: Runner, english: English
) -> None:
    days = [
        one.get("value")
        for path in every_path()
        if "html" in (answer := german.get(path)).get("Content-Type", "")
        for one in Texts(answer.content.decode()).inputs
        if one.get("type") == "date" and one.get("value")
    ]

    assert days
    assert [date.fromisoformat(day).isoformat() for day in days] == days


def test_a_number_that_programs_read_has_no_comma_in_german(german: Client) -> None:
    found = [(path, value) for path in every_path() for value in machine_values(german, path)]

    assert len(found) > 500
    assert [(path, value) for path, value in found if "," in value] == []


def machine_values(client: Client, path: str) -> list[str]:
    """Numbers that programs read: of pictures, of inputs that nobody types in, of data."""
    answer = client.get(path)
    if "html" not in answer.get("Content-Type", ""):
        return []
    page = Texts(answer.content.decode())
    typed = (None, "text")
    inputs = [one.get("value") or "" for one in page.inputs if one.get("type") not in typed]
    numbers = [value for value in inputs if re.fullmatch(r"-?[\d.,]+", value)]
    return numbers + [value for name, value in page.numbers if name != "value"]


def test_a_number_is_shown_and_read_with_a_comma_in_german(german: Client, reader: Runner) -> None:
    german.post("/log/", {"on": "2026-03-23", "distance": "2,25", "hurt": "no"})
    run = Run.objects.get(runner=reader, on="2026-03-23")

    shown = german.get(f"/log/{run.public_id}/").content.decode()

    assert run.distance_km == pytest.approx(3.621)
    assert 'value="2,25"' in shown


def test_a_number_written_with_the_other_mark_has_not_changed() -> None:
    field = NumberField(most=100)

    assert not field.has_changed("2.25", "2,25")
    assert not field.has_changed("2.5", "2.50")
    assert field.has_changed("2.25", "2,5")
    assert field.has_changed("2.25", "")


@pytest.mark.parametrize(
    ("said", "found"),
    [("Nothing has been logged yet.", True), ("Noch ist nichts eingetragen.", False),
     ("Sie: At most 9 mi", False), ("Turn for home now.", True), ("instead of 18 mi", False),
     ("Your files take 3 MB of 5 MB, and are 2 of 9. Take back an import "
          "you do not need; everything you have stays readable.", True)],
)  # fmt: skip
def test_english_left_on_a_page_would_be_found(english: English, said: str, found: bool) -> None:
    assert bool(english_in(Texts(f"<p>{said}</p>"), english)) is found
