"""The gate: what may be published, and the words that say why not."""

from xml.etree import ElementTree

import numpy as np
import pytest

from count_unseen.published_tables import GAZA, KOSOVO, THIN, UK, twenty_lists
from marsad.count.unseen import Length, OverlapTable, diagnose, figures, loglinear
from marsad.count.unseen.gate import reasons_of_estimate, reasons_of_leaving_out, reasons_of_linkages
from marsad.count.unseen.reasons import Reason, verdict_of, words
from marsad.count.unseen.result import from_draws
from marsad.model.errors import CountError

SOUND: dict[str, object] = {"saturated_weight": 0.0, "weight_at_most_unseen": 0.0, "most_unseen": 9_000}
SHORT = Length(burn_in=1_000, iterations=3_000, thin=3, check_burn_in=500, check_iterations=1_000)
# Invented: independent lists, each holding three people in ten of 2,000: expected people in every cell.
CLEAN = OverlapTable(
    ("a", "b", "c", "d"),
    {
        f"{cell:04b}": round(2_000 * 0.3 ** f"{cell:04b}".count("1") * 0.7 ** f"{cell:04b}".count("0"))
        for cell in range(1, 16)
    },
)


def test_lists_that_behave_may_be_published() -> None:
    """Independent lists of even people: the verdict is publish, and the truth, 2,000, is inside."""
    made = diagnose(CLEAN, seed=1, method="loglinear", is_quick=True)
    assert made.verdict == "publish"
    assert made.estimate.low < 2_000 < made.estimate.high
    assert [reason.weight for reason in made.reasons] == ["note"] * len(made.reasons)


def test_the_uk_by_latent_classes_is_refused() -> None:
    """Five lists of the UK: the chains do not agree, so no number goes out, and none is drawn."""
    made = diagnose(UK, seed=1, length=SHORT, is_quick=True)
    assert made.verdict == "stop"
    assert made.reasons[0].key == "r_hat"
    assert "do not agree" in made.reasons[0].says()
    assert set(figures(made)) == {"overlaps.svg"}


def test_a_stratum_of_twenty_lists_is_refused() -> None:
    """What one chain would print without blinking, eight chains contradict."""
    made = diagnose(twenty_lists(), seed=1, length=SHORT, is_quick=True)
    assert made.verdict == "stop"
    assert "r_hat" in {reason.key for reason in made.reasons}
    assert "at most 12" in made.refused["loglinear"]


@pytest.mark.parametrize("method", ["lcmcr", "loglinear", "dga"])
def test_a_thin_table_is_refused_whatever_the_method(method: str) -> None:
    """Six shared people and a list that shares nobody: refused, with what would help."""
    made = diagnose(THIN, seed=1, method=method, length=SHORT)
    keys = {reason.key for reason in made.reasons}
    assert made.verdict == "stop"
    assert {"few_overlaps", "lonely_list", "leave_one_out_none"} <= keys
    assert all(each is None for each in made.without.values())


def test_kosovo_hangs_on_single_lists() -> None:
    """Leaving out one list moves Kosovo from 7,129 to 22,301: a lower bound may go out, and no more."""
    made = diagnose(KOSOVO, seed=1, method="loglinear", length=SHORT)
    left_out = {name: round(each.best) for name, each in made.without.items() if each is not None}
    assert left_out == {"EXH": 11862, "ABA": 7129, "OSCE": 10696, "HRW": 22301}
    assert made.verdict == "bound"
    assert made.lower_bound == 7129
    assert {"leave_one_out", "criteria"} <= {reason.key for reason in made.reasons}


def test_a_check_of_which_nothing_came_is_no_check_passed() -> None:
    """Where without every list the chains disagree, only a lower bound is left; where without one, a note."""
    sound = from_draws("dga", "", 500, np.linspace(900, 1_100, 200), level=0.95, details=SOUND)
    broken = from_draws(
        "dga", "", 500, np.linspace(900, 1_100, 200), level=0.95, details=SOUND | {"saturated_weight": 0.9}
    )
    for without, weight in (({"a": broken, "b": broken}, "bound"), ({"a": broken, "b": sound}, "note")):
        assert [reason.weight for reason in reasons_of_leaving_out(sound, without)] == [weight]


def test_an_answer_that_is_the_prior_is_refused() -> None:
    """Gaza averaged over graphs: most weight lies where the lists say nothing about the unseen."""
    made = diagnose(GAZA, seed=1, method="dga", length=SHORT, is_quick=True)
    assert made.verdict == "stop"
    assert made.reasons[0].key == "saturated"


def test_overlaps_are_predicted() -> None:
    """Latent classes on lists that behave give back every pair's overlap."""
    made = diagnose(CLEAN, seed=2, length=SHORT, is_quick=True)
    assert len(made.predicted) == 6
    assert all(each.is_met for each in made.predicted)


def test_linkages_that_disagree_stop_or_bound() -> None:
    """Three matchings of one record: alike they pass, threefold they bound, twentyfold they stop."""
    spread = {"": (1_000.0, 1_200.0), "bound": (1_000.0, 3_500.0), "stop": (1_000.0, 21_000.0)}
    for weight, unseen in spread.items():
        each = [
            from_draws("dga", "", 500, CLEAN.cells()[1:] * 0 + 500 + some, level=0.95, details={}) for some in unseen
        ]
        assert [reason.weight for reason in reasons_of_linkages(each)] == ([weight] if weight else [])


def test_the_heaviest_reason_decides() -> None:
    """Notes do not hold a number back; one that bounds does; one that stops, stops."""
    note, bound, stop = (Reason("visibility", weight) for weight in ("note", "bound", "stop"))  # type: ignore[arg-type]
    assert (verdict_of([note]), verdict_of([note, bound]), verdict_of([bound, stop])) == ("publish", "bound", "stop")


def test_both_languages_say_the_same() -> None:
    """Arabic and English have the same sentences with the same figures in them."""
    english, arabic = words("en"), words("ar")
    fields = {key: set(_fields(text)) for key, text in english.items()}
    assert fields == {key: set(_fields(text)) for key, text in arabic.items()}
    with pytest.raises(CountError, match="wanted en or ar"):
        words("xx")


def _fields(text: str) -> list[str]:
    from string import Formatter

    return [name for _, name, _, _ in Formatter().parse(text) if name]


def test_every_reason_can_be_said() -> None:
    """What the gate gives for real tables has its words in both languages."""
    for table in (KOSOVO, GAZA, THIN, UK):
        for reason in reasons_of_estimate(loglinear(table)):
            assert "{" not in reason.says("en") + reason.says("ar")


def test_figures_are_sound_and_plain() -> None:
    """All four figures are well-formed SVG with a title, in both languages, and name no address but SVG's own."""
    made = diagnose(KOSOVO, seed=1, method="loglinear", length=SHORT)
    for language in ("en", "ar"):
        drawn = figures(made, language=language)
        drawn |= figures(diagnose(CLEAN, seed=1, method="loglinear", is_quick=True), language=language)
        assert set(drawn) == {"overlaps.svg", "documented-and-estimated.svg", "posterior.svg", "without-each-list.svg"}
        for drawing in drawn.values():
            root = ElementTree.fromstring(drawing)
            assert root.find("{http://www.w3.org/2000/svg}title") is not None
            assert drawing.count("http") == 1
    assert "≥" in figures(made)["documented-and-estimated.svg"]
    assert "posterior.svg" not in figures(made)


def test_unknown_methods_are_refused() -> None:
    """The message names the methods there are."""
    with pytest.raises(CountError, match="lcmcr, loglinear, dga"):
        diagnose(KOSOVO, seed=1, method="jackknife")
