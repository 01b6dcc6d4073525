"""huggingface_hub, and only here: its session and headers, retries, rate limits, uploads."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from hubscan import __version__
from hubscan.catalogue.pace import Budget, Pace, Resource
from hubscan.errors import HubError, MissingExtraError, UnreachableError, UsageError

try:
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub.errors import HfUriError, OfflineModeIsEnabled
    from huggingface_hub.utils import (
        get_session,
        httpx,
        parse_ratelimit_headers,
        validate_repo_id,
    )
except ImportError as error:
    raise MissingExtraError("huggingface_hub", "hub") from error

RETRIES = 5
_DEADLINE_S = 180.0  # of one answer, however slowly it drips
TIMEOUT_S = 30.0  # of one read
_LONGEST_BACKOFF_S = 16.0
_LONGEST_WAIT_S = 3_600.0
_TOKEN = re.compile(r"[A-Za-z0-9_.=+/-]+")
_ERROR_NUMBER = re.compile(r"^\[(?:Errno|WinError) -?\d+\] ")
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Call:
    """What to GET: no more than ``limit_bytes`` of the answer are read."""

    url: str
    resource: Resource
    limit_bytes: int
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}"


@dataclass(frozen=True)
class Answer:
    """What came back; ``cut`` says that there was more than was read."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    next_url: str | None
    cut: bool


@dataclass(frozen=True)
class Failure:
    """An attempt worth another one, after the seconds that the Hub asked for, if it did."""

    reason: str
    wait_s: float | None


Outcome = Answer | Failure


