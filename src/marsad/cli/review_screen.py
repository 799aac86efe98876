"""The queue on the terminal: one thing at a time, one key a judgement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from marsad.model.errors import MarsadError

if TYPE_CHECKING:
    from marsad.run.review import Review

KEYS = {
    "j": "next",
    "k": "previous",
    "a": "accept (a pair: they are one)",
    "r": "reject (a pair: they are two)",
    "g": "grade",
    "c": "correct a field",
    "s": "split into parts",
    "w": "withhold",
    "t": "retract a report",
    "n": "note",
    "u": "undo your last judgement here",
    "o": "order by doubt, impact, age",
    "?": "these keys",
    "q": "leave",
}
ORDERS = ("doubt", "impact", "age")


def read_key() -> str:
    """One key, without Enter; arrows move too."""
    key = click.getchar()
    return {"\x1b[B": "j", "\x1b[A": "k", "\x1b[C": "j", "\x1b[D": "k", "\x03": "q", "\x04": "q", "\x1b": "q"}.get(
        key, key
    )


def read_line() -> str:
    """The first letter of a line, where there is no terminal to take single keys from; the end of input leaves."""
    try:
        return input().strip()[:1]
    except EOFError:
        return "q"


@dataclass
class Screen:
    """Works a queue. `key` gives the next key, `ask` the answer to a question, `tell` shows a line."""

    review: "Review"
    by: str
    order: Any = "doubt"
    is_terminal: bool = True
    key: Callable[[], str] | None = None
    ask: Callable[[str], str] = field(
        default=lambda question: str(click.prompt(question, default="", show_default=False))
    )
    tell: Callable[[str], None] = click.echo
    _at: int = 0
    _queue: list[Any] = field(default_factory=list)
    _seen: int = 0
    _mine: list[int] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Until the queue is empty or somebody leaves."""
        self._refresh()
        while self._queue:
            self._show()
            key = (self.key or (read_key if self.is_terminal else read_line))()
            if key in ("q", ""):
                break
            try:
                self._do(key)
            except MarsadError as problem:
                self._say(f"   ✗ {problem}")
                self._refresh()
        for line in self._said:
            self.tell(line)
        self.tell(f"{len(self._mine)} judged; {len(self._queue)} wait.")

    def _refresh(self) -> None:
        self._seen = self.review.store.number
        self._queue = self.review.queue(order=self.order)
        self._at = min(self._at, max(0, len(self._queue) - 1))

    def _show(self) -> None:
        from marsad.run.review_show import as_lines

        each = self._queue[self._at]
        if self.is_terminal and self.key is None:
            click.clear()
        self.tell(f"── {self._at + 1} of {len(self._queue)} by {self.order} · {each.kind} · doubt {each.doubt:.2f} · "
                  f"{each.impact:,} people · since {each.since or 'no day'}")  # fmt: skip
        for why in each.why:
            self.tell(f"   ? {why}")
        if each.says:
            self.tell(f"   {each.says}")
        for about in each.about if each.kind != "alert" else ():
            for line in as_lines(self.review, about):
                self.tell(line)
        for line in self._said:
            self.tell(line)
        self._said.clear()
        self.tell("   [j]next [k]back [a]ccept [r]eject [g]rade [c]orrect [s]plit [w]ithhold [u]ndo [?]keys [q]uit")

    def _say(self, line: str) -> None:
        """A line that the next picture of the screen shows: what was said before it is wiped away."""
        self._said.append(line)

    def _do(self, key: str) -> None:
        each = self._queue[self._at]
        if key in "jk":
            self._at = max(0, min(len(self._queue) - 1, self._at + (1 if key == "j" else -1)))
        elif key == "?":
            for name, says in KEYS.items():
                self.tell(f"   {name}  {says}")
            if self.is_terminal and self.key is None:
                click.pause()
        elif key == "o":
            self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
            self._at = 0
            self._refresh()
        elif key == "u":
            self._undo()
        elif key in "argcswtn":
            self._judge(key, each)
        else:
            self._say(f"   {key!r} is no key here; ? lists them.")

    def _judge(self, key: str, each: Any) -> None:
        asked = _question(key, each, self.ask)
        if asked is None:
            self._say("   Nothing was judged.")
            return
        act, about, more = asked
        judged = self.review.judge(act, *about, by=self.by, seen=self._seen, **more)
        self._mine.append(judged.judgement.number or 0)
        self._say(f"   ✓ {act} {' '.join(about)} (judgement {judged.judgement.number})")
        self._refresh()

    def _undo(self) -> None:
        if not self._mine:
            self._say("   You judged nothing here yet.")
            return
        number = self._mine.pop()
        about = self.review.judgement(number).about
        self.review.judge("undo", *about, by=self.by, reason=self.ask("Why take it back?"), value=number)
        self._say(f"   ✓ judgement {number} is taken back")
        self._refresh()


def _question(key: str, each: Any, ask: Callable[[str], str]) -> tuple[str, tuple[str, ...], dict[str, Any]] | None:
    """What a key judges, after asking for what it needs; None where the answer was left empty."""
    from marsad.cli.review import _json

    about: tuple[str, ...] = each.about
    if key == "a":
        act = {"pair": "merge", "alert": "issue"}.get(each.kind, "accept")
        reason = ask("Why are they one?") if act == "merge" else ""
        return None if act == "merge" and not reason else (act, about, {"reason": reason})
    if key == "r":
        act = {"pair": "apart", "alert": "dismiss"}.get(each.kind, "reject")
        reason = "" if act == "apart" else ask("Why not?")
        return None if act != "apart" and not reason else (act, about, {"reason": reason})
    if each.kind != "incident":
        return None
    if key == "g":
        grade = ask("Grade (confirmed, fair, weak, contested, discounted)")
        return ("grade", about, {"value": grade}) if grade else None
    if key == "n":
        remark = ask("Note")
        return ("note", about, {"reason": remark}) if remark else None
    if key == "w":
        reason = ask("Why withhold it?")
        return ("withhold", about, {"reason": reason}) if reason else None
    if key == "t":
        report = ask("Which report is withdrawn?")
        return ("retract", (report,), {"reason": ask("Why?")}) if report else None
    if key == "s":
        parts = ask("Claims of each part, with commas; a space between parts (the first keeps the id)").split()
        return (
            ("split", about, {"value": [part.split(",") for part in parts], "reason": ask("Why?")}) if parts else None
        )
    name = ask("Field (when, event, …; of a claim: REPORT:CLAIM n1.range)")
    if not name:
        return None
    target, _, inner = name.rpartition(" ")
    value = _json(ask("New value, as JSON"))
    return "correct", (target,) if target else about, {"field_name": inner, "value": value, "reason": ask("Why?")}
