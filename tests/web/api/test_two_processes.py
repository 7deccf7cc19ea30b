"""How often a program may ask is counted once, however many processes answer it."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from startline.web.api import limits
from tests.web.accounts.test_shipped_settings import served
from tests.web.operate.test_canary import Journey, begin


@pytest.mark.slow
def test_O12_two_server_processes_let_through_exactly_what_one_would(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as running:
        one = Journey(f"http://127.0.0.1:{running.port}")
        begin(one, running.printed)
        asked = {"name": "watch", "scopes": ["log:read", "log:write"]}
        page = one.post("/account/tokens/new/", asked).text
        token = re.search(r"sl_[\w-]{20,}", page)
        assert token is not None, page
        head = {"Authorization": f"Bearer {token[0]}", "Idempotency-Key": "one and the same"}
        run = {"on": "2026-03-20", "distance_km": 4}

        def send(_: int) -> requests.Response:
            return requests.post(one.address + "/api/v1/runs", json=run, headers=head, timeout=60)

        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(limits.WRITES_A_MINUTE + 25)))

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {200, 201, 429}
    assert statuses.count(201) == 1
    n_minutes = 1 + (time.monotonic() - began) // 55  # a slow machine may reach the next one
    let_through = len(statuses) - statuses.count(429)
    assert limits.WRITES_A_MINUTE <= let_through <= n_minutes * limits.WRITES_A_MINUTE
    waits = [int(one.headers["Retry-After"]) for one in answers if one.status_code == 429]
    assert all(0 < wait <= 60 for wait in waits)
