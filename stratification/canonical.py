"""What a draw uses of a pool and its quotas, as digests."""

from __future__ import annotations

import hashlib
import json

from stratification.pool import Pool
from stratification.quotas import Quotas


def canonical(pool: Pool, quotas: Quotas) -> tuple[str, str]:
    """The SHA-256 digests (hex) of the pool and the quotas as the draw uses them.

    They see ids, values, households and numbers, not the files' bytes: the same people in another
    order, delimiter or encoding have the same digests.
    """
    people = {
        "categories": pool.categories,
        "households": pool.households,
        "people": [[person, *values] for person, values in zip(pool.ids, pool.values, strict=True)],
    }
    rows = [[row.category, row.value, row.min, row.max] for row in quotas.rows]
    return _digest(people), _digest(rows)


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
