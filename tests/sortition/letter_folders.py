"""Folders as the first draw writes them, with people made by hand: no register is read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sortition.examples import example_folder
from sortition.invitations.allocate import proportional
from sortition.invitations.draw import Invitee, Rule
from sortition.invitations.layout import SALT, StratumLine, wave_file
from sortition.invitations.model import Strata, Stratum
from sortition.invitations.private import Past, drawn_digest, make_letters, salt_bytes
from sortition.invitations.publish import Result, public_files
from sortition.invitations.record import read_waves
from sortition.invitations.writing import Files, write_first, write_later
from sortition.letters.mailing import Order
from sortition.stream import number
from stratification.register.model import LETTER_FIELDS, Choices, Frame, Reading, RegisterMap

DATE = datetime.date(2027, 2, 15)
RULE = Rule("openbaar zaad")
SALT_OF_CODES = bytes(range(32))
TEXTS = example_folder("letters") / "teksten.toml"
PROVIDED = {"holder": "Burgerzaken", "purpose": "Burgerberaad", "ground": "Verordening"}


def order(**changes: Any) -> Order:
    """An order for letters with the texts of the example."""
    return Order(**{"date": DATE, "texts": TEXTS, **changes})


def resident(unit: str, **fields: str) -> dict[str, str]:
    """Somebody in Zeewijk."""
    return (
        dict.fromkeys(("unit", "confidential", *LETTER_FIELDS), "")
        | {
            "unit": unit,
            "initials": "J.P.",
            "prefix": "van den",
            "surname": "Berg",
            "sex": "M",
            "street": "Kerkstraat",
            "house_number": unit.lstrip("0") or "0",
            "postcode": "2583XL",
            "place": "Zeewijk",
        }
        | fields
    )


def residents(count: int, **fields: str) -> list[dict[str, str]]:
    """So many people, all with these fields."""
    return [resident(f"{person:04}", **fields) for person in range(1, count + 1)]


def draw_folder(
    folder: Path,
    people: Sequence[Mapping[str, str]],
    *,
    size: int = 1000,
    frame: Frame = "persons",
    waves: int = 1,
) -> Path:
    """The folder of a draw in which these people get the letters of so many waves."""
    each = len(people) // waves
    for wave in range(1, waves + 1):
        _wave(folder, wave, people[(wave - 1) * each : wave * each], (size, frame))
    return folder


def _wave(
    folder: Path, wave: int, people: Sequence[Mapping[str, str]], whole: tuple[int, Frame]
) -> None:
    size, frame = whole
    drawn = sorted(people, key=lambda one: number(RULE.seed, RULE.label, one["unit"]))
    records = read_waves(folder / "record", wave - 1)
    earlier = sum(len(record.letters) for record in records)
    strata = Strata(("wijk",), (Stratum(("Noord",), size, earlier),))
    invitees = [Invitee("", one["unit"], None, 0) for one in drawn]
    letters = make_letters(wave, strata, invitees, drawn, Past(SALT_OF_CODES))
    columns = {name: name for name in ("id", "confidential", *LETTER_FIELDS)}
    result = Result(
        wave=wave,
        rule=RULE,
        mapping=RegisterMap(columns, frame=frame, provision=PROVIDED),
        choices=Choices(datetime.date(2026, 3, 1), ("wijk",)),
        reading=Reading("brp.csv", "0" * 64, size, (), size, size, 0),
        only=(),
        plan=proportional(strata, len(people)),
        strata=(StratumLine(strata.rows[0], len(people), "8", len(people)),),
        homes=(),
        letters=letters.lines,
        drawn=drawn_digest([one["unit"] for one in drawn]),
        addresses=letters.addresses,
        earlier=(earlier, "0" * 64, records[-1].digest) if records else (0, None, None),
    )
    private = {wave_file("people", wave): letters.people}
    if wave == 1:
        private[SALT] = salt_bytes(SALT_OF_CODES)
    files = Files(wave, public_files(result, "SELECT 1;\n"), private)
    (write_first if wave == 1 else write_later)(folder, files)
