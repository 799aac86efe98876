"""Publishing from an observatory: what goes out, as files in a folder, with what was withheld and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad import __version__
from marsad.count.audit import audit_reading
from marsad.model.claim import Finding, Reading
from marsad.model.errors import PublishError
from marsad.model.incident import Alert, Incident
from marsad.model.range import Range
from marsad.publish.data.acled import acled_rows, acled_table
from marsad.publish.data.airwars import COLUMNS as AIRWARS
from marsad.publish.data.airwars import airwars_rows
from marsad.publish.data.database import write_sqlite
from marsad.publish.data.feeds import atom_feed, calendar
from marsad.publish.data.native import native_rows
from marsad.publish.data.package import write_package
from marsad.publish.data.row import EventRow
from marsad.publish.data.ucdp import ucdp_rows, ucdp_table
from marsad.publish.data.write import (
    codebook_csv,
    headings,
    write_csv,
    write_geojson,
    write_json_lines,
    write_parquet,
    write_xlsx,
)
from marsad.publish.page import Across, Table, render_page
from marsad.publish.withhold.policy import Policy, Withheld, apply_policy, policy_data, policy_of
from marsad.run.charts import time_words
from marsad.run.observatory import Observatory
from marsad.run.output import names_by_id, names_of
from marsad.run.rows import RowMaker
from marsad.run.veil import Veil
from marsad.run.words import words_of

if TYPE_CHECKING:
    from marsad.run.outgoing import Outgoing

FORMATS = ("csv", "jsonl", "geojson", "parquet", "xlsx", "hxl", "acled", "ucdp", "airwars", "sqlite", "atom", "ics")
FEEDS = ("atom", "ics")
LICENCE = {
    "name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: files, how many rows went out, and the log of what was withheld."""

    files: tuple[Path, ...]
    rows: int
    withheld: tuple[Withheld, ...] = field(default=())


def policy_in(observatory: Observatory) -> Policy:
    """The desk's policy: its setting "policy", with every protected source's name; else the careful default."""
    held = observatory.store.settings.get("policy") or {}
    protected = observatory.secrets().protected
    return policy_of({**held, "protected": sorted({*held.get("protected", ()), *protected})})


def policy_words(observatory: Observatory) -> tuple[dict[str, Any], str]:
    """The desk's own policy (without the sources that are protected elsewhere), as data and as YAML."""
    import yaml

    data = policy_data(policy_of(observatory.store.settings.get("policy") or {}))
    return data, str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def set_policy(observatory: Observatory, path: Path) -> Policy:
    """Take a desk's policy from a YAML file; every page, sheet, table and release follows it from then on.

    Raises:
        PublishError: the file cannot be read, or a name or value is one that no policy has. Nothing changes then.
    """
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise PublishError(f"{path} is no policy in YAML: {' '.join(str(problem).split())}.") from problem
    try:
        policy = policy_of(data)
    except PublishError as problem:
        raise PublishError(f"{path}: {problem} Nothing was changed.") from problem
    observatory.store.settings.set("policy", policy_data(policy), by=observatory.by)
    return policy


def incidents_to_publish(
    observatory: Observatory, policy: Policy, *, may_see: Callable[[Incident], bool]
) -> Iterator[Incident]:
    """The incidents that may go out: in a state that the policy allows, open, and not withheld by a person."""
    for incident in observatory.store.incidents.all():
        if incident.state in policy.states and not incident.is_restricted and may_see(incident):
            yield incident


def rows_to_publish(
    observatory: Observatory,
    *,
    today: date,
    policy: Policy | None = None,
    may_see: Callable[[Incident], bool] | None = None,
) -> tuple[list[EventRow], tuple[Withheld, ...]]:
    """The rows as they may go out, and the log of what was withheld."""
    policy = policy or policy_in(observatory)
    secrets, veil = observatory.secrets(), Veil(observatory, policy, today)
    maker = RowMaker(observatory.pack, veil.report, veil.reading)
    rows: list[EventRow] = []
    log: list[Withheld] = []
    for row in maker.rows(incidents_to_publish(observatory, policy, may_see=may_see or secrets.is_open)):
        shown, lines = apply_policy(row, policy, today=today)
        log += lines
        if shown is not None:
            rows.append(shown)
    return rows, tuple(log)


