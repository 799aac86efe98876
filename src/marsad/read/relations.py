"""How a sentence stands to what was told before: more of it, an update, an older event, told again by somebody else.

Neutral to language.
"""

from datetime import timedelta

from marsad.model.claim import Where
from marsad.read.chunks import THE_DEED, Chunk, Group, Saying, Sentence
from marsad.read.counted import Counted
from marsad.read.draft import Draft
from marsad.read.statements import is_nobody
from marsad.read.story import Story, day_of, is_deed, is_of_told, window_of

_OLDER = timedelta(days=1)
_BOTH = frozenset({"killed_or_injured"})
_UPDATE = timedelta(days=14)  # what updates of weeks tell as new
_THUS = frozenset({"thus"})


class Relations:
    """Decides for the sentences of one story."""

    def __init__(self, story: Story) -> None:
        self.story, self.document = story, story.document

    def voice(self, counted: Counted) -> Saying | None:
        """The saying that gives the sentence's counts their voice."""
        tops = [top for top in counted.tops if not is_deed(top)]
        first = tops[0].first if tops else counted.sentence.first
        able = [saying for saying in counted.sentence.sayings if self._gives_voice(saying)]
        before = [saying for saying in able if saying.at <= first]
        named = [saying for saying in before if not self.is_publisher(saying)]
        if named or before:
            return (named or before)[-1] if not before or not self.is_publisher(before[-1]) else before[-1]
        after = [saying for saying in able if saying.at > first and saying.act != "claim"]
        named = [saying for saying in after if saying.words and not self.is_publisher(saying)]
        return (named or after)[0] if after else None

    def _gives_voice(self, saying: Saying) -> bool:
        return not (saying.act in ("deny", "warn", "forecast") or saying.is_denied or is_nobody(saying))

    def is_publisher(self, saying: Saying) -> bool:
        """Whether it is the publisher that says it."""
        publisher = self.story.publisher
        return publisher is not None and publisher.actor is not None and saying.actor == publisher.actor

    def goes_on(self, counted: Counted, last: Draft, dates: list[Chunk], update: bool, saying: Saying | None) -> bool:
        """Whether a sentence tells more of the event before it."""
        sentence = counted.sentence
        newest = self.story.drafts[-1] if self.story.drafts else last
        apart = sentence.opener in ("separate", "again") or (newest.kind == "toll" and newest.block != last.block)
        if apart or self._was_told_earlier(counted, dates, last):
            return False
        among = bool(counted.tops) and all("among" in top.flags for top in counted.tops)
        if saying is not None and not among and self.is_other_voice(saying, last):
            if not self.gives_numbers(last, saying, counted):
                return False
            return not dates and not any(chunk.kind == "place" for chunk in counted.chunks)
        if update and last.block == sentence.block:
            return True
        if (
            last.block == sentence.block
            and not day_of(dates)
            and set(counted.by) & {actor for top in last.tops for actor in top.by}
        ):
            return True
        if sentence.block - last.block > 1:
            return False
        if (
            all(top.measure == "missing" for top in counted.tops)
            and not dates
            and not any(chunk.kind == "place" for chunk in counted.chunks)
        ):
            return True
        if day_of(dates) is not None and last.when is not None and day_of(dates) != last.when.start:
            return False
        linked = any(top.flags & {"anaphor", "among", "others", "definite", "kin"} or top.share for top in counted.tops)
        settled = self._settled(counted, last, dates)
        if settled is not None:
            return settled
        linked = linked or (bool(counted.tops) and all(self._is_part(last, top) for top in counted.tops))
        places = [chunk for chunk in counted.chunks if chunk.kind == "place"]
        if places and not linked:
            return False
        fresh = any(chunk.kind == "attack" and chunk.is_active for chunk in counted.chunks) and not linked
        if sentence.block == last.block:
            return (
                not fresh
                and (linked or not places)
                and (linked or not any(_is_new_deed(chunk) for chunk in counted.chunks))
            )
        return (
            linked
            and not places
            and not fresh
            and all(top.flags & {"anaphor", "among"} or top.share or _is_attacker_told(top) for top in counted.tops)
        )

    def _settled(self, counted: Counted, last: Draft, dates: list[Chunk]) -> bool | None:
        """Whether a sentence goes on for sure ("the attacks also killed"), for sure not, or is to be looked at."""
        also = "also" in counted.sentence.cues[:5] and any(_is_told_deed(chunk) for chunk in counted.chunks[:2])
        if also and not dates and not any(chunk.kind == "place" for chunk in counted.chunks):
            return True
        # The soldiers killed another 44 people in Nodin.
        return False if counted.sentence.block == last.block and self._other_place(counted, last) else None

    def _other_place(self, counted: Counted, last: Draft) -> bool:
        """ "another 44 in Nodin": more people, of a deed told with its own verb, in a place that the event has not."""
        told = {(where.words or "").lower() for where in last.where}
        here = {(chunk.where.words or "").lower() for chunk in counted.chunks if chunk.kind == "place" and chunk.where}
        active = any(chunk.kind == "trigger" and chunk.is_active for chunk in counted.chunks)
        return active and bool(told) and bool(here) and not told & here

    def _is_part(self, last: Draft, top: Group) -> bool:
        return is_of_told(last.main(top.measure or "killed"), top)

    def gives_numbers(self, last: Draft, saying: Saying, counted: Counted) -> bool:
        """Whether a named voice tells the victims of an event that the publisher only announced, in the same lines."""
        silent = not last.tops and last.block == counted.sentence.block
        return silent and bool(saying.words) and len(last.voices) <= 1 and last.role == "new"

    def is_other_voice(self, saying: Saying, last: Draft) -> bool:
        """Whether somebody else is heard than in the event before; a pronoun is the same."""
        if saying.words is None:
            return False
        nearest = last.voices[0] if last.voices else None
        if nearest is None:
            return True
        if saying.actor and nearest.actor:
            return saying.actor != nearest.actor
        return (saying.words or "") != (nearest.words or "") and not self.is_publisher(saying)

    def is_update(self, counted: Counted) -> bool:
        """Whether a sentence gives a new total of an event ("rises to five", "thus")."""
        chunks = counted.chunks
        total = any("total" in top.flags for top in counted.tops) or any(chunk.kind == "toll" for chunk in chunks)
        if total and any(
            chunk.kind == "rises" and chunk.word not in ("be", "number", "stand at", "total", "amount to", "exceed")
            for chunk in chunks
        ):
            return True
        words = counted.sentence.cues
        return not _THUS.isdisjoint(words) or (
            "now" in words[:24]
            and "after" in words
            and len([top for top in counted.tops if top.measure == "killed"]) > 1
        )

    def role(self, counted: Counted, dates: list[Chunk], update: bool, saying: Saying | None) -> tuple[str, str]:
        """(role, rule) of a new event claim."""
        sentence, story = counted.sentence, self.story
        first = story.first_event
        if update:
            return "update", "event/update"
        if sentence.opener == "again" and first is not None:
            if _is_elsewhere(counted, first):
                return "background", "event/older elsewhere"
            return "restated", "event/told again"
        if first is not None and self._was_told_earlier(counted, dates, first):
            return "restated", "event/earlier toll"
        if ((first or story.toll) is not None and self.is_older(counted, dates, first)) or self._had_been(
            counted, dates
        ):
            return "background", "event/older"
        if first is not None and self._was_reported(sentence):
            return "background", "event/reported before"
        heard = saying if sentence.opener != "separate" else None
        if first is not None and heard is not None and self._is_told_again(counted, first, dates, heard):
            return "restated", "event/other voice"
        return "new", "event/new"

    def _is_told_again(self, counted: Counted, first: Draft, dates: list[Chunk], saying: Saying) -> bool:
        """Whether another voice tells the event again, with no day or place of its own."""
        if not saying.words or (self.is_publisher(saying) and any(chunk.kind == "place" for chunk in counted.chunks)):
            return False
        return (
            self.is_other_voice(saying, first)
            and not self._has_own_day(dates, first)
            and not self._own_place(counted, first)
            and not _are_other_side(counted, first)
            and not _are_others(counted, first)
        )

    def _was_told_earlier(self, counted: Counted, dates: list[Chunk], first: Draft) -> bool:
        """ "Officials said earlier that 50 had been killed", "had put the dead at 12": a number of the same event."""
        words, sayings = counted.sentence.cues, counted.sentence.sayings
        own = any(chunk.kind in ("place", "date") or _is_new_deed(chunk) for chunk in counted.chunks)
        same = {top.measure for top in counted.tops} & {top.measure for top in first.tops}
        if dates or own or not sayings or not same:
            return False
        before = [words[max(0, each.at - counted.sentence.first - 2) :][:2] for each in sayings if each.words]
        return bool({"initially", "previously"} & set(words)) or any("had" in pair for pair in before)

    def _had_been(self, counted: Counted, dates: list[Chunk]) -> bool:
        """ "had been killed in November 2021": told as what was before."""
        words = counted.sentence.cues
        return window_of(dates) is not None and any(words[at : at + 2] == ["had", "been"] for at in range(len(words)))

    def _was_reported(self, sentence: Sentence) -> bool:
        """ "SOHR had reported on March 11 …", "On July 18, SOHR reported that …"."""
        others = any(saying.words and not self.is_publisher(saying) for saying in sentence.sayings)
        for saying in sentence.sayings:
            if others and saying.words is None:
                continue
            if saying.act not in ("say", "document") or not (self.is_publisher(saying) or saying.words is None):
                continue
            verb = saying.at - sentence.first
            if "had" in sentence.cues[max(0, verb - 3) : verb] or (sentence.cues[0] == "at" and verb < 12):
                return True
        return False

    def _own_place(self, counted: Counted, first: Draft) -> bool:
        """Whether a sentence names a place that its event has not, with a day of its own or a deed."""
        told = [(each.words or "").lower() for each in first.where]
        places = [(each.where.words or "").lower() for each in counted.chunks if each.kind == "place" and each.where]
        deeds = any(_is_new_deed(chunk) for chunk in counted.chunks)
        if deeds and told and places and not any(one in other or other in one for one in told for other in places):
            return True
        return any(chunk.kind == "date" for chunk in counted.chunks) and bool(places)

    def _has_own_day(self, dates: list[Chunk], first: Draft) -> bool:
        day = day_of(dates)
        return day is not None and first.when is not None and first.when.start is not None and day != first.when.start

    def is_older(self, counted: Counted, dates: list[Chunk], first: Draft | None) -> bool:
        """A calendar date well before the first event, or words that say so ("came a week after")."""
        day = day_of(dates)
        words = counted.sentence.cues
        published = self.document.published
        if "latest" in words[:3] and "after" in words:
            return True
        if set(words[:6]) & {"previous", "previously"}:
            return True
        chunk = next((each for each in dates if each.when is not None and each.when.precision == "day"), None)
        window = window_of(dates)
        if (
            day is None
            and first is not None
            and window is not None
            and window.when is not None
            and not window.is_window
        ):
            before = (first.when.start if first.when is not None else None) or published
            if before is not None and window.when.end is not None and window.when.end < before - 7 * _OLDER:
                return True
        if day is None or chunk is None or published is None or chunk.when is None:
            return bool(dates) and "had" in words and window_of(dates) is not None
        calendar = any(character.isdigit() for character in chunk.when.words or "")
        if self.story.covers(day):
            return False
        if counted.sentence.kind == "item" and published - _UPDATE <= day:
            return False  # a bullet of an update, in any order of days
        told = first.when.start if first is not None and first.when is not None else None
        reference = told or published
        return calendar and day <= published - 2 * _OLDER and (day < reference - _OLDER or day > reference)


