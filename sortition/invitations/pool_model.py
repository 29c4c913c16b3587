"""What a forecast is about: register, quotas, response and how they fit together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sortition.invitations.model import Strata
from sortition.invitations.pool_checks import check_model
from sortition.invitations.pool_shape import Counts, Shape, Vector, make_shape
from sortition.invitations.response import (
    CAMPAIGN,
    CAMPAIGN_DEFAULT,
    DEFAULT,
    VALUES,
    VALUES_UNKNOWN,
    Rate,
    Response,
    Uncertainty,
)
from stratification.errors import Finding, InputError
from stratification.feasibility import find_counts
from stratification.integer import IntegerSystem, find_solver
from stratification.quotas import Quotas
from stratification.text import key, listed_names

LEAST_ROUNDS, MOST_ROUNDS = 100, 100_000


@dataclass(frozen=True)
class Simulation:
    """How many rounds are simulated, and the public seed that fixes them."""

    rounds: int = 2000
    seed: str = ""

    def __post_init__(self) -> None:
        """Raises InputError: the number of rounds is out of range."""
        if not LEAST_ROUNDS <= self.rounds <= MOST_ROUNDS:
            ends = {"least": LEAST_ROUNDS, "most": MOST_ROUNDS}
            raise InputError(Finding("forecast-rounds", {"rounds": self.rounds} | ends))


@dataclass(frozen=True)
class Model:
    """What a forecast is about. Everything that does not fit together is an error at once.

    Parameters:
        strata: of the register; letters of earlier waves count: their sign-ups are part of the
            pool, and their response is that of all others.
        quotas: of the panel.
        seats: its size.
        response: what is expected of letters.
        uncertainty: how far that may be off.
        simulation: rounds and seed.

    Raises:
        InputError: categories of the quotas that neither strata nor response know, values that do
            not match, quotas that no panel can meet: all of it.
    """

    strata: Strata
    quotas: Quotas
    seats: int
    response: Response = DEFAULT
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    simulation: Simulation = field(default_factory=Simulation)

    def __post_init__(self) -> None:
        """Raises InputError, see above."""
        check_model(self.strata, self.quotas, self.response)
        self.check_possible()

    def check_possible(self) -> None:
        """Make sure that enough sign-ups of every class would make a panel (InputError)."""
        people = np.full(self.shape.matrix.shape[1], max(0, self.seats), dtype=np.int64)
        if self.seats < 1 or find_counts(find_solver(), self.system(people)) is None:
            raise InputError(Finding("forecast-no-panel", {"seats": self.seats}))

    def system(self, people: Counts) -> IntegerSystem:
        """The panels that a pool with so many people per class has, shape (classes,)."""
        shape = self.shape
        return IntegerSystem(
            np.vstack([np.ones_like(people), shape.matrix]),
            np.append(self.seats, shape.lows),
            np.append(self.seats, shape.highs),
            np.zeros_like(people),
            people,
        )

    @cached_property
    def notices(self) -> tuple[Finding, ...]:
        """What the reader should know about the figures."""
        columns = [*self.strata.columns, *self.quotas.columns]
        known = set(map(key, columns))
        parts = [name for effect in self.response.effects for name in effect.columns]
        parts += [makeup.category for makeup in self.response.makeups]
        unused = sorted({name for name in parts if key(name) not in known}, key=key)
        more = [Finding("forecast-response-unused", {"names": listed_names(unused)})] * bool(unused)
        return (*self.response.notices, *more)

    @cached_property
    def sizes(self) -> Counts:
        """What can get a letter in each stratum, shape (strata,)."""
        return np.array([row.size for row in self.strata.rows], dtype=np.int64)

    @cached_property
    def earlier(self) -> Counts:
        """What got one in an earlier wave, shape (strata,)."""
        return np.array([row.earlier for row in self.strata.rows], dtype=np.int64)

    @cached_property
    def group_of(self) -> Counts:
        """The group of every stratum, shape (strata,)."""
        return self.shape.group_of[self.shape.cell_of]

    @cached_property
    def stratum_rates(self) -> Vector:
        """Expected sign-ups per letter of every stratum, shape (strata,)."""
        return self.shape.rates[self.shape.cell_of]

    @cached_property
    def shape(self) -> Shape:
        """Everything as numbers."""
        return make_shape(self)

    def sd(self, rate: Rate | None) -> float:
        """The uncertainty of a value's figure (None: there is no figure)."""
        if self.uncertainty.values is not None:
            return self.uncertainty.values
        if rate is None:
            return VALUES_UNKNOWN
        return VALUES if rate.sd is None else rate.sd

    @property
    def campaign(self) -> float:
        """The uncertainty that all letters share."""
        said = (self.uncertainty.campaign, self.response.campaign)
        usual = CAMPAIGN_DEFAULT if self.response.kind == "default" else CAMPAIGN
        return next((one for one in said if one is not None), usual)
