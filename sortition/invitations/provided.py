"""What a draw adds to the register of provision: which data it took from the register."""

from __future__ import annotations

import datetime
from pathlib import Path

from sortition.invitations.layout import PROVISION, RECORD
from sortition.invitations.publish import Result
from sortition.invitations.writing import leftovers
from sortition.letters.provision import Provision, provision_bytes, read_provisions
from stratification.errors import Finding
from stratification.register.model import FIELDS, LETTER_FIELDS

_NEEDED = ("holder", "purpose", "ground")
_TAKEN = ("id", "address", *LETTER_FIELDS, "confidential")


def provision_file(
    folder: Path, result: Result, date: datetime.date | None
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """provision.csv with a line for this wave, or a notice that the map does not say enough.

    An attempt that was broken off may have written its line already; it is not written twice.

    Raises:
        InputError: the file that is there cannot be read.
    """
    stated = result.mapping.provision
    missing = [name for name in _NEEDED if not stated.get(name, "").strip()]
    if missing:
        return {}, (Finding("invite-no-provision", {"names": ", ".join(missing)}),)
    mapped = [name for name in FIELDS if name in _TAKEN and name in result.mapping.columns]
    line = Provision(
        date=date or datetime.date.today(),
        recipient=f"{stated['holder']} -> sortition invite, wave {result.wave}",
        fields=(*mapped, *result.choices.strata),
        people=len(result.letters),
        purpose=stated["purpose"],
        ground=stated["ground"],
    )
    path = folder / RECORD / PROVISION
    before = read_provisions(path) if path.exists() else ()
    broken_off = bool(before) and bool(leftovers(folder, result.wave))
    again = broken_off and provision_bytes([before[-1]]) == provision_bytes([line])
    return {PROVISION: provision_bytes(before if again else [*before, line])}, ()
