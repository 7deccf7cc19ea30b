"""Every benchmark, one after the other, and one table of what they found.

python -m benchmarks                  run them all (some hours), then the table
python -m benchmarks --only speed     run some
python -m benchmarks --kept           the table of what was measured before
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys

from benchmarks.together import BENCHES, RESULTS, page


def main() -> int:
    """Run what was asked for, print the table and keep it. Status 1 where one did not run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kept", action="store_true", help="run nothing")
    parser.add_argument("--only", action="append", choices=[one.name for one in BENCHES])
    asked = parser.parse_args()
    wanted = (
        [] if asked.kept else [one for one in BENCHES if one.name in (asked.only or [one.name])]
    )
    broken = [one.name for one in wanted if not ran(one.command)]
    text = page()
    (RESULTS / "all.md").write_text(text, encoding="utf-8")
    print(text)
    if broken:
        print(f"Did not run: {', '.join(broken)}. Their lines are those kept before.",
              file=sys.stderr)  # fmt: skip
    return 1 if broken else 0


def ran(command: str) -> bool:
    """Run one benchmark as it is typed; what it prints is progress here."""
    print(f"\n{command}", file=sys.stderr, flush=True)
    _, *words = shlex.split(command)
    return subprocess.run([sys.executable, *words], stdout=sys.stderr, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
