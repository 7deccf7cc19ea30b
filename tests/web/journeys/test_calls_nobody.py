"""A browser that opens every page asks our server alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

PAGES = ("/", "/plan/", "/log/", "/outlook/", "/run/", "/journal/", "/journal/new/", "/imports/",
         "/why/", "/signs/", "/report/", "/sharing/", "/settings/", "/account/", "/api/v1/docs",
         "/calendar/")  # fmt: skip


def test_O02_no_page_asks_anything_of_another_server(phone: Page, address: str) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))

    for page in PAGES:
        phone.goto(page)
        phone.wait_for_load_state("load")

    ours = urlsplit(address).netloc
    others = [url for url in asked if urlsplit(url).netloc != ours]
    assert [url for url in others if not url.startswith(("data:", "blob:"))] == []
    assert len(asked) > 60
