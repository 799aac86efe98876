"""The weekly look: which series rise, fall, spike or begin, by how much, and how often that comes by chance."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from scipy.stats import gamma

from marsad.model.errors import WatchError
from marsad.model.incident import Alert
from marsad.watch.panel import ANY, Numbers, Panel
from marsad.watch.surge.backtest import truth_of
from marsad.watch.surge.calibrate import Calibration, calibrate
from marsad.watch.surge.counts import at_most_chance, tail_chance
from marsad.watch.surge.delay import Visibility
from marsad.watch.surge.episodes import QUIET_WEEKS
from marsad.watch.surge.expect import Baseline, Expectation, choose_baseline, expect
from marsad.watch.surge.farrington import Farrington, farrington
from marsad.watch.surge.rules import FALL, RISE, WEEK_TAIL, Rule, alarms_of, sum_path

LEAST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """What the user decides.

    `budget` is how many false alarms a year over all series together are acceptable, half of them for rises, a quarter
    each for spikes and falls; None is one in two years for each series, and no more than 12 (one a month) in all. An
    area is new after `empty_weeks` without an event. Alarms of the last `recent_weeks` are told. `spike_years` of the
    history are replayed for the spike threshold.
    """

    budget: float | None = None
    empty_weeks: int = 26
    recent_weeks: int = 4
    spike_years: int = 3

    def __post_init__(self) -> None:
        if self.budget is not None and not self.budget > 0:
            raise WatchError(f"The alarm budget is {self.budget}; wanted more than 0 false alarms a year, such as 12.")
        if self.empty_weeks < 1 or self.recent_weeks < 1 or self.spike_years < 1:
            raise WatchError("empty_weeks, recent_weeks and spike_years must be 1 or more. Correct the settings.")

    def budget_of(self, series: int) -> float:
        """The alarm budget for so many series."""
        return min(12.0, 0.5 * series) if self.budget is None else self.budget


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found, and what it rests on."""

    alerts: tuple[Alert, ...]
    panel: Panel
    expectation: Expectation
    baseline: Baseline
    calibrations: tuple[Calibration, ...]
    as_of: date
    visible: Numbers | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _View:
    """One kind of alert, made ready: its rule's statistic, what was expected, and its threshold."""

    kind: str
    rule: Rule
    statistic: Numbers
    expectation: Expectation
    calibration: Calibration
    rate: Callable[[float], float]


def look(
    panel: Panel, *, as_of: date, seed: int, settings: WatchSettings | None = None, visibility: Visibility | None = None
) -> Look:
    """Look at the newest weeks of every series.

    Args:
        panel: the series, up to the week of `as_of`.
        as_of: the last day that the data cover.
        seed: of the simulations behind the thresholds.
        settings: see there.
        visibility: the desk's reporting delay, where it could be learnt; expected counts of recent weeks shrink by it.

    Raises:
        WatchError: less than a year of history.
    """
    chosen = settings or WatchSettings()
    if len(panel.weeks) < LEAST_WEEKS:
        raise WatchError(
            f"The series hold {len(panel.weeks)} weeks; wanted a year (52) to know what was to be expected. "
            "Collect older reports, or import a data set of the same conflict."
        )
    random = np.random.default_rng(seed)
    visible = None if visibility is None else visibility.over(panel.weeks, as_of)
    baseline = choose_baseline(panel)
    expectation = expect(panel, baseline, visible=visible)
    quiet = ~truth_of(panel).excused
    views = []
    for kind, rule, share, made in (
        ("rise", RISE, 0.5, expectation),
        ("spike", WEEK_TAIL, 0.25, _spike_expectation(panel, expectation, chosen, visible)),
        ("fall", FALL, 0.25, expectation),
    ):
        statistic = rule.statistic(panel, made)
        calibration, rate = calibrate(
            rule, panel, statistic, quiet=quiet if kind != "fall" else np.ones_like(quiet), baseline=baseline,
            expectation=made, budget=chosen.budget_of(len(panel.keys)) * share, random=random,
        )  # fmt: skip
        views.append(_View(kind, rule, statistic, made, calibration, rate))
    alerts = [alert for view in views for alert in _alerts_of(view, panel, as_of, chosen, visible)]
    alerts += _new_areas(panel, as_of, chosen)
    calibrations = tuple(view.calibration for view in views)
    return Look(tuple(alerts), panel, expectation, baseline, calibrations, as_of, visible, _notes(panel, visible))


