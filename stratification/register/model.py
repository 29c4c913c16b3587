"""What a register of residents is read with: the map of its columns and what is decided beforehand.

A *register* has one row per person (or per address). A *map*, a TOML file, says which column holds
what. Nobody may be invited who is not *eligible* on the *reference date*; every *step* that leaves
people out is counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from stratification.ages import Ages
from stratification.errors import Finding

Frame = Literal["persons", "addresses"]

NAME_FIELDS = (
    "initials",
    "given_names",
    "prefix",  # tussenvoegsel
    "surname",
    "partner_prefix",
    "partner_surname",
    "name_use",  # naamgebruik: E own, P partner's, V partner's before own, N own before partner's
    "sex",
)
ADDRESS_FIELDS = (
    "street",
    "house_number",
    "house_letter",
    "house_addition",
    "house_sign",  # aanduiding bij huisnummer: by (bij) or to (tegenover)
    "postcode",
    "place",
)
LETTER_FIELDS = (*NAME_FIELDS, *ADDRESS_FIELDS, "language")
"""What a letter needs of somebody who is drawn: all that leaves the register."""

FIELDS = (
    "id",
    "address",  # the code of the address (BAG nummeraanduiding); else it is made of ADDRESS_FIELDS
    "birth_date",
    *LETTER_FIELDS,
    "suspension",  # reden opschorting bijhouding
    "investigation",  # aanduiding gegevens in onderzoek
    "confidential",  # indicatie geheim
    "residents",  # of an address list: how many people live there
)


@dataclass(frozen=True)
class StratumColumn:
    """A column by which letters may be spread.

    Parameters:
        name: what it is called in targets and results.
        column: the header in the register; None: the age on the reference date, in `bands`.
        bands: the ages that count as one value, for an age only.
        values: what is written in the register -> what it is called; empty: as it is written.
    """

    name: str
    column: str | None
    bands: tuple[Ages, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterMap:
    """Which column of a register holds what, and who is eligible.

    Parameters:
        columns: field (one of `FIELDS`) -> header.
        strata: the columns by which letters may be spread, in the order of the file.
        frame: what gets a letter.
        drop: headers that are never read on: a citizen service number must be named here.
        minimum_age, maximum_age: on the reference date; None: any.
        undetermined: whether somebody whose birth date is too incomplete to tell is "in" or "out";
            None: nobody decided, so it is an error when there is such a person.
        provision: "holder", "purpose" and "ground": what the register of provision says of taking
            these data from the register of residents.
    """

    columns: Mapping[str, str]
    strata: tuple[StratumColumn, ...] = ()
    frame: Frame = "persons"
    drop: tuple[str, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    undetermined: Literal["in", "out"] | None = None
    provision: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What is decided when a register is read.

    Parameters:
        reference_date: the day on which ages count.
        strata: names of `RegisterMap.strata` that are used, in order.
        excluded: files with ids that get no letter (office holders), one per row.
        one_per_address: of a frame of persons, at most one letter goes to an address.
    """

    reference_date: datetime.date
    strata: tuple[str, ...] = ()
    excluded: tuple[Path, ...] = ()
    one_per_address: bool = False


@dataclass(frozen=True)
class Step:
    """A rule that left people out. `code` names a sentence in `stratification.messages`."""

    code: str
    removed: int


@dataclass(frozen=True)
class Reading:
    """What was read of a register: counts and digests, nothing about a person.

    `digest` is the SHA-256 of the file's bytes. `rows` = sum of all `removed` + people eligible.
    `units` are what can get a letter: the people eligible, or their addresses. `confidential` of
    these have a disclosure block (geheimhouding).
    """

    name: str
    digest: str
    rows: int
    steps: tuple[Step, ...]
    people: int
    units: int
    confidential: int
    excluded_digests: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Finding, ...] = ()
