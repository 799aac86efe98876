"""Dates in English and Arabic, as intervals with precision, counted from the day of publication.

Atoms (`dates_words`) make parts (`dates_grammar`); parts that stand together are one date ("Friday, December
30"), dates with "since", "from … to", "between … and" are windows; all are resolved to days (`dates_resolve`).
"""

import re
from collections.abc import Sequence
from datetime import date

from marsad.model.claim import When
from marsad.text.dates_days import Era, Interval, Setting
from marsad.text.dates_grammar import Found, Parts, find_parts
from marsad.text.dates_resolve import resolve
from marsad.text.dates_windows import Pieces, window_at
from marsad.text.dates_words import Atoms, atoms_of, date_words
from marsad.text.found import FoundDate

LANGUAGES = ("en", "ar")
_JOINTS = frozenset(
    (
        "",
        ",",
        "(",
        "u",
        "i",
        "f",
        "d",
        "t",
        "it",
        "ut",
        "ft",
        "fi",
        ",u",
        ",i",
        ",d",
        ",t",
        ",ud",
        ",id",
        "ud",
        "id",
        "-",
    )
)
# What one part of a date takes over from the part beside it.
_SHARED = tuple("day day_to month month_to year weekday weekday_to offset which year_which doubt edge".split())
_WINDOW_STARTS = re.compile("[SFfb#]")


def find_dates(text: str, *, language: str, published: date | None, eras: Sequence[Era] = ()) -> list[FoundDate]:
    """Find every date and window of a text.

    Args:
        text: the report's text or a view of it.
        language: "en" or "ar"; a region may follow ("en-US" puts the month first in 4/5/2024).
        published: day of publication, the anchor of "yesterday", "Friday" and running windows. Without it these give
            a date whose bounds are unknown.
        eras: what months are counted from in this conflict ("the 70th month of the operations").

    Returns:
        Dates from left to right; none overlap. A language without a grammar has none.

    Example:
        >>> found = find_dates("killed since early 2024", language="en", published=date(2024, 5, 6))
        >>> found[0].when.start, found[0].when.end, found[0].when.precision
        (datetime.date(2024, 1, 1), datetime.date(2024, 5, 6), 'running')
    """
    short = language[:2]
    if short not in LANGUAGES:
        return []
    atoms = atoms_of(text, date_words(short))
    found = list(find_parts(atoms, language=short))
    if not found and "S" not in atoms.letters:
        return []
    is_month_first = _is_month_first(found, language)
    found = [_numeric(each, is_month_first) for each in found]
    pieces = _pieces(_joined(found, atoms), atoms)
    setting = Setting(published, week_start=5 if short == "ar" else 0, is_month_first=is_month_first, eras=eras)
    return _dates(pieces, atoms, text, setting)


def _is_month_first(found: Sequence[Found], language: str) -> bool:
    """Whether 4/5/2024 is the fifth of April here: what the text's clear dates do, then the region."""
    votes = 0
    for each in found:
        if each.parts.kind == "numeric":
            votes += ((each.parts.month or 0) > 12) - ((each.parts.day or 0) > 12)
    return votes > 0 or (votes == 0 and language.upper().endswith("-US"))


def _numeric(found: Found, is_month_first: bool) -> Found:
    """A date in figures with its day and month told apart."""
    parts = found.parts
    if parts.kind != "numeric" or parts.day is None or parts.month is None:
        return found
    day, month, doubt = parts.day, parts.month, None
    if day <= 12 and month <= 12 and day != month:
        first, other = ((day, month), (month, day))[:: -1 if is_month_first else 1]
        day, month = first
        doubt = f"day and month may be the other way round ({other[0]}/{other[1]})"
    elif month > 12:
        day, month = month, day
    return Found(found.start, found.end, parts._replace(kind="date", day=day, month=month, doubt=doubt))


