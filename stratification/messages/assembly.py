"""What is wrong with a dossier, or with a command about it."""

from stratification.messages.mark import _

ASSEMBLY: dict[str, str] = {
    "dossier-missing": _(
        "there is no dossier here (no {name}). Name the folder that assembly new made."
    ),
    "dossier-encrypted": _(
        "the dossier is encrypted, or damaged. Put its passphrase in the environment variable "
        "SORTITION_PASSPHRASE and try again."
    ),
    "dossier-not-encrypted": _(
        "the dossier is not encrypted, and there is a passphrase in the environment variable "
        "SORTITION_PASSPHRASE. Remove that, or name another folder."
    ),
    "dossier-no-cipher": _(
        "encrypted dossiers need a part that is not installed. Install it with: "
        'pip install "sortition[encryption]"'
    ),
    "dossier-passphrase-blank": _(
        "the passphrase in the environment variable SORTITION_PASSPHRASE is blank. Choose one that "
        "nobody can guess, or remove the variable."
    ),
    "dossier-passphrase-text": _(
        "the passphrase in the environment variable SORTITION_PASSPHRASE is no text (UTF-8). "
        "Choose another one, or set the variable in a terminal that writes UTF-8."
    ),
    "dossier-files-late": _(
        "what you asked for is done and noted in the dossier, but a public file could not be put "
        "in its place ({reason}). Mend that, and do not give the command again: the next command, "
        "such as assembly status, puts the file in its place."
    ),
    "dossier-busy": _(
        "somebody else is changing this dossier at this moment. Nothing was changed. Wait until "
        "their command is done, and give yours again."
    ),
    "dossier-not-database": _(
        "the dossier cannot be opened: the passphrase is another one, or the file is damaged. Try "
        "the passphrase again, or put back the last copy."
    ),
    "dossier-unusable": _(
        "the dossier cannot be used ({reason}). Nothing was changed. Look whether the disk is full "
        "and whether you may write in the folder; a dossier belongs on a disk of the computer "
        "itself, not on a network drive."
    ),
    "dossier-newer": _(
        "the dossier was made by a newer version of this program (its version is {version}, this "
        "one knows {known}). Install the newest version."
    ),
    "assembly-name-blank": _(
        "the name of the assembly is blank. It will stand in the public records; choose one."
    ),
    "assembly-no-letters": _(
        "there is no draw of letters here. Name the folder that invite made, with record and "
        "private in it; of the private part, salt.txt is enough."
    ),
    "assembly-letters-hashes": _(
        "the lists of people are not here, so of {count} letters only the hashes of their codes "
        "are known. At most one person from each home can then only be kept to with the addresses "
        "in the sign-ups (import with --household). And nobody here knows whose data may not go to "
        "third parties, so a table for others can have codes and answers of these people, no names."
    ),
    "assembly-letters-known": _(
        "all letters of this draw are in the dossier already. Nothing was changed."
    ),
    "assembly-no-quotas": _(
        "there are no quotas yet. Give them first, with: sortition assembly quotas"
    ),
    "assembly-quotas-late": _(
        "there is a lottery already ({folder}), made with the quotas that were published. If they "
        "have to change, say why with --why; the reason stays in the log, and another lottery has "
        "to be made."
    ),
    "assembly-quotas-drawn": _(
        "the panel has been drawn, so its quotas are fixed: replacements keep to them."
    ),
    "assembly-unsaid-unknown": _("{category} is no category of the quotas. Name one of: {known}"),
    "assembly-nobody": _("nobody has signed up yet. Add sign-ups first."),
    "assembly-answers-missing": _(
        "people of whom {category} is not known: {count} ({codes}). Correct their answers, or "
        "import the form again with this category."
    ),
    "assembly-answers-erased": _(
        "answers of people who signed up were destroyed on {day}, so this table can no longer be "
        "made."
    ),
    "assembly-answers-strange": _(
        "people whose {category} is none of the quotas' values: {count} ({codes}). Correct their "
        "answers or the quotas."
    ),
    "assembly-overdraw": _("the overdraw must be a share from 0 to 1, such as 0.1."),
    "assembly-too-few": _(
        "there are {seats} seats and only {people} people who signed up. Wait for more, send a "
        "further wave of letters, or draw a smaller panel."
    ),
    "assembly-seats-taken": _(
        "the panel has been drawn already. For open seats make a replacement lottery, with: "
        "sortition assembly replace"
    ),
    "assembly-lottery-twice": _(
        "there is a lottery that waits to be drawn ({folder}). Draw that one; or, if it must not "
        "count, say why with --again. It stays in the records."
    ),
    "assembly-nothing-again": _(
        "there is a reason for another lottery, but none waits to be drawn. Leave out --again."
    ),
    "assembly-no-lottery": _(
        "there is no lottery to draw. Make one first, with: sortition assembly lottery"
    ),
    "assembly-draw-quotas": _(
        "the quotas were changed since this lottery was published ({folder}), so it cannot be "
        "drawn any more. Make another one, and say why with --again."
    ),
    "assembly-draw-late": _(
        "another record ({record}) came after this lottery ({folder}), so it cannot be drawn any "
        "more: records must not change. Make another lottery, and say why with --again."
    ),
    "assembly-redraw-late": _(
        "another record ({record}) came after the draw of {folder}, so it cannot be done again: "
        "records must not change. Note who leaves, and make a replacement lottery instead."
    ),
    "refill-not-drawn": _("no panel has been drawn yet, so nobody can be replaced."),
    "refill-no-seat": _(
        "no seat is open: at least as many people as there are seats still take part. Note first "
        "who has left, with: sortition assembly seat"
    ),
    "refill-stale": _(
        "since this replacement lottery was made ({folder}), somebody has left or come back, so "
        "its tickets do not fit any more. Make a new one, with: sortition assembly replace --again"
    ),
    "refill-no-record": _(
        "no record {folder} is a lottery, or gave a seat to reserves or standbys. See the records "
        "with: sortition assembly status"
    ),
    "rotation-stay": _(
        "{members} people have a seat, so the number that stays ({stay}) must be at least 1 and "
        "smaller than that."
    ),
    "reuse-codes": _(
        "sign-up codes of nobody who may come along, in rows: {rows} (number of rows: {count}). "
        "Only people whose sign-up stands and who were never drawn in the earlier assembly can. "
        "Nothing was changed."
    ),
    "reuse-people": _(
        "people who came along and may have signed up here already, under another code: {count} "
        "({codes}). All that is kept of them is equal. If they are the same, withdraw one of the "
        "two codes."
    ),
    "reuse-homes": _(
        "of {count} people who came along the home is known from the earlier assembly only. At "
        "most one person from each home is kept to among them, not between them and others."
    ),
    "reuse-same": _("this is the same dossier twice. Name two different ones."),
    "room-twice": _("the role {role} is there twice. Give every role once."),
    "room-role": _("the role {role} needs a name and a number of 0 or more."),
    "chances-unknown": _("nobody with this sign-up code took part in a draw. Check the code."),
    "standby-twice": _(
        "people stand by already. Draw others only by drawing that lottery again, with a reason."
    ),
    "standby-none": _("nobody stands by, so no seat was filled."),
    "standby-homes": _(
        "everybody who stands by lives with somebody who has a seat, so no seat was filled. Call "
        "reserves, or make a replacement lottery."
    ),
    "standby-sources": _(
        "give one rate, a file with rates, or earlier dossiers: not more than one of these."
    ),
    "check-seated": _("it says which seats were open, who stood by and who got a seat"),
    "check-seated-order": _("those who stood by were drawn, and are in the order of the ticket"),
    "seated-no-inputs": _(
        "without people's answers it was not checked that no other choice is nearer to the quotas."
    ),
    "check-seated-rule": _("computed again: who stands aside, and who is seated by the rule"),
    "seated-unknown": _("people of the record who are not in the pool: {count}."),
    "seated-aside": _("those who stand aside are not those who live with a member."),
    "seated-other": _(
        "the rule seats others: their panel is nearer to the quotas, or comes first."
    ),
    "seated-stranger": _("somebody in the order was not drawn to stand by."),
    "seated-order": _("this is not the order that the seed and the ticket give."),
    "call-not-next": _(
        "it is not the turn of this reserve; the next one is {code}. Call reserves in their order."
    ),
    "call-lottery-waits": _(
        "a lottery waits to be drawn ({folder}). Draw it first; after that reserves can be called."
    ),
    "check-reserves": _("the order of reserves is the one that the lottery and the ticket fix"),
    "reserves-places": _("the places are not numbered 1, 2, 3, …"),
    "reserves-order": _("this is not the order that the seed of the lottery and the ticket give."),
    "check-called": _("it says which seats were open and who was called"),
    "check-called-panel": _("the reserve has the stated place in the order of the panel's draw"),
    "called-no-fit": _(
        "who could be called is not shown here, so it was not checked that nobody was passed over."
    ),
    "called-order": _("the reserve does not stand at this place in the order."),
    "called-barred": _("the reserve had a seat already, or could not be called."),
    "called-panel": _("it is about another panel than the one in the records."),
    "called-deviation": _("no whole panel misses just the quotas that it says are missed."),
    "called-other-pool": _(
        "it was made from another pool: people, answers or homes differ. Give the file that "
        "sortition assembly pool writes for this record."
    ),
    "check-called-after": _("with the reserve, the panel misses the quotas stated and no others"),
    "called-after": _("the answers of those with a seat give other quotas that are missed."),
    "check-called-fit": _("computed again: who could be called, and what the panel misses then"),
    "called-other-deviation": _("other quotas are missed, or by another number, than it says."),
    "called-other-fit": _("those who could be called are others than it says."),
    "check-record-pool": _("the pool holds the people, answers and homes of the record"),
    "check-called-next": _("of those who could be called, the first in the order was called"),
    "called-next": _("{reserve} should have been called before."),
    "seat-unknown": _(
        "people who have no seat: {codes} (… is no sign-up code). Look up the codes with: "
        "sortition assembly seats"
    ),
    "seat-unknown-rows": _(
        "rows without the sign-up code of somebody who was drawn: {rows} (number of rows: "
        "{count}). Correct these rows or remove them. Nothing was changed."
    ),
    "seat-no-codes": _("no sign-up codes were given. Name at least one."),
    "seat-none-drawn": _(
        "nobody is waiting for an answer: no seat is in the state drawn. Nothing was changed."
    ),
    "seat-step": _(
        "{code} is {state} and cannot become {wanted}: others have been drawn for that seat."
    ),
    "seat-same": _("{code} is {state} already."),
    "seat-step-back": _(
        "{code} is {state}; {wanted} would be a step back. If it is right, say why with --why."
    ),
    "seat-day-late": _("{day} is still to come. Give the day on which it happened."),
    "seat-redraw-late": _(
        "something became of seats that this draw gave ({folder}), so it cannot be done again. "
        "Make a replacement lottery instead."
    ),
    "check-chain-all": _("the records are numbered from 1, and none is missing"),
    "check-chain-dossier": _("all files that the dossier published are unchanged"),
    "chain-gap": _("record number {number} is missing, or is there twice."),
    "check-chain": _("the record belongs to the chain and its first files are unchanged"),
    "check-chain-link": _("the record before it is what it was when this one was made"),
    "verify-record-alone": _(
        "the record before it ({folder}) is not beside it, so it was not checked that nothing in "
        "that one has changed. Verify the folder with all records for that."
    ),
    "chain-folder": _(
        "the folder's name is not that of the record in it. Folders of records keep their names."
    ),
    "chain-before": _("it does not name the record before it."),
    "chain-file-gone": _("the file {name} of the record is missing."),
    "chain-file-changed": _("the file {name} was changed after the record was published."),
    "chain-before-gone": _("the record before it ({folder}) is missing."),
    "chain-before-changed": _(
        "the record before it ({folder}) has changed since: a file was changed, added or removed."
    ),
    "chain-file-unknown": _("the file {name} was not published by the dossier."),
    "check-story": _("the records follow from each other: seats, quotas, names and days"),
    "check-story-dossier": _("places and quotas in the dossier follow from the records"),
    "story-name": _("it is a record of another assembly."),
    "story-day": _("its day is before that of the record before it."),
    "story-no-panel": _("no panel was drawn before it."),
    "story-panel-again": _("a panel was drawn already ({folder})."),
    "story-quotas": _("its quotas are not those that the panel was drawn with."),
    "story-seats": _("its number of seats is not that of the panel ({seats})."),
    "story-staying": _("people with a seat by this record who never got one before: {count}."),
    "story-barred": _("people who cannot be drawn by this record, and were in no draw: {count}."),
    "story-candidates": _("people who can be drawn by this record and had a seat before: {count}."),
    "story-standbys": _("those who stood by are not those who were drawn for it and are left."),
    "check-terms": _("it says who stays and whose term has ended"),
    "story-ended": _("people with a seat by this record whose term had ended: {count}."),
    "story-terms": _("those who leave did not serve more terms than those who stay."),
    "story-again": _(
        "the lottery before it was not drawn, and it does not say that it came in the place of "
        "that one; or it names another one."
    ),
    "story-instead": _("it came in the place of {folder}, which was never drawn. Reason: {reason}"),
    "story-redrawn": _("draw number {number}; the earlier ones do not count. Reason: {reason}"),
    "story-deviation": _(
        "the quotas that it says are missed are not those of the record before it, although nobody "
        "came or left in between."
    ),
    "story-dossier-seats": _("people with a place that no record gave them: {count}."),
    "story-new": _(
        "people who were not in the lottery of the panel, and can be drawn here: {count}. They "
        "signed up later, or came along from another assembly."
    ),
    "story-missing": _(
        "people who were in the lottery of the panel, and are not in this one: {count}. They "
        "withdrew, or live with somebody who stays."
    ),
    "story-gone": _(
        "people who had a seat and are not named here: {count}. What was known of them has been "
        "erased; otherwise ask the organiser."
    ),
    "chain-none": _("there is no record in this folder."),
}
