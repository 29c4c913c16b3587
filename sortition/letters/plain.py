"""Texts from a register as they can be printed: on one line, without what only confuses."""

from __future__ import annotations

import unicodedata

from stratification.text import tidy

_JOINERS = "\u200c\u200d"  # Persian and Indian scripts are spelled with them
_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Co"})


def plain(text: str) -> str:
    """A text on one line, without control characters, marks of direction and stray accents.

    Marks that turn the direction of writing could show a name or an address in another order than
    it has. What is left still has its own script and every accent that stands on a letter.

    >>> plain(" Jan\\u202e  van\\nDijk\\x07 "), plain("\\u0301Özil")
    ('Jan van Dijk', 'Özil')
    """
    if text.isascii() and text.isprintable():  # nearly always, and then there is nothing to do
        return " ".join(text.split())
    line = tidy(text)
    kept = "".join(
        character
        for character in line
        if character in _JOINERS or unicodedata.category(character) not in _CONTROLS
    )
    start = 0
    while start < len(kept) and (
        kept[start] in _JOINERS + " " or unicodedata.category(kept[start])[0] == "M"
    ):
        start += 1
    return tidy(kept[start:])


def known(text: str) -> str:
    """The same, "" when it holds no letter: the BRP writes "." for a name that is not known."""
    line = plain(text)
    return line if any(map(str.isalpha, line)) else ""