def _joined(found: Sequence[Found], atoms: Atoms) -> list[Found]:
    """Put the parts of one date together: "late on Friday, December 30"; "ظهر اليوم السبت 4 كانون الأول"."""
    joined: list[Found] = []
    for each in found:
        if joined and atoms.letters[joined[-1].end : each.start] in _JOINTS:
            both = _merged(joined[-1].parts, each.parts, atoms.letters[joined[-1].end : each.start])
            if both is not None:
                end = each.end + (
                    atoms.letters[each.end : each.end + 1] == ")" and "(" in atoms.letters[joined[-1].end : each.start]
                )
                joined[-1] = Found(joined[-1].start, end, both)
                continue
        joined.append(each)
    return joined


def _merged(one: Parts, other: Parts, gap: str) -> Parts | None:
    """Both parts as one date, or None where they say two."""
    if one.kind != "date" or other.kind != "date":
        return None
    first, second = _days_of(one), _days_of(other)
    is_part = (one.part is not None and not first) or (other.part is not None and not second)
    if first & second or not ((first and second) or ((first or second) and is_part)):
        return None
    if gap == "-" and not is_part:
        return None
    part = " ".join([parts.part for parts in (one, other) if parts.part])
    return one._replace(
        **{
            name: value
            for name in _SHARED
            if getattr(one, name) is None and (value := getattr(other, name)) is not None
        },
        part=part or None,
        is_hijri=one.is_hijri or other.is_hijri,
    )


def _days_of(parts: Parts) -> int:
    """Which of day, weekday and offset the parts name, one bit each."""
    return (parts.day is not None) + 2 * (parts.weekday is not None) + 4 * (parts.offset is not None)


def _pieces(found: Sequence[Found], atoms: Atoms) -> Pieces:
    letters: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    parts: dict[int, Parts] = {}
    at = 0
    for each in found:
        letters += (atoms.letters[at : each.start], "#")
        starts += range(at, each.start + 1)
        place = len(starts) - 1
        ends[place], parts[place] = each.end, each.parts
        at = each.end
    letters.append(atoms.letters[at:])
    starts += range(at, len(atoms.letters))
    return Pieces("".join(letters), starts, ends, parts)


def _dates(pieces: Pieces, atoms: Atoms, text: str, setting: Setting) -> list[FoundDate]:
    """Windows where there are any, single dates elsewhere, from left to right."""
    letters = pieces.letters
    dates: list[FoundDate] = []
    at = 0
    while (start := _WINDOW_STARTS.search(letters, at)) is not None:
        at = start.start()
        end, interval, rule = window_at(at, pieces, atoms, setting) or (at + 1, None, "date")
        if interval is None and letters[at] == "#":
            interval = _resolved(pieces.parts[at], atoms.spans[pieces.end(at) - 1][1], text, setting)
        if interval is None:
            at += 1
            continue
        first = _lead(at, letters) if letters[at] == "#" else at
        begin, stop = atoms.spans[pieces.starts[first]][0], atoms.spans[pieces.end(end - 1) - 1][1]
        parts = pieces.parts.get(at)
        if rule == "date" and parts is not None:
            rule = "part of day" if parts.part and not _days_of(parts) and parts.which is None else parts.kind
        when = When(text[begin:stop], interval.start, interval.end, interval.precision)
        dates.append(FoundDate(begin, stop, when, f"dates {rule}", interval.is_window, interval.doubt))
        is_day = interval.start is not None and interval.start == interval.end
        if is_day and not (setting.anchor is not None and "!" in letters[max(0, first - 2) : first]):
            setting = setting._replace(anchor=interval.start)
        if interval.start is not None and interval.precision in ("week", "month", "year"):
            setting = setting._replace(told=(interval.precision, interval.start))
        at = end
    return dates


def _lead(at: int, letters: str) -> int:
    """Where the words "on", "in the", "of" before a date begin."""
    for lead in ("it", "ut", "ft", "id", "ud", "i", "u", "d", "f"):
        if letters.endswith(lead, 0, at):
            return at - len(lead)
    return at


def _resolved(parts: Parts, stop: int, text: str, setting: Setting) -> Interval | None:
    if parts.kind == "era":
        setting = setting._replace(after=text[stop : stop + 80])
    return resolve(parts, setting)
