"""How texts from files are compared, and how they are shown in an error.

People type the same answer in many ways: "Vrouw", "vrouw ", "VROUW" with a no-break space. `key`
is the one place that says which texts count as equal; `tidy` is the spelling that is kept.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

_INVISIBLE = dict.fromkeys((0x200B, 0x2060, 0xFEFF))  # zero-width space, word joiner, stray BOM
_SHOWN_ROWS = 5
_SHOWN_NAMES = 20
_SHOWN_CHARACTERS = 80


def tidy(text: str) -> str:
    """Return `text` in NFC, trimmed, every run of whitespace one space, invisible characters out.

    >>> tidy("  Noord\\u00a0 Holland\\n")
    'Noord Holland'
    """
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def key(text: str) -> str:
    """Return what `text` is compared by: `tidy`, whatever the case.

    >>> key(" VROUW") == key("vrouw ")
    True
    """
    # Decomposed before folding and composed after it: otherwise key(key(x)) may differ from key(x).
    folded = unicodedata.normalize("NFD", tidy(text)).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded).casefold())


def address_key(text: str) -> str:
    """Return what a household cell is compared by: letters and digits only, whatever the case.

    Between two digits a separator stays, as one space: house number "1-2" is not house number
    "12", while "2583 XL" is "2583xl".

    >>> address_key("Kerkstr. 1 - 2"), address_key("KERKSTR 12"), address_key("12-A")
    ('kerkstr1 2', 'kerkstr12', '12a')
    """
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in key(text))
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(spaced.split()))


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the text of `known` that looks most like `text`, or None when none is near.

    >>> nearest("30\\u201344", ["16-29", "30-44"])
    '30-44'
    """
    spellings = {key(candidate)[:_SHOWN_CHARACTERS]: candidate for candidate in known}
    # Only the beginning counts: comparing is quadratic, and a cell may hold a letter's length.
    found = difflib.get_close_matches(key(text)[:_SHOWN_CHARACTERS], spellings, n=1)
    return spellings[found[0]] if found else None


def repeated(names: Sequence[str]) -> list[str]:
    """Return the names that were there before, compared by `key`.

    >>> repeated(["age", "sex", "Age"])
    ['Age']
    """
    keys = [key(name) for name in names]
    return [name for at, name in enumerate(names) if keys[at] in keys[:at]]


def is_writable(text: str) -> bool:
    r"""Whether a text can be written in UTF-8: half a character, as a terminal may pass, cannot.

    >>> is_writable("zaad"), is_writable("\udc80")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    """Return `text` fit for one line of a message: tidy, and cut when it is very long."""
    line = tidy(text)
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def listed_names(names: Sequence[str]) -> str:
    """Return names (of columns, quota values, sheets) quoted and joined; a long list is cut.

    >>> listed_names(["id", "age"])
    '"id", "age"'
    """
    more = [] if len(names) <= _SHOWN_NAMES else ["…"]
    return ", ".join([f'"{shown(name)}"' for name in names[:_SHOWN_NAMES]] + more)


def listed_rows(numbers: Sequence[int]) -> str:
    """Return the first few row numbers, joined.

    >>> listed_rows([2, 3, 5, 8, 13, 21])
    '2, 3, 5, 8, 13, …'
    """
    more = [] if len(numbers) <= _SHOWN_ROWS else ["…"]
    return ", ".join([str(number) for number in numbers[:_SHOWN_ROWS]] + more)
