"""Farrington flexible: is this week above what the same season of earlier years lets expect?

Written from Noufaily et al. (2013), Statistics in Medicine 32:1206, and Farrington et al. (1996). A log-linear
quasi-Poisson model with trend and a ten-level season is fitted to up to five years that end half a year before the
week judged; weeks of the past that stood out are down-weighted; the count is then judged by the tail of a negative
binomial with that mean and dispersion.
"""

from dataclasses import dataclass

import numpy as np

from marsad.watch.panel import Integers, Numbers, Panel
from marsad.watch.surge.expect import Expectation

YEAR_WEEKS = 52
BATCH = 64  # fits side by side: small enough for the arrays to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Farrington:
    """Settings, with the defaults of the paper.

    `years` of history at most; `half_window_weeks` around the week's anniversary form the reference season;
    `seasons` levels in all; the newest `gap_weeks` are left out; `outlier` is the Anscombe residual beyond which a
    past week counts for less; a fit wants `least_weeks` of history; `trend_years` must lie behind before a trend is
    fitted, `season_years` before a season is.
    """

    years: int = 5
    half_window_weeks: int = 3
    seasons: int = 10
    gap_weeks: int = 26
    outlier: float = 2.58
    least_weeks: int = 52
    trend_years: int = 3
    season_years: int = 3


def farrington(panel: Panel, weeks: range, settings: Farrington | None = None) -> Expectation:
    """Expected counts of some weeks, NaN for all others and where history is too short.

    Args:
        panel: the series.
        weeks: which weeks to judge, as numbers in the panel.
        settings: see there.
    """
    chosen = settings or Farrington()
    mean = np.full(panel.counts.shape, np.nan)
    dispersion = np.full(panel.counts.shape, np.nan)
    for week in weeks:
        start = max(0, week - chosen.years * YEAR_WEEKS - chosen.half_window_weeks)
        stop = week - chosen.gap_weeks
        if stop - start < chosen.least_weeks:
            continue
        level = _season_levels(start, stop, week, chosen)
        at = np.arange(start, stop)
        for first in range(0, len(panel.keys), BATCH):
            rows = slice(first, first + BATCH)
            mean[rows, week], dispersion[rows, week] = _judge(
                panel.counts[rows, start:stop], panel.share[start:stop], level, at - week, chosen
            )
        mean[:, week] *= panel.share[week]
    return Expectation(mean, dispersion)


def _season_levels(start: int, stop: int, week: int, settings: Farrington) -> Integers:
    """The season of each past week: 0 around the anniversary of the week judged, the rest in equal parts."""
    if stop - start < settings.season_years * YEAR_WEEKS:
        return np.zeros(stop - start, dtype=np.int64)
    width = 2 * settings.half_window_weeks + 1
    # Position in a year that begins half a window before the anniversary.
    position = (np.arange(start, stop) - week + settings.half_window_weeks) % YEAR_WEEKS
    rest = (position - width) * (settings.seasons - 1) // (YEAR_WEEKS - width)
    return np.where(position < width, 0, 1 + rest)


def _judge(
    counts: Integers, share: Numbers, level: Integers, ahead: Integers, settings: Farrington
) -> tuple[Numbers, Numbers]:
    """Mean and dispersion of the week judged, for several series over the same past weeks."""
    has_trend = len(ahead) >= settings.trend_years * YEAR_WEEKS
    fit = _fit_robustly(counts, share, level, ahead, has_trend, settings)
    if has_trend:
        # A trend that leads above everything seen so far is not believed (Farrington et al. 1996).
        doubtful = fit[0] > counts.max(axis=1)
        if doubtful.any():
            flat = _fit_robustly(counts[doubtful], share, level, ahead, False, settings)
            fit[0][doubtful], fit[1][doubtful] = flat
    return fit


