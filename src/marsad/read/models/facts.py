"""What a model may say, as JSON, and the claims that are made of it. Anything else it says is set aside."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from marsad.model.claim import Claim, Count, SetAside, Voice, When, Where, Who
from marsad.model.errors import ModelError
from marsad.model.range import Range
from marsad.model.report import Report, Span
from marsad.model.words import Measure, SubEventType, Tactic, allowed
from marsad.packs import Pack
from marsad.read.backend import Proposal
from marsad.read.models.align import Line, find_quote, lines_of
from marsad.read.models.numbers import ranges_of
from marsad.read.models.proof import LANGUAGES, Proof

MAX_FACTS = 400
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["facts"],
    "properties": {
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["line", "quote", "measure"],
                "properties": {
                    "line": {"type": "integer", "description": "number of the line"},
                    "quote": {"type": "string", "description": "the number with its hedge, copied exactly"},
                    "measure": {"type": "string", "enum": sorted(allowed(Measure))},
                    "kind": {"type": "string", "enum": ["event", "toll", "estimate"]},
                    "event": {"type": ["string", "null"], "enum": [*sorted(allowed(SubEventType)), None]},
                    "actor": {"type": ["string", "null"], "description": "id of the group of the victims"},
                    "status": {"type": ["string", "null"], "enum": ["civilian", "combatant", None]},
                    "sex": {"type": ["string", "null"], "enum": ["female", "male", None]},
                    "age": {"type": ["string", "null"], "enum": ["child", "adult", None]},
                    "by": {"type": "array", "items": {"type": "string"}},
                    "how": {"type": "array", "items": {"type": "string", "enum": sorted(allowed(Tactic))}},
                    "place": {"type": ["string", "null"], "description": "words of the place, copied from the line"},
                    "start": {"type": ["string", "null"]},
                    "end": {"type": ["string", "null"]},
                    "part_of": {"type": ["integer", "null"], "description": "position of the fact it is a part of"},
                    "link": {"type": ["string", "null"], "enum": ["addend", "subset", None]},
                },
            },
        }
    },
}


@dataclass
class Taken:
    """The facts of one answer that were taken until now: by position, each with its line; and what was refused."""

    proof: Proof
    lines: Mapping[int, Line]
    counts: dict[int, tuple[Count, Line, Mapping[str, Any]]] = field(default_factory=dict)
    aside: list[SetAside] = field(default_factory=list)

    def refuse(self, place: int, what: str, why: str) -> None:
        """Notes what of a fact is left out, and why."""
        self.aside.append(SetAside(f"fact {place} {what}".strip(), why))


def proposal_of(facts: object, report: Report, pack: Pack, *, language: str, name: str) -> Proposal:
    """Claims out of a model's facts: one for each fact that is no part of another, with its parts below it.

    A number enters only where it stands, once, in the line that the model names, and where the lexicon proves that this
    line tells of what the number counts. Doers, victims, traits, means and days that the words do not prove are left
    out. Whatever is left out is noted with its reason.
    """
    if language not in LANGUAGES:
        why = f"a model is believed only where our words can prove it: in {', '.join(LANGUAGES)}, not in {language!r}."
        return Proposal(set_aside=(SetAside("answer", why),))
    if not isinstance(facts, Mapping) or not isinstance(facts.get("facts"), list):
        return Proposal(set_aside=(SetAside("answer", "the model's answer is no object with a list of facts."),))
    listed = facts["facts"]
    lines = {line.number: line for line in lines_of(report.text)}
    taken = Taken(Proof(report, pack, language), lines)
    if len(listed) > MAX_FACTS:
        taken.refuse(
            MAX_FACTS, "and on", f"the model gave {len(listed):,} facts; the first {MAX_FACTS} were looked at."
        )
    for place, fact in enumerate(listed[:MAX_FACTS]):
        try:
            taken.counts[place] = _count(place, fact, taken, pack, language)
        except ModelError as problem:
            taken.refuse(place, "", str(problem))
    return Proposal(_claims(taken, name), tuple(taken.aside))


def _count(place: int, fact: object, taken: Taken, pack: Pack, language: str) -> tuple[Count, Line, Mapping[str, Any]]:
    if not isinstance(fact, Mapping):
        raise ModelError(f"a fact is a {type(fact).__name__}; wanted an object.")
    number = fact.get("line")
    line = taken.lines.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
    if line is None:
        raise ModelError(f"the line {number!r} is none of the report's {len(taken.lines)}.")
    quote = str(fact.get("quote") or "")
    span = _marked(fact.get("at"), quote, line) or find_quote(quote, line)
    if span is None:
        raise ModelError(f"the quote {quote[:80]!r} does not stand once in line {number}.")
    words = line.words[span.start - line.span.start : span.end - line.span.start]
    if any(span.overlap(count.span) for count, _, _ in taken.counts.values()):
        raise ModelError(f"the quote {words[:80]!r} was counted by an earlier fact already.")
    ranges = ranges_of(words, language, pack)
    if len(ranges) != 1:
        raise ModelError(f"the quote {words[:80]!r} does not hold one number that our grammar reads.")
    measure: Any = fact.get("measure")
    if measure not in allowed(Measure):
        raise ModelError(f"the measure {str(measure)[:40]!r} is none of {', '.join(sorted(allowed(Measure)))}.")
    if measure not in taken.proof.measures(line):
        raise ModelError(f"nothing in line {number} or just above it tells of {measure!r}.")
    count = Count(
        id=f"m{place}",
        measure=measure,
        range=ranges[0],
        words=words,
        span=span,
        who=_who(place, fact, line, taken, pack),
        by=_named(place, fact, "by", taken.proof.actors() & pack.actors.keys(), taken),
        how=_named(place, fact, "how", taken.proof.tactics(), taken),  # type: ignore[arg-type]
        link=_link(fact, ranges[0], taken),
    )
    return count, line, fact


def _marked(at: object, quote: str, line: Line) -> Span | None:
    """Where a back-end that counts characters says the quote stands, if it does stand there."""
    if not isinstance(at, int) or at < 0 or not quote or not line.words.startswith(quote, at):
        return None
    return Span(line.span.start + at, line.span.start + at + len(quote))


def _who(place: int, fact: Mapping[str, Any], line: Line, taken: Taken, pack: Pack) -> Who:
    """The victims, as far as the line tells of them and the report names their group."""
    found: dict[str, Any] = {}
    for key in ("status", "sex", "age"):
        value = fact.get(key)
        if value is None:
            continue
        if value in taken.proof.traits(line):
            found[key] = value
        else:
            taken.refuse(place, f"{key} {str(value)[:40]}", f"nothing in line {line.number} tells of it.")
    actor = fact.get("actor")
    if actor is not None and actor in taken.proof.actors() & pack.actors.keys():
        found["actor"] = actor
    elif actor is not None:
        taken.refuse(place, f"actor {str(actor)[:40]}", "the report names no such group.")
    return Who(**found)


def _named(place: int, fact: Mapping[str, Any], key: str, proved: Set[str], taken: Taken) -> tuple[str, ...]:
    """Those of the doers or means that the report tells of."""
    said = dict.fromkeys(_strings(fact.get(key)))
    for each in said:
        if each not in proved:
            taken.refuse(place, f"{key} {each[:40]}", "the report does not tell of it.")
    return tuple(each for each in said if each in proved)


def _link(fact: Mapping[str, Any], value: Range, taken: Taken) -> Any:
    """How a fact is a part of an earlier one; a part of what was refused, or one larger than its whole, is refused."""
    parent = fact.get("part_of")
    if parent is None:
        return None
    if isinstance(parent, bool) or not isinstance(parent, int) or parent not in taken.counts:
        raise ModelError(f"it is said to be a part of fact {parent!r}, which is no earlier fact that was taken.")
    if fact.get("link") not in ("addend", "subset"):
        raise ModelError(f"its link is {fact.get('link')!r}; a part is an addend or a subset.")
    whole = taken.counts[parent][0]
    if not value.can_be_within(whole.range):
        raise ModelError(f"{value.least()} cannot be a part of {whole.words!r}.")
    return fact["link"]


def _strings(values: object) -> Sequence[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _claims(taken: Taken, name: str) -> tuple[Claim, ...]:
    counts, children = taken.counts, dict[int, list[int]]()
    roots = []
    for place, (count, _, fact) in counts.items():
        if count.link is not None:
            children.setdefault(fact["part_of"], []).append(place)
        else:
            roots.append(place)

    def below(place: int) -> Iterator[int]:
        for child in children.get(place, ()):
            yield child
            yield from below(child)

    def grown(place: int) -> Count:
        return replace(counts[place][0], parts=tuple(grown(child) for child in children.get(place, ())))

    claims = []
    for place in roots:
        count, line, fact = counts[place]
        kind: Any = fact.get("kind") if fact.get("kind") in ("event", "toll", "estimate") else "event"
        event: Any = fact.get("event")
        claims.append(
            Claim(
                id=f"m{place}",
                kind=kind,
                role="period" if kind == "toll" else "new",
                basis="estimated" if kind == "estimate" else "reported",
                spans=tuple(dict.fromkeys([line.span, *(counts[child][1].span for child in below(place))])),
                said_by=(Voice(None, None),),
                when=_when(place, fact, taken),
                where=_where(place, fact, line, taken),
                event=event if kind == "event" and event in allowed(SubEventType) else None,
                counts=(grown(place),),
                read_by=name,
                rule="model",
            )
        )
    return tuple(claims)


def _when(place: int, fact: Mapping[str, Any], taken: Taken) -> When:
    """The days that the model gives, where our grammar reads the same ones in the report."""
    if not (fact.get("start") or fact.get("end")):
        return When()
    said = f"when {str(fact.get('start'))[:20]} – {str(fact.get('end'))[:20]}"
    try:
        start, end = (date.fromisoformat(fact[key] or fact["start"]) for key in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        taken.refuse(place, said, "these are no two days.")
        return When()
    if end < start or not taken.proof.has_window(start, end):
        taken.refuse(place, said, "the report does not tell of these days.")
        return When()
    return When(None, start, end, "day" if start == end else "days")


def _where(place: int, fact: Mapping[str, Any], line: Line, taken: Taken) -> tuple[Where, ...]:
    words = fact.get("place")
    if words is None or words == "":
        return ()
    span = find_quote(words, line) if isinstance(words, str) else None
    if span is None:
        taken.refuse(place, f"place {str(words)[:40]}", f"the words do not stand once in line {line.number}.")
        return ()
    return (Where(line.words[span.start - line.span.start : span.end - line.span.start], span=span),)
