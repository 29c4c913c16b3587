"""terms.json: whose term has ended because they served most, where no lottery was needed.

How many terms somebody served follows from the records: `sortition.assembly.story` counts them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sortition.assembly.chain import CHAIN
from sortition.checks import Checks, Report
from sortition.reading import many, need, printable, read_json, text
from sortition.record import json_bytes, sealed
from stratification.files import read_bytes

TERMS = "terms.json"
FORMAT = "sortition-terms-1"
KEYS = ("format", "digest", "staying", "leaving")


def terms_bytes(staying: Collection[str], leaving: Collection[str]) -> dict[str, bytes]:
    """The file of the record."""
    content = {"format": FORMAT, "staying": sorted(staying), "leaving": sorted(leaving)}
    return {TERMS: json_bytes(sealed(content))}


def read_terms(folder: Path) -> Mapping[str, Any]:
    """terms.json, right in itself (InputError: it cannot be read; VerificationError: it is not)."""
    content = read_json(read_bytes(folder / TERMS), FORMAT, KEYS)
    for key in ("staying", "leaving"):
        codes = [text(code, key) for code in many(content[key], key)]
        need(bool(codes) and codes == sorted(set(codes)), "record-value", key=key)
    need(not {*content["staying"]} & {*content["leaving"]}, "record-value", key="leaving")
    return content


def verify_terms(folder: Path) -> Report:
    """Check the record in itself; that the right ones leave needs the records before it."""
    checks = Checks()
    checks.run("check-terms", TERMS, read_terms, folder)
    for name in sorted({path.name for path in folder.iterdir()} - {TERMS, CHAIN}):
        checks.say("verify-other-file", name=printable(name))
    return Report(tuple(checks.done), tuple(checks.notices))
