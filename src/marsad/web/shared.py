"""Pages and answers that are the same for all who see the same: made once for every change of the record.

What is held is made for a person without a name: their name and form token are put in only when it goes out, so that
nothing of one person can stand on another's page. It is held under everything that decides what may be seen.
"""

import gzip
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from markupsafe import escape
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from marsad.run.viewing import Viewing
from marsad.web.access import Visit, cached_of
from marsad.web.render import render, words_for

# Nobody can guess these, so that no text of a report can stand for somebody's name or token.
_FORM, _NAME, _ID = (secrets.token_hex(32) for _ in range(3))


def shared_page(
    request: Request, visiting: Visit, name: str, make: Callable[[Viewing], Mapping[str, Any]], **more: Any
) -> Response:
    """A page made from a template with what `make` gives for this view of the record, and with `more`.

    Only for pages that show nothing of the person but their name; `more` has to follow from the request's address.
    """
    person = visiting.viewing.person
    nobody = replace(person, id=_ID, name=_NAME)

    def made() -> tuple[bytes, ...]:
        viewing = replace(visiting.viewing, person=nobody)
        seen = Visit(viewing, "", _FORM, False, False)
        page = bytes(render(request, name, visiting=seen, **make(viewing), **more).body)
        return _cut(page)

    spoken = words_for(request, visiting).interface
    question = ("page", name, *_who(visiting), spoken.language, spoken.months, bool(request.headers.get("hx-request")))
    pieces = cached_of(request).get((*question, *_address(request)), visiting.viewing.secrets.number, made)
    held = {_FORM: visiting.form_token, _NAME: str(escape(person.name)), _ID: str(escape(person.id))}
    return HTMLResponse(b"".join(held[p.decode()].encode() if n % 2 else p for n, p in enumerate(pieces)))


def shared_json(request: Request, visiting: Visit, language: str, make: Callable[[], object]) -> Response:
    """Plain data for a page's scripts, as JSON, packed where the browser can unpack it.

    Only for what holds no form token and repeats no words of the visitor: the length of what is packed tells of it.
    """

    def made() -> tuple[bytes, bytes]:
        body = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()
        return body, gzip.compress(body, compresslevel=5, mtime=0)

    question = ("data", language, *_who(visiting), *_address(request))
    body, packed = cached_of(request).get(question, visiting.viewing.secrets.number, made)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(body, media_type="application/json")
    headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(packed, media_type="application/json", headers=headers)


def shared_answer(
    request: Request, visiting: Visit, make: Callable[[], BaseModel], *, exclude_unset: bool = False
) -> Response:
    """An answer of the API, as JSON."""

    def made() -> bytes:
        return make().model_dump_json(exclude_unset=exclude_unset).encode()

    question = ("answer", *_who(visiting), *_address(request))
    body = cached_of(request).get(question, visiting.viewing.secrets.number, made)
    return Response(body, media_type="application/json")


def _who(visiting: Visit) -> tuple[object, ...]:
    """Everything of a person that decides what they see."""
    viewing = visiting.viewing
    return viewing.key, viewing.person.roles, viewing.person.groups


def _address(request: Request) -> tuple[str, str]:
    return request.url.path, request.url.query


def _cut(page: bytes) -> tuple[bytes, ...]:
    """A page cut at the marks: words and marks in turn."""
    pieces, rest = [], page
    marks = [mark.encode() for mark in (_FORM, _NAME, _ID)]
    while found := [(at, mark) for mark in marks if (at := rest.find(mark)) >= 0]:
        at, mark = min(found)
        pieces += [rest[:at], mark]
        rest = rest[at + len(mark) :]
    return (*pieces, rest)
