"""Writes deploy/parts.cdx.json, the list of parts (SBOM) of what is shipped: `make parts`.

CycloneDX 1.6, from the lock file alone: each package with its version, the hashes of the files that
may be installed, and what asks for it. Licences are those the installed packages declare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-run.lock"
PAGE = ROOT / "deploy" / "parts.cdx.json"
US = "startline"
PINNED = re.compile(r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)(.*\n(?:[ ].*\n)*)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ASKED_BY = re.compile(r"(?m)^ +# +(?:via +)?([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?(?: \(.*\))?$")
LONGEST_NAME = 60  # of a licence; some packages give its whole text


@dataclass(frozen=True)
class Part:
    """One locked package: hashes of every file that may be installed, and who asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its name in lists of known holes."""
        return f"pkg:pypi/{self.name}@{self.version}"


def parts(lock: Path = LOCK) -> list[Part]:
    """Everything that is locked, by name."""
    return list(_pinned(lock.read_text("utf-8")))


def _pinned(text: str) -> Iterator[Part]:
    for name, version, rest in PINNED.findall(text):
        hashes, asked_by = HASH.findall(rest), ASKED_BY.findall(rest)
        yield Part(name, version, tuple(hashes), tuple(asked_by))


def bill(found: list[Part]) -> dict[str, Any]:
    """The list as CycloneDX says it, the same for the same lock and packages."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": US, "name": US}},
        "components": [_component(part) for part in found],
        "dependencies": [
            _dependency(US, US, found),
            *(_dependency(part.purl, part.name, found) for part in found),
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    files = [{"alg": "SHA-256", "content": one} for one in part.hashes]
    told = {
        "type": "library",
        "bom-ref": part.purl,  # a name can be locked twice, for an older Python
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "externalReferences": [{"type": "distribution", "url": part.purl, "hashes": files}],
    }
    licence = _licence(part.name)
    return told | ({"licenses": [licence]} if licence else {})


def _dependency(ref: str, name: str, found: list[Part]) -> dict[str, Any]:
    return {"ref": ref, "dependsOn": [part.purl for part in found if name in part.asked_by]}


def _licence(name: str) -> dict[str, Any] | None:
    """What the installed package declares; None where it is not installed or says nothing short."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    if "License-Expression" in said:
        return {"expression": said["License-Expression"]}
    classes = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or []
               if one.startswith("License :: ") and one.count(" :: ") > 1]  # fmt: skip
    names = classes or [said.get("License", "")]
    name = " and ".join(names)
    return {"license": {"name": name}} if 0 < len(name) <= LONGEST_NAME else None


def main() -> None:
    """Write the list."""
    PAGE.write_text(json.dumps(bill(parts()), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
