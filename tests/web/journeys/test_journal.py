"""The rough week told: written, read, published, answered by a stranger, held, shown, answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from playwright.sync_api import Page, expect

from startline.web.accounts.models import Runner
from startline.web.journal.models import Entry, Reply
from startline.web.planning.models import Restriction
from startline.web.runlog.models import Run
from tests.web.journal.conftest import ROUGH_WEEK


def test_the_rough_week_is_told_and_somebody_answers(
    phone: Page, runner: Runner, a_browser_for: Callable[..., Any]
) -> None:
    phone.goto("/journal/settings/")
    phone.get_by_label("Public address").fill("robin-runs")
    phone.get_by_label("Paper").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved.")).to_be_visible()

    phone.goto("/journal/new/")
    phone.get_by_label("Title").fill("A rough week")
    phone.get_by_label("What was it like?").fill(ROUGH_WEEK)
    phone.clock.run_for(2000)
    expect(phone.get_by_text("Log this run?")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    phone.get_by_role("button", name="Yes, log it").click()
    phone.get_by_role("button", name="Yes, enter it").click()
    expect(phone.get_by_text("Stored.")).to_be_visible()
    entry = Entry.objects.get()
    assert Run.objects.filter(runner=runner, idempotency_key=f"entry-{entry.public_id}").exists()
    assert Restriction.objects.filter(case_id=f"entry-{entry.public_id}").exists()

    phone.get_by_role("button", name="Publish …").click()
    expect(phone.get_by_text("Everybody on the internet")).to_be_visible()
    phone.get_by_role("button", name="Yes, show this to everybody").click()
    expect(phone.get_by_text("Others can read it now.")).to_be_visible()

    stranger = a_browser_for(None).new_page()
    stranger.goto(f"/j/robin-runs/{entry.public_id}/")
    stranger.get_by_label("Your name").fill("Kim")
    stranger.get_by_label("Your e-mail").fill("kim@example.org")
    stranger.get_by_label("Your reply").fill("I had that too. It passed.")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("We sent you a link.")).to_be_visible()
    link = re.search(r"http://\S+/j/confirm/\S+", mail.outbox[-1].body)
    assert link is not None
    stranger.goto(link[0])
    stranger.get_by_role("button", name="Yes, send it").click()
    expect(stranger.get_by_text("waits until it has been read")).to_be_visible()

    phone.goto("/journal/replies/")
    phone.get_by_label("Answer, if you like").fill("Thank you, that helps.")
    phone.get_by_role("button", name="Show it").click()
    expect(phone.get_by_text("No reply waits for you.")).to_be_visible()
    stranger.goto(f"/j/robin-runs/{entry.public_id}/")
    expect(stranger.get_by_text("Thank you, that helps.").first).to_be_visible()
    assert stranger.evaluate("document.documentElement.scrollWidth") <= 360
    assert Reply.objects.filter(state="shown").count() == 2


def test_what_is_typed_without_the_network_is_kept_and_sent_later(phone: Page) -> None:
    phone.goto("/journal/new/")
    phone.context.set_offline(True)
    phone.get_by_label("What was it like?").fill("On the train, no signal.")
    phone.clock.run_for(2000)
    expect(phone.get_by_text("Kept on this device.")).to_be_visible()
    assert not Entry.objects.exists()

    phone.context.set_offline(False)
    expect(phone.locator("#draft-state")).to_have_text("Saved.")
    assert Entry.objects.get().text == "On the train, no signal."


def test_an_entry_begun_without_the_network_is_there_when_the_page_is_opened_again(
    phone: Page,
) -> None:
    phone.goto("/journal/new/")
    phone.context.set_offline(True)
    phone.get_by_label("What was it like?").fill("On the train, no signal.")
    context = phone.context
    phone.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto("/journal/new/")
    expect(again.get_by_label("What was it like?")).to_have_value("On the train, no signal.")
    again.clock.run_for(2000)
    expect(again.locator("#draft-state")).to_have_text("Saved.")
    assert Entry.objects.get().text == "On the train, no signal."
    assert again.evaluate("localStorage.length") == 0


def test_C08_long_words_and_many_signs_stay_within_a_small_phone(
    phone: Page, runner: Runner
) -> None:
    from datetime import date
    from uuid import uuid4

    from startline.web.journal import services

    services.keep_settings(runner, {"slug": "robin-runs"})
    text = "x" * 200 + "\n\n" + "Z\u0301\u0302\u0303" * 50 + "\n\n👨‍👩‍👧‍👦" * 30
    draft = services.Draft(on=date(2026, 3, 22), title="y" * 200, text=text, version=0)
    entry = services.keep_draft(runner, uuid4(), draft)
    services.publish(entry, version=1, site="http://testserver")
    Reply.objects.create(entry=entry, name="n" * 60, text=text, state="shown")

    for path in ("/journal/", f"/journal/{entry.public_id}/", "/j/robin-runs/",
                 f"/j/robin-runs/{entry.public_id}/"):  # fmt: skip
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
