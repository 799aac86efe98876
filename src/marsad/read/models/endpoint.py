"""A back-end that asks a model behind an OpenAI-compatible endpoint: llama.cpp, vLLM, Ollama and others.

It is off unless a person names it, and asks only this machine unless allowed to ask another: reports may be sensitive.
The model sees numbered lines and answers with line and quote, never with offsets, since models cannot count characters.
"""

import hashlib
import ipaddress
import json
import re
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from marsad.model.claim import SetAside
from marsad.model.errors import ReadError, RefusedError
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.backend import Proposal
from marsad.read.languages import language_of
from marsad.read.models.align import lines_of
from marsad.read.models.facts import SCHEMA, proposal_of

PROMPT_VERSION = "1"
MAX_ANSWER_BYTES = 2_000_000
MOST_FAILURES = 5  # in a row; a server that is down is not asked for each of ten thousand reports
_TASK = (
    "You read one report about a conflict. List every number of people or attacks that it states, as JSON. For each "
    "give `line` (the number before the line), `quote` (the number with its hedge and nothing else, copied exactly "
    "from that line), `measure`, who was hit, `by` whom and `how` only where the report says so, and `part_of` with "
    "`link` where it is a part of an earlier number. Opinions and accusations name no doer. Numbers of trucks, prices, "
    "ages, roads and regiments are left out. Groups are named by these ids only: {actors}."
)


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where the model is asked: `base_url` as ``http://127.0.0.1:8080/v1``, `seconds` for one report."""

    base_url: str
    model: str = "default"
    key: str | None = None
    seconds: float = 60.0
    allow_remote: bool = False

    @property
    def host(self) -> str:
        """The machine that the model runs on."""
        return urlsplit(self.base_url).hostname or ""

    def check(self) -> None:
        """Stops an address that is not on this machine, unless that was allowed.

        Raises:
            RefusedError: the address lies elsewhere.
            ReadError: it is no address.
        """
        try:
            parts = urlsplit(self.base_url)
            host, scheme, _ = parts.hostname, parts.scheme, parts.port
        except ValueError:
            host, scheme = None, ""
        if scheme not in ("http", "https") or not host:
            raise ReadError(f"{self.base_url!r} is no address of a model. Wanted one such as http://127.0.0.1:8080/v1.")
        try:
            is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            is_local = False
        if not is_local and not self.allow_remote:
            raise RefusedError(
                f"The model at {host} is not on this machine; reports would leave it. "
                "Allow that with --allow-remote (allow_remote in the library), if whoever runs it may see them."
            )


