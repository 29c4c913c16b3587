"""Register, quotas and response as numbers: who may sign up, and in which classes of the quotas.

Strata with the same values as far as quotas and response can tell are one *cell*; as far as the
quotas can tell, one *group*. What the register does not know (education) splits a group's sign-ups
by *answers*, one for each combination of such values; categories that are all unknown are taken to
be independent of each other and of the strata. A *class* is a group with answers:
class = group·answers + answer. A panel is, up to names, a number of people per class.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stratification.combinations import is_combination, split
from stratification.errors import Finding, InputError
from stratification.text import key

if TYPE_CHECKING:
    from sortition.invitations.pool_model import Model

Counts = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
Names = tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """What `Model` comes down to.

    Parameters:
        cell_of: the cell of every stratum, shape (strata,).
        group_of: the group of every cell, shape (cells,).
        rates: expected sign-ups per letter of every cell, shape (cells,).
        factors: the uncertainty of every factor that is not common to all, shape (factors,).
        cell_factors: which factors work on a cell, shape (cells, known).
        among: the part of the sign-ups with each answer, shape (answers,).
        answer_factors: which factors work on an answer, shape (answers, unknown).
        campaign: the uncertainty of the common factor.
        matrix: which class counts in which quota (in the order of the quotas), shape
            (quotas, classes), entries 0 and 1.
        lows, highs: the quotas, shape (quotas,).
        needs: the fewest people that a panel has in each quota, shape (quotas,): its minimum, or
            the seats that the other values of its category cannot take.
        blocks: for every category of which each person has one value, the rows of its values.
    """

    cell_of: Counts
    group_of: Counts
    rates: Vector
    factors: Vector
    cell_factors: Counts
    among: Vector
    answer_factors: Counts
    campaign: float
    matrix: Counts
    lows: Counts
    highs: Counts
    needs: Counts
    blocks: tuple[Counts, ...]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group_of.max(initial=-1)) + 1

    @cached_property
    def expected(self) -> Vector:
        """Expected sign-ups per letter to each cell, by class: shape (cells, answers)."""
        return self.rates[:, None] * self.among

    def classes(self, per_cell: Vector | Counts) -> Vector:
        """Expected sign-ups of every class when every cell gets so many letters."""
        table = np.zeros((self.groups, len(self.among)))
        np.add.at(table, self.group_of, per_cell[:, None] * self.expected)
        return table.ravel()


def make_shape(model: Model) -> Shape:
    """Work out the shape of a model.

    Raises:
        InputError: rates that multiply to a response of 1 or more.
    """
    return _Compiler(model).shape()


@dataclass(frozen=True)
class _Compiler:
    """The steps from a model to its shape."""

    model: Model

    def shape(self) -> Shape:
        model = self.model
        seen = [name for name in model.strata.columns if key(name) in self.wanted]
        parts = [(one.columns, one.rates) for one in model.response.effects_by(self.columns)]
        having = {key(name) for columns, _ in parts for name in columns}
        parts += [((name,), {}) for name in seen if key(name) not in having]
        told = list(dict.fromkeys([*seen, *(name for columns, _ in parts for name in columns)]))
        cells, cell_of = _numbered([self.pick(row.values, told) for row in model.strata.rows])
        groups, group_of = _numbered([cell[: len(seen)] for cell in cells])
        rates = np.full(len(cells), model.response.overall)
        sds: list[float] = []
        cell_factors = np.zeros((len(cells), len(parts)), dtype=np.int64)
        for number, (columns, by) in enumerate(parts):
            places = [[key(one) for one in told].index(key(name)) for name in columns]
            values, value_of = _numbered([tuple(cell[at] for at in places) for cell in cells])
            found = {tuple(map(key, name)): rate for name, rate in by.items()}
            cell_factors[:, number] = len(sds) + value_of
            sds += [model.sd(found.get(value)) for value in values]
            relative = [found[value].relative if value in found else 1.0 for value in values]
            rates *= np.array(relative)[value_of]
        answers, among, answer_factors = self.answers(sds)
        self.check_rates(rates, cell_of)
        matrix = self.matrix([key(name) for name in seen], groups, answers)
        blocks = self.blocks()
        return Shape(
            cell_of,
            group_of,
            rates,
            np.array(sds),
            cell_factors,
            among,
            answer_factors,
            model.campaign,
            matrix,
            np.array([row.min for row in model.quotas.rows], dtype=np.int64),
            np.array([row.max for row in model.quotas.rows], dtype=np.int64),
            self.needs(blocks),
            blocks,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        return self.model.strata.columns

    @cached_property
    def wanted(self) -> set[str]:
        return set(map(key, self.model.quotas.columns))

    def pick(self, values: Sequence[str], names: Sequence[str]) -> Names:
        """The values of some columns, as they are compared."""
        at = {key(name): place for place, name in enumerate(self.columns)}
        return tuple(key(values[at[key(name)]]) for name in names)

    def answers(self, sds: list[float]) -> tuple[list[dict[str, str]], Vector, Counts]:
        """What the register does not know; its factors are added to `sds`."""
        have = set(map(key, self.columns))
        makeups = [
            one for one in self.model.response.makeups if key(one.category) in self.wanted - have
        ]
        numbers: list[list[int]] = []
        for one in makeups:
            numbers.append(list(range(len(sds), len(sds) + len(one.among))))
            sds += [self.model.sd(one.rates.get(value)) for value in one.among]
        every = list(itertools.product(*(range(len(one.among)) for one in makeups)))
        names = [[key(value) for value in one.among] for one in makeups]
        parts = [list(one.among.values()) for one in makeups]
        answers = [
            {key(makeups[n].category): names[n][at] for n, at in enumerate(answer)}
            for answer in every
        ]
        among = [prod(parts[n][at] for n, at in enumerate(answer)) for answer in every]
        factors = [[numbers[n][at] for n, at in enumerate(answer)] for answer in every]
        shape = (len(every), len(makeups))
        return answers, np.array(among), np.array(factors, dtype=np.int64).reshape(shape)

    def check_rates(self, rates: Vector, cell_of: Counts) -> None:
        high = np.flatnonzero(rates[cell_of] >= 1)
        if len(high):
            rows = [self.model.strata.rows[at].values for at in high[:5]]
            names = "; ".join(", ".join(values) for values in rows)
            raise InputError(Finding("forecast-rate-high", {"names": names}))

    def matrix(
        self, seen: Sequence[str], groups: Sequence[Names], answers: Sequence[Mapping[str, str]]
    ) -> Counts:
        rows = []
        for quota in self.model.quotas.rows:
            pairs = {key(name): key(value) for name, value in quota.pairs}
            of_group = np.array(
                [
                    all(pairs.get(name, group[at]) == group[at] for at, name in enumerate(seen))
                    for group in groups
                ],
                dtype=np.int64,
            )
            of_answer = np.array(
                [
                    all(pairs.get(name, value) == value for name, value in answer.items())
                    for answer in answers
                ],
                dtype=np.int64,
            )
            rows.append(np.outer(of_group, of_answer).ravel())
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(groups) * len(answers))

    def blocks(self) -> tuple[Counts, ...]:
        """The rows of the values of each category that gives everybody one of them."""
        quotas = self.model.quotas
        names = {
            tuple(sorted(map(key, split(name)))) if is_combination(name) else (key(name),)
            for name in quotas.partitions
        }
        of_row = [tuple(sorted(key(name) for name, _ in row.pairs)) for row in quotas.rows]
        return tuple(
            np.array([at for at, columns in enumerate(of_row) if columns == name], dtype=np.int64)
            for name in sorted(names)
        )

    def needs(self, blocks: Sequence[Counts]) -> Counts:
        lows = np.array([row.min for row in self.model.quotas.rows], dtype=np.int64)
        highs = np.array([row.max for row in self.model.quotas.rows], dtype=np.int64)
        needs = lows.copy()
        for rows in blocks:
            others = highs[rows].sum() - highs[rows]
            needs[rows] = np.maximum(needs[rows], self.model.seats - others)
        return needs


def _numbered(names: Sequence[Names]) -> tuple[list[Names], Counts]:
    """The different names in order, and the number of each."""
    ordered = sorted(set(names))
    number = {name: at for at, name in enumerate(ordered)}
    return ordered, np.array([number[name] for name in names], dtype=np.int64)
