"""Sign-up codes: every slip is caught, nobody guesses one, only salt and unit decide."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.letters.codes import (
    ALPHABET,
    LENGTH,
    code_hash,
    is_code,
    make_codes,
    new_salt,
    normalise,
    suggest,
)

SALT = bytes(range(32))
UNITS = [f"{number:04}" for number in range(2000)]
CODES = make_codes(SALT, UNITS)
BARE = [code.replace("-", "") for code in CODES]


def swapped(text: str, one: int, two: int) -> str:
    symbols = list(text)
    symbols[one], symbols[two] = symbols[two], symbols[one]
    return "".join(symbols)


def test_alphabet_is_a_prime_number_of_characters_without_vowels_or_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 23
    assert all(23 % divisor for divisor in range(2, 23))
    assert not set("AEIOUY01LQZSB") & set(ALPHABET)


def test_a_code_is_three_groups_of_four() -> None:
    for code in CODES:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert set(code) <= set(ALPHABET + "-")
        assert is_code(code)
        assert normalise(code) == code


def test_every_wrong_symbol_is_caught() -> None:
    for code in BARE[:200]:
        for place in range(LENGTH):
            for symbol in ALPHABET:
                wrong = code[:place] + symbol + code[place + 1 :]
                assert is_code(wrong) == (wrong == code)


def test_every_swap_is_caught() -> None:
    for code in BARE:
        for one, two in combinations(range(LENGTH), 2):
            wrong = swapped(code, one, two)
            assert is_code(wrong) == (wrong == code)


def test_check_on_all_pairs_of_symbols_and_places() -> None:
    """The two proofs of the docstring, over every weight and every difference."""
    for place in range(1, LENGTH + 1):
        assert all(place * change % 23 for change in range(1, 23))
    for one, two in combinations(range(1, LENGTH + 1), 2):
        assert all((two - one) * change % 23 for change in range(1, 23))


def test_every_eleven_symbols_have_one_check_symbol() -> None:
    source = random.Random(5)
    for _ in range(300):
        free = "".join(source.choices(ALPHABET, k=LENGTH - 1))
        assert sum(is_code(free + symbol) for symbol in ALPHABET) == 1


def test_codes_follow_from_salt_and_unit_as_specified() -> None:
    """An independent reading of the specification in the docstring."""
    for unit, code in zip(UNITS[:50], CODES, strict=False):
        message = f"sortition-code-1\n0\n0\n{unit}".encode()
        data = hmac.new(SALT, message, hashlib.sha256).digest()
        values = [byte % 23 for byte in data if byte < 253][:11]
        check = next(
            value
            for value in range(23)
            if sum(i * v for i, v in enumerate([*values, value], 1)) % 23 == 0
        )
        symbols = "".join(ALPHABET[value] for value in [*values, check])
        assert code == f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
        data = hmac.new(SALT, f"sortition-code-hash-1\n{code}".encode(), hashlib.sha256).digest()
        assert code_hash(SALT, code) == data.hex()


def test_codes_never_change() -> None:
    """Write-once: letters that are in the post hold these codes."""
    assert make_codes(bytes(32), ["0001", "é", ""]) == VECTORS


VECTORS = ("R5RR-CCTH-X6K9", "2H6N-M8V6-WJ43", "M95V-RF88-H46W")


def test_order_of_the_units_has_no_influence() -> None:
    shuffled = UNITS[:]
    random.Random(1).shuffle(shuffled)
    assert dict(zip(shuffled, make_codes(SALT, shuffled), strict=True)) == dict(
        zip(UNITS, CODES, strict=True)
    )


def test_another_salt_gives_other_codes() -> None:
    other = make_codes(bytes(32), UNITS)
    assert not set(other) & set(CODES)
    assert code_hash(SALT, CODES[0]) != code_hash(bytes(32), CODES[0])


def test_symbols_are_equally_likely() -> None:
    """Chi-square over the 11 * 2000 free symbols, 22 degrees of freedom: 1 in 10^6 exceeds 71."""
    counts = Counter("".join(code[:-1] for code in BARE))
    expected = 11 * len(BARE) / 23
    assert sum((counts[s] - expected) ** 2 / expected for s in ALPHABET) < 71


def test_a_taken_code_is_not_given_again() -> None:
    first = make_codes(SALT, ["a", "b"])
    again = make_codes(SALT, ["a", "b"], taken={first[0]})
    assert again[0] not in first
    assert is_code(again[0])
    assert again[1] == first[1]
    assert again == make_codes(SALT, ["a", "b"], taken=[first[0]])


def test_codes_of_a_draw_differ_whatever_the_hash_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every HMAC of counter 0 equal, units in their order get the next counter."""
    real = hmac.digest

    def colliding(key: bytes, message: bytes, name: str) -> bytes:
        version, counter, block, unit = message.decode().split("\n")
        unit = "same" if counter == "0" else unit
        return real(key, f"{version}\n{counter}\n{block}\n{unit}".encode(), name)

    monkeypatch.setattr(hmac, "digest", colliding)
    three = make_codes(SALT, ["c", "a", "b"])
    assert len(set(three)) == 3
    assert three[1] == make_codes(SALT, ["a"])[0]  # the first in order keeps its code
    assert set(zip("cab", three, strict=True)) == set(
        zip("bac", make_codes(SALT, ["b", "a", "c"]), strict=True)
    )


