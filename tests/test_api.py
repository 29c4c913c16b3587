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
    "sortition.checks": [
        "Check(code: 'str', ok: 'bool', params: 'Mapping[str, Param]' = <factory>, file: 'str |"
        " None' = None, problems: 'tuple[Finding, ...]' = ()) -> None",
        "Checks() -> 'None'",
        "Checks.run",
        "Checks.say",
        "Report(checks: 'tuple[Check, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Report.ok",
    ],
    "sortition.compare": [
        "Aim(measure: 'str', rule: 'str', figure: 'Callable[[Sequence[Fraction]], Fraction | "
        "float]', possible: 'bool' = False) -> None",
        "Best(value: 'Value', rule: 'str') -> None",
        "CompareSettings(rules: 'tuple[str, ...]' = (), tickets: 'int' = 1000, draws: 'int' = "
        "10000, seed: 'str | None' = None, solver: 'str | None' = None, time_limit: 'float | "
        "None' = None, claims: 'int' = 0, combinations: 'tuple[tuple[str, ...], ...]' = (), "
        "population: 'Population | None' = None) -> None",
        "Comparison(problem: 'Problem', settings: 'CompareSettings', entries: 'tuple[Entry, "
        "...]', best: 'Mapping[str, Best]', possible: 'tuple[bool, ...]', seconds: "
        "'Mapping[str, float]') -> None",
        "Entry(contestant: 'Contestant', failure: 'tuple[Finding, ...]' = (), result: 'Result |"
        " None' = None, measures: 'Measures | None' = None, ratios: 'Mapping[str, Value | "
        "None]' = <factory>, seats: 'tuple[ExpectedSeats, ...]' = (), manipulation: "
        "'Manipulation | None' = None) -> None",
        "check_settings(settings: 'CompareSettings', contestants: 'Mapping[str, Contestant]') "
        "-> 'None'",
        "compare(problem: 'Problem', settings: 'CompareSettings | None' = None, progress: "
        "'Progress' = silent, contestants: 'Mapping[str, Contestant] | None' = None) -> "
        "'Comparison'",
    ],
    "sortition.contestants": [
        "CompareSettings(rules: 'tuple[str, ...]' = (), tickets: 'int' = 1000, draws: 'int' = "
        "10000, seed: 'str | None' = None, solver: 'str | None' = None, time_limit: 'float | "
        "None' = None, claims: 'int' = 0, combinations: 'tuple[tuple[str, ...], ...]' = (), "
        "population: 'Population | None' = None) -> None",
        "Contestant(id: 'str', kind: 'str', citation: 'str', guarantee: 'str', run: 'Run', "
        "applies: 'Callable[[Problem], bool]' = _always) -> None",
        "Result(outcome: 'Outcome', status: 'str', facts: 'Mapping[str, Fact]' = <factory>) -> "
        "None",
        "draws_seed(problem: 'Problem', settings: 'CompareSettings') -> 'str'",
        "has_targets(problem: 'Problem') -> 'bool'",
        "lottery_settings(rule: 'str', settings: 'CompareSettings') -> 'Settings'",
        "procedure_contestant(procedure: 'Procedure') -> 'Contestant'",
        "rule_contestant(rule: 'str') -> 'Contestant'",
        "run_closest(problem: 'Problem', settings: 'CompareSettings', progress: 'Progress') -> "
        "'Result'",
        "run_maxent(problem: 'Problem', settings: 'CompareSettings', progress: 'Progress') -> "
        "'Result'",
    ],
    "sortition.diversify": [
        "diversify(lottery: 'Lottery', progress: 'Progress' = silent) -> 'Lottery'",
    ],
    "sortition.draw": [
        "Choice(ticket: 'str | None' = None, seed: 'str | None' = None, redraw: 'str | None' = "
        "None) -> None",
        "Drawn(ticket: 'str', source: 'str', panel: 'tuple[str, ...]', draws: 'int', files: "
        "'tuple[str, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Lottery(figures: 'Figures', ids: 'tuple[str, ...]', tickets: 'Tickets') -> None",
        "decide(folder: 'Path', choice: 'Choice') -> 'tuple[bytes, Drawn]'",
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
    "sortition.invitations.invite": [
        "Invited(wave: 'int', rule: 'Rule', mapping: 'RegisterMap', choices: 'Choices', only: "
        "'tuple[tuple[str, str], ...]', reading: 'Reading', plan: 'Plan', strata: "
        "'tuple[StratumLine, ...]', homes: 'tuple[Home, ...]', letters: 'int', earlier: 'int', "
        "confidential: 'int', folder: 'Path', files: 'tuple[str, ...]', notices: "
        "'tuple[Finding, ...]' = ()) -> None",
        "Request(register: 'Path', map: 'Path', choices: 'Choices', seed: 'str', out: 'Path', "
        "planner: 'Planner', wave: 'int' = 1, part: 'str | None' = None, only: "
        "'tuple[tuple[str, str], ...]' = (), date: 'datetime.date | None' = None) -> None",
        "Request.rule",
        "invite(request: 'Request', progress: 'Progress' = silent) -> 'Invited'",
    ],
    "sortition.invitations.merge": [
        "Merged(parts: 'tuple[Part, ...]', files: 'tuple[str, ...]', notices: 'tuple[Finding, "
        "...]' = ()) -> None",
        "Part(folder: 'str', waves: 'tuple[WaveRecord, ...]', rules: 'RegisterMap') -> None",
        "Part.chance",
        "Part.letters",
        "Part.name",
        "Part.people",
        "Part.units",
        "check_parts(parts: 'Sequence[Part]') -> 'list[Finding]'",
        "merge(folders: 'Sequence[Path]', out: 'Path', key_file: 'Path | None' = None) -> 'Merged'",
        "merged_files(parts: 'Sequence[Part]') -> 'dict[str, bytes]'",
        "protocol(part: 'Part') -> 'dict[str, Any]'",
    ],
    "sortition.invitations.model": [
        "Forecast(letters: 'int', probability: 'float', low: 'float', high: 'float', samples: "
        "'int', sign_ups: 'tuple[int, int, int]', shortages: 'tuple[Shortage, ...]' = ()) -> "
        "None",
        "Limits(floor: 'Fraction' = Fraction(1, 2), ceiling: 'Fraction' = Fraction(4, 1)) -> None",
        "Plan(kind: 'str', letters: 'tuple[int, ...]', details: 'Mapping[str, Any]' = "
        "<factory>, forecast: 'Forecast | None' = None, proportional_forecast: 'Forecast | "
        "None' = None, curve: 'tuple[Forecast, ...]' = (), proportional_curve: 'tuple[Forecast,"
        " ...]' = (), seat_chances: 'tuple[float, ...] | None' = None, "
        "proportional_seat_chances: 'tuple[float, ...] | None' = None, notices: 'tuple[Finding,"
        " ...]' = (), responses: 'tuple[float, ...] | None' = None) -> None",
        "Plan.total",
        "Shortage(category: 'str', value: 'str', probability: 'float') -> None",
        "Strata(columns: 'tuple[str, ...]', rows: 'tuple[Stratum, ...]') -> None",
        "Stratum(values: 'tuple[str, ...]', size: 'int', earlier: 'int' = 0) -> None",
        "Stratum.left",
    ],
    "sortition.invitations.request": [
        "InviteTexts(register: 'Path', mapping: 'Path', out: 'Path', seed: 'str', "
        "reference_date: 'datetime.date', letters: 'int | None' = None, probability: 'Fraction "
        "| None' = None, strata: 'tuple[str, ...]' = (), spread: 'str' = 'proportional', "
        "targets: 'Path | None' = None, seats: 'int | None' = None, response: 'Path | None' = "
        "None, floor: 'Fraction | None' = None, ceiling: 'Fraction | None' = None, excluded: "
        "'tuple[Path, ...]' = (), one_per_address: 'bool' = False, only: 'tuple[tuple[str, "
        "str], ...]' = (), part: 'str | None' = None, wave: 'int' = 1) -> None",
        "InviteTexts.key",
        "check_texts(texts: 'InviteTexts') -> 'list[Finding]'",
        "make_planner(texts: 'InviteTexts') -> 'Planner'",
        "make_request(texts: 'InviteTexts') -> 'Request'",
    ],
    "sortition.invitations.verify": [
        "check_spread(wave: 'WaveRecord') -> 'None'",
        "is_draw_of_letters(folder: 'Path') -> 'bool'",
        "numbers(public: 'Path') -> 'list[int]'",
        "read_all(public: 'Path') -> 'tuple[WaveRecord, ...]'",
        "verify(folder: 'Path', register: 'Path | None' = None, excluded: 'Sequence[Path]' = "
        "()) -> 'Report'",
    ],
    "sortition.letters.codes": [
        "addresses_digest(salt: 'bytes', pairs: 'Sequence[tuple[str, str]]') -> 'str'",
        "code_hash(salt: 'bytes', code: 'str') -> 'str'",
        "hasher(salt: 'bytes') -> 'Callable[[str], str]'",
        "is_code(text: 'str') -> 'bool'",
        "make_codes(salt: 'bytes', units: 'Sequence[str]', taken: 'Collection[str]' = "
        "frozenset()) -> 'tuple[str, ...]'",
        "new_salt() -> 'bytes'",
        "normalise(text: 'str') -> 'str'",
        "suggest(text: 'str', known_hashes: 'Collection[str]', salt: 'bytes') -> 'list[str]'",
    ],
    "sortition.letters.mailing": [
        "Chosen(people: 'list[dict[str, str]]', answered: 'int' = 0, blocked: 'int' = 0, "
        "notices: 'tuple[Finding, ...]' = ()) -> None",
        "Order(date: 'datetime.date', texts: 'Path | None' = None, wave: 'int' = 1, remind: "
        "'Path | None' = None, third_party: 'str | None' = None, ground: 'str | None' = None, "
        "blocked_only: 'bool' = False, formats: 'tuple[str, ...]' = ('pdf', 'csv', 'xlsx'), "
        "sample: 'int | None' = None) -> None",
        "Wave(record: 'Mapping[str, Any]', people: 'tuple[dict[str, str], ...]', everybody: "
        "'tuple[dict[str, str], ...]', salt: 'bytes', chances: 'tuple[Fraction, Fraction] | None' "
        "= None) -> None",
        "Wave.drawn",
        "check(order: 'Order') -> 'None'",
        "choose(order: 'Order', wave: 'Wave') -> 'Chosen'",
        "read_wave(folder: 'Path', number: 'int') -> 'Wave'",
        "texts_of(order: 'Order') -> 'Texts'",
    ],
    "sortition.letters.post": [
        "Posted(folder: 'Path', files: 'tuple[str, ...]', letters: 'int', pages: 'int', "
        "answered: 'int', blocked: 'int', reminder: 'bool', sample: 'bool', third_party: 'str |"
        " None', notices: 'tuple[Finding, ...]') -> None",
        "post(folder: 'Path', order: 'Order', progress: 'Progress' = silent) -> 'Posted'",
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
        "Lottery.unlucky",
        "Lottery.worst_ticket_error",
        "Proof(system: 'System', optimum: 'Optimum', cuts: 'tuple[Cut, ...]', mixture: 'Mixture"
        " | None', refuted: 'bool') -> None",
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
        "Measures(smallest: 'Measure', largest: 'Measure', smallest_possible: 'Measure | None',"
        " gini: 'Measure', geometric_mean: 'Measure', geometric_mean_possible: 'Measure | "
        "None', below_half: 'Measure', ticket_smallest: 'Measure | None', ticket_largest: "
        "'Measure | None', rounding_worst: 'Measure | None', rounding_total: 'Measure | None', "
        "panels: 'Measure', distinct: 'Measure', meeting_largest: 'Measure | None', "
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
        "rounding_loss(chances: 'Sequence[Fraction]', counts: 'Sequence[int]', tickets: 'int') "
        "-> 'RoundingLoss'",
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
        "manipulability(problem: 'Problem', rule: 'Rule', effort: 'ClaimEffort | None' = None, "
        "progress: 'Progress' = silent) -> 'Manipulation'",
    ],
    "sortition.prices": [
        "Price(quota: 'Quota', side: 'Side', multiplier: 'Fraction', gain: 'Fraction') -> None",
        "Price.limit",
        "Price.moved",
        "Prices(smallest: 'Fraction', left_out: 'tuple[str, ...]', prices: 'tuple[Price, ...]',"
        " household_gain: 'Fraction | None') -> None",
        "prices(problem: 'Problem', progress: 'Progress' = silent) -> 'Prices'",
    ],
    "sortition.publish": [
        "check_folder(folder: 'Path') -> 'None'",
        "lottery_files(lottery: 'Lottery', source: 'Source | None' = None) -> 'dict[str, bytes]'",
        "proof_content(lottery: 'Lottery') -> 'dict[str, Any]'",
        "versions() -> 'dict[str, str]'",
        "write_lottery(lottery: 'Lottery', folder: 'Path', source: 'Source | None' = None) -> "
        "'None'",
    ],
    "sortition.register_synth.settings": [
        "Form(format: 'Format' = 'csv', encoding: 'Encoding' = 'utf-8') -> None",
        "Rates(partial_dates: 'int' = 100, suspended: 'int' = 2000, investigated: 'int' = 200, "
        "other_investigations: 'int' = 50, confidential: 'int' = 1000, unknown_sex: 'int' = 20,"
        " invalid_addresses: 'int' = 100, uncoded_addresses: 'int' = 100, duplicates: 'int' = "
        "20) -> None",
        "RegisterSettings(people: 'int', seed: 'str', municipalities: 'int' = 1, "
        "reference_date: 'datetime.date' = datetime.date(2025, 1, 1), frame: 'Frame' = "
        "'persons', bsn: 'bool' = False, rates: 'Rates' = <factory>) -> None",
        "check_settings(settings: 'RegisterSettings', form: 'Form' = Form(format='csv', "
        "encoding='utf-8')) -> 'None'",
    ],
    "sortition.register_synth.writing": [
        "write_register(settings: 'RegisterSettings', out: 'Path', form: 'Form' = "
        "Form(format='csv', encoding='utf-8')) -> 'dict[str, Any]'",
        "write_rows(register: 'Register', path: 'Path', form: 'Form') -> 'Truth'",
    ],
    "sortition.replacement.lottery": [
        "Replacement(vacancy: 'Vacancy', lottery: 'Lottery', missed: 'tuple[Missed, ...]' = "
        "()) -> None",
        "Replacement.seat_chances",
        "make_replacement(vacancy: 'Vacancy', settings: 'Settings | None' = None, progress: "
        "'Progress' = silent, accept_deviation: 'bool' = False) -> 'Replacement'",
    ],
    "sortition.replacement.missed": [
        "Missed(quota: 'Quota', have: 'int') -> None",
        "Missed.finding",
        "Missed.off",
        "bare(row: 'Quota') -> 'Quota'",
        "exact(quotas: 'Quotas', missed: 'Sequence[Missed]') -> 'Quotas'",
    ],
    "sortition.replacement.nearest": [
        "Nearest(problem: 'Problem', missed: 'tuple[Missed, ...]', measures: 'Measures') -> None",
        "Nearest.quotas",
        "check_enough(vacancy: 'Vacancy') -> 'None'",
        "fillable(vacancy: 'Vacancy', solver: 'IntegerSolver', progress: 'Progress' = silent, "
        "accept_deviation: 'bool' = False) -> 'tuple[Problem, tuple[Missed, ...]]'",
        "nearest(vacancy: 'Vacancy', solver: 'IntegerSolver', progress: 'Progress' = silent) "
        "-> 'Nearest'",
        "reduced_problem(vacancy: 'Vacancy') -> 'Problem'",
    ],
    "sortition.replacement.order": [
        "check_order(folder: 'Path', ids: 'Collection[str]', seed: 'str', ticket: 'str') -> 'None'",
        "order_bytes(order: 'Sequence[str]') -> 'bytes'",
        "order_seed(lottery: 'str', drawn: 'str | None') -> 'str'",
        "read_order(folder: 'Path') -> 'tuple[str, ...]'",
        "reserve_order(ids: 'Collection[str]', seed: 'str', ticket: 'str') -> 'tuple[str, ...]'",
    ],
    "sortition.replacement.publish": [
        "replacement_files(replacement: 'Replacement', source: 'Source | None' = None) -> "
        "'dict[str, bytes]'",
    ],
    "sortition.replacement.record": [
        "Stated(lottery: 'str', seats: 'int', open: 'int', staying: 'tuple[str, ...]', barred: "
        "'tuple[str, ...]', quotas: 'Quotas', missed: 'tuple[Missed, ...]') -> None",
        "Stated.exact",
        "Stated.relaxed",
        "check_reduced(stated: 'Stated', left: 'Sequence[Quota]') -> 'None'",
        "quotas_content(quotas: 'Quotas', missed: 'Sequence[Missed]') -> 'dict[str, Any]'",
        "read_quotas(content: 'Mapping[str, Any]') -> 'tuple[Quotas, tuple[Missed, ...]]'",
        "read_replacement(folder: 'Path') -> 'Stated'",
    ],
    "sortition.replacement.reserves": [
        "fill(vacancy: 'Vacancy', order: 'Sequence[str]', declined: 'Collection[str]' = (), "
        "accept_deviation: 'bool' = False, solver: 'IntegerSolver | None' = None) -> "
        "'tuple[str, ...]'",
        "fit_and_missed(vacancy: 'Vacancy', order: 'Sequence[str]', declined: "
        "'Collection[str]' = (), accept_deviation: 'bool' = False, solver: 'IntegerSolver | "
        "None' = None) -> 'tuple[tuple[str, ...], tuple[Missed, ...]]'",
        "next_reserve(vacancy: 'Vacancy', order: 'Sequence[str]', declined: 'Collection[str]' "
        "= (), accept_deviation: 'bool' = False, solver: 'IntegerSolver | None' = None) -> 'str'",
        "who_fit(vacancy: 'Vacancy', order: 'Sequence[str]', declined: 'Collection[str]' = (), "
        "accept_deviation: 'bool' = False, solver: 'IntegerSolver | None' = None) -> "
        "'tuple[str, ...]'",
    ],
    "sortition.replacement.single": [
        "Single(fit: 'tuple[str, ...]') -> None",
        "Single.chance",
        "single_chances(pool: 'Pool', quotas: 'Quotas', panel: 'Collection[str]', barred: "
        "'Collection[str]' = ()) -> 'dict[str, Single]'",
        "total_chances(lottery: 'Lottery', leaves: 'Fraction') -> 'tuple[Fraction, ...]'",
    ],
    "sortition.replacement.vacancy": [
        "Vacancy(pool: 'Pool', quotas: 'Quotas', seats: 'int', staying: 'frozenset[str]', "
        "barred: 'frozenset[str]' = frozenset()) -> None",
        "Vacancy.candidates",
        "Vacancy.counts",
        "Vacancy.excess",
        "Vacancy.open",
        "about_people(code: 'str', ids: 'Collection[str]') -> 'Finding'",
        "counted(pool: 'Pool', quotas: 'Quotas', people: 'Collection[str]') -> 'tuple[int, ...]'",
        "less(quotas: 'Quotas', counts: 'Sequence[int]') -> 'Quotas'",
        "subpool(pool: 'Pool', ids: 'Collection[str]') -> 'Pool'",
    ],
    "sortition.replacement.verify": [
        "Drawing(folder: 'Path', figures: 'Figures', shares: 'Shares | None', tickets: "
        "'Tickets | None') -> None",
        "check_parts(checks: 'Checks', drawing: 'Drawing', pool: 'Source | None') -> 'Assembly "
        "| None'",
        "check_replacement(folder: 'Path', pool: 'Source | None' = None) -> 'Report'",
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
    "sortition.standbys.check": [
        "check_standbys(folder: 'Path', case: 'Case | None' = None) -> 'Report'",
    ],
    "sortition.standbys.choose": [
        "Choice(case: 'Case', settings: 'Settings', counts: 'Set', value: 'Fraction', bound: "
        "'Fraction', status: 'str', known: 'tuple[Set, ...]' = ()) -> None",
        "Choice.gap",
        "choose(case: 'Case', settings: 'Settings', progress: 'Progress' = silent) -> 'Choice'",
        "found_by(search: 'Search', settings: 'Settings') -> 'Choice'",
        "searched(case: 'Case', settings: 'Settings', progress: 'Progress' = silent) -> 'Search'",
    ],
    "sortition.standbys.compare": [
        "Figure(way: 'str', mean: 'float', error: 'float', more: 'float', more_error: "
        "'float') -> None",
        "compare(lottery: 'StandbyLottery', samples: 'int' = 2000) -> 'tuple[Figure, ...]'",
        "judge(case: 'Case', settings: 'Settings', ways: 'Mapping[str, Sequence[Set]]', "
        "samples: 'int') -> 'tuple[Figure, ...]'",
        "look_alikes(case: 'Case', standbys: 'int', seed: 'str') -> 'Set'",
        "proportional(case: 'Case', settings: 'Settings', draws: 'int') -> 'list[Set]'",
    ],
    "sortition.standbys.dropout": [
        "Dropout(stay: 'float', factors: 'Mapping[tuple[str, str], float]' = <factory>, "
        "typical: 'Mapping[str, float]' = <factory>) -> None",
        "Dropout.chance",
        "Dropout.chances",
        "equal_rate(rate: 'float | Fraction') -> 'Dropout'",
        "parse_rates(table: 'Table', quotas: 'Quotas') -> 'Dropout'",
        "read_rates(path: 'Path', quotas: 'Quotas') -> 'Dropout'",
    ],
    "sortition.standbys.estimate": [
        "Estimate(model: 'Dropout', observations: 'Mapping[Place, tuple[int, int]]', "
        "confounded: 'bool', notices: 'tuple[Finding, ...]') -> None",
        "estimate(seen: 'Sequence[Seen]') -> 'Estimate'",
    ],
    "sortition.standbys.fair": [
        "StandbyLottery(choice: 'Choice', limit: 'Fraction', found: 'int', sets: 'tuple[Set, "
        "...]', values: 'tuple[Fraction, ...]', tickets: 'tuple[tuple[str, ...], ...]', "
        "chances: 'tuple[Fraction, ...]', counts: 'tuple[int, ...]') -> None",
        "StandbyLottery.expected",
        "StandbyLottery.never",
        "leximin(sets: 'Sequence[Set]', sizes: 'Vector') -> 'Vector'",
        "make_lottery(case: 'Case', settings: 'Settings', progress: 'Progress' = silent) -> "
        "'StandbyLottery'",
    ],
    "sortition.standbys.publish": [
        "input_digests(case: 'Case') -> 'dict[str, str]'",
        "standby_files(lottery: 'StandbyLottery') -> 'dict[str, bytes]'",
    ],
    "sortition.standbys.record": [
        "Figures(settings: 'Settings', seats: 'int', people: 'int', value: 'Fraction', bound: "
        "'Fraction', limit: 'Fraction', expected: 'Fraction', values: 'tuple[Fraction, ...]', "
        "digests: 'dict[str, str]') -> None",
        "drawn_standbys(folder: 'Path', ticket: 'str | None' = None, seed: 'str | None' = "
        "None) -> 'tuple[str, tuple[str, ...]]'",
        "member_columns(standbys: 'int') -> 'list[str]'",
        "read_figures(folder: 'Path') -> 'Figures'",
        "read_shares(data: 'bytes', figures: 'Figures') -> 'Shares'",
        "read_tickets(data: 'bytes', figures: 'Figures') -> 'Tickets'",
    ],
    "sortition.standbys.samples": [
        "Case(pool: 'Pool', quotas: 'Quotas', panel: 'tuple[int, ...]', chances: "
        "'tuple[Fraction, ...]') -> None",
        "Case.allows",
        "Case.homes",
        "Case.limits",
        "Case.most",
        "Case.problem",
        "Case.profiles",
        "Case.seated",
        "Case.standing_by",
        "Samples(free: 'Counts', rest: 'Counts', weights: 'Counts') -> None",
        "Samples.total",
        "draw_samples(case: 'Case', seed: 'str', count: 'int', purpose: 'str') -> 'Samples'",
        "make_case(pool: 'Pool', quotas: 'Quotas', panel: 'Sequence[str]', model: 'Dropout') "
        "-> 'Case'",
    ],
    "sortition.standbys.settings": [
        "Settings(standbys: 'int', seed: 'str', samples: 'int' = 300, measure: 'Measure' = "
        "'l1', tickets: 'int' = 100, slack: 'Fraction' = Fraction(1, 10), extra: 'Fraction' = "
        "Fraction(1, 20), rounds: 'int' = 25) -> None",
        "check_settings(settings: 'Settings') -> 'None'",
    ],
    "sortition.synth": [
        "SynthSettings(people: 'int', seats: 'int', categories: 'int', bias: 'float', seed: "
        "'str', bandwidth: 'int' = 2, shared: 'float' = 0.2, values: 'int | None' = None, "
        "correlation: 'float' = 0.6, population: 'int' = 1000000) -> None",
        "Synthetic(settings: 'SynthSettings', model: 'Model', ids: 'tuple[str, ...]', values: "
        "'tuple[tuple[str, ...], ...]', households: 'tuple[str, ...]', population: "
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
    "sortition.tightness": [
        "Tightness(problem: 'Problem', exact: 'int | None', panels: 'PanelCount', spans: "
        "'tuple[Span, ...]', prices: 'Prices') -> None",
        "find_tightness(problem: 'Problem', progress: 'Progress' = silent) -> 'Tightness'",
    ],
    "sortition.verify": [
        "is_lottery(folder: 'Path') -> 'bool'",
        "verify(folder: 'Path', pool: 'Source | None' = None, quotas: 'Path | None' = None) -> "
        "'Report'",
    ],
    "stratification.canonical": [
        "canonical(pool: 'Pool', quotas: 'Quotas') -> 'tuple[str, str]'",
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
        "without_choice(problem: 'Problem', solver: 'IntegerSolver', suspects: 'Iterable[int]',"
        " *, certain: 'bool', known: 'Sequence[Counts]') -> 'tuple[Forced, ...]'",
    ],
    "stratification.feasibility.conflicts": [
        "Conflict(limits: 'tuple[Limit, ...]', smallest: 'bool') -> None",
        "conflict_findings(problem: 'Problem', conflict: 'Conflict') -> 'list[Finding]'",
        "conflicts(problem: 'Problem', solver: 'IntegerSolver', count: 'int' = 1, searches: "
        "'int' = 200) -> 'tuple[Conflict, ...]'",
    ],
    "stratification.feasibility.diagnosis": [
        "Diagnosis(problem: 'Problem', conflicts: 'tuple[Conflict, ...]', repairs: "
        "'tuple[Repair, ...]', lacking: 'Lacking | None', short: 'tuple[Short, ...]') -> None",
        "diagnose(problem: 'Problem', solver: 'IntegerSolver', settings: 'RepairSettings', "
        "count: 'int', progress: 'Progress') -> 'Diagnosis'",
    ],
    "stratification.feasibility.lacking": [
        "Lacking(people: 'int', needs: 'tuple[Need, ...]') -> None",
        "Need(quota: 'Quota', people: 'int', least: 'int') -> None",
        "Short(quota: 'Quota', people: 'int') -> None",
        "Short.lacking",
        "lacking(problem: 'Problem', solver: 'IntegerSolver') -> 'Lacking | None'",
        "short_values(problem: 'Problem') -> 'tuple[Short, ...]'",
    ],
    "stratification.feasibility.repairs": [
        "Change(old: 'Quota', new: 'Quota') -> None",
        "Repair(kinds: 'tuple[Kind, ...]', changes: 'tuple[Change, ...]', seats: 'int', "
        "household: 'bool', measures: 'Measures', quotas: 'Quotas') -> None",
        "RepairSettings(count: 'int' = 5, locked: 'tuple[Quota, ...]' = ()) -> None",
        "repair(problem: 'Problem', solver: 'IntegerSolver', settings: 'RepairSettings', "
        "progress: 'Progress') -> 'tuple[Repair, ...]'",
    ],
    "stratification.feasibility.tightness": [
        "PanelCount(groups: 'float', bound: 'float', estimate: 'float | None') -> None",
        "Span(quota: 'Quota', least: 'int', most: 'int') -> None",
        "Span.fixed",
        "panel_bound(problem: 'Problem') -> 'PanelCount'",
        "spans(problem: 'Problem') -> 'tuple[Span, ...]'",
    ],
    "stratification.integer": [
        "IntegerSolver(*args, **kwargs)",
        "IntegerSolver.maximise",
        "IntegerSystem(matrix: 'Counts', low: 'Counts', high: 'Counts', lower: 'Counts', upper:"
        " 'Counts') -> None",
        "IntegerSystem.allows",
        "PulpSolver(name: 'str') -> None",
        "PulpSolver.maximise",
        "best_counts(solver: 'IntegerSolver', system: 'IntegerSystem', weights: 'Counts') -> "
        "'Counts | None'",
        "find_solver(name: 'str | None' = None) -> 'PulpSolver'",
    ],
    "stratification.pool": [
        "Assembly(pool: 'Pool', quotas: 'Quotas', seats: 'int', notices: 'tuple[Finding, ...]',"
        " table: 'Table', id_rows: 'Mapping[str, int]') -> None",
        "Assembly.row_of",
        "Pool(ids: 'tuple[str, ...]', categories: 'tuple[str, ...]', values: 'tuple[tuple[str, "
        "...], ...]', households: 'tuple[int, ...] | None' = None) -> None",
        "Source(path: 'Path', id_column: 'str | None' = None, household_columns: 'tuple[str, "
        "...]' = ()) -> None",
        "check_sums(quotas: 'Quotas', seats: 'int', file: 'str') -> 'list[Finding]'",
        "read_assembly(source: 'Source', quotas: 'Path | Table', seats: 'int', *, strict: "
        "'bool' = True) -> 'Assembly'",
    ],
    "stratification.population": [
        "About(source: 'str' = '', table: 'str' = '', date: 'str' = '', population: 'str' = '',"
        " ages: 'Ages | None' = None, provisional: 'bool' = False, note: 'str' = '') -> None",
        "Ages(first: 'int', last: 'int | None' = None) -> None",
        "CrossTable(categories: 'tuple[str, ...]', cells: 'Mapping[Values, Fraction | None]', "
        "about: 'About' = About(source='', table='', date='', population='', ages=None, "
        "provisional=False, note=''), counted: 'bool' = True, file: 'str | None' = None, rows: "
        "'Mapping[Values, int]' = <factory>) -> None",
        "CrossTable.has",
        "CrossTable.margin",
        "CrossTable.share",
        "CrossTable.total",
        "CrossTable.values_of",
        "Layout(counts: 'tuple[str, ...]', categories: 'tuple[str, ...]' = (), wide: 'str | "
        "None' = None, keep: 'Mapping[str, tuple[str, ...]]' = <factory>, names: 'Mapping[str, "
        "str]' = <factory>, shares: 'bool' = False) -> None",
        "Population(tables: 'tuple[CrossTable, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Population.categories",
        "Population.table",
        "ages_text(ages: 'Ages') -> 'str'",
        "fit(population: 'Population', quotas: 'Quotas') -> 'Population'",
        "join(populations: 'Sequence[Population]') -> 'Population'",
        "keep(population: 'Population', category: 'str', values: 'Sequence[str]') -> 'Population'",
        "parse_about(texts: 'Mapping[str, str]') -> 'About'",
        "parse_ages(text: 'str') -> 'Ages | None'",
        "parse_population(table: 'Table', about: 'About', layout: 'Layout | None' = None) -> "
        "'Population'",
        "population_bytes(population: 'Population') -> 'bytes'",
        "read_population(path: 'Path', layout: 'Layout | None' = None) -> 'Population'",
        "regroup(population: 'Population', category: 'str', groups: 'Mapping[str, "
        "Sequence[str]]') -> 'Population'",
        "select(population: 'Population', tables: 'Sequence[Sequence[str]]') -> 'Population'",
        "share_of(population: 'Population', pairs: 'Pairs') -> 'Fraction | None'",
        "to_bands(population: 'Population', category: 'str', bands: 'Sequence[str]') -> "
        "'Population'",
        "with_about(population: 'Population', texts: 'Mapping[str, str]') -> 'Population'",
    ],
    "stratification.population.builtin": [
        "builtin_population(name: 'str') -> 'Population'",
    ],
    "stratification.population.cbs": [
        "Cache(folder: 'Path', today: 'date') -> None",
        "Cache.path",
        "CbsRequest(table: 'str', categories: 'Mapping[str, str]', measure: 'str', filters: "
        "'Mapping[str, Sequence[str]]' = <factory>, period: 'str | None' = None) -> None",
        "read_cbs(request: 'CbsRequest', cache: 'Cache | None' = None) -> 'Population'",
    ],
    "stratification.population.recipe": [
        "Recipe(by: 'Mapping[str, str]', counts: 'tuple[str, ...]' = (), wide: 'str | None' = "
        "None, shares: 'bool' = False, rows: 'Lists | None' = None, period: 'str | None' = "
        "None, mapping: 'tuple[str, Path] | None' = None, regions: 'tuple[str, ...]' = (), "
        "year: 'int' = 2025, groups: 'Mapping[str, Lists] | None' = None, bands: 'Lists | None'"
        " = None, keep: 'Lists | None' = None, tables: 'tuple[tuple[str, ...], ...] | None' = "
        "None, about: 'Mapping[str, str] | None' = None) -> None",
        "make_population(sources: 'Sequence[str]', recipe: 'Recipe' = Recipe(by={}, counts=(), "
        "wide=None, shares=False, rows=None, period=None, mapping=None, regions=(), year=2025, "
        "groups=None, bands=None, keep=None, tables=None, about=None), cache: 'Cache | None' = "
        "None) -> 'Population'",
    ],
    "stratification.population.regions": [
        "RegionMapping(year: 'int', regions: 'Mapping[str, str]', names: 'Mapping[str, str]', "
        "notices: 'tuple[Finding, ...]' = ()) -> None",
        "RegionMapping.code_of",
        "RegionMapping.shown",
        "read_mapping(path: 'Path', year: 'int') -> 'RegionMapping'",
        "region_names(year: 'int') -> 'Mapping[str, str]'",
        "to_regions(population: 'Population', category: 'str', mapping: 'RegionMapping', "
        "regions: 'Sequence[str] | None' = None) -> 'Population'",
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
        "check_panel(pool: 'Pool', quotas: 'Quotas', seats: 'int', panel: 'Sequence[int]') -> "
        "'list[str]'",
        "make_problem(pool: 'Pool', quotas: 'Quotas', seats: 'int') -> 'Problem'",
    ],
    "stratification.quotas": [
        "Quota(category: 'str', value: 'str', min: 'int', max: 'int', min_flex: 'int | None' = "
        "None, max_flex: 'int | None' = None, target: 'Fraction | None' = None, weight: "
        "'Fraction' = Fraction(1, 1)) -> None",
        "Quota.pairs",
        "QuotaReading(quotas: 'Quotas', known: 'Mapping[str, Mapping[str, str]]' = <factory>, "
        "rows_at: 'Mapping[tuple[str, str], int]' = <factory>, errors: 'tuple[Finding, ...]' = "
        "(), notices: 'tuple[Finding, ...]' = (), free: 'Mapping[str, Place]' = <factory>) -> "
        "None",
        "Quotas(rows: 'tuple[Quota, ...]') -> None",
        "Quotas.by_columns",
        "Quotas.categories",
        "Quotas.columns",
        "Quotas.partitions",
        "Quotas.values_of",
        "examine_quotas(table: 'Table') -> 'QuotaReading'",
        "parse_quotas(table: 'Table') -> 'Quotas'",
        "quota_bytes(quotas: 'Quotas', targets: 'bool' = False) -> 'bytes'",
    ],
    "stratification.register.map": [
        "map_content(mapping: 'RegisterMap') -> 'dict[str, Any]'",
        "map_from_content(content: 'Mapping[str, Any]') -> 'RegisterMap'",
        "read_map(path: 'Path') -> 'RegisterMap'",
    ],
    "stratification.register.model": [
        "Choices(reference_date: 'datetime.date', strata: 'tuple[str, ...]' = (), excluded: "
        "'tuple[Path, ...]' = (), one_per_address: 'bool' = False) -> None",
        "Reading(name: 'str', digest: 'str', rows: 'int', steps: 'tuple[Step, ...]', people: "
        "'int', units: 'int', confidential: 'int', excluded_digests: 'Mapping[str, str]' = "
        "<factory>, notices: 'tuple[Finding, ...]' = ()) -> None",
        "RegisterMap(columns: 'Mapping[str, str]', strata: 'tuple[StratumColumn, ...]' = (), "
        "frame: 'Frame' = 'persons', drop: 'tuple[str, ...]' = (), minimum_age: 'int | None' = "
        "None, maximum_age: 'int | None' = None, undetermined: \"Literal['in', 'out'] | None\" = "
        "None, provision: 'Mapping[str, str]' = <factory>) -> None",
        "Step(code: 'str', removed: 'int') -> None",
        "StratumColumn(name: 'str', column: 'str | None', bands: 'tuple[Ages, ...]' = (), "
        "values: 'Mapping[str, str]' = <factory>) -> None",
    ],
    "stratification.register.reading": [
        "Register(reading: 'Reading', database: 'DuckDBPyConnection', query: 'str', source: "
        "'Source', layout: 'Layout') -> None",
        "Register.people",
        "open_register(path: 'Path', mapping: 'RegisterMap', choices: 'Choices') -> "
        "'Iterator[Register]'",
    ],
    "stratification.representation.assess": [
        "Counted(groups: 'tuple[GroupTally, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "assess(groups: 'Sequence[Group]', population: 'Population', settings: "
        "'AssessSettings', progress: 'Progress') -> 'Assessment'",
        "count_groups(groups: 'Sequence[Group]', population: 'Population') -> 'Counted'",
        "norms_of(groups: 'Sequence[Group]', settings: 'AssessSettings') -> 'tuple[NormResult, "
        "...]'",
        "report(counted: 'Counted', settings: 'AssessSettings', norms: 'tuple[NormResult, "
        "...]', progress: 'Progress', notices: 'Sequence[Finding]' = ()) -> 'Assessment'",
        "split_groups(groups: 'Sequence[Group]', settings: 'AssessSettings') -> 'tuple[Group, "
        "...]'",
    ],
    "stratification.representation.group": [
        "Group(name: 'str', categories: 'tuple[str, ...]', people: 'tuple[Person, ...]', parts:"
        " 'tuple[str, ...] | None' = None, notices: 'tuple[Finding, ...]' = ()) -> None",
        "read_group(path: 'Path', population: 'Population', settings: 'AssessSettings') -> 'Group'",
        "split_group(group: 'Group') -> 'tuple[Group, ...]'",
    ],
    "stratification.representation.model": [
        "Assessment(groups: 'tuple[GroupAssessment, ...]', split: 'str | None' = None, norms: "
        "'tuple[NormResult, ...]' = (), funnel: 'Funnel | None' = None, notices: "
        "'tuple[Finding, ...]' = ()) -> None",
        "Cell(categories: 'tuple[str, ...]', values: 'tuple[str, ...]', count: 'int', share: "
        "'Fraction', expected: 'Fraction', low: 'int', high: 'int', at_most: 'float', at_least:"
        " 'float', method: \"Literal['hypergeometric', 'binomial']\", parts: 'tuple[str, ...]' = "
        "()) -> None",
        "Cell.difference",
        "Change(category: 'str', value: 'str', more: 'int', fewer: 'int') -> None",
        "Comparison(categories: 'tuple[str, ...]', cells: 'tuple[Cell, ...]', known: 'int', "
        "unknown: 'int', dissimilarity: 'float', by_chance: 'float', fit: 'Fit | None' = None, "
        "r_indicator: 'float | None' = None, variation: 'float | None' = None) -> None",
        "Course(category: 'str', value: 'str', stages: 'tuple[Stage, ...]', lost_at: 'int | "
        "None') -> None",
        "Fit(statistic: 'float', p: 'float', holm: 'float', method: \"Literal['exact', "
        "'monte-carlo']\", samples: 'int | None' = None) -> None",
        "Funnel(names: 'tuple[str, ...]', sizes: 'tuple[int | None, ...]', courses: "
        "'tuple[Course, ...]', r_indicators: 'tuple[dict[str, tuple[float, float] | None], "
        "...]') -> None",
        "GroupAssessment(name: 'str', size: 'int', comparisons: 'tuple[Comparison, ...]', "
        "pairs: 'tuple[Comparison, ...]', dissimilarity: 'float', by_chance: 'float', missing: "
        "'tuple[Cell, ...]', lacks: 'bool' = False, mends: 'tuple[Mend, ...]' = (), withheld: "
        "'tuple[tuple[str, ...], ...]' = ()) -> None",
        "Mend(kind: \"Literal['add', 'replace']\", people: 'int', changes: 'tuple[Change, ...]', "
        "within: 'int', apart: 'bool' = False) -> None",
        "Norm(value: 'str', side: \"Literal['min', 'max']\", share: 'Fraction', source: 'str' = "
        "'') -> None",
        "NormResult(norm: 'Norm', group: 'str', count: 'int', size: 'int', needed: 'int') -> None",
        "NormResult.met",
        "Stage(count: 'int | None', share: 'Fraction', passed: 'Fraction | None', relative: "
        "'Fraction | None', surprise: 'float | None') -> None",
    ],
    "stratification.representation.settings": [
        "AssessSettings(split: 'str | None' = None, by: 'tuple[str, ...] | None' = None, "
        "unknown: 'tuple[str, ...]' = (), norms: 'tuple[Norm, ...] | None' = None, within: "
        "'int' = 0, funnel: 'bool' = False, solver: 'str | None' = None) -> None",
        "check_settings(settings: 'AssessSettings') -> 'None'",
        "chosen_categories(population: 'Population', settings: 'AssessSettings') -> 'tuple[str,"
        " ...]'",
    ],
    "stratification.representation.suppression": [
        "Published(assessment: 'Assessment', least: 'int', left_out: 'tuple[str, ...]' = ()) ->"
        " None",
        "hide(counted: 'Counted', least: 'int', alike: 'bool') -> 'Counted'",
        "large_groups(groups: 'Sequence[Group]', least: 'int', room: 'str | None') -> "
        "'tuple[Group, ...]'",
        "merge(tally: 'Tally', places: 'Sequence[int]', merging: 'Merging') -> 'Tally'",
        "merged_places(counts: 'Sequence[int]', least: 'int') -> 'tuple[int, ...] | None'",
        "publish(groups: 'Sequence[Group]', population: 'Population', settings: "
        "'AssessSettings', least: 'int', progress: 'Progress') -> 'Published'",
    ],
    "stratification.targets.apportionment": [
        "Apportionment(seats: 'tuple[int, ...]', tied: 'tuple[int, ...]' = ()) -> None",
        "Method(id: 'str', name: 'str', citation: 'str', quota_rule: 'bool', compute: "
        "'Compute') -> None",
        "apportion(method: 'str', votes: 'Sequence[Fraction | int]', seats: 'int') -> "
        "'Apportionment'",
    ],
    "stratification.targets.settings": [
        "Bandwidth(kind: \"Literal['floor-ceiling', 'seats', 'share']\" = 'floor-ceiling', size: "
        "'Fraction' = Fraction(0, 1)) -> None",
        "Bandwidth.bounds",
        "Free(category: 'str', value: 'str', most: 'int') -> None",
        "Oversample(category: 'str | None', value: 'str', more: 'int', reason: 'str') -> None",
        "SettingTexts(method: 'str' = 'sainte-lague', bandwidth: 'str' = 'floor-ceiling', by: "
        "'str | None' = None, oversample: 'tuple[str, ...]' = (), reasons: 'tuple[str, ...]' = "
        "(), free: 'tuple[str, ...]' = ()) -> None",
        "TargetSettings(seats: 'int', method: 'str' = 'sainte-lague', bandwidth: 'Bandwidth' = "
        "Bandwidth(kind='floor-ceiling', size=Fraction(0, 1)), by: 'tuple[tuple[str, ...], ...]"
        " | None' = None, oversample: 'tuple[Oversample, ...]' = (), free: 'tuple[Free, ...]' ="
        " ()) -> None",
        "check_settings(settings: 'TargetSettings') -> 'list[Finding]'",
        "parse_by(text: 'str') -> 'tuple[tuple[str, ...], ...]'",
        "parse_settings(seats: 'int', texts: 'SettingTexts') -> 'TargetSettings'",
    ],
    "stratification.targets.steps": [
        "Step(categories: 'tuple[str, ...]', values: 'tuple[str, ...]', population: 'Fraction |"
        " None', share: 'Fraction', exact: 'Fraction', target: 'Fraction', apportioned: 'int', "
        "minimum: 'int', maximum: 'int', policy: 'str | None' = None, free: 'bool' = False) -> "
        "None",
        "Step.quota",
        "Targets(settings: 'TargetSettings', tables: 'tuple[tuple[Step, ...], ...]', abouts: "
        "'tuple[About, ...]', notices: 'tuple[Finding, ...]' = ()) -> None",
        "Targets.quotas",
        "Targets.steps",
        "make_targets(population: 'Population', settings: 'TargetSettings', solver: "
        "'IntegerSolver | None' = None) -> 'Targets'",
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
