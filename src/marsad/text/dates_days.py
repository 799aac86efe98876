"""From what the words of a date say to the days they mean, counted from the day of publication.

A month or weekday without a year is the latest that has begun; "last Friday" said on a Friday is a week ago; early,
middle and late are thirds of a month and quarters of a year. Hijri dates follow the Umm al-Qura calendar and may be
a day off where a month began on sighting the moon.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from marsad.model.words import WhenPrecision
from marsad.text.dates_grammar import Parts

DAY = timedelta(days=1)
WINDOW_WORDS = frozenset(("past", "recent", "preceding", "الاخير", "الاخيره", "الاخيرين", "الاخيرتين", "اخر"))
STRICTLY_PAST = frozenset(("last", "previous", "preceding", "past"))
SEASONS = {1: (3, 5), 2: (6, 8), 3: (9, 11), 4: (12, 2)}
HIJRI_NOTE = "a date of the Hijri calendar may be a day off"


@dataclass(frozen=True, slots=True)
class Era:
    """Something that months are counted from ("the 70th month of the operations"): its names and first day."""

    names: tuple[str, ...]
    start: date


class Setting(NamedTuple):
    """What a date depends on: day of publication, day last spoken of, first weekday, whether months come first."""

    published: date | None
    anchor: date | None = None
    week_start: int = 0
    is_month_first: bool = False
    after: str = ""
    eras: Sequence[Era] = ()
    told: tuple[str, date] | None = None  # precision and start of the week, month or year told last


class Interval(NamedTuple):
    """Days from `start` to `end`, both included; None where a bound is not known."""

    start: date | None
    end: date | None
    precision: WhenPrecision
    doubt: str | None = None
    is_window: bool = False


UNKNOWN = Interval(None, None, "unknown")


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month; months beyond 1 to 12 run over into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def year_of(parts: Parts, setting: Setting) -> int | None:
    """The year that is named, or meant by "this year" and "last year"."""
    if parts.year is not None:
        return parts.year
    if parts.year_which is None or setting.published is None:
        return None
    return setting.published.year - steps_back(parts.year_which)


def steps_back(which: str) -> int:
    """0 for "this", 1 for "last", -1 for "next"."""
    if which in _THIS:
        return 0
    return -1 if which in _NEXT else 1


_THIS = frozenset(("this", "current", "the current", "هذا", "هذه", "الجاري", "الجاريه", "الحالي", "الحاليه", "الراهن"))
_NEXT = frozenset(("next", "coming", "upcoming", "forthcoming", "القادم", "القادمه", "المقبل", "المقبله", "التالي"))


def day_or_period(parts: Parts, setting: Setting) -> Interval | None:
    """A day, month, year or weekday, with an edge where there is one."""
    if parts.is_hijri:
        return _hijri(parts, setting)
    if parts.month is not None and parts.day is not None:
        return _day_of_month(parts, setting)
    if parts.month is not None:
        return month_or_part(parts, setting)
    year = year_of(parts, setting)
    if year is not None and parts.weekday is None and parts.offset is None:
        last = parts.year_to or year
        return edged(date(year, 1, 1), date(last, 12, 31), "year" if last == year else "days", parts, setting)
    if setting.published is None:
        return UNKNOWN
    return _near_day(parts, setting.published)


def _near_day(parts: Parts, published: date) -> Interval:
    """Weekdays, today and yesterday, parts of a day."""
    doubt, day = parts.doubt, published
    if parts.offset is not None:
        day = published + parts.offset * DAY
    elif parts.which is not None and parts.part is not None and parts.weekday is None:
        day = published - steps_back(parts.which) * DAY
    if parts.weekday is not None:
        named = _latest_weekday(parts, published)
        if parts.offset is not None and named != day:
            doubt = f"{day.isoformat()}, counted from the day of publication, is another weekday"
        day = named
        if parts.weekday_to is not None:
            first = day - DAY if (day + DAY) > published and day == published else day
            return Interval(first, first + DAY, "days", doubt)
    if _is_midnight(parts) and (parts.offset == -1 and (parts.part or "").startswith(("منتصف", "midnight"))):
        return Interval(day, day + DAY, "days", doubt)
    return Interval(day, day, "day", doubt)


def _is_midnight(parts: Parts) -> bool:
    return parts.part is not None and ("منتصف" in parts.part or "midnight" in parts.part)


def _latest_weekday(parts: Parts, published: date) -> date:
    """The latest such weekday up to publication; "last Friday" said on a Friday is a week ago."""
    assert parts.weekday is not None
    back = (published.weekday() - parts.weekday) % 7
    if parts.which is not None:
        steps = steps_back(parts.which)
        if steps == 1 and back == 0:
            back = 7
        if steps == -1:
            back -= 7
    elif parts.weekday_to is not None and (published.weekday() - parts.weekday_to) % 7 == 6:
        back += 7 if back == 0 else 0
    return published - back * DAY


def _day_of_month(parts: Parts, setting: Setting) -> Interval | None:
    assert parts.month is not None
    assert parts.day is not None
    published, year, doubt = setting.published, year_of(parts, setting), parts.doubt
    if year is None:
        if published is None:
            return UNKNOWN
        year = _latest_year(parts.month, parts.day_to or parts.day, published, parts.which)
    start = date(year, parts.month, parts.day)
    end = date(year, parts.month, parts.day_to) if parts.day_to else start
    if parts.weekday is not None and parts.day_to is None:
        if parts.weekday_to is not None and start.weekday() in (parts.weekday, parts.weekday_to):
            start = start if start.weekday() == parts.weekday else start - DAY
            return Interval(start, start + DAY, "days", doubt)
        if start.weekday() != parts.weekday:
            doubt = f"{start.isoformat()} is no {calendar.day_name[parts.weekday]}"
    if parts.offset is not None and published is not None and start != published + parts.offset * DAY:
        doubt = doubt or f"{start.isoformat()} is not that day, counted from the day of publication"
    return Interval(start, end, "day" if start == end else "days", doubt)


def _latest_year(month: int, day: int, published: date, which: str | None) -> int:
    """The year of the latest such day; one day ahead of publication is allowed for time zones."""
    day = min(day, month_of(published.year, month)[1].day)
    ahead = date(published.year, month, day) > published + DAY
    if which is not None and steps_back(which) == -1:
        return published.year + (not ahead)
    return published.year - ahead


def month_or_part(parts: Parts, setting: Setting) -> Interval | None:
    """A month, two months or a part of one; the latest that has begun where no year is named."""
    assert parts.month is not None
    published, year = setting.published, year_of(parts, setting)
    if year is None:
        if published is None:
            return UNKNOWN
        is_over = parts.which is not None and steps_back(parts.which) == 1
        year = published.year - (parts.month > published.month - is_over)
    start, end = month_of(year, parts.month)
    if parts.month_to is not None:
        end = month_of(year + (parts.month_to < parts.month), parts.month_to)[1]
        return edged(start, end, "days", parts, setting)
    return edged(start, end, "month", parts, setting)


def edged(start: date, end: date, precision: WhenPrecision, parts: Parts, setting: Setting) -> Interval:
    """The early, middle or late part of a period, or all of it, as far as it has passed on publication."""
    is_year = (end - start).days > 100
    if parts.edge is not None:
        start, end = edge_of(start, end, parts.edge)
        return Interval(start, end, "days", parts.doubt)
    published = setting.published
    if published is not None and start <= published < end:
        return Interval(start, published, "running" if is_year else "days", parts.doubt, is_window=True)
    return Interval(start, end, precision, parts.doubt)


def edge_of(start: date, end: date, edge: str) -> tuple[date, date]:
    """The first, middle or last third of a month or week; of a year the first or last quarter, or May to August."""
    if (end - start).days > 100:
        year = start.year
        ends = {"e": (1, 3), "m": (5, 8), "l": (10, 12)}[edge]
        return month_of(year, ends[0])[0], month_of(end.year, ends[1])[1]
    third = (end - start).days // 3
    if edge == "e":
        return start, start + (third - 1) * DAY
    if edge == "m":
        return start + third * DAY, start + (2 * third - 1) * DAY
    return start + 2 * third * DAY, end


def _hijri(parts: Parts, setting: Setting) -> Interval | None:
    """A day, month or year of the Hijri calendar (Umm al-Qura, 1343 to 1500)."""
    from hijridate import Gregorian, Hijri

    year, published = parts.year, setting.published
    if parts.month is None or parts.month > 12:
        return None

    def days(of_year: int) -> tuple[date, date]:
        assert parts.month is not None
        length = Hijri(of_year, parts.month, 1).month_length()
        first = Hijri(of_year, parts.month, parts.day or 1).to_gregorian()
        last = Hijri(of_year, parts.month, parts.day_to or parts.day or length).to_gregorian()
        return date(first.year, first.month, first.day), date(last.year, last.month, last.day)

    if year is not None and year > 1800:  # "Ramadan 2024": the Hijri month that began in that year
        year = Gregorian(year, 12, 31).to_hijri().year
        if days(year)[0].year > (parts.year or 0):
            year -= 1
    if year is None:
        if published is None:
            return UNKNOWN
        year = Gregorian(published.year, published.month, published.day).to_hijri().year
        if days(year)[0] > published + DAY:
            year -= 1
    start, end = days(year)
    precision: WhenPrecision = "day" if start == end else "days" if parts.day else "month"
    return Interval(start, end, precision, parts.doubt or HIJRI_NOTE)


def this(parts: Parts, setting: Setting) -> Interval | None:
    """This, last or next week, month or year; the beginning of the week, month or year."""
    published = setting.published
    if published is None:
        return UNKNOWN
    back = 0 if parts.which is None else steps_back(parts.which)
    if back == 1 and parts.edge is None and parts.which in WINDOW_WORDS:
        return window(parts._replace(number=1), setting)
    if back == -1:
        return None
    start, end = period_of(published, parts.unit or "k", back, setting.week_start)
    if parts.edge is not None:
        start, end = edge_of(start, end, parts.edge)
        return Interval(start, end, "days", parts.doubt)
    if back == 0:
        return Interval(start, published, "running", parts.doubt, is_window=True)
    precision: WhenPrecision = {"w": "week", "k": "month", "j": "year"}[parts.unit or "k"]  # type: ignore[assignment]
    return Interval(start, end, precision, parts.doubt)


def period_of(day: date, unit: str, back: int, week_start: int) -> tuple[date, date]:
    """The week, month or year that holds a day, or one that many before it."""
    if unit == "w":
        start = day - ((day.weekday() - week_start) % 7 + 7 * back) * DAY
        return start, start + 6 * DAY
    if unit == "k":
        return month_of(day.year, day.month - back)
    return date(day.year - back, 1, 1), date(day.year - back, 12, 31)


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or the month's last."""
    last = month_of(day.year, day.month - months)[1]
    return last.replace(day=min(day.day, last.day))


def window(parts: Parts, setting: Setting) -> Interval | None:
    """The past so many hours, days, weeks, months or years, up to publication."""
    published, number = setting.published, parts.number
    if published is None:
        return UNKNOWN
    unit = parts.unit or "d"
    if unit == "h":
        return Interval(published - -(-(number or 24) // 24) * DAY, published, "days", is_window=True)
    if number is None:
        return Interval(published - (6 if unit == "d" else 21) * DAY, published, "days", is_window=True)
    if unit == "d":
        return Interval(published - (number - 1) * DAY, published, "days", is_window=True)
    if unit == "w":
        return Interval(
            published - (7 * number - 1) * DAY, published, "week" if number == 1 else "days", is_window=True
        )
    months = number * (12 if unit == "j" else 1)
    is_last_day = published == month_of(published.year, published.month)[1]
    start = month_of(published.year, published.month - months + 1)[0] if is_last_day else None
    precision: WhenPrecision = ("month" if unit == "k" else "year") if number == 1 else "days"
    return Interval(start or months_before(published, months) + DAY, published, precision, is_window=True)
