"""The report page of the suite: tables made from the results, and nothing else."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from benchmarks.fits import power_law
from benchmarks.report import NONE, table
from benchmarks.store import PHASES, Row
from benchmarks.twins import read_twins

INTRO = """# Benchmarks of the field

Made by `python -m benchmarks report` from the results of `python -m benchmarks suite`; nothing on
this page is typed. [How to add a rule or an instance](contributing-benchmarks.md) says what the
families are and how to repeat this. The instances are synthetic ([synth.md](synth.md)): names and
settings in `benchmarks/families.py` make them again. Drawing letters from registers is measured on
[a page of its own](benchmarks-invitations.md).
"""

WORDS = """A run is one lottery: instance, rule and number of tickets. *No panel*: it was proven
that there is no valid panel. All other columns are about the runs that have one. *Optimal*: the
chances are proven to be the best and everybody's tickets are tickets × chance rounded down or up.
*Within 1 (2)*: nobody's tickets are further than that from tickets × chance. *Seconds* are those
of the whole lottery without the start of its process; a run that was ended counts with the time
that it had, so the figures are then bounds from below. *MiB*: the largest peak memory of a
process.
"""

QUANTITY = {"people": "people", "seats": "seats", "values": "quotas", "categories": "classes"}
"""For each series of growth the number that its times are compared with."""

CLASSES = (50, 100, 200, 400, 800, 1600, 3200)

Group = tuple[str, ...]


def page(rows: Sequence[Row], picture: str | None = None) -> str:
    """The page as Markdown; `picture` is the name of the picture of growth, beside the page."""
    parts = [INTRO, *_machines(rows), *_families(rows), *_twins(rows), *_depth(rows)]
    parts += _tight(rows)
    parts += [*_growth(rows, picture), *_tickets(rows), *_bad_ends(rows)]
    return "\n".join(parts)


def _machines(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return ["There are no results yet.\n"]
    machines = Counter((row["processor"], row["cpus"], row["system"]) for row in rows)
    lines = [
        f"- {count} runs on {system}, {cpus} cores, {processor}"
        for (processor, cpus, system), count in sorted(machines.items(), key=str)
    ]
    names = [name for name in rows[0] if name.startswith("version_")]
    software = {
        f"sortition {row['version']} (source {row['source']}), "
        + ", ".join(f"{name.removeprefix('version_')} {row[name]}" for name in names)
        for row in rows
    }
    lines += [f"- {text}" for text in sorted(software)]
    if len(software) > 1:
        lines.append("- **Runs of different programs are mixed here.**")
    return ["\n".join(lines) + "\n"]


def _families(rows: Sequence[Row]) -> list[str]:
    names = ("family", "rule", "tickets")
    header = [*names, *SUMMARY]
    lines = [[*group, *summary(some)] for group, some in grouped(rows, names)]
    return ["## Families and rules\n", WORDS, table(header, lines)]


SUMMARY = [
    *("runs", "no panel", "ended", "error", "optimal", "within 1", "within 2"),
    *("median s", "95% s", "MiB"),
]


def summary(rows: Sequence[Row]) -> list[str]:
    """The cells of `SUMMARY` for some runs."""
    ends = Counter(row["outcome"] for row in rows)
    real = [row for row in rows if row["outcome"] != "no panel"]
    errors = [row["worst_ticket_error"] for row in real if row["outcome"] == "done"]
    seconds = [row["seconds"] for row in real]
    memory = [row["peak_mib"] for row in real if row["peak_mib"] is not None]
    return [
        str(len(rows)),
        *(str(ends[name]) for name in ("no panel", "timeout", "error")),
        _share(sum(row["status"] == "optimal" for row in real), len(real)),
        *(_share(sum(error <= limit for error in errors), len(real)) for limit in (1, 2)),
        _number(statistics.median(seconds) if seconds else None),
        _number(percentile(seconds, 95) if seconds else None),
        _number(max(memory) if memory else None),
    ]


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent of the values do not pass (nearest rank).

    >>> percentile([5, 1, 4, 2, 3], 95), percentile([5, 1, 4, 2, 3], 40)
    (5, 2)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def _twins(rows: Sequence[Row]) -> list[str]:
    twins = {twin.name.replace("_", "-"): twin for twin in read_twins()}
    mine = [row for row in rows if row["family"] == "published" and row["instance"] in twins]
    if not mine:
        return []
    lines = [
        [
            *(row["instance"], *(str(row[name]) for name in ("people", "seats", "categories"))),
            f"{twins[row['instance']].published:.5f}",
            *(row["rule"], str(row["tickets"]), row["status"] or row["outcome"]),
            *(_chance(row["minimum"]), _chance(row["maximum"]), _number(row["worst_ticket_error"])),
            *(str(row["classes"]), _number(row["seconds"]), _number(row["peak_mib"])),
        ]
        for row in mine
    ]
    header = [
        *("twin of", "people", "seats", "categories", "published minimum", "rule", "tickets"),
        *("status", "minimum", "maximum", "off by", "classes", "s", "MiB"),
    ]
    text = (
        "People, seats and number of categories are those of the published pool, the smallest "
        "chance under leximin is near the published one; all else differs. *Minimum*, *maximum*: "
        "stated chances.\n"
    )
    return ["## Twins of published pools\n", text, table(header, lines)]


def _depth(rows: Sequence[Row]) -> list[str]:
    mine = [row for row in rows if row["family"] == "depth"]
    parts = []
    for title, names in (
        ("categories and bandwidth", ("rule", "categories", "bandwidth")),
        ("bias", ("rule", "bias")),
    ):
        lines = [[*group, *summary(some)] for group, some in grouped(mine, names)]
        if lines:
            parts += [f"## Depth: {title}\n", table([*names, *SUMMARY], lines)]
    return parts


TIGHT = (
    "Are the best chances over the chance polytope M those of a lottery (is M *tight* there)? Yes: "
    "an exact mixture of panels shows it. Cut: no lottery has them; proven cuts led to the true "
    "optimum, which an exact mixture reaches. Rounded: no mixture was sought or found, but the "
    "tickets are the chances rounded. Open: not shown. Of the runs that came to an end.\n"
)


def _tight(rows: Sequence[Row]) -> list[str]:
    mine = [row for row in rows if row["family"] == "depth" and row["outcome"] == "done"]
    lines = []
    for group, some in grouped(mine, ("rule", "categories")):
        ends = Counter(_reached(row) for row in some)
        shares = [_share(ends[name], len(some)) for name in ("yes", "cut", "rounded", "open")]
        cuts = max(row["cuts"] for row in some)
        lines.append([*group, str(len(some)), *shares, str(cuts)])
    header = ["rule", "categories", "runs", "yes", "cut", "rounded", "open", "most cuts"]
    return (
        ["## Depth: is the chance polytope tight?\n", TIGHT, table(header, lines)] if lines else []
    )


def _reached(row: Row) -> str:
    """How a run ended, in the words of `TIGHT`."""
    if row["attained"] == "exact":
        return "cut" if row["cuts"] else "yes"
    return "rounded" if row["attained"] == "tickets" else "open"


def _growth(rows: Sequence[Row], picture: str | None) -> list[str]:
    mine = [row for row in rows if row["family"] == "scaled" and row["outcome"] == "done"]
    if not mine:
        return []
    lines = []
    for (rule, tickets, series), some in grouped(mine, ("rule", "tickets", "series")):
        quantity = QUANTITY[series]
        sizes = [row[quantity] for row in some]
        fits = [_exponent(some, [quantity], name) for name in TIMES]
        ends = f"{min(sizes)}–{max(sizes)}"
        lines.append([rule, tickets, series, quantity, ends, str(len(some)), *fits])
    header = ["rule", "tickets", "growing", "against", "range", "runs", "all", *PHASES]
    together = [
        [rule, tickets, str(len(some)), *_joint(some)]
        for (rule, tickets), some in grouped(mine, ("rule", "tickets"))
    ]
    parts = ["## Growth\n", GROWTH_WORDS, table(header, lines)]
    parts += [
        "All at once (seconds ~ people^a · classes^b · seats^c · quotas^d), over all series:\n",
        table(["rule", "tickets", "runs", *FACTORS, "R²"], together),
    ]
    if picture:
        parts.append(f"![Seconds against what grows]({picture})\n")
    return parts


GROWTH_WORDS = """One number of a pool grows, the others stay (where they can: more categories are
also more quotas). The last columns are exponents: 1.5 means that twice the number takes 2^1.5 =
2.8 times as long. They are fitted by least squares to the logarithms of number and seconds; R² in
brackets. *All*: the whole lottery. What does not grow (a start, a solver call) pulls the exponents
of short runs down, and where the engine works in another way from some size on (above 600 classes
it looks for no exact mixture) a power law fits badly, which a low R² tells. Runs that were ended
are left out.
"""

FACTORS = ("people", "classes", "seats", "quotas")
TIMES = ("seconds", *(f"seconds_{phase}" for phase in PHASES))


def _exponent(rows: Sequence[Row], quantities: Sequence[str], time: str) -> str:
    some = [row for row in rows if row[time]]
    fit = power_law([[row[name] for name in quantities] for row in some], [r[time] for r in some])
    return NONE if fit is None else f"{fit.exponents[0]:.2f} ({fit.explained:.2f})"


def _joint(rows: Sequence[Row]) -> list[str]:
    fit = power_law([[row[name] for name in FACTORS] for row in rows], [r["seconds"] for r in rows])
    if fit is None:
        return [NONE] * (len(FACTORS) + 1)
    return [*(f"{exponent:.2f}" for exponent in fit.exponents), f"{fit.explained:.2f}"]


def _tickets(rows: Sequence[Row]) -> list[str]:
    done = [row for row in rows if row["outcome"] == "done"]
    numbers = sorted({row["tickets"] for row in done})
    cells: defaultdict[tuple[str, int, int], list[float]] = defaultdict(list)
    for row in done:
        cells[row["rule"], bucket(row["classes"]), row["tickets"]].append(row["seconds"])
    lines = []
    for rule, classes in sorted({(rule, classes) for rule, classes, _ in cells}):
        found = [cells.get((rule, classes, number), []) for number in numbers]
        medians = [
            f"{_number(statistics.median(some))} ({len(some)})" if some else NONE for some in found
        ]
        lines.append([rule, _bucket_text(classes), *medians])
    if not lines:
        return []
    text = "Median seconds of the lotteries that came to an end (in brackets, how many).\n"
    header = ["rule", "classes", *(f"{number} tickets" for number in numbers)]
    return ["## Classes and tickets\n", text, table(header, lines)]


def bucket(classes: int) -> int:
    """The first limit of `CLASSES` that a number of classes does not pass; 0 beyond the last."""
    return next((limit for limit in CLASSES if classes <= limit), 10 * CLASSES[-1])


def _bucket_text(limit: int) -> str:
    place = CLASSES.index(limit) if limit in CLASSES else len(CLASSES)
    low = CLASSES[place - 1] + 1 if place else 1
    return f"{low}–{limit}" if limit in CLASSES else f"{low} and more"


def _bad_ends(rows: Sequence[Row]) -> list[str]:
    lines = []
    for row in rows:
        name = f"{row['family']}/{row['instance']}, {row['rule']}, {row['tickets']} tickets"
        if row["outcome"] == "timeout":
            lines.append(f"- {name}: ended after {row['timeout']:g} s")
        elif row["outcome"] == "error":
            lines.append(f"- {name}: {row['complaint']}")
        elif row["status"] == "bounded":
            error, gap = _number(row["worst_ticket_error"]), _number(row["gap"])
            lines.append(f"- {name}: bounded, off by {error} tickets, gap {gap}")
    return ["## What was not optimal\n", "\n".join(lines) + "\n"] if lines else []


def grouped(rows: Iterable[Row], names: Sequence[str]) -> list[tuple[Group, list[Row]]]:
    """The rows by these columns, in ascending order of their values."""
    groups: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    order: Callable[[tuple[object, ...]], tuple[object, ...]] = lambda group: group  # noqa: E731
    return [
        (tuple(_word(part) for part in group), groups[group]) for group in sorted(groups, key=order)
    ]


def _word(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else NONE


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def _chance(value: float | None) -> str:
    return NONE if value is None else f"{value:.5f}"
