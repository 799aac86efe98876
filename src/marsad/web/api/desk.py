"""Work at the desk: collect, judge, the ledger, and who you are."""

from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Query

from marsad.run.accounts import acts_of
from marsad.run.intake import collect_upload, read_collected
from marsad.run.judging import judge
from marsad.run.logbook import logbook
from marsad.web.api.asking import Asking
from marsad.web.api.forms import (
    LARGEST,
    AsideForm,
    Collected,
    CollectForm,
    JudgeForm,
    LineForm,
    LinePage,
    Made,
    MeForm,
)

router = APIRouter(tags=["desk"])


@router.get("/me")
def me(asking: Asking) -> MeForm:
    """Who you are here."""
    person = asking.viewing.person
    return MeForm(
        id=person.id, name=person.name, roles=list(person.roles), groups=list(person.groups), may=acts_of(person),
        number=asking.viewing.observatory.store.number,
    )  # fmt: skip


@router.post("/judgements", status_code=201)
def make_judgement(asking: Asking, judgement: JudgeForm) -> Made:
    """Judge, in your name. Where somebody else was first since `seen`, nothing is overwritten."""
    judge(
        asking.viewing, judgement.act, judgement.about, reason=judgement.reason, value=judgement.value,
        seen=judgement.seen, token=judgement.token,
    )  # fmt: skip
    return Made(number=asking.viewing.observatory.store.number)


@router.post("/reports", status_code=201)
def collect(asking: Asking, sent: CollectForm) -> Collected:
    """Take in a text as a report, and read it. One that is there already is known by its bytes."""
    asking.viewing.need("collect")
    done = collect_upload(
        asking.viewing, f"{sent.id or 'sent'}.txt", BytesIO(sent.text.encode("utf-8", "replace")),
        publisher=sent.publisher, published=sent.published.isoformat() if sent.published else "",
    )  # fmt: skip
    read_collected(asking.viewing)
    aside = [AsideForm(what=what, why=why) for what, why in done.set_aside]
    return Collected(kept=done.done, known=done.known, set_aside=aside)


@router.get("/ledger")
def ledger(asking: Asking, before: Annotated[int, Query(ge=0, le=LARGEST)] = 0) -> LinePage:
    """A hundred lines of the ledger, the newest first."""
    lines = logbook(asking.viewing, before=before)
    items = [
        LineForm(number=line.number, at=line.at, by=line.by, kind=line.kind, key=line.key, hash=line.hash)
        for line in lines
    ]
    return LinePage(items=items, following=lines[-1].number if lines and lines[-1].number > 1 else None)
