"""The smallest whole number that passes, where larger ones pass as a rule."""

from __future__ import annotations

from collections.abc import Callable


def smallest(
    passes: Callable[[int], bool],
    ends: tuple[int, int],
    start: int,
    step: Callable[[int], int],
) -> int | None:
    """A number that passes while one a step lower does not (or is below the ends).

    Parameters:
        passes: asked once for every number.
        ends: the smallest and largest number that may be asked about.
        start: where to begin.
        step: how fine the answer is, near a number.

    Returns None when the largest number does not pass.

    >>> smallest(lambda n: n * n >= 2000, (0, 1000), 400, lambda n: 1)
    45
    """
    start = min(ends[1], max(ends[0], start))
    bracket = (
        _below(passes, ends[0], start, step)
        if passes(start)
        else _above(passes, ends[1], start, step)
    )
    if bracket is None:
        return None
    low, high = bracket
    while high - low > step(high):
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high


def _below(
    passes: Callable[[int], bool], least: int, high: int, step: Callable[[int], int]
) -> tuple[int, int]:
    """A number that does not pass and one above it that does; both the least when that passes."""
    jump = 4 * step(high)
    while high > least:
        low = max(least, high - jump)
        if not passes(low):
            return low, high
        high, jump = low, 2 * jump
    return high, high


def _above(
    passes: Callable[[int], bool], most: int, low: int, step: Callable[[int], int]
) -> tuple[int, int] | None:
    """The same above a number that does not pass; None when none up to the most does."""
    jump = 4 * step(low)
    while low < most:
        high = min(most, low + jump)
        if passes(high):
            return low, high
        low, jump = high, 2 * jump
    return None
