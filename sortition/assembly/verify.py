"""Verifying all records of an assembly: each of them, and the chain that they are.

The public folder `records` is enough. Where the dossier itself is there, its database says too
which files it published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sortition.assembly import outbox
from sortition.assembly.chain import (
    CHAIN,
    HELD_BACK,
    check_files,
    check_link,
    number_of,
    read_chain,
    record_folders,
)
from sortition.assembly.decided import Target, decided
from sortition.assembly.draws.called import CALLED, read_called
from sortition.assembly.draws.called_pool import check_after
from sortition.assembly.draws.called_verify import verify_called
from sortition.assembly.draws.pool import View, pool_of
from sortition.assembly.draws.seats import PASSED, SERVED, STANDBY, STAYING, Seat, seats
from sortition.assembly.draws.standbys_verify import verify_seated, verify_standbys
from sortition.assembly.draws.terms_file import verify_terms
from sortition.assembly.ending.erase_record import verify_destruction
from sortition.assembly.publishing import made_at
from sortition.assembly.store import DATABASE, RECORDS, Dossier, Place, check_sound, reading
from sortition.assembly.story import Story, bounds, tell, told_again
from sortition.checks import Check, Checks, Report
from sortition.invitations.verify import verify as verify_letters
from sortition.reading import fail, need, printable
from sortition.record import digest
from sortition.replacement.record import read_quotas
from sortition.verify import verify as verify_lottery
from stratification.errors import InputError, SortitionError
from stratification.files import read_bytes
from stratification.people import Source

CHECKERS: Mapping[str, Callable[[Path], Report]] = {
    "invitations": verify_letters,
    "panel": verify_lottery,
    "replacement": verify_lottery,
    "rotation": verify_lottery,
    "terms": verify_terms,
    "reserves": verify_called,
    "standbys": verify_standbys,
    "seated": verify_seated,
    "destruction": verify_destruction,
}
"""What checks a record, by its kind."""

POOL_CHECKERS: Mapping[str, Callable[[Path, Source], Report]] = {
    "reserves": verify_called,
    "seated": verify_seated,
}
"""The same with a pool, of records that are no lottery."""


def is_assembly(folder: Path) -> bool:
    """Whether a folder is a dossier, or has the records of one."""
    return (folder / DATABASE).exists() or any(
        (path / CHAIN).exists() for root in (folder, folder / RECORDS) for path in _numbered(root)
    )


def verify_assembly(place: Place) -> Report:
    """Check the records of an assembly.

    Parameters:
        place: a dossier, or a folder with its records.

    Returns:
        every check, also of files that cannot be read.

    Raises:
        InputError: the dossier cannot be opened.
    """
    stated, told, counted = None, None, Checks()
    records = place.folder / RECORDS if (place.folder / RECORDS).is_dir() else place.folder
    if place.database.exists():
        with reading(place) as dossier:  # first: it finishes what a killed command left
            check_sound(dossier)
            stated = outbox.stated(dossier.connection)
            told = Told(seats(dossier), decided(dossier.connection).target)
            for folder in _numbered(records):
                _check_missed(counted, dossier, folder)
    checks = Checks()
    folders = record_folders(records)
    checks.run("check-chain-all", records.name, _all_there, folders)
    for at, folder in enumerate(folders):
        _check_record(checks, folder, folders[at - 1] if at else None)
    story = None
    if all(check.ok for check in checks.done):  # else it is known where to look
        story = checks.run("check-story", records.name, tell, folders)
        checks.notices += [] if story is None else story.notices
    if stated is not None:
        checks.run("check-chain-dossier", DATABASE, _same_files, place.folder, folders, stated)
    if told is not None and story is not None:
        checks.run("check-story-dossier", DATABASE, _same_story, told, story)
    checks.done += counted.done
    for path in sorted(records.iterdir()):
        if path not in folders:
            checks.say("verify-other-file", name=printable(path.name))
    return Report(tuple(checks.done), tuple(checks.notices))


def is_record(folder: Path) -> bool:
    """Whether a folder is one record of an assembly."""
    return (folder / CHAIN).exists()


def takes_pool(folder: Path) -> bool:
    """Whether a record that is no lottery can be checked with a pool, by the folder's name."""
    return folder.resolve().name.rpartition("-")[2] in POOL_CHECKERS


