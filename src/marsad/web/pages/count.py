"""Count: a table of any measure by one or two facets; every cell opens its incidents."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marsad.model.errors import MarsadError
from marsad.run.charts import chart_of, time_words
from marsad.run.count import MEASURES, namer
from marsad.run.tables import ROW_FACETS, grid_for, incidents_of_cell
from marsad.run.viewing import Viewing
from marsad.web.access import Visit, cached_of, visit
from marsad.web.render import language_of, render, words_for
from marsad.web.shared import shared_page

router = APIRouter()
STATES = ("", "accepted", "proposed")


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise MarsadError(f"The day {words[:20]!r} cannot be read; wanted one such as 2021-01-31.") from None


def _called(request: Request, visiting: Visit) -> Callable[[str, str | None], str]:
    language = language_of(request, visiting)
    name, words = namer(visiting.viewing.observatory.pack, language), words_for(request, visiting)
    return lambda facet, value: time_words(value, words) if facet == "month" and value else name(facet, value)


@router.get("/count")
def count(
    request: Request,
    measure: Annotated[str, Query(max_length=30)] = "killed",
    rows: Annotated[str, Query(max_length=30)] = "month",
    columns: Annotated[str, Query(max_length=30)] = "status",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The table."""
    visiting = visit(request)

    def make(viewing: Viewing) -> dict[str, object]:
        grid = grid_for(
            viewing, cached_of(request), measure, rows=rows, columns=columns, since=_day(since), until=_day(until),
            states=[state] if state else None,
        )  # fmt: skip
        words = words_for(request, visiting)
        return {"grid": grid, "chart": chart_of(grid, rows, words), "called": _called(request, visiting)}

    return shared_page(
        request, visiting, "count.html", make, here="count", measures=MEASURES, facets=ROW_FACETS, measure=measure,
        rows=rows, columns=columns, since=since, until=until, state=state, states=STATES,
    )  # fmt: skip


@router.get("/count/incidents")
def cell(
    request: Request,
    measure: Annotated[str, Query(max_length=30)],
    row: Annotated[str, Query(max_length=60)],
    row_value: Annotated[str, Query(max_length=120)] = "",
    column: Annotated[str, Query(max_length=60)] = "",
    column_value: Annotated[str, Query(max_length=120)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The incidents behind a cell, with their sentences one step away."""
    visiting = visit(request)
    group: dict[str, str | None] = {row: row_value or None}
    if column:
        group[column] = column_value or None
    ids = incidents_of_cell(
        visiting.viewing, cached_of(request), measure, group, since=_day(since), until=_day(until),
        states=[state] if state else None,
    )  # fmt: skip
    found = [incident for id in ids if (incident := visiting.viewing.incident(id)) is not None]
    return render(
        request,
        "cell.html",
        visiting=visiting,
        here="count",
        incidents=found,
        group=group,
        called=_called(request, visiting),
        measure=measure,
    )
