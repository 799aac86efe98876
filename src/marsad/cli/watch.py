"""`marsad watch`: is a group coming back, where, and how sure is that."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, open_here, say


@click.command(name="watch")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--backtest", type=click.Path(path_type=Path), metavar="FILE",
              help="Every rule side by side on the history in a file of weekly counts or events.")  # fmt: skip
@click.option("--actor", help="Watch one group: an id of the pack, or a name as the file has it.")
@click.option("--within", help="Only what lies in one unit or named area (its id); observatory only.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Look as on this day, such as 2019-03-31.")
@click.option("--budget", type=click.FloatRange(min=0, min_open=True), metavar="NUMBER",
              help="False alarms a year over all series (else 0.5 a series, at most 12).")  # fmt: skip
@click.option("--scan", "with_scan", is_flag=True, help="Also: the strongest cluster in space and time.")
@click.option("--size", "with_size", is_flag=True, help="Also: the area of recorded activity, and hot spots.")
@click.option("--published-km2", type=click.FloatRange(min=0, min_open=True), metavar="KM2",
              help="A published area, such as 4000, to set beside ours (implies --size).")  # fmt: skip
@click.option("--describe", "with_description", is_flag=True, help="Also: echo, tactics, claims, shares, civilians.")
@click.option("--forecast", "with_forecast", is_flag=True, help="Also: what to expect, if a model has earned it.")
@click.option("--history", "with_history", is_flag=True, help="Also: when each series changed its level, in hindsight.")
@click.option("--rules", "with_rules", is_flag=True, help="Also: what the thresholds rest on.")
@click.option("--pages", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Write each warning as a page with its picture, in both languages, and the map.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Of the warnings.")
@click.option("--pack", default="syria", show_default=True, help="For a file: the pack that names groups and areas.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Of the simulations; the same seed, the same answer."
)
@observatory_option
@common_options
def command(
    file: Path | None, backtest: Path | None, actor: str | None, within: str | None, as_of: datetime | None,
    budget: float | None, with_scan: bool, with_size: bool, published_km2: float | None, with_description: bool,
    with_forecast: bool, with_history: bool, with_rules: bool, pages: Path | None, language: str, pack: str, seed: int,
    observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Looks at the newest weeks: sustained rises, spikes, falls, and areas where a group is active again.

    Without FILE it watches the observatory's incidents and keeps its alerts as proposed; a person issues them. FILE is
    a CSV table with a week and a count a row, or with a date a row (UCDP and ACLED column names are known).
    """
    day = as_of.date() if as_of else None
    if backtest is not None:
        _backtest(backtest, actor, budget, seed, as_json=as_json, quiet=quiet)
        return
    watched, loaded = _watch(file, actor, within, day, budget, seed, pack, observatory, key_file)
    wanted = {
        "scan": with_scan,
        "size": with_size or published_km2 is not None,
        "describe": with_description,
        "forecast": with_forecast,
        "history": with_history,
    }
    for record, lines in _findings(watched, wanted, language, seed, published_km2, with_rules=with_rules):
        _print(record, lines, as_json=as_json)
    if pages is not None:
        from marsad.run.watch_show import write_pages

        for path in write_pages(watched, pages, loaded):
            say(f"wrote {path}", quiet=quiet)
    _tell_set_aside(watched.set_aside, quiet=quiet)


def _watch(
    file: Path | None, actor: str | None, within: str | None, day: date | None, budget: float | None, seed: int,
    pack: str, observatory: str | None, key_file: Path | None,
) -> tuple[Any, Any]:  # fmt: skip
    from marsad.run.watch import load, settings_of, watch_file, watch_observatory

    settings = settings_of(budget)
    if file is not None:
        if within is not None:
            raise click.UsageError("--within works on an observatory only. Leave it out, or filter the file.")
        loaded = load(pack)
        return watch_file(file, actor=actor, as_of=day, seed=seed, settings=settings, pack=loaded), loaded
    with open_here(observatory, key_file) as opened:
        found = watch_observatory(opened, actor=actor, within=within, as_of=day, seed=seed, settings=settings)
        return found, opened.pack


def _findings(
    watched: Any, wanted: dict[str, bool], language: str, seed: int, published_km2: float | None, *, with_rules: bool
) -> Any:
    """Each finding as JSON data and as lines, in the order asked for; alerts first."""
    from marsad.run import watch_more as more
    from marsad.run import watch_show as show

    for alert in watched.look.alerts:
        yield {"alert": show.plain(alert)}, []
    rules = {"baseline": watched.look.baseline, "rules": watched.look.calibrations, "notes": watched.look.notes}
    look = {"as_of": watched.as_of, "series": len(watched.look.panel.keys), **rules}
    yield {"look": show.plain(look)}, show.look_lines(watched, language)
    if with_rules:
        yield None, show.rules_lines(watched)
    if wanted["history"]:
        changes = show.history(watched)
        levels = {"changes": [{"series": show.plain(k), "week": str(w), **show.plain(c)} for k, w, c in changes]}
        yield levels, show.history_lines(changes, watched, language)
    if wanted["scan"]:
        cluster = more.find_cluster(watched, seed=seed)
        yield {"cluster": show.plain(cluster)}, show.cluster_lines(cluster, watched, language)
    if wanted["size"]:
        operations, comparison = more.measure_area(watched, seed=seed, published_km2=published_km2)
        record = {"area": show.plain(operations), "compared": show.plain(comparison)}
        yield record, show.size_lines(operations, language, published_km2)
        cells = more.hot_cells(watched)
        yield {"hot": show.plain(cells)}, show.hot_lines(cells, language)
    if wanted["describe"]:
        made = more.describe(watched)
        yield {"description": show.plain(made)}, show.describe_lines(made, watched, language)
    if wanted["forecast"]:
        outlook, areas, months = more.look_ahead(watched, seed=seed)
        record = {"forecast": show.plain(outlook), "areas": list(areas), "months": show.plain(months)}
        yield record, show.outlook_lines(outlook, areas, watched, language)


def _print(record: dict[str, Any] | None, lines: list[str], *, as_json: bool) -> None:
    from marsad.run.output import json_line

    if as_json:
        if record is not None:
            click.echo(json_line(record), nl=False)
        return
    for line in lines:
        click.echo(line)


def _backtest(path: Path, actor: str | None, budget: float | None, seed: int, *, as_json: bool, quiet: bool) -> None:
    from marsad.run.output import json_line
    from marsad.run.watch import backtest_file, backtest_settings_of
    from marsad.run.watch_show import backtest_data, backtest_lines

    done, table = backtest_file(path, actor=actor, seed=seed, settings=backtest_settings_of(budget))
    if as_json:
        for record in backtest_data(done):
            click.echo(json_line(record), nl=False)
    else:
        for line in backtest_lines(done):
            click.echo(line)
    _tell_set_aside(table.set_aside, quiet=quiet)


def _tell_set_aside(set_aside: Any, *, quiet: bool) -> None:
    for where, why in set_aside[:20]:
        say(f"{where}: {why}", quiet=quiet)
    if len(set_aside) > 20:
        say(f"… and {len(set_aside) - 20:,} more.", quiet=quiet)
    finish(len(set_aside), quiet=quiet)
