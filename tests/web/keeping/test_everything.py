"""Everything goes out, and comes in again into an empty account: the same but ids and times."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from startline.web.clinic import services as clinic
from startline.web.clinic.models import Note
from startline.web.imports.models import FileLine, ImportJob, Original
from startline.web.journal.models import Entry, Journal, Reply
from startline.web.journal.pictures import add_picture
from startline.web.keeping import bring_back, everything
from startline.web.keeping.leaving import delete_for_good as leave
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import shown_advice
from startline.web.runlog.models import Run
from startline.web.today.services import delete_run
from tests.web.conftest import a_runner, a_user

CHANGING = ("startline.json", "access_log.json", "advice.json", "keys.json", "consent.json")
"""What this server wrote down about the runner, and is not taken in again."""


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def full(runner: Runner) -> Runner:
    """A runner with a journal, a clinician, imports and keys."""
    kim = a_user("kim@clinic.example", name="Kim")
    share, _ = clinic.share(runner, name="Kim", role="doctor", scopes=["runs"], may_set_limits=True)
    clinic.accept(share, kim)
    clinic.write_note(share, "Better than last week", by=kim)
    part = {"max_run_km": 9.0, "from": "2026-03-23", "role": "doctor"}
    clinic.set_limit(share, part, by=kim, reason="after the visit")
    tokens.make(runner, name="watch", scopes=["log:read"])
    hurt = Run.objects.filter(runner=runner, pain__free=False).first()
    assert hurt is not None
    delete_run(hurt, by=runner.user)
    runner.refresh_from_db()
    journal = Journal.objects.create(runner=runner, slug="robin", title="On the road")
    entry = Entry.objects.create(journal=journal, on="2026-03-20", title="Six", text="It *hurt*.")
    add_picture(entry, a_picture(), "the bridge")
    top = Reply.objects.create(entry=entry, name="Lou", text="Good luck", state="shown")
    Reply.objects.create(entry=entry, by_runner=True, name="Robin", text="Thanks", state="shown",
                         parent=top)  # fmt: skip
    job = ImportJob.objects.create(runner=runner, state="done", n_found=1, ended_at=runner.made_at)
    original = Original.objects.create(job=job, name="morning run.gpx", n_bytes=5)
    original.path.parent.mkdir(parents=True)
    original.path.write_bytes(b"<gpx>")
    FileLine.objects.create(
        job=job, source="morning run.gpx", outcome="imported", code="", n_runs=1
    )
    return runner


def signed_in_now(runner: Runner) -> Client:
    email, client = runner.user.email, Client()
    EmailAddress.objects.create(user=runner.user, email=email, verified=True, primary=True)
    reply = client.post("/account/login/", {"login": email, "password": "a long password"})
    assert reply.status_code == 302
    return client


def a_picture() -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "JPEG")
    return SimpleUploadedFile("a.jpg", held.getvalue(), "image/jpeg")


def exported(runner: Runner) -> zipfile.ZipFile:
    with everything.export(runner) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def taken_in(archive: zipfile.ZipFile, email: str = "again@example.org") -> Runner:
    again = a_runner(email)
    assert archive.fp is not None
    archive.fp.seek(0)
    bring_back.take(again, io.BytesIO(archive.fp.read()))
    again.refresh_from_db()
    return again


def comparable(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What was said, without ids, times and file names."""
    found = {
        name: json.loads(archive.read(name)) for name in archive.namelist()
        if name.endswith(".json") and name not in CHANGING
    }  # fmt: skip
    found["runs.csv"] = archive.read("runs.csv").decode()
    return {name: _plain(value) for name, value in found.items()}


IDS_AND_TIMES = {"id", "made_at", "changed_at", "ended_at", "file", "plan_seen", "n_runs",
                 "taken_back_at",
                 "published_at", "slug", "was_public", "source"}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key not in IDS_AND_TIMES}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def test_R9_what_was_exported_and_taken_in_is_exported_again_the_same(full: Runner) -> None:
    first = exported(full)
    again = taken_in(first)
    second = exported(again)

    one, other = comparable(first), comparable(second)
    shares = one["clinic.json"].pop("shares"), other["clinic.json"].pop("shares")
    assert one == other
    assert len(one["taken_back.json"]) == 1
    assert shares[0] != []
    assert shares[1] == []  # nobody is let in by a file


def test_Z21_R9_every_kind_of_thing_is_in_it_a_clinicians_notes_too(full: Runner) -> None:
    archive = exported(full)
    names = archive.namelist()
    clinic_said = json.loads(archive.read("clinic.json"))
    journal = json.loads(archive.read("journal.json"))

    assert clinic_said["notes"][0]["text"] == "Better than last week"
    assert clinic_said["limits"][-1]["reason"] == "after the visit"
    assert [one["text"] for one in journal["entries"][0]["replies"]] == ["Good luck", "Thanks"]
    assert journal["entries"][0]["replies"][1]["answers"] == 0
    assert sum(name.startswith("journal/") for name in names) == 1
    original = next(name for name in names if name.startswith("originals/"))
    assert archive.read(original) == b"<gpx>"
    assert json.loads(archive.read("access_log.json"))
    assert json.loads(archive.read("advice.json"))
    assert len(list(csv.DictReader(archive.read("runs.csv").decode().splitlines()))) == (
        Run.objects.filter(runner=full).count()
    )


