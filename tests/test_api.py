"""The public functions that programs build on: a change here is a change for their users."""

from __future__ import annotations

import importlib
import inspect

import pytest

API = {
    "stratification.pool.read_assembly": "(source: 'Source', quotas_path: 'Path', seats: 'int') "
    "-> 'Assembly'",
    "stratification.problem.make_problem": "(pool: 'Pool', quotas: 'Quotas', seats: 'int') "
    "-> 'Problem'",
    "stratification.problem.check_panel": "(pool: 'Pool', quotas: 'Quotas', seats: 'int', "
    "panel: 'Sequence[int]') -> 'list[str]'",
    "stratification.feasibility.examine": "(problem: 'Problem', solver: 'IntegerSolver', "
    "progress: 'Progress') -> 'Feasibility'",
    "stratification.integer.find_solver": "(name: 'str | None' = None) -> 'PulpSolver'",
    "sortition.lottery.make_lottery": "(problem: 'Problem', settings: 'Settings | None' = None, "
    "progress: 'Progress' = <function silent>) -> 'Lottery'",
    "sortition.lottery.Settings": "(rule: 'str' = 'leximin', tickets: 'int' = 1000, "
    "seed: 'str | None' = None, solver: 'str | None' = None, time_limit: 'float | None' = None) "
    "-> None",
    "sortition.publish.write_lottery": "(lottery: 'Lottery', folder: 'Path', "
    "source: 'Source | None' = None) -> 'None'",
    "sortition.draw.draw": "(folder: 'Path', choice: 'Choice', pool: 'Source | None' = None) "
    "-> 'Drawn'",
    "sortition.draw.Choice": "(ticket: 'str | None' = None, seed: 'str | None' = None, "
    "redraw: 'str | None' = None) -> None",
    "sortition.verify.verify": "(folder: 'Path', pool: 'Source | None' = None, "
    "quotas: 'Path | None' = None) -> 'Report'",
}


@pytest.mark.parametrize("name", API)
def test_the_signature_is_the_published_one(name: str) -> None:
    module, function = name.rsplit(".", 1)
    signature = str(inspect.signature(getattr(importlib.import_module(module), function)))
    address = signature.find(" at 0x")
    if address >= 0:
        signature = signature[:address] + signature[signature.index(">", address) :]
    assert signature == API[name]
