"""Measure the import. Each part prints a table and keeps it in `benchmarks/results/import.md`.

python -m benchmarks.import_ inventory            # the shared recordings, against their list
python -m benchmarks.import_ speed --runs 2500    # a whole archive: seconds, memory, pace
python -m benchmarks.import_ beside --files 20    # fitdecode, gpxpy, tcxreader on the same files
python -m benchmarks.import_ mutants --count 20000
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.import_ import beside, inventory, mutants, speed

PARTS = ("inventory", "speed", "beside", "mutants")
TITLES = {
    "inventory": "Against the inventory of the shared recordings",
    "speed": "A whole archive",
    "beside": "Beside other readers",
    "mutants": "Damaged files",
}
OUT = Path("benchmarks/results/import.md")


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--runs", type=int, default=2500)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20_260_401)
    parser.add_argument("--formats", default=",".join(mutants.WHOLE))
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, help="keep the archive here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        lines = _lines(options, folder)
    typed = re.sub(r" --(?:folder|shared)[ =]\S+", "", " ".join(["", *sys.argv[1:]]))
    command = f"python -m benchmarks.import_{typed}"  # where it lay is nobody's business
    head = f"`{command}`, Python {sys.version.split()[0]}, {datetime.now(UTC).date()}."
    print("\n".join(lines))
    _keep(options.part, [head, "", *lines])


def _lines(options: argparse.Namespace, folder: Path) -> list[str]:
    if options.part == "inventory":
        return inventory.table(options.shared)
    if options.part == "speed":
        return speed.table(speed.measure(folder, options.runs), options.runs)
    if options.part == "beside":
        return beside.table(folder, options.files)
    names = options.formats.split(",")
    found = [mutants.damage(folder, name, options.count, options.seed) for name in names]
    return mutants.table(found, options.seed)


def _keep(part: str, lines: list[str]) -> None:
    """Replace one part of the page; the others stay as they were measured."""
    text = OUT.read_text("utf-8") if OUT.exists() else "# What an import costs\n"
    sections = dict(re.findall(r"(?ms)^## ([^\n]+)\n\n(.*?)\n*(?=^## |\Z)", text))
    sections[TITLES[part]] = "\n".join(lines)
    order = [TITLES[each] for each in PARTS if TITLES[each] in sections]
    body = "".join(f"\n## {title}\n\n{sections[title]}\n" for title in order)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(f"# What an import costs\n{body}", "utf-8")


if __name__ == "__main__":
    main()
