"""What one cell of an event data set means: a day, a number, a point, sources."""

import re
from datetime import date, datetime

from marsad.model.errors import CollectError
from marsad.model.imported import Cited

DAYS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d-%b-%Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%B %d, %Y", "%Y/%m/%d")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*")
_UCDP = re.compile(r'"([^"]*)"')
_DATED = re.compile(r"^(?P<office>[^,]*),(?P<day>\d{4}-\d{2}-\d{2})(?:,(?P<title>.*))?$", re.DOTALL)


def day_of(words: str, *, column: str) -> date:
    """A day: ISO, with or without a time, or "15 January 2024", "15-Jan-2024", "15/01/2024" (day first).

    Raises:
        CollectError: it is no day.
    """
    timed = _ISO.fullmatch(words)
    plain = timed[1] if timed else words
    for form in DAYS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    raise CollectError(f"{column} is {words[:40]!r}; wanted a day such as 2024-01-15 or 15 January 2024.")


def number_of(words: str, *, column: str) -> int:
    """A whole number of 0 or more; "12.0" and "1,204" are read too.

    Raises:
        CollectError: it is none.
    """
    plain = words.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", words) else words
    if re.fullmatch(r"\d+(\.0+)?", plain):
        return int(plain.partition(".")[0])
    raise CollectError(f"{column} is {words[:40]!r}; wanted a whole number of 0 or more.")


def point_of(latitude: str, longitude: str) -> tuple[float, float]:
    """A point in degrees.

    Raises:
        CollectError: these are no degrees.
    """
    try:
        point = (float(latitude), float(longitude))
    except ValueError:
        raise CollectError(f"The point is {latitude[:20]!r}, {longitude[:20]!r}; wanted degrees.") from None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise CollectError(f"The point is {point[0]}, {point[1]}; wanted -90 to 90 and -180 to 180 degrees.")
    return point


def sources_of(words: str, form: str) -> tuple[Cited, ...]:
    """The sources a cell names.

    Args:
        words: the cell.
        form: "ucdp" (`"Office,YYYY-MM-DD,Title";"…"`, or free text in old rows) or "semicolon".
    """
    if not words:
        return ()
    parts = _UCDP.findall(words) if form == "ucdp" and words.startswith('"') else words.split(";")
    if form == "ucdp" and not words.startswith('"'):
        parts = [words]
    return tuple(_cited(part.strip()) for part in parts if part.strip())


def _cited(words: str) -> Cited:
    dated = _DATED.match(words)
    if not dated:
        return Cited(words)
    try:
        published = date.fromisoformat(dated["day"])
    except ValueError:
        return Cited(words)
    return Cited(dated["office"].strip(), published, (dated["title"] or "").strip() or None)
