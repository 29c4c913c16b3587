"""What is wanted of a lottery over sets of standbys."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stratification.errors import Finding, InputError
from stratification.text import is_writable

Measure = Literal["l1", "broken"]
MEASURES: tuple[Measure, ...] = ("l1", "broken")
LABEL = "sortition-standbys-1"
MOST_STANDBYS = 16
MOST_SAMPLES = 100_000


@dataclass(frozen=True)
class Settings:
    """What is wanted.

    Parameters:
        standbys: how many are chosen, 1 to 16.
        seed: any text; it fixes the samples, and who of a class is on which ticket.
        samples: how many drop-outs are simulated.
        measure: "l1": over all quotas the seats below the minimum or above the maximum, divided by
            the maximum (by 1 where that is 0); "broken": the number of quotas that do not hold.
        tickets: how many numbered sets a lottery over sets has.
        slack, extra: a lottery uses sets whose expected deviation is at most (1 + slack) times the
            best one found, plus `extra`.
        rounds: how often the integer program is solved at most before the answer is "bounded".
    """

    standbys: int
    seed: str
    samples: int = 300
    measure: Measure = "l1"
    tickets: int = 100
    slack: Fraction = Fraction(1, 10)
    extra: Fraction = Fraction(1, 20)
    rounds: int = 25


def check_settings(settings: Settings) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    numbers = (
        ("standbys", settings.standbys, 1, MOST_STANDBYS),
        ("samples", settings.samples, 1, MOST_SAMPLES),
        ("tickets", settings.tickets, 1, 10_000),
        ("rounds", settings.rounds, 0, 10_000),
    )
    wrong = [
        Finding(f"standbys-{name}-range", {"number": number, "least": least, "most": most})
        for name, number, least, most in numbers
        if not least <= number <= most
    ]
    if settings.measure not in MEASURES:
        params = {"measure": settings.measure, "measures": ", ".join(MEASURES)}
        wrong.append(Finding("standbys-measure", params))
    if settings.slack < 0 or settings.extra < 0:
        wrong.append(Finding("standbys-slack"))
    if not is_writable(settings.seed):
        wrong.append(Finding("draw-text-damaged"))
    if wrong:
        raise InputError(*wrong)
