"""reserves.json and fit.csv: the reserve who was called for a seat, and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from sortition.assembly.chain import number_of
from sortition.reading import digest, many, need, published, read_csv, read_json, text, whole
from sortition.replacement.missed import exact
from sortition.replacement.record import read_quotas
from stratification.files import read_bytes
from stratification.tables import guard

CALLED, FIT = "reserves.json", "fit.csv"
FORMAT = "sortition-reserves-1"
KEYS = (
    *("format", "digest", "panel", "lottery", "ticket", "seats", "open", "staying", "barred"),
    *("passed", "called", "place", "fit", "fit_digest", "pool", "quotas", "deviation"),
)


def read_called(folder: Path) -> Mapping[str, Any]:
    """reserves.json, right in itself.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not as it was written.
    """
    content = read_json(read_bytes(folder / CALLED), FORMAT, KEYS)
    for key in ("panel", "ticket", "called"):
        text(content[key], key)
    for key in ("seats", "open", "place", "fit"):
        whole(content[key], key, 1)
    for key in ("lottery", "fit_digest", "pool"):
        digest(content[key], key)
    need(number_of(content["panel"]) is not None, "record-value", key="panel")
    for key in ("staying", "barred", "passed"):
        codes = [text(code, key) for code in many(content[key], key)]
        need(all(a < b for a, b in pairwise(codes)), "record-value", key=key)
    open_seats = content["seats"] - len(content["staying"])
    need(content["open"] == open_seats, "record-value", key="open")
    need(set(content["passed"]) <= set(content["barred"]), "record-value", key="passed")
    out = {*content["staying"], *content["barred"]}
    need(content["called"] not in out, "called-barred")
    _check_deviation(content)
    return content


def _check_deviation(content: Mapping[str, Any]) -> None:
    """There are whole panels that miss the stated quotas and no others: the seats add up."""
    quotas, missed = read_quotas(content)
    reached = exact(quotas, missed)
    for category in reached.partitions:
        rows = [row for row in reached.rows if row.category == category]
        low, high = sum(row.min for row in rows), sum(row.max for row in rows)
        need(low <= content["seats"] <= high, "called-deviation")


def read_fit(folder: Path, content: Mapping[str, Any]) -> tuple[str, ...]:
    """fit.csv: who could be called (VerificationError: it is another file)."""
    data = published(folder, FIT, content["fit_digest"], CALLED)
    fit = tuple(code for (code,) in read_csv(data, ["id"]))
    need(
        len(fit) == content["fit"] and all(a < b for a, b in pairwise(fit)),
        "record-value",
        key="fit",
    )
    need(guard(content["called"]) in fit, "called-order")
    return fit
