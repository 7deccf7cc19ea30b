"""A runner grants, sees who looked, and ends it at any time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from startline.web.accounts.models import Runner, User
from startline.web.audit.models import Entry
from startline.web.clinic import services
from startline.web.clinic.models import Proposal, Share
from startline.web.planning.models import Appointment, Restriction
from startline.web.planning.selectors import shown_advice
from startline.web.runlog.models import Run
from tests.web.accounts.every_address import every_address
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_runner, a_user

LIMIT = {"unit": "mi", "max_run": "6", "reason": "settle first"}


def at(share: Share, more: str = "") -> str:
    return f"/shared/{share.public_id}/{more}"


# --- links -------------------------------------------------------------------------------------


def test_Z10_a_link_carries_256_bits_and_leaves_the_address_with_a_press(runner: Runner) -> None:
    share, token = a_share(runner)
    visitor = Client()

    assert len(token) >= 43
    page = visitor.get(f"/shared/open/{token}/")
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"
    answer = visitor.post(f"/shared/open/{token}/")
    assert answer["Location"] == at(share)
    assert token not in visitor.get(at(share)).content.decode()
    share.refresh_from_db()
    assert share.n_opened == 1
    assert share.last_opened_at is not None


def test_Z14_a_preview_that_follows_the_link_opens_and_counts_nothing(runner: Runner) -> None:
    share, token = a_share(runner)
    visitor = Client()

    visitor.get(f"/shared/open/{token}/")

    share.refresh_from_db()
    assert share.n_opened == 0
    assert visitor.get(at(share)).status_code == 404


def test_a_share_is_kept_as_a_hash_of_its_token(runner: Runner) -> None:
    share, token = a_share(runner)

    assert token not in str(Share.objects.filter(pk=share.pk).values())


@pytest.mark.parametrize("gone", ["ended", "expired", "taken"])
def test_Z11_a_link_that_is_over_opens_nothing_anywhere(
    runner: Runner, physio: User, gone: str
) -> None:
    share, token = a_share(runner)
    visitor = Client()
    visitor.post(f"/shared/open/{token}/")
    assert visitor.get(at(share)).status_code == 200

    if gone == "ended":
        services.end(share, by=runner.user)
    elif gone == "expired":
        Share.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        services.accept(share, physio)

    assert visitor.get(f"/shared/open/{token}/").status_code == 404
    for more in ("", "limit/"):
        assert visitor.get(at(share, more)).status_code == 404


def test_Z09_ending_a_share_closes_the_clinicians_open_page(
    page: Client, clinic: Client, granted: Share
) -> None:
    assert clinic.get(at(granted)).status_code == 200

    page.post(f"/sharing/{granted.public_id}/end/")

    assert clinic.get(at(granted)).status_code == 404
    assert clinic.post(at(granted, "limit/"), LIMIT).status_code == 404


def test_Z08_a_clinician_of_one_runner_cannot_reach_another(granted: Share, clinic: Client) -> None:
    other, _ = a_share(a_runner("quentin@example.org"), name="Somebody")

    assert clinic.get(at(other)).status_code == 404
    assert "quentin" not in clinic.get("/shared/").content.decode()


def test_Z03_a_share_nobody_took_belongs_to_nobody_who_is_signed_in(runner: Runner) -> None:
    share, _ = a_share(runner)

    assert signed_in(a_user("curious@example.org")).get(at(share)).status_code == 404
    assert Client().get(at(share)).status_code == 404


def test_a_runner_cannot_become_their_own_clinician(runner: Runner) -> None:
    share, _ = a_share(runner)

    assert not services.accept(share, runner.user)


def test_Z12_what_was_not_granted_is_not_on_the_page(runner: Runner, physio: User) -> None:
    share, _ = a_share(runner, scopes=["plan"])
    services.accept(share, physio)

    shown = signed_in(physio).get(at(share)).content.decode()

    assert "The coming days" in shown
    assert "The last two weeks" not in shown
    assert "Notes" not in shown


def test_an_invitation_by_mail_carries_the_link(page: Client, runner: Runner) -> None:
    page.post("/account/reauthenticate/", {"password": "a long password"})
    invitation = {
        "name": "Kim",
        "role": "physiotherapist",
        "scopes": ["runs", "plan"],
        "email": "kim@clinic.example",
    }

    answer = page.post("/sharing/invite/", invitation)

    assert answer.status_code == 200
    assert "/shared/open/" in mail.outbox[0].body
    assert mail.outbox[0].to == ["kim@clinic.example"]


def test_A17_a_new_share_asks_for_a_fresh_sign_in(page: Client) -> None:
    answer = page.get("/sharing/invite/")

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


# --- limits ------------------------------------------------------------------------------------


def test_a_limit_of_the_clinician_binds_at_once(
    runner: Runner, granted: Share, clinic: Client
) -> None:
    assert clinic.post(at(granted, "limit/"), {**LIMIT, "max_run": "1"}).status_code == 302

    runner.refresh_from_db()
    limit = Restriction.objects.get(runner=runner, max_run_km=1.609)
    assert (limit.set_by, limit.by, limit.author) == ("clinician", "Kim", granted.clinician)
    advice = shown_advice(runner).advice
    assert advice is not None
    assert all((day.distance_km or 0) <= 1.609 for day in advice.plan)
    assert Entry.objects.filter(runner=runner, action="limit.set", actor_name="Kim").exists()


def test_E04_ninety_typed_for_nine_is_asked_about(granted: Share, clinic: Client) -> None:
    answer = clinic.post(at(granted, "limit/"), {**LIMIT, "max_run": "90"})

    assert answer.status_code == 422
    assert "90 mi? The longest run in 30 days was 15 mi." in answer.content.decode()
    assert not Restriction.objects.filter(author=granted.clinician).exists()
    confirmed = {**LIMIT, "max_run": "90", "confirmed": "on"}
    assert clinic.post(at(granted, "limit/"), confirmed).status_code == 302


def test_E05_of_two_clinicians_the_lowest_limit_binds_and_both_are_shown(
    page: Client, runner: Runner, granted: Share, clinic: Client
) -> None:
    clinic.post(at(granted, "limit/"), LIMIT)

    shown = page.get("/limits/").content.decode()

    assert "at most 9 mi a run" in shown
    assert "at most 6 mi a run" in shown
    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert advice is not None
    assert max(day.distance_km or 0 for day in advice.plan) <= 9.656


def test_Z07_a_runner_cannot_lift_what_a_clinician_set(page: Client, runner: Runner) -> None:
    limit = Restriction.objects.get(runner=runner)

    page.post(f"/limits/{limit.public_id}/lift/")

    limit.refresh_from_db()
    assert limit.lifted_on is None


def test_E06_a_limit_past_its_last_day_binds_until_somebody_says_it_is_over(
    page: Client, runner: Runner, monday: object
) -> None:
    limit = Restriction.objects.get(runner=runner)
    Restriction.objects.filter(pk=limit.pk).update(until_day="2026-03-22")
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)
    page.post("/today/refresh/")

    assert "Its last day has passed" in page.get("/limits/").content.decode()
    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert advice is not None
    assert any(bound.code == "clinician_limit" for bound in advice.today.bounds)
    page.post(f"/limits/{limit.public_id}/lift/")
    limit.refresh_from_db()
    assert limit.lifted_by == "runner"


def test_C28_what_a_clinician_lifts_is_free_from_the_next_day_on(
    runner: Runner, granted: Share, clinic: Client
) -> None:
    clinic.post(at(granted, "limit/"), {**LIMIT, "max_run": "1"})
    limit = Restriction.objects.get(author=granted.clinician)

    clinic.post(at(granted, f"limit/{limit.public_id}/lift/"))

    limit.refresh_from_db()
    assert limit.lifted_on is not None
    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert advice is not None
    assert advice.today.max_run_km <= 1.609
    assert max(day.distance_km or 0 for day in advice.plan) > 1.609


def test_C29_ending_a_share_lifts_nothing(page: Client, granted: Share, clinic: Client) -> None:
    clinic.post(at(granted, "limit/"), LIMIT)

    page.post(f"/sharing/{granted.public_id}/end/")

    limit = Restriction.objects.get(author=granted.clinician)
    assert limit.lifted_on is None


def test_Z15_a_clinician_who_leaves_leaves_their_limit_and_name(
    page: Client, granted: Share, clinic: Client, physio: User
) -> None:
    clinic.post(at(granted, "limit/"), LIMIT)

    physio.delete()

    limit = Restriction.objects.get(max_run_km=9.656)
    assert (limit.by, limit.author, limit.lifted_on) == ("Kim", None, None)
    assert "Set by Kim." in page.get("/limits/").content.decode()


def test_a_link_alone_sets_nothing_and_proposes_what_the_runner_may_take(
    page: Client, runner: Runner
) -> None:
    share, token = a_share(runner)
    visitor = Client()
    visitor.post(f"/shared/open/{token}/")

    visitor.post(at(share, "limit/"), LIMIT)

    assert Restriction.objects.filter(runner=runner).count() == 1
    proposal = Proposal.objects.get(share=share)
    assert "at most 6 mi a run" in page.get("/sharing/").content.decode()
    page.post(f"/sharing/proposals/{proposal.public_id}/", {"answer": "take"})
    limit = Restriction.objects.get(max_run_km=9.656)
    assert (limit.set_by, limit.told_by_runner, limit.by) == ("clinician", True, "Kim")


# --- who looked --------------------------------------------------------------------------------


def test_Z20_the_runner_reads_who_looked_and_nobody_can_change_it(
    page: Client, runner: Runner, granted: Share, clinic: Client
) -> None:
    clinic.get(at(granted))

    shown = page.get("/record/").content.decode()

    assert "looked at the overview" in shown
    assert "Kim" in shown
    entry = Entry.objects.filter(runner=runner, action="looked.overview").get()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_Z16_nobody_signs_in_as_somebody_else() -> None:
    from django.urls import get_resolver

    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert not {name for name in names if "impersonate" in name or "hijack" in name}


def test_the_list_of_a_clinician_shows_the_last_two_weeks_of_everybody_who_granted_them(
    granted: Share, clinic: Client, physio: User
) -> None:
    hidden = a_runner("quentin@example.org", unit="km")
    share, _ = a_share(hidden, scopes=["plan"])
    services.accept(share, physio)
    Run.objects.create(runner=hidden, on="2026-03-22", distance_km=7.0)

    listed = clinic.get("/shared/").content.decode()

    assert "5 runs, 31.9 mi, the longest 10 mi" in listed
    assert "began between" in listed
    assert "6 done" in listed
    assert "quentin" in listed
    assert "7 km" not in listed
    looks = Entry.objects.filter(action="looked.list")
    assert [one.runner_id for one in looks] == [granted.runner_id]


def test_the_list_of_a_clinician_asks_as_much_of_the_database_for_ten_runners_as_for_one(
    granted: Share, clinic: Client, physio: User
) -> None:
    def reads() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert clinic.get("/shared/").status_code == 200
        return sum(one["sql"].startswith("SELECT") for one in asked)

    before = reads()
    for n in range(9):
        share, _ = a_share(a_runner(f"runner{n}@example.org"))
        services.accept(share, physio)

    assert reads() == before <= 12


def test_Z09_ending_a_share_closes_every_address_of_it(
    page: Client, clinic: Client, granted: Share
) -> None:
    addresses = [
        path
        for one in every_address()
        if "<uuid:share_id>" in one.route
        for path in one.paths
        if str(granted.public_id) in path
    ]
    open_before = [path for path in addresses if clinic.get(path).status_code == 200]
    assert len(open_before) >= 4

    page.post(f"/sharing/{granted.public_id}/end/")

    assert {path: clinic.get(path).status_code for path in open_before} == dict.fromkeys(
        open_before, 404
    )
    assert "robin" not in clinic.get("/shared/").content.decode()


def test_what_the_runner_would_like_to_know_stands_on_the_page_to_hand_over(
    page: Client, runner: Runner
) -> None:
    visit = Appointment.objects.filter(runner=runner, on__gte="2026-03-23").earliest("on")
    address = f"/visits/{visit.public_id}/ask/"

    page.post(address, {"note": "May I cycle?\r\nIs the half an option?"})

    handed_over = page.get("/report/").content.decode()
    assert "<li>May I cycle?</li>" in handed_over
    assert "<li>Is the half an option?</li>" in handed_over
    assert "May I cycle?" in page.get("/visits/").content.decode()
    too_long = page.post(address, {"note": "x" * 3000}, follow=True)
    assert too_long.status_code == 200
    visit.refresh_from_db()
    assert visit.note == "May I cycle?\nIs the half an option?"
    assert page.get(address).status_code == 405
    assert signed_in(a_runner("other@example.org").user).post(address).status_code == 404


def test_the_clinicians_page_asks_a_fixed_number_of_questions_of_the_database(
    granted: Share, clinic: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert clinic.get(at(granted)).status_code == 200
