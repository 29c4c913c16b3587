"""Filling the open seats of a drawn panel: by a lottery, or by calling reserves in order.

`vacancy` says what is open and who can fill it, `nearest` what is missed where not all quotas can
be kept, `lottery` makes the lottery, `record` and `verify` publish and check it; `reserves` is the
order in which reserves are called, `single` what that gives when one member leaves.
"""

from sortition.replacement.lottery import Replacement, make_replacement
from sortition.replacement.nearest import Missed, Nearest, fillable, nearest
from sortition.replacement.record import Stated, read_replacement, replacement_files
from sortition.replacement.reserves import fill, next_reserve, reserve_order, who_fit
from sortition.replacement.single import Single, single_chances, total_chances
from sortition.replacement.vacancy import Vacancy, candidates, reduced_problem
from sortition.replacement.verify import check_replacement

__all__ = [
    "Missed",
    "Nearest",
    "Replacement",
    "Single",
    "Stated",
    "Vacancy",
    "candidates",
    "check_replacement",
    "fill",
    "fillable",
    "make_replacement",
    "nearest",
    "next_reserve",
    "read_replacement",
    "reduced_problem",
    "replacement_files",
    "reserve_order",
    "single_chances",
    "total_chances",
    "who_fit",
]
