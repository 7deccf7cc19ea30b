"""Sentences that the phone's own scripts say. `{…}` names are filled in there."""

from __future__ import annotations

from django.utils.translation import gettext as _


def phone_words() -> dict[str, str]:
    """Each sentence in the reader's language, by its name in the scripts."""
    return {
        "unsent": _("Saved on this phone, not sent yet ({n})"),
        "oldest": _("The oldest is from {when}."),
        "may_go": _(
            "A phone may delete what is not sent after some days without use. "
            "Open startline with a connection soon."
        ),
        "sending": _("It is sent as soon as there is a connection."),
        "send_now": _("Send now"),
        "sign_in": _("Sign in to send them. They are kept until then."),
        "sign_in_link": _("Sign in"),
        "other_account": _(
            "{n} entries of another account wait on this phone. They are not sent from this one."
        ),
        "clock_off": _("This phone’s clock is {n} minutes off. Check the day of what you logged."),
        "look": _("This entry needs a look before it can be sent"),
        "confirm": _("Yes, that is right"),
        "discard": _("Discard it"),
        "discard_sure": _("Discard it for good?"),
        "both": _("This run was changed in another place. Keep which one?"),
        "stored": _("Stored"),
        "yours": _("Yours, from this phone"),
        "keep_stored": _("Keep what is stored"),
        "use_mine": _("Use mine"),
        "reload": _("A new version of startline is ready."),
        "reload_now": _("Reload"),
        "leave_title": _("{n} entries on this phone are not sent yet"),
        "leave_text": _("Signing out takes everything of yours off this phone."),
        "leave_send": _("Send them, then sign out"),
        "leave_discard": _("Discard them and sign out"),
        "leave_stay": _("Stay signed in"),
        "leave_unsent": _("They could not be sent. They are still on this phone."),
        "as_of": _("As of {when}. No distance is shown until there is a connection."),
        "as_of_plain": _("As of {when}."),
        "nothing_kept": _("Nothing of yours is kept on this phone."),
        "no_suggestion": _("No suggestion was there when this was kept."),
        "kind_run": _("A run"),
        "kind_change": _("A changed run"),
        "kind_morning": _("A morning"),
        "kind_sign": _("A sign"),
        "so_far": _("{far} {unit} so far, by this phone"),
        "no_position": _("The distance is not counted. Type or tap it when you mark something."),
        "turn_now": _("Turn for home now."),
        "is_today": _("That is today’s distance."),
        "begins_at": _("It began at {far} {unit}."),
        "begins": _("It began. Tap where, now or at the end."),
        "no_distance": _("No distance is shown without a connection: what is kept is too old."),
    }