def publish_data(
    observatory: Observatory, folder: Path, *, formats: Sequence[str] = FORMATS, made: datetime | None = None,
    may_see: Callable[[Incident], bool] | None = None,
) -> Published:  # fmt: skip
    """Write the incidents in the formats asked for, with a codebook and a data package.

    Raises:
        PublishError: a format that there is not, or a folder that cannot be written.
    """
    unknown = set(formats) - set(FORMATS)
    if unknown:
        raise PublishError(f"There is no format {sorted(unknown)[0]!r}; there are {', '.join(FORMATS)}.")
    moment = made or datetime.now(UTC)
    rows, log = rows_to_publish(observatory, today=moment.date(), may_see=may_see)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [path for name in formats if name not in FEEDS for path in _write(name, folder, rows, moment)]
        log += tuple(_without_day(rows, formats))
        files += [_feed(name, observatory, folder, moment) for name in formats if name in FEEDS]
        (folder / "codebook.csv").write_text(codebook_csv(), encoding="utf-8-sig")
        if "csv" in formats:
            files.append(_package(observatory, folder, moment))
    except OSError as problem:
        raise PublishError(f"{folder} cannot be written ({problem.strerror}). Name another folder.") from problem
    return Published((*files, folder / "codebook.csv"), len(rows), log)


def _without_day(rows: Sequence[EventRow], formats: Sequence[str]) -> Iterator[Withheld]:
    """What ACLED's and UCDP's shapes cannot hold, so that nothing is left out in silence."""
    for name in sorted({"acled", "ucdp"}.intersection(formats)):
        yield from (
            Withheld(row.id, name, "no day is known, and this format needs one") for row in rows if not row.start
        )


def _write(name: str, folder: Path, rows: list[EventRow], made: datetime) -> list[Path]:
    names, tags = headings()
    path = folder / f"incidents.{name}"
    if name == "csv":
        write_csv(path, names, native_rows(rows))
    elif name == "hxl":
        path = folder / "incidents.hxl.csv"
        write_csv(path, names, native_rows(rows), second=tags)
    elif name == "acled":
        path = folder / "incidents.acled.csv"
        write_csv(path, acled_table()["columns"], acled_rows(rows, made=made))
    elif name == "airwars":
        path = folder / "incidents.airwars.csv"
        write_csv(path, AIRWARS, airwars_rows(rows))
    elif name == "ucdp":
        path = folder / "incidents.ucdp.csv"
        write_csv(path, ucdp_table()["columns"], ucdp_rows(rows))
    else:
        writers: Mapping[str, Callable[[Path, list[EventRow]], int]] = {
            "jsonl": write_json_lines, "geojson": write_geojson, "parquet": write_parquet, "xlsx": write_xlsx,
            "sqlite": write_sqlite,
        }  # fmt: skip
        writers[name](path, rows)
    return [path]


def issued_alerts(observatory: Observatory) -> list[Alert]:
    """The alerts that a person has issued and nobody has taken back, in the order of their weeks."""
    decided = [made for made in observatory.store.judgements.all() if made.act in ("issue", "dismiss")]
    last = {id: made.act for made in decided for id in made.about}
    issued = [alert for alert in observatory.store.alerts.all() if last.get(alert.id) == "issue"]
    return sorted(issued, key=lambda alert: (alert.end, alert.id))


def _feed(name: str, observatory: Observatory, folder: Path, made: datetime) -> Path:
    title = observatory.pack.about.get("title", {}).get("en", observatory.pack_name)
    alerts = issued_alerts(observatory)
    path = folder / f"alerts.{name}"
    if name == "atom":
        id = f"urn:marsad:{Path(observatory.pack_name).name}:alerts"
        path.write_text(atom_feed(alerts, title=title, id=id, made=made), encoding="utf-8")
    else:
        path.write_bytes(calendar(alerts, name=title, made=made).encode())
    return path


def _package(observatory: Observatory, folder: Path, made: datetime) -> Path:
    title = observatory.pack.about.get("title", {}).get("en", observatory.pack_name)
    return write_package(
        folder, ["incidents.csv"], name=f"marsad-{Path(observatory.pack_name).name}", title=f"Incidents: {title}",
        licence=LICENCE, sources=[{"title": "See the column sources"}], version=str(observatory.store.number),
        made=made.replace(microsecond=0).isoformat(),
    )  # fmt: skip


