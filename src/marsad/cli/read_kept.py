"""`marsad read` inside an observatory: what is unread, with a bar."""

from pathlib import Path
from typing import Any

import click

from marsad.cli.options import finish, open_here, say


def read_kept(
    address: str | None, key_file: Path | None, *, backends: tuple[str, ...], jobs: int, engine: str, master: str,
    beside: Any, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Reads what is unread in the observatory, keeps the readings, and says how much was found."""
    from marsad.run.output import json_line
    from marsad.run.progress import following

    aside = claims = counts = read = 0
    with open_here(address, key_file) as observatory:
        unread = sum(1 for _ in observatory.store.reports.unread())
        batch = []
        readings = observatory.read_new(backends=backends, jobs=jobs, engine=engine, master=master)
        if beside is not None:
            readings = beside(readings, observatory.pack)
        for reading in following(readings, total=unread, what="Reading", quiet=quiet):
            batch.append(reading)
            read += 1
            claims += len(reading.claims)
            counts += sum(1 for _ in reading.counts())
            if as_json:
                click.echo(json_line(reading), nl=False)
            if reading.set_aside and not reading.claims:
                aside += 1
                say(f"set aside: {reading.report.id}: {reading.set_aside[0].why}", quiet=quiet)
            if len(batch) >= 200:
                observatory.keep(batch)
                batch = []
        observatory.keep(batch)
    say(f"Read {read:,} reports: {claims:,} claims, {counts:,} counts.", quiet=quiet)
    finish(aside, quiet=quiet)
