"""What is wrong with a comparison of rules, or a table of the population."""

from stratification.messages.mark import _

COMPARISON: dict[str, str] = {
    "population-columns": _(
        "the table of the population must have the columns category and value, and one of number "
        "and share (or kenmerk, waarde, aantal, aandeel). It has: {columns}."
    ),
    "population-category-unused": _(
        "there are no quotas for {name}, so its rows in the table of the population are not used."
    ),
    "population-value-unknown": _(
        "the quotas have no value {value} in this category. Spell it as in the quotas."
    ),
    "population-number": _("the number is not a whole number of 0 or more."),
    "population-share": _("the share is not a number such as 0.125 or 12.5%."),
    "population-twice": _("{value} of this category has more than one row."),
    "population-value-missing": _(
        "the category {category} has no row for: {values}. Add the rows (with 0 where there is "
        "nobody), or leave the category out."
    ),
    "population-empty": _("all figures of the category {category} are 0."),
    "population-shares-sum": _(
        "the shares of the category {category} add up to {sum}, not to 1 or to 100."
    ),
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
