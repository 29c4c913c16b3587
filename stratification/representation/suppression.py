"""What of an assessment may be shown to anybody: no count of 1 up to `least` - 1 people.

Small counts are not blanked but *merged*: of a category, the values with few people become one
cell of several values (`Cell.parts`, with the values joined by " + " as its one value), and
everything else (expected numbers, tests, funnel, who is missing) is computed from the merged cells
alone. So nothing that is shown can tell more than the merged counts do, and what shows an
assessment needs no special case: a merged cell is a cell like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from stratification.representation.model import Assessment


@dataclass(frozen=True)
class Published:
    """An assessment that may be shown: texts, tables, JSON and pages print from this type only.

    Parameters:
        assessment: computed from merged counts. `GroupAssessment.withheld` names the categories
            and pairs of which nothing is shown; they are not among `comparisons` and `pairs`.
        least: the smallest count above 0 that is shown; 0 or 1 when nothing is merged.
    """

    assessment: Assessment
    least: int
