"""What letters say: the organiser's own texts, put into the product's letters.

The letters themselves are in `templates/nl.toml` and `templates/en.toml`; `texts_reading` reads the
organiser's file (docs: `examples/letters/teksten.toml`). A text may hold *placeholders*: `{name}`
with one of `PLACEHOLDERS`. Nothing else in it has a meaning, in no language of markup.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sortition.letters.chance import Drawn, drawn_chance, drawn_sentence, whole
from sortition.letters.names import LANGUAGES, Language

TEMPLATES = Path(__file__).resolve().parent / "templates"

TEXT_PLACEHOLDERS = (
    *("organisation", "assembly", "question", "place", "meetings", "allowance", "seats", "url"),
    *("deadline", "phone", "mail", "ground", "privacy", "record"),
)
OPTIONAL = ("allowance", "seats", "privacy", "record")
"""What an organiser need not have; our paragraphs with it are left out then."""

DRAW_PLACEHOLDERS = ("drawn", "frame", "chance", "lot", "whose", "data")
LETTER_PLACEHOLDERS = ("letter", "code")
PLACEHOLDERS = (*TEXT_PLACEHOLDERS, *DRAW_PLACEHOLDERS, *LETTER_PLACEHOLDERS)

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """A question with its answer; `language` when it is not in that of the letter."""

    heading: str
    paragraphs: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True)
class Wording:
    """The text of a letter in one language.

    `paragraphs` come first, then a box with the heading `box`, the numbered `steps`, the sign-up
    code and its QR code, then `after`, `closing` and the signature; `sections` are on a page of
    their own. A paragraph that begins with "> " stands out; one whose lines all begin with "- " is
    a list.
    """

    subject: str
    paragraphs: tuple[str, ...]
    box: str
    steps: tuple[str, ...]
    after: tuple[str, ...]
    closing: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """A day on which the assembly meets; times such as "10:00"."""

    date: datetime.date
    start: str
    end: str


@dataclass(frozen=True)
class Logo:
    """A picture at the top of the letter, `height` millimetres high; `alt` by language."""

    data: bytes = field(repr=False)
    form: Literal["svg", "png", "jpg"]
    alt: Mapping[Language, str]
    height: int = 20


@dataclass(frozen=True)
class Texts:
    """The organiser's file.

    Parameters:
        language: of everybody whose own language is not known.
        both: every letter is in both languages, that of the person first.
        window: on which side of the envelope the address shows.
        two_sided: letters are printed on both sides of the sheet, so each fills whole sheets.
        said: language -> placeholder (of `TEXT_PLACEHOLDERS`, but for what follows from other
            fields) or "return_address", "name", "role" -> the text.
        sign_up: the address to sign up at, as people type it.
        qr: the address the QR code leads to, {code} in it for the code.
        deadline: the last day to sign up.
        wordings: (language, whether it is a reminder) -> the letter.
    """

    language: Language
    both: bool
    window: Literal["left", "right"]
    two_sided: bool
    said: Mapping[Language, Values]
    sign_up: str
    qr: str
    deadline: datetime.date
    meetings: tuple[Meeting, ...]
    logo: Logo | None
    wordings: Mapping[tuple[Language, bool], Wording]

    def languages(self, language: Language) -> tuple[Language, ...]:
        """The languages of the letter to somebody with this language, that one first."""
        others = [one for one in LANGUAGES if one != language] if self.both else []
        return (language, *others)


# ---- the product's own letters ----


def product(language: Language) -> dict[str, Any]:
    """The content of the product's file of a language, as it stands there."""
    return tomllib.loads((TEMPLATES / f"{language}.toml").read_text("utf-8"))


def default_wording(content: Mapping[str, Any], absent: Sequence[str] = ()) -> Wording:
    """The product's letter (a table of `product`), without paragraphs that need what is absent."""

    def kept(paragraphs: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in paragraphs if not set(placeholders(one)) & set(absent))

    sections = (
        Section(section["heading"], kept(section["paragraphs"]), section.get("language"))
        for section in content.get("sections", ())
    )
    return Wording(
        subject=content["subject"],
        paragraphs=kept(content["paragraphs"]),
        box=content["box"],
        steps=kept(content["steps"]),
        after=kept(content["after"]),
        closing=content["closing"],
        sections=tuple(section for section in sections if section.paragraphs),
    )


# ---- placeholders ----


def placeholders(text: str) -> list[str]:
    """The names between braces.

    >>> placeholders("Go to {url} before {deadline}.")
    ['url', 'deadline']
    """
    return _PLACEHOLDER.findall(text)


def filled(text: str, values: Values) -> str:
    """The text with its placeholders replaced; a value is never looked into again.

    >>> filled("{a} and {b}", {"a": "{b}", "b": "2"})
    '{b} and 2'
    """
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def filled_wording(wording: Wording, values: Values) -> Wording:
    """The letter with its placeholders replaced."""
    fill = partial(filled, values=values)
    return replace(
        wording,
        subject=fill(wording.subject),
        paragraphs=tuple(map(fill, wording.paragraphs)),
        box=fill(wording.box),
        steps=tuple(map(fill, wording.steps)),
        after=tuple(map(fill, wording.after)),
        closing=fill(wording.closing),
        sections=tuple(
            replace(
                section,
                heading=fill(section.heading),
                paragraphs=tuple(map(fill, section.paragraphs)),
            )
            for section in wording.sections
        ),
    )


def values_of(texts: Texts, language: Language, drawn: Drawn) -> dict[str, str]:
    """What every placeholder stands for, but for those that differ from letter to letter."""
    content = product(language)
    phrases = content["phrases"]
    numbers = {
        "drawn": whole(drawn.letters, phrases),
        "frame": whole(drawn.units, phrases),
        "chance": drawn_chance(drawn, phrases),
    }
    sentences = {name: phrases[f"{name}_{drawn.frame}"] for name in ("whose", "data")}
    sentences["lot"] = drawn_sentence(drawn, phrases)
    return {
        **texts.said[language],
        "meetings": "\n".join(f"- {_meeting(one, content)}" for one in texts.meetings),
        "url": typed_url(texts.sign_up),
        "deadline": date_words(texts.deadline, content),
        **numbers,
        **{name: filled(text, numbers) for name, text in sentences.items()},
    }


# ---- words ----


def typed_url(url: str) -> str:
    """An address as people type it.

    >>> typed_url("https://doemee.example/zeewijk/")
    'doemee.example/zeewijk'
    """
    return re.sub(r"^https?://", "", url).rstrip("/")


def date_words(date: datetime.date, content: Mapping[str, Any]) -> str:
    """A date in words.

    >>> date_words(datetime.date(2027, 3, 1), product("nl"))
    '1\\xa0maart\\xa02027'
    """
    months = content["calendar"]["months"]
    day, month, year = date.day, months[date.month - 1], date.year
    return str(content["phrases"]["date"]).format(day=day, month=month, year=year)


def _meeting(meeting: Meeting, content: Mapping[str, Any]) -> str:
    phrases = content["phrases"]
    return str(phrases["meeting"]).format(
        weekday=content["calendar"]["weekdays"][meeting.date.weekday()],
        date=date_words(meeting.date, content),
        start=meeting.start.replace(":", phrases["clock"]),
        end=meeting.end.replace(":", phrases["clock"]),
    )
