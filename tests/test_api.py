"""The public API, frozen: a change here is a change for whoever builds on the library.

Every public class and function of the modules that programs use, with its signature, and for a
class its public methods and properties. Change a line only together with CHANGELOG.md.
"""

from __future__ import annotations

import importlib
import inspect
import re
from types import ModuleType

import pytest

API = {
    "sortition.compare": [
        "Aim(measure: 'str', rule: 'str', figure: 'Callable[[Sequence[Fraction]], Fraction | "
        "float]', possible: 'bool' = False) -> None",
        "Best(value: 'Value', rule: 'str') -> None",
        "CompareSettings(rules: 'tuple[str, ...]' = (), tickets: 'int' = 1000, draws: 'int' ="
        " 10000, seed: 'str | None' = None, solver: 'str | None' = None, time_limit: 'float |"
        " None' = None, claims: 'int' = 0, combinations: 'tuple[tuple[str, ...], ...]' = (), "
        "population: 'Population | None' = None) -> None",
        "Comparison(problem: 'Problem', settings: 'CompareSettings', entries: 'tuple[Entry, "
        "...]', best: 'Mapping[str, Best]', possible: 'tuple[bool, ...]', seconds: "
        "'Mapping[str, float]') -> None",
        "Entry(contestant: 'Contestant', failure: 'tuple[Finding, ...]' = (), result: 'Result"
        " | None' = None, measures: 'Measures | None' = None, ratios: 'Mapping[str, Value | "
        "None]' = <factory>, seats: 'tuple[ExpectedSeats, ...]' = (), manipulation: "
        "'Manipulation | None' = None) -> None",
        "check_settings(settings: 'CompareSettings', contestants: 'Mapping[str, Contestant]')"
        " -> 'None'",
        "compare(problem: 'Problem', settings: 'CompareSettings | None' = None, progress: "
        "'Progress' = silent, contestants: 'Mapping[str, Contestant] | None' = None) -> "
        "'Comparison'",
    ],
    "sortition.contestants": [
        "CompareSettings(rules: 'tuple[str, ...]' = (), tickets: 'int' = 1000, draws: 'int' ="
        " 10000, seed: 'str | None' = None, solver: 'str | None' = None, time_limit: 'float |"
        " None' = None, claims: 'int' = 0, combinations: 'tuple[tuple[str, ...], ...]' = (), "
        "population: 'Population | None' = None) -> None",
        "Contestant(id: 'str', kind: 'str', citation: 'str', guarantee: 'str', run: 'Run', "
        "applies: 'Callable[[Problem], bool]' = _always) -> None",
        "Result(outcome: 'Outcome', status: 'str', facts: 'Mapping[str, Fact]' = <factory>) "
        "-> None",
        "draws_seed(problem: 'Problem', settings: 'CompareSettings') -> 'str'",
        "has_targets(problem: 'Problem') -> 'bool'",
        "lottery_settings(rule: 'str', settings: 'CompareSettings') -> 'Settings'",
        "procedure_contestant(procedure: 'Procedure') -> 'Contestant'",
        "rule_contestant(rule: 'str') -> 'Contestant'",
        "run_closest(problem: 'Problem', settings: 'CompareSettings', progress: 'Progress') "
        "-> 'Result'",
        "run_maxent(problem: 'Problem', settings: 'CompareSettings', progress: 'Progress') ->"
        " 'Result'",
    ],
    "sortition.diversify": [
        "diversify(lottery: 'Lottery', progress: 'Progress' = silent) -> 'Lottery'",
    ],
    "sortition.draw": [
        "Choice(ticket: 'str | None' = None, seed: 'str | None' = None, redraw: 'str | None' "
        "= None) -> None",
        "Drawn(ticket: 'str', source: 'str', panel: 'tuple[str, ...]', draws: 'int', files: "
        "'tuple[str, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Lottery(figures: 'Figures', ids: 'tuple[str, ...]', tickets: 'Tickets') -> None",
        "draw(folder: 'Path', choice: 'Choice', pool: 'Source | None' = None) -> 'Drawn'",
    ],
    "sortition.frontier": [
        "Frontier(problem: 'Problem', system: 'System', cuts: 'tuple[Cut, ...]', classes: "
        "'tuple[int, ...]', points: 'tuple[Point, ...]', edges: 'tuple[Facet, ...]', rules: "
        "'Mapping[str, tuple[flint.fmpq, flint.fmpq]]', never: 'tuple[Step, ...]', floor: "
        "'tuple[Step, ...]', ceiling: 'tuple[Step, ...]') -> None",
        "FrontierSettings(solver: 'str | None' = None, time_limit: 'float | None' = None) -> None",
        "Point(smallest: 'flint.fmpq', largest: 'flint.fmpq', chances: 'Exact', attained: "
        "'bool') -> None",
        "check_frontier(frontier: 'Frontier') -> 'bool'",
        "make_frontier(problem: 'Problem', settings: 'FrontierSettings | None' = None, "
        "progress: 'Progress' = silent) -> 'Frontier'",
    ],
    "sortition.lottery": [
        "Lottery(problem: 'Problem', settings: 'Settings', seed: 'str', proof: 'Proof', "
        "tickets: 'tuple[tuple[str, ...], ...]', chances: 'tuple[Fraction, ...]', counts: "
        "'tuple[int, ...]', attained: 'Attained', explanation: 'Explanation', seconds: "
        "'dict[str, float]') -> None",
        "Lottery.bound",
        "Lottery.certain",
        "Lottery.gamma",
        "Lottery.gap",
        "Lottery.maximum_chance",
        "Lottery.minimum_chance",
        "Lottery.never",
        "Lottery.rounded",
        "Lottery.rule",
        "Lottery.seats",
        "Lottery.status",
        "Lottery.worst_ticket_error",
        "Proof(system: 'System', optimum: 'Optimum', cuts: 'tuple[Cut, ...]', mixture: "
        "'Mixture | None', refuted: 'bool') -> None",
        "Settings(rule: 'str' = 'leximin', tickets: 'int' = 1000, seed: 'str | None' = None, "
        "solver: 'str | None' = None, time_limit: 'float | None' = None, gamma: 'Fraction | "
        "None' = None) -> None",
        "Settings.chosen",
        "check_settings(settings: 'Settings') -> 'None'",
        "default_seed(problem: 'Problem', settings: 'Settings') -> 'str'",
        "make_lottery(problem: 'Problem', settings: 'Settings | None' = None, progress: "
        "'Progress' = silent) -> 'Lottery'",
    ],
    "sortition.metrics": [
        "Measure(value: 'Value', low: 'float | None' = None, high: 'float | None' = None) -> None",
        "Measure.exact",
        "Measures(smallest: 'Measure', largest: 'Measure', smallest_possible: 'Measure | "
        "None', gini: 'Measure', geometric_mean: 'Measure', geometric_mean_possible: 'Measure"
        " | None', below_half: 'Measure', ticket_smallest: 'Measure | None', ticket_largest: "
        "'Measure | None', rounding_worst: 'Measure | None', rounding_total: 'Measure | "
        "None', panels: 'Measure', distinct: 'Measure', meeting_largest: 'Measure | None', "
        "meeting_mean: 'Measure | None', meeting_concentration: 'Measure | None', "
        "meeting_never: 'Measure | None') -> None",
        "Outcome(people: 'int', exact: 'tuple[Fraction, ...] | None', panels: 'Panels', "
        "complete: 'bool', effective: 'float') -> None",
        "Outcome.chances",
        "Outcome.counts",
        "Outcome.shares",
        "RoundingLoss(worst: 'Fraction', total: 'Fraction') -> None",
        "distinct_panels(panels: 'Panels') -> 'int'",
        "draws_outcome(draws: 'Draws') -> 'Outcome'",
        "geometric_mean(chances: 'Sequence[Fraction] | Sequence[float]') -> 'float'",
        "gini(chances: 'Sequence[Number]') -> 'Number'",
        "lorenz(chances: 'Sequence[Number]') -> 'list[tuple[Fraction, Number]]'",
        "lottery_outcome(lottery: 'Lottery') -> 'Outcome'",
        "measure(outcome: 'Outcome', possible: 'Sequence[bool] | None' = None) -> 'Measures'",
        "ratio(value: 'Value', optimum: 'Value') -> 'Value | None'",
        "rounding_loss(chances: 'Sequence[Fraction]', counts: 'Sequence[int]', tickets: "
        "'int') -> 'RoundingLoss'",
        "share_below(chances: 'Sequence[Fraction] | Sequence[float]', level: 'Fraction') -> "
        "'Fraction'",
    ],
    "sortition.metrics.manipulation": [
        "ClaimEffort(claims: 'Kind' = 'all', most: 'int' = 1000, seed: 'str' = '') -> None",
        "Manipulation(gain: 'Fraction', before: 'Fraction', after: 'Fraction', person_class: "
        "'int | None', claim: 'Values | None', examined: 'int', possible: 'int', impossible: "
        "'int', failed: 'int') -> None",
        "Manipulation.exact",
        "chance_after(problem: 'Problem', rule: 'Rule', person: 'int', claim: 'Values') -> "
        "'Fraction | None'",
        "manipulability(problem: 'Problem', rule: 'Rule', effort: 'ClaimEffort | None' = "
        "None, progress: 'Progress' = silent) -> 'Manipulation'",
    ],
    "sortition.publish": [
        "check_folder(folder: 'Path') -> 'None'",
        "lottery_files(lottery: 'Lottery', source: 'Source | None' = None) -> 'dict[str, bytes]'",
        "proof_content(lottery: 'Lottery') -> 'dict[str, Any]'",
        "versions() -> 'dict[str, str]'",
        "write_lottery(lottery: 'Lottery', folder: 'Path', source: 'Source | None' = None) ->"
        " 'None'",
    ],
    "sortition.rules": [
        "Procedure(id: 'str', citation: 'str', guarantee: 'str', run: 'Callable[[Problem, "
        "Effort, Progress], Draws]') -> None",
        "Rule(id: 'str', citation: 'str', guarantee: 'str', aim: 'Aim', compute: "
        "'Callable[[System], Optimum]') -> None",
        "largest_smallest(problem: 'Problem') -> 'Fraction'",
    ],
    "sortition.rules.procedure": [
        "Draws(people: 'int', panels: 'Panels', exact: 'tuple[Fraction, ...] | None' = None, "
        "effective: 'float | None' = None, facts: 'Mapping[str, Fact]' = <factory>) -> None",
        "Draws.chances",
        "Draws.intervals",
        "Effort(draws: 'int' = 10000, seed: 'str' = '') -> None",
        "Procedure(id: 'str', citation: 'str', guarantee: 'str', run: 'Callable[[Problem, "
        "Effort, Progress], Draws]') -> None",
        "generator(effort: 'Effort', label: 'str') -> 'np.random.Generator'",
        "wilson(hits: 'int', draws: 'int') -> 'tuple[float, float]'",
    ],
    "sortition.rules.rule": [
        "Optimum(chances: 'Exact', steps: 'tuple[Step, ...]', bound: 'flint.fmpq') -> None",
        "Rule(id: 'str', citation: 'str', guarantee: 'str', aim: 'Aim', compute: "
        "'Callable[[System], Optimum]') -> None",
        "Step(kind: 'str', multipliers: 'Multipliers') -> None",
    ],
    "sortition.synth": [
        "SynthSettings(people: 'int', seats: 'int', categories: 'int', bias: 'float', seed: "
        "'str', bandwidth: 'int' = 2, shared: 'float' = 0.2, values: 'int | None' = None, "
        "correlation: 'float' = 0.6, population: 'int' = 1000000) -> None",
        "Synthetic(settings: 'SynthSettings', model: 'Model', ids: 'tuple[str, ...]', values:"
        " 'tuple[tuple[str, ...], ...]', households: 'tuple[str, ...]', population: "
        "'Mapping[Key, int]', quotas: 'tuple[Quota, ...]') -> None",
        "Synthetic.categories",
        "Synthetic.lacking",
        "Synthetic.problem",
        "Synthetic.response",
        "check_synth(settings: 'SynthSettings') -> 'None'",
        "make_synthetic(settings: 'SynthSettings') -> 'Synthetic'",
        "synthetic_files(synthetic: 'Synthetic') -> 'dict[str, bytes]'",
        "write_synthetic(synthetic: 'Synthetic', folder: 'Path') -> 'None'",
    ],
    "sortition.verify": [
        "Check(code: 'str', ok: 'bool', params: 'Mapping[str, Param]' = <factory>, file: 'str"
        " | None' = None, problems: 'tuple[Finding, ...]' = ()) -> None",
        "Report(checks: 'tuple[Check, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Report.ok",
        "verify(folder: 'Path', pool: 'Source | None' = None, quotas: 'Path | None' = None) "
        "-> 'Report'",
    ],
    "stratification.closest": [
        "Narrowed(quotas: 'Quotas', deviations: 'tuple[Fraction | None, ...]', steps: "
        "'tuple[Step, ...]') -> None",
        "Step(deviation: 'Fraction', quotas: 'tuple[Quota, ...]', fewest: 'int') -> None",
        "narrow(problem: 'Problem', solver: 'IntegerSolver', progress: 'Progress') -> 'Narrowed'",
        "noting_targets(assembly: 'Assembly') -> 'Assembly'",
    ],
    "stratification.feasibility": [
        "Checker(problem: 'Problem', solver: 'IntegerSolver') -> None",
        "Checker.changed",
        "Checker.conflict",
        "Checker.limits",
        "Checker.relaxed",
        "Checker.system",
        "Checker.whole",
        "Feasibility(panel: 'Counts', never: 'tuple[Forced, ...]', certain: 'tuple[Forced, "
        "...]') -> None",
        "Forced(people: 'tuple[str, ...]', limits: 'tuple[Limit, ...]') -> None",
        "Limit(side: 'Side', quota: 'Quota | None' = None) -> None",
        "examine(problem: 'Problem', solver: 'IntegerSolver', progress: 'Progress') -> "
        "'Feasibility'",
        "find_counts(solver: 'IntegerSolver', system: 'IntegerSystem') -> 'Counts | None'",
        "limit_finding(limit: 'Limit') -> 'Finding'",
        "some_panel(problem: 'Problem', solver: 'IntegerSolver') -> 'Counts'",
        "without_choice(problem: 'Problem', solver: 'IntegerSolver', suspects: "
        "'Iterable[int]', *, certain: 'bool', known: 'Sequence[Counts]') -> 'tuple[Forced, "
        "...]'",
    ],
    "stratification.integer": [
        "IntegerSolver(*args, **kwargs)",
        "IntegerSolver.maximise",
        "IntegerSystem(matrix: 'Counts', low: 'Counts', high: 'Counts', lower: 'Counts', "
        "upper: 'Counts') -> None",
        "IntegerSystem.allows",
        "PulpSolver(name: 'str') -> None",
        "PulpSolver.maximise",
        "best_counts(solver: 'IntegerSolver', system: 'IntegerSystem', weights: 'Counts') -> "
        "'Counts | None'",
        "find_solver(name: 'str | None' = None) -> 'PulpSolver'",
    ],
    "stratification.pool": [
        "Assembly(pool: 'Pool', quotas: 'Quotas', seats: 'int', notices: 'tuple[Finding, "
        "...]', table: 'Table', id_rows: 'Mapping[str, int]') -> None",
        "Assembly.row_of",
        "Pool(ids: 'tuple[str, ...]', categories: 'tuple[str, ...]', values: "
        "'tuple[tuple[str, ...], ...]', households: 'tuple[int, ...] | None' = None) -> None",
        "Source(path: 'Path', id_column: 'str | None' = None, household_columns: 'tuple[str, "
        "...]' = ()) -> None",
        "read_assembly(source: 'Source', quotas_path: 'Path', seats: 'int') -> 'Assembly'",
    ],
    "stratification.problem": [
        "Problem(pool: 'Pool', quotas: 'Quotas', seats: 'int', members: 'tuple[tuple[int, "
        "...], ...]', rows: 'tuple[Row, ...]') -> None",
        "Problem.allows",
        "Problem.class_of",
        "Problem.highs",
        "Problem.lows",
        "Problem.matrix",
        "Problem.sizes",
        "Row(low: 'int', high: 'int', classes: 'tuple[int, ...]', quota: 'Quota | None' = "
        "None) -> None",
        "canonical(pool: 'Pool', quotas: 'Quotas') -> 'tuple[str, str]'",
        "check_panel(pool: 'Pool', quotas: 'Quotas', seats: 'int', panel: 'Sequence[int]') ->"
        " 'list[str]'",
        "make_problem(pool: 'Pool', quotas: 'Quotas', seats: 'int') -> 'Problem'",
    ],
    "stratification.quotas": [
        "Quota(category: 'str', value: 'str', min: 'int', max: 'int', min_flex: 'int | None' "
        "= None, max_flex: 'int | None' = None, target: 'Fraction | None' = None, weight: "
        "'Fraction' = Fraction(1, 1)) -> None",
        "Quota.pairs",
        "QuotaReading(quotas: 'Quotas', known: 'Mapping[str, Mapping[str, str]]' = <factory>,"
        " rows_at: 'Mapping[tuple[str, str], int]' = <factory>, errors: 'tuple[Finding, ...]'"
        " = (), notices: 'tuple[Finding, ...]' = (), free: 'Mapping[str, Place]' = <factory>)"
        " -> None",
        "Quotas(rows: 'tuple[Quota, ...]') -> None",
        "Quotas.by_columns",
        "Quotas.categories",
        "Quotas.columns",
        "Quotas.partitions",
        "Quotas.values_of",
        "examine_quotas(table: 'Table') -> 'QuotaReading'",
        "parse_quotas(table: 'Table') -> 'Quotas'",
        "quota_bytes(quotas: 'Quotas') -> 'bytes'",
    ],
}


def public_api(module: ModuleType) -> list[str]:
    """One line for every public class or function that a module defines or names in `__all__`."""
    exported = getattr(module, "__all__", ())
    lines = []
    for name, thing in sorted(vars(module).items()):
        mine = getattr(thing, "__module__", None) == module.__name__ and not name.startswith("_")
        if not (mine or name in exported) or not (
            inspect.isclass(thing) or inspect.isfunction(thing)
        ):
            continue
        # A function as default shows its address: keep its name.
        signature = re.sub(r"<function (\w+) at 0x\w+>", r"\1", str(inspect.signature(thing)))
        lines.append(f"{name}{signature}")
        fields = getattr(thing, "__dataclass_fields__", {})
        lines += [
            f"{name}.{member}"
            for member, value in sorted(vars(thing).items() if inspect.isclass(thing) else ())
            if not member.startswith("_") and member not in fields
            if callable(value) or hasattr(value, "__get__")
        ]
    return lines


@pytest.mark.parametrize("name", API)
def test_the_public_api_is_the_published_one(name: str) -> None:
    assert public_api(importlib.import_module(name)) == API[name]
