"""What the first draw is about: strata of a register, letters for each, what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from stratification.errors import Finding


@dataclass(frozen=True)
class Stratum:
    """A part of the frame within which everybody has the same chance of a letter.

    `values` has one text per column of `Strata.columns`; `size` counts what can get a letter
    (people or addresses), `earlier` how many of these got one in an earlier wave.
    """

    values: tuple[str, ...]
    size: int
    earlier: int = 0

    @property
    def left(self) -> int:
        """How many can still get a letter."""
        return self.size - self.earlier


@dataclass(frozen=True)
class Strata:
    """All strata, ordered by `stratification.text.key` of their values."""

    columns: tuple[str, ...]
    rows: tuple[Stratum, ...]


@dataclass(frozen=True)
class Limits:
    """How far the chance of a letter may be from the one that proportional spreading gives.

    In every stratum the chance is at least `floor` and at most `ceiling` times letters/people.
    """

    floor: Fraction = Fraction(1, 2)
    ceiling: Fraction = Fraction(4)


@dataclass(frozen=True)
class Shortage:
    """How often a value had too few sign-ups for its quota, of all simulated rounds."""

    category: str
    value: str
    probability: float


@dataclass(frozen=True)
class Forecast:
    """What may come of letters: the result of a simulation.

    `probability`: the part of the simulated rounds in which a panel exists; (`low`, `high`) its
    95% confidence interval (Wilson), which is about the number of rounds only, not about whether
    the response model is right. `sign_ups`: their 5%, 50% and 95% points.
    """

    letters: int
    probability: float
    low: float
    high: float
    samples: int
    sign_ups: tuple[int, int, int]
    shortages: tuple[Shortage, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How many letters each stratum gets in this wave.

    `kind`: "proportional", "equal", "key" or "response". `details` is what the record says about
    how they were found, ready for JSON. `forecast` when targets were given; `curve` letters against
    probability under this way of spreading and `proportional_curve` under proportional spreading.
    `seat_chances`: of each stratum the chance of a seat, end to end; `proportional_seat_chances`
    what proportional spreading of as many letters would give. `responses`: the sign-ups expected of
    one letter to each stratum.
    """

    kind: str
    letters: tuple[int, ...]
    details: Mapping[str, Any] = field(default_factory=dict)
    forecast: Forecast | None = None
    proportional_forecast: Forecast | None = None
    curve: tuple[Forecast, ...] = ()
    proportional_curve: tuple[Forecast, ...] = ()
    seat_chances: tuple[float, ...] | None = None
    proportional_seat_chances: tuple[float, ...] | None = None
    notices: tuple[Finding, ...] = ()
    responses: tuple[float, ...] | None = None

    @property
    def total(self) -> int:
        """All letters of this wave."""
        return sum(self.letters)
