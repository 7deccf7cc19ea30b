"""The page that tells how to add a language to the journal's reader names what is there."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.entry import gold, train
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


def test_the_weights_of_a_language_are_read_from_where_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = (
        '[[entry]]\ntext = "Ran 8 miles, knee hurt at 6."\ndistance_run = "8 mi"\nonset = "6 mi"\n'
    )
    (tmp_path / "development.de.toml").write_text(entry * 3)
    monkeypatch.setattr(gold, "OURS", tmp_path)
    learnt = train.learn_all(gold.ours("development.de"), "en")

    assert "`development.de.toml`" in PAGE
    assert set(learnt.roles) == set(train.FIELD_OF)


@pytest.mark.parametrize("name", ["pain", "starts", "stopped", "nothing"])
def test_the_classes_it_names_are_there(name: str) -> None:
    assert f"`{{{name}}}`" in PAGE
    assert name in ENGLISH["classes"]


@pytest.mark.parametrize("name", ["nothing", "partly"])
def test_the_contexts_it_names_are_there(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert name in ENGLISH["contexts"]
