"""The organiser's file of texts (TOML), with everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from sortition.letters.names import LANGUAGES, Language
from sortition.letters.texts import (
    OPTIONAL,
    Logo,
    Meeting,
    Section,
    Texts,
    Wording,
    default_wording,
    product,
    typed_url,
)
from sortition.letters.texts_fields import Fields, Table
from stratification.errors import Finding, InputError
from stratification.files import MEGABYTE, name_of, read_bytes

MAX_LOGO = 1
"""Megabytes."""

LOGO_HEIGHTS = range(5, 31)
"""Millimetres that there is room for above the address."""

_WORDED = ("organisation", "return_address", "assembly", "question", "place", "ground", "phone")
_KEYS = (
    *("language", "both", "window", "two_sided", "logo", "mail", "sign_up", "qr", "deadline"),
    *("meetings", "signatory", *_WORDED, *OPTIONAL, *LANGUAGES),
)
_LETTER_KEYS = ("subject", "paragraphs", "box", "steps", "after", "closing", "sections")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_LINE = re.compile(r"\(at line ([0-9]+),")
_SVG = re.compile(rb"(?:<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]", re.DOTALL)


def read_texts(path: Path) -> Texts:
    """Read the texts that letters are made with.

    Raises:
        InputError: everything that is wrong with the file, or with the logo it names.
    """
    name, data, content, row = name_of(path), read_bytes(path), None, None
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
    except (ValueError, RecursionError) as error:
        found = _LINE.search(str(error))
        row = int(found[1]) if found else None
    if content is None:
        raise InputError(Finding("texts-toml", file=name, row=row))
    fields = Fields(name)
    texts = _texts(fields, content, path.parent)
    if fields.errors:
        raise InputError(*fields.errors)
    return texts


def _texts(fields: Fields, content: Table, folder: Path) -> Texts:
    fields.known(content, _KEYS)
    sign_up = fields.url(content, "sign_up")
    if "{" in sign_up:
        fields.error("texts-sign-up-code", "sign_up")
    absent = tuple(key for key in OPTIONAL if key not in content)
    return Texts(
        language=fields.choice(content, "language", LANGUAGES),
        both=fields.kind(content, "both", bool, False),
        window=fields.choice(content, "window", ("right", "left")),
        two_sided=fields.kind(content, "two_sided", bool, True),
        said=_said(fields, content),
        sign_up=sign_up,
        qr=fields.url(content, "qr", sign_up),
        deadline=fields.date(content, "deadline"),
        meetings=_meetings(fields, content),
        logo=_logo(fields, content["logo"], folder) if "logo" in content else None,
        wordings={
            (language, reminder): _wording(fields, content, (language, reminder), absent)
            for language in LANGUAGES
            for reminder in (False, True)
        },
    )


def _said(fields: Fields, content: Table) -> dict[Language, dict[str, str]]:
    """The organiser's texts, by language and placeholder."""
    for key in _WORDED:
        if key not in content:
            fields.error("texts-missing", key)
    here = [key for key in (*_WORDED, "allowance") if key in content]
    worded = {key: fields.worded(content[key], key) for key in here}
    signatory = fields.kind(content, "signatory", dict)
    if signatory:
        fields.known(signatory, ("name", "role"), "signatory.")
        worded["name"] = fields.worded(signatory.get("name", ""), "signatory.name")
        if "role" in signatory:
            worded["role"] = fields.worded(signatory["role"], "signatory.role")
    same = {"role": "", "mail": fields.mail(content, "mail")}
    if "seats" in content:
        seats = fields.kind(content, "seats", int, 1)
        if seats < 1:
            fields.error("texts-kind-number", "seats")
        same["seats"] = str(seats)
    for key in ("privacy", "record"):
        if key in content:
            same[key] = typed_url(fields.url(content, key))
    return {
        language: same | {key: texts[language] for key, texts in worded.items()}
        for language in LANGUAGES
    }


