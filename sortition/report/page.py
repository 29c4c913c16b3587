"""A page as one HTML file that needs nothing else: its parts, and how they become bytes.

The template holds no words: every text comes from here, escaped. There are no scripts, nothing is
fetched, and nothing changes from one run to the next. jinja2 is imported only when a page is made.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from gettext import gettext, pgettext
from importlib.resources import files

TEMPLATE = "templates/assessment.html"


Answer = tuple[str | tuple[str, ...], ...]
"""Paragraphs, and lists as tuples."""


@dataclass(frozen=True)
class Text:
    """A paragraph; `small` is for whoever wants to know more."""

    text: str
    small: bool = False
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    kind: str = field(default="items", init=False)


@dataclass(frozen=True)
class Answers:
    """Questions, each with the paragraphs and lists of its answer; `title` is above them."""

    questions: tuple[tuple[str, Answer], ...]
    title: str = ""
    kind: str = field(default="answers", init=False)


@dataclass(frozen=True)
class Title:
    """A heading inside a section."""

    text: str
    kind: str = field(default="title", init=False)


@dataclass(frozen=True)
class Grid:
    """A table: the first cell of every row names it. `marked` are the rows that stand out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[int, ...] = ()
    kind: str = field(default="grid", init=False)


@dataclass(frozen=True)
class Image:
    """A picture (the bytes of an SVG file) and what it shows, for whoever does not see it."""

    svg: bytes = field(repr=False)
    alt: str
    kind: str = field(default="image", init=False)

    @property
    def address(self) -> str:
        """The picture itself, as an address."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg).decode("ascii")


Part = Text | Items | Answers | Title | Grid | Image


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading."""

    title: str
    parts: tuple[Part, ...]


def page_bytes(title: str, below: Sequence[str], sections: Sequence[Section]) -> bytes:
    """The file of a page in the language that is in use.

    Parameters:
        title: its heading.
        below: lines below the heading.
        sections: the first is the summary.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files("sortition.report").joinpath(TEMPLATE).read_text("utf-8")
    text = environment.from_string(source).render(
        language=pgettext("code of this language", "en"),
        title=title,
        below=below,
        sections=sections,
        skip=gettext("Skip to the content"),
        contents=gettext("On this page"),
    )
    return (text.rstrip("\n") + "\n").encode("utf-8")
