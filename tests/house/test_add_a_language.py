"""The page that tells how to add a language to the journal's reader names what is there."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec

import pytest

from benchmarks.entry import train
from tests.house.repository import ROOT, SOURCE

PAGE = (ROOT / "docs/how-to/add-a-language.md").read_text(encoding="utf-8")
ENGLISH = tomllib.loads(
    (SOURCE / "formats/entry_text/languages/en.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:src|tests|benchmarks)/[^`]+)`", PAGE)))
)
def test_every_path_it_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("section", sorted(set(re.findall(r"`\[([a-z.]{3,})\]`", PAGE))))
def test_every_section_it_names_is_in_the_english_file(section: str) -> None:
    inside = ENGLISH
    for name in section.split("."):
        assert name in inside
        inside = inside[name]


def test_every_section_of_the_english_file_is_named() -> None:
    sections = {name for name, said in ENGLISH.items() if isinstance(said, dict)}
    named = {name.split(".")[0] for name in re.findall(r"`\[([a-z.]{3,})\]`", PAGE)}

    assert sections == named


@pytest.mark.parametrize("module", re.findall(r"(?m)^python -m (\S+)$", PAGE))
def test_every_command_it_names_can_be_run(module: str) -> None:
    assert find_spec(module) is not None


@pytest.mark.parametrize("name", ["examples_of", "learn_moods"])
def test_what_it_says_to_give_a_code_to_takes_one(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert "code" in getattr(train, name).__annotations__


@pytest.mark.parametrize("name", ["pain", "starts", "stopped", "nothing"])
def test_the_classes_it_names_are_there(name: str) -> None:
    assert f"`{{{name}}}`" in PAGE
    assert name in ENGLISH["classes"]


@pytest.mark.parametrize("name", ["nothing", "partly"])
def test_the_contexts_it_names_are_there(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert name in ENGLISH["contexts"]