def _meetings(fields: Fields, content: Table) -> tuple[Meeting, ...]:
    """The days on which the assembly meets, in order."""
    if "meetings" not in content:
        fields.error("texts-missing", "meetings")
        return ()
    if content["meetings"] == []:
        fields.error("texts-blank", "meetings")
    found = []
    for within, one in fields.tables(content["meetings"], "meetings"):
        fields.known(one, ("date", "start", "end"), f"{within}.")
        start, end = (_time(one.get(name)) for name in ("start", "end"))
        date = fields.date(one, "date")
        if not (start and end and start < end):
            fields.error("texts-meeting", within)
        found.append(Meeting(date, start, end))
    return tuple(sorted(found, key=lambda meeting: (meeting.date, meeting.start)))


def _time(value: Any) -> str:
    """A time such as 09:30; "" when it is none."""
    found = _TIME.fullmatch(str(value).strip())
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def _logo(fields: Fields, value: Any, folder: Path) -> Logo | None:
    """The picture, found beside the file of texts."""
    if type(value) is not dict:
        fields.error("texts-kind-table", "logo")
        return None
    fields.known(value, ("file", "alt", "height"), "logo.")
    height = fields.kind(value, "height", int, 20)
    if height not in LOGO_HEIGHTS:
        limits = {"least": LOGO_HEIGHTS[0], "most": LOGO_HEIGHTS[-1]}
        fields.error("texts-logo-height", "logo.height", **limits)
    alt = fields.worded(value.get("alt", ""), "logo.alt")
    file = fields.text(value.get("file", ""), "logo.file")
    if not file:
        return None
    try:
        data = read_bytes(folder / file)
    except InputError as error:
        fields.errors += error.findings
        return None
    form = picture_form(data)
    if form is None:
        fields.error("texts-logo-form", "logo.file")
    elif len(data) > MAX_LOGO * MEGABYTE:
        fields.error("texts-logo-large", "logo.file", limit=MAX_LOGO)
    else:
        return Logo(data, form, alt, height)
    return None


def _wording(
    fields: Fields, content: Table, which: tuple[Language, bool], absent: tuple[str, ...]
) -> Wording:
    """The letter of the product with what the organiser says otherwise."""
    language, reminder = which
    base = default_wording(product(language)["reminder" if reminder else "letter"], absent)
    table: Any = content.get(language, {})
    within: str = language
    if reminder:
        table = table.get("reminder", {}) if type(table) is dict else {}
        within = f"{language}.reminder"
    if type(table) is not dict:
        fields.error("texts-kind-table", within)
        return base
    known = _LETTER_KEYS if reminder else (*_LETTER_KEYS, "reminder")
    fields.known(table, known, f"{within}.")
    changes: dict[str, Any] = {}
    for key in ("subject", "box", "closing"):
        if key in table:
            changes[key] = fields.own(table[key], f"{within}.{key}", absent)
    for key in ("paragraphs", "steps", "after"):
        if key in table:
            changes[key] = fields.paragraphs(table[key], f"{within}.{key}", absent)
    if "sections" in table:
        changes["sections"] = _sections(fields, table["sections"], f"{within}.sections", absent)
    return replace(base, **changes)


def _sections(fields: Fields, value: Any, key: str, absent: Collection[str]) -> tuple[Section, ...]:
    """Questions with their answers."""
    found = []
    for within, one in fields.tables(value, key):
        fields.known(one, ("heading", "paragraphs", "language"), f"{within}.")
        heading = fields.own(one.get("heading", ""), f"{within}.heading", absent)
        texts = fields.paragraphs(one.get("paragraphs", []), f"{within}.paragraphs", absent)
        if not texts:
            fields.error("texts-blank", f"{within}.paragraphs")
        language = fields.choice(one, "language", LANGUAGES) if "language" in one else None
        found.append(Section(heading, texts, language))
    return tuple(found)


def picture_form(data: bytes) -> Literal["svg", "png", "jpg"] | None:
    """What picture these bytes are, from their beginning; None: none that a letter can show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if _SVG.match(data.removeprefix(b"\xef\xbb\xbf")) else None
