"""Regions, the figures of StatLine, and the built-in example."""

from stratification.messages.mark import _

REGIONS: dict[str, str] = {
    "region-year": _("there are no zorgkantoorregio's of {year} here. Choose one of: {years}."),
    "mapping-no-municipality": _(
        "no column has the codes of the municipalities. Such a column may be called: {names}. The "
        "columns are: {columns}."
    ),
    "mapping-no-region": _(
        "no column has the codes of the regions. Such a column may be called: {names}. The columns"
        " are: {columns}."
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
    "cbs-not-installed": _(
        "the reader of StatLine is not installed. Install it with: pip install 'sortition[cbs]'"
    ),
    "cbs-no-network": _(
        "StatLine cannot be reached ({reason}). Check the connection to the internet and try again."
    ),
    "cbs-refused": _(
        "StatLine does not give table {table} now (status {status}). Try again later."
    ),
    "cbs-no-table": _("StatLine has no table {table}, or not all of it. Check its number."),
    "cbs-answer": _(
        "the answer of StatLine about table {table} cannot be used: it is not what it should be. "
        "Try again later."
    ),
    "cbs-cache-damaged": _(
        "this answer in the cache is damaged. Remove the file, so that StatLine is asked again."
    ),
    "cbs-kept": _(
        "answers of StatLine about table {table} have been kept since {date} and not asked again. "
        "Empty the cache for newer ones."
    ),
    "cbs-table-number": _(
        '"{table}" is not the number of a table of StatLine; write a number such as 03759ned.'
    ),
    "cbs-no-categories": _(
        "no category was asked for. Name the dimensions that become one. There are: {dimensions}."
    ),
    "cbs-category-twice": _("two dimensions have the same name of a category. Rename one."),
    "cbs-dimension-unknown": _(
        'the table has no dimension "{text}" that can be used so. There are: {known}.'
    ),
    "cbs-dimension-unknown-nearest": _(
        'the table has no dimension "{text}" that can be used so; is "{nearest}" meant? There are: '
        "{known}."
    ),
    "cbs-measure-unknown": _('the table has no figures "{text}". There are: {known}.'),
    "cbs-measure-unknown-nearest": _(
        'the table has no figures "{text}"; is "{nearest}" meant? There are: {known}.'
    ),
    "cbs-measure-several": _(
        'the table has several figures "{text}". Write one of them in full: {paths}.'
    ),
    "cbs-value-unknown": _('"{dimension}" has no value "{text}". There are: {known}.'),
    "cbs-value-unknown-nearest": _(
        '"{dimension}" has no value "{text}"; is "{nearest}" meant? There are: {known}.'
    ),
    "cbs-choose": _(
        '"{dimension}" is not a category, so one of its values must be chosen (often the total). '
        "There are: {values}."
    ),
    "cbs-one-value": _(
        '"{dimension}" is not a category, so exactly one of its values must be chosen; values are '
        "never added up here. There are: {values}."
    ),
    "cbs-choose-values": _(
        'the values of "{dimension}" may overlap, so that people would count twice. Name the '
        "values that are wanted. There are: {values}."
    ),
    "cbs-title-twice": _(
        'values of "{dimension}" have the same title. Name those wanted by their keys. The titles '
        "are: {values}."
    ),
    "cbs-total-listed": _(
        'a total and other values of "{dimension}" are wanted together, so that people would count '
        "twice. Leave out one of the two: {values}."
    ),
    "cbs-levels": _(
        '"{dimension}" has areas of several kinds, one within the other: {levels}. Name one kind, '
        "or the areas that are wanted."
    ),
    "cbs-ages-overlap": _(
        '"{first}" and "{second}" of "{dimension}" overlap, so that people would count twice. Name '
        "ages that do not. There are: {values}."
    ),
    "cbs-add-up": _(
        'the values of "{dimension}" add up to more than its total, so some overlap. Name values '
        "that do not. There are: {values}."
    ),
    "cbs-part": _(
        'the values of "{dimension}" are {percent} per cent of its total, not all of it.'
    ),
    "cbs-total-left-out": _('"{value}" of "{dimension}" was left out: it holds the others.'),
    "cbs-unit": _(
        '"{measure}" is not a number of people but: {unit}. Choose figures that count people, or '
        "percentages."
    ),
    "cbs-percent-cross": _(
        '"{measure}" are percentages, which do not say how several categories go together. Choose '
        "one category, or figures that count people."
    ),
    "cbs-percent-sum": _(
        'the percentages of "{measure}" add up to {sum}, not to 100. Choose values that together '
        "are everybody and do not overlap."
    ),
    "cbs-no-figures": _("table {table} has no figures for these values and this period."),
    "cbs-missing": _(
        "figures that CBS does not give (number: {count} of {cells}) are missing, which is not "
        "zero."
    ),
    "cbs-provisional": _("the figures of {period} are provisional: CBS may still change them."),
    "builtin-unknown": _('there is no built-in population "{name}". Choose one of: {names}.'),
}
