"""What is wrong with the settings of a synthetic register."""

from stratification.messages.mark import _

REGISTER_SYNTH: dict[str, str] = {
    "register-synth-parquet-encoding": _(
        "a Parquet file is always UTF-8: leave the encoding out, or write CSV."
    ),
    "register-synth-bsn-addresses": _(
        "a list of addresses has no citizen service numbers: ask for people, or leave the numbers "
        "out."
    ),
}
