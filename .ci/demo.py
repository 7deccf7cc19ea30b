"""Starts `make demo` as a newcomer does, signs in, reads Today, stops it; then all of it again.

Needs nothing but Python: it runs before anything for tests is installed.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ADDRESS = re.compile(r"Open +(http://\S+)")
FIRST_START_S = 600  # everything is installed first
NUMBER_S = 60


def main() -> None:
    """Start twice on one data folder; what the first start made is still there at the second."""
    with tempfile.TemporaryDirectory() as data:
        first = told_and_seen(data)
        second = told_and_seen(data)
    check("is ready" in first, "the first start makes a runner")
    check("still there" in second, "the second start keeps what was entered")
    print("the demo starts, signs in and shows a number, twice")


def told_and_seen(data: str) -> str:
    """What the demo prints until its address; its pages are read meanwhile."""
    process = subprocess.Popen(
        ["make", "demo", "PORT=8765"],
        env={**os.environ, "STARTLINE_DATA": data},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, address = until_address(process)
        read_today(address)
        return told
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def until_address(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Everything printed until the address, and the address."""
    told = ""
    end = time.monotonic() + FIRST_START_S
    for line in process.stdout or ():
        print(line, end="")
        told += line
        found = ADDRESS.search(line)
        if found:
            return told, found[1]
        check(time.monotonic() < end, "the demo names its address in time")
    raise SystemExit(f"The demo ended before it named an address:\n{told}")


def read_today(address: str) -> None:
    """Sign in by the press on the printed page, and wait until Today shows a distance."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = wait_for(
        lambda: browser.open(address, timeout=10).read().decode(), "csrfmiddlewaretoken"
    )
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', page))
    request = urllib.request.Request(  # noqa: S310 - our own address, printed a moment ago
        address.split("?")[0], urllib.parse.urlencode(fields).encode(), {"Referer": address}
    )
    browser.open(request, timeout=10)
    root = address.split("/demo/")[0]
    wait_for(lambda: browser.open(f"{root}/", timeout=10).read().decode(), 'class="number"')
    for path in ("/plan/", "/log/", "/outlook/", "/better/", "/missed/", "/why/"):
        check(browser.open(root + path, timeout=10).status == 200, path)


def wait_for(read: object, wanted: str) -> str:
    """The page once it holds what is wanted."""
    end = time.monotonic() + NUMBER_S
    while True:
        try:
            page = str(read())  # type: ignore[operator]
        except OSError as error:
            page = str(error)
        if wanted in page:
            return page
        check(time.monotonic() < end, f"{wanted} in {page[:500]}")
        time.sleep(0.5)


def check(holds: bool, what: str) -> None:
    """End with what does not hold."""
    if not holds:
        sys.exit(f"The demo does not keep its word: {what}.")


if __name__ == "__main__":
    main()
