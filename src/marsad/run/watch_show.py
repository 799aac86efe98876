"""What the watch prints: lines for people, plain data for machines, pages and pictures for files."""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from marsad.model.incident import Alert
from marsad.packs import Pack
from marsad.run.watch import Watched, outlines_of
from marsad.run.watch_more import Description, FoundCluster, HotCell
from marsad.watch.describe.mix import civilian_risks
from marsad.watch.forecast.rolling import Outlook
from marsad.watch.panel import ANY, Key
from marsad.watch.space.area import Operations
from marsad.watch.surge.backtest import HOW, Backtest, Score
from marsad.watch.surge.changes import Change, changes_of, partition
from marsad.watch.tell.draw import draw_map, draw_series
from marsad.watch.tell.warn import Page, day_in_words, echo_in_words, number, page, page_text, size_in_words, words

SILENT_WEEKS = 4


def plain(value: object) -> Any:
    """Any record of the watch as JSON data, every field in it; what is not finite becomes null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value


def backtest_data(done: Backtest) -> list[dict[str, Any]]:
    """A back-test as JSON Lines: what it was judged on, then a line a rule and way of setting its threshold."""
    head = {key: value for key, value in plain(done).items() if key != "scores"}
    return [{"backtest": head}, *({"score": plain(score)} for score in done.scores)]


def backtest_lines(done: Backtest) -> list[str]:
    """A back-test as tables, a table for each way in which thresholds were set."""
    years = f"{done.quiet_years:.1f}"
    lines = [
        f"{done.series} series, weeks {done.weeks[0] + 1} to {done.weeks[1]}; {years} quiet series-years. "
        f"A rise is a lasting one to {done.settings.rise:g} times the level or more; found means within "
        f"{done.settings.within_weeks} weeks.",
        "; ".join(
            f"baseline {n} half: half-life {each.half_life_weeks:g} weeks, "
            + ("no restart" if each.restart is None else f"restart after a fall at {each.restart:g}")
            for n, each in zip(("second", "first"), done.baselines)
        ),
    ]
    for how, says in HOW.items():
        scores = [score for score in done.scores if score.how == how]
        if scores:
            lines += ["", f"{says} ({how}):", _backtest_row(None), *(_backtest_row(score) for score in scores)]
    return lines


def _backtest_row(score: Score | None) -> str:
    if score is None:
        cells = ["rule", "threshold", "false/year", "found", "delay", "right", "planted", "delay", "by chance"]
    else:
        cells = [
            score.rule,
            "/".join(f"{each:.2f}" for each in score.thresholds),
            f"{score.false_per_year:.2f}",
            f"{score.found} of {score.rises}",
            _weeks(score.delay),
            _percent(score.right),
            _percent(score.planted_found),
            _weeks(score.planted_delay),
            _percent(score.by_chance),
        ]
    widths = (13, 11, 10, 9, 7, 6, 8, 7, 9)
    return "  ".join(
        cell.ljust(width) if n == 0 else cell.rjust(width) for n, (cell, width) in enumerate(zip(cells, widths))
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f} %"


def _weeks(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} w"


def look_lines(watched: Watched, language: str) -> list[str]:
    """The alerts of one look, each as a paragraph; or that there are none, and what that rests on."""
    found = watched.look
    panel = found.panel
    lines = []
    for alert in found.alerts:
        made = page(alert, language, watched.name)
        lines += [made.title, f"  {made.paragraph}", ""]
    if not found.alerts:
        filled = {
            "series": len(panel.keys),
            "weeks": len(panel.weeks),
            "as_of": day_in_words(watched.as_of, language),
        }
        lines += [str(words(language)["quiet"]).format(**filled), ""]
    last = np.flatnonzero(panel.counts.any(axis=0))
    if len(last) and len(panel.weeks) - 1 - last[-1] > SILENT_WEEKS:
        day = day_in_words(panel.weeks[last[-1]], language)
        lines += [str(words(language)["silent"]).format(day=day), ""]
    return lines


def history(watched: Watched) -> list[tuple[Key, date, Change]]:
    """The lasting changes of level of every series, in hindsight, the newest first."""
    panel = watched.look.panel
    found = [
        (key, panel.weeks[change.week], change)
        for key, counts in zip(panel.keys, panel.counts)
        for change in changes_of(partition(counts, share=panel.share))
    ]
    return sorted(found, key=lambda each: (each[1], each[0]), reverse=True)


def history_lines(changes: Sequence[tuple[Key, date, Change]], watched: Watched, language: str) -> list[str]:
    """The changes of level in words."""
    known = words(language)
    lines = [f"{known['history_title']}:"] + ([] if changes else [f"  {known['no_change']}"])
    for key, week, change in changes:
        lines.append("  " + str(known["change"]).format(
            actor=known["anyone"] if key.actor == ANY else watched.name(key.actor, language),
            area=known["everywhere"] if key.area == ANY else watched.name(key.area, language),
            before=number(change.before), after=number(change.after), week=day_in_words(week, language),
        ))  # fmt: skip
    return lines


def rules_lines(watched: Watched) -> list[str]:
    """What the thresholds rest on (English)."""
    found = watched.look
    restart = "not restarted after falls"
    if found.baseline.restart is not None:
        restart = f"restarted after a fall at evidence {found.baseline.restart:g}"
    lines = [f"Baseline: half-life {found.baseline.half_life_weeks:g} weeks, {restart}."]
    for each in found.calibrations:
        past = "too short to replay" if each.replayed is None else f"{each.replayed:.1f} a year replayed"
        lines.append(
            f"{each.rule}: threshold {each.threshold:.2f}; false alarms {past} over {each.quiet_years:.0f} quiet "
            f"series-years, {each.simulated:.1f} a year simulated."
        )
    return lines


def cluster_lines(found: FoundCluster | None, watched: Watched, language: str) -> list[str]:
    """The scan in words."""
    known = words(language)
    if found is None:
        return [str(known["scan_none"])]
    cluster = found.cluster
    rare = cluster.years >= 1
    often = known["scan_years" if rare else "scan_often"].format(
        years=number(min(cluster.years, 10_000.0)), times=number(1.0 / cluster.years)
    )
    names = [watched.name(place, language) for place in found.places[:8]]
    places = str(known["list"]).join(names) + (" …" if len(found.places) > 8 else "")
    return [
        str(known["scan"]).format(
            seen=cluster.seen,
            weeks=cluster.weeks,
            places=places or known["nameless"],
            expected=number(cluster.expected),
            often=often,
        )
    ]


def size_lines(operations: Operations, language: str, published_km2: float | None) -> list[str]:
    """The area of recorded activity, definition by definition."""
    lines = size_in_words(operations, language, published_km2=published_km2)
    return [f"{words(language)['size_title']}:", *(f"  {line}" for line in lines)]


def hot_lines(cells: Sequence[HotCell], language: str) -> list[str]:
    """Hot spots in words."""
    shown = str(words(language)["list"]).join(f"{each.cell} ({each.events})" for each in cells[:10])
    return [str(words(language)["hot"]).format(number=len(cells)) + (f": {shown}" if cells else "")]


def describe_lines(made: Description, watched: Watched, language: str) -> list[str]:
    """The description in words."""
    known = words(language)
    unknown = str(known["unknown"])

    def name(unit: str | None) -> str:
        return unknown if unit in (None, "unknown") else watched.name(str(unit), language)

    lines = [echo_in_words(made.echo, language) if made.echo else str(known["echo_few"])]
    for share in made.shares:
        low, high = (None if end is None else f"{end * 100:.1f}" for end in (share.low, share.high))
        interval = "" if low is None else str(known["share_interval"]).format(low=low, high=high)
        lines.append("  " + str(known["share"]).format(
            unit=name(share.unit), events=share.events, share=f"{share.share * 100:.1f}", interval=interval
        ))  # fmt: skip
    for tactic in made.tactics[:10]:
        lines.append("  " + str(known["tactic"]).format(
            tactic=tactic.tactic, now=f"{tactic.share_now * 100:.0f}", before=f"{tactic.share_before * 100:.0f}",
            mark=known["changed"] if tactic.has_changed else "",
        ))  # fmt: skip
    if not made.tactics:
        lines.append(f"  {known['tactics_unknown']}")
    lines.append(str(known["claims"]).format(claimed=made.claims.claimed_only, documented=made.claims.documented))
    for risk in made.risks[:14]:
        lines.append("  " + str(known["risk_line"]).format(
            area=name(risk.area), killed=risk.civilians_killed, hit=risk.with_civilians, events=risk.events,
            hidden=unknown if risk.hidden is None else risk.hidden,
            abductions=unknown if risk.abductions is None else risk.abductions,
        ))  # fmt: skip
    return lines


def outlook_lines(outlook: Outlook, areas: Sequence[str], watched: Watched, language: str) -> list[str]:
    """The forecast, if a model has earned it, and how the models did."""
    known = words(language)
    if outlook.is_benchmark:
        lines = [str(known["forecast_none"])]
    else:
        skill = next(each for each in outlook.skills if each.model == outlook.shown)
        lines = [
            str(known["forecast"]).format(
                model=outlook.shown, half_life=number(outlook.half_life or 0.0), skill=f"{skill.skill * 100:.0f}",
                low=f"{skill.low * 100:.0f}", high=f"{skill.high * 100:.0f}", origins=outlook.origins,
            )
        ]  # fmt: skip
    for row, area in enumerate(areas):
        months = [f"{low:.0f}–{high:.0f} ({middle:.0f})" for low, middle, high in outlook.quantiles[row]]
        unit = known["everywhere"] if area == ANY else watched.name(area, language)
        lines.append(f"  {unit}: {str(known['list']).join(months)}")
    lines.append("  model              CRPS   IGN   MIS90  covered")
    lines += [
        f"  {each.model:16s} {each.crps:6.2f} {each.ignorance:5.2f} {each.interval_score:7.1f}  "
        f"{_percent(each.coverage)}"
        for each in outlook.scores
    ]
    return lines


def write_pages(
    watched: Watched, folder: Path, pack: Pack | None, languages: Iterable[str] = ("en", "ar")
) -> list[Path]:
    """A page a warning and language, with the picture of its series, and a map; gives the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    found, written = watched.look, []
    for place, alert in enumerate(found.alerts, start=1):
        for language in languages:
            made = page(alert, language, watched.name, risks=civilian_risks(_behind(watched, alert)))
            row = found.panel.keys.index(Key(alert.actor or ANY, alert.area or ANY))
            picture = draw_series(
                found.panel, found.expectation, row, alert=alert, language=language, name=watched.name
            )
            path = folder / f"alert-{place}.{language}.html"
            path.write_text(page_html(made, picture), encoding="utf-8")
            written.append(path)
    outlines = outlines_of(pack, {key.area for key in found.panel.keys}) if pack else {}
    for language in languages if outlines else ():
        path = folder / f"map.{language}.svg"
        path.write_text(draw_map(outlines, found.alerts, language=language, name=watched.name), encoding="utf-8")
        written.append(path)
    return written


