"""Reports written from the record alone: every number generated, each with a note to what is behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marsad import __version__
from marsad.count.tally import Tallies
from marsad.model.claim import Claim, Count, Reading, Where
from marsad.model.errors import PublishError
from marsad.model.incident import Tally
from marsad.model.range import Range
from marsad.model.words import Kind
from marsad.publish.page import branch_of
from marsad.publish.paper.compose import TEMPLATES, Markup, compose
from marsad.publish.paper.document import Document, way_of
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.publish.paper.pictures import draw_months, draw_shares
from marsad.run.charts import time_words
from marsad.run.count import accepted_claims, namer
from marsad.run.observatory import Observatory
from marsad.run.outgoing import Outgoing
from marsad.run.output import names_of
from marsad.run.publish import in_language, issued_alerts, policy_in
from marsad.run.show import sentence
from marsad.run.veil import Veil
from marsad.run.watch import outlines_of
from marsad.run.words import Words, words_of
from marsad.text.interface import RIGHT_TO_LEFT

MOST_IN_NOTE = 12  # incidents named in a note; the rest are counted


@dataclass(frozen=True, slots=True)
class Window:
    """The time a report is about, both days included."""

    since: date | None
    until: date | None

    def holds(self, claim: Claim) -> bool:
        """Whether a claim's own window lies inside, as far as it has one."""
        start, end = claim.when.start, claim.when.end
        return not (
            (self.since and end is not None and end < self.since)
            or (self.until and start is not None and start > self.until)
        )


def article(
    observatory: Observatory, *, language: str = "en", since: date | None = None, until: date | None = None,
    title: str | None = None, made: datetime | None = None, templates: Path | None = None, name: str = "article",
) -> Document:  # fmt: skip
    """An article from the record: headline, published tolls, tables, map, chart, estimates, what is said, warnings.

    Args:
        observatory: the record.
        language: "en" or "ar".
        since: first day, None from the beginning.
        until: last day, None to the end.
        title: its heading; the pack's title and the period where None.
        made: the moment it says it was made.
        templates: a folder with the desk's own templates.
        name: the template's name.
    """
    words, window = words_of(language), Window(since, until)
    moment = made or datetime.now(UTC)
    facts = _Facts(observatory, language, words, window, moment)
    counted = facts.counted()
    period = _period(window, words)
    pack_title = observatory.pack.about.get("title", {}).get(language, observatory.pack_name)
    values: dict[str, Any] = {
        "lead": words.say("A record of {period}, from reports in {pack}.", period=period, pack=pack_title),
        "period": period, **counted, "tolls": list(facts.tolls()), "estimates": list(facts.estimates()),
        "statements": list(facts.statements()), "alerts": list(facts.alerts()), "findings": list(facts.findings()),
        "watch_note": words.say("A warning is proposed by a rule and issued by a person."),
        "method": facts.method(moment),
    }  # fmt: skip
    heading = title or words.say("{pack}: {period}", pack=pack_title, period=period)
    return compose(
        name, values, language=language, title=heading, figures=facts.figures(),
        foot=f"{words.say('Marsad')} {__version__}", folder=templates,
    )  # fmt: skip


def copy_templates(folder: Path) -> list[tuple[Path, bool]]:
    """The templates that ship, copied to be edited; gives each path, and whether it is new. None is written over.

    Raises:
        PublishError: the folder cannot be written.
    """
    found = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for shipped in sorted(TEMPLATES.glob("*.md")):
            path = folder / shipped.name
            is_new = not path.exists()
            if is_new:
                path.write_bytes(shipped.read_bytes())
            found.append((path, is_new))
    except OSError as problem:
        raise PublishError(f"{folder} cannot be written ({problem.strerror}). Name another folder.") from problem
    return found


