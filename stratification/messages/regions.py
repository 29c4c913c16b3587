"""Regions, the figures of StatLine, and the built-in example."""

from stratification.messages.mark import _

REGIONS: dict[str, str] = {
    "region-year": _("there are no zorgkantoorregio's of {year} here. Choose one of: {years}."),
    "mapping-no-municipality": _(
        "no column has the codes of the municipalities. It may be called: {names}. The columns "
        "are: {columns}."
    ),
    "mapping-no-region": _(
        "no column has the codes of the regions. It may be called: {names}. The columns are: "
        "{columns}."
    ),
    "mapping-no-rows": _("there are no municipalities; add a row for each."),
    "municipality-form": _(
        "this is not the code of a municipality, in rows: {rows} (number of rows: {count}). Write "
        "GM and four digits, such as GM0654."
    ),
    "municipality-twice": _("{text} stands in rows {rows}. Keep one of them."),
    "municipality-name-twice": _(
        'the name "{text}" stands in rows {rows}. Give each municipality a name of its own, such '
        'as "Bergen (L.)".'
    ),
    "municipality-gone": _(
        "{code} {name} does not exist any more in {year}: since {date} it is part of {successors}. "
        "Use codes and figures of the same year."
    ),
    "municipality-not-yet": _(
        "{code} {name} does not exist yet on 1 January {year}: it was made on {date} out of "
        "{parts}. Use codes and figures of the same year."
    ),
    "region-blank": _(
        "the region is blank in rows: {rows} (number of rows: {count}). Fill it in, or leave the "
        "rows out."
    ),
    "region-unknown": _(
        '"{text}" is not a zorgkantoorregio of {year}, in rows: {rows} (number of rows: {count}). '
        "Write its code, such as ZK27."
    ),
    "region-unknown-nearest": _(
        '"{text}" is not a zorgkantoorregio of {year}, in rows: {rows} (number of rows: {count}). '
        "Is {nearest} meant?"
    ),
    "region-no-category": _(
        'no table of the population has a category "{name}". The categories are: {categories}.'
    ),
    "region-category-taken": _(
        'a table of the population has a category "{name}" already. Rename that one first.'
    ),
    "region-not-asked": _(
        '"{name}" is not a region of the mapping. The regions of the mapping are: {regions}.'
    ),
    "region-same-municipality": _(
        "these values are one municipality, which would count twice: {values}. Keep one of them."
    ),
    "region-unmapped": _(
        "the mapping does not say in which region these are (number: {count}): {values}. Add them "
        "to the mapping, leave them out of the population, or name the regions that are wanted."
    ),
    "region-incomplete": _(
        "{region} is not complete: the figures of these municipalities are lacking (number: "
        "{count}): {values}. Add their figures, or correct the mapping."
    ),
    "regions-left-out": _(
        "values of {category} that are not in the regions asked for were left out (number: "
        "{count})."
    ),
}
