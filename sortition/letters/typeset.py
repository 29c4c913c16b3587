"""Letters as PDF: one file for many letters, each on sheets of its own, fit for a screen reader.

`templates/letter.typ` says what a letter looks like; this module hands it texts as JSON strings.
The files follow PDF/UA-1: tags, a title, languages, alternative texts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sortition.letters.chance import Drawn
from sortition.letters.engine import Source, accepted, compile_pdf, compile_png, page_count
from sortition.letters.names import Language
from sortition.letters.qr import qr_svg
from sortition.letters.table import Letter
from sortition.letters.texts import (
    TEMPLATES,
    Texts,
    Wording,
    date_words,
    filled_wording,
    product,
    values_of,
)
from stratification.errors import Finding, InputError

_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")
_TINY = b"""#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#set document(title: "x")
#for line in json(bytes(sys.inputs.letters)) { par(line) }"""
_PICTURE = b"""#set document(title: "x")
#let logo = json(bytes(sys.inputs.letters))
#image(bytes(logo.bytes), format: logo.format, width: 10mm, height: 10mm, alt: "x")"""

Versions = tuple[Letter, ...]
"""The letter to somebody, in every language in which they get it."""


@dataclass(frozen=True)
class Setting:
    """What all letters of a mailing have in common: the `date` on them, and which letter it is."""

    texts: Texts
    drawn: Drawn
    date: datetime.date
    reminder: bool = False


@dataclass(frozen=True)
class Pdf:
    """A PDF, and how many pages it has (blank ones too)."""

    data: bytes = field(repr=False)
    pages: int


def make_pdf(letters: Sequence[Versions], setting: Setting) -> Pdf:
    """These letters, in this order, as one PDF.

    Pages are numbered within each letter. Their number follows from the texts, so it is not counted
    for every letter, which takes twice the time; when a letter turns out longer, it is.

    Raises:
        InputError: typst or segno is not installed, or typst refuses the texts or the logo.
    """
    source = _source(letters, setting)
    data = compile_pdf(source)
    if page_count(data) != sum(letter["pages"] + letter["blank"] for letter in source.letters):
        data = compile_pdf(_counted(source))
    return Pdf(data, page_count(data))


def png_pages(letters: Sequence[Versions], setting: Setting, ppi: int = 100) -> list[bytes]:
    """The pages of these letters as pictures, to look at."""
    source = _counted(_source(letters, setting))
    return compile_png(source, ppi)


def check_display(letters: Sequence[Versions], setting: Setting) -> None:
    """Make sure that there are glyphs for all texts and names, and that the logo can be shown.

    Raises:
        InputError: the logo is broken, or names what cannot be shown.
    """
    texts = setting.texts
    errors = []
    if texts.logo is not None and not accepted(Source(_PICTURE, _picture(texts))):
        errors.append(Finding("letters-logo"))
    own = [str(text) for language in texts.said for text in texts.said[language].values()]
    wordings = [text for one in texts.wordings.values() for text in _all_texts(one)]
    if not accepted(Source(_TINY, [*own, *wordings])):
        errors.append(Finding("letters-glyphs-texts"))
    strange = _strange([one for versions in letters for one in versions])
    if strange:
        numbers = sorted({one.letter for one in strange})
        shown = ", ".join([*numbers[:5], *(["…"] if len(numbers) > 5 else [])])
        errors.append(Finding("letters-glyphs", {"letters": shown, "count": len(numbers)}))
    if errors:
        raise InputError(*errors)


# ---- what the template gets ----


def _source(letters: Sequence[Versions], setting: Setting) -> Source:
    texts = setting.texts
    languages = list(dict.fromkeys(one.language for versions in letters for one in versions))
    common = {language: _common(language, setting) for language in languages}
    words = product(texts.language)["words"]
    content = {
        "title": words["reminder_title" if setting.reminder else "title"],
        "author": texts.said[texts.language]["organisation"],
        "sender": texts.said[texts.language]["return_address"],
        "language": texts.language,
        "window": texts.window,
        "two_sided": texts.two_sided,
        "counted": False,
        "logo": None if texts.logo is None else _picture(texts),
    }
    made = [_letter(versions, common, texts) for versions in letters]
    return Source((TEMPLATES / "letter.typ").read_bytes(), made, content)


def _counted(source: Source) -> Source:
    """The same with pages that are counted for every letter."""
    return replace(source, common={**source.common, "counted": True})


