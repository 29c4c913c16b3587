"""What a letter says of the draw: how many were drawn, out of how many, and the chance of it.

Nobody is told a chance that was not theirs. Where groups got more letters than others, by more than
rounding, a letter gives the smallest and the largest chance instead of the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stratification.register.model import Frame

Phrases = Mapping[str, str]


@dataclass(frozen=True)
class Drawn:
    """What the record says of the draw: so many letters, of all waves, to units of the frame.

    `range` has the smallest and the largest chance of a group, None when all are alike; `single`:
    an address gets at most one letter.
    """

    frame: Frame
    units: int
    letters: int
    range: tuple[Fraction, Fraction] | None = None
    single: bool = False


def chance_range(groups: Sequence[tuple[int, int]]) -> tuple[Fraction, Fraction] | None:
    """The smallest and the largest chance; None when they differ by nothing but rounding.

    Parameters:
        groups: of each the number of letters and the size (more than 0).

    That is so when every group is less than one letter from its share, or when people would say
    the same of all chances:

    >>> chance_range([(3, 37), (3, 40), (8, 100)]), chance_range([(1000, 25_000), (1000, 25_300)])
    (None, None)
    >>> chance_range([(10, 100), (10, 400)])
    (Fraction(1, 40), Fraction(1, 10))
    """
    share = Fraction(sum(count for count, _ in groups), sum(size for _, size in groups))
    chances = [Fraction(count, size) for count, size in groups]
    low, high = min(chances), max(chances)
    rounded = all(abs(count - share * size) < 1 for count, size in groups)
    return None if rounded or (low and _said(low) == _said(high)) else (low, high)


def whole(number: int, phrases: Phrases) -> str:
    """A whole number, its thousands set apart.

    >>> whole(250000, {"thousands": "."})
    '250.000'
    """
    return f"{number:,}".replace(",", phrases["thousands"])


def chance_words(chance: Fraction, phrases: Phrases) -> str:
    """A chance as people say it: 1 in something up to one third, else something in ten.

    >>> from sortition.letters.texts import product
    >>> nl = product("nl")["phrases"]
    >>> chances = ("0", "1/25", "3/80", "2/5", "149/300", "1")
    >>> [chance_words(Fraction(p), nl).replace("\\xa0", " ") for p in chances[:4]]
    ['niemand', '1 op de 25', 'ongeveer 1 op de 27', '4 op de 10']
    >>> [chance_words(Fraction(p), nl).replace("\\xa0", " ") for p in chances[4:]]
    ['ongeveer 1 op de 2', 'iedereen']
    """
    if not 0 < chance < 1:
        return phrases["chance_all" if chance else "chance_none"]
    few, many = _said(chance)
    template = phrases["chance" if Fraction(few, many) == chance else "chance_about"]
    return template.format(few=few, many=whole(many, phrases))


def _said(chance: Fraction) -> tuple[int, int]:
    """So many in so many; `chance` is more than 0."""
    if chance <= Fraction(1, 3):
        return 1, round(1 / chance)
    few = min(round(10 * chance), 9) if chance < 1 else 10
    return (1, 2) if few == 5 else (few, 10)


def drawn_chance(drawn: Drawn, phrases: Phrases) -> str:
    """The chance of a letter in words, or from which to which it goes."""
    if drawn.range is None:
        return chance_words(Fraction(drawn.letters, drawn.units), phrases)
    low, high = (chance_words(chance, phrases) for chance in drawn.range)
    return phrases["chance_range"].format(low=low, high=high)


def drawn_sentence(drawn: Drawn, phrases: Phrases) -> str:
    """That the letter came by lot, out of how many, and with what chance; still to be filled."""
    sentences = [phrases[f"lot_{drawn.frame}"]]
    sentences.append(phrases["lot_even" if drawn.range is None else "lot_range"])
    if drawn.single:
        sentences.append(phrases["lot_single"])
    return "".join(sentences)
