"""Writing the record of a replacement: the lottery's files, quotas.csv and replacement.json."""

from __future__ import annotations

import json
from typing import Any

from sortition import record
from sortition.publish import lottery_files
from sortition.replacement.lottery import Replacement
from sortition.replacement.record import FORMAT, QUOTAS, REPLACEMENT, quotas_content
from stratification.people import Source
from stratification.quotas import quota_bytes


def replacement_files(replacement: Replacement, source: Source | None = None) -> dict[str, bytes]:
    """The name and the bytes of every file of the record.

    `source` says which columns the pool's ids and households came from; it is noted for checking.
    """
    files = lottery_files(replacement.lottery, source)
    content = _content(replacement, json.loads(files[record.LOTTERY])["digest"])
    return {
        **files,
        QUOTAS: quota_bytes(replacement.lottery.problem.quotas),
        REPLACEMENT: record.json_bytes(record.sealed(content)),
    }


def _content(replacement: Replacement, lottery: str) -> dict[str, Any]:
    vacancy = replacement.vacancy
    return {
        "format": FORMAT,
        "lottery": lottery,
        "seats": vacancy.seats,
        "open": vacancy.open,
        "staying": sorted(vacancy.staying),
        "barred": sorted(vacancy.barred),
        **quotas_content(vacancy.quotas, replacement.missed),
    }
