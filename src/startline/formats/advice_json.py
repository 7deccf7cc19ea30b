"""Advice as JSON, in the order of the published schema. Codes and values, never sentences."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from startline.engine import advice as a
from startline.engine.plans import CrossTraining, Reason
from startline.formats.strict_json import write_json

FORMAT_VERSION = 1


def write_advice(advice: a.Advice, *, indent: int | None = None) -> str:
    """The Advice as strict JSON; equal advice gives equal bytes."""
    return write_json(advice_to(advice), indent=indent)


def advice_to(advice: a.Advice) -> dict[str, Any]:
    """The Advice as plain JSON values."""
    return {
        "startline": FORMAT_VERSION,
        "engine_version": advice.engine_version,
        "on": advice.on.isoformat(),
        "seed": advice.seed,
        "status": advice.status,
        "newest_input_on": advice.newest_input_on.isoformat() if advice.newest_input_on else None,
        "data_age_days": advice.data_age_days,
        "reasons": [_reason(r) for r in advice.reasons],
        "today": _day(advice.today),
        "next_long_run": _day(advice.next_long_run) if advice.next_long_run else None,
        "onset": _onset(advice.onset) if advice.onset else None,
        "plan": [_planned(day) for day in advice.plan],
        "conflicts": [_reason(r) for r in advice.conflicts],
        "outlook": _outlook(advice.outlook) if advice.outlook else None,
        "missed": _missed(advice.missed) if advice.missed else None,
        "treatment": dict(advice.treatment) if advice.treatment else None,
        "to_ask": [_reason(r) for r in advice.to_ask],
        "assumptions": list(advice.assumptions),
    }


def _known(**values: Any) -> dict[str, Any]:
    """Only what is known: a missing value is left out."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
        if value is not None
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return (
        {"code": reason.code, "values": dict(reason.values)}
        if reason.values
        else {"code": reason.code}
    )


def _day(day: a.DayAdvice) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        **_known(kind=day.kind),
        "programmed_km": day.programmed_km,
        "advised_km": day.advised_km,
        "max_run_km": day.max_run_km,
        "turn_back_km": day.turn_back_km,
        "p_pain_free": day.p_pain_free,
        **_known(p_pain_free_range=day.p_pain_free_range and list(day.p_pain_free_range)),
        "bounds": [
            {
                "code": b.code,
                "max_run_km": b.max_run_km,
                "binding": b.binding,
                **_known(by=b.by, until=b.until, restriction=b.restriction),
            }
            for b in day.bounds
        ],
        **_known(light=day.light),
        "cross_train": _cross_train(day.cross_train),
        "reasons": [_reason(r) for r in day.reasons],
    }


def _outlook(outlook: a.OutlookAdvice) -> dict[str, Any]:
    return {
        "race_on": outlook.race_on.isoformat(),
        "options": [_option(one) for one in outlook.options],
        "anchors": [dict(one) for one in outlook.anchors],
    }


def _option(one: a.OptionOutlook) -> dict[str, Any]:
    inside = one.p_pain_within_limit
    return {
        "code": one.code,
        "p_start": asdict(one.p_start),
        "p_finish": asdict(one.p_finish),
        **_known(p_pain_within_limit=inside and asdict(inside)),
        "p_flare_up": asdict(one.p_flare_up),
        "finish_min": asdict(one.finish_min) if one.finish_min else None,
        "longest_run_km": list(one.longest_run_km),
        **_known(decide_by=one.decide_by),
        "reasons": [_reason(r) for r in one.reasons],
    }


def _cross_train(sessions: tuple[CrossTraining, ...]) -> list[dict[str, Any]]:
    return [asdict(session) for session in sessions]


def _onset(onset: a.OnsetAdvice) -> dict[str, Any]:
    change = None
    if onset.change_per_week is not None and onset.change_credible_80 is not None:
        low, high = onset.change_credible_80
        change = {
            "median": round(onset.change_per_week, 4),
            "credible_80": [round(low, 4), round(high, 4)],
        }
    return {
        "median_km": onset.median_km,
        "credible_80_km": list(onset.credible_80_km),
        "p_from_first_step": onset.p_from_first_step,
        "p_pain_free": [{"km": km, "p": p} for km, p in onset.p_pain_free],
        "n_informative_runs": onset.n_informative_runs,
        **_known(change_per_week=change),
        "p_improving": round(onset.p_improving, 4),
        "p_plateau": round(onset.p_plateau, 4),
        "verdict": onset.verdict,
    }


def _missed(missed: a.MissedAdvice) -> dict[str, Any]:
    kept = missed.cross_kept
    return {
        "n_missed": missed.n_missed,
        "n_shortened": missed.n_shortened,
        "n_moved": missed.n_moved,
        "n_unknown": missed.n_unknown,
        "longest_gap_days": missed.longest_gap_days,
        "aerobic_kept": asdict(missed.aerobic_kept),
        "durability_kept": asdict(missed.durability_kept),
        **({"cross_kept": asdict(kept)} if kept else {}),
        **({"cost_min": asdict(missed.cost_min)} if missed.cost_min else {}),
        "reasons": [_reason(r) for r in missed.reasons],
    }


def _planned(day: a.PlannedDay) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        "kind": day.kind,
        "distance_km": day.distance_km,
        "duration_min": day.duration_min,
        "programmed_km": day.programmed_km,
        "cross_train": _cross_train(day.cross_train),
        **_known(
            run_walk=day.run_walk and _known(**asdict(day.run_walk)),
            p_pain_free=day.p_pain_free,
            over_limit=day.over_limit,
        ),
        "reasons": [_reason(r) for r in day.reasons],
    }
