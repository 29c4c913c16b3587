"""Targets: from the shares of a population to quotas, step by step.

Of every table in use (a category, or a combination of which there are figures together), with K
seats and a value that N of the T people have:

1. share = N / T, exact seats q = K·share, as fractions;
2. apportioned seats a: whole, together K (`stratification.targets.apportionment`);
3. min and max: the bandwidth around them (`stratification.targets.settings.Bandwidth`), so that
   0 <= min <= a <= max <= K. The minimums add up to at most K, the maximums to at least K.

Each table is worked out alone. Whether the quotas of combinations and of their categories can be
met together is then asked of an integer program (`stratification.targets.joint`).

*Extra seats* are a policy: a group that must be heard gets more than its share. A value with e
extra seats gets the target a + e. The other values share what is left, K minus all such targets, in
proportion to the population and by the same method. The bandwidth is put around these seats, but
the minimum of the value with extra seats is its target. A combination with that category would say
the opposite of the raised numbers, so it must be left out: it is an error otherwise.

*A free value* gets no share of the population, as "rather not say" has none. It may have from 0 to
N seats. The shares are those of the other values; these have their minimums as if there were K - N
seats, and their maximums as if there were K: whether somebody with the free value is drawn or not,
nobody else's quota stands in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stratification.combinations import join
from stratification.errors import Finding, InputError, Param
from stratification.integer import IntegerSolver, find_solver
from stratification.population.combine import AGES_DIFFER, different_ages
from stratification.population.model import About, CrossTable, Population
from stratification.quotas import Quota, Quotas
from stratification.targets.apportionment import apportion
from stratification.targets.joint import linked_categories, possible_together
from stratification.targets.settings import Free, TargetSettings, check_settings
from stratification.targets.tables import Extra, place_extra, place_free, select_tables
from stratification.text import listed_names, shown


@dataclass(frozen=True)
class Step:
    """How one value, or one combination of values, got its quota.

    Parameters:
        categories, values: one of each, or those of a combination.
        population: how many people have them; None where the table has shares only.
        share: of the population, from 0 to 1.
        exact: `share` of the seats.
        target: the same, but where a value of the category gets extra seats what then follows.
        apportioned: whole seats that add up to all seats.
        minimum, maximum: the quota.
        policy: the reason for extra seats; None when this value gets none.
        free: the value has no share; `population` to `apportioned` say nothing then.
    """

    categories: tuple[str, ...]
    values: tuple[str, ...]
    population: Fraction | None
    share: Fraction
    exact: Fraction
    target: Fraction
    apportioned: int
    minimum: int
    maximum: int
    policy: str | None = None
    free: bool = False

    @property
    def quota(self) -> Quota:
        """The quota; its target is the nearest number between minimum and maximum."""
        nearest_target = min(max(self.target, Fraction(self.minimum)), Fraction(self.maximum))
        target = None if self.free else nearest_target
        category, value = join(self.categories), join(self.values)
        return Quota(category, value, self.minimum, self.maximum, target=target)


@dataclass(frozen=True)
class Targets:
    """The quotas, how they came about, and what is worth saying.

    `tables` has the steps by table, in the order asked for; `abouts` where their figures come from.
    """

    settings: TargetSettings
    tables: tuple[tuple[Step, ...], ...]
    abouts: tuple[About, ...]
    notices: tuple[Finding, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all tables."""
        return tuple(step for table in self.tables for step in table)

    @property
    def quotas(self) -> Quotas:
        """A quota for every step."""
        return Quotas(tuple(step.quota for step in self.steps))


def make_targets(
    population: Population, settings: TargetSettings, solver: IntegerSolver | None = None
) -> Targets:
    """Turn the shares of a population into quotas.

    Parameters:
        solver: says whether quotas can be met together; None: the default of `find_solver`.

    Raises:
        InputError: everything that is wrong with the settings or the figures; or quotas that no
            panel meets, whoever signs up.
    """
    tables, errors = select_tables(population, settings.by)
    if errors:
        raise InputError(*check_settings(settings), *errors)
    tables, free, wrong_free = place_free(tables, settings.free)
    extra, wrong_extra = place_extra(tables, settings.oversample)
    errors = [*check_settings(settings), *wrong_free, *wrong_extra]
    if errors:
        raise InputError(*errors)
    shares = [_Share(table, extra.get(table.categories, {}), settings) for table in tables]
    divided = [_divide(share, settings.seats) for share in shares]
    frees = [free.get(table.categories) for table in tables]
    scarce = [
        _divide(share, settings.seats - one.most) if one else whole
        for share, one, whole in zip(shares, frees, divided, strict=True)
    ]
    # By hamilton fewer seats in all may leave more for the values without extra seats.
    least = [min(pair, key=lambda one: one.left) for pair in zip(divided, scarce, strict=True)]
    errors = [finding for one in least for finding in _too_many(one)]
    if errors:
        raise InputError(*errors)
    steps = tuple(map(_steps, divided, scarce, frees))
    made = Targets(settings, steps, tuple(table.about for table in tables))
    unchecked = _check_together(made, solver)
    notices = [
        *(notice for notice in population.notices if notice.code != AGES_DIFFER),
        *(finding for one in divided for finding in _ties(one)),
        *_definitions(population, tables),
        *(finding for table in steps for finding in _absent(table)),
        *unchecked,
    ]
    return Targets(settings, steps, made.abouts, tuple(notices))


