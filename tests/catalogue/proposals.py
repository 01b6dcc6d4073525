"""A Hub on this machine that takes pull requests."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.catalogue.hubserver import FakeHub, _Handler, _Reply, _Server, raw_model


@dataclass(frozen=True)
class Proposed:
    """One pull request as it came in."""

    path: str
    parent: str
    file: str
    content: bytes


class ProposalHub(FakeHub):
    """One model with a card; whoever has the token may propose."""

    def __init__(self, card: bytes) -> None:
        model = raw_model(3)
        super().__init__([model])
        self.model_id, self.sha = str(model["id"]), str(model["sha"])
        self.cards[self.model_id] = card
        self.proposed: list[Proposed] = []
        self.answer = 200

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        server = _Server(port, self)
        server.RequestHandlerClass = _Taking
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Taking(_Handler):
    def _answer(self, kind: str, path: str, *asked: object) -> _Reply:
        if path == "/api/agent-harnesses":  # huggingface_hub asks which programs there are
            return _Reply(200, b"{}")
        return super()._answer(kind, path, *asked)

    def do_POST(self) -> None:
        self.limits = {}
        hub = self.server.hub
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != f"Bearer {hub.token}":
            return self._send(_Reply(401, b'{"error": "Invalid credentials"}'), None)
        if "/preupload/" in self.path:
            how = {"path": "README.md", "uploadMode": "regular", "shouldIgnore": False}
            return self._send(_Reply(200, json.dumps({"files": [how]}).encode()), None)
        if "/commit/" not in self.path:
            return self._send(_Reply(200, b"{}"), None)
        if hub.answer != 200:
            return self._send(_Reply(hub.answer, b'{"error": "pull requests are off"}'), None)
        header, file = (json.loads(line)["value"] for line in body.splitlines())
        content = base64.b64decode(file["content"])
        parent = header["parentCommit"]
        hub.proposed.append(Proposed(self.path, parent, file["path"], content))
        base = f"http://{self.headers['Host']}/{hub.model_id}"
        done = {"commitUrl": f"{base}/commit/{parent}", "commitOid": parent}
        done["pullRequestUrl"] = f"{base}/discussions/7"
        return self._send(_Reply(200, json.dumps(done).encode()), None)
