"""The warning itself: a paragraph and a page, in English and in Arabic. A rule proposes it; a person issues it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from marsad.model.errors import WatchError
from marsad.model.incident import Alert
from marsad.watch.describe.echo import Echo
from marsad.watch.describe.mix import CivilianRisk
from marsad.watch.space.area import Operations

# The name of a group or area in a language ("en", "ar"), by its id.
Namer = Callable[[str, str], str]
LANGUAGES = ("en", "ar")
LEAST_RATE = 0.1  # false alarms a year; below it one says "once in … years"


@dataclass(frozen=True, slots=True)
class Page:
    """A warning as a page: title, paragraph, facts (name and value), what would change our mind, danger to civilians.

    `risk` is a table: the names of its columns, then its rows. `incidents` are the ids behind the warning.
    """

    language: str
    title: str
    paragraph: str
    facts: tuple[tuple[str, str], ...]
    mind_title: str
    mind: tuple[str, ...]
    risk_title: str
    risk: tuple[tuple[str, ...], ...]
    risk_note: str
    incidents: tuple[str, ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether the page runs from right to left."""
        return self.language == "ar"


def plain_name(id: str, _: str) -> str:
    """A name where no pack gives one: the id itself."""
    return id


@cache
def _all_words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return data


def words(language: str) -> Mapping[str, Any]:
    """The phrases of a language.

    Raises:
        WatchError: warnings are not written in that language.
    """
    found = _all_words().get(language)
    if found is None:
        raise WatchError(f"Warnings are written in {' and '.join(LANGUAGES)}; found {language!r}. Choose one of them.")
    return dict(found)


def day_in_words(day: date, language: str) -> str:
    """A date as people write it: 9 July 2018."""
    known = words(language)
    return str(known["day"]).format(day=day.day, month=known["months"][day.month - 1], year=day.year)


def number(value: float) -> str:
    """A number with as many digits as it bears: 0.4, 3.5, 12, 1,900."""
    if value == float("inf"):
        return "∞"
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}" if abs(value) >= 0.095 else f"{value:.2f}"


def _filled(alert: Alert, language: str, name: Namer) -> dict[str, str]:
    known = words(language)
    ratio = alert.seen / alert.expected if alert.expected > 0 else float("inf")
    return {
        "actor": name(alert.actor, language) if alert.actor else known["anyone"],
        "area": name(alert.area, language) if alert.area else known["everywhere"],
        "start": day_in_words(alert.start, language),
        "seen": number(alert.seen),
        "expected": number(alert.expected),
        "ratio": number(ratio),
        "low": number(alert.ratio_low or 0.0),
        "high": number(alert.ratio_high if alert.ratio_high is not None else float("inf")),
        "rule": alert.rule,
    }


def _chance(alert: Alert, known: Mapping[str, Any]) -> list[str]:
    rate = alert.false_per_year
    if rate is None:
        return [str(known["chance_unknown"])]
    said = [_rate(rate, "chance", known)]
    if alert.as_strong_per_year is not None and alert.as_strong_per_year < 0.8 * rate:
        said.append(_rate(alert.as_strong_per_year, "strong", known))
    return said


def _rate(rate: float, phrase: str, known: Mapping[str, Any]) -> str:
    if rate < LEAST_RATE:
        return str(known[f"{phrase}_rare"]).format(years=number(1.0 / max(rate, 0.001)))
    return str(known[phrase]).format(rate=number(rate))


def title(alert: Alert, language: str = "en", name: Namer = plain_name) -> str:
    """A warning in one line."""
    return str(words(language)["kind"][alert.kind]).format(**_filled(alert, language, name))


def paragraph(alert: Alert, language: str = "en", name: Namer = plain_name) -> str:
    """A warning in one paragraph: what, where, since when, seen and expected, chance, data, doubts, incidents.

    Whether a person has issued it is no part of it (`status`): it may be kept.

    Args:
        alert: the alert.
        language: "en" or "ar".
        name: gives the names of group and area.
    """
    known = words(language)
    said = [str(known["what"][alert.kind]).format(**_filled(alert, language, name)), *_chance(alert, known)]
    if alert.as_of is not None:
        said.append(str(known["as_of"]).format(as_of=day_in_words(alert.as_of, language)))
    if alert.complete is None:
        said.append(str(known["complete_unknown"]))
    else:
        said.append(str(known["complete"]).format(share=f"{alert.complete * 100:.0f}"))
    said += [str(known["label"][label]) for label in alert.labels if label in known["label"]]
    if alert.incidents:
        said.append(str(known["behind"]).format(number=len(alert.incidents)))
    return " ".join(said)


def status(alert: Alert, language: str = "en", *, issued_by: str | None = None) -> str:
    """Which rule proposed a warning, and who issued it, if anybody has."""
    known = words(language)
    return str(known["issued" if issued_by else "proposed"]).format(rule=alert.rule, by=issued_by)


