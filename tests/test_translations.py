"""The Dutch catalogue: complete, up to date, and true to the placeholders of the English."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import cli
from sortition.report.language import LOCALE
from stratification.messages import MESSAGES

ROOT = Path(cli.__file__).parent
PO = LOCALE / "nl" / "LC_MESSAGES" / "sortition.po"
SAME = {
    *("K", "M", "N", "NORM", "d", "Gamma", "Gini", "Panels", "{name} (Gini {gini})"),
    *("Panel", "Later:", "CODE", "CODES", "CODE…"),
}
"""What is the same in Dutch."""


@cache
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file)


@cache
def marked() -> set[tuple[str | None, str]]:
    """Every text that is marked in the program and in click: its context and the text."""
    modules = ("cli.py", "cli_assembly.py", "cli_parts.py")
    found = [entry for name in modules for entry in extract_from_file("python", ROOT / name)]
    folders = [ROOT / "sortition", ROOT / "stratification", Path(click.__path__[0])]
    for folder in folders:
        found += [entry[1:] for entry in extract_from_dir(folder)]
    texts = ((context, text) for _, text, _, context in found)
    return {(context, text if isinstance(text, str) else text[0]) for context, text in texts}


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def pairs() -> Iterator[tuple[str, str]]:
    """Every English text with its Dutch one; of plurals, both forms."""
    for message in messages():
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string or (), strict=True)


def placeholders(text: str) -> set[str]:
    fields = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    return fields | set(re.findall(r"%\(\w+\)s", text))


def test_every_marked_text_is_in_the_catalogue_and_nothing_else_is() -> None:
    """When this fails: make catalogue."""
    assert {(message.context, name(message)) for message in messages()} == marked()


def test_the_sentences_of_errors_are_marked() -> None:
    assert set(MESSAGES.values()) <= {text for _, text in marked()}


def test_every_text_is_translated() -> None:
    assert [english for english, dutch in pairs() if not dutch] == []
    assert [english for english, dutch in pairs() if english == dutch and english not in SAME] == []
    assert [message.id for message in messages() if message.fuzzy] == []
    assert not catalogue().obsolete


def test_the_placeholders_are_the_same() -> None:
    different = [
        (english, dutch)
        for english, dutch in pairs()
        if placeholders(english) != placeholders(dutch)
    ]
    assert different == []


@pytest.mark.parametrize(
    "wrong", [r"\bje\b", r"\bjij\b", r"\bjouw\b", r"\buitgeloot\b", r"\bquota"]
)
def test_the_dutch_keeps_to_the_glossary(wrong: str) -> None:
    plain = [dutch.replace("sortition assembly quotas", "") for _, dutch in pairs()]
    texts = [dutch for dutch in plain if "--" not in dutch]
    assert [text for text in texts if re.search(wrong, text, re.IGNORECASE)] == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    """When this fails: make catalogue."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue()
