"""How many of those who get a letter sign up: own figures, an earlier draw, or a default.

A letter to somebody of stratum s brings a sign-up with the expected chance

    r_s = overall · product over categories of (rate of the value of s) / overall,

so rates per value combine as if the categories worked independently of each other. A category that
no register knows (education, opinion) plays no part in r_s: whoever signs up has its value v with
the chance p_v, in proportion to share_v · rate_v, where share_v is the part of the people.

Nobody knows these figures beforehand, so they come with an *uncertainty*: the standard deviation of
the logarithm of a factor, by which they are multiplied and whose mean is 1. Roughly, 0.2 says that
the truth is within 20% two times in three. One factor is of the campaign, common to all letters
(the subject, the season, the letter itself); every value has one of its own.

An earlier draw has letters n_j and sign-ups y_j per row j. Rows are few and small, so their rates
are drawn towards the overall rate r (empirical Bayes, gamma-Poisson):

    y_j ~ Poisson(n_j·r·f_j),  f_j ~ gamma with mean 1 and variance t²,
    f_j given y_j has mean (1/t² + y_j) / (1/t² + n_j·r) and uncertainty 1/sqrt(1/t² + y_j),

with t² by moments, and at least `LEAST_SPREAD`² so that few rows that happen to be alike do not
pass for certainty. Source: D. Clayton and J. Kaldor, Empirical Bayes estimates of age-standardized
relative risks, Biometrics 43 (1987), 671-681.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal

from stratification.errors import Finding, InputError
from stratification.text import key

LEAST_SPREAD = 0.1
MOST_UNCERTAINTY = 2.0
Kind = Literal["default", "rates", "observed"]


@dataclass(frozen=True)
class Rate:
    """How a rate compares with the overall rate; `sd` is its uncertainty (None: not said)."""

    relative: float
    sd: float | None = None


@dataclass(frozen=True)
class Effect:
    """Rates by the values of one column or of several together; `rates` has values as spelled."""

    columns: tuple[str, ...]
    rates: Mapping[tuple[str, ...], Rate]


@dataclass(frozen=True)
class Makeup:
    """Who sign up by a category that may be unknown beforehand.

    `shares` has for every value the part of the people (they add up to 1), `rates` the response
    where it is given.
    """

    category: str
    shares: Mapping[str, float]
    rates: Mapping[str, Rate]

    @property
    def among(self) -> dict[str, float]:
        """For every value its part of those who sign up."""
        weights = {
            value: share * (self.rates[value].relative if value in self.rates else 1.0)
            for value, share in self.shares.items()
        }
        total = sum(weights.values())
        return {value: weight / total for value, weight in weights.items()}


@dataclass(frozen=True)
class Observed:
    """Letters and sign-ups of an earlier draw, by the values of `columns`."""

    columns: tuple[str, ...]
    rows: Mapping[tuple[str, ...], tuple[int, int]]

    @property
    def overall(self) -> float:
        """Sign-ups per letter."""
        return sum(y for _, y in self.rows.values()) / sum(n for n, _ in self.rows.values())

    def by(self, columns: Sequence[str]) -> Effect | None:
        """The rates by those of its columns that are among these; None when none is."""
        wanted = {key(column) for column in columns}
        places = [at for at, column in enumerate(self.columns) if key(column) in wanted]
        if not places:
            return None
        sums: dict[tuple[str, ...], tuple[tuple[str, ...], int, int]] = {}
        for values, (letters, sign_ups) in self.rows.items():
            part = tuple(values[at] for at in places)
            name = tuple(map(key, part))
            spelled, n, y = sums.get(name, (part, 0, 0))
            sums[name] = min(spelled, part), n + letters, y + sign_ups
        counts = [(n, y) for _, n, y in sums.values()]
        rates = dict(zip((row[0] for row in sums.values()), shrunk(counts), strict=True))
        return Effect(tuple(self.columns[at] for at in places), dict(sorted(rates.items())))


def shrunk(counts: Sequence[tuple[int, int]]) -> list[Rate]:
    """The rates of pairs (letters, sign-ups), relative to the overall rate, drawn towards it.

    >>> [round(rate.relative, 2) for rate in shrunk([(1000, 100), (1000, 20), (10, 0)])]
    [1.65, 0.36, 0.79]
    """
    overall = sum(y for _, y in counts) / sum(n for n, _ in counts)
    expected = [n * overall for n, _ in counts]
    # E[(y - e)²] = e + e²·t² for every row; added up over the rows.
    excess = sum((y - e) ** 2 - e for (_, y), e in zip(counts, expected, strict=True))
    spread = max(LEAST_SPREAD**2, excess / sum(e * e for e in expected))
    prior = 1 / spread
    return [
        Rate((prior + y) / (prior + e), 1 / sqrt(prior + y))
        for (_, y), e in zip(counts, expected, strict=True)
    ]


@dataclass(frozen=True)
class Response:
    """What is expected of letters.

    `source` is the name of the file, or "". `campaign` is the uncertainty that all letters share
    (None: not said). `observed` is of an earlier draw; otherwise `effects` has the rates by value,
    and `makeups` what is known of categories with shares.
    """

    kind: Kind
    overall: float
    source: str = ""
    campaign: float | None = None
    effects: tuple[Effect, ...] = ()
    makeups: tuple[Makeup, ...] = ()
    observed: Observed | None = None
    notices: tuple[Finding, ...] = field(default=(), compare=False)

    def effects_by(self, columns: Sequence[str]) -> tuple[Effect, ...]:
        """The rates that are about these columns (of the strata) only."""
        if self.observed is not None:
            effect = self.observed.by(columns)
            return () if effect is None else (effect,)
        wanted = set(map(key, columns))
        return tuple(one for one in self.effects if wanted.issuperset(map(key, one.columns)))


@dataclass(frozen=True)
class Uncertainty:
    """How far figures may be off; None: as the file says, else the figures below.

    Parameters:
        campaign: of the factor that all letters share.
        values: of the factor that every value has of its own.
    """

    campaign: float | None = None
    values: float | None = None

    def __post_init__(self) -> None:
        """Raises InputError: a figure is not between 0 and 2."""
        wrong = [
            Finding("uncertainty-range", {"number": one, "most": MOST_UNCERTAINTY})
            for one in (self.campaign, self.values)
            if one is not None and not 0 <= one <= MOST_UNCERTAINTY
        ]
        if wrong:
            raise InputError(*wrong)


CAMPAIGN, CAMPAIGN_DEFAULT = 0.20, 0.40
"""Uncertainty of the campaign: with figures of the user's own, and without."""
VALUES, VALUES_UNKNOWN = 0.15, 0.30
"""Uncertainty of a value: with a figure, and of one about which nothing is said."""


