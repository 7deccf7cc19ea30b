"""The list of parts (SBOM) names what is locked, so that a known hole in a part is noticed."""

from __future__ import annotations

import json
import re
import runpy
from typing import Any

from tests.house.repository import ROOT

LOCKED = (ROOT / "requirements-run.lock").read_text("utf-8")
LISTED: dict[str, Any] = json.loads((ROOT / "deploy" / "parts.cdx.json").read_text("utf-8"))


def bare(told: dict[str, Any]) -> dict[str, Any]:
    """Without licences, which are those of the machine that wrote the list."""
    parts = [{k: v for k, v in one.items() if k != "licenses"} for one in told["components"]]
    return {**told, "components": parts}


def made_now() -> dict[str, Any]:
    parts = runpy.run_path(str(ROOT / "docs" / "parts.py"))
    made: dict[str, Any] = json.loads(json.dumps(parts["bill"](parts["parts"]())))
    return made


def test_O13_the_list_of_parts_is_that_of_the_lock_file_as_it_is() -> None:
    assert bare(LISTED) == bare(made_now()), "run `make parts`"


def test_O13_every_locked_package_is_in_it_once_with_its_version_and_every_hash() -> None:
    locked = re.findall(r"(?m)^([^\s#=]+)==([^\s;\\]+)", LOCKED)
    hashes = re.findall(r"sha256:([0-9a-f]{64})", LOCKED)
    parts = LISTED["components"]
    files = [
        one["content"]
        for part in parts
        for place in part["externalReferences"]
        for one in place["hashes"]
    ]

    assert [(part["name"], part["version"]) for part in parts] == locked
    assert files == hashes
    assert len({part["bom-ref"] for part in parts}) == len(parts)


def test_O13_whatever_is_in_it_somebody_asked_for_and_what_we_ask_for_is_in_it() -> None:
    asked = {ref for one in LISTED["dependencies"] for ref in one["dependsOn"]}
    ours = LISTED["dependencies"][0]

    assert asked == {part["bom-ref"] for part in LISTED["components"]}
    assert ours["ref"] == "startline"
    assert any(ref.startswith("pkg:pypi/django@") for ref in ours["dependsOn"])
    assert not any(ref.startswith("pkg:pypi/sqlparse@") for ref in ours["dependsOn"])


def test_O13_nearly_every_part_says_its_licence_and_none_forbids_what_ours_allows() -> None:
    said = [json.dumps(part["licenses"]) for part in LISTED["components"] if "licenses" in part]

    assert len(said) >= len(LISTED["components"]) * 0.9
    assert not [one for one in said if re.search(r"\bAGPL|\bGPL-[23]|Proprietary", one)]
