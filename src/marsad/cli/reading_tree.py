"""A reading as a tree on the terminal: what adds up with ✓, what does not with ✗, hedges as they were written."""

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from marsad.model.claim import Claim, Count, Finding, Reading, When, Where
from marsad.model.range import Range, total

Name = Callable[[str], str]
ARABIC = range(0x0600, 0x0700)
WORDS = {
    "killed": "killed", "injured": "injured", "killed_or_injured": "killed or injured", "area_km2": "km²",
    "money": "money", "fighters": "fighters",
}  # fmt: skip


def isolated(words: str) -> str:
    """Words in a right-to-left script, closed off so that what stands around them keeps its order."""
    return f"\u2068{words}\u2069" if any(ord(c) in ARABIC for c in words) else words


def show_reading(reading: Reading, console: Console, *, name: Name = str, explain: bool = False) -> None:
    """Prints one reading: its claims as trees, then its findings and what was set aside."""
    report = reading.report
    title = report.title or report.text.strip().partition("\n")[0][:120] or report.id
    about = " · ".join(filter(None, [report.id, report.publisher, report.language, str(report.published or "")]))
    console.print(Text(isolated(title), style="bold"))
    console.print(Text(isolated(about), style="dim"))
    for claim in reading.claims:
        console.print(_claim_tree(claim, reading, name, explain))
    for finding in reading.findings:
        show_finding(finding, console, reading.report.text)
    for aside in reading.set_aside:
        console.print(Text(f"  set aside: {aside.what}: {aside.why}", style="yellow"))
    if not reading.claims and not reading.set_aside:
        console.print(Text("  nothing to read in it", style="dim"))
    console.print()


def _claim_tree(claim: Claim, reading: Reading, name: Name, explain: bool) -> Tree:
    voice = " ← ".join(isolated(v.words or name(v.actor or "")) for v in claim.said_by)
    head = [f"[bold cyan]{claim.kind}[/] {claim.role}"]
    head += [escape(part) for part in (claim.event, _when(claim.when), *map(_where, claim.where)) if part]
    if claim.about:
        act = claim.about.act
        head.append(escape(f"{act}es" if act.endswith("s") else "denies" if act == "deny" else f"{act}s"))
    head.append(f"[dim]{claim.basis} · {escape(voice)}[/]")
    tree = Tree(" · ".join(head), guide_style="dim")
    if explain:
        tree.add(f"[dim]{escape(claim.rule or 'no rule named')} · {escape(claim.read_by or '')}[/]")
        for where in claim.where:
            for step in where.way:
                tree.add(f"[dim]{escape(isolated(step))}[/]")
    if not claim.counts:
        for span in claim.spans[:1]:
            words = " ".join(span.of(reading.report.text).split())
            tree.add(escape(isolated(words[:150] + ("…" if len(words) > 150 else ""))))
    for count in claim.counts:
        _add_count(tree, count, name)
    return tree


def _add_count(tree: Tree, count: Count, name: Name) -> None:
    addends = [part for part in count.parts if part.link == "addend"]
    line = _count_line(count, name)
    if addends and not any(part.range.most() is None and part.range.least() <= 1 for part in addends):
        mark = "[green]✓[/]" if count.range.can_equal(total(part.range for part in addends)) else "[bold red]✗[/]"
        line += f"  {mark} [dim]= {' + '.join(escape(isolated(part.words)) for part in addends)}[/]"
    branch = tree.add(line)
    for part in count.parts:
        _add_count(branch, part, name)


def _count_line(count: Count, name: Name) -> str:
    who = count.who
    parts = [who.age, who.sex, who.nationality, who.role, who.status, name(who.actor) if who.actor else None]
    words = f"[bold]{escape(isolated(count.words))}[/] {WORDS.get(count.measure, count.measure)}"
    if not count.range.is_exact:
        words += f" [dim]({range_words(count.range)})[/]"
    if count.link == "subset":
        words = f"[dim]of them[/] {words}"
    if any(parts):
        words += " · " + escape(", ".join(filter(None, parts)))
    if count.by:
        words += " · by " + escape(", ".join(map(name, count.by)))
    if count.how:
        words += " · " + escape(", ".join(count.how))
    for where in count.where:
        words += " · " + escape(_where(where))
    if count.when:
        words += " · " + escape(_when(count.when))
    return words


def range_words(value: Range) -> str:
    """Bounds as people read them: "345 or more", "950–975", "up to 12", "about 4,000"."""
    low, best, high = value.low, value.best, value.high
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"
    if low is not None:
        return f"more than {low:,}" if value.sign == ">" else f"{low:,} or more"
    if best is not None:
        return f"about {best:,}" if high is None else f"nearly {best:,}"
    return f"up to {high:,}" if high is not None else "not known how many"


def _when(when: When) -> str:
    if when.start is None and when.end is None:
        return ""
    if when.start == when.end:
        return str(when.start)
    return f"{when.start or '…'} – {when.end or '…'}"


def _where(where: Where) -> str:
    return f"{isolated(where.words or '')} ({where.place or 'unplaced'})"


def show_finding(finding: Finding, console: Console, text: str = "") -> None:
    """Prints one finding: what it says, its arithmetic, the sentences, and the other reading."""
    style = {"error": "bold red", "doubt": "yellow", "note": "dim"}[finding.severity]
    console.print(Text(f"✗ {finding.rule}, {finding.severity}: {isolated(finding.says)}", style=style))
    if finding.arithmetic:
        console.print(Text(f"    {finding.arithmetic}"))
    for words in _sentences(finding, text):
        console.print(Text(f"    “{isolated(words)}”", style="dim"))
    if finding.unless:
        console.print(Text(f"    unless: {isolated(finding.unless)}", style="dim"))


def _sentences(finding: Finding, text: str) -> Iterator[str]:
    """The lines of the text in which the numbers of a finding stand, each once."""
    seen = set()
    for span in finding.spans:
        start = max(text.rfind("\n", 0, span.start), text.rfind(". ", 0, span.start) + 1) + 1
        ends = [end for end in (text.find("\n", span.end), text.find(". ", span.end)) if end >= 0]
        words = " ".join(text[start : min(ends, default=len(text))].split())
        if words and words not in seen:
            seen.add(words)
            yield words[:200]
