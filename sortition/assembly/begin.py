"""How an assembly begins: the dossier, the letters that were sent, the quotas of the panel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import insert, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import (
    UNSAID,
    UNSAID_SPELLINGS,
    Target,
    decide,
    decided,
    home_hash,
)
from sortition.assembly.publishing import last_lottery, publish
from sortition.assembly.store import Actor, Change, Place, changing, create
from sortition.invitations.joined import MERGED
from sortition.invitations.layout import PRIVATE, PROVISION, RECORD, wave_file, wave_name
from sortition.invitations.private import read_past
from sortition.invitations.record import WaveRecord
from sortition.invitations.verify import read_all
from sortition.letters.codes import code_hash, new_salt
from sortition.letters.table import people_rows
from stratification.combinations import is_combination
from stratification.errors import Finding, InputError, Param
from stratification.files import name_of, read_bytes
from stratification.pool import check_sums
from stratification.quotas import Quota, Quotas, parse_quotas, quota_bytes
from stratification.tables import read_table
from stratification.text import key, listed_names, shown, tidy


@dataclass(frozen=True)
class Added:
    """How many letters were new, what is worth knowing, and the (last) record that has them."""

    letters: int = 0
    notices: tuple[Finding, ...] = ()
    record: str | None = None


def begin(place: Place, actor: Actor, name: str, letters: Sequence[Path] = ()) -> Added:
    """Make the dossier of an assembly.

    Parameters:
        place: a folder that is new or empty.
        name: of the assembly; it stands in the public records.
        letters: as in `add_letters`.

    Raises:
        InputError: the name is blank, the folder cannot be made, or letters cannot be read.
        VerificationError: a record of letters was changed.
    """
    if not tidy(name):
        raise InputError(Finding("assembly-name-blank"))
    added: list[Added] = []

    def fill(change: Change) -> None:
        since = change.event("new", name=tidy(name))
        decide(change.connection, since, name=tidy(name), own_salt=new_salt().hex())
        added.extend(_add_letters(change, folder) for folder in letters)

    create(place, actor, fill)
    notices = tuple(notice for one in added for notice in one.notices)
    return Added(sum(one.letters for one in added), notices, added[-1].record if added else None)


def add_letters(place: Place, actor: Actor, folder: Path) -> Added:
    """Add the letters of a draw, or those of its newest waves.

    Parameters:
        folder: what `sortition invite` made. Where a municipality keeps to itself who its letters
            went to, the record and private/salt.txt are enough. Then nobody here knows who of
            these people live together, nor whose data are blocked: all of them may be blocked.

    Raises:
        InputError: the folder cannot be read, or has no new letters.
        VerificationError: the record of the letters was changed.
    """
    with changing(place, actor) as change:
        return _add_letters(change, folder)


def _add_letters(change: Change, folder: Path) -> Added:
    parts = (folder / RECORD, folder / PRIVATE)
    if (folder / MERGED).exists() or not all(part.is_dir() for part in parts):
        raise InputError(Finding("assembly-no-letters", file=name_of(folder)))
    settings = decided(change.connection)
    waves = read_all(folder / RECORD)
    salt, private = _private(folder, waves, settings.own_salt)
    known = set(change.connection.scalars(select(schema.letters.c.hash)))
    rows = [
        {
            "hash": line.code_hash,
            "wave": wave.wave,
            "letter": line.letter,
            "stratum": json.dumps(dict(zip(wave.columns, line.values, strict=True))),
            **(private or {}).get(line.code_hash, _UNKNOWN),
        }
        for wave in waves
        for line in wave.letters
        if line.code_hash not in known
    ]
    if not rows:
        raise InputError(Finding("assembly-letters-known", file=name_of(folder)))
    since = change.event("letters", letters=len(rows), waves=len(waves))
    change.connection.execute(insert(schema.letters), rows)
    salts = dict.fromkeys([*settings.salts, salt])
    decide(change.connection, since, salts=[one.hex() for one in salts])
    record = publish(change, "invitations", _public_files(folder / RECORD, waves), since)
    params: dict[str, Param] = {"count": len(rows)}
    notice = Finding("assembly-letters-hashes", params, name_of(folder))
    return Added(len(rows), (notice,) if private is None else (), record)


def _public_files(record: Path, waves: Sequence[WaveRecord]) -> dict[str, bytes]:
    names = [wave_name(wave.wave) for wave in waves]
    names += [name for wave in waves for name in wave.content["files"]]
    names += [PROVISION] if (record / PROVISION).exists() else []
    return {name: read_bytes(record / name) for name in names}


_Private = Mapping[str, str | int | None]
_UNKNOWN: _Private = {"home": None, "blocked": schema.BLOCK_UNKNOWN}
"""Of a letter of which only the hash of its code is known."""


def _private(
    folder: Path, waves: Sequence[WaveRecord], own: bytes
) -> tuple[bytes, Mapping[str, _Private] | None]:
    """The salt, and by the hash of a letter's code what stands for its address, and whether data
    are blocked; None when all lists of people were held back.

    Addresses are hashed under the dossier's own salt: those of several draws can be compared.
    """
    files = [folder / PRIVATE / wave_file("people", wave.wave) for wave in waves]
    there = any(path.exists() for path in files)
    salt = read_past(folder, waves if there else (), waves[0].rule).salt
    if not there:
        return salt, None
    found: dict[str, _Private] = {
        code_hash(salt, row["code"]): {
            "home": home_hash(own, row["address"]) if row["address"] else None,
            "blocked": int(bool(row["confidential"])),
        }
        for path in files
        for row in people_rows(path)
    }
    return salt, found


# ---- the quotas ----


@dataclass(frozen=True)
class Wanted:
    """The quotas as they are given.

    Parameters:
        file: the quotas.
        seats: of the panel.
        unsaid: the categories in which people may prefer not to say.
        why: needed when a lottery has been made already.
    """

    file: Path
    seats: int
    unsaid: tuple[str, ...] = ()
    why: str | None = None


def set_quotas(place: Place, actor: Actor, wanted: Wanted) -> Target:
    """Decide on the seats and the quotas; they are published with the lottery.

    Raises:
        InputError: everything that is wrong with them; a lottery was made, and no reason given; or
            the panel has been drawn.
    """
    target = read_target(wanted)
    with changing(place, actor) as change:
        _check_quotas(change, wanted.why)
        since = change.event(
            "quotas", why=wanted.why, seats=target.seats, rows=len(target.quotas.rows)
        )
        decide(
            change.connection,
            since,
            quotas=quota_bytes(target.quotas).decode(),
            seats=target.seats,
            unsaid=list(target.unsaid),
        )
    return target


def _check_quotas(change: Change, why: str | None) -> None:
    """Raise when the quotas must not change any more, or a reason is missing (InputError)."""
    if change.connection.execute(facts.current(schema.seats)).first() is not None:
        raise InputError(Finding("assembly-quotas-drawn"))
    last = last_lottery(change)
    if last is not None and not tidy(why or ""):
        raise InputError(Finding("assembly-quotas-late", {"folder": last.folder}))


def read_target(wanted: Wanted) -> Target:
    """The quotas of a file, with "prefer not to say" where that is a value.

    Raises:
        InputError: everything that is wrong with them.
    """
    quotas = parse_quotas(read_table(wanted.file))
    names = {key(name): name for name in quotas.categories if not is_combination(name)}
    strange = [name for name in wanted.unsaid if key(name) not in names]
    errors = []
    if wanted.seats < 1:
        errors.append(Finding("seats-below-one", {"seats": wanted.seats}))
    for name in strange:
        params = {"category": shown(name), "known": listed_names(tuple(names.values()))}
        errors.append(Finding("assembly-unsaid-unknown", params, name_of(wanted.file)))
    if errors:
        raise InputError(*errors)
    unsaid = tuple(sorted({names[key(name)] for name in wanted.unsaid}, key=key))
    rows = [replace(row, target=None) for row in quotas.rows]
    rows += [Quota(name, UNSAID, 0, wanted.seats) for name in unsaid if not _has(quotas, name)]
    made = Quotas(tuple(rows))
    misfits = check_sums(made, wanted.seats, name_of(wanted.file))
    if misfits:
        raise InputError(*misfits)
    return Target(wanted.seats, made, unsaid)


def _has(quotas: Quotas, name: str) -> bool:
    return any(key(value) in UNSAID_SPELLINGS for value in quotas.values_of(name))
