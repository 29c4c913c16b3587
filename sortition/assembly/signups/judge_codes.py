"""The sign-up code of every row of a file: typed, or made where there are no letters."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sortition.letters.codes import code_hash, is_code, make_codes, normalise, suggest
from stratification.errors import Finding, InputError
from stratification.text import listed_names

MANY = 20
"""So many wrong codes, when they are also more than half of all, mean that letters are missing."""


@dataclass(frozen=True)
class Coded:
    """The code of a row; `wrong` is what was typed in its place.

    `home` stands for the address to which its letter went.
    """

    code: str | None
    wrong: str | None = field(default=None, repr=False)
    home: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Codes:
    """Tells codes.

    Parameters:
        own_salt: for codes where there are no letters.
        salts: of the codes in the letters.
        letters: by the hash of a letter's code, what stands for its home.
    """

    own_salt: bytes = field(repr=False)
    salts: tuple[bytes, ...] = field(default=(), repr=False)
    letters: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    def read(self, typed: Sequence[str], identities: Sequence[tuple[str, ...]]) -> list[Coded]:
        """The code of every row.

        Without letters a row without a code gets one, made of the salt, of what tells the row
        apart, and of how many equal rows stand before it. So the row has it again when the form
        tool exports it another time, with others below it.
        """
        if self.letters:
            return [self._of_letter(text) for text in typed]
        units: dict[int, str] = {}
        seen: Counter[tuple[str, ...]] = Counter()
        for at, text in enumerate(typed):
            if not text:
                units[at] = _unit(identities[at], seen[identities[at]])
                seen[identities[at]] += 1
        made = dict(zip(units, make_codes(self.own_salt, [*units.values()]), strict=True))
        return [
            Coded(made[at]) if at in made else self._plain(text) for at, text in enumerate(typed)
        ]

    @staticmethod
    def _plain(typed: str) -> Coded:
        return Coded(normalise(typed)) if is_code(typed) else Coded(None, typed)

    def _of_letter(self, typed: str) -> Coded:
        if not typed:
            return Coded(None)
        if is_code(typed):
            code = normalise(typed)
            for salt in self.salts:
                hashed = code_hash(salt, code)
                if hashed in self.letters:
                    return Coded(code, home=self.letters[hashed])
        return Coded(None, typed)

    def check(self, codes: Sequence[Coded], column: str | None) -> None:
        """Raise when most codes are those of no letter (InputError): letters are missing."""
        wrong = sum(one.wrong is not None for one in codes)
        if self.letters and wrong > MANY and 2 * wrong > len(codes):
            counts = {"count": wrong, "all": len(codes)}
            raise InputError(Finding("signup-codes-strange", counts, column=column))

    def near(self, typed: str, used: Collection[str]) -> list[str]:
        """The codes of letters that may be meant, but for those that are used."""
        found = [code for salt in self.salts for code in suggest(typed, self.letters.keys(), salt)]
        return [code for code in dict.fromkeys(found) if code not in used]


def near_codes(typed: str, known: Collection[str]) -> str:
    """The codes among these that may be meant by a text, for a message; "" when none is."""
    salt = bytes(32)  # any will do: the codes are known
    return listed_names(suggest(typed, {code_hash(salt, code) for code in known}, salt))


def _unit(identity: tuple[str, ...], number: int) -> str:
    return hashlib.sha256(json.dumps([*identity, number]).encode()).hexdigest()
