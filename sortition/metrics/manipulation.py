"""What somebody can gain by claiming other values: how far a rule can be manipulated.

One person says that they have other values, everybody else tells the truth. The problem is built
again with that claim, the rule is solved again, and the gain is the new chance minus the old one.
People of one class gain the same, so one of them is enough. Households stay as they are: who lives
together is on record, but the housemates' kind of household changes with the claim.

Both chances are the rule's exact optimum over M *without cuts* (`sortition.chances`): a proven
bound on what every lottery gives, and what lotteries give wherever M needs no cut.

Sources: C. Baharav, B. Flanigan, "Fair, manipulation-robust, and transparent sortition", EC 2024;
B. Flanigan, J. Liang, A. D. Procaccia, S. Wang, "Manipulation-robust selection of citizens'
assemblies", AAAI 2024.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import prod
from typing import Literal

import numpy as np

from sortition.chances import System, make_system
from sortition.exact import fraction
from sortition.rules.rule import Rule
from sortition.stream import Stream
from sortition.watch import Progress, silent
from stratification.problem import Problem, make_problem
from stratification.solver import LinearProgram, SolverError

Values = tuple[str, ...]
Pair = tuple[int, Values]
Kind = Literal["existing", "one", "all"]


@dataclass(frozen=True)
class ClaimEffort:
    """Which claims are tried.

    `claims`: "existing" is every other combination of values that somebody in the pool has, "one"
    every combination that differs in one category, "all" every combination of the pool's values.
    `most`: how many pairs of class and claim to solve again at most. Where there are more, half of
    them are those that promise most (claims that others make already, by the chances those have),
    and the others a sample that `seed` fixes.
    """

    claims: Kind = "all"
    most: int = 1000
    seed: str = ""


@dataclass(frozen=True)
class Manipulation:
    """The largest gain found.

    `gain` is a chance (0 when nobody gains), `before` and `after` the chances behind it,
    `person_class` the class (its number in the problem) and `claim` the values claimed; both None
    when nobody gains. Of the `possible` pairs of class and claim, `examined` were settled; after
    `impossible` of these no panel could be formed, so nobody gains by them. `failed` were not
    settled, because the solver's answer did not pass the exact check. `exact`: every pair was
    settled, so no larger gain exists; otherwise the gain is a lower bound.
    """

    gain: Fraction
    before: Fraction
    after: Fraction
    person_class: int | None
    claim: Values | None
    examined: int
    possible: int
    impossible: int
    failed: int

    @property
    def exact(self) -> bool:
        """Whether every pair of class and claim was settled."""
        return self.examined == self.possible


def manipulability(
    problem: Problem,
    rule: Rule,
    effort: ClaimEffort | None = None,
    progress: Progress = silent,
) -> Manipulation:
    """The largest gain in chance of any one person by claiming other values.

    Raises:
        SolverError: the rule cannot be solved for the problem itself.
    """
    effort = effort or ClaimEffort()
    claims = _Claims(problem, effort.claims)
    now = [fraction(chance) for chance in rule.compute(make_system(problem)).chances]
    best = Manipulation(Fraction(0), Fraction(0), Fraction(0), None, None, 0, 0, 0, 0)
    settled = impossible = failed = 0
    total = min(effort.most, claims.possible)
    for number, (one, claim) in enumerate(_chosen(claims, now, effort)):
        progress("claims", number, total)
        try:
            after = chance_after(problem, rule, problem.members[one][0], claim)
        except SolverError:
            failed += 1
            continue
        settled += 1
        if after is None:
            impossible += 1
        elif after - now[one] > best.gain:
            best = replace(
                best,
                gain=after - now[one],
                before=now[one],
                after=after,
                person_class=one,
                claim=claim,
            )
    progress("claims", total, total)
    return replace(
        best, examined=settled, possible=claims.possible, impossible=impossible, failed=failed
    )


def chance_after(problem: Problem, rule: Rule, person: int, claim: Values) -> Fraction | None:
    """Somebody's chance over M after a claim; None when then not even M has a point.

    Raises:
        SolverError: the rule's answer does not pass the exact check.
    """
    values = list(problem.pool.values)
    values[person] = claim
    pool = replace(problem.pool, values=tuple(values))
    claimed = make_problem(pool, problem.quotas, problem.seats)
    system = make_system(claimed)
    if not _has_point(system):
        return None
    return fraction(rule.compute(system).chances[claimed.class_of[person]])


def _has_point(system: System) -> bool:
    """Whether any chances obey the rows."""
    rows = (system.lows.astype(np.float64), system.highs.astype(np.float64))
    program = LinearProgram(system.per_head, rows)
    program.set_columns(np.zeros(len(system.sizes)), np.ones(len(system.sizes)))
    return program.solve()


@dataclass(frozen=True)
class _Claims:
    """The claims of every class, numbered; every class has equally many."""

    problem: Problem
    kind: Kind

    @cached_property
    def values(self) -> tuple[Values, ...]:
        """The values of every class."""
        pool = self.problem.pool
        return tuple(pool.values[people[0]] for people in self.problem.members)

    @cached_property
    def existing(self) -> tuple[Values, ...]:
        """Every combination that somebody has, in order."""
        return tuple(sorted(set(self.values)))

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The values that somebody has in each category, in order."""
        return tuple(tuple(sorted(set(column))) for column in zip(*self.existing, strict=True))

    @cached_property
    def each(self) -> int:
        """How many claims every class has."""
        widths = [len(column) for column in self.columns]
        return {
            "existing": len(self.existing) - 1,
            "one": sum(widths) - len(widths),
            "all": prod(widths) - 1,
        }[self.kind]

    @property
    def possible(self) -> int:
        """How many pairs of a class and a claim there are."""
        return self.each * len(self.values)

    def pair(self, number: int) -> Pair:
        """The pair with this number."""
        one, claim = divmod(number, self.each)
        find = {"existing": self._existing, "one": self._one, "all": self._all}[self.kind]
        return one, find(self.values[one], claim)

    def allows(self, own: Values, claim: Values) -> bool:
        """Whether an existing combination is a claim of people who have `own`."""
        different = sum(a != b for a, b in zip(own, claim, strict=True))
        return different == 1 if self.kind == "one" else different > 0

    def _existing(self, own: Values, number: int) -> Values:
        return self.existing[number + (number >= self.existing.index(own))]

    def _one(self, own: Values, number: int) -> Values:
        for place, column in enumerate(self.columns):
            if number < len(column) - 1:
                value = column[number + (number >= column.index(own[place]))]
                return (*own[:place], value, *own[place + 1 :])
            number -= len(column) - 1
        raise IndexError(number)

    def _all(self, own: Values, number: int) -> Values:
        mine = 0
        for column, value in zip(self.columns, own, strict=True):
            mine = mine * len(column) + column.index(value)
        number += number >= mine
        claim = []
        for column in reversed(self.columns):
            number, place = divmod(number, len(column))
            claim.append(column[place])
        return tuple(reversed(claim))


