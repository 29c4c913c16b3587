"""Keys of synthetic people, and made-up citizen service numbers (BSN)."""

from __future__ import annotations

import numpy as np

from sortition.register_synth.words import Ints, Words

_LEFT, _RIGHT = 90_000, 100_000  # keys have ten digits and start at 10^9
_NUMBERS = 9_000_000  # citizen service numbers that start with a 9


KeyBook = tuple[tuple[Ints, Ints], ...]


def key_book(seed: str) -> KeyBook:
    """The tables by which `keys` moves the parts of a place."""
    words = Words(seed, "keys", 0)
    return tuple((words.below(_LEFT, _RIGHT), words.below(_RIGHT, _LEFT)) for _ in range(2))


def keys(book: KeyBook, places: Ints) -> Ints:
    """A key for everybody, by the place in the register: ten digits, all different, in no order.

    Ten digits are one more than a citizen service number has. The place is split into a left part
    below 90 000 and a right part below 100 000; four times one part is moved round by a number that
    the other part looks up in a table. Each step can be taken back, so no two keys are the same.
    """
    left, right = np.divmod(places, _RIGHT)
    for of_left, of_right in book:
        left = (left + of_left[right]) % _LEFT
        right = (right + of_right[left]) % _RIGHT
    found: Ints = 10**9 + left * _RIGHT + right
    return found


def service_numbers(places: Ints) -> Ints:
    """A made-up citizen service number for everybody: 9, seven digits, a check (eleven-test).

    Of ten numbers that differ in the eighth digit only nine are used, for one may have no check
    digit. Above nine million people they come again.

    >>> service_numbers(np.array([0, 1, 8_999_999])).tolist()
    [900000004, 900000016, 999999990]
    """
    rest, last = np.divmod(places % _NUMBERS, 9)
    digits = [np.full(len(places), 9), *(rest // 10**place % 10 for place in range(5, -1, -1))]
    total = sum(weight * digit for weight, digit in zip(range(9, 2, -1), digits, strict=True))
    # No check digit makes up for total + 2·d = 10 (modulo 11), so for d = 6·(10 - total).
    without = 6 * (10 - total) % 11
    last = last + (last >= without)
    found: Ints = 9 * 10**8 + rest * 100 + last * 10 + (total + 2 * last) % 11
    return found
