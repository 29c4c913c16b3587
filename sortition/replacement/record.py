"""The record of a replacement: the lottery's files, quotas.csv and replacement.json.

docs/replacement.md says exactly what is in them. Quotas have names here, for they are published
anyway; who has which value is in neither file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sortition.reading import digest, fail, fields, many, need, read_json, text, whole
from sortition.replacement.missed import Missed, exact
from stratification.files import read_bytes
from stratification.quotas import Quota, Quotas

REPLACEMENT, QUOTAS = "replacement.json", "quotas.csv"
FORMAT = "sortition-replacement-1"
_KEYS = ("format", "lottery", "seats", "open", "staying", "barred", "quotas", "deviation", "digest")
_QUOTA_KEYS = ("category", "value", "min", "max")


def quotas_content(quotas: Quotas, missed: Sequence[Missed]) -> dict[str, Any]:
    """The quotas of the whole panel and those of them that are missed, as a record states them."""
    deviation = [_quota(one.quota) | {"have": one.have} for one in missed]
    return {"quotas": [_quota(row) for row in quotas.rows], "deviation": deviation or None}


def read_quotas(content: Mapping[str, Any]) -> tuple[Quotas, tuple[Missed, ...]]:
    """What `quotas_content` wrote, or its quotas alone (VerificationError: something else)."""
    rows = [
        _read_quota(fields(one, _QUOTA_KEYS), "quotas") for one in many(content["quotas"], "quotas")
    ]
    quotas = Quotas(tuple(rows))
    need(quotas.rows == tuple(rows) and len(set(rows)) == len(rows), "record-value", key="quotas")
    return quotas, _missed(content.get("deviation"), quotas)


def _quota(row: Quota) -> dict[str, Any]:
    return {"category": row.category, "value": row.value, "min": row.min, "max": row.max}


@dataclass(frozen=True)
class Stated:
    """replacement.json: what it says, right in itself."""

    lottery: str
    seats: int
    open: int
    staying: tuple[str, ...] = field(repr=False)
    barred: tuple[str, ...] = field(repr=False)
    quotas: Quotas
    missed: tuple[Missed, ...]

    @property
    def relaxed(self) -> Quotas:
        """The whole panel's quotas, moved as far as the missed ones are missed."""
        have = {one.quota: one.have for one in self.missed}
        return Quotas(
            tuple(
                Quota(
                    row.category,
                    row.value,
                    min(row.min, have.get(row, row.min)),
                    max(row.max, have.get(row, row.max)),
                )
                for row in self.quotas.rows
            )
        )

    @property
    def exact(self) -> Quotas:
        """The whole panel's quotas, where those missed ask for the stated number exactly."""
        return exact(self.quotas, self.missed)


def read_replacement(folder: Path) -> Stated:
    """replacement.json, right in itself; whether it is about this lottery is still to be checked.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/replacement.md asks for.
    """
    content = read_json(read_bytes(folder / REPLACEMENT), FORMAT, _KEYS)
    staying, barred = (_ids(content[key], key) for key in ("staying", "barred"))
    need(not set(staying) & set(barred), "record-value", key="barred")
    seats, vacant = whole(content["seats"], "seats", 1), whole(content["open"], "open", 1)
    need(vacant == seats - len(staying), "record-value", key="open")
    quotas, missed = read_quotas(content)
    return Stated(
        digest(content["lottery"], "lottery"), seats, vacant, staying, barred, quotas, missed
    )


def _ids(value: Any, key: str) -> tuple[str, ...]:
    """Different ids, in order."""
    ids = tuple(text(one, key) for one in many(value, key))
    need(all(a < b for a, b in pairwise(ids)), "record-value", key=key)
    return ids


def _read_quota(content: dict[str, Any], key: str) -> Quota:
    low, high = whole(content["min"], key, 0), whole(content["max"], key, 0)
    need(low <= high, "record-value", key=key)
    try:
        quota = Quota(text(content["category"], key), text(content["value"], key), low, high)
    except ValueError:
        fail("record-value", key=key)
    return quota


def _missed(value: Any, quotas: Quotas) -> tuple[Missed, ...]:
    """The quotas that are missed, in their order; `value` is null when none is."""
    if value is None:
        return ()
    found = []
    for one in many(value, "deviation"):
        content = fields(one, (*_QUOTA_KEYS, "have"))
        quota, have = _read_quota(content, "deviation"), whole(content["have"], "deviation", 0)
        need(quota in quotas.rows, "record-value", key="deviation")
        need(not quota.min <= have <= quota.max, "record-value", key="deviation")
        found.append(Missed(quota, have))
    places = [quotas.rows.index(one.quota) for one in found]
    need(bool(found) and all(a < b for a, b in pairwise(places)), "record-value", key="deviation")
    return tuple(found)


def check_reduced(stated: Stated, left: Sequence[Quota]) -> None:
    """The quotas for the open seats are those of the whole panel less *some* number of people.

    That number is the same for both bounds of a quota, from 0 to the number of people who stay; in
    a category of which everybody has exactly one value, the numbers add up to the people who stay.
    """
    whole_rows = stated.relaxed.rows
    names = [(row.category, row.value) for row in whole_rows]
    need(names == [(row.category, row.value) for row in left], "replacement-other-quotas")
    sums: dict[str, int] = {}
    for row, reduced in zip(whole_rows, left, strict=True):
        count = row.max - reduced.max
        low = max(0, row.min - count)
        right = 0 <= count <= len(stated.staying) and reduced.min == low
        need(right, "replacement-other-quotas")
        sums[row.category] = sums.get(row.category, 0) + count
    every = stated.quotas.partitions
    adds_up = all(sums[category] == len(stated.staying) for category in every)
    need(adds_up, "replacement-other-quotas")
