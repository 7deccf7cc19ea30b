"""What stands under deploy/ fits the program: its commands, options, settings, files and folders.

Nothing is started here. systemd's own reading of the units is used where it is installed.
"""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from startline.cli.main import main
from tests.house.repository import ROOT, SOURCE

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = ["compose.yaml", "compose.postgresql.yaml"]
BIN = "/srv/startline/bin/startline"
NAME = re.compile(r"\bSTARTLINE_[A-Z_]+\b")
PAGE = ROOT / "docs" / "how-to" / "run-a-server.md"


def instructions() -> list[tuple[str, str]]:
    """The lines of the Containerfile as word and rest, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    text = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line]


def compose() -> dict[str, Any]:
    """Both files as one: the second adds to the first."""
    first, second = (yaml.safe_load((DEPLOY / name).read_text("utf-8")) for name in COMPOSE)
    services = {**first["services"]}
    for name, service in second["services"].items():
        services[name] = {**services.get(name, {}), **service}
    return {"services": services, "volumes": {**first["volumes"], **second["volumes"]}}


def unit(path: Path) -> configparser.ConfigParser:
    """A unit; of a key that stands twice the last counts."""
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text("utf-8"))
    return read


def started() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours that is started somewhere, with where."""
    for word, rest in instructions():
        if word == "CMD":
            yield "Containerfile", _listed(rest)
        elif word == "HEALTHCHECK":
            yield "Containerfile", _listed(rest[rest.index("[") :])[1:]
    for name, service in compose()["services"].items():
        if "command" in service:
            yield name, [str(part) for part in service["command"]]
    for path in UNITS:
        for line in re.findall(r"^Exec\w+=(.+)$", path.read_text("utf-8"), re.MULTILINE):
            words = shlex.split(line)
            assert words[0] == BIN, line
            yield path.name, words[1:]
    for line in re.findall(r"^ {4}(?:sudo .*?)?startline (.+)$", PAGE.read_text("utf-8"), re.M):
        yield PAGE.name, shlex.split(line, comments=True)


def _listed(text: str) -> list[str]:
    found: list[str] = yaml.safe_load(text)
    return found


COMMANDS = list(started())


@pytest.mark.parametrize(("where", "words"), COMMANDS, ids=[" ".join(w) for _, w in COMMANDS])
def test_every_command_that_is_started_is_there_with_its_options(
    where: str, words: list[str]
) -> None:
    command = main.commands[words[0]]

    with command.make_context(words[0], words[1:]) as context:
        assert isinstance(context, click.Context)


def test_web_worker_and_migrate_are_started_in_each_way() -> None:
    for where in ("compose", "systemd"):
        names = {
            words[0]
            for place, words in COMMANDS
            if (place in compose()["services"]) == (where == "compose")
        }
        assert {"migrate", "serve", "worker"} <= names, where


def settings_read() -> set[str]:
    """Names in the table of the settings, each of which must be read somewhere."""
    table = (SOURCE / "web" / "settings.py").read_text("utf-8").partition('"""')[2]
    return set(re.findall(r"^\| (STARTLINE_[A-Z_]+) \|", table, re.MULTILINE))


def test_every_setting_under_deploy_and_on_its_page_stands_in_the_table() -> None:
    used = {
        name
        for path in [*DEPLOY.rglob("*"), PAGE]
        if path.is_file()
        for name in NAME.findall(path.read_text("utf-8"))
    }

    assert used - settings_read() == set()
    assert len(used) > 8


def test_every_setting_of_the_table_is_read_by_the_program() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    calls = set(re.findall(r'\b(?:flag|count|listed|one_of|token)\(\s*"([A-Z_]+)"', code))
    calls |= set(re.findall(r'(?:PREFIX \+|\{PREFIX\})\s*"?([A-Z_]+)', code))
    direct = set(re.findall(r'environ(?:\.get\(|\.setdefault\(|\[)"(STARTLINE_[A-Z_]+)"', code))
    named = set(re.findall(r'^NAME = "(STARTLINE_[A-Z_]+)"', code, re.MULTILINE))

    assert settings_read() - {f"STARTLINE_{name}" for name in calls} - direct - named == set()


def test_everything_the_image_copies_is_in_the_repository_and_enough_to_build() -> None:
    copied = [
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]

    assert all((ROOT / name).exists() for name in copied)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for named in ("README.md", "LICENSE"):
        assert named in project
        assert named in copied


def test_the_image_installs_the_lock_by_its_hashes_and_runs_as_nobody_else() -> None:
    told = " ".join(f"{word} {rest}" for word, rest in instructions())

    assert "--require-hashes --requirement requirements-run.lock" in " ".join(told.split())
    words = [word for word, _ in instructions()]
    assert words.index("USER") < words.index("CMD")
    assert dict(instructions())["USER"] == "startline"
    assert "latest" not in told


def test_the_data_lies_where_it_is_kept() -> None:
    image = dict(re.findall(r"(\w+)=(\S+)", next(r for w, r in instructions() if w == "ENV")))
    volumes = [_listed(rest) for word, rest in instructions() if word == "VOLUME"]

    assert [image["STARTLINE_DATA"]] in volumes
    for name in ("migrate", "web", "worker"):
        assert f"data:{image['STARTLINE_DATA']}" in compose()["services"][name]["volumes"]
    for path in UNITS:
        service = unit(path)["Service"]
        assert service["Environment"] == f"STARTLINE_DATA=/var/lib/{service['StateDirectory']}"


def test_every_volume_and_service_that_is_named_is_told() -> None:
    whole = compose()
    volumes = {
        mount.partition(":")[0]
        for service in whole["services"].values()
        for mount in service.get("volumes", [])
    }
    named = {
        other for service in whole["services"].values() for other in service.get("depends_on", {})
    }

    assert volumes == set(whole["volumes"])
    assert named <= set(whole["services"])
    assert (DEPLOY / "startline.env.example").exists()
    context = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["x-startline"]["build"]
    assert (DEPLOY / context["context"] / context["dockerfile"]).resolve().is_file()


def test_nothing_listens_to_the_world_but_the_web_server_in_front() -> None:
    ports = [
        port for service in compose()["services"].values() for port in service.get("ports", [])
    ]

    assert ports == ["127.0.0.1:8000:8000"]
    hosts = {
        words[words.index("--host") + 1]
        for where, words in COMMANDS
        if "--host" in words and where.endswith(".service")
    }
    assert hosts == {"127.0.0.1"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_do_what_it_needs_and_no_more(path: Path) -> None:
    service = unit(path)["Service"]

    assert service["User"] == "startline"
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_a_unit_without_a_complaint(path: Path, tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        assert set(unit(path).sections()) == {"Unit", "Service", "Install"}
        return
    text = path.read_text("utf-8").replace(BIN, "/bin/true").replace("startline.service", "")
    copy = tmp_path / path.name
    copy.write_text(text)

    done = subprocess.run(
        [analyse, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )

    assert [line for line in done.stderr.splitlines() if path.name in line] == []


def test_an_option_that_is_not_there_would_be_found() -> None:
    with pytest.raises(click.UsageError):
        main.commands["serve"].make_context("serve", ["--prot", "1"])
