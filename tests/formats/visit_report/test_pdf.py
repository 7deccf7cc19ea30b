"""The report as PDF: tagged, of two sides at most, with nothing in it but what is ours to show."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startline.engine.case import Appointment, Case
from startline.engine.errors import Refused
from startline.engine.prescriptions import Prescription
from startline.engine.restrictions import Restriction
from startline.formats.visit_report import is_ours, visit_pdf, visit_report, write_pdf
from startline.words import visit_report as words
from startline.words.language import language
from tests.builders import MONDAY, SUNDAY, advice_on, rough_week
from tests.formats.visit_report.reading import (
    a_crowded_case,
    reader,
    structure,
    text_of,
    written_in,
)
from tests.strategies import cases

pytest.importorskip("typst")

ROUGH = advice_on(rough_week(), seed=0)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return visit_pdf(rough_week(), ROUGH)


def with_words(said: str) -> Case:
    """The rough week with somebody's words in every place that takes words."""
    story = rough_week()
    assert story.race is not None
    assert story.programme is not None
    return replace(
        story,
        race=replace(story.race, name=said),
        episodes=tuple(replace(one, label=said) for one in story.episodes),
        restrictions=(Restriction(id="x", set_by="clinician", by=said, from_day=SUNDAY,
                                  max_run_km=14.484),),
        prescriptions=(Prescription(id="stretches", what=said, by=said, from_day=SUNDAY),),
        appointments=(Appointment(on=MONDAY, with_whom="physiotherapist", note=said),),
    )  # fmt: skip


# --- what a reader that does not see it is told ------------------------------------------------


def test_every_word_of_the_page_is_in_the_pdf(pdf: bytes):
    text = text_of(pdf)

    missing = [one for one in written_in(visit_report(rough_week(), ROUGH))
               if " ".join(one.split()) not in text]  # fmt: skip
    assert missing == []


def test_it_is_tagged_titled_and_names_its_language_and_standard(pdf: bytes):
    found = reader(pdf)
    root = found.trailer["/Root"]

    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert found.metadata is not None
    assert found.metadata.title == words.title(MONDAY)
    xmp = found.xmp_metadata
    assert xmp is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in xmp.stream.get_data()


def test_a_german_report_is_marked_german_and_sets_every_letter():
    with language("de"):
        pdf = visit_pdf(rough_week(), ROUGH, unit="km")
        said = list(written_in(visit_report(rough_week(), ROUGH, unit="km")))

    assert reader(pdf).trailer["/Root"]["/Lang"] == "de"
    assert [one for one in said if " ".join(one.split()) not in text_of(pdf)] == []
    assert "▯" not in text_of(pdf)


def test_every_picture_has_its_finding_as_text_and_every_table_its_heads(pdf: bytes):
    elements = structure(pdf)
    kinds = [one["/S"] for one in elements]
    alternatives = [one["/Alt"] for one in elements if one["/S"] == "/Figure"]
    descriptions = [
        block.picture.description  # type: ignore[union-attr]
        for section in visit_report(rough_week(), ROUGH).sections
        for block in section.blocks
        if block.kind == "shown"
    ]

    assert alternatives == descriptions
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 10
    assert kinds.count("/TH") == 8 + 3
    assert {"/L", "/LI", "/Table", "/TR", "/TD"} <= set(kinds)


def test_the_rough_week_takes_one_side_and_its_definitions(pdf: bytes):
    assert len(reader(pdf).pages) <= 2
    assert "What may be run now" in reader(pdf).pages[0].extract_text()


def test_equal_reports_are_equal_bytes(pdf: bytes):
    assert visit_pdf(rough_week(), ROUGH) == pdf


def test_a_report_of_ours_is_known_again_and_no_other_pdf(pdf: bytes):
    assert is_ours(pdf)
    assert not is_ours(b"%PDF-1.7\nanother")
    assert not is_ours(pdf[1:])


# --- O03: words are words ----------------------------------------------------------------------


@contextmanager
def a_listener() -> Iterator[tuple[int, Event]]:
    """A port on this machine, and whether anybody came."""
    came = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                    came.set()
                except TimeoutError:
                    continue

        thread = Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            stop.set()
            thread.join()


