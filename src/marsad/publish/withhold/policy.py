"""What goes out of each row, field by field: a policy that a desk writes down, and what it withheld and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from marsad.model.errors import PublishError
from marsad.publish.data.row import EventRow, Numbers

_LEVELS = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one desk.

    `coordinate_decimals`: how fine points go out (2 is about a kilometre). `coarsest`: events with these tactics or
    sub-event types go out no finer than this precision. `withheld_fields` never go out. `delay_days`: nothing younger
    goes out. `protected`: publishers whose names never leave. `rounded_measures` concern the living: their numbers go
    out in tables alone, rounded to `rounding_base`, and in no row. `states`: incidents in these states go out.
    """

    coordinate_decimals: int = 2
    coarsest: Mapping[str, str] = field(default_factory=lambda: {"abduction": "adm2", "torture": "adm1"})
    withheld_fields: frozenset[str] = frozenset()
    delay_days: int = 0
    protected: frozenset[str] = frozenset()
    rounding_base: int = 3
    rounded_measures: frozenset[str] = frozenset(
        {"injured", "detained", "abducted", "missing", "displaced", "released"}
    )
    states: frozenset[str] = frozenset({"accepted"})

    def __post_init__(self) -> None:
        unknown = set(self.coarsest.values()) - set(_LEVELS)
        if unknown:
            raise PublishError(f"The policy coarsens to {sorted(unknown)[0]!r}; wanted one of {', '.join(_LEVELS)}.")
        names = {each.name for each in fields(EventRow)}
        if strange := set(self.withheld_fields) - names:
            raise PublishError(
                f"The policy withholds {sorted(strange)[0]!r}, which no row has; wanted {', '.join(names)}."
            )


def policy_of(data: Mapping[str, Any]) -> Policy:
    """A policy out of plain data (settings, a YAML file).

    Raises:
        PublishError: a name or value that no policy has.
    """
    known = {each.name for each in fields(Policy)}
    if strange := set(data) - known:
        raise PublishError(f"The policy sets {sorted(strange)[0]!r}; known are {', '.join(sorted(known))}.")
    values: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in data.items()
    }
    try:
        return Policy(**values)
    except TypeError as problem:
        raise PublishError(f"The policy cannot be used: {problem}.") from problem


@dataclass(frozen=True, slots=True)
class Withheld:
    """One line of the log: which row, which field, and why it did not go out as it is."""

    id: str
    field: str
    why: str


def apply_policy(row: EventRow, policy: Policy, *, today: date) -> tuple[EventRow | None, tuple[Withheld, ...]]:
    """The row as it may go out (None where it may not), and what was withheld."""
    log: list[Withheld] = []
    if row.end is not None and row.end > today - timedelta(days=policy.delay_days) and policy.delay_days:
        return None, (Withheld(row.id, "*", f"younger than {policy.delay_days} days"),)
    row = _without_protected(row, policy, log)
    row = _coarser(row, policy, log)
    row = _without_living(row, policy, log)
    for name in sorted(policy.withheld_fields):
        empty = EventRow(row.id, None, None)
        if getattr(row, name) != getattr(empty, name) and name != "id":
            row = replace(row, **{name: getattr(empty, name)})
            log.append(Withheld(row.id, name, "withheld by the policy"))
    return row, tuple(log)


def _without_living(row: EventRow, policy: Policy, log: list[Withheld]) -> EventRow:
    """Where a measure goes out rounded in tables, its number in one row would undo the rounding."""
    why = "goes out in tables only, rounded, for the safety of those concerned"
    if "injured" in policy.rounded_measures and row.injured != Numbers():
        log.append(Withheld(row.id, "injured", why))
        row = replace(row, injured=Numbers())
    if "killed" in policy.rounded_measures and row.killed != Numbers():
        log.append(Withheld(row.id, "killed", why))
        row = replace(row, killed=Numbers(), killed_by=(), killed_of=())
    return row


def _without_protected(row: EventRow, policy: Policy, log: list[Withheld]) -> EventRow:
    kept = []
    for telling in row.tellings:
        if telling.publisher in policy.protected:
            kept.append(replace(telling, publisher="a protected source", title="", url=""))
            log.append(Withheld(row.id, "sources", "a protected source is not named"))
        else:
            kept.append(telling)
    return replace(row, tellings=tuple(kept)) if kept != list(row.tellings) else row


def is_coarser_than_governorate(policy: Policy, acts: Iterable[str]) -> bool:
    """Whether events with these tactics or sub-event types may not even be placed in their governorate."""
    return any(_LEVELS.index(policy.coarsest[act]) > _LEVELS.index("adm1") for act in acts if act in policy.coarsest)


def _coarser(row: EventRow, policy: Policy, log: list[Withheld]) -> EventRow:
    wanted = [policy.coarsest[name] for name in (*row.tactics, row.event) if name in policy.coarsest]
    floor = max(wanted, key=_LEVELS.index, default="exact")
    if _LEVELS.index(row.where_precision) < _LEVELS.index(floor):
        log.append(Withheld(row.id, "where", f"no finer than {floor}, for the safety of those concerned"))
        row = _at_level(row, floor)
    if row.latitude is not None and row.longitude is not None:
        point = (round(row.latitude, policy.coordinate_decimals), round(row.longitude, policy.coordinate_decimals))
        if point != (row.latitude, row.longitude):
            row = replace(row, latitude=point[0], longitude=point[1])
    return row


def _at_level(row: EventRow, floor: str) -> EventRow:
    """The row with everything finer than a level left out; a point would give it away, so it goes too."""
    changes: dict[str, Any] = {"latitude": None, "longitude": None, "location": "", "where_precision": floor}
    if _LEVELS.index(floor) > _LEVELS.index("adm3"):
        changes |= {"adm3": "", "adm3_code": ""}
    if _LEVELS.index(floor) > _LEVELS.index("adm2"):
        changes |= {"adm2": "", "adm2_code": ""}
    if _LEVELS.index(floor) > _LEVELS.index("adm1"):
        changes |= {"adm1": "", "adm1_code": ""}
    return replace(row, **changes)
