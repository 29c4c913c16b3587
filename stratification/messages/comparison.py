"""What is wrong with a comparison of rules."""

from stratification.messages.mark import _

COMPARISON: dict[str, str] = {
    "combination-unknown": _(
        "{combination} does not combine different categories of the quotas. They are: {categories}."
    ),
    "compare-unknown": _("there is no rule or procedure {name}; choose from: {names}"),
    "compare-twice": _("{name} is asked for more than once."),
    "draws-range": _("{draws} draws: choose a number from 1 to {most}"),
    "claims-range": _("{claims} claims: choose a number of 0 or more"),
    "plots-missing": _(
        "pictures need matplotlib, which is not installed: pip install 'sortition[plots]', or give "
        "--no-pictures"
    ),
    "procedure-no-panel": _("not one of its draws gave a valid panel"),
}
