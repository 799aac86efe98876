"""The pieces that reading works with: groups of people or deeds, and what stands between them.

A language module turns each sentence into chunks; all that follows (trees, outcomes, doers, claims) is neutral to
language and works on chunks alone. Positions count in the view's text, `first` and `last` in its tokens.
"""

from dataclasses import dataclass, field
from datetime import date

from marsad.model.claim import When, Where
from marsad.model.range import Range

# What a group counts. "bare" is a number alone, "weak" a noun the lexicon does not know.
THE_DEED = "the deed"  # the word of a gap that stands for the deed told of before
PEOPLE_NOUNS = frozenset({"person", "bare", "weak"})


@dataclass(slots=True, eq=False)
class Group:
    """Some people, deeds or things, with or without a number: what may become a count.

    `start` and `end` mark the number with its hedge (for "a civilian" the article to the noun). `who` holds what is
    stated. `measure` is set by the noun itself ("six dead", "nine attacks") or by the trigger it is bound to. `flags`:

    - definite: "the farmer", "his driver"; bare: no number, no article; plural: a plural without a number
    - kin: "his two sons", hit beside somebody; others: "three others", "others"; rest: "the rest", "the others"
    - anaphor: "the victims", "of them": somebody told before; share: "half of them"; dated: a number that is a date
    - doer: does the deed; named: the number names an actor only ("12 Houthis")
    """

    noun: str
    start: int
    end: int
    first: int
    last: int
    range: Range | None = None
    who: dict[str, str] = field(default_factory=dict)
    measure: str | None = None
    own_measure: bool = False
    flags: set[str] = field(default_factory=set)
    by: list[str] = field(default_factory=list)
    how: list[str] = field(default_factory=list)
    own_acts: bool = False
    link: str | None = None
    parts: list["Group"] = field(default_factory=list)
    where: list[Where] = field(default_factory=list)
    when: When | None = None
    share: tuple[int, int] | None = None
    rule: str = ""
    rivals: list["Group"] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)
    depth: int = 0

    def walk(self) -> "list[Group]":
        """This group and all below it."""
        found = [self]
        for part in self.parts:
            found += part.walk()
        return found


@dataclass(slots=True, eq=False)
class Chunk:
    """One piece of a sentence.

    Kinds: group; trigger (an outcome: `measure`, and on which `side` its people stand: before, after); deed (a means or
    a deed without a number: `tactics`, `actors`); attack (a verb whose subject does the deed, `is_active`); actor; by;
    including; subset ("of them"); and; comma; colon; semicolon; open; close; clause; rises; toll; leaves; negation;
    modal; pronoun; date; place; rest.
    """

    kind: str
    first: int
    last: int
    group: Group | None = None
    measure: str | None = None
    side: str = ""
    tactics: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    is_active: bool = False
    is_weak: bool = False
    word: str = ""
    when: When | None = None
    is_window: bool = False
    where: Where | None = None
    start: int = 0
    end: int = 0


@dataclass(slots=True, eq=False)
class Saying:
    """Somebody says something: the words that name who (None for a pronoun), the pack's actor, and what saying does.

    `act` is say, document, warn, accuse, claim, deny, announce, assess or forecast. `at` is the token of the verb.
    """

    at: int
    last: int
    act: str
    words: str | None = None
    actor: str | None = None
    is_denied: bool = False
    is_expert: bool = False
    is_trailing: bool = False
    is_general: bool = False
    word: str = ""
    span: tuple[int, int] | None = None  # where the words stand in the view, where a language module maps them back
    start: int = 0
    stop: int = 0
    is_same: bool = False  # the subject of the saying before it in the sentence
    is_nobody: bool = False  # "no group has claimed"
    is_told: bool = False  # "the group": somebody named before
    is_publishers: bool = False  # "we recorded", outside a quotation


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence, or one item of a list, in chunks.

    `label` holds the chunks of what stands before a colon or a bar at its head. `is_first` says that it opens its
    block.
    """

    start: int
    end: int
    block: int
    kind: str
    level: int
    chunks: list[Chunk]
    label: list[Chunk] = field(default_factory=list)
    label_kind: str = ""
    opens: bool = False
    is_first: bool = False
    line_start: int = 0
    line_end: int = 0
    in_quote: bool = False
    ends_in_quote: bool = False
    first: int = 0
    last: int = 0
    sayings: list[Saying] = field(default_factory=list)
    opener: str = ""
    cues: list[str] = field(default_factory=list)  # the engine's codes of its words, in their order
    is_inline: bool = False
    own_until: dict[int, int] = field(default_factory=dict)  # by saying: up to which token its speaker is the subject
    army: str | None = None  # whose soldiers the sentence speaks of, where it names a country


@dataclass(slots=True, eq=False)
class Document:
    """A report in sentences, with what the language module knows of the whole."""

    text: str
    language: str
    published: date | None
    publisher: str | None
    sentences: list[Sentence]
    army: str | None = None
    is_doer_carried: bool = True  # "the attacks number 53" are those of the doer that the title names
    is_mixed_toll_open: bool = False  # a toll that holds the doer's own dead has no doer as a whole
    publisher_actor: str | None = None
    unit_words: frozenset[str] = frozenset()  # in a place's words: more than a village
    topic_openers: tuple[str, ...] = ()  # left out of a statement's topic
    joints: frozenset[str] = frozenset()  # between two statements of one sentence
    ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
