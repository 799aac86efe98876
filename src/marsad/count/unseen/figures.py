"""The four figures the field expects, as SVG: overlaps, documented and estimated, the posterior, lists left out.

Plain SVG without scripts, fonts or addresses; sizes in pixels; a title and description for screen readers.
"""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from marsad.count.unseen.diagnose import Diagnosis
from marsad.count.unseen.reasons import words
from marsad.count.unseen.result import Estimate

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 640, 320
INK, SOFT, BAR, MARK = "#1b1f24", "#8a939e", "#2f5d8a", "#b3261e"
MOST_BARS = 24
POINTS = 160


def figures(made: Diagnosis, *, language: str = "en") -> dict[str, str]:
    """Every figure of a diagnosis, by file name.

    A figure that would show a number that may not go out is not drawn: no posterior of a lower bound, and where the
    verdict is "do not publish" only the overlaps and, as the reason, the lists left out.
    """
    drawn = {"overlaps.svg": overlaps(made, language=language)}
    if made.verdict != "stop":
        drawn["documented-and-estimated.svg"] = documented_and_estimated(made, language=language)
    if made.verdict == "publish":
        drawn["posterior.svg"] = posterior(made.estimate, language=language)
    if any(each is not None for each in made.without.values()):
        drawn["without-each-list.svg"] = without_each_list(made, language=language)
    return drawn


def overlaps(made: Diagnosis, *, language: str = "en") -> str:
    """An UpSet figure: a bar for each combination of lists, and below it the lists it stands for."""
    table = made.lists.table
    rows = made.lists.rows()[:MOST_BARS]
    line = 20
    height = 230 + line * len(table.names)
    left, top, base = 150, 48, 200
    step = (WIDTH - left - 20) / max(len(rows), 1)
    most = max(people for _, people in rows)
    parts = []
    for place, (pattern, people) in enumerate(rows):
        x = left + step * (place + 0.5)
        tall = (base - top) * people / most
        wide = min(step * 0.7, 28)
        parts.append(_box(x - wide / 2, base - tall, wide, tall, BAR))
        parts.append(_words(x, base - tall - 4, f"{people:,}", size=10))
        on = [row for row, digit in enumerate(pattern) if digit == "1"]
        for row in range(len(table.names)):
            y = base + 24 + row * line
            parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{INK if row in on else "#e3e6ea"}"/>')
        first, last = base + 24 + on[0] * line, base + 24 + on[-1] * line
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{first}" y2="{last}" stroke="{INK}" stroke-width="2"/>')
    for row, (name, size) in enumerate(zip(table.names, table.sizes)):
        parts.append(_words(left - 10, base + 28 + row * line, f"{name} ({size:,})", anchor="end", size=12))
    return _svg("figure_upset", parts, height, language)


def documented_and_estimated(made: Diagnosis, *, language: str = "en") -> str:
    """Two bars: who is documented, and all with the interval; a lower bound is drawn as one."""
    known, said = words(language), made.estimate
    shown = said.high if made.verdict == "publish" and np.isfinite(said.high) else float(made.lower_bound)
    scale = (HEIGHT - 120) / max(shown, said.documented)
    base = HEIGHT - 50
    parts = [_box(170, base - said.documented * scale, 110, said.documented * scale, SOFT)]
    parts.append(_words(225, base - said.documented * scale - 8, f"{said.documented:,}"))
    parts.append(_words(225, base + 20, known["documented"]))
    best = said.best if made.verdict == "publish" else float(made.lower_bound)
    parts.append(_box(360, base - best * scale, 110, best * scale, BAR))
    if made.verdict == "publish":
        low, high = base - said.low * scale, base - min(said.high, shown) * scale
        parts.append(f'<line x1="415" x2="415" y1="{low:.1f}" y2="{high:.1f}" stroke="{INK}" stroke-width="2"/>')
        parts.append(_words(480, high + 4, f"{said.low:,.0f} – {said.high:,.0f}", anchor="start"))
    said_best = ("" if made.verdict == "publish" else "≥ ") + f"{best:,.0f}"
    parts.append(_words(415, base - best * scale + 22, said_best, colour="#ffffff"))
    parts.append(_words(415, base + 20, known["estimated"]))
    parts.append(f'<line x1="120" x2="520" y1="{base}" y2="{base}" stroke="{INK}"/>')
    return _svg("figure_total", parts, HEIGHT, language)


