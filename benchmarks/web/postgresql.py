"""A PostgreSQL cluster of a benchmark's own: made, used and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SYSTEM_USER = "postgres"  # PostgreSQL refuses to run as root


@contextmanager
def cluster(folder: Path, *, port: int, name: str, with_: str | None = None) -> Iterator[str]:
    """A database on a cluster in this folder, perhaps with an extension; its address.

    Raises:
        SystemExit: when no server is installed.
    """
    data = folder / "cluster"
    data.mkdir()
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(data, SYSTEM_USER)
    run("initdb", "-D", data / "db", "-A", "trust", "-U", SYSTEM_USER)
    how = f"-p {port} -k {data} -c listen_addresses=127.0.0.1"
    control = ("-D", data / "db", "-l", data / "log", "-w")
    run("pg_ctl", *control, "-o", how, "start")
    try:
        ask = ("-h", "127.0.0.1", "-p", str(port), "-U", SYSTEM_USER)
        run("psql", *ask, "-c", f"create database {name}")
        if with_ is not None:
            run("psql", *ask, "-d", name, "-c", f"create extension {with_}")
        yield f"postgresql://{SYSTEM_USER}@127.0.0.1:{port}/{name}"
    finally:
        run("pg_ctl", *control, "-m", "fast", "stop")


def run(program: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's programs, as its user where this is root."""
    command = [server_program(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", SYSTEM_USER, "--", *command]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=quiet, stdin=quiet, cwd="/")


def server_program(name: str) -> Path:
    """Where Debian keeps it, or where the path has it."""
    found = [*sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    in_path = shutil.which(name)
    if not found and in_path is None:
        raise SystemExit("No PostgreSQL server is installed here: see `make system`.")
    return found[-1] if found else Path(str(in_path))
