"""Anything by its id, with its way back to the words."""

from dataclasses import dataclass
from typing import Any

from marsad.model.claim import Claim, Count, Reading
from marsad.model.codec import encode_claim, encode_count, encode_reading
from marsad.model.errors import MarsadError
from marsad.model.incident import Incident
from marsad.model.plain import to_plain
from marsad.model.report import Span
from marsad.run.observatory import Observatory


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as plain data, and as lines for a person."""

    data: dict[str, Any]
    lines: tuple[str, ...]


def show(observatory: Observatory, id: str) -> Shown:
    """The record of that id.

    Raises:
        MarsadError: there is none.
    """
    store = observatory.store
    report = store.reports.get(id)
    if report is not None:
        return _report(observatory, id)
    incident = store.incidents.get(id)
    if incident is not None:
        return _incident(observatory, incident)
    name, _, inner = id.rpartition(":")
    reading = store.readings.get(name) if name else None
    if reading is not None:
        for claim in reading.claims:
            if claim.id == inner:
                return _claim(reading, claim)
            for count in claim.walk():
                if count.id == inner:
                    return _count(reading, claim, count)
    for shelf in (store.alerts, store.findings, store.sources, store.places, store.releases):
        if (record := shelf.get(id)) is not None:
            data = to_plain(record)
            return Shown(data, tuple(f"{key}: {value}" for key, value in data.items()))
    raise MarsadError(
        f"There is nothing with the id {id!r} here. Ids are those that the commands print: a report (sohr-1), "
        "a claim or count in it (sohr-1:c2, sohr-1:n5), an incident, a finding, an alert."
    )


def sentence_span(text: str, span: Span) -> Span:
    """Where the sentence stands that holds a span."""
    start = max(text.rfind("\n", 0, span.start), text.rfind(". ", 0, span.start) + 1) + 1
    ends = [end for end in (text.find("\n", span.end), text.find(". ", span.end)) if end >= 0]
    return Span(min(start, span.start), min(ends, default=len(text)))


def sentence(text: str, span: Span) -> str:
    """The line of the text that holds a span, with the span in brackets."""
    whole = sentence_span(text, span)
    words = f"{text[whole.start : span.start]}[{span.of(text)}]{text[span.end : whole.end]}"
    return " ".join(words.split())


def _report(observatory: Observatory, id: str) -> Shown:
    store = observatory.store
    report, reading = store.reports.get(id), store.readings.get(id)
    assert report is not None
    data = {"report": id, "sha256": report.sha256, "publisher": report.publisher, "url": report.url}
    lines = [f"report {id}", f"publisher: {report.publisher}", f"published: {report.published}", f"url: {report.url}"]
    lines += [f"sha256: {report.sha256}", f"collected: {report.collected}", "", report.text.strip()]
    if reading is not None:
        data = encode_reading(reading)
        lines += ["", f"read by {reading.read_by}: {len(reading.claims)} claims"]
        lines += [f"  {id}:{claim.id} {claim.kind}, {claim.role}" for claim in reading.claims]
    return Shown(data, tuple(lines))


def _voices(claim: Claim) -> str:
    return " ← ".join(voice.words or voice.actor or "?" for voice in claim.said_by)


def _claim(reading: Reading, claim: Claim) -> Shown:
    report = reading.report
    lines = [f"claim {report.id}:{claim.id}: {claim.kind}, {claim.role}, {claim.basis}", f"said by: {_voices(claim)}"]
    lines += [f"read by: {claim.read_by} ({claim.rule})"]
    lines += [f"“{' '.join(span.of(report.text).split())}”" for span in claim.spans]
    lines += [f"  {report.id}:{count.id} {count.words} {count.measure}" for count in claim.walk()]
    return Shown(encode_claim(claim), tuple(lines))


def _count(reading: Reading, claim: Claim, count: Count) -> Shown:
    report = reading.report
    lines = [
        f"count {report.id}:{count.id}: {count.words} {count.measure}",
        f"“{sentence(report.text, count.span)}”",
        f"said by: {_voices(claim)} ({claim.basis})",
        f"claim: {report.id}:{claim.id}",
        f"report: {report.publisher}, {report.published}, {report.url or 'no address'}",
        f"sha256: {report.sha256}",
    ]
    return Shown(encode_count(count), tuple(lines))


def _incident(observatory: Observatory, incident: Incident) -> Shown:
    lines = [f"incident {incident.id}: {incident.event}, {incident.state}", f"when: {incident.when.start}"]
    lines += [f"where: {', '.join(f'{w.words} ({w.place})' for w in incident.where)}", "told by:"]
    for ref in incident.claims:
        reading = observatory.store.readings.get(ref.report)
        claim = next((c for c in reading.claims if c.id == ref.claim), None) if reading else None
        words = " ".join(claim.spans[0].of(reading.report.text).split()) if reading and claim and claim.spans else "?"
        lines.append(f"  {ref}: “{words[:200]}”")
    for toll in incident.tolls:
        lines.append(f"  {toll.range.low}–{toll.range.high} {toll.measure} ← {', '.join(toll.counts)}")
    return Shown(to_plain(incident), tuple(lines))
