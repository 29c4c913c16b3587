"""The peer's process: runs in the peer's own environment, and calls its public functions only.

What is timed: `reading` is its reader; `chances` is its function for the distribution over panels,
whole; `rounding` is its own way from there to a list of equally likely panels. Together they are
what its function for a lottery of many panels does, less its report. How far the list is from the
chances is stated, in panels.
"""

import sys
from collections import Counter
from pathlib import Path

import sortition_algorithms as peer
from sortition_algorithms import committee_generation
from sortition_algorithms.core import lottery_rounding

from benchmarks.jobs import Clock, Job, answer, decode

DISTRIBUTIONS = {
    "leximin": committee_generation.find_distribution_leximin,
    "maximin": committee_generation.find_distribution_maximin,
    "nash": committee_generation.find_distribution_nash,
}


def load(job: Job) -> tuple[peer.features.FeatureCollection, peer.people.People]:
    """Read the files (as `plain.write` leaves them)."""
    unused = Path("unused.csv")
    source = peer.CSVFileDataSource(
        features_file=Path(job.quotas),
        people_file=Path(job.pool),
        already_selected_file=None,
        selected_file=unused,
        remaining_file=unused,
    )
    data = peer.SelectionData(source)
    homes = list(job.households)
    settings = peer.Settings(
        id_column="id",
        columns_to_keep=homes,
        check_same_address=bool(homes),
        check_same_address_columns=homes,
    )
    quotas, _ = data.load_features(job.seats)
    people, _ = data.load_people(settings, quotas)
    return quotas, people


def main(text: str) -> None:
    """Measure reading, chances and rounding for a job."""
    job = decode(text)
    clock = Clock()
    quotas, people = load(job)
    clock.lap("reading")
    distribution = DISTRIBUTIONS[job.rule]
    panels, weights, _ = distribution(quotas, people, job.seats, list(job.households))
    clock.lap("chances")
    lottery = lottery_rounding(
        *committee_generation.standardize_distribution(panels, weights), job.tickets
    )
    clock.lap("rounding")
    chances: Counter[str] = Counter()
    for panel, weight in zip(panels, weights, strict=True):
        for person in panel:
            chances[person] += weight
    counts = Counter(person for panel in lottery for person in panel)
    answer(
        clock,
        minimum_chance=float(min(chances[person] for person in people)),
        maximum_chance=float(max(chances.values())),
        worst_ticket_error=float(max(abs(counts[p] - job.tickets * chances[p]) for p in people)),
    )


if __name__ == "__main__":
    main(sys.argv[1])
