"""The stream against a second implementation, written from the text of `stream.py` alone.

`stream_vectors.json` is write-once: were it ever to change, old draws could not be repeated.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.stream import Stream

VECTORS = json.loads(Path(__file__).with_name("stream_vectors.json").read_text(encoding="utf-8"))
SEEDS = ["", "0", "één zeewijk ✓", "drand round 4711, published after the list of tickets; " * 20]
LABELS = ["draw", "deal"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"))


class Reference:
    """Bytes one by one, numbers by long division: slow, and nothing like the package."""

    def __init__(self, seed: str, label: str) -> None:
        self.bytes = self.endless(seed, label)

    @staticmethod
    def endless(seed: str, label: str) -> Iterator[int]:
        for block in count():
            text = chr(10).join(["sortition-stream-1", label, str(block), seed])
            yield from sha256(bytes(text, "utf-8")).digest()

    def number(self, width: int) -> int:
        value = 0
        for byte in islice(self.bytes, width):
            value = 256 * value + byte
        return value

    def take(self, length: int) -> bytes:
        return bytes(islice(self.bytes, length))

    def below(self, limit: int) -> int:
        word = self.number(8)
        while word // limit == 2**64 // limit:  # in the last, incomplete group of `limit` words
            word = self.number(8)
        return word - limit * (word // limit)

    def shuffled(self, items: range) -> list[int]:
        todo = list(items)
        done: list[int] = []
        while len(todo) > 1:
            place = self.below(len(todo))
            done.insert(0, todo[place])
            todo[place] = todo[-1]
            todo.pop()
        return todo + done

    def noise(self, length: int) -> list[float]:
        words = [self.number(4) for _ in range(length)]
        return [float(Fraction(2 * word + 1, 2**32) - 1) for word in words]


def vector(seed: str, label: str, kind: type[Any]) -> dict[str, Any]:
    """What a stream gives at its beginning, in every way it can be read."""
    byte, ten, thousand, word = (kind(seed, label) for _ in range(4))
    return {
        "seed": seed,
        "label": label,
        "take(8)": [byte.take(8).hex() for _ in range(3)],
        "below(10)": [ten.below(10) for _ in range(3)],
        "below(1000)": [thousand.below(1000) for _ in range(3)],
        "below(2**64)": [word.below(2**64) for _ in range(3)],
        "shuffled(range(10))": kind(seed, label).shuffled(range(10)),
        "noise(3)": [float(value).hex() for value in kind(seed, label).noise(3)],
    }


def test_the_vectors_cover_what_they_should() -> None:
    named = [(one["seed"], one["label"]) for one in VECTORS]
    assert named == [(seed, label) for seed in SEEDS for label in LABELS]


@pytest.mark.parametrize("known", VECTORS)
@pytest.mark.parametrize("kind", [Stream, Reference])
def test_the_vectors(known: dict[str, Any], kind: type[Any]) -> None:
    assert vector(known["seed"], known["label"], kind) == known


def test_the_vectors_never_change() -> None:
    data = Path(__file__).with_name("stream_vectors.json").read_bytes().replace(b"\r\n", b"\n")
    assert sha256(data).hexdigest() == (
        "dfd97986aa7ccd2c92e44dd77df532ce22bdb066cea6c5f9fb3710e82815464e"
    ), "a changed stream is a new version, with vectors of its own"


@given(TEXTS, NAMES, st.lists(st.integers(0, 70), max_size=6))
def test_bytes_are_the_same_however_they_are_taken(seed: str, label: str, parts: list[int]) -> None:
    stream = Stream(seed, label)
    taken = b"".join(stream.take(part) for part in parts)
    assert taken == Reference(seed, label).take(sum(parts)) == Stream(seed, label).take(sum(parts))


@given(TEXTS, st.lists(st.integers(1, 2**64), min_size=1, max_size=6))
def test_numbers_follow_each_other_without_loss(seed: str, limits: list[int]) -> None:
    stream, reference = Stream(seed, "draw"), Reference(seed, "draw")
    for limit in limits:
        number = stream.below(limit)
        assert 0 <= number < limit
        assert number == reference.below(limit)


@given(st.integers(0, 300), st.integers(2**63 + 1, 2**64 - 1))
def test_words_beyond_the_last_whole_group_are_thrown_away(seed: int, limit: int) -> None:
    """With more than half of 2^64 a word is the answer itself, or is rejected: never wrapped."""
    number = Stream(str(seed), "draw").below(limit)
    words = Reference(str(seed), "draw")
    assert number == next(word for word in iter(lambda: words.number(8), None) if word < limit)


def test_every_number_is_about_equally_frequent() -> None:
    stream = Stream("frequencies", "draw")
    found = Counter(stream.below(6) for _ in range(6000))
    assert sorted(found) == list(range(6))
    assert all(abs(times - 1000) < 150 for times in found.values())  # five standard deviations


@given(TEXTS, st.integers(0, 40))
def test_shuffling_keeps_the_items(seed: str, length: int) -> None:
    items = list(range(length))
    shuffled = Stream(seed, "deal").shuffled(items)
    assert sorted(shuffled) == items == list(range(length))
    assert shuffled == Reference(seed, "deal").shuffled(range(length))


@given(TEXTS, st.integers(0, 40))
def test_noise(seed: str, length: int) -> None:
    noise = Stream(seed, "deal").noise(length)
    assert noise.shape == (length,)
    assert noise.tolist() == Reference(seed, "deal").noise(length)
    assert all(-1 < value < 1 for value in noise)


def test_what_a_stream_refuses() -> None:
    with pytest.raises(ValueError, match="line feed"):
        Stream("seed", "two\nlines")
    for limit in (0, -1, 2**64 + 1):
        with pytest.raises(ValueError, match="between 1 and"):
            Stream("seed", "draw").below(limit)
    assert Stream("1\n2", "draw").take(8) != Stream("1", "draw").take(8)
