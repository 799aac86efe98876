"""Who really speaks: voices that repeat one another count once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from marsad.match.copies import Copy
from marsad.match.telling import Telling
from marsad.text.romanise import fold as fold_name

fold = lru_cache(maxsize=65536)(fold_name)


def voice_of(telling: Telling, named: Mapping[str, str] | None = None) -> str:
    """The voice behind a claim: the nearest one that has a name, else the publisher.

    A wire that quotes an observatory lends its pages, not its eyes: the voice is the observatory's. Nameless voices
    ("a medic", "residents") stay with the publisher that found them. `named` maps folded names to voices that are known
    to publish themselves.
    """
    names = named or {}
    for voice in telling.claim.said_by:
        if voice.actor:
            return voice.actor
        words = fold(voice.words) if voice.words else ""
        if words in names:
            return names[words]
    publisher = fold(telling.publisher) if telling.publisher else ""
    return names.get(publisher, publisher or telling.ref.report)


def named_voices(tellings: Iterable[Telling]) -> dict[str, str]:
    """Folded names of publishers, each with the voice it stands for: its actor where some claim gives that."""
    names: dict[str, str] = {}
    for telling in tellings:
        if telling.publisher:
            names.setdefault(fold(telling.publisher), fold(telling.publisher))
    for telling in tellings:
        for voice in telling.claim.said_by:
            if voice.actor and voice.words and fold(voice.words) in names:
                names[fold(voice.words)] = voice.actor
    return names


def independent(tellings: Sequence[Telling], copies: Sequence[Copy], named: Mapping[str, str]) -> int:
    """How many voices tell of an incident without repeating one another.

    Copies of a text speak with the voice of the first; at least 1.
    """
    first = {copy.report: copy.of for copy in sorted(copies, key=lambda copy: copy.share)}
    own = {telling.ref.report: voice_of(telling, named) for telling in reversed(tellings)}
    voices = set()
    for telling in tellings:
        report, steps = telling.ref.report, 0
        while report in first and steps < len(first):
            report, steps = first[report], steps + 1
        voices.add(voice_of(telling, named) if report == telling.ref.report else own.get(report, report))
    return max(1, len(voices))
