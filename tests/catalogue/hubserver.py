"""A Hub on this machine: HTTP as huggingface_hub speaks it, with faults to switch on.

It knows ``GET /api/models`` (sort, filters, ``expand``, pages by ``Link`` and cursor), single
models, cards with ETag and conditional answers, ``RateLimit`` headers and refusals, tokens for
private and gated repositories, redirects of renamed ones.
"""

import base64
import json
import random
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BIG_CARD_BYTES = 50_000_000
LONG_AGO = timedelta(days=20_000)


class Fault(StrEnum):
    """One way in which an answer can be wrong."""

    SLOW = "slow answer"
    CUT = "connection cut"
    TRUNCATED = "truncated JSON"
    NOT_A_LIST = "JSON of another shape"
    EMPTY = "empty answer"
    ERROR_500 = "500"
    UNAVAILABLE = "503 with Retry-After"
    TOO_MANY = "429"
    WRONG_TYPES = "wrong types in every field"
    REPEATED_PAGE = "repeated page"
    SKIPPED_PAGE = "skipped page"
    CLOCK = "clock that jumps"
    GONE_CARD = "repository deleted between list and card"
    NOT_UTF8 = "card that is not UTF-8"
    BIG_CARD = "card of 50 MB"
    REDIRECT = "redirect"
    CIRCLE = "circle of redirects"


@dataclass
class Quota:
    """A fixed window: so many requests, so long."""

    requests: int
    window_s: float
    used: int = 0
    started: float = field(default_factory=time.monotonic)

    def spend(self) -> tuple[bool, int, int]:
        """Count a request; return whether it passes, what is left, and for how many seconds."""
        if time.monotonic() - self.started >= self.window_s:
            self.used, self.started = 0, time.monotonic()
        self.used += 1
        left = max(0, self.requests - self.used)
        resets_in = max(0, round(self.started + self.window_s - time.monotonic()))
        return self.used <= self.requests, left, resets_in


Chooser = Callable[[str, str], Fault | None]


def no_fault(kind: str, path: str) -> Fault | None:
    return None


class Scripted:
    """Plays faults one after the other on the requests of a kind (list, model, card)."""

    def __init__(self, **faults: list[Fault | None]) -> None:
        self._faults = {kind: list(each) for kind, each in faults.items()}

    def __call__(self, kind: str, path: str) -> Fault | None:
        waiting = self._faults.get(kind)
        return waiting.pop(0) if waiting else None


class Always:
    """Plays one fault on all requests whose path contains a text."""

    def __init__(self, fault: Fault, kind: str, part: str = "") -> None:
        self._fault, self._kind, self._part = fault, kind, part

    def __call__(self, kind: str, path: str) -> Fault | None:
        return self._fault if kind == self._kind and self._part in path else None


class Randomly:
    """Plays any of some faults on a share of the requests, the same for the same seed."""

    def __init__(self, rate: float, faults: dict[str, list[Fault]], seed: int = 0) -> None:
        self._rate, self._faults, self._random = rate, faults, random.Random(seed)
        self._lock = threading.Lock()

    def __call__(self, kind: str, path: str) -> Fault | None:
        with self._lock:
            hit = self._random.random() < self._rate
            return self._random.choice(self._faults[kind]) if hit and kind in self._faults else None


