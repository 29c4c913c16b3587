"""What is wrong with settings or files of standby members, and what was checked."""

from stratification.messages.mark import _

STANDBYS: dict[str, str] = {
    "standbys-rate": _(
        '"{text}" is not a drop-out rate. Write a number from 0 to 1, such as 0.12, or 12%.'
    ),
    "standbys-rate-blank": _("the drop-out rate is blank; write it, such as 12%."),
    "standbys-rate-twice": _("rows about the same as a row before: {rows}. Keep one of them."),
    "standbys-rate-overall": _(
        "there is no overall drop-out rate. Add a row in which category and value are blank."
    ),
    "standbys-rate-all": _(
        "the overall drop-out rate is 100%: nobody would stay. Write a lower rate."
    ),
    "standbys-rate-columns": _(
        "columns that are missing: {missing}. A file of drop-out rates has the columns category, "
        "value and drop_out."
    ),
    "standbys-rate-category": _(
        'there are no quotas for the category "{category}"; choose one of: {known}'
    ),
    "standbys-rate-value": _(
        'the category does not have the value "{value}" in the quotas; it has: {known}'
    ),
    "standbys-few-seen": _(
        "few people of earlier panels had this value (number of people: {people}), so its drop-out "
        "rate is uncertain: {category}, {value}"
    ),
    "standbys-confounded": _(
        "some values always went together in the earlier panels; how much each of them matters for "
        "drop-out cannot be told apart."
    ),
    "standbys-nobody-seen": _("there is nobody of an earlier panel to estimate drop-out from."),
    "standbys-seen-differ": _(
        "the earlier panels do not have the same categories; leave out those that differ."
    ),
    "standbys-standbys-range": _(
        "the number of standby members is {number}: choose a whole number from {least} to {most}"
    ),
    "standbys-samples-range": _(
        "the number of samples is {number}: choose a whole number from {least} to {most}"
    ),
    "standbys-tickets-range": _(
        "the number of tickets is {number}: choose a whole number from {least} to {most}"
    ),
    "standbys-rounds-range": _(
        "the number of rounds is {number}: choose a whole number from {least} to {most}"
    ),
    "standbys-measure": _("there is no deviation {measure}; choose one of: {measures}"),
    "standbys-slack": _(
        "how much worse than the best a set may be is below 0; choose 0 or a positive number"
    ),
    "standbys-panel": _(
        "the panel is empty, or has somebody twice, or has people who are not in the pool (number "
        "of people: {people})."
    ),
    "standbys-too-few": _(
        "{standbys} standby members are asked for, and {people} people at most can stand by: those "
        "who are not on the panel, one per household. Ask for fewer."
    ),
    "standbys-rows": _("the number of rows is {rows}; standbys.json says {stated}."),
    "standbys-ticket-stranger": _("ticket {ticket} has an id that is not in chances.csv."),
    "standbys-counts": _("chances and tickets do not belong together."),
    "standbys-other-input": _("this was not used for the record, or has been changed: {input}"),
    "standbys-household": _("ticket {ticket} has two people of one household."),
    "standbys-other-value": _("the expected deviation of ticket {ticket} is not the one stated."),
    "standbys-no-inputs": _(
        "without the pool, the panel and the drop-out rates the deviations were not computed again."
    ),
    "check-standbys": _("the figures of the standby members are complete and unchanged"),
    "check-standby-people": _("everybody who may stand by is there once"),
    "check-standby-tickets": _(
        "every ticket is there once, with the right number of different standby members"
    ),
    "check-standby-counts": _("everybody is on as many tickets as the chance says"),
    "check-standby-inputs": _("pool, quotas, panel and drop-out rates are those of the record"),
    "check-standby-values": _("every set has the expected deviation that is stated"),
}
