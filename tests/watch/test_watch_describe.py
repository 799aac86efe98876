"""What a group does, in numbers."""

from datetime import date, timedelta

import numpy as np
import pytest

from marsad.model.errors import WatchError
from marsad.watch.describe.echo import fit_echo
from marsad.watch.describe.mix import civilian_risks, claims_beside, tactic_changes

from .series import event


def exciting(background: float, branching: float, fade: float, *, seed: int, days: int = 1500) -> np.ndarray:
    """Days of a self-exciting process with known truth."""
    random = np.random.default_rng(seed)
    counts, echo = np.zeros(days), 0.0
    for day in range(days):
        echo = fade * echo + (1 - fade) * (counts[day - 1] if day else 0.0)
        counts[day] = random.poisson(background + branching * echo)
    return counts


def test_a_simulated_echo_is_recovered() -> None:
    """Background 0.2 and branching 0.6 come back over eight fits; reach is about four days."""
    fits = [fit_echo(exciting(0.2, 0.6, 0.75, seed=seed)) for seed in range(8)]
    assert np.mean([fit.branching for fit in fits]) == pytest.approx(0.6, abs=0.06)
    assert np.mean([fit.background for fit in fits]) == pytest.approx(0.2, abs=0.04)
    assert 2.5 < np.median([fit.reach_days for fit in fits]) < 6.5
    assert all(fit.is_clear and not fit.is_rate_change for fit in fits)


def test_chance_alone_has_no_echo() -> None:
    """Poisson days: hardly any fit claims an echo."""
    random = np.random.default_rng(1)
    assert sum(fit_echo(random.poisson(0.3, 1200)).is_clear for _ in range(25)) <= 1


def test_a_change_of_level_is_called_one() -> None:
    """Half quiet, half busy: a branching near 1, told as a change of the rate, not as a chain of attacks."""
    random = np.random.default_rng(2)
    fit = fit_echo(np.concatenate([random.poisson(0.1, 600), random.poisson(2.0, 600)]))
    assert fit.is_rate_change


def test_too_few_events_tell_no_echo() -> None:
    """Forty-nine events are not enough, and the message says how many are."""
    with pytest.raises(WatchError, match="50"):
        fit_echo(np.array([7] * 7))


def test_a_change_of_tactics_is_told_from_chance() -> None:
    """From ambushes to bombs: both changed; shootings that stay a third did not. Unknown tactics do not count."""
    day = date(2021, 1, 1)
    mixes = ((["ambush"] * 5 + ["ied"] * 45, 0), (["ambush"] * 45 + ["ied"] * 5, 100))
    now, before = (
        [
            event(start + n, day, tactics=(tactic, "shooting") if n % 3 == 0 else (tactic,))
            for n, tactic in enumerate(mix)
        ]
        for mix, start in mixes
    )
    changes = {
        change.tactic: change for change in tactic_changes([*now, event(999, day, tactics=("unknown",))], before)
    }
    assert changes["ied"].has_changed
    assert changes["ambush"].has_changed
    assert not changes["shooting"].has_changed
    assert changes["ied"].share_now == 0.9
    assert "unknown" not in changes
    assert tactic_changes([], before)[0].chance == 1.0


def test_claims_stand_beside_what_is_documented() -> None:
    """Three events only the group claims, one somebody else reports."""
    day = date(2021, 1, 1)
    beside = claims_beside([event(n, day, basis="claimed") for n in range(3)] + [event(9, day)])
    assert (beside.claimed_only, beside.documented, beside.share_claimed) == (3, 1, 0.75)
    assert claims_beside([]).share_claimed is None


def test_danger_to_civilians_names_who_must_go_there() -> None:
    """Shepherds and truffle-pickers hit by mines and kidnapping; where no tactic is known, none is claimed."""
    day = date(2021, 2, 1)
    events = [
        event(1, day, civilians=4, tactics=("landmine",), roles=("truffle-picker",), area="desert"),
        event(2, day + timedelta(1), tactics=("abduction",), roles=("shepherd",), area="desert"),
        event(3, day, civilians=1, area="town"),
        event(4, day, area=None),
    ]
    desert, town, nowhere = civilian_risks(events)
    assert (desert.area, desert.civilians_killed, desert.hidden, desert.abductions) == ("desert", 4, 2, 1)
    assert desert.exposed == ("shepherd", "truffle-picker")
    assert (town.area, town.hidden, town.abductions) == ("town", None, None)
    assert nowhere.area is None
