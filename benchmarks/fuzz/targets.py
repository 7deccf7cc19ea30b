"""What is fuzzed: for each reader, whole files to begin with, and how one input is read."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.import_.generate import fit_run, gpx_run, tcx_run
from benchmarks.import_.generate import table as strava_table
from startline.engine.errors import Refused
from startline.engine.races import Race
from startline.formats.case_json import case_to, read_case
from startline.formats.entry_text.read import read_entry
from startline.formats.imported import Imported, Reading, Skipped
from startline.formats.journals.post import JournalRefused
from startline.formats.journals.read import read_journal
from startline.formats.own_programme.any_form import read_any
from startline.formats.read_file import read_file
from startline.formats.sources import Source, named_sources
from startline.formats.strict_json import read_json, write_json

TODAY = date(2026, 5, 1)
ZONE = ZoneInfo("Europe/London")
RACE = Race(on=date(2026, 10, 4), distance_km=42.195)
SECONDS = 40  # of the recordings that inputs are made from: short, so that there are many
UNTYPED = "Reading it ended in"  # how the last net of `read_file` words what no reader caught
STORY = Path(__file__).parents[2] / "src/startline/cli/rough_week.case.json"


class Broken(Exception):
    """A reader answered with something it must not answer with."""


@dataclass(frozen=True)
class Target:
    """One reader: its name, whole inputs, the words its format knows, and reading one input."""

    name: str
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...]
    read: Callable[[bytes], object]


# --- recordings and archives -------------------------------------------------------------------


def _folder() -> Path:
    if not hasattr(_folder, "made"):
        _folder.made = tempfile.TemporaryDirectory(prefix="startline-fuzz-")  # type: ignore[attr-defined]
    return Path(_folder.made.name)  # type: ignore[attr-defined]


def _reader_of(name: str) -> Callable[[bytes], object]:
    """Read an input as a file of this name, with everything that is found in it."""

    def read(data: bytes) -> object:
        path = _folder() / name
        path.write_bytes(data)
        found = [_items(one) for one in named_sources(path, name)]
        if not found:
            raise Broken("no line for a file")
        return found

    return read


def _items(one: Source | Skipped) -> Iterable[object]:
    if isinstance(one, Skipped):
        return [one]
    items = read_file(one, Reading(one.name, ZONE, TODAY)).items
    if not items:
        raise Broken("no line for a file")
    for item in items:
        if isinstance(item, Skipped) and item.detail.startswith(UNTYPED):
            raise Broken(item.detail)
        if isinstance(item, Imported):
            write_json(item.run.to_json())
    return items


def _zips() -> list[bytes]:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activities.csv", "".join(strava_table(3, SECONDS, 1)))
        archive.writestr("activities/1.gpx", gpx_run(1, seconds=SECONDS))
        archive.writestr("activities/2.fit.gz", gzip.compress(fit_run(2, seconds=SECONDS)))
    return [held.getvalue()]


# --- words -------------------------------------------------------------------------------------

WXR = b"""<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>A week</title>
<content:encoded><![CDATA[<p>Six <b>miles</b>. <a href="x">y</a></p>]]></content:encoded>
<wp:post_date>2026-03-01 10:00:00</wp:post_date><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><wp:comment><wp:comment_author>Kim</wp:comment_author>
<wp:comment_content>Go on</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
</wp:comment></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><published>
2026-03-01T10:00:00Z</published><content type="html">&lt;p&gt;b&lt;/p&gt;</content></entry>
</feed>"""
NOTE = b"""---
title: A rough week
date: 2026-03-22
tags: [knee, long run]
---

# Sunday

Ran **six miles**, pain at *mile 5*. [photo](a.jpg) <b>x</b>

- one
- two

> quoted
"""
ENTRY = b"""Ran 8 miles on Sunday, hurt from mile six on, about 4/10. 5k easy on Tuesday, 28:30,
no pain. Physio on the 23rd, not more than nine miles until then. Sore this morning."""
PLAN = b"""week,mon,tue,wed,thu,fri,sat,sun
1,rest,5 km easy,rest,6 km,rest,3 mi,10 km long
2,,,,,,,12
"""
ICS = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r
DTSTART;VALUE=DATE:20260510\r\nSUMMARY:Run 8 km easy\r\nRRULE:FREQ=WEEKLY;COUNT=4\r
END:VEVENT\r\nEND:VCALENDAR\r\n"""


def _zip_of_notes() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("2026-03-22-a.md", NOTE)
        archive.writestr("b/2026-03-23.md", b"words")
    return held.getvalue()


def _journal(data: bytes) -> object:
    try:
        return read_journal(data, "a.md" if data.startswith(b"-") else "a.xml")
    except JournalRefused as refused:
        return refused