def posterior(said: Estimate, *, language: str = "en") -> str:
    """The density of the total, a line at the documented."""
    parts = _densities([("", said.draws)], said, rows=1, height=HEIGHT)
    return _svg("figure_posterior", parts, HEIGHT, language)


def without_each_list(made: Diagnosis, *, language: str = "en") -> str:
    """One density a list left out, beside the one with all lists."""
    rows = [(words(language)["no_list_left_out"], made.estimate.draws)]
    rows += [(f"− {name}", each.draws) for name, each in made.without.items() if each is not None]
    height = 90 + 52 * len(rows)
    return _svg("figure_omitted", _densities(rows, made.estimate, rows=len(rows), height=height), height, language)


def _densities(named: Sequence[tuple[str, Floats]], said: Estimate, *, rows: int, height: int) -> list[str]:
    left, right, top, bottom = 150 if rows > 1 else 40, WIDTH - 30, 50, height - 40
    lows = [float(np.quantile(draws, 0.005)) for _, draws in named]
    highs = [float(np.quantile(draws, 0.975)) for _, draws in named]
    low, high = min([*lows, said.documented * 0.97]), max(highs) * 1.03
    across = (right - left) / (high - low)
    tall = (bottom - top) / rows
    parts = []
    for place, (name, draws) in enumerate(named):
        base = top + tall * (place + 1)
        heights = _density(draws, np.linspace(low, high, POINTS))
        curve = " ".join(
            f"{left + (right - left) * at / (POINTS - 1):.1f},{base - value * (tall - 8):.1f}"
            for at, value in enumerate(heights)
        )
        parts.append(
            f'<polygon points="{left},{base:.1f} {curve} {right},{base:.1f}" fill="{BAR}" fill-opacity="0.55"/>'
        )
        parts.append(f'<line x1="{left}" x2="{right}" y1="{base:.1f}" y2="{base:.1f}" stroke="{SOFT}"/>')
        if name:
            parts.append(_words(left - 10, base - 4, name, anchor="end", size=12))
    x = left + (said.documented - low) * across
    parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="{MARK}" stroke-width="2"/>')
    parts.append(_words(x + 4, top - 4, f"{said.documented:,}", anchor="start", size=11, colour=MARK))
    for value in _marks(low, high):
        parts.append(_words(left + (value - low) * across, bottom + 18, f"{value:,.0f}", size=11))
    return parts


def _marks(low: float, high: float) -> Floats:
    """Round numbers between two ends, some five of them."""
    rough = (high - low) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
    marks: Floats = np.arange(np.ceil(low / step) * step, high, step)
    return marks


def _density(draws: Floats, at: Floats) -> Floats:
    """Heights from 0 to 1: a histogram smoothed by Silverman's width."""
    spread = min(float(draws.std()), float(np.subtract(*np.quantile(draws, [0.75, 0.25]))) / 1.34) or 1.0
    width = max(1.06 * spread * min(len(draws), 4000) ** -0.2, (at[1] - at[0]) * 0.7)
    thin = draws[:: max(len(draws) // 4000, 1)]
    heights = np.exp(-0.5 * ((at[:, None] - thin[None, :]) / width) ** 2).sum(axis=1)
    shares: Floats = heights / heights.max()
    return shares


def _box(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{colour}"/>'


def _words(x: float, y: float, said: str, *, anchor: str = "middle", size: int = 13, colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" '
        f'unicode-bidi="plaintext">{escape(said)}</text>'
    )


def _svg(key: str, parts: Sequence[str], height: int, language: str) -> str:
    title = escape(words(language)[key])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" lang="{language}" '
        f'font-family="IBM Plex Sans Arabic, IBM Plex Sans, sans-serif"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        f"{_words(WIDTH / 2, 24, words(language)[key], size=15)}{''.join(parts)}</svg>\n"
    )
