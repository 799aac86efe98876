"""What those who speak did themselves: "the army said it had killed six". Neutral to language."""

from marsad.read.chunks import Chunk, Saying, Sentence

_FAR = 12  # tokens within which a pronoun is the subject of a verb
_OWN = frozenset({"say", "announce", "claim", "document"})


def give_speakers_deeds(sentence: Sentence) -> None:
    """Puts the speaker before a verb of harm whose subject is only a pronoun, or the speaker's own troops."""
    for saying in sentence.sayings:
        if not saying.actor or saying.act not in _OWN or saying.is_denied:
            continue
        at = next((index for index, chunk in enumerate(sentence.chunks) if chunk.first >= saying.last), None)
        if at is not None:
            _give(sentence, saying, at)


def _give(sentence: Sentence, saying: Saying, at: int) -> None:
    chunks = sentence.chunks
    while at < len(chunks) and _passes(chunks[at]):
        at += 1
    if at >= len(chunks):
        return
    chunk = chunks[at]
    group = chunk.group
    if chunk.kind == "group" and group is not None and "owned" in group.flags and "actor" not in group.who:
        if "army" in group.flags:
            group.who["actor"] = saying.actor or ""
    elif chunk.kind == "trigger" and chunk.is_active and _is_said_of_self(sentence, saying, chunk):
        actors = (saying.actor,) if saying.actor else ()
        chunks.insert(at, Chunk("actor", chunk.first, chunk.first, actors=actors, is_active=True, word="doer"))


def _passes(chunk: Chunk) -> bool:
    """Whether the speaker is still the subject after a chunk: "said it had destroyed a depot and killed"."""
    return chunk.kind in ("gap", "deed", "and", "place") or (chunk.kind == "clause" and chunk.word == "that")


def _is_said_of_self(sentence: Sentence, saying: Saying, verb: Chunk) -> bool:
    """Whether a pronoun that a language module marks stands between the saying and the verb, or nothing at all."""
    return saying.at in sentence.own_until and verb.first - sentence.own_until[saying.at] < _FAR
