"""The letters of one wave: read what the first draw wrote, make letters and tables, log it.

Everything is written or nothing. The folder with letters is private; `record/provision.csv` gets a
line about who received which data, when, and on which ground.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.invitations.layout import PROVISION, RECORD
from sortition.letters.chance import Drawn
from sortition.letters.engine import forget
from sortition.letters.mailing import Order, Wave, check, choose, read_wave, texts_of
from sortition.letters.provision import Provision, append_provision, read_provisions
from sortition.letters.table import (
    COLUMNS,
    Layout,
    Letter,
    csv_bytes,
    make_letters,
    xlsx_bytes,
)
from sortition.letters.texts import Texts
from sortition.letters.typeset import Setting, Versions, check_display, make_pdf
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.files import check_new, name_of, new_folder, write_bytes

PART = 500
"""Letters in one PDF: setting them takes about 0.6 GB of memory."""

Person = Mapping[str, str]


@dataclass(frozen=True)
class Posted:
    """What was written.

    `pages` of all PDFs together. `answered` letters got no reminder; `blocked` is how many people
    were left out because of a disclosure block, whom the municipality writes to itself.
    """

    folder: Path
    files: tuple[str, ...]
    letters: int
    pages: int
    answered: int
    blocked: int
    reminder: bool
    sample: bool
    third_party: str | None
    notices: tuple[Finding, ...]


def post(folder: Path, order: Order, progress: Progress = silent) -> Posted:
    """Write the letters of a wave into a new private folder beside its record.

    Parameters:
        folder: what the command invite wrote.
        order: which letters.
        progress: hears "letters", how many are set, and of how many.

    Raises:
        InputError: something is wrong with the order, the folder or the texts; nothing is written.
        VerificationError: the record, or what is private, is not as the first draw wrote it.
    """
    check(order)
    texts = texts_of(order)
    wave = read_wave(folder, order.wave)
    chosen = choose(order, wave)
    letters, notices = _letters(chosen.people, order, texts, wave.drawn)
    out = folder / _folder_name(folder, order)
    if out.exists():
        raise InputError(Finding("letters-exist", file=name_of(out)))
    check_new(out)
    log = folder / RECORD / PROVISION
    if log.exists():
        read_provisions(log)
    setting = Setting(texts, wave.drawn, order.date, order.remind is not None)
    if "pdf" in order.formats:
        check_display(letters, setting)
    pages: list[int] = []
    _write(out, _files(letters, order, setting, (progress, pages)))
    if order.sample is None:
        _log(log, out, _provision(order, texts, wave, (len(letters), chosen.blocked)))
    return Posted(
        folder=out,
        files=tuple(sorted(path.name for path in out.iterdir())),
        letters=len(letters),
        pages=sum(pages),
        answered=chosen.answered,
        blocked=chosen.blocked,
        reminder=order.remind is not None,
        sample=order.sample is not None,
        third_party=order.third_party,
        notices=(*chosen.notices, *notices),
    )


# ---- what is written ----


def _letters(
    people: Sequence[Person], order: Order, texts: Texts, drawn: Drawn
) -> tuple[list[Versions], tuple[Finding, ...]]:
    """The letters in the order of the post, in every language in which somebody gets them."""
    layout = Layout(texts.qr, drawn.frame, texts.language)
    letters, notices = make_letters(people, layout)
    if order.sample is not None:
        letters = tuple(sorted(letters, key=_longest)[: order.sample])
    by_language = {}
    if texts.both:
        for language in texts.languages(texts.language):
            same = [{**person, "language": language} for person in people]
            made, _ = make_letters(same, layout)
            by_language[language] = {one.letter: one for one in made}
    versions = [
        (one, *(by_language[other][one.letter] for other in texts.languages(one.language)[1:]))
        for one in letters
    ]
    return versions, notices


def _longest(letter: Letter) -> tuple[int, str]:
    lines = (letter.name_line, letter.address_line, letter.postcode_line, letter.salutation)
    return -max(map(len, lines)), letter.letter


def _folder_name(folder: Path, order: Order) -> str:
    """Where the letters go; every reminder has a number."""
    kind = "-third-party" if order.third_party else "-blocked" if order.blocked_only else ""
    kind += "-sample" if order.sample is not None else ""
    name = f"letters-{order.wave}"
    if order.remind is None:
        return name + kind
    number = 1
    while (folder / f"{name}-reminder-{number}{kind}").exists():
        number += 1
    return f"{name}-reminder-{number}{kind}"


def _files(
    letters: Sequence[Versions],
    order: Order,
    setting: Setting,
    telling: tuple[Progress, list[int]],
) -> Iterator[tuple[str, bytes]]:
    """The files one by one, so that only one part of the letters is in memory."""
    progress, pages = telling
    table = [versions[0] for versions in letters]
    if "csv" in order.formats:
        yield "mail-merge.csv", csv_bytes(table)
    if "xlsx" in order.formats:
        yield "mail-merge.xlsx", xlsx_bytes(table)
    if "pdf" not in order.formats:
        return
    parts = range(0, len(letters), PART)
    width = max(2, len(str(len(parts))))
    for number, start in enumerate(parts, 1):
        progress("letters", start, len(letters))
        if start:
            forget()
        pdf = make_pdf(letters[start : start + PART], setting)
        pages.append(pdf.pages)
        yield f"letters-{number:0{width}}.pdf" if len(parts) > 1 else "letters.pdf", pdf.data
    progress("letters", len(letters), len(letters))


def _write(folder: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Write a new folder that only its owner may open: all files or nothing."""
    with new_folder(folder, private=True) as temporary:
        for name, data in files:
            write_bytes(temporary / name, data, private=True)


def _log(path: Path, out: Path, provision: Provision) -> None:
    """Add a line to the register of provision; without it there are no letters either."""
    try:
        append_provision(path, provision)
    except BaseException:
        with contextlib.suppress(OSError):
            shutil.rmtree(out)
        raise


def _provision(order: Order, texts: Texts, wave: Wave, counts: tuple[int, int]) -> Provision:
    said = texts.said[texts.language]
    given: Mapping[str, str] = wave.record["map"].get("provision", {})
    people, blocked = counts
    return Provision(
        date=order.date,
        recipient=order.third_party or said["organisation"],
        fields=COLUMNS,
        people=people,
        purpose=given.get("purpose") or said["assembly"],
        ground=order.ground or given.get("ground") or said["ground"],
        refused=blocked,
    )
