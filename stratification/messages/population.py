"""What is wrong with a reference population, or worth knowing about it."""

from stratification.messages.mark import _

POPULATION: dict[str, str] = {
    "population-columns": _(
        "the header does not have the columns of a population: category, value and one of count "
        "and share (in Dutch kenmerk, waarde, aantal, aandeel), or category_1, value_1, "
        "category_2, value_2, count. Rename columns, or make the figures ready with the command "
        "population: name the categories with --by and the figures with --count."
    ),
    "population-no-rows": _("there are no rows with figures."),
    "population-number": _(
        "cells with no whole number of 0 or more: rows {rows} (number of rows: {count}). Write "
        "whole numbers such as 329452; shares and percentages go into a column that is called "
        "share (aandeel)."
    ),
    "population-thousands": _(
        'it is not clear whether numbers such as "{text}" have thousands or decimals: rows {rows} '
        "(number of rows: {count}). Write whole numbers without a point or comma, such as 329452."
    ),
    "population-share": _(
        "cells with no share such as 0.125 or 12.5%: rows {rows} (number of rows: {count}). No "
        "share may be missing: the shares of a category add up to 1 or to 100%."
    ),
    "population-total": _(
        '"{value}" of "{category}" is a total, in which everybody would count once more. Remove '
        "its rows or column, or name what is to be read (--rows and --count of the command "
        "population)."
    ),
    "population-half": _(
        '"{value}" of "{category}" has as many people as all its other values together. If it is '
        "their total, remove it: everybody would count twice."
    ),
    "population-rows-twice": _(
        "rows with the same values as a row before: {rows} (number of rows: {count}). Keep one."
    ),
    "population-rows-differ": _(
        "rows with the same values as a row before: {rows} (number of rows: {count}). They differ "
        "in these columns: {columns}. Read only the rows with one value of such a column (--rows), "
        "or name it as a category too (--by); to add its rows up, then leave it out of --tables."
    ),
    "population-value-strange": _(
        '"{value}" is not among the values of "{category}" in its own table: {names}. Give both '
        "tables the same values."
    ),
    "population-value-strange-nearest": _(
        '"{value}" is not among the values of "{category}" in its own table; did you mean {names}? '
        "Give both tables the same values."
    ),
    "population-value-missing": _(
        "the category {category} has no row for: {values}. Add the rows (with 0 where there is "
        "nobody), or leave the category out."
    ),
    "population-empty": _("all figures of the category {category} are 0."),
    "population-shares-sum": _(
        "the shares of the category {category} add up to {sum}, not to 1 or to 100."
    ),
    "population-columns-unused": _("these columns are not used: {columns}."),
    "population-figures-missing": _(
        "a figure is missing (a point, an x or a blank cell); number of missing figures: {count}. "
        "They do not count as 0: nothing is computed from a sum that needs one."
    ),
    "population-provisional": _("the publisher calls these figures provisional."),
    "population-no-source": _(
        "it is not said where these figures come from. Add a line above the header, such as "
        "# source: CBS StatLine"
    ),
    "population-about-key": _(
        '"{text}" is not known as the beginning of a line about the figures; write one of these, '
        "a colon and a text: {keys}."
    ),
    "population-about-key-nearest": _(
        '"{text}" is not known as the beginning of a line about the figures; did you mean '
        '"{nearest}"?'
    ),
    "population-about-differs": _(
        "{key} is given more than once, with different texts (in the file, or in the file of the "
        "same name that ends in .toml). Keep one."
    ),
    "population-about-provisional": _('"{text}" is neither yes nor no.'),
    "population-about-ages": _('"{text}" is not an age; write ages such as 16-74 or 16+.'),
    "population-toml": _(
        "the file cannot be read as TOML (in UTF-8). Write lines such as source = "
        '"CBS StatLine", with the text between quotation marks.'
    ),
    "population-toml-value": _("{key} is not a text; write it between quotation marks."),
    "population-layout": _(
        "name the column with the figures (--count) and those of the categories (--by). Of several "
        "columns with figures, and only then, also name the category whose values they are "
        "(--wide)."
    ),
    "population-named-twice": _('"{name}" is named twice; name every column and category once.'),
    "population-column-missing": _('there is no column "{name}". The columns are: {columns}.'),
    "population-keep-value": _('no row has "{value}" in this column. It has: {names}.'),
    "population-keep-value-nearest": _(
        'no row has "{value}" in this column; did you mean {names}?'
    ),
    "population-category-missing": _(
        'there are no figures by "{name}". The categories are: {categories}.'
    ),
    "population-value-none": _('"{category}" has no value "{value}". It has: {names}.'),
    "population-value-none-nearest": _(
        '"{category}" has no value "{value}"; did you mean {names}?'
    ),
    "population-no-ages": _(
        '"{value}" of "{category}" is not an age; write ages such as 16-24 or 65+.'
    ),
    "population-ages-overlap": _(
        '"{first}" and "{second}" of "{category}" share ages; every age may be in one of them only.'
    ),
    "population-ages-gap": _(
        'the figures by "{category}" do not have all ages: they are about {ages}. If rows are '
        "missing, add them."
    ),
    "population-ages-unlike": _(
        'the figures are said to be about people of {said}, but the values of "{category}" are '
        "those of {ages}. Add the rows that are missing, or say whom the figures are about."
    ),
    "population-ages-cut": _(
        '"{source}" of "{category}" cannot be split at {age}: the figures do not say how many are '
        'on either side of it. Change "{band}", or use figures in narrower bands or in years.'
    ),
    "population-ages-beyond": _(
        'the figures by "{category}" are about the ages {ages}, so they do not have all of '
        '"{band}". Change it, or use figures that do.'
    ),
    "population-ages-left-out": _(
        'ages outside the bands are left out of "{category}": {values}. Number of people: {people}.'
    ),
    "population-ages-left-out-share": _(
        'ages outside the bands are left out of "{category}": {values}. They are {percent} per '
        "cent of the people; the shares are now of the others."
    ),
    "population-group-lacking": _(
        'these values of "{category}" are in no group: {values}. Every value must be in one.'
    ),
    "population-group-twice": _('"{name}" is named more than once; name it once.'),
    "population-no-tables": _("no figures are left."),
    "population-no-table": _(
        "there are no figures by {categories} together. There are figures by: {tables}."
    ),
    "population-tables-twice": _(
        "there are figures by {categories} more than once. Keep one: leave a file out, or first "
        "make a file without these figures (command population with --tables)."
    ),
    "population-ages-differ": _(
        "the figures are not all about people of the same ages: {ages}. People who are outside the "
        "ages of a category are not in its figures; nothing is rescaled."
    ),
    "population-totals-differ": _(
        "the figures do not add up to the same number of people: {totals}. They are rounded, or "
        "about different people; nothing is rescaled."
    ),
    "population-category-unused": _(
        "there are no quotas for {name}, so its rows in the table of the population are not used."
    ),
    "population-category-summed": _(
        "there are no quotas for {name}; the figures of the population are added up over it."
    ),
    "population-value-unknown": _(
        "the quotas have no value {value} in this category. Spell it as in the quotas."
    ),
    "population-write-abouts": _(
        "tables with different sources, dates or people cannot be in one file: {tables}. Write "
        "them to a file each (name those wanted with --tables)."
    ),
    "population-write-mixed": _(
        "numbers and shares cannot be in one file: {tables}. Write them to a file each (name those "
        "wanted with --tables)."
    ),
    "population-write-name": _(
        '"{name}" cannot be written. A name or text may not be blank, differ from another only in '
        "case or spaces, hold line ends, or have a * (as a category, or in a combination)."
    ),
    "recipe-cbs": _(
        "the figures of table {table} of CBS are chosen with the command population: name the "
        "dimensions that become categories with --by, and the one measure with the figures with "
        "--count, as they are called in StatLine."
    ),
    "recipe-list": _(
        '"{text}" is not a name with values; write a name, =, and the values with commas between '
        "them, as in age=16-29,30-44."
    ),
    "recipe-group": _(
        '"{text}" does not make a group; write the category, a colon, the new value, =, and the '
        "values it is made of, as in education:practical=low,middle."
    ),
    "recipe-pair": _(
        '"{text}" does not have two sides; write a name, =, and what belongs to it, as in '
        "source=CBS or municipality=regions.csv."
    ),
    "recipe-unused": _(
        "these options play no part here; leave them out: {options}. (--period is about tables of "
        "CBS, --by, --count and --rows about files and tables of CBS, --wide and --shares about "
        "files; --region goes with --regions.)"
    ),
    "population-shares-rescaled": _(
        "the shares of the category {category} add up to {sum}; each was divided by that sum."
    ),
}
