"""Without a network: what is entered is kept and sent once; what is old shows no distance.

The numbers are those of the cases P01 to P13 of the safety design.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from startline.web.accounts.models import Runner
from startline.web.planning.services import new_facts
from startline.web.runlog.models import CheckIn, RedFlag, Run, SentEntry
from startline.web.runlog.services import change_run
from startline.web.shell import install
from tests.web.conftest import a_runner, a_user
from tests.web.journeys.conftest import OpenBrowser, sign_in, watched

FAR = re.compile(r"\d+(\.\d+)? ?mi\b")
UNSENT = "Saved on this phone, not sent yet (1)"
TODAY = "2026-03-23"


@pytest.fixture
def kept(phone: Page) -> Page:
    """The phone after a first visit: the worker is there, Today is kept."""
    visit(phone)
    return phone


def visit(page: Page) -> None:
    page.goto("/")
    wait_for(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    wait_for(
        page, lambda: [row["freshness"] for row in rows_kept(page, "snapshots")] == ["current"]
    )


def rows_kept(page: Page, store: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        """async (store) => {
          const open = indexedDB.open("startline");
          const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          if (!db.objectStoreNames.contains(store)) { db.close(); return []; }
          const all = db.transaction(store).objectStore(store).getAll();
          const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
          db.close();
          return rows;
        }""",
        store,
    )
    return found


def offline(page: Page, on: bool = True) -> None:
    page.context.set_offline(on)


def log_a_run(page: Page, far: str = "2.2", hurt: str = "No") -> None:
    page.goto("/log/")
    page.get_by_label("Distance").fill(far)
    page.get_by_role("group", name="Did it hurt?").get_by_label(hurt, exact=True).check()
    page.get_by_role("button", name=re.compile("^Save")).click()


def log_offline(page: Page, hurt: str = "No") -> None:
    log_a_run(page, hurt=hurt)
    expect(page).to_have_url("/")
    expect(page.get_by_text(UNSENT)).to_be_visible()


def todays_runs(runner: Runner) -> int:
    return Run.objects.filter(runner=runner, on=TODAY).count()


def wait_for(page: Page, true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait while the page goes on; one that is just being left says nothing yet."""
    until = time.monotonic() + seconds
    while not _is(true):
        assert time.monotonic() < until, "it did not happen in time"
        page.wait_for_timeout(100)


def _is(true: Callable[[], bool]) -> bool:
    try:
        return true()
    except PlaywrightError:
        return False


def test_P01_a_run_logged_offline_survives_a_reload_and_is_stored_once(
    screen: Page, runner: Runner
) -> None:
    visit(screen)
    kept = screen
    offline(kept)
    log_offline(kept)
    kept.reload()
    expect(kept.get_by_text(UNSENT)).to_be_visible()
    assert todays_runs(runner) == 0

    offline(kept, False)

    wait_for(kept, lambda: todays_runs(runner) == 1)
    expect(kept.get_by_text("Without a connection")).to_have_count(0)
    expect(kept.get_by_text(UNSENT)).to_have_count(0)
    assert todays_runs(runner) == 1
    assert rows_kept(kept, "entries") == []


def test_P01_a_form_that_was_open_when_the_network_went_is_kept_too(
    kept: Page, runner: Runner
) -> None:
    kept.goto("/log/")
    kept.get_by_label("Distance").fill("2.2")
    offline(kept)
    kept.get_by_role("button", name="Save").click()

    expect(kept.get_by_text(UNSENT)).to_be_visible()
    offline(kept, False)
    wait_for(kept, lambda: todays_runs(runner) == 1)


def test_P01_a_morning_answered_offline_is_stored_once(kept: Page, runner: Runner) -> None:
    offline(kept)
    kept.goto("/")
    kept.get_by_role("button", name="3", exact=True).click()
    expect(kept.get_by_text(UNSENT)).to_be_visible()

    offline(kept, False)

    wait_for(kept, lambda: CheckIn.objects.filter(runner=runner, on=TODAY, morning_nrs=3).exists())
    yesterday = Run.objects.select_related("pain").get(runner=runner, on="2026-03-22")
    assert yesterday.pain.next_morning_nrs == 3


