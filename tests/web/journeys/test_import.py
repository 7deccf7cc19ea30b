"""From an export to a log on a phone, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from startline.web.imports.models import ImportJob
from startline.web.imports.reading import run_job
from startline.web.runlog.models import Run
from tests.web.imports.sent import some_runs

pytestmark = pytest.mark.slow


def test_a_runner_sends_an_export_watches_it_marks_a_week_and_takes_it_back(screen: Page) -> None:
    before = Run.objects.count()
    screen.goto("/more/")
    screen.get_by_role("link", name="Import your runs").click()
    export = {"name": "export.zip", "mimeType": "application/zip", "buffer": some_runs(5)}
    screen.set_input_files("#id_files", files=[export])
    screen.get_by_role("button", name="Import").click()
    expect(screen.get_by_role("heading", name="Waiting for its turn")).to_be_visible()

    run_job(str(ImportJob.objects.get().public_id))

    screen.clock.fast_forward(3000)
    expect(screen.get_by_role("heading", name="5 runs added")).to_be_visible()
    screen.get_by_role("link", name="Mark weeks").click()
    screen.get_by_role("link", name="2025").click()
    screen.get_by_role("checkbox").first.check()
    screen.get_by_role("button", name="Mark these weeks").click()
    expect(screen.get_by_text("hurt somewhere in")).to_be_visible()

    screen.goto(f"/imports/{ImportJob.objects.get().public_id}/")
    screen.get_by_role("link", name="Take this import back").click()
    screen.get_by_role("button", name="Take it back").click()
    expect(screen.get_by_text("Taken back: 5 runs.")).to_be_visible()
    assert Run.objects.count() == before
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