class Hub:
    """One endpoint with one token; the token is in no message.

    Without a token the user's own is taken, with False none.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | Literal[False] | None = None,
        pace: Pace | None = None,
        *,
        backoff_s: float = 1.0,
        retries: int = RETRIES,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.endpoint = _checked(endpoint or constants.ENDPOINT)
        self.pace = pace or Pace()
        self.retries = retries
        self._token = token
        self._was_reached = False
        self._backoff_s, self._timeout_s = backoff_s, timeout_s
        self._headers = _headers(token)

    @property
    def is_public(self) -> bool:
        """Tell whether this is the Hub itself and not another one."""
        return urlsplit(self.endpoint).hostname in ("huggingface.co", "hf.co")

    def get(self, call: Call) -> Answer:
        """Ask until there is an answer; raises HubError after the last failure.

        Raises UnreachableError at once where there is no way to the Hub from the beginning.
        """
        attempt = 0
        while isinstance(outcome := self._paced(call), Failure):
            if attempt == self.retries:
                raise HubError(f"{call}: {outcome.reason}{times(self.retries + 1)}")
            self.pace.pause(self.wait_s(outcome, attempt), outcome.reason)
            attempt += 1
        return outcome

    def _paced(self, call: Call) -> Outcome:
        self.pace.enter(call.resource)
        return self.attempt(call)

    def attempt(self, call: Call) -> Outcome:
        """Ask once; the caller has entered the pace."""
        outcome = self._asked(call)
        if isinstance(outcome, Failure):
            self.pace.note_failure(outcome.reason)
        return outcome

    def _asked(self, call: Call) -> Outcome:
        budget = None
        try:
            with get_session().stream(
                "GET",
                call.url,
                params=list(call.query) or None,
                headers={**self._headers, **call.headers},
                timeout=self._timeout_s,
            ) as response:
                self._was_reached = True
                budget = _budget(response.headers)
                if response.status_code in _AGAIN:
                    return Failure(str(response.status_code), _told_wait_s(response.headers))
                content, cut = _read(response.iter_bytes(), call.limit_bytes)
                link = response.links.get("next", {}).get("url")
                return Answer(response.status_code, response.headers, content, link, cut)
        except OfflineModeIsEnabled:
            raise HubError("offline mode is on: unset HF_HUB_OFFLINE to reach the Hub") from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            self._check_way(error)
            return Failure(f"{type(error).__name__}: {error}".rstrip(": ."), None)
        finally:
            self.pace.leave(call.resource, budget)

    def _check_way(self, error: Exception) -> None:
        """Raise UnreachableError where nobody was ever reached: another try only takes time."""
        if isinstance(error, httpx.ConnectError) and not self._was_reached:
            host, reason = urlsplit(self.endpoint).netloc, _ERROR_NUMBER.sub("", str(error))
            raise UnreachableError(host, reason) from None

    def wait_s(self, failure: Failure, attempt: int) -> float:
        """Return how long to wait after a failure; raises HubError when that is too long."""
        if failure.wait_s is None:
            return min(self._backoff_s * 2.0**attempt, _LONGEST_BACKOFF_S)
        if failure.wait_s > _LONGEST_WAIT_S:
            raise HubError(f"the Hub asks to come back in {failure.wait_s / 60:.0f} minutes")
        return failure.wait_s

    def publish(self, folder: Path, repo_id: str, *, private: bool, message: str) -> str:
        """Upload a folder as a dataset repository; return its address."""
        api = HfApi(endpoint=self.endpoint, token=self._token)
        try:
            validate_repo_id(repo_id)
            with suppress(HfUriError):  # it makes the repository, but reads no other Hub's address
                api.create_repo(repo_id, repo_type="dataset", private=private, exist_ok=True)
            with suppress(HfUriError):
                api.upload_folder(
                    repo_id=repo_id, repo_type="dataset", folder_path=folder, commit_message=message
                )
        except (httpx.HTTPError, ValueError) as error:
            raise HubError(f"{repo_id} was not published: {_first_line(error)}") from error
        return f"{self.endpoint}/datasets/{repo_id}"

    def propose(self, model_id: str, path: str, content: bytes, parent: str, message: str) -> str:
        """Open a pull request that writes one file, from the commit ``parent``; return its address.

        Raises HubError with the Hub's reason, which never holds the token.
        """
        api = HfApi(endpoint=self.endpoint, token=self._token)
        try:
            commit = api.upload_file(
                repo_id=model_id,
                path_in_repo=path,
                path_or_fileobj=content,
                parent_commit=parent,
                commit_message=message,
                create_pr=True,
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, KeyError) as error:
            raise HubError(f"{model_id}: no pull request: {_first_line(error)}") from None
        return str(commit.pr_url)


def times(count: int) -> str:
    """Say how often something was tried, if more than once."""
    return f", {count} times" if count > 1 else ""


def _headers(token: str | Literal[False] | None) -> dict[str, str]:
    """Return what goes with every request.

    ``build_hf_headers`` would first ask the endpoint for a list of programs, and wait for it.
    """
    if not (token or token is False or constants.HF_HUB_DISABLE_IMPLICIT_TOKEN):
        token = get_token()
    headers = {"User-Agent": f"hubscan/{__version__}"}
    if token:
        if not _TOKEN.fullmatch(token):  # httpx would print it in its error
            raise UsageError("the token has characters that no token has: copy it again")
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _checked(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{endpoint!r} is no endpoint: it begins with https://")
    if parts.username or parts.password:
        raise UsageError("an endpoint has no user name or password in it: use --token")
    return endpoint.rstrip("/")


def _read(chunks: Iterator[bytes], limit_bytes: int) -> tuple[bytes, bool]:
    deadline = time.monotonic() + _DEADLINE_S
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > limit_bytes:
            return bytes(content[:limit_bytes]), True
        if time.monotonic() > deadline:
            raise TimeoutError(f"no whole answer within {_DEADLINE_S:.0f} s")
    return bytes(content), False


def _budget(headers: Mapping[str, str]) -> Budget | None:
    info = parse_ratelimit_headers(headers)
    return Budget(info.remaining, info.reset_in_seconds, info.limit) if info else None


def _told_wait_s(headers: Mapping[str, str]) -> float | None:
    budget = _budget(headers)
    if budget is not None and budget.remaining == 0:
        return budget.resets_in_s + 1  # the header's seconds are rounded
    after = headers.get("Retry-After", "")
    return float(after) if after.isdecimal() else None


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
