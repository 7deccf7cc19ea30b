"""Pictures in pages: one tag lets markup through, and it takes pictures alone."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client

from startline.formats import pictures
from startline.web.shell.templatetags.pictures import picture


def test_C03_the_tag_takes_a_picture_and_nothing_else() -> None:
    drawn = pictures.twenty_figures(0.8)
    markup = Template("{% load pictures %}{% picture drawn 'a' %}").render(
        Context({"drawn": drawn})
    )

    assert markup.startswith("<svg")
    for other in ("<svg></svg>", b"<svg/>", None, object()):
        with pytest.raises(TypeError):
            picture(other, "a")  # type: ignore[arg-type]


def test_the_pictures_stylesheet_is_served_and_its_neighbours_are_not() -> None:
    assert finders.find("pictures/pictures.css") is not None
    assert finders.find("pictures/weeks.py") is None
    assert finders.find("pictures/../pictures.css") is None


def test_every_page_links_the_pictures_stylesheet(page: Client) -> None:
    assert "pictures/pictures.css" in page.get("/plan/").content.decode()


def test_collecting_the_statics_takes_the_stylesheet_alone() -> None:
    from startline.web.shell.statics import PictureStyles

    assert [name for name, _ in PictureStyles().list([])] == ["pictures.css"]
