"""The demo: a fresh observatory with the reports that ship, through every stage."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from marsad.model.claim import Finding
from marsad.model.errors import MarsadError
from marsad.model.range import Range
from marsad.run.audit import audit_observatory, keep_findings
from marsad.run.observatory import Observatory, open_observatory

REPORTS = Path(__file__).parent
RULE = "demo rule: the sample reports were checked by those who wrote them"
AS_OF = date(2022, 12, 31)


@dataclass
class Told:
    """What the demo found, stage by stage, as lines for a person; `files` are what it wrote."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()
    set_aside: int = 0


def run_demo(folder: Path) -> Iterator[tuple[str, str]]:
    """Run every stage in `folder`, and tell of each as it is done: (stage, what came of it).

    Raises:
        MarsadError: the folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("demo.marsad*"):
            old.unlink()
    except OSError as problem:
        raise MarsadError(f"{folder} cannot be used ({problem.strerror}). Name another folder: --folder.") from problem
    with open_observatory(folder / "demo.marsad", pack="syria", create=True, by=RULE) as observatory:
        yield "collect", _collect(observatory)
        yield "read", _read(observatory)
        yield "match", _match(observatory)
        yield "review", _review(observatory)
        yield "count", _count(observatory)
        yield "audit", _audit(observatory)
        yield "watch", _watch(observatory)
        yield from _publish(observatory, folder)


def _collect(observatory: Observatory) -> str:
    done = [observatory.collect(lines=path) for path in sorted(REPORTS.glob("reports.*.jsonl"))]
    return f"{sum(each.done for each in done)} reports kept, byte for byte, in English and Arabic"


def _read(observatory: Observatory) -> str:
    done = observatory.read()
    readings = list(observatory.readings())
    claims = sum(len(reading.claims) for reading in readings)
    counts = sum(1 for reading in readings for _ in reading.counts())
    places = [where for reading in readings for claim in reading.claims for where in claim.where]
    placed = sum(where.place is not None for where in places)
    aside = f"; {len(done.set_aside)} set aside" if done.set_aside else ""
    return f"{claims} claims with {counts} numbers; {placed} of {len(places)} place names placed{aside}"


def _match(observatory: Observatory) -> str:
    done = observatory.match()
    told_twice = sum(len({ref.report for ref in incident.claims}) > 1 for incident in done.made)
    doubtful = len(done.result.doubtful)
    return (
        f"{done.event_claims} claims of events are {len(done.made)} incidents, {told_twice} of them told by more than "
        f"one report; {doubtful} pairs wait for a person"
    )


def _review(observatory: Observatory) -> str:
    """What ships was checked by its writers, so a named rule accepts it; elsewhere a person does."""
    review = observatory.review()
    ids = [incident.id for incident in observatory.store.incidents.all()]
    tolls = [
        f"{reading.report.id}:{claim.id}"
        for reading in observatory.readings()
        for claim in reading.claims
        if claim.kind == "toll" and claim.role == "period"
    ]
    for about in (ids, tolls):
        if about:
            review.judge("accept", *about, by=RULE, reason="sample reports", at=datetime.now(UTC))
    return f"{len(ids)} incidents and {len(tolls)} published tolls accepted by a rule that is named in the ledger"


def _count(observatory: Observatory) -> str:
    from marsad.run.count import Counting

    counting = Counting(observatory)
    incidents, filled = counting.count("killed"), counting.fill("killed")
    own, more = _said(incidents.total.range), _said(filled.tallies.total.range)
    return f"{own} killed in incidents; accepted tolls add {more} where no incident is known, shown apart"


def _said(value: Range) -> str:
    low, high = value.least(), value.most()
    return f"{low:,}" if low == high else f"{low:,} or more" if high is None else f"{low:,} to {high:,}"


def _audit(observatory: Observatory) -> str:
    audit = audit_observatory(observatory)
    keep_findings(observatory, audit)
    findings = audit.findings()
    first = next((f"{each.arithmetic}" for each in findings if each.severity == "error"), "")
    noun = "finding" if len(findings) == 1 else "findings"
    return f"{len(findings)} {noun} on published tolls" + (f", such as {first}" if first else "")


def _watch(observatory: Observatory) -> str:
    try:
        watched = observatory.watch(as_of=AS_OF)
    except MarsadError as problem:
        return f"not watched: {problem}"
    alerts = watched.look.alerts
    return f"{len(alerts)} alerts proposed" if alerts else "no alert in the sample, as it should be"


def _publish(observatory: Observatory, folder: Path) -> Iterator[tuple[str, str]]:
    from marsad.run.publish import publish_data, publish_page

    for language in ("en", "ar"):
        path = folder / f"page.{language}.html"
        path.write_text(publish_page(observatory, language=language), encoding="utf-8")
        yield "publish", str(path)
    done = publish_data(observatory, folder / "data")
    yield "publish", f"{folder / 'data'}: {done.rows} incidents in {len(done.files)} files"