def _notes(panel: Panel, visible: Numbers | None) -> tuple[str, ...]:
    notes = []
    if visible is None:
        notes.append("delay-unknown")
    if panel.left_out is not None and panel.left_out.any():
        notes.append("coarse-dates")
    return tuple(notes)


def _spike_expectation(
    panel: Panel, plain: Expectation, settings: WatchSettings, visible: Numbers | None
) -> Expectation:
    """Farrington's where it has history enough, the plain decayed mean elsewhere."""
    weeks = len(panel.weeks)
    made = farrington(panel, range(max(0, weeks - settings.spike_years * 52), weeks), Farrington())
    known = made.is_known
    mean = made.mean if visible is None else made.mean * visible
    return Expectation(np.where(known, mean, plain.mean), np.where(known, made.dispersion, plain.dispersion))


def _alerts_of(view: _View, panel: Panel, as_of: date, settings: WatchSettings, visible: Numbers | None) -> list[Alert]:
    alarm = alarms_of(view.rule, view.statistic, view.calibration.threshold)
    found = []
    for row in np.flatnonzero(alarm[:, -settings.recent_weeks :].any(axis=1)):
        weeks = np.flatnonzero(alarm[row])
        gaps = np.flatnonzero(np.diff(weeks) > QUIET_WEEKS)
        first = int(weeks[gaps[-1] + 1] if len(gaps) else weeks[0])
        start, stop = first, int(weeks[-1]) + 1
        if view.rule.adds_up:
            path = sum_path(view.statistic[row : row + 1, : first + 1], view.calibration.threshold)[0]
            start = int(np.flatnonzero(path == 0.0)[-1]) + 1 if (path == 0.0).any() else 0
            stop = len(panel.weeks)
        found.append(_make_alert(view, panel, int(row), (start, first, stop), as_of, visible))
    return found


def _make_alert(
    view: _View, panel: Panel, row: int, weeks: tuple[int, int, int], as_of: date, visible: Numbers | None
) -> Alert:
    start, first, stop = weeks
    key = panel.keys[row]
    seen = int(panel.counts[row, start:stop].sum())
    expected = float(np.nansum(view.expectation.mean[row, start:stop]))
    spread = float(view.expectation.dispersion[row, first])
    low, high = ratio_interval(seen, expected, spread)
    covered = float(panel.share[start:stop].sum())
    window = range(start, stop)
    return Alert(
        id=f"{view.kind}:{key.actor}:{key.area}:{panel.weeks[first].isoformat()}",
        kind=view.kind,
        actor=None if key.actor == ANY else key.actor,
        area=None if key.area == ANY else key.area,
        start=panel.weeks[start],
        end=min(panel.weeks[stop - 1] + timedelta(days=6), as_of),
        seen=seen / covered,
        expected=expected / covered,
        rule=view.rule.name,
        false_per_year=view.calibration.false_per_year,
        ratio_low=low,
        ratio_high=high,
        labels=_labels(panel, row, window),
        incidents=tuple(id for week in window for id in panel.members.get((row, week), ())),
        as_of=as_of,
        complete=None if visible is None else float(visible[start:stop].mean()),
        as_strong_per_year=view.rate(_strength(view, row, start, stop)),
    )


def _strength(view: _View, row: int, start: int, stop: int) -> float:
    """How far the rule's statistic went in a window, had it not started again after the alarm."""
    statistic = view.statistic[row : row + 1, start:stop]
    reached = sum_path(statistic, np.inf) if view.rule.adds_up else statistic
    return float(np.nanmax(reached))


