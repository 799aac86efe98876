"""Watched folders: what is complete is taken once, whatever happens in between."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.model.errors import CollectError
from marsad.run.folders import Folders, Took
from marsad.run.gathering import Stop, Wanted, gather
from marsad.run.observatory import Observatory, open_observatory

TEXT = "Two farmers were killed near Al-Kawm on Friday. Report {n}."


@pytest.fixture
def observatory(tmp_path: Path) -> Iterator[Observatory]:
    """A fresh observatory."""
    with open_observatory(tmp_path / "a.marsad", pack="world", create=True) as opened:
        yield opened


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """The folder that files are dropped into."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def write(path: Path, n: int = 1) -> Path:
    """A report in a file."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT.format(n=n))
    return path


def looks(folders: Folders, *clocks: float) -> list[Took]:
    """What several looks at these seconds give."""
    return [took for clock in clocks for took in folders.look(clock)]


def test_a_file_is_taken_once_it_is_complete(observatory: Observatory, drop: Path) -> None:
    """While it grows it is left; nothing is moved or changed; later looks take nothing."""
    folders = Folders(observatory, [drop])
    path = write(drop / "a.txt")
    assert looks(folders, 0, 1) == []
    with path.open("a") as file:
        file.write(" More of it.")
    assert looks(folders, 2.5, 4) == []
    assert [took.kept for took in looks(folders, 5, 8, 20)] == [1]
    (report,) = observatory.store.reports.all()
    assert (report.id, report.text) == ("a", TEXT.format(n=1) + " More of it.")
    assert path.read_text() == report.text


def test_a_restart_takes_nothing_twice_and_what_was_changed_again(observatory: Observatory, drop: Path) -> None:
    """The size and time of what was taken are remembered in the observatory."""
    write(drop / "a.txt")
    write(drop / "below" / "b.txt", 2)
    assert len(looks(Folders(observatory, [drop]), 0, 3)) == 2
    assert looks(Folders(observatory, [drop]), 0, 3) == []
    write(drop / "a.txt", 33)
    (took,) = looks(Folders(observatory, [drop]), 0, 3)
    assert took.kept == 1
    assert sorted(report.id for report in observatory.store.reports.all()) == ["a", "a~2", "below/b"]


def test_the_same_words_under_another_name_are_known(observatory: Observatory, drop: Path) -> None:
    """A copy or a file that was renamed is no second report."""
    write(drop / "a.txt")
    folders = Folders(observatory, [drop])
    looks(folders, 0, 3)
    (drop / "a.txt").rename(drop / "c.txt")
    (took,) = looks(folders, 4, 8)
    assert (took.kept, took.known) == (0, 1)


def test_what_is_no_report_is_told_once(observatory: Observatory, drop: Path) -> None:
    """Set aside with the reason; in order again once the file is mended."""
    (drop / "a.txt").write_bytes(b"\x00\x01\x02binary" * 9)
    (drop / "b.exe").write_bytes(b"MZ")
    folders = Folders(observatory, [drop])
    assert len(looks(folders, 0, 3, 6)) == 2
    assert looks(Folders(observatory, [drop]), 0, 3) == []
    assert len(list(observatory.store.asides.open("collect"))) == 2
    write(drop / "a.txt")
    assert [took.kept for took in looks(folders, 9, 12)] == [1]
    assert [Path(aside.what).name for aside in observatory.store.asides.open("collect")] == ["b.exe"]


def test_unfinished_and_hidden_files_links_and_pipes_are_passed_over(
    observatory: Observatory, drop: Path, tmp_path: Path
) -> None:
    """A link could lead to what nobody meant to share; a pipe would never end."""
    for name in (".hidden.txt", "a.txt.part", "b.tmp", "~$c.docx"):
        write(drop / name)
    os.symlink(write(tmp_path / "secret.txt"), drop / "link.txt")
    os.mkfifo(drop / "pipe.txt")
    assert looks(Folders(observatory, [drop]), 0, 3) == []


def test_a_folder_that_goes_away_is_told_and_waited_for(observatory: Observatory, drop: Path) -> None:
    """A share that is not mounted for a while ends nothing; one that was never there is an error."""
    folders = Folders(observatory, [drop])
    drop.rename(drop.with_name("away"))
    (took,) = looks(folders, 0, 3)
    assert "cannot be looked into" in took.set_aside[0][1]
    drop.with_name("away").rename(drop)
    write(drop / "a.txt")
    assert [took.kept for took in looks(folders, 5, 8)] == [1]
    with pytest.raises(CollectError, match="no folder"):
        Folders(observatory, [drop / "none"])


def test_a_file_that_changes_while_it_is_read_is_read_again(
    observatory: Observatory, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a report is never kept."""
    from marsad.run import folders as module

    path, real = write(drop / "a.txt"), module.reports_of_file

    def slow(*arguments: object, **more: object) -> object:
        yield from real(*arguments, **more)  # type: ignore[arg-type]
        if path.stat().st_size < 60:
            path.write_text(TEXT.format(n=1) + " And three more died of their wounds.")

    monkeypatch.setattr(module, "reports_of_file", slow)
    folders = Folders(observatory, [drop])
    assert looks(folders, 0, 3) == []
    assert [took.kept for took in looks(folders, 6, 9)] == [1]
    (report,) = observatory.store.reports.all()
    assert report.text.endswith("wounds.")


def test_a_look_once_waits_until_files_are_complete(observatory: Observatory, drop: Path) -> None:
    """And ends."""
    write(drop / "a.txt")
    told = list(gather(observatory, Wanted(folders=(drop,)), stop=Stop()))
    assert [each.kept for each in told] == [1]


def marsad(*words: str, folder: Path) -> "subprocess.Popen[str]":
    """The command itself."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-c", "from marsad.cli import main; main()", *words], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watching_ends_cleanly_when_asked(
    observatory: Observatory, drop: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """Ctrl-C: what was taken is kept and summed up, and the exit code says that all is well."""
    observatory.close()
    write(drop / "a.txt")
    watching = marsad("collect", "--watch", "in", "--every", "0.5", "--json", folder=tmp_path)
    assert watching.stdout is not None
    assert json.loads(watching.stdout.readline())["kept"] == 1
    watching.send_signal(number)
    rest, said = watching.communicate(timeout=30)
    assert watching.returncode == 0, said
    assert '"set_aside"' in rest
    assert "Stopped. Kept 1 reports" in said
    with open_observatory(tmp_path / "a.marsad") as again:
        assert again.store.reports.count() == 1


def test_a_watch_that_was_killed_goes_on_where_it_was(observatory: Observatory, drop: Path, tmp_path: Path) -> None:
    """Ended in the middle of a large file; the next run takes the rest, and nothing twice."""
    observatory.close()
    lines = "".join(f'{{"id": "r{n}", "text": "{TEXT.format(n=n)}"}}\n' for n in range(6000))
    (drop / "a.jsonl").write_text(lines)
    watching = marsad("collect", "--watch", "in", "--every", "0.5", "--quiet", folder=tmp_path)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        time.sleep(0.1)
        with open_observatory(tmp_path / "a.marsad") as looked:
            if looked.store.reports.count() > 0:
                break
    watching.kill()
    watching.wait()
    ended = marsad("collect", "--watch", "in", "--once", folder=tmp_path)
    assert ended.wait(timeout=60) == 0
    with open_observatory(tmp_path / "a.marsad") as again:
        assert again.store.reports.count() == 6000
        assert len({report.id for report in again.store.reports.all()}) == 6000