def write_report(document: Document, folder: Path, stem: str, *, made: datetime | None = None) -> tuple[Path, Path]:
    """The report as HTML and PDF in a folder; gives both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    html, pdf = folder / f"{stem}.html", folder / f"{stem}.pdf"
    html.write_text(to_html(document), encoding="utf-8")
    pdf.write_bytes(to_pdf(document, made=made or datetime.now(UTC)))
    return html, pdf


def _period(window: Window, words: Words) -> str:
    since, until = window.since, window.until
    if since and until and (since.month, since.day, until.month, until.day) == (1, 1, 12, 31):
        return str(since.year) if since.year == until.year else f"{since.year}–{until.year}"
    if since is None and until is None:
        return words.say("the whole time on record")
    return " – ".join(words.day_words(day) if day else "…" for day in (since, until))


class _Facts:
    """What one article needs of the record."""

    def __init__(self, observatory: Observatory, language: str, words: Words, window: Window, made: datetime) -> None:
        self.observatory, self.language, self.words, self.window = observatory, language, words, window
        self.actor = names_of(observatory.pack_name, language)
        self.facet = namer(observatory.pack, language)
        policy = policy_in(observatory)
        self.readings = Veil(observatory, policy, made.date()).readings
        self.outgoing = Outgoing(observatory, policy, made.date())
        self.accepted = accepted_claims(observatory.store.judgements.all())

    def _count(self, measure: str, *by: str, where: Mapping[str, str | None] | None = None) -> Tallies:
        return self.outgoing.count(measure, *by, where=where, since=self.window.since, until=self.window.until)

    def _shown(self, tallies: Tallies) -> list[tuple[Tally, str]]:
        """The cells of one facet, or the total, as they go out: rounded where the measure concerns the living."""
        facet = tallies.by[0] if tallies.by else ""
        cells = tallies.cells if facet else (tallies.total,)
        if not self.outgoing.is_rounded(tallies.measure):
            return [(tally, self._said(tally.range)) for tally in cells]
        figures = self.outgoing.figures(tallies.measure, since=self.window.since, until=self.window.until)
        rounded = dict(figures.of(facet))
        return [
            (tally, self._said(rounded[value]) if value in rounded else "0")
            for tally in cells
            if (value := tally.group.get(facet)) in rounded or tally.incidents
        ]

    def _said(self, value: Range) -> str:
        return str(self.words.range_words(value).striptags())

    def _note(self, tally: Tally) -> str:
        shown = ", ".join(tally.incidents[:MOST_IN_NOTE])
        more = len(tally.incidents) - MOST_IN_NOTE
        if not tally.incidents:
            return ""
        return f"{self.words.say('Incidents')}: {shown}" + (f" + {more}" if more > 0 else "")

    def counted(self) -> dict[str, Any]:
        """The headline and the tables."""
        killed, civilians = self._count("killed"), self._count("killed", where={"status": "civilian"})
        injured, incidents = self._count("injured"), self._count("incidents")
        hurt = bool(injured.total.incidents) and self.outgoing.is_shown("injured")
        has = bool(killed.total.incidents) and self.outgoing.is_shown("killed")
        headline = {
            "killed": self._shown(killed)[0][1] if has else "", "note": self._note(killed.total),
            "incidents": self._said(incidents.total.range),
            "civilians": self._civilians(civilians),
            "civilians_note": self._note(civilians.total),
            "injured": self._shown(injured)[0][1] if hurt else "",
            "injured_note": "" if self.outgoing.is_rounded("injured") else self._note(injured.total),
        }  # fmt: skip
        tables = {
            f"by_{name}": self._table(facet)
            for name, facet in (("group", "victim"), ("place", "governorate"), ("month", "month"))
        }
        return {"headline": headline, **tables}

    def _civilians(self, civilians: Tallies) -> str:
        """How many of the killed were civilians; nothing where the killed are rounded, for it is no rounded sum."""
        is_shown = civilians.total.incidents and not self.outgoing.is_rounded("killed")
        return self._said(civilians.total.range) if is_shown else ""

    def _table(self, facet: str) -> list[dict[str, object]]:
        if not self.outgoing.is_shown("killed"):
            return []
        return [
            {
                "name": self._name(facet, tally.group.get(facet)), "number": number, "note": self._note(tally),
                "incidents": len(tally.incidents),
            }
            for tally, number in self._shown(self._count("killed", facet))
        ]  # fmt: skip

    def _name(self, facet: str, value: str | None) -> str:
        """A value as people read it; months by their name."""
        return time_words(value, self.words) if facet == "month" and value else self.facet(facet, value)

    def _claims(self, kind: Kind) -> Iterator[tuple[Reading, Claim]]:
        for reading in self.readings:
            for claim in reading.claims:
                if claim.kind == kind and self.window.holds(claim):
                    yield reading, claim

    def _voice(self, claim: Claim, *, is_own: bool = True) -> str:
        """Who says it, nearest voice first, as written; in another language by the names of the pack."""
        voices = []
        for voice in claim.said_by:
            known = self.actor(voice.actor) if voice.actor else ""
            voices.append((voice.words or known) if is_own else (known or voice.words) or "?")
        page = "rtl" if self.language in RIGHT_TO_LEFT else "ltr"
        # A name in another script is isolated, so that it does not turn the chain around.
        return " ← ".join(voice if way_of(voice, page) == page else f"\u2068{voice}\u2069" for voice in voices)

    def _told(self, kind: Kind) -> Iterator[tuple[Reading, Claim, bool]]:
        """Claims of a kind in the language of the article (True), then those that only other languages tell (False)."""
        claims = [(reading, claim) for reading, claim in self._claims(kind) if self._is_printed(reading, claim)]
        seen: set[tuple[object, ...]] = set()
        for is_own in (True, False):
            for reading, claim in claims:
                if (reading.report.language == self.language) is is_own:
                    numbers = {
                        (each.measure, each.range.low, each.range.best, each.range.high) for each in claim.walk()
                    }
                    if is_own or not numbers <= seen:
                        yield reading, claim, is_own
                    seen |= numbers

    def _is_printed(self, reading: Reading, claim: Claim) -> bool:
        """Estimates as they are; tolls once they were accepted, and only where they are told first."""
        id = f"{reading.report.id}:{claim.id}"
        return claim.kind != "toll" or (claim.role != "restated" and id in self.accepted)

    def tolls(self) -> Iterator[dict[str, Any]]:
        """Accepted tolls as trees: never added to the incidents. What no report in this language tells is marked so."""
        comma = "، " if self.language == "ar" else ", "
        for reading, claim, is_own in self._told("toll"):
            rows = [row for count in claim.counts for row in self._rows(reading, count, 0, is_own)]
            title = reading.report.title if is_own else None
            publisher = reading.report.publisher or reading.report.id
            when = str(self.words.when_words(claim.when).striptags())
            yield {
                "heading": title
                or self.words.say("{publisher}, in another language: {when}", publisher=publisher, when=when),
                "voice": self._voice(claim, is_own=is_own), "rows": rows, "when": when,
                "where": comma.join(self._place(where, is_own) for where in claim.where),
            }  # fmt: skip

    def _place(self, where: Where, is_own: bool) -> str:
        """A place as written, or by its name in the language of the article."""
        return (where.words or "") if is_own or not where.place else self.facet("area", where.place)

    def _number(self, count: Count, is_own: bool) -> str:
        """A number as written; in another language by its bounds, unless only the words say it."""
        if is_own:
            return count.words
        return f"“{count.words}”" if count.range.sign == "vague" else self._said(count.range)

    def _rows(self, reading: Reading, count: Count, depth: int, is_own: bool) -> Iterator[dict[str, object]]:
        branch = branch_of(count)
        check = ""
        if branch.adds_up is not None:
            found = self.words.say("adds up") if branch.adds_up else self.words.say("does not add up")
            added = (part for part in count.parts if part.link == "addend")
            check = f"{found}: {' + '.join(self._number(part, is_own) for part in added)}"
        yield {
            "indent": Markup("  " * depth), "number": self._number(count, is_own), "what": self._what(count, is_own),
            "check": check, "note": self._sentence(reading, count),
        }  # fmt: skip
        for part in count.parts:
            yield from self._rows(reading, part, depth + 1, is_own)

    def _sentence(self, reading: Reading, count: Count) -> str:
        return f"{reading.report.id}:{count.id} “{sentence(reading.report.text, count.span)}”"

    def _what(self, count: Count, is_own: bool) -> str:
        who, say = count.who, self.words.say
        comma = "، " if self.language == "ar" else ", "
        said = [say(each) for each in (who.age, who.sex, who.role, who.status) if each]
        said += [self.actor(who.actor)] if who.actor else []
        parts = [say(count.measure), *said]
        if count.by:
            parts.append(f"{say('by')} {comma.join(map(self.actor, count.by))}")
        parts += [say(how) for how in count.how]
        parts += [self._place(where, is_own) for where in count.where]
        return " · ".join(part for part in parts if part)

    def estimates(self) -> Iterator[dict[str, str]]:
        """Sizes that somebody gives, with who."""
        for reading, claim, is_own in self._told("estimate"):
            for count in claim.walk():
                yield {
                    "voice": self._voice(claim, is_own=is_own), "number": self._number(count, is_own),
                    "what": self._what(count, is_own), "note": self._sentence(reading, count),
                }  # fmt: skip

    def statements(self) -> Iterator[dict[str, str]]:
        """What somebody says, as what somebody says."""
        for reading, claim in self._claims("statement"):
            if reading.report.language == self.language and claim.about and claim.spans:
                words = " ".join(claim.spans[0].of(reading.report.text).split())
                yield {
                    "voice": self._voice(claim), "act": self.words.say(claim.about.act),
                    "words": words[:300] + ("…" if len(words) > 300 else ""), "note": f"{reading.report.id}:{claim.id}",
                }  # fmt: skip

    def alerts(self) -> Iterator[dict[str, str]]:
        """Warnings that a person has issued."""
        for alert in issued_alerts(self.observatory):
            yield {"words": (alert.says_ar if self.language == "ar" else alert.says) or alert.kind}

    def findings(self) -> Iterator[dict[str, str]]:
        """What the audit found within the reports that are shown, about numbers of the window."""
        for reading in in_language(self.readings, self.observatory.pack_name, self.language):
            inside = {count.id for claim in reading.claims if self.window.holds(claim) for count in claim.walk()}
            for finding in reading.findings:
                if finding.counts and not inside.intersection(finding.counts):
                    continue
                note = " ".join(f"{reading.report.id}:{id}" for id in finding.counts)
                yield {"says": finding.says, "arithmetic": finding.arithmetic, "note": note}

    def figures(self) -> dict[str, str]:
        """The map and the chart, where there is something to draw."""
        found: dict[str, str] = {}
        if self.outgoing.is_rounded("killed") or not self.outgoing.is_shown("killed"):
            return found
        by_month = [(t.group.get("month") or "", t.range) for t in self._count("killed", "month").cells]
        if chart := draw_months(by_month, language=self.language):
            found["months"] = chart
        values = {
            code: tally.range
            for tally in self._count("killed", "governorate").cells
            if (code := tally.group.get("governorate"))
        }
        gazetteer = self.observatory.pack.gazetteer
        units = [place.id for place in gazetteer.places.values() if place.level == 1]
        home = str(self.observatory.pack.about.get("country") or "")
        outlines = outlines_of(self.observatory.pack, [unit for unit in units if unit.startswith(home)])
        names = {unit: self.facet("governorate", unit) for unit in outlines}
        if outlines and values:
            found["map"] = draw_shares(outlines, values, names, language=self.language)
        return found

    def method(self, made: datetime) -> dict[str, Any]:
        """How it was made."""
        store = self.observatory.store
        incidents = list(store.incidents.all())
        last = next(iter(store.upto(store.number).log(after=max(0, store.number - 1))), None)
        return {
            "reports": len(self.readings), "made": self.words.day_words(made.date()), "change": f"{store.number:,}",
            "publishers": len({reading.report.publisher for reading in self.readings}),
            "reader": ", ".join(sorted({reading.read_by or "?" for reading in self.readings})),
            "accepted": sum(incident.state == "accepted" for incident in incidents), "incidents": len(incidents),
            "aside": sum(1 for _ in store.asides.open("read")), "ledger": last.hash[:16] if last else "–",
        }  # fmt: skip
