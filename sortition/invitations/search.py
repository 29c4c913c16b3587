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
    least, most = ends
    start = min(most, max(least, start))
    jump = 4 * step(start)
    if passes(start):
        low, high = start, start
        while low == high:
            if high == least:
                return least
            low = max(least, high - jump)
            if passes(low):
                high = low
            jump *= 2
    else:
        low = high = start
        while low == high:
            if low == most:
                return None
            high = min(most, low + jump)
            if not passes(high):
                low = high
            jump *= 2
    while high - low > step(high):
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high
