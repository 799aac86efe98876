"""Dates in English and Arabic, as intervals with precision, counted from the day of publication.

Atoms (`dates_words`) make parts (`dates_grammar`); parts that stand together are one date ("Friday, December 30"), dates
with "since", "from … to", "between … and" are windows; all are resolved to days (`dates_resolve`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from marsad.model.claim import When
from marsad.text.dates_grammar import Found, Parts, find_parts
from marsad.text.dates_resolve import DAY, UNKNOWN, Era, Interval, Setting, resolve
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
_DAY_FIELDS = ("day", "weekday", "offset")
# Windows over the letters, with # for a date that was found.
_WINDOWS = (
    ("since", re.compile(r"S[tidu]*(?P<first>#),?&?(?P<until>T)[td]*(?P<second>#|N)")),
    ("since", re.compile(r"S[tidu]*(?P<first>#)")),
    ("since", re.compile(r"S[t_]*[BeO][_tf&e]{0,7}[iufd]{0,2}t?(?P<first>#)")),
    ("since", re.compile(r"S[_tf]{1,6}O[iud]{0,2}t?(?P<first>#)")),
    ("since", re.compile(r"S(?:[_t]{0,4}O|t?[Be][_tf]?)")),
    ("from", re.compile(r"[Ff][td]*(?P<first>#),?&?(?P<until>[T-])[td]*(?P<second>#|N)")),
    ("from", re.compile(r"b[td]*(?P<first>#)&?[td]*(?P<second>#)")),
    ("from", re.compile(r"(?:[Ff]t?(?P<lone>[13o])T|bt?(?P<lone_between>[13o])&)t?(?P<second>#)")),
    ("from", re.compile(r"(?P<first>#)(?P<until>[T-])[td]*(?P<second>#)")),
)  # fmt: skip
_WINDOW_STARTS = re.compile("[SFfb#]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of atoms: a letter, or the parts of a date."""

    letter: str
    start: int
    end: int
    parts: Parts | None = None


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
    return Found(found.start, found.end, replace(parts, kind="date", day=day, month=month, doubt=doubt))


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
    days = [{name for name in _DAY_FIELDS if getattr(parts, name) is not None} for parts in (one, other)]
    is_part = [parts.part is not None and not day for parts, day in zip((one, other), days)]
    if days[0] & days[1] or not (all(days) or (any(days) and any(is_part))):
        return None
    if gap == "-" and not any(is_part):
        return None
    said = {
        name: getattr(one, name) if getattr(one, name) is not None else getattr(other, name)
        for name in (
            "day",
            "day_to",
            "month",
            "month_to",
            "year",
            "weekday",
            "weekday_to",
            "offset",
            "which",
            "year_which",
            "doubt",
            "edge",
        )
    }
    part = " ".join(parts.part for parts in (one, other) if parts.part)
    return replace(one, **said, part=part or None, is_hijri=one.is_hijri or other.is_hijri)


def _pieces(found: Sequence[Found], atoms: Atoms) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for each in found:
        pieces += [_Piece(atoms.letters[index], index, index + 1) for index in range(at, each.start)]
        pieces.append(_Piece("#", each.start, each.end, each.parts))
        at = each.end
    pieces += [_Piece(atoms.letters[index], index, index + 1) for index in range(at, len(atoms.letters))]
    return pieces


def _dates(pieces: Sequence[_Piece], atoms: Atoms, text: str, setting: Setting) -> list[FoundDate]:
    """Windows where there are any, single dates elsewhere, from left to right."""
    letters = "".join(piece.letter for piece in pieces)
    dates: list[FoundDate] = []
    at = 0
    while (start := _WINDOW_STARTS.search(letters, at)) is not None:
        at = start.start()
        made = _window_at(at, letters, pieces, text, atoms, setting)
        if made is None and letters[at] == "#":
            piece = pieces[at]
            made = at + 1, _resolved(piece, atoms, text, setting), "date"
        if made is None or made[1] is None:
            at += 1
            continue
        end, interval, rule = made
        first = _lead(at, letters) if letters[at] == "#" else at
        begin, stop = atoms.starts[pieces[first].start], atoms.ends[pieces[end - 1].end - 1]
        parts = pieces[at].parts
        if rule == "date" and parts is not None:
            rule = "part of day" if parts.part and not _has_day(parts) and parts.which is None else parts.kind
        when = When(text[begin:stop], interval.start, interval.end, interval.precision)
        dates.append(FoundDate(begin, stop, when, f"dates {rule}", interval.is_window, interval.doubt))
        if interval.start is not None and interval.start == interval.end:
            setting = replace(setting, anchor=interval.start)
        at = end
    return dates


