"""Ranges, dates and places as people read them, in the language of the page."""

from datetime import date

from markupsafe import Markup, escape

from marsad.model.claim import When, Where
from marsad.model.range import Range
from marsad.text.interface import Interface

_MONTHS_LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
    "كانون الأول",
)  # fmt: skip
_MONTHS_COMMON = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip


def isolated(words: str, *, direction: str = "auto") -> Markup:
    """Words that keep their own order, whatever stands around them."""
    return Markup('<bdi dir="{}">{}</bdi>').format(direction, words)


def range_words(value: Range, page: Interface) -> Markup:
    """Bounds as people read them: "345 or more", "950–975", "about 4,000"; figures never turn around."""
    low, best, high = value.low, value.best, value.high

    def figure(number: int) -> Markup:
        return isolated(f"{number:,}", direction="ltr")

    if low is not None and high is not None:
        return figure(low) if low == high else isolated(f"{low:,}–{high:,}", direction="ltr")
    if low is not None:
        if value.sign == ">":
            return _filled(page.say("over {number}"), figure(low))
        return _filled(page.say("{number} or more"), figure(low))
    if best is not None:
        return _filled(page.say("about {number}") if high is None else page.say("nearly {number}"), figure(best))
    if high is not None:
        return _filled(page.say("up to {number}"), figure(high))
    return escape(page.say("not known how many"))


def _filled(words: str, number: Markup) -> Markup:
    before, _, after = words.partition("{number}")
    return Markup("{}{}{}").format(before, number, after)


def day_words(day: date, page: Interface) -> str:
    """A day as the language writes it; in Arabic with the month names that were asked for, Levantine by default."""
    if page.language == "ar":
        names = _MONTHS_COMMON if page.months == "common" else _MONTHS_LEVANTINE
        return f"{day.day} {names[day.month - 1]} {day.year}"
    return f"{day.day} {day:%B} {day.year}"


def when_words(when: When, page: Interface) -> Markup:
    """A date interval, isolated; empty where it is unknown."""
    start, end = when.start, when.end
    if start is None and end is None:
        return Markup("")
    if start is not None and end is not None:
        if start == end:
            return isolated(day_words(start, page))
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
            return isolated(str(start.year))
    first = day_words(start, page) if start else "…"
    last = day_words(end, page) if end else "…"
    return Markup("{} – {}").format(isolated(first), isolated(last))


def where_words(where: Where, page: Interface) -> Markup:
    """A place as the text names it, with the id it was placed at."""
    id = isolated(where.place, direction="ltr") if where.place else escape(page.say("unplaced"))
    return Markup("{} <small>{}</small>").format(isolated(where.words or ""), id)
