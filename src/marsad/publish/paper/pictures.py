"""Charts and maps of reports as SVG of our own: right-to-left safe, with nothing that a language would turn around."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from marsad.model.range import Range

Rings = Sequence[Sequence[tuple[float, float]]]
INK, SOFT, LINE, BAR, MORE = "#1d2430", "#556070", "#d9d5cc", "#0b5563", "#9cc3ca"
EMPTY = "#f3f1ec"
FONTS = "IBM Plex Sans, Amiri, sans-serif"
WIDTH, HEIGHT = 720, 284
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 24, 56


def _nice_top(value: float) -> float:
    if value <= 4:
        return 4.0
    size = 10 ** math.floor(math.log10(value))
    return next(float(step * size) for step in (1, 2, 4, 5, 8, 10) if step * size >= value)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", size: int = 11, colour: str = SOFT) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
    return f'<text {where} fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


LEGENDS = {
    "en": ("sure", "may reach", "no upper bound known", "nobody recorded"),
    "ar": ("المؤكد", "قد يبلغ", "من دون سقف معروف", "لم يسجل أحد"),
}


def _every_month(rows: Sequence[tuple[str, Range]]) -> list[tuple[str, Range]]:
    """All months from the first to the last, those without anybody too: time must not be left out of its axis."""
    known = {name: value for name, value in rows if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name)}
    if not known:
        return []
    first, last = min(known), max(known)
    months = range(int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:]))
    names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    return [(name, known.get(name, Range.exactly(0))) for name in names]


def draw_months(rows: Sequence[tuple[str, Range]], *, language: str = "en") -> str:
    """Bars by month with what they may reach to, and a legend. Time runs with the reading: from the right in Arabic."""
    known = _every_month(rows)
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
    parts += _months_legend([value for _, value in known], language)
    says = escape(f"{known[0][0]} – {known[-1][0]}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="{FONTS}"><title>{says}</title>{"".join(parts)}</svg>'
    )


def _months_legend(values: Sequence[Range], language: str) -> list[str]:
    """What bar, line and arrow mean; only those that are drawn."""
    sure, may, open_, _ = LEGENDS.get(language, LEGENDS["en"])
    y, is_arabic = HEIGHT - 8, language == "ar"
    entries = [(sure, f'<rect x="0" y="-8" width="10" height="9" fill="{BAR}"/>')]
    if any(value.most() is not None and (value.most() or 0) > value.least() for value in values):
        entries.append((may, f'<path d="M5 1 V-9 M1 -9 H9" stroke="{INK}" fill="none"/>'))
    if any(value.most() is None for value in values):
        entries.append((open_, f'<path d="M5 1 V-9 M1 -4 L5 -9 L9 -4" stroke="{INK}" fill="none"/>'))
    parts, x = [], float(WIDTH - RIGHT if is_arabic else LEFT)
    for words, mark in entries:
        if is_arabic:
            parts += [f'<g transform="translate({x - 12:.0f} {y})">{mark}</g>', _text(x - 18, y, words, anchor="end")]
            x -= 60 + 7 * len(words)
        else:
            parts += [f'<g transform="translate({x:.0f} {y})">{mark}</g>', _text(x + 16, y, words, anchor="start")]
            x += 50 + 7 * len(words)
    return parts


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


def bands_of(values: Iterable[int]) -> list[int]:
    """Where the bands of a map begin: at most four, on round numbers, each with a unit in it."""
    known = sorted({value for value in values if value > 0})
    if not known:
        return []
    starts = {1}
    for share in (0.25, 0.5, 0.75):
        value = known[int(share * (len(known) - 1))] if len(known) > 3 else known[-1] * share
        size = 10 ** max(0, math.floor(math.log10(max(value, 1))) - (1 if value >= 20 else 0))
        starts.add(max(1, math.floor(value / size) * size))
    ordered = sorted(starts)
    ends = [*ordered[1:], math.inf]
    return [start for start, end in zip(ordered, ends) if any(start <= value < end for value in known)]


def number_words(value: Range) -> str:
    """A range in the room of a map: 45–57, 28+, 16."""
    low, high = value.least(), value.most()
    return f"{low:,}+" if high is None else f"{low:,}" if low == high else f"{low:,}–{high:,}"


def draw_shares(
    outlines: Mapping[str, Rings], values: Mapping[str, Range], names: Mapping[str, str], *, language: str = "en"
) -> str:
    """A map of units in bands, darker where more were surely killed; each unit's range stands on it, a legend below."""
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    if not points:
        return ""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 24) / ((east - west) * shrink)
    height = (north - south) * scale + 48
    bands = bands_of(value.least() for value in values.values())

    def place(x: float, y: float) -> tuple[float, float]:
        return 12 + (x - west) * shrink * scale, 12 + (north - y) * scale

    parts, labels = [], []
    for unit, rings in outlines.items():
        value = values.get(unit)
        path = " ".join(
            "M" + " L".join("{:.1f},{:.1f}".format(*place(*p)) for p in ring) + " Z" for ring in rings if ring
        )
        fill, depth = _shade(value.least(), bands) if value is not None else (EMPTY, 1.0)
        said = escape(f"{names.get(unit, unit)}: {number_words(value) if value is not None else 0}")
        parts.append(
            f'<path d="{path}" fill="{fill}" fill-opacity="{depth:.2f}" fill-rule="evenodd" stroke="#8a94a3" '
            f'stroke-width="0.8"><title>{said}</title></path>'
        )
        if value is not None:
            largest = max(rings, key=len)
            x, y = place(sum(p[0] for p in largest) / len(largest), sum(p[1] for p in largest) / len(largest))
            colour = "#fff" if depth > 0.5 and fill == BAR else INK
            labels.append(_text(x, y, number_words(value), size=15, colour=colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'font-family="{FONTS}">{"".join(parts)}{"".join(labels)}{_bands_legend(bands, height, language)}</svg>'
    )


def _shade(value: int, bands: Sequence[int]) -> tuple[str, float]:
    """The colour of a number and how strong it is."""
    band = sum(start <= value for start in bands)
    return (BAR, 0.15 + 0.75 * band / max(1, len(bands))) if band else (EMPTY, 1.0)


def _bands_legend(bands: Sequence[int], height: float, language: str) -> str:
    """The bands with their colours; from the right in Arabic."""
    ends = [*(str(start - 1) for start in bands[1:]), ""]
    entries = [(LEGENDS.get(language, LEGENDS["en"])[3], EMPTY, 1.0)]
    for start, end in zip(bands, ends):
        fill, depth = _shade(start, bands)
        entries.append((f"{start}+" if not end else str(start) if str(start) == end else f"{start}–{end}", fill, depth))
    parts, x, y, is_arabic = [], float(WIDTH - 12 if language == "ar" else 12), height - 10, language == "ar"
    for words, fill, depth in entries:
        at = x - 16 if is_arabic else x
        parts.append(
            f'<rect x="{at:.0f}" y="{y - 11:.0f}" width="16" height="12" fill="{fill}" fill-opacity="{depth:.2f}" '
            f'stroke="#8a94a3" stroke-width="0.8"/>'
        )
        parts.append(_text(at - 6 if is_arabic else at + 22, y, words, anchor="end" if is_arabic else "start", size=13))
        x += (-1 if is_arabic else 1) * (54 + 8 * len(words))
    return "".join(parts)
