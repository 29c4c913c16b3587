"""What kind of register is wanted, and what is to be wrong in it."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from typing import Literal

from sortition.register_synth.words import UNIT
from stratification.errors import Finding, InputError
from stratification.register.model import Frame
from stratification.text import is_writable

MOST_PEOPLE = 18_000_000
ALL_MUNICIPALITIES = 342
MINIMUM_AGE = 16
"""Who is this old on the reference date counts as eligible in what is said about a register."""

Format = Literal["csv", "parquet"]
Encoding = Literal["utf-8", "windows-1252"]


@dataclass(frozen=True)
class Rates:
    """How much is wrong or special in a register: so many of 100 000 people (or addresses).

    Parameters:
        partial_dates: birth dates of which the day, the month or everything is unknown.
        suspended: registrations that ended: O (died), E (emigrated), M, R or F.
        investigated: people who are not found at their address (089999).
        other_investigations: people of whom something else is in doubt (010310, the birth date),
            which is no reason to leave them out.
        confidential: people who have a disclosure block (geheimhouding).
        unknown_sex: people with O as their sex.
        invalid_addresses: addresses to which nothing can be posted, with all who live there.
        uncoded_addresses: addresses without their code (nummeraanduiding).
        duplicates: people whose row is there twice, exactly the same.
    """

    partial_dates: int = 100
    suspended: int = 2000
    investigated: int = 200
    other_investigations: int = 50
    confidential: int = 1000
    unknown_sex: int = 20
    invalid_addresses: int = 100
    uncoded_addresses: int = 100
    duplicates: int = 20


@dataclass(frozen=True)
class RegisterSettings:
    """What register is wanted.

    Parameters:
        people: how many are in it, 1 to 18 000 000 (rows that are there twice come on top).
        seed: any text; another seed is another register of the same kind.
        municipalities: how many, 1 to 342. All 342: those of the Netherlands in 2024, in proportion
            to their inhabitants (those that would get nobody are left out); fewer: invented towns.
        reference_date: the day that ages are made for.
        frame: a row per person, or a list of addresses with a row per address.
        bsn: whether people also get a made-up citizen service number, to see that it is refused.
        rates: what is wrong or special.
    """

    people: int
    seed: str
    municipalities: int = 1
    reference_date: datetime.date = datetime.date(2025, 1, 1)
    frame: Frame = "persons"
    bsn: bool = False
    rates: Rates = field(default_factory=Rates)


@dataclass(frozen=True)
class Form:
    """How a register is written down.

    Parameters:
        format: "csv" (semicolons) or "parquet".
        encoding: of the CSV; in Windows-1252 letters that it lacks lose their marks (ş: s).
    """

    format: Format = "csv"
    encoding: Encoding = "utf-8"


CSV = Form()


def check_settings(settings: RegisterSettings, form: Form = CSV) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    numbers = [
        ("people", settings.people, 1, MOST_PEOPLE),
        ("municipalities", settings.municipalities, 1, ALL_MUNICIPALITIES),
        ("reference date (year)", settings.reference_date.year, 1950, 2100),
        *((name, rate, 0, UNIT) for name, rate in asdict(settings.rates).items()),
    ]
    wrong = [
        Finding("synth-whole", {"name": n, "number": x, "least": low, "most": high})
        for n, x, low, high in numbers
        if not low <= x <= high
    ]
    if form.format == "parquet" and form.encoding != "utf-8":
        wrong.append(Finding("register-synth-parquet-encoding"))
    if settings.bsn and settings.frame == "addresses":
        wrong.append(Finding("register-synth-bsn-addresses"))
    if not is_writable(settings.seed):
        wrong.append(Finding("draw-text-damaged"))
    if wrong:
        raise InputError(*wrong)