def test_more_bytes_are_taken_when_too_many_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    real = hmac.digest

    def mostly_skipped(key: bytes, message: bytes, name: str) -> bytes:
        return b"\xff" * 30 + real(key, message, name)[30:]

    monkeypatch.setattr(hmac, "digest", mostly_skipped)
    assert is_code(make_codes(SALT, ["a"])[0])


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        make_codes(b"short", ["a"])
    with pytest.raises(ValueError, match="one code"):
        make_codes(SALT, ["a", "a"])
    with pytest.raises(ValueError, match="not a sign-up code"):
        code_hash(SALT, "2222-2222-2223")
    with pytest.raises(ValueError, match="32 bytes"):
        suggest("2222-2222-2223", set(), b"")


def test_salts_are_new() -> None:
    assert len({new_salt() for _ in range(10)}) == 10
    assert {len(new_salt()) for _ in range(3)} == {32}


def test_typed_in_any_way_it_is_the_same_code() -> None:
    for code in CODES[:100]:
        low = code.lower().replace("-", " ")
        alike = code.translate(str.maketrans("D7258V", "OLZSBU"))
        wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "\N{EM DASH}" for c in code)
        for typed in (low, alike, alike.lower(), wide, f"\ufeff {code}\n", code.replace("-", "")):
            assert normalise(typed) == code
            assert code_hash(SALT, typed) == code_hash(SALT, code)


@given(st.text())
def test_normalise_is_stable_and_holds_only_symbols(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert set(once) <= set(ALPHABET + "-")
    assert is_code(once) == is_code(text)


@given(st.integers(0, 1999), st.data())
def test_one_slip_is_found_again(number: int, data: st.DataObject) -> None:
    code, known = BARE[number], {code_hash(SALT, CODES[number]), code_hash(SALT, CODES[0])}
    place = data.draw(st.integers(0, LENGTH - 1))
    kind = data.draw(st.sampled_from(["swap", "wrong", "missing", "extra"]))
    symbol = data.draw(st.sampled_from(ALPHABET))
    typed = {
        "swap": swapped(code, place, data.draw(st.integers(0, LENGTH - 1))),
        "wrong": code[:place] + symbol + code[place + 1 :],
        "missing": code[:place] + code[place + 1 :],
        "extra": code[:place] + symbol + code[place:],
    }[kind]
    assert suggest(typed, known, SALT) == ([CODES[number]] if typed != code else [])


def test_nothing_is_suggested_that_is_not_known_or_not_near() -> None:
    known = {code_hash(SALT, code) for code in CODES}
    for text in ("", "x", "2222", "K" * 100_000, swapped(BARE[3], 0, 1)[:-2]):
        assert suggest(text, known, SALT) == []
    assert suggest(swapped(BARE[3], 4, 5), set(), SALT) == []
