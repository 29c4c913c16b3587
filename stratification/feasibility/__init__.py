"""Is there a valid panel, and how tight is it? If there is none: why, and what would help?

`examine` looks for a panel and for people without a choice, `conflicts` says why there is none,
`repairs` which changes of quotas help, `lacking` which further sign-ups do, `diagnosis` all of
that; `tightness` counts panels and finds quotas without room. The others serve these.
"""

from stratification.feasibility.examine import (
    Feasibility,
    Forced,
    Progress,
    examine,
    some_panel,
    without_choice,
)
from stratification.feasibility.limits import Checker, Limit, Side, find_counts, limit_finding

__all__ = [
    "Checker",
    "Feasibility",
    "Forced",
    "Limit",
    "Progress",
    "Side",
    "examine",
    "find_counts",
    "limit_finding",
    "some_panel",
    "without_choice",
]
