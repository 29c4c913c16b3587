"""What is wrong with files, people and quotas."""

from stratification.messages.mark import _

READING: dict[str, str] = {
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
        "the first row does not name the columns of a quota file. Accepted: {forms}; min_flex, "
        "max_flex, target and weight may be added."
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
    "quota-not-decimal": _('"{text}" is not a number; write a number such as 4, 4.5 or 4,5.'),
    "quota-weight": _('"{text}" is not above zero; a weight must be, or may be left blank.'),
    "quota-target": _(
        "target {text} is not between min {min} and max {max}; correct one of them, or leave the "
        "target blank."
    ),
    "closest-unused": _(
        "the targets play no part in the lottery, only smallest and largest numbers of seats do. "
        "To use them, narrow the quotas first with the command closest."
    ),
    "closest-no-targets": _(
        "no quota has a target, so no panel is closer than another. Add a column target to the "
        "quotas, with the number of seats that would be best, between min and max."
    ),
    "combination-category-blank": _(
        "a * makes a combination of categories, as in age*sex, and here a category is missing. "
        "Fill it in; a category with a * in its own name must be renamed in both files."
    ),
    "combination-twice": _('"{part}" stands in this combination twice; name it once.'),
    "combination-parts": _(
        "the number of categories in this combination is {categories}, the number of values "
        "{values}. Give one value for each category, with * between them, as in 16-29*female; a "
        "value with a * of its own must be renamed in both files."
    ),
    "combination-value-blank": _(
        "a value of this combination is missing; give one for each category, as in 16-29*female."
    ),
    "combination-value-unknown": _(
        '"{text}" is not among the values of "{category}" with a quota of their own: {values}. '
        "Correct it, or give it a quota of its own."
    ),
    "combination-value-unknown-nearest": _(
        '"{text}" is not among the values of "{category}" with a quota of their own; did you mean '
        '"{nearest}"? Correct it, or give it a quota of its own.'
    ),
    "part-column-missing": _(
        'the people have no column "{part}", a part of this combination. The columns are: '
        "{columns}. Correct the combination, or add a column; a category with a * in its own name "
        "must be renamed in both files."
    ),
    "part-column-missing-nearest": _(
        'the people have no column "{part}", a part of this combination; did you mean "{nearest}"? '
        "The columns are: {columns}. Give both files the same name."
    ),
    "quota-combined-maximums-below-seats": _(
        'the maximums of "{category}" add up to {sum}, fewer than the {seats} seats, and no '
        "combination is left out. Raise some, or leave out those that need no limit; the command "
        "repair finds the smallest change."
    ),
    "value-blank-free": _(
        "blank cells in rows: {rows} (number of rows: {count}). The quotas use this column in a "
        'combination: fill the cells in, or write a value of its own for "no answer".'
    ),
    "values-free": _(
        "values that no quota names, in rows: {rows} (number of rows: {count}). These people are "
        "in no combination with this column; correct the cells if that is not meant. The quotas "
        "have: {values}."
    ),
    "quota-minimums-above-seats": _(
        'the minimums of "{category}" add up to {sum}, more than the {seats} seats. Lower some; '
        "the command repair finds the smallest change."
    ),
    "quota-maximums-below-seats": _(
        'the maximums of "{category}" add up to {sum}, fewer than the {seats} seats. Raise some, '
        "or add the values that have no quota yet; the command repair finds the smallest change."
    ),
    "quota-minimum-above-people": _(
        'the minimum of "{category}" / "{value}" is {min}, but the number of people with that '
        "value is {people}. Lower the minimum, or find more people; the command repair finds the "
        "smallest change."
    ),
    "seats-below-one": _("the number of seats is {seats}; it must be at least 1."),
    "seats-above-people": _(
        "the number of seats is {seats}, but the number of people is {people}. Lower the seats, or "
        "find more people."
    ),
    "pool-no-people": _("there is a header but no people below it."),
    "pool-no-header": _(
        "none of these columns is there: {columns}. The first row must hold the names of the "
        "columns; add that row, or correct the names."
    ),
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
    "values-years": _(
        "these seem to be ages in years, and the quotas have bands of ages, rows: {rows} (number "
        "of rows: {count}). Write the band of each person in the column. The quotas have: {values}."
    ),
    "values-unknown": _(
        "many cells hold values without a quota, rows: {rows} (number of rows: {count}, different "
        "values: {distinct}). Is this the right column? The quotas have: {values}."
    ),
}
