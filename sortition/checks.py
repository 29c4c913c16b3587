"""Checks of a record: run one by one, each kept with what it found.

Nothing is raised: what cannot be read is a check that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from stratification.errors import Finding, Param, SortitionError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Check:
    """One thing that was checked: `code` is a template of `stratification.messages`.

    `problems` is empty when it holds.
    """

    code: str
    ok: bool
    params: Mapping[str, Param] = field(default_factory=dict)
    file: str | None = None
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Report:
    """All checks, in order; `notices` say what was not checked or is worth knowing."""

    checks: tuple[Check, ...]
    notices: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that could be checked holds."""
        return bool(self.checks) and all(check.ok for check in self.checks)


class Checks:
    """Runs checks and keeps what came of them."""

    def __init__(self) -> None:
        self.done: list[Check] = []
        self.notices: list[Finding] = []

    def run(
        self,
        code: str,
        file: str,
        action: Callable[..., Result],
        *arguments: object,
        through: tuple[type[SortitionError], ...] = (),
    ) -> Result | None:
        """The result of an action; None when it finds that something does not hold.

        Errors of the kinds in `through` are no finding, and are raised.
        """
        try:
            result = action(*arguments)
        except through:
            raise
        except SortitionError as error:
            findings = [replace(one, file=one.file or file) for one in error.findings]
        except OSError as error:
            reason = error.strerror or type(error).__name__
            findings = [Finding("file-unreadable", {"reason": reason}, file)]
        except (RecursionError, MemoryError):
            findings = [Finding("record-too-deep", file=file)]
        else:
            self.done.append(Check(code, True, file=file))
            return result
        self.done.append(Check(code, False, file=file, problems=tuple(findings)))
        return None

    def say(self, code: str, file: str | None = None, **params: Param) -> None:
        """Keep something worth saying."""
        self.notices.append(Finding(code, params, file))
