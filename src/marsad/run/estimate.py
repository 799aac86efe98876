"""Lists from files into estimates: joins the reading of tables, `count.unseen` and what is printed."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marsad.count.unseen.combine import Strata, Stratum, combine_linkages, sum_strata
from marsad.count.unseen.diagnose import Diagnosis, Length, diagnose, estimate
from marsad.count.unseen.figures import figures
from marsad.count.unseen.gate import reasons_of_linkages
from marsad.count.unseen.lists import OverlapTable, table_of_patterns, table_of_records
from marsad.count.unseen.reasons import Reason, verdict_of, words
from marsad.count.unseen.result import Estimate
from marsad.model.errors import CountError

WHOLE = ""  # name of the only stratum where there are none
LENGTHS = {
    "short": Length(chains=8, burn_in=2_000, iterations=6_000, check_burn_in=1_000, check_iterations=3_000),
    "normal": Length(),
    "long": Length(
        burn_in=50_000, iterations=250_000, thin=50, check_chains=8, check_burn_in=10_000, check_iterations=50_000
    ),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the table are what; what is left empty is found by itself."""

    lists: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    count: str = "count"
    id: str = "id"


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """All that one call gives.

    Attributes:
        strata: by name, the diagnosis; None where the stratum could not be estimated, then `refused` says why.
        refused: by stratum.
        total: the sum where there are strata.
        linkages: the combination where there are several matchings of the lists.
        reasons: of the sum and the linkages.
        verdict: of the whole.
    """

    strata: Mapping[str, Diagnosis | None]
    refused: Mapping[str, str]
    total: Strata | None
    linkages: Estimate | None
    reasons: tuple[Reason, ...]
    verdict: str


