"""`marsad read`: reports into claims."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from marsad.cli.options import common_options, finish, observatory_option, say
from marsad.model.claim import Reading
from marsad.model.report import Report

Beside = Callable[[Iterable[Reading], Any], Iterator[Reading]]


@click.command(name="read")
@click.argument("what", nargs=-1)
@click.option("--jsonl", "lines", type=click.Path(path_type=Path), help="Reports as JSON Lines, one object a line.")
@click.option("--pack", default="syria", show_default=True, help="The conflict pack: a name, or a folder.")
@click.option("--publisher", help="Who publishes these reports.")
@click.option("--language", help="Their language (en, ar); otherwise it is guessed.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Their day of publication, as 2022-01-30.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that share the work."
)
@click.option("--backend", "backends", multiple=True, default=("rules",), help="Readers to use, in order.")
@click.option(
    "--engine", type=click.Choice(("processes", "spark")), default="processes", show_default=True,
    help="What shares the work: processes of this machine, or Apache Spark.",
)  # fmt: skip
@click.option("--master", default="local[*]", show_default=True, help="Spark's master: local[2], spark://…, yarn …")
@click.option("--llm-url", metavar="ADDRESS", help="Also ask a model here, such as http://127.0.0.1:8080/v1.")
@click.option("--llm-model", default="default", show_default=True, help="The model's name there.")
@click.option("--llm-seconds", type=click.FloatRange(0.1), default=60.0, show_default=True,
              help="How long it may take for one report.")  # fmt: skip
@click.option(
    "--gliner", metavar="FOLDER", type=click.Path(path_type=Path), help="Also ask a GLiNER2 model in a folder."
)
@click.option(
    "--llm-mode", type=click.Choice(("shadow", "fill")), default="shadow", show_default=True,
    help="shadow: only compare; fill: add what the rules left empty.",
)  # fmt: skip
@click.option("--allow-remote", is_flag=True, help="The model may be on another machine; reports leave this one.")
@click.option("--explain", is_flag=True, help="The rule behind every claim, and the way to every place.")
@observatory_option
@common_options
def command(
    what: tuple[str, ...], lines: Path | None, pack: str, publisher: str | None, language: str | None,
    published: datetime | None, jobs: int, backends: tuple[str, ...], explain: bool, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool, engine: str, master: str, **model: Any,
) -> None:  # fmt: skip
    """Reads reports into claims, each number with its sentence and who says so.

    With WHAT (files, folders, - for standard input) or --jsonl it is a pure function: nothing is kept. Without,
    it reads what is unread in the observatory.
    """
    from marsad.run.reports import Reports

    beside = _model_beside(quiet=quiet, **model)
    if not what and lines is None:
        from marsad.cli.read_kept import read_kept

        read_kept(
            observatory, key_file, backends=backends, jobs=jobs, engine=engine, master=master, beside=beside,
            as_json=as_json, quiet=quiet,
        )  # fmt: skip
        return
    source = Reports(
        what, lines=lines, publisher=publisher, language=language, published=published.date() if published else None
    )
    set_aside = 0
    show = _json_writer() if as_json else _tree_writer(pack, explain)
    readings = _readings(source, pack, backends, jobs, engine, master)
    for reading in beside(readings, pack) if beside else readings:
        set_aside += bool(reading.set_aside) and not reading.claims
        show(reading)
    for missed in source.not_collected:
        say(f"set aside: {missed.where}: {missed.why}", quiet=quiet)
    finish(set_aside + len(source.not_collected), quiet=quiet)


def _readings(
    source: Iterable[Report], pack: str, backends: tuple[str, ...], jobs: int, engine: str, master: str
) -> Iterator[Reading]:
    if engine == "spark":
        from marsad.run.spark import readings_on_spark

        return readings_on_spark(source, master=master, pack=pack, backends=backends)
    from marsad.run.reading import read_all

    return read_all(source, pack=pack, backends=backends, jobs=jobs)


def _model_beside(
    *, quiet: bool, llm_url: str | None, llm_model: str, llm_mode: Any, llm_seconds: float, gliner: Path | None,
    allow_remote: bool,
) -> Beside | None:  # fmt: skip
    """What asks a model beside the rules and tells on standard error what it says; None where none is wanted."""
    if llm_url is None and gliner is None:
        return None
    if llm_url is not None and gliner is not None:
        raise click.UsageError("One model at a time: --llm-url or --gliner.")
    import os

    from marsad.run.modelled import beside_model, endpoint_at, gliner_in, where_reports_go

    if llm_url is not None:
        key = os.environ.get("MARSAD_LLM_KEY")
        backend = endpoint_at(llm_url, model=llm_model, key=key, seconds=llm_seconds, allow_remote=allow_remote)
    elif gliner is not None:
        backend = gliner_in(gliner)
    if host := where_reports_go(backend):
        click.echo(f"The text of every report is sent to {host}.", err=True)

    def beside(readings: Iterable[Reading], pack: Any) -> Iterator[Reading]:
        for reading, compared in beside_model(readings, backend=backend, mode=llm_mode, pack=pack):
            say(
                f"{reading.report.id}: {len(compared.agree)} numbers agree, {len(compared.differ)} differ, "
                f"{len(compared.only_rules)} only by rules, {len(compared.only_model)} only by the model, "
                f"{len(compared.refused)} refused",
                quiet=quiet,
            )
            for kind, lines in (
                ("differs", compared.differ), ("only the model", compared.only_model), ("refused", compared.refused)
            ):  # fmt: skip
                for line in lines:
                    say(f"  {kind}: {line}", quiet=quiet)
            yield reading

    return beside


def _json_writer() -> Callable[[Reading], None]:
    from marsad.run.output import json_line

    return lambda reading: click.echo(json_line(reading), nl=False)


def _tree_writer(pack: str, explain: bool) -> Callable[[Reading], None]:
    from rich.console import Console

    from marsad.cli.reading_tree import show_reading
    from marsad.run.output import names_of

    return partial(show_reading, console=Console(highlight=False), name=names_of(pack), explain=explain)
