"""Sign-up codes: short to type, hopeless to guess, and wrong when mistyped.

A code has 12 symbols, written in groups: "7KXM-3FRT-96W9". This text is the specification of
version 1.

**Symbols.** The 23 characters of `ALPHABET`: no vowels, so no code spells a word, and of
characters that look alike only one. The others are read as it: 0, O and Q as D; 1, I and L as 7;
Z as 2, S as 5, B as 8; U and Y as V; A as 4 and E as 3.

**Check.** With symbols numbered 0 to 22 in the order of `ALPHABET`, the sum of i times symbol i
(i = 1, …, 12) is a multiple of 23; the last symbol is the one that makes it so. 23 is a prime
number, so a product is a multiple of it only when a factor is. Therefore

* one wrong symbol changes the sum by i (b - a), where 0 < i < 23 and 0 < |b - a| < 23: caught;
* two different symbols changing places, wherever they are, changes it by (i - j)(b - a), where
  0 < |i - j| < 23 as well: caught.

**Guessing.** 11 symbols are free: 23^11 = 952,809,757,913,927 codes. With 70,000 letters a guess
with a right check symbol hits with a chance of 1 in 13.6 billion (7.3e-11). Ten guesses a second
for six weeks, 36 million, find any code with a chance of 0.3%. Two of 70,000 codes are equal with a
chance of 70,000^2 / 2 / 23^11 = 0.0003%; the second then gets another one, see below.

**Making.** From the *salt*, 32 secret random bytes, and the unit that gets the letter. Block j = 0,
1, … is HMAC-SHA256, under the salt, of the UTF-8 bytes of

    "sortition-code-1" LF decimal(counter) LF decimal(j) LF unit

Its bytes are read in order; those from 253 = 11 * 23 are skipped, any other gives the symbol "byte
mod 23", so each is exactly equally likely. The counter is 0; when the code is already taken, by an
earlier wave or by a unit that comes before this one in the order of code points, it goes up by one
until the code is new.

**Hash.** What the public record holds of a code is HMAC-SHA256, under the salt, of the UTF-8 bytes
of "sortition-code-hash-1" LF code (with its hyphens), as 64 hexadecimal digits. Nobody without the
salt can find the code by trying all of them, and nobody with it needs to.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations, count
from operator import mul

VERSION = "sortition-code-1"
HASH_VERSION = "sortition-code-hash-1"
ALPHABET = "23456789CDFGHJKMNPRTVWX"
LENGTH = 12
SALT_BYTES = 32

_GROUP = 4
_PRIME = len(ALPHABET)
_USABLE = 256 - 256 % _PRIME
_LOOK_ALIKE = str.maketrans("0OQ1ILZSBUYAE", "DDD777258VV43")
_WRITTEN = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


def new_salt() -> bytes:
    """A new secret salt. It belongs in one private file; without it codes cannot be checked."""
    return secrets.token_bytes(SALT_BYTES)


def make_codes(
    salt: bytes, units: Sequence[str], taken: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """The code of every unit, in their order, which has no influence on the codes.

    Parameters:
        salt: `SALT_BYTES` secret random bytes.
        units: what gets a letter, each once.
        taken: the codes of earlier waves.

    Raises:
        ValueError: the salt does not have that length, or a unit is there twice.

    >>> make_codes(bytes(32), ["0001", "0002"])
    ('R5RR-CCTH-X6K9', '9WPK-J2RJ-HFK9')
    """
    _check_salt(salt)
    used = set(taken)
    codes: dict[str, str] = {}
    for unit in sorted(units):
        if unit in codes:
            raise ValueError("a unit gets one code")
        counter = 0
        while (code := _code(salt, unit, counter)) in used:
            counter += 1
        codes[unit] = code
        used.add(code)
    return tuple(codes[unit] for unit in units)


def code_hash(salt: bytes, code: str) -> str:
    """What the public record holds of a code, however it is typed: 64 hexadecimal digits.

    Raises:
        ValueError: the salt does not have `SALT_BYTES` bytes, or the text is no code.
    """
    _check_salt(salt)
    symbols = _symbols(code)
    if not _is_right(symbols):
        raise ValueError("not a sign-up code")
    return _hash(salt, _written(symbols))


def hasher(salt: bytes) -> Callable[[str], str]:
    """`code_hash` for thousands of codes, which must be written as `normalise` writes them.

    >>> salt = bytes(32)
    >>> hasher(salt)("2222-2222-2222") == code_hash(salt, "2222-2222-2222")
    True

    Raises:
        ValueError: the salt does not have `SALT_BYTES` bytes.
    """
    _check_salt(salt)
    start = hmac.new(salt, f"{HASH_VERSION}\n".encode(), "sha256")

    def hashed(code: str) -> str:
        mine = start.copy()
        mine.update(code.encode())
        return mine.hexdigest()

    return hashed


def addresses_digest(salt: bytes, pairs: Sequence[tuple[str, str]]) -> str:
    """What the public record holds of where letters go, so that nobody can change it afterwards.

    HMAC-SHA256, under the salt, of unit LF address (as the register has it, "" when it has none)
    of everything drawn, in the order of the draw, joined by LF: 64 hexadecimal digits.
    """
    _check_salt(salt)
    message = "\n".join(f"{unit}\n{address}" for unit, address in pairs)
    return hmac.digest(salt, message.encode(), "sha256").hex()


def normalise(text: str) -> str:
    """The code as it is written, of however it is typed; of another text, its symbols.

    Case, spaces and punctuation do not count; characters that look like a symbol are read as it.

    >>> normalise(" 7kxm3frt 96w9"), normalise("ZZZ-1")
    ('7KXM-3FRT-96W9', '2227')
    """
    return _written(_symbols(text))


def is_code(text: str) -> bool:
    """Whether a text, however typed, is a code: long enough, with the right check symbol.

    >>> is_code("2222-2222-2222"), is_code("2222-2222-2223"), is_code("")
    (True, False, False)
    """
    return _is_right(_symbols(text))


def suggest(text: str, known_hashes: Collection[str], salt: bytes) -> list[str]:
    """The codes in `known_hashes` that may be meant by a text that is none of them.

    Those with two neighbours swapped come first, then with any two swapped, one symbol wrong, one
    missing and one too many.

    Raises:
        ValueError: the salt does not have `SALT_BYTES` bytes.
    """
    _check_salt(salt)
    typed = _symbols(text)
    if not LENGTH - 1 <= len(typed) <= LENGTH + 1:
        return []
    near = dict.fromkeys(symbols for symbols in _near(typed) if _is_right(symbols))
    near.pop(typed, None)
    return [code for code in map(_written, near) if _hash(salt, code) in known_hashes]


def _check_salt(salt: bytes) -> None:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")


def _code(salt: bytes, unit: str, counter: int) -> str:
    """The code of a unit for this counter."""
    free: list[int] = []
    block = 0
    while len(free) < LENGTH - 1:
        message = f"{VERSION}\n{counter}\n{block}\n{unit}".encode()
        digest = hmac.digest(salt, message, "sha256")
        free += [byte % _PRIME for byte in digest if byte < _USABLE]
        block += 1
    free = free[: LENGTH - 1]
    check = -_weighted(free) * pow(LENGTH, -1, _PRIME) % _PRIME
    return _written("".join(ALPHABET[value] for value in (*free, check)))


def _weighted(values: Iterable[int]) -> int:
    return sum(map(mul, count(1), values))


def _hash(salt: bytes, code: str) -> str:
    return hmac.digest(salt, f"{HASH_VERSION}\n{code}".encode(), "sha256").hex()


def _symbols(text: str) -> str:
    """The letters and digits of a text, in capitals, look-alikes replaced."""
    if _WRITTEN.fullmatch(text):  # as codes are written: quick, for there are many
        return text.replace("-", "")
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(character for character in plain if character.isascii() and character.isalnum())
    return kept.upper().translate(_LOOK_ALIKE)


def _written(symbols: str) -> str:
    """A code with its hyphens; anything of another length as it is."""
    if len(symbols) != LENGTH:
        return symbols
    return f"{symbols[:_GROUP]}-{symbols[_GROUP : 2 * _GROUP]}-{symbols[2 * _GROUP :]}"


def _is_right(symbols: str) -> bool:
    """Whether these are the symbols of a code. (After `_symbols` every one is in the alphabet.)"""
    return len(symbols) == LENGTH and _weighted(map(_VALUES.__getitem__, symbols)) % _PRIME == 0


def _near(typed: str) -> Iterator[str]:
    """What one slip turns into `typed`, likeliest first."""
    pairs = sorted(combinations(range(len(typed)), 2), key=lambda pair: pair[1] - pair[0] > 1)
    for one, two in pairs:
        yield typed[:one] + typed[two] + typed[one + 1 : two] + typed[one] + typed[two + 1 :]
    for place in range(len(typed)):
        yield from (typed[:place] + symbol + typed[place + 1 :] for symbol in ALPHABET)
    for place in range(len(typed) + 1):
        yield from (typed[:place] + symbol + typed[place:] for symbol in ALPHABET)
    for place in range(len(typed)):
        yield typed[:place] + typed[place + 1 :]
