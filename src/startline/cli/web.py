"""Starting the web application: Django is found by its settings' name, never imported from here."""

from __future__ import annotations

import http.client
import importlib.util
import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click

SETTINGS = "startline.web.settings"
WSGI = "startline.web.wsgi:application"
THREADS = 8
HEALTH_S = 8
NOT_INSTALLED = (
    "The web application is not installed. Install startline with its extra: "
    "pip install 'startline[web]'."
)
STORY = Path(__file__).with_name("rough_week.case.json")


def start_django() -> None:
    """Make Django ready, or say what is missing and stop."""
    if importlib.util.find_spec("django") is None:
        raise click.ClickException(NOT_INSTALLED)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        raise click.ClickException(str(problem)) from None


def command(name: str, *args: str, **options: Any) -> Any:
    """Run one of Django's commands or ours."""
    from django.core.management import call_command
    from django.core.management.base import CommandError

    try:
        return call_command(name, *args, **options)
    except CommandError as problem:
        raise click.ClickException(str(problem)) from None


def prepare(*, quiet: bool = False) -> None:
    """Bring the database to this version and lay the static files out."""
    command("upgrade", verbosity=0 if quiet else 1)
    command("createcachetable", verbosity=0)
    command("collectstatic", interactive=False, verbosity=0, clear=False)


def serve_forever(*, host: str, port: int, workers: int) -> None:
    """Become the web server. Does not return."""
    bind = f"{_host_in_address(host)}:{port}"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.stdout.flush()
    arguments = (
        *("--bind", bind, "--workers", str(workers), "--worker-class", "gthread"),
        *("--threads", str(THREADS), "--no-control-socket", "--log-level", "warning"),
        *("--logger-class", "startline.web.shell.server_log.ServerLog"),
        *("--graceful-timeout", "10", "--timeout", "60", "--keep-alive", "20"),
    )
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", WSGI, *arguments])  # noqa: S606


def _host_in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def run_serve(*, host: str, port: int, workers: int) -> None:
    """Serve, once the database is of this version; the first start prints how to set it up."""
    check_port(host, port)
    start_django()
    hold_the_folder()
    read_only_if_unsound()
    command("check", "--fail-level", "ERROR", databases=["default"], verbosity=0)
    command("ready")
    command("set_up_code", address=f"http://{_host_in_address(host)}:{port}")
    serve_forever(host=host, port=port, workers=workers)


def hold_the_folder() -> None:
    """Say to commands that must be alone that somebody is here; finish what broke off before."""
    command("finish_restore")
    command("hold")


def read_only_if_unsound() -> None:
    """A database file that cannot be read in whole is served for reading alone."""
    wrong = command("sound", stdout=io.StringIO())
    if wrong:
        click.echo(
            f"The database file cannot be read in whole: {wrong}\n"
            "Pages are served; nothing is stored. Stop, and run: startline restore BACKUP",
            err=True,
        )
        os.environ["STARTLINE_READ_ONLY"] = "1"


def check_port(host: str, port: int) -> None:
    """Say at once that somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be used: {error.strerror}. Choose another with --port."
            ) from None


def run_healthy(*, port: int, wait_s: int) -> None:
    """Ask the server whether it and its database answer."""
    until = time.monotonic() + wait_s
    while (said := _health(port)) and time.monotonic() < until:
        time.sleep(0.5)
    if said:
        raise click.ClickException(f"The server on port {port} {said}.")


def _health(port: int) -> str:
    """What is wrong; nothing when all is well. Asks by a name that the server serves."""
    first = os.environ.get("STARTLINE_HOSTS", "localhost").split(",")[0].strip().lstrip(".*")
    name = first or "localhost"
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_S)
    try:
        asked.request("GET", "/healthz", headers={"Host": name})
        answer = asked.getresponse()
        answer.read()
        return "" if answer.status == 200 else f"answers {answer.status}"
    except (OSError, http.client.HTTPException):
        return "does not answer"
    finally:
        asked.close()


def run_demo(*, host: str, port: int) -> None:
    """A ready runner on an embedded database; what was entered before is still there."""
    check_port(host, port)
    os.environ["STARTLINE_DEMO"] = "1"
    os.environ.pop("STARTLINE_DATABASE", None)
    os.environ["STARTLINE_DATA"] = str(demo_folder())
    os.environ.setdefault("STARTLINE_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    where = os.environ.get("STARTLINE_ADVICE", "process")
    os.environ["STARTLINE_ADVICE"] = "inline"  # nobody waits yet, and this process is replaced soon
    start_django()
    prepare(quiet=True)
    hold_the_folder()
    command("demo_runner", str(STORY), address=f"http://{host}:{port}")
    command("demo_journal")
    os.environ["STARTLINE_ADVICE"] = where
    start_worker_beside()
    serve_forever(host=host, port=port, workers=1)


def start_worker_beside() -> None:
    """A worker in a process of its own, which ends with this one or with Ctrl-C."""
    subprocess.Popen([sys.executable, "-m", "startline.cli", "worker", "--with-parent"])


def demo_folder() -> Path:
    """Where the demo keeps what is entered: beside, never in, what is kept for real use."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    return Path(os.environ.get("STARTLINE_DATA") or Path(home) / "startline") / "demo"
