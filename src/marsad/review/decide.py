"""From judgements on one thing to what holds: the last word counts, or two people's where the rule asks for two."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from marsad.model.incident import Judgement
from marsad.review.acts import Rules

# Acts that decide the same question; a later one takes the place of an earlier.
_QUESTION = {
    "accept": "state",
    "reject": "state",
    "grade": "grade",
    "withhold": "shown",
    "show": "shown",
    "issue": "issued",
    "dismiss": "issued",
    "sign-off": "signed",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer to one question, and who gave it. `judgement` is the one by which it came to hold."""

    question: str
    judgement: Judgement
    by: tuple[str, ...]

    @property
    def act(self) -> str:
        """The act that holds."""
        return self.judgement.act


@dataclass(frozen=True, slots=True)
class Decisions:
    """What holds, by question, and what waits for a second person."""

    of: dict[str, Decided] = field(default_factory=dict)
    waiting: tuple[Decided, ...] = ()


def question_of(judgement: Judgement) -> str | None:
    """Which question a judgement answers; None where it answers none (a note)."""
    if judgement.act == "correct":
        return f"field {judgement.field_name}"
    return _QUESTION.get(judgement.act)


def decide(judgements: Iterable[Judgement], rules: Rules) -> Decisions:
    """What holds after judgements on one thing, in order.

    Where an act needs two people, it holds when two different people have decided the same, one after the other,
    without anybody deciding otherwise in between. Until then what held before holds on.
    """
    holds: dict[str, Decided] = {}
    waiting: dict[str, tuple[str, Decided]] = {}
    for judgement in judgements:
        question = question_of(judgement)
        if question is None:
            continue
        answer = json.dumps([judgement.act, judgement.value], sort_keys=True, default=str)
        people: tuple[str, ...] = (judgement.by,)
        if judgement.act in rules.two_people:
            before = waiting.get(question)
            if before is not None and before[0] == answer:
                people = tuple(dict.fromkeys((*before[1].by, judgement.by)))
            if len(people) < 2:
                waiting[question] = (answer, Decided(question, judgement, people))
                continue
        waiting.pop(question, None)
        holds[question] = Decided(question, judgement, people)
    return Decisions(holds, tuple(decided for _, decided in waiting.values()))
