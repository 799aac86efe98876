"""Sheets: one incident, and the findings on one publisher's tolls."""

from pathlib import Path

from marsad import __version__
from marsad.model.errors import PublishError
from marsad.model.incident import Toll
from marsad.publish.paper.compose import compose
from marsad.publish.paper.document import Document
from marsad.run.audit import audit_observatory
from marsad.run.observatory import Observatory
from marsad.run.output import names_of
from marsad.run.publish import policy_in
from marsad.run.review import Review
from marsad.run.show import sentence
from marsad.run.words import Words, words_of


def incident_sheet(
    observatory: Observatory, id: str, *, language: str = "en", templates: Path | None = None
) -> Document:
    """Everything on one incident: numbers, tellings with their sentences, what was decided.

    Raises:
        PublishError: there is no such incident, or it is restricted.
    """
    review, words, actor = Review(observatory), words_of(language), names_of(observatory.pack_name, language)
    incident = observatory.store.incidents.get(id)
    hidden = observatory.secrets().everything()
    if incident is None or not observatory.secrets().is_open(incident):
        raise PublishError(f"There is no incident {id!r} that may go out. Incidents are listed by: marsad review list")
    protected = policy_in(observatory).protected
    evidence = [each for each in review.evidence(id) if each.ref.rpartition(":")[0] not in hidden]
    values = {
        "when": str(words.when_words(incident.when).striptags()),
        "where": "; ".join(f"{place.words or ''} ({place.place or words.say('unplaced')})" for place in incident.where),
        "event": words.say(incident.event or ""), "by": ", ".join(map(actor, incident.by)),
        "how": ", ".join(map(words.say, incident.how)), "state": words.say(incident.state),
        "grade": words.say(incident.grade or ""), "sources": incident.independent_sources,
        "numbers": [
            {
                "number": str(words.range_words(toll.range).striptags()), "what": _what(toll, words, actor),
                "note": ", ".join(toll.counts),
            }
            for toll in (*incident.tolls, *incident.details)
        ],
        "tellings": [
            {
                "publisher": words.say("a protected source") if each.publisher in protected else each.publisher or "?",
                "sentences": each.sentences, "note": each.ref,
            }
            for each in evidence
        ],
        "history": [
            f"{made.at:%Y-%m-%d} {made.by}: {words.say(made.act)}{f' ({made.reason})' if made.reason else ''}"
            for made in review.history(id)
        ],
        "change": f"{observatory.store.number:,}",
    }  # fmt: skip
    return compose(
        "incident", values, language=language, title=f"{words.say('Incident')} {id}", figures={},
        foot=f"{words.say('Marsad')} {__version__}", folder=templates,
    )  # fmt: skip


def _what(toll: Toll, words: Words, actor: object) -> str:
    who = toll.who
    said = [words.say(each) for each in (toll.measure, who.age, who.sex, who.role, who.status) if each]
    return " · ".join([*said, actor(who.actor)] if who.actor and callable(actor) else said)


def findings_sheet(
    observatory: Observatory, publisher: str, *, language: str = "en", templates: Path | None = None
) -> Document:
    """What does not add up in one publisher's tolls, with the sentences.

    Raises:
        PublishError: the observatory holds no report of that publisher.
    """
    words = words_of(language)
    audit = audit_observatory(observatory, language=language)
    hidden = observatory.secrets().everything()
    readings = {r.report.id: r for r in audit.readings if r.report.publisher == publisher and r.report.id not in hidden}
    if not readings:
        known = ", ".join(sorted({r.report.publisher or "?" for r in audit.readings})) or "none"
        raise PublishError(f"There is no report by {publisher!r} here; there are reports by {known}.")
    found = []
    for finding in audit.findings():
        refs = [ref.rpartition(":") for ref in finding.counts]
        if not refs or not all(report in readings for report, _, _ in refs):
            continue
        counts = {(report, count.id): count for report in readings for count in readings[report].counts()}
        found.append(
            {
                "severity": words.say(finding.severity), "says": finding.says, "arithmetic": finding.arithmetic,
                "unless": finding.unless or "",
                "sentences": [
                    {"text": sentence(readings[report].report.text, counts[report, id].span), "report": report}
                    for report, _, id in refs
                    if (report, id) in counts
                ],
            }
        )  # fmt: skip
    values = {
        "publisher": publisher,
        "findings": found,
        "checked": len(readings),
        "change": f"{observatory.store.number:,}",
    }
    title = words.say("What does not add up: {publisher}", publisher=publisher)
    return compose(
        "findings", values, language=language, title=title, figures={},
        foot=f"{words.say('Marsad')} {__version__}", folder=templates,
    )  # fmt: skip
