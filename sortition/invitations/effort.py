"""The fewest letters for a probability, or the highest probability for a number of letters.

For every number of letters there is one best spread (`sortition.invitations.spread`), the optimum
of a formula that is near the truth. The simulation decides: of the numbers of letters, each with
its best spread, the smallest is sought with which a panel exists in enough simulated rounds. What
is certain, and what is not:

* The probability stated is that of the simulation, with its interval, for exactly the letters
  stated. In the same rounds proportional spreading of as many letters is not better.
* The best spread is the optimum of the formula within the limits, among the spreads that treat
  alike whom the quotas treat alike.
* With `step` letters fewer (one in 500) the best spread did not reach the probability.
* No spread at all within the limits has enough sign-ups so much as *expected* with fewer letters
  than `least` (a linear program, `sortition.invitations.bound`).
* That no other spread does better in the simulation is not proven.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from sortition.invitations.allocate import proportional
from sortition.invitations.bound import least_letters
from sortition.invitations.filling import Glass, fill
from sortition.invitations.forecast import Forecaster
from sortition.invitations.foreseen import model_details, significant
from sortition.invitations.model import Forecast, Limits, Plan
from sortition.invitations.pool_model import Model
from sortition.invitations.search import smallest
from sortition.invitations.seats import seat_chances
from sortition.invitations.spread import Spreader
from sortition.record import fraction_text
from stratification.errors import Finding, InputError, Param
from stratification.text import listed_names

FINENESS = 500
ROUGHNESS = 50
SHORT = 1e-6
CURVE = (0.5, 0.65, 0.8, 0.9, 1.0, 1.15, 1.5, 2.0)

Letters = tuple[int, ...]
Way = Callable[[int], Letters]
"""A way of spreading: letters of all waves -> letters of this wave per stratum."""


def fewest(model: Model, probability: float, limits: Limits | None = None) -> Plan:
    """The plan with the fewest letters with which the quotas can be met with this probability.

    Raises:
        InputError: a probability or limits out of range; a probability that no number of letters
            reaches: how high it can be, and what is lacking then.
    """
    if not 0 < probability < 1:
        raise InputError(Finding("probability-range", {"probability": probability}))
    work = _Work(model, limits or Limits())
    total = work.fewest(probability, work.best, lambda total: work.spreader.best(total).safety)
    if total is None:
        raise InputError(work.unreachable(probability))
    other = work.fewest(probability, work.in_proportion, work.spreader.proportional)
    asked = {
        "probability": probability,
        "step": _fine(total),
        "proportional_letters": None if other is None else other - work.earlier,
    }
    return work.plan(total, asked)


def best(model: Model, letters: int, limits: Limits | None = None) -> Plan:
    """The plan with so many letters with which meeting the quotas is most probable.

    Raises:
        InputError: limits out of range, or more letters than can be sent.
    """
    work = _Work(model, limits or Limits())
    total = work.earlier + letters
    work.in_proportion(total)  # says so when there are too many
    return work.plan(total, {"letters": letters})


def foresee(model: Model, plan: Plan) -> Plan:
    """A plan made in another way, with what may come of it added.

    Its curve is about the same spread with more or fewer letters, as far as people allow. What
    proportional spreading would give stands beside it, unless it is that.
    """
    work = _Work(model, Limits())
    details = {**plan.details, "forecast": model_details(model)}
    way: Way = work.in_proportion
    points = work.points(plan.total)
    if plan.kind != "proportional":
        rows = list(zip(model.strata.rows, plan.letters, strict=True))
        most = sum(row.left for row, letters in rows if letters)
        points = [point for point in points if point <= most]

        def way(total: int) -> Letters:
            glasses = [Glass(Fraction(letters), 0, row.left) for row, letters in rows]
            return fill(glasses, total - work.earlier).letters

    return work.foreseen(replace(plan, details=details), way, points)


def curve(
    model: Model, limits: Limits, points: Sequence[int]
) -> tuple[tuple[Forecast, ...], tuple[Forecast, ...]]:
    """Letters against probability, under the best spread and under proportional spreading.

    Parameters:
        points: numbers of letters of this wave.
    """
    work = _Work(model, limits)
    return work.curve(work.best, points), work.curve(work.in_proportion, points)


def _fine(total: int) -> int:
    """How fine a search by simulation is, near a number of letters."""
    return max(1, total // FINENESS)


def _rough(total: int) -> int:
    """How fine a search by the formula is."""
    return max(1, total // ROUGHNESS)


@dataclass(frozen=True)
class _Work:
    """What one search needs. Totals are letters of all waves."""

    model: Model
    limits: Limits

    @cached_property
    def spreader(self) -> Spreader:
        return Spreader(self.model, self.limits)

    @cached_property
    def forecaster(self) -> Forecaster:
        return Forecaster(self.model)

    @property
    def earlier(self) -> int:
        return self.spreader.earlier

    def best(self, total: int) -> Letters:
        """The best spread."""
        return self.spreader.whole(self.spreader.best(total).letters, total)

    def in_proportion(self, total: int) -> Letters:
        """Proportional spreading."""
        return proportional(self.model.strata, total - self.earlier).letters

    def fewest(self, probability: float, way: Way, safety: Callable[[int], float]) -> int | None:
        """The smallest total with a panel in enough rounds; None when there is none.

        First where the formula says so, roughly; then where enough rounds have the sign-ups that
        every quota needs, which nearly always make a panel; then as many more as the rounds are
        that had them and no panel.
        """
        ends = (self.earlier, self.spreader.people)
        usual = float(self.model.sizes @ self.model.stratum_rates) / ends[1]
        guess = int(2 * self.model.seats / usual)
        near = smallest(lambda total: safety(total) >= probability, ends, guess, _rough)
        start, wanted = ends[1] if near is None else near, probability
        hopes: dict[int, float] = {}

        def hopeful(total: int) -> bool:
            if total not in hopes:
                hopes[total] = self.forecaster.hope(way(total))
            return hopes[total] >= wanted

        while True:
            total = smallest(hopeful, ends, start, _fine)
            found = None if total is None else self.forecaster.forecast(way(total)).probability
            if total is None or found is None or found >= probability:
                return total
            start, wanted = total, hopes[total] + max(probability - found, SHORT)

    def unreachable(self, probability: float) -> Finding:
        """What happens with a letter to everybody."""
        total = self.spreader.people
        found = self.forecaster.forecast(self.best(total))
        names = [f"{one.category}: {one.value}" for one in found.shortages[:5]]
        params: dict[str, Param] = {
            "asked": probability,
            "reached": found.probability,
            "letters": total - self.earlier,
            "names": listed_names(names) if names else "-",
        }
        return Finding("probability-unreachable", params)

    def plan(self, total: int, asked: Mapping[str, Any]) -> Plan:
        """The plan with this many letters, which was asked for in one way or another."""
        spread = self.spreader.best(total)
        letters = self.spreader.whole(spread.letters, total)
        others = self.in_proportion(total)
        here, there = map(self.forecaster.forecast, (letters, others))
        details = {
            **asked,
            "limits": {
                "floor": fraction_text(self.limits.floor),
                "ceiling": fraction_text(self.limits.ceiling),
            },
            "safety": significant(spread.safety),
            "least": least_letters(self.model, self.limits),
            "as_proportional": there.probability > here.probability,
            "forecast": model_details(self.model),
        }
        if there.probability > here.probability:
            letters = others
        plan = Plan("response", letters, details)
        return self.foreseen(plan, self.best, self.points(plan.total))

    def foreseen(self, plan: Plan, way: Way, points: Sequence[int]) -> Plan:
        """A plan with its forecasts, curves and chances of a seat."""
        plan = replace(
            plan,
            forecast=self.forecaster.forecast(plan.letters),
            curve=self.curve(way, points),
            seat_chances=seat_chances(self.model, plan.letters),
            responses=tuple(map(float, self.model.stratum_rates)),
        )
        if plan.kind == "proportional":
            return plan
        others = self.in_proportion(self.earlier + plan.total)
        return replace(
            plan,
            proportional_forecast=self.forecaster.forecast(others),
            proportional_curve=self.curve(self.in_proportion, points),
            proportional_seat_chances=seat_chances(self.model, others),
        )

    def points(self, letters: int) -> list[int]:
        """The numbers of letters of a curve around this one."""
        left = self.spreader.people - self.earlier
        return sorted({min(left, round(letters * times)) for times in CURVE} - {0})

    def curve(self, way: Way, points: Sequence[int]) -> tuple[Forecast, ...]:
        """Forecasts of these numbers of letters of this wave."""
        return tuple(self.forecaster.forecast(way(self.earlier + point)) for point in points)
