"""Readings and incidents made in a few words, for the tests of counting and auditing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from marsad.model.claim import Claim, Count, Reading, Voice, When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span


class Made:
    """Builds one reading; every count's words are looked up in the text, one after the other."""

    def __init__(
        self, id: str, text: str, *, published: str = "2023-05-01", publisher: str = "Desk", language: str = "en"
    ) -> None:
        title = text.strip().partition("\n")[0]
        self.report = Report(
            id, text, publisher=publisher, language=language, published=date.fromisoformat(published), title=title
        )
        self.claims: list[Claim] = []
        self.number = 0
        self.at = 0

    def count(
        self, words: str, value: int | Range, *parts: Count, measure: str = "killed", link: str | None = None,
        by: Sequence[str] = (), how: Sequence[str] = (), place: str | None = None, when: When | None = None, **who: Any,
    ) -> Count:  # fmt: skip
        """A count; write the whole before its parts, since words are found in order."""
        self.number += 1
        start = self.report.text.find(words)
        assert start >= 0, words
        where = (Where(place, place, "adm1"),) if place else ()
        amount = value if isinstance(value, Range) else Range.exactly(value)
        return Count(
            f"n{self.number}", measure, amount, words, Span(start, start + len(words)), Who(**who), tuple(by),
            tuple(how), link, where, when, parts,
        )  # type: ignore[arg-type]  # fmt: skip

    def claim(
        self, kind: str, role: str, *counts: Count, span: tuple[int, int] | None = None, start: str | None = None,
        end: str | None = None, place: str | None = None, event: str | None = None, basis: str = "documented",
        voice: str | None = None, precision: str = "day",
    ) -> Claim:  # fmt: skip
        """A claim over the whole body, or over the title where its role says so and no span is given."""
        text = self.report.text
        body = (len(self.report.title or "") + 1, len(text))
        where = (Where(place, place, "adm1"),) if place else ()
        made = Claim(
            id=f"c{len(self.claims) + 1}",
            kind=kind,  # type: ignore[arg-type]
            role=role,  # type: ignore[arg-type]
            basis=basis,  # type: ignore[arg-type]
            spans=(Span(*(span or body)),),
            said_by=(Voice(voice or self.report.publisher),),
            when=When(
                None,
                date.fromisoformat(start) if start else None,
                date.fromisoformat(end or start) if start else None,
                precision,  # type: ignore[arg-type]
            )
            if start
            else When(),
            where=where,
            event=event or ("Attack" if kind == "event" else None),  # type: ignore[arg-type]
            counts=counts,
        )
        self.claims.append(made)
        return made

    def title(self, *counts: Count, kind: str = "event") -> Claim:
        """A claim of the title."""
        return self.claim(kind, "restated", *counts, span=(0, len(self.report.title or "")))

    def reading(self) -> Reading:
        """What was built."""
        return Reading(self.report, tuple(self.claims))


def incident(
    id: str, day: str | None, place: str | None, *tolls: Toll, details: Sequence[Toll] = (), by: Sequence[str] = (),
    within: Sequence[str] = (), state: str = "accepted", end: str | None = None, **more: Any,
) -> Incident:  # fmt: skip
    """An incident of one claim."""
    first = date.fromisoformat(day) if day else None
    last = date.fromisoformat(end) if end else first
    return Incident(
        id,
        (ClaimRef(f"report-{id}", "c1"),),
        When(None, first, last, "day") if first else When(),
        (Where(place, place, "adm1", tuple(within)),) if place else (),
        "Attack",
        tuple(by),
        tolls=tuple(tolls),
        details=tuple(details),
        state=state,
        **more,
    )


def toll(number: int | Range, *, measure: str = "killed", by: Sequence[str] = (), **who: Any) -> Toll:
    """So many of one kind."""
    value = number if isinstance(number, Range) else Range.exactly(number)
    return Toll(measure, value, Who(**who), tuple(by))  # type: ignore[arg-type]


def counter(
    id: str, published: str, total: int, civilians: int, soldiers: int, *, told: int = 0, place: str = "SY12",
    publisher: str = "Desk", told_status: str | None = None,
) -> Reading:  # fmt: skip
    """A report of one event and a counter since January."""
    made = Made(
        id,
        f"News\nEvent: {told} victims. Since January {total} dead in all: {civilians} civilians; {soldiers} soldiers.",
        published=published,
        publisher=publisher,
    )
    if told:
        made.claim(
            "event", "new", made.count(f"{told} victims", told, status=told_status), start=published, place=place
        )
    parts = (
        made.count(f"{civilians} civilians", civilians, link="addend", status="civilian"),
        made.count(f"{soldiers} soldiers", soldiers, link="addend", status="combatant"),
    )
    whole = made.count(f"{total} dead", total, *parts)
    made.claim("toll", "running", whole, start="2023-01-01", end=published, place=place, precision="running")
    return made.reading()