def test_P02_a_reply_lost_after_the_commit_leads_to_one_run(kept: Page, runner: Runner) -> None:
    statuses: list[int] = []

    def lose_the_first(route: Route) -> None:
        reply = route.fetch()
        statuses.append(reply.status)
        if len(statuses) == 1:
            route.abort()
        else:
            route.fulfill(response=reply)

    kept.context.route("**/offline/entries/**", lose_the_first)
    log_a_run(kept)

    wait_for(kept, lambda: len(statuses) == 2)
    assert statuses == [201, 200]
    assert todays_runs(runner) == 1
    wait_for(kept, lambda: rows_kept(kept, "entries") == [])


def changed_in_both_places(page: Page, runner: Runner) -> Run:
    run = Run.objects.get(runner=runner, on="2026-03-22")
    page.goto(f"/log/{run.public_id}/")
    page.get_by_label("Distance").fill("7.5")
    offline(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(UNSENT)).to_be_visible()
    with new_facts(runner):
        part = {**run.as_case(), "distance_km": 11.0}
        change_run(run, part, version=run.version, by=None)
    offline(page, False)
    expect(page.get_by_text("This run was changed in another place.")).to_be_visible()
    return run


def test_P03_a_run_changed_in_both_places_is_shown_twice_and_mine_may_be_taken(
    kept: Page, runner: Runner
) -> None:
    run = changed_in_both_places(kept, runner)
    assert "6.84" in kept.locator(".look").inner_text()
    assert "7.5" in kept.locator(".look").inner_text()
    run.refresh_from_db()
    assert run.distance_km == 11.0

    kept.get_by_role("button", name="Use mine").click()

    wait_for(kept, lambda: Run.objects.get(pk=run.pk).distance_km == 12.07)


def test_P03_a_run_changed_in_both_places_may_stay_as_it_is_stored(
    kept: Page, runner: Runner
) -> None:
    run = changed_in_both_places(kept, runner)

    kept.get_by_role("button", name="Keep what is stored").click()

    expect(kept.locator(".look")).to_have_count(0)
    assert rows_kept(kept, "entries") == []
    assert Run.objects.get(pk=run.pk).distance_km == 11.0


def test_P04_a_sign_ticked_offline_stops_running_at_once_and_opens_when_sent(
    kept: Page, runner: Runner
) -> None:
    offline(kept)
    kept.goto("/signs/")
    kept.get_by_label("Chest pain").check()
    kept.get_by_role("button", name="Stop running for now").click()

    expect(kept.get_by_role("heading", name="Call your emergency number now.")).to_be_visible()
    for path in ("/", "/plan/"):
        kept.goto(path)
        expect(kept.get_by_role("heading", name="Call your emergency number now.")).to_be_visible()
        assert not FAR.search(kept.locator("main").inner_text())
    offline(kept, False)
    wait_for(kept, lambda: RedFlag.objects.filter(runner=runner, code="chest_pain").exists())


def test_P05_an_expired_session_keeps_the_queue_and_asks_to_sign_in(
    kept: Page, runner: Runner, address: str
) -> None:
    offline(kept)
    log_offline(kept)
    kept.context.clear_cookies()
    offline(kept, False)

    expect(kept.get_by_text("Sign in to send them.").first).to_be_visible()
    assert todays_runs(runner) == 0
    assert len(rows_kept(kept, "entries")) == 1

    sign_in(kept.context, runner.user, address)
    kept.goto("/")
    wait_for(kept, lambda: todays_runs(runner) == 1)


def test_P05_what_one_runner_entered_is_never_sent_as_another(
    kept: Page, runner: Runner, address: str
) -> None:
    other = a_runner("kim@example.org")
    offline(kept)
    log_offline(kept)
    sign_in(kept.context, other.user, address)
    offline(kept, False)
    kept.goto("/more/")

    expect(kept.get_by_text("1 entries of another account wait")).to_be_visible()
    kept.wait_for_timeout(1500)
    assert todays_runs(runner) == todays_runs(other) == 0
    assert [row["user"] for row in rows_kept(kept, "entries")] == [str(runner.user.public_id)]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def test_P06_signing_out_with_something_unsent_sends_it_on_purpose_then_wipes(
    kept: Page, runner: Runner
) -> None:
    kept.goto("/more/", wait_until="networkidle")
    entry_in_the_queue(kept, runner)
    sign_out(kept)
    expect(kept.get_by_role("dialog")).to_contain_text("1 entries on this phone are not sent yet")

    with kept.expect_response("**/account/logout/") as leaving:
        kept.get_by_role("button", name="Send them, then sign out").click()

    assert leaving.value.all_headers()["clear-site-data"] == '"cache", "storage"'
    assert todays_runs(runner) == 1
    expect(kept).to_have_url(re.compile("/account/login/"))
    assert rows_kept(kept, "entries") == rows_kept(kept, "snapshots") == []


