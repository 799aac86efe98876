"""`marsad review`: the queue of what waits for a person, and judging it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.options import common_options, observatory_option, open_here, say

if TYPE_CHECKING:
    pass

ORDERS = ("doubt", "impact", "age")


class ReviewGroup(click.Group):
    """Takes the observatory first, if it is named there: ``marsad review FILE accept ID``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move a leading file or address to --observatory."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            ctx.obj = args[0]
            args = args[1:]
            if not args:
                return super().parse_args(ctx, ["work"])
        elif not args:
            args = ["work"]
        return super().parse_args(ctx, args)


@click.group(name="review", cls=ReviewGroup)
def command() -> None:
    """Works the queue of what waits for a person: marsad review [FILE] opens it; the commands below judge one by one.

    IDs are incidents, claims (REPORT:CLAIM), reports or alerts. Nothing is overwritten: the last judgement counts,
    every one stays, and undo takes one back.
    """


def _open(ctx: click.Context, observatory: str | None, key_file: Path | None) -> Any:
    return open_here(observatory or (ctx.parent.obj if ctx.parent else None), key_file)


def _judging(function: Any) -> Any:
    """The options that every judgement takes."""
    for option in (
        click.option("--by", help="In whose name (default: who is signed in to this machine)."),
        click.option("--reason", default="", help="Why; others read it later."),
        click.option("--seen", type=int, help="The change you looked at: refused if another judged since."),
        click.option("--token", help="Names this act, so that sent twice it counts once."),
    ):
        function = option(function)
    return observatory_option(common_options(click.pass_context(function)))


def _judge(ctx: click.Context, act: str, about: tuple[str, ...], options: dict[str, Any], **more: Any) -> None:
    from marsad.run.output import json_line
    from marsad.run.review import Review, judgement_json

    with _open(ctx, options["observatory"], options["key_file"]) as opened:
        judged = Review(opened).judge(
            act, *about, by=options["by"] or opened.by, reason=options["reason"], seen=options["seen"],
            token=options["token"], **more,
        )  # fmt: skip
    if options["as_json"]:
        click.echo(json_line(judgement_json(judged)), nl=False)
        return
    changed = f"; changed: {', '.join(judged.changed)}" if judged.changed else ""
    say(f"Judgement {judged.judgement.number}: {act} {' '.join(about)}{changed}.", quiet=options["quiet"])


