"""Quotas of the whole panel that are missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stratification.errors import Finding, Param
from stratification.quotas import Quota, Quotas


@dataclass(frozen=True)
class Missed:
    """A quota of the whole panel that is missed, and how many people will count in it."""

    quota: Quota
    have: int

    @property
    def off(self) -> int:
        """By how many seats."""
        return max(self.quota.min - self.have, self.have - self.quota.max)

    @property
    def finding(self) -> Finding:
        """This as something that can be worded."""
        quota = self.quota
        params: dict[str, Param] = {"category": quota.category, "value": quota.value}
        numbers = {"have": self.have, "min": quota.min, "max": quota.max}
        side = "min" if self.have < quota.min else "max"
        return Finding(f"replacement-missed-{side}", params | numbers)


def bare(row: Quota) -> Quota:
    """The bounds of a quota alone, without target, weight and room to move."""
    return Quota(row.category, row.value, row.min, row.max)


def exact(quotas: Quotas, missed: Sequence[Missed]) -> Quotas:
    """Quotas, where those that are missed ask for the stated number exactly."""
    have = {one.quota: one.have for one in missed}
    rows = [
        Quota(row.category, row.value, have.get(row, row.min), have.get(row, row.max))
        for row in quotas.rows
    ]
    return Quotas(tuple(rows))