def _fit_robustly(
    counts: Integers, share: Numbers, level: Integers, ahead: Integers, has_trend: bool, settings: Farrington
) -> tuple[Numbers, Numbers]:
    weight = np.ones(counts.shape)
    fitted, _, _ = _fit(counts, share, level, ahead, weight, has_trend)
    parameters = level.max() + 1 + has_trend
    spread = _dispersion(counts, fitted, weight, parameters)
    leverage = _leverage(fitted, weight, level, ahead, has_trend)
    residual = 1.5 * (counts ** (2 / 3) * fitted ** (-1 / 6) - np.sqrt(fitted))
    residual /= np.sqrt(spread[:, None] * (1.0 - leverage))
    weight = np.where(residual > settings.outlier, np.maximum(np.abs(residual), 1e-9) ** -2.0, 1.0)
    weight *= counts.shape[1] / weight.sum(axis=1, keepdims=True)
    fitted, base, _ = _fit(counts, share, level, ahead, weight, has_trend)
    return np.exp(base), _dispersion(counts, fitted, weight, parameters)


def _dispersion(counts: Integers, fitted: Numbers, weight: Numbers, parameters: int) -> Numbers:
    freedom = (weight > 0).sum(axis=1) - parameters
    squares = (weight * (counts - fitted) ** 2 / fitted).sum(axis=1)
    return np.asarray(np.maximum(1.0, squares / np.maximum(freedom, 1)), dtype=np.float64)


def _fit(
    counts: Integers, share: Numbers, level: Integers, ahead: Integers, weight: Numbers, has_trend: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """Quasi-Poisson log-linear fit by reweighted least squares, all series at once.

    Levels are indicators, so the normal equations are an arrow: one division a level and one for the slope.

    Returns:
        Fitted means, shape (series, weeks); the log mean of the week judged (level 0, no time ahead); the slope.
    """
    time = ahead / 100.0
    member = np.eye(level.max() + 1)[level]
    offset = np.log(share)
    total = (weight * counts) @ member
    exposure = (weight * share) @ member
    base = np.log((total + 0.05) / exposure)  # start; an empty level is pulled down by the iterations, to a floor
    slope = np.zeros(len(counts))
    fitted = np.exp(np.clip(base @ member.T + offset, -12, 25))
    for _ in range(25):
        working = weight * fitted
        score = (weight * (counts - fitted)) @ member
        mass = np.maximum(working @ member, 1e-9)
        step_slope = np.zeros(len(counts))
        if has_trend:
            cross = (working * time) @ member
            bend = (working * time**2).sum(axis=1) - (cross**2 / mass).sum(axis=1)
            pull = (weight * (counts - fitted) * time).sum(axis=1) - (cross * score / mass).sum(axis=1)
            step_slope = np.where(bend > 1e-9, pull / np.maximum(bend, 1e-9), 0.0)
            score = score - cross * step_slope[:, None]
        step = np.clip(score / mass, -2, 2)
        base, slope = np.maximum(base + step, -12), slope + np.clip(step_slope, -5, 5)
        fitted = np.exp(np.clip(base @ member.T + slope[:, None] * time + offset, -12, 25))
        if max(np.abs(np.where(base > -12, step, 0)).max(initial=0), np.abs(step_slope).max(initial=0)) < 1e-6:
            break
    return fitted, base[:, 0], slope


def _leverage(fitted: Numbers, weight: Numbers, level: Integers, ahead: Integers, has_trend: bool) -> Numbers:
    """Diagonal of the hat matrix of the weighted fit."""
    time = ahead / 100.0
    member = np.eye(level.max() + 1)[level]
    working = weight * fitted
    mass = np.maximum(working @ member, 1e-9)
    hat = working / (mass @ member.T)
    if has_trend:
        cross = (working * time) @ member
        bend = (working * time**2).sum(axis=1) - (cross**2 / mass).sum(axis=1)
        centred = time - (cross / mass) @ member.T
        hat = hat + working * centred**2 / np.maximum(bend, 1e-9)[:, None]
    return np.clip(hat, 0.0, 1.0 - 1e-6)
