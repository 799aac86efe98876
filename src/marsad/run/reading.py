"""From a report to its whole reading: read, located, audited; one by one, or over several processes."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from marsad.count.audit import audit_reading
from marsad.locate import locate
from marsad.model.claim import Reading, SetAside
from marsad.model.errors import MarsadError
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read

BATCH = 64  # reports a process takes at a time


def read_whole(report: Report, pack: Pack, *, backends: tuple[str, ...] = ("rules",)) -> Reading:
    """The reading of one report in the form of RECORD.md 3.

    A report that cannot be read gives a reading without claims, with the reason in `set_aside`.
    """
    try:
        reading = locate(read(report, pack, backends=backends), pack)
        return replace(reading, findings=(*reading.findings, *audit_reading(reading, names=_names(pack))))
    except MarsadError as problem:
        return Reading(report, set_aside=(SetAside("report", str(problem)),))
    except Exception as problem:
        # A fault of ours in one report must not cost the others: it is marked in the record, and counted.
        why = f"A fault in the reader ({type(problem).__name__}: {problem}). The report is kept; tell the makers."
        return Reading(report, set_aside=(SetAside("report", why),))


def _names(pack: Pack) -> dict[str, str]:
    return {actor.id: actor.name_en for actor in pack.actors.values()}


def read_all(
    reports: Iterable[Report], *, pack: str | Path = "syria", backends: tuple[str, ...] = ("rules",), jobs: int = 1
) -> Iterator[Reading]:
    """The readings of many reports, in their order. With `jobs` over 1, that many processes share the work."""
    if jobs <= 1:
        loaded = _pack(pack)
        for report in reports:
            yield read_whole(report, loaded, backends=backends)
        return
    source = iter(reports)
    with ProcessPoolExecutor(jobs) as pool:
        waiting = []
        for batch in iter(lambda: list(islice(source, BATCH)), []):
            waiting.append(pool.submit(read_batch, batch, pack, backends))
            if len(waiting) > 2 * jobs:
                yield from waiting.pop(0).result()
        for each in waiting:
            yield from each.result()


def read_batch(reports: list[Report], pack: str | Path, backends: tuple[str, ...]) -> list[Reading]:
    """What one process, or one worker of another engine, does with its share."""
    loaded = _pack(pack)
    return [read_whole(report, loaded, backends=backends) for report in reports]


@lru_cache(maxsize=4)
def _pack(name: str | Path) -> Pack:
    return load_pack(name)