def _are_other_side(counted: Counted, first: Draft) -> bool:
    """Whether all who are counted are of forces that the event before has no dead of: "three of the attackers"."""
    told = {group.who.get("actor") for top in first.tops for group in top.walk()}
    here = [top.who.get("actor") for top in counted.tops if not is_deed(top)]
    return bool(told - {None}) and None not in told and bool(here) and all(here) and not told & set(here)


def _are_others(counted: Counted, first: Draft) -> bool:
    """Whether another voice tells of others: of other outcomes, of the doers, of fighters where civilians fell."""
    people = [top for top in counted.tops if not is_deed(top)]
    told = [group for top in first.tops for group in top.walk() if not is_deed(group)]
    if not people or not told:
        return False
    measures = {group.measure for group in told}
    if not {top.measure for top in people} & measures and not _BOTH & ({top.measure for top in people} | measures):
        return not any(_is_known_deed(chunk) for chunk in counted.chunks)
    actors = {top.who.get("actor") for top in people}
    if None in actors:
        return False
    if actors <= {actor for group in told for actor in group.by}:
        return True
    fighters = all(top.who.get("status") == "combatant" for top in people)
    statuses = {group.who.get("status") for group in told}
    civilians = "civilian" in statuses and "combatant" not in statuses
    same = any(top.range == group.range and top.measure == group.measure for top in people for group in told)
    return fighters and civilians and not same and bool(counted.by)


