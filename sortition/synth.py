"""Synthetic pools: people, quotas and the population behind them, all known exactly.

Model "sortition-synth-1"; docs/synth.md has the formulas and how to cite it. In short:

* Everybody's *situation* g is a level (of 5) on each of 3 factors. Given g, the categories are
  independent: P(v | g) mixes the category's share in the population with the part of its
  distribution that lies at the level of the factors that it follows.
* Somebody with the values x signs up with a probability in proportion to w(x), a product of one
  factor per category. So the pool is drawn from P(x)·w(x)/E[w], which can be done exactly: first g,
  then each value given g.
* Housemates share the situation and the categories of the home.
* Quotas are the population's shares of the seats, give or take half the bandwidth.

All of it is arithmetic of whole numbers, on the numbers of `sortition.stream`: the same settings
give the same bytes on every machine, for ever. Another model would have another name.

>>> town = make_synthetic(SynthSettings(people=100, seats=10, categories=3, bias=1, seed="demo"))
>>> town.categories, town.values[0]
(('age', 'sex', 'education'), ('60-74', 'man', 'theoretical'))
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path

from sortition.record import digest, fraction_text, json_bytes
from sortition.stream import Stream
from sortition.synth_model import Distribution, Key, Model, Shape, make_model
from sortition.synth_table import CATEGORIES
from stratification.errors import Finding, InputError, Param
from stratification.files import check_folder, write_folder
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from stratification.tables import table_bytes
from stratification.text import is_writable

MODEL = "sortition-synth-1"
MOST_PEOPLE = 100_000
MOST_VALUES = 30
MOST_BIAS = 5
MOST_POPULATION = 10**12
POOL, QUOTAS = "respondents.csv", "categories.csv"
POPULATION, ABOUT = "population.csv", "about.json"
HOUSEHOLD = "household"


@dataclass(frozen=True)
class SynthSettings:
    """What kind of pool is wanted.

    Parameters:
        people: how many signed up, 1 to 100 000.
        seats: the size of the panel, 1 to `people`.
        categories: how many, 1 to 12: the first of the list in docs/synth.md.
        bias: how much likelier some sign up than others: 0 not at all, 1 as is typical, 2 strongly;
            up to 5, with two decimals at most.
        seed: any text; another seed is another pool of the same kind.
        bandwidth: the maximum of a quota less its minimum, in seats (less where that would pass 0
            or all seats).
        shared: the share of the pool that lives with somebody else of the pool, 0 to 1, with two
            decimals at most.
        values: how many values each category has, 2 to 30; None: as many as its own list.
        correlation: how closely the categories hang together, 0 (not at all) to 1, with two
            decimals at most.
        population: how many inhabitants there are.
    """

    people: int
    seats: int
    categories: int
    bias: float
    seed: str
    bandwidth: int = 2
    shared: float = 0.2
    values: int | None = None
    correlation: float = 0.6
    population: int = 1_000_000


def check_synth(settings: SynthSettings) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    people, seats = settings.people, settings.seats
    possible = 1 <= people <= MOST_PEOPLE
    numbers = [
        ("people", people, 1, MOST_PEOPLE),
        ("seats", seats, 1, people if possible else MOST_PEOPLE),
        ("categories", settings.categories, 1, len(CATEGORIES)),
        ("bandwidth", settings.bandwidth, 0, max(0, seats)),
        ("population", settings.population, people if possible else 1, MOST_POPULATION),
    ]
    if settings.values is not None:
        numbers.append(("values", settings.values, 2, MOST_VALUES))
    wrong = [
        Finding("synth-whole", {"name": name, "number": number, "least": least, "most": most})
        for name, number, least, most in numbers
        if not least <= number <= most
    ]
    parts = [("bias", MOST_BIAS), ("shared", 1), ("correlation", 1)]
    for name, most in parts:
        number: float = getattr(settings, name)
        if not _is_decimal(number, most):
            params: dict[str, Param] = {"name": name, "number": number, "most": most}
            wrong.append(Finding("synth-decimal", params))
    if not is_writable(settings.seed):
        wrong.append(Finding("draw-text-damaged"))
    if wrong:
        raise InputError(*wrong)


def _is_decimal(number: float, most: int) -> bool:
    """Whether a number is from 0 to `most` and written with two decimals at most."""
    return 0 <= number <= most and Fraction(str(number)) * 100 % 1 == 0  # nan and inf fail first


def _hundredths(number: float) -> int:
    """Two decimals as a whole number, by what is written, not by what binary makes of it."""
    return int(Fraction(str(number)) * 100)


@dataclass(frozen=True)
class Synthetic:
    """A synthetic pool.

    Parameters:
        settings: what it was made from.
        model: the distributions that it was drawn from.
        ids: the people, ascending.
        values: for everybody a value of each of `categories`.
        households: the household of everybody; people with the same text live together.
        population: how many inhabitants have each value.
        quotas: minimum and maximum of each value; per category the minimums add up to the seats at
            most, the maximums to the seats at least.
    """

    settings: SynthSettings
    model: Model = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)
    values: tuple[tuple[str, ...], ...] = field(repr=False)
    households: tuple[str, ...] = field(repr=False)
    population: Mapping[Key, int] = field(repr=False)
    quotas: tuple[Quota, ...] = field(repr=False)

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of the categories, in the order of the model's list."""
        return tuple(d.category.name for d in self.model.distributions)

    def response(self, values: Sequence[str]) -> Fraction:
        """The probability that an inhabitant with these values signs up: people/population·w/E[w].

        Raises:
            ValueError: an unknown value, or not one per category.
        """
        rate = Fraction(self.settings.people, self.settings.population)
        return rate * self.model.factor(values) / self.model.mean_factor

    @property
    def lacking(self) -> tuple[Quota, ...]:
        """The quotas that ask for more people than the pool has; no panel is valid with one."""
        counts = Counter(
            (category, value)
            for row in self.values
            for category, value in zip(self.categories, row, strict=True)
        )
        return tuple(q for q in self.quotas if counts[q.category, q.value] < q.min)

    def problem(self, *, households: bool = False) -> Problem:
        """The problem that the lottery solves, with or without one person per household."""
        quotas = Quotas(self.quotas)
        places = [self.categories.index(name) for name in quotas.categories]
        numbers: dict[str, int] = {}
        homes = tuple(numbers.setdefault(home, len(numbers)) for home in self.households)
        rows = tuple(tuple(row[place] for place in places) for row in self.values)
        pool = Pool(self.ids, quotas.categories, rows, homes if households else None)
        return make_problem(pool, quotas, self.settings.seats)