def _chosen(claims: _Claims, now: list[Fraction], effort: ClaimEffort) -> Iterator[Pair]:
    """The pairs to examine, each once: all, or the promising half and a sample."""
    if claims.possible <= effort.most:
        yield from map(claims.pair, range(claims.possible))
        return
    seen: dict[Pair, None] = dict.fromkeys(islice(_promising(claims, now), effort.most // 2))
    yield from seen
    stream = Stream(effort.seed, "claims")
    while len(seen) < effort.most:
        pair = claims.pair(stream.below(claims.possible))
        if pair not in seen:
            seen[pair] = None
            yield pair


def _promising(claims: _Claims, now: list[Fraction]) -> Iterator[Pair]:
    """Claims that others make already, from the largest gain to expect; without losses."""
    chances: dict[Values, float] = {}
    for values, chance in zip(claims.values, now, strict=True):
        chances[values] = max(float(chance), chances.get(values, 0.0))
    own = np.array([float(chance) for chance in now])
    theirs = np.array([chances[values] for values in claims.existing])
    gains = (theirs[None, :] - own[:, None]).ravel()
    for number in np.argsort(-gains, kind="stable"):
        if gains[number] <= 0:
            return
        one, other = divmod(int(number), len(theirs))
        if claims.allows(claims.values[one], claims.existing[other]):
            yield one, claims.existing[other]
