"""Looking back at one window of the past: what a rule would have alerted in it, and which of it was true.

The threshold is learnt outside the window, as the weekly look learns it: on the weeks before, where there are enough,
else on those after. What was a true rise is decided in hindsight over the whole history, by a method no rule uses.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from marsad.model.errors import WatchError
from marsad.model.incident import Alert
from marsad.watch.panel import ANY, Flags, Panel
from marsad.watch.surge.backtest import FIRST_WEEK, BacktestSettings, Truth, truth_of
from marsad.watch.surge.calibrate import Calibration, calibrate
from marsad.watch.surge.episodes import episode_starts
from marsad.watch.surge.expect import Expectation, choose_baseline, expect
from marsad.watch.surge.rules import RULES, WEEK_TAIL, Rule, alarms_of
from marsad.watch.surge.surge import ratio_interval

LEAST_LEARNT = 26  # weeks to set a threshold on, after the year that the rules need to look back at
SEEN_WEEKS = 4  # what an alarm is told with: the weeks up to it


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as the rule would have raised it in week `week` of series `row`.

    `delay` is in weeks after the true rise that it belongs to (below 0: before it, as dated in hindsight); None where
    it belongs to none. `is_false` says that no rise was near, not even a small one.
    """

    alert: Alert
    row: int
    week: int
    delay: int | None
    is_false: bool


@dataclass(frozen=True, slots=True)
class Rise:
    """A lasting rise of the window, in hindsight: series, week, and after how many weeks it was found, if it was."""

    row: int
    week: int
    delay: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """What a rule would have done in a window. `quiet_years` are series-years of the window without a rise near."""

    rule: str
    window: tuple[int, int]
    learnt: tuple[int, int]
    panel: Panel
    expectation: Expectation
    raised: tuple[Raised, ...]
    rises: tuple[Rise, ...]
    calibration: Calibration
    quiet_years: float
    settings: BacktestSettings

    @property
    def false(self) -> int:
        """How many of the alerts were false."""
        return sum(each.is_false for each in self.raised)

    @property
    def false_per_year(self) -> float | None:
        """False alerts a quiet series-year in the window; None where it has no quiet week."""
        return self.false / self.quiet_years if self.quiet_years > 0 else None


