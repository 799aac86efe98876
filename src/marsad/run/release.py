"""Releases: everything that goes out as one signed zip, with what was withheld, and every figure that moved since."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marsad import __version__
from marsad.model.errors import PublishError, RefusedError
from marsad.model.incident import Release
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.publish.release import Moved, check_release, make_release, moved_figures, public_words
from marsad.publish.withhold.policy import Withheld, policy_data
from marsad.run.observatory import Observatory
from marsad.run.outgoing import Outgoing
from marsad.run.publish import FORMATS, policy_in, publish_data, publish_page
from marsad.run.recheck import refuse_recomputable
from marsad.run.report import article
from marsad.run.veil import Veil
from marsad.store import load_signing_key

FIGURES = "figures.json"
MEASURES = ("killed", "injured", "detained", "abducted", "missing", "displaced", "released", "incidents")
FACETS = ((), ("year",), ("month",), ("governorate",), ("victim",), ("status",))


@dataclass(frozen=True, slots=True)
class Released:
    """What was released: the zip, its version, what was withheld, and which figures moved since the one before."""

    path: Path
    version: str
    files: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    moved: tuple[Moved, ...]
    key: str


def release(
    observatory: Observatory, path: Path, *, version: str, key_file: Path, signed_off_by: str,
    passphrase: str | None = None, before: Path | None = None, made: datetime | None = None,
) -> Released:  # fmt: skip
    """Make a signed release of the accepted record.

    Args:
        observatory: the record.
        path: the zip to write.
        version: such as 2022.1; it must not have been released before.
        key_file: the signing key (``marsad verify --new-key FILE`` makes one).
        signed_off_by: the person who answers for it; a release without one is refused.
        passphrase: of the key.
        before: the release before, to say what moved.
        made: the moment.

    Raises:
        RefusedError: nobody signs off, the ledger does not hold, the version was used, or something that is withheld
            could be computed from this release or from the difference to the one before.
        PublishError: the release before is none, or was changed.
    """
    if not signed_off_by.strip():
        raise RefusedError("A release needs a person who signs off: --signed-off-by NAME.")
    if observatory.store.releases.get(version) is not None:
        raise RefusedError(f"Version {version} was released before. Choose the next one; releases are never replaced.")
    verdict = observatory.store.ledger.verify()
    if not verdict.is_sound:
        raise RefusedError(f"The ledger does not hold ({verdict.first}). Nothing is released from a damaged record.")
    moment = (made or datetime.now(UTC)).replace(microsecond=0)
    earlier = _figures_of(before) if before is not None else {}
    outgoing = Outgoing(observatory, policy_in(observatory), moment.date())
    refuse_recomputable(outgoing, MEASURES, before=earlier)
    figures = _figures(outgoing)
    files, withheld = _files(observatory, outgoing, figures, moment)
    why = _reasons(outgoing, {*earlier, *figures}, before)
    moved = moved_figures(earlier, figures, why=why) if before is not None else ()
    files["CHANGES.md"] = _changes(moved, version, before is not None)
    # Which rows have numbers of the living would tell where somebody was hurt; the lines on the tables say it for all.
    told = [line for line in withheld if line.field not in outgoing.policy.rounded_measures or " " in line.id]
    files["withheld.json"] = _json([{"id": w.id, "field": w.field, "why": w.why} for w in told])
    key = load_signing_key(key_file, passphrase=passphrase)
    about = {
        "version": version, "made": moment.isoformat(), "code_version": __version__, "pack": observatory.pack_name,
        "ledger": {"change": verdict.lines, "hash": verdict.hash}, "signed_off_by": signed_off_by,
        "policy": policy_data(outgoing.policy) | {"protected": len(outgoing.policy.protected)},
        "withheld": len(withheld),
    }  # fmt: skip
    packed = make_release(files, about, key=key)
    path.write_bytes(packed)
    record = Release(version, moment, (), tuple(w.why for w in withheld), signed_off_by, __version__,
                     observatory.pack_name, verdict.hash)  # fmt: skip
    observatory.store.releases.add([record], by=signed_off_by)
    return Released(path, version, tuple(sorted(files)), withheld, moved, public_words(key.public_key()))


def _files(
    observatory: Observatory, outgoing: Outgoing, figures: Mapping[str, str], made: datetime
) -> tuple[dict[str, bytes], tuple[Withheld, ...]]:
    files: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="marsad-release-") as folder:
        done = publish_data(observatory, Path(folder), formats=FORMATS, made=made)
        for path in done.files:
            files[f"data/{path.name}"] = path.read_bytes()
    for language in ("en", "ar"):
        document = article(observatory, language=language, made=made)
        files[f"report/article.{language}.html"] = to_html(document).encode()
        files[f"report/article.{language}.pdf"] = to_pdf(document, made=made)
        files[f"report/readings.{language}.html"] = publish_page(observatory, language=language, made=made).encode()
    files[FIGURES] = _json(figures)
    veil = Veil(observatory, outgoing.policy, outgoing.today)
    return files, (*done.withheld, *_about_living(outgoing), *veil.log)


def _figures(outgoing: Outgoing) -> dict[str, str]:
    """Every published figure by its name: "killed", "killed, month 2021-03" …, as low/best/high.

    What concerns the living is rounded, and has neither low nor high.
    """
    found: dict[str, str] = {}
    for measure in MEASURES:
        if outgoing.is_rounded(measure):
            figures = outgoing.figures(measure)
            found |= {name: f"/{number}/" for name, number in figures.shown.items() if number}
            continue
        for facets in FACETS:
            for tally in outgoing.count(measure, *facets).cells or (outgoing.count(measure).total,):
                where = ", ".join(f"{facet} {value or 'unknown'}" for facet, value in tally.group.items())
                value = tally.range
                words = "/".join("" if bound is None else str(bound) for bound in (value.low, value.best, value.high))
                if facets and not tally.group:
                    continue
                found[f"{measure}, {where}" if where else measure] = words
    return found


def _about_living(outgoing: Outgoing) -> tuple[Withheld, ...]:
    """The log of what was rounded."""
    base = outgoing.policy.rounding_base
    why = (
        f"rounded to multiples of {base}, adding up, since it concerns the living; checked by linear programs that no "
        "true number can be computed"
    )
    return tuple(
        Withheld(f"tables of {measure}", measure, why)
        for measure in MEASURES
        if outgoing.is_rounded(measure) and outgoing.figures(measure).table.cells
    )


def _figures_of(path: Path) -> dict[str, str]:
    try:
        packed = path.read_bytes()
    except OSError as problem:
        raise PublishError(f"The release before, {path}, cannot be read: {problem.strerror}.") from None
    checked = check_release(packed)
    if not checked.is_good:
        raise PublishError(f"The release before, {path}, does not hold: {checked.wrong[0]}.")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        figures: dict[str, str] = json.loads(archive.read(FIGURES))
    return figures


MOST_REASONS = 200  # judgements looked at one by one; more are summed up in a line


def _reasons(outgoing: Outgoing, names: Iterable[str], before: Path | None) -> dict[str, tuple[str, ...]]:
    """Why each figure moved: what was decided since the release before on incidents that it counts, and what came in.

    An incident bears on the figures of its own months, governorates, groups and measures, whatever its state is now.
    """
    if before is None:
        return {}
    observatory, store = outgoing.observatory, outgoing.observatory.store
    change = int(check_release(before.read_bytes()).about.get("ledger", {}).get("change", 0))
    closed = observatory.secrets().everything()
    masked = replace(observatory.secrets(), protected=outgoing.policy.protected).masked
    made = [
        each
        for each in store.judgements.all(after=change)
        if not any(about in closed or about.rpartition(":")[0] in closed for about in each.about)
    ]
    why: dict[str, list[str]] = {name: [] for name in names}
    for each in made[:MOST_REASONS]:
        line = f"{each.act} {', '.join(each.about[:3])}{f': {masked(each.reason)}' if each.reason else ''}"
        touched = {name for id in each.about for name in _touched(outgoing, id)}
        for name in touched & why.keys():
            why[name].append(line)
    more = [f"{len(made) - MOST_REASONS} more decisions"] if len(made) > MOST_REASONS else []
    reports = sum(1 for report in store.reports.all(after=change) if report.id not in closed)
    came = [f"{reports} reports came in"] if reports else []
    other = ["other incidents were put together or placed anew"]
    return {name: tuple([*lines, *more, *came] or other) for name, lines in why.items()}


def _touched(outgoing: Outgoing, id: str) -> set[str]:
    """The figures on which an incident bears; none where there is no such incident now."""
    incident = outgoing.observatory.store.incidents.get(id)
    return set() if incident is None else set(_figures(outgoing.only(incident)))


def _changes(moved: tuple[Moved, ...], version: str, has_before: bool) -> bytes:
    lines = [f"# What moved in {version}", ""]
    if not has_before:
        lines.append("This is the first release, or none before it was named.")
    elif not moved:
        lines.append("No figure moved.")
    numbered = {reason: number for number, reason in enumerate(dict.fromkeys(r for m in moved for r in m.why), start=1)}
    for each in moved:
        marks = "".join(f" [{numbered[reason]}]" for reason in dict.fromkeys(each.why))
        lines.append(f"- {each.figure}: {each.before or 'not there'} → {each.after or 'gone'}{marks}")
    if numbered:
        lines += ["", "## Why", "", *(f"{number}. {reason}" for reason, number in numbered.items())]
    return ("\n".join(lines) + "\n").encode()


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
