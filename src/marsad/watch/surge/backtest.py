"""Back-test: had these rules been running, what would they have found, and how often cried wolf?

Every rule runs over the same weeks. Thresholds are set on one half of the history and judged on the other, both ways.
What a true rise was is decided in hindsight (`changes.rises_of`), by a method no rule uses; and since a history holds
few of them, known rises are planted into its quiet stretches too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from marsad.model.errors import WatchError
from marsad.watch.panel import Flags, Integers, Numbers, Panel
from marsad.watch.surge.calibrate import calibrate
from marsad.watch.surge.changes import rises_of
from marsad.watch.surge.counts import draw_counts
from marsad.watch.surge.episodes import candidate_thresholds, episode_starts, threshold_for
from marsad.watch.surge.expect import Baseline, Expectation, choose_baseline, expect
from marsad.watch.surge.rules import RULES, Rule, alarms_of

FIRST_WEEK = 56  # the rules that look at a whole past year and a month can speak from here on
LEAST_WEEKS = 130  # a year to learn, then at least three quarters to set thresholds and as many to judge
HOW = {
    "learnt": "threshold set as in the weekly look, on one half of the history, judged on the other, both ways",
    "equal": "threshold set so that every rule makes the same number of false episodes on the weeks judged",
    "published": "threshold as published",
}


@dataclass(frozen=True, slots=True)
class BacktestSettings:
    """How rules are judged.

    `budget` is the false episodes a series-year that every tuned rule may make; `within_weeks` how soon a rise must be
    found; `rise` how many times the old level a lasting rise has at least; smaller ones (from `small_rise`) are
    neither to be found nor false when found. `early_weeks`: an alarm so long before a rise as dated in hindsight still
    counts. `plants` is how many planted rises at most in each half, each of `rise` times the level, in series of
    `plant_level` events a week or more.
    """

    budget: float = 0.5
    within_weeks: int = 26
    rise: float = 2.0
    small_rise: float = 1.25
    early_weeks: int = 4
    plants: int = 200
    plant_level: float = 0.3


@dataclass(frozen=True, slots=True)
class Score:
    """How one rule did on the weeks judged.

    `how` is a key of `HOW`; `thresholds` are one, or one a half. `false_per_year` is per quiet series-year. Delays are
    in weeks, a rise not found counted as `within_weeks`. `right` is the share of alarm episodes that fell to a true
    rise. `planted_found` is the share of planted rises found, `by_chance` how often the same windows alarmed without
    the plant.
    """

    rule: str
    how: str
    thresholds: tuple[float, ...]
    false_per_year: float
    rises: int
    found: int
    delay: float | None
    episodes: int
    right: float | None
    plants: int
    planted_found: float | None
    planted_delay: float | None
    by_chance: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of all rules, and what they were judged on: series, weeks `[first, last)`, quiet series-years."""

    scores: tuple[Score, ...]
    series: int
    weeks: tuple[int, int]
    quiet_years: float
    baselines: tuple[Baseline, ...]
    settings: BacktestSettings


@dataclass(frozen=True, slots=True)
class Truth:
    """What was so in hindsight: (series, week) of each lasting rise, and the weeks in which no alarm is false."""

    onsets: tuple[tuple[int, int], ...]
    excused: Flags


@dataclass(frozen=True, slots=True)
class _Half:
    """One half: the weeks judged, the baseline learnt on the other half, and rises planted here."""

    window: Flags
    learnt_on: Flags
    baseline: Baseline
    panel: Panel
    planted: Panel
    bare: Panel
    starts: Integers


