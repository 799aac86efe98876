"""Dates of an English page, with what its sentences add: a year that follows, a window that is only a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from marsad.read.english.page import Page
from marsad.text.dates import find_dates
from marsad.text.dates_days import Era
from marsad.text.found import FoundDate


def enter_dates(page: Page, day: date | None, eras: Sequence[Era]) -> None:
    """Enters the dates of a page; numbers that reach into one count nothing."""
    tokens, numbers = page.tokens, page.numbers
    for each in _with_years(tokens.text, find_dates(tokens.text, language="en", published=day, eras=eras)):
        found = _point(page, each, day, eras)
        first, last = tokens.at(found.start), tokens.at(found.end)
        if last > first:
            page.dates[first] = (last, found)
            page.inside[first:last] = b"\x01" * (last - first)
            if first - 1 in numbers and numbers[first - 1].last > first:  # between 4 and 10 July: no ten people
                del numbers[first - 1]


def _point(page: Page, found: FoundDate, day: date | None, eras: Sequence[Era]) -> FoundDate:
    """ "the deadliest since June 2021, when …": no window, but the date of what is told then."""
    text = page.tokens.text
    if not found.is_window or found.when.precision != "running" or text[found.end : found.end + 6] != ", when":
        return found
    begin = page.tokens.at(max(text.rfind(mark, 0, found.start) for mark in (". ", "\n", '"')) + 1)
    if any(index in page.numbers for index in range(begin, page.tokens.at(found.start))):
        return found  # so many since then
    since = text[found.start : found.end].partition(" ")[2]
    inside = find_dates(since, language="en", published=day, eras=eras)
    return replace(inside[0], start=found.start, end=found.end) if inside else found


def _with_years(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """ "since April 15 last year": the year that follows a day is the day's."""
    joined: list[FoundDate] = []
    for each in found:
        before = joined[-1] if joined else None
        year = each.when.start.year if each.when.precision == "year" and each.when.start is not None else None
        start = before.when.start if before is not None else None
        if before is None or start is None or year is None or text[before.end : each.start] != " ":
            joined.append(each)
            continue
        if before.when.precision not in ("day", "month", "running") or (start.month, start.day) == (2, 29):
            joined.append(each)
            continue
        end = before.when.end
        if end is not None and before.when.precision != "running":
            end = end.replace(year=year)
        when = replace(before.when, words=text[before.start : each.end], start=start.replace(year=year), end=end)
        joined[-1] = replace(before, end=each.end, when=when)
    return joined
