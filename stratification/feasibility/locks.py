"""Which quotas a repair must leave alone, from what a user typed."""

from __future__ import annotations

from collections.abc import Iterable

from stratification.combinations import is_combination, split
from stratification.errors import Finding, InputError, Param
from stratification.quotas import Quota, Quotas
from stratification.text import key, listed_names, nearest, shown


def parse_locks(texts: Iterable[str], quotas: Quotas) -> tuple[Quota, ...]:
    """The quotas that are named, as "category" (all its values) or "category:value".

    Case, spaces and the order of the parts of a combination do not matter.

    >>> quotas = Quotas((Quota("sex", "m", 1, 2), Quota("sex", "f", 1, 2)))
    >>> [quota.value for quota in parse_locks(["Sex: F"], quotas)]
    ['f']

    Raises:
        InputError: every text that names no quota, with the nearest one.
    """
    locked: list[Quota] = []
    errors: list[Finding] = []
    for text in texts:
        found = _named(text, quotas)
        locked += found
        errors += [] if found else [_unknown(text, quotas)]
    if errors:
        raise InputError(*errors)
    return tuple(row for row in quotas.rows if row in locked)


def _named(text: str, quotas: Quotas) -> list[Quota]:
    """The quotas of a category, or the one of a category and a value; names may hold a colon."""
    found = [row for row in quotas.rows if _sorted(row.category) == _sorted(text)]
    for at, sign in enumerate(text):
        if sign == ":" and not found:
            category, value = text[:at], text[at + 1 :]
            found = [row for row in quotas.rows if _is(row, category, value)]
    return found


def _is(quota: Quota, category: str, value: str) -> bool:
    """Whether a quota has this category and value; their parts may stand in any order."""
    if not is_combination(quota.category):
        return key(quota.category) == key(category) and key(quota.value) == key(value)
    names, values = split(category), split(value)
    if len(names) != len(values):
        return False
    given = sorted(zip(map(key, names), map(key, values), strict=True))
    return given == sorted((key(name), key(part)) for name, part in quota.pairs)


def _sorted(category: str) -> list[str]:
    """The parts of the name of a category, whatever their order."""
    return sorted(map(key, split(category)))


def _unknown(text: str, quotas: Quotas) -> Finding:
    """Say that no quota has this name, and which may be meant."""
    names = [*quotas.categories, *(f"{row.category}:{row.value}" for row in quotas.rows)]
    params: dict[str, Param] = {"text": shown(text)}
    close = nearest(text, names)
    if close is None:
        return Finding("lock-unknown", params | {"categories": listed_names(quotas.categories)})
    return Finding("lock-unknown-nearest", params | {"nearest": shown(close)})
