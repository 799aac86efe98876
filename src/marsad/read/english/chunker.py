"""One English sentence as chunks."""

from marsad.model.claim import When
from marsad.read.chunks import Chunk, Group
from marsad.read.english.asides import accused_at, another_at, copula_at, share_at, takes_at
from marsad.read.english.means import Means
from marsad.read.english.nouns import Nouns
from marsad.read.english.page import Page
from marsad.read.english.phrase import STOPS
from marsad.read.english.verbs import Verbs
from marsad.text.english_lexicon import small_words
from marsad.text.words import Entry

_ARTICLES = small_words("articles_and_another")
_DETERMINERS = small_words("determiners")
_PRONOUNS = small_words("object_pronouns")
_MARKS = {",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close"}
_ACCUSED = small_words("accused")
_SHARES = small_words("shares")
_COPULAS = small_words("copulas")
_SPECIAL = _ARTICLES | _DETERMINERS | _PRONOUNS | _MARKS.keys() | _ACCUSED | _SHARES | _COPULAS | {"-"}
_EARLIER = small_words("earlier_tolls")
_CONNECTORS = ("including", "by", "rest", "negation", "clause", "and", "total")
_DROPPED = frozenset({"total"})
_NO_DOER = small_words("no_doer")


class Chunker:
    """Chunks the sentences of one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words
        self.nouns, self.verbs, self.means = Nouns(page), Verbs(page), Means(page)
        self.first, self.is_title_case = 0, False

    def chunk(self, first: int, last: int) -> list[Chunk]:
        """The chunks of the tokens `[first, last)`, in order."""
        chunks: list[Chunk] = []
        at, page = first, self.page
        self.first = first
        self.is_title_case = 2 * sum(page.tokens.capitals[first:last]) > last - first
        inside, numbers, matches, words = page.inside, page.numbers, page.matches, self.words
        while at < last:
            chunk = None
            if inside[at]:
                chunk = self._taken(at)
            elif at in numbers:
                chunk = self._number(at, last)
            elif matches[at] is None and words[at] not in _SPECIAL:  # noqa: SIM102 - two questions, in their order
                # Most words of a text say nothing here: only one right after a verb may open a name of people.
                if at == first or matches[at - 1] is None or (chunk := self._compound(at, first, last)) is None:
                    at += 1
                    continue
            if chunk is None:
                chunk = self._word(at, first, last, chunks)
            if chunk is None:
                at += 1
                continue
            chunks.append(chunk)
            at = max(chunk.last, at + 1)
        return chunks

    def _taken(self, at: int) -> Chunk | None:
        if at in self.page.dates:
            end, found = self.page.dates[at]
            if found.when.precision != "day" and self._is_ordinal_before(at):  # the 24th attack in 2023
                return Chunk("gap", at, end)
            part = found.rule == "dates part of day"
            return Chunk("date", at, end, when=found.when, is_window=found.is_window, is_weak=part)
        if at in self.page.places:
            end, where = self.page.places[at]
            chunk = Chunk(
                "place", at, end, where=where, word=self.words[at - 1] if at and self.words[at - 1] == "from" else ""
            )
            chunk.is_weak = at in self.page.units
            return chunk
        return Chunk("gap", at, at + 1)

    def _is_ordinal_before(self, at: int) -> bool:
        words = self.words[max(0, at - 6) : at]
        return any(
            word in ("st", "nd", "rd", "th", "second", "third", "fourth", "fifth", "first") for word in words
        ) and any(word in ("attack", "time", "strike", "raid", "incident", "operation") for word in words)

    def _number(self, at: int, last: int) -> Chunk | None:
        if at and (self.words[at - 1] == "aged" or self.words[max(0, at - 3) : at - 1][:1] == ["aged"]):
            return Chunk("gap", at, self.page.numbers[at].last)
        if self.page.numbers[at].rule.endswith("vague many") and at and self.words[at - 1] == "as":
            return None  # and as many wounded
        group = self.nouns.at_number(at, last)
        if group is not None and group.noun == "bare" and group.last < last:
            match = self.page.matches[group.last]
            if match is not None and "means" in match[1] and self.words[group.last] != "from":  # five rocket launchers
                return self.means.at(group.last, match[0], match[1]["means"])
        if group is not None and group.noun == "thing" and (means := self._missiles(group, last)):
            return means
        return None if group is None else Chunk("group", group.first, group.last, group=group)

    def _missiles(self, group: Group, last: int) -> Chunk | None:
        """ "three missiles hit", "two shells fell on": means with a number, where a verb says that they struck."""
        at, after = group.last - 1, self.page.matches[group.last] if group.last < last else None
        match = self.page.matches[at]
        if match is None or "means" not in match[1] or match[0] != group.last:
            return None
        struck = self.words[group.last : group.last + 1] in (["fell"], ["landed"], ["fired"], ["launched"], ["slammed"])
        if not struck and not (after is not None and "attack" in after[1]):
            return None
        return self.means.at(at, match[0], match[1]["means"])

    def _word(self, at: int, first: int, last: int, chunks: list[Chunk]) -> Chunk | None:
        page, word = self.page, self.words[at]
        if word in _MARKS:
            return Chunk(_MARKS[word], at, at + 1)
        if word in _SHARES and (share := share_at(page, at, last)) is not None:
            return share
        if word in _COPULAS and (total := copula_at(page, at, last, chunks)) is not None:
            return total
        if word in _PRONOUNS and not (word == "her" and self._opens_noun(at + 1, last)):
            return Chunk("pronoun", at, at + 1, word=word)
        if (word in _ARTICLES or word in _DETERMINERS) and page.matches[at] is None:
            if hurt := self._the_hurt_at(at, last):
                return hurt
            group = self.nouns.at_article(at, last)
            if group is not None and self._is_employer(at, first, chunks):
                return Chunk("gap", at, group.last)
            if group is not None and group.last > at + 1:
                return self._grouped(group, at)
            return another_at(page, at, last)
        if word in _ACCUSED and self.words[at + 1 : at + 2] in (["of"], ["with"], ["for"]):
            return accused_at(page, at, last)
        match = page.matches[at]
        if match is None:
            return self._dash(at, last)
        if "window" in match[1]:
            said = When(page.tokens.text[page.start(at) : page.stop(match[0])], None, None, "unknown")
            return Chunk("date", at, match[0], when=said, is_window=True)
        if "take" in match[1]:
            return takes_at(page, self.verbs, at, last)
        return self._phrase(at, first, last, match[1], chunks)

    def _is_employer(self, at: int, first: int, chunks: list[Chunk]) -> bool:
        """ "women working for a broadcaster", "a man mistaken for a soldier": no second person."""
        before = chunks[-1] if chunks else None
        people = before is not None and before.kind == "group" and before.last >= at - 3
        return at > first and people and self.words[at - 1] in ("for", "as") and before is not None and before.last < at

    def _opens_noun(self, at: int, last: int) -> bool:
        match = self.page.matches[at] if at < last else None
        return at in self.page.numbers or (match is not None and bool(match[1].keys() & {"person", "modifier"}))

    def _compound(self, at: int, first: int, last: int) -> Chunk | None:
        """ "kills municipality head": an unknown word before a person, as the object of a headline's verb."""
        word = self.words[at]
        following = self.page.matches[at + 1] if at + 1 < last else None
        before = self.page.matches[at - 1] if at > first else None
        if not word.isalpha() or word in STOPS or following is None or "person" not in following[1]:
            return None
        if before is None or "verb" not in before[1] or self.page.tokens.is_capital(at):
            return None
        group = self.nouns.bare(at, last)
        return self._grouped(group, at) if group is not None else None

    def _dash(self, at: int, last: int) -> Chunk | None:
        if (
            self.words[at] == "-"
            and not self.page.tokens.is_glued(at)
            and at + 1 < last
            and not self.page.tokens.is_glued(at + 1)
        ):
            return Chunk("comma", at, at + 1, word="-")
        return None

    def _phrase(
        self, at: int, first: int, last: int, kinds: dict[str, tuple[Entry, ...]], chunks: list[Chunk]
    ) -> Chunk | None:
        """What a phrase of the lexicon is here, where it may be several things."""
        page, end = self.page, self.page.end(at)
        if "act" in kinds and (act := self._act(at, first, last, kinds["act"][0])):
            return act
        if "person" in kinds and "body" in kinds["person"][0].flags and self.words[end : end + 1] == ["of"]:
            return Chunk("trigger", at, end + 1, measure="killed", side="after", word="of")
        if "verb" in kinds and (verb := self._verb(at, first, last, kinds, chunks)):
            return verb
        attack = self.verbs.attack(at, first, last, kinds["attack"]) if "attack" in kinds else None
        is_noun = "person" in kinds or ("deed" in kinds and self._is_deed_here(at, end, first, last))
        is_noun = is_noun or ("means" in kinds and at > first and self.words[at - 1] in ("by", "from", "of", "with"))
        if attack is not None and not is_noun:
            return attack
        if "leaves" in kinds:
            return Chunk("leaves", at, end, word=self.words[at])
        if "state" in kinds and (state := self._state(at, kinds, chunks)):
            return state
        both = "outcome" in kinds and kinds["outcome"][0].measure == "killed_or_injured" and end - at > 1
        if both and self.verbs.is_group_next(end, last):  # killed or wounded 16
            return Chunk("trigger", at, end, measure="killed_or_injured", side="after", is_active=True)
        if kinds.keys() & {"person", "people", "actor", "nation", "modifier", "outcome", "deed"} and (
            group := self._noun(at, last, kinds)
        ):
            return group
        if "outcome" in kinds and self.words[at - 1] == "of":  # the number of dead
            return Chunk("outcome", at, end, measure=kinds["outcome"][0].measure)
        if "toll" in kinds:
            earlier = at > first and self.words[at - 1] in _EARLIER
            return Chunk("toll", at, end, word=" ".join(self.words[at:end]), is_weak=earlier)
        if "rises" in kinds:
            if at > first and self.words[at - 1] in ("may", "could", "might", "can", "will", "would", "to"):
                return Chunk("gap", at, end)
            return Chunk("rises", at, end, word=kinds["rises"][0].value)
        if "means" in kinds:
            return self.means.at(at, end, kinds["means"])
        for kind in _CONNECTORS:
            if kind in kinds:
                if kind == "by" and at > first and self.words[at - 1] in _NO_DOER:
                    return Chunk("gap", at, end)
                chunk = Chunk(kind, at, end, word=" ".join(self.words[at:end]))
                chunk.start, chunk.end = page.start(at), page.stop(end)
                if kind == "negation" and chunk.word == "no casualties":
                    chunk.measure, chunk.side = "killed", "after"
                return None if kind in _DROPPED else chunk
        if "modal" in kinds:
            return Chunk("modal", at, end)
        return None

    def _is_deed_here(self, at: int, end: int, first: int, last: int) -> bool:
        """Whether a word that is a verb and a deed ("shelling") stands as a noun."""
        if self._is_noun_place(at, first):
            return True
        return self.words[at].endswith("ing") and not (
            end < last and (self.words[end] in ("the", "a", "an", "two") or end in self.page.numbers)
        )

    def _is_noun_place(self, at: int, first: int) -> bool:
        return at > first and self.words[at - 1] in (
            "the",
            "a",
            "an",
            "this",
            "of",
            "in",
            "such",
            "s",
            "'s",
            "its",
            "their",
        )

    def _act(self, at: int, first: int, last: int, entry: Entry) -> Chunk | None:
        """ "the death of four", "killing of three": a noun of harm with its people after "of"."""
        end = self.page.end(at)
        following = self.words[end : end + 1]
        if not following or following[0] not in ("of", "among", "to"):
            return None
        if following[0] == "to" and entry.measure != "injured":
            return None
        if entry.measure == "missing" and self.words[at] == "fate" and "unknown" not in self.words[end:last]:
            return None
        tactics = (entry.tactic,) if entry.tactic else ()
        denied = any(word in ("no", "without", "denied", "deny") for word in self.words[max(first, at - 3) : at])
        kind = "negation" if denied else "trigger"
        return Chunk(kind, at, end + 1, measure=entry.measure, side="after", tactics=tactics, word="of")

    def _verb(
        self, at: int, first: int, last: int, kinds: dict[str, tuple[Entry, ...]], chunks: list[Chunk]
    ) -> Chunk | None:
        page, word = self.page, self.words[at]
        if (
            "outcome" in kinds
            and word in ("wounded", "injured", "dead")
            and at > first
            and self.words[at - 1] in ("the", "of", "other")
        ):
            following = page.matches[page.end(at)] if page.end(at) < last else None
            if not (following is not None and "person" in following[1]):
                return Chunk("group", at - 1, page.end(at), group=self._the_hurt(at, kinds["outcome"][0]))
        if (
            "modifier" in kinds
            and self._qualifies(at, last)
            and (at == first or self.words[at - 1] in ("the", "a", "an", "some", "of", "two"))
        ):
            return None
        chunk = self.verbs.outcome(at, first, last, kinds["verb"])
        if chunk is None and "deed" not in kinds and "outcome" not in kinds and "act" not in kinds:
            return Chunk("gap", at, page.end(at))
        return chunk

    def _the_hurt_at(self, at: int, last: int) -> Chunk | None:
        """ "the dead", "the wounded": those told of before."""
        entry = self.page.kind(at + 1, "outcome") if at + 1 < last and self.words[at] == "the" else None
        if entry is None or self.words[at + 1] not in ("dead", "wounded", "injured", "deceased"):
            return None
        following = self.page.matches[at + 2] if at + 2 < last else None
        if following is not None and following[1].keys() & {"person", "people"}:
            return None
        return Chunk("group", at, at + 2, group=self._the_hurt(at + 1, entry))

    def _the_hurt(self, at: int, entry: Entry) -> Group:
        group = Group("person", self.page.start(at - 1), self.page.stop(at + 1), at - 1, at + 1)
        group.flags |= {"anaphor", "plural", "definite", "hurt"}
        group.measure = entry.measure
        return group

    def _qualifies(self, at: int, last: int) -> bool:
        end = self.page.end(at)
        following = self.page.matches[end] if end < last else None
        return following is not None and bool(following[1].keys() & {"person", "people", "nation"})

    def _state(self, at: int, kinds: dict[str, tuple[Entry, ...]], chunks: list[Chunk]) -> Chunk | None:
        """ "five civilians dead": what the people before it are."""
        if not chunks or chunks[-1].kind not in (
            "group",
            "comma",
            "place",
            "date",
            "close",
            "pronoun",
            "gap",
            "trigger",
            "and",
        ):
            return None
        previous = self.words[at - 1]
        if previous in ("the", "of", "a", "an") or not any(chunk.kind in ("group", "pronoun") for chunk in chunks):
            return None
        return Chunk(
            "trigger", at, self.page.end(at), measure=kinds["state"][0].measure, side="before", word=self.words[at]
        )

    def _noun(self, at: int, last: int, kinds: dict[str, tuple[Entry, ...]]) -> Chunk | None:
        if self._is_in_name(at, kinds):
            return None
        group = self.nouns.bare(at, last)
        if group is not None:
            return self._grouped(group, at)
        actor = self.page.actor(at)
        if actor is None or actor.form == "after":
            return self.means.of_nation(at, last, kinds)
        end = self.page.end(at)
        if actor.form == "adjective" or self._stands_before(end, last):
            means = self.means.after(end, last)
            if means is not None:
                means.first, means.actors = at, (actor.actor or "",)
                return means
            if actor.form == "adjective":
                return Chunk("gap", at, end)
        return Chunk("actor", at, end, actors=(actor.actor or "",), word=actor.value or actor.form)

    def _is_in_name(self, at: int, kinds: dict[str, tuple[Entry, ...]]) -> bool:
        """A noun in capitals inside a sentence is a piece of a name: the Rights of "Human Rights"."""
        if (
            kinds.keys() & {"actor", "nation", "people", "deed", "means", "outcome"}
            or self.is_title_case
            or not self.page.tokens.is_capital(at)
        ):
            return False
        return at > self.first and self.words[at - 1] not in ('"', ":", "|", "-", "'", "(")

    def _stands_before(self, at: int, last: int) -> bool:
        return at < last and self.words[at] not in (",", ".", "and")

    def _grouped(self, group: Group, at: int) -> Chunk:
        """A noun phrase as a chunk: deeds without a number are means, things are nobody."""
        first, last = min(at, group.first), group.last
        if group.noun == "deed" and group.range is None:
            chunk = Chunk("deed", first, last, group=group, tactics=tuple(group.how), actors=tuple(group.by))
            chunk.measure, chunk.word = group.measure, " ".join(self.words[max(first, last - 2) : last])
            chunk.is_weak = self.words[first] in ("a", "an")
            return chunk
        if group.noun == "outcome" and group.range is None:
            if group.how and first and self.words[first - 1] in ("in", "by", "through"):  # 691 in executions
                return Chunk("deed", first, last, tactics=tuple(group.how))
            return Chunk("outcome", first, last, group=group, measure=group.measure)
        if group.noun in ("thing", "unit") and group.range is None:
            actor = group.who.get("actor")
            return Chunk("actor", first, last, actors=(actor,), word="thing") if actor else Chunk("gap", first, last)
        return Chunk("group", first, last, group=group)
