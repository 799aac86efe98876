"""`marsad verify`: proving that nothing was changed behind the record's back."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.options import common_options, find_observatory, say
from marsad.model.errors import StoreError

if TYPE_CHECKING:
    from marsad.run.verify import Store, Verdict

FILE = click.Path(path_type=Path)
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
SHOWN = 20  # wrong rows listed on the terminal; --json gives all


@click.command(name="verify")
@click.argument("what", required=False, metavar="[FILE|ADDRESS|RELEASE.zip]")
@click.option("--trusted", multiple=True, metavar="KEY", help="A public key that may sign; others are then wrong.")
@click.option("--checkpoint", "copies", multiple=True, type=EXISTING, help="A checkpoint that was kept elsewhere.")
@click.option(
    "--root", "roots", multiple=True, type=EXISTING, help="Certificate (PEM) of a trusted stamping authority."
)
@click.option("--new-key", type=FILE, help="Make a signing key in this new file, print its public key, and stop.")
@click.option("--sign", type=EXISTING, metavar="KEYFILE", help="If all holds, sign how far the ledger has come.")
@click.option("--write", type=FILE, help="With --sign: also write the checkpoint here, to be kept elsewhere.")
@click.option("--stamp", metavar="ADDRESS", help="Ask this authority to stamp the newest checkpoint (RFC 3161).")
@click.option("--stamp-request", type=FILE, help="Write the request for a stamp here, to be sent by other means.")
@click.option("--stamp-response", type=EXISTING, help="Attach an authority's answer that came by other means.")
@click.option("--by", help="In whose name (default: who is signed in to this machine).")
@click.option("--key-file", type=FILE, envvar="MARSAD_KEY_FILE", help="The key of an encrypted observatory.")
@common_options
def command(
    what: str | None, new_key: Path | None, key_file: Path | None, as_json: bool, quiet: bool, **options: Any
) -> None:
    """Checks an observatory against its ledger, or a release against its signature.

    Every line of the ledger, every record and every byte of every report is checked; the first wrong one is named.
    Exit code 3 says that something does not hold.
    """
    from marsad.run import verify as run

    if new_key is not None:
        passphrase = os.environ.get("MARSAD_SIGNING_PASSPHRASE") or None
        click.echo(run.new_key(new_key, passphrase=passphrase))
        say(f"Made {new_key}. Keep it away from the observatory; the line above is its public key.", quiet=quiet)
        return
    if what is not None and run.is_release(what):
        _release(what, options["trusted"], as_json)
        return
    where = find_observatory(what)
    with open_bare(where, key_file) as store:
        verdict = run.verify(store, run.trust(options["trusted"], options["copies"], options["roots"]))
        _show(where, verdict, as_json)
        if not verdict.is_sound:
            sys.exit(3)
        _more(store, options, quiet)


def _release(path: str, trusted: tuple[str, ...], as_json: bool) -> None:
    from marsad.run.output import json_line
    from marsad.run.verify import verify_release

    found = verify_release(Path(path), trusted=trusted[0] if trusted else None)
    if as_json:
        click.echo(json_line(found), nl=False)
    elif found["good"]:
        known = "the key you trust" if trusted else f"{found['signer']} (name the key you trust with --trusted)"
        click.echo(f"{path}: whole, and signed by {known}.")
    else:
        click.echo(f"{path} does not hold:")
        for wrong in found["wrong"]:
            click.echo(f"  ✗ {wrong}")
    if not found["good"]:
        sys.exit(3)


def _show(where: str, verdict: "Verdict", as_json: bool) -> None:
    if as_json:
        from marsad.run.output import json_line

        click.echo(json_line(verdict_json(where, verdict)), nl=False)
        return
    if verdict.is_sound:
        click.echo(f"{where} holds: {verdict.lines:,} changes, {verdict.contents:,} reports byte for byte.")
        click.echo(f"  the ledger stands at {verdict.hash}")
    else:
        click.echo(f"{where} does not hold. The first wrong row: {verdict.first}.")
        for wrong in verdict.wrong[1:SHOWN]:
            click.echo(f"  also {wrong}")
        if verdict.found > SHOWN:
            click.echo(f"  and {verdict.found - SHOWN:,} more (--json lists up to 1,000)")
    for checkpoint in verdict.checkpoints:
        click.echo(f"  signed up to change {checkpoint.upto:,} by {checkpoint.by}, key {checkpoint.public_key[:16]}…")
    for checkpoint, stamp in verdict.stamps:
        rooted = "a trusted authority" if stamp.is_rooted else "an authority not checked against a root (--root)"
        click.echo(f"  stamped up to change {checkpoint.upto:,} at {stamp.at:%Y-%m-%d %H:%M:%S} UTC by {rooted}")
    if verdict.is_sound and not verdict.checkpoints:
        click.echo("  nothing is signed: whoever could rewrite the whole file would not be found (--sign KEYFILE)")


def verdict_json(where: str, verdict: "Verdict") -> dict[str, Any]:
    """What a check found, as plain data."""
    return {
        "observatory": where,
        "holds": verdict.is_sound,
        "changes": verdict.lines,
        "reports": verdict.contents,
        "hash": verdict.hash,
        "found": verdict.found,
        "wrong": [{"change": w.number, "kind": w.kind, "id": w.key, "why": w.why} for w in verdict.wrong],
        "checkpoints": [{"upto": c.upto, "by": c.by, "at": c.at, "key": c.public_key} for c in verdict.checkpoints],
        "stamps": [
            {"upto": c.upto, "at": s.at, "authority": s.authority, "rooted": s.is_rooted} for c, s in verdict.stamps
        ],
    }


def _more(store: "Store", options: dict[str, Any], quiet: bool) -> None:
    """Sign and stamp, where asked to."""
    from marsad.run import verify as run
    from marsad.run.observatory import person

    by = options["by"] or person()
    if options["sign"] is not None:
        passphrase = os.environ.get("MARSAD_SIGNING_PASSPHRASE") or None
        checkpoint = run.sign(store, options["sign"], by=by, passphrase=passphrase, write=options["write"])
        say(f"Signed up to change {checkpoint.upto:,} with key {checkpoint.public_key[:16]}….", quiet=quiet)
    if options["stamp_request"] is not None:
        options["stamp_request"].write_bytes(run.request_for(run.newest_checkpoint(store)))
        say(f"Wrote {options['stamp_request']}; send it to a stamping authority, attach the answer.", quiet=quiet)
    if options["stamp_response"] is not None:
        stamp = run.attach_stamp(store, options["stamp_response"], by=by)
        say(f"Stamped at {stamp.at:%Y-%m-%d %H:%M:%S} UTC by {stamp.authority}.", quiet=quiet)
    if options["stamp"] is not None:
        stamp = run.ask_for_stamp(store, options["stamp"], by=by)
        say(f"Stamped at {stamp.at:%Y-%m-%d %H:%M:%S} UTC by {stamp.authority}.", quiet=quiet)


def open_bare(where: str, key_file: Path | None) -> "Store":
    """An observatory's store alone; its passphrase is taken from MARSAD_KEY or asked for on a terminal."""
    from marsad.run.verify import open_bare as open_it

    key = os.environ.get("MARSAD_KEY") if key_file is None else None
    try:
        return open_it(where, key=key, key_file=key_file)
    except StoreError as problem:
        if key or key_file or "is encrypted" not in str(problem) or not sys.stdin.isatty():
            raise
        return open_it(where, key=click.prompt("Passphrase", hide_input=True, err=True))
