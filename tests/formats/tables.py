"""Tables made up for tests: exports of Strava and Garmin Connect in several languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# The first 19 headings, as each language writes them; the real tables go on to 103 columns.
STRAVA = {
    "en": ("Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,"
           "Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,"
           "Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,"
           "Max Speed"),
    "de": ("Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,"
           "Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Notiz,"
           "Ausrüstung,Dateiname,Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,"
           "Distanz,Höchstgeschw."),
    "xx": "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,f,p,g,q",  # a language nobody here knows
}  # fmt: skip
OLD = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename"


def a_table(rows: Iterable[Sequence[Any]], separator: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def a_strava(
    *rows: Sequence[Any], language: str = "en", n_columns: int = 19, separator: str = ","
) -> str:
    """`activities.csv`: the headings of a language, filled up to `n_columns`."""
    heading = STRAVA[language].split(",")
    more = [f"Column {i}" for i in range(len(heading), n_columns)]
    return a_table([[*heading, *more], *rows], separator)


def a_strava_row(
    number: int = 9_000_000_001,
    *,
    when: str = "Apr 4, 2026, 6:30:00 AM",
    kind: str = "Run",
    shown: str = "5.00",
    metres: float = 5000.0,
    elapsed_s: float = 1800,
    moving_s: float = 1790.0,
    file: str = "",
    text: str = "",
) -> list[Any]:
    """One row of it."""
    return [
        *(number, when, "Morning", kind, text, round(elapsed_s), shown, "", "", "false", "", ""),
        *(file, "", "", elapsed_s, moving_s, metres, 5.1),
    ]


GARMIN = {
    "en": ("Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,"
           "Moving Time,Elapsed Time"),
    "de": ("Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF,Max. HF,"
           "Zeit in Bewegung,Verstrichene Zeit"),
    "fr": ("Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,FC moyenne,FC max,"
           "Temps de déplacement,Temps écoulé"),
    "es": ("Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo,FC media,FC máxima,"
           "Tiempo en movimiento,Tiempo transcurrido"),
    "xx": "a,b,c,d,e,f,g,h,i,j,k",
}  # fmt: skip


def a_garmin(*rows: Sequence[Any], language: str = "en") -> str:
    """The CSV of Garmin Connect's list."""
    return a_table([GARMIN[language].split(","), *rows])


def a_garmin_row(
    kind: str = "Running", *, when: str = "2026-04-04 07:30:00", distance: str = "5.00"
) -> list[str]:
    """One row of it."""
    return [
        *(kind, when, "false", "Morning", distance, "400", "00:30:00", "150", "--"),
        *("00:29:50", "00:31:00"),
    ]
