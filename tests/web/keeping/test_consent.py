"""Consent to what is kept about health: given by a tick, withdrawn by a press, obeyed at once."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, User
from startline.web.api import feeds
from startline.web.audit import consent
from startline.web.audit.consent import NoConsent
from startline.web.audit.models import Consent
from startline.web.audit.models import Entry as Act
from startline.web.clinic import services as clinic
from startline.web.clinic.models import Share
from startline.web.clinic.templatetags.clinic import limit_of
from startline.web.imports.models import ImportJob
from startline.web.imports.reading import run_job
from startline.web.journal import services as journals
from startline.web.journal.models import Entry
from startline.web.keeping import consent as keeping
from startline.web.keeping import everything, leaving, tombstones
from startline.web.planning.daily import refresh_due
from startline.web.planning.models import AdviceSnapshot, Restriction
from startline.web.planning.selectors import restrictions_of, shown_advice
from startline.web.planning.services import more_facts, refresh_advice
from startline.web.runlog.models import CheckIn, Episode, RedFlag, Run
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_runner, a_user
from tests.web.keeping.place import Place

TEXT = "src/startline/web/shell/templates/shell/parts/health_text.html"
TEXTS = {1: "c6795dd03f511e3ca33ed46b221596e27c2aa35d4dd8ee952769eee86a635eb1"}
"""What each version of the text said, as a hash: a text that is changed is a new version."""

HEALTH = (Run, CheckIn, Episode, RedFlag, Restriction)


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def newcomer(transactional_db: None, monday: object) -> Client:
    """A browser of somebody who has an account and has begun the first steps."""
    client = signed_in(a_user("new@example.org"))
    client.post("/welcome/")
    return client


def who() -> Runner:
    return Runner.objects.get(user__email="new@example.org")


def kept(runner: Runner) -> dict[str, int]:
    """How many rows about health there are, by their table."""
    return {model.__name__: model.objects.filter(runner=runner).count() for model in HEALTH}


def withdraw(page: Client) -> None:
    assert page.post("/settings/health/", {"answer": "withdraw"}).status_code == 302


def agree(page: Client) -> None:
    said = {"answer": "agree", "consent": "on"}
    assert page.post("/settings/health/", said).status_code == 302


# --- asking ------------------------------------------------------------------------------------


def test_R13_a_newcomer_is_asked_by_a_box_that_is_not_ticked_where_health_is_asked_first(
    newcomer: Client,
) -> None:
    text = newcomer.get("/welcome/signs/").text

    box = text[text.index('type="checkbox" name="consent"') :].partition(">")[0]
    assert "checked" not in box
    assert "nobody but you and whom you share it with" in text


SAID: dict[str, dict[str, object]] = {
    "signs": {"signs": ["chest_pain"]},
    "you": {"tolerance": "0.2", "max_nrs": "2"},
    "runs": {"on_0": "2026-03-22", "far_0": "8", "hurt_0": "yes", "began_0": "6"},
    "hurt": {"site": "knee_outer", "side": "left"},
    "clinician": {"who": "physiotherapist", "max_run": "9"},
}


@pytest.mark.parametrize("step", SAID)
def test_R13_before_a_newcomer_agrees_no_step_stores_anything_about_health(
    newcomer: Client, step: str
) -> None:
    reply = newcomer.post(f"/welcome/{step}/", SAID[step])

    assert reply.status_code == 422
    assert "Tick the box first" in reply.text
    assert set(kept(who()).values()) == {0}
    assert (who().tolerance, who().max_nrs) == (None, None)


@pytest.mark.parametrize("step", SAID)
def test_R13_what_is_said_with_the_tick_is_stored_with_who_agreed_to_which_text_and_when(
    newcomer: Client, step: str
) -> None:
    assert newcomer.post(f"/welcome/{step}/", {**SAID[step], "consent": "on"}).status_code == 302

    row = Consent.objects.get(runner=who())
    assert (row.version, row.given_at, row.withdrawn_at) == (
        consent.VERSION, datetime(2026, 3, 23, 14, 0, tzinfo=UTC), None,
    )  # fmt: skip
    act = Act.objects.get(runner=who(), action="consent.given")
    assert (act.actor, act.details) == (who().user, {"version": consent.VERSION})
    assert who().consent == "given"
    assert 'name="consent"' not in newcomer.get("/welcome/hurt/").text


def test_R13_a_newcomer_who_skipped_every_step_stores_nothing_and_is_told_where_to_agree(
    newcomer: Client,
) -> None:
    for step in SAID:
        newcomer.post(f"/welcome/{step}/", {"skip": "1", "consent": "on"})

    reply = newcomer.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})

    assert reply.headers["Location"] == "/settings/health/"
    assert set(kept(who()).values()) == {0}
    assert not AdviceSnapshot.objects.filter(runner=who()).exists()
    assert "/settings/health/" in newcomer.get("/").text
    agree(newcomer)
    reply = newcomer.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})
    assert kept(who())["Run"] == 1


# --- those who were here before ----------------------------------------------------------------


@pytest.fixture
def from_before(runner: Runner, page: Client) -> Runner:
    """The runner of the rough week, from before anybody was asked."""
    Runner.objects.filter(pk=runner.pk).update(consent="unasked", consent_version=None)
    runner.refresh_from_db()
    return runner


def test_R13_who_was_here_before_is_asked_on_every_page_until_they_answer_and_not_locked_out(
    from_before: Runner, page: Client
) -> None:
    for path in ("/", "/plan/", "/log/", "/limits/", "/settings/"):
        assert "asks-consent" in page.get(path).text, path
    assert "2.5 mi" in page.get("/").text
    assert page.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"}).url == "/"

    agree(page)

    assert "asks-consent" not in page.get("/").text
    assert Consent.objects.get(runner=from_before).version == consent.VERSION


def test_R13_who_was_here_before_and_says_no_stops_everything_by_it(
    from_before: Runner, page: Client
) -> None:
    withdraw(page)

    row = Consent.objects.get(runner=from_before)
    assert (row.given_at, row.withdrawn_at is not None) == (None, True)
    assert shown_advice(Runner.objects.get(pk=from_before.pk)).why_none == "no_consent"


def test_R13_a_press_without_the_tick_agrees_to_nothing(from_before: Runner, page: Client) -> None:
    assert page.post("/settings/health/", {"answer": "agree"}).status_code == 422

    assert not Consent.objects.exists()


def test_R13_a_changed_text_asks_again_and_the_older_agreement_stays_as_it_was(
    from_before: Runner, page: Client, monkeypatch: pytest.MonkeyPatch, monday: Any
) -> None:
    agree(page)
    assert "asks-consent" not in page.get("/").text
    monkeypatch.setattr(consent, "VERSION", consent.VERSION + 1)
    monday.shift(timedelta(hours=1))

    assert "asks-consent" in page.get("/").text
    assert shown_advice(from_before).advice is not None  # a changed text alone stops nothing
    agree(page)

    rows = Consent.objects.filter(runner=from_before).order_by("id")
    assert [one.version for one in rows] == [consent.VERSION - 1, consent.VERSION]
    assert rows[0].given_at < rows[1].given_at
    assert "asks-consent" not in page.get("/").text


def test_R13_the_text_did_not_change_without_a_new_version() -> None:
    said = hashlib.sha256(Path(TEXT).read_bytes()).hexdigest()

    assert {consent.VERSION: said} == dict([list(TEXTS.items())[-1]])


# --- withdrawing -------------------------------------------------------------------------------


def test_R13_withdrawing_ends_share_link_key_calendar_and_journal_at_the_very_next_request(
    runner: Runner, page: Client
) -> None:
    kim = a_user("kim@clinic.example", name="Kim")
    share, _ = a_share(runner)
    clinic.accept(share, kim)
    physio, reader = signed_in(kim), Client()
    _, link = a_share(runner)
    _, key = tokens.make(runner, name="watch", scopes=["log:read", "advice:read"])
    calendar = feeds.make_address(runner, by=runner.user)
    journals.keep_settings(
        runner, {"slug": "robin", "title": "", "look": "paper", "replies": "open"}
    )
    entry = published(runner)
    bearer = {"Authorization": f"Bearer {key}"}
    addresses = [
        (physio, f"/shared/{share.public_id}/"), (reader, f"/shared/open/{link}/"),
        (reader, f"/calendar/{calendar}.ics"), (reader, "/j/robin/"),
        (reader, f"/j/robin/{entry.public_id}/"), (reader, "/j/robin/feed.atom"),
    ]  # fmt: skip
    assert [one.get(path).status_code for one, path in addresses] == [200] * 6
    assert reader.get("/api/v1/runs", headers=bearer).status_code == 200

    withdraw(page)

    assert [one.get(path).status_code for one, path in addresses] == [404] * 6
    assert reader.get("/api/v1/runs", headers=bearer).status_code == 401
    act = Act.objects.get(runner=runner, action="consent.withdrawn")
    assert (act.actor, act.details) == (runner.user, {"version": consent.VERSION})
    assert "did not agree, or no more" in page.get("/record/").text

    agree(page)

    assert [one.get(path).status_code for one, path in addresses] == [404] * 6
    assert reader.get("/api/v1/runs", headers=bearer).status_code == 401
    journals.keep_settings(runner, {"slug": "robin"})
    assert reader.get(f"/j/robin/{entry.public_id}/").status_code == 404


def published(runner: Runner) -> Entry:
    draft = journals.Draft(on=date(2026, 3, 22), title="", text="It hurt.", version=0)
    entry = journals.keep_draft(runner, uuid4(), draft)
    return journals.publish(entry, version=entry.version, site="http://testserver")


FORMS: list[tuple[str, dict[str, object]]] = [
    ("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "yes", "worst_nrs": "4"}),
    ("/today/morning/", {"morning_nrs": "3"}),
    ("/signs/", {"sign": ["chest_pain"]}),
    ("/limits/", {"max_run": "2", "unit": "km"}),
    ("/visits/", {"on": "2026-03-30", "with_whom": "doctor"}),
    ("/settings/hurt/", {"site": "shin", "side": "left"}),
    ("/settings/clinician/", {"who": "doctor", "no_running": "on"}),
    ("/welcome/hurt/", {"site": "shin", "side": "left", "consent": "on"}),
    ("/journal/settings/", {"slug": "robin"}),
    ("/sharing/invite/", {"name": "Lou", "role": "doctor", "scopes": ["runs"]}),
    ("/account/tokens/new/", {"name": "watch", "scopes": ["log:read"]}),
    ("/calendar/", {}),
    ("/imports/", {}),
    ("/today/refresh/", {}),
]


def test_R13_after_a_withdrawal_no_form_stores_a_thing_and_each_leads_to_the_page_that_asks(
    runner: Runner, page: Client
) -> None:
    withdraw(page)
    before, acts = kept(runner), Act.objects.count()

    for path, said in FORMS:
        reply = page.post(path, said)
        assert (reply.status_code, reply.url) == (302, "/settings/health/"), path

    assert kept(runner) == before
    assert Act.objects.count() == acts
    assert not Share.objects.exists()
    text = page.get("/settings/health/").text
    assert "Nothing was stored: you have not agreed to that." in text
    assert all(path in text for path in ("/settings/export/", "/settings/delete/"))


def test_R13_a_part_of_a_page_that_sends_by_itself_leads_the_whole_page_there(
    runner: Runner, page: Client
) -> None:
    withdraw(page)

    reply = page.post("/today/exercise/", {"said": "done"}, headers={"HX-Request": "true"})

    assert (reply.status_code, reply.headers["HX-Redirect"]) == (204, "/settings/health/")


def test_R13_what_a_phone_had_kept_stays_there_to_be_looked_at(
    runner: Runner, page: Client
) -> None:
    withdraw(page)
    entry = {
        "key": "a" * 20, "kind": "run", "user": str(runner.user.public_id),
        "part": {"on": "2026-03-23", "distance": "2.2", "hurt": "no"},
        "client_at": "2026-03-23T14:00:00Z", "offset_min": -240, "sent_at": "2026-03-23T14:00:00Z",
    }  # fmt: skip
    before = kept(runner)

    reply = page.post("/offline/entries/", entry, content_type="application/json")

    assert (reply.status_code, reply.json()["code"]) == (422, "no_consent")
    assert kept(runner) == before


def test_R13_after_a_withdrawal_no_advice_is_made_or_shown(runner: Runner, page: Client) -> None:
    withdraw(page)
    n = AdviceSnapshot.objects.count()

    assert refresh_due() == 0
    assert refresh_advice(runner) is None

    assert AdviceSnapshot.objects.count() == n
    for path in ("/", "/plan/", "/outlook/", "/why/"):
        assert "2.5 mi" not in page.get(path).text, path
    assert "No advice without your consent" in page.get("/").text
    assert page.get("/offline/snapshot/").json()["distances"] is None


def test_R13_facts_that_come_in_the_moment_of_a_withdrawal_are_refused_below_the_forms(
    runner: Runner, page: Client
) -> None:
    late = Runner.objects.get(pk=runner.pk)
    withdraw(page)

    with pytest.raises(NoConsent), more_facts(late):
        pytest.fail("nothing may be stored here")


def test_R13_an_import_that_waits_while_consent_is_withdrawn_stores_no_run(
    runner: Runner, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ImportJob.objects.create(runner=runner)
    withdraw(page)
    before = kept(runner)

    def reads(job: ImportJob) -> None:
        with more_facts(job.runner):
            pytest.fail("nothing may be stored here")

    monkeypatch.setattr("startline.web.imports.reading._import", reads)
    run_job(str(job.public_id))

    job.refresh_from_db()
    assert (job.state, job.problem) == ("stopped", "no_consent")
    assert kept(runner) == before


# --- limits ------------------------------------------------------------------------------------


def test_R13_a_clinicians_limit_is_shown_and_neither_lifted_nor_raised_by_a_withdrawal(
    runner: Runner, page: Client
) -> None:
    before = restrictions_of(runner)
    limit = Restriction.objects.filter(runner=runner, set_by="clinician")[0]
    advised = shown_advice(runner).advice
    assert advised is not None

    withdraw(page)

    assert restrictions_of(runner) == before
    for path in ("/settings/health/", "/limits/"):
        assert limit_of(limit, "mi") in page.get(path).text, path
    page.post(f"/limits/{limit.public_id}/lift/")
    page.post("/limits/", {"max_run": "30", "unit": "km"})
    assert restrictions_of(runner) == before

    agree(page)

    runner.refresh_from_db()
    assert restrictions_of(runner) == before
    again = shown_advice(runner).advice
    assert again is not None
    assert [day.distance_km for day in again.plan] == [day.distance_km for day in advised.plan]


# --- taking along, leaving, coming back --------------------------------------------------------


def test_R13_the_export_names_each_agreement_and_withdrawal(runner: Runner, page: Client) -> None:
    keeping.agree(runner, by=runner.user)
    Runner.objects.filter(pk=runner.pk).update(consent="unasked", consent_version=None)
    agree(page)
    withdraw(page)

    with everything.export(runner) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        said = json.loads(archive.read("consent.json"))

    at = "2026-03-23T14:00:00+00:00"
    assert said == [{"version": consent.VERSION, "given_at": at, "withdrawn_at": at}]


def test_R13_who_withdrew_can_leave_and_no_row_of_it_stays(runner: Runner, page: Client) -> None:
    withdraw(page)
    assert set(tombstones.withdrawn()) == {tombstones.name_of(runner.user)}

    leaving.delete_for_good(User.objects.get(pk=runner.user.pk))

    assert not Consent.objects.exists()
    assert tombstones.withdrawn() == {}


def test_R13_who_agrees_again_is_not_withdrawn_again_by_a_restore(
    runner: Runner, page: Client
) -> None:
    withdraw(page)
    agree(page)

    assert tombstones.withdrawn() == {}


WITHDRAW = """
import django; django.setup()
from startline.web.accounts.models import Runner
from startline.web.keeping import consent
runner = Runner.objects.get()
consent.withdraw(runner, by=runner.user)
"""


@pytest.mark.slow
def test_R13_a_withdrawal_after_a_backup_is_not_undone_by_a_restore(tmp_path: Path) -> None:
    place = Place(tmp_path / "place").with_the_story()
    place.done("backup")
    [file] = (place.folder / "backups").glob("*.backup")
    place.python(WITHDRAW)

    place.done("restore", file)

    assert place.rows("SELECT consent FROM accounts_runner") == [("withdrawn",)]
    assert place.rows("SELECT count(*) FROM audit_consent WHERE withdrawn_at NOT NULL") == [(1,)]
    clean = Place(tmp_path / "clean")
    clean.done("restore", file, "--left", place.folder / "withdrawn")
    assert clean.rows("SELECT consent FROM accounts_runner") == [("withdrawn",)]


def test_R13_a_runner_made_by_a_service_was_not_asked_and_is_stopped_by_nothing(
    transactional_db: None,
) -> None:
    runner = a_runner(consent="unasked", consent_version=None)

    with more_facts(runner):
        pass

    assert runner.keeps_health_data
