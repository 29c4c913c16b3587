"""QR codes as pictures that stay sharp at any size."""

from __future__ import annotations

import re

from stratification.errors import Finding, InputError

_MASK = 0
"""One of the eight masks of a QR code: all can be read, and trying them takes five times longer."""


def qr_svg(text: str) -> str:
    """A QR code (error correction M or better) without its white border.

    Raises:
        InputError: segno is not installed, or the text is too long for a QR code.
    """
    try:
        import segno
    except ModuleNotFoundError:
        raise InputError(Finding("letters-extra", {"package": "segno"})) from None
    try:
        matrix = segno.make(text, micro=False, error="m", mask=_MASK).matrix
    except segno.DataOverflowError:
        raise InputError(Finding("letters-qr-long")) from None
    # Rows overlap a little, so that no viewer shows hairlines between them.
    path = "".join(
        f"M{found.start()} {y}h{found.end() - found.start()}v1.02H{found.start()}z"
        for y, row in enumerate(matrix)
        for found in re.finditer(b"\x01+", bytes(row))
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}"/></svg>'
    )
