"""Who sits with whom: for every two people, how often both are on the panel.

With B the incidence of panels and people (B_tp = 1 when p is on panel t), B'B has the number of
panels that carry both of any two people. It is computed in blocks of people over chunks of panels:
no more than a few blocks of numbers are in memory at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int64]
BLOCK = 2**23  # numbers in a block: 32 MB of float32
CHUNK = 512  # panels at a time


@dataclass(frozen=True)
class Meetings:
    """About all pairs of people: the largest and the mean chance to be on a panel together.

    The mean is seats·(seats - 1) / (people·(people - 1)) whatever the panels. `never` is the share
    of the pairs that are together on none of the panels.
    """

    largest: Fraction
    mean: Fraction
    never: Fraction


def meetings(panels: Matrix, people: int) -> Meetings | None:
    """What there is to say about pairs; None where there are none (one seat, or one person).

    Parameters:
        panels: shape (panels, seats), numbers of people; everyone at most once on a panel.
        people: how many people there are.
    """
    number, seats = panels.shape
    if seats < 2 or people < 2:
        return None
    largest, zeros = 0, 0
    for first, block in _blocks(panels, people):
        # Of every pair once: columns after the person of the row.
        later = np.arange(people)[None, :] > np.arange(first, first + len(block))[:, None]
        largest = max(largest, int(np.max(block, where=later, initial=0)))
        zeros += int(np.count_nonzero((block == 0) & later))
    return Meetings(
        Fraction(largest, number),
        Fraction(seats * (seats - 1), people * (people - 1)),
        Fraction(zeros, people * (people - 1) // 2),
    )


def meeting_counts(panels: Matrix, people: int) -> Matrix:
    """The number of panels that carry both of two people, shape (people, people).

    On the diagonal stands the number of panels with that person. The answer itself takes
    8·people² bytes (132 MB for 4070 people).

    >>> meeting_counts(np.array([[0, 1], [0, 2]]), 3).tolist()
    [[2, 1, 1], [1, 1, 0], [1, 0, 1]]
    """
    counts = np.zeros((people, people), dtype=np.int64)
    for first, block in _blocks(panels, people):
        counts[first : first + len(block)] = block
    return counts


def _blocks(panels: Matrix, people: int) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Rows of B'B: the number of the first row, and a block of shape (rows, people).

    Whole numbers up to 2^24 are exact in float32, for which matrix products are fastest; there are
    at most 100,000 panels.
    """
    height = max(1, BLOCK // people)
    for first in range(0, people, height):
        last = min(first + height, people)
        block = np.zeros((last - first, people), dtype=np.float32)
        for start in range(0, len(panels), CHUNK):
            part = panels[start : start + CHUNK]
            incidence = np.zeros((len(part), people), dtype=np.float32)
            np.put_along_axis(incidence, part, 1.0, axis=1)
            block += incidence[:, first:last].T @ incidence
        yield first, block
