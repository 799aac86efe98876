"""Invented records for the tests of the store."""

from datetime import UTC, date, datetime

from marsad.model.claim import Claim, Count, Reading, When, Where, Who
from marsad.model.incident import ClaimRef, Incident, Judgement, Toll
from marsad.model.range import Range
from marsad.model.report import Report, Span


def report(key: str = "r1", text: str = "Four soldiers were killed near the village.", **more: object) -> Report:
    return Report(id=key, text=text, publisher="Desk", language="en", published=date(2022, 1, 30), **more)  # type: ignore[arg-type]


def reading(of: Report, number: int = 4, read_by: str = "rules 1") -> Reading:
    count = Count("n1", "killed", Range.exactly(number), "Four", Span(0, 4), Who(status="combatant"))
    claim = Claim(
        "c1",
        "event",
        "new",
        "reported",
        (Span(0, len(of.text)),),
        when=When("Friday", date(2022, 1, 28), date(2022, 1, 28), "day"),
        where=(Where("the village", "SY0405", "adm2"),),
        counts=(count,),
    )
    return Reading(of, (claim,), read_by=read_by)


def incident(key: str = "i1", number: int = 4, **more: object) -> Incident:
    toll = Toll("killed", Range.exactly(number), Who(status="combatant"), counts=("r1:n1",))
    return Incident(
        key, (ClaimRef("r1", "c1"),), When(None, date(2022, 1, 28), date(2022, 1, 28), "day"), tolls=(toll,), **more
    )  # type: ignore[arg-type]


def judgement(act: str = "accept", about: str = "i1", by: str = "Rim", **more: object) -> Judgement:
    return Judgement(act, (about,), by, datetime(2022, 2, 1, tzinfo=UTC), **more)  # type: ignore[arg-type]
