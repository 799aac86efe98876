"""`marsad serve`: the pages and the API, on this machine only."""

from pathlib import Path

import click

from marsad.cli.options import common_options, find_observatory, observatory_option, open_here, say


@click.command(name="serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback, unless you know better.")
@click.option("--name", "names", multiple=True, help="A host name it may be asked under (behind your own TLS).")
@click.option("--behind-tls", is_flag=True, help="Mark cookies for HTTPS only.")
@click.option("--server-key", type=click.Path(path_type=Path), help="The key that seals second factors.")
@observatory_option
@common_options
def command(
    port: int, host: str, names: tuple[str, ...], behind_tls: bool, server_key: Path | None, observatory: str | None,
    key_file: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Serves the pages and the API on loopback. Stop it with Ctrl-C."""
    try:
        from marsad.web.serve import serve
    except ImportError as problem:
        raise click.UsageError(f"The pages need more libraries ({problem.name}): pip install 'marsad[web]'") from None
    where = find_observatory(observatory)
    with open_here(observatory, key_file) as opened:
        # By name where it can be: browsers give no passkey to an address that is a number.
        called = "localhost" if host == "127.0.0.1" else host
        say(f"Marsad is at http://{called}:{port}/ (stop with Ctrl-C)", quiet=quiet)
        serve(
            opened, host=host, port=port, names=names, is_secure=behind_tls,
            server_key=server_key or Path.cwd() / f"{Path(where).name.partition('?')[0]}.server-key",
        )  # fmt: skip
