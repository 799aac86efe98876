"""The toll of one incident, out of all that was said of it.

The rule, in order:

1. Each voice is heard once, with its latest own telling; what it recalls or repeats counts only where it says nothing
   else. Copies speak with the voice of the original.
2. An update is the new total: figures that others gave before it, and that are no higher, are out of date.
3. `best` is what most voices say, the later where as many say another; a claim by the doer and an accusation are heard
   last. `low` is the least that a voice allows, `high` the most; it is open where the highest voice leaves it open.
4. The people fall into kinds (whose they are, civilian or combatant) that do not overlap, after the telling behind
   `best`. Where voices differ on the whole only, the difference lies with the largest kind.
5. "Killed or injured" together counts only where nobody tells them apart.
"""

from collections.abc import Mapping, Sequence

from marsad.match.telling import Telling
from marsad.match.voices import voice_of
from marsad.model.claim import Count, Who
from marsad.model.incident import Toll
from marsad.model.range import Range, total
from marsad.model.words import PEOPLE, Measure

Kind = tuple[str | None, str | None]
Kinds = dict[Kind, list[Count]]
_FIRST_HAND = {"documented", "reported"}


def tolls_of(tellings: Sequence[Telling], named: Mapping[str, str]) -> tuple[tuple[Toll, ...], tuple[Toll, ...]]:
    """The disjoint tolls of an incident, and details that overlap with them (women and children among the killed)."""
    given = {m for telling in tellings for m in telling.totals}
    if given & {"killed", "injured"}:
        given.discard("killed_or_injured")
    tolls: list[Toll] = []
    details: list[Toll] = []
    for measure in sorted(given & PEOPLE):
        heard = _current(_by_voice(tellings, measure, named), measure)
        lead = _lead(heard, measure)
        tolls += _tolls(measure, lead, heard)  # type: ignore[arg-type]
        details += _details(measure, lead)  # type: ignore[arg-type]
    return tuple(tolls), tuple(details)


def _by_voice(tellings: Sequence[Telling], measure: str, named: Mapping[str, str]) -> list[Telling]:
    """The telling of each voice that counts for a measure."""
    heard: dict[str, Telling] = {}
    for telling in tellings:
        if measure in telling.totals:
            voice = voice_of(telling, named)
            if voice not in heard or _weight(telling) > _weight(heard[voice]):
                heard[voice] = telling
    return list(heard.values())


def _weight(telling: Telling) -> tuple[bool, int, bool, bool, int]:
    own = telling.role in ("new", "update")
    return own, telling.published or 0, telling.role == "update", not telling.in_title, telling.at


def _current(heard: list[Telling], measure: str) -> list[Telling]:
    """Without what an update has left behind."""
    updates = [t for t in heard if t.role == "update" and t.claim.basis in _FIRST_HAND]
    if not updates:
        return heard
    last = max(updates, key=lambda t: (t.published or 0, t.totals[measure].middle() or 0))
    reached = last.totals[measure].middle() or 0
    return [
        t
        for t in heard
        if t is last or (t.published or 0) >= (last.published or 0) or (t.totals[measure].middle() or 0) > reached
    ]


def _lead(heard: list[Telling], measure: str) -> Telling:
    """The telling whose figure is best."""

    def rank(telling: Telling) -> tuple[bool, bool, int, int, bool, int]:
        mine = telling.totals[measure]
        support = sum(mine.middle() == other.totals[measure].middle() for other in heard)
        return (
            telling.claim.basis in _FIRST_HAND,
            mine.sign != "vague",
            support,
            telling.published or 0,
            telling.role == "update",
            len(_kinds(telling, measure)),
        )

    return max(heard, key=rank)


