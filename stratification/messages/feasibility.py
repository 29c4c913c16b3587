"""Why there is no valid panel."""

from stratification.messages.mark import _

FEASIBILITY: dict[str, str] = {
    "no-panel": _(
        "no panel of {seats} seats can be formed from these {people} people: the following cannot "
        "all be met at once. Change at least one of them; the command repair finds the smallest "
        "changes."
    ),
    "limit-min": _("{category}: at least {number} with {value}"),
    "limit-max": _("{category}: at most {number} with {value}"),
    "people-per-value": _("{category}: the pool has this many people: {counts}"),
    "limit-household": _("at most one person per household"),
    "conflict-not-smallest": _(
        "every line of this list is needed, but a shorter list may say the same: the search for "
        "the shortest took too long."
    ),
}
