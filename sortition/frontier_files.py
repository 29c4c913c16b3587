"""The files of a frontier: its points for a spreadsheet, all of it with proofs, a picture."""

from __future__ import annotations

from typing import Any

from sortition import record
from sortition.exact import fraction
from sortition.frontier import Frontier
from sortition.proof_json import multiplier_texts, steps_content, system_content
from sortition.publish import versions
from stratification.canonical import canonical
from stratification.tables import table_bytes

FORMAT = "sortition-frontier-1"
POINTS, PROOF, PICTURE = "frontier.csv", "frontier.json", "frontier"


def frontier_files(frontier: Frontier, *, pictures: bool = True) -> dict[str, bytes]:
    """The name and the bytes of every file.

    Raises:
        InputError: matplotlib, which draws the picture, is not installed.
    """
    files = {POINTS: _points(frontier), PROOF: record.json_bytes(frontier_content(frontier))}
    if pictures:
        from sortition.report.pictures import Mark, frontier_picture

        curve = [(float(fraction(p.smallest)), float(fraction(p.largest))) for p in frontier.points]
        marks = [
            Mark(name, float(fraction(low)), float(fraction(high)))
            for name, (low, high) in frontier.rules.items()
        ]
        picture = frontier_picture(curve, marks)
        files |= {f"{PICTURE}.svg": picture.svg, f"{PICTURE}.png": picture.png}
    return files


def frontier_content(frontier: Frontier) -> dict[str, Any]:
    """Everything, as docs/record.md specifies it."""
    pool, quotas = canonical(frontier.problem.pool, frontier.problem.quotas)
    return {
        "format": FORMAT,
        "seats": frontier.problem.seats,
        "digests": {"pool": pool, "quotas": quotas},
        **system_content(frontier.problem, frontier.cuts),
        "never": steps_content(frontier.never),
        "floor": steps_content(frontier.floor),
        "ceiling": steps_content(frontier.ceiling),
        "points": [
            {
                "smallest": record.fraction_text(fraction(point.smallest)),
                "largest": record.fraction_text(fraction(point.largest)),
                "attained": point.attained,
                "chances": [record.fraction_text(fraction(chance)) for chance in point.chances],
            }
            for point in frontier.points
        ],
        "edges": [multiplier_texts(edge.multipliers) for edge in frontier.edges],
        "rules": {
            name: [record.fraction_text(fraction(end)) for end in ends]
            for name, ends in frontier.rules.items()
        },
        "versions": versions(),
    }


def _points(frontier: Frontier) -> bytes:
    rows = []
    for point in frontier.points:
        ends = [fraction(point.smallest), fraction(point.largest)]
        texts = [*map(record.chance_text, ends), *map(record.fraction_text, ends)]
        rows.append([*texts, "yes" if point.attained else "not shown"])
    header = ["smallest", "largest", "smallest_exact", "largest_exact", "attained"]
    return table_bytes(header, rows)