@dataclass(frozen=True)
class _Share:
    """A table, which of its values get extra seats, and how seats are divided."""

    table: CrossTable
    extra: Extra
    settings: TargetSettings


@dataclass(frozen=True)
class _Divided:
    """A number of seats, by the shares of a table and after the extra seats.

    `targets` and `apportioned` are as in `Step`; `left` is what is left for the values without
    extra seats (all seats when there are none), below 0 when there are too few seats.
    """

    share: _Share
    seats: int
    targets: tuple[Fraction, ...]
    apportioned: tuple[int, ...]
    tied: tuple[int, ...]
    left: int


def _divide(share: _Share, seats: int) -> _Divided:
    """Give every value of a table its seats."""
    table, extra, method = share.table, share.extra, share.settings.method
    figures = [figure or Fraction(0) for figure in table.cells.values()]  # none is missing
    found = apportion(method, figures, seats)
    raised = {
        at: found.seats[at] + extra[values[0]].more
        for at, values in enumerate(table.cells)
        if values[0] in extra
    }
    left = seats - sum(raised.values())
    others = [Fraction(0) if at in raised else figure for at, figure in enumerate(figures)]
    # While seats are left somebody is: if all had extra seats, those would be more than all seats.
    rest = apportion(method, others, max(left, 0))
    total = sum(others) or Fraction(1)
    tied = {*rest.tied, *(found.tied if raised.keys() & set(found.tied) else ())}
    return _Divided(
        share,
        seats,
        tuple(Fraction(raised.get(at, left * other / total)) for at, other in enumerate(others)),
        tuple(raised.get(at, rest.seats[at]) for at in range(len(others))),
        tuple(sorted(tied)),
        left,
    )


def _too_many(one: _Divided) -> list[Finding]:
    """Say it when a category with extra seats needs more than there are."""
    if one.left >= 0:
        return []
    params: dict[str, Param] = {
        "category": shown(one.share.table.categories[0]),
        "sum": one.seats - one.left,
        "seats": one.seats,
    }
    return [Finding("oversample-seats", params)]


def _steps(one: _Divided, scarce: _Divided, free: Free | None) -> tuple[Step, ...]:
    """The steps of a table; minimums are those of `scarce`, when a free value has its seats."""
    table, seats = one.share.table, one.seats
    bounds = one.share.settings.bandwidth.bounds
    steps = []
    for at, values in enumerate(table.cells):
        apportioned = one.apportioned[at]
        _, high = bounds(one.targets[at], apportioned, seats)
        low, _ = bounds(scarce.targets[at], scarce.apportioned[at], scarce.seats)
        extra = one.share.extra.get(values[0])
        share = table.share(values)
        steps.append(
            Step(
                categories=table.categories,
                values=values,
                population=table.cells[values] if table.counted else None,
                share=share,
                exact=seats * share,
                target=one.targets[at],
                apportioned=apportioned,
                # By hamilton fewer seats in all may be more for one value.
                minimum=min(apportioned, low if extra is None else scarce.apportioned[at]),
                maximum=high,
                policy=None if extra is None else extra.reason,
            )
        )
    return (*steps, *([_free_step(table, free)] if free else []))


def _free_step(table: CrossTable, free: Free) -> Step:
    zero = Fraction(0)
    return Step(table.categories, (free.value,), None, zero, zero, zero, 0, 0, free.most, free=True)


def _check_together(made: Targets, solver: IntegerSolver | None) -> list[Finding]:
    """Say which combinations could not be checked.

    Raises:
        InputError: quotas that no panel meets, whoever signs up.
    """
    quotas, seats = made.quotas, made.settings.seats
    unchecked, errors = [], []
    for group in linked_categories(quotas):
        answer = possible_together(quotas, group, seats, solver or find_solver())
        names = [join(columns) for columns in quotas.by_columns if set(columns) <= set(group)]
        params: dict[str, Param] = {"names": listed_names(names), "seats": seats}
        if answer is None:
            unchecked.append(Finding("targets-unchecked", params))
        elif not answer:
            errors.append(Finding("targets-contradict", params))
    if errors:
        raise InputError(*errors)
    return unchecked


def _ties(one: _Divided) -> list[Finding]:
    """Say where the order of the values decided."""
    if not one.tied:
        return []
    table = one.share.table
    values = [join(values) for at, values in enumerate(table.cells) if at in one.tied]
    params = {"category": shown(join(table.categories)), "values": listed_names(values)}
    return [Finding("targets-tied", params)]


def _definitions(population: Population, tables: Sequence[CrossTable]) -> list[Finding]:
    """Say which figures are provisional, and where tables are about people of different ages.

    Whoever read the population may have said the first already; the second is about these tables.
    """
    said = {notice.code for notice in population.notices}
    found = []
    if "population-provisional" not in said:
        files = dict.fromkeys(table.file for table in tables if table.about.provisional)
        found += [Finding("population-provisional", file=file) for file in files]
    return [*found, *different_ages(tables)]


def _absent(steps: Sequence[Step]) -> list[Finding]:
    """Say which groups may be absent from the panel, and which can never be on it."""
    category = shown(join(steps[0].categories))
    never = [join(step.values) for step in steps if step.maximum == 0]
    perhaps = [
        join(step.values) for step in steps if step.minimum == 0 < step.maximum and not step.free
    ]
    return [
        Finding(code, {"category": category, "values": listed_names(values)})
        for code, values in (("targets-never", never), ("targets-perhaps-absent", perhaps))
        if values
    ]
