"""English word forms: plurals, and the forms of verbs. Regular ones by rule, the others are given with the word."""

_DOUBLED = frozenset("stab gun rob nab trap kidnap plan stop ram rig hit slip drop shot set plot".split())


def plural(noun: str) -> str:
    """The plural of a singular noun phrase (its last word changes).

    Example:
        >>> plural("security body"), plural("witch"), plural("shepherd")
        ('security bodies', 'witches', 'shepherds')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def noun_forms(word: str) -> tuple[str, str]:
    """(singular, plural) of a noun as the lexicon gives it: "shepherd" or "wife|wives"."""
    singular, bar, many = word.partition("|")
    return singular, many if bar else plural(singular)


def verb_forms(word: str) -> list[tuple[str, str]]:
    """(form's name, words) of a verb phrase; the first word changes. "slay|slew|slain" gives past and participle.

    Example:
        >>> dict(verb_forms("open fire|opened fire|opened fire"))["ing"]
        'opening fire'
    """
    base, *irregular = word.split("|")
    head, space, rest = base.partition(" ")
    tail = space + rest
    past, participle = irregular if irregular else (_past(head) + tail, _past(head) + tail)
    forms = [("base", base), ("s", _third(head) + tail), ("ing", _gerund(head) + tail), ("past", past)]
    if head == "be":
        forms = [("past", past), ("base", base), *(("past", each + tail) for each in ("was", "is", "are", "were"))]
    if True:
        forms.append(("part", participle))
    return forms


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if verb in _DOUBLED else "") + "ed"


def _gerund(verb: str) -> str:
    if verb == "die":
        return "dying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    doubled = verb in _DOUBLED or verb in {"cut", "put", "run", "win"}
    return verb + (verb[-1] if doubled else "") + "ing"
