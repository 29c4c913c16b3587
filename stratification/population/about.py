"""Where the figures of a file come from: comments above its header, or a side file beside it.

Comments are lines such as `# source: CBS StatLine`; the side file is TOML with the same keys and
the same name, ending in .toml. `KEYS` has the keys, in English and in Dutch.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from stratification.ages import ages_text, parse_ages
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of, read_bytes
from stratification.population.model import About, Population
from stratification.tables import Table
from stratification.text import key, nearest, shown, tidy

KEYS = {
    "source": "bron",
    "table": "tabel",
    "date": "peildatum",
    "population": "populatie",
    "ages": "leeftijden",
    "provisional": "voorlopig",
    "note": "opmerking",
}
"""What can be said about figures: the key and its Dutch name. Without `ages` (blank: not known)
they follow from `population`, where it names ages and nothing else."""

_YES = ("yes", "true", "ja")
_NO = ("no", "false", "nee", "")


@dataclass(frozen=True)
class _Entry:
    """A key as it is written, its text, and where it stands."""

    name: str
    text: str
    file: str | None = None
    row: int | None = None

    def finding(self, code: str, **params: Param) -> Finding:
        """Something that is wrong with it."""
        return Finding(code, params, self.file, self.row)


def read_about(table: Table, path: Path) -> About:
    """Return what the comments of a table and its side file say.

    Parameters:
        table: of `read_table` with comments.
        path: the table's; the side file has the same name, ending in .toml.

    Raises:
        InputError: everything that is wrong with either, or in which they differ.
    """
    entries: list[_Entry] = []
    for row, comment in table.comments:
        name, _, text = comment.partition(":")
        entries.append(_Entry(name, text, table.path_name, row))
    side = path.with_suffix(".toml") if path.name else path
    if side != path and side.is_file():
        entries += _side_file(side)
    return _about(entries)


def parse_about(texts: Mapping[str, str]) -> About:
    """Return the same of keys and texts.

    >>> parse_about({"bron": "CBS", "population": "16 and older"}).ages
    Ages(first=16, last=None)

    Raises:
        InputError: a key is not known, or a text is none for it.
    """
    return _about([_Entry(name, text) for name, text in texts.items()])


def about_texts(about: About) -> dict[str, str]:
    """Return the keys and texts that `parse_about` reads; those that say nothing are left out.

    >>> about_texts(parse_about({"bron": "CBS", "population": "16 and older"}))
    {'source': 'CBS', 'population': '16 and older'}
    """
    ages = "" if about.ages is None else ages_text(about.ages)
    texts = {
        "source": about.source,
        "table": about.table,
        "date": about.date,
        "population": about.population,
        "ages": ages,
        "provisional": "yes" if about.provisional else "",
        "note": about.note,
    }
    said = {name: text for name, text in texts.items() if text}
    if parse_ages(about.population) == about.ages:
        said.pop("ages", None)
    elif about.ages is None:  # the population names ages, and yet they are not known
        said["ages"] = ""
    return said


def with_about(population: Population, texts: Mapping[str, str]) -> Population:
    """Return a population of which this is said too, of all tables.

    Parameters:
        texts: by key, as in `parse_about`; what was said by these keys before is replaced.

    Raises:
        InputError: as `parse_about`.
    """
    said = about_texts(parse_about(texts))
    tables = [
        replace(table, about=parse_about(about_texts(table.about) | said))
        for table in population.tables
    ]
    notices = [
        notice
        for notice in population.notices
        if notice.code != "population-no-source" or "source" not in said
    ]
    return Population(tuple(tables), tuple(notices))


def _side_file(path: Path) -> list[_Entry]:
    """The entries of a TOML file."""
    name, data, content = name_of(path), read_bytes(path), None
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # raised again outside: these hold what the file holds
        content = None
    if content is None:
        raise InputError(Finding("population-toml", file=name))
    entries = []
    for one, value in content.items():
        if isinstance(value, bool):
            entries.append(_Entry(one, "yes" if value else "no", name))
        elif isinstance(value, str | date) or (isinstance(value, int) and abs(value) < 10**9):
            entries.append(_Entry(one, str(value), name))
        else:
            params = {"key": shown(one)}
            raise InputError(Finding("population-toml-value", params, name))
    return entries


def _about(entries: Iterable[_Entry]) -> About:
    """What the entries say, or everything that is wrong with them."""
    known = {key(spelling): name for name, dutch in KEYS.items() for spelling in (name, dutch)}
    found: dict[str, _Entry] = {}
    errors: list[Finding] = []
    for entry in entries:
        name = known.get(key(entry.name))
        if name is None:
            errors.append(_unknown(entry))
        elif name in found and _meaning(name, found[name]) != _meaning(name, entry):
            errors.append(entry.finding("population-about-differs", key=name))
        else:
            found[name] = entry
            errors += _wrong(name, entry)
    if errors:
        raise InputError(*errors)
    texts = {name: tidy(entry.text) for name, entry in found.items()}
    population = texts.get("population", "")
    return About(
        source=texts.get("source", ""),
        table=texts.get("table", ""),
        date=texts.get("date", ""),
        population=population,
        ages=parse_ages(texts.get("ages", population)),
        provisional=key(texts.get("provisional", "")) in _YES,
        note=texts.get("note", ""),
    )


def _meaning(name: str, entry: _Entry) -> str | bool:
    """What two entries must both say to say the same."""
    return key(entry.text) in _YES if name == "provisional" else tidy(entry.text)


def _unknown(entry: _Entry) -> Finding:
    """A key that is not known, with the nearest one that is."""
    close = nearest(entry.name, [*KEYS, *KEYS.values()])
    text = shown(entry.name)
    if close is None:
        return entry.finding("population-about-key", text=text, keys=", ".join(KEYS))
    return entry.finding("population-about-key-nearest", text=text, nearest=close)


def _wrong(name: str, entry: _Entry) -> list[Finding]:
    """What is wrong with the text of a known key."""
    if name == "provisional" and key(entry.text) not in (*_YES, *_NO):
        return [entry.finding("population-about-provisional", text=shown(entry.text))]
    if name == "ages" and tidy(entry.text) and parse_ages(entry.text) is None:
        return [entry.finding("population-about-ages", text=shown(entry.text))]
    return []