def _markdown(data: bytes) -> object:
    """Words as HTML: nothing in it may run, load or style anything, whatever went in."""
    from startline.web.journal.text import as_html

    html = str(as_html(data.decode("utf-8", "replace"))).lower()
    for tag in ("<script", "<img", "<style", "<iframe", "<svg", "<form", "<object", "<link"):
        if tag in html:
            raise Broken(f"{tag} went through")
    return html


def _programme(data: bytes) -> object:
    name = "a.csv" if b"," in data[:40] else "a.txt"
    repeat = TODAY if data[:1] == b"m" else None
    try:
        return read_any(
            data, name, race=RACE, unit="km", day_first=True, repeat_from=repeat, zone=ZONE
        )
    except Refused as refused:
        return refused


def _entry(data: bytes) -> object:
    return read_entry(data.decode("utf-8", "replace"))


def _case(data: bytes) -> object:
    """A Case that is read is written as a Case that is read again as the same."""
    try:
        case = read_case(data, today=TODAY)
    except Refused as refused:
        return refused
    if read_case(write_json(case_to(case)), today=TODAY) != case:
        raise Broken("another Case after writing and reading")
    return case


def _json(data: bytes) -> object:
    try:
        return json.loads(write_json(read_json(data)))
    except Refused as refused:
        return refused


XML_WORDS = (
    b"<",
    b"/>",
    b"</",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a [",
    b"&lt;",
    b"&#0;",
    b"xmlns=",
    b"lat=",
    b"lon=",
    b"NaN",
    b"1e999",
    b"-0.0",
    b"2026-02-30T25:61:61Z",
    b"trkpt",
    b"Lap",
    b"DistanceMeters",
    b"<time>",
    b"encoding='utf-16'",
)
CSV_WORDS = (
    b",",
    b";",
    b"\t",
    b'"',
    b'""',
    b"\r\n",
    b"=1+1",
    b"1_0",
    b"inf",
    b"\xff\xfe",
    b"12,5",
    b"31.12.2026",
    b"\xd9\xa5",
)
JSON_WORDS = (
    b"null",
    b"NaN",
    b"1e999",
    b"[",
    b"{",
    b'"',
    b'"runs":',
    b'"pain":',
    b"-1",
    b"true",
    b'"on":"0001-01-01"',
    b'"\\ud800"',
    b"9" * 30,
    b'"set_by":',
)
TEXT_WORDS = (
    b"# ",
    b"**",
    b"[a](javascript:x)",
    b"<script>",
    b"```",
    b"![a](b)",
    b"> ",
    b"- ",
    b"\xe2\x80\xae",
    b"|",
    b"mile",
    b"km",
    b"4/10",
    b"no pain",
    b"until",
    b"&#x3c;",
)
ICS_WORDS = (
    b"RRULE:FREQ=SECONDLY\r\n",
    b"DTSTART:",
    b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n",
    b";",
    b"TZID=Nowhere:",
    b"COUNT=99999999",
    b"EXDATE:",
    b"km",
    b"rest",
    b"\t",
)

TARGETS = {
    one.name: one
    for one in (
        Target("fit", lambda: [fit_run(0, seconds=SECONDS)], (), _reader_of("x.fit")),
        Target(
            "gpx", lambda: [gpx_run(0, seconds=SECONDS).encode()], XML_WORDS, _reader_of("x.gpx")
        ),
        Target(
            "tcx", lambda: [tcx_run(0, seconds=SECONDS).encode()], XML_WORDS, _reader_of("x.tcx")
        ),
        Target(
            "csv",
            lambda: ["".join(strava_table(6, SECONDS, 2)).encode()],
            CSV_WORDS,
            _reader_of("activities.csv"),
        ),
        Target(
            "zip",
            _zips,
            (b"PK\x01\x02", b"PK\x05\x06", b"../", b"\xff\xff\xff\xff"),
            _reader_of("x.zip"),
        ),
        Target(
            "journal", lambda: [WXR, ATOM, NOTE, _zip_of_notes()], XML_WORDS + TEXT_WORDS, _journal
        ),
        Target("markdown", lambda: [NOTE], TEXT_WORDS, _markdown),
        Target("entry", lambda: [ENTRY], TEXT_WORDS, _entry),
        Target("programme", lambda: [PLAN, ICS], ICS_WORDS + CSV_WORDS, _programme),
        Target("case", lambda: [STORY.read_bytes()], JSON_WORDS, _case),
        Target(
            "json", lambda: [STORY.read_bytes()[:3000], b'{"a":[1,2.5,"x"]}'], JSON_WORDS, _json
        ),
    )
}
