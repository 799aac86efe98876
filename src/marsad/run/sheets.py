"""Sheets: one incident, and the findings on one publisher's tolls."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marsad import __version__
from marsad.model.claim import When
from marsad.model.errors import PublishError
from marsad.model.incident import Incident, Toll
from marsad.packs import Pack
from marsad.publish.data.row import EventRow
from marsad.publish.paper.compose import compose
from marsad.publish.paper.document import Document
from marsad.publish.withhold.policy import PROTECTED, Policy, Withheld, apply_policy
from marsad.run.audit import audit_observatory
from marsad.run.observatory import Observatory
from marsad.run.output import names_of
from marsad.run.publish import policy_in
from marsad.run.review import Review
from marsad.run.rows import RowMaker
from marsad.run.show import sentence
from marsad.run.veil import Veil
from marsad.run.words import Words, words_of


def incident_sheet(
    observatory: Observatory, id: str, *, language: str = "en", templates: Path | None = None, today: date | None = None
) -> Document:
    """One incident as it goes out: numbers, tellings with their sentences, what was decided.

    It goes through the desk's policy like every row: what is withheld or coarser there, is so here.

    Raises:
        PublishError: there is no such incident, or why it may not go out.
    """
    words, actor = words_of(language), names_of(observatory.pack_name, language)
    policy, day = policy_in(observatory), today or datetime.now(UTC).date()
    veil = Veil(observatory, policy, day)
    incident = veil.incident(id)
    made = RowMaker(observatory.pack, veil.report, veil.reading).row(incident)
    row, log = apply_policy(made, policy, today=day)
    assert row is not None, "the veil has asked about its age"
    # Whoever may not know the place or the day may not read the sentences that tell them.
    is_coarser = any(line.field in ("where", "when") for line in log)
    tolls = [toll for toll in (*incident.tolls, *incident.details) if not policy.hides(toll.measure)]
    values = {
        "when": str(words.when_words(When("", row.start, row.end)).striptags()),
        "where": _place(row, observatory.pack, language),
        "event": words.say(row.event), "by": ", ".join(actor(side.id) for side in row.doers),
        "how": ", ".join(map(words.say, row.tactics)), "state": words.say(incident.state),
        "grade": words.say(row.grade), "sources": row.independent_sources,
        "numbers": [
            {
                "number": str(words.range_words(toll.range).striptags()), "what": _what(toll, words, actor),
                "note": ", ".join(ref for ref in toll.counts if veil.reading(ref.rpartition(":")[0]) is not None),
            }
            for toll in tolls
        ],
        "tellings": list(_tellings(incident, veil, words, is_coarser=is_coarser)),
        "history": list(_history(observatory, id, policy, words)),
        "withheld": _withheld(log, policy, words),
        "change": f"{observatory.store.number:,}",
    }  # fmt: skip
    return compose(
        "incident", values, language=language, title=f"{words.say('Incident')} {id}", figures={},
        foot=f"{words.say('Marsad')} {__version__}", folder=templates,
    )  # fmt: skip


def _withheld(log: Iterable[Withheld], policy: Policy, words: Words) -> list[str]:
    """What does not stand here and why; for numbers of the living the same on every sheet."""
    living = [words.say("Numbers of the living go out in tables alone, rounded.")] if policy.rounded_measures else []
    lines = {
        f"{words.say(line.field)}: {words.say(line.why)}" for line in log if line.field not in policy.rounded_measures
    }
    return [*living, *sorted(lines)]


def _place(row: EventRow, pack: Pack, language: str) -> str:
    """The place as named, and the units that hold it, narrow to wide, in the language of the sheet."""
    units = [
        (row.adm3, row.adm3_code),
        (row.adm2, row.adm2_code),
        (row.adm1, row.adm1_code),
        (row.country, row.country_code),
    ]
    named = []
    for name, code in units:
        place = pack.gazetteer.get(code) if code else None
        own = place.name_ar if place is not None and language == "ar" else ""
        if own or name:
            named.append(f"{own or name} ({code})" if code != row.country_code else own or name)
    return ("، " if language == "ar" else ", ").join(dict.fromkeys(part for part in (row.location, *named) if part))


def _tellings(incident: Incident, veil: Veil, words: Words, *, is_coarser: bool) -> Iterator[dict[str, Any]]:
    """Who tells it, with the sentences as far as they go out; of a protected source only that there is one."""
    for ref in incident.claims:
        reading = veil.reading(ref.report)
        if reading is None:
            yield {"publisher": words.say(PROTECTED), "sentences": [], "note": ""}
            continue
        claim = next((claim for claim in reading.claims if claim.id == ref.claim), None)
        spans = () if claim is None or is_coarser else claim.spans
        sentences = [" ".join(span.of(reading.report.text).split()) for span in spans]
        publisher = reading.report.publisher or words.say("publisher not known")
        yield {"publisher": publisher, "sentences": sentences, "note": "" if is_coarser else str(ref)}


def _history(observatory: Observatory, id: str, policy: Policy, words: Words) -> Iterator[str]:
    """What was decided and why; not by whom, and without the names of protected sources."""
    masked = replace(observatory.secrets(), protected=policy.protected).masked
    for made in Review(observatory).history(id):
        yield f"{made.at:%Y-%m-%d}: {words.say(made.act)}{f' ({masked(made.reason)})' if made.reason else ''}"


def _what(toll: Toll, words: Words, actor: object) -> str:
    who = toll.who
    said = [words.say(each) for each in (toll.measure, who.age, who.sex, who.role, who.status) if each]
    return " · ".join([*said, actor(who.actor)] if who.actor and callable(actor) else said)


def findings_sheet(
    observatory: Observatory, publisher: str, *, language: str = "en", templates: Path | None = None,
    today: date | None = None,
) -> Document:  # fmt: skip
    """What does not add up in one publisher's tolls, with the sentences.

    Raises:
        PublishError: the observatory holds no report of that publisher.
    """
    words = words_of(language)
    audit = audit_observatory(observatory, language=language)
    veil = Veil(observatory, policy_in(observatory), today or datetime.now(UTC).date())
    readings = {r.report.id: r for r in veil.readings if r.report.publisher == publisher}
    if not readings:
        known = ", ".join(sorted({r.report.publisher for r in veil.readings if r.report.publisher})) or "none"
        raise PublishError(f"There is no report by {publisher!r} here; there are reports by {known}.")
    counts = {(report, count.id): count for report, reading in readings.items() for count in reading.counts()}
    found = []
    for finding in audit.findings():
        refs = [ref.rpartition(":") for ref in finding.counts]
        if not refs or not all((report, id) in counts for report, _, id in refs):
            continue
        found.append(
            {
                "severity": words.say(finding.severity), "says": finding.says, "arithmetic": finding.arithmetic,
                "unless": finding.unless or "",
                "sentences": [
                    {"text": sentence(readings[report].report.text, counts[report, id].span), "report": report}
                    for report, _, id in refs
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
