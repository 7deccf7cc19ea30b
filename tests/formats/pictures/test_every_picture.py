"""What holds for every picture: valid, named, legible, with no colour that speaks alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.plans import Programme
from startline.engine.prescriptions import Prescription
from startline.formats import pictures as p
from startline.formats.pictures.markup import number
from startline.formats.pictures.picture import WIDTH
from startline.formats.pictures.styles import STYLES
from startline.words.language import language
from tests.builders import MONDAY, a_case, a_limit, advice_on, rough_week
from tests.formats.pictures.gallery import (
    SVG,
    all_pictures,
    classes_of,
    every_kind_of_run,
    properties,
    stylesheet,
    written,
)
from tests.strategies import cases

CASE = every_kind_of_run()
ADVICE = advice_on(CASE)
GALLERY = all_pictures(CASE, ADVICE)

HOSTILE = (
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "<image href='file:///etc/passwd'/>",
    "]]>&amp;&#x0;<!--",
    "\x00\x1b[2J\r\n\u2028",
    "\ud800\udfff",
    "\u202egnal\u202c",
    "url(#p-hatch)",
    "long" * 400,
    "跑步 🏃‍♀️ ਦੌੜ",
    "",
)
names = st.sampled_from(HOSTILE) | st.text(max_size=80)


def test_every_picture_is_an_image_with_a_name_and_a_finding():
    for picture in GALLERY:
        root = written(picture)
        title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

        assert root.get("role") == ("group" if picture.name == "body-map" and root.findall(
            f".//{SVG}a") else "img")  # fmt: skip
        assert title is not None
        assert described is not None
        assert title.text == picture.title != ""
        assert described.text == picture.description != ""
        assert root.get("aria-labelledby") == title.get("id")
        assert root.get("aria-describedby") == described.get("id")


def test_no_picture_carries_a_style_or_a_script_and_none_reaches_outside():
    for picture in GALLERY:
        for each in written(picture).iter():
            assert each.tag.removeprefix(SVG) in {
                "svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "text",
                "a",
            }  # fmt: skip
            for name, value in each.attrib.items():
                assert name != "style"
                assert not name.startswith(("on", "{"))
                assert "://" not in value


def test_pictures_on_one_page_share_no_id_and_refer_to_their_own():
    ids: list[str] = []
    for n, picture in enumerate(GALLERY):
        text = p.svg_of(picture, prefix=f"p{n}")
        own = re.findall(r' id="([^"]+)"', text)
        referred = re.findall(r"url\(#([^)]+)\)", text)
        referred += re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', text)
        ids += own

        assert set(referred) <= set(own)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("prefix", ["", "1", "a b", 'a"', "é", "a:b"])
def test_a_prefix_that_cannot_begin_an_id_is_refused(prefix: str):
    with pytest.raises(ValueError, match="cannot begin an id"):
        p.svg_of(GALLERY[0], prefix=prefix)


def test_every_class_has_its_look_with_and_without_the_stylesheet():
    used = {name for picture in GALLERY for name in classes_of(picture)}
    drawn = {name for name in used if name in STYLES}
    styled = set(re.findall(r"\.(sl-[a-z-]+)", stylesheet()))

    assert drawn <= styled
    assert styled - {"sl-picture", "sl-picture-box", "sl-place"} <= STYLES.keys()
    assert STYLES.keys() - drawn <= {"sl-programme", "sl-over", "sl-region-unsure"}


def test_the_stylesheet_and_the_pictures_alone_have_the_same_colours():
    light = properties(stylesheet())
    alone = {str(value) for look in STYLES.values() for value in look.values()}

    assert {value for value in alone if value.startswith("#")} == set(light.values())


@pytest.mark.parametrize("at", ["", "prefers-color-scheme: dark", "media print"])
def test_letters_and_shapes_stand_out_from_the_paper(at: str):
    found = properties(stylesheet(), at)
    paper = found["--sl-paper"]

    for name in ("--sl-ink", "--sl-soft"):
        assert contrast(found[name], paper) >= 4.5
    for name in ("--sl-blue", "--sl-rust", "--sl-faint"):
        assert contrast(found[name], paper) >= 3


def test_letters_are_large_enough_for_a_phone():
    for picture in GALLERY:
        sizes = [float(each.get("font-size", "0")) for each in written(picture).iter(f"{SVG}text")]

        assert min(sizes, default=12) >= 12


def test_nothing_is_drawn_beside_the_paper():
    for picture in GALLERY:
        for each in written(picture).iter():
            for name, far in (
                ("x", WIDTH),
                ("cx", WIDTH),
                ("y", picture.height),
                ("cy", picture.height),
            ):
                if each.get(name) is not None and each.tag != f"{SVG}pattern":
                    assert -6 <= float(each.get(name, "0")) <= far + 1, (picture.name, each.attrib)


def test_every_picture_has_a_table_whose_rows_are_as_wide_as_its_head():
    for picture in GALLERY:
        table = p.table_of(picture)

        assert all(len(row) == len(table.headings) for row in table.rows)


def test_every_picture_can_be_drawn_in_german():
    with language("de"):
        in_german = all_pictures(CASE, ADVICE, unit="km")

    assert len(in_german) == len(GALLERY)
    for english, german in zip(all_pictures(CASE, ADVICE, unit="km"), in_german, strict=True):
        assert german.title != english.title
        assert written(german).find(f"{SVG}desc") is not None


@given(text=names, who=names, race=names)
def test_no_words_of_anybody_break_a_picture(text: str, who: str, race: str):
    case = replace(
        CASE,
        restrictions=(a_limit(by=who),),
        prescriptions=(
            Prescription(id="stretches", what=text, by=who, from_day=MONDAY - timedelta(6)),
        ),
        race=replace(CASE.race, name=race) if CASE.race else None,
    )
    bounds = tuple(replace(one, by=who) for one in ADVICE.today.bounds)
    advice = replace(ADVICE, today=replace(ADVICE.today, bounds=bounds))

    for picture in [*all_pictures(case, advice), p.body_map([(text, who)])]:
        root = written(picture)
        assert not {each.tag for each in root.iter()} & {f"{SVG}script", f"{SVG}image"}


@given(case=cases(), unit=st.sampled_from(["km", "mi"]))
def test_every_runner_can_be_drawn(case, unit: str):
    advice = advice_on(case)

    for picture in all_pictures(case, advice, unit=unit):
        assert written(picture).get("viewBox") == f"0 0 {WIDTH} {number(picture.height)}"


def test_the_same_values_give_the_same_picture():
    again = all_pictures(every_kind_of_run(), advice_on(every_kind_of_run()))

    assert [p.svg_of(one, prefix="p") for one in again] == [
        p.svg_of(one, prefix="p") for one in GALLERY
    ]


def test_a_runner_without_a_problem_has_no_curve_and_all_else():
    case = a_case(episodes=(), runs=(), programme=Programme(sessions=()))

    assert p.onset_by_distance(advice_on(case), tolerance=0.2, unit="km") is None
    assert len(all_pictures(case, advice_on(case))) >= 7


def test_the_rough_week_is_drawn_at_a_width_a_phone_has():
    root = written(p.weeks(advice_on(rough_week()), unit="mi"))

    assert root.get("width") == "21.25em"  # 340 px at the usual size of letters


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
