"""Public seed -> numbers. This text is the specification of stream version 1.

A stream is named by a *seed* and a *label* (what it is used for), both Unicode text. Block number
j = 0, 1, 2, … is the SHA-256 digest (32 bytes) of the UTF-8 bytes of

    "sortition-stream-1" LF label LF decimal(j) LF seed

where LF is one line feed (U+000A) and decimal(j) has no leading zeros. A label holds no line feed.
The stream's bytes are block 0, block 1, … one after the other.

* `below(n)`, 1 <= n <= 2^64: take the next 8 bytes as a big-endian number w. When
  w >= 2^64 - (2^64 mod n), throw it away and take the next 8 bytes; otherwise the answer is
  w mod n. So every answer is exactly equally likely.
* `shuffled(items)`: for i = len - 1 down to 1 swap item i with item below(i + 1) (Fisher, Yates).
* `noise(count)`: 4 bytes each, big-endian u, gives (2u + 1) / 2^32 - 1, between -1 and 1. It only
  varies which of many good ticket lists is made; nothing that is proven depends on it.

* `number(seed, label, name)`: something with a name gets a number of its own, whatever else there
  is: the SHA-256 digest, as 64 digits 0-9, a-f, of the UTF-8 bytes of

      "sortition-number-1" LF label LF name LF seed

  where neither label nor name holds a line feed. Numbers of equally long digits are compared as
  texts. Those with the smallest numbers are a sample without replacement in which every set of
  that many is equally likely; taking more of them continues the same order.

The text of a version never changes; another method would be version 2 (the test vectors in
`tests/sortition/stream_vectors.json` are write-once).

>>> Stream("demo", "draw").below(1000)
253
>>> number("demo", "letters", "0001")[:16]
'8f81c31c22c1dcf5'
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VERSION = "sortition-stream-1"
NUMBER_VERSION = "sortition-number-1"
WORDS = 2**64
Item = TypeVar("Item")


class Stream:
    """The numbers that a seed and a label fix. Reading moves the stream on."""

    def __init__(self, seed: str, label: str) -> None:
        """Start at block 0.

        Raises:
            ValueError: when the label holds a line feed.
        """
        if "\n" in label:
            raise ValueError("a label holds no line feed")
        self._head = f"{VERSION}\n{label}\n".encode()
        self._seed = b"\n" + seed.encode()
        self._block = 0
        self._bytes = b""

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        blocks = [self._bytes]
        have = len(self._bytes)
        while have < count:
            blocks.append(sha256(self._head + str(self._block).encode() + self._seed).digest())
            self._block += 1
            have += 32
        joined = b"".join(blocks)
        self._bytes = joined[count:]
        return joined[:count]

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1, every one equally likely.

        Raises:
            ValueError: when the limit is not between 1 and 2^64.
        """
        if not 1 <= limit <= WORDS:
            raise ValueError("the limit is between 1 and 2^64")
        usable = WORDS - WORDS % limit
        while True:
            word = int.from_bytes(self.take(8), "big")
            if word < usable:
                return word % limit

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in an order that is equally likely to be any."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def noise(self, count: int) -> npt.NDArray[np.float64]:
        """Numbers between -1 and 1, shape (count,)."""
        import numpy as np  # only here: reading and checking a record does not wait for it

        words = np.frombuffer(self.take(4 * count), dtype=">u4").astype(np.float64)
        return (2 * words + 1) / 2**32 - 1


def number(seed: str, label: str, name: str) -> str:
    """The number of its own that a name gets.

    Raises:
        ValueError: when the label or the name holds a line feed.
    """
    if "\n" in label or "\n" in name:
        raise ValueError("neither a label nor a name holds a line feed")
    return sha256(f"{NUMBER_VERSION}\n{label}\n{name}\n{seed}".encode()).hexdigest()
