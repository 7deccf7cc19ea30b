"""Mails go out beside the request, and a mail server that is down loses none."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django.fixtures import Settings

from startline.web.shell import mail
from tests.web.accounts.people import a_confirmed_user

PATIENCE_S = 10


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as Django asks for."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.arrived.append(text.decode())  # type: ignore[attr-defined]
                self.server.came.set()  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            if verb == b"QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def a_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def by_smtp(settings: Settings, a_free_port: int) -> int:
    settings.EMAIL_BACKEND = "startline.web.shell.mail.Beside"
    settings.MAIL_SENT_BY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", a_free_port
    return a_free_port


@pytest.fixture
def quick_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TRY_AGAIN_AFTER_S", (0.05,) * 200)


def a_server(port: int) -> Iterator[Server]:
    with Server(("127.0.0.1", port), Post) as server:
        server.arrived, server.came = [], threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def send(text: str) -> None:
    get_connection().send_messages([EmailMessage("a code", text, "us@x.org", ["you@x.org"])])


@pytest.mark.usefixtures("quick_tries")
def test_D19_a_mail_taken_while_the_mail_server_is_down_arrives_once_it_is_up(
    by_smtp: int,
) -> None:
    send("one")
    for server in a_server(by_smtp):
        assert server.came.wait(PATIENCE_S)  # type: ignore[attr-defined]
        mail.outbox.close()
        assert len(server.arrived) == 1  # type: ignore[attr-defined]
        assert "one" in server.arrived[0]  # type: ignore[attr-defined]


def test_a_mail_that_waits_holds_no_later_one_up(
    by_smtp: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TRY_AGAIN_AFTER_S", (3600,))
    box = mail.Outbox()
    box.take(EmailMessage("a code", "early", "us@x.org", ["you@x.org"]))
    box.close()
    for server in a_server(by_smtp):
        box.take(EmailMessage("a code", "late", "us@x.org", ["you@x.org"]))
        assert server.came.wait(PATIENCE_S)  # type: ignore[attr-defined]
        assert "late" in server.arrived[0]  # type: ignore[attr-defined]


def test_a_mail_is_given_up_after_its_last_try_and_the_log_holds_no_address(
    by_smtp: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mail, "TRY_AGAIN_AFTER_S", ())
    box = mail.Outbox()
    box.take(EmailMessage("a code", "one", "us@x.org", ["you@x.org"]))
    box.close()

    assert "given up" in caplog.text
    assert "x.org" not in caplog.text


def test_the_tries_of_a_mail_last_about_a_day() -> None:
    assert 20 * 3600 < sum(mail.TRY_AGAIN_AFTER_S) <= 24 * 3600


@pytest.mark.django_db
def test_D19_a_code_is_promised_while_the_mail_server_says_nothing(
    by_smtp: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and stays silent, for as long as the page takes."""
    monkeypatch.setattr(mail, "TRY_AGAIN_AFTER_S", ())
    monkeypatch.setattr(mail, "outbox", mail.Outbox())
    a_confirmed_user()
    with socket.create_server(("127.0.0.1", by_smtp)) as silent:
        answer = Client().post("/account/login/code/", {"email": "robin@example.org"})
        held, _ = silent.accept()
        held.close()
        mail.outbox.close()

    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/code/confirm/"
