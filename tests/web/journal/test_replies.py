"""Replies: a person behind each, the runner's say over all, and no way into the engine."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from startline.web.accounts.models import Runner, User
from startline.web.journal import mail as journal_mail
from startline.web.journal import replies, services
from startline.web.journal.models import Block, Entry, Journal, Reader, Reply, Report
from startline.web.journal.names import skeleton
from tests.web.journal.conftest import WriteEntry, a_reader, address_of

SAID = {"name": "Kim", "email": "kim@example.org", "text": "I had that too. It passed."}


def send(client: Client, entry: Entry, **said: object) -> object:
    cache.clear()  # rates have tests of their own
    return client.post(f"{address_of(entry)}reply/", {**SAID, **said})


def link_in(message: object) -> str:
    found = re.search(r"http://testserver(/j/confirm/\S+)", message.body)  # type: ignore[attr-defined]
    assert found is not None
    return found[1]


def confirmed(client: Client, entry: Entry, **said: object) -> Reply:
    send(client, entry, **said)
    client.post(link_in(mail.outbox[-1]))
    return Reply.objects.latest("id")


def shown_to(client: Client, entry: Entry) -> str:
    return client.get(address_of(entry)).content.decode()


@pytest.fixture
def other() -> Client:
    return Client()


def an_old_account(email: str = "kim@example.org", name: str = "Kim") -> tuple[User, Client]:
    user, client = a_reader(email, name)
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=90))
    user.refresh_from_db()
    return user, client


def a_known_reader(entry: Entry, email: str = "kim@example.org", name: str = "Kim") -> Client:
    """Somebody whose replies have been shown here before."""
    user, client = an_old_account(email, name)
    reader = replies.signed_in_reader(user)
    Reply.objects.create(entry=entry, reader=reader, name=name, text="earlier", state="shown")
    return client


# --- by name and address -----------------------------------------------------------------------


def test_a_stranger_confirms_once_by_a_link_and_their_first_reply_waits(
    stranger: Client, other: Client, page: Client, entry: Entry
) -> None:
    thanked = send(stranger, entry)
    assert "We sent you a link" in thanked.content.decode()  # type: ignore[attr-defined]
    link = link_in(mail.outbox[0])

    assert stranger.get(link).status_code == 200
    assert Reply.objects.get().state == "unconfirmed"  # looking changes nothing
    stranger.post(link)

    reply = Reply.objects.get()
    assert (reply.state, reply.why_held) == ("held", "new_account")
    assert reply.text not in shown_to(other, entry)
    assert reply.text in shown_to(stranger, entry)
    assert "1 reply waits for you." in page.get("/journal/").content.decode()


def test_a_link_is_good_once_and_for_a_week(
    stranger: Client, entry: Entry, monday: time_machine.Traveller
) -> None:
    send(stranger, entry)
    link = link_in(mail.outbox[0])
    stranger.post(link)
    assert stranger.post(link).status_code == 404

    send(Client(), entry, email="ann@example.org", name="Ann")
    monday.shift(timedelta(days=8))
    assert stranger.get(link_in(mail.outbox[1])).status_code == 404
    assert replies.forget_unconfirmed() == 1
    assert not Reader.objects.filter(email="ann@example.org").exists()


def test_an_address_is_never_shown_to_anybody(
    stranger: Client, other: Client, page: Client, entry: Entry
) -> None:
    reply = confirmed(stranger, entry)
    page.post(f"/journal/replies/{reply.public_id}/", {"do": "show"})

    for client, path in (
        (stranger, address_of(entry)), (other, address_of(entry)), (page, "/journal/replies/"),
        (page, address_of(entry)), (page, "/journal/export/wxr/"),
    ):  # fmt: skip
        assert "kim@example.org" not in client.get(path).content.decode(), path


def test_the_same_address_from_another_browser_must_confirm_again(
    stranger: Client, other: Client, page: Client, entry: Entry
) -> None:
    first = confirmed(stranger, entry)
    page.post(f"/journal/replies/{first.public_id}/", {"do": "show"})

    send(other, entry, text="I am Kim, believe me")

    assert Reply.objects.get(text="I am Kim, believe me").state == "unconfirmed"
    assert "I am Kim" not in shown_to(stranger, entry)


def test_a_confirmed_reader_writes_on_under_the_same_name(
    stranger: Client, page: Client, entry: Entry, monday: time_machine.Traveller
) -> None:
    first = confirmed(stranger, entry)
    page.post(f"/journal/replies/{first.public_id}/", {"do": "show"})
    monday.shift(timedelta(days=2))

    send(stranger, entry, name="Robin", email="", text="Once more")

    second = Reply.objects.get(text="Once more")
    assert (second.name, second.state) == ("Kim", "shown")
    assert len(mail.outbox) == 1


def test_who_did_not_write_it_deletes_it_and_their_address_with_it(
    stranger: Client, entry: Entry
) -> None:
    send(stranger, entry)

    Client().post(link_in(mail.outbox[0]), {"not_mine": "1"})

    assert not Reply.objects.exists()
    assert not Reader.objects.exists()


def test_the_mail_to_confirm_holds_nothing_the_sender_chose(stranger: Client, entry: Entry) -> None:
    send(stranger, entry, name="Buy pills", text="at pills.example now")

    body = mail.outbox[0].body + mail.outbox[0].subject
    assert "pills" not in body.lower()


def test_a_signed_in_reader_needs_no_link(entry: Entry) -> None:
    _, client = an_old_account()

    send(client, entry, name="", email="")

    assert not mail.outbox
    reply = Reply.objects.get()
    assert (reply.name, reply.state, reply.why_held) == ("Kim", "held", "first")


def test_a_program_that_fills_in_every_field_is_thanked_and_forgotten(
    stranger: Client, entry: Entry
) -> None:
    assert send(stranger, entry, website="https://x.example").status_code == 200  # type: ignore[attr-defined]
    assert not Reply.objects.exists()
    assert not mail.outbox


# --- threads -----------------------------------------------------------------------------------


def test_answers_stand_below_what_they_answer_and_no_deeper(page: Client, entry: Entry) -> None:
    kim = a_known_reader(entry)
    top = Reply.objects.get()
    page.post(f"{address_of(entry)}reply/", {"text": "Thank you", "parent": str(top.public_id)})
    answer = Reply.objects.get(text="Thank you")

    send(kim, entry, text="You are welcome", parent=str(answer.public_id))

    assert answer.parent == top
    assert answer.by_runner
    assert Reply.objects.get(text="You are welcome").parent == top
    shown = shown_to(Client(), entry)
    assert shown.index("earlier") < shown.index("Thank you") < shown.index("You are welcome")


def test_a_reply_to_a_private_entry_or_a_closed_one_is_not_taken(
    page: Client, an_entry: WriteEntry
) -> None:
    private, closed = an_entry(public=False), an_entry()
    page.post(f"/journal/{closed.public_id}/replies/", {"closed": "yes"})
    _, client = an_old_account()

    assert send(client, private).status_code == 404  # type: ignore[attr-defined]
    answer = send(client, closed)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert SAID["text"] in answer.content.decode()  # type: ignore[attr-defined]
    assert not Reply.objects.exists()


def test_C10_replies_of_a_whole_journal_are_paused_with_one_press(
    page: Client, entry: Entry
) -> None:
    kim = a_known_reader(entry)
    said = {"slug": "robin-runs", "title": "", "look": "plain", "replies": "closed"}
    page.post("/journal/settings/", said)

    assert send(kim, entry).status_code == 409  # type: ignore[attr-defined]
    assert "No new replies here." in shown_to(Client(), entry)


# --- held, removed, blocked --------------------------------------------------------------------


def test_C09_a_reply_with_more_than_two_links_waits(entry: Entry) -> None:
    kim = a_known_reader(entry)

    send(kim, entry, text="two: https://a.example www.b.example")
    send(kim, entry, text="three: https://a.example https://b.example www.c.example")

    assert Reply.objects.get(text__startswith="two").state == "shown"
    three = Reply.objects.get(text__startswith="three")
    assert (three.state, three.why_held) == ("held", "links")


def test_C09_a_reply_from_an_account_younger_than_a_day_waits(
    entry: Entry, monday: time_machine.Traveller
) -> None:
    user, client = a_reader()
    reader = replies.signed_in_reader(user)
    Reply.objects.create(entry=entry, reader=reader, name="Kim", text="earlier", state="shown")

    send(client, entry, text="young")
    monday.shift(timedelta(days=1, minutes=1))
    send(client, entry, text="a day old")

    assert Reply.objects.get(text="young").why_held == "new_account"
    assert Reply.objects.get(text="a day old").state == "shown"


def test_a_journal_that_holds_every_reply_holds_them(runner: Runner, entry: Entry) -> None:
    kim = a_known_reader(entry)
    services.keep_settings(runner, {"replies": "held"})

    send(kim, entry, text="wait")

    assert Reply.objects.get(text="wait").why_held == "all"


def test_C09_one_reader_sends_one_reply_in_twenty_seconds_and_ten_an_hour(
    entry: Entry, monday: time_machine.Traveller
) -> None:
    kim = a_known_reader(entry)
    address = f"{address_of(entry)}reply/"
    assert kim.post(address, {**SAID, "text": "0"}).status_code == 200

    soon = kim.post(address, {**SAID, "text": "too soon"})
    codes = []
    for n in range(1, 11):
        monday.shift(21)
        codes.append(kim.post(address, {**SAID, "text": str(n)}).status_code)

    assert soon.status_code == 429
    assert 0 < int(soon["Retry-After"]) <= 20
    assert "too soon" in soon.content.decode()
    assert codes == [200] * 9 + [429]


def test_C09_one_connection_mails_one_address_three_times_an_hour(
    stranger: Client, entry: Entry, monday: time_machine.Traveller
) -> None:
    for n in range(6):
        stranger.post(f"{address_of(entry)}reply/", {**SAID, "text": str(n)})
        monday.shift(21)

    assert len(mail.outbox) == 3


def test_the_runner_removes_a_reply_and_its_writer_may_ask_once_more(
    page: Client, entry: Entry, other: Client
) -> None:
    kim = a_known_reader(entry)
    reply = Reply.objects.get()

    page.post(f"/journal/replies/{reply.public_id}/", {"do": "remove"})

    assert "earlier" not in shown_to(other, entry)
    assert "Ask to look once more" in shown_to(kim, entry)
    assert "Ask to look once more" not in shown_to(other, entry)
    assert other.get(f"/j/report/{reply.public_id}/").status_code == 404
    assert kim.post(f"/j/report/{reply.public_id}/", {"words": "why?"}).status_code == 302
    assert Report.objects.get().kind == "appeal"
    assert "why?" in page.get("/journal/replies/").content.decode()
    page.post(f"/journal/replies/{reply.public_id}/", {"do": "show"})
    assert "earlier" in shown_to(other, entry)


def test_C11_a_blocked_reader_is_not_told_and_not_heard(
    page: Client, entry: Entry, journal: Journal, other: Client
) -> None:
    kim = a_known_reader(entry)
    reply = Reply.objects.get()
    page.post(f"/journal/replies/{reply.public_id}/", {"do": "block"})

    thanked = send(kim, entry, text="Hear me")

    assert "Your reply is there." in thanked.content.decode()  # type: ignore[attr-defined]
    assert "Hear me" in shown_to(kim, entry)
    assert "you alone see it" not in shown_to(kim, entry)
    assert "Hear me" not in shown_to(other, entry)
    assert "Hear me" not in shown_to(page, entry)
    assert "Hear me" not in page.get("/journal/replies/").content.decode()
    assert "earlier" in shown_to(other, entry)
    assert journal_mail.news_of(journal).filter(text="Hear me").count() == 0


def test_C10_everything_one_reader_wrote_is_taken_down_in_one_act_and_can_come_back(
    page: Client, entry: Entry, other: Client
) -> None:
    kim = a_known_reader(entry)
    send(kim, entry, text="second")
    reply = Reply.objects.get(text="earlier")

    page.post(f"/journal/replies/{reply.public_id}/", {"do": "block", "remove_all": "1"})

    assert "earlier" not in shown_to(other, entry)
    assert "second" not in shown_to(other, entry)
    block = Block.objects.get()
    page.post(f"/journal/blocks/{block.reader.public_id}/")
    assert Reply.objects.filter(state="held", why_held="all").count() == 2


def test_nobody_moderates_the_journal_of_another(entry: Entry) -> None:
    kim = a_known_reader(entry)
    Runner.objects.create(user=User.objects.get(email="kim@example.org"))
    reply = Reply.objects.get()

    for did in ("remove", "show", "block", "leave"):
        answer = kim.post(f"/journal/replies/{reply.public_id}/", {"do": did})
        assert answer.status_code == 404
    reply.refresh_from_db()
    assert reply.state == "shown"


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["robin", "Robin", "R\u043ebin", "Rob1n", "ＲＯＢＩＮ", "R o b i n", "Ro\u200bbin", "Röbin"],
)
def test_C07_nobody_replies_under_a_name_that_looks_like_the_runners(
    stranger: Client, entry: Entry, name: str
) -> None:
    answer = send(stranger, entry, name=name)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Somebody here has that name" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Reply.objects.exists()


def test_C07_nor_under_another_readers(stranger: Client, entry: Entry) -> None:
    a_known_reader(entry)

    assert send(stranger, entry, name="K1m", email="x@example.org").status_code == 422  # type: ignore[attr-defined]
    assert send(stranger, entry, name="Kim from Leeds", email="x@example.org").status_code == 200  # type: ignore[attr-defined]


def test_C07_names_that_differ_are_not_the_same() -> None:
    assert len({skeleton(name) for name in ("Ann", "Anna", "Anne", "Ken", "Kim")}) == 5


@pytest.mark.parametrize("name", ["A\r\nBcc: all@example.org", "A\nB"])
def test_C23_a_name_stays_on_one_line_and_out_of_every_head_of_a_mail(
    stranger: Client, entry: Entry, name: str
) -> None:
    send(stranger, entry, name=name)

    assert "\n" not in Reply.objects.get().name
    assert set(mail.outbox[0].message().keys()) >= {"Subject", "To"}
    assert "Bcc" not in mail.outbox[0].message()
    assert mail.outbox[0].to == ["kim@example.org"]


def test_C23_a_name_with_a_nought_in_it_is_refused(stranger: Client, entry: Entry) -> None:
    assert send(stranger, entry, name="A\x00B").status_code == 422  # type: ignore[attr-defined]
    assert not Reply.objects.exists()


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{7*7}}", "<b>x</b>", "![x](y)"])
def test_C01_C21_words_of_a_reply_are_shown_as_they_are(
    page: Client, entry: Entry, words: str
) -> None:
    kim = a_known_reader(entry)
    send(kim, entry, text=words)
    reply = Reply.objects.get(text=words)

    from django.utils.html import escape

    assert escape(words) in shown_to(page, entry)
    assert "<script>alert" not in shown_to(page, entry)
    assert words in reply.text


# --- reports and kindness ----------------------------------------------------------------------


def test_C24_medical_advice_can_be_reported_as_such(
    stranger: Client, page: Client, entry: Entry
) -> None:
    a_known_reader(entry)
    reply = Reply.objects.get()

    assert (
        "It gives medical advice" in stranger.get(f"/j/report/{reply.public_id}/").content.decode()
    )
    stranger.post(f"/j/report/{reply.public_id}/", {"kind": "medical", "words": "No, rest"})

    shown = page.get("/journal/replies/").content.decode()
    assert "It gives medical advice" in shown
    assert "No, rest" in shown
    page.post(f"/journal/replies/{reply.public_id}/", {"do": "leave"})
    assert "No, rest" not in page.get("/journal/replies/").content.decode()


def test_C11_a_reported_entry_is_looked_at_by_who_looks_after_the_installation(
    stranger: Client, page: Client, entry: Entry
) -> None:
    stranger.post(f"{address_of(entry)}report/", {"kind": "abuse", "words": "names me"})
    staff = Client()
    staff.force_login(User.objects.create_superuser("admin@example.org", "a long password"))

    assert page.get("/journal/reports/").status_code == 404
    assert "names me" in staff.get("/journal/reports/").content.decode()
    staff.post("/journal/reports/", {"report": Report.objects.get().pk, "take_down": "1"})
    assert stranger.get(address_of(entry)).status_code == 404


def test_C24_the_author_of_dark_words_is_shown_where_help_is_and_nobody_else(
    page: Client, entry: Entry, other: Client
) -> None:
    kim = a_known_reader(entry)

    thanked = send(kim, entry, text="I want to die too.").content.decode()  # type: ignore[attr-defined]

    assert "emergency number" in thanked
    assert "findahelpline" not in shown_to(other, entry)


def test_C24_a_reply_never_reaches_the_engine(runner: Runner, page: Client, entry: Entry) -> None:
    from startline.web.planning.case import case_value

    before, version = case_value(runner, on=entry.on), runner.facts_version
    kim = a_known_reader(entry)
    send(kim, entry, text="Run 20 miles on Sunday, your physio is wrong: no more than 3 miles!")
    runner.refresh_from_db()

    assert runner.facts_version == version
    assert case_value(runner, on=entry.on) == before


def test_there_is_no_counter_of_likes() -> None:
    names = {one.name for model in (Entry, Reply, Reader, Journal) for one in model._meta.fields}
    assert not any("like" in name or "score" in name or "vote" in name for name in names)


# --- mails to the runner -----------------------------------------------------------------------


def test_C12_replies_are_told_in_one_mail_an_hour(
    runner: Runner, entry: Entry, monday: time_machine.Traveller
) -> None:
    kim = a_known_reader(entry)
    for n in range(3):
        send(kim, entry, text=f"<b>number {n}</b>")

    assert journal_mail.send_due_digests() == 1
    monday.shift(timedelta(seconds=5))
    send(kim, entry, text="another")
    assert journal_mail.send_due_digests() == 0
    monday.shift(timedelta(hours=1))
    assert journal_mail.send_due_digests() == 1
    monday.shift(timedelta(hours=2))
    assert journal_mail.send_due_digests() == 0

    first, second = mail.outbox
    assert first.to == [runner.user.email]
    assert "number 0" in first.body
    assert "number 2" in first.body
    assert "another" in second.body
    assert "number 0" not in second.body
    assert not getattr(first, "alternatives", None)
    assert "http://testserver/journal/replies/" in first.body


def test_the_digest_is_left_with_one_press_of_a_mail_program(
    runner: Runner, entry: Entry, journal: Journal
) -> None:
    kim = a_known_reader(entry)
    send(kim, entry)
    journal_mail.send_due_digests()
    head = mail.outbox[-1].extra_headers
    link = head["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    program = Client(enforce_csrf_checks=True)
    assert program.get(link).status_code == 200
    journal.refresh_from_db()
    assert journal.digest
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    journal.refresh_from_db()
    assert not journal.digest
    assert program.post(link[:-3] + "xx/").status_code == 404


def test_a_page_with_many_replies_asks_a_fixed_number_of_questions(
    entry: Entry, django_assert_max_num_queries: object
) -> None:
    kim = a_known_reader(entry)
    top = Reply.objects.get()
    Reply.objects.bulk_create(
        Reply(entry=entry, name=f"N{n}", text="x", state="shown", parent=top if n % 3 else None)
        for n in range(200)
    )
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert Client().get(address_of(entry)).status_code == 200
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert kim.get(address_of(entry)).status_code == 200
