"""Reasons why something waits, in the language of whoever looks: the fixed part is translated, numbers stay."""

import re
from collections.abc import Callable

from marsad.run.words import Words
from marsad.text.phrases import as_it_is

# How the review says it, as a pattern; and the message with the same names in it.
_FILLED = (
    (re.compile(r"^(?P<number>\d+) findings? in its reports$"), "findings in its reports: {number}"),
    (re.compile(r"^they may be one \((?P<bits>[^)]*) bits\)$"), "they may be one ({bits} bits)"),
    (re.compile(r"^(?P<measure>\w+): (?P<low>\d+) to any number$"), "{measure}: {low} to any number"),
    (re.compile(r"^(?P<measure>\w+): (?P<low>\d+) to (?P<high>\d+)$"), "{measure}: {low} to {high}"),
    (
        re.compile(r"^(?P<people>.+) decided \((?P<act>[\w-]+)\); a second person is needed$"),
        "{people} decided ({act}); a second person is needed",
    ),
    (
        re.compile(r"^no finer than (?P<level>\w+), for the safety of those concerned$"),
        "no finer than {level}, for the safety of those concerned",
    ),
    (re.compile(r"^younger than (?P<number>\d+) days$"), "younger than {number} days"),
)


def reason_words(says: str, words: Words, names: Callable[[str], str] = as_it_is) -> str:
    """A reason in this language; as it stands where it is none of those that are known."""
    for pattern, message in _FILLED:
        found = pattern.match(says)
        if found:
            values = {
                name: words.say(value) if name in ("measure", "act", "level") else value
                for name, value in found.groupdict().items()
            }
            return words.say(message, **values)
    return words.told(says, names)
