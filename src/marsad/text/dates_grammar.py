"""The grammar of dates: patterns over the letters of `dates_words`, and what each says.

A pattern's groups are the fields of `Parts`; the first letter of the pattern tells where it can begin. The longest
match at a place wins, the earlier pattern among equals.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from marsad.text.dates_words import Atoms


class Parts(NamedTuple):
    """What the words of one date say, before it is known which days they mean.

    `kind` names the way to resolve them. `edge` is ``e``, ``m`` or ``l`` (early, middle, late), `unit` a unit's letter,
    `which` and `year_which` the word for past, this or next beside the month or unit, and beside the year.
    """

    kind: str
    day: int | None = None
    day_to: int | None = None
    month: int | None = None
    month_to: int | None = None
    year: int | None = None
    year_to: int | None = None
    is_hijri: bool = False
    weekday: int | None = None
    weekday_to: int | None = None
    offset: int | None = None
    part: str | None = None
    edge: str | None = None
    ordinal: int | None = None
    number: int | None = None
    unit: str | None = None
    season: int | None = None
    which: str | None = None
    year_which: str | None = None
    doubt: str | None = None


class Found(NamedTuple):
    """Parts, and the atoms `[start, end)` that say them."""

    start: int
    end: int
    parts: Parts


_MONTH = r"(?P<month>[AaI])(?:/(?P<pair>[AaI])|\((?P<pair_in_brackets>[Aa])\))?"
_ONLY_MONTH = _MONTH.replace("(?P<month>[AaI])", "(?P<month>A)")
_YEAR = r"(?:,?f?t?j?(?P<year>[Yy])|f?t?(?:j(?P<year_which>[cpx])|(?P<year_which_before>[cpx])j))"
_NUMBER = r"(?P<number>[139nv])"
_UNIT = r"(?P<unit>[hdwkj])"

# (kind, letters it can begin with, pattern)
PATTERNS: tuple[tuple[str, str, str], ...] = (
    # whole dates in seven orders
    ("date", "Y", r"(?P<year>Y)(?P<separator>[-/.])(?P<month>1)(?P=separator)(?P<day>[13])"),
    ("numeric", "13", r"(?P<day>[13])(?P<separator>[-/.])(?P<month>[13])(?P=separator)(?P<year>Y)"),
    ("numeric", "13", r"(?P<day>[13])/(?P<month>[13])/(?P<year>[139])(?![/\d])"),
    ("numeric", "13", r"(?<=u)(?P<day>[13])[-/](?P<month>[13])(?![-/13])"),
    ("date", "1", r"(?<=[iu])(?P<month>1)[-/](?P<year>Y)"),
    ("date", "13o", rf"(?P<day>[13o])[-/.]?f?t?k?{_MONTH}[-/.]?(?P<which>[pcx])?{_YEAR}?"),
    ("date", "13o", rf"(?P<day>[13o])(?:-|Tt?|&t?)t?(?P<day_to>[13o])f?t?k?{_MONTH}(?P<which>[pcx])?{_YEAR}?"),
    ("date", "AaI", r"(?P<month>[AaI])\.?t?(?P<day>[13o]),?(?P<year>[Yy])"),
    ("date", "AaI", r"(?P<month>[AaI])\.?t?(?P<day>o)"),
    ("date", "AaI", r"(?<!i)(?P<month>[AaI])\.?t?(?P<day>[13])(?![-/])"),
    ("date", "AaI", r"(?<=i)(?P<month>[AaI])\.?(?P<day>[13])(?![_n9HdwhkjD-])"),
    ("date", "AaI", r"(?P<month>[AaI])\.?(?P<day>[13o])(?:-|Tt?|&t?)(?P<day_to>[13o])(?:,?(?P<year>[Yy]))?"),
    # months and years
    ("date", "kAaI", rf"k?f?{_MONTH}(?P<which>[pcx])?[-/]?{_YEAR}"),
    ("date", "kAa", rf"(?<![bF])k?(?P<month>[Aa])&?(?P<month_to>A)(?P<which>[pcx])?{_YEAR}?"),
    ("date", "kA", rf"k?{_ONLY_MONTH}(?P<which>[pcx])?"),
    ("date", "kaI", rf"k{_MONTH}(?P<which>[pcx])?"),
    ("date", "aI", rf"(?<=[iSFTfbpceml&u]){_MONTH}(?P<which>[pcx])?"),
    ("date", "a", r"(?P<month>a)(?=:)"),
    ("date", "a", r"(?P<month>a)(?:/(?P<pair>[Aa])|\((?P<pair_in_brackets>[Aa])\))(?P<which>[pcx])?"),
    ("date", "pcx", r"(?P<which>[pcx])(?P<month>[Aa])"),
    ("date", "k", rf"k(?P<month>[o1]){_YEAR}"),
    ("date", "k", r"k(?P<month>o)(?![f_&])"),
    ("date", "Y", r"(?<=[iSFTu])(?P<year>Y)(?![-/])"),
    ("date", "Y", r"(?P<year>Y)[-/](?P<year_to>Y)"),
    ("date", "Y", r"(?<=[iSFTub])(?P<year>Y)&(?P<year_to>Y)"),
    ("date", "j", r"jf?(?P<year>[Yy])"),
    ("this", "cpx", r"(?P<which>[cpx])(?P<unit>[wkj])"),
    ("this", "wkj", r"(?P<unit>[wkj])(?P<which>[cpx])"),
    # early, middle, late
    ("date", "emlBZ", rf"(?P<edge>[emlBZ])(?:[-i])?f?t?k?{_MONTH}(?P<which>[pcx])?{_YEAR}?"),
    ("date", "emlBZ", r"(?P<edge>[emlBZ])(?:[-i])?f?t?j?(?P<year>[Yy])"),
    ("this", "emlBZ", r"(?P<edge>[emlBZ])f?t?(?P<unit>[wkj])(?P<which>[cpx])?"),
    ("this", "emlBZ", r"(?P<edge>[emlBZ])i?f?t?(?P<which>[cpx])(?P<unit>[wkj])"),
    # weekdays, today, parts of a day
    ("date", "W", r"(?P<weekday>W)(?:-|/|&|T)?(?P<weekday_to>W)"),
    ("date", "W", r"(?P<weekday>W)(?P<which>[px])?"),
    ("date", "pcx", r"(?P<which>[pcx])(?P<weekday>W)"),
    ("date", "el", r"[el](?:[iu]t?)?(?P<weekday>W)"),
    ("date", "V", r"(?P<weekday>V)(?=[,.]?(?:[13o]|A))"),
    ("date", "R", r"(?P<offset>R)"),
    ("date", "e", r"e(?P<offset>R)"),
    ("nothing", "R", r"Ro"),
    ("same", "R", r"(?P<unit>R)="),
    ("later", "R", r"(?P<unit>R)x"),
    ("later", "x", r"x(?P<unit>d)"),
    ("date", "P", r"(?P<part>P)"),
    ("date", "cp", r"(?P<which>[cp])(?P<part>P)"),
    # windows that end with the report, and days counted from it
    ("window", "p", rf"p{_NUMBER}?(?P<unit>[hd])"),
    ("window", "p", rf"p{_NUMBER}(?P<unit>[wkj])"),
    ("window", "139nv", rf"{_NUMBER}(?P<unit>[hdwkj])p"),
    ("window", "hdwkj", rf"(?P<unit>[hdwkj])t?{_NUMBER}p"),
    ("window", "hd", r"(?P<unit>[hd])p"),
    ("window", "D", r"(?P<number>D)p"),
    ("window", "p", r"p(?P<number>D)"),
    ("hours", "139n", r"(?<=[it])(?P<number>[139n])(?P<unit>h)(?!L)"),
    ("ago", "139nv", rf"{_NUMBER}{_UNIT}g"),
    ("ago", "g", rf"g{_NUMBER}?{_UNIT}(?![fAaIYy139o])"),
    ("ago", "g", r"g(?P<number>D)(?!f)"),
    ("earlier", "g", rf"g(?:{_NUMBER}{_UNIT}|(?P<dual>D))f"),
    ("since ago", "S", rf"S(?:{_NUMBER}{_UNIT}|(?P<dual>D))(?!p)"),
    ("later", "139nv", rf"{_NUMBER}(?P<unit>[dwkj])L"),
    ("earlier", "139nv", rf"{_NUMBER}(?P<unit>[dwkj])E"),
    ("earlier", "L", rf"L{_NUMBER}?(?P<unit>[dwkj])n?(?=[fU])"),
    ("earlier", "L", r"L(?P<number>D)(?=[fU])"),
    ("later", "L", rf"L{_NUMBER}?(?P<unit>[dwkj])n?(?![AaIYy139oW])"),
    ("later", "L", r"L(?P<number>D)"),
    ("same", "=", r"=t?(?P<unit>[dwkj])"),
    ("same", "dwkj", r"(?P<unit>[dwkj])="),
    # parts of a year or month
    ("portion", "opqH", rf"(?P<ordinal>[op])(?P<unit>[qH])(?:{_YEAR})?"),
    ("portion", "qH", rf"(?P<unit>[qH])(?P<ordinal>[op1])(?:{_YEAR})?"),
    ("portion", "qH", rf"(?P<unit>[qH])(?P<ordinal>o)(?:f?k?{_MONTH}(?:{_YEAR})?)"),
    ("portion", "op", rf"(?P<ordinal>[op])(?P<unit>H)f?t?{_MONTH}(?:{_YEAR})?"),
    ("first", "o", rf"(?P<ordinal>o){_NUMBER}(?P<unit>[kdw]){_YEAR}"),
    ("first", "o", rf"(?P<ordinal>o){_NUMBER}(?P<unit>[kdw])f?t?k?{_MONTH}(?:{_YEAR})?"),
    ("first", "k", rf"(?P<unit>k){_NUMBER}(?P<ordinal>o){_YEAR}"),
    ("week", "op", rf"(?P<ordinal>[op])wf?t?k?{_MONTH}(?:{_YEAR})?"),
    ("week", "w", rf"w(?P<ordinal>[op])f?t?k?{_MONTH}(?:{_YEAR})?"),
    ("week", "w", r"(?P<unit>w)(?P<ordinal>o)f?t?(?:k(?P<which>[cp])|(?P<year_which>[cp])k)"),
    ("era", "o139n", r"(?P<ordinal>[o139n])k(?=[fSti])"),
    ("era", "k", r"kt?(?P<ordinal>[o139])(?=[fSU])"),
    ("season", "s", rf"(?P<season>s){_YEAR}"),
    ("season", "s", r"(?P<season>s)(?P<which>[pcx])"),
    ("season", "pcx", r"(?P<which>[pcx])(?P<season>s)"),
    ("season", "eml", rf"(?P<edge>[eml])f?t?(?P<season>s){_YEAR}"),
)
# Units that stand for an unknown number of them where no number is named.
_PLURALS = frozenset(
    ("ايام", "الايام", "ساعات", "الساعات", "اسابيع", "الاسابيع", "اشهر", "الاشهر", "شهور", "سنوات", "السنوات", "اعوام")
) | frozenset(("days", "hours", "weeks", "months", "years"))
_FIELDS = frozenset(Parts._fields)
_LETTER_FIELDS = {"edge", "unit"}
_BY_FIRST: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
for _kind, _first, _pattern in PATTERNS:
    _compiled = re.compile(_pattern)
    for _letter in _first:
        _BY_FIRST[_letter] = (*_BY_FIRST.get(_letter, ()), (_kind, _compiled))
# Digits and number words begin a date only beside one of these, so most counts are passed over quickly.
_STARTS = re.compile(
    r"[AaIWVRPsYjkwqHDSgL=emlBZpcxhd]|[13o](?=[-/.&Tft]?[-/.tkfT]{0,2}[13oAaIk])|[139nov](?=[hdwkj]|[139n][kdw]|[qHw])|o(?=[139n]?k)"
)


def find_parts(atoms: Atoms, *, language: str) -> Iterator[Found]:
    """Every date in a text, the longest at each place, from left to right."""
    letters, at = atoms.letters, 0
    while (start := _STARTS.search(letters, at)) is not None:
        at = start.start()
        best: tuple[str, re.Match[str]] | None = None
        for kind, pattern in _BY_FIRST.get(letters[at], ()):
            match = pattern.match(letters, at)
            if match is not None and (best is None or match.end() > best[1].end()):
                best = kind, match
        if best is None:
            at += 1
            continue
        parts = _parts(best[0], best[1], atoms, language)
        if parts is not None:
            yield Found(at, best[1].end(), parts)
        at = best[1].end() if parts is not None or best[0] == "nothing" else at + 1


def _parts(kind: str, match: re.Match[str], atoms: Atoms, language: str) -> Parts | None:
    if kind == "nothing":
        return None
    said: dict[str, Any] = {}
    groups = match.groupdict()
    for name, letter in groups.items():
        if letter is not None:
            said[name] = letter if name in _LETTER_FIELDS else atoms.known[match.start(name)].value
    letters = match[0]
    said["is_hijri"] = "I" in letters or "y" in letters
    for name in ("number", "dual"):
        if isinstance(said.get(name), tuple):
            said["number"], unit = said[name]
            said["unit"] = {"day": "d", "hour": "h", "week": "w", "month": "k", "year": "j"}[unit]
    if groups.get("number") == "v":
        said["number"] = None
    elif kind in ("ago", "earlier", "later") and said.get("number") is None and "unit" in said:
        said["number"] = None if atoms.value(match.start("unit")) in _PLURALS else 1
    doubt, month_to = _paired(said, language)
    known = {name: value for name, value in said.items() if name in _FIELDS}
    second = known.pop("month_to", None)
    if second != known.get("month"):  # "مارس آذار" is one month
        month_to = month_to or second
    if "year_which_before" in said:
        known["year_which"] = said["year_which_before"]
    if known.get("edge") in ("B", "Z"):
        known["edge"] = {"B": "e", "Z": "l"}[known["edge"]]
    if isinstance(known.get("ordinal"), str):
        known["ordinal"] = -1  # "the last week of"
    return _checked(Parts(kind, doubt=doubt, month_to=month_to, **known), match, atoms)


def _paired(said: dict[str, Any], language: str) -> tuple[str | None, int | None]:
    """What is wrong with two names of a month ("تموز/يونيو"); in English two names are a range."""
    other = said.get("pair", said.get("pair_in_brackets"))
    if other is None or other == said["month"]:
        return None, None
    if language == "en":
        return None, other
    return f"two months are named for one: month {said['month']} and month {other} of the year", None


def _checked(parts: Parts, match: re.Match[str], atoms: Atoms) -> Parts | None:
    """The parts, or None where the letters fit but the words cannot be a date."""
    if parts.weekday_to is not None and parts.weekday is not None and (parts.weekday + 1) % 7 != parts.weekday_to:
        parts = parts._replace(weekday_to=None)
    if parts.kind == "hours" and (parts.number or 0) < 12:
        return None
    if parts.kind == "ago" and "unit" in match.groupdict() and match["unit"] and _is_definite(match, atoms):
        return None
    if parts.kind == "earlier" and match.group().endswith("f") and not atoms.is_definite(match.end()):
        return parts._replace(kind="ago")  # "he survived three days ago from an attempt" puts "from" behind the date
    if parts.year is not None and parts.year < 100:
        parts = parts._replace(year=2000 + parts.year) if atoms.letters[match.end() - 1] != "Y" else parts
    if parts.day_to is not None and parts.day is not None and parts.day >= parts.day_to:
        return None
    return parts


def _is_definite(match: re.Match[str], atoms: Atoms) -> bool:
    return atoms.is_definite(match.start("unit"))
