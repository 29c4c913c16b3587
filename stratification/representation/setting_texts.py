"""What a user types to say how an assessment is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stratification.errors import Finding, InputError
from stratification.representation.model import Norm
from stratification.representation.norms import parse_norm
from stratification.representation.settings import AssessSettings, check_settings


@dataclass(frozen=True)
class AssessTexts:
    """The fields of `AssessSettings` as they are typed.

    `by`, `norms` and `unknown` are empty where nothing is said; `no_norms` leaves the built-in norm
    out too.
    """

    split: str | None = None
    by: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    no_norms: bool = False
    within: int = 0
    funnel: bool = False


def parse_settings(texts: AssessTexts) -> AssessSettings:
    """Return the settings that are meant.

    Raises:
        InputError: everything that is wrong with the texts.
    """
    norms, errors = _norms(texts.norms)
    if texts.no_norms and texts.norms:
        errors.append(Finding("norm-and-none"))
    settings = AssessSettings(
        split=texts.split,
        by=texts.by or None,
        unknown=texts.unknown,
        norms=() if texts.no_norms else norms or None,
        within=texts.within,
        funnel=texts.funnel,
    )
    try:
        check_settings(settings)
    except InputError as error:
        errors += error.findings
    if errors:
        raise InputError(*errors)
    return settings


def _norms(texts: Sequence[str]) -> tuple[tuple[Norm, ...], list[Finding]]:
    """The norms, and what is wrong with their texts."""
    norms: list[Norm] = []
    errors: list[Finding] = []
    for text in texts:
        try:
            norms.append(parse_norm(text))
        except InputError as error:
            errors += error.findings
    return tuple(norms), errors
