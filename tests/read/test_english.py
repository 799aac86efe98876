"""Phenomena of English bulletins, one a test."""

from datetime import date

import pytest

from marsad.model.claim import Claim, Count, Reading
from marsad.model.report import Report
from marsad.packs import Pack, load_pack
from marsad.read import read


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("syria")


def reading(pack: Pack, body: str, *, title: str = "Monthly notes of the desk", publisher: str = "SOHR") -> Reading:
    return read(
        Report("r", f"{title}\n\n{body}\n", publisher=publisher, language="en", published=date(2022, 10, 12)), pack
    )


def body_claims(pack: Pack, body: str) -> list[Claim]:
    return [claim for claim in reading(pack, body).claims if claim.role != "restated"]


def numbers(count: Count) -> tuple[int | None, int | None, int | None]:
    return count.range.low, count.range.best, count.range.high


@pytest.mark.parametrize(
    ("sentence", "measure", "low"),
    [
        ("Four soldiers were killed in Homs countryside today.", "killed", 4),
        ("Today a landmine killed four shepherds near Palmyra.", "killed", 4),
        ("The activists documented the death of four people near Palmyra today.", "killed", 4),
        ("An attack near Palmyra today left four people dead.", "killed", 4),
        ("Four people lost their lives near Palmyra today.", "killed", 4),
        ("Today's shelling of Idlib claimed the lives of four civilians.", "killed", 4),
        ("Four people were wounded by shelling on Idlib today.", "injured", 4),
        ("Gunmen abducted four farmers near Daraa today.", "abducted", 4),
        ("Four people were arrested in Afrin city today.", "detained", 4),
        ("Four people between killed and injured arrived at a hospital in Idlib today.", "killed_or_injured", 4),
    ],
)
def test_an_outcome_finds_its_people(pack: Pack, sentence: str, measure: str, low: int) -> None:
    """On either side of the verb, by verb, noun or adjective."""
    counts = [count for claim in body_claims(pack, sentence) for count in claim.walk()]
    assert [(count.measure, count.range.low) for count in counts] == [(measure, low)]


@pytest.mark.parametrize(
    "sentence",
    [
        "No casualties were reported in the shelling of Idlib today.",
        "Gunmen attacked a post near Palmyra yesterday, without managing to kill anyone.",
        "The strike on Idlib today killed 14 sheep and destroyed three trucks.",
        "Two gunmen opened fire on a checkpoint near Daraa today.",
        "The camp held 56,000 people in April.",
        "A kilogram costs 90,000 liras, and 60 families live on it.",
        "The toll of today's attack on Idlib may rise.",
        "Jordanian officers visited the 47th Regiment on the M4 road today.",
    ],
)
def test_what_is_no_victim_is_not_counted(pack: Pack, sentence: str) -> None:
    """Denials, things, prices, doers, camp populations and names with numbers give no count of people."""
    assert [count.words for claim in reading(pack, sentence).claims for count in claim.walk()] == []


def test_including_makes_a_subset(pack: Pack) -> None:
    """What "including" names lies inside the number before it, and takes over who they were."""
    (claim,) = body_claims(
        pack, "Nine civilians, including two women and a child, were killed by shelling on Idlib today."
    )
    (whole,) = claim.counts
    assert numbers(whole) == (9, 9, 9)
    assert [(part.words, part.link, part.who.status) for part in whole.parts] == [
        ("two", "subset", "civilian"),
        ("a child", "subset", "civilian"),
    ]


def test_a_list_after_a_colon_makes_the_number_up(pack: Pack) -> None:
    """The items are addends of the number that they sum to."""
    (claim,) = body_claims(pack, "Shelling on Idlib today killed 12 people: nine civilians and three fighters.")
    (whole,) = claim.counts
    assert [(part.words, part.link) for part in whole.parts] == [("nine", "addend"), ("three", "addend")]


def test_rival_readings_of_including_are_settled_by_the_sum(pack: Pack) -> None:
    """ "20: eight guards, including two women, seven drivers and five cooks" sums only if "including" covers two."""
    body = "Attacks in 2021 killed 20 people: eight guards, including two women, seven drivers and five cooks."
    (claim,) = body_claims(pack, body)
    (whole,) = [count for count in claim.counts if count.measure == "killed"]
    assert [(part.words, part.link) for part in whole.parts] == [
        ("eight", "addend"),
        ("seven", "addend"),
        ("five", "addend"),
    ]
    assert [part.words for part in whole.parts[0].parts] == ["two"]