def verify_record(folder: Path, report: Report | None = None, pool: Source | None = None) -> Report:
    """Check one record of an assembly: its files, and that the record before it is unchanged.

    A reserve who was called is checked against the panel's record, which must be beside it.

    Parameters:
        report: what was found in the record itself; None: it is still to be checked.
        pool: everybody who signed up by then, for a record that `takes_pool`.
    """
    checks = Checks()
    content = checks.run("check-chain", CHAIN, _chained, folder)
    if content is None:
        found = Report(()) if report is None else report
        return Report((*checks.done, *found.checks), found.notices)
    checks.notices += told_again(folder, content)
    before = folder.parent / str((content["before"] or {}).get("folder"))
    if before.is_dir():
        checks.run("check-chain-link", CHAIN, check_link, folder, before, content)
    elif content["before"] is not None:
        checks.say("verify-record-alone", CHAIN, folder=before.name)
    if report is None and pool is not None:
        report = POOL_CHECKERS[content["kind"]](folder, pool)
    elif report is None:
        report = CHECKERS[content["kind"]](folder)
    return Report((*checks.done, *report.checks), (*checks.notices, *report.notices))


def _chained(folder: Path) -> Mapping[str, Any]:
    """chain.json of a record whose first files are unchanged."""
    content = read_chain(folder)
    check_files(folder, content)
    return content


def _numbered(root: Path) -> list[Path]:
    return record_folders(root) if root.is_dir() else []


def _all_there(folders: list[Path]) -> None:
    """The records are numbered from 1, none missing or twice (VerificationError)."""
    if not folders:
        fail("chain-none")
    for number, folder in enumerate(folders, 1):
        need(number_of(folder.name) == number, "chain-gap", number=number)


def _check_record(checks: Checks, folder: Path, before: Path | None) -> None:
    """One record: its place in the chain, and everything that it states."""
    name = f"{folder.name}/{CHAIN}"
    content = checks.run("check-chain", name, _chained, folder)
    if content is None:
        return
    checks.run("check-chain-link", name, check_link, folder, before, content)
    report = CHECKERS[content["kind"]](folder)
    checks.done += [_inside(folder, check) for check in report.checks]
    checks.notices += [replace(one, file=_path(folder, one.file)) for one in report.notices]


def _check_missed(checks: Checks, dossier: Dossier, folder: Path) -> None:
    """The panel after a call misses what the record says, as long as its answers are there."""
    if number_of(folder.name) is None or not (folder / CALLED).exists():
        return
    file = f"{folder.name}/{CALLED}"
    try:
        content = read_called(folder)
    except SortitionError:  # told where the record is checked
        return
    people = (*content["staying"], content["called"])
    target = Target(content["seats"], read_quotas(content)[0])
    view = View(also=people, at=made_at(dossier, folder.name), only=people)
    try:
        pool = pool_of(dossier, target, view)
    except InputError:  # answers have been destroyed
        return
    if len(pool.ids) == len(people):
        checks.run("check-called-after", file, check_after, pool, content, people)


def _inside(folder: Path, check: Check) -> Check:
    """A check of a record's file, with the folder before the name."""
    problems = tuple(replace(one, file=_path(folder, one.file)) for one in check.problems)
    return replace(check, file=_path(folder, check.file), problems=problems)


def _path(folder: Path, file: str | None) -> str:
    return folder.name if file in (None, folder.name) else f"{folder.name}/{file}"


@dataclass(frozen=True)
class Told:
    """What a dossier says: everybody with a place, and the seats and quotas of the panel."""

    seats: tuple[Seat, ...]
    target: Target | None


def _same_story(told: Told, story: Story) -> None:
    """Places and quotas in the dossier follow from the records (VerificationError: not)."""
    waiting = (PASSED, STANDBY)  # these had no seat
    right = [
        seat.code in story.given.get(seat.folder, frozenset())
        and (seat.state in waiting or seat.code in story.had)
        and (seat.state not in STAYING or seat.code not in story.ended)
        and (seat.state != SERVED or seat.code in story.ended)
        for seat in told.seats
    ]
    need(all(right), "story-dossier-seats", count=right.count(False))
    if story.panel and told.target is not None:
        again = Story(story.panel, story.seats, story.quotas, target=story.target)
        again.keeps_to(told.target.seats, bounds(told.target.quotas))


def _same_files(folder: Path, folders: Sequence[Path], stated: Mapping[str, str]) -> None:
    """The dossier published these files and no others, and they are what they were.

    Raises:
        VerificationError: that is not so.
    """
    for record in folders:
        for file in sorted(record.iterdir()):
            name = f"{RECORDS}/{record.name}/{file.name}"
            need(name in stated or file.name.startswith("."), "chain-file-unknown", name=name)
    for path, known in stated.items():
        if not (folder / path).is_file():
            need(path.rsplit("/", 1)[1] in HELD_BACK, "chain-file-gone", name=path)
            continue
        need(digest(read_bytes(folder / path)) == known, "chain-file-changed", name=path)
