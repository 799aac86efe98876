"""A row of a victim list, and the columns that rows are compared by."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from marsad.match.lexicon import Lexicon, Resolved, make_lexicon
from marsad.match.names import PersonName, name_words, parse_name
from marsad.match.words import place_names
from marsad.packs.gazetteer import Gazetteer
from marsad.text.romanise import is_arabic, skeleton

PlaceIds = Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]]
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_FEMALE = frozenset({"f", "female", "woman", "girl", "انثى", "أنثى", "امرأة", "بنت", "ث"})
_MALE = frozenset({"m", "male", "man", "boy", "ذكر", "رجل", "ذ"})


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a list, as written. `row` is the row's own id, `source` the list it stands on.

    Ages are years; a birth year in its place is taken as one. Dates are ``2014-10-31`` or a part of it, or 31/10/2014.
    """

    row: str
    source: str
    name: str
    age: str = ""
    date: str = ""
    place: str = ""
    area: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows as columns for the comparison, and what could not be read in them: (row, column, what was found)."""

    columns: dict[str, list[object]]
    unread: tuple[tuple[str, str, str], ...] = ()


def prepare(rows: Sequence[PersonRow], *, place_ids: PlaceIds | None = None) -> Prepared:
    """The columns that rows are compared by. A field that cannot be read is left empty and named in `unread`.

    `place_ids` gives the wide units and the places that words can mean (a pack's gazetteer does); without it places are
    compared by sound.
    """
    lexicon = _lexicon_of(rows)
    ids = lru_cache(maxsize=None)(place_ids) if place_ids else None
    table: dict[str, list[object]] = {}
    unread: list[tuple[str, str, str]] = []
    for row in rows:
        name = parse_name(row.name, lexicon)
        day = read_date(row.date)
        age = read_age(row.age, day[0] if day else None)
        for column, given, found in (("date", row.date, day), ("age", row.age, age)):
            if given.strip() and found is None:
                unread.append((row.row, column, given))
        for key, value in (
            {"unique_id": row.row, "source_dataset": row.source}
            | _name_columns(name, row.name)
            | _time_columns(day, age)
            | _place_columns(row, ids)
            | {"sex": _sex(row.sex)}
        ).items():
            table.setdefault(key, []).append(value)
    return Prepared(table, tuple(unread))


def _lexicon_of(rows: Iterable[PersonRow]) -> Lexicon:
    seen, first = [], []
    for row in rows:
        if is_arabic(row.name):
            found = [word.text for word in name_words(row.name)]
            seen += found
            first += found[:1]
    return make_lexicon(seen, first)


def _name_columns(name: PersonName, written: str) -> dict[str, object]:
    columns: dict[str, object] = {}
    for part in ("given", "father", "grandfather", "family", "kunya"):
        found: Resolved | None = getattr(name, part)
        columns[part] = found.name if found else None
        columns[f"{part}_set"] = sorted({found.name, *found.others}) if found else None
        columns[f"{part}_near"] = list(found.near) if found and found.near else None
    columns["is_loose"] = name.is_loose
    columns["written"] = " ".join(word.text for word in name_words(written)) or None
    columns["sound"] = skeleton(written) or None
    return columns


def _time_columns(day: tuple[date, date] | None, age: tuple[int, int] | None) -> dict[str, object]:
    first, last = day if day else (None, None)
    exact = first is not None and first == last
    return {
        "day_from": first.toordinal() if first else None,
        "day_to": last.toordinal() if last else None,
        "month": f"{first:%Y-%m}" if first and last and (last - first).days <= 31 else None,
        "swapped": _swapped(first) if exact and first else None,
        "age_from": age[0] if age else None,
        "age_to": age[1] if age else None,
    }


def _swapped(day: date) -> int | None:
    """The ordinal of the day with day and month exchanged, where that is a date and another one."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month).toordinal()


def _place_columns(row: PersonRow, ids: PlaceIds | None) -> dict[str, object]:
    parts = [part.strip() for part in re.split("[,،;/|]", row.place) if part.strip()]
    fine: set[str] = set()
    wide: set[str] = set()
    for part in parts:
        areas, places = ids(part) if ids else ((), ())
        sounds = () if areas or places else tuple(f"~{skeleton(name)}" for name in place_names(part))
        wide |= {*areas, *(sounds if part is parts[-1] else ())}
        fine |= {*places, *(sounds if part is parts[0] else ())}
    if row.area.strip():
        areas, _ = ids(row.area) if ids else ((), ())
        wide = {*areas} or {f"~{skeleton(name)}" for name in place_names(row.area)} or wide
    area = min(wide) if wide else None
    return {"place_set": sorted(fine) or None, "area_set": sorted(wide) or None, "area": area}


def _sex(words: str) -> str | None:
    word = words.strip().lower()
    return "f" if word in _FEMALE else "m" if word in _MALE else None


def read_date(words: str) -> tuple[date, date] | None:
    """The first and last day that a date in figures can mean; None where there is none.

    Year first, or day first (31/10/2014); a year and month alone mean the month, a year alone the year.
    """
    text = unicodedata.normalize("NFKC", words).translate(_DIGITS).strip().split("T")[0].split(" ")[0]
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if re.fullmatch(r"\d{4}[-/.]\d{1,2}", text):
            return _month(numbers[0], numbers[1])
        if re.fullmatch(r"\d{1,2}[-/.]\d{4}", text):
            return _month(numbers[1], numbers[0])
        if re.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", text):
            return (found := date(*numbers)), found
        if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", text):
            day, month, year = numbers if numbers[1] <= 12 else (numbers[1], numbers[0], numbers[2])
            return (found := date(year, month, day)), found
    except ValueError:
        return None
    return None


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def read_age(words: str, died: date | None) -> tuple[int, int] | None:
    """The least and the most years an age can mean: 30, 30-35, 30s; a birth year where the date of death is known."""
    text = unicodedata.normalize("NFKC", words).translate(_DIGITS).strip().lower()
    if match := re.fullmatch(r"(\d{1,3})\s*(?:-|–|to|الى|إلى)\s*(\d{1,3})", text):
        low, high = int(match[1]), int(match[2])
        return (low, high) if low <= high <= 120 else None
    if match := re.fullmatch(r"(\d0)'?s", text):
        return int(match[1]), int(match[1]) + 9
    if match := re.fullmatch(r"(\d+)(?:\.0*)?(?:\s*(?:years?|yrs?|y|سنة|عاما|عامًا|سنوات))?", text):
        number = int(match[1])
        if number <= 120:
            return number, number
        if 1880 <= number <= 2100 and died:
            years = died.year - number
            return (max(years - 1, 0), years) if 0 <= years <= 120 else None
    if re.fullmatch(r"\d+\s*(?:months?|days?|weeks?|شهر|اشهر|أشهر|يوم|ايام|أيام)", text):
        return 0, 1 if not text.startswith(tuple("23456789")) or "month" not in text else 2
    return None


def places_of(gazetteer: Gazetteer) -> PlaceIds:
    """Looks places up in a pack: the provinces that words can mean, and the places, where they name no province."""

    def ids(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = [match.id for match in gazetteer.look_up(words)[:6]]
        provinces = tuple(each for each in found if (place := gazetteer.get(each)) is not None and place.level == 1)
        if provinces:
            return provinces, ()
        above = {unit for each in found for unit in gazetteer.chain(each)}
        holders = (unit for unit in above if (place := gazetteer.get(unit)) is not None and place.level == 1)
        return tuple(sorted(holders)), tuple(found)

    return ids