def entry_in_the_queue(page: Page, runner: Runner) -> None:
    """Something waits, while there is a network: as after a server that was away for a moment."""
    part = {"on": TODAY, "distance": "2.2", "hurt": "no", "unit": "mi"}
    page.evaluate(
        """async ([user, part]) => {
          const open = indexedDB.open("startline");
          const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          const entry = { key: "a".repeat(32), kind: "run", user, part, place: 1,
            client_at: new Date().toISOString(), offset_min: -240 };
          const put = db.transaction("entries", "readwrite").objectStore("entries").put(entry);
          await new Promise((done) => { put.onsuccess = done; });
          db.close();
        }""",
        [str(runner.user.public_id), part],
    )


def test_P06_signing_out_may_discard_on_purpose_or_stay(kept: Page, runner: Runner) -> None:
    kept.goto("/more/", wait_until="networkidle")
    entry_in_the_queue(kept, runner)
    sign_out(kept)
    kept.get_by_role("button", name="Stay signed in").click()
    assert len(rows_kept(kept, "entries")) == 1

    sign_out(kept)
    kept.get_by_role("button", name="Discard them and sign out").click()

    expect(kept).to_have_url(re.compile("/account/login/"))
    assert todays_runs(runner) == 0
    assert rows_kept(kept, "entries") == rows_kept(kept, "snapshots") == []


def test_P07_the_back_button_after_signing_out_shows_nothing_personal(kept: Page) -> None:
    kept.goto("/more/")
    sign_out(kept)
    expect(kept).to_have_url(re.compile("/account/login/"))

    kept.go_back()
    kept.go_back()
    assert not FAR.search(kept.locator("body").inner_text())

    kept.goto("/account/login/")
    empty = f"async () => Boolean(await caches.match('{reverse('offline')}'))"
    wait_for(kept, lambda: kept.evaluate("navigator.serviceWorker.controller !== null"))
    wait_for(kept, lambda: kept.evaluate(empty))
    offline(kept)
    kept.goto("/")
    expect(kept.get_by_text("Nothing of yours is kept on this phone.")).to_be_visible()
    assert not FAR.search(kept.locator("body").inner_text())


