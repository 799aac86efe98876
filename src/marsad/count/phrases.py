"""What findings say: arithmetic and sentences, in English or Arabic, out of data files beside this one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from marsad.model.claim import Count, Reading
from marsad.model.report import Span

_CATEGORY = (
    (("female", "child"), "girls"),
    (("male", "child"), "boys"),
    ((None, "child"), "children"),
    (("female", None), "women"),
    (("male", None), "men"),
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language, and the names of actors to say them with."""

    language: str
    data: Mapping[str, Any]
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """One of the sentences, filled in."""
        return str(self.data["sentences"][key]).format(**values)

    def unless(self, key: str, **values: object) -> str:
        """One of the other readings, filled in."""
        return str(self.data["unless"][key]).format(**values)

    def label(self, count: Count, *, place: str | None = None) -> str:
        """What is counted, in words: "civilians killed", "attacks in Al-Hasakah"."""
        measure = self.measure(count)
        who = self._who(count)
        label = str(self.data["who"]["labelled"]).format(who=who, measure=measure) if who else measure
        return str(self.data["who"]["in"]).format(label=label, place=place) if place else label

    def measure(self, count: Count) -> str:
        """The measure alone, in words."""
        return str(self.data["measures"].get(count.measure, count.measure))

    def _who(self, count: Count) -> str:
        who, words = count.who, self.data["who"]
        name = next((key for (sex, age), key in _CATEGORY if who.age in (age, "adult") and who.sex == sex), None)
        if who.age == "adult" and who.sex is None:
            name = None
        if name is None:
            name = {"civilian": "civilians", "combatant": "combatants"}.get(who.status or "")
        if name is None and not who.actor and not who.role:
            return ""
        if who.actor and name in (None, "combatants"):
            name = "members"
        said = who.role if who.role and name in (None, "civilians", "members") else str(words[name or "people"])
        return str(words["of"]).format(who=said, actor=self.names.get(who.actor, who.actor)) if who.actor else said


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """The data file of a language; English where there is none."""
    folder = Path(__file__).parent
    path = folder / f"audit_words.{language}.yaml"
    if not path.is_file():
        path = folder / "audit_words.en.yaml"
    data: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def phrases(language: str = "en", names: Mapping[str, str] | None = None) -> Phrases:
    """The sentences of a language."""
    return Phrases(language, words_of(language), names or {})


def is_said_as_number(count: Count) -> bool:
    """Whether a number was said: a noun alone ("soldier killed") names one of perhaps several."""
    middle = count.range.middle() or 0
    plain = count.words.casefold().strip()
    return middle > 1 or any(plain in words_of(language)["one"] for language in ("en", "ar"))


def number(count: Count) -> str:
    """The number of a count as arithmetic writes it: 25, 950-975, ≥ 12, ~90."""
    value = count.range
    if value.low is not None and value.high is not None:
        return str(value.low) if value.low == value.high else f"{value.low}-{value.high}"
    if value.low is not None:
        return f"≥ {value.low}" if value.sign in (">=", ">") else f"{value.low}+"
    if value.best is not None:
        return f"~{value.best}"
    return f"≤ {value.high}" if value.high is not None else "?"


def total_of(counts: Iterable[Count]) -> str:
    """The sum of counts as arithmetic writes it; hedges stay on it."""
    each = list(counts)
    middles = [count.range.middle() or 0 for count in each]
    return ("" if all(count.range.is_exact for count in each) else "~") + str(sum(middles))


def sum_words(counts: Iterable[Count]) -> str:
    """The right-hand side of an inequality: "10 + 13 + 1 (= 24)", or the one number alone."""
    each = list(counts)
    if len(each) == 1:
        return number(each[0])
    return f"{' + '.join(number(count) for count in each)} (= {total_of(each)})"


def has_words_near(reading: Reading, counts: Iterable[Count], kind: str) -> bool:
    """Whether a phrase of that kind ("overlap", "incomplete") stands near the counts in the report's text.

    Near is from 160 characters before the first to 320 after the last: a note after a list of regions stands below it.
    Both languages are looked for, since reports mix them.
    """
    spans = [count.span for count in counts]
    if not spans or not reading.report.text:
        return False
    reach = Span(max(0, min(span.start for span in spans) - 160), max(span.end for span in spans) + 320)
    near = reach.of(reading.report.text).casefold()
    return any(phrase in near for language in ("en", "ar") for phrase in words_of(language)[kind])
