"""No place is kept, so none can be told: cases G01 to G06.

A recording with a place that no other figure has is imported, shown in an entry, shared with a
clinician, and everything that leaves is read. The original goes to its owner alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from PIL import Image

from startline.web.accounts.models import Runner
from startline.web.clinic.services import accept
from startline.web.imports.models import Original
from startline.web.journal import services as journal
from startline.web.journal.models import Entry
from startline.web.runlog.models import Run
from tests.formats.recordings import LATITUDE, M_PER_DEGREE, Leg, Sample, a_fit, a_gpx, a_tcx
from tests.web.accounts.every_address import every_address
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_runner, a_user
from tests.web.imports.sent import imported

HOME = 43.6517383
"""The longitude of a front door."""

NEAR = re.compile(r"43\.6[45]\d*")
"""Whatever is within about a kilometre of it, as a decimal number."""

START = datetime(2026, 3, 1, 11, 42, tzinfo=UTC)
PLACE_WORDS = {"lat", "lon", "lng", "latitude", "longitude", "coordinates", "polyline", "geometry",
               "point", "track", "gps", "elevation", "altitude"}  # fmt: skip


def from_the_door(km: float) -> list[Sample]:
    """A run that begins at the front door."""
    n = 60
    return [
        Sample(i * 30.0, 1000 * km * i / n, LATITUDE, HOME + 1000 * km * i / n / M_PER_DEGREE)
        for i in range(n + 1)
    ]


@pytest.fixture
def told(transactional_db: None, monday: object) -> Runner:
    """A runner whose recordings were imported, shown and shared as far as can be."""
    runner = a_runner()
    files = {
        "morning.gpx": a_gpx(from_the_door(5.0), start=START).encode(),
        "evening.tcx": a_tcx(from_the_door(6.0), start=START + timedelta(days=2)).encode(),
        "watch.fit": a_fit(Leg(from_the_door(7.0), start=START + timedelta(days=4))),
    }
    assert imported(signed_in(runner.user), files).n_runs == 3
    return runner


@pytest.fixture
def entry(told: Runner) -> Entry:
    """A public entry with a run attached."""
    own = journal.journal_of(told)
    own.slug, own.title = "robin-runs", "Robin runs"
    own.save()
    draft = journal.Draft(on=date(2026, 3, 2), title="From home", text="Out and back.", version=0)
    made = journal.keep_draft(told, uuid4(), draft)
    page = signed_in(told.user)
    run = Run.objects.filter(runner=told).order_by("on")[0]
    said = {"what": "run", "run": str(run.public_id)}
    assert page.post(f"/journal/{made.public_id}/attach/", said).status_code == 302
    made.refresh_from_db()
    journal.publish(made, version=made.version, site="http://testserver")
    return made


def everything_read_by(client: Client) -> dict[str, str]:
    """Each address that answers with something, and the text of the answer."""
    read = {}
    for address in every_address():
        for path in address.paths:
            answer = client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code == 200:
                read[path] = body.decode("utf-8", "replace")
    return read


def places_in(read: dict[str, str]) -> dict[str, str]:
    return {path: found[0] for path, text in read.items() if (found := NEAR.search(text))}


def test_G01_G05_no_row_of_the_database_holds_a_place_also_of_runs_imported_long_ago(
    told: Runner,
) -> None:
    """So there is nothing that a private place named later would have to be cut out of."""
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            rows += [str(row) for row in cursor.fetchall()]

    assert len(rows) > 5
    assert [row for row in rows if NEAR.search(row)] == []


def test_G01_no_column_is_made_for_a_place() -> None:
    columns = {
        field.name
        for model in apps.get_models()
        if model.__module__.startswith("startline")
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }

    assert {name for name in columns if set(name.split("_")) & PLACE_WORDS} == set()


@pytest.mark.parametrize("who", ["nobody", "another runner", "clinician"])
def test_G01_G06_nobody_else_reads_a_place_at_any_address(
    told: Runner, entry: Entry, who: str
) -> None:
    client = Client()
    if who == "another runner":
        client = signed_in(a_runner("other@example.org").user)
    if who == "clinician":
        kim = a_user("kim@clinic.example")
        share, _ = a_share(told)
        accept(share, kim)
        client = signed_in(kim)

    read = everything_read_by(client)

    assert places_in(read) == {}
    assert len(read) > 5
    if who == "clinician":
        assert any(path.startswith("/shared/") for path in read)


def test_G01_the_owner_reads_the_original_and_no_other_page_has_a_place(told: Runner) -> None:
    client = signed_in(told.user)
    original = Original.objects.get(name="morning.gpx")
    path = f"/imports/{original.job.public_id}/{original.public_id}/"

    found = places_in(everything_read_by(client))

    assert NEAR.search(b"".join(client.get(path).streaming_content).decode())
    ours = f"/imports/{original.job.public_id}/"
    assert [path for path in found if not path.startswith(ours)] == []
    assert ours not in found


def test_G01_what_is_taken_along_or_read_by_a_program_has_no_place(told: Runner) -> None:
    from tests.web.api.test_api import Program

    program = Program(told)
    said = {
        path: program.ask("GET", path).content.decode() for path in ("/runs", "/advice", "/plan")
    }
    page = Client()
    page.post("/account/login/", {"login": told.user.email, "password": "a long password"})
    answer = page.post("/settings/export/")
    if answer.status_code == 200 and answer["Content-Type"] == "application/zip":
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            said |= {
                name: archive.read(name).decode("utf-8", "replace")
                for name in archive.namelist()
                if name.endswith((".json", ".csv"))
            }

    assert places_in(said) == {}
    assert '"distance_km":5' in said["/runs"]


def test_G02_fifty_public_runs_from_one_door_give_no_number_to_draw_a_circle_with(
    told: Runner,
) -> None:
    """No point, no hour, and distances rounded: what is public differs by the whole unit alone."""
    own = journal.journal_of(told)
    own.slug = "robin-runs"
    own.save()
    page = signed_in(told.user)
    for n in range(50):
        run = Run.objects.create(
            runner=told, on=date(2026, 1, 1) + timedelta(days=n), distance_km=4.1 + n * 0.173,
            started_at=START, extra={"source": "a.gpx", "start": [LATITUDE, HOME]},
        )  # fmt: skip
        draft = journal.Draft(on=run.on, title=f"Run {n}", text="Out.", version=0)
        made = journal.keep_draft(told, uuid4(), draft)
        said = {"what": "run", "run": str(run.public_id)}
        page.post(f"/journal/{made.public_id}/attach/", said)
        made.refresh_from_db()
        journal.publish(made, version=made.version, site="http://testserver")

    stranger = Client()
    read = {
        one.public_id.hex: stranger.get(f"/j/robin-runs/{one.public_id}/").content.decode()
        for one in Entry.objects.filter(journal=own)
    }

    assert len(read) == 50
    assert places_in(read) == {}
    distances = {
        found for text in read.values() for found in re.findall(r"\b\d+(?:\.\d+)? mi\b", text)
    }
    assert distances
    assert all("." not in far for far in distances)
    assert not any("11:42" in text or "06:42" in text for text in read.values())


def test_G01_a_photo_carries_no_place(entry: Entry, told: Runner) -> None:
    held = io.BytesIO()
    image = Image.new("RGB", (40, 30))
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 0.0, 0.0), 3: "E", 4: (43.0, 39.0, 6.25)}
    image.save(held, "JPEG", exif=exif)
    page = signed_in(told.user)
    sent = {"picture": SimpleUploadedFile("door.jpg", held.getvalue(), "image/jpeg")}
    page.post(f"/journal/{entry.public_id}/pictures/", {**sent, "says": "The door"})

    pictures = list(entry.pictures.all())
    assert len(pictures) == 1
    for picture in pictures:
        with Image.open(picture.file.path) as kept:
            assert dict(kept.getexif()) == {}


def test_G01_a_place_would_be_found() -> None:
    answers: dict[str, Any] = {"/a": f'{{"lon": {HOME}}}', "/b": "43.7 km in all"}

    assert list(places_in(answers)) == ["/a"]
