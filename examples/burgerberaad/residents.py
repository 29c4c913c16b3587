"""Who of the people with a letter signs up, and what their form says. Nobody here exists.

The young and the practically educated sign up less often than others. The form tool exports what
people typed: semicolons, columns that the draw has no use for, and the mistakes that people make.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from sortition.stream import Stream

Row = dict[str, str]

CODE, AGREE = "Aanmeldcode (staat in uw brief)", "Ik ga akkoord met de privacyverklaring"
EDUCATION, CARE = "Wat is uw hoogste opleiding?", "Gebruikt u zorg of geeft u mantelzorg?"
UNSAID = "zeg ik liever niet"

AGES = {30: (90, 6), 45: (80, 8), 65: (95, 10), 200: (100, 12)}
"""Up to this age: how many of 1000 sign up, and how many of 100 use care or give it."""
LEVELS = {"praktisch opgeleid": (30, 45), "middelbaar opgeleid": (38, 85), "": (32, 150)}
"""Of each level of education: how many of 100 people have it, and how eagerly they sign up (%)."""
THEORETICAL = "theoretisch opgeleid"
DAYS = 35
"""In which people sign up."""


class Chance:
    """Chances that a seed fixes."""

    def __init__(self, seed: str) -> None:
        self.stream = Stream(seed, "story")

    def of(self, many: float, all_of: int = 100) -> bool:
        """True for so many of so many."""
        return self.stream.below(1_000_000) < 1_000_000 * many / all_of

    def one_of(self, things: Sequence[str]) -> str:
        """Any of these, equally likely."""
        return things[self.stream.below(len(things))]


def sign_ups(letters: Path, register: Path, today: datetime.date, seed: str) -> list[Row]:
    """The rows of the form tool, in the order of time, without mistakes.

    Parameters:
        letters: people-1.csv of the draw: who got a letter, with which code.
        register: for the dates of birth, which the letters do not need.
        today: the day on which the letters arrive.
    """
    born = {row["Persoonssleutel"]: row["Geboortedatum"] for row in _rows(register, ";")}
    chance = Chance(seed)
    found = []
    for person in sorted(_rows(letters, ","), key=lambda row: row["unit"]):
        birthday = _birthday(born[person["unit"]])
        age = (today - birthday).days // 365
        per_thousand, care = next(rates for limit, rates in AGES.items() if age < limit)
        level = _level(chance)
        if chance.of(per_thousand * LEVELS[level][1] / 100, 1000):
            found.append(_form(chance, person, birthday, level or THEORETICAL, care))
    moments = sorted(chance.stream.below(DAYS * 24 * 60) for _ in found)
    start = datetime.datetime.combine(today, datetime.time(8))
    for row, minutes in zip(chance.stream.shuffled(found), moments, strict=True):
        row["Tijdstempel"] = f"{start + datetime.timedelta(minutes=minutes):%d-%m-%Y %H:%M}"
    return sorted(found, key=lambda row: _moment(row))


def _level(chance: Chance) -> str:
    at = chance.stream.below(100)
    for level, (many, _) in LEVELS.items():
        if at < many:
            return level
        at -= many
    raise AssertionError


def _birthday(text: str) -> datetime.date:
    """A date of the register as people know it: they know the day that the register does not."""
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return datetime.date(year or 1950, month or 7, day or 1)


def _form(chance: Chance, person: Row, birthday: datetime.date, level: str, care: int) -> Row:
    """What one person fills in."""
    sex = {"M": "Man", "V": "Vrouw"}.get(person["sex"], "Zeg ik liever niet")
    helps = ["gebruikt zorg"] * care + ["mantelzorger"] * 12 + [UNSAID] * 5
    answer = chance.one_of([*helps, *["geen van beide"] * (100 - len(helps))])
    surname = " ".join(filter(None, (person["prefix"], person["surname"])))
    number = 10_000_000 + chance.stream.below(90_000_000)
    return {
        "Tijdstempel": "",
        CODE: person["code"] if chance.of(70) else person["code"].replace("-", " ").lower(),
        "Voornaam": person["given_names"].split(" ")[0],
        "Achternaam": surname,
        "E-mailadres": f"{surname.replace(' ', '').lower()}{number % 10_000}@post.example",
        "Telefoon": f"06-{number}",
        "Geboortedatum": f"{birthday:%d-%m-%Y}",
        "Geslacht": "zeg ik liever niet" if chance.of(1) else sex,
        EDUCATION: level.capitalize(),
        "In welke wijk woont u?": person["stratum wijk"],
        CARE: answer,
        "Waar hoorde u van het beraad?": chance.one_of(["de brief", "de krant", "een vriend", ""]),
        AGREE: "Ja",
    }


def with_mistakes(rows: Sequence[Row], seed: str) -> list[Row]:
    """The same with what goes wrong on real forms.

    Two codes have a slip, one is nonsense; somebody sends the form twice, somebody else twice with
    different answers; one does not agree, one forgets a question, and two are late.
    """
    chance = Chance(f"{seed} mistakes")
    made = [dict(row) for row in rows]
    order = chance.stream.shuffled(range(5, len(made) * 2 // 3))
    slip, other, nonsense, twice, differs, refuses, forgets = order[:7]
    for at in (slip, other):
        made[at][CODE] = _slipped(made[at][CODE])
    made[nonsense][CODE] = "weet ik niet meer"
    made[refuses][AGREE] = "Nee"
    made[forgets][EDUCATION] = ""
    again = dict(made[differs], **{CARE: "mantelzorger", EDUCATION: "Middelbaar opgeleid"})
    if again == made[differs]:
        again[EDUCATION] = "Praktisch opgeleid"
    for at in (-1, -2):
        moment = _moment(made[at]) + datetime.timedelta(days=2)
        made[at]["Tijdstempel"] = f"{moment:%d-%m-%Y %H:%M}"
    return [*made, dict(made[twice]), again]


def typed(row: Row) -> str:
    """The code of a row as it is in the letter."""
    return row[CODE].upper().replace(" ", "-")


def _slipped(code: str) -> str:
    """The code with another last character, one that is in codes."""
    return code[:-1] + ("4" if code[-1] != "4" else "7")


def _moment(row: Row) -> datetime.datetime:
    return datetime.datetime.strptime(row["Tijdstempel"], "%d-%m-%Y %H:%M")


def until(rows: Sequence[Row], day: datetime.date) -> list[Row]:
    """What the tool has on this day."""
    return [row for row in rows if _moment(row).date() <= day]


def write_form(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write the rows as a Dutch form tool does."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _rows(path: Path, delimiter: str) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
