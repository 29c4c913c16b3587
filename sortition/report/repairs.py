"""Why there is no valid panel and what helps: in words, as data and as quota files."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from gettext import gettext, ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text
from sortition.report import data
from sortition.report.language import percentage, whole
from sortition.report.words import capital, item, sentence, wrapped
from stratification.errors import Finding
from stratification.messages import _

if TYPE_CHECKING:
    from stratification.feasibility.conflicts import Conflict
    from stratification.feasibility.diagnosis import Diagnosis
    from stratification.feasibility.lacking import Need
    from stratification.feasibility.repairs import Change, Repair
    from stratification.problem import Problem
    from stratification.quotas import Quota

Content = dict[str, Any]

KINDS = {
    "seats": _("no repair changes fewer seats"),
    "quotas": _("no repair touches fewer quotas"),
    "relative": _("no repair is smaller in proportion"),
}
"""What a repair is best at."""


def repair_files(repairs: Sequence[Repair]) -> dict[str, bytes]:
    """A quota file for every repair that changes quotas, named by its place in the list.

    Targets stay, weights are left out: the files are read like any quota file.
    """
    from stratification.quotas import quota_bytes

    return {
        _file(number): quota_bytes(one.quotas, targets=True)
        for number, one in enumerate(repairs, start=1)
        if one.changes
    }


def _file(number: int) -> str:
    return f"repair-{number}.csv"


def repairs_text(found: Diagnosis, folder: Path | None = None) -> str:
    """The result of `sortition repair`: conflicts, repairs, lacking sign-ups.

    Parameters:
        folder: where the quota files were written, if any were.
    """
    written = gettext("The new quota files are in {folder}.").format(folder=folder)
    return "\n".join(
        [
            conflicts_text(found.problem, found.conflicts),
            "",
            *_repair_lines(found),
            "",
            *_lacking_lines(found),
            *(["", written] if folder else []),
        ]
    )


def conflicts_text(problem: Problem, conflicts: Sequence[Conflict]) -> str:
    """Why there is no valid panel: the limits that cannot all be met at once."""
    from stratification.feasibility.conflicts import conflict_findings

    text = gettext("No valid panel of {seats} seats can be formed from these {people} people.")
    people = whole(len(problem.pool.ids))
    lines = [wrapped(text.format(seats=whole(problem.seats), people=people))]
    for number, conflict in enumerate(conflicts):
        if not conflict.limits:
            text = gettext("That is so whatever the quotas: there are more seats than people.")
            return "\n".join([*lines, wrapped(text)])
        count = len(conflict.limits)
        title = _conflict_title(count) if number == 0 else _further_title(count)
        lines += ["", wrapped(title)]
        for finding in conflict_findings(problem, conflict):
            said = sentence(finding)
            limit = finding.code.startswith("limit-")
            lines.append(item(said) if limit else wrapped(said))
    return "\n".join(lines)


def _conflict_title(count: int) -> str:
    text = ngettext(
        "Why: this cannot be met, whatever else is changed:",
        "Why: these {count} cannot all be met at once; leave out any one, and the others can:",
        count,
    )
    return text.format(count=whole(count))


def _further_title(count: int) -> str:
    text = ngettext(
        "Nor can this be met, whatever else is changed:",
        "Nor can these {count} all be met at once; leave out any one, and the others can:",
        count,
    )
    return text.format(count=whole(count))


def _repair_lines(found: Diagnosis) -> list[str]:
    """The repairs, numbered."""
    if not found.repairs:
        return [wrapped(capital(sentence(Finding("repair-none"))))]
    lines = [gettext("What helps, each on its own:")]
    if not any(one.changes for one in found.repairs):
        lines = [wrapped(capital(sentence(Finding("repair-none")))), "", *lines]
    for number, one in enumerate(found.repairs, start=1):
        head = f"{number:>3}. "
        lines.append(wrapped(head + _repair_text(one, number), " " * len(head)))
    return lines


def _repair_text(one: Repair, number: int) -> str:
    """One repair: what changes, what it costs, where it is."""
    if "panel-size" in one.kinds:
        return gettext("Another size, with the same quotas: --seats {seats}.").format(
            seats=one.seats
        )
    if "household" in one.kinds:
        return gettext(
            "No rule for households, with the same quotas: leave out --household. People who "
            "live together may then be on one panel."
        )
    changes = "; ".join(part for change in one.changes for part in _change_texts(change))
    text = gettext("{changes} ({cost}). File: {file}")
    return text.format(changes=changes, cost=_cost(one), file=_file(number))


def _change_texts(change: Change) -> list[str]:
    """What happens to the bounds of a quota."""
    old, new = change.old, change.new
    down = gettext("lower the minimum of {name} from {old} to {new}")
    up = gettext("raise the maximum of {name} from {old} to {new}")
    lines = []
    if old.min != new.min:
        lines.append(down.format(name=_name(old), old=old.min, new=new.min))
    if old.max != new.max:
        lines.append(up.format(name=_name(old), old=old.max, new=new.max))
    return lines


def _name(quota: Quota) -> str:
    return f"{quota.category} / {quota.value}"


def _cost(one: Repair) -> str:
    """What a repair costs, and what it is best at."""
    cost = one.measures
    parts = [
        ngettext("{count} seat", "{count} seats", cost.seats).format(count=whole(cost.seats)),
        ngettext("{count} quota", "{count} quotas", cost.quotas).format(count=whole(cost.quotas)),
        gettext("in proportion {share}").format(share=percentage(_relative(one))),
    ]
    best = [gettext(KINDS[kind]) for kind in one.kinds if kind in KINDS]
    if len(best) == len(KINDS):
        best = [gettext("no repair is cheaper in any way")]
    return "; ".join([", ".join(parts), *best])


def _relative(one: Repair) -> Fraction:
    from stratification.feasibility.shifts import UNIT

    return Fraction(one.measures.relative, UNIT)


def _lacking_lines(found: Diagnosis) -> list[str]:
    """Which further sign-ups would help."""
    lines = [gettext("Further sign-ups:")]
    if found.lacking is None:
        lines.append(item(capital(sentence(Finding("lacking-none")))))
    else:
        people = found.lacking.people
        text = ngettext(
            "{count} more sign-up makes a valid panel possible, if it has the right values",
            "{count} more sign-ups make a valid panel possible, if they have the right values; "
            "fewer do not",
            people,
        )
        lines.append(item(text.format(count=whole(people))))
        if found.problem.pool.households is not None:
            lines.append(item(gettext("each from a household that has not signed up yet")))
        needs = found.lacking.needs
        surely = [(need, need.least) for need in needs if need.least]
        if surely:
            text = gettext("needed in any case: {values}")
            lines.append(item(text.format(values=_values(surely))))
        if any(need.people > need.least for need in needs):
            text = gettext("for example: {values}")
            lines.append(item(text.format(values=_values([(n, n.people) for n in needs]))))
    for short in found.short:
        text = gettext(
            "{name}: the minimum is {minimum}, but the number of people with it is {people}"
        )
        counts = {"minimum": short.quota.min, "people": short.people}
        lines.append(item(text.format(name=_name(short.quota), **counts)))
    return lines


def _values(needs: Sequence[tuple[Need, int]]) -> str:
    """How many of which values."""
    return ", ".join(f"{_name(need.quota)}: {whole(count)}" for need, count in needs)


def repairs_data(found: Diagnosis, notices: Sequence[Finding] = ()) -> Content:
    """The answer of `sortition repair` for programs."""
    lacking = found.lacking
    return {
        **conflicts_data(found.problem, found.conflicts),
        "repairs": [_repair_data(one, number) for number, one in enumerate(found.repairs, start=1)],
        "lacking": None
        if lacking is None
        else {
            "people": lacking.people,
            "needs": [
                {**data.quota(need.quota), "people": need.people, "least": need.least}
                for need in lacking.needs
            ],
        },
        "short": [
            {**data.quota(one.quota), "people": one.people, "lacking": one.lacking}
            for one in found.short
        ],
        "notices": [data.finding(notice) for notice in notices],
    }


def conflicts_data(problem: Problem, conflicts: Sequence[Conflict]) -> Content:
    """Why there is no valid panel, for programs."""
    from stratification.feasibility.conflicts import conflict_findings

    return {
        "valid_panel": False,
        "seats": problem.seats,
        "pool_size": len(problem.pool.ids),
        "conflicts": [
            {
                "smallest": conflict.smallest,
                "findings": [data.finding(one) for one in conflict_findings(problem, conflict)],
            }
            for conflict in conflicts
        ],
    }


def _repair_data(one: Repair, number: int) -> Content:
    return {
        "kinds": list(one.kinds),
        "changes": [
            {
                **data.quota(change.old),
                "new_min": change.new.min,
                "new_max": change.new.max,
            }
            for change in one.changes
        ],
        "seats": one.seats,
        "household": one.household,
        "seats_changed": one.measures.seats,
        "quotas_touched": one.measures.quotas,
        "relative": fraction_text(_relative(one)),
        "file": _file(number) if one.changes else None,
    }