def _behind(watched: Watched, alert: Alert) -> list[Any]:
    ids = set(alert.incidents)
    return [event for event in watched.events if event.id in ids]


def page_html(made: Page, picture: str = "") -> str:
    """A warning as one page of HTML that calls for nothing else."""
    way = "rtl" if made.is_right_to_left else "ltr"
    facts = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in made.facts)
    minds = "".join(f"<li>{escape(reason)}</li>" for reason in made.mind)
    risk = ""
    if made.risk:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in made.risk[0])
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in made.risk[1:])
        risk = f"<h2>{escape(made.risk_title)}</h2><table><tr>{head}</tr>{body}</table><p>{escape(made.risk_note)}</p>"
    behind = "".join(f"<li>{escape(id)}</li>" for id in made.incidents)
    return (
        f'<!doctype html><html lang="{made.language}" dir="{way}"><head><meta charset="utf-8">'
        f"<title>{escape(made.title)}</title><style>{_STYLE}</style></head><body><h1>{escape(made.title)}</h1>"
        f"<p>{escape(made.paragraph)}</p>{picture}<table>{facts}</table>"
        f"<h2>{escape(made.mind_title)}</h2><ul>{minds}</ul>{risk}<ul class=ids>{behind}</ul></body></html>"
    )


_STYLE = (
    "body{font-family:'IBM Plex Sans Arabic','IBM Plex Sans','Noto Naskh Arabic','Noto Sans',sans-serif;"
    "max-width:48rem;margin:2rem auto;padding:0 1rem;line-height:1.55;color:#1f2933}"
    "th{text-align:start;font-weight:600;padding:.15rem 1rem .15rem 0;padding-inline:0 1rem}"
    "td{padding:.15rem .6rem}svg{max-width:100%;height:auto}.ids{color:#5f6c7b;font-size:.85rem}"
)


def page_lines(watched: Watched, language: str) -> list[str]:
    """Every alert as a whole page of text."""
    return [
        line
        for alert in watched.look.alerts
        for line in [page_text(page(alert, language, watched.name, risks=civilian_risks(_behind(watched, alert)))), ""]
    ]