def test_a_running_window_makes_a_running_toll(pack: Pack) -> None:
    """ "since early 2022" runs until the report's day and never becomes an event."""
    (claim,) = body_claims(
        pack, "SOHR has counted 301 attacks in Daraa province since early 2022, in which 248 people died."
    )
    assert (claim.kind, claim.role, claim.when.end) == ("toll", "running", date(2022, 10, 12))
    assert [(count.measure, count.range.low) for count in claim.counts] == [("attacks", 301), ("killed", 248)]


def test_a_broken_word_keeps_the_characters_of_the_text(pack: Pack) -> None:
    """`kil*led` is read as killed; spans and words are the text's own."""
    text = "Note\n\nTwo fighters of S*DF were kil*led in an att-ack by IS*IS near Al-Shaddadi today.\n"
    made = read(Report("r", text, publisher="SOHR", language="en", published=date(2022, 10, 12)), pack)
    (count,) = [count for claim in made.claims for count in claim.walk()]
    assert (count.words, count.span.of(text), count.who.actor, count.by) == ("Two", "Two", "sdf", ("isis",))


def test_another_voice_tells_the_event_again(pack: Pack) -> None:
    """A second toll of the same event by somebody else is restated, not added."""
    body = (
        "At least nine people were killed when a bomb went off in Idlib city on Monday, a medic said.\n\n"
        "A resident said that 11 people were killed."
    )
    first, second = reading(pack, body, publisher="Levant Wire").claims
    assert (first.role, first.said_by[0].words) == ("new", "a medic")
    assert (second.role, second.said_by[0].words, second.counts[0].range.low) == ("restated", "A resident", 11)


def test_an_update_gives_the_new_total(pack: Pack) -> None:
    """ "rises to five after …": the count is the new total, those who died since are part of it."""
    body = "The death toll of Friday's bombing in Idlib city has risen to five, after two of the wounded died."
    (claim,) = body_claims(pack, body)
    assert claim.role == "update"
    assert [(count.range.low, [part.range.low for part in count.parts]) for count in claim.counts] == [(5, [2])]


def test_claims_of_responsibility_denials_and_warnings_are_statements(pack: Pack) -> None:
    """Each with its act and its voice; none becomes an event."""
    body = (
        "ISIS claimed responsibility for the attack. The Turkish army denied having shelled the town. "
        "SOHR warned against a new wave of attacks."
    )
    made = [(claim.about.act, claim.said_by[0].actor) for claim in reading(pack, body).claims if claim.about]
    assert made == [("claim", "isis"), ("deny", "turkey"), ("warn", "sohr")]


def test_names_of_one_countrys_forces_stay_there(pack: Pack) -> None:
    """ "government forces" in a text on another country are not Syria's."""
    body = "Six Ukrainian soldiers and two civilians were killed in shelling by government forces on Monday."
    made = reading(pack, body, publisher="Wire")
    assert all(
        "syrian" not in (actor or "")
        for claim in made.claims
        for count in claim.walk()
        for actor in (*count.by, count.who.actor)
    )


def test_every_claim_says_who_read_it_and_by_which_rule(pack: Pack) -> None:
    """A reader must be able to ask which rule made a claim."""
    made = reading(pack, "Four soldiers were killed in Homs countryside today.")
    assert all(claim.read_by and claim.rule for claim in made.claims)
    assert made.claims


def test_an_earlier_toll_is_told_again_and_not_counted_beside_the_new_one() -> None:
    """Given a recorder's first number after its new one, one event is new and holds the new number alone."""
    text = (
        "Blast in Daraa kills 23\n\nA blast in a market in Daraa killed 23 people on Friday, the Syrian Observatory "
        "for Human Rights said. SOHR had first spoken of 13 dead."
    )
    reading = read(Report("r", text, publisher="Wire", language="en", published=date(2019, 5, 6)), load_pack("syria"))
    told = [(claim.role, [count.range.low for count in claim.counts]) for claim in reading.claims]
    assert told == [("restated", [23]), ("new", [23]), ("restated", [13])]