@dataclass
class Endpoint:
    """The back-end. `cache` keeps answers by a hash of text, model, prompt and schema; give a mapping that lasts.

    A server that fails `MOST_FAILURES` times in a row is not asked again, so that reading goes on without it.
    """

    settings: EndpointSettings
    cache: MutableMapping[str, str] = field(default_factory=dict)
    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], None] = time.sleep
    name: str = "llm"
    version: str = PROMPT_VERSION
    languages: frozenset[str] = frozenset({"en", "ar"})
    is_deterministic: bool = False
    _failures: int = 0

    def extract(self, report: Report, pack: Pack) -> Proposal:
        """What the model says of a report, as far as it points at words that are there.

        Raises:
            RefusedError: the model is on another machine and that is not allowed.
            ReadError: its address is none.
        """
        self.settings.check()
        messages = _messages(report, pack)
        key = hashlib.sha256(
            json.dumps([messages, self.settings.model, PROMPT_VERSION, SCHEMA], ensure_ascii=False).encode()
        ).hexdigest()
        if key not in self.cache:
            if self._failures >= MOST_FAILURES:
                why = f"the model failed {MOST_FAILURES} times in a row and is not asked any more. Look at its server."
                return Proposal(set_aside=(SetAside("answer", why),))
            answer = self._ask(messages)
            if isinstance(answer, SetAside):
                self._failures += 1
                return Proposal(set_aside=(answer,))
            self._failures = 0
            self.cache[key] = answer
        facts = _json_in(self.cache[key])
        if facts is None:
            said = " ".join(self.cache[key].split())[:120]
            why = f"the model's answer holds no JSON that can be read; it begins {said!r}."
            return Proposal(set_aside=(SetAside("answer", why),))
        return proposal_of(facts, report, pack, language=language_of(report), name=f"llm {self.settings.model}")

    def _ask(self, messages: list[dict[str, str]]) -> str | SetAside:
        """The model's words. Servers differ in how they take a schema, so three forms are tried."""
        until = time.monotonic() + self.settings.seconds
        schema = {"type": "json_schema", "json_schema": {"name": "facts", "schema": SCHEMA}}
        problem = "it gave no answer"
        for form in (schema, {"type": "json_object"}, None):
            body: dict[str, Any] = {"model": self.settings.model, "messages": messages, "temperature": 0}
            if form is not None:
                body["response_format"] = form
            try:
                status, answer = self._post_patiently(body, until)
            except (httpx.HTTPError, httpx.InvalidURL, ReadError) as failed:
                return SetAside("answer", f"the model could not be asked ({failed or type(failed).__name__}).")
            if status == 200:
                return _words_of(answer)
            problem = f"the server answers {status}"
            if status not in (400, 404, 415, 422, 501):
                break
        return SetAside("answer", f"the model could not be asked: {problem}.")

    def _post_patiently(self, body: dict[str, Any], until: float) -> tuple[int, bytes]:
        """One request; a server that is busy, or still loads its model, is asked again while there is time."""
        while True:
            status, wait, answer = self._post(body, until)
            if status not in (429, 503) or time.monotonic() + wait >= until:
                return status, answer
            self.sleep(wait)

    def _post(self, body: dict[str, Any], until: float) -> tuple[int, float, bytes]:
        """One request, bounded in time as a whole and in size: status, seconds to wait, and the answer."""
        headers = {"Authorization": f"Bearer {self.settings.key}"} if self.settings.key else {}
        url = self.settings.base_url.rstrip("/") + "/chat/completions"
        left = max(0.05, until - time.monotonic())
        answer = bytearray()
        with (
            httpx.Client(transport=self.transport, timeout=left, trust_env=False) as client,
            client.stream("POST", url, json=body, headers=headers) as response,
        ):
            for chunk in response.iter_bytes():
                answer += chunk
                if len(answer) > MAX_ANSWER_BYTES:
                    raise ReadError(f"it answers with over {MAX_ANSWER_BYTES:,} bytes")
                if time.monotonic() > until:
                    raise ReadError(f"it did not answer within {self.settings.seconds:g} seconds")
            wait = response.headers.get("retry-after", "")
            return response.status_code, float(wait) if wait.isdecimal() and len(wait) < 9 else 1.0, bytes(answer)


def _words_of(answer: bytes) -> str | SetAside:
    """What the model said; an answer that was cut off for its length is none, since its last number may be cut."""
    try:
        choice = json.loads(answer)["choices"][0]
        words = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as failed:
        return SetAside("answer", f"the server's answer has another form ({type(failed).__name__}).")
    if choice.get("finish_reason") == "length":
        return SetAside("answer", "the model's answer was cut off for its length. Let the server give longer answers.")
    if not isinstance(words, str) or not words.strip():
        why = choice["message"].get("refusal") or "it is empty"
        return SetAside("answer", f"the model gave no answer ({str(why)[:120]}).")
    return words


def _messages(report: Report, pack: Pack) -> list[dict[str, str]]:
    shown = "\n".join(f"{line.number}: {line.words}" for line in lines_of(report.text))
    facts = f"Published: {report.published or 'not known'}. Publisher: {report.publisher or 'not known'}."
    return [
        {"role": "system", "content": _TASK.format(actors=", ".join(sorted(pack.actors)))},
        {"role": "user", "content": f"{facts}\n\n{shown}"},
    ]


def _json_in(words: str) -> Any:
    """The JSON object in a model's answer: bare, fenced, or between other words."""
    fenced = re.findall(r"```(?:json)?\s*(.*?)```", words, re.DOTALL)
    for candidate in (words, *fenced, words[words.find("{") : words.rfind("}") + 1]):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return None
