"""How equal chances are: the Gini coefficient, the Lorenz curve, the geometric mean.

Exact where the chances are fractions. Nothing here depends on the order of the people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TypeVar

Number = TypeVar("Number", Fraction, float)
DIGITS = 50  # of the logarithms behind a geometric mean


def gini(chances: Sequence[Number]) -> Number:
    """The Gini coefficient: 0 when all chances are equal, near 1 when one person has everything.

    With v_1 <= … <= v_n ascending it is 2·sum(j·v_j) / (n·sum v) - (n + 1)/n; 0 when all are 0.

    Source: C. Gini, "Variabilità e mutabilità", 1912.

    >>> gini([Fraction(1, 2), Fraction(1, 2)]), gini([Fraction(0), Fraction(1)])
    (Fraction(0, 1), Fraction(1, 2))
    """
    people, total = len(chances), sum(chances, start=chances[0] * 0)
    if total == 0:
        return total
    weighted, before = total * 0, 0
    for value, count in sorted(Counter(chances).items()):
        # The places before+1 … before+count add up to:
        weighted += value * (count * before + count * (count + 1) // 2)
        before += count
    return (2 * weighted - (people + 1) * total) / (people * total)


def lorenz(chances: Sequence[Number]) -> list[tuple[Fraction, Number]]:
    """The corners of the Lorenz curve, from (0, 0) to (1, 1).

    (x, y): the share x of the people with the smallest chances has the share y of all seats. The
    curve is straight in between, so only where the chance changes is there a corner.

    Source: M. O. Lorenz, "Methods of measuring the concentration of wealth", Publications of the
    American Statistical Association 9 (1905).

    >>> lorenz([Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)])[1:]
    [(Fraction(2, 3), Fraction(1, 2)), (Fraction(1, 1), Fraction(1, 1))]
    """
    people, total = len(chances), sum(chances, start=chances[0] * 0)
    seats, before = total * 0, 0
    corners = [(Fraction(0), seats)]
    for value, count in sorted(Counter(chances).items()):
        seats += value * count
        before += count
        share = Fraction(before, people)
        # Without any seat, everybody's share of none is taken to be equal.
        corners.append((share, seats / total if total else seats + share))
    if total:
        corners[-1] = (Fraction(1), total / total)  # floats: exactly 1
    return corners


def geometric_mean(chances: Sequence[Fraction] | Sequence[float]) -> float:
    """(p_1·…·p_n)^(1/n), correct to the last digit of a float; 0 when somebody has 0.

    Source: J. F. Nash, "The bargaining problem", Econometrica 18 (1950): the product as the aim.

    >>> geometric_mean([Fraction(1, 4), Fraction(1)])
    0.5
    """
    if min(chances) == 0:
        return 0.0
    with localcontext() as context:
        context.prec = DIGITS
        logarithms = Decimal(0)
        for chance, count in sorted(Counter(map(Fraction, chances)).items()):
            logarithms += count * (Decimal(chance.numerator) / Decimal(chance.denominator)).ln()
        return float((logarithms / len(chances)).exp())


def share_below(chances: Sequence[Fraction] | Sequence[float], level: Fraction) -> Fraction:
    """The share of the people whose chance is below a level.

    >>> share_below([Fraction(1, 10), Fraction(2, 10)], Fraction(2, 10))
    Fraction(1, 2)
    """
    return Fraction(sum(chance < level for chance in chances), len(chances))