def ratio_interval(seen: int, expected: float, dispersion: float) -> tuple[float, float]:
    """95 % interval of how many times the expected number was seen (gamma interval of a count, widened)."""
    if expected <= 0:
        return 0.0, float("inf")
    spread = max(dispersion, 1.0)
    low = gamma.ppf(0.025, seen / spread) * spread / expected if seen else 0.0
    return float(low), float(gamma.ppf(0.975, seen / spread + 1.0) * spread / expected)


def _labels(panel: Panel, row: int, window: range) -> tuple[str, ...]:
    labels = []
    effort = effort_change(panel, window)
    if effort > 0:
        labels.append("reporting-may-have-changed")
    if effort < 0:
        labels.append("less-reporting")
    if panel.left_out is not None and panel.left_out[row] > 0.1 * max(1, panel.counts[row].sum()):
        labels.append("coarse-dates")
    if len(panel.weeks) < 156:
        labels.append("short-history")
    return tuple(labels)


def effort_change(panel: Panel, window: range, *, least_ratio: float = 1.25, chance: float = 0.01) -> int:
    """Whether more (1) or fewer (−1) reports or sources than usual stand behind a window, over all areas and groups.

    Args:
        panel: with its `effort`; without one, or with less than half a year before the window, the answer is 0.
        window: weeks of the panel.
        least_ratio: a smaller change does not count.
        chance: nor one that comes by chance more often than this.
    """
    if panel.effort is None or window.start < 26:
        return 0
    before = panel.effort[max(0, window.start - 52) : window.start]
    seen = float(panel.effort[window.start : window.stop].sum())
    expected = float(before.mean()) * float(panel.share[window.start : window.stop].sum())
    if expected <= 0:
        return int(seen > 0)
    spread = max(1.0, float(before.var()) / float(before.mean()))
    if seen >= least_ratio * expected and float(tail_chance(round(seen), expected, spread)) < chance:
        return 1
    if seen * least_ratio <= expected and float(at_most_chance(round(seen), expected, spread)) < chance:
        return -1
    return 0


def _new_areas(panel: Panel, as_of: date, settings: WatchSettings) -> list[Alert]:
    """Areas with an event after a long time without one; how often that stayed a single event is the chance rate."""
    returns, lone = _returns(panel, settings.empty_weeks)
    areas = np.array([key.area != ANY for key in panel.keys])
    years = max(1e-9, (len(panel.weeks) - settings.empty_weeks) / 52)
    rate = float(lone[areas].sum()) / years
    found = []
    for row in np.flatnonzero(areas & returns[:, -settings.recent_weeks :].any(axis=1)):
        first = len(panel.weeks) - settings.recent_weeks + int(returns[row, -settings.recent_weeks :].argmax())
        key, window = panel.keys[row], range(first, len(panel.weeks))
        covered = float(panel.share[first:].sum())
        found.append(
            Alert(
                id=f"new-area:{key.actor}:{key.area}:{panel.weeks[first].isoformat()}",
                kind="new-area",
                actor=None if key.actor == ANY else key.actor,
                area=key.area,
                start=panel.weeks[first],
                end=as_of,
                seen=float(panel.counts[row, first:].sum()) / covered,
                expected=0.0,
                rule=f"empty-{settings.empty_weeks}-weeks",
                false_per_year=rate,
                labels=_labels(panel, int(row), window),
                incidents=tuple(id for week in window for id in panel.members.get((int(row), week), ())),
                as_of=as_of,
            )
        )
    return found


def _returns(panel: Panel, empty_weeks: int) -> tuple[Numbers, Numbers]:
    """Weeks with an event after so many empty ones, and those of them that eight further weeks left alone."""
    counts = panel.counts
    total = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    weeks = counts.shape[1]
    returns, lone = np.zeros(counts.shape, dtype=bool), np.zeros(counts.shape, dtype=bool)
    for week in range(empty_weeks, weeks):
        returns[:, week] = (counts[:, week] > 0) & (total[:, week] == total[:, week - empty_weeks])
        after = total[:, min(weeks, week + 9)] - total[:, week + 1]
        lone[:, week] = returns[:, week] & (after == 0) & (week + 9 <= weeks)
    return returns, lone