def _is_known_deed(chunk: Chunk) -> bool:
    """ "the strikes": the deed that was told of before."""
    group = chunk.group
    return chunk.word == THE_DEED or (chunk.kind == "deed" and group is not None and "definite" in group.flags)


def _is_elsewhere(counted: Counted, first: Draft) -> bool:
    """Whether a sentence names places, and none that the event has."""
    told = {word for where in first.where for word in _name_of(where)}
    places = [chunk.where for chunk in counted.chunks if chunk.kind == "place" and chunk.where is not None]
    return bool(told and places) and not any(told & _name_of(where) for where in places)


def _name_of(where: Where) -> set[str]:
    """The longer words of a place without the first, which mostly says what kind of place it is."""
    words = (where.words or "").split()
    return {word for word in words[len(words) > 1 :] if len(word) > 3}


def _is_told_deed(chunk: Chunk) -> bool:
    return chunk.kind == "deed" and chunk.group is not None and "definite" in chunk.group.flags


def _is_attacker_told(top: Group) -> bool:
    """ "The two bombers also died": those whose deed the event is."""
    return "attacker" in top.flags and bool(top.flags & {"definite", "of-definite"})


def _is_new_deed(chunk: Chunk) -> bool:
    """Whether a chunk tells a deed not told before: "the clashes" are those of the event."""
    known = chunk.group is not None and "definite" in chunk.group.flags
    return chunk.kind == "attack" or (chunk.kind == "deed" and not known)
