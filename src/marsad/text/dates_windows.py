"""Windows of time: "since", "from … to", "between … and", over the dates that were found in a text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marsad.model.words import WhenPrecision
from marsad.text.dates_days import DAY, UNKNOWN, Interval, Setting
from marsad.text.dates_grammar import Parts
from marsad.text.dates_resolve import resolve
from marsad.text.dates_words import Atoms

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
_BY_FIRST = {
    letter: tuple(_WINDOWS[at] for at in at_)
    for letter, at_ in (("S", range(5)), ("F", (5, 7)), ("f", (5, 7)), ("b", (6, 7)), ("#", (8,)))
}


@dataclass(slots=True)
class Pieces:
    """A text's letters with # for each date found, where each letter's atoms start, and the dates' parts and ends."""

    letters: str
    starts: Sequence[int]
    ends: Mapping[int, int]
    parts: Mapping[int, Parts]

    def end(self, at: int) -> int:
        """The atom after those of a letter."""
        return self.ends[at] if at in self.ends else self.starts[at] + 1


def window_at(at: int, pieces: Pieces, atoms: Atoms, setting: Setting) -> tuple[int, Interval, str] | None:
    """The window that begins at a piece: where it ends, its days and the rule."""
    for rule, pattern in _BY_FIRST[pieces.letters[at]]:
        match = pattern.match(pieces.letters, at)
        if match is None:
            continue
        said = {
            name: pieces.parts.get(match.start(name))
            for name, letter in match.groupdict().items()
            if letter is not None
        }
        if rule == "since":
            interval = _since_until(said.get("first"), said.get("second"), setting)
        else:
            first, second = said.get("first"), said.get("second")
            lone = next((name for name in ("lone", "lone_between") if name in said), None)
            if lone is not None and second is not None:
                value = atoms.value(pieces.starts[match.start(lone)])
                first = second._replace(day=value if isinstance(value, int) else None)
            interval = _from(first, second, setting, is_led=pieces.letters[at] != "#")
        if interval is not None:
            return match.end(), interval, rule
    return None


def _since_until(first: Parts | None, second: Parts | None, setting: Setting) -> Interval | None:
    """A window from a date until another, or until the report."""
    interval = _since(first, setting)
    if interval is None or second is None or _is_now(second):
        return interval
    until = resolve(second, setting)
    if until is None or until.end is None:
        return interval
    return Interval(interval.start, until.end, "days", interval.doubt or until.doubt)


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
    precision: WhenPrecision = (
        "running" if begin.precision not in ("day", "unknown") or first.day is not None else "days"
    )
    return Interval(begin.start, published, precision, begin.doubt, is_window=True)


def _middle(parts: Parts, setting: Setting) -> date | None:
    whole = resolve(parts._replace(edge=None), setting._replace(published=None) if parts.year else setting)
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
        first = first._replace(month=second.month, year=second.year)
    end = resolve(second, setting)
    if end is None or end.end is None:
        return UNKNOWN if end is UNKNOWN else None
    if second.year is None and first.year is not None and second.month is not None and first.month is not None:
        end = resolve(second._replace(year=first.year + (second.month < first.month)), setting) or end
    begin = resolve(first, setting if first.year or first.year_which else setting._replace(published=end.end))
    if begin is None or begin.start is None or end.end is None:
        return None
    if begin.start > end.end:
        return Interval(begin.start, end.end, "days", "the window ends before it starts")
    return Interval(begin.start, end.end, "days", begin.doubt or end.doubt)


def _can_bound(parts: Parts, is_led: bool) -> bool:
    if parts.kind in ("date", "this", "season"):
        return is_led or parts.part is None or parts.weekday is not None
    return parts.kind == "portion" and is_led
