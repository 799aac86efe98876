"""Rules and a model on one report: it fills what rules left empty, or is only compared."""

from dataclasses import dataclass, replace

from marsad.model.claim import Claim, Count, Reading


@dataclass(frozen=True, slots=True)
class Compared:
    """What a model says beside the rules: by number, as words with their place in the text; and what was refused."""

    agree: tuple[str, ...]
    differ: tuple[str, ...]
    only_rules: tuple[str, ...]
    only_model: tuple[str, ...]
    refused: tuple[str, ...] = ()


def fill(base: Reading, other: Reading) -> Reading:
    """`base` with those claims of `other` none of whose numbers stands where `base` has one. Ids never collide."""
    taken = [count.span for count in base.counts()]
    added: list[Claim] = []
    for claim in other.claims:
        if not any(count.span.overlap(span) for count in claim.walk() for span in taken):
            added.append(replace(claim, id=f"x-{claim.id}", counts=tuple(_renamed(c) for c in claim.counts)))
    return replace(
        base,
        claims=(*base.claims, *added),
        set_aside=(*base.set_aside, *other.set_aside),
        read_by=f"{base.read_by}, filled by {other.read_by}" if added else base.read_by,
    )


def _renamed(count: Count) -> Count:
    return replace(count, id=f"x-{count.id}", parts=tuple(_renamed(part) for part in count.parts))


def compare(base: Reading, other: Reading) -> Compared:
    """Where two readings of one report agree on its numbers, and where not. Nothing of it enters the record."""
    mine = {(count.span.start, count.span.end): count for count in base.counts()}
    theirs = {(count.span.start, count.span.end): count for count in other.counts()}

    def said(count: Count) -> str:
        return f"{count.span.start}–{count.span.end} {count.words} {count.measure}"

    both = sorted(set(mine) & set(theirs))
    same = [key for key in both if (mine[key].measure, mine[key].range) == (theirs[key].measure, theirs[key].range)]
    return Compared(
        agree=tuple(said(mine[key]) for key in same),
        differ=tuple(f"{said(mine[key])}; the model: {_said_of(theirs[key])}" for key in both if key not in same),
        only_rules=tuple(said(mine[key]) for key in sorted(set(mine) - set(theirs))),
        only_model=tuple(said(theirs[key]) for key in sorted(set(theirs) - set(mine))),
        refused=tuple(f"{aside.what}: {aside.why}" for aside in other.set_aside),
    )


def _said_of(count: Count) -> str:
    least, most = count.range.least(), count.range.most()
    number = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
    return f"{number} {count.measure}"
