"""Who signs up: `forms` tell which column is what, `judge` decides about every row, `importing`
and `changes` put it into the dossier (`desk`, `row`), `queue` keeps what is doubtful; `view`
shows where the sign-ups stand against the quotas.
"""
