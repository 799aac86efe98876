"""Settings: your own password, second factor and language; people and roles, for a keeper."""

from typing import Annotated

import pyotp
from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from marsad.model.errors import RefusedError
from marsad.run.accounts import add_person, change_password, change_person, everybody, note_deed
from marsad.web.access import check_form, observatory_of, settings_of, visit
from marsad.web.render import render

router = APIRouter()
ROLES = ("reader", "recorder", "editor", "publisher", "keeper")


def _need_fresh(is_fresh: bool) -> None:
    if not is_fresh:
        raise RefusedError("For this, sign in again first: sign out, sign in, and come back within 15 minutes.")


@router.get("/settings")
def settings(request: Request, said: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The page."""
    visiting = visit(request)
    accounts = observatory_of(request).store.accounts
    person = visiting.viewing.person
    return render(
        request, "settings.html", visiting=visiting, here="settings", said=said, roles=ROLES,
        people=everybody(visiting.viewing) if person.may("keep") else [], pack=visiting.viewing.observatory.pack_name,
        has_second=accounts.credential(person.id, "totp", "") is not None,
        passkeys=len(accounts.credentials(person.id, "webauthn")),
        about=visiting.viewing.observatory.pack.about,
    )  # fmt: skip


@router.post("/settings/password")
def password(
    request: Request,
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """A new password; every session of the person ends."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    change_password(visiting.viewing, old, new)
    return RedirectResponse("/sign-in", 303)


@router.get("/settings/second")
def new_second(request: Request) -> Response:
    """A seed for a one-time-code app, shown once; it holds when its first code is given back."""
    visiting = visit(request)
    _need_fresh(visiting.is_fresh)
    seed = pyotp.random_base32()
    address = pyotp.TOTP(seed).provisioning_uri(name=visiting.viewing.person.id, issuer_name="Marsad")
    return render(request, "second.html", visiting=visiting, here="settings", seed=seed, address=address, says="")


@router.post("/settings/second")
def keep_second(
    request: Request,
    seed: Annotated[str, Form(max_length=64, pattern="^[A-Z2-7]+$")],
    code: Annotated[str, Form(max_length=12)],
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep the second factor, sealed, once a code shows that the app has it."""
    visiting = visit(request)
    check_form(request, visiting, form_token)
    _need_fresh(visiting.is_fresh)
    person = visiting.viewing.person.id
    if len(seed) < 32 or not pyotp.TOTP(seed).verify(code.replace(" ", ""), valid_window=1):
        address = pyotp.TOTP(seed).provisioning_uri(name=person, issuer_name="Marsad")
        return render(
            request, "second.html", status=403, visiting=visiting, here="settings", seed=seed, address=address,
            says="The code does not fit. Check the clock of both devices.",
        )  # fmt: skip
    accounts = observatory_of(request).store.accounts
    accounts.set_second_factor(person, seed, key=settings_of(request).server_key, by=person)
    note_deed(observatory_of(request), "second factor set", person)
    return RedirectResponse("/settings?said=The+second+factor+holds.", 303)


@router.post("/settings/people")
def people(
    request: Request,
    id: Annotated[str, Form(max_length=60, pattern=r"^[\w.@-]+$")],
    name: Annotated[str, Form(max_length=100)] = "",
    roles: Annotated[list[str] | None, Form()] = None,
    groups: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    active: Annotated[str, Form(max_length=5)] = "yes",
    form_token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Add a person, or change what they may do. Only a keeper, lately signed in."""
    visiting = visit(request)
    visiting.viewing.need("keep")
    check_form(request, visiting, form_token)
    _need_fresh(visiting.is_fresh)
    named = tuple(each.strip() for each in groups.split(",") if each.strip())
    if password:
        add_person(
            visiting.viewing.observatory, id, name=name or None, roles=tuple(roles or ("reader",)), groups=named,
            password=password, by=visiting.viewing.person.id,
        )  # fmt: skip
    else:
        change_person(visiting.viewing, id, roles=tuple(roles or ()), groups=named, is_active=active == "yes")
    return RedirectResponse("/settings?said=Done.", 303)
