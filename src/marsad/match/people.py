"""One person on many lists: rows linked, clustered so that two persons of one list stay two, and counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from marsad.match.linker import PersonPair, scored_pairs
from marsad.match.person import PersonRow, PlaceIds, prepare
from marsad.match.unique import unique_people
from marsad.model.errors import MatchError
from marsad.model.range import Range

ACCEPT = 0.0  # bits; benchmarks/match_people.py: best F1 on the rows that the weights were learnt from
REPEAT = 6.0  # bits; two rows of one list are one person only with this much: 25 of 1,676 such pairs are wrong there
DOUBT = -2.0  # bits; from here up to ACCEPT a pair waits for a person
VETO = -5.0  # bits; one pair this unlikely keeps two groups apart
LEAST = -9.0  # bits; pairs under this are not kept
CONTEXT = frozenset({"age", "date", "place"})
NAMES_ONLY = -1.0  # bits; the most that a pair without any of these can have


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """What a desk may set.

    `repeats` says whether one list may name a person twice; where it may not, two rows of a list are never joined.
    """

    accept: float = ACCEPT
    repeat: float = REPEAT
    doubt: float = DOUBT
    repeats: bool = True
    seed: int = 1


@dataclass(frozen=True, slots=True)
class People:
    """What linking gives.

    `person_of` is the number of the person behind each row's id; `pairs` joined them, `doubtful` wait for a person.
    `unique` is how many people the lists name, as a 95% interval. `unread` are fields that could not be used: (row,
    column, what was found).
    """

    person_of: dict[str, int]
    pairs: tuple[PersonPair, ...]
    doubtful: tuple[PersonPair, ...]
    unique: Range
    unread: tuple[tuple[str, str, str], ...] = field(default=())


def link_people(
    rows: Sequence[PersonRow], *, place_ids: PlaceIds | None = None, settings: PeopleSettings | None = None
) -> People:
    """Find which rows of victim lists name the same person.

    Args:
        rows: the rows of all lists; ids must differ.
        place_ids: looks the words of places up in a pack; see `person.places_of`.
        settings: thresholds.

    Raises:
        MatchError: there are no rows, two rows have one id, or Splink is not installed.
    """
    settings = settings or PeopleSettings()
    if not rows:
        raise MatchError("There are no rows to link: want at least one list with a column of names.")
    ids = [row.row for row in rows]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise MatchError(
            f"Two rows have the id {twice!r}: ids must differ over all lists. Put the list's name before them."
        )
    prepared = prepare(rows, place_ids=place_ids)
    pairs = [_with_care(pair) for pair in scored_pairs(prepared.columns, at_least=LEAST)]
    source = {row.row: row.source for row in rows}
    groups = group_rows(ids, source, pairs, settings)
    person_of = {row: number for number, group in enumerate(groups, 1) for row in group}
    joined = [pair for pair in pairs if person_of[pair.a] == person_of[pair.b]]
    middle = [
        pair
        for pair in pairs
        if person_of[pair.a] != person_of[pair.b] and pair.bits >= settings.doubt
        and (settings.repeats or source[pair.a] != source[pair.b])
    ]  # fmt: skip
    order = sorted(joined, key=_strongest), sorted(middle, key=_strongest)
    unique = unique_people(ids, pairs, groups, accept=settings.accept, seed=settings.seed)
    return People(person_of, tuple(order[0]), tuple(order[1]), unique, prepared.unread)


def _with_care(pair: PersonPair) -> PersonPair:
    """A pair with nothing but names to compare is doubtful at best: namesakes are common."""
    if pair.bits <= NAMES_ONLY or {name for name, _, _ in pair.parts} & CONTEXT:
        return pair
    part = ("context", round(NAMES_ONLY - pair.bits, 2), "nothing but names to compare")
    return replace(pair, bits=NAMES_ONLY, probability=2**NAMES_ONLY / (1 + 2**NAMES_ONLY), parts=(*pair.parts, part))


def _strongest(pair: PersonPair) -> tuple[float, str, str]:
    return -pair.bits, pair.a, pair.b


def group_rows(
    ids: Sequence[str], source: dict[str, str], pairs: Sequence[PersonPair], settings: PeopleSettings
) -> list[list[str]]:
    """Rows grouped by person, most likely pairs first, in the order of the rows.

    Two groups are joined when their best pair reaches `accept`, the pairs between them speak for it on average, and
    none strongly against. Where both hold rows of one list, each two such rows must reach `repeat` themselves.
    """
    bits = {(pair.a, pair.b): pair.bits for pair in pairs}
    group_of = {row: row for row in ids}
    members = {row: [row] for row in ids}
    for pair in sorted(pairs, key=_strongest):
        if pair.bits < settings.accept:
            break
        one, other = group_of[pair.a], group_of[pair.b]
        if one == other or not _may_join(members[one], members[other], source, bits, settings):
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        for row in members[other]:
            group_of[row] = one
        members[one] += members.pop(other)
    place = {row: n for n, row in enumerate(ids)}
    grouped = [sorted(group, key=place.__getitem__) for group in members.values()]
    return sorted(grouped, key=lambda group: place[group[0]])


def _may_join(
    one: list[str],
    other: list[str],
    source: dict[str, str],
    bits: dict[tuple[str, str], float],
    settings: PeopleSettings,
) -> bool:
    known = []
    for a in one:
        for b in other:
            value = bits.get((a, b) if a < b else (b, a))
            if source[a] == source[b] and (not settings.repeats or value is None or value < settings.repeat):
                return False
            if value is not None:
                if value < VETO:
                    return False
                known.append(value)
    return sum(known) / len(known) >= settings.accept


def by_person(person_of: dict[str, int]) -> dict[int, list[str]]:
    """The rows of each person."""
    found: dict[int, list[str]] = defaultdict(list)
    for row, person in person_of.items():
        found[person].append(row)
    return dict(found)