def read_lists(path: Path, columns: Columns) -> dict[str, OverlapTable]:
    """Overlap tables by stratum, from a table of records (a row a person) or of patterns (with a column of people).

    Raises:
        CountError: the file or its cells cannot be used; the message names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CountError(f"{path} cannot be read as UTF-8 text: {problem}. Save it as CSV in UTF-8.") from problem
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise CountError(f"{path.name} holds no rows; wanted a header and a row a person or a pattern.")
    header = [name.strip() for name in rows[0]]
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise CountError(f"{path.name}, line {line}: found {len(row)} cells, wanted {len(header)}.")
    body = [[cell.strip() for cell in row] for row in rows[1:]]
    for name in (*columns.lists, *columns.strata):
        if name not in header:
            raise CountError(f"{path.name} has no column {name!r}; found {', '.join(header)}.")
    lists = _list_columns(header, body, columns)
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    places = [header.index(name) for name in columns.strata]
    for line, row in enumerate(body, start=2):
        groups.setdefault(" / ".join(row[place] or "not stated" for place in places), []).append((line, row))
    return {name: _table(path.name, header, group, lists, columns) for name, group in groups.items()}


def _list_columns(header: list[str], body: list[list[str]], columns: Columns) -> tuple[str, ...]:
    if columns.lists:
        return columns.lists
    aside = {columns.count, columns.id, "pattern", *columns.strata}
    found = tuple(
        name for place, name in enumerate(header) if name not in aside and all(row[place] in ("0", "1") for row in body)
    )
    if not found and "pattern" not in header:
        raise CountError(
            f"Found no list columns among {', '.join(header)}: wanted columns that hold only 0 and 1, or a column "
            "pattern beside a column count. Name them with --lists a,b,c."
        )
    return found


def _table(
    file: str, header: list[str], rows: list[tuple[int, list[str]]], lists: tuple[str, ...], columns: Columns
) -> OverlapTable:
    has_counts, has_pattern = columns.count in header, "pattern" in header
    patterns, people, ids = [], [], []
    for line, row in rows:
        cells = dict(zip(header, row))
        wrong = [name for name in lists if cells[name] not in ("0", "1")]
        if wrong:
            raise CountError(f"{file}, line {line}: {wrong[0]} is {cells[wrong[0]]!r}; wanted 0 or 1.")
        pattern = "".join(cells[name] for name in lists)
        if has_pattern and has_counts and not lists:
            pattern = cells["pattern"]
        elif has_pattern and has_counts and not columns.lists and cells["pattern"] != pattern:
            raise CountError(
                f"{file}, line {line}: the pattern says {cells['pattern']!r}, the list columns {pattern}. Keep leading "
                "zeros, and the lists in the order of the pattern."
            )
        patterns.append(pattern)
        ids.append(cells.get(columns.id) or f"line {line}")
        people.append(_people(cells[columns.count], file, line) if has_counts else 1)
    if not has_counts:
        return table_of_records(lists, zip(ids, ([int(digit) for digit in pattern] for pattern in patterns)))
    names = lists or tuple(f"list {place + 1}" for place in range(len(patterns[0])))
    if columns.lists:
        # Lists were chosen: patterns that differ only in the others are one.
        merged: dict[str, int] = {}
        for pattern, number in zip(patterns, people):
            if "1" in pattern:
                merged[pattern] = merged.get(pattern, 0) + number
        return OverlapTable(names, merged)
    return table_of_patterns(names, zip(patterns, people))


def _people(words: str, file: str, line: int) -> int:
    try:
        return int(words)
    except ValueError:
        raise CountError(f"{file}, line {line}: the count is {words!r}; wanted a whole number.") from None


def estimate_lists(
    tables: Mapping[str, OverlapTable],
    *,
    linkages: Sequence[OverlapTable] = (),
    method: str = "lcmcr",
    prior: str = "flat",
    seed: int = 1,
    length: Length | None = None,
    is_quick: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Estimate every stratum with its diagnosis, sum them, and combine other matchings of the same lists.

    Args:
        tables: by stratum; one table under any name where there are no strata.
        linkages: the same lists matched otherwise; only without strata.
        method: "lcmcr", "loglinear" or "dga".
        prior: of the latent classes.
        seed: the same seed gives the same answer.
        length: how long to simulate.
        is_quick: leave out the checks that estimate again.
        say: told what is being done.

    Raises:
        CountError: the only table cannot be estimated from.
    """
    if linkages and len(tables) > 1:
        raise CountError("Other matchings are combined for one table, not for strata. Leave out --strata.")
    found: dict[str, Diagnosis | None] = {}
    refused: dict[str, str] = {}
    for name, table in tables.items():
        say(f"{name or 'lists'}: {table.people:,} people on {len(table.names)} lists; estimating and checking")
        try:
            found[name] = diagnose(table, seed=seed, method=method, prior=prior, length=length, is_quick=is_quick)
        except CountError as problem:
            if len(tables) == 1:
                raise
            found[name], refused[name] = None, str(problem)
    if len(tables) > 1:
        return _summed(tables, found, refused, seed)
    made = next(iter(found.values()))
    assert made is not None
    if not linkages:
        return Answer(found, refused, None, None, (), made.verdict)
    others = [made.estimate]
    for number, table in enumerate(linkages, start=2):
        say(f"matching {number} of {len(linkages) + 1}: {table.people:,} people")
        others.append(estimate(table, method=method, seed=seed, length=length, prior=prior))
    reasons = tuple(reasons_of_linkages(others))
    return Answer(found, refused, None, combine_linkages(others), reasons, verdict_of((*made.reasons, *reasons)))


def _summed(
    tables: Mapping[str, OverlapTable], found: dict[str, Diagnosis | None], refused: dict[str, str], seed: int
) -> Answer:
    strata = []
    for name, table in tables.items():
        made = found[name]
        if made is not None and made.verdict == "stop":
            refused[name] = next(reason.says("en") for reason in made.reasons)
        is_good = made is not None and made.verdict != "stop"
        strata.append(Stratum(name, table.people, made.estimate if made and is_good else None, refused.get(name, "")))
    reasons: list[Reason] = []
    if all(each.estimate is None for each in strata):
        return Answer(found, refused, None, None, (), "stop")
    total = sum_strata(strata, seed)
    if total.is_lower_bound:
        names = [each.name for each in strata if each.estimate is None]
        reasons.append(Reason("not_all_strata", "bound", {"count": len(names), "names": "; ".join(names)}))
    if any(made is not None and made.verdict == "bound" for made in found.values()):
        reasons.append(Reason("some_strata_bound", "bound"))
    return Answer(found, refused, total, None, tuple(reasons), verdict_of(reasons))


