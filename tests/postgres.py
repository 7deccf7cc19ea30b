"""A PostgreSQL of its own for one command, gone once it ends.

    python -m tests.postgres COMMAND...

The command finds the address of an empty server in STARTLINE_TEST_DATABASE. The server listens on a
socket in a folder of its own alone; as root it is started as the user `postgres`, because it
refuses to be root's.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NAME = "STARTLINE_TEST_DATABASE"
USER = "startline"
UNHEARD = "listen_addresses=''\n"  # on its socket alone
NOT_DURABLE = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\n"


class NotHere(Exception):
    """PostgreSQL's server is not installed, or cannot be started."""


@contextmanager
def a_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a server without a database of ours; `durable`: it keeps what it is told.

    Raises:
        NotHere: if there is none to start.
    """
    folder = Path(tempfile.mkdtemp(prefix="startline-postgres-"))
    try:
        _give_away(folder)
        _make(folder, durable=durable)
        _control(folder, "start")
        try:
            host = quote(str(folder), safe="")
            yield f"postgresql://{USER}@{host}/postgres"
        finally:
            _control(folder, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_here() -> bool:
    """Whether a server can be started."""
    return _program("initdb") is not None and (os.getuid() != 0 or _other() is not None)


def _program(name: str) -> str | None:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(versions[-1]) if versions else shutil.which(name)


def _other() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def _give_away(folder: Path) -> None:
    other = _other()
    if os.getuid() == 0 and other is not None:
        os.chown(folder, other.pw_uid, other.pw_gid)


def _make(folder: Path, *, durable: bool) -> None:
    arguments = ("-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync",
                 "--no-instructions", "--locale=C")  # fmt: skip
    _run("initdb", *map(str, arguments))
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        how = UNHEARD + ("" if durable else NOT_DURABLE)
        settings.write(f"{how}unix_socket_directories='{folder}'\n")


def _control(folder: Path, what: str) -> None:
    data, log = str(folder / "data"), str(folder / "log")
    how = ("-m", "immediate") if what == "stop" else ("-l", log)
    _run("pg_ctl", "-D", data, "-w", *how, what)


def _run(name: str, *arguments: str) -> None:
    program = _program(name)
    if program is None or not is_here():
        raise NotHere(f"{name} of PostgreSQL is not installed.")
    as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    # Into a file: a server keeps its parent's streams open for as long as it lives.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run([*as_other, program, *arguments], stdin=subprocess.DEVNULL,
                              stdout=said, stderr=said, check=False, cwd="/")  # fmt: skip
        if done.returncode != 0:
            said.seek(0)
            raise NotHere(f"{name} ended with {done.returncode}: {said.read().decode()}")


def main() -> int:
    """Run the command beside a server; how it ended."""
    try:
        with a_server() as address:
            environment = {**os.environ, NAME: address}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    except NotHere as missing:
        print(missing, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
