"""Placing, splitting and taking back tell nothing of what is not open to whoever asks, and do nothing to it."""

from urllib.parse import unquote

from web_world import SECRET_WORDS, World, form_token, make_world, world  # noqa: F401


def test_a_restricted_incident_is_split_by_nobody_outside_its_group(world: World) -> None:
    """The refusal is word for word that for an id that does not exist."""
    browser = world.client("recorder")
    said = []
    for id in ("hush-incident", "no-such-incident"):
        answer = browser.post(
            "/match/split",
            data={
                "about": id, "claims": ["hush-report:c1"], "reason": "two", "form_token": form_token(browser),
            },
        )  # fmt: skip
        said.append(unquote(answer.headers["location"]).replace(id, "ID"))
    assert said[0] == said[1]
    assert world.observatory.store.incidents.get("hush-incident") is not None
    assert not [made for made in world.observatory.store.judgements.all() if made.act == "split"]


def test_a_claim_of_a_restricted_report_is_given_no_place(world: World) -> None:
    """Named outright in the form, it is left as it is."""
    browser = world.client("recorder")
    answer = browser.post(
        "/places/place",
        data={
            "words": "by the zanbaqa mill", "choice": "exact", "point": "34.56, 38.28", "about": ["hush-report:c1"],
            "reason": "there", "form_token": form_token(browser),
        },
    )  # fmt: skip
    assert answer.status_code == 303
    assert not [made for made in world.observatory.store.judgements.all() if made.act == "correct"]
    assert browser.get("/places/place?words=by the zanbaqa mill").status_code == 404


def test_new_pages_show_nothing_restricted(world: World) -> None:
    """The map with its areas, decisions on what belongs together, the back-test."""
    for name in ("reader", "recorder"):
        browser = world.client(name)
        for path in ("/places?area=syrian-desert", "/places/map?area=syrian-desert", "/match", "/watch/past"):
            answer = browser.get(path)
            assert answer.status_code in (200, 403)
            assert not [word for word in SECRET_WORDS if word in answer.text], (name, path)


def test_what_an_editor_decided_is_not_taken_back_by_a_recorder(world: World) -> None:
    """A grade is an editor's to give and to take back."""
    editor, recorder = world.client("editor"), world.client("recorder")
    editor.post(
        "/review",
        data={"act": "grade", "about": "open-incident", "value": "fair", "form_token": form_token(editor)},
    )
    made = [each for each in world.observatory.store.judgements.all() if each.act == "grade"][-1]
    answer = recorder.post(
        "/review",
        data={
            "act": "undo", "about": "open-incident", "value": str(made.number), "reason": "no",
            "form_token": form_token(recorder),
        },
    )  # fmt: skip
    assert "done=no" in answer.headers["location"]
    assert not [each for each in world.observatory.store.judgements.all() if each.act == "undo"]