def make_synthetic(settings: SynthSettings) -> Synthetic:
    """Draw a pool, and derive the quotas from the population.

    Raises:
        InputError: everything that is wrong with the settings.
    """
    check_synth(settings)
    bias, correlation = _hundredths(settings.bias), _hundredths(settings.correlation)
    model = make_model(Shape(settings.categories, settings.values, bias, correlation))
    _check_population(model, settings)
    people = Stream(settings.seed, f"{MODEL} order").shuffled(list(_people(model, settings)))
    numbers: dict[int, int] = {}
    homes = [numbers.setdefault(home, len(numbers) + 1) for home, _ in people]
    width, deep = len(str(len(people))), len(str(len(numbers)))
    counts = {
        d.category.name: _apportion(d.shares, settings.population) for d in model.distributions
    }
    return Synthetic(
        settings,
        model,
        tuple(f"p{number + 1:0{width}}" for number in range(len(people))),
        tuple(values for _, values in people),
        tuple(f"h{home:0{deep}}" for home in homes),
        {
            (d.category.name, value): number
            for d in model.distributions
            for value, number in zip(d.values, counts[d.category.name], strict=True)
        },
        tuple(
            quota
            for d in model.distributions
            for quota in _quotas(d, counts[d.category.name], settings)
        ),
    )


def _check_population(model: Model, settings: SynthSettings) -> None:
    """Nobody may have to sign up with a probability above 1 (InputError)."""
    highest = math.prod(Fraction(max(d.factors), 1000) for d in model.distributions)
    least = math.ceil(settings.people * highest / model.mean_factor)
    if settings.population < least:
        params = {"population": settings.population, "people": settings.people, "least": least}
        raise InputError(Finding("synth-population", params))


