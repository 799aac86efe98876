"""Drafts into claims of the record: ids, spans in the text as collected, ranges, sub-event types."""

from dataclasses import replace
from typing import Any

from marsad.model.claim import About, Claim, Count, When, Where, Who
from marsad.model.report import Report, Span
from marsad.model.words import PEOPLE
from marsad.read.chunks import Group
from marsad.read.draft import Draft, event_type
from marsad.text.view import View

MOST_DEPTH = 12  # no bulletin nests deeper; a text that does is flattened there
_NOBODY, _NEVER = Who(), When()
_TACTICS_ONLY = frozenset({"grenade"})


class Builder:
    """Builds the claims of one report."""

    def __init__(self, report: Report, view: View, read_by: str) -> None:
        self.report, self.view, self.read_by = report, view, read_by
        self.count_number = 0

    def claims(self, drafts: list[Draft]) -> tuple[Claim, ...]:
        """The claims of all drafts, in order, numbered c1, c2, …, their counts n1, n2, …"""
        found: list[Claim] = []
        for draft in drafts:
            spans = self._spans(draft.spans)
            if not spans or (draft.kind in ("toll", "estimate") and not draft.tops):
                continue
            found.append(self._claim(f"c{len(found) + 1}", draft, spans))
        return tuple(found)

    def _claim(self, claim_id: str, draft: Draft, spans: tuple[Span, ...]) -> Claim:
        about: Any = About(draft.act, self._topic(draft)) if draft.kind == "statement" else None  # type: ignore[arg-type]
        event: Any = event_type(draft) if draft.kind == "event" else None
        kind: Any = draft.kind
        role: Any = draft.role
        basis: Any = draft.basis
        counts = tuple(self._count(top, 0) for top in draft.tops if top.range is not None and top.measure)
        return Claim(
            id=claim_id,
            kind=kind,
            role=role,
            basis=basis,
            spans=spans,
            said_by=tuple(draft.voices),
            when=self._when(draft),
            where=tuple(self._where(where, at) for where, at in zip(draft.where, draft.where_at)),
            event=event,
            about=about,
            counts=counts,
            read_by=self.read_by,
            rule=draft.rule,
        )

    def _topic(self, draft: Draft) -> str:
        if draft.topic_at is None or draft.topic_at[0] >= draft.topic_at[1]:
            return draft.topic
        return self.view.span(*draft.topic_at).of(self.report.text)

    def _count(self, group: Group, depth: int) -> Count:
        self.count_number += 1
        number = f"n{self.count_number}"
        span = self.view.span(group.start, group.end)
        assert group.range is not None
        measure: Any = group.measure
        link: Any = group.link
        how: Any = tuple([tactic for tactic in group.how if tactic not in _TACTICS_ONLY])
        made: tuple[Count, ...] = ()
        if group.parts and depth < MOST_DEPTH:
            made = tuple([self._count(part, depth + 1) for part in group.parts if part.range is not None])
        return Count(
            id=number,
            measure=measure,
            range=group.range,
            words=span.of(self.report.text),
            span=span,
            who=self._who(group) if measure in PEOPLE or measure == "fighters" else self._size(group),
            by=tuple(dict.fromkeys(group.by)) if group.by else (),
            how=how,
            link=link,
            where=tuple(map(self._own_where, group.where)) if group.where else (),
            when=self._own_when(group.when),
            parts=made,
        )

    def _written(self, words: str | None, at: Span | None) -> str | None:
        """Words as the report has them, where it is known where they stand in the view."""
        return words if at is None else self.view.span(at.start, at.end).of(self.report.text)

    def _own_where(self, where: Where) -> Where:
        return replace(where, words=self._written(where.words, where.span), span=None)

    def _own_when(self, when: When | None) -> When | None:
        return when if when is None else replace(when, words=self._written(when.words, when.span), span=None)

    def _who(self, group: Group) -> Who:
        who: Any = {key: value for key, value in group.who.items() if value}
        return Who(**who) if who else _NOBODY

    def _size(self, group: Group) -> Who:
        return Who(actor=group.who.get("actor")) if group.measure in ("area_km2", "money") else _NOBODY

    def _when(self, draft: Draft) -> When:
        when = draft.when
        if when is None:
            return _NEVER
        if draft.when_at is None or when.words is None:
            return When(None, when.start, when.end, when.precision)
        span = self.view.span(*draft.when_at)
        return When(span.of(self.report.text), when.start, when.end, when.precision, span)

    def _where(self, where: Where, at: tuple[int, int]) -> Where:
        span = self.view.span(*at)
        words = span.of(self.report.text)
        if where.place is None and where.precision == "unplaced" and not (where.within or where.way):
            return Where(words, span=span)
        return replace(where, words=words, span=span)

    def _spans(self, spans: list[tuple[int, int]]) -> tuple[Span, ...]:
        """The spans in the text, trimmed; those that touch inside one line stay apart as they were given."""
        text, seen = self.report.text, list[tuple[int, int]]()
        for start, end in spans:
            span = self.view.span(start, end)
            first, last = span.start, span.end
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
            if first < last and (first, last) not in seen:
                seen.append((first, last))
        return tuple([Span(first, last) for first, last in sorted(seen)])
