"""An outcome of a first draw to show, made by hand: no register is read for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sortition.invitations.allocate import proportional
from sortition.invitations.draw import Rule
from sortition.invitations.homes import Home
from sortition.invitations.invite import Invited
from sortition.invitations.layout import StratumLine
from sortition.invitations.model import Forecast, Plan, Shortage, Strata, Stratum
from stratification.register.model import Choices, Reading, RegisterMap, Step

STRATA = Strata(
    ("gemeente", "leeftijd"),
    (
        Stratum(("Duindorp", "16-39"), 6_000),
        Stratum(("Duindorp", "40+"), 9_000),
        Stratum(("Zeewijk", "16-39"), 18_000),
        Stratum(("Zeewijk", "40+"), 27_000),
    ),
)
HOMES = (
    Home("1", 13_000, 13_000, Fraction(1, 50), Fraction(1, 50)),
    Home("2", 12_500, 25_000, Fraction(99, 5000), Fraction(99, 5000)),
    Home("3+", 6_000, 22_000, Fraction(39, 2000), Fraction(39, 2000)),
)
FILES = (
    *("record/draw-1.sql", "record/homes-1.csv", "record/letters-1.csv", "record/provision.csv"),
    *("record/strata-1.csv", "record/wave-1.json", "private/people-1.csv", "private/salt.txt"),
)
FORECAST = Forecast(
    1200, 0.962, 0.951, 0.97, 2000, (31, 44, 62), (Shortage("leeftijd", "16-39", 0.031),)
)
MODEL = {
    "response": {"kind": "observed", "source": "2024.csv", "expected": 0.0367},
    "uncertainty": {"campaign": 0.2, "values": [0.15]},
}


def lines(
    strata: Strata, plan: Plan, forecast: Sequence[tuple[str, ...]] = ()
) -> tuple[StratumLine, ...]:
    """The rows of the table of strata."""
    others = proportional(strata, plan.total).letters
    cells = forecast or [()] * len(strata.rows)
    rows = zip(strata.rows, plan.letters, others, cells, strict=True)
    return tuple(
        StratumLine(row, letters, "8" if letters else "", other, some)
        for row, letters, other, some in rows
    )


def invited(**changes: Any) -> Invited:
    """1,200 letters spread in proportion over 60,000 people."""
    plan = proportional(STRATA, 1200)
    made = Invited(
        wave=1,
        rule=Rule("Lotto 2026-03-07: 3 14 15 26 35 41"),
        mapping=RegisterMap({"id": "Persoonssleutel"}),
        choices=Choices(datetime.date(2026, 3, 1), STRATA.columns),
        only=(),
        reading=Reading(
            "brp.csv",
            "0" * 64,
            61_100,
            (Step("step-suspended-died", 1000), Step("step-no-postal-address", 100)),
            60_000,
            60_000,
            420,
        ),
        plan=plan,
        strata=lines(STRATA, plan),
        homes=HOMES,
        letters=1200,
        earlier=0,
        confidential=9,
        folder=Path("loting"),
        files=FILES,
    )
    return replace(made, **changes)


def foreseen() -> Invited:
    """As many letters as found for a probability, with all that a forecast has."""
    plan = Plan(
        "response",
        (200, 150, 500, 350),
        {
            "probability": 0.95,
            "step": 2,
            "proportional_letters": 1460,
            "limits": {"floor": "1/2", "ceiling": "4/1"},
            "safety": 0.93,
            "least": 700,
            "as_proportional": False,
            "forecast": MODEL,
        },
        FORECAST,
        replace(FORECAST, probability=0.801, low=0.78, high=0.82, shortages=()),
        (replace(FORECAST, letters=600, probability=0.12), FORECAST),
        (replace(FORECAST, letters=600, probability=0.05),),
        (0.0004, 0.0003, 0.0005, 0.0003),
        (0.0003, 0.0004, 0.0003, 0.0004),
        (0.02, 0.05, 0.02, 0.05),
    )
    cells = [
        ("0.020000", "4.0", "0.000400", "0.000300"),
        ("0.050000", "7.5", "0.000300", "0.000400"),
        ("0.020000", "10.0", "0.000500", "0.000300"),
        ("0.050000", "17.5", "", ""),
    ]
    files = (*FILES, "record/curve-1.csv", "record/curve-1.svg")
    return invited(plan=plan, strata=lines(STRATA, plan, cells), files=files)
