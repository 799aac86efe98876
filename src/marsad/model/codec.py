"""The JSON of the record: readings, claims, counts and findings to plain data and back.

`decode(encode(x)) == x` for every record; unknown keys are refused, so that nothing is lost unseen.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marsad.model.claim import About, Claim, Count, Finding, Reading, SetAside, Voice, When, Where, Who
from marsad.model.errors import ModelError
from marsad.model.range import Range
from marsad.model.report import Report, Span

JSON = dict[str, Any]


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _spans(values: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in values)


def _set(**optional: object) -> JSON:
    """Only what says something: None, empty lists and empty objects are left out."""
    return {key: value for key, value in optional.items() if value not in (None, [], {}, "")}


def _take(data: Mapping[str, Any], *known: str, what: str) -> None:
    unknown = set(data) - set(known)
    if unknown:
        raise ModelError(f"{what} has the unknown field {sorted(unknown)[0]!r}; known are {', '.join(sorted(known))}.")


def encode_when(when: When) -> JSON:
    """A date interval as JSON."""
    data: JSON = {
        "words": when.words,
        "start": _day(when.start),
        "end": _day(when.end),
        "precision": when.precision,
    }
    return data | ({"span": _span(when.span)} if when.span else {})


def decode_when(data: Mapping[str, Any]) -> When:
    """The date interval of :func:`encode_when`."""
    _take(data, "words", "start", "end", "precision", "span", what="A date")
    span = Span(*data["span"]) if data.get("span") else None
    precision: Any = data.get("precision") or "unknown"
    return When(data.get("words"), _date(data.get("start")), _date(data.get("end")), precision, span)


def encode_where(where: Where) -> JSON:
    """A place as JSON."""
    data: JSON = {"words": where.words, "place": where.place, "precision": where.precision}
    return data | _set(
        within=list(where.within),
        span=_span(where.span) if where.span else None,
        point=list(where.point) if where.point else None,
        radius_km=where.radius_km,
        way=list(where.way),
        candidates=list(where.candidates),
    )


def decode_where(data: Mapping[str, Any]) -> Where:
    """The place of :func:`encode_where`."""
    known = ("words", "place", "precision", "within", "span", "point", "radius_km", "way", "candidates")
    _take(data, *known, what="A place")
    point = data.get("point")
    return Where(
        words=data.get("words"),
        place=data.get("place"),
        precision=data.get("precision") or "unplaced",
        within=tuple(data.get("within") or ()),
        span=Span(*data["span"]) if data.get("span") else None,
        point=(point[0], point[1]) if point else None,
        radius_km=data.get("radius_km"),
        way=tuple(data.get("way") or ()),
        candidates=tuple(data.get("candidates") or ()),
    )


def encode_who(who: Who) -> JSON:
    """Who was hit, as JSON: only what is stated."""
    return _set(
        actor=who.actor, status=who.status, sex=who.sex, age=who.age, role=who.role, nationality=who.nationality
    )


def decode_who(data: Mapping[str, Any]) -> Who:
    """The victims of :func:`encode_who`."""
    _take(data, "actor", "status", "sex", "age", "role", "nationality", what="Who was hit")
    return Who(**data)


def encode_range(value: Range) -> JSON:
    """A range as the four fields of a count."""
    return {"low": value.low, "best": value.best, "high": value.high, "sign": value.sign}


def decode_range(data: Mapping[str, Any]) -> Range:
    """The range in the four fields of a count."""
    return Range(data.get("low"), data.get("best"), data.get("high"), data.get("sign") or "=")


def encode_count(count: Count) -> JSON:
    """A count and its parts as JSON."""
    data: JSON = {"id": count.id} | _set(link=count.link) | {"measure": count.measure} | encode_range(count.range)
    data |= {
        "words": count.words,
        "span": _span(count.span),
        "who": encode_who(count.who),
        "by": list(count.by),
        "how": list(count.how),
    }
    data |= _set(
        where=[encode_where(where) for where in count.where],
        when=encode_when(count.when) if count.when else None,
    )
    return data | {"parts": [encode_count(part) for part in count.parts]}


_COUNT_FIELDS = (
    "id", "link", "measure", "low", "best", "high", "sign", "words", "span", "who", "by", "how", "where", "when",
    "parts",
)  # fmt: skip


def decode_count(data: Mapping[str, Any]) -> Count:
    """The count of :func:`encode_count`."""
    _take(data, *_COUNT_FIELDS, what="A count")
    return Count(
        id=data["id"],
        measure=data["measure"],
        range=decode_range(data),
        words=data["words"],
        span=Span(*data["span"]),
        who=decode_who(data.get("who") or {}),
        by=tuple(data.get("by") or ()),
        how=tuple(data.get("how") or ()),
        link=data.get("link"),
        where=tuple(decode_where(where) for where in data.get("where") or ()),
        when=decode_when(data["when"]) if data.get("when") else None,
        parts=tuple(decode_count(part) for part in data.get("parts") or ()),
    )


def encode_claim(claim: Claim) -> JSON:
    """A claim as JSON."""
    data: JSON = {"id": claim.id, "kind": claim.kind, "role": claim.role} | _set(event=claim.event)
    data |= {
        "basis": claim.basis,
        "said_by": [{"words": voice.words, "actor": voice.actor} for voice in claim.said_by],
        "when": encode_when(claim.when),
        "where": [encode_where(where) for where in claim.where],
    }
    data |= _set(about={"act": claim.about.act, "topic": claim.about.topic} if claim.about else None)
    data |= {
        "spans": [_span(span) for span in claim.spans],
        "counts": [encode_count(count) for count in claim.counts],
    }
    return data | _set(read_by=claim.read_by, rule=claim.rule)


_CLAIM_FIELDS = (
    "id", "kind", "role", "event", "basis", "said_by", "when", "where", "about", "spans", "counts", "read_by", "rule",
)  # fmt: skip


def decode_claim(data: Mapping[str, Any]) -> Claim:
    """The claim of :func:`encode_claim`."""
    _take(data, *_CLAIM_FIELDS, what="A claim")
    about = data.get("about")
    return Claim(
        id=data["id"],
        kind=data["kind"],
        role=data["role"],
        basis=data["basis"],
        spans=_spans(data["spans"]),
        said_by=tuple(Voice(voice.get("words"), voice.get("actor")) for voice in data.get("said_by") or ()),
        when=decode_when(data.get("when") or {}),
        where=tuple(decode_where(where) for where in data.get("where") or ()),
        event=data.get("event"),
        about=About(about["act"], about.get("topic") or "") if about else None,
        counts=tuple(decode_count(count) for count in data.get("counts") or ()),
        read_by=data.get("read_by"),
        rule=data.get("rule"),
    )


def encode_finding(finding: Finding) -> JSON:
    """A finding as JSON."""
    data: JSON = {
        "rule": finding.rule,
        "severity": finding.severity,
        "claims": list(finding.claims),
        "counts": list(finding.counts),
        "spans": [_span(span) for span in finding.spans],
        "arithmetic": finding.arithmetic,
        "says": finding.says,
    }
    return data | _set(unless=finding.unless, reports=list(finding.reports))


def decode_finding(data: Mapping[str, Any]) -> Finding:
    """The finding of :func:`encode_finding`; keys that other editions of the record add are passed over."""
    return Finding(
        rule=data["rule"],
        severity=data["severity"],
        says=data.get("says") or "",
        arithmetic=data.get("arithmetic") or "",
        claims=tuple(data.get("claims") or ()),
        counts=tuple(data.get("counts") or ()),
        spans=_spans(data.get("spans") or []),
        unless=data.get("unless"),
        reports=tuple(data.get("reports") or ()),
    )


def encode_report(report: Report, *, with_text: bool = False) -> JSON:
    """A report's own data as JSON; its text only when asked for."""
    data: JSON = {
        "id": report.id,
        "url": report.url,
        "publisher": report.publisher,
        "language": report.language,
        "published": _day(report.published),
        "title": report.title,
    }
    data |= _set(
        sha256=report.sha256,
        collected=report.collected.isoformat() if report.collected else None,
        extra=dict(report.extra),
    )
    return data | ({"text": report.text} if with_text else {})


