"""The repository names no machine and no registry, and its commands say what they do."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests.house.repository import ROOT, SOURCE, files, texts, tool

LOCKS = ("requirements-run.lock", "requirements.lock", "requirements-bench.lock")

# Written in pieces, so that this file does not find itself.
FOLDERS = "|".join(["work", "root", "opt", r"home/\w+", r"Users/\w+", r"tmp/\w+"])
MACHINE_PATH = re.compile(rf"(?<![\w.~/$}}*-])/(?:{FOLDERS})(?![\w-])")
REGISTRY = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)",
            "--(?:extra-)?" + "index-url",
            "--find" + "-links",
            "(?:PIP|UV)_(?:EXTRA_)?(?:DEFAULT_)?" + "INDEX",
        ]
    )
)
TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", re.MULTILINE)


def makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine():
    assert found(MACHINE_PATH) == []


def test_no_file_names_a_package_registry():
    assert found(REGISTRY) == []


@pytest.mark.parametrize("path", ["/wo" + "rk/main/x", "see /ro" + "ot.", "'/ho" + "me/ann/x'"])
def test_a_path_of_a_machine_would_be_found(path: str):
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("text", ["src/work/x", "../work", "run/rest", "a/b/opt", "https://a/b"])
def test_other_slashes_are_left_alone(text: str):
    assert not MACHINE_PATH.search(text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())

    assert "://" not in text
    assert [r for r in requirements if "==" not in r or "--hash=sha256:" not in r] == []


def locked(name: str) -> set[str]:
    return set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "extras"),
    [(LOCKS[0], ["fast"]), (LOCKS[1], ["fast", "dev"]), (LOCKS[2], ["bench"])],
)
def test_everything_the_project_names_is_locked(name: str, extras: list[str]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]

    names = {re.match(r"[\w-]+", each)[0].lower() for each in wanted}

    assert names - locked(name) == set()


def test_the_locks_agree_with_each_other():
    pins: dict[str, set[str]] = {}
    for name in LOCKS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if "==" in line and not line.startswith((" ", "#")):
                package = line.split("==")[0]
                version = line.partition(";")[0].rstrip(" \\")  # each lock has markers of its own
                pins.setdefault(f"{package} {name}", set()).add(version)

    both = {key.split()[0] for key in pins if key.endswith(LOCKS[1])}
    for package in both:
        for name in (LOCKS[0], LOCKS[2]):
            if f"{package} {name}" in pins:
                assert pins[f"{package} {name}"] == pins[f"{package} {LOCKS[1]}"], package


def test_every_make_target_says_what_it_does():
    targets = dict(TARGET.findall(makefile()))

    assert [name for name, rest in targets.items() if "## " not in rest] == []


def test_make_alone_lists_every_command():
    listed = subprocess.run(
        [tool("make"), "--no-print-directory"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout

    assert set(re.findall(r"make ([a-z-]+)", listed)) >= set(dict(TARGET.findall(makefile())))


def test_the_readme_names_the_commands_to_begin_with():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "make demo" in readme
    assert "make test" in readme


@pytest.fixture(scope="module")
def in_the_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    where = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", where],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    [wheel] = where.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_every_file_of_the_package(in_the_wheel: set[str]):
    ours = {path.relative_to(ROOT / "src").as_posix() for path in files() if SOURCE in path.parents}

    assert ours - in_the_wheel == set()
    assert "startline/py.typed" in in_the_wheel


def test_the_engine_may_not_look_at_a_clock():
    said = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--output-format=concise"),
            *("--stdin-filename", "src/startline/engine/onset/anything.py", "-"),
        ],
        cwd=ROOT,
        input="import datetime\n\nTODAY = datetime.date.today()\n",
        capture_output=True,
        check=False,
        text=True,
    ).stdout

    assert "TID251" in said
