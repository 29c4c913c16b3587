"""The files of a record folder: canonical JSON, guarded CSV, digests (specified in docs/record.md).

A JSON file holds exactly the bytes that `json_bytes` makes of its content, so its digest can be
checked after parsing. `lottery.json` and `draw.json` carry a digest of themselves ("digest", over
the content without it) and of every other file, so no byte can change unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any

LOTTERY, CHANCES, TICKETS = "lottery.json", "chances.csv", "tickets.csv"
PROOF, MEMBERS, DRAW = "proof.json", "members.csv", "draw.json"
PANEL, REMAINING = "panel.csv", "remaining.csv"
LOTTERY_FORMAT, PROOF_FORMAT = "sortition-lottery-1", "sortition-proof-1"
DRAW_FORMAT = "sortition-draw-1"
RULES = {
    "leximin": "smallest",
    "maximin": "smallest",
    "nash": "product",
    "minimax": "largest",
    "goldilocks": "balance",
}
"""The rules that a record can state and what they aim at, as in `sortition.rules.RULES`: reading a
record needs no solver, and so not the rules themselves. A test keeps the two alike."""

Content = Mapping[str, Any]


def json_bytes(content: Content) -> bytes:
    """The one way this content is written."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sealed(content: Content) -> dict[str, Any]:
    """The content with a digest of itself under "digest"."""
    bare = {key: value for key, value in content.items() if key != "digest"}
    return {**bare, "digest": digest(json_bytes(bare))}


def fraction_text(number: Fraction) -> str:
    """A fraction as "p/q" in lowest terms.

    >>> fraction_text(Fraction(2, 4)), fraction_text(Fraction(1))
    ('1/2', '1/1')
    """
    return f"{number.numerator}/{number.denominator}"


def chance_text(chance: Fraction) -> str:
    """A chance with 12 decimals, rounded half to even.

    >>> chance_text(Fraction(1, 3)), chance_text(Fraction(0))
    ('0.333333333333', '0.000000000000')
    """
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(chance.numerator) / Decimal(chance.denominator)
        return f"{exact.quantize(Decimal('1e-12'), rounding=ROUND_HALF_EVEN):f}"


def ticket_text(number: int, tickets: int) -> str:
    """A ticket's number with leading zeros: 83 of 1000 is "083"."""
    return str(number).zfill(len(str(tickets - 1)))
