"""Past: the back-test, what a rule of the watch would have alerted in a window of the past. Reached from Watch."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.model.errors import MarsadError, WatchError
from marsad.run.lookout import groups_for
from marsad.run.past import RULE_NAMES, Asked, PastShown, compared_for, known_events, past_for, span_of
from marsad.web.access import cached_of, visit
from marsad.web.render import language_of, render

router = APIRouter()
Word = Annotated[str, Query(max_length=60)]


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise WatchError(f"The day {words[:20]!r} cannot be read; wanted one such as 2021-01-31.") from None


def _number(words: str) -> float:
    try:
        return float(words.replace(",", "."))
    except ValueError:
        raise WatchError(f"The number {words[:20]!r} cannot be read; wanted one such as 0.5.") from None


@router.get("/watch/past")
def past(
    request: Request,
    actor: Word = "",
    rule: Word = "nb-cusum",
    since: Word = "",
    until: Word = "",
    budget: Word = "0.5",
    known: Annotated[str, Query(max_length=4000)] = "",
    compare: Annotated[bool, Query()] = False,
) -> Response:
    """The form; and with a window, what would have come."""
    visiting = visit(request)
    viewing, cached, language = visiting.viewing, cached_of(request), language_of(request, visiting)
    viewing.need("judge")
    shown: PastShown | None = None
    compared, why_not = None, ""
    try:
        if since and until:
            asked = Asked(actor, rule, _day(since), _day(until), _number(budget), known_events(known))
            shown = past_for(viewing, cached, language, asked)
            compared = compared_for(viewing, cached, actor, asked.budget) if compare else None
    except MarsadError as problem:
        why_not = str(problem)
    span = None if since and until else span_of(viewing, cached, actor)
    return render(
        request, "past.html", visiting=visiting, here="watch", groups=groups_for(viewing, language), rules=RULE_NAMES,
        actor=actor, rule=rule, since=since or (span[0].isoformat() if span else ""), known=known, budget=budget,
        until=until or (span[1].isoformat() if span else ""), compare=compare, shown=shown, compared=compared,
        why_not=why_not, too_short=span is None and not (since and until),
    )  # fmt: skip
