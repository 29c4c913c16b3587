"""The figures in a cell: numbers of people and shares, as people and spreadsheets write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from stratification.text import tidy

_MISSING = ("", ".", "x", "X")
_WHOLE = re.compile(
    r"([0-9]{1,15})(?:\.0{1,2}|\.0{4,})?"
)  # "12.0" is how a spreadsheet may write 12
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3}){1,4}")
_MARKED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*")
_SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,25})?(?:e-[0-9]{1,2})?) ?%?")
_RATIO = re.compile(r"[0-9]{1,60}/0*[1-9][0-9]{0,60}")


@dataclass(frozen=True)
class Number:
    """What a cell says: a figure (None: it is missing), or the code of what is wrong with it."""

    figure: Fraction | None = None
    provisional: bool = False
    wrong: str = ""


def parse_count(text: str) -> Number:
    """Return the number of people in a cell.

    Spaces may separate thousands; a point or comma that may do so or may mark decimals is wrong.
    Blank, "." and "x" are missing figures; stars at the end mark provisional ones (CBS).

    >>> parse_count("329 452*").figure, parse_count(".").figure, parse_count("329.452").wrong
    (Fraction(329452, 1), None, 'population-thousands')
    """
    line = tidy(text)
    digits = line.rstrip("*").rstrip()
    provisional = digits != line
    if digits in _MISSING:
        return Number(None, provisional)
    if found := _WHOLE.fullmatch(digits):
        return Number(Fraction(found[1]), provisional)
    if _SPACED.fullmatch(digits):
        return Number(Fraction(digits.replace(" ", "")), provisional)
    return Number(
        wrong="population-thousands" if _MARKED.fullmatch(digits) else "population-number"
    )


def parse_share(text: str) -> Number:
    """Return the share in a cell, of 1 or of 100, with or without %; or a ratio, which is exact.

    >>> parse_share("12,5 %").figure, parse_share("262/999").figure, parse_share("").wrong
    (Fraction(25, 2), Fraction(262, 999), 'population-share')
    """
    line = tidy(text)
    if _RATIO.fullmatch(line):
        return Number(Fraction(line))
    if found := _SHARE.fullmatch(line):
        return Number(Fraction(found[1].replace(",", ".")))
    return Number(wrong="population-share")
