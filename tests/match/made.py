"""Small readings for the tests of matching. Names of places and publishers are invented."""

from datetime import date, timedelta

from marsad.model.claim import Claim, Count, Reading, Voice, When, Where, Who
from marsad.model.range import Range
from marsad.model.report import Report, Span

DAY = date(2020, 5, 4)


def count(number: int | Range, measure: str = "killed", id: str = "n1", **more: object) -> Count:
    """A count of victims; `actor`, `status`, `sex` and the like say who they are."""
    who = Who(**{key: more.pop(key) for key in ("actor", "status", "sex", "age", "role") if key in more})  # type: ignore[arg-type]
    value = number if isinstance(number, Range) else Range.exactly(number)
    return Count(id, measure, value, "words", Span(0, 1), who, **more)  # type: ignore[arg-type]


def claim(
    id: str = "c1",
    *,
    role: str = "new",
    day: date | None = DAY,
    village: str | None = "Tal Hamra village",
    unit: str | None = "XX01",
    event: str = "Armed clash",
    counts: tuple[Count, ...] = (),
    voice: tuple[str | None, str | None] = (None, None),
    basis: str = "reported",
    span: tuple[int, int] = (20, 60),
) -> Claim:
    """An event claim; without a village or unit it has no such place."""
    where = []
    if village:
        where.append(Where(village))
    if unit:
        where.append(Where("the province", unit, "adm1"))
    when = When("then", day, day, "day") if day else When()
    said_by = (Voice(*voice),) if any(voice) else ()
    return Claim(id, "event", role, basis, (Span(*span),), said_by, when, tuple(where), event, counts=counts)  # type: ignore[arg-type]


def reading(
    id: str, *claims: Claim, publisher: str = "Hill Monitor", language: str = "en", later: int = 0, text: str = ""
) -> Reading:
    """The reading of a report published `later` days after the event."""
    report = Report(id, text, publisher=publisher, language=language, published=DAY + timedelta(later))
    return Reading(report, claims)