def _people(model: Model, settings: SynthSettings) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The number of the household and the values of everybody, household by household.

    Everybody, housemate or not, has the distribution of those who sign up: the situation and the
    values of the home are those of the first of the household, whose distribution is that one, and
    given these the rest is drawn anew.
    """
    stream = Stream(settings.seed, f"{MODEL} people")
    bounds = list(itertools.accumulate(model.weights))
    tables = {
        g: tuple(list(itertools.accumulate(table)) for table in tables)
        for g, tables in model.tables.items()
    }
    for home, size in enumerate(_sizes(settings)):
        g = model.situations[bisect_right(bounds, _below(stream, bounds[-1]))]
        first: tuple[str, ...] = ()
        for _ in range(size):
            values = tuple(
                first[place]
                if first and d.category.home
                else d.values[bisect_right(table, stream.below(table[-1]))]
                for place, (d, table) in enumerate(zip(model.distributions, tables[g], strict=True))
            )
            first = first or values
            yield home, values


def _sizes(settings: SynthSettings) -> Iterator[int]:
    """The sizes of the households: of those that are shared, about one in five is of three."""
    stream = Stream(settings.seed, f"{MODEL} households")
    sharing = (settings.people * _hundredths(settings.shared) + 50) // 100
    sharing -= sharing == 1
    alone = settings.people - sharing
    while sharing:
        three = sharing == 3 or (sharing > 4 and stream.below(5) == 0)
        size = 3 if three else 2
        sharing -= size
        yield size
    yield from itertools.repeat(1, alone)


def _below(stream: Stream, limit: int) -> int:
    """`Stream.below` for a limit of any size: as many bytes as it needs, and 8 more."""
    count = (limit.bit_length() + 7) // 8 + 8
    words = 256**count
    usable = words - words % limit
    while True:
        word = int.from_bytes(stream.take(count), "big")
        if word < usable:
            return word % limit


def _apportion(shares: Sequence[int], total: int) -> list[int]:
    """Whole numbers in proportion to the shares that add up to the total: largest remainders.

    Among equal remainders the earlier wins. (Hamilton's method.)

    >>> _apportion([1, 1, 1], 10)
    [4, 3, 3]
    """
    unit = sum(shares)
    found = [share * total // unit for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (-(shares[i] * total % unit), i))
    for i in order[: total - sum(found)]:
        found[i] += 1
    return found


def _quotas(d: Distribution, counts: Sequence[int], settings: SynthSettings) -> Iterator[Quota]:
    """The quotas of a category.

    With the bandwidth b > 0 and t = seats·count/population the minimum is floor(t - b/2 + 1/2):
    the whole numbers of an interval of length b around t, which t itself is in. So the minimums
    add up to the seats at most and the maximums to the seats at least. With b = 0 the seats are
    apportioned.
    """
    seats, b, whole = settings.seats, settings.bandwidth, settings.population
    exact = _apportion(counts, seats)
    for value, count, number in zip(d.values, counts, exact, strict=True):
        low = (2 * seats * count + (1 - b) * whole) // (2 * whole) if b else number
        yield Quota(d.category.name, value, max(0, low), min(seats, low + b))


def synthetic_files(synthetic: Synthetic) -> dict[str, bytes]:
    """The name and the bytes of every file (docs/synth.md says what is in them)."""
    people = zip(synthetic.ids, synthetic.values, synthetic.households, strict=True)
    population = [[c, value, str(n)] for (c, value), n in synthetic.population.items()]
    quotas = [[q.category, q.value, str(q.min), str(q.max)] for q in synthetic.quotas]
    files = {
        POOL: table_bytes(
            ["id", *synthetic.categories, HOUSEHOLD],
            [[person, *values, home] for person, values, home in people],
        ),
        QUOTAS: table_bytes(["category", "feature", "min", "max"], quotas),
        POPULATION: table_bytes(["category", "value", "number"], population),
    }
    settings = asdict(synthetic.settings)
    for name in ("bias", "shared", "correlation"):  # 1 and 1.0 are the same pool
        settings[name] = fraction_text(Fraction(str(settings[name])))
    about = {
        "model": MODEL,
        "settings": settings,
        "factors": {
            d.category.name: {
                value: fraction_text(Fraction(thousandths, 1000))
                for value, thousandths in zip(d.values, d.factors, strict=True)
            }
            for d in synthetic.model.distributions
        },
        "mean_factor": fraction_text(synthetic.model.mean_factor),
        "digests": {name: digest(data) for name, data in files.items()},
    }
    return {**files, ABOUT: json_bytes(about)}


def write_synthetic(synthetic: Synthetic, folder: Path) -> None:
    """Write the files into a new or empty folder, all or none.

    Raises:
        InputError: the folder is not empty or cannot be written.
    """
    check_folder(folder)
    write_folder(folder, synthetic_files(synthetic))
