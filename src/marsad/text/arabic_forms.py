"""Forms of Arabic nouns and verbs, in the one spelling of `normal_ar`: case, dual, plural, gender, person."""

from collections.abc import Iterator

# How many a form tells of; "two?" is a dual or the plural of the same spelling (مدنيين).
ONE, TWO, MANY, TWO_OR_MANY = "one", "two", "many", "two?"


def noun_forms(spec: str) -> Iterator[tuple[str, str]]:
    """(form, how many) of a noun given as "singular|plural|…" in folded spelling; "+ون", "+ات" are sound plurals."""
    has_dual = not spec.startswith("=")
    singular, *plurals = spec.lstrip("=").split("|")
    head, _, rest = singular.partition(" ")
    yield singular, ONE
    yield from ((form, ONE) for form in _accusatives(head, rest))
    if has_dual and not head.startswith("ال"):
        both = "+ون" in plurals  # مدنيين is two or more
        yield from ((form, TWO) for form in _duals(head, rest) if not (both and form.endswith("ين")))
    for plural in plurals:
        if plural == "+ون":
            yield from _sound(head, rest)
        elif plural == "+ات":
            yield _with(head.removesuffix("ه") + "ات", rest), MANY
        else:
            yield plural, MANY
            first, _, more = plural.partition(" ")
            if first[-1] not in "اهيءن" or first.endswith(("ان", "سان")):
                yield _with(first + "ا", more), MANY
            if first.endswith("ين") and not more:
                yield first.removesuffix("ين") + "ون", MANY


def nation_forms(nisba: str) -> Iterator[str]:
    """Duals and sound plurals of "تركي"; not its "تركيا", which may be the land."""
    if nisba.endswith("ي"):
        yield from (nisba + ending for ending in ("ه", "ان", "ين", "ون", "ات", "تان", "تين"))


def _with(word: str, rest: str) -> str:
    return f"{word} {rest}" if rest else word


def _accusatives(head: str, rest: str) -> Iterator[str]:
    if head[-1] not in "اهيء" or head.endswith("ي"):
        if not rest:
            yield head + "ا"
        if rest and not rest.startswith("ال") and " " not in rest and rest[-1] not in "اه":
            yield f"{head}ا {rest}ا"


def _duals(head: str, rest: str) -> Iterator[str]:
    stem = head[:-1] + "ت" if head.endswith("ه") else head
    for ending in ("ان", "ين"):
        yield _with(stem + ending, rest)
        if rest:  # تاجرا مخدرات, عنصرا الأمن: a dual before its noun loses its ending
            yield f"{stem}{ending[:1]} {rest}"
        if rest and not rest.startswith("ال") and " " not in rest:
            adjective = rest[:-1] + "ت" if rest.endswith("ه") else rest
            yield f"{stem}{ending} {adjective}{ending}"


def _sound(head: str, rest: str) -> Iterator[tuple[str, str]]:
    yield _with(head + "ون", rest), MANY
    yield _with(head + "ين", rest), TWO_OR_MANY
    if not head.endswith("ي"):
        yield _with(head + "و", rest), MANY
        yield _with(head + "ي", rest), MANY


def with_suffixes(spec: str, suffixes: list[str]) -> Iterator[tuple[str, str]]:
    """(form, how many) of a noun with a possessive: زوجته, ولداه, أطفالهما."""
    singular, *plurals = spec.split("|")
    if " " in singular:
        return
    stem = singular[:-1] + "ت" if singular.endswith("ه") else singular
    base = {"اب": "ابو", "اخ": "اخو"}.get(singular, stem)
    for suffix in suffixes:
        yield stem + suffix, ONE
        if base != stem:
            yield from ((form + suffix, ONE) for form in (base, base[:-1] + "ي", base[:-1] + "ا"))
        yield stem + "ا" + suffix, TWO
        yield stem + "ي" + suffix, TWO
        for plural in plurals:
            if plural in ("+ون", "+ات"):
                continue
            yield (
                plural.removesuffix("ن").removesuffix("ي") + ("ي" if plural.endswith(("ين", "ي")) else "") + suffix,
                MANY,
            )


def verb_forms(past: str) -> Iterator[tuple[str, str]]:
    """(form, kind) of a verb given as its third person past: one, fem, two, many, present, suffix."""
    verb, _, rest = past.partition(" ")
    stem = verb[:-1] if verb.endswith("ي") and verb != "لقي" else verb
    feminine = verb + "ت" if verb == "لقي" else stem + "ت"
    plural = (verb[:-1] if verb.endswith("ي") else verb) + "وا"
    yield _with(verb, rest), "one"
    yield _with(feminine, rest), "fem"
    yield _with(plural, rest), "many"
    yield _with(verb + "ا", rest), "two"
    yield _with(feminine + "ا", rest), "two"
    body = verb[1:] if verb.startswith("ا") and len(verb) > 3 else verb
    for prefix in "يت":
        yield _with(prefix + body, rest), "present"
        yield _with(prefix + body.removesuffix("ي") + "ون", rest), "present"
        yield _with(prefix + body + "ان", rest), "present"
        yield _with(prefix + body.removesuffix("ي") + "وا", rest), "present"
    for suffix in ("ه", "ها", "هم", "هما", "هن"):
        for form in (verb.removesuffix("ي") + ("ا" if verb.endswith("ي") else ""), feminine, plural[:-1]):
            yield _with(form + suffix, rest), "suffix"