def write_figures(made: Diagnosis, folder: Path, *, language: str) -> list[Path]:
    """The figures of one diagnosis as SVG files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, drawing in figures(made, language=language).items():
        (folder / name).write_text(drawing, encoding="utf-8")
        written.append(folder / name)
    return written


def diagnosis_json(name: str, made: Diagnosis, *, language: str) -> dict[str, Any]:
    """A stratum's diagnosis as plain data. Where no number may go out the headline is null, and the rest says why."""
    said = made.estimate
    return {
        "stratum": name or None,
        "verdict": made.verdict,
        "says": words(language)[made.verdict],
        "documented": said.documented,
        **_numbers(said, made.verdict, made.lower_bound),
        "method": said.method,
        "model": said.model,
        "reasons": [reason_json(reason, language) for reason in made.reasons],
        "lists": _lists_json(made),
        "without": {list: each and _numbers_of(each) for list, each in made.without.items()},
        "priors": [_numbers_of(each) | {"model": each.model} for each in made.priors],
        "methods": [_numbers_of(each) | {"method": each.method, "model": each.model} for each in made.methods],
        "refused": dict(made.refused),
        "predicted": [
            {"lists": list(each.lists), "seen": each.seen, "low": each.low, "high": each.high}
            for each in made.predicted
        ],
        "details": dict(said.details),
    }


def total_json(answer: Answer, *, language: str) -> dict[str, Any] | None:
    """The sum over strata, or the combination over matchings, as plain data; None where there is neither."""
    said = answer.total.total if answer.total else answer.linkages
    if said is None:
        return None
    low = max(said.documented, int(said.low))
    return {
        "total": said.model,
        "verdict": answer.verdict,
        "says": words(language)[answer.verdict],
        "documented": said.documented,
        **_numbers(said, answer.verdict, low),
        "reasons": [reason_json(reason, language) for reason in answer.reasons],
        "refused": dict(answer.refused),
        "details": dict(said.details),
    }


def reason_json(reason: Reason, language: str) -> dict[str, Any]:
    """A reason as plain data."""
    return {"key": reason.key, "weight": reason.weight, "says": reason.says(language)}


def _numbers(said: Estimate, verdict: str, lower_bound: int) -> dict[str, Any]:
    shown = said.as_range()
    numbers = {"low": shown.low, "best": shown.best, "high": shown.high, "level": said.level}
    if verdict == "stop":
        return {"low": None, "best": None, "high": None, "lower_bound": None, "not_for_publication": numbers}
    if verdict == "bound":
        return {
            "low": lower_bound,
            "best": None,
            "high": None,
            "lower_bound": lower_bound,
            "not_for_publication": numbers,
        }
    return numbers | {"lower_bound": lower_bound, "undocumented_share": round(said.undocumented_share, 4)}


def _numbers_of(said: Estimate) -> dict[str, Any]:
    shown = said.as_range()
    return {"low": shown.low, "best": shown.best, "high": shown.high}


def _lists_json(made: Diagnosis) -> dict[str, Any]:
    seen = made.lists
    return {
        "names": list(seen.table.names),
        "sizes": list(seen.table.sizes),
        "overlapping": seen.table.overlapping,
        "coverage": None if seen.coverage is None else round(seen.coverage, 4),
        "patterns": dict(seen.rows()),
        "pairs": [
            {
                "lists": [pair.first, pair.second],
                "shared": pair.shared,
                "two_lists_alone": pair.chapman and round(pair.chapman),
                "odds_ratio": pair.odds_ratio and round(pair.odds_ratio, 3),
            }
            for pair in seen.pairs
        ],
    }
