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
        "{forms}; min_flex, max_flex, target and weight may be added."
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
        "combination is left out. Raise some, or leave out those that need no limit."
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
    "gamma-rule": _("gamma belongs to the rule goldilocks, not to {rule}; leave it out"),
    "gamma-range": _("gamma is {gamma}: choose a number from {least} to {most}"),
    "tickets-range": _("{tickets} tickets: choose a number from 1 to {most}"),
    "time-limit-range": _("a time limit of {seconds} seconds: choose a number above 0"),
    "time-limit": _("the time limit ended before any panel was found; allow more time"),
    "panel-invalid": _("a panel did not pass the independent check; nothing was written"),
    "file-exists": _("the file exists already; choose a new name, nothing was written"),
    "folder-not-empty": _("the folder is not empty; choose a new one, nothing was written"),
    "folder-is-current": _("this is the folder you are in; name a new one in it"),
    "folder-is-file": _("there is a file of this name; choose a new folder"),
    # synthetic pools
    "synth-whole": _("{name} is {number}: choose a whole number from {least} to {most}"),
    "synth-decimal": _(
        "{name} is {number}: choose a number from 0 to {most} with two decimals at most"
    ),
    "synth-population": _(
        "with a population of {population} somebody would sign up with a probability above 1 to "
        "make a pool of {people}: choose a population of {least} at least, or less bias"
    ),
    # draw and verify
    "draw-no-lottery": _(
        "there is no {name} in this folder. Name the folder that the command lottery made."
    ),
    "draw-choice": _(
        "a draw needs the number of a ticket or a seed, and not both. Give one of the two."
    ),
    "draw-ticket-number": _(
        "there is no such ticket; the number must be a whole number from 0 to {most}. Give the "
        "number that was thrown in public."
    ),
    "draw-seed-blank": _(
        "the seed is blank. Everybody could know a blank seed beforehand, and nobody can tell that "
        "it was meant. Give a text that did not exist yet when the tickets were published."
    ),
    "draw-seed-known": _(
        "this is the seed that the lottery itself was made with. It was known before the tickets "
        "were published, so whoever made the lottery could have chosen the outcome. Give a seed "
        "that did not exist yet by then, or the number of a ticket thrown in public."
    ),
    "draw-text-damaged": _(
        "the seed or the reason has characters that cannot be written in UTF-8. Type it again."
    ),
    "draw-reason-blank": _(
        "the reason for drawing again is blank. It becomes public; say in a few words why the "
        "earlier draw does not count."
    ),
    "draw-nothing-to-redraw": _(
        "there is a reason for drawing again, but nothing has been drawn from this lottery yet. "
        "Leave out --redraw."
    ),
    "draw-already": _(
        "ticket {ticket} has been drawn already, and a lottery is drawn once. If that draw does "
        "not count, draw again with --redraw and the reason, which becomes public."
    ),
    "draw-redraw-pool": _(
        "the details of those drawn earlier are still in the folder: {files}. Name the pool with "
        "--pool so that they are replaced, or move these files elsewhere first."
    ),
    "draw-file-foreign": _(
        "there is a file of this name, and no draw wrote it. Move it elsewhere; it would be "
        "overwritten."
    ),
    "draw-going-on": _(
        "another draw is going on in this folder, or one was broken off. When you are sure that "
        "none is going on, remove the file {lock} and try again."
    ),
    "draw-pool-missing": _(
        "people of the lottery who are not in the pool (number of people: {count}): {ids}. Give "
        "the file that the lottery was made from; nothing was drawn."
    ),
    "draw-pool-strange": _(
        "people who are not in the lottery, in rows: {rows} (number of rows: {count}). Give the "
        "file that the lottery was made from; nothing was drawn."
    ),
    "draw-other-lottery": _("this is the draw of another lottery, or the lottery was changed."),
    "draw-other-panel": _("the panel is not the one that stands on the ticket drawn last."),
    "draw-other-ticket": _("the seed of draw {number} gives ticket {ticket}, not the one stated."),
    "draw-reason": _("every draw after the first one must have a reason, and the first one none."),
    "draw-file-unnamed": _(
        "the file is in the folder but draw.json does not name it, so nothing shows that a draw "
        "wrote it. Move it elsewhere."
    ),
    "record-json": _(
        "this is not JSON in UTF-8: the file is damaged or of another kind. Get the published file "
        "again."
    ),
    "record-csv": _(
        "this is not CSV in UTF-8: the file is damaged or of another kind. Get the published file "
        "again."
    ),
    "record-rewritten": _(
        "the bytes are not the ones that the program writes, so the file was changed afterwards "
        "(opening and saving it in a spreadsheet does that). Get the published file again."
    ),
    "record-too-deep": _("the file is too large or nested too deeply to be checked here."),
    "record-format": _(
        "the format is not {format}: the file comes from another version of the program, or was "
        "changed."
    ),
    "record-own-digest": _(
        "the content does not match the digest in it, so it was changed afterwards. Get the "
        "published file again."
    ),
    "record-digest": _(
        "the file does not have the digest that {stated_in} states, so it was changed afterwards. "
        "Get the published file again."
    ),
    "record-keys": _("an object must have exactly these keys: {keys}."),
    "record-value": _('a value of "{key}" is not what docs/record.md asks for.'),
    "record-header": _("the header is not: {header}"),
    "record-row-width": _("row {row} has too many or too few cells."),
    "record-people": _("the number of people is {people}; lottery.json says {stated}."),
    "record-ids-order": _("the ids are not sorted, or an id stands in two rows."),
    "record-ids-guard": _(
        "an id begins with a character that a spreadsheet takes for a formula; it must have an "
        "apostrophe before it."
    ),
    "record-tickets": _("the number of tickets is {rows}; lottery.json says {stated}."),
    "record-ticket-number": _("row {row} should be ticket {ticket}."),
    "record-ticket-order": _(
        "ticket {ticket}: the ids are not sorted, or somebody is on it twice."
    ),
    "record-ticket-stranger": _("ticket {ticket} has an id that is not in the lottery."),
    "proof-other-lottery": _(
        "rule, seats or number of people are not those of lottery.json: this is the proof of "
        "another lottery."
    ),
    "proof-first-row": _("the first row does not say that all people together fill the seats."),
    "proof-cut-negative": _("the multiplier of a cut is negative, which proves nothing."),
    "proof-cut-open": _("cut {number} is not proven: its tree leaves panels that may break it."),
    "proof-not-contained": _(
        "the stated chances break a quota, a household or a cut, so no lottery has them."
    ),
    "proof-kinds": _("the steps of the proof are not the ones that the rule needs."),
    "proof-steps": _(
        "step {number} does not prove what is stated: other chances may be better under the rule."
    ),
    "proof-gap": _("what is proven is more than one in a billion away from what is stated."),
    "proof-mixture-panel": _("panel {number} of the mixture is not a valid panel."),
    "proof-mixture-chances": _("the mixture does not give the stated chances."),
    "chances-not-proven": _("the chance of {id} is not the one that the proof gives."),
    "chances-tickets": _("{id} is on this many tickets: {tickets}; the file says {stated}."),
    "members-people": _("the ids are not those of chances.csv, in the same order."),
    "members-sizes": _("the classes do not have the sizes that the proof states."),
    "members-household-single": _("somebody without housemates has the number of a household."),
    "members-household-kind": _("people of one class live in different kinds of households."),
    "members-household-row": _(
        "the proof has no row that lets every household of a kind send one person at most."
    ),
    "ticket-row": _("ticket {ticket} is not a valid panel: it breaks a quota."),
    "ticket-household": _("ticket {ticket} has two people of one household."),
    "figure-wrong": _('"{key}" does not follow from the proof and the tickets.'),
    "inputs-other-quotas": _(
        "the lottery was made with other quotas. Give the quotas file that it was made with."
    ),
    "inputs-other-pool": _(
        "the lottery was made from another pool: ids, answers or households differ. Give the file "
        "that it was made from, with the same columns for ids and households."
    ),
    "inputs-other-people": _("the ids of the pool are not those of chances.csv."),
    "inputs-other-classes": _("the classes are not those of the pool."),
    "inputs-other-rows": _("the rows are not the quotas and the households of the pool."),
    "inputs-other-members": _("the classes of the people do not follow from their answers."),
    "inputs-other-households": _("the people of one household are not those of the pool."),
    "inputs-ticket": _(
        "ticket {ticket} is not a valid panel, by the answers in the pool and the quotas."
    ),
    "check-folder": _("this is the folder of a lottery"),
    "check-lottery": _("the figures are complete and unchanged"),
    "check-digest": _("the file is the one that was published"),
    "check-proof": _("the proof is complete, and about this lottery"),
    "check-chances": _("everybody is there once, with a chance and a number of tickets"),
    "check-members": _("everybody is there once, with a class of the proof"),
    "check-tickets": _("every ticket is there once, with the right number of different people"),
    "check-cuts": _("no valid panel breaks a cut"),
    "check-contained": _("the chances keep every quota, household and cut"),
    "check-steps": _("no other chances are better under the rule"),
    "check-mixture": _("a lottery over valid panels has exactly these chances"),
    "check-counts": _("everybody is on as many tickets as stated"),
    "check-stated": _("everybody's chance is the proven one"),
    "check-figures": _("the figures follow from the proof and the tickets"),
    "check-households": _("valid panels need at most one person of a household"),
    "check-panels": _("every ticket is a valid panel"),
    "check-draw": _("the drawn panel is the one on the ticket that the draws give"),
    "check-private": _("the file is the one that the draw wrote"),
    "check-inputs": _("the lottery was made from this pool and these quotas"),
    "check-quotas": _("the lottery was made with these quotas"),
    "check-pool": _("the people of the pool can be read"),
    "check-ids": _("the people are those of the pool"),
    "check-answers": _("every ticket is a valid panel by the answers in the pool"),
    "check-problem": _("the classes and rows are those of the pool and the quotas"),
    "check-classes": _("classes and households are those of the pool"),
    "verify-not-all": _("what depends on a file that is not right was not checked."),
    "verify-no-members": _(
        "the file is not in the folder: classes, quotas and households of each ticket were not "
        "checked against it."
    ),
    "verify-not-drawn": _("nothing has been drawn from this lottery yet."),
    "verify-draw-unfinished": _(
        "a draw is going on in this folder, or was broken off. Drawing again tidies it up."
    ),
    "verify-seed-known": _(
        "a draw used the seed that the lottery was made with, which was known before the tickets "
        "were published."
    ),
    "verify-no-inputs": _(
        "without the pool and the quotas it was not checked that the lottery was made from them."
    ),
    "verify-half-inputs": _(
        "the answers of the people can only be checked with both the pool and the quotas."
    ),
    "verify-other-file": _("{name} is in the folder but not part of the record."),
    # comparison
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
    # solvers
    "solver-gave-up": _("the solver stopped without an answer ({status})"),
    "solver-wrong": _(
        "the solver gave an answer that breaks the rules of the panel; try another --solver"
    ),
    "solver-missing": _(
        "there is no solver {solver} here; leave out --solver, or choose one of: {available}"
    ),
    "solver-squares": _("the solver's least squares did not pass the exact check"),
    "solver-product": _("the solver's largest product did not pass the exact check"),
    "solver-level": _("the solver's answer did not pass the exact check"),
}
