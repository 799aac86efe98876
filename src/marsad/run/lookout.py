"""The watch as one person may see it: alerts with what was decided on them, series with what was to be expected."""

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.model.errors import MarsadError
from marsad.model.incident import Alert, Judgement
from marsad.run.cached import Cached
from marsad.run.viewing import Viewing
from marsad.run.watch import Watched, namer_of, outlines_of, watch_observatory
from marsad.run.watch_more import measure_area
from marsad.run.watch_show import size_lines
from marsad.watch.panel import ANY
from marsad.watch.tell.draw import draw_map, draw_series
from marsad.watch.tell.warn import paragraph, title

MOST_SERIES = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert in one language, with the decision on it where there is one."""

    alert: Alert
    title: str
    paragraph: str
    decided: Judgement | None


@dataclass(frozen=True, slots=True)
class Series:
    """A weekly series as a picture (SVG), with the numbers behind it: week, seen, expected."""

    name: str
    picture: str
    rows: tuple[tuple[str, int, float | None], ...]


@dataclass(frozen=True, slots=True)
class Lookout:
    """A fresh look: `why_not` says why there is none. `area` are lines on the area of operation."""

    series: tuple[Series, ...] = ()
    area: tuple[str, ...] = ()
    new_alerts: int = 0
    why_not: str = ""


def alerts_for(viewing: Viewing, language: str) -> list[Shown]:
    """The alerts whose incidents are all open to this person, the newest first."""
    store = viewing.observatory.store
    name = namer_of(viewing.observatory.pack)
    decided = {
        key: made for made in store.judgements.all() if made.act in ("issue", "dismiss") for key in made.about
    }  # fmt: skip
    found = [alert for alert in store.alerts.all() if viewing.may_see_alert(alert)]
    found.sort(key=lambda alert: (alert.end, alert.id), reverse=True)
    return [
        Shown(each, title(each, language, name), paragraph(each, language, name), decided.get(each.id))
        for each in found
    ]  # fmt: skip


def groups_for(viewing: Viewing, language: str) -> list[tuple[str, str]]:
    """The groups of the pack as (id, name), by name."""
    actors = viewing.observatory.pack.actors.values()
    named = ((each.id, (each.name_ar if language == "ar" else each.name_en) or each.name_en) for each in actors)
    return sorted(named, key=lambda pair: pair[1])


def map_of(viewing: Viewing, alerts: Sequence[Shown], language: str) -> str:
    """The alerts that nobody dismissed on the map of first-level units, as SVG."""
    pack = viewing.observatory.pack
    units = [place.id for place in pack.places.values() if place.level == 1 and place.id.startswith(pack.home or "")]
    outlines = outlines_of(pack, units)
    open_alerts = [each.alert for each in alerts if each.decided is None or each.decided.act != "dismiss"]
    return draw_map(outlines, open_alerts, language=language, name=namer_of(pack)) if outlines else ""


def look_now(viewing: Viewing, cached: Cached, language: str, *, actor: str = "", keep: bool = False) -> Lookout:
    """The weekly look over what this person may see; with `keep`, what it finds is proposed as alerts.

    Raises:
        RefusedError: the person may not have it done (it costs the machine much).
    """
    viewing.need("judge")
    number = viewing.observatory.store.number
    try:
        watched = cached.get(
            ("watch", viewing.hidden, viewing.granted, actor),
            number,
            lambda: watch_observatory(
                viewing.observatory, actor=actor or None, keep=False, may_see=viewing.may_see
            ),
        )  # fmt: skip
    except MarsadError as problem:
        return Lookout(why_not=str(problem))
    if keep:
        known = {alert.id for alert in viewing.observatory.store.alerts.all()}
        fresh = [alert for alert in watched.look.alerts if alert.id not in known]
        viewing.observatory.store.alerts.add(fresh, by=viewing.person.id)
    try:
        area = tuple(size_lines(measure_area(watched)[0], language, None))
    except MarsadError as problem:
        area = (str(problem),)
    return Lookout(_series(watched, language), area, len(watched.look.alerts))


def _series(watched: Watched, language: str) -> tuple[Series, ...]:
    panel, found = watched.look.panel, watched.look.expectation
    rows = sorted(range(len(panel.keys)), key=lambda row: -int(panel.counts[row].sum()))[:MOST_SERIES]
    made = []
    for row in rows:
        key = panel.keys[row]
        alert = next(
            (a for a in watched.look.alerts if (a.actor or ANY, a.area or ANY) == (key.actor, key.area)), None
        )  # fmt: skip
        picture = draw_series(panel, found, row, alert=alert, language=language, name=watched.name)
        expected = found.mean[row]
        table = tuple(
            (
                week.isoformat(), int(panel.counts[row, place]),
                None if expected[place] != expected[place] else round(float(expected[place]), 1),
            )
            for place, week in enumerate(panel.weeks)
        )[-52:]  # fmt: skip
        names = [watched.name(each, language) for each in (key.actor, key.area) if each != ANY]
        made.append(Series(" · ".join(names), picture, table))
    return tuple(made)