def test_P08_an_old_worker_under_a_new_server_is_told_and_the_queue_survives(
    kept: Page, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.goto("/more/")
    other = a_runner("kim@example.org")
    entry_in_the_queue(kept, other)
    for module in ("install", "context", "views"):
        monkeypatch.setattr(f"startline.web.shell.{module}.version", lambda: "a-newer-version")
    kept.goto("/more/")
    expect(kept.get_by_text("A new version of startline is ready.")).to_be_visible()

    kept.get_by_role("button", name="Reload").click()

    names = "async () => (await caches.keys()).join()"
    wait_for(kept, lambda: kept.evaluate(names) == "startline-a-newer-version")
    kept.goto("/more/")
    kept.wait_for_timeout(500)
    expect(kept.get_by_text("A new version of startline is ready.")).to_have_count(0)
    assert len(rows_kept(kept, "entries")) == 1


def test_P08_a_queue_of_the_first_version_of_the_store_is_sent_after_the_upgrade(
    phone: Page, runner: Runner, address: str
) -> None:
    phone.context.clear_cookies()
    phone.goto("/healthz")
    part = {"on": TODAY, "distance": "2.2", "hurt": "no", "unit": "mi"}
    phone.evaluate(
        """async ([user, part]) => {
          const open = indexedDB.open("startline", 1);
          open.onupgradeneeded = () => open.result.createObjectStore("entries", { keyPath: "key" });
          const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          const entry = { key: "b".repeat(32), kind: "run", user, part, place: 1,
            client_at: new Date().toISOString(), offset_min: -240 };
          const put = db.transaction("entries", "readwrite").objectStore("entries").put(entry);
          await new Promise((done) => { put.onsuccess = done; });
          db.close();
        }""",
        [str(runner.user.public_id), part],
    )
    sign_in(phone.context, runner.user, address)

    phone.goto("/")

    wait_for(phone, lambda: todays_runs(runner) == 1)


def test_P09_the_phone_is_asked_to_keep_it_and_tells_how_old_the_oldest_is(
    kept: Page, runner: Runner
) -> None:
    kept.add_init_script(
        """navigator.storage.persist = async () => { sessionStorage.asked = "yes"; return false; };
        navigator.storage.persisted = async () => false;"""
    )
    offline(kept)
    log_offline(kept)
    expect(kept.get_by_text("The oldest is from Mon 23 Mar")).to_be_visible()
    assert kept.evaluate("sessionStorage.asked") == "yes"
    kept.context.clock.fast_forward("49:00:00")
    kept.reload()
    expect(kept.get_by_text("A phone may delete what is not sent")).to_be_visible()

    session = kept.context.new_cdp_session(kept)
    origin = kept.evaluate("location.origin")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    kept.reload()

    expect(kept.get_by_text("Nothing of yours is kept on this phone.")).to_be_visible()
    expect(kept.get_by_text("Saved on this phone")).to_have_count(0)


@pytest.mark.parametrize("hours", [-24, 24])
def test_P10_a_phone_whose_clock_is_a_day_off_is_told_and_both_times_are_stored(
    kept: Page, runner: Runner, hours: int
) -> None:
    now_s = kept.evaluate("Date.now()") / 1000
    kept.context.clock.set_system_time(now_s + hours * 3600)
    offline(kept)
    log_offline(kept)
    offline(kept, False)

    if hours < 0:
        wait_for(kept, lambda: SentEntry.objects.filter(runner=runner).exists())
        sent = SentEntry.objects.get(runner=runner)
        assert abs(sent.skew_s - hours * 3600) < 60
        assert abs((sent.received_at - sent.client_at).total_seconds() + hours * 3600) < 60
        kept.goto("/log/")
        expect(kept.get_by_text("the phone’s clock was off: check the day")).to_be_visible()
    else:
        expect(kept.get_by_text("That day is still to come.")).to_be_visible()
        assert not Run.objects.filter(runner=runner, on__gte=TODAY).exists()
        assert len(rows_kept(kept, "entries")) == 1


def test_P11_two_hundred_entries_go_in_order_at_most_five_a_second_and_none_is_lost(
    kept: Page, runner: Runner
) -> None:
    kept.goto("/more/")
    fill_the_queue(kept, runner, 200)
    sent: list[tuple[float, str]] = []

    def busy_now_and_then(route: Route) -> None:
        key = json.loads(route.request.post_data or "{}")["key"]
        if len(sent) == 50:
            sent.append((time.monotonic(), ""))
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}")
            return
        sent.append((time.monotonic(), key))
        reply = json.dumps({"id": key, "kind": "run", "clock_off_min": 0})
        route.fulfill(status=201, body=reply, content_type="application/json")

    kept.context.route("**/offline/entries/**", busy_now_and_then)
    kept.goto("/more/")

    wait_for(kept, lambda: len([key for _, key in sent if key]) == 200, 120)
    keys = [key for _, key in sent if key]
    assert keys == sorted(keys)
    assert len(set(keys)) == 200
    moments = [at for at, _ in sent]
    assert all(moments[n + 6] - moments[n] > 0.95 for n in range(len(moments) - 6))
    wait_for(kept, lambda: rows_kept(kept, "entries") == [])


def fill_the_queue(page: Page, runner: Runner, n: int) -> None:
    page.evaluate(
        """async ([user, n]) => {
          const open = indexedDB.open("startline");
          const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          const rows = db.transaction("entries", "readwrite").objectStore("entries");
          for (let i = 1; i <= n; i++) rows.put({ key: `k${String(i).padStart(31, "0")}`,
            kind: "run", user, place: i, part: { on: "2026-03-23", distance: "1", hurt: "no" },
            client_at: new Date().toISOString(), offset_min: 0 });
          await new Promise((done) => { rows.transaction.oncomplete = done; });
          db.close();
        }""",
        [str(runner.user.public_id), n],
    )


