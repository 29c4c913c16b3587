"""What a solver could not do."""

from stratification.messages.mark import _

SOLVERS: dict[str, str] = {
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
