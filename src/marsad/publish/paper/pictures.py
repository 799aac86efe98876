"""Charts and maps of reports as SVG of our own: right-to-left safe, with nothing that a language would turn around."""

import math
from collections.abc import Mapping, Sequence
from html import escape

from marsad.model.range import Range

Rings = Sequence[Sequence[tuple[float, float]]]
INK, SOFT, LINE, BAR, MORE = "#1d2430", "#556070", "#d9d5cc", "#0b5563", "#9cc3ca"
WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 44


def _nice_top(value: float) -> float:
    if value <= 4:
        return 4.0
    size = 10 ** math.floor(math.log10(value))
    return next(float(step * size) for step in (1, 2, 4, 5, 8, 10) if step * size >= value)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", size: int = 11, colour: str = SOFT) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
    return f'<text {where} fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def draw_months(rows: Sequence[tuple[str, Range]], *, language: str = "en") -> str:
    """Bars by month with what they may reach to. Time runs with the reading: from the right in Arabic."""
    known = [(name, value) for name, value in rows if name]
    if not known:
        return ""
    tops = [value.most() if value.most() is not None else value.least() for _, value in known]
    top = _nice_top(max(max((each or 0) for each in tops), 1))
    step = (WIDTH - LEFT - RIGHT) / len(known)
    is_arabic = language == "ar"
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        if is_arabic:
            parts.append(_text(WIDTH - 4, y - 3, f"{top * share:,.0f}", anchor="end"))
        else:
            parts.append(_text(LEFT - 6, y + 4, f"{top * share:,.0f}", anchor="end"))
    every = max(1, math.ceil(len(known) / 12))
    for place, (name, value) in enumerate(known):
        at = LEFT + (len(known) - 1 - place if is_arabic else place) * step
        parts += _bar(at, step, value, top)
        if place % every == 0:
            parts.append(_text(at + step / 2, HEIGHT - BOTTOM + 16, name))
    says = escape(f"{known[0][0]} – {known[-1][0]}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="IBM Plex Sans, sans-serif"><title>{says}</title>{"".join(parts)}</svg>'
    )


def _bar(at: float, step: float, value: Range, top: float) -> list[str]:
    def y(number: float) -> float:
        return HEIGHT - BOTTOM - min(number, top) / top * (HEIGHT - TOP - BOTTOM)

    least, most = value.least(), value.most()
    parts = [
        f'<rect x="{at + step * 0.15:.1f}" y="{y(least):.1f}" width="{step * 0.7:.1f}" '
        f'height="{max(0.0, HEIGHT - BOTTOM - y(least)):.1f}" fill="{BAR}"/>'
    ]
    middle = at + step / 2
    if most is None:
        parts.append(f'<path d="M{middle:.1f} {y(least):.1f} v-14 m-4 5 l4 -5 l4 5" fill="none" stroke="{INK}"/>')
    elif most > least:
        parts.append(
            f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{y(least):.1f}" y2="{y(most):.1f}" stroke="{INK}"/>'
        )
        parts.append(
            f'<line x1="{middle - 4:.1f}" x2="{middle + 4:.1f}" y1="{y(most):.1f}" y2="{y(most):.1f}" stroke="{INK}"/>'
        )
    return parts


def draw_shares(outlines: Mapping[str, Rings], values: Mapping[str, int], names: Mapping[str, str]) -> str:
    """A map of units, darker where more were killed; each unit's number stands on it."""
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    if not points:
        return ""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 24) / ((east - west) * shrink)
    height = (north - south) * scale + 24
    top = max(values.values(), default=0) or 1

    def place(x: float, y: float) -> tuple[float, float]:
        return 12 + (x - west) * shrink * scale, 12 + (north - y) * scale

    parts, labels = [], []
    for unit, rings in outlines.items():
        value = values.get(unit, 0)
        path = " ".join(
            "M" + " L".join("{:.1f},{:.1f}".format(*place(*p)) for p in ring) + " Z" for ring in rings if ring
        )
        depth = 0.12 + 0.78 * math.sqrt(value / top) if value else 1.0
        fill, said = BAR if value else "#f3f1ec", escape(f"{names.get(unit, unit)}: {value:,}")
        parts.append(
            f'<path d="{path}" fill="{fill}" fill-opacity="{depth:.2f}" fill-rule="evenodd" stroke="#8a94a3" '
            f'stroke-width="0.8"><title>{said}</title></path>'
        )
        if value:
            largest = max(rings, key=len)
            x, y = place(sum(p[0] for p in largest) / len(largest), sum(p[1] for p in largest) / len(largest))
            labels.append(_text(x, y, f"{value:,}", size=15, colour="#fff" if depth > 0.5 else INK))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'font-family="IBM Plex Sans, sans-serif">{"".join(parts)}{"".join(labels)}</svg>'
    )
