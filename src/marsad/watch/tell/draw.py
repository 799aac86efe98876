"""Pictures of the watch as SVG text: a series with what was to be expected, and a map of alerts.

No style sheet, script or font is called for: colours are attributes, text is text. Time runs from left to right in
both languages; the words of an Arabic picture run from right to left.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

import numpy as np
from scipy.stats import nbinom, poisson

from marsad.model.incident import Alert
from marsad.watch.panel import Integers, Numbers, Panel
from marsad.watch.surge.expect import Expectation
from marsad.watch.tell.warn import Namer, day_in_words, plain_name, title, words

INK, PALE, GRID = "#1f2933", "#5f6c7b", "#d9dee3"
BAR, BAND, LINE, ALARM, CALM = "#7b8794", "#cfe3f5", "#1b6ca8", "#c0392b", "#2e7d5b"
FONT = "'IBM Plex Sans Arabic','IBM Plex Sans','Noto Naskh Arabic','Noto Sans',sans-serif"
COLOURS = {"rise": ALARM, "spike": "#d9822b", "new-area": "#8e44ad", "fall": CALM}
WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 56, 34

Scale = Callable[[float], float]
Rings = Sequence[Sequence[tuple[float, float]]]


def draw_series(
    panel: Panel,
    expectation: Expectation,
    row: int,
    *,
    alert: Alert | None = None,
    language: str = "en",
    name: Namer = plain_name,
    weeks: int = 156,
) -> str:
    """One series as a picture: weekly counts, what was to be expected with its usual range, and the alert's window.

    Args:
        panel: the series.
        expectation: as made for the panel.
        row: which series.
        alert: whose window to mark.
        language: "en" or "ar".
        name: gives the names of group and area.
        weeks: how many of the newest weeks to show.
    """
    known = words(language)
    first = max(0, len(panel.weeks) - weeks)
    days = panel.weeks[first:]
    counts = panel.counts[row, first:]
    mean, low, high = _band(expectation, row, first)
    top = _nice_top(max(float(counts.max(initial=0)), float(np.nanmax(high, initial=1.0)), 1.0))
    key = panel.keys[row]
    shown = title(alert, language, name) if alert else f"{name(key.actor, language)}: {name(key.area, language)}"
    step = (WIDTH - LEFT - RIGHT) / max(len(days), 1)

    def x(week: float) -> float:
        return LEFT + week * step

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [_text(WIDTH - 12 if language == "ar" else 12, 22, shown, language, size=15, bold=True)]
    parts += _legend(known["chart"], language, has_alarm=alert is not None)
    parts += _grid(top, days, x, y, language)
    if alert is not None:
        parts.append(_window(alert, days, x))
    parts += _runs(mean, low, high, x, y)
    for week, count in enumerate(counts):
        if count:
            is_alarm = alert is not None and alert.start <= days[week] <= alert.end
            colour = COLOURS.get(alert.kind, ALARM) if alert is not None and is_alarm else BAR
            parts.append(
                f'<rect x="{x(week + 0.15):.1f}" y="{y(float(count)):.1f}" width="{max(step * 0.7, 0.6):.1f}" '
                f'height="{y(0.0) - y(float(count)):.1f}" fill="{colour}"/>'
            )
    parts += _mean_line(mean, x, y)
    return _svg(parts, shown, f"{known['chart']['week']}, {days[0]} – {days[-1]}", language, (WIDTH, HEIGHT))


def _band(expectation: Expectation, row: int, first: int) -> tuple[Numbers, Numbers, Numbers]:
    mean, spread = expectation.mean[row, first:], expectation.dispersion[row, first:]
    known = np.isfinite(mean)
    safe, excess = np.where(known, np.maximum(mean, 1e-6), 1.0), np.where(known, np.maximum(spread - 1.0, 1e-6), 1.0)
    ends = []
    for share in (0.05, 0.95):
        wide = nbinom.ppf(share, safe / excess, 1.0 / (1.0 + excess))
        value = np.where(excess > 1e-5, wide, poisson.ppf(share, safe))
        ends.append(np.where(known, value, np.nan))
    return mean, ends[0], ends[1]


def _nice_top(value: float) -> float:
    magnitude = 10.0 ** np.floor(np.log10(value))
    return float(next(step * magnitude for step in (1, 2, 4, 5, 10) if step * magnitude >= value))


def _grid(top: float, days: Sequence[date], x: Scale, y: Scale, language: str) -> list[str]:
    parts = []
    step = next(each for each in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, top) if top / each <= 5)
    for value in np.arange(0.0, top + 1e-9, step):
        at = y(float(value))
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{GRID}"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{at + 4:.1f}" font-size="11" fill="{PALE}" text-anchor="end">{value:g}</text>'
        )
    months = max(1, len(days) // 52) * 3
    known = words(language)["months"]
    last = -100.0
    for week, day in enumerate(days):
        if day.day > 7 or (day.month - 1) % months:
            continue
        at = x(week)
        if at - last < 62 or at > WIDTH - 40:
            continue
        last = at
        label = f"{known[day.month - 1].split('/')[-1][:9]} {day.year}"
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM + 5}" stroke="{PALE}"/>'
        )
        parts.append(_text(at, HEIGHT - BOTTOM + 19, label, language, size=11, colour=PALE, anchor="middle"))
    return parts


def _window(alert: Alert, days: Sequence[date], x: Scale) -> str:
    inside = [week for week, day in enumerate(days) if alert.start <= day <= alert.end]
    if not inside:
        return ""
    start, stop = x(inside[0]), x(inside[-1] + 1)
    colour = COLOURS.get(alert.kind, ALARM)
    return (
        f'<rect x="{start:.1f}" y="{TOP}" width="{stop - start:.1f}" height="{HEIGHT - TOP - BOTTOM}" '
        f'fill="{colour}" fill-opacity="0.08"/>'
    )


def _runs(mean: Numbers, low: Numbers, high: Numbers, x: Scale, y: Scale) -> list[str]:
    """The band, a polygon for every stretch of weeks with an expectation."""
    known = np.flatnonzero(np.isfinite(mean))
    parts = []
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []:
        upper = [f"{x(week + 0.5):.1f},{y(high[week]):.1f}" for week in run]
        lower = [f"{x(week + 0.5):.1f},{y(low[week]):.1f}" for week in run[::-1]]
        parts.append(f'<polygon points="{" ".join(upper + lower)}" fill="{BAND}" fill-opacity="0.8"/>')
    return parts


def _mean_line(mean: Numbers, x: Scale, y: Scale) -> list[str]:
    known = np.flatnonzero(np.isfinite(mean))
    parts = []
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []:
        points = " ".join(f"{x(week + 0.5):.1f},{y(mean[week]):.1f}" for week in run)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="1.6"/>')
    return parts


def _legend(known: Mapping[str, str], language: str, *, has_alarm: bool) -> list[str]:
    entries = [("seen", BAR), ("expected", LINE), ("band", BAND)] + ([("alarm", ALARM)] if has_alarm else [])
    parts, at = [], 12.0
    for entry, colour in entries:
        label = known[entry]
        width = 22 + 6.6 * len(label)
        if language == "ar":
            parts.append(f'<rect x="{WIDTH - at - 12:.1f}" y="34" width="12" height="10" fill="{colour}"/>')
            parts.append(_text(WIDTH - at - 17, 43, label, language, size=11, colour=PALE))
        else:
            parts.append(f'<rect x="{at:.1f}" y="34" width="12" height="10" fill="{colour}"/>')
            parts.append(_text(at + 17, 43, label, language, size=11, colour=PALE))
        at += width + 10
    return parts


def _text(
    x: float, y: float, content: str, language: str, *, size: int, colour: str = INK, bold: bool = False,
    anchor: str = "start",
) -> str:  # fmt: skip
    """A line of text that starts at x and runs the way of its language."""
    way = ' direction="rtl" unicode-bidi="embed"' if language == "ar" else ""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{way}{weight}>'
        f"{escape(content)}</text>"
    )


def _svg(parts: Sequence[str], name: str, says: str, language: str, size: tuple[int, int]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" '
        f'height="{size[1]}" role="img" lang="{language}" font-family="{escape(FONT)}">'
        f"<title>{escape(name)}</title><desc>{escape(says)}</desc>"
        f'<rect width="{size[0]}" height="{size[1]}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def draw_map(
    outlines: Mapping[str, Rings],
    alerts: Sequence[Alert],
    *,
    language: str = "en",
    name: Namer = plain_name,
    activity: Rings = (),
    width: int = 760,
) -> str:
    """A map of areas, coloured by their most pressing alert.

    Args:
        outlines: rings of (longitude, latitude) in degrees by area, for as many areas as are known.
        alerts: those for all areas together are not on the map.
        language: "en" or "ar".
        name: gives the names of groups and areas.
        activity: rings of (latitude, longitude) of the area of recorded activity, drawn over it.
        width: in pixels.
    """
    points = np.array([point for rings in outlines.values() for ring in rings for point in ring] or [(0.0, 0.0)])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    shrink = np.cos(np.radians((south + north) / 2.0))
    scale = (width - 24) / max((east - west) * shrink, 1e-6)
    height = int((north - south) * scale) + 96
    first = {alert.area: alert for alert in sorted(alerts, key=_urgency, reverse=True)}

    def place(longitude: float, latitude: float) -> str:
        return f"{12 + (longitude - west) * shrink * scale:.1f},{44 + (north - latitude) * scale:.1f}"

    parts = [
        _text(width - 12 if language == "ar" else 12, 24, words(language)["map_title"], language, size=15, bold=True)
    ]
    for area, rings in outlines.items():
        alert = first.get(area)
        fill = COLOURS.get(alert.kind, ALARM) if alert else "#f1f3f5"
        shown = title(alert, language, name) if alert else name(area, language)
        path = " ".join("M" + " L".join(place(*point) for point in ring) + " Z" for ring in rings if len(ring))
        opacity = "0.75" if alert else "1"
        parts.append(
            f'<path d="{path}" fill="{fill}" fill-opacity="{opacity}" fill-rule="evenodd" stroke="#9aa5b1" '
            f'stroke-width="0.8"><title>{escape(shown)}</title></path>'
        )
    for ring in activity:
        path = "M" + " L".join(place(longitude, latitude) for latitude, longitude in ring) + " Z"
        parts.append(f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.2" stroke-dasharray="4 3"/>')
    parts += _area_labels(outlines, place, language, name)
    drawn = [alert for area, alert in first.items() if area in outlines]
    parts += _map_legend(drawn, height, width, language)
    return _svg(parts, words(language)["map_title"], _map_words(alerts, language, name), language, (width, height))


def _urgency(alert: Alert) -> int:
    """Order of alerts on one area: the most pressing is drawn."""
    return ["rise", "new-area", "spike", "fall"].index(alert.kind) if alert.kind in COLOURS else 4


def _area_labels(
    outlines: Mapping[str, Rings], place: Callable[[float, float], str], language: str, name: Namer
) -> list[str]:
    parts = []
    for area, rings in outlines.items():
        largest: Sequence[tuple[float, float]] = max(rings, key=len, default=[])
        if len(largest) < 3:
            continue
        centre = _middle_of(np.array(largest))
        x, y = place(float(centre[0]), float(centre[1])).split(",")
        parts.append(_text(float(x), float(y), name(area, language), language, size=10, anchor="middle"))
    return parts


def _middle_of(ring: Numbers) -> Numbers:
    from shapely.geometry import Polygon

    point = Polygon(ring).representative_point()
    return np.array([point.x, point.y])


def _map_legend(alerts: Sequence[Alert], height: int, width: int, language: str) -> list[str]:
    kinds = [kind for kind in COLOURS if any(alert.kind == kind for alert in alerts)]
    parts, at = [], 12.0
    for kind in kinds:
        label = words(language)["kind_short"][kind]
        left = width - at - 12 if language == "ar" else at
        parts.append(
            f'<rect x="{left:.1f}" y="{height - 28}" width="12" height="12" fill="{COLOURS[kind]}" '
            'fill-opacity="0.75"/>'
        )
        parts.append(_text(left - 5 if language == "ar" else left + 17, height - 18, label, language, size=11))
        at += 36 + 7 * len(label)
    return parts


def _map_words(alerts: Sequence[Alert], language: str, name: Namer) -> str:
    told = [f"{title(alert, language, name)} ({day_in_words(alert.start, language)})" for alert in alerts]
    return "; ".join(told)


def draw_counts(counts: Integers) -> str:
    """A small line of bars of a series' newest weeks, to stand beside a word (no text in it)."""
    top = max(1, int(counts.max(initial=1)))
    bars = "".join(
        f'<rect x="{week * 4}" y="{24 - 22 * int(count) / top:.1f}" width="3" height="{22 * int(count) / top:.1f}" '
        f'fill="{BAR}"/>'
        for week, count in enumerate(counts)
        if count
    )
    width = 4 * len(counts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 24" width="{width}" height="24" '
        f'aria-hidden="true">{bars}</svg>'
    )