def rule_named(name: str) -> Rule:
    """A rule by its name.

    Raises:
        WatchError: there is none.
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    raise WatchError(f"There is no rule {name!r}; there are {', '.join(rule.name for rule in RULES)}.")


def look_back(
    panel: Panel, *, rule: Rule, since: date, until: date, seed: int, settings: BacktestSettings | None = None
) -> Past:
    """What a rule would have alerted from one day to another.

    Args:
        panel: the whole history, several series.
        rule: which rule.
        since: the first day of the window; the week that holds it counts.
        until: the last day.
        seed: of the simulations behind the threshold.
        settings: the budget of false alarms a series-year, what counts as a rise, how soon it must be found.

    Raises:
        WatchError: the window is empty, or too little history is left outside it to learn from.
    """
    chosen = settings or BacktestSettings()
    window = _window(panel, since, until)
    learnt = _learnt(panel, window)
    random, truth = np.random.default_rng(seed), truth_of(panel, chosen)
    on = np.zeros(panel.counts.shape, dtype=bool)
    on[:, learnt[0] : learnt[1]] = True
    baseline = choose_baseline(panel, judged=on)
    made = expect(panel, baseline)
    statistic = rule.statistic(panel, made)
    if not np.isfinite(statistic[:, window[0] : window[1]]).any():
        raise WatchError(f"The rule {rule.name} has nothing to look at in these data. Choose another rule.")
    known, _ = calibrate(
        rule, panel, np.where(on, statistic, np.nan), quiet=on & ~truth.excused, baseline=baseline,
        expectation=Expectation(made.mean[:, : learnt[1]], made.dispersion[:, : learnt[1]]),
        budget=chosen.budget * len(panel.keys), random=random,
    )  # fmt: skip
    alarm = alarms_of(rule, statistic, known.threshold)
    raised = _raised(panel, rule, made, episode_starts(alarm), window, truth, known, chosen)
    rises = tuple(
        Rise(row, week, _found(alarm[row], week, chosen))
        for row, week in truth.onsets if window[0] <= week < window[1]
    )  # fmt: skip
    quiet = float((~truth.excused[:, window[0] : window[1]]).sum()) / 52
    return Past(rule.name, window, learnt, panel, made, raised, rises, known, quiet, chosen)


def _window(panel: Panel, since: date, until: date) -> tuple[int, int]:
    first = max(FIRST_WEEK, bisect_left(panel.weeks, since - timedelta(days=6)))
    last = bisect_right(panel.weeks, until)
    if last - first < 1:
        start = panel.weeks[min(FIRST_WEEK, len(panel.weeks) - 1)] if panel.weeks else "?"
        end = panel.weeks[-1] if panel.weeks else "?"
        raise WatchError(
            f"No week lies between {since} and {until} on which a rule could speak: it needs a year before. "
            f"Choose days from {start} to {end}."
        )
    return first, last


def _learnt(panel: Panel, window: tuple[int, int]) -> tuple[int, int]:
    before, after = (FIRST_WEEK, window[0]), (window[1], len(panel.weeks))
    if before[1] - before[0] >= LEAST_LEARNT:
        return before
    if after[1] - after[0] >= LEAST_LEARNT:
        return after
    raise WatchError(
        f"Outside this window {max(0, before[1] - before[0])} weeks before and {after[1] - after[0]} after are left to "
        f"learn a threshold from; wanted {LEAST_LEARNT} on one side. Choose a shorter window."
    )


def _raised(
    panel: Panel, rule: Rule, made: Expectation, starts: Flags, window: tuple[int, int], truth: Truth,
    known: Calibration, settings: BacktestSettings,
) -> tuple[Raised, ...]:  # fmt: skip
    found = []
    for row, week in np.argwhere(starts).tolist():
        if window[0] <= week < window[1]:
            near = [
                week - onset for other, onset in truth.onsets
                if other == row and -settings.early_weeks <= week - onset < settings.within_weeks
            ]  # fmt: skip
            alert = _alert(panel, rule, made, row, week, known)
            delay = min(near, key=abs, default=None)
            found.append(Raised(alert, row, week, delay, bool(not truth.excused[row, week])))
    return tuple(sorted(found, key=lambda each: (each.week, each.row)))


def _alert(panel: Panel, rule: Rule, made: Expectation, row: int, week: int, known: Calibration) -> Alert:
    """The alert of a week, told with the weeks up to it; nothing after that week is in it."""
    first = max(0, week + 1 - SEEN_WEEKS) if rule.name != WEEK_TAIL.name else week
    key, weeks = panel.keys[row], range(first, week + 1)
    seen, covered = int(panel.counts[row, first : week + 1].sum()), float(panel.share[first : week + 1].sum())
    expected = float(np.nansum(made.mean[row, first : week + 1]))
    spread = float(np.nan_to_num(made.dispersion[row, week], nan=1.0))
    low, high = ratio_interval(seen, expected, spread)
    last = panel.weeks[week] + timedelta(days=6)
    return Alert(
        id=f"past:{rule.name}:{key.actor}:{key.area}:{panel.weeks[week].isoformat()}",
        kind="spike" if rule.name == WEEK_TAIL.name else "rise",
        actor=None if key.actor == ANY else key.actor, area=None if key.area == ANY else key.area,
        start=panel.weeks[first], end=last, seen=seen / covered, expected=expected / covered, rule=rule.name,
        false_per_year=known.false_per_year, ratio_low=low, ratio_high=high,
        incidents=tuple(id for each in weeks for id in panel.members.get((row, each), ())), as_of=last,
    )  # fmt: skip


def _found(alarm: Flags, week: int, settings: BacktestSettings) -> int | None:
    """After how many weeks a rise was found; those before it count from `early_weeks` on."""
    start = max(0, week - settings.early_weeks)
    window = alarm[start : week + settings.within_weeks]
    return int(window.argmax()) + start - week if window.any() else None


def found_near(past: Past, day: date, rows: Sequence[int] | None = None) -> Raised | None:
    """The first alert that would have come from shortly before a day on to half a year after it."""
    start = day - timedelta(weeks=past.settings.early_weeks)
    end = day + timedelta(weeks=past.settings.within_weeks)
    near = [
        each for each in past.raised
        if start <= past.panel.weeks[each.week] < end and (rows is None or each.row in rows)
    ]  # fmt: skip
    return min(near, key=lambda each: each.week, default=None)
