"""What goes out of each row, field by field: a policy that a desk writes down, and what it withheld and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from marsad.model.errors import PublishError
from marsad.model.words import PEOPLE, SubEventType, Tactic, allowed
from marsad.publish.data.row import EventRow, Numbers, Telling

PROTECTED = "a protected source"
_LEVELS = ("exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced")
_TIMES = ("day", "days", "week", "month", "season", "year", "running", "unknown")
_STATES = ("proposed", "accepted", "rejected")
# Where one field goes, so do those that would tell it.
_WITH: Mapping[str, tuple[str, ...]] = {
    "killed": ("killed", "killed_by", "killed_of"),
    "victims": ("victims", "killed_of"),
    "start": ("start", "end"),
    "end": ("start", "end"),
    "location": ("location", "latitude", "longitude"),
    "latitude": ("latitude", "longitude"),
    "longitude": ("latitude", "longitude"),
    "adm1": ("adm1", "adm1_code", "adm2", "adm2_code", "adm3", "adm3_code", "location", "latitude", "longitude"),
    "adm2": ("adm2", "adm2_code", "adm3", "adm3_code", "location", "latitude", "longitude"),
    "adm3": ("adm3", "adm3_code", "location", "latitude", "longitude"),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one desk.

    `coordinate_decimals`: how fine points go out (2 is about a kilometre). `coarsest`: events with these tactics or
    sub-event types go out no finer in place than this precision; `coarsest_time`: no finer in time than "week", "month"
    or "year". `withheld_fields` never go out, nor what would tell them. `delay_days`: nothing younger goes out.
    `protected`: publishers whose names never leave. `rounded_measures` concern the living: their numbers go out in
    tables alone, rounded to `rounding_base`, in no row and in no sentence. `states`: incidents in these states go out.
    """

    coordinate_decimals: int = 2
    coarsest: Mapping[str, str] = field(
        default_factory=lambda: {
            "abduction": "adm2", "Abduction/forced disappearance": "adm2", "torture": "adm1", "Sexual violence": "adm1",
        }
    )  # fmt: skip
    coarsest_time: Mapping[str, str] = field(default_factory=dict)
    withheld_fields: frozenset[str] = frozenset()
    delay_days: int = 0
    protected: frozenset[str] = frozenset()
    rounding_base: int = 3
    rounded_measures: frozenset[str] = frozenset(
        {
            "injured", "killed_or_injured", "detained", "abducted", "missing", "displaced", "released", "surrendered",
        }
    )  # fmt: skip
    states: frozenset[str] = frozenset({"accepted"})

    def __post_init__(self) -> None:
        acts = allowed(Tactic) | allowed(SubEventType)
        for name, least, most in (("coordinate_decimals", 0, 6), ("delay_days", 0, 36_500), ("rounding_base", 2, 100)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise PublishError(f"The policy sets {name} to {value!r}; wanted a whole number, {least} to {most}.")
        _want_words(self.coarsest, "coarsest", acts, _LEVELS)
        _want_words(self.coarsest_time, "coarsest_time", acts, ("week", "month", "year"))
        names = {each.name for each in fields(EventRow)} - {"id"}
        for name, known in (("withheld_fields", names), ("rounded_measures", PEOPLE), ("states", set(_STATES))):
            if strange := sorted(set(getattr(self, name)) - known):
                raise PublishError(f"The policy's {name} has {strange[0]!r}; wanted of {', '.join(sorted(known))}.")

    def hides(self, measure: str) -> bool:
        """Whether no row and no sentence may give the number of a measure."""
        return measure in self.rounded_measures or measure in self.withheld_fields

    def place_level(self, acts: Iterable[str]) -> str:
        """How fine in place an event with these tactics or sub-event types may go out."""
        return max((self.coarsest[act] for act in acts if act in self.coarsest), key=_LEVELS.index, default="exact")

    def time_level(self, acts: Iterable[str]) -> str:
        """How fine in time it may go out."""
        levels = (self.coarsest_time[act] for act in acts if act in self.coarsest_time)
        return max(levels, key=_TIMES.index, default="day")


def _want_words(data: object, name: str, keys: Iterable[str], values: Iterable[str]) -> None:
    if not isinstance(data, Mapping):
        raise PublishError(f"The policy's {name} is {data!r}; wanted pairs such as abduction: {next(iter(values))}.")
    if strange := sorted(map(str, set(data) - set(keys))):
        raise PublishError(f"The policy's {name} has {strange[0]!r}; wanted a tactic or ACLED's sub-event type.")
    if strange := sorted(map(str, set(data.values()) - set(values))):
        raise PublishError(f"The policy's {name} goes to {strange[0]!r}; wanted one of {', '.join(values)}.")


def is_finer(precision: str, level: str) -> bool:
    """Whether a precision of place is finer than a level."""
    return _LEVELS.index(precision) < _LEVELS.index(level)


def coarser_days(start: date, end: date, level: str) -> tuple[date, date]:
    """The whole weeks (from Monday), months or years that hold these days."""
    if level == "week":
        return start - timedelta(days=start.weekday()), end + timedelta(days=6 - end.weekday())
    if level == "month":
        after = (end.replace(day=28) + timedelta(days=4)).replace(day=1)
        return start.replace(day=1), after - timedelta(days=1)
    if level == "year":
        return date(start.year, 1, 1), date(end.year, 12, 31)
    return start, end


def policy_of(data: object) -> Policy:
    """A policy out of plain data (settings, a YAML file).

    Raises:
        PublishError: a name or value that no policy has.
    """
    if not isinstance(data, Mapping):
        raise PublishError(f"A policy is a list of names with values, such as delay_days: 30; found {data!r}.")
    known = {each.name: each for each in fields(Policy)}
    if strange := sorted(map(str, set(data) - set(known))):
        raise PublishError(f"The policy sets {strange[0]!r}; known are {', '.join(sorted(known))}.")
    values: dict[str, Any] = {}
    for name, value in data.items():
        if str(known[name].type).startswith("frozenset"):
            if isinstance(value, str) or not isinstance(value, Iterable) or not all(isinstance(v, str) for v in value):
                raise PublishError(f"The policy sets {name} to {value!r}; wanted a list of words.")
            value = frozenset(value)
        values[name] = value
    return Policy(**values)


def policy_data(policy: Policy) -> dict[str, Any]:
    """A policy as plain data; :func:`policy_of` makes the same of it."""
    found: dict[str, Any] = {}
    for each in fields(Policy):
        value = getattr(policy, each.name)
        found[each.name] = (
            sorted(value) if isinstance(value, frozenset) else dict(value) if isinstance(value, Mapping) else value
        )
    return found


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
    row = _coarser_time(row, policy, log)
    row = _without_living(row, policy, log)
    empty = EventRow(row.id, None, None)
    for name in sorted(policy.withheld_fields):
        gone = {each: getattr(empty, each) for each in _WITH.get(name, (name,))}
        if any(getattr(row, each) != value for each, value in gone.items()):
            row = replace(row, **gone)
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
            kept.append(Telling(PROTECTED))
            log.append(Withheld(row.id, "sources", "a protected source is not named"))
        else:
            kept.append(telling)
    return replace(row, tellings=tuple(kept)) if kept != list(row.tellings) else row


def is_coarser_than_governorate(policy: Policy, acts: Iterable[str]) -> bool:
    """Whether events with these tactics or sub-event types may not even be placed in their governorate."""
    return is_finer("adm1", policy.place_level(acts))


def _coarser_time(row: EventRow, policy: Policy, log: list[Withheld]) -> EventRow:
    level = policy.time_level((*row.tactics, row.event))
    if row.start is None or _TIMES.index(row.when_precision) >= _TIMES.index(level):
        return row
    log.append(Withheld(row.id, "when", f"no finer than the {level}, for the safety of those concerned"))
    start, end = coarser_days(row.start, row.end or row.start, level)
    row = _untitled(replace(row, start=start, end=end, when_precision=level))
    return replace(row, tellings=tuple(replace(telling, published=None) for telling in row.tellings))


def _untitled(row: EventRow) -> EventRow:
    """A headline or an address often names the village and the day."""
    return replace(row, tellings=tuple(replace(telling, title="", url="") for telling in row.tellings))


def _coarser(row: EventRow, policy: Policy, log: list[Withheld]) -> EventRow:
    floor = policy.place_level((*row.tactics, row.event))
    if is_finer(row.where_precision, floor):
        log.append(Withheld(row.id, "where", f"no finer than {floor}, for the safety of those concerned"))
        row = _untitled(_at_level(row, floor))
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
