"""Leaving: closed at once, seven days to stay, then not one byte of it is left."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, User
from startline.web.api import feeds
from startline.web.audit.services import record
from startline.web.clinic import services as clinic
from startline.web.imports.models import FileLine, ImportJob, Original
from startline.web.imports.tasks import import_files
from startline.web.journal.models import Entry, Journal, Picture, Reader, Reply
from startline.web.keeping import leaving, tombstones
from startline.web.planning.daily import refresh_due
from startline.web.planning.models import Race, Restriction
from startline.web.planning.services import refresh_advice
from startline.web.runlog.models import CheckIn
from tests.web.conftest import a_runner, a_user

CANARY = "Quetzalcoatl"
MAIL = f"{CANARY.lower()}@example.org"


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path
    settings.BACKUPS = tmp_path / "backups"


@pytest.fixture
def marked(runner: Runner) -> Runner:
    """A runner whose name stands in every kind of row, file, job and count."""
    user = runner.user
    user.name, user.email = CANARY, MAIL
    user.save()
    runner.user = user
    EmailAddress.objects.create(user=user, email=MAIL, verified=True, primary=True)
    Race.objects.filter(runner=runner).update(name=CANARY)
    Restriction.objects.filter(runner=runner).update(by=CANARY, reason=CANARY)
    CheckIn.objects.create(runner=runner, on="2026-03-22", note=CANARY)
    record(runner, user, "share.made", whom=CANARY)
    cache.set(CANARY, CANARY)
    tokens.make(runner, name=CANARY, scopes=["log:read"])
    feeds.make_address(runner, by=user)
    _clinic(runner)
    _journal(runner)
    _import(runner)
    refresh_advice(runner)
    return runner


def _clinic(runner: Runner) -> None:
    share, _ = clinic.share(runner, name=CANARY, role="doctor", scopes=["runs"], email=MAIL,
                            may_set_limits=False)  # fmt: skip
    kim = a_user("kim@clinic.example", name="Kim")
    clinic.accept(share, kim)
    clinic.write_note(share, f"{CANARY} is better", by=kim)
    clinic.propose(share, {"max_run_km": 3}, CANARY)


def _journal(runner: Runner) -> None:
    journal = Journal.objects.create(runner=runner, slug=CANARY.lower(), title=CANARY)
    entry = Entry.objects.create(journal=journal, on="2026-03-20", text=f"I am {CANARY}")
    picture = Picture(entry=entry, says=CANARY)
    picture.file.save("one.jpg", ContentFile(CANARY.encode()))
    Reply.objects.create(entry=entry, name="Lou", text=f"Well done, {CANARY}", state="shown")
    theirs = Journal.objects.create(runner=a_runner("other@example.org"))
    other = Entry.objects.create(journal=theirs, on="2026-03-20", text="mine")
    reader = Reader.objects.create(user=runner.user, email=MAIL, name=CANARY)
    Reply.objects.create(entry=other, reader=reader, name=CANARY, text="Good luck", state="shown")


def _import(runner: Runner) -> None:
    job = ImportJob.objects.create(runner=runner)
    original = Original.objects.create(job=job, name=f"{CANARY}.gpx", n_bytes=12)
    original.path.parent.mkdir(parents=True)
    original.path.write_text(CANARY)
    FileLine.objects.create(job=job, source=f"{CANARY}.gpx", outcome="imported", code="")
    import_files.enqueue(str(job.public_id))
    DBTaskResult.objects.update(traceback=f"Error in {CANARY}.gpx")


def places_with(words: list[str]) -> list[str]:
    """Every table, and every file of the data folder and the database's own, that has one in it."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        text = str(list(model._base_manager.values())).lower()
        found += [f"{model._meta.db_table}: {word}" for word in words if word.lower() in text]
    for path in files():
        held = path.read_bytes().lower()
        found += [f"{path.name}: {word}" for word in words if word.lower().encode() in held]
    return found


def files() -> list[Path]:
    kept = [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]
    if connection.vendor != "sqlite":
        return kept
    database = Path(connection.settings_dict["NAME"])
    return [*kept, *database.parent.glob(f"{database.name}*")]