@dataclass(frozen=True)
class Case:
    """A real draw: letters sent, people who signed up, and where that is said."""

    name: str
    year: int
    letters: int
    sign_ups: int
    source: str

    @property
    def rate(self) -> float:
        """Sign-ups per letter."""
        return self.sign_ups / self.letters


CASES = (
    Case("Nationaal Burgerberaad Klimaat", 2024, 70000, 4070, "rd.nl, article 1086909"),
    Case("G1000 Schagen (450 or more)", 2024, 10000, 450, "g1000schagen.nl/loting-g1000schagen"),
    Case("Burgerberaad Zorg Zeeland (750 or more)", 2022, 10000, 750, "its organisers"),
    Case("Zeist", 2021, 6500, 935, "its municipality"),
    Case("Amsterdam (with calls)", 2021, 2000, 240, "its municipality"),
    Case("Ostbelgien", 2019, 1000, 115, "its organisers"),
    Case("Bürgerrat Ernährung im Wandel", 2023, 19327, 2200, "wiesentbote.de, 2023-09-14"),
    Case("Climate Assembly UK (households)", 2019, 30000, 1727, "climateassembly.uk"),
    Case(
        "Scotland's Climate Assembly (households)",
        2020,
        20000,
        878,
        "climateassembly.scot, interim report",
    ),
    Case(
        "Cumbria Climate Assembly (households)",
        2025,
        8000,
        92,
        "sortitionfoundation.org/cumbria_climate_report_2025",
    ),
)
"""Response to real draws: 4.5% to 14.4% in the Netherlands, 1.2% at the lowest."""

DEFAULT = Response("default", 0.03)
"""For who has no figures: cautious. 3% is below all Dutch cases in `CASES`; its uncertainty of 0.4
puts 95% of the campaigns between 1.3% and 6%."""
