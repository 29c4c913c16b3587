"""The one door to typst: a template and JSON in, an accessible PDF out.

Nothing is looked up: the fonts are those inside the typst package, and the time is fixed, so the
same input is the same bytes everywhere. Under PDF/UA-1 typst refuses text that it has no glyphs
for, instead of printing empty boxes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from sortition.letters.texts import TEMPLATES
from stratification.errors import Finding, InputError

_KEPT = 12
"""More compilations than typst keeps anything for (10)."""

_COUNT = re.compile(
    rb"/Type\s*/Pages\b[^>]*?/Count\s+([0-9]+)|/Count\s+([0-9]+)[^>]*?/Type\s*/Pages\b"
)


@dataclass(frozen=True)
class Source:
    """What typst gets: a template, and the JSON it reads."""

    template: bytes
    letters: Any = field(repr=False)
    common: Mapping[str, Any] = field(default_factory=dict)


def _typst() -> ModuleType:
    try:
        import typst
    except ModuleNotFoundError:
        raise InputError(Finding("letters-extra", {"package": "typst"})) from None
    return typst


def _arguments(source: Source) -> dict[str, Any]:
    return {
        "input": source.template,
        "font_paths": _typst().Fonts(include_system_fonts=False),
        "ignore_system_fonts": True,
        "root": str(TEMPLATES),  # a logo may not bring in pictures from the folder one is in
        "sys_inputs": {
            "common": json.dumps(source.common, ensure_ascii=False),
            "letters": json.dumps(source.letters, ensure_ascii=False),
        },
    }


def compile_pdf(source: Source) -> bytes:
    """A PDF that follows PDF/UA-1.

    Raises:
        InputError: typst is not installed, or refuses what it got.
    """
    typst = _typst()
    try:
        made: bytes = typst.compile(
            **_arguments(source), format="pdf", pdf_standards="ua-1", timestamp=0
        )
    except typst.TypstError:
        made = b""  # raised again outside: the exception repeats texts, which may be personal
    if not made:
        raise InputError(Finding("letters-typst"))
    return made


def compile_png(source: Source, ppi: int) -> list[bytes]:
    """The pages as pictures.

    Raises:
        InputError: typst is not installed.
    """
    made = _typst().compile(**_arguments(source), format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def accepted(source: Source) -> bool:
    """Whether typst makes a PDF of this."""
    try:
        compile_pdf(source)
    except InputError as error:
        if any(finding.code != "letters-typst" for finding in error.findings):
            raise
        return False
    return True


def forget() -> None:
    """Free the memory of earlier PDFs: typst keeps what it made for a number of compilations."""
    typst = _typst()
    fonts = typst.Fonts(include_system_fonts=False)
    for number in range(_KEPT):
        typst.compile(f"{number}".encode(), font_paths=fonts, format="pdf")


def page_count(pdf: bytes) -> int:
    """The number of pages of a PDF that typst made."""
    counts = [int(one or other) for one, other in _COUNT.findall(pdf)]
    return max(counts, default=0)
