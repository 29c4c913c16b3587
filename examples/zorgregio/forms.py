"""What residents of the care region fill in on the form of the hub. Nobody exists."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from sortition.stream import Stream

CODE, AGREE = "Aanmeldcode", "Ik ga akkoord"
CARE = ("gebruikt zorg", "mantelzorger", "geen van beide", "zeg ik liever niet")
EAGER = {"16-29": 12, "30-44": 16, "45-64": 20, "65+": 24}
"""How eagerly people of an age sign up."""
SIGN_UPS = 170
"""About how many sign up, however many letters there are."""


def write_form(path: Path, municipalities: Sequence[str], seed: str) -> None:
    """What the residents fill in: they have their own letters before them.

    One mistypes the code, and one does not agree.

    Parameters:
        municipalities: their folders.
    """
    stream = Stream(seed, "zorgregio")
    people = [(name, person) for name in municipalities for person in _letters(name)]
    rows = [
        _form(stream, name, person)
        for name, person in people
        if stream.below(18 * len(people)) < EAGER[person["stratum leeftijd"]] * SIGN_UPS
    ]
    slip, refusal = rows[10], rows[20]
    slip[CODE] = slip[CODE][:-1] + ("4" if slip[CODE][-1] != "4" else "7")
    refusal[AGREE] = "Nee"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _letters(name: str) -> list[dict[str, str]]:
    """Who got a letter in a municipality, in an order that no code changes."""
    path = Path(name, "brieven", "private", "people-1.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda person: person["unit"])


def _form(stream: Stream, municipality: str, person: dict[str, str]) -> dict[str, str]:
    surname = " ".join(filter(None, (person["prefix"], person["surname"])))
    number = stream.below(10_000)
    return {
        "Tijdstip": f"{1 + stream.below(14):02}-02-2027 {8 + stream.below(14):02}:00",
        CODE: person["code"].lower(),
        "Naam": f"{person['given_names'].split(' ')[0]} {surname}",
        "E-mailadres": f"{surname.replace(' ', '').lower()}{number}@post.example",
        "Postcode": person["postcode"],
        "Huisnummer": person["house_number"] + person["house_letter"],
        "Gemeente": municipality,
        "Hoe oud bent u?": person["stratum leeftijd"],
        "Geslacht": {"M": "Man", "V": "Vrouw"}.get(person["sex"], CARE[3]),
        "Gebruikt of geeft u zorg?": CARE[(0, 0, 1, 1, 2, 2, 2, 2, 2, 3)[stream.below(10)]],
        AGREE: "Ja",
    }
