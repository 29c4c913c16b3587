"""What every step of a lottery costs, in time and memory, and what a peer library takes for it.

    python -m benchmarks run [FOLDER...] [--peer]
    python -m benchmarks suite [--rules NAMES] [--families NAMES] [--scheduler ADDRESS]
    python -m benchmarks report [DIR]

Whatever is measured runs in a process of its own (`child.py`), so that neither memory nor caches
leak from one measurement into the next. The measuring process itself imports nothing heavy: on
Linux a child's peak memory is never reported below that of the process that started it.
"""


class UsageError(ValueError):
    """What a command was told makes no sense; the text says why."""
