"""Time zone rules in a calendar, read back by dateutil and compared with the zone itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from startline.formats.calendar_zone import zone_rules

ZONES = [
    "Europe/Vienna", "America/Toronto", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata",
    "Australia/Lord_Howe", "Antarctica/Troll", "America/Nuuk", "Pacific/Chatham", "Etc/UTC",
]  # fmt: skip


@pytest.mark.parametrize("name", ZONES)
def test_every_half_hour_of_two_years_has_the_offset_of_the_zone(name: str):
    zone = ZoneInfo(name)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add_component(zone_rules(zone, 2026, 2027))
    read = tzical(StringIO(calendar.to_ical().decode())).get(name)

    moment = datetime(2026, 1, 1, 1, tzinfo=UTC)
    while moment < datetime(2027, 12, 31, tzinfo=UTC):
        local = moment.astimezone(zone)
        if not local.fold:  # an hour that comes twice is read as the first of the two
            wall = local.replace(tzinfo=None)
            assert wall.replace(tzinfo=read).utcoffset() == local.utcoffset(), wall
        moment += timedelta(minutes=30)


def test_a_change_begins_at_the_hour_the_clocks_showed_before_it():
    text = zone_rules(ZoneInfo("Europe/Vienna"), 2026, 2026).to_ical().decode()

    assert "DTSTART:20260329T020000" in text
    assert "DTSTART:20261025T030000" in text


def test_the_day_a_zone_moves_without_daylight_saving_is_kept():
    text = zone_rules(ZoneInfo("Pacific/Apia"), 2011, 2011).to_ical().decode()

    assert "TZOFFSETTO:+1400" in text
