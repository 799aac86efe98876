"""`marsad places`: find places by name, import more of them."""

import json
from pathlib import Path
from typing import Any

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

    A P-code or an id is its place, and a point ("35.33, 40.14") the unit that holds it. A name that several places bear
    stays unplaced, and they are listed.
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


SHOWN = 12  # more bearers of a name than this are counted, not listed; --json lists all
KINDS = {"adm1": "governorate or province", "adm2": "district", "adm3": "subdistrict", "locality": "place"}
SAYS = {
    "exact": "the place itself", "near": "near it", "adm3": "the subdistrict", "adm2": "the district",
    "adm1": "the governorate or province", "area": "a wider area", "country": "the country",
}  # fmt: skip


def _show(record: dict[str, Any], explain: bool) -> None:
    """A place in three lines: its names, what holds it, where it lies; or why there is none, and what to ask."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    places, way = record["places"], [str(step) for step in record.get("way") or ()]
    if record["place"]:
        console.print(f"[bold]{escape(_names(places[0]))}[/bold]  {escape(_kind(places[0]))}")
        console.print(f"  {escape(_holders(places[0]) or _extent(places[0]))}  \\[{escape(places[0]['id'])}]")
        console.print(f"  {_point(record)}")
    else:
        several = bool(record.get("candidates"))
        kept = f"{len(places)} places may be meant" if several else "elsewhere, or spelt otherwise" if places else ""
        console.print("[bold]unplaced[/bold]" + (f": {kept}" if kept else ""))
        for place in places[:SHOWN]:
            console.print(f"  {escape(_names(place))}  {escape(_holders(place))}  \\[{escape(place['id'])}]")
        if len(places) > SHOWN:
            console.print(f"  … and {len(places) - SHOWN} more (--json lists all)")
        if record.get("point"):
            console.print(f"  {_point(record)}: all of them")
        way = [step.partition(": ")[0] if several and "tells them apart" in step else step for step in way]
    for step in way if explain or not record["place"] else ():
        console.print(f"  · {escape(step)}")
    if not record["place"] and places:
        console.print(f"  Say where: {escape(_asked(record['asked'], places))}")


def _names(place: dict[str, Any]) -> str:
    return " · ".join(str(place[key]) for key in ("name_en", "name_ar") if place.get(key))


def _kind(place: dict[str, Any]) -> str:
    return KINDS.get(place["kind"], str(place["kind"]))


def _holders(place: dict[str, Any]) -> str:
    return " › ".join(holder["name"] for holder in place.get("within") or ())


def _extent(place: dict[str, Any]) -> str:
    units = place.get("units")
    return f"{len(units)} units: {', '.join(units)}" if units else "the whole country"


def _point(record: dict[str, Any]) -> str:
    """What is known of where it lies: our precision, and the two numbers that data sets use for it."""
    point, radius, codes = record.get("point"), record.get("radius_km"), record["precision_codes"]
    at = f", {point[0]:.4f}, {point[1]:.4f}" if point else ""
    around = f" within {radius:g} km" if point and radius else ""
    numbers = f" (ACLED {codes['acled']}, UCDP {codes['ucdp']})" if codes["acled"] else ""
    return f"{record['precision']}: {SAYS.get(record['precision'], 'not known')}{at}{around}{numbers}"


def _asked(words: str, places: list[dict[str, Any]]) -> str:
    """The same question with a unit that holds the first place, and not all of the others."""
    chains = [[holder["id"] for holder in place.get("within") or ()][::-1] for place in places]
    depth = next((at for at in range(1, 5) if len({tuple(chain[at : at + 1]) for chain in chains}) > 1), 1)
    unit = chains[0][depth] if depth < len(chains[0]) else places[0]["id"]
    return f'marsad places find "{words}" --in {unit}'


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