def publish_page(
    observatory: Observatory, *, language: str = "en", title: str | None = None, made: datetime | None = None
) -> str:
    """One self-contained page of every reading: findings on top, tables, then each report beside its claims.

    Restricted reports and those of protected sources are left out; what the policy withholds is blacked out.
    """
    from marsad.run.outgoing import Outgoing

    words = words_of(language)
    policy, moment = policy_in(observatory), made or datetime.now(UTC)
    readings = in_language(Veil(observatory, policy, moment.date()).readings, observatory.pack_name, language)
    name = observatory.pack.about.get("title", {}).get(language, observatory.pack_name)
    return render_page(
        readings,
        title=title or name,
        language=language,
        names=names_of(observatory.pack_name, language),
        across=_across(observatory, readings, language),
        tables=_tables(Outgoing(observatory, policy, moment.date()), language),
        made=f"{words.say('Marsad')} {__version__} · {observatory.pack_name} · {moment:%Y-%m-%d}",
    )


def in_language(readings: Sequence[Reading], pack: str, language: str) -> tuple[Reading, ...]:
    """The readings with what was found in each told in a language; no finding is added."""
    if language == "en":
        return tuple(readings)
    names = names_by_id(pack, language)
    told = []
    for reading in readings:
        kept = {(each.rule, each.counts) for each in reading.findings}
        found = audit_reading(reading, language=language, names=names) if kept else ()
        told.append(replace(reading, findings=tuple(each for each in found if (each.rule, each.counts) in kept)))
    return tuple(told)


def _across(observatory: Observatory, readings: Sequence[Reading], language: str) -> list[Across]:
    """Findings over several reports, with the sentence of every count that they name; all of it must be shown."""
    from marsad.run.audit import audit_observatory
    from marsad.run.show import sentence

    counts = {
        f"{reading.report.id}:{count.id}": (reading.report, count) for reading in readings for count in reading.counts()
    }
    shown = {reading.report.id for reading in readings}
    found = []
    for finding in audit_observatory(observatory, language=language).findings():
        if _is_across(finding) and finding.counts and counts.keys() >= set(finding.counts):
            told = [counts[ref] for ref in finding.counts]
            if shown.issuperset(finding.reports):
                sentences = tuple((report.id, sentence(report.text, count.span)) for report, count in told)
                found.append(Across(finding, sentences))
    return found


def _is_across(finding: Finding) -> bool:
    return len({ref.rpartition(":")[0] for ref in finding.counts}) > 1 or len(finding.reports) > 1


def _tables(outgoing: "Outgoing", language: str) -> list[Table]:
    from marsad.run.count import namer

    name, words = namer(outgoing.observatory.pack, language), words_of(language)
    tables = []
    for facet, title, first in (
        ("victim", "Killed by group", "Group"),
        ("status", "Killed by status", "Category"),
        ("governorate", "Killed by governorate", "Governorate"),
        ("month", "Killed by month", "Month"),
    ):
        rows = tuple(_rows_of(outgoing, facet, name, words))
        if rows:
            columns = tuple(words.say(each) for each in (first, "Killed", "Incidents"))
            note = words.say("From incidents only; running counters add no victims.")
            tables.append(Table(words.say(title), columns, rows, note))
    return tables


def _rows_of(
    outgoing: "Outgoing", facet: str, name: Callable[[str, str | None], str], words: Any
) -> Iterator[tuple[object, ...]]:
    """Rows of a table; where the policy rounds the killed, their rounded numbers; none where it withholds them."""
    if not outgoing.is_shown("killed"):
        return
    rounded = dict(outgoing.figures("killed").of(facet)) if outgoing.is_rounded("killed") else None
    for tally in outgoing.count("killed", facet).cells:
        value = tally.group.get(facet)
        number = tally.range if rounded is None else rounded.get(value, Range.exactly(0))
        shown = time_words(value, words) if facet == "month" and value else name(facet, value)
        yield (shown, words.range_words(number), len(tally.incidents))
