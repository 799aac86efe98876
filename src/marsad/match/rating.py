"""The first score of every pair of strands: the one part of matching whose work other engines can share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marsad.match.compare import Kin, compare, score
from marsad.match.settings import MatchSettings
from marsad.match.strand import Strand

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rating:
    """What a pair is scored by, beside its two strands: settings, kinship of actors, and which reports are copies."""

    settings: MatchSettings
    kin: Kin
    copied: frozenset[frozenset[str]]


Rater = Callable[[Sequence[Strand], Iterable[Pair], Rating], Iterable[tuple[int, int, float]]]


def rate_here(strands: Sequence[Strand], pairs: Iterable[Pair], rating: Rating) -> Iterator[tuple[int, int, float]]:
    """Every pair with its bits, in the order given."""
    for i, j in pairs:
        a, b = strands[i], strands[j]
        copies = frozenset((a.report, b.report)) in rating.copied
        yield i, j, score(compare(a, b, rating.settings, rating.kin, copies=copies, explain=False))


def bare(strand: Strand) -> Strand:
    """The strand without the claims behind it, as another process needs it to score: a tenth of the size."""
    no_claim: Any = None
    return replace(strand, tellings=(), lead=replace(strand.lead, claim=no_claim, spots=(), words=frozenset()))
