"""Ages in words: "16-24", "15 tot 20 jaar", "65 jaar of ouder", "under 16"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stratification.text import key

_YEARS = r"(?: ?(?:jaar|years old|year old|years|year))?"
_DASH = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")  # hyphens, dashes, the minus sign
_SINGLE = re.compile(rf"([0-9]{{1,3}}){_YEARS}")
_CLOSED = re.compile(rf"([0-9]{{1,3}}){_YEARS} ?(-|tot|tot en met|t/m|to) ?([0-9]{{1,3}}){_YEARS}")
_OPEN = re.compile(
    rf"([0-9]{{1,3}})(?:{_YEARS} ?\+|\+{_YEARS}|{_YEARS} (?:of|en|or|and) (?:ouder|older|over))"
)
_UNDER = re.compile(rf"(?:jonger dan|younger than|under) ([0-9]{{1,3}}){_YEARS}")


@dataclass(frozen=True)
class Ages:
    """People from `first` up to and including `last` years old; `last` None: no upper end."""

    first: int
    last: int | None = None


def parse_ages(text: str) -> Ages | None:
    """Return the ages that a text names, or None when it names anything else.

    The Dutch "tot" leaves its end out, as Statistics Netherlands (CBS) writes ages; a dash, "t/m"
    and the English "to" include it. (The English tables of CBS mean "tot" by "to": bands read from
    these overlap, which `stratification.population.regroup` refuses.)

    >>> parse_ages("15 tot 20 jaar"), parse_ages("16 – 24")
    (Ages(first=15, last=19), Ages(first=16, last=24))
    >>> parse_ages("65 jaar of ouder"), parse_ages("Under 16"), parse_ages("all ages")
    (Ages(first=65, last=None), Ages(first=0, last=15), None)
    """
    line = _DASH.sub("-", key(text))
    if found := _SINGLE.fullmatch(line):
        return Ages(int(found[1]), int(found[1]))
    if found := _OPEN.fullmatch(line):
        return Ages(int(found[1]))
    if found := _UNDER.fullmatch(line):
        first, last = 0, int(found[1]) - 1
    elif found := _CLOSED.fullmatch(line):
        first, last = int(found[1]), int(found[3]) - (found[2] == "tot")
    else:
        return None
    return Ages(first, last) if first <= last else None


def ages_text(ages: Ages) -> str:
    """Return ages in figures, as `parse_ages` reads them.

    >>> ages_text(Ages(16, 24)), ages_text(Ages(65)), ages_text(Ages(20, 20))
    ('16-24', '65+', '20')
    """
    if ages.last is None:
        return f"{ages.first}+"
    return str(ages.first) if ages.first == ages.last else f"{ages.first}-{ages.last}"
