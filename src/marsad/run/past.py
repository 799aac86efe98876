"""The back-test page: what a rule would have alerted in a window of the past, as one person may see it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from marsad.model.errors import WatchError
from marsad.run.cached import Cached
from marsad.run.viewing import Viewing
from marsad.run.watch import namer_of, observed
from marsad.watch.panel import ANY, Panel
from marsad.watch.surge.backtest import LEAST_WEEKS, Backtest, BacktestSettings, Score, backtest
from marsad.watch.surge.expect import Expectation
from marsad.watch.surge.past import Past, Raised, found_near, look_back, rule_named
from marsad.watch.surge.rules import RULES
from marsad.watch.tell.draw import draw_series
from marsad.watch.tell.warn import title

MOST_PICTURES = 8
MOST_KNOWN = 40
MOST_BUDGET = 12.0
SEED = 1
RULE_NAMES = tuple((rule.name, rule.says) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to look back at. `budget` is false alarms a year in each series; `known` days with words."""

    actor: str
    rule: str
    since: date
    until: date
    budget: float = 0.5
    known: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it would have come: its title, its week, seen and expected a week, and whether it was true."""

    title: str
    week: date
    seen: float
    expected: float
    verdict: str  # "true", "small" or "false"
    delay: int | None
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A rise in hindsight: which series, from when, and after how many weeks it was found, if it was."""

    series: str
    week: date
    delay: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """A known event beside the first alert from shortly before it to half a year after, if one would have come."""

    day: date
    words: str
    alert: str | None
    weeks: int | None


@dataclass(frozen=True, slots=True)
class PastShown:
    """A look back in one language. Rates are false alerts a year: of one quiet series in the window, and as learnt."""

    alerts: tuple[Told, ...]
    rises: tuple[Missed, ...]
    known: tuple[Known, ...]
    pictures: tuple[str, ...]
    window: tuple[date, date]
    learnt: tuple[date, date]
    series: int
    quiet_years: float
    false: int
    false_per_year: float | None
    learnt_per_year: float
    threshold: float


def past_for(viewing: Viewing, cached: Cached, language: str, asked: Asked) -> PastShown:
    """What the rule would have alerted, over the incidents that this person may see.

    Raises:
        RefusedError: the person may not have it done (it costs the machine much).
        WatchError: there is too little history, no such rule or group, or the window leaves nothing to learn from.
    """
    viewing.need("judge")
    past = _past(viewing, cached, asked)
    name, panel = namer_of(viewing.observatory.pack), past.panel

    def series(row: int) -> str:
        key = panel.keys[row]
        return " · ".join(name(each, language) for each in (key.actor, key.area) if each != ANY)

    def told(each: Raised) -> Told:
        verdict = "true" if each.delay is not None else "false" if each.is_false else "small"
        alert = each.alert
        return Told(
            title(alert, language, name), panel.weeks[each.week], alert.seen, alert.expected, verdict, each.delay,
            alert.incidents,
        )  # fmt: skip

    return PastShown(
        tuple(told(each) for each in past.raised),
        tuple(Missed(series(rise.row), panel.weeks[rise.week], rise.delay) for rise in past.rises),
        tuple(_known(past, day, words, language, viewing) for day, words in asked.known),
        _pictures(past, language, viewing),
        (panel.weeks[past.window[0]], panel.weeks[past.window[1] - 1] + timedelta(days=6)),
        (panel.weeks[past.learnt[0]], panel.weeks[past.learnt[1] - 1] + timedelta(days=6)),
        len(panel.keys), past.quiet_years, past.false, past.false_per_year, past.calibration.false_per_year,
        past.calibration.threshold,
    )  # fmt: skip


def compared_for(viewing: Viewing, cached: Cached, actor: str, budget: float) -> tuple[Backtest, tuple[Score, ...]]:
    """Every rule side by side on the whole history, with thresholds set as the weekly look sets them.

    Raises:
        RefusedError: the person may not have it done.
        WatchError: the history is shorter than 130 weeks.
    """
    viewing.need("judge")

    def make() -> Backtest:
        panel = _panel(viewing, cached, actor)
        return backtest(panel, seed=SEED, settings=BacktestSettings(budget=budget))

    question = ("backtest", viewing.key, viewing.hidden, actor, budget)
    done = cached.get(question, viewing.observatory.store.number, make)
    return done, tuple(score for score in done.scores if score.how == "learnt")


