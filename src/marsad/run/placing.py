"""Names with no place, and the place that a person picks for one on the map."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from marsad.locate.pick import Picked, levels_of, pick, picked_where
from marsad.model.claim import Claim, Where
from marsad.model.codec import encode_where
from marsad.model.errors import MarsadError, ReviewError
from marsad.model.incident import ClaimRef
from marsad.model.words import WherePrecision
from marsad.packs import Pack
from marsad.review import claims_of, reviewed_reading
from marsad.run.cached import Cached
from marsad.run.columns import Columns
from marsad.run.ground import extents_of
from marsad.run.judging import judge
from marsad.run.review import Review
from marsad.run.seen import seen_by
from marsad.run.viewing import Viewing

__all__ = ["Picked", "levels_of"]  # the pages know it by what is given on here
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A place name that led nowhere: how often it stands in texts, in which reports (some), in which claims."""

    words: str
    times: int
    reports: tuple[str, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim in which a name stands unplaced, with its sentence and who published it."""

    ref: str
    publisher: str | None
    sentence: str
    language: str


@dataclass(frozen=True, slots=True)
class Placed:
    """How many claims were given the place, and what stopped the others."""

    done: int
    problems: tuple[str, ...] = ()


def unplaced_for(viewing: Viewing, cached: Cached) -> list[Unplaced]:
    """Names with no place in the reports that are open to this person, the most frequent first."""

    def make() -> list[Unplaced]:
        return _unplaced(viewing, seen_by(viewing, cached).columns)

    columns = seen_by(viewing, cached).columns
    mark = max(columns.read_number, viewing.secrets.rules, Review(viewing.observatory).last_on_claims())
    found = cached.get(("unplaced", viewing.key), mark, make)
    return found if viewing.sees_sources else [replace(each, words=viewing.shown(each.words)) for each in found]


def _unplaced(viewing: Viewing, columns: Columns) -> list[Unplaced]:
    """From the columns; only reports of which people changed claims are looked at as they left them."""
    review = Review(viewing.observatory)
    claims = review.claims()
    changed = {
        ClaimRef.of(key).report for key, each in claims.of.items() if each.corrections or each.state == "rejected"
    }
    left_out = viewing.hidden | claims.retracted
    closed = columns.reports.filter(_among("report", left_out) | _among("publisher", left_out))["report"]
    names = columns.names.filter(~pl.col("report").is_in(closed.implode()) & ~_among("report", changed))
    seen = names.with_columns(pl.col("report", "claim", "words").cast(pl.String))
    shown = set(columns.reports["report"].cast(pl.String)) - set(closed.cast(pl.String))
    again = [row for id in sorted(changed & shown) for row in _names_in(review, id)]
    seen = pl.concat([seen, pl.DataFrame(again, schema=seen.schema, orient="row")])
    rows = seen.group_by("words", maintain_order=True).agg("report", "claim", pl.col("times").sum())
    found = [
        Unplaced(
            words, times, tuple(dict.fromkeys(reports))[:5],
            tuple(f"{report}:{claim}" for report, claim in zip(reports, claims, strict=True)),
        )
        for words, reports, claims, times in rows.iter_rows()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.times, each.words))


def _among(column: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(column).cast(pl.String).is_in(sorted(values)).fill_null(False)


def _names_in(review: Review, report: str) -> Iterator[tuple[str, str, str, int]]:
    """The names with no place in a report as people left it: report, claim, words, how often."""
    reading = review.store.readings.get(report)
    for claim in reviewed_reading(reading, review.claims()).claims if reading is not None else ():
        here = Counter(words for where in _wheres(claim) if (words := _words(where)) is not None)
        yield from ((report, claim.id, words, times) for words, times in here.items())


def _wheres(claim: Claim) -> list[Where]:
    return [*claim.where, *(where for count in claim.walk() for where in count.where)]


def _words(where: Where) -> str | None:
    """The words of a place that led nowhere, however their lines were broken."""
    return " ".join(where.words.split()) if where.precision == "unplaced" and where.words else None


def mentions_of(viewing: Viewing, cached: Cached, words: str) -> list[Mention]:
    """The claims in which a name stands unplaced, as this person may read them; at most a hundred."""
    wanted = next((each for each in unplaced_for(viewing, cached) if each.words == words), None)
    found = []
    for ref in wanted.claims[:MOST_AT_ONCE] if wanted else ():
        report_id, _, claim_id = ref.rpartition(":")
        reading = viewing.reading(report_id)
        claim = next((each for each in reading.claims if each.id == claim_id), None) if reading else None
        if reading is not None and claim is not None:
            said = " ".join(" ".join(span.of(reading.report.text).split()) for span in claim.spans)
            found.append(Mention(ref, viewing.publisher(reading.report), said, reading.report.language or "en"))
    return found


def look_at(pack: Pack, words: str) -> Picked:
    """What lies at a point that is written as "34.56, 38.28" (latitude first).

    Raises:
        LocateError: the numbers are no point of this map.
        ReviewError: they cannot be read.
    """
    plain = words.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩٫،", "0123456789.,"))
    parts = [part for part in plain.replace(",", " ").split() if part]
    try:
        latitude, longitude = (round(float(part), 5) for part in parts)
    except ValueError:
        raise ReviewError(
            f"The point {words[:40]!r} cannot be read; wanted latitude, longitude: 34.56, 38.28"
        ) from None
    return pick(pack, extents_of(pack).boundaries, (latitude, longitude))


def choose(
    pack: Pack, words: str, *, choice: str, point: str = "", radius_km: float | None = None
) -> Where:  # fmt: skip
    """The place that a person chose: "exact", "near", a unit ("adm3"), or a known place ("place:ID").

    Raises:
        MarsadError: there is no such place or point, or the radius is missing.
    """
    if choice.startswith("place:"):
        known = pack.gazetteer.get(choice[6:])
        if known is None or known.level < 1:
            raise ReviewError(f"The pack has no place {choice[6:]!r}. Pick one of those that are offered.")
        at = pack.gazetteer.point(known.id) or (0.0, 0.0)
        if known.level < 4:  # a unit, looked up by its name
            precision: WherePrecision = ("adm1", "adm2", "adm3")[known.level - 1]
            return picked_where(pack, Picked(at, (known.id, *known.within), (), False), words, precision=precision)
        return picked_where(pack, Picked(at, known.within, (), False), words, precision="exact", place=known.id)
    picked = look_at(pack, point)
    return picked_where(pack, picked, words, precision=choice, radius_km=radius_km)  # type: ignore[arg-type]


def place(
    viewing: Viewing, words: str, refs: Sequence[str], where: Where, *, reason: str, seen: int | None = None
) -> Placed:
    """Correct the place of these words in each of these claims, in this person's name.

    Each field that holds the words is one judgement; what else stands there stays. Where somebody was first, that claim
    is left as it is and named.

    Raises:
        RefusedError: the person may not judge.
        ReviewError: no claim is named, too many are, or there is no reason.
    """
    viewing.need("judge")
    if not refs or len(refs) > MOST_AT_ONCE:
        raise ReviewError(f"Choose 1 to {MOST_AT_ONCE} claims; these are {len(refs)}.")
    if not reason.strip():
        raise ReviewError("To correct needs a reason that others can read later; give one.")
    done, problems = 0, []
    states = claims_of(Review(viewing.observatory).judgements())
    for ref in dict.fromkeys(refs):
        report_id, _, claim_id = ref.rpartition(":")
        reading = viewing.observatory.store.readings.get(report_id) if viewing.may_see_id(ref) else None
        standing = reviewed_reading(reading, states).claims if reading else ()
        claim = next((each for each in standing if each.id == claim_id), None)
        changes = _changes(claim, words, where) if claim else {}
        if not changes:
            problems.append(f"{ref}: the name does not stand there unplaced any more.")
        since = seen
        try:
            for name, value in changes.items():
                judge(viewing, "correct", [ref], reason=reason, value=value, field_name=name, seen=since)
                since = viewing.observatory.store.number if seen is not None else None
            done += bool(changes)
        except MarsadError as problem:
            problems.append(f"{ref}: {problem}")
    return Placed(done, tuple(problems))


def _changes(claim: Claim, words: str, where: Where) -> dict[str, object]:
    """The fields of a claim that hold the words, with their new values."""

    def put(held: tuple[Where, ...]) -> list[object] | None:
        if all(_words(each) != words for each in held):
            return None
        return [
            encode_where(replace(where, words=each.words, span=each.span) if _words(each) == words else each)
            for each in held
        ]

    found = {"where": put(claim.where)} | {f"{count.id}.where": put(count.where) for count in claim.walk()}
    return {name: value for name, value in found.items() if value is not None}