@dataclass(slots=True)
class _Sum:
    """What is added up over the halves."""

    thresholds: list[float] = field(default_factory=list)
    false: int = 0
    episodes: int = 0
    delays: list[float] = field(default_factory=list)
    planted: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def backtest(
    panel: Panel, *, seed: int, settings: BacktestSettings | None = None, rules: Sequence[Rule] = RULES
) -> Backtest:
    """Score rules on a history.

    Args:
        panel: the history, several series.
        seed: of the planted rises.
        settings: see there.
        rules: which rules; one that has nothing to look at (deaths, where none are known) is left out.

    Raises:
        WatchError: the history is shorter than 130 weeks.
    """
    chosen = settings or BacktestSettings()
    weeks = len(panel.weeks)
    if weeks < LEAST_WEEKS:
        raise WatchError(
            f"A back-test needs {LEAST_WEEKS} weeks: a year to learn from, and enough after it to set thresholds and "
            f"judge them. Found {weeks}. Give a longer history."
        )
    truth = truth_of(panel, chosen)
    random = np.random.default_rng(seed)
    split = (FIRST_WEEK + weeks) // 2
    halves = [
        _make_half(panel, truth, judged, learnt, chosen, random)
        for judged, learnt in (((split, weeks), (FIRST_WEEK, split)), ((FIRST_WEEK, split), (split, weeks)))
    ]
    scores = [score for rule in rules for score in _score_rule(rule, halves, truth, chosen, seed)]
    quiet = (~truth.excused[:, FIRST_WEEK:]).sum() / 52
    baselines = tuple(half.baseline for half in halves)
    return Backtest(tuple(scores), len(panel.keys), (FIRST_WEEK, weeks), float(quiet), baselines, chosen)


def truth_of(panel: Panel, settings: BacktestSettings | None = None) -> Truth:
    """The lasting rises of a history, in hindsight."""
    chosen = settings or BacktestSettings()
    excused = np.zeros(panel.counts.shape, dtype=bool)
    onsets = []
    for row, counts in enumerate(panel.counts):
        for change in rises_of(counts, factor=chosen.small_rise, share=panel.share):
            excused[row, max(0, change.week - chosen.early_weeks) : change.week + chosen.within_weeks] = True
            if change.factor >= chosen.rise:
                onsets.append((row, change.week))
    return Truth(tuple(onsets), excused)


def _make_half(
    panel: Panel,
    truth: Truth,
    judged: tuple[int, int],
    learnt: tuple[int, int],
    settings: BacktestSettings,
    random: np.random.Generator,
) -> _Half:
    windows = []
    for first, last in (judged, learnt):
        window = np.zeros(panel.counts.shape, dtype=bool)
        window[:, first:last] = True
        windows.append(window)
    places = plant_places(panel, truth, judged, settings, random)
    bare = replace(panel.of([row for row, _ in places]), members={})
    starts = np.array([start for _, start in places], dtype=np.int64)
    planted = plant(bare, starts, settings, random)
    baseline = choose_baseline(panel, judged=windows[1])
    return _Half(windows[0], windows[1], baseline, panel, planted, bare, starts)


def plant_places(
    panel: Panel, truth: Truth, judged: tuple[int, int], settings: BacktestSettings, random: np.random.Generator
) -> list[tuple[int, int]]:
    """Series and weeks at which a rise can be planted: quiet half a year before and after, and not too empty."""
    length = settings.within_weeks
    places = [
        (row, start)
        for row in range(len(panel.keys))
        for start in range(judged[0], judged[1] - length + 1)
        if not truth.excused[row, start - length : start + length].any()
        and panel.counts[row, start - length : start].mean() >= settings.plant_level
    ]
    if len(places) > settings.plants:
        places = [places[i] for i in sorted(random.choice(len(places), settings.plants, replace=False))]
    return places


def plant(bare: Panel, starts: Integers, settings: BacktestSettings, random: np.random.Generator) -> Panel:
    """The series with a rise added to each, of `settings.rise` times its level in the half year before."""
    length = settings.within_weeks
    counts = bare.counts.copy()
    for row, start in enumerate(starts):
        level = bare.counts[row, start - length : start].mean()
        counts[row, start : start + length] += draw_counts(np.full(length, level * (settings.rise - 1.0)), 1.5, random)
    return replace(bare, counts=counts)