def _has_day(parts: Parts) -> bool:
    return any(getattr(parts, name) is not None for name in _DAY_FIELDS)


def _lead(at: int, letters: str) -> int:
    """Where the words "on", "in the", "of" before a date begin."""
    for lead in ("it", "ut", "ft", "id", "ud", "i", "u", "d", "f"):
        if letters.endswith(lead, 0, at):
            return at - len(lead)
    return at


def _resolved(piece: _Piece, atoms: Atoms, text: str, setting: Setting) -> Interval | None:
    assert piece.parts is not None
    if piece.parts.kind == "era":
        stop = atoms.ends[piece.end - 1]
        setting = replace(setting, after=text[stop : stop + 80])
    return resolve(piece.parts, setting)


def _window_at(
    at: int, letters: str, pieces: Sequence[_Piece], text: str, atoms: Atoms, setting: Setting
) -> tuple[int, Interval | None, str] | None:
    for rule, pattern in _WINDOWS:
        match = pattern.match(letters, at)
        if match is None:
            continue
        groups = match.groupdict()

        def piece_of(name: str, match: re.Match[str] = match) -> _Piece:
            return pieces[match.start(name)]

        if rule == "since":
            interval = _since(piece_of("first").parts if groups.get("first") else None, setting)
            second = piece_of("second").parts if groups.get("second") == "#" else None
            if interval is not None and second is not None and not _is_now(second):
                until = resolve(second, setting)
                if until is not None and until.end is not None:
                    interval = Interval(interval.start, until.end, "days", interval.doubt or until.doubt)
        else:
            second = piece_of("second").parts if groups["second"] == "#" else None
            first = piece_of("first").parts if groups.get("first") else None
            lone = next((name for name in ("lone", "lone_between") if groups.get(name)), None)
            if lone is not None and second is not None:
                value = atoms.values[piece_of(lone).start]
                first = replace(second, day=value if isinstance(value, int) else None)
            interval = _from(first, second, setting, is_led=letters[at] != "#")
        if interval is not None:
            return match.end(), interval, rule
    return None


def _is_now(parts: Parts) -> bool:
    return parts.offset == 0 and parts.day is None and parts.weekday is None


def _since(first: Parts | None, setting: Setting) -> Interval | None:
    """A window from a date until the report."""
    published = setting.published
    if first is None:
        return Interval(None, published, "running", is_window=True)
    if first.kind in ("since ago",):
        return resolve(first, setting)
    if first.edge == "m":  # "since mid-2023" begins in the middle
        middle = _middle(first, setting)
        return Interval(middle, published, "running", first.doubt, is_window=True)
    begin = resolve(first, setting)
    if begin is None:
        return None
    precision = "running" if begin.precision not in ("day", "unknown") or first.day is not None else "days"
    return Interval(begin.start, published, precision, begin.doubt, is_window=True)


def _middle(parts: Parts, setting: Setting) -> date | None:
    whole = resolve(replace(parts, edge=None), replace(setting, published=None) if parts.year else setting)
    if whole is None or whole.start is None or whole.end is None:
        return None
    return date(whole.start.year, 7, 1) if (whole.end - whole.start).days > 100 else whole.start + 14 * DAY


def _from(first: Parts | None, second: Parts | None, setting: Setting, *, is_led: bool) -> Interval | None:
    """From one date to another; a year, or a month, that is said once holds for both."""
    if first is None or not _can_bound(first, is_led) or (second is not None and not _can_bound(second, is_led)):
        return None
    if second is None or _is_now(second):
        begin = resolve(first, setting)
        return begin and Interval(begin.start, setting.published, "running", begin.doubt, is_window=True)
    if not is_led and (
        (first.day is None) != (second.day is None) or (first.weekday is None) != (second.weekday is None)
    ):
        return None
    if first.month is None and first.day is not None:
        first = replace(first, month=second.month, year=second.year)
    end = resolve(
        replace(second, edge="l") if second.edge is None and second.year is None and False else second, setting
    )
    if end is None or end.end is None:
        return UNKNOWN if end is UNKNOWN else None
    if second.year is None and first.year is not None and second.month is not None and first.month is not None:
        end = resolve(replace(second, year=first.year + (second.month < first.month)), setting) or end
    begin = resolve(first, setting if first.year or first.year_which else replace(setting, published=end.end))
    if begin is None or begin.start is None or end.end is None:
        return None
    if begin.start > end.end:
        return Interval(begin.start, end.end, "days", "the window ends before it starts")
    return Interval(begin.start, end.end, "days", begin.doubt or end.doubt)


def _can_bound(parts: Parts, is_led: bool) -> bool:
    if parts.kind in ("date", "this", "season"):
        return is_led or parts.part is None or parts.weekday is not None
    return parts.kind == "portion" and is_led
