"""A comparison in words: one table of contestants and figures, and what the figures mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from gettext import gettext, ngettext

from sortition.compare import Comparison, Entry
from sortition.metrics import Measure, Value
from sortition.report.grid import grid
from sortition.report.language import decimal, fixed, percentage, whole
from sortition.report.words import item, sentence, wrapped
from sortition.rules.procedure import Fact
from stratification.messages import _


@dataclass(frozen=True)
class Column:
    """A column of the table: the measure, its heading and meaning, and how it is written."""

    measure: str
    heading: str
    meaning: str
    show: Callable[[Value], str]


def _percent(value: Value) -> str:
    return percentage(Fraction(value))


def _three(value: Value) -> str:
    return fixed(value, 3)


def _times(value: Value) -> str:
    return decimal(float(value), 1) + "×"


def _number(value: Value) -> str:
    return whole(int(value))


COLUMNS = (
    Column(
        "smallest_possible",
        _("Smallest chance"),
        _("of everybody who can be on a panel; more is fairer"),
        _percent,
    ),
    Column(
        "largest",
        _("Largest chance"),
        _("less makes it less worthwhile to give false answers"),
        _percent,
    ),
    Column(
        "gini",
        _("Gini"),
        _("how unequal the chances are: 0 is equal, towards 1 is unequal"),
        _three,
    ),
    Column(
        "geometric_mean_possible",
        _("Geom. mean"),
        _("the geometric mean of the chances of everybody who can be on a panel; more is fairer"),
        _percent,
    ),
    Column(
        "below_half",
        _("Below half"),
        _("the share of the people with less than half of what equal chances would be"),
        _percent,
    ),
    Column(
        "rounding_worst",
        _("Rounding"),
        _("how far tickets are from the chances stated, for the person who is worst off"),
        _percent,
    ),
    Column(
        "distinct",
        _("Panels"),
        _("how many different ones there are, among the tickets or among the panels drawn"),
        _number,
    ),
    Column(
        "meeting_concentration",
        _("Meet most"),
        _("how many times as often as on average the two people meet who meet most often"),
        _times,
    ),
    Column(
        "meeting_never",
        _("Never meet"),
        _("the share of all pairs of people who are together on none of the panels"),
        _percent,
    ),
)

WHO = {
    "legacy": _("the panel is filled quota by quota; nobody controls the chances"),
    "uniform": _("every valid panel is equally likely"),
    "simple": _("everybody has the same chance, but the quotas are not kept"),
    "maxent": _("leximin, with the tickets mixed as by --diverse"),
    "closest": _("leximin, with the quotas that sortition closest gives"),
}
"""Whoever takes part and is no rule; the rules are explained where one is chosen."""


def comparison_text(comparison: Comparison) -> str:
    """One table of contestants and figures that fits the screen, and what the figures mean."""
    shown = [entry for entry in comparison.entries if entry.measures is not None]
    best = [gettext("best")] if comparison.best else []
    names = [gettext("Rule"), *map(_name, shown), *best]
    columns = [_cells(column, comparison, shown) for column in COLUMNS]
    if any(entry.manipulation for entry in shown):
        columns.append(_claim_cells(shown) + [""] * len(best))
    lines = _table(names, columns) if shown else []
    failed = [entry for entry in comparison.entries if entry.measures is None]
    return "\n".join([*lines, *_failures(failed), "", *_legend(comparison, shown)]).strip("\n")


def _name(entry: Entry) -> str:
    """The contestant's id; with a star when its lottery is bounded."""
    bounded = entry.result is not None and entry.result.status == "bounded"
    return entry.contestant.id + "*" * bounded


def _cells(column: Column, comparison: Comparison, shown: Sequence[Entry]) -> list[str]:
    """The heading, the figure of each contestant, and the best possible one."""
    cells = [gettext(column.heading)]
    for entry in shown:
        found: Measure | None = getattr(entry.measures, column.measure)
        cells.append(_cell(found, column.show))
    if comparison.best:
        best = comparison.best.get(column.measure)
        cells.append(column.show(best.value) if best is not None else "")
    return cells


def _cell(found: Measure | None, show: Callable[[Value], str]) -> str:
    """A figure; "~" before one that is estimated, "–" for none."""
    if found is None:
        return "–"
    return show(found.value) if found.exact else "~" + show(found.value)