def told(alert: Alert, name: Namer = plain_name) -> Alert:
    """The alert with its paragraph in both languages."""
    return replace(alert, says=paragraph(alert, "en", name), says_ar=paragraph(alert, "ar", name))


def page(
    alert: Alert,
    language: str = "en",
    name: Namer = plain_name,
    *,
    risks: Sequence[CivilianRisk] = (),
    issued_by: str | None = None,
) -> Page:
    """A warning as a page.

    Args:
        alert: the alert.
        language: "en" or "ar".
        name: gives the names of group and area.
        risks: danger to civilians by area, of the same group and window.
        issued_by: the person who issued it; without one it stands as proposed.
    """
    known, filled = words(language), _filled(alert, language, name)
    fact = known["fact"]
    rate = alert.false_per_year
    complete = known["unknown"] if alert.complete is None else f"{alert.complete * 100:.0f}%"
    facts = [
        (fact["group"], filled["actor"]),
        (fact["area"], filled["area"]),
        (fact["since"], filled["start"]),
        (fact["seen"], filled["seen"]),
        (fact["expected"], filled["expected"]),
        (fact["chance"], known["unknown"] if rate is None else number(rate)),
        (fact["as_of"], day_in_words(alert.as_of, language) if alert.as_of else known["unknown"]),
        (fact["complete"], complete),
        (fact["rule"], alert.rule),
    ]
    if alert.incidents:
        facts.append((fact["incidents"], str(len(alert.incidents))))
    if alert.expected > 0:
        facts.insert(5, (fact["ratio"], f"{filled['ratio']} ({filled['low']}–{filled['high']})"))
    minds = known["mind"]
    reasons = [alert.kind, "copies", *(label for label in alert.labels if label in minds)]
    return Page(
        language,
        title(alert, language, name),
        f"{paragraph(alert, language, name)} {status(alert, language, issued_by=issued_by)}",
        tuple(facts),
        known["mind_title"],
        tuple(str(minds[reason]).format(**filled) for reason in reasons),
        known["risk_title"],
        _risk_table(risks, known, language, name),
        known["risk_note"],
        alert.incidents,
    )


def _risk_table(
    risks: Sequence[CivilianRisk], known: Mapping[str, Any], language: str, name: Namer
) -> tuple[tuple[str, ...], ...]:
    rows = [
        (
            known["unknown"] if risk.area is None else name(risk.area, language),
            str(risk.events),
            str(risk.with_civilians),
            str(risk.civilians_killed),
            str(known["unknown"] if risk.hidden is None else risk.hidden),
            str(known["unknown"] if risk.abductions is None else risk.abductions),
            str(known["list"]).join(known["role"].get(role, role) for role in risk.exposed) or "–",
        )
        for risk in risks
    ]
    return (tuple(known["risk_columns"]), *rows) if rows else ()


def page_text(made: Page) -> str:
    """A page as plain text, for the terminal and for mail."""
    lines = [made.title, "", made.paragraph, ""]
    lines += [f"{label}: {value}" for label, value in made.facts]
    lines += ["", f"{made.mind_title}:", *(f"- {reason}" for reason in made.mind)]
    if made.risk:
        lines += ["", f"{made.risk_title}:", *(" | ".join(row) for row in made.risk), made.risk_note]
    return "\n".join(lines)


def size_in_words(operations: Operations, language: str = "en", *, published_km2: float | None = None) -> list[str]:
    """The area of recorded activity, a line a definition, and a published figure set beside each."""
    known = words(language)
    if operations.refused:
        return [str(known["size_refused"]).format(events=operations.events, places=operations.places)]
    lines = []
    for size in operations.sizes:
        setting = operations.settings.buffer_km if size.name == "buffers" else operations.settings.bandwidth_km
        label = str(known["size"][size.name]).format(setting=number(setting))
        low, km2, high = (f"{value:,.0f}" for value in (size.low, size.km2, size.high))
        if published_km2 is None:
            lines.append(str(known["size_line"]).format(name=label, km2=km2, low=low, high=high))
            continue
        is_inside = size.low <= published_km2 <= size.high
        lines.append(
            str(known["size_compare"]).format(
                published=f"{published_km2:,.0f}",
                ratio=number(published_km2 / max(size.km2, 1e-9)),
                name=label,
                km2=km2,
                low=low,
                high=high,
                verdict=known["size_inside" if is_inside else "size_outside"],
            )
        )
    return lines


def echo_in_words(echo: Echo, language: str = "en") -> str:
    """What the self-exciting model says, in one sentence."""
    known = words(language)
    phrase = "echo_none" if not echo.is_clear else "echo_rate" if echo.is_rate_change else "echo"
    return str(known[phrase]).format(
        branching=number(echo.branching),
        error=number(echo.error),
        reach=f"{max(1.0, echo.reach_days):.0f}",
        background=number(echo.background),
    )
