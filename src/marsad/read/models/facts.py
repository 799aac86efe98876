"""What a model may say, as JSON, and the claims that are made of it. Anything else it says is set aside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marsad.model.claim import Claim, Count, SetAside, Voice, When, Where, Who
from marsad.model.errors import ModelError
from marsad.model.report import Report, Span
from marsad.model.words import Measure, SubEventType, Tactic, allowed
from marsad.packs import Pack
from marsad.read.backend import Proposal
from marsad.read.models.align import Line, find_quote, lines_of
from marsad.read.models.numbers import ranges_of

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


def prompt_of(report: Report, pack: Pack) -> tuple[Line, ...]:
    """The lines a model is shown."""
    del pack
    return lines_of(report.text)


def proposal_of(facts: object, report: Report, pack: Pack, *, language: str, name: str) -> Proposal:
    """Claims out of a model's facts: one for each fact that is no part of another, with its parts below it."""
    if not isinstance(facts, Mapping) or not isinstance(facts.get("facts"), list):
        return Proposal(set_aside=(SetAside("answer", "the model's answer is no object with a list of facts."),))
    listed = facts["facts"]
    aside: list[SetAside] = []
    if len(listed) > MAX_FACTS:
        aside.append(SetAside("answer", f"the model gave {len(listed)} facts; the first {MAX_FACTS} were looked at."))
    lines = {line.number: line for line in lines_of(report.text)}
    counts: dict[int, tuple[Count, Line, Mapping[str, Any]]] = {}
    for place, fact in enumerate(listed[:MAX_FACTS]):
        try:
            counts[place] = _count(place, fact, lines, pack, language)
        except ModelError as problem:
            aside.append(SetAside(f"fact {place}", str(problem)))
    return Proposal(_claims(counts, name), tuple(aside))


def _count(
    place: int, fact: object, lines: Mapping[int, Line], pack: Pack, language: str
) -> tuple[Count, Line, Mapping[str, Any]]:
    if not isinstance(fact, Mapping):
        raise ModelError(f"a fact is a {type(fact).__name__}; wanted an object.")
    number = fact.get("line")
    line = lines.get(number) if isinstance(number, int) else None
    if line is None:
        raise ModelError(f"the line {number!r} is none of the report's {len(lines)}.")
    quote = str(fact.get("quote") or "")
    span = find_quote(quote, line)
    if span is None:
        raise ModelError(f"the quote {quote[:80]!r} does not stand once in line {number}.")
    words = line.words[span.start - line.span.start : span.end - line.span.start]
    ranges = ranges_of(words, language, pack)
    if len(ranges) != 1:
        raise ModelError(f"the quote {words[:80]!r} does not hold one number that our grammar reads.")
    known = pack.actors
    measure: Any = fact.get("measure")
    count = Count(
        id=f"m{place}",
        measure=measure,
        range=ranges[0],
        words=words,
        span=span,
        who=Who(_known(fact.get("actor"), known), fact.get("status"), fact.get("sex"), fact.get("age")),
        by=tuple(id for id in _strings(fact.get("by")) if id in known),
        how=tuple(how for how in _strings(fact.get("how")) if how in allowed(Tactic)),  # type: ignore[misc]
        link=fact.get("link") if fact.get("part_of") is not None else None,
    )
    return count, line, fact


def _known(id: object, actors: Mapping[str, Any]) -> str | None:
    return id if isinstance(id, str) and id in actors else None


def _strings(values: object) -> Sequence[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _claims(counts: Mapping[int, tuple[Count, Line, Mapping[str, Any]]], name: str) -> tuple[Claim, ...]:
    from dataclasses import replace

    children: dict[int, list[int]] = {}
    roots = []
    for place, (count, _, fact) in counts.items():
        parent = fact.get("part_of")
        if isinstance(parent, int) and parent in counts and parent < place and count.link:
            children.setdefault(parent, []).append(place)
        else:
            roots.append(place)

    def grown(place: int) -> Count:
        count = counts[place][0]
        return replace(count, parts=tuple(grown(child) for child in children.get(place, ())))

    claims = []
    for place in roots:
        count, line, fact = counts[place]
        kind = fact.get("kind") if fact.get("kind") in ("event", "toll", "estimate") else "event"
        claims.append(
            Claim(
                id=f"m{place}",
                kind=kind,  # type: ignore[arg-type]
                role="period" if kind == "toll" else "new",
                basis="estimated" if kind == "estimate" else "reported",
                spans=tuple(dict.fromkeys([line.span, *(counts[c][1].span for c in children.get(place, ()))])),
                said_by=(Voice(None, None),),
                when=_when(fact),
                where=_where(fact, line),
                event=fact.get("event") if kind == "event" and fact.get("event") in allowed(SubEventType) else None,
                counts=(replace(grown(place), link=None),),
                read_by=name,
                rule="model",
            )
        )
    return tuple(claims)


def _when(fact: Mapping[str, Any]) -> When:
    try:
        start, end = (date.fromisoformat(fact[key]) if fact.get(key) else None for key in ("start", "end"))
    except (TypeError, ValueError):
        return When()
    if start is None or end is None or end < start:
        return When()
    return When(None, start, end, "day" if start == end else "days")


def _where(fact: Mapping[str, Any], line: Line) -> tuple[Where, ...]:
    words = fact.get("place")
    span: Span | None = find_quote(words, line) if isinstance(words, str) else None
    if span is None:
        return ()
    return (Where(line.words[span.start - line.span.start : span.end - line.span.start], span=span),)