def _picture(texts: Texts) -> dict[str, Any]:
    logo = texts.logo
    if logo is None:
        return {}
    return {"bytes": list(logo.data), "format": logo.form, "height": logo.height}


def _common(language: Language, setting: Setting) -> dict[str, Any]:
    """What letters in one language have in common."""
    texts = setting.texts
    content, said = product(language), texts.said[language]
    return {
        "wording": texts.wordings[language, setting.reminder],
        "values": values_of(texts, language, setting.drawn),
        "fixed": {
            "language": language,
            "words": content["words"],
            "date": date_words(setting.date, content),
            "organisation": said["organisation"],
            "signatory": said["name"],
            "role": said["role"],
            "logo": "" if texts.logo is None else texts.logo.alt[language],
        },
    }


def _letter(
    versions: Versions, common: Mapping[Language, Mapping[str, Any]], texts: Texts
) -> dict[str, Any]:
    """One letter: its address, and its text in every language, with the page each begins on."""
    made, starts, page = [], [], 1
    for one in versions:
        made.append(_version(one, common[one.language]))
        starts.append(page)
        page += 2 if made[-1]["sections"] else 1
    first = versions[0]
    return {
        "number": first.letter,
        "code": first.code,
        "qr": qr_svg(first.url),
        "lines": [first.name_line, first.address_line, first.postcode_line],
        "versions": made,
        "starts": starts,
        "pages": page - 1,
        "blank": (page - 1) % 2 if texts.two_sided else 0,
    }


def _version(letter: Letter, common: Mapping[str, Any]) -> dict[str, Any]:
    own = {"letter": letter.letter, "code": letter.code}
    wording: Wording = filled_wording(common["wording"], common["values"] | own)
    return {
        **common["fixed"],
        "salutation": letter.salutation,
        "subject": wording.subject,
        "paragraphs": list(map(_piece, wording.paragraphs)),
        "box": wording.box,
        "steps": list(wording.steps),
        "after": list(map(_piece, wording.after)),
        "closing": wording.closing,
        "sections": [
            {
                "heading": one.heading,
                "paragraphs": list(map(_piece, one.paragraphs)),
                "language": one.language or letter.language,
            }
            for one in wording.sections
        ],
    }


def _piece(paragraph: str) -> dict[str, Any]:
    """A paragraph as the template knows it.

    >>> _piece("- one\\n- two"), _piece("> What now?")["kind"], _piece("- but")["kind"]
    ({'kind': 'list', 'lines': ['one', 'two']}, 'quote', 'list')
    """
    lines = paragraph.split("\n")
    if all(line.startswith("- ") for line in lines):
        return {"kind": "list", "lines": [line[2:] for line in lines]}
    if paragraph.startswith("> "):
        return {"kind": "quote", "lines": [line.removeprefix("> ") for line in lines]}
    return {"kind": "text", "lines": lines}


def _all_texts(wording: Wording) -> list[str]:
    sections = [text for one in wording.sections for text in (one.heading, *one.paragraphs)]
    main = [wording.subject, wording.box, wording.closing]
    return [*main, *wording.paragraphs, *wording.steps, *wording.after, *sections]


def _strange(letters: Sequence[Letter]) -> list[Letter]:
    """The letters with a name or an address that has a character that cannot be shown."""
    doubtful = [(one, "\n".join(_lines(one))) for one in letters]
    doubtful = [(one, text) for one, text in doubtful if not text.isascii()]
    clusters = sorted({cluster for _, text in doubtful for cluster in _clusters(text)})
    missing = set(_missing(clusters))
    return [one for one, text in doubtful if missing & set(_clusters(text))]


def _clusters(text: str) -> list[str]:
    """Every character beyond ASCII, and every one with accents of its own after it."""
    return [found for found in _CLUSTER.findall(text) if not found.isascii()]


def _missing(clusters: Sequence[str]) -> list[str]:
    """Those that typst has no glyphs for, found by halving."""
    if not clusters or accepted(Source(_TINY, clusters)):
        return []
    if len(clusters) == 1:
        return [*clusters]
    half = len(clusters) // 2
    return _missing(clusters[:half]) + _missing(clusters[half:])


def _lines(letter: Letter) -> tuple[str, ...]:
    return (letter.salutation, letter.name_line, letter.address_line, letter.postcode_line)
