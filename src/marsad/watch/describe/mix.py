"""What a group does and to whom: tactics and their change, claims beside what is documented, civilians by area."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import hypergeom

from marsad.watch.event import Event
from marsad.watch.space.hotspots import false_discovery

# Ways of attack that civilians cannot see coming or flee from, and people who must go where they happen.
HIDDEN_TACTICS = frozenset({"ied", "landmine", "abduction", "ambush", "Remote explosive/landmine/IED",
                            "Abduction/forced disappearance"})  # fmt: skip
EXPOSED_ROLES = frozenset({"shepherd", "truffle-picker", "farmer", "driver", "traveller"})


@dataclass(frozen=True, slots=True)
class TacticChange:
    """A tactic's share of events (0 to 1) now and before, and the chance of so large a change by luck."""

    tactic: str
    now: int
    before: int
    share_now: float
    share_before: float
    chance: float
    has_changed: bool


def tactic_changes(now: Sequence[Event], before: Sequence[Event], *, rate: float = 0.05) -> tuple[TacticChange, ...]:
    """Each tactic's share now and before (exact two-sided test; false discoveries among tactics held to `rate`).

    Events without a known tactic do not count.
    """
    told_now = [event for event in now if set(event.tactics) - {"unknown"}]
    told_before = [event for event in before if set(event.tactics) - {"unknown"}]
    counts = [
        Counter(t for event in told for t in set(event.tactics) - {"unknown"}) for told in (told_now, told_before)
    ]
    names = sorted(counts[0] | counts[1], key=lambda name: (-counts[0][name], name))
    n, m = len(told_now), len(told_before)
    chances = np.array([_exact(counts[0][name], n, counts[1][name], m) for name in names])
    changed = false_discovery(chances, rate) if len(names) and n and m else np.zeros(len(names), dtype=bool)
    return tuple(
        TacticChange(
            name,
            counts[0][name],
            counts[1][name],
            counts[0][name] / n if n else 0.0,
            counts[1][name] / m if m else 0.0,
            float(chance),
            bool(flag),
        )
        for name, chance, flag in zip(names, chances, changed)
    )


def _exact(one: int, of_one: int, two: int, of_two: int) -> float:
    """Fisher's exact test of two shares, two-sided: the chances of all tables no likelier than this one."""
    if of_one == 0 or of_two == 0:
        return 1.0
    total = one + two
    tables = np.arange(max(0, total - of_two), min(total, of_one) + 1)
    chance = hypergeom.pmf(tables, of_one + of_two, total, of_one)
    return float(min(1.0, chance[chance <= hypergeom.pmf(one, of_one + of_two, total, of_one) * (1 + 1e-9)].sum()))


@dataclass(frozen=True, slots=True)
class ClaimsBeside:
    """How many events only the group itself claims, and how many others report or document."""

    claimed_only: int
    documented: int

    @property
    def share_claimed(self) -> float | None:
        """Share of events behind which stands the group's word alone."""
        total = self.claimed_only + self.documented
        return self.claimed_only / total if total else None


def claims_beside(events: Iterable[Event]) -> ClaimsBeside:
    """Count claims against what is documented."""
    counts = Counter(event.basis == "claimed" for event in events)
    return ClaimsBeside(counts[True], counts[False])


@dataclass(frozen=True, slots=True)
class CivilianRisk:
    """Danger to civilians in one area: events in which some were hit, of hidden kinds, and against exposed people.

    `hidden` and `abductions` are None where no event's tactic is known: not knowing is no zero.
    """

    area: str | None
    events: int
    with_civilians: int
    civilians_killed: int
    hidden: int | None
    abductions: int | None
    exposed: tuple[str, ...]


def civilian_risks(events: Iterable[Event]) -> tuple[CivilianRisk, ...]:
    """Danger to civilians by area, the worst first; events without an area are a line of their own."""
    by_area: dict[str | None, list[Event]] = {}
    for event in events:
        by_area.setdefault(event.area, []).append(event)
    rows = [_risk(area, group) for area, group in by_area.items()]
    return tuple(sorted(rows, key=lambda row: (-row.civilians_killed, -row.with_civilians, -row.events, str(row.area))))


def _risk(area: str | None, group: Sequence[Event]) -> CivilianRisk:
    is_told = any(event.tactics for event in group)
    hidden = sum(bool(HIDDEN_TACTICS & set(event.tactics)) for event in group)
    abductions = sum(any("abduction" in tactic.lower() for tactic in event.tactics) for event in group)
    return CivilianRisk(
        area,
        len(group),
        sum(event.civilians > 0 for event in group),
        sum(event.civilians for event in group),
        hidden if is_told else None,
        abductions if is_told else None,
        tuple(sorted({role for event in group for role in event.roles if role in EXPOSED_ROLES})),
    )
