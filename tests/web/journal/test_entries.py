"""Entries: kept as they are typed, private until a second press names what is shown."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.journal import attachments, services
from startline.web.journal.models import Entry, Journal
from startline.web.journal.text import as_html
from startline.web.planning.models import Appointment, Restriction
from startline.web.runlog.models import Run
from tests.web.conftest import a_runner
from tests.web.journal.conftest import ROUGH_WEEK, WriteEntry, address_of


def typed(text: str = ROUGH_WEEK, version: int = 0, **more: object) -> dict[str, object]:
    return {"on": "2026-03-22", "title": "A rough week", "text": text, "version": version, **more}


def test_what_is_typed_is_kept_under_the_name_the_page_gave_it(page: Client) -> None:
    name = uuid4()

    first = page.post(f"/journal/{name}/draft/", typed("One"))
    again = page.post(f"/journal/{name}/draft/", typed("One"))
    second = page.post(f"/journal/{name}/draft/", typed("One two", version=1))

    assert [first.status_code, again.status_code, second.status_code] == [200, 200, 200]
    assert [first["Entry-Version"], again["Entry-Version"], second["Entry-Version"]] == list("112")
    assert Entry.objects.get(public_id=name).text == "One two"


def test_opening_a_new_page_stores_nothing(page: Client) -> None:
    assert page.get("/journal/new/").status_code == 200
    assert page.get("/journal/").status_code == 200
    assert not Entry.objects.exists()
    assert not Journal.objects.exists()


def test_a_draft_from_another_place_overwrites_nothing_and_stays_on_the_page(
    page: Client,
) -> None:
    name = uuid4()
    page.post(f"/journal/{name}/draft/", typed("One"))
    page.post(f"/journal/{name}/draft/", typed("From the phone", version=1))

    quiet = page.post(f"/journal/{name}/draft/", typed("From the desk", version=1))
    pressed = page.post(f"/journal/{name}/", typed("From the desk", version=1))

    assert quiet.status_code == 409
    assert pressed.status_code == 409
    assert Entry.objects.get(public_id=name).text == "From the phone"
    shown = pressed.content.decode()
    assert "From the desk" in shown
    assert "From the phone" in shown
    assert page.post(f"/journal/{name}/", typed("From the desk", version=2)).status_code == 302


def test_the_entry_of_somebody_else_does_not_exist(
    page: Client, entry: Entry, runner: Runner
) -> None:
    other = Client()
    other.force_login(a_runner("sam@example.org").user)

    for path in ("", "publish/", "delete/"):
        assert other.get(f"/journal/{entry.public_id}/{path}").status_code == 404
    for path in ("draft/", "", "take/", "attach/", "unpublish/", "replies/", "pictures/"):
        answer = other.post(f"/journal/{entry.public_id}/{path}", typed("mine now"))
        assert answer.status_code == 404, path
    entry.refresh_from_db()
    assert entry.text == ROUGH_WEEK


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "1969-12-31"])
def test_C18_an_entry_of_a_day_that_cannot_be_is_not_stored(page: Client, day: str) -> None:
    answer = page.post(f"/journal/{uuid4()}/", {**typed(), "on": day})

    assert answer.status_code == 422
    assert "A rough week" in answer.content.decode()
    assert not Entry.objects.exists()


# --- what it suggests --------------------------------------------------------------------------


@pytest.fixture
def rough(an_entry: WriteEntry) -> Entry:
    return an_entry(public=False)


def test_the_words_of_the_rough_week_are_read_with_where_they_came_from(
    page: Client, rough: Entry
) -> None:
    shown = page.get(f"/journal/{rough.public_id}/").content.decode()

    assert "Run: 8 mi" in shown
    assert "Pain began at: 6 mi" in shown
    assert "A limit: 3 mi" in shown
    assert "Log this run?" in shown
    assert "Enter this limit?" in shown
    assert "Book this visit?" in shown


def test_a_distance_is_suggested_as_it_was_told(page: Client, an_entry: WriteEntry) -> None:
    entry = an_entry(text="Ran 2.75 miles. Physio set a limit of 3.25 miles.", public=False)

    shown = page.get(f"/journal/{entry.public_id}/").content.decode()

    assert "Run: 2.75 mi" in shown
    assert 'value="2.75"' in shown
    assert 'value="3.25"' in shown


def test_of_a_long_entry_the_page_says_where_reading_ended(
    page: Client, an_entry: WriteEntry
) -> None:
    long = an_entry(text="I ran 8 miles on the hill. " * 400, public=False)
    short = an_entry(text="I ran 8 miles on the hill.", public=False)

    told = "what follows “8 miles on the hill.” was not read"
    assert told in page.get(f"/journal/{long.public_id}/").content.decode()
    assert "was not read" not in page.get(f"/journal/{short.public_id}/").content.decode()


def test_no_pain_at_first_is_not_suggested_as_a_run_without_pain(
    page: Client, an_entry: WriteEntry
) -> None:
    entry = an_entry(text="Ran 8 miles. No pain on the way out. It ached later.", public=False)

    shown = page.get(f"/journal/{entry.public_id}/").content.decode()

    assert '<option value="unasked" selected>' in shown
    assert "Pain: none" not in shown


def test_nothing_that_was_read_is_stored_without_a_yes(
    page: Client, runner: Runner, rough: Entry
) -> None:
    before = (Run.objects.count(), Restriction.objects.count(), runner.facts_version)
    page.get(f"/journal/{rough.public_id}/")
    page.post(f"/journal/{rough.public_id}/draft/", typed(ROUGH_WEEK + " Bye.", version=1))

    runner.refresh_from_db()
    assert before == (Run.objects.count(), Restriction.objects.count(), runner.facts_version)


def test_a_yes_logs_the_run_of_the_entry_once(page: Client, runner: Runner, rough: Entry) -> None:
    said = {"what": "run", "distance": "8", "hurt": "yes", "onset": "6"}

    for _ in range(2):
        assert page.post(f"/journal/{rough.public_id}/take/", said).status_code == 302

    run = Run.objects.get(runner=runner, idempotency_key=f"entry-{rough.public_id}")
    assert run.on == date(2026, 3, 22)
    assert run.distance_km == 12.875
    assert run.pain.onset_lower_km == run.pain.onset_upper_km == 9.656
    assert "Log this run?" not in page.get(f"/journal/{rough.public_id}/").content.decode()


def test_a_run_far_beyond_the_others_is_asked_about_before_it_is_logged(
    page: Client, runner: Runner, rough: Entry
) -> None:
    said = {"what": "run", "distance": "80", "hurt": "unasked"}

    asked = page.post(f"/journal/{rough.public_id}/take/", said)

    assert asked.status_code == 422
    assert "far more than your other runs" in asked.content.decode()
    assert not Run.objects.filter(idempotency_key=f"entry-{rough.public_id}").exists()
    confirmed = page.post(f"/journal/{rough.public_id}/take/", {**said, "confirmed": "on"})
    assert confirmed.status_code == 302


def test_a_yes_enters_the_limit_as_told_by_a_clinician_and_it_binds_at_once(
    page: Client, runner: Runner, rough: Entry
) -> None:
    said = {"what": "limit", "most": "2", "whose": "physiotherapist", "from_day": "2026-03-22"}

    assert page.post(f"/journal/{rough.public_id}/take/", said).status_code == 302

    limit = Restriction.objects.get(runner=runner, case_id=f"entry-{rough.public_id}")
    assert (limit.set_by, limit.told_by_runner, limit.max_run_km) == ("clinician", True, 3.219)
    assert "2 mi" in page.get("/").content.decode()
    assert "2.5 mi" not in page.get("/").content.decode()


def test_a_yes_books_the_visit(page: Client, runner: Runner, rough: Entry) -> None:
    said = {"what": "visit", "on": "2026-03-27", "with_whom": "physiotherapist"}

    assert page.post(f"/journal/{rough.public_id}/take/", said).status_code == 302
    assert Appointment.objects.filter(runner=runner, on="2026-03-27").exists()


@pytest.mark.parametrize(
    "said",
    [
        {"what": "run", "distance": "1_0", "hurt": "no"},
        {"what": "run", "distance": "5", "hurt": "yes", "onset": "6"},
        {"what": "limit", "most": "-1", "whose": "doctor", "from_day": "2026-03-22"},
        {"what": "visit", "on": "2026-02-30", "with_whom": "doctor"},
    ],
)
def test_what_cannot_be_is_not_stored_and_stays_on_the_page(
    page: Client, rough: Entry, said: dict[str, str]
) -> None:
    before = (Run.objects.count(), Restriction.objects.count(), Appointment.objects.count())

    assert page.post(f"/journal/{rough.public_id}/take/", said).status_code == 422
    assert before == (
        Run.objects.count(), Restriction.objects.count(), Appointment.objects.count()
    )  # fmt: skip


# --- private and public ------------------------------------------------------------------------


def test_Z18_an_entry_is_private_until_a_second_press_names_what_is_shown(
    page: Client, stranger: Client, an_entry: WriteEntry
) -> None:
    entry = an_entry(public=False)
    assert stranger.get(address_of(entry)).status_code == 404

    first = page.get(f"/journal/{entry.public_id}/publish/")
    assert stranger.get(address_of(entry)).status_code == 404
    named = first.content.decode()
    for words in ("Everybody on the internet", "/j/robin-runs/", "A rough week", "2026", "robin"):
        assert words in named
    page.post(f"/journal/{entry.public_id}/publish/", {"version": entry.version})

    assert stranger.get(address_of(entry)).status_code == 200


def test_Z18_what_changed_after_the_page_named_it_is_not_published(
    page: Client, stranger: Client, an_entry: WriteEntry
) -> None:
    entry = an_entry(public=False)
    page.post(f"/journal/{entry.public_id}/draft/", typed("Something else", version=1))

    answer = page.post(f"/journal/{entry.public_id}/publish/", {"version": 1})

    assert answer.status_code == 409
    assert stranger.get(address_of(entry)).status_code == 404


def test_Z18_a_published_entry_shows_nothing_typed_since(
    page: Client, stranger: Client, entry: Entry
) -> None:
    page.post(f"/journal/{entry.public_id}/draft/", typed("half a thought", version=1))

    assert "half a thought" not in stranger.get(address_of(entry)).content.decode()
    assert "changed since" in page.get("/journal/").content.decode()
    page.post(f"/journal/{entry.public_id}/publish/", {"version": 2})
    assert "half a thought" in stranger.get(address_of(entry)).content.decode()


def test_Z18_a_journal_without_an_address_publishes_nothing(page: Client, runner: Runner) -> None:
    draft = services.Draft(on=date(2026, 3, 22), title="x", text="y", version=0)
    entry = services.keep_draft(runner, uuid4(), draft)

    named = page.get(f"/journal/{entry.public_id}/publish/").content.decode()
    page.post(f"/journal/{entry.public_id}/publish/", {"version": 1})

    assert "Choose an address first" in named
    entry.refresh_from_db()
    assert entry.published_at is None


def test_Z17_an_entry_made_private_is_gone_from_every_page_at_once(
    page: Client, stranger: Client, entry: Entry, runner: Runner
) -> None:
    run = Run.objects.filter(runner=runner).order_by("-on").first()
    assert run is not None
    attachments.attach_run(entry, runner, run, with_pain=True)
    services.publish(entry, version=entry.version, site="http://testserver")
    drawing = f"/journal/{entry.public_id}/attached/{entry.shown_attached[0]['id']}/"
    public = [address_of(entry), drawing]
    lists = ["/j/robin-runs/", "/j/robin-runs/2026-3/", "/j/robin-runs/feed.atom"]
    for path in public:
        assert stranger.get(path).status_code == 200, path
    for path in lists:
        assert "A rough week" in stranger.get(path).content.decode(), path

    page.post(f"/journal/{entry.public_id}/unpublish/")

    for path in public:
        assert stranger.get(path).status_code == 404, path
    for path in lists:
        assert "A rough week" not in stranger.get(path).content.decode(), path
    assert page.get(drawing).status_code == 200


def test_Z17_without_its_address_a_whole_journal_is_hidden(
    page: Client, stranger: Client, entry: Entry
) -> None:
    said = {"slug": "", "title": "Robin runs", "look": "plain", "replies": "open"}
    assert page.post("/journal/settings/", said).status_code == 302

    for path in ("/j/robin-runs/", address_of(entry), "/j/robin-runs/feed.atom"):
        assert stranger.get(path).status_code == 404


def test_an_address_is_one_journals_alone_and_no_word_of_ours(page: Client, entry: Entry) -> None:
    other_runner = a_runner("sam@example.org")
    other = Client()
    other.force_login(other_runner.user)
    said = {"title": "", "look": "plain", "replies": "open"}

    for slug in ("robin-runs", "Robin-Runs", "confirm", "a b", "<b>"):
        assert other.post("/journal/settings/", {**said, "slug": slug}).status_code == 422, slug


def test_C22_the_feed_and_the_preview_know_no_private_entry_and_no_pain_but_what_is_told(
    stranger: Client, an_entry: WriteEntry, runner: Runner
) -> None:
    quiet = an_entry("Six slow miles by the river.", title="By the river")
    an_entry("Nobody reads this.", title="Secret", public=False)
    hurt = Run.objects.filter(runner=runner, pain__free=False).first()
    assert hurt is not None
    attachments.attach_run(quiet, runner, hurt, with_pain=True)
    services.publish(quiet, version=quiet.version, site="http://testserver")

    feed = stranger.get("/j/robin-runs/feed.atom").content.decode()
    page = stranger.get(address_of(quiet)).content.decode()

    assert "Six slow miles" in feed
    assert "Secret" not in feed
    head = page.partition("</head>")[0]
    for words in ("pain", "hurt"):
        assert words not in feed.lower(), words
        assert words not in head.lower(), words


def test_G03_an_attached_run_is_rounded_and_tells_no_hour(
    stranger: Client, page: Client, entry: Entry, runner: Runner
) -> None:
    run = Run.objects.create(
        runner=runner, on=date(2026, 3, 21), distance_km=8.71, duration_min=51.3,
        started_at="2026-03-21T06:42:00+00:00",
    )  # fmt: skip
    said = {"what": "run", "run": str(run.public_id)}
    assert page.post(f"/journal/{entry.public_id}/attach/", said).status_code == 302
    entry.refresh_from_db()
    kept = json.dumps(entry.attached)

    assert "5 mi" in kept  # 5.41 miles
    for told in ("5.4", "8.7", "06:42", "6:42", "51", "Pain", "pain"):
        assert told not in kept.replace(str(entry.attached[0]["id"]), ""), told
    assert str(entry.attached[0]["id"]) not in stranger.get(address_of(entry)).content.decode()


def test_the_plan_and_the_outlook_are_attached_as_they_are_today_and_stay_so(
    page: Client, entry: Entry, runner: Runner
) -> None:
    for what in ("plan", "outlook"):
        page.post(f"/journal/{entry.public_id}/attach/", {"what": what})
    entry.refresh_from_db()
    before = json.dumps(entry.attached)

    page.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})
    entry.refresh_from_db()

    assert [one["what"] for one in entry.attached] == ["plan", "outlook"]
    assert json.dumps(entry.attached) == before
    assert "as it was on Mon 23 Mar" in entry.attached[0]["name"]


def test_advice_that_is_not_todays_is_not_attached(
    page: Client, entry: Entry, runner: Runner
) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    page.post(f"/journal/{entry.public_id}/attach/", {"what": "plan"})

    entry.refresh_from_db()
    assert entry.attached == []


def test_a_deleted_entry_takes_everything_with_it(page: Client, entry: Entry) -> None:
    assert (
        "cannot be brought back" in page.get(f"/journal/{entry.public_id}/delete/").content.decode()
    )
    page.post(f"/journal/{entry.public_id}/delete/")

    assert not Entry.objects.exists()


def test_earlier_entries_are_found_by_month(page: Client, an_entry: WriteEntry) -> None:
    an_entry(title="March")
    an_entry(title="February", on=date(2026, 2, 3))

    shown = page.get("/journal/2026-2/").content.decode()

    assert "February" in shown
    assert ">March<" not in shown
    for path in ("/journal/2026-13/", "/journal/1-1/", "/j/robin-runs/99999-1/"):
        assert page.get(path).status_code == 404


# --- what words can do -------------------------------------------------------------------------

XSS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", "<svg/onload=alert(1)>",
    "![x](https://tracker.example/p.gif)", '"><style>*{}</style>', "<a href='j&#97;vascript:x'>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<math><mtext><img src onerror=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize("words", XSS)
def test_C01_C04_C05_words_become_html_that_can_do_nothing(
    stranger: Client, page: Client, an_entry: WriteEntry, words: str
) -> None:
    entry = an_entry(words, title=words)
    for client, path in (
        (stranger, address_of(entry)), (stranger, "/j/robin-runs/"), (page, "/journal/"),
        (page, f"/journal/{entry.public_id}/"), (page, f"/journal/{entry.public_id}/publish/"),
    ):  # fmt: skip
        html = client.get(path).content.decode()
        body = html.partition("<main")[2].partition("</main>")[0].replace("<img class=", "")
        assert not any(
            bad in body
            for bad in ("<script", "<img ", "<svg/", "<iframe", "<style", 'href="javascript',
                        'href="data', "<math")
        ), (path, words)  # fmt: skip
    feed = stranger.get("/j/robin-runs/feed.atom").content.decode()
    assert "<script" not in feed


def test_C05_links_carry_no_weight_and_no_referrer(stranger: Client, an_entry: WriteEntry) -> None:
    shown = stranger.get(address_of(an_entry("[home](https://a.example/)"))).content.decode()

    assert 'rel="nofollow ugc noopener noreferrer"' in shown


@pytest.mark.parametrize("bomb", ["[" * 60_000, "> " * 10_000, "*a" * 30_000, "`" * 60_000])
def test_C06_a_bomb_of_markdown_is_read_to_its_end(bomb: str) -> None:
    assert as_html(bomb)


def test_C21_template_signs_are_shown_as_they_are(stranger: Client, an_entry: WriteEntry) -> None:
    shown = stranger.get(address_of(an_entry("{{7*7}} {% now %}"))).content.decode()

    assert "{{7*7}} {% now %}" in shown


def test_C07_letters_that_hide_or_turn_others_are_taken_out(an_entry: WriteEntry) -> None:
    entry = an_entry("a\u202eb\u200bc\x00d", title="t\u202eu\nv")

    assert entry.text == "abcd"
    assert entry.title == "tu v"


@pytest.mark.parametrize(
    "path", ["/j/robin-runs/99999999999999999999999999/", "/j/robin-runs/-1/",
             "/journal/10000000000000000000000000000000/", "/j/%00/", "/j/..;/"]
)  # fmt: skip
def test_C17_an_address_that_cannot_be_is_not_found(page: Client, entry: Entry, path: str) -> None:
    assert page.get(path).status_code == 404


def test_C20_an_unheard_of_page_number_shows_a_page(stranger: Client, entry: Entry) -> None:
    for number in ("-1", "99999999999999999999", "x" * 5000, "%00"):
        assert stranger.get("/j/robin-runs/", {"page": number}).status_code == 200


def test_C24_words_of_self_harm_show_their_author_where_help_is(
    page: Client, stranger: Client, an_entry: WriteEntry, runner: Runner
) -> None:
    version = runner.facts_version
    entry = an_entry("Some days I don't want to live any more.")

    shown = page.get(f"/journal/{entry.public_id}/").content.decode()
    drafted = page.post(
        f"/journal/{entry.public_id}/draft/", typed("I want to die.", version=1)
    ).content.decode()

    assert "emergency number" in shown
    assert "emergency number" in drafted
    assert "findahelpline" not in stranger.get(address_of(entry)).content.decode()
    runner.refresh_from_db()
    assert runner.facts_version == version


def test_a_page_asks_a_fixed_number_of_questions_of_the_database(
    page: Client, stranger: Client, an_entry: WriteEntry, django_assert_max_num_queries: object
) -> None:
    entries = [an_entry(title=f"Day {n}", on=date(2026, 3, n)) for n in range(1, 29)]
    for path in ("/j/robin-runs/", "/j/robin-runs/feed.atom", address_of(entries[3])):
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            assert stranger.get(path).status_code == 200
    for path in ("/journal/", f"/journal/{entries[3].public_id}/", "/journal/replies/"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert page.get(path).status_code == 200


def test_G04_G07_there_is_no_map_no_profile_of_heights_and_no_list_of_the_best() -> None:
    from startline.web.journal.urls import urlpatterns

    addresses = " ".join(str(one.pattern) for one in urlpatterns)
    assert not any(word in addresses for word in ("map", "heat", "leader", "rank", "elevation"))
