"""Made-up readings with known truth: events of a country that does not exist, told by many reports with noise.

Names are built of syllables that have both an English and an Arabic spelling, so that nothing here is in any gazetteer.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from marsad.model.claim import Claim, Count, Reading, Voice, When, Where, Who
from marsad.model.range import Range
from marsad.model.report import Report, Span

SYLLABLES = [
    ("ba", "با"), ("dar", "دار"), ("mi", "مي"), ("ra", "را"), ("sul", "سول"), ("kan", "كان"), ("ta", "طا"),
    ("hal", "حال"), ("wa", "وا"), ("zi", "زي"), ("fa", "فا"), ("qas", "قاس"), ("lim", "ليم"), ("sha", "شا"),
    ("mun", "مون"), ("dir", "دير"), ("jar", "جار"), ("bil", "بيل"), ("hor", "حور"), ("sa", "صا"), ("tur", "تور"),
    ("nur", "نور"), ("gha", "غا"), ("na", "نا"),
]  # fmt: skip
TYPES = {
    "Armed clash": (["shooting", "ambush", "clash", "raid"], "Attack"),
    "Attack": (["shooting", "execution", "assassination"], "Armed clash"),
    "Remote explosive/landmine/IED": (["ied", "explosion", "landmine"], "Suicide bomb"),
    "Air/drone strike": (["airstrike", "drone-strike"], "Shelling/artillery/missile attack"),
    "Shelling/artillery/missile attack": (["shelling"], "Air/drone strike"),
    "Arrests": (["raid"], "Arrests"),
}
DOERS = ["red-front", "army", "river-guard", "north-militia", "unknown-gunmen"]
HIT = [
    ("army", "combatant"),
    ("river-guard", "combatant"),
    ("red-front", "combatant"),
    (None, "civilian"),
    (None, None),
]
ROLES = [None, None, None, "shepherd", "farmer", "driver", "journalist", "guard", "student"]
PAPERS = [
    ("Hill Monitor", "en"), ("Coast Wire", "en"), ("Daily Lamp", "en"), ("Border Post", "en"),
    ("مرصد الوادي", "ar"), ("شبكة النهر", "ar"), ("وكالة السهل", "ar"), ("Hill Monitor", "ar"),
]  # fmt: skip
FILLER = ["dawn", "road", "north", "armed", "group", "yellow", "wall", "smoke", "night", "family", "crowd", "river"]
VERBS = ["struck", "hit", "raided", "stormed", "shelled", "bombed", "targeted", "surrounded", "attacked"]
THINGS = ["convoy", "market", "checkpoint", "house", "bus", "school", "farm", "car", "post", "mill", "bridge", "clinic"]


@dataclass
class Event:
    """One made-up event, as it was."""

    number: int
    day: date
    region: str
    village: tuple[str, str]
    type: str
    tactic: str
    doer: str
    hit: tuple[str | None, str | None]
    role: str | None
    killed: int
    injured: int
    thing: str
    verb: str
    told: list[str] = field(default_factory=list)


def villages(rng: random.Random, many: int) -> list[tuple[str, str, str]]:
    """Region, English and Arabic name of made-up villages."""
    found = []
    for _ in range(many):
        parts = rng.sample(SYLLABLES, rng.choice([2, 2, 3]))
        found.append(
            (f"XX{rng.randrange(1, 9):02d}", "".join(p[0] for p in parts).title(), "".join(p[1] for p in parts))
        )
    return found


def events(rng: random.Random, many: int, *, days: int, twins: float) -> list[Event]:
    """Events, a share of them twins: another event near in time, in the same region, often of the same kind."""
    pool = villages(rng, max(40, many // 4))
    found: list[Event] = []
    for number in range(many):
        region, english, arabic = rng.choice(pool)
        kind = rng.choice(list(TYPES))
        killed = min(40, int(rng.paretovariate(1.3))) if kind != "Arrests" else 0
        event = Event(
            number, date(2020, 1, 1) + timedelta(rng.randrange(days)), region, (english, arabic), kind,
            rng.choice(TYPES[kind][0]), rng.choice(DOERS), rng.choice(HIT), rng.choice(ROLES),
            killed, int(rng.paretovariate(1.0)) % 30, rng.choice(THINGS), rng.choice(VERBS),
        )  # fmt: skip
        if found and rng.random() < twins:
            other = rng.choice(found[-30:])
            event.day = other.day + timedelta(rng.choice([0, 0, 1, 1, 2, 3, 7]))
            event.region, event.doer, event.type = other.region, other.doer, other.type
            event.tactic, event.hit = other.tactic, other.hit
            if event.day > other.day and rng.random() < 0.4:
                event.village = other.village
            elif rng.random() < 0.7:
                same_region = [v for v in pool if v[0] == other.region and v[1] != other.village[0]]
                event.village = rng.choice(same_region)[1:] if same_region else event.village
            if rng.random() < 0.5:
                event.killed = other.killed
        found.append(event)
    return found


def spelled(rng: random.Random, name: str) -> str:
    """An English name as another outlet would spell it."""
    changes = [("a", "e"), ("u", "ou"), ("i", "ee"), ("q", "k"), ("gh", "g"), ("k", "q"), ("z", "dh"), ("sh", "ch")]
    for old, new in rng.sample(changes, 2):
        if rng.random() < 0.35:
            name = name.lower().replace(old, new, 1).title()
    return ("Al-" + name) if rng.random() < 0.15 else name


def readings(rng: random.Random, told: list[Event], *, retell: float = 1.8) -> tuple[list[Reading], dict[str, int]]:
    """Reports of the events, with noise, and the number of the event behind each ``report:claim``."""
    truth: dict[str, int] = {}
    made: list[Reading] = []
    jobs: list[tuple[date, Event, int]] = []
    for event in told:
        times = 1 + min(8, int(rng.expovariate(1 / retell)))
        papers = rng.sample(PAPERS, times) if times <= len(PAPERS) else PAPERS
        for n, (paper, language) in enumerate(papers):
            delay = rng.choice([0, 0, 0, 1, 1, 2]) if n < 3 else rng.choice([0, 1, 2, 4])
            jobs.append((event.day + timedelta(delay), event, PAPERS.index((paper, language))))
    rng.shuffle(jobs)
    used: dict[int, list[tuple[date, Event, int]]] = {}
    pairs: list[list[tuple[date, Event, int]]] = []
    for job in jobs:  # one report in five tells of two events
        waiting = used.setdefault(job[2], [])
        partner = next((each for each in waiting if abs((each[0] - job[0]).days) <= 1 and each[1] is not job[1]), None)
        if partner is not None and rng.random() < 0.4:
            waiting.remove(partner)
            next(pair for pair in pairs if pair[0] is partner).append(job)
        else:
            waiting.append(job)
            pairs.append([job])
            del waiting[:-20]
    for number, group in enumerate(pairs):
        made.append(_report(rng, f"r{number:06d}", group, truth))
    return made, truth


def _report(rng: random.Random, name: str, group: list[tuple[date, Event, int]], truth: dict[str, int]) -> Reading:
    day = max(job[0] for job in group)
    paper, language = PAPERS[group[0][2]]
    text, claims = "", []
    lead = group[0][1]
    title = f"{lead.thing.title()} {lead.verb} in region {lead.region}"
    text = title + "\n\n"
    if rng.random() < 0.7:
        claims.append(_claim(rng, "c0", lead, "restated", day, language, (0, len(title)), paper, bare=True))
        truth[f"{name}:c0"] = lead.number
    for n, (_, event, _) in enumerate(group, 1):
        late = (day - event.day).days >= 2
        role = "update" if late and rng.random() < 0.5 else "new"
        words = rng.sample(FILLER, 4)
        sentence = f"{event.verb} {event.thing} {event.village[0]} {' '.join(words)} {event.role or ''}. "
        span = (len(text), len(text) + len(sentence))
        text += sentence
        claims.append(_claim(rng, f"c{n}", event, role, day, language, span, paper, bare=False))
        truth[f"{name}:c{n}"] = event.number
    report = Report(name, text, publisher=paper, language=language, published=day, title=title)
    return Reading(report, tuple(claims))


def _claim(
    rng: random.Random,
    name: str,
    event: Event,
    role: str,
    day: date,
    language: str,
    span: tuple[int, int],
    paper: str,
    *,
    bare: bool,
) -> Claim:
    when = When()
    if not bare and rng.random() < 0.9:
        told = event.day + timedelta(rng.choice([0] * 10 + [-1, 1]))
        told = min(told, day)
        when = When("then", told, told, "day")
    where = []
    if rng.random() < (0.5 if bare else 0.85):
        village = event.village[1] if language == "ar" else spelled(rng, event.village[0])
        where.append(Where(village + (" قرية" if language == "ar" else " village"), None, "unplaced"))
    if rng.random() < 0.85:
        where.append(Where("region", event.region, "adm1"))
    tactics, other_type = TYPES[event.type]
    tactic = event.tactic if rng.random() < 0.8 else rng.choice(tactics)
    by = (event.doer,) if rng.random() < 0.7 else ()
    actor, status = event.hit if rng.random() < 0.75 else (None, event.hit[1])
    who = Who(actor=actor, status=status, role=event.role if rng.random() < 0.7 else None)  # type: ignore[arg-type]
    killed, injured = event.killed, event.injured
    if role == "update":
        killed += rng.choice([0, 1, 1, 2]) if killed else 0
    if rng.random() < 0.2:
        killed = max(0, killed + rng.choice([-2, -1, 1, 2])) if killed else 0
    if rng.random() < 0.25:
        injured = max(0, injured + rng.choice([-3, -1, 1, 3]))
    hurt = "detained" if event.type == "Arrests" else "injured"
    counts = []
    for n, (measure, value) in enumerate((("killed", killed), (hurt, injured)), 1):
        if value and not (bare and n == 2 and rng.random() < 0.5):
            number = Range.at_least(value) if rng.random() < 0.15 else Range.exactly(value)
            counts.append(Count(f"{name}n{n}", measure, number, str(value), Span(*span), who, by, (tactic,)))  # type: ignore[arg-type]
    kind = event.type if rng.random() < 0.9 else other_type
    return Claim(
        name, "event", role, "reported", (Span(*span),), (Voice(paper),), when, tuple(where), kind,  # type: ignore[arg-type]
        counts=tuple(counts),
    )  # fmt: skip
