"""From scored pairs to clusters that never hold two strands of one report."""

from collections.abc import Callable, Mapping, Sequence

from marsad.match.strand import Strand

VETO = -4.0  # benchmarks/match_events.py: one pair this far apart keeps two clusters apart, whatever else agrees
LOOKS = 30  # pairs looked at when two clusters meet


def cluster(
    strands: Sequence[Strand],
    scores: Mapping[tuple[int, int], float],
    rescore: Callable[[int, int], float],
    *,
    accept: float,
    older: int = 0,
) -> list[list[int]]:
    """Groups of positions, best pairs joined first.

    Two groups are joined when their best pair reaches `accept`, no report would tell two strands of one event, no pair
    speaks strongly against it, and the pairs between them agree on average. Positions below `older` are incidents that
    exist already: two of them are never joined.
    """
    group_of = list(range(len(strands)))
    members: dict[int, list[int]] = {n: [n] for n in range(len(strands))}
    reports: dict[int, set[str]] = {n: _reports(strands[n]) for n in range(len(strands))}
    cache = dict(scores)

    def pair(i: int, j: int) -> float:
        key = (i, j) if i < j else (j, i)
        if key not in cache:
            cache[key] = rescore(*key)
        return cache[key]

    ordered = sorted(
        ((value, i, j) for (i, j), value in scores.items() if value >= accept), key=lambda x: (-x[0], x[1:])
    )
    for _, i, j in ordered:
        one, other = group_of[i], group_of[j]
        if one == other or reports[one] & reports[other]:
            continue
        if sum(n < older for n in (*members[one], *members[other])) > 1:
            continue
        between = [pair(x, y) for x in members[one][:LOOKS] for y in members[other][: LOOKS // 5 + 1]]
        if min(between) < VETO or sum(between) / len(between) < accept / 2:
            continue
        for n in members[other]:
            group_of[n] = one
        members[one] += members.pop(other)
        reports[one] |= reports.pop(other)
    return [sorted(each) for _, each in sorted(members.items(), key=lambda item: min(item[1]))]


def _reports(strand: Strand) -> set[str]:
    return {telling.ref.report for telling in strand.tellings}
