"""Errors with a code, parameters and a place, so that any language can word them.

A failure is one exception that carries every `Finding`: all that is wrong is told at once. The
packages never print; the command line turns a finding into a sentence with the templates of
`stratification.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stratification.messages import MESSAGES

Param = str | int | float | Sequence[str]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (or worth saying), and where.

    `code` names a template in `MESSAGES`, `params` fill it. `row` is the number a spreadsheet
    shows (the header is row 1), `column` the header's text. Parameters never hold what a person
    answered: the reader looks it up at the place named.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The finding in English (the command line words it in the user's language)."""
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else None,
                f'column "{self.column}"' if self.column is not None else None,
            )
            if part
        )
        text = MESSAGES[self.code].format(**self.params)
        return f"{place}: {text}" if place else text


class SortitionError(Exception):
    """Base of every error raised on purpose; `exit_code` is what the command line returns."""

    exit_code = 2

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


class InputError(SortitionError):
    """Files or settings that cannot be used; holds everything that is wrong with them."""


class NoPanelError(SortitionError):
    """No valid panel exists."""

    exit_code = 3


class VerificationError(SortitionError):
    """A record does not hold."""

    exit_code = 4


class TimeLimitError(SortitionError):
    """The time limit ended before there was any result."""

    exit_code = 5