def test_O03_words_of_others_read_no_file_and_call_nobody(tmp_path: Path):
    canary = tmp_path / "canary.txt"
    canary.write_text("NOT-FOR-ANY-REPORT")
    with a_listener() as (port, came):
        traps = (
            f'#read("{canary}")',
            f'#image("{canary}")',
            f"<img src=file://{canary}>",
            f"<image href='file://{canary}'/>",
            f"@import url(http://127.0.0.1:{port}/x)",
            f'#link("http://127.0.0.1:{port}/x")[x]',
            f'<a href="http://127.0.0.1:{port}/" rel=attachment>x</a>',
            '#import "@preview/cetz:0.2.2": *',
            "]; #sys.inputs.data //",
        )
        for said in (" ".join(traps[:3]), " ".join(traps[3:6]), " ".join(traps[6:])):
            case = with_words(said)
            made = visit_pdf(case, advice_on(case))

            assert b"NOT-FOR-ANY-REPORT" not in made
            assert "NOT-FOR-ANY-REPORT" not in text_of(made)
            assert said[:250].replace(" ", "") in text_of(made).replace(" ", "")
            assert links(made) == []
        assert not came.is_set()


def links(pdf: bytes) -> list[object]:
    """Whatever on a page could be followed or opened."""
    return [
        one
        for page in reader(pdf).pages
        for one in page.get("/Annots", [])
        if one.get_object().get("/A", {}).get("/URI") or one.get_object()["/Subtype"] != "/Link"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "\x00\x1b[2J\r\n\u2028\u202e gnal",
        "\ud800 half a letter",
        "𒀀 cuneiform",
        "a\u0301\u0300\u0302" * 30,
        "👩‍👩‍👧‍👦 🏃🏽‍♀️",
        "x" * 5000,
        "[" * 300 + "]" * 300,
        "$ x^2 $ `raw` _em_ *strong* = heading\n- list\n/ term: x @ref <label>",
        "",
    ],
)
def test_O03_any_letters_give_a_page(said: str):
    case = with_words(said)

    assert len(reader(visit_pdf(case, advice_on(case))).pages) <= 2


def test_letters_that_no_font_shows_are_boxes_and_the_page_says_so():
    case = with_words("before 𒀀 after")
    text = text_of(visit_pdf(case, advice_on(case)))

    assert ("before ▯ after" in text) == (words.text("letters") in text)
    assert ("before 𒀀 after" in text) != ("before ▯ after" in text)


@settings(max_examples=12)
@given(case=cases(), said=st.text(max_size=60))
def test_every_runner_has_a_pdf_of_two_sides_at_most(case: Case, said: str):
    visit = Appointment(on=MONDAY, with_whom="doctor", note=said)
    case = replace(case, appointments=(visit,))

    assert len(reader(visit_pdf(case, advice_on(case))).pages) <= 2


# --- O04: a crowded Case, and a child that takes too much --------------------------------------


def test_O04_three_thousand_runs_keep_to_two_sides():
    case = a_crowded_case()

    assert len(reader(visit_pdf(case, advice_on(case))).pages) <= 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit no memory")
def test_O04_a_child_without_memory_is_refused_in_words():
    with pytest.raises(Refused) as refused:
        write_pdf(visit_report(rough_week(), ROUGH), memory_mib=60)

    assert refused.value.problems[0].code in ("too_much", "not_set")


def test_O04_a_child_that_takes_too_long_is_ended_and_refused():
    with pytest.raises(Refused) as refused:
        write_pdf(visit_report(rough_week(), ROUGH), wall_s=0.001)

    assert refused.value.problems[0].code == "too_much"


def test_a_page_that_no_size_makes_fit_is_refused_and_not_cut():
    report = visit_report(rough_week(), ROUGH)
    many = replace(report, definitions=replace(
        report.definitions, blocks=report.definitions.blocks * 40))  # fmt: skip

    with pytest.raises(Refused) as refused:
        write_pdf(many)

    assert refused.value.problems[0].code == "too_long"
    assert "more than 2 sides" in refused.value.problems[0].problem


def test_without_the_typesetter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("startline.formats.visit_report.pdf.find_spec", lambda name: None)

    with pytest.raises(Refused) as refused:
        write_pdf(visit_report(rough_week(), ROUGH))

    assert refused.value.problems[0].code == "not_installed"
    assert "startline[report]" in refused.value.problems[0].hint