def decode_report(data: Mapping[str, Any], *, text: str | None = None) -> Report:
    """The report of :func:`encode_report`; `text` where it is kept elsewhere. Unknown keys go to `extra`."""
    known = {"id", "url", "publisher", "language", "published", "title", "sha256", "collected", "extra", "text"}
    more = {key: value for key, value in data.items() if key not in known}
    collected = data.get("collected")
    return Report(
        id=data["id"],
        text=text if text is not None else data.get("text") or "",
        publisher=data.get("publisher"),
        language=data.get("language"),
        published=_date(data.get("published")),
        title=data.get("title"),
        url=data.get("url"),
        sha256=data.get("sha256"),
        collected=datetime.fromisoformat(collected) if collected else None,
        extra={**(data.get("extra") or {}), **more},
    )


def encode_reading(reading: Reading) -> JSON:
    """The whole reading of one report, in the form of RECORD.md 3."""
    data: JSON = {
        "report": encode_report(reading.report),
        "claims": [encode_claim(claim) for claim in reading.claims],
        "findings": [encode_finding(finding) for finding in reading.findings],
    }
    aside = [
        {"what": each.what, "why": each.why} | ({"span": _span(each.span)} if each.span else {})
        for each in reading.set_aside
    ]
    return data | _set(set_aside=aside, read_by=reading.read_by)


def decode_reading(data: Mapping[str, Any], *, text: str | None = None) -> Reading:
    """The reading of :func:`encode_reading`.

    Raises:
        ModelError: a field is missing, unknown or holds a value that no record may hold.
    """
    try:
        return Reading(
            report=decode_report(data["report"], text=text),
            claims=tuple(decode_claim(claim) for claim in data.get("claims") or ()),
            findings=tuple(decode_finding(finding) for finding in data.get("findings") or ()),
            set_aside=tuple(
                SetAside(each["what"], each["why"], Span(*each["span"]) if each.get("span") else None)
                for each in data.get("set_aside") or ()
            ),
            read_by=data.get("read_by"),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise ModelError(
            f"This is no reading: {type(problem).__name__} {problem}. Wanted the JSON of RECORD.md 3."
        ) from problem