def test_R10_the_search_finds_the_runner_in_every_kind_of_place(marked: Runner) -> None:
    found = {one.partition(":")[0] for one in places_with([CANARY])}

    assert {
        "accounts_user", "accounts_token", "audit_entry", "planning_race", "planning_restriction",
        "runlog_checkin", "clinic_share", "clinic_note", "clinic_proposal", "journal_entry",
        "journal_picture", "journal_reply", "journal_reader", "imports_original",
        "imports_fileline", "django_tasks_database_dbtaskresult", "account_emailaddress",
    } <= found  # fmt: skip
    assert len([one for one in files() if CANARY.encode() in one.read_bytes()]) >= 2


def test_R10_a_week_after_somebody_asked_not_one_byte_of_them_is_left(
    marked: Runner, page: Client, monday: Any
) -> None:
    user, runner_id = marked.user, marked.public_id
    words = [CANARY, str(user.public_id), user.public_id.hex, str(runner_id), runner_id.hex]
    leaving.ask_to_leave(user)
    monday.shift(timedelta(days=7, seconds=1))

    assert leaving.carry_out_due() == 1

    assert places_with(words) == []
    assert cache.get(CANARY) is None


def test_R10_a_reply_in_the_journal_of_another_stays_under_no_name(
    marked: Runner, monday: Any
) -> None:
    leaving.delete_for_good(marked.user)

    reply = Reply.objects.get()
    assert (reply.name, reply.text, reply.reader) == ("deleted account", "Good luck", None)


def test_R10_before_the_week_is_over_nothing_is_deleted(marked: Runner, monday: Any) -> None:
    leaving.ask_to_leave(marked.user)
    monday.shift(timedelta(days=6, hours=23))

    assert leaving.carry_out_due() == 0
    assert User.objects.filter(pk=marked.user.pk).exists()


def test_R10_who_leaves_is_out_everywhere_at_once(marked: Runner, page: Client) -> None:
    _, key = tokens.make(marked, name="watch", scopes=["log:read"])
    calendar = feeds.make_address(marked, by=marked.user)
    _, link = clinic.share(marked, name="Lou", role="doctor", scopes=["runs"], may_set_limits=False)
    public = reverse("public_journal", args=[CANARY.lower()])
    assert Client().get(public).status_code == 200

    leaving.ask_to_leave(marked.user)

    assert page.get("/").status_code == 302
    assert "login" in page.get("/")["Location"]
    assert tokens.find(key) is None
    assert feeds.find(calendar) is None
    assert clinic.find(link) is None
    assert Client().get(public).status_code == 404
    assert refresh_due() == 1  # the other runner's


def test_R10_who_signs_in_during_the_week_finds_one_page_and_may_stay(
    marked: Runner, page: Client
) -> None:
    leaving.ask_to_leave(marked.user)
    again = Client()
    again.force_login(marked.user)

    for path in ("/", "/plan/", "/log/", "/journal/", "/settings/export/", "/limits/"):
        assert again.get(path)["Location"] == "/leaving/", path
    assert again.get("/offline/snapshot/").status_code == 401
    assert "30 March 2026" in again.get("/leaving/").content.decode()

    assert again.post("/leaving/").status_code == 302

    marked.refresh_from_db()
    assert again.get("/").status_code == 200
    assert User.objects.get(pk=marked.user.pk).leaves_at is None
    assert tombstones.all_of_them() == {}
    assert again.get("/leaving/").status_code == 404


def test_R10_the_page_names_who_may_have_kept_a_copy(marked: Runner) -> None:
    client = Client()
    client.post("/account/login/", {"login": MAIL, "password": "a long password"})

    text = client.get("/settings/delete/").content.decode()

    assert "may have kept a copy" in text
    assert "Kim" in text


def test_R11_a_tombstone_names_nobody(marked: Runner) -> None:
    leaving.ask_to_leave(marked.user)

    text = (Path(settings.DATA) / "tombstones").read_text()

    assert MAIL not in text
    assert str(marked.user.public_id) not in text
    assert set(json.loads(text)) == {"id", "due"}
    assert (Path(settings.DATA) / "tombstones").stat().st_mode & 0o777 == 0o600
