"""Every sentence an error can say, in English, by code: the source of the translations."""

from __future__ import annotations


def _(text: str) -> str:
    """Mark a text for the translation catalogue; it is translated where it is shown."""
    return text


MESSAGES: dict[str, str] = {
    # reading
    "file-missing": _("there is no such file; check its name and its folder."),
    "file-is-folder": _("this is a folder; name a file in it."),
    "file-no-permission": _(
        "you may not read this file; ask its owner, or close the program that locks it."
    ),
    "file-unreadable": _("the file cannot be read: {reason}."),
    "file-not-written": _("the file cannot be written: {reason}."),
    "file-too-large": _(
        "the file is larger than {limit} MB; check that it is the right one, and leave out the "
        "columns and rows that are not needed."
    ),
    "file-not-text": _(
        "line {line} holds characters that no text has: the file is damaged or of another kind. "
        "Save it as CSV (UTF-8), XLSX or ODS."
    ),
    "text-undecodable": _(
        "byte {byte} (line {line}) is not valid {encoding}: the file is damaged, or parts of it "
        "were written in different encodings. Open it in a spreadsheet, check letters such as é "
        "and ï, and save it as CSV (UTF-8)."
    ),
    "read-as-windows-1252": _(
        "the file is not in UTF-8; it is read as Windows-1252. Check letters such as é and ï."
    ),
    "csv-broken": _(
        "the cells cannot be told apart: a quotation mark is not closed, or stands inside a quoted "
        "cell without being doubled, or a cell is longer than {limit} characters."
    ),
    "table-empty": _("the file is empty; it needs a row with the names of the columns, then rows."),
    "rows-too-short": _(
        "rows with fewer cells than the {width} of the header: {rows} (number of rows: {count}). "
        "Add the missing delimiters, or leave the row out."
    ),
    "rows-too-long": _(
        "rows with more cells than the {width} of the header: {rows} (number of rows: {count}). "
        "Put a cell that holds a delimiter between quotation marks, or name the extra columns."
    ),
    "column-without-name": _(
        "column {number} has cells but no name. The first row with content must name every column."
    ),
    "column-name-twice": _(
        "columns {first} and {second} have the same name (case and spaces do not count). Rename "
        "or remove one."
    ),
    "workbook-damaged": _(
        "the file cannot be opened as XLSX or ODS: it is damaged or of another kind. Open it in a "
        "spreadsheet and save it as XLSX, ODS or CSV (UTF-8)."
    ),
    "workbook-old-or-locked": _(
        "the workbook has a password or is in the old XLS format. Open it in a spreadsheet, remove "
        "the password, and save it as XLSX, ODS or CSV (UTF-8)."
    ),
    "workbook-locked": _(
        "the workbook has a password. Open it in a spreadsheet and save it without."
    ),
    "workbook-several-sheets": _(
        "more than one sheet has content (hidden sheets count): {sheets}. Save the sheet that is "
        "meant in a file of its own."
    ),
    "workbook-too-large": _(
        "the sheet is too large. Often one stray cell far below or to the right is the cause: copy "
        "the table into a new workbook, or save it as CSV (UTF-8)."
    ),
    "quota-columns": _(
        "the header does not have the columns of a quota file. It has: {columns}. Accepted: "
        "{forms}; min_flex and max_flex may be added."
    ),
    "quota-columns-ambiguous": _(
        "the header fits more than one form of a quota file, so it is unclear which column holds "
        "the value. It has: {columns}. Accepted: {forms}. Remove or rename the extra column."
    ),
    "quota-column-unused": _("this column is not used."),
    "quota-no-rows": _("there are no quotas; add a row for every value of every category."),
    "quota-name-blank": _("the cell is blank; fill it in, or remove the row."),
    "quota-number-blank": _("the number is blank; fill it in (0 is allowed)."),
    "quota-not-whole": _('"{text}" is not a whole number; write a number such as 0, 5 or 12.'),
    "quota-negative": _('"{text}" is below zero; the smallest number is 0.'),
    "quota-min-above-max": _("min {lower} is above max {upper}; correct one of them."),
    "quota-min-flex-above-min": _(
        "min_flex {lower} is above min {upper}; it may be at most as large, or left blank."
    ),
    "quota-max-flex-below-max": _(
        "max_flex {upper} is below max {lower}; it must be at least as large, or left blank."
    ),
    "quota-twice": _(
        'the quota of "{category}" / "{value}" stands in more than one row (case and spaces do not '
        "count): {rows}. Keep one."
    ),
    "quota-minimums-above-seats": _(
        'the minimums of "{category}" add up to {sum}, more than the {seats} seats. Lower some.'
    ),
    "quota-maximums-below-seats": _(
        'the maximums of "{category}" add up to {sum}, fewer than the {seats} seats. Raise some, '
        "or add the values that have no quota yet."
    ),
    "quota-minimum-above-people": _(
        'the minimum of "{category}" / "{value}" is {min}, but the number of people with that '
        "value is {people}. Lower the minimum, or find more people."
    ),
    "seats-below-one": _("the number of seats is {seats}; it must be at least 1."),
    "seats-above-people": _(
        "the number of seats is {seats}, but the number of people is {people}. Lower the seats, or "
        "find more people."
    ),
    "pool-no-people": _("there is a header but no people below it."),
    "category-column-missing": _(
        'there is no column for the category "{name}" of the quotas. The columns are: {columns}. '
        "Add or rename a column."
    ),
    "category-column-missing-nearest": _(
        'there is no column for the category "{name}" of the quotas; did you mean "{nearest}"? The '
        "columns are: {columns}. Give both files the same name."
    ),
    "id-column-missing": _('there is no column "{name}" for the ids. The columns are: {columns}.'),
    "id-column-missing-nearest": _(
        'there is no column "{name}" for the ids; did you mean "{nearest}"? The columns are: '
        "{columns}."
    ),
    "household-column-missing": _(
        'there is no column "{name}" for the households. The columns are: {columns}.'
    ),
    "household-column-missing-nearest": _(
        'there is no column "{name}" for the households; did you mean "{nearest}"? The columns '
        "are: {columns}."
    ),
    "id-blank": _("blank ids in rows: {rows} (number of rows: {count}). Give everybody an id."),
    "id-twice": _(
        "ids that stand in more than one row (number of ids: {count}), in rows: {rows}. Remove the "
        "double sign-ups, or give everybody an id of their own."
    ),
    "ids-are-row-numbers": _(
        'there is no column "id", so the row numbers are the ids. Another order of the rows is '
        "then another draw; name a column that identifies people if there is one."
    ),
    "ids-differ-in-case": _(
        "ids that differ only in upper and lower case count as different people, rows: {rows} "
        "(number of rows: {count}). Check that these are not double sign-ups."
    ),
    "household-partly-blank": _(
        "the cell is blank but another household column is not, rows: {rows} (number of rows: "
        "{count}). People with equal cells otherwise count as one household."
    ),
    "value-blank": _(
        "blank cells in rows: {rows} (number of rows: {count}). Fill them in, or use a value of "
        'its own for "no answer", with a quota.'
    ),
    "value-unknown": _(
        "the value has no quota, rows: {rows} (number of rows: {count}). Correct the cells or add "
        "the value to the quotas. The quotas have: {values}."
    ),
    "value-unknown-nearest": _(
        'the value has no quota; did you mean "{nearest}"? Rows: {rows} (number of rows: {count}). '
        "Correct the cells or add the value to the quotas."
    ),
    "values-unknown": _(
        "many cells hold values without a quota, rows: {rows} (number of rows: {count}, different "
        "values: {distinct}). Is this the right column? The quotas have: {values}."
    ),
    # feasibility
    "no-panel": _(
        "no panel of {seats} seats can be formed from these {people} people: the following cannot "
        "all be met at once. Change at least one of them."
    ),
    "limit-min": _("{category}: at least {number} with {value}"),
    "limit-max": _("{category}: at most {number} with {value}"),
    "people-per-value": _("{category}: the pool has this many people: {counts}"),
    "limit-household": _("at most one person per household"),
    # lottery
    "rule-unknown": _("there is no rule {rule}; choose one of: {rules}"),
    "tickets-range": _("{tickets} tickets: choose a number from 1 to {most}"),
    "time-limit-range": _("a time limit of {seconds} seconds: choose a number above 0"),
    "time-limit": _("the time limit ended before any panel was found; allow more time"),
    "panel-invalid": _("a panel did not pass the independent check; nothing was written"),
    "folder-not-empty": _("the folder is not empty; choose a new one, nothing was written"),
    "folder-is-file": _("there is a file of this name; choose a new folder"),
    # solvers
    "solver-gave-up": _("the solver stopped without an answer ({status})"),
    "solver-wrong": _("the solver {solver} gave an answer that breaks the rules of the panel"),
    "solver-missing": _(
        "there is no solver {solver} here; leave out --solver, or choose one of: {available}"
    ),
    "solver-squares": _("the solver's least squares did not pass the exact check"),
    "solver-level": _("the solver's answer did not pass the exact check"),
}