@command.command(name="list")
@click.option("--order", type=click.Choice(ORDERS), default="doubt", show_default=True, help="What comes first.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
@observatory_option
@common_options
@click.pass_context
def list_queue(
    ctx: click.Context, order: Any, limit: int, observatory: str | None, key_file: Path | None, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Lists what waits, first things first: incidents, doubtful pairs, alerts."""
    from marsad.run.output import json_line
    from marsad.run.review import Review, waiting_json

    with _open(ctx, observatory, key_file) as opened:
        waiting = Review(opened).queue(order=order)
        number = opened.store.number
    for each in waiting[:limit]:
        if as_json:
            click.echo(json_line(waiting_json(each)), nl=False)
        else:
            click.echo(f"{each.kind:8} {' + '.join(each.about)}  doubt {each.doubt:.2f}  {each.impact:,} people")
            click.echo(f"         {each.says or '; '.join(each.why) or 'nothing doubtful; nobody has decided yet'}")
    say(f"{len(waiting):,} wait, as of change {number:,}.", quiet=quiet)


@command.command(name="show")
@click.argument("id")
@observatory_option
@common_options
@click.pass_context
def show(
    ctx: click.Context, id: str, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool
) -> None:
    """Shows an incident with its sentences, the machine's values and people's side by side, and who decided what."""
    from marsad.run.output import json_line
    from marsad.run.review import Review
    from marsad.run.review_show import as_data, as_lines

    with _open(ctx, observatory, key_file) as opened:
        review = Review(opened)
        shown = json_line(as_data(review, id)) if as_json else "\n".join(as_lines(review, id)) + "\n"
    click.echo(shown, nl=False)


def _simple(act: str, help_text: str) -> None:
    """A command for an act that needs ids and, at most, a reason."""

    @command.command(name=act, help=help_text)
    @click.argument("ids", nargs=-1, required=True, metavar="ID…")
    @_judging
    def judge(ctx: click.Context, ids: tuple[str, ...], **options: Any) -> None:
        # On the command line "show" shows; the act of that name is "show-again".
        meant = "show" if act == "show-again" else act
        for about in [ids] if act in ("merge", "apart") else [(each,) for each in ids]:
            _judge(ctx, meant, about, options)


for _act, _help in {
    "accept": "Each of these stands, and enters the record.",
    "reject": "Each of these does not stand (--reason).",
    "merge": "These incidents are one; the first keeps its id (--reason).",
    "apart": "These incidents are not one, whatever they have in common.",
    "withhold": "Each of these is not to be shown outside (--reason).",
    "show-again": "Each of these may be shown outside again.",
    "retract": "These reports are withdrawn: every number that rests on them changes (--reason).",
    "reinstate": "These reports stand again (--reason).",
    "issue": "These alerts go out.",
    "dismiss": "These alerts do not go out (--reason).",
    "sign-off": "These releases may be published as they are.",
    "note": "A remark that decides nothing (--reason holds it).",
}.items():
    _simple(_act, _help)


@command.command(name="correct")
@click.argument("id")
@click.argument("field")
@click.argument("value", metavar="JSON")
@_judging
def correct(ctx: click.Context, id: str, field: str, value: str, **options: Any) -> None:
    """Gives a field of a claim or incident another value; the machine's stays beside it (--reason).

    FIELD is one of the record (when, where, event …) or of a count in a claim (n2.who, n1.range). The value is JSON as
    the record writes it: '{"low":4,"best":4,"high":4,"sign":"="}'.
    """
    _judge(ctx, "correct", (id,), options, field_name=field, value=_json(value))


@command.command(name="code")
@click.argument("id")
@click.argument("field")
@click.argument("value", metavar="JSON")
@_judging
def code(ctx: click.Context, id: str, field: str, value: str, **options: Any) -> None:
    """Codes a field of a claim blind, before the machine's value is shown; then says what the machine has."""
    from marsad.run.review import Review

    _judge(ctx, "code", (id,), options, field_name=field, value=_json(value))
    with _open(ctx, options["observatory"], options["key_file"]) as opened:
        suggestion = Review(opened).suggestion(id, field, by=options["by"] or opened.by)
    say(f"The machine has: {json.dumps(suggestion, ensure_ascii=False)}", quiet=options["quiet"])


@command.command(name="split")
@click.argument("id")
@click.argument("parts", nargs=-1, required=True, metavar="CLAIM[,CLAIM…]…")
@_judging
def split(ctx: click.Context, id: str, parts: tuple[str, ...], **options: Any) -> None:
    """Splits an incident: one list of claims a part, the first keeps the id (--reason)."""
    _judge(ctx, "split", (id,), options, value=[part.split(",") for part in parts])


@command.command(name="grade")
@click.argument("id")
@click.argument("grade", required=False, metavar="[GRADE]")
@_judging
def grade(ctx: click.Context, id: str, grade: str | None, **options: Any) -> None:
    """Grades an incident: confirmed, fair, weak, contested or discounted. Without one, proposes it."""
    from marsad.run.output import json_line
    from marsad.run.review import Review

    if grade is not None:
        _judge(ctx, "grade", (id,), options, value=grade)
        return
    with _open(ctx, options["observatory"], options["key_file"]) as opened:
        proposed = Review(opened).propose_grade(id)
    if options["as_json"]:
        click.echo(json_line({"id": id, "grade": proposed.grade, "why": proposed.why, "rule": proposed.rule}), nl=False)
    else:
        click.echo(f"{id}: {proposed.grade} by the rule {proposed.rule}. {proposed.why}")


@command.command(name="undo")
@click.argument("number", type=int)
@_judging
def undo(ctx: click.Context, number: int, **options: Any) -> None:
    """Takes the judgement of that number back; it stays in the ledger (--reason)."""
    from marsad.run.review import Review

    with _open(ctx, options["observatory"], options["key_file"]) as opened:
        about = Review(opened).judgement(number).about
    _judge(ctx, "undo", about, options, value=number)


@command.command(name="alpha")
@observatory_option
@common_options
@click.pass_context
def alpha(ctx: click.Context, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Says how far reviewers agree: Krippendorff's alpha of each field over blind codes."""
    from marsad.run.output import json_line
    from marsad.run.review import Review

    with _open(ctx, observatory, key_file) as opened:
        found = Review(opened).agreement()
    for name, each in found.items():
        if as_json:
            data = {"field": name, "alpha": each.alpha, "level": each.level, "units": each.units, "coders": each.coders}
            click.echo(json_line(data), nl=False)
        else:
            value = "not to be said" if each.alpha is None else f"{each.alpha:.3f}"
            click.echo(f"{name}: alpha {value} ({each.level}; {each.units} things, {each.coders} people)")
    if not found:
        say("Nobody has coded anything blind yet: marsad review code ID FIELD VALUE", quiet=quiet)


@command.command(name="settle")
@observatory_option
@common_options
@click.pass_context
def settle(ctx: click.Context, observatory: str | None, key_file: Path | None, as_json: bool, quiet: bool) -> None:
    """Brings the record in line with all judgements, as after matching anew."""
    from marsad.run.output import json_line
    from marsad.run.review import Review

    with _open(ctx, observatory, key_file) as opened:
        changed = Review(opened).settle()
    if as_json:
        click.echo(json_line({"changed": changed}), nl=False)
    say(f"{len(changed):,} incidents changed.", quiet=quiet)


@command.command(name="work")
@click.option("--order", type=click.Choice(ORDERS), default="doubt", show_default=True, help="What comes first.")
@click.option("--by", help="In whose name (default: who is signed in to this machine).")
@observatory_option
@common_options
@click.pass_context
def work(
    ctx: click.Context, order: Any, by: str | None, observatory: str | None, key_file: Path | None, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Opens the queue on the terminal, for the keyboard: j and k move, a accepts, r rejects, ? lists the keys."""
    from marsad.cli.review_screen import Screen
    from marsad.run.review import Review

    if as_json:
        options = {"observatory": observatory, "key_file": key_file, "as_json": True, "quiet": quiet}
        ctx.invoke(list_queue, order=order, limit=10_000, **options)
        return
    with _open(ctx, observatory, key_file) as opened:
        review: Review = Review(opened)
        Screen(review, by=by or opened.by, order=order, is_terminal=sys.stdin.isatty()).run()


def _json(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        # A bare word is meant as text: who types weak for "weak" is understood.
        return words
