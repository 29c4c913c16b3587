"""What is wrong with figures of response, or with what is forecast from them."""

from stratification.messages.mark import _

RESPONSE: dict[str, str] = {
    "response-columns": _(
        "the header does not have the columns of expected response: category, value, response and "
        "perhaps share and uncertainty (in Dutch kenmerk, waarde, respons, aandeel, onzekerheid); "
        "or, of an earlier draw, a column for each category, letters and sign_ups (in Dutch "
        "brieven, aanmeldingen)."
    ),
    "response-column-unused": _("this column has no part in the response; it is not used."),
    "response-no-overall": _(
        "no row has the overall response. Add a row with a blank category and value, and the "
        "part of all letters that bring a sign-up, such as 5.8%."
    ),
    "response-overall-twice": _(
        "more than one row has the overall response (a blank category): {rows}. Keep one."
    ),
    "response-overall-only": _(
        "a row with a blank category has the overall response only: leave this cell blank, or fill "
        "in the category."
    ),
    "response-overall-blank": _("the overall response is blank; write it, such as 5.8%."),
    "response-row-empty": _(
        "the row has neither a response nor a share. Write one, such as 5.8%, or remove the row."
    ),
    "response-combination": _(
        "response is by one category at a time, so its name may not have a *. (An earlier draw, in "
        "columns with letters and sign_ups, may be by several together.)"
    ),
    "response-response": _(
        '"{text}" is not a response; write a number above 0 and below 1 such as 0.058, or with a '
        "percent sign, 5.8%."
    ),
    "response-share": _('"{text}" is not a share; write it such as 0.262 or 26.2%.'),
    "response-uncertainty": _(
        '"{text}" is not an uncertainty; write a number from 0 to 2 such as 0.2, or 20%.'
    ),
    "response-twice": _("rows about the same as a row before: {rows}. Keep one of them."),
    "response-some": _(
        "some rows of {category} have a figure in this column and others have not: {rows}. Fill in "
        "all or none."
    ),
    "response-shares": _(
        "the shares of {category} must be above 0 and add up to 1 (or 100); they add up to {sum}."
    ),
    "response-count": _('"{text}" is not a whole number such as 3333.'),
    "response-more-sign-ups": _("there are more sign-ups than letters."),
    "response-no-sign-ups": _(
        "there are no sign-ups in this file, so it does not say what response to expect."
    ),
    "uncertainty-range": _(
        "an uncertainty is a number from 0 to {most} such as 0.2, not {number}."
    ),
    "forecast-rounds": _("the number of simulated rounds is from {least} to {most}, not {rounds}."),
    "forecast-category-unknown": _(
        "the quotas have categories of which nothing is known before people sign up: {names}. "
        "Spread the letters over them too, or add rows with a share to the file with the "
        "response: the part of the people with each value (and their response, when it differs)."
    ),
    "forecast-stratum-value": _(
        "the register has values of {category} that no quota names: {names}. Spell them as in the "
        "quotas, or add quotas for them."
    ),
    "forecast-share-value": _(
        "the response has values of {category} that no quota names: {names}. Spell them as in the "
        "quotas."
    ),
    "forecast-value-nobody": _(
        "the quotas ask for people with values that nobody has: {names}. Spell them as in the "
        "register or in the response, or change the quotas."
    ),
    "forecast-response-value": _(
        "the response has no figure for these values of {category} in the register: {names}. Add "
        "them."
    ),
    "forecast-no-panel": _(
        "whoever signs up, no panel of {seats} seats can meet these quotas: they contradict each "
        "other, or the number of seats."
    ),
    "forecast-rate-high": _(
        "the rates of these strata multiply to a response of 1 or more: {names}. Lower the rates "
        "that differ most from the overall rate."
    ),
    "forecast-response-unused": _(
        "the response by {names} plays no part: the letters are not spread over it, and no quota "
        "needs its shares."
    ),
    "limits-range": _(
        "the floor is from 0 to 1 and the ceiling at least 1 (times the chance that proportional "
        "spreading gives), not {floor} and {ceiling}."
    ),
    "probability-range": _(
        "the probability asked for is between 0 and 1, such as 0.95, not {probability}."
    ),
    "probability-unreachable": _(
        "no number of letters meets the quotas with the probability {asked}. With a letter to "
        "everybody ({letters}) it is {reached}. Most often lacking: {names}. Lower the "
        "minimum of these, or the probability."
    ),
    "probability-no-letters": _(
        "there is nobody who can get a letter, so there is nothing to spread."
    ),
}
