"""A release can be checked by anybody, and any change to it is found."""

import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marsad.model.errors import PublishError
from marsad.publish.release import check_release, make_release, moved_figures, public_words

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
FILES = {"report/index.html": "<p>880 قتيل</p>".encode(), "data/killed.csv": b"month,killed\n2021-01,12\n"}
ABOUT = {"version": "2022.1", "pack": "syria", "ledger": "ab12"}


def rebuilt(packed: bytes, change: dict[str, bytes | None]) -> bytes:
    """The same zip with some files changed (or removed, by None)."""
    old = zipfile.ZipFile(io.BytesIO(packed))
    files = {name: old.read(name) for name in old.namelist()}
    files.update({name: content for name, content in change.items() if content is not None})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in files.items():
            if change.get(name, b"") is not None:
                new.writestr(name, content)
    return out.getvalue()


def test_the_same_facts_give_the_same_bytes() -> None:
    """A release is a pure function of what goes in."""
    assert make_release(FILES, ABOUT, key=KEY) == make_release(dict(reversed(FILES.items())), ABOUT, key=KEY)


def test_a_whole_release_is_good() -> None:
    """With and without a trusted key."""
    packed = make_release(FILES, ABOUT, key=KEY)
    checked = check_release(packed, trusted=public_words(KEY.public_key()))
    assert checked.is_good
    assert checked.about["version"] == "2022.1"
    assert check_release(packed).is_good


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"data/killed.csv": b"month,killed\n2021-01,13\n"}, "data/killed.csv: was changed"),
        ({"data/killed.csv": None}, "data/killed.csv: is missing"),
        ({"data/more.csv": b"x"}, "data/more.csv: is not in the manifest"),
    ],
)
def test_a_changed_file_is_named(change: dict[str, bytes | None], says: str) -> None:
    """Changed, missing or added: the message says which."""
    assert says in check_release(rebuilt(make_release(FILES, ABOUT, key=KEY), change)).wrong


def test_a_changed_manifest_breaks_the_signature() -> None:
    """Who changes a file and its hash cannot sign."""
    packed = make_release(FILES, ABOUT, key=KEY)
    manifest = zipfile.ZipFile(io.BytesIO(packed)).read("manifest.json")
    checked = check_release(rebuilt(packed, {"manifest.json": manifest.replace(b"2022.1", b"2022.2")}))
    assert any("signature" in wrong for wrong in checked.wrong)


def test_another_key_is_noticed_where_one_is_trusted() -> None:
    """A forger can sign with a key of their own, but not with yours."""
    forged = make_release(FILES, ABOUT, key=Ed25519PrivateKey.from_private_bytes(b"f" * 32))
    assert check_release(forged).is_good
    assert not check_release(forged, trusted=public_words(KEY.public_key())).is_good


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "manifest.json", "a\\b"])
def test_a_release_holds_only_plain_paths(name: str) -> None:
    """Nothing can be written outside when it is unpacked."""
    with pytest.raises(PublishError, match="relative path"):
        make_release({name: b""}, ABOUT, key=KEY)


@pytest.mark.parametrize("packed", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_release_is_said_to_be_none(packed: bytes) -> None:
    """The message says what was wanted."""
    with pytest.raises(PublishError, match="no release"):
        check_release(packed)


def test_figures_that_moved_are_listed_with_their_reason() -> None:
    """Changed, new and gone figures, and none that stayed."""
    moved = moved_figures(
        {"killed 2021": "880", "injured 2021": "12", "gone": "1"},
        {"killed 2021": "881", "injured 2021": "12", "new": "3"},
        why={"killed 2021": ("a report was retracted",)},
    )
    assert [(m.figure, m.before, m.after) for m in moved] == [
        ("gone", "1", None),
        ("killed 2021", "880", "881"),
        ("new", None, "3"),
    ]
    assert moved[1].why == ("a report was retracted",)
