"""The open data of CBS StatLine (OData 3) through `cbsodata`, with a cache of its answers.

The only module that uses the network. An answer that is in the cache is used without asking; it
stays as it is until its file is removed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stratification.errors import Finding, InputError, Param
from stratification.files import read_bytes, write_bytes

SECONDS = 60
"""How long a server may be silent."""

Row = Mapping[str, object]


@dataclass(frozen=True)
class Question:
    """One part of a table of StatLine.

    Parameters:
        table: its number, such as "03759ned".
        part: "TableInfos", "DataProperties", the key of a dimension, or "TypedDataSet".
        select: the columns wanted; empty: all.
        filters: the condition on the rows, in OData; empty: none.
    """

    table: str
    part: str
    select: tuple[str, ...] = ()
    filters: str = ""


@dataclass(frozen=True)
class Answer:
    """The rows as StatLine gave them; `kept_since` is the date when they come from the cache."""

    rows: tuple[Row, ...]
    kept_since: str | None = None


@dataclass(frozen=True)
class Cache:
    """A folder where answers are kept; `today` is the date that is written into new ones."""

    folder: Path
    today: date

    def path(self, question: Question) -> Path:
        """The file of the answer to a question."""
        digest = hashlib.sha256(_canonical(asdict(question))).hexdigest()
        return self.folder / f"{question.table}-{digest[:16]}.json"


def ask(question: Question, cache: Cache | None) -> Answer:
    """Return the answer to a question: the one that is kept, else the one that StatLine gives now.

    Raises:
        InputError: `cbsodata` is not installed, there is no such table, StatLine does not answer,
            or the cache cannot be used.
    """
    if cache is None:
        return Answer(_download(question))
    path = cache.path(question)
    if path.exists():
        return _kept(path, question)
    rows = _download(question)
    content = {"asked": asdict(question), "retrieved": cache.today.isoformat(), "value": rows}
    try:
        cache.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        finding = Finding("file-not-written", {"reason": reason}, file=cache.folder.name)
        raise InputError(finding) from None
    write_bytes(path, _canonical(content))
    return Answer(rows)


def _canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _kept(path: Path, question: Question) -> Answer:
    """Return the answer in a file of the cache."""
    try:
        content = json.loads(read_bytes(path))
        asked = json.loads(_canonical(asdict(question)))
        sound = content["asked"] == asked and isinstance(content["retrieved"], str)
        rows = _rows(content["value"]) if sound else None
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if rows is None:
        raise InputError(Finding("cbs-cache-damaged", file=path.name))
    return Answer(rows, content["retrieved"])


def _download(question: Question) -> tuple[Row, ...]:
    """Ask StatLine."""
    try:
        cbsodata: Any = importlib.import_module("cbsodata")
    except ImportError:
        raise InputError(Finding("cbs-not-installed")) from None
    options: dict[str, object] = {"timeout": SECONDS}
    if question.select:
        options["select"] = list(question.select)
    if question.filters:
        options["filters"] = question.filters
    finding = Finding("cbs-answer", {"table": question.table})
    rows = None
    try:
        rows = _rows(cbsodata.get_meta(question.table, question.part, **options))
    except OSError as error:  # all that `requests` raises is one
        finding = _refusal(error, question)
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if rows is None:  # raised outside: the errors above hold addresses
        raise InputError(finding)
    return rows


def _rows(value: object) -> tuple[Row, ...] | None:
    """Return what should be a list of objects, or None when it is something else."""
    if not isinstance(value, list | tuple) or not all(isinstance(row, dict) for row in value):
        return None
    return tuple(value)


def _refusal(error: OSError, question: Question) -> Finding:
    """Say what came of a question that was not answered."""
    cause = error.__cause__ or error  # cbsodata raises an error of its own from that of `requests`
    status = getattr(getattr(cause, "response", None), "status_code", None)
    params: dict[str, Param] = {"table": question.table}
    if status == 404:
        return Finding("cbs-no-table", params)
    if isinstance(status, int):
        return Finding("cbs-refused", {**params, "status": status})
    return Finding("cbs-no-network", {"reason": type(error).__name__})