def _claim_cells(shown: Sequence[Entry]) -> list[str]:
    """What false claims gain; "≥" where not every claim was tried."""
    cells = [gettext("False claim")]
    for entry in shown:
        claimed = entry.manipulation
        if claimed is None:
            cells.append("–")
        else:
            cells.append(("" if claimed.exact else "≥") + _percent(claimed.gain))
    return cells


def _table(names: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """Lines that fit the screen; a part without any best figure goes without that row."""
    return [line for line in grid([names, *columns]) if line != gettext("best")]


def _failures(failed: Sequence[Entry]) -> list[str]:
    """Whoever has no result, and why."""
    text = gettext("{name} has no result: {why}")
    return [
        wrapped(text.format(name=entry.contestant.id, why="; ".join(map(sentence, entry.failure))))
        for entry in failed
    ]


def _legend(comparison: Comparison, shown: Sequence[Entry]) -> list[str]:
    """What the figures mean, and what is true of this comparison."""
    meanings = [(gettext(column.heading), gettext(column.meaning)) for column in COLUMNS]
    if any(entry.manipulation for entry in shown):
        text = gettext(
            "how much chance one person gains by giving other answers, at most (≥: not all such "
            "claims were tried, so it may be more)"
        )
        meanings.append((gettext("False claim"), text))
    if comparison.best:
        text = gettext("no lottery that keeps the quotas does better, by whatever rule")
        meanings.append((gettext("best"), text))
    others = [entry.contestant.id for entry in shown if entry.contestant.id in WHO]
    meanings += [(name, gettext(WHO[name])) for name in others]
    lines = [item(f"{heading}: {meaning}") for heading, meaning in meanings if shown]
    notes = [wrapped(note) for note in _notes(comparison, shown)]
    return [*lines, *([""] if lines and notes else []), *notes]


def _valid_note(facts: Mapping[str, Fact]) -> str:
    """How likely a draw without quotas is to keep them."""
    if facts["valid_probability_kind"] == "exact":
        text = gettext("simple draws without quotas; its panels keep them with chance {share}.")
    else:
        text = gettext(
            "simple draws without quotas; its panels keep them with chance about {share}, at most "
            "{high}."
        )
    share, high = (_small(facts[f"valid_probability{end}"]) for end in ("", "_high"))
    return text.format(share=share, high=high)


def _small(number: Fact) -> str:
    """A percentage; of a very small one how many it is one in, to one digit."""
    share = float(number)
    if share == 0 or share > 1e-6:
        return percentage(Fraction(share))
    return gettext("1 in {many}").format(many=whole(int(float(f"{1 / share:.0e}"))))


def _failed_note(facts: Mapping[str, Fact]) -> str:
    """How often legacy found no panel at all; "" when it always did."""
    if not facts["failed_share"]:
        return ""
    text = gettext("legacy found no panel in {share} of its {draws} draws; they are left out.")
    share = percentage(Fraction(float(facts["failed_share"])))
    return text.format(share=share, draws=whole(int(facts["draws"])))


def _mixing_note(facts: Mapping[str, Fact]) -> str:
    """How well a Markov chain has mixed."""
    text = gettext(
        "uniform is estimated with a Markov chain (R-hat {r_hat}; near 1 is good), not counted."
    )
    return text.format(r_hat=decimal(float(facts["r_hat"]), 3))


NOTES: dict[str, Callable[[Mapping[str, Fact]], str]] = {
    "valid_probability": _valid_note,
    "failed_share": _failed_note,
    "r_hat": _mixing_note,
}
"""By the fact that it is about."""


def _notes(comparison: Comparison, shown: Sequence[Entry]) -> list[str]:
    notes = []
    if any(entry.result and entry.result.outcome.exact is None for entry in shown):
        notes.append(
            gettext(
                "~ is an estimate from a sample of panels. comparison.csv has its confidence "
                "interval (95%). Because of the sample, chances look somewhat more unequal than "
                "they are."
            )
        )
    if any(entry.result and entry.result.status == "bounded" for entry in shown):
        notes.append(
            gettext(
                "* It is proven that no lottery does better by this rule than the chances shown, "
                "but the tickets do not reach them. comparison.csv says what they reach."
            )
        )
    notes += [
        note(entry.result.facts)
        for entry in shown
        if entry.result
        for code, note in NOTES.items()
        if code in entry.result.facts
    ]
    without = len(comparison.possible) - sum(comparison.possible)
    if without:
        text = ngettext(
            "{count} person is on no valid panel and has no chance under any rule.",
            "{count} people are on no valid panel and have no chance under any rule.",
            without,
        )
        notes.append(text.format(count=whole(without)))
    return list(filter(None, notes))
