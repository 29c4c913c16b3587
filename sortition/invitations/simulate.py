"""Letters to sign-ups, many times over: the counts of every class in every round.

In a round a letter to somebody of cell c brings a sign-up with the chance

    min(1, r_c · C · product of the factors of c · sum_e p_e · (factors of answer e)),

with p_e the part with answer e, and every factor (C is the campaign's) lognormal with mean 1 and
its own uncertainty, drawn once per round. Who signs up has answer e in proportion to p_e times its
factors. Sign-ups of different people are independent given the factors.

*Common random numbers.* Different numbers of letters are compared on the same rounds: all factors
are the same, and the letters of a cell are sent in blocks that have numbers of their own. More
letters fill the last block and begin new ones, so they add sign-ups and (but for rare ties in the
generator's method) take none away: the probability of a panel grows with the letters, as it should.

Random numbers: numpy's PCG64, whose start is the first 16 bytes (big-endian) of the SHA-256 digest
of the UTF-8 bytes of "sortition-forecast-1" LF seed. Factor j begins j·2^64 steps on, block b of
cell c ((c + 1)·2^32 + b)·2^64 steps on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from sortition.invitations.pool_model import Model
from sortition.invitations.pool_shape import Counts, Vector

VERSION = "sortition-forecast-1"
INVERTED = 25.0  # expected sign-ups of a block: numpy inverts the distribution function below 30
MOST_BLOCKS = 32

People = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Rounds:
    """The factors of all rounds of a model, and what letters bring in each."""

    model: Model

    @cached_property
    def _start(self) -> tuple[np.random.Generator, dict[str, object]]:
        digest = sha256(f"{VERSION}\n{self.model.simulation.seed}".encode()).digest()
        bits = np.random.PCG64(int.from_bytes(digest[:16], "big"))
        return np.random.Generator(bits), dict(bits.state)

    def _at(self, steps: int) -> np.random.Generator:
        """The generator, so many steps (of 2^64) from its start."""
        generator, state = self._start
        generator.bit_generator.state = state
        generator.bit_generator.advance(steps << 64)  # type: ignore[attr-defined]
        return generator

    @cached_property
    def factors(self) -> Vector:
        """All factors, shape (factors + 1, rounds); the last is the campaign's."""
        sds = np.append(self.model.shape.factors, self.model.shape.campaign)
        rounds = self.model.simulation.rounds
        draws = np.array([self._at(j).standard_normal(rounds) for j in range(len(sds))])
        return np.asarray(np.exp(sds[:, None] * draws - sds[:, None] ** 2 / 2))

    @cached_property
    def answers(self) -> Vector:
        """The part with each answer times its factors, shape (answers, rounds)."""
        shape = self.model.shape
        return np.asarray(shape.among[:, None] * self.factors[shape.answer_factors].prod(axis=1))

    def chances(self, cell: int) -> Vector:
        """The chance that a letter to this cell brings each answer, shape (answers, rounds)."""
        shape = self.model.shape
        common = self.factors[-1] * self.factors[shape.cell_factors[cell]].prod(axis=0)
        chances = shape.rates[cell] * common * self.answers
        return np.asarray(chances / np.maximum(1.0, chances.sum(axis=0)))

    def sign_ups(self, letters: Sequence[int]) -> People:
        """The pool of every round, shape (rounds, classes).

        Parameters:
            letters: of this wave, per stratum; those of earlier waves are added.
        """
        shape = self.model.shape
        sent = np.bincount(
            shape.cell_of,
            np.asarray(letters, dtype=np.float64) + self.model.earlier,
            minlength=len(shape.rates),
        )
        answers = len(shape.among)
        people = np.zeros((shape.groups * answers, self.model.simulation.rounds), dtype=np.int32)
        for cell in np.flatnonzero(sent):
            first = int(shape.group_of[cell]) * answers
            self._add(people[first : first + answers], int(cell), int(sent[cell]))
        return np.ascontiguousarray(people.T)

    def _add(self, people: People, cell: int, letters: int) -> None:
        """Add the sign-ups of a cell, to its part of the pools (answers, rounds)."""
        chances = self.chances(cell)
        block = _block(letters, float(chances.sum(axis=0).max()))
        rest = 1 - np.cumsum(chances, axis=0) + chances  # of the chance, before each answer
        given = np.clip(chances / np.maximum(rest, 1e-300), 0.0, 1.0)
        for number, start in enumerate(range(0, letters, block)):
            generator = self._at(((cell + 1) << 32) + number)
            left: Counts = np.full(people.shape[1], min(block, letters - start), dtype=np.int64)
            for answer, chance in enumerate(given):
                brought = generator.binomial(left, chance)
                people[answer] += brought.astype(np.int32)
                left -= brought


def _block(letters: int, chance: float) -> int:
    """How many letters a block has.

    >>> _block(100, 0.1), _block(20_000, 0.1)
    (250, 1000)
    """
    block = max(1, int(INVERTED / chance))
    while letters > MOST_BLOCKS * block:
        block *= 2
    return block