class FakeHub:
    """The state behind the server: change it while it runs."""

    def __init__(self, models: Iterable[dict[str, Any]] = ()) -> None:
        self.models = {str(model["id"]): model for model in models}
        self.cards: dict[str, bytes] = {}
        self.renamed: dict[str, str] = {}
        self.published: dict[str, bytes] = {}
        self.faults: Chooser = no_fault
        self.quotas: dict[str, Quota] = {}
        self.token = "hf_the_right_token"
        self.refused_fields: set[str] = set()
        self.page_rows = 1_000
        self.slow_s = 0.05
        self.next_host: str | None = None  # where the links to next pages lead
        self.requests: Counter[str] = Counter()
        self.log: list[tuple[str, str, str]] = []  # kind, path, authorization
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._sorted: dict[str, list[dict[str, Any]]] = {}

    def put(self, model: dict[str, Any]) -> None:
        self.models[str(model["id"])] = model
        self._sorted.clear()

    def remove(self, model_id: str) -> None:
        del self.models[model_id]
        self._sorted.clear()

    def by(self, key: str) -> list[dict[str, Any]]:
        if key not in self._sorted:
            self._sorted[key] = sorted(
                self.models.values(), key=lambda m: _rank(m, key), reverse=True
            )
        return self._sorted[key]

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Serve on this machine for the block; yield the endpoint."""
        server = _Server(port, self)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _rank(model: dict[str, Any], key: str) -> tuple[object, str]:
    return (model.get(key) or ("" if key.endswith(("At", "Modified")) else 0), str(model["id"]))


@dataclass
class _Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, hub: FakeHub) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.hub = hub

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that were killed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""

    def do_GET(self) -> None:
        self.limits: dict[str, str] = {}
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        kind = _kind(path)
        self.server.hub.requests[kind] += 1
        self.server.hub.log.append((kind, self.path, self.headers.get("Authorization", "")))
        fault = self.server.hub.faults(kind, path)
        reply = self._limited(kind) or self._failing(fault)
        if reply is None:
            reply = self._answer(kind, path, parse_qs(parts.query), fault)
        self._send(reply, fault)

    def do_POST(self) -> None:
        """Take an upload in the steps of huggingface_hub: create, ask how, commit."""
        self.limits = {}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        reply: dict[str, Any] = {"success": True, "commitUrl": "", "commitOid": "0" * 40}
        if self.headers.get("Authorization") != f"Bearer {self.server.hub.token}":
            self._send(_Reply(403, b"{}"), None)
            return
        if self.path == "/api/repos/create":
            name = json.loads(body)["name"]
            owner = json.loads(body).get("organization", "someone")
            reply = {"url": f"http://{self.headers['Host']}/datasets/{owner}/{name}"}
        elif "/preupload/" in self.path:
            files = [file["path"] for file in json.loads(body)["files"]]
            how = {"uploadMode": "regular", "shouldIgnore": False}
            reply = {"files": [{"path": path, **how} for path in files]}
        elif "/commit/" in self.path:
            for line in map(json.loads, body.splitlines()):
                if line["key"] == "file":
                    content = base64.b64decode(line["value"]["content"])
                    self.server.hub.published[line["value"]["path"]] = content
        self._send(_Reply(200, json.dumps(reply).encode()), None)

    def _limited(self, kind: str) -> _Reply | None:
        resource = "resolvers" if kind == "card" else "api"
        quota = self.server.hub.quotas.get(resource)
        if quota is None:
            return None
        passes, left, resets_in = quota.spend()
        self.limits = {
            "RateLimit": f'"{resource}";r={left};t={resets_in}',
            "RateLimit-Policy": f'"fixed window";"{resource}";q={quota.requests};w=300',
        }
        if passes:
            return None
        self.server.hub.requests["refused"] += 1
        return _Reply(429, b"{}")

    def _failing(self, fault: Fault | None) -> _Reply | None:
        if fault == Fault.SLOW:
            time.sleep(self.server.hub.slow_s)
        failures = {
            Fault.ERROR_500: _Reply(500, b"oops"),
            Fault.UNAVAILABLE: _Reply(503, b"", {"Retry-After": "0"}),
            Fault.TOO_MANY: _Reply(429, b"", {"RateLimit": '"api";r=0;t=0'}),
            Fault.EMPTY: _Reply(200, b""),
            Fault.NOT_A_LIST: _Reply(200, b'"surprise"'),
            Fault.REDIRECT: None,
            Fault.CIRCLE: _Reply(307, b"", {"Location": self.path}),
        }
        if fault == Fault.REDIRECT and "again=1" not in self.path:
            mark = "&" if "?" in self.path else "?"
            return _Reply(307, b"", {"Location": f"{self.path}{mark}again=1"})
        return failures.get(fault) if fault else None

    def _answer(
        self, kind: str, path: str, query: dict[str, list[str]], fault: Fault | None
    ) -> _Reply:
        if kind == "list":
            return self._list(query, fault)
        if kind == "model":
            return self._model(path.removeprefix("/api/models/"), query, fault)
        if kind == "card":
            return self._card(path, fault)
        return _Reply(200, b"{}") if path == "/api/agent-harnesses" else _Reply(404)

    def _visible(self, model: dict[str, Any]) -> bool:
        allowed = self.headers.get("Authorization") == f"Bearer {self.server.hub.token}"
        return allowed or not model.get("private")

    def _list(self, query: dict[str, list[str]], fault: Fault | None) -> _Reply:
        if self.server.hub.refused_fields & set(query.get("expand", [])):
            return _Reply(400, b'{"error": "expand"}')
        key = query.get("sort", ["createdAt"])[0]
        rows = min(self.server.hub.page_rows, int(query.get("limit", ["1000"])[0]))
        after = _decoded(query["cursor"][0]) if "cursor" in query else None
        if fault == Fault.REPEATED_PAGE and "back" in query:
            after = _decoded(query["back"][0])
        page, skipped = [], 0
        models = self.server.hub.by(key)
        first = bisect_left(models, True, key=lambda m: after is None or _rank(m, key) < after)
        for model in islice(models, first, None):
            if not (self._visible(model) and _selected(model, query)):
                continue
            if fault == Fault.SKIPPED_PAGE and skipped < rows:
                skipped += 1
                continue
            page.append(model)
            if len(page) == rows:
                break
        items = [_shown(model, query, fault) for model in page]
        reply = _Reply(200, json.dumps(items).encode())
        if len(page) == rows:
            self._link(reply, query, _rank(page[-1], key))
        return reply

    def _link(self, reply: _Reply, query: dict[str, list[str]], last: tuple[object, str]) -> None:
        kept = [(k, v) for k, vs in query.items() if k not in ("cursor", "back") for v in vs]
        if "cursor" in query:
            kept.append(("back", query["cursor"][0]))
        kept.append(("cursor", _encoded(last)))
        text = "&".join(f"{k}={v}" for k, v in kept)
        host = self.server.hub.next_host or self.headers["Host"]
        reply.headers["Link"] = f'<http://{host}/api/models?{text}>; rel="next"'

    def _model(self, model_id: str, query: dict[str, list[str]], fault: Fault | None) -> _Reply:
        if model_id in self.server.hub.renamed:
            location = self.path.replace(model_id, self.server.hub.renamed[model_id])
            return _Reply(307, b"", {"Location": location})
        model = self.server.hub.models.get(model_id)
        if model is None or not self._visible(model):
            return _Reply(401, b"{}", {"X-Error-Code": "RepoNotFound"})
        return _Reply(200, json.dumps(_shown(model, query, fault)).encode())

    def _card(self, path: str, fault: Fault | None) -> _Reply:
        model_id, _, rest = path.removeprefix("/").partition("/resolve/")
        model = self.server.hub.models.get(model_id)
        if model is None or fault == Fault.GONE_CARD or not self._visible(model):
            return _Reply(404, b"", {"X-Error-Code": "RepoNotFound"})
        if model.get("gated") and not self.headers.get("Authorization"):
            return _Reply(401, b"", {"X-Error-Code": "GatedRepo"})
        if model_id not in self.server.hub.cards:
            return _Reply(404, b"", {"X-Error-Code": "EntryNotFound"})
        content = self.server.hub.cards[model_id]
        if fault == Fault.NOT_UTF8:
            content += b"\xff\xfe\x80"
        if fault == Fault.BIG_CARD:
            content += b"x" * BIG_CARD_BYTES
        etag = f'"{hash(content)}"'
        headers = {"ETag": etag, "X-Repo-Commit": rest.partition("/")[0]}
        if self.headers.get("If-None-Match") == etag:
            return _Reply(304, b"", headers)
        return _Reply(200, content, headers)

    def _send(self, reply: _Reply, fault: Fault | None) -> None:
        body = reply.body
        if fault == Fault.TRUNCATED:
            body = body[: len(body) // 2]
        now = self.server.hub.now() - LONG_AGO if fault == Fault.CLOCK else self.server.hub.now()
        self.send_response_only(reply.status)
        self.send_header("Date", format_datetime(now, usegmt=True))
        headers = {"Content-Type": "application/json", **self.limits, **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == Fault.CUT:
            body = body[: len(body) // 2]
            self.close_connection = True
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


def _kind(path: str) -> str:
    if path == "/api/models":
        return "list"
    if path.startswith("/api/models/"):
        return "model"
    return "card" if "/resolve/" in path else "other"


def _selected(model: dict[str, Any], query: dict[str, list[str]]) -> bool:
    for name, field_name in (("author", "author"), ("pipeline_tag", "pipeline_tag")):
        if name in query and model.get(field_name) != query[name][0]:
            return False
    if "search" in query and query["search"][0].lower() not in str(model["id"]).lower():
        return False
    tags = [*model.get("tags", ()), model.get("library_name")]
    return all(tag in tags for tag in query.get("filter", ()))


def _shown(model: dict[str, Any], query: dict[str, list[str]], fault: Fault | None) -> Any:
    wanted = query.get("expand") or list(model)
    shown = {"_id": str(hash(model["id"])), "id": model["id"]}
    if hasattr(model, "value"):
        return model.value
    shown |= {name: model[name] for name in wanted if name in model}
    if fault == Fault.WRONG_TYPES:
        return shown | {name: ["another", {"of": 1}] for name in shown if name != "id"}
    if fault == Fault.CLOCK:
        return shown | {"lastModified": "2199-01-01T00:00:00.000Z"}
    return shown


def _encoded(last: tuple[object, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode()


def _decoded(cursor: str) -> tuple[object, str]:
    value, model_id = json.loads(base64.urlsafe_b64decode(cursor))
    return value, model_id


def raw_model(number: int, **facts: object) -> dict[str, Any]:
    """Generate what the Hub says of one model: the same number gives the same."""
    created = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    owner, name = f"owner-{number % 97}", f"model-{number}"
    base = f"owner-{number // 3 % 97}/model-{number // 3}"
    model = {
        "id": f"{owner}/{name}",
        "author": owner,
        "sha": f"{number:040x}",
        "createdAt": _stamp(created),
        "lastModified": _stamp(created + timedelta(days=400)),
        "private": False,
        "gated": False,
        "downloads": number * 7919 % 100_003,
        "likes": number % 500,
        "library_name": "transformers",
        "pipeline_tag": ("text-classification", "text-generation", "image-to-text")[number % 3],
        "tags": ["transformers", "safetensors", "bert", "en", "license:apache-2.0"]
        + ([f"base_model:{base}", f"base_model:finetune:{base}"] if number % 3 else []),
        "cardData": {
            "license": "apache-2.0",
            "language": ["en"],
            "datasets": ["glue"],
            "co2_eq_emissions": {"emissions": float(number), "source": "codecarbon"},
        },
        "config": {"architectures": ["BertForMaskedLM"], "model_type": "bert"},
        "safetensors": {"parameters": {"F32": 66_000_000 + number}, "total": 66_000_000 + number},
    }
    return model | facts


def raw_card(number: int) -> bytes:
    """Generate the card of one model."""
    return (
        "---\nlicense: apache-2.0\nlanguage: en\n---\n\n"
        f"# model-{number}\n\n[![badge](https://img.example/b.svg)](https://example.org)\n\n"
        f"This model finds the mood of a customer in review number {number}.\n\n"
        "## Training\n\nlearning_rate: 0.1\n"
    ).encode()


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