def _tolls(measure: Measure, lead: Telling, heard: list[Telling]) -> list[Toll]:
    kinds = _kinds(lead, measure)
    ranges = {kind: total(count.range for count in counts) for kind, counts in kinds.items()}
    behind = {kind: [f"{lead.ref.report}:{count.id}" for count in counts] for kind, counts in kinds.items()}
    wholes = [lead.totals[measure]]
    for telling in (each for each in heard if each is not lead):
        theirs = _kinds(telling, measure)
        if len(ranges) > 1 and all(kind in ranges for kind in theirs):
            for kind, counts in theirs.items():  # they speak of some of the kinds only
                ranges[kind] = _span(ranges[kind], [total(count.range for count in counts)])
                behind[kind] += [f"{telling.ref.report}:{count.id}" for count in counts]
        else:
            wholes.append(telling.totals[measure])
            largest = max(ranges, key=lambda kind: ranges[kind].middle() or 0)
            ids = [f"{telling.ref.report}:{count.id}" for counts in theirs.values() for count in counts]
            behind[largest] += ids
    _widen(ranges, _span(wholes[0], wholes[1:]))
    return [
        Toll(measure, value, _who(kinds[kind], kind), _by(kinds[kind]), tuple(dict.fromkeys(behind[kind])))
        for kind, value in ranges.items()
    ]


def _widen(ranges: dict[Kind, Range], whole: Range) -> None:
    """Let the sum of the kinds reach as far as the whole does, by its largest kind."""
    largest = max(ranges, key=lambda kind: ranges[kind].middle() or 0)
    rest = total(value for kind, value in ranges.items() if kind != largest)
    mine = ranges[largest]
    low = min(mine.least(), max(whole.least() - rest.least(), 0))
    mine_high, whole_high, rest_high = mine.most(), whole.most(), rest.most()
    high = None
    if mine_high is not None and whole_high is not None:
        high = mine_high if rest_high is None else max(mine_high, whole_high - rest_high)
    if (low, high) != (mine.least(), mine_high):
        ranges[largest] = make_range(low, mine.middle(), high)


def _span(first: Range, others: list[Range]) -> Range:
    """From the least to the most that any allows, best as the first has it."""
    if not others:
        return first
    every = [first, *others]
    low = min(value.least() for value in every)
    highest = max(every, key=lambda value: (value.middle() or 0, value.most() is None))
    most = [bound for value in every if (bound := value.most()) is not None]
    tops = [*most, *(value.middle() or 0 for value in every)]
    return make_range(low, first.middle(), None if highest.most() is None else max(tops))


def make_range(low: int, best: int | None, high: int | None) -> Range:
    """A range with the sign that fits its bounds."""
    if best is not None:
        best = max(best, low) if high is None else min(max(best, low), high)
    if high is None:
        return Range(low, best, None, ">=" if best in (None, low) else "..")
    return Range(low, best if low != high else low, high, "=" if low == high else "..")


def _kinds(telling: Telling, measure: str) -> Kinds:
    """The counts of one measure in kinds that do not overlap: parts stand for their whole where they make it up."""
    kinds: Kinds = {}
    for count in telling.claim.counts:
        if count.measure == measure:
            for leaf in _leaves(count):
                kinds.setdefault((leaf.who.actor, leaf.who.status), []).append(leaf)
    return kinds


def _leaves(count: Count) -> list[Count]:
    addends = [part for part in count.parts if part.link == "addend" and part.measure == count.measure]
    kinds = {(part.who.actor, part.who.status) for part in addends}
    if len(addends) < 2 or len(kinds) < 2 or total(part.range for part in addends) != count.range:
        return [count]
    return [leaf for part in addends for leaf in _leaves(part)]


def _who(counts: list[Count], kind: Kind) -> Who:
    if len(counts) == 1:
        return counts[0].who
    return Who(actor=kind[0], status=kind[1])  # type: ignore[arg-type]


def _by(counts: list[Count]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doer for count in counts for doer in count.by))


def _details(measure: Measure, lead: Telling) -> list[Toll]:
    """Women, children and other parts that the best telling names, each with its count."""
    return [
        Toll(measure, part.range, part.who, part.by, (f"{lead.ref.report}:{part.id}",))
        for count in lead.claim.counts
        for part in count.walk()
        if part.measure == measure and part is not count and (part.who.sex or part.who.age or part.who.role)
    ]
