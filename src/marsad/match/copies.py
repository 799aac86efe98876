"""Reports that are nearly copies of each other, by one-permutation MinHash over runs of five words.

Source: Broder (1997); Li, Owen and Zhang (2012), one-permutation hashing; Shrivastava (2017), filling empty bins.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from marsad.model.report import Report
from marsad.text.romanise import fold_token

RUN = 5  # words in a run
BINS = 64
BANDS = 32  # of two bins each: texts that share half of their runs meet in one of them in 999 of 1,000 cases
FEWEST_WORDS = 12
_TOKEN = re.compile(r"[^\W_]+")
_EMPTY = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Copy:
    """Two reports whose texts share much. `report` is taken for a copy of `of`, which was published first.

    `share` is the part of their runs of five words that both have, 0 to 1.
    """

    report: str
    of: str
    share: float


def copies_in(reports: Iterable[Report], *, least_share: float = 0.5) -> list[Copy]:
    """All pairs of reports that share at least `least_share` of their runs of five words.

    Candidates come from MinHash bands; the share that is given is exact. Texts under twelve words are left out: short
    notices are alike without being copies.
    """
    runs: dict[str, frozenset[int]] = {}
    published: dict[str, tuple[int, str]] = {}
    buckets: dict[tuple[int, int], list[str]] = defaultdict(list)
    for report in reports:
        found = _runs(report.text)
        if not found or report.id in runs:
            continue
        runs[report.id] = found
        published[report.id] = (report.published.toordinal() if report.published else 0, report.id)
        for band, value in enumerate(_bands(found)):
            buckets[band, value].append(report.id)
    pairs = {
        (a, b)
        for members in buckets.values()
        if 1 < len(members) <= 200  # more is a form letter, not a story
        for n, a in enumerate(members)
        for b in members[n + 1 :]
    }
    copies = []
    for a, b in pairs:
        mine, theirs = len(runs[a]), len(runs[b])
        if min(mine, theirs) < least_share * max(mine, theirs):
            continue
        shared = len(runs[a] & runs[b])
        share = shared / (mine + theirs - shared)
        if share >= least_share:
            first, second = sorted((a, b), key=published.__getitem__)
            copies.append(Copy(second, first, round(share, 3)))
    return sorted(copies, key=lambda copy: (copy.report, copy.of))


def _runs(text: str) -> frozenset[int]:
    words = [fold_token(token) for token in _TOKEN.findall(text)]
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(crc32(" ".join(words[n : n + RUN]).encode()) for n in range(len(words) - RUN + 1))


def _bands(runs: frozenset[int]) -> list[int]:
    """One number a band of the sketch; equal numbers make two texts candidates."""
    values = np.fromiter(runs, dtype=np.uint64, count=len(runs)) * np.uint64(0x9E3779B97F4A7C15)
    bins = (values >> np.uint64(58)).astype(np.intp)
    kept = np.full(BINS, _EMPTY, dtype=np.uint32)
    np.minimum.at(kept, bins, ((values >> np.uint64(20)) & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    empty = np.flatnonzero(kept == _EMPTY)
    filled = np.flatnonzero(kept != _EMPTY)
    after = filled[np.searchsorted(filled, empty) % len(filled)]  # an empty bin borrows from the next filled one
    away = ((after - empty) % BINS).astype(np.uint32)
    kept[empty] = kept[after] + np.uint32(0x85EBCA6B) * away  # and is marked by the distance
    pairs = kept.reshape(BANDS, BINS // BANDS).astype(np.uint64)
    return [int(a) << 32 | int(b) for a, b in pairs]