def span_of(viewing: Viewing, cached: Cached, actor: str) -> tuple[date, date] | None:
    """The first and last day of the last year that can be looked back at; None where the history is too short."""
    try:
        panel = _panel(viewing, cached, actor)
    except WatchError:
        return None
    if len(panel.weeks) < LEAST_WEEKS:
        return None
    return panel.weeks[-52], panel.weeks[-1] + timedelta(days=6)


def _past(viewing: Viewing, cached: Cached, asked: Asked) -> Past:
    if not 0 < asked.budget <= MOST_BUDGET:
        raise WatchError(
            f"The alarm budget is {asked.budget:g}; wanted more than 0 and up to {MOST_BUDGET:g} a year in each series."
        )
    rule = rule_named(asked.rule)

    def make() -> Past:
        panel = _panel(viewing, cached, asked.actor)
        settings = BacktestSettings(budget=asked.budget)
        return look_back(panel, rule=rule, since=asked.since, until=asked.until, seed=SEED, settings=settings)

    question = ("past", viewing.key, viewing.hidden, asked.actor, asked.rule, asked.since, asked.until, asked.budget)
    return cached.get(question, viewing.observatory.store.number, make)


def _panel(viewing: Viewing, cached: Cached, actor: str) -> Panel:
    """The series by area up to the last known event: whether the quiet after it is real, nobody knows."""

    def make() -> Panel:
        today = datetime.now(UTC).date()
        seen = observed(viewing.observatory, actor=actor or None, as_of=today, may_see=viewing.may_see)
        last = max(event.start for event in seen.events)
        panel = observed(viewing.observatory, actor=actor or None, as_of=last, may_see=viewing.may_see).panel
        rows = [row for row, key in enumerate(panel.keys) if key.area != ANY] or list(range(len(panel.keys)))
        return panel.of(rows)

    question = ("past panel", viewing.key, viewing.hidden, actor)
    return cached.get(question, viewing.observatory.store.number, make)


def _known(past: Past, day: date, words: str, language: str, viewing: Viewing) -> Known:
    found = found_near(past, day)
    if found is None:
        return Known(day, words, None, None)
    weeks = (past.panel.weeks[found.week] + timedelta(days=6) - day).days // 7
    return Known(day, words, title(found.alert, language, namer_of(viewing.observatory.pack)), weeks)


def _pictures(past: Past, language: str, viewing: Viewing) -> tuple[str, ...]:
    name, made = namer_of(viewing.observatory.pack), []
    last, made_then = past.window[1], past.expectation
    expected = Expectation(made_then.mean[:, : past.window[1]], made_then.dispersion[:, : past.window[1]])
    weeks = min(156, last - past.window[0] + 26)
    for row in dict.fromkeys(each.row for each in past.raised):
        alert = next(each.alert for each in past.raised if each.row == row)
        made.append(
            draw_series(past.panel.until(last), expected, row, alert=alert, language=language, name=name, weeks=weeks)
        )
    return tuple(made[:MOST_PICTURES])


def known_events(words: str) -> tuple[tuple[date, str], ...]:
    """Known events as somebody typed them: a day and words in each line.

    Raises:
        WatchError: a line does not begin with a day.
    """
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if len(lines) > MOST_KNOWN:
        raise WatchError(f"These are {len(lines)} known events; at most {MOST_KNOWN} go at once.")
    found = []
    for line in lines:
        day, _, rest = line.partition(" ")
        try:
            found.append((date.fromisoformat(day.strip(",;:،؛")), rest.strip()))
        except ValueError:
            raise WatchError(
                f"The line {line[:40]!r} cannot be read; wanted a day and words: 2021-01-31 words"
            ) from None
    return tuple(found)