def test_Z21_a_clinicians_note_goes_along_with_the_record_and_stays_theirs(full: Runner) -> None:
    said = json.loads(exported(full).read("clinic.json"))["notes"]
    again = taken_in(exported(full))

    assert [(one["author_name"], one["text"]) for one in said] == [("Kim", "Better than last week")]
    assert Note.objects.get(runner=again).author is None  # nobody may edit it here
    assert Note.objects.get(runner=full).author is not None
    leave(full.user)
    assert not Note.objects.filter(author_name="Kim").exclude(runner=again).exists()


def test_R9_no_secret_leaves(full: Runner) -> None:
    _, key = tokens.make(full, name="other", scopes=["log:read"])
    share, link = clinic.share(full, name="Lou", role="doctor", scopes=[], may_set_limits=False)
    archive = exported(full)
    text = b"".join(archive.read(name) for name in archive.namelist())

    for secret in (key, link, share.token_hash, full.user.password):
        assert secret.encode() not in text


def test_R9_what_is_taken_in_is_private_and_under_the_same_limits(full: Runner) -> None:
    again = taken_in(exported(full))

    assert Journal.objects.get(runner=again).slug is None
    assert not Entry.objects.filter(journal__runner=again).exclude(published_at=None).exists()
    mine, theirs = (Restriction.objects.filter(runner=one).order_by("id") for one in (again, full))
    assert [one.as_case() for one in mine] == [one.as_case() for one in theirs]
    here, there = shown_advice(again).advice, shown_advice(full).advice
    assert here is not None
    assert there is not None
    assert here.today.max_run_km == there.today.max_run_km
    assert Original.objects.get(job__runner=again).path.read_bytes() == b"<gpx>"


def test_R9_an_account_with_a_log_is_not_mixed_with_another(full: Runner) -> None:
    file = exported(full).fp
    assert file is not None
    file.seek(0)
    n = Run.objects.filter(runner=full).count()

    with pytest.raises(bring_back.ExportRefused):
        bring_back.take(full, io.BytesIO(file.read()))

    assert Run.objects.filter(runner=full).count() == n


@pytest.mark.parametrize("wrong", ["no zip", "no case", "nan", "outside", "later", "limit", "cut"])
def test_R9_what_is_no_export_is_refused_and_nothing_of_it_is_stored(
    full: Runner, wrong: str, tmp_path: Path
) -> None:
    again, before = a_runner("again@example.org"), set(tmp_path.rglob("*"))

    with pytest.raises(bring_back.ExportRefused):
        bring_back.take(again, spoilt(exported(full), wrong))

    assert bring_back.is_empty(again)
    assert not Journal.objects.filter(runner=again).exists()
    assert {one for one in tmp_path.rglob("*") if one.is_file()} <= before


def spoilt(archive: zipfile.ZipFile, wrong: str) -> io.BytesIO:
    if wrong == "no zip":
        return io.BytesIO(b"something else")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in archive.namelist():
            text = archive.read(name)
            if wrong == "no case" and name == "case.json":
                continue
            if wrong == "nan" and name == "case.json":
                text = text.replace(b'"startline": 1', b'"startline": 1, "x": NaN')
            if wrong == "later" and name == "startline.json":
                text = text.replace(b'"startline_export": 1', b'"startline_export": 2')
            if wrong == "limit" and name == "case.json":
                text = text.replace(b'"max_run_km": ', b'"max_run_km": -')
            if wrong == "outside" and name == "imports.json":
                text = text.replace(b"originals/", b"../originals/")
            made.writestr(name, text)
    return io.BytesIO(held.getvalue()[: -2000 if wrong == "cut" else None])


def test_C13_a_text_that_a_spreadsheet_would_work_out_is_quoted(runner: Runner) -> None:
    runs = [{"on": "2026-03-01", "distance_km": -1.5, "surface": "=HYPERLINK(1)"},
            {"on": "2026-03-02", "surface": "＝1", "pain": {"free": True}}]  # fmt: skip

    rows = list(csv.DictReader(everything.runs_csv(runs).splitlines()))

    assert (rows[0]["surface"], rows[0]["distance_km"]) == ("'=HYPERLINK(1)", "-1.5")
    assert (rows[1]["surface"], rows[1]["hurt"]) == ("'＝1", "no")


def test_R9_twice_a_day_by_the_page_after_a_fresh_sign_in(full: Runner) -> None:
    client = signed_in_now(full)

    def once() -> int:
        reply = client.post("/settings/export/")
        if reply.streaming:
            assert zipfile.is_zipfile(io.BytesIO(b"".join(reply.streaming_content)))
        reply.close()
        return int(reply.status_code)

    assert [once(), once(), once()] == [200, 200, 429]


def test_R9_by_the_page_it_comes_back_into_a_new_account(full: Runner) -> None:
    file = exported(full).fp
    assert file is not None
    file.seek(0)
    again = a_runner("again@example.org")
    client = signed_in_now(again)

    sent = SimpleUploadedFile("all.zip", file.read(), "application/zip")
    refused = client.post("/settings/bring-back/", {})
    reply = client.post("/settings/bring-back/", {"file": sent})

    assert refused.status_code == 422
    assert (reply.status_code, reply["Location"]) == (302, "/")
    assert Run.objects.filter(runner=again).count() == Run.objects.filter(runner=full).count()
    assert "holds a log already" in client.get("/settings/bring-back/").content.decode()
