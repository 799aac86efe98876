"""What `marsad collect` tells while it gathers, and how it is stopped."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import click

from marsad.cli.options import say


@dataclass
class Summary:
    """What was kept, known and set aside until now, told as it comes and summed up at the end."""

    as_json: bool
    quiet: bool
    kept: int = 0
    known: int = 0
    unchanged: int = 0
    passed_over: int = 0
    set_aside: int = 0
    is_stopped: bool = False

    def add_done(self, done: Any) -> None:
        """What the observatory collected from files."""
        self.kept += done.done
        self.known += done.known
        self._tell_aside(done.set_aside)

    def add(self, told: Any, *, is_long: bool) -> None:
        """What became of one page or file; in long work, each that gave something new has its line."""
        self.kept += told.kept
        self.known += told.known
        self.unchanged += told.unchanged
        self.passed_over += told.passed_over
        if is_long and told.kept:
            say(f"{told.where}: kept {told.kept:,}", quiet=self.quiet)
        if self.as_json and is_long and told.kept:
            self._line({"where": told.where, "kept": told.kept, "known": told.known})
        self._tell_aside(told.set_aside)

    def _tell_aside(self, missed: Any) -> None:
        for where, why in missed:
            self.set_aside += 1
            say(f"set aside: {where}: {why}", quiet=self.quiet)
            if self.as_json:
                self._line({"set_aside": where, "why": why})

    def _line(self, facts: dict[str, Any]) -> None:
        from marsad.run.output import json_line

        click.echo(json_line(facts), nl=False)

    def show(self) -> None:
        """The sum of it all."""
        if self.as_json:
            more = {"unchanged": self.unchanged, "passed_over": self.passed_over}
            said = {key: value for key, value in more.items() if value}
            self._line({"kept": self.kept, "known": self.known, **said, "set_aside": self.set_aside})
        parts = [
            f"{number:,} {words}"
            for number, words in (
                (self.known, "known already"),
                (self.unchanged, "unchanged"),
                (self.passed_over, "passed over (fetched before, see --fresh-for)"),
            )
            if number
        ]
        before = "Stopped. " if self.is_stopped else ""
        say(f"{before}Kept {self.kept:,} reports{''.join(f', {part}' for part in parts)}.", quiet=self.quiet)


def gather_and_show(
    opened: Any, summary: Summary, *, addresses: tuple[str, ...], publisher: str | None, language: str | None,
    published: date | None, lists: tuple[Path, ...], feeds: tuple[str, ...], folders: tuple[Path, ...], once: bool,
    keep_on: bool, every: float, feed_every: float, feed_text: bool, fresh_for: float, **more: Any,
) -> None:  # fmt: skip
    """Gathers what was asked for and tells of each; Ctrl-C stops after the page or file in hand."""
    from marsad.run.gathering import Stop, Wanted, gather, known_as

    goes_on = (bool(folders) and not once) or keep_on
    wanted = Wanted(
        addresses, lists, feeds, folders, known_as(publisher, language, published), every=every,
        feed_every=60 * feed_every, keep_on=goes_on, pages=not feed_text, fresh_hours=fresh_for, **more,
    )  # fmt: skip
    if goes_on:
        say("Watching; Ctrl-C ends it.", quiet=summary.quiet)
    stop = Stop()
    with _stopped_by_signals(stop, quiet=summary.quiet):
        for told in gather(opened, wanted, stop=stop):
            summary.add(told, is_long=goes_on or bool(lists or feeds))
    summary.is_stopped = stop.event.is_set()


@contextmanager
def _stopped_by_signals(stop: Any, *, quiet: bool) -> Iterator[None]:
    """The first Ctrl-C (or a polite end by the system) stops at a safe place, a second one at once."""

    def ask(number: int, _: FrameType | None) -> None:
        if stop.event.is_set():
            raise KeyboardInterrupt
        stop.now()
        say("Stopping after what is in hand; Ctrl-C again ends at once.", quiet=quiet)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
