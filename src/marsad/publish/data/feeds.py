"""Alerts as feeds: Atom for readers, iCalendar for calendars. Only alerts that a person has issued belong here."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from marsad.model.incident import Alert

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def _xml(words: str) -> str:
    return escape(words.translate(_CONTROL))


def atom_feed(alerts: Iterable[Alert], *, title: str, id: str, made: datetime) -> str:
    """An Atom feed (RFC 4287). `id` is an address or ``urn:`` that stays the same."""
    moment = made.isoformat()
    entries = [
        f"<entry><id>{_xml(id)}:{_xml(alert.id)}</id><title>{_xml(alert.says or alert.kind)}</title>"
        f"<updated>{alert.end.isoformat()}T00:00:00+00:00</updated>"
        f"<category term={quoteattr(alert.kind.translate(_CONTROL))}/>"
        f'<content type="text">{_xml(_facts(alert))}</content></entry>'
        for alert in alerts
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{_xml(id)}</id><title>{_xml(title)}</title><updated>{moment}</updated>"
        f"<author><name>{_xml(title)}</name></author>{''.join(entries)}</feed>\n"
    )


def _facts(alert: Alert) -> str:
    parts = [alert.says, f"{alert.start} – {alert.end}", f"seen {alert.seen:g}, expected {alert.expected:g} a week"]
    if alert.false_per_year is not None:
        parts.append(f"false alarms to expect: {alert.false_per_year:g} a year")
    return ". ".join(part for part in [*parts, *alert.labels] if part)


def calendar(alerts: Iterable[Alert], *, name: str, made: datetime) -> str:
    """An iCalendar file (RFC 5545), a whole-day entry for each alert's window."""
    stamp = made.strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Marsad//Alerts//EN", f"X-WR-CALNAME:{_ics(name)}"]
    for alert in alerts:
        last = alert.end + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT", f"UID:{_ics(alert.id)}@marsad", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{alert.start:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}",
            f"SUMMARY:{_ics(alert.says or alert.kind)}", f"DESCRIPTION:{_ics(_facts(alert))}", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _ics(words: str) -> str:
    plain = words.translate(_CONTROL).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _fold(line: str) -> list[str]:
    """Lines of at most 75 bytes; a character is never cut."""
    folded, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > 74:
            folded.append(" ")
            size = 1
        folded[-1] += character
        size += width
    return folded
