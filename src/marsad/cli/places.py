"""`marsad places`: find places by name, import more of them."""

import json
from pathlib import Path

import click

from marsad.cli.options import common_options, finish, say


@click.group(name="places")
def command() -> None:
    """Finds places by any spelling of their name, and imports more of them."""


@command.command(name="find")
@click.argument("name", nargs=-1, required=True)
@click.option("--in", "within", metavar="UNIT", help="Look in this unit or area: a P-code (SY09) or a name.")
@click.option("--pack", help="The conflict pack: a name, or a folder (default: ./marsad-pack where it is, else syria).")
@click.option("--explain", is_flag=True, help="Every step from the words to the place.")
@common_options
def find_command(
    name: tuple[str, ...], within: str | None, pack: str | None, explain: bool, as_json: bool, quiet: bool
) -> None:
    """Finds the place that NAME means: a name in any spelling or script, or words such as "55 km north-east of X".

    A name that several places bear stays unplaced, and all of them are listed.
    """
    from marsad.run.places import as_record, find, pack_here

    words = " ".join(name)
    found = find(words, pack=pack_here(pack), within=within)
    if as_json:
        click.echo(json.dumps(as_record(found, words), ensure_ascii=False))
    else:
        _show(as_record(found, words), explain)
    if found.where.place is None:
        finish(1, quiet=True)


def _show(record: dict[str, object], explain: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    places: list[dict[str, object]] = record["places"]  # type: ignore[assignment]
    if record["place"]:
        point, radius = record.get("point"), record.get("radius_km")
        at = f", {point[0]:.4f}, {point[1]:.4f} ± {radius:g} km" if point and radius else ""  # type: ignore[index]
        console.print(f"[bold]{escape(_line(places[0]))}[/bold]")
        console.print(f"  {record['precision']}{at}")
    elif record.get("candidates"):
        console.print(f"[bold]unplaced[/bold]: {len(places)} places bear the name")
        for place in places:
            console.print(f"  {escape(_line(place))}")
    else:
        console.print("[bold]unplaced[/bold]" + (": elsewhere, or spelt otherwise:" if places else ""))
        for place in places:
            console.print(f"  {escape(_line(place))}")
    if explain or not record["place"]:
        for step in record.get("way") or ():  # type: ignore[attr-defined]
            console.print(f"  · {escape(str(step))}")


def _line(place: dict[str, object]) -> str:
    names = " · ".join(str(place[key]) for key in ("name_en", "name_ar") if place.get(key))
    holders = ", ".join(f"{holder['name']} {holder['id']}" for holder in place.get("within") or ())  # type: ignore[attr-defined]
    point = place.get("point")
    at = f"  ({point[0]:.4f}, {point[1]:.4f})" if point else ""  # type: ignore[index]
    return f"{names}  [{place['id']}] {place['kind']}" + (f" in {holders}" if holders else "") + at


@command.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--pack", "into", type=click.Path(path_type=Path),
    help="The pack folder to import into (default: ./marsad-pack; made where it is not there).",
)  # fmt: skip
@click.option("--base", default="syria", show_default=True, help="The pack that a new folder builds on.")
@click.option("--country", metavar="CODE", help="The country of places that state no unit (two letters).")
@click.option("--dry-run", is_flag=True, help="Tell what would change; write nothing.")
@common_options
def import_command(
    files: tuple[Path, ...],
    into: Path | None,
    base: str,
    country: str | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Imports FILES of places: a GeoNames dump, OCHA COD-AB, Who's On First, geoBoundaries, or a CSV with names.

    What is the same place is merged; importing a file again changes nothing. What does not parse is listed.
    """
    from marsad.run.places import FOLDER, import_places

    set_aside = 0
    folder = into or Path(FOLDER)
    for file in files:
        done = import_places(
            file, into=folder, base=base, country=country.upper() if country else None, dry_run=dry_run
        )
        merged = done.merged
        set_aside += len(merged.set_aside)
        if as_json:
            record = {
                "file": str(file), "format": merged.format, "new": merged.new, "changed": merged.changed,
                "unchanged": merged.unchanged, "outlines": len(merged.outlines), "pack": str(done.pack),
                "set_aside": [{"at": at, "why": why} for at, why in merged.set_aside], "flagged": list(merged.flagged),
            }  # fmt: skip
            click.echo(json.dumps(record, ensure_ascii=False))
            continue
        for at, why in merged.set_aside:
            say(f"set aside: {file.name}, {at}: {why}", quiet=quiet)
        for doubt in merged.flagged:
            say(f"doubtful: {doubt}", quiet=quiet)
        click.echo(
            f"{file.name} ({merged.format}): {merged.new:,} new, {merged.changed:,} changed, {merged.unchanged:,} as "
            f"they were, {len(merged.outlines):,} outlines, {len(merged.set_aside):,} set aside"
        )
    if not as_json:
        say(f"Kept in {folder}. Use it with: --pack {folder}" if not dry_run else "Nothing was written.", quiet=quiet)
    finish(set_aside, quiet=quiet or as_json)
