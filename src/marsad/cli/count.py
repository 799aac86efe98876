"""`marsad count`: tallies by any facet, from incidents alone."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

HELP_FACETS = (
    "day, week, month, quarter, year; country, governorate, district, subdistrict, area; victim, actor, status, sex, "
    "age, role, nationality; doer, tactic, source; grade, event, state"
)


@click.command(name="count")
@click.argument("measure", default="killed")
@click.option("--by", "facets", default="", help=f"Facets, with commas between: {HELP_FACETS}.")
@click.option("--where", "conditions", multiple=True, metavar="FACET=VALUE", help="Only these; FACET=unknown too.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only incidents of this day or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only incidents of this day or before.")
@click.option("--accepted", is_flag=True, help="Only incidents that a rule or person accepted.")
@click.option("--open", "opened", is_flag=True, help="The incidents behind every cell.")
@click.option("--tolls", is_flag=True, help="Also accepted tolls, where no event is known; shown apart.")
@click.option("--layers", is_flag=True, help="How sure the total is, in layers that are never mixed.")
@click.option("--reconcile", "against", is_flag=True, help="Our count beside each publisher's toll, and the gap.")
@click.option("--series", "windows", is_flag=True, help="What each publisher says window by window, with revisions.")
@click.option("--bounds", is_flag=True, help="All published numbers as one system: what contradicts, how much is left.")
@click.option("--names", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Names in.")
@observatory_option
@common_options
def command(
    measure: str, facets: str, conditions: tuple[str, ...], since: datetime | None, until: datetime | None,
    accepted: bool, opened: bool, tolls: bool, layers: bool, against: bool, windows: bool, bounds: bool, names: str,
    observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Counts MEASURE (killed, injured, abducted …, incidents) from incidents, as low, best and high.

    Running counters never enter. What nobody stated stays visible as unknown. Where cells overlap (an incident with
    two doers) their sum is not shown, and the reason is.
    """
    from marsad.run.count import Counting, layer_json, namer, tallies_json
    from marsad.run.output import json_line

    first, last = (day.date() if day else None for day in (since, until))
    by = [name.strip() for name in facets.split(",") if name.strip()]
    with open_here(observatory, key_file) as desk:
        counting, name = Counting(desk), namer(desk.pack, names)
        asked = _conditions(conditions)
        if against or windows or bounds:
            _beside(
                counting, measure, first, last, name, as_json, "reconcile" if against else "series" if windows else ""
            )
            return
        found = counting.count(
            measure, by=by, where=asked, since=first, until=last,
            states=("accepted",) if accepted else None, with_incidents=opened,
        )  # fmt: skip
        sure = counting.layers(
            measure, where=asked, since=first, until=last, states=("accepted",) if accepted else None
        ) if layers else ()  # fmt: skip
        filled = counting.fill(measure, by=by, where=asked, since=first, until=last) if tolls else None
        if as_json:
            for data in [*tallies_json(found, filled), *map(layer_json, sure)]:
                click.echo(json_line(data), nl=False)
        else:
            _show(lambda console, show: show.show_tallies(found, filled, console, name))
            _show(lambda console, show: show.show_layers(sure, console))
        if not found.total.range.best and not as_json:
            say("Nothing is counted. Incidents come from: marsad match", quiet=quiet)


def _beside(
    counting: Any, measure: str, since: date | None, until: date | None, name: Any, as_json: bool, what: str
) -> None:
    """What publishers say, instead of our own count: beside it, window by window, or as one system."""
    from marsad.run.count import consistency_json, reconciled_json, series_json
    from marsad.run.output import json_line

    if what == "reconcile":
        rows = counting.reconcile(measure, since=since, until=until)
        lines = [reconciled_json(row) for row in rows]
    elif what == "series":
        rows = [each for each in counting.series() if each.measure == measure]
        lines = [series_json(each) for each in rows]
    else:
        rows = counting.consistency()
        lines = [consistency_json(rows)]
    if as_json:
        for line in lines:
            click.echo(json_line(line), nl=False)
    else:
        _show(lambda console, show: getattr(show, f"show_{what or 'bounds'}")(rows, console, name))


def _conditions(texts: tuple[str, ...]) -> dict[str, str | None]:
    asked: dict[str, str | None] = {}
    for text in texts:
        facet, sign, value = text.partition("=")
        if not sign or not value:
            raise click.BadParameter(f"{text!r} is no condition; wanted FACET=VALUE, as governorate=SY09.")
        asked[facet.strip()] = None if value.strip() == "unknown" else value.strip()
    return asked


def _show(show: Any) -> None:
    from rich.console import Console

    from marsad.cli import count_show

    show(Console(highlight=False), count_show)
