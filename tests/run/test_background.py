"""The long work behind the pages: what it leaves in the record."""

from pathlib import Path

from marsad.run.background import Works
from marsad.run.cached import Cached
from marsad.run.demo import run_demo
from marsad.run.findings import findings_for
from marsad.run.home import home_of
from marsad.run.observatory import open_observatory
from marsad.run.viewing import Viewing
from marsad.store.accounts import Person

WRONG = "Six people were killed in Raqqa on 3 May 2021: two civilians and three soldiers.\n"
RIGHT = "Five people were killed in Raqqa on 3 May 2021: two civilians and three soldiers.\n"


def what_the_first_page_tells(tmp_path: Path, text: str) -> tuple[set[str], set[str]]:
    """Collect one text and read it as the pages do; the rules that Home and Audit then tell of."""
    (tmp_path / "bulletin.txt").write_text(f"Toll in Raqqa\n\n{text}", encoding="utf-8")
    with open_observatory(tmp_path / "desk.marsad", pack="syria", create=True, by="tester") as observatory:
        observatory.collect(tmp_path / "bulletin.txt", publisher="Desk One")
        viewing = Viewing.of(observatory, Person("p1", "Recorder", roles=("recorder",)))
        work = Works().read(viewing)
        assert work.wait(60)
        assert (work.state, work.problem) == ("done", "")
        home = {finding.rule for finding in home_of(viewing, Cached()).findings}
        return home, {told.finding.rule for told in findings_for(viewing, Cached())}


def test_home_tells_of_what_reading_found_wrong(tmp_path: Path) -> None:
    """A toll that does not add up stands on the first page as soon as it is read, as on Audit."""
    home, audit = what_the_first_page_tells(tmp_path, WRONG)
    assert home == audit == {"addends"}


def test_home_is_quiet_where_all_adds_up(tmp_path: Path) -> None:
    """The same toll, right, is no finding on either page."""
    assert what_the_first_page_tells(tmp_path, RIGHT) == (set(), set())


def test_home_of_the_demo_tells_what_audit_tells(tmp_path: Path) -> None:
    """The demo keeps what its audit found."""
    list(run_demo(tmp_path))
    with open_observatory(tmp_path / "demo.marsad", by="tester") as observatory:
        viewing = Viewing.of(observatory, Person("p1", "Keeper", roles=("keeper",)))
        home = {finding.says for finding in home_of(viewing, Cached()).findings}
        assert home
        assert home == {told.finding.says for told in findings_for(viewing, Cached())}
