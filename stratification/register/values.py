"""The values of strata: what is written in a register, and what it is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from stratification.register.fields import UNKNOWN
from stratification.register.model import StratumColumn
from stratification.text import key, tidy

MOST_VALUES = 20_000
"""More than there are neighbourhoods in the country."""


@dataclass(frozen=True)
class Values:
    """What the different cells of a column mean.

    Parameters:
        names: what is written -> its value, of those that differ.
        unknown: what is written and has no value.
        respelled: how many values are written in more than one way.
    """

    names: dict[str, str]
    unknown: tuple[str, ...] = ()
    respelled: int = 0


def values_of(column: StratumColumn, written: Collection[str]) -> Values:
    """Return the values of all that is written in a column; a blank cell is `UNKNOWN`.

    Texts that differ only in case and spaces are one value, in the spelling that comes first. So
    are two values of the map.

    >>> values_of(StratumColumn("plaats", "Plaats"), ["EDE", "Ede ", "", "Goes"]).names
    {'': '?', 'Ede ': 'EDE'}
    """
    called = {key(text): tidy(value) for text, value in column.values.items()}
    found: dict[str, str] = {}
    unknown = []
    for text in sorted(written):
        if not key(text):
            found[text] = UNKNOWN
        elif not called:
            found[text] = tidy(text)
        elif key(text) in called:
            found[text] = called[key(text)]
        else:
            unknown.append(text)
    spellings: dict[str, str] = {}
    for value in sorted(found.values()):
        spellings.setdefault(key(value), value)
    names = {text: spellings[key(value)] for text, value in found.items()}
    ways: dict[str, set[str]] = {}
    for text in found:
        ways.setdefault(key(text), set()).add(text)
    return Values(
        names={text: value for text, value in names.items() if text != value},
        unknown=tuple(unknown),
        respelled=sum(len(texts) > 1 for one, texts in ways.items() if one),
    )