def test_P12_a_fresh_copy_is_read_with_its_distances_and_its_time(kept: Page) -> None:
    offline(kept)
    kept.goto("/")
    expect(kept.get_by_text("As of Mon 23 Mar, 10:0")).to_be_visible()
    expect(kept.locator("#kept-today")).to_contain_text("2.5 mi")
    kept.goto("/plan/")
    expect(kept.locator("#kept-plan")).to_contain_text("2.5 mi")


def test_P12_a_copy_older_than_a_day_says_so_and_shows_no_distance(kept: Page) -> None:
    offline(kept)
    kept.context.clock.fast_forward("25:00:00")
    for path in ("/", "/plan/", "/run/"):
        kept.goto(path)
        expect(kept.get_by_text(re.compile("s of Mon 23 Mar, 10:0")).first).to_be_visible()
        assert not FAR.search(kept.locator("main").inner_text()), path


def test_P12_an_entry_that_is_not_sent_hides_every_distance(kept: Page) -> None:
    offline(kept)
    log_offline(kept, hurt="Yes")
    for path in ("/", "/plan/", "/run/"):
        kept.goto(path)
        expect(kept.get_by_text(UNSENT)).to_be_visible()
        assert not FAR.search(kept.locator("main").inner_text()), path


def caches_of(page: Page) -> dict[str, str]:
    texts: dict[str, str] = page.evaluate(
        """async () => {
          const found = {};
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              found[request.url] = await (await cache.match(request)).text();
            }
          }
          return found;
        }"""
    )
    return texts


def test_P12_a_copy_made_before_an_entry_was_stored_shows_no_distance(
    kept: Page, runner: Runner
) -> None:
    kept.context.route("**/offline/snapshot/", lambda route: route.abort())
    log_a_run(kept, hurt="Yes")
    wait_for(kept, lambda: todays_runs(runner) == 1)
    wait_for(kept, lambda: rows_kept(kept, "entries") == [])

    offline(kept)
    for path in ("/", "/plan/", "/run/"):
        kept.goto(path)
        assert not FAR.search(kept.locator("main").inner_text()), path


def test_P13_nothing_of_anybody_is_in_the_workers_cache(kept: Page, runner: Runner) -> None:
    for path in ("/", "/plan/", "/log/", "/run/", "/more/"):
        kept.goto(path)

    texts = caches_of(kept)

    assert {path for path in install.phone_files()} == {"/" + url.split("/", 3)[3] for url in texts}
    personal = [str(runner.user.public_id), str(runner.public_id), runner.user.email, "2.5 mi"]
    for url, text in texts.items():
        assert not any(mine in text for mine in personal), url
        assert "csrfmiddlewaretoken" not in text or url.endswith(".js"), url


def test_P13_the_copy_of_one_account_is_gone_once_another_signs_in(
    kept: Page, runner: Runner, address: str
) -> None:
    other = a_runner("kim@example.org", unit="km")
    sign_in(kept.context, other.user, address)
    kept.goto("/more/")
    kept.wait_for_timeout(1000)
    assert [row["user"] for row in rows_kept(kept, "snapshots")] in (
        [], [str(other.user.public_id)],
    )  # fmt: skip

    offline(kept)
    kept.goto("/")
    assert not FAR.search(kept.locator("main").inner_text())


def test_P13_the_copy_goes_when_nobody_is_signed_in(kept: Page) -> None:
    kept.context.clear_cookies()
    kept.goto("/account/login/")
    wait_for(kept, lambda: rows_kept(kept, "snapshots") == [])


def test_somebody_who_does_not_run_is_not_disturbed(a_browser_for: OpenBrowser) -> None:
    context: BrowserContext = a_browser_for(a_user("reader@example.org"))
    page = watched(context.new_page())
    page.goto("/welcome/")
    page.wait_for_timeout(500)
    assert rows_kept(page, "snapshots") == []
