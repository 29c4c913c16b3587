"""Rules about the parts of a room: "residents at least one third"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from stratification.errors import Finding, InputError, Param
from stratification.representation.model import Norm, NormResult
from stratification.text import key, listed_names, nearest, shown, tidy

RESIDENTS = (
    "bewoner",
    "bewoners",
    "inwoner",
    "inwoners",
    "burger",
    "burgers",
    "resident",
    "residents",
)
"""What the people may be called for whom the built-in norm speaks."""

STUDY = "VWS 2022"
"""The study for the Dutch ministry of health (VWS, 2022) that asks for the built-in norm: residents
hold at least one third of the seats of a steering group."""

_NORM = re.compile(r"(?P<value>.+?)\s*(?P<side>>=|<=|≥|≤)\s*(?P<share>[^<>=≥≤]+)")
_FRACTION = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")
_DECIMAL = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,15})?)\s*(%?)")


def parse_norm(text: str) -> Norm:
    """Read a norm: a value, >= or <=, and a share as a fraction, a decimal or a percentage.

    >>> parse_norm("bewoner >= 1/3")
    Norm(value='bewoner', side='min', share=Fraction(1, 3), source='')
    >>> parse_norm("professional<=12,5%").share
    Fraction(1, 8)

    Raises:
        InputError: the text is no norm, or its share is above 1.
    """
    found = _NORM.fullmatch(tidy(text))
    share = None if found is None else _share(found["share"].strip())
    if found is None or share is None:
        raise InputError(Finding("norm-unreadable", {"text": shown(text)}))
    if share > 1:
        raise InputError(Finding("norm-share", {"text": shown(text)}))
    side: Literal["min", "max"] = "min" if found["side"] in (">=", "≥") else "max"
    return Norm(found["value"], side, share)


def _share(text: str) -> Fraction | None:
    """The number that a text is, or None."""
    if fraction := _FRACTION.fullmatch(text):
        whole = int(fraction[2])
        return Fraction(int(fraction[1]), whole) if whole else None
    if decimal := _DECIMAL.fullmatch(text):
        return Fraction(decimal[1].replace(",", ".")) / (100 if decimal[2] else 1)
    return None


def all_norms(norms: Sequence[Norm] | None, groups: Sequence[str]) -> tuple[Norm, ...]:
    """The user's norms, and the built-in one where it speaks.

    It does when one group is called as in `RESIDENTS` and the user gives no norm for it. An empty
    sequence means no norms at all, None means the user gives none.
    """
    if norms is not None and not norms:
        return ()
    given = tuple(norms or ())
    residents = [name for name in groups if key(name) in RESIDENTS]
    if len(residents) != 1 or any(key(norm.value) == key(residents[0]) for norm in given):
        return given
    return (*given, Norm(residents[0], "min", Fraction(1, 3), STUDY))


def judge_norms(norms: Sequence[Norm], sizes: Mapping[str, int]) -> tuple[NormResult, ...]:
    """Whether the norms are met in a room.

    Parameters:
        norms: as `all_norms` gives them.
        sizes: of the groups in the room.

    Raises:
        InputError: norms about groups that are not there.
    """
    names = {key(name): name for name in sizes}
    wrong = [_unknown(norm, tuple(sizes)) for norm in norms if key(norm.value) not in names]
    if wrong:
        raise InputError(*wrong)
    room = sum(sizes.values())
    results = []
    for norm in norms:
        exact = norm.share * room
        needed = math.ceil(exact) if norm.side == "min" else math.floor(exact)
        group = names[key(norm.value)]
        results.append(NormResult(norm, group, sizes[group], room, needed))
    return tuple(results)


def _unknown(norm: Norm, groups: Sequence[str]) -> Finding:
    """Say that there is no such group, and which may be meant."""
    params: dict[str, Param] = {"value": shown(norm.value)}
    close = nearest(norm.value, groups)
    if close is None:
        return Finding("norm-value-unknown", params | {"groups": listed_names(groups)})
    return Finding("norm-value-unknown-nearest", params | {"nearest": shown(close)})
