"""Random whole numbers for model "sortition-register-1", many at once and the same everywhere.

Everything that is drawn has a *label* (what it is) and a *place* (the district's number). The
SHA-256 digest of the UTF-8 bytes of

    "sortition-register-1" LF label LF decimal(place) LF seed

is read as two big-endian 128-bit numbers: the state of a PCG64 generator (PCG XSL RR 128/64,
O'Neill 2014) and its increment, whose last bit is set. Of each 64-bit word that it gives only the
upper 32 bits u are used: a number below n is floor(u·n / 2^32). That is whole-number arithmetic, so
no machine rounds otherwise; a chance is off by 2^-32 at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import numpy.typing as npt

MODEL = "sortition-register-1"
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
UNIT = 100_000
"""Rates are so many of this many."""


class Words:
    """The numbers of one label at one place. Reading moves on.

    >>> Words("demo", "sizes", 3).below(10, 5).tolist()
    [2, 6, 9, 8, 8]
    """

    def __init__(self, seed: str, label: str, place: int) -> None:
        """Start at the first number."""
        digest = sha256(f"{MODEL}\n{label}\n{place}\n{seed}".encode()).digest()
        self._bits = np.random.PCG64(0)
        self._bits.state = {
            "bit_generator": "PCG64",
            "state": {
                "state": int.from_bytes(digest[:16], "big"),
                "inc": int.from_bytes(digest[16:], "big") | 1,
            },
            "has_uint32": 0,
            "uinteger": 0,
        }

    def below(self, limit: int | Ints, count: int) -> Ints:
        """`count` numbers from 0 to limit - 1, one limit each or for all; 1 <= limit < 2^31."""
        upper = self._bits.random_raw(count) >> np.uint64(32)
        return ((upper * np.asarray(limit, np.uint64)) >> np.uint64(32)).astype(np.int64)

    def choose(self, weights: Sequence[int], count: int) -> Ints:
        """`count` places in a list, each drawn in proportion to its weight."""
        ends = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(ends, self.below(int(ends[-1]), count), "right").astype(np.int64)

    def happens(self, rate: int | Ints, count: int) -> Flags:
        """For each of `count` whether something happens that befalls `rate` of `UNIT`."""
        return self.below(UNIT, count) < rate


def apportion(weights: Sequence[int], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total: largest remainders.

    >>> apportion([1, 1, 1], 10)
    [4, 3, 3]
    """
    unit = sum(weights)
    found = [weight * total // unit for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * total % unit), i))
    for i in order[: total - sum(found)]:
        found[i] += 1
    return found
