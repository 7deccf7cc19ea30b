"""Should I stop now? What the traffic light says during a run, as words; never a distance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from startline.engine.screening.traffic_light import Light
from startline.words.language import N_, _

NOW: Mapping[Light, str] = {
    Light.GREEN: N_("Green. Go on easily, no faster and no further than advised."),
    Light.AMBER: N_("Amber. No faster and no further than advised. If it grows, turn for home."),
    Light.RED: N_("Red. Stop. Turn for home, walking."),
}
"""What to do at a rating, by its light."""

SIGN_NOW = N_("Stop. Turn for home, walking, or have somebody fetch you.")
LIMP_OR_SHARP = N_("A limp, or sharp pain: stop, whatever the number.")


def rules(lights: Mapping[str, Sequence[Light]], most: int | None) -> Iterator[str]:
    """The rules of this runner's light, strictest last.

    >>> from startline.engine.screening.while_running import lights_while_running
    >>> for line in rules(lights_while_running("knee", 4), 4): print(line)
    Green: pain up to 2 of 10 that stays or eases. Go on.
    Amber: pain of 3 that stays or eases, or up to 2 that grows. Do not add.
    Red: pain of 4 or more, or of 3 that grows. Stop and turn for home.
    A limp, or sharp pain: stop, whatever the number.
    """
    steady, grows = lights["steady"], lights["worsened"]
    green, amber = _last(steady, Light.GREEN), _last(steady, Light.AMBER)
    grown = _last(grows, Light.AMBER)
    yield _green(green)
    if max(amber, grown) > 0:
        yield _amber(green, amber, grown)
    yield _red(max(green, amber) + 1, grown + 1)
    if most == max(green, amber):  # it may be what turns the light red
        yield _("You and your limits accept pain up to {nrs} of 10 while running.").format(nrs=most)
    yield _(LIMP_OR_SHARP)


def _last(lights: Sequence[Light], light: Light) -> int:
    """The highest rating with this light; 0 where none has it."""
    return max((nrs for nrs, one in enumerate(lights) if one is light), default=0)


def _green(most: int) -> str:
    if most == 0:
        return _("Green: no pain. Go on.")
    return _("Green: pain up to {nrs} of 10 that stays or eases. Go on.").format(nrs=most)


def _amber(green: int, amber: int, grown: int) -> str:
    if amber <= green:
        return _("Amber: pain up to {nrs} that grows. Do not add.").format(nrs=grown)
    stays = _span(green + 1, amber)
    if grown == 0:
        return _("Amber: pain of {pain} that stays or eases. Do not add.").format(pain=stays)
    return _(
        "Amber: pain of {pain} that stays or eases, or up to {nrs} that grows. Do not add."
    ).format(pain=stays, nrs=grown)


def _red(stays: int, grows: int) -> str:
    if grows >= stays:
        return _("Red: pain of {nrs} or more. Stop and turn for home.").format(nrs=stays)
    return _(
        "Red: pain of {nrs} or more, or of {grows} that grows. Stop and turn for home."
    ).format(nrs=stays, grows=_span(grows, stays - 1))


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"
