"""Dates counted from another day: windows up to the report, ago and later, halves and quarters, months of an era."""

from collections.abc import Callable, Mapping
from datetime import date

from marsad.model.words import WhenPrecision
from marsad.text.dates_days import (
    DAY,
    SEASONS,
    UNKNOWN,
    Interval,
    Setting,
    day_or_period,
    edge_of,
    edged,
    month_of,
    month_or_part,
    months_before,
    period_of,
    steps_back,
    this,
    window,
    year_of,
)
from marsad.text.dates_grammar import Parts

_SPANS: Mapping[str, WhenPrecision] = {"w": "week", "k": "month", "j": "year"}


def resolve(parts: Parts, setting: Setting) -> Interval | None:
    """The days that the parts mean; None where they are no date at all, unknown where their anchor is missing."""
    try:
        return _WAYS[parts.kind](parts, setting)
    except (ValueError, OverflowError):
        return None  # 31 February and the like


def _back(day: date, number: int, unit: str) -> date:
    if unit in "hd":
        return day - (number // 24 if unit == "h" else number) * DAY
    if unit == "w":
        return day - 7 * number * DAY
    return months_before(day, number * (12 if unit == "j" else 1))


def _ago(parts: Parts, setting: Setting) -> Interval | None:
    """So long before publication: days to the day, months and years to the month and year."""
    published, unit = setting.published, parts.unit or "d"
    if published is None:
        return UNKNOWN
    if unit == "h":
        return Interval(_back(published, parts.number or 0, "h"), published - (parts.number or 0) // 24 * DAY, "day")
    if parts.number is None and unit == "d":
        return Interval(published - 9 * DAY, published - 2 * DAY, "days")
    if parts.number is None:
        return None
    day = _back(published, parts.number or 1, unit)
    if unit == "k":
        return Interval(*month_of(day.year, day.month), "month")
    if unit == "j":
        return Interval(date(day.year, 1, 1), date(day.year, 12, 31), "year")
    return Interval(day, day, "day")


def _since_ago(parts: Parts, setting: Setting) -> Interval | None:
    published = setting.published
    if published is None or parts.number is None:
        return UNKNOWN
    return Interval(_back(published, parts.number, parts.unit or "d"), published, "days", is_window=True)


def _later(parts: Parts, setting: Setting) -> Interval | None:
    """Days after the day last spoken of."""
    if setting.anchor is None or (parts.number is None and parts.unit not in ("R", None)):
        return UNKNOWN
    number = 1 if parts.number is None else parts.number
    unit = parts.unit if parts.unit in ("d", "w", "k", "j") else "d"
    day = _back(setting.anchor, -number, unit or "d")
    return Interval(day, day, "day")


def _earlier(parts: Parts, setting: Setting) -> Interval | None:
    """Days before the day last spoken of; also "after a week" said of what came before it."""
    if setting.anchor is None or parts.number is None:
        return UNKNOWN
    day = _back(setting.anchor, parts.number, parts.unit or "d")
    return Interval(day, day, "day")


def _same(parts: Parts, setting: Setting) -> Interval | None:
    """ "the same day", "the same month": of the day told last, or of the week, month or year told last."""
    precision = _SPANS.get(parts.unit or "")
    told = setting.told if setting.told is not None and setting.told[0] == precision else None
    base = told[1] if told is not None else setting.anchor
    if base is None:
        return UNKNOWN
    if precision is None:
        return Interval(base, base, "day")
    start, end = period_of(base, parts.unit or "", 0, setting.week_start)
    return edged(start, end, precision, parts, setting)


def _portion(parts: Parts, setting: Setting) -> Interval | None:
    """A quarter or half of a year or month; without a year the latest that has begun."""
    size = 3 if parts.unit == "q" else 6
    ordinal = 12 // size if parts.ordinal == -1 else parts.ordinal or 1
    if ordinal > 12 // size:
        return None
    year, published = year_of(parts, setting), setting.published
    if parts.month is not None and parts.unit == "H":
        whole = month_or_part(parts._replace(edge=None), setting._replace(published=published))
        if whole is None or whole.start is None:
            return whole
        middle = whole.start + 14 * DAY
        return (
            Interval(whole.start, middle, "days")
            if ordinal == 1
            else Interval(middle + DAY, month_of(whole.start.year, whole.start.month)[1], "days")
        )
    if year is None:
        if published is None:
            return UNKNOWN
        year = published.year - (date(published.year, (ordinal - 1) * size + 1, 1) > published)
    start, end = month_of(year, (ordinal - 1) * size + 1)[0], month_of(year, ordinal * size)[1]
    return edged(start, end, "days", parts._replace(edge=None), setting)


def _first(parts: Parts, setting: Setting) -> Interval | None:
    """The first so many months of a year, or days and weeks of a month."""
    whole = day_or_period(parts._replace(kind="date", edge=None), setting._replace(published=setting.published))
    if whole is None or whole.start is None or parts.number is None or parts.ordinal != 1:
        return None
    if parts.unit == "k":
        return Interval(whole.start, month_of(whole.start.year, parts.number)[1], "days")
    length = parts.number * (7 if parts.unit == "w" else 1)
    return Interval(whole.start, whole.start + (length - 1) * DAY, "days")


def _week(parts: Parts, setting: Setting) -> Interval | None:
    """The first, second… or last seven days of a month."""
    if parts.month is not None:
        whole = month_or_part(parts, setting)
    else:
        whole = this(parts._replace(unit="k", which=parts.which or parts.year_which), setting)
    if whole is None or whole.start is None:
        return whole
    last = month_of(whole.start.year, whole.start.month)[1]
    if parts.ordinal == -1:
        return Interval(last - 6 * DAY, last, "week")
    start = whole.start + 7 * ((parts.ordinal or 1) - 1) * DAY
    if start > last:
        return None
    return Interval(start, min(start + 6 * DAY, last), "week")


def _era(parts: Parts, setting: Setting) -> Interval | None:
    """The so-many-th month of something; of what no era is known for, the latest whole month before publication."""
    number, said = parts.ordinal, setting.after.casefold()
    for era in setting.eras:
        if number and any(name.casefold() in said for name in era.names):
            start = era.start if era.start.day < 30 else month_of(era.start.year, era.start.month + 1)[0]
            first = months_before(start, 1 - number)
            return Interval(first, months_before(start, -number) - DAY, "month" if first.day == 1 else "days")
    return None


def _season(parts: Parts, setting: Setting) -> Interval | None:
    first, last = SEASONS[parts.season or 1]
    year, published = year_of(parts, setting), setting.published
    if year is None:
        if published is None:
            return UNKNOWN
        is_over = parts.which is not None and steps_back(parts.which) == 1
        year = published.year - (date(published.year, first, 1) > published)
        if is_over and month_of(year + (last < first), last)[1] >= published:
            year -= 1
    start, end = month_of(year, first)[0], month_of(year + (last < first), last)[1]
    if parts.edge is not None:
        start, end = edge_of(start, start + 89 * DAY, parts.edge)
        return Interval(start, end, "days")
    return Interval(start, end, "season", parts.doubt)


_WAYS: dict[str, Callable[[Parts, Setting], Interval | None]] = {
    "date": day_or_period, "this": this, "window": window, "hours": window, "ago": _ago, "since ago": _since_ago,
    "later": _later, "earlier": _earlier, "same": _same, "portion": _portion, "first": _first, "week": _week,
    "era": _era, "season": _season,
}  # fmt: skip