def _score_rule(rule: Rule, halves: list[_Half], truth: Truth, settings: BacktestSettings, seed: int) -> list[Score]:
    statistics = [rule.statistic(half.panel, expect(half.panel, half.baseline)) for half in halves]
    if not all(np.isfinite(statistic).any() for statistic in statistics):
        return []
    planted = [
        [rule.statistic(each, expect(each, half.baseline)) for each in (half.planted, half.bare)] for half in halves
    ]
    both = halves[0].window | halves[1].window
    learnt = [_learn(rule, s, half, truth, settings, seed) for s, half in zip(statistics, halves)]
    equal = [_tune(rule, s, both, truth, settings) for s in statistics]
    ways = [("learnt", learnt), ("equal", equal)]
    if rule.published is not None:
        ways.append(("published", [rule.published] * 2))
    scores = []
    for how, thresholds in ways:
        total = _Sum()
        for half, statistic, extra, threshold in zip(halves, statistics, planted, thresholds):
            _add_half(total, rule, half, statistic, extra, threshold, truth, settings)
        quiet = (both & ~truth.excused).sum() / 52
        scores.append(_score(rule, how, total, float(quiet), settings))
    return scores


def _learn(rule: Rule, statistic: Numbers, half: _Half, truth: Truth, settings: BacktestSettings, seed: int) -> float:
    """The threshold as the weekly look would set it on this half: by replay and by simulation, whichever is higher."""
    made = expect(half.panel, half.baseline)
    learnt = np.flatnonzero(half.learnt_on.any(axis=0))
    until = int(learnt[-1]) + 1
    known, _ = calibrate(
        rule,
        half.panel,
        np.where(half.learnt_on, statistic, np.nan),
        quiet=half.learnt_on & ~truth.excused,
        baseline=half.baseline,
        expectation=Expectation(made.mean[:, :until], made.dispersion[:, :until]),
        budget=settings.budget * len(half.panel.keys),
        random=np.random.default_rng(seed),
    )
    return known.threshold


def _tune(rule: Rule, statistic: Numbers, window: Flags, truth: Truth, settings: BacktestSettings) -> float:
    quiet = window & ~truth.excused
    years = max(float(quiet.sum()) / 52, 1e-9)

    def rate(threshold: float) -> float:
        return float((episode_starts(alarms_of(rule, statistic, threshold)) & quiet).sum()) / years

    return threshold_for(rate, candidate_thresholds(rule, np.where(window, statistic, np.nan)), settings.budget)


def _add_half(
    total: _Sum,
    rule: Rule,
    half: _Half,
    statistic: Numbers,
    planted: list[Numbers],
    threshold: float,
    truth: Truth,
    settings: BacktestSettings,
) -> None:
    alarm = alarms_of(rule, statistic, threshold)
    starts = episode_starts(alarm) & half.window
    total.thresholds.append(threshold)
    total.episodes += int(starts.sum())
    total.false += int((starts & ~truth.excused).sum())
    for row, week in truth.onsets:
        if half.window[row, week] and week + settings.early_weeks <= alarm.shape[1]:
            total.delays.append(_delay(alarm[row], week, settings))
    for delays, each in zip((total.planted, total.bare), planted):
        found = alarms_of(rule, each, threshold)
        delays.extend(
            _delay(row, int(start), replace(settings, early_weeks=0)) for row, start in zip(found, half.starts)
        )


def _delay(alarm: Flags, week: int, settings: BacktestSettings) -> float:
    window = alarm[max(0, week - settings.early_weeks) : week + settings.within_weeks]
    if not window.any():
        return float(settings.within_weeks)
    return float(max(0, int(window.argmax()) - min(week, settings.early_weeks)))


def _score(rule: Rule, how: str, total: _Sum, quiet_years: float, settings: BacktestSettings) -> Score:
    def share(delays: list[float]) -> float | None:
        return float((np.array(delays) < settings.within_weeks).mean()) if delays else None

    def mean(delays: list[float]) -> float | None:
        return float(np.mean(delays)) if delays else None

    return Score(
        rule=rule.name,
        how=how,
        thresholds=tuple(dict.fromkeys(total.thresholds)),
        false_per_year=total.false / max(quiet_years, 1e-9),
        rises=len(total.delays),
        found=sum(delay < settings.within_weeks for delay in total.delays),
        delay=mean(total.delays),
        episodes=total.episodes,
        right=1.0 - total.false / total.episodes if total.episodes else None,
        plants=len(total.planted),
        planted_found=share(total.planted),
        planted_delay=mean(total.planted),
        by_chance=share(total.bare),
    )
